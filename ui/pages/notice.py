"""A line above a table that says what needs a look, until it is closed: nothing is dropped in silence."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from ui.actions import label, push_button
from ui.context import Context
from ui.theme import GRID, ICON

__all__ = ["Notice"]


class Notice(QFrame):
    """The line, hidden while there is nothing to say.

    Signals:
        asked: go to the first cell that needs a look: row key, column.

    """

    asked = Signal(int, str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._key, self._column = -1, ""
        self.setProperty("kind", "card")
        self._icon = QLabel()
        self.text = label(wrap=True)
        words = context.words
        self.go_button = push_button(
            context,
            words.text("Go to the first one"),
            "next",
            lambda: self.asked.emit(self._key, self._column),
            "flat",
        )
        self.close_button = push_button(context, "", "close", self.hide, "flat")
        self.close_button.setAccessibleName(words.text("Close"))
        self.close_button.setToolTip(words.text("Close"))
        box = QHBoxLayout(self)
        box.setContentsMargins(GRID, GRID // 2, GRID // 2, GRID // 2)
        box.setSpacing(GRID)
        box.addWidget(self._icon)
        box.addWidget(self.text, 1)
        box.addWidget(self.go_button)
        box.addWidget(self.close_button)
        context.theme.changed.connect(self._draw_icon)
        self._draw_icon()
        self.hide()

    def _draw_icon(self) -> None:
        self._icon.setPixmap(self._context.theme.icon("warning", "caution").pixmap(ICON))

    def show_notice(self, text: str, key: int, column: str) -> None:
        """Say something, and offer the way to a cell; an empty text hides the line."""
        self._key, self._column = key, column
        self.text.setText(text)
        self.go_button.setVisible(key >= 0)
        self.setVisible(bool(text))
