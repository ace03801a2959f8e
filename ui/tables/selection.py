"""What is selected in a table: cells column by column, as a spreadsheet's officer sees them."""

from collections import defaultdict
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
        found: dict[int, set[int]] = defaultdict(set)
        selection = view.selectionModel().selection()
        for number in range(selection.count()):
            each = selection.at(number)
            for column in range(each.left(), each.right() + 1):
                found[column].update(range(each.top(), each.bottom() + 1))
        current = view.currentIndex()
        if not found and current.isValid():
            found[current.column()].add(current.row())
        return cls({number: sorted(found[number]) for number in shown_columns(view) if found.get(number)})

    @property
    def columns(self) -> list[int]:
        """The columns with a selected cell, from left to right."""
        return list(self.rows)

    @property
    def all_rows(self) -> list[int]:
        """The rows with a selected cell, from the top."""
        return sorted(set().union(*self.rows.values()))

    @property
    def is_block(self) -> bool:
        """Whether the same rows are selected in every column, so that it can be copied as a block."""
        return len(set(map(tuple, self.rows.values()))) <= 1

    @property
    def count(self) -> int:
        """The number of selected cells."""
        return sum(map(len, self.rows.values()))
