"""The table on screen: keyboard, clipboard, rows, and the way to a finding's cell."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from calc import operations
from calc.language import N_
from ui.actions import make_action
from ui.context import Context
from ui.document import Document
from ui.tables import clipboard
from ui.tables.choices import Choice, choices_of
from ui.tables.delegate import CellDelegate
from ui.tables.model import TableModel
from ui.theme import GRID, HEADER, ROW

if TYPE_CHECKING:
    from calc.tables import Cell

__all__ = ["TableView", "fit_columns", "look_of_a_table"]

_NARROWEST: Final = 7 * GRID
_READABLE: Final = 12 * GRID
_SORT_MARK: Final = GRID  # what the mark takes beyond the title's own margins
_WIDEST: Final = 30 * GRID
_MEASURED_ROWS: Final = 60
PASTE_LIMIT: Final = 1_000_000


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


def fit_columns(view: QTableView, texts: Iterable[int] = ()) -> None:
    """Make every column as wide as its title and its first rows need, within reason.

    Where they do not fit side by side, the widest of the columns `texts` give way: a name may be cut with an
    ellipsis, a figure never.
    """
    model, metrics = view.model(), view.fontMetrics()
    sort_mark = _SORT_MARK if view.horizontalHeader().isSortIndicatorShown() else 0
    count = model.rowCount()
    sample = {*range(min(count, _MEASURED_ROWS)), *range(0, count, max(count // _MEASURED_ROWS, 1))}
    for column in range(model.columnCount()):
        title = str(model.headerData(column, Qt.Orientation.Horizontal))
        needed = max(map(metrics.horizontalAdvance, title.split("\n"))) + 3 * GRID + sort_mark
        editable = model.flags(model.index(0, column)) & Qt.ItemFlag.ItemIsEditable
        mark = 2 * GRID if editable else 0  # so that a cell which is marked later stays readable
        for row in sample.union(model.widest_rows(column) if isinstance(model, TableModel) else ()):
            text = str(model.index(row, column).data()).partition("\n")[0]
            needed = max(needed, metrics.horizontalAdvance(text) + 3 * GRID + mark)
        view.setColumnWidth(column, min(max(needed, _NARROWEST), _WIDEST))
    bar = view.verticalScrollBar()
    room = view.viewport().width() - (0 if bar.isVisible() else bar.sizeHint().width())
    excess = sum(map(view.columnWidth, range(model.columnCount()))) - room
    for column in sorted(texts, key=view.columnWidth, reverse=True):
        given = min(max(view.columnWidth(column) - _READABLE, 0), max(excess, 0))
        view.setColumnWidth(column, view.columnWidth(column) - given)
        excess -= given


class TableView(QTableView):
    """A declared table, editable.

    Attributes:
        insert_action, delete_action, why_action: for toolbars, and to be hidden where they make no sense.

    Signals:
        why: the officer asks why the current cell holds what it holds.
        row_changed: another row is current: its key, −1 for none.

    """

    why = Signal()
    row_changed = Signal(int)

    def __init__(self, context: Context, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._document: Document | None = None
        self.new_cells: Callable[[], dict[str, Cell]] = dict
        self.setAccessibleName(name)
        self.setSortingEnabled(True)
        self.horizontalHeader().setSortIndicatorClearable(True)
        look_of_a_table(self)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self._delegate = CellDelegate(context.theme, self._choices, self)
        self._delegate.entered.connect(self._move)
        self.setItemDelegate(self._delegate)
        self._make_actions()
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)

    def _make_actions(self) -> None:
        words = self._context.words
        keys = QKeySequence.StandardKey

        def action(
            text: str, icon: str, shortcut: QKeySequence.StandardKey | str, call: Callable[[], object]
        ) -> QAction:
            made = make_action(self, self._context, text, icon, shortcut, call)
            made.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            self.addAction(made)
            return made

        self.insert_action = action(words.text("Insert row"), "add", "Ctrl+Return", self.insert_row)
        self.delete_action = action(words.text("Delete rows"), "delete", "Ctrl+Delete", self.delete_rows)
        self.why_action = action(words.text("Why this amount?"), "why", "Alt+Return", self.why.emit)
        self._menu_actions = [
            action(words.text("Copy"), "copy", keys.Copy, self.copy),
            action(words.text("Paste"), "paste", keys.Paste, self.paste),
            action(words.text("Clear cells"), "close", keys.Delete, self.clear_cells),
            self.insert_action,
            self.delete_action,
            self.why_action,
        ]

    def show_document(self, document: Document, model: TableModel) -> None:
        """Show a table of `document`."""
        self._document = document
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        old = self.selectionModel()
        self.setModel(model)
        if old is not None:
            old.deleteLater()
        fit_columns(self)
        self.selectionModel().currentRowChanged.connect(self._tell_row)

    def table_model(self) -> TableModel:
        """Return the model shown."""
        model = self.model()
        if not isinstance(model, TableModel):
            raise TypeError("no table is shown")
        return model

    def current_key(self) -> int:
        """Return the key of the current row, −1 where there is none."""
        index = self.currentIndex()
        return self.table_model().key(index.row()) if index.isValid() else -1

    def go_to(self, key: int, column: str) -> bool:
        """Make a cell current and show it; False where a filter hides its row."""
        model = self.table_model()
        row = model.row_of(key)
        if row < 0:
            return False
        index = model.index(row, model.column_of(column))
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        self.setFocus()
        return True

    # Editing

    def insert_row(self) -> None:
        """Insert a row below the current one and make it current."""
        if self._document is None:
            return
        scenario, table = self._document.scenario, self.table_model().table
        key = self.current_key()
        rows = scenario[table]
        position = rows.positions[key] + 1 if key in rows.positions else len(rows)
        new_key = scenario.next_key
        self._document.push(operations.insert_rows(scenario, table, position, [self.new_cells()]))
        self.go_to(new_key, self.table_model().fields[0].name)

    def delete_rows(self) -> None:
        """Delete the rows that hold a selected cell."""
        keys = self._selected_keys()
        if self._document is not None and keys:
            row = self.currentIndex().row()
            self._document.push(
                operations.delete_rows(self._document.scenario, self.table_model().table, keys)
            )
            model = self.table_model()
            if model.rowCount():
                self.setCurrentIndex(model.index(min(row, model.rowCount() - 1), 0))

    def clear_cells(self) -> None:
        """Empty the selected cells."""
        if self._document is None:
            return
        model = self.table_model()
        rows, numbers = self._selected_block()
        columns = [column for number in numbers if (column := model.column(number)) is not None]
        if rows and columns:
            empty: list[Cell] = ["" if column.kind.is_text else None for column in columns]
            names = [column.name for column in columns]
            keys = [model.key(row) for row in rows]
            label = N_("Clear {count} cells")
            scenario = self._document.scenario
            self._document.push(
                operations.set_cells(scenario, model.table, keys, names, [empty] * len(keys), label)
            )

    def copy(self) -> None:
        """Put the selected cells on the clipboard as a spreadsheet would."""
        rows, numbers = self._selected_block()
        model = self.table_model()
        block = [[model.text(row, number) for number in numbers] for row in rows]
        if block:
            QGuiApplication.clipboard().setText(clipboard.as_text(block))

    def paste(self) -> None:
        """Paste the clipboard's block from the first selected cell on; a single text fills the selection."""
        block = clipboard.read_text(QGuiApplication.clipboard().text())
        rows, numbers = self._selected_block()
        model = self.table_model()
        if self._document is None or not block or len(block) > PASTE_LIMIT:
            return
        first_row = rows[0] if rows else model.rowCount()
        first = numbers[0] if numbers else 0
        if len(block) == len(block[0]) == 1 and rows:
            block = [block[0] * len(numbers)] * len(rows)
        columns, block = self._onto_columns(block, first)
        keys = [model.key(row) for row in range(first_row, min(first_row + len(block), model.rowCount()))]
        operation = clipboard.paste(self._document.scenario, model.table, keys, columns, block)
        self._document.push(operation)

    def _onto_columns(self, block: list[list[str]], first: int) -> tuple[list[str], list[list[str]]]:
        """Return the columns the block falls on, and the block without what falls on none or on figures."""
        model = self.table_model()
        shown = [number for number in range(model.columnCount()) if not self.isColumnHidden(number)]
        targets = [number for number in shown if number >= first][: len(block[0])]
        columns = [model.column(number) for number in targets]
        names = [column.name for column in columns if column is not None]
        cells = [
            [text for text, column in zip(row, columns, strict=False) if column is not None] for row in block
        ]
        return names, cells

    def _selected_block(self) -> tuple[list[int], list[int]]:
        """Return the rows and columns that hold a selected cell."""
        selection = self.selectionModel().selection()
        ranges = [selection.at(number) for number in range(selection.count())]
        rows = sorted({row for each in ranges for row in range(each.top(), each.bottom() + 1)})
        numbers = {number for each in ranges for number in range(each.left(), each.right() + 1)}
        return rows, sorted(number for number in numbers if not self.isColumnHidden(number))

    def _selected_keys(self) -> list[int]:
        model = self.table_model()
        return [model.key(row) for row in self._selected_block()[0]]

    # Moving and menus

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move down on Enter, as a spreadsheet does."""
        plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and plain:
            self._move(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            return
        super().keyPressEvent(event)

    def _move(self, step: int) -> None:
        index = self.currentIndex()
        row = index.row() + step
        if index.isValid() and 0 <= row < self.model().rowCount():
            self.setCurrentIndex(self.model().index(row, index.column()))

    def _tell_row(self, current: QModelIndex) -> None:
        self.row_changed.emit(self.table_model().key(current.row()) if current.isValid() else -1)

    def offer(self, action: QAction) -> None:
        """Offer one more action, by its shortcut and in the context menu."""
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.addAction(action)
        self._menu_actions.append(action)

    def _open_menu(self, point: QPoint) -> None:
        menu = QMenu(self)
        menu.addActions(self._menu_actions)
        menu.exec(self.viewport().mapToGlobal(point))

    def _choices(self, index: QModelIndex | QPersistentModelIndex) -> list[Choice]:
        model = self.table_model()
        column = model.column(index.column())
        if column is None or self._document is None:
            return []
        document = self._document
        return choices_of(document.scenario, document.assessment, model.table, model.key(index.row()), column)
