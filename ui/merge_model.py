"""The rows of a merge plan on screen: what each is, what would change, and whether it is taken over."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from calc.language import N_, Catalogue
from calc.merge import NONE, MergePlan, State, TablePlan, label_of_row
from calc.scenario import Table, TextColumn
from calc.tables import TABLES, Cell, Column, Unread
from ui.context import Context
from ui.tables.model import EMPTY, shown_text
from ui.theme import text_font

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["STATES", "CountsModel", "DetailModel", "MergeModel", "cell_text", "icon_of_state"]

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
STATES: Final = {
    State.NEW: N_("New row"),
    State.CHANGED: N_("Changed"),
    State.CONFLICT: N_("Conflict"),
    State.SAME: N_("Same"),
    State.MISSING: N_("Only here"),
}
_ICONS: Final = {
    State.NEW: ("add", "accent"),
    State.CHANGED: ("changed", "accent"),
    State.CONFLICT: ("warning", "caution"),
    State.SAME: ("saved", "muted"),
    State.MISSING: ("note", "muted"),
}
_TITLES: Final = (N_("Take over"), N_("Table"), N_("ID"), N_("What it is"), N_("What changes"))
_TAKE, _TABLE, _ID, _STATE, _CHANGES = range(len(_TITLES))
_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


def icon_of_state(state: State) -> tuple[str, str]:
    """Return the icon of a state and the role of its colour."""
    return _ICONS[state]


def cell_text(column: Column, cell: Cell) -> str:
    """Return a cell as the tables show it, a dash where nothing stands."""
    if isinstance(cell, Unread):
        return cell.text
    return EMPTY if cell is None or cell == "" else shown_text(column, cell)


def _holding(rows: Table, needle: str) -> "NDArray[np.bool_]":
    """Return which rows have `needle` in one of their texts, shape (rows,)."""
    hits = np.zeros(len(rows), np.bool_)
    for column in rows.columns.values():
        if isinstance(column, TextColumn):
            codes, texts = column.factor
            hits |= np.array([needle in text.casefold() for text in texts] or [False], np.bool_)[codes]
    return hits


_MERGED: Final = tuple(name for name, spec in TABLES.items() if not spec.history)
"""The tables that are merged: what has happened to one file has not happened to another."""


class MergeModel(QAbstractTableModel):
    """The rows of a plan: those of chosen tables and states that hold a text.

    Attributes:
        plan: what is shown.
        choices: by table, which rows are taken over.
        titles: the columns' titles.

    Signals:
        chosen: other rows are taken over now.

    """

    chosen = Signal()

    def __init__(self, context: Context, plan: MergePlan) -> None:
        super().__init__()
        self._context = context
        self.titles = [context.words.text(title) for title in _TITLES]
        self._names = list(_MERGED)
        self._table = ""
        self._states: frozenset[State] = frozenset(State)
        self._needle = ""
        self._take_plan(plan)
        self.choices = plan.proposed()

    def show_plan(self, plan: MergePlan) -> None:
        """Show another plan of the same rows; what was decided of a row stays where its state does."""
        old, decided = self.plan, self.choices
        self.beginResetModel()
        self._take_plan(plan)
        self.choices = plan.proposed()
        for name, table in plan.tables.items():
            stays = table.state == old.tables[name].state
            self.choices[name][stays] = decided[name][stays]
        self.endResetModel()
        self.chosen.emit()

    def _take_plan(self, plan: MergePlan) -> None:
        self.plan = plan
        tables = [plan.tables[name] for name in self._names]
        self._state = np.concatenate([table.state for table in tables])
        self._table_of = np.repeat(np.arange(len(tables)), [len(table) for table in tables])
        self._row_of = np.concatenate([np.arange(len(table)) for table in tables])
        self._shown = np.flatnonzero(self._wanted())

    # Choosing what is shown

    def show_only(self, table: str, states: frozenset[State], needle: str) -> None:
        """Show the rows of a table ("" for all) in some states, with `needle` in a text of theirs."""
        self._table, self._states, self._needle = table, states, needle.strip().casefold()
        self.beginResetModel()
        self._shown = np.flatnonzero(self._wanted())
        self.endResetModel()

    def _wanted(self) -> "NDArray[np.bool_]":
        wanted: NDArray[np.bool_] = np.isin(self._state, [int(state) for state in self._states])
        if self._table:
            wanted &= self._table_of == self._names.index(self._table)
        if self._needle:
            wanted &= np.concatenate([self._hits(self.plan.tables[name]) for name in self._names])
        return wanted

    def _hits(self, table: TablePlan) -> "NDArray[np.bool_]":
        hits = np.zeros(len(table), np.bool_)
        for rows, positions in ((table.here, table.ours), (table.there, table.theirs)):
            there = positions != NONE
            hits[there] |= _holding(rows, self._needle)[positions[there]]
        return hits

    # What Qt asks for

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Return the number of rows shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Return five."""
        return 0 if parent.isValid() else len(_TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """Return a column's title."""
        if role == Role.DisplayRole and orientation == Qt.Orientation.Horizontal and section < len(_TITLES):
            return self.titles[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that a row can be ticked unless nothing of it could be taken over."""
        flags = super().flags(index)
        if index.isValid() and index.column() == _TAKE and self.is_open(index.row()):
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return what Qt asks of a cell."""
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Role.CheckStateRole and column == _TAKE and self.is_open(row):
            return Qt.CheckState.Checked if self.is_taken(row) else Qt.CheckState.Unchecked
        if role in {Role.DisplayRole, Role.ToolTipRole}:
            return self._text(row, column, lines=role == Role.ToolTipRole)
        state = self.state(row)
        if role == Role.DecorationRole and column == _STATE:
            return self._context.theme.icon(*_ICONS[state])
        if role == Role.ForegroundRole and (column == _STATE or not self.is_open(row)):
            return self._context.theme.color(_ICONS[state][1])
        return None

    def setData(self, index: Index, value: object, role: int = Role.EditRole) -> bool:
        """Tick or untick a row."""
        if role != Role.CheckStateRole or not index.isValid() or not self.is_open(index.row()):
            return False
        self.take([index.row()], taken=Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    # What the dialog asks for

    def place(self, row: int) -> tuple[TablePlan, int]:
        """Return the plan of a shown row's table, and its row there."""
        number = self._shown[row]
        return self.plan.tables[self._names[self._table_of[number]]], int(self._row_of[number])

    def state(self, row: int) -> State:
        """Return what a shown row is."""
        return State(int(self._state[self._shown[row]]))

    def is_open(self, row: int) -> bool:
        """Return whether anything of a shown row could be taken over."""
        return self.state(row) <= State.CONFLICT

    def is_taken(self, row: int) -> bool:
        """Return whether a shown row is taken over."""
        table, number = self.place(row)
        return bool(self.choices[table.here.spec.name][number])

    def take(self, rows: Sequence[int], *, taken: bool) -> None:
        """Take shown rows over, or leave them as they are here."""
        if not len(rows):
            return
        numbers = self._shown[np.array(rows, np.intp)]
        for table, name in enumerate(self._names):
            mine = self._row_of[numbers[self._table_of[numbers] == table]]
            open_rows = mine[self.plan.tables[name].open_to_choice[mine]]
            self.choices[name][open_rows] = taken
        self.dataChanged.emit(self.index(min(rows), _TAKE), self.index(max(rows), _TAKE))
        self.chosen.emit()

    def count_taken(self, state: State) -> int:
        """Return how many rows of a state are taken over, shown or not."""
        tables = self.plan.tables.items()
        return sum(int((self.choices[name] & (table.state == state)).sum()) for name, table in tables)

    # One cell

    def _text(self, row: int, column: int, *, lines: bool) -> str:
        table, number = self.place(row)
        taken = self.is_taken(row)
        return _row_text(self._context.words, table, number, column, taken=taken, lines=lines) or EMPTY

    def exact_rows(self) -> Iterator[list[str]]:
        """Return the rows shown as a workbook gets them, as they are decided now."""
        words, shown = self._context.words, self._shown
        tables = [self.plan.tables[name] for name in self._names]
        taken = [self.choices[name].copy() for name in self._names]
        which, number = self._table_of[shown].tolist(), self._row_of[shown].tolist()
        return (
            [
                _row_text(words, tables[table], row, column, taken=bool(taken[table][row]))
                for column in range(len(_TITLES))
            ]
            for table, row in zip(which, number, strict=True)
        )


def _row_text(
    words: Catalogue, table: TablePlan, number: int, column: int, *, taken: bool, lines: bool = False
) -> str:
    """Return a cell of a row of a plan; what changes is told on one line or on several."""
    state = State(int(table.state[number]))
    if column == _TAKE:
        return _decision(words, state, paired=int(table.ours[number]) != NONE, taken=taken)
    if column == _TABLE:
        return table.here.spec.title(words.language)
    if column == _ID:
        return label_of_row(table, number)
    if column == _STATE:
        return words.text(STATES[state])
    return _what_changes(words, table, number, state, lines=lines)


def _decision(words: Catalogue, state: State, *, paired: bool, taken: bool) -> str:
    if state > State.CONFLICT:
        return words.text("stays")
    if taken:
        return words.text("theirs") if paired else words.text("add")
    return words.text("ours") if paired else words.text("leave out")


def _what_changes(words: Catalogue, table: TablePlan, number: int, state: State, *, lines: bool) -> str:
    reasons = [words.text(reason) for reason in table.reasons_of(number)]
    new = int(table.ours[number]) == NONE
    cells = [
        f"{change.column.title(words.language)} "
        + ("" if new else f"{cell_text(change.column, change.old)} → ")
        + cell_text(change.column, change.new)
        for change in table.changes(number)
    ]
    if state is State.MISSING:
        cells = [words.text("not in the other register; it stays")]
    parts = reasons + cells
    return "\n".join(parts) if lines else ("；" if words.language == "zh" else "; ").join(parts)


class _Grid(QAbstractTableModel):
    """A small table of texts."""

    def __init__(self) -> None:
        super().__init__()
        self._titles: list[str] = []
        self._rows: list[list[str]] = []

    def _show(self, titles: list[str], rows: list[list[str]]) -> None:
        self.beginResetModel()
        self._titles, self._rows = titles, rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """Return a column's title, on the side of its cells."""
        if orientation == Qt.Orientation.Horizontal and section < len(self._titles):
            if role == Role.DisplayRole:
                return self._titles[section]
            if role == Role.TextAlignmentRole:
                return self._side(section)
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return what Qt asks of a cell."""
        if not index.isValid():
            return None
        if role in {Role.DisplayRole, Role.ToolTipRole}:
            return self._rows[index.row()][index.column()]
        if role == Role.TextAlignmentRole:
            return self._side(index.column())
        return None

    def _side(self, _column: int) -> int:
        return _LEFT


class CountsModel(_Grid):
    """How many rows of each table are in each state; all tables first.

    Attributes:
        names: the table of each row, "" for all of them.

    """

    names: Final = ("", *_MERGED)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context

    def show_plan(self, plan: MergePlan) -> None:
        """Count another plan."""
        words = self._context.words
        titles = [words.text("Table"), *(words.text(STATES[state]) for state in State)]
        counts = {name: [table.counts[state] for state in State] for name, table in plan.tables.items()}
        counts[""] = [sum(column) for column in zip(*counts.values(), strict=True)]
        names = {name: spec.title(words.language) for name, spec in TABLES.items()}
        names[""] = words.text("All tables")
        self._show(
            titles,
            [
                [names[name], *(f"{count:,}" if count else EMPTY for count in counts[name])]
                for name in self.names
            ],
        )

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return what Qt asks of a cell; the sums stand out, and so do conflicts."""
        if role == Role.FontRole and index.isValid() and index.row() == 0:
            return text_font(bold=True)
        if role == Role.ForegroundRole and index.isValid() and index.column() == State.CONFLICT + 1:
            there = self._rows[index.row()][index.column()] != EMPTY
            return self._context.theme.color("caution" if there else "muted")
        return super().data(index, role)

    def _side(self, column: int) -> int:
        return _RIGHT if column else _LEFT


class DetailModel(_Grid):
    """One row of the plan, column by column: here and there."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._changed: list[bool] = []

    def show_row(self, table: TablePlan | None, number: int) -> None:
        """Show another row of the plan; nothing without a table."""
        words = self._context.words
        titles = [words.text("Column"), words.text("Here"), words.text("Over there")]
        if table is None:
            self._changed = []
            self._show(titles, [])
            return
        changed = {change.column.name for change in table.changes(number)}
        sides = [_row(table.here, int(table.ours[number])), _row(table.there, int(table.theirs[number]))]
        shown = [
            (column, cells)
            for column, *cells in zip(table.here.spec.columns, *sides, strict=True)
            if any(cell is not None and cell != "" for cell in cells)
        ]
        shown.sort(key=lambda each: each[0].name not in changed)  # what changes is seen without scrolling
        self._changed = [column.name in changed for column, _ in shown]
        self._show(
            titles,
            [
                [column.title(words.language), *(cell_text(column, cell) for cell in cells)]
                for column, cells in shown
            ],
        )

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return what Qt asks of a cell; what would change stands out."""
        if index.isValid() and self._changed[index.row()]:
            if role == Role.FontRole:
                return text_font(bold=True)
            if role == Role.DecorationRole and index.column() == 0:
                return self._context.theme.icon("changed", "accent")
        return super().data(index, role)


def _row(rows: Table, position: int) -> tuple[Cell, ...]:
    return (None,) * len(rows.spec.columns) if position == NONE else rows.row(position)
