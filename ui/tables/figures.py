"""Read-only tables of texts and right-aligned figures, each of which can be copied and asked about."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView

from calc.language import Catalogue
from calc.register import Exact
from calc.selected import sum_of
from ui.actions import make_action
from ui.amounts import WhyMark
from ui.context import Context
from ui.tables import clipboard
from ui.tables.model import on_two_lines
from ui.tables.selected import SelectedCells, Told, told_of_figure
from ui.tables.selection import Selection
from ui.tables.view import READABLE, fit_columns, look_of_a_table
from ui.theme import text_font

__all__ = ["FiguresModel", "FiguresView"]

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_ADDED_AT_ONCE: Final = 20_000
"""Selected rows that are added up: what takes longer would hold up the keyboard."""
_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class FiguresModel(QAbstractTableModel):
    """A read-only table of texts and figures, read row by row as it is seen.

    Attributes:
        titles: the columns' titles, unbroken.
        left: how many columns are texts; the others are figures.

    """

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.titles: Sequence[str] = ()
        self.left = 0
        self._rows = 0
        self._bold = -1
        self._cell: Callable[[int, int], str] = lambda _row, _column: ""
        self._exact: Callable[[int, int], Exact] = lambda _row, _column: None
        self._partial: Callable[[int], bool] = lambda _row: False

    def show_rows(
        self,
        titles: Sequence[str],
        left: int,
        rows: int,
        cell: Callable[[int, int], str],
        exact: Callable[[int, int], Exact] = lambda _row, _column: None,
        *,
        bold: int = -1,
        partial: Callable[[int], bool] = lambda _row: False,
    ) -> None:
        """Show `rows` rows: a cell's text on screen, and as a workbook gets it; one column is bold.

        In that column the rows which are `partial` are marked: there is more that cannot be computed.
        """
        self.beginResetModel()
        self.titles, self.left, self._rows = titles, left, rows
        self._cell, self._exact, self._partial = cell, exact, partial
        self._bold = bold if bold >= 0 else len(titles) - 1
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Return the number of rows."""
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """Return a column's title or a row's number."""
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if role == Role.DisplayRole else None
        if role == Role.DisplayRole and section < len(self.titles):
            return on_two_lines(self.titles[section])
        if role == Role.TextAlignmentRole and section >= self.left:
            return _RIGHT
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return what Qt asks of a cell."""
        if not index.isValid():
            return None
        column = index.column()
        if role == Role.DisplayRole or (role == Role.ToolTipRole and column < self.left):
            return self._cell(index.row(), column)
        if role == Role.TextAlignmentRole and column >= self.left:
            return _RIGHT
        if column == self._bold:
            return self._of_bold(index.row(), role)
        return None

    def _of_bold(self, row: int, role: int) -> Any:
        """Return what Qt asks of the row's main figure."""
        if role == Role.FontRole:
            return text_font(bold=True)
        if role not in {Role.DecorationRole, Role.ToolTipRole, Role.AccessibleDescriptionRole}:
            return None
        if not self._partial(row):
            return None
        if role == Role.DecorationRole:
            return self._context.theme.icon("warning", "caution")
        return self._context.words.text("Not complete: some lines cannot be computed, see the findings")

    def amounts(self, rows: Sequence[int]) -> list[Decimal]:
        """Return what stands in the bold column, of the rows that have a figure there."""
        cells = (self._exact(row, self._bold) for row in rows)
        return [cell for cell in cells if isinstance(cell, Decimal)]

    def exact_rows(self) -> Iterator[list[Exact]]:
        """Return the rows as a workbook gets them, as they stand now, whatever is shown later."""
        exact, columns = self._exact, range(len(self.titles))
        return ([exact(row, column) for column in columns] for row in range(self._rows))


class FiguresView(QTableView):
    """A read-only table: Ctrl+C copies rows, Alt+Enter asks why, the context menu offers both.

    Attributes:
        why_action, copy_action: for toolbars.
        cells: tells how many rows are selected and what their amounts come to.

    Signals:
        why: the officer asks about a cell: row, column.

    """

    why = Signal(int, int)

    def __init__(self, context: Context, model: FiguresModel, name: str) -> None:
        super().__init__()
        words = context.words
        self._fitted: tuple[tuple[int, ...], int] | None = None
        self._figures = model
        model.setParent(self)
        self.setModel(model)
        look_of_a_table(self)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.horizontalHeader().setStretchLastSection(False)
        self.why_action = make_action(
            self, context, words.text("Why this amount?"), "why", "Alt+Return", self._ask
        )
        self.copy_action = make_action(
            self, context, words.text("Copy"), "copy", QKeySequence.StandardKey.Copy, self.copy
        )
        for action in (self.why_action, self.copy_action):
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            self.addAction(action)
        self.cells = SelectedCells(self, lambda: _told(words, model, Selection.of(self).all_rows))
        self.cells.follow()
        self.doubleClicked.connect(lambda index: self.why.emit(index.row(), index.column()))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.mark = WhyMark(
            context,
            self,
            lambda index: index.column() >= model.left and bool(index.data()),
            lambda index: self.why.emit(index.row(), index.column()),
        )

    def fit(self, texts: Iterable[int], readable: int = READABLE) -> None:
        """Fit the columns now and whenever the room changes; the columns `texts` give way."""
        self._fitted = (tuple(texts), readable)
        fit_columns(self, *self._fitted, spread=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns to the new room."""
        super().resizeEvent(event)
        if self._fitted is not None and event.size().width() != event.oldSize().width():
            fit_columns(self, *self._fitted, spread=True)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell what is selected here, now that the keyboard is here."""
        super().focusInEvent(event)
        self.cells.wait()

    def _ask(self) -> None:
        index = self.currentIndex()
        if index.isValid():
            self.why.emit(index.row(), index.column())

    def _open_menu(self, point: QPoint) -> None:
        menu = QMenu(self)
        menu.addActions(self.actions())
        menu.exec(self.viewport().mapToGlobal(point))

    def copy(self) -> None:
        """Copy the selected rows."""
        model = self.model()
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        columns = range(model.columnCount())
        block = [[str(model.index(row, column).data()) for column in columns] for row in rows]
        QGuiApplication.clipboard().setText(clipboard.as_text(block))


def _told(words: Catalogue, model: FiguresModel, rows: Sequence[int]) -> Told | None:
    """Return what to tell of the selected rows, None where there is only one."""
    if len(rows) < 2:
        return None
    count = words.text("{count} rows selected", count=f"{len(rows):,}")
    figure = sum_of(model.amounts(rows)) if len(rows) <= _ADDED_AT_ONCE else None
    return told_of_figure(words, count, figure)
