"""The bar over a preview that shows a part: which part, the way to any other, and to draw all."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from calc.language import N_
from ui.actions import YieldingLabel, make_action, push_button, tool_button
from ui.context import Context
from ui.pages.finder import Finder
from ui.tables.choices import ChoiceTable
from ui.theme import GRID

__all__ = ["PaperBar"]

_FIRST: Final = {
    "household": N_("First {last} of {count} households"),
    "village": N_("First {last} of {count} villages"),
}
_SOME: Final = {
    "household": N_("Households {first}–{last} of {count}"),
    "village": N_("Villages {first}–{last} of {count}"),
}
_ONE: Final = {
    "household": N_("Household {first} of {count}"),
    "village": N_("Village {first} of {count}"),
}
_FIND: Final = {"household": N_("Find a household"), "village": N_("Find a village")}


class PaperBar(QWidget):
    """The bar, hidden while everything is shown.

    Signals:
        found: the papers from a household or village on are wanted: its ID.

    """

    found = Signal(str)

    def __init__(
        self,
        context: Context,
        turn: Callable[[int], object],
        draw_all: Callable[[], object],
    ) -> None:
        super().__init__()
        self._context = context
        words = context.words
        self.part = YieldingLabel(kind="strong")
        self.before = make_action(
            self, context, words.text("Previous part"), "previous", "Ctrl+Alt+PgUp", lambda: turn(-1)
        )
        self.after = make_action(
            self, context, words.text("Next part"), "next", "Ctrl+Alt+PgDown", lambda: turn(1)
        )
        self.finders = {scope: Finder(context, words.text(text)) for scope, text in _FIND.items()}
        self.all_button = push_button(context, words.text("Draw all"), "printing", draw_all)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GRID // 2)
        box.addWidget(self.part)
        for action in (self.before, self.after):
            self.addAction(action)
            box.addWidget(tool_button(action))
        box.addStretch(1)
        for finder in self.finders.values():
            finder.setMinimumWidth(18 * GRID)
            finder.setMaximumWidth(30 * GRID)
            finder.found.connect(self.found)
            box.addWidget(finder, 2)
        box.addWidget(self.all_button)
        self._scope = "household"
        self.hide()

    def find_one(self) -> None:
        """Give the keyboard to the field that finds."""
        self.finders[self._scope].setFocus()

    def show_choices(self, scope: str, table: ChoiceTable) -> None:
        """Find among other households or villages."""
        self._scope = scope
        for each, finder in self.finders.items():
            finder.setVisible(each == scope)
        self.finders[scope].show_choices(table)

    def offer_all(self, *, closes: bool) -> None:
        """Offer to draw all; say so where only then there is a page that closes the document."""
        words = self._context.words
        text = words.text("Draw all, with the closing page") if closes else words.text("Draw all")
        self.all_button.setText(text)
        self.all_button.setAccessibleName(text)

    def show_part(self, first: int, end: int, count: int) -> None:
        """Say which of the papers are shown: from number `first`, counted from 0, up to before `end`."""
        texts = _ONE if end == first + 1 else _SOME if first else _FIRST
        text = self._context.words.text(
            texts[self._scope], first=f"{first + 1:,}", last=f"{end:,}", count=f"{count:,}"
        )
        self.part.setText(text)
        self.before.setEnabled(first > 0)
        self.after.setEnabled(end < count)
