"""A field that finds one of many by ID, name or initials, with what answers listed below it."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMoveEvent

from ui.actions import TextField
from ui.context import Context
from ui.tables.choice_list import ChoiceList
from ui.tables.choices import Choices, ChoiceTable

__all__ = ["Finder"]

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_PAGES = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}


class Finder(TextField):
    """The field. Enter takes the choice that is highlighted, else the first one listed; Escape clears it.

    Signals:
        found: one was taken: its ID.

    """

    found = Signal(str)

    def __init__(self, context: Context, name: str) -> None:
        super().__init__()
        self._context = context
        self._choices: Choices | None = None
        self._list: ChoiceList | None = None
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self.setToolTip(context.words.text("ID, name, or the initials of the name (Ctrl+F)"))
        self.setClearButtonEnabled(True)
        self.textEdited.connect(self._offer)

    def show_choices(self, table: ChoiceTable) -> None:
        """Find among other choices."""
        self._hide()
        if self._list is not None:
            self._list.deleteLater()
            self._list = None
        self._choices = Choices(table)
        self.clear()

    def listed(self) -> ChoiceList | None:
        """Return the list below the field, None where it is not shown."""
        return self._list if self._list is not None and self._list.isVisible() else None

    def _offer(self, text: str) -> None:
        if self._choices is None or not text.strip():
            self._hide()
            return
        if self._list is None:
            self._list = ChoiceList(self._context.theme, self._choices.table, self, self.accessibleName())
            self._list.taken.connect(self._take)
            self.destroyed.connect(self._list.deleteLater)
        self._list.show_offer(self._choices.offer(text))

    def _hide(self) -> None:
        if self._list is not None:
            self._list.hide()

    def _take(self, text: str) -> None:
        self._hide()
        self.clear()
        self.found.emit(text)

    def event(self, event: QEvent) -> bool:
        """Keep Escape from the window as long as something stands here."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self.text()
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move in the list, take a choice, or clear the field."""
        key, shown = event.key(), self.listed()
        if shown is not None and key in _STEPS:
            shown.step(_STEPS[Qt.Key(key)])
        elif shown is not None and key in _PAGES:
            shown.step(_PAGES[Qt.Key(key)] * shown.page())
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if shown is not None:
                self._take(shown.highlighted() or str(shown.model().index(0, 0).data()))
        elif key == Qt.Key.Key_Escape and self.text():
            self._hide()
            self.clear()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the list away with the keyboard."""
        super().focusOutEvent(event)
        self._hide()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Take the list away from where the field stood."""
        super().moveEvent(event)
        self._hide()
