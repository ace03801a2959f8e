"""The rows of a comparison on screen: sums, villages, households, lines and inputs, each a table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from calc.compare import POLICY, Comparison, Sums
from calc.compare_report import (
    amount_text,
    change_text,
    difference_text,
    fields_text,
    input_texts,
    listed,
    row_id,
    row_name,
    source_of_line,
    status_text,
    steps_text,
    tiers_text,
)
from calc.explain import head_name
from calc.findings import Place
from calc.language import N_, Catalogue
from calc.lines import HEADS, NONE
from calc.tables import TABLES
from ui.comparing import Compared
from ui.context import Context
from ui.tables.model import EMPTY, on_two_lines
from ui.theme import text_font

__all__ = ["ComparedModel", "Rows", "SumsModel", "changed_choices", "rows_of"]

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_FIGURES: Final = (N_("Before (yuan)"), N_("After (yuan)"), N_("Difference (yuan)"))
_DIFFERENCE: Final = 2
_PAYEES: Final = (N_("Household"), N_("Collective"))


@dataclass(frozen=True)
class Rows:
    """What one table shows.

    Attributes:
        titles: message ids of its columns.
        left: how many columns are texts; the others are figures, the difference last.
        wide: the column that takes what room is left.
        text: what stands in a text column.
        figures: by figure column, fen of each row, None where there is none.
        keys: by column, what its rows are ordered by where that is not the text or the figure itself.
        searched: for each row, the text in which is looked for what the officer types.
        causes: the numbers of the inputs behind a row, None where the rows are inputs themselves.
        steps: how a row's difference comes about, "" where that is plain.
        place: where a row stands in the open scenario, None where it is not there any more.
        key: the line, village or household of a row, for its explanation.

    """

    titles: Sequence[str] = ()
    left: int = 0
    wide: int = 0
    text: Callable[[int, int], str] = field(default=lambda _row, _column: "")
    figures: Sequence[Sequence[int | None]] = ()
    keys: Mapping[int, Sequence[Any]] = field(default_factory=dict)
    searched: Sequence[str] = ()
    causes: Callable[[int], Sequence[int]] | None = None
    steps: Callable[[int], str] = field(default=lambda _row: "")
    place: Callable[[int], Place | None] = field(default=lambda _row: None)
    key: Sequence[int] = ()


def _no_steps(_row: int) -> str:
    return ""


class ComparedModel(QAbstractTableModel):
    """Rows of a comparison, read row by row as they are seen."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._needle = ""
        self._only_amounts = False
        self._sorted: tuple[int, Qt.SortOrder] | None = None
        self.rows = Rows()
        self.shown: list[int] = []

    def show_rows(self, rows: Rows) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = rows
        if self._sorted and self._sorted[0] >= len(rows.titles):
            self._sorted = None
        self._arrange()
        self.endResetModel()

    def set_filter(self, needle: str, *, only_amounts: bool) -> None:
        """Show only rows with `needle` in them and, if wanted, only those whose amount differs."""
        self._needle, self._only_amounts = needle.strip().casefold(), only_amounts
        self._rearrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Show the rows ordered by a column; −1 for the register's order."""
        self._sorted = (column, order) if 0 <= column < len(self.rows.titles) else None
        self._rearrange()

    def _rearrange(self) -> None:
        """Arrange the rows anew; what is selected stays so where it is still shown."""
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        rows = [self.shown[index.row()] for index in held]
        self._arrange()
        places = {row: place for place, row in enumerate(self.shown)} if held else {}
        moved = [
            self.index(places[row], index.column()) if row in places else QModelIndex()
            for row, index in zip(rows, held, strict=True)
        ]
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()

    def _arrange(self) -> None:
        rows, needle = self.rows, self._needle
        shown = [number for number, text in enumerate(rows.searched) if needle in text]
        if self._only_amounts and rows.figures:
            shown = [number for number in shown if rows.figures[-1][number]]
        if self._sorted:
            column, order = self._sorted
            descending = order == Qt.SortOrder.DescendingOrder
            keys = rows.keys.get(column)
            if keys is not None:
                shown.sort(key=keys.__getitem__, reverse=descending)
            elif column >= rows.left:
                figures = rows.figures[column - rows.left]
                shown.sort(key=lambda number: figures[number] or 0, reverse=descending)
            else:
                shown.sort(key=lambda number: rows.text(number, column), reverse=descending)
        self.shown = shown

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Return the number of rows shown."""
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.rows.titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """Return a column's title or a row's number."""
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if role == Role.DisplayRole else None
        if section >= len(self.rows.titles):
            return None
        if role == Role.DisplayRole:
            return on_two_lines(self._context.words.text(self.rows.titles[section]))
        if role == Role.TextAlignmentRole and section >= self.rows.left:
            return _RIGHT
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return what Qt asks of a cell; a difference has a sign and an arrow."""
        if not index.isValid():
            return None
        column, row = index.column(), self.shown[index.row()]
        is_difference = bool(self.rows.figures) and column == len(self.rows.titles) - 1
        if role == Role.DisplayRole or (role == Role.ToolTipRole and column < self.rows.left):
            return self._text(row, column, is_difference=is_difference)
        if role == Role.TextAlignmentRole and column >= self.rows.left:
            return _RIGHT
        if role == Role.FontRole and is_difference:
            return text_font(bold=True)
        if role == Role.DecorationRole and is_difference:
            fen = self.rows.figures[-1][row]
            return self._context.theme.icon("more" if fen > 0 else "less", "muted") if fen else None
        return None

    def _text(self, row: int, column: int, *, is_difference: bool) -> str:
        if column < self.rows.left:
            return self.rows.text(row, column) or EMPTY
        fen = self.rows.figures[column - self.rows.left][row]
        if fen is None:
            return EMPTY
        return difference_text(fen) if is_difference else amount_text(fen, self._context.words)


