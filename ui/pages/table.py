"""A page with one table: households, parcels, items, prices."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from calc.findings import Place
from calc.tables import Cell, TableSpec
from ui import split_dialog
from ui.actions import YieldingLabel, add_key, hint_on, make_action, push_button, tool_button
from ui.context import Context
from ui.document import Document
from ui.pages.notice import Notice
from ui.pages.page import Page, search_field
from ui.tables.listing import export_action
from ui.tables.model import Computed, TableModel
from ui.tables.selection import Selection
from ui.tables.view import TableView
from ui.theme import GRID

__all__ = ["TableEditor", "TablePage"]


EXPLAINED = ("villages", "households", "parcels", "items")
"""Tables whose rows come to an amount that can be asked about."""


class TableEditor(QWidget):
    """A declared table with its tools: find, insert, delete and the number of rows shown.

    Attributes:
        view: the table.
        search: the field that filters it.
        tools: the field and the buttons, to be placed by the page.

    """

    def __init__(
        self,
        context: Context,
        spec: TableSpec,
        front: Callable[[Document], Sequence[str | Computed]] = lambda _document: (),
    ) -> None:
        super().__init__()
        self._context = context
        self._spec = spec
        self._front = front
        self.view = TableView(context, spec.title(context.words.language))
        self.view.why_action.setVisible(spec.name in EXPLAINED)
        self.search = search_field(context)
        self.search.textChanged.connect(self._filter)
        self._lead_out_of_search()
        self.clear_button = push_button(
            context, context.words.text("Clear filters"), "filter", self.view.clear_filters, "flat"
        )
        self.clear_button.hide()
        self.notice = Notice(context)
        self._noticed_at = 0
        self.notice.asked.connect(self.view.go_to)
        self.view.noticed.connect(self._show_notice)
        self.export_action = export_action(context, self.view, self.view.told.emit)
        self.view.add_to_menu(self.export_action)
        self._count = YieldingLabel(kind="muted")
        self._count.setMinimumWidth(1)  # it is the first to give way
        self._empty = hint_on(
            self.view,
            context.words.text(
                "Nothing is recorded here yet.\nPaste rows from Excel (Ctrl+V), or insert a row (Ctrl+Enter)."
            ),
        )
        box = self._box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GRID // 2)
        box.addWidget(self.notice)
        box.addWidget(self.view)

    def _lead_out_of_search(self) -> None:
        """Let Enter and Down go from the find field to the rows found, and Escape back to all rows."""
        context, words = self._context, self._context.words
        down = add_key(self.search, context, words.text("To the rows found"), "Return", self._enter_rows)
        down.setShortcuts([QKeySequence(each) for each in ("Return", "Enter", "Down")])
        leave = add_key(self.search, context, words.text("Leave the find field"), "Esc", self._leave_search)
        for action in (down, leave):
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)

    def _enter_rows(self) -> None:
        """Give the keyboard to the rows found."""
        view = self.view
        view.setFocus()
        if not view.selectionModel().hasSelection() and view.model().rowCount():
            index = view.currentIndex()
            view.show_cell(index if index.isValid() else view.model().index(0, view.last_column))

    def _leave_search(self) -> None:
        """Show everything again and give the keyboard back to the table."""
        self.search.clear()
        self._enter_rows()
        self.view.scrollTo(self.view.currentIndex())

    def fill_tools(self, tools: QHBoxLayout, heading: QLabel | None = None) -> None:
        """Place the count, the find field and the row buttons."""
        if heading is not None:
            tools.addWidget(heading)
            tools.addStretch(1)
        tools.addWidget(self._count)
        tools.addWidget(self.clear_button)
        tools.addSpacing(GRID)
        tools.addWidget(self.search)
        tools.addWidget(tool_button(self.view.insert_action, text=heading is None))
        tools.addWidget(tool_button(self.view.delete_action))
        tools.addWidget(tool_button(self.export_action))

    def show_document(self, document: Document) -> None:
        """Show the table of `document`."""
        model = TableModel(self._context, document, self._spec.name, self._front(document))
        model.setParent(self)
        model.shown_changed.connect(self._tell)
        model.filters_changed.connect(self._tell)
        self.notice.hide()
        document.stack.indexChanged.connect(self._forget_notice)
        self.view.show_document(document, model)
        self.search.clear()
        self._tell()

    def new_cells(self, cells: Callable[[], dict[str, Cell]]) -> None:
        """Fill new rows with what `cells` returns."""
        self.view.new_cells = cells

    def go_to(self, place: Place) -> bool:
        """Show a cell; what hides it is cleared."""
        if place.key is None:
            self.view.setFocus()
            return True
        if self.view.go_to(place.key, place.column):
            return True
        self.search.clear()
        self.view.clear_filters()
        return self.view.go_to(place.key, place.column)

    def _show_notice(self, text: str, key: int, column: str) -> None:
        self.notice.show_notice(text, key, column)
        document = self.view.document()
        self._noticed_at = document.stack.index() if document else 0
        self._box.activate()
        self.view.scrollTo(self.view.currentIndex())  # the line may have covered what was just pasted

    def _forget_notice(self, index: int) -> None:
        """Take the notice of an edit away once that was taken back."""
        if index < self._noticed_at:
            self.notice.hide()

    def _filter(self, text: str) -> None:
        self.view.table_model().set_filter(text)

    def _tell(self) -> None:
        words, model = self._context.words, self.view.table_model()
        shown, whole = model.rowCount(), len(model.rows)
        if shown == whole:
            self._count.setText(words.text("{count} rows", count=f"{whole:,}"))
        else:
            self._count.setText(words.text("{shown} of {count} rows", shown=f"{shown:,}", count=f"{whole:,}"))
        self._empty.setVisible(not whole)
        filters = "、".join(model.title(model.column_of(name)) for name in model.filters)
        self.clear_button.setVisible(bool(filters))
        self.clear_button.setToolTip(words.text("Filtered by {columns}: show all rows", columns=filters))


class TablePage(Page):
    """A page with one table.

    Signals:
        print_wanted: statements of households are to be printed: their 户号.

    """

    chapter = "tables"
    print_wanted = Signal(object)

    def __init__(self, context: Context, spec: TableSpec) -> None:
        super().__init__(context, spec.title(context.words.language))
        self._spec = spec
        self.editor = TableEditor(context, spec)
        self.editor.view.why.connect(self._ask_why)
        self.editor.view.told.connect(self.told)
        self.editor.view.cells.changed.connect(self.selected)
        self.editor.fill_tools(self.tools)
        if "household_id" in spec.by_name:
            self._offer_statement()
        if spec.name == "parcels":
            self._offer_splitting()
        self.body.addWidget(self.editor)
        add_key(self, context, context.words.text("Find"), QKeySequence.StandardKey.Find, self._find)

    def _offer_statement(self) -> None:
        text = self._context.words.text("Print this household's statement")
        self.statement_action = make_action(
            self, self._context, text, "printing", "Ctrl+Shift+T", self._print_statements
        )
        self.editor.view.offer(self.statement_action)

    def _print_statements(self) -> None:
        """Have the statements printed of the households that the selected rows are about."""
        document, view = self.document, self.editor.view
        if document is None:
            return
        model = view.table_model()
        positions = model.shown_positions()[Selection.of(view).all_rows]
        named = dict.fromkeys(model.rows.text("household_id").values[positions].tolist())
        known = document.scenario["households"].index
        wanted = [each for each in named if each in known]
        if wanted:
            self.print_wanted.emit(wanted)
        else:
            self.told.emit(self._context.words.text("No household of the register is named in these rows."))

    def _offer_splitting(self) -> None:
        text = self._context.words.text("Split parcel among households...")
        self.split_action = make_action(self, self._context, text, "split", "Ctrl+Shift+P", self._split)
        self.editor.view.offer(self.split_action)
        self.tools.addWidget(tool_button(self.split_action))

    def _split(self) -> None:
        """Ask how to split the current parcel; the first part is current afterwards."""
        key = self.editor.view.current_key()
        if self.document is not None and key >= 0:
            show = partial(self.editor.view.go_to, key, "household_id")
            split_dialog.start(self._context, self, self.document, key, self.failed.emit, show)

    def show_document(self, document: Document) -> None:
        """Show the table of a scenario."""
        super().show_document(document)
        self.editor.show_document(document)

    def go_to(self, place: Place) -> bool:
        """Show a cell."""
        return place.table == self._spec.name and self.editor.go_to(place)

    def tables(self) -> tuple[str, ...]:
        """Return the one table."""
        return (self._spec.name,)

    def regions(self) -> list[QWidget]:
        """Return the table and its find field."""
        return [self.editor.view, self.editor.search]

    def arrive(self) -> None:
        """Give the table the keyboard."""
        self.editor.view.setFocus()

    def search(self) -> QLineEdit:
        """Return the find field."""
        return self.editor.search

    def _find(self) -> None:
        self.editor.search.setFocus()
        self.editor.search.selectAll()

    def _ask_why(self) -> None:
        self.why.emit(self._spec.name, self.editor.view.current_key())
