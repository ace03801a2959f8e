"""Registers: the county's workbook read into a scenario, and a scenario written back as a workbook."""

from calc.register.cells import RegisterError
from calc.register.reading import Reading, read_register
from calc.register.writing import ExtraSheet, register_workbook, sheet_row, sheets_workbook, template_workbook

__all__ = [
    "ExtraSheet",
    "Reading",
    "RegisterError",
    "read_register",
    "register_workbook",
    "sheet_row",
    "sheets_workbook",
    "template_workbook",
]