class SumsModel(QAbstractTableModel):
    """What changed in sum: by head, by payee and in all; before, after and the difference."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._sums: list[tuple[str, Sums]] = []

    def show_sums(self, sums: list[tuple[str, Sums]]) -> None:
        """Show other sums, each with its name."""
        self.beginResetModel()
        self._sums = sums
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Return three."""
        return 0 if parent.isValid() else len(_FIGURES)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Return a column for the rows' names, and one a sum."""
        return 0 if parent.isValid() else 1 + len(self._sums)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """Return what is summed."""
        if orientation == Qt.Orientation.Vertical or not 0 <= section <= len(self._sums):
            return None
        if role == Role.DisplayRole:
            return on_two_lines(self._sums[section - 1][0]) if section else ""
        return _RIGHT if role == Role.TextAlignmentRole and section else None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return what Qt asks of a cell; a difference has a sign."""
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Role.DisplayRole:
            return self._text(row, column)
        if role == Role.TextAlignmentRole and column:
            return _RIGHT
        if role == Role.FontRole and (row == _DIFFERENCE or column == len(self._sums)):
            return text_font(bold=True)
        return None

    def _text(self, row: int, column: int) -> str:
        if not column:
            return self._context.words.text(_FIGURES[row])
        sums = self._sums[column - 1][1]
        if row == _DIFFERENCE:
            return difference_text(sums.difference)
        return amount_text(sums.after if row else sums.before, self._context.words)


def rows_of(compared: Compared, words: Catalogue) -> tuple[Rows, Rows, Rows, Rows]:
    """Return the villages, households, lines and inputs that differ; plain work for the background."""
    comparison = compared.comparison
    comparison.index_causes()
    return (
        _village_rows(comparison, words),
        _household_rows(comparison, compared.reprint, words),
        _line_rows(comparison, words),
        _input_rows(comparison, words),
    )


def changed_choices(compared: Compared, words: Catalogue) -> list[tuple[str, str]]:
    """Return the households whose statement reads otherwise: ID, and head with what changed."""
    comparison = compared.comparison
    gap = words.text(N_(": "))
    return [
        (
            household,
            row_name(comparison, "households", pair)
            + gap
            + fields_text(comparison, "households", pair, words),
        )
        for household, pair in compared.households().items()
    ]


def _group_figures(comparison: Comparison, name: str, pairs: Sequence[int]) -> list[Sequence[int | None]]:
    group, matched = getattr(comparison, name), comparison.pairs[name]
    before, after = matched.before.tolist(), matched.after.tolist()
    return [
        [None if before[pair] == NONE else group.before[pair] for pair in pairs],
        [None if after[pair] == NONE else group.after[pair] for pair in pairs],
        group.differences(pairs),
    ]


def _place(comparison: Comparison, name: str, pair: int, column: str = "") -> Place | None:
    position = int(comparison.pairs[name].after[pair])
    if position == NONE:
        return None
    key = int(comparison.after.scenario[name].keys[position])
    return Place(name, key, column, row_id(comparison, name, pair))


def _village_rows(comparison: Comparison, words: Catalogue) -> Rows:
    pairs = listed(comparison.villages)
    names = [(row_id(comparison, "villages", pair), row_name(comparison, "villages", pair)) for pair in pairs]

    def text(row: int, column: int) -> str:
        pair = pairs[row]
        if column < 2:
            return names[row][column]
        if column == 2:
            return fields_text(comparison, "villages", pair, words)
        return tiers_text(comparison, pair)

    return Rows(
        (N_("Village ID"), N_("Village"), N_("What changed"), N_("Tier"), *_FIGURES),
        4,
        2,
        text,
        _group_figures(comparison, "villages", pairs),
        {2: comparison.villages.lines[pairs].tolist()},
        [" ".join(each).casefold() for each in names],
        lambda row: comparison.causes_of_village(pairs[row]),
        _no_steps,
        lambda row: _place(comparison, "villages", pairs[row]),
        pairs,
    )


def _household_rows(comparison: Comparison, reprint: frozenset[int], words: Catalogue) -> Rows:
    pairs = listed(comparison.households, reprint)
    names = [
        (row_id(comparison, "households", pair), row_name(comparison, "households", pair)) for pair in pairs
    ]

    def text(row: int, column: int) -> str:
        pair = pairs[row]
        if column < 2:
            return names[row][column]
        if column == 2:
            return fields_text(comparison, "households", pair, words)
        return words.text("print again") if pair in reprint else ""

    return Rows(
        (N_("Household ID"), N_("Right-holder"), N_("What changed"), N_("Statement"), *_FIGURES),
        4,
        2,
        text,
        _group_figures(comparison, "households", pairs),
        {2: comparison.households.lines[pairs].tolist()},
        [" ".join(each).casefold() for each in names],
        lambda row: comparison.causes_of_household(pairs[row]),
        _no_steps,
        lambda row: _place(comparison, "households", pairs[row]),
        pairs,
    )


def _line_rows(comparison: Comparison, words: Catalogue) -> Rows:
    lines = comparison.lines
    sources = [source_of_line(comparison, row) for row in range(len(lines))]
    heads = [head_name(head).text(words) for head in range(len(HEADS))]
    payees = [words.text(name) for name in _PAYEES]

    def text(row: int, column: int) -> str:
        if column == 1:
            return heads[int(lines.head[row])]
        if column == 2:
            return payees[int(lines.payee[row])]
        if column == 4:
            return change_text(comparison, row, words)
        return sources[row][2 if column == 0 else 1]

    def place(row: int) -> Place | None:
        return _place(comparison, "items" if lines.from_item[row] else "parcels", int(lines.pair[row]))

    figures: list[Sequence[int | None]] = [
        [None if number == NONE else fen for number, fen in zip(there.tolist(), fens.tolist(), strict=True)]
        for there, fens in ((lines.before, lines.amount_before), (lines.after, lines.amount_after))
    ]
    return Rows(
        (N_("ID"), N_("Head"), N_("Payee"), N_("Household ID"), N_("What changed"), *_FIGURES),
        5,
        4,
        text,
        [*figures, lines.difference.tolist()],
        # What changed is ordered by kind: all that differ in quantity, all that differ in the multiple.
        {1: lines.head.tolist(), 2: lines.payee.tolist(), 4: lines.what.tolist()},
        [" ".join(each).casefold() for each in sources],
        comparison.causes_of_line,
        lambda row: steps_text(comparison, row, words),
        place,
        range(len(lines)),
    )


def _input_rows(comparison: Comparison, words: Catalogue) -> Rows:
    def text(row: int, column: int) -> str:
        each = comparison.input(row)
        if column >= 4:
            return input_texts(comparison, each, words)[column - 4]
        if column == 3:
            return status_text(each.status, words)
        if each.table == POLICY:
            return words.text("Policy text") if column == 0 else ""
        if column == 0:
            return TABLES[each.table].title(words.language)
        if column == 1:
            return row_id(comparison, each.table, each.pair)
        return each.column.title(words.language) if each.column else ""

    def place(row: int) -> Place | None:
        each = comparison.input(row)
        if each.table == POLICY:
            return None
        return _place(comparison, each.table, each.pair, each.column.name if each.column else "")

    count = comparison.input_count()
    return Rows(
        (N_("Sheet"), N_("ID"), N_("Column"), N_("What changed"), N_("Before"), N_("After")),
        6,
        5,
        text,
        (),
        {},
        [" ".join(text(row, column) for column in (0, 1, 2)).casefold() for row in range(count)],
        None,
        _no_steps,
        place,
        np.arange(count).tolist(),
    )
