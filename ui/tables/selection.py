"""What is selected in a table: cells column by column, as a spreadsheet's officer sees them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtWidgets import QTableView

__all__ = ["Selection", "shown_columns"]


def shown_columns(view: QTableView) -> list[int]:
    """Return the columns that can be seen, from left to right."""
    header = view.horizontalHeader()
    order = [header.logicalIndex(visual) for visual in range(header.count())]
    return [number for number in order if not header.isSectionHidden(number)]


@dataclass(frozen=True)
class Selection:
    """The selected cells.

    Attributes:
        rows: for each column with a selected cell, from left to right, its selected rows from the top.

    """

    rows: dict[int, list[int]]

    @classmethod
    def of(cls, view: QTableView) -> "Selection":
        """Return what is selected in a view, hidden columns left out; the current cell where nothing is."""
        found: dict[int, set[tuple[int, int]]] = defaultdict(set)
        selection = view.selectionModel().selection()
        for number in range(selection.count()):
            each = selection.at(number)
            for column in range(each.left(), each.right() + 1):
                found[column].add((each.top(), each.bottom()))
        current = view.currentIndex()
        if not found and current.isValid():
            found[current.column()].add((current.row(), current.row()))
        # Columns with the same rows share one list: a whole county is selected without a list for each.
        lists = {ranges: _rows_in(ranges) for ranges in map(frozenset, found.values())}
        shown = (number for number in shown_columns(view) if number in found)
        return cls({number: lists[frozenset(found[number])] for number in shown})

    @property
    def columns(self) -> list[int]:
        """The columns with a selected cell, from left to right."""
        return list(self.rows)

    @property
    def all_rows(self) -> list[int]:
        """The rows with a selected cell, from the top."""
        different = list({id(rows): rows for rows in self.rows.values()}.values())
        return different[0] if len(different) == 1 else sorted(set().union(*different))

    @property
    def is_block(self) -> bool:
        """Whether the same rows are selected in every column, so that it can be copied as a block."""
        different = list(self.rows.values())
        return all(rows is different[0] or rows == different[0] for rows in different)

    @property
    def count(self) -> int:
        """The number of selected cells."""
        return sum(map(len, self.rows.values()))


def _rows_in(ranges: Iterable[tuple[int, int]]) -> list[int]:
    """Return the rows in ranges from one row to another, from the top."""
    whole = [range(top, bottom + 1) for top, bottom in ranges]
    return list(whole[0]) if len(whole) == 1 else sorted(set().union(*whole))
