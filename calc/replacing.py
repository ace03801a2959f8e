"""Find and replace in a table: which cells hold a text, and the one operation that replaces it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from calc.editing import set_places
from calc.language import N_
from calc.operations import Operation
from calc.scenario import Scenario, Table, TextColumn
from calc.tables import Cell, Column, format_cell, parse_cell

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Query", "holding", "replace", "replaced"]

LABEL = N_("Replace {count} cells")


@dataclass(frozen=True)
class Query:
    """What is looked for.

    Attributes:
        needle: the text; it is never empty in a query that finds anything.
        whole: the cell holds this text and nothing else.
        match_case: capitals matter.

    """

    needle: str
    whole: bool = False
    match_case: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The text as a pattern."""
        return re.compile(re.escape(self.needle), re.NOFLAG if self.match_case else re.IGNORECASE)

    def fits(self, text: str) -> bool:
        """Return whether a cell with `text` is meant."""
        return self.fitting([text])[0]

    def fitting(self, texts: Sequence[str]) -> list[bool]:
        """Return for each text whether a cell with it is meant."""
        if not self.needle:
            return [False] * len(texts)
        find = self.pattern.fullmatch if self.whole else self.pattern.search
        return [find(text) is not None for text in texts]

    def put(self, text: str, instead: str) -> str:
        """Return a cell's text with `instead` where the needle stood."""
        return self.pattern.sub(lambda _found: instead, text)


def holding(rows: Table, column: Column, query: Query) -> "NDArray[np.bool_]":
    """Return for each row whether its cell holds the query, as it would be typed; shape (rows,).

    Thousands separators, which the screen shows, may stand in the query for a figure.
    """
    held = rows.columns[column.name]
    if isinstance(held, TextColumn):
        codes, texts = held.factor
        hits = np.array(query.fitting(texts) or [False], np.bool_)[codes]
    else:
        plain = Query(query.needle.replace(",", ""), query.whole) if column.is_number else query
        values, codes = np.unique(held.values[held.present], return_inverse=True)
        texts = [format_cell(column, value) for value in values.tolist()]
        hits = np.zeros(len(rows), np.bool_)
        hits[held.present] = np.array(plain.fitting(texts) or [False], np.bool_)[codes]
    for (key, name), text in rows.unread.items():
        if name == column.name:
            hits[rows.positions[key]] = query.fits(text)
    return hits


def replaced(column: Column, cell: Cell, query: Query, instead: str) -> Cell:
    """Return what a cell holds once `instead` stands where the needle stood; unreadable texts are kept."""
    text = format_cell(column, cell)
    if column.is_number and not query.fits(text):
        query = Query(query.needle.replace(",", ""), query.whole)
    return parse_cell(column, query.put(text, instead))


def replace(
    scenario: Scenario,
    table: str,
    keys: Sequence[int],
    columns: Sequence[str],
    query: Query,
    instead: str,
    check: Callable[[int, int], object] = lambda _done, _total: None,
) -> Operation:
    """Return the one operation that replaces the query in `columns` of rows `keys`.

    Cells that come out as they were are no part of it; `check` is told the columns done.
    """
    rows = scenario[table]
    wanted = np.isin(rows.keys, np.fromiter(keys, np.int64, len(keys)))
    places: dict[str, list[int]] = {}
    cells: dict[str, list[Cell]] = {}
    for number, name in enumerate(columns):
        check(number, len(columns))
        column = rows.spec.by_name[name]
        known: dict[Cell, Cell] = {}
        places[name], cells[name] = [], []
        for position in np.flatnonzero(holding(rows, column, query) & wanted).tolist():
            old = rows.cell(position, name)
            if old not in known:
                known[old] = replaced(column, old, query, instead)
            if known[old] != old:
                places[name].append(int(rows.keys[position]))
                cells[name].append(known[old])
    return set_places(scenario, table, places, cells, LABEL)
