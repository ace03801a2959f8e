"""What all pages have in common: a title, tools at the right, and the way to a cell."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from calc.findings import Place
from ui.actions import TextField, label
from ui.context import Context
from ui.document import Document
from ui.theme import GRID

_FIND_WIDTH = 20 * GRID

__all__ = ["Page", "search_field"]


class Page(QWidget):
    """One page of the window.

    Attributes:
        chapter: the chapter of the manual about the page.
        document: the open scenario, None before the first one.

    Signals:
        why: the officer asks about an amount: table, row key.
        asked: an explanation to be opened: its tree.
        told: something was done that deserves a word: the word.
        selected: cells were selected: what is to be told of them, None for nothing.
        failed: something could not be done: what, and the error.

    """

    chapter = "start"
    why = Signal(str, int)
    asked = Signal(object)
    told = Signal(str)
    selected = Signal(object)
    failed = Signal(str, object)

    def __init__(self, context: Context, title: str) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._context = context
        self.document: Document | None = None
        self.tools = QHBoxLayout()
        self.tools.setSpacing(GRID // 2)
        head = QHBoxLayout()
        self.heading = label(title, "title")
        head.addWidget(self.heading)
        head.addStretch(1)
        head.addLayout(self.tools)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        self.body.setSpacing(GRID)
        self.body.addLayout(head)

    def show_document(self, document: Document) -> None:
        """Show a scenario that was opened."""
        self.document = document

    def go_to(self, place: Place) -> bool:
        """Show a cell of this page and give it the keyboard; False where it does not stand here."""
        del place
        return False

    def tables(self) -> tuple[str, ...]:
        """Return the names of the tables edited on this page."""
        return ()

    def regions(self) -> list[QWidget]:
        """Return the parts that F6 goes through."""
        return []

    def complete(self) -> None:
        """Build what is otherwise built when it is first needed, for who wants to see every part."""

    def arrive(self) -> None:
        """Take note that the page is in front now."""


def search_field(context: Context) -> QLineEdit:
    """Return a field that filters a table by text."""
    field = TextField()
    field.setPlaceholderText(context.words.text("Find"))
    field.setAccessibleName(context.words.text("Find"))
    field.setToolTip(context.words.text("Show only rows that hold this text (Ctrl+F)"))
    field.setClearButtonEnabled(True)
    field.setMinimumWidth(_FIND_WIDTH // 2)
    field.setMaximumWidth(_FIND_WIDTH)
    return field
