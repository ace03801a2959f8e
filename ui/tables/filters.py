"""Which rows a column's filter leaves: by chosen values, a part of the text, a range, or being empty."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from calc.scenario import Table, TextColumn
from calc.tables import Cell, Column, Kind, Unread, format_cell

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ColumnFilter", "chosen_rows", "distinct_values", "has_range"]

_RANGED: Final = {Kind.DATE, Kind.YEAR}


@dataclass(frozen=True)
class ColumnFilter:
    """What a column's cells must be for their rows to be shown; every part that is given must hold.

    Attributes:
        values: the cell is one of these; None stands for an empty one.
        part: the cell holds this text, whatever the capitals.
        lowest: the number is at least this.
        highest: the number is at most this.
        empty: True for empty cells alone, False for all others.

    """

    values: frozenset[Cell] | None = None
    part: str = ""
    lowest: int | None = None
    highest: int | None = None
    empty: bool | None = None


def has_range(column: Column) -> bool:
    """Return whether a column is filtered from one number to another."""
    return column.is_number or column.kind in _RANGED


def _unread_positions(rows: Table, name: str) -> dict[int, Unread]:
    return {
        rows.positions[key]: Unread(text) for (key, column), text in rows.unread.items() if column == name
    }


def _empty(rows: Table, column: Column) -> "NDArray[np.bool_]":
    empty = ~rows.columns[column.name].present
    empty[list(_unread_positions(rows, column.name))] = False
    return empty


def chosen_rows(rows: Table, column: Column, wanted: ColumnFilter) -> "NDArray[np.bool_]":
    """Return which rows of a table a filter leaves; shape (rows,)."""
    held = rows.columns[column.name]
    chosen = np.ones(len(rows), np.bool_)
    if wanted.empty is not None:
        chosen &= _empty(rows, column) == wanted.empty
    if wanted.lowest is not None or wanted.highest is not None:
        chosen &= held.present & _between(rows, column, wanted)
    if wanted.part:
        part = wanted.part.casefold()
        part = part.replace(",", "") if column.is_number else part  # as the screen shows a figure
        chosen &= _fitting(rows, column, lambda cell: part in _plain(column, cell))
    if wanted.values is not None:
        values = wanted.values
        chosen &= _fitting(rows, column, lambda cell: cell in values)
    return chosen


def _between(rows: Table, column: Column, wanted: ColumnFilter) -> "NDArray[np.bool_]":
    values = rows.number(column.name).values
    inside = np.ones(len(values), np.bool_)
    if wanted.lowest is not None:
        inside &= values >= wanted.lowest
    if wanted.highest is not None:
        inside &= values <= wanted.highest
    return inside


def _plain(column: Column, cell: Cell) -> str:
    return format_cell(column, cell).casefold()


def _fitting(rows: Table, column: Column, fits: Callable[[Cell], bool]) -> "NDArray[np.bool_]":
    """Return where a cell fits; each different value is asked about once."""
    cells, codes = _coded(rows, column)
    return np.array([fits(cell) for cell in cells] or [False], np.bool_)[codes]


def _coded(rows: Table, column: Column) -> "tuple[list[Cell], NDArray[np.intp]]":
    """Return the different cells of a column, empty ones as None, and for each row the number of its cell."""
    held = rows.columns[column.name]
    cells: list[Cell]
    if isinstance(held, TextColumn):
        codes, texts = held.factor
        cells = [text or None for text in texts]
    else:
        values, there = np.unique(held.values[held.present], return_inverse=True)
        cells = [*values.tolist(), None]
        codes = np.full(len(rows), len(values))
        codes[held.present] = there
    unread = _unread_positions(rows, column.name)
    if unread:
        codes = codes.copy()
        for position, cell in unread.items():
            codes[position] = len(cells)
            cells.append(cell)
    return cells, codes


def distinct_values(rows: Table, column: Column, among: "NDArray[np.bool_]") -> list[tuple[Cell, int]]:
    """Return the different cells of the rows `among` and how often each stands there.

    Values in their order, then texts that could not be read, empty cells (None) last.
    """
    cells, codes = _coded(rows, column)
    times = np.bincount(codes[among], minlength=len(cells)).tolist()
    counts: Counter[Cell] = Counter()
    for cell, count in zip(cells, times, strict=False):
        if count:
            counts[cell] += count
    return sorted(counts.items(), key=lambda each: _order(each[0]))


def _order(cell: Cell) -> tuple[int, int, str]:
    if cell is None:
        return 2, 0, ""
    if isinstance(cell, Unread):
        return 1, 0, cell.text
    return (0, cell, "") if isinstance(cell, int) else (0, 0, cell)
