"""One table as it is shown, as a workbook of its own: its rows, order and columns, with exact figures."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from calc import units
from calc.register.writing import ExtraSheet, sheets_workbook
from calc.scenario import Table, TextColumn
from calc.tables import Column, Kind, format_cell

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Exact", "column_cells", "listing_workbook", "sheet_name"]

Exact = str | Decimal | dt.date | None
"""What a cell of a listing holds."""

_LONGEST_NAME: Final = 31
_NOT_IN_NAMES: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def sheet_name(title: str) -> str:
    """Return a title as a workbook takes it for a sheet's name."""
    return title.translate(_NOT_IN_NAMES).strip()[:_LONGEST_NAME].strip() or "1"


def listing_workbook(
    title: str,
    headers: Sequence[str],
    rows: Iterable[Sequence[Exact]],
    tell: Callable[[int], None] = lambda _done: None,
) -> bytes:
    """Return a workbook with one sheet; `tell` hears how many rows are done and may raise to end the work.

    Raises RegisterError where a text is longer than a workbook's cell.
    """
    return sheets_workbook(
        [ExtraSheet(sheet_name(title), headers, rows)], progress=lambda done, _rows: tell(done)
    )


def column_cells(rows: Table, column: Column, positions: "NDArray[np.intp]") -> list[Exact]:
    """Return a declared column's cells at some positions: texts, exact numbers, dates; None where empty.

    A cell that could not be read gives its text.
    """
    held = rows.columns[column.name]
    cells: list[Exact]
    if isinstance(held, TextColumn):
        cells = held.values[positions].tolist()
    else:
        values, present = held.values[positions].tolist(), held.present[positions].tolist()
        here = set(held.values[held.present].tolist())
        known = {value: _cell(column, value) for value in here}
        cells = [known[value] if good else None for value, good in zip(values, present, strict=True)]
    unread = {rows.positions[key]: text for (key, name), text in rows.unread.items() if name == column.name}
    if unread:
        for row, position in enumerate(positions.tolist()):
            if position in unread:
                cells[row] = unread[position]
    return cells


def _cell(column: Column, value: int) -> Exact:
    if column.kind is Kind.DATE:
        return dt.date.fromordinal(value)
    if column.kind is Kind.YEAR and value != units.AVERAGE_YEAR:
        return Decimal(value)
    if not column.is_number:
        return format_cell(column, value)
    least = 2 if column.kind in {Kind.MONEY, Kind.MULTIPLE} else 0
    return Decimal(units.format_fixed(value, column.places, least))
