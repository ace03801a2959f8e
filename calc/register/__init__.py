"""Registers: the county's workbook read into a scenario, and a scenario written back as a workbook."""

from calc.register.cells import RegisterError
from calc.register.listing import Exact, column_cells, listing_workbook, sheet_name
from calc.register.reading import Reading, read_register
from calc.register.writing import ExtraSheet, register_workbook, sheet_row, sheets_workbook, template_workbook

__all__ = [
    "Exact",
    "ExtraSheet",
    "Reading",
    "RegisterError",
    "column_cells",
    "listing_workbook",
    "read_register",
    "register_workbook",
    "sheet_name",
    "sheet_row",
    "sheets_workbook",
    "template_workbook",
]
