"""The table on screen: keyboard, clipboard, rows, and the way to a finding's cell."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from ui.actions import make_action
from ui.context import Context
from ui.document import Document
from ui.tables.choices import Choices, choices_of
from ui.tables.columns import ColumnLayout
from ui.tables.delegate import CellDelegate, CellEditor, Step, opens_list, step_of
from ui.tables.edits import TableEdits
from ui.tables.filter_popup import FilterPopup
from ui.tables.filters import ColumnFilter
from ui.tables.jumping import JUMPS, edge_from, jumps
from ui.tables.model import TableModel
from ui.tables.moving import Mover
from ui.tables.replace_dialog import ReplaceDialog
from ui.tables.selected import SelectedCells, told_of
from ui.tables.selection import Selection
from ui.theme import GRID, HEADER, ROW

__all__ = ["TableView", "fit_columns", "look_of_a_table", "spread_columns"]

_NARROWEST: Final = 7 * GRID
READABLE: Final = 12 * GRID
_NAME: Final = 10 * GRID
_SORT_MARK: Final = GRID  # what the mark takes beyond the title's own margins
_WIDEST: Final = 30 * GRID
_MEASURED_ROWS: Final = 60


def look_of_a_table(view: QTableView) -> None:
    """Give a table view the look of all tables: rows of 30 px, hairlines, quiet headers."""
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.verticalHeader().setDefaultSectionSize(ROW)
    view.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    view.horizontalHeader().setHighlightSections(False)
    view.horizontalHeader().setFixedHeight(HEADER)
    view.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    view.horizontalHeader().setStretchLastSection(True)
    view.verticalHeader().setHighlightSections(False)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setWordWrap(False)
    view.setCornerButtonEnabled(False)


def fit_columns(
    view: QTableView, texts: Iterable[int] = (), readable: int = READABLE, *, spread: bool = False
) -> None:
    """Make every column as wide as its title and its first rows need, within reason.

    Where they do not fit side by side, the widest of the columns `texts` give way, down to `readable` pixels:
    a name may be cut with an ellipsis, a figure never. With `spread` the widest of them takes the room to
    spare, so that the figures stand close together.
    """
    widths = [max(title, cells) for title, cells in _needed(view)]
    names = tuple(texts)
    _give_way(widths, dict.fromkeys(names, readable), sum(widths) - _room(view))
    for column, width in enumerate(widths):
        view.setColumnWidth(column, width)
    if spread and names:
        spread_columns(view, [max(names, key=widths.__getitem__)])


def spread_columns(view: QTableView, columns: Sequence[int]) -> None:
    """Give the room that is left beside the columns to some of them, alike."""
    spare = max(_room(view) - view.horizontalHeader().length(), 0)
    for column in columns:
        view.setColumnWidth(column, view.columnWidth(column) + spare // len(columns))


def _needed(view: QTableView) -> list[tuple[int, int]]:
    """Return for every column the pixels that its title needs, and its first rows."""
    model, metrics = view.model(), view.fontMetrics()
    sort_mark = _SORT_MARK if view.horizontalHeader().isSortIndicatorShown() else 0
    count = model.rowCount()
    found = []
    sample = {*range(min(count, _MEASURED_ROWS)), *range(0, count, max(count // _MEASURED_ROWS, 1))}
    for column in range(model.columnCount()):
        title = str(model.headerData(column, Qt.Orientation.Horizontal))
        titled = max(map(metrics.horizontalAdvance, title.split("\n"))) + 3 * GRID + sort_mark
        editable = model.flags(model.index(0, column)) & Qt.ItemFlag.ItemIsEditable
        mark = 2 * GRID if editable else 0  # so that a cell which is marked later stays readable
        needed = 0
        for row in sample.union(model.widest_rows(column) if isinstance(model, TableModel) else ()):
            index = model.index(row, column)
            text = str(index.data()).partition("\n")[0]
            marked = not editable and index.data(Qt.ItemDataRole.DecorationRole) is not None
            needed = max(needed, metrics.horizontalAdvance(text) + 3 * GRID + (3 * GRID if marked else mark))
        found.append((_within_reason(titled), _within_reason(needed)))
    return found


def _within_reason(width: int) -> int:
    return min(max(width, _NARROWEST), _WIDEST)


def _room(view: QTableView) -> int:
    bar = view.verticalScrollBar()
    return view.viewport().width() - (0 if bar.isVisible() else bar.sizeHint().width())


def _give_way(widths: list[int], floors: Mapping[int, int], excess: int) -> int:
    """Take from the widest of the columns with a floor until nothing is in excess; return what still is."""
    yielding = [column for column, floor in floors.items() if widths[column] > floor]
    while excess > 0 and yielding:
        widest = max(yielding, key=widths.__getitem__)
        widths[widest] -= 1
        excess -= 1
        if widths[widest] <= floors[widest]:
            yielding.remove(widest)
    return excess


class TableView(TableEdits):
    """A declared table, editable.

    Attributes:
        columns: which columns are shown, where and how wide.
        cells: tells how many cells are selected and what they come to.
        insert_action, delete_action, why_action: for toolbars, and to be hidden where they make no sense.

    Signals:
        why: the officer asks why the current cell holds what it holds.
        row_changed: another row is current: its key, −1 for none.

    """

    why = Signal()
    row_changed = Signal(int)

    def __init__(self, context: Context, name: str, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.setAccessibleName(name)
        self.setSortingEnabled(True)
        self.horizontalHeader().setSortIndicatorClearable(True)
        look_of_a_table(self)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self._delegate = CellDelegate(context, self._choices, self)
        self._delegate.left.connect(self._move)
        self._mover = Mover(self, self.add_row)
        self.setItemDelegate(self._delegate)
        self._make_actions()
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.cells = SelectedCells(
            self, lambda: told_of(context.words, self.table_model(), Selection.of(self))
        )
        self.columns = ColumnLayout(context, self, self._fit)
        self._popup: FilterPopup | None = None
        self._replacing: ReplaceDialog | None = None
        self._header.filter_asked.connect(self.open_filter)
        self._header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._header.customContextMenuRequested.connect(self._open_header_menu)
        self.verticalHeader().setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.verticalHeader().customContextMenuRequested.connect(self._open_row_menu)

    def _make_actions(self) -> None:
        words = self._context.words
        keys = QKeySequence.StandardKey

        def action(
            text: str, icon: str, shortcut: QKeySequence.StandardKey | str | None, call: Callable[[], object]
        ) -> QAction:
            made = make_action(self, self._context, text, icon, shortcut, call)
            made.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            self.addAction(made)
            return made

        self.insert_action = action(words.text("Insert rows"), "add", "Ctrl+Return", self.insert_row)
        self.delete_action = action(words.text("Delete rows"), "delete", "Ctrl+Delete", self.delete_rows)
        self.why_action = action(words.text("Why this amount?"), "why", "Alt+Return", self.why.emit)
        self.filter_action = action(
            words.text("Filter this column..."), "filter", "Ctrl+Shift+L", self.open_filter
        )
        self.replace_action = action(
            words.text("Find and replace..."), "replace", "Ctrl+H", self.open_replace
        )
        self._menu_actions = [
            action(words.text("Cut"), "cut", keys.Cut, self.cut),
            action(words.text("Copy"), "copy", keys.Copy, self.copy),
            action(words.text("Copy with titles"), "", "Ctrl+Shift+C", self.copy_with_titles),
            action(words.text("Paste"), "paste", keys.Paste, self.paste),
            self._separator(),
            action(words.text("Fill down"), "fill-down", "Ctrl+D", self.fill_down),
            action(words.text("Clear cells"), "close", keys.Delete, self.clear_cells),
            self._separator(),
            self.insert_action,
            action(words.text("Duplicate rows"), "duplicate", "Ctrl+Shift+D", self.duplicate_rows),
            self.delete_action,
            self._separator(),
            action(words.text("Only rows with this value"), "", None, self.filter_to_value),
            self.filter_action,
            action(words.text("Clear all filters"), "", None, self.clear_filters),
            self._separator(),
            self.replace_action,
            action(words.text("Find next"), "next", "F3", lambda: self.find_cell(1)),
            action(words.text("Find previous"), "previous", "Shift+F3", lambda: self.find_cell(-1)),
            self._separator(),
            self.why_action,
        ]

    def _separator(self) -> QAction:
        made = QAction(self)
        made.setSeparator(True)
        return made

    def add_to_menu(self, action: QAction) -> None:
        """Offer a further action in the context menu."""
        self._menu_actions.append(action)

    def show_document(self, document: Document, model: TableModel) -> None:
        """Show a table of `document`."""
        self._document = document
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        old = self.selectionModel()
        self.setModel(model)
        if old is not None:
            old.deleteLater()
        self.columns.begin()
        self._header.viewport().update()
        model.layoutChanged.connect(self._keep_a_cell)
        model.filters_changed.connect(self._header.viewport().update)
        self.selectionModel().currentRowChanged.connect(self._tell_row)
        model.shown_changed.connect(self.cells.wait)
        self.cells.follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns that stand first to the new room."""
        super().resizeEvent(event)
        model = self.model()
        if event.size().width() != event.oldSize().width() and isinstance(model, TableModel) and model.front:
            self.columns.settle()

    def _fit(self) -> None:
        """Fit the columns; of those that stand first names and titles give way, so that figures are seen.

        Where that does not help they stay whole: then the table is scrolled anyway.
        """
        model, needed = self.table_model(), _needed(self)
        widths = [max(each) for each in needed]
        figures = [number for number in range(model.front) if model.is_number(number)]
        front = max(figures, default=-1) + 1
        excess = sum(widths[:front]) - _room(self)
        # The first column says whose row it is, and a column without a declaration is short.
        names = [number for number in range(1, front) if model.column(number) and number not in figures]
        yielding = widths.copy()
        excess = _give_way(yielding, dict.fromkeys(names, _NAME), excess)
        floors = {number: needed[number][1] for number in figures} | dict.fromkeys(names, _NARROWEST)
        if _give_way(yielding, floors, excess) <= 0:
            widths = yielding
        for number, width in enumerate(widths):
            self.setColumnWidth(number, width)

    def current_key(self) -> int:
        """Return the key of the current row, −1 where there is none."""
        index = self.currentIndex()
        return self.table_model().key(index.row()) if index.isValid() else -1

    # Moving and menus

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell what is selected here, now that the keyboard is here."""
        super().focusInEvent(event)
        self.cells.wait()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move on with Enter and Tab, as a spreadsheet does; what is typed replaces the cell."""
        editor, step = self._delegate.editor, step_of(event)
        if editor is not None and editor.composing:  # the view has the keyboard until the first word is there
            QCoreApplication.sendEvent(editor, event)
        elif event.key() == Qt.Key.Key_Escape and self._mover.leave():
            event.accept()
        elif step is not None:
            self._move(step)
        elif opens_list(event):
            self._open_list()
        elif event.key() == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            self._select_rows()
        elif event.key() == Qt.Key.Key_Backspace and (opened := self._type_over()) is not None:
            opened.clear()
        else:
            self._delegate.replacing = event.key() != Qt.Key.Key_F2
            super().keyPressEvent(event)
            self._delegate.replacing = False

    def moveCursor(self, move: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Jump with Ctrl to the edge of what is filled in."""
        if modifiers & Qt.KeyboardModifier.ControlModifier and move in JUMPS:
            return edge_from(self, self.table_model(), move)
        return super().moveCursor(move, modifiers)

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Let jumps select what others do: Qt would only move the mark of the current cell."""
        if isinstance(event, QKeyEvent) and jumps(event):
            flags = QItemSelectionModel.SelectionFlag
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            return flags.SelectCurrent if shift else flags.ClearAndSelect
        return super().selectionCommand(index, event)

    def _select_rows(self) -> None:
        """Select the whole rows of what is selected."""
        flags = QItemSelectionModel.SelectionFlag
        model = self.selectionModel()
        model.select(model.selection(), flags.Select | flags.Rows)

    def _open_list(self) -> None:
        """Open the current cell with the list of its choices, where it has any."""
        if self.table_model().rowCount() and (opened := self._type_over()) is not None:
            opened.show_all()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Open an editor for what an input method composes; the keyboard follows after the first word.

        A word that comes without having been composed here is given to the editor too: Qt would only open it.
        """
        sudden = event.commitString() and not event.preeditString() and self._delegate.editor is None
        if sudden and (opened := self._type_over()) is not None:
            QCoreApplication.sendEvent(opened, event)
            return
        self._delegate.replacing = True
        super().inputMethodEvent(event)
        self._delegate.replacing = False

    def _type_over(self) -> CellEditor | None:
        """Open the editor of the current cell, all of its text selected; None where it cannot be edited."""
        index = self.currentIndex()
        if not index.isValid() or not index.flags() & Qt.ItemFlag.ItemIsEditable:
            return None
        self._delegate.replacing = True
        self.edit(index)
        self._delegate.replacing = False
        if self._delegate.editor is not None:
            self._delegate.editor.selectAll()
        return self._delegate.editor

    def keyboardSearch(self, search: str) -> None:
        """Stay where a cell cannot be typed in: there is a field to search with."""

    def _move(self, step: Step) -> None:
        if self._document is not None:
            self._mover.go(step, self._document)

    def _tell_row(self, current: QModelIndex) -> None:
        self._mover.leave(current.row())
        self.row_changed.emit(self.table_model().key(current.row()) if current.isValid() else -1)

    def offer(self, action: QAction) -> None:
        """Offer one more action, by its shortcut and in the context menu."""
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.addAction(action)
        self._menu_actions.append(action)

    def _open_row_menu(self, point: QPoint) -> None:
        """Open the menu of a row's number: of that row alone, unless it is among those selected."""
        row = self.verticalHeader().logicalIndexAt(point)
        if row >= 0 and not self.selectionModel().isRowSelected(row):
            self.selectRow(row)
        self._show_menu(self.verticalHeader().viewport().mapToGlobal(point))

    def _open_menu(self, point: QPoint) -> None:
        self._show_menu(self.viewport().mapToGlobal(point))

    def _show_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.addActions(self._menu_actions)
        if self.table_model().fields:
            column = self.header_menu(self.last_column, menu)
            column.setTitle(self._context.words.text("This column"))
            self._context.theme.dress(column.menuAction(), "columns")
            menu.insertMenu(self.replace_action, column)
        menu.exec(place)
        menu.deleteLater()

    def _open_header_menu(self, point: QPoint) -> None:
        menu = self.header_menu(self._header.column_at(point.x()), self)
        menu.exec(self._header.viewport().mapToGlobal(point))
        menu.deleteLater()

    def header_menu(self, number: int, parent: QWidget) -> QMenu:
        """Return the menu of a column's title; −1 for beside them all."""
        words, menu = self._context.words, QMenu(parent)
        order = Qt.SortOrder
        if number >= 0:
            for text, way in (
                (words.text("Sort ascending"), order.AscendingOrder),
                (words.text("Sort descending"), order.DescendingOrder),
            ):
                menu.addAction(text).triggered.connect(partial(self._sort, number, way))
        menu.addAction(words.text("In the register's order")).triggered.connect(
            partial(self._sort, -1, order.AscendingOrder)
        )
        menu.addSeparator()
        if number >= 0:
            menu.addAction(words.text("Select this column")).triggered.connect(
                partial(self._select_column, number)
            )
            only = menu.addAction(words.text("Filter this column..."))
            self._context.theme.dress(only, "filter")
            only.triggered.connect(partial(self.open_filter, number))
            menu.addAction(words.text("Clear this filter")).triggered.connect(
                partial(self._clear_filter, number)
            )
        menu.addAction(words.text("Clear all filters")).triggered.connect(self.clear_filters)
        menu.addSeparator()
        self.columns.fill_menu(menu, number)
        return menu

    def _select_column(self, number: int, _checked: bool = False) -> None:
        """Select the cells of a column; a click on its title sorts."""
        self.setFocus()
        self.selectColumn(number)

    def _sort(self, number: int, order: Qt.SortOrder, _checked: bool = False) -> None:
        self.sortByColumn(number, order)

    # Filters, and find and replace

    def open_filter(self, number: int = -1, _checked: bool = False) -> None:
        """Open the filter of a column, of the current one if none is given."""
        number = number if number >= 0 else self.last_column
        model = self.table_model()
        if not model.fields:
            return
        self.scrollTo(model.index(max(self.currentIndex().row(), 0), number))
        self._popup = FilterPopup(self._context, model, number, self)
        self._popup.open_below(self._header.viewport(), self._header.place(number))

    def filter_to_value(self) -> None:
        """Show only rows that hold what the current cell holds."""
        index, model = self.currentIndex(), self.table_model()
        if index.isValid():
            cell = model.cell_value(index.row(), index.column())
            model.set_column_filter(model.fields[index.column()].name, ColumnFilter(frozenset({cell})))

    def _keep_a_cell(self) -> None:
        """Make the first row current, in the same column, where the current one is not shown any more."""
        model = self.table_model()
        if not self.currentIndex().isValid() and model.rowCount():
            index = model.index(0, self.last_column)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)

    def _clear_filter(self, number: int, _checked: bool = False) -> None:
        model = self.table_model()
        model.set_column_filter(model.fields[number].name, None)

    def clear_filters(self, _checked: bool = False) -> None:
        """Take the filters of all columns away."""
        self.table_model().clear_filters()

    def open_replace(self) -> None:
        """Open find and replace."""
        self.replacing().open_on(self.currentIndex().column())

    def find_cell(self, step: int) -> None:
        """Go to the next or the previous cell with what is looked for; ask for that first."""
        dialog = self.replacing()
        if dialog.query().needle:
            dialog.step(step)
        else:
            self.open_replace()

    def replacing(self) -> ReplaceDialog:
        """Return the dialog to find and replace."""
        if self._replacing is None:
            self._replacing = ReplaceDialog(self._context, self)
        return self._replacing

    def showEvent(self, event: QShowEvent) -> None:
        """Take the widths for a size of the text that was chosen while the table was hidden."""
        super().showEvent(event)
        self.columns.follow_text()

    def changeEvent(self, event: QEvent) -> None:
        """Let widths follow the size of the text."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange} and hasattr(self, "columns"):
            self.columns.follow_text()

    def _choices(self, index: QModelIndex | QPersistentModelIndex) -> Choices | None:
        model = self.table_model()
        column = model.column(index.column())
        if column is None or self._document is None:
            return None
        document = self._document
        return choices_of(document.scenario, document.assessment, model.table, model.key(index.row()), column)
