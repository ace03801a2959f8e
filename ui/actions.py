"""Making actions and buttons alike: icon, text, shortcut in the tooltip, accessible name."""

from collections.abc import Callable
from typing import Final

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QComboBox,
    QFrame,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
    QWidget,
)

from ui.context import Context
from ui.theme import GRID, ICON, Theme

__all__ = [
    "CellEdit",
    "ChoiceBox",
    "TextField",
    "YieldingCheckBox",
    "YieldingLabel",
    "actions_here",
    "add_key",
    "clear_layout",
    "finish_typing",
    "hint_on",
    "keep_width",
    "label",
    "make_action",
    "push_button",
    "rule",
    "set_kind",
    "tool_button",
]


_ENDING_KEYS: Final = {
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
}
"""Keys that end a composition."""


def make_action(
    parent: QObject,
    context: Context,
    text: str,
    icon: str,
    shortcut: QKeySequence.StandardKey | str | None,
    call: Callable[[], object],
) -> QAction:
    """Return an action with its shortcut in the tooltip; its icon follows the theme."""
    action = QAction(text, parent)
    if shortcut is not None:
        action.setShortcut(QKeySequence(shortcut))
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    plain = text.replace("&", "").rstrip(".")
    action.setToolTip(f"{plain} ({keys})" if keys else plain)
    if icon:
        context.theme.dress(action, icon)
    action.triggered.connect(lambda _checked=False: call())
    return action


def push_button(
    context: Context, text: str, icon: str, call: Callable[[], object], kind: str = ""
) -> QPushButton:
    """Return a push button; `kind` is one of the style sheet's."""
    button = QPushButton(text)
    if icon:
        role = "on_accent" if kind == "primary" else "text"
        button.setIconSize(QSize(ICON, ICON))
        context.theme.dress(button, icon, role)
    if kind:
        button.setProperty("kind", kind)
    button.setAccessibleName(text)
    button.setAutoDefault(False)
    button.clicked.connect(lambda _checked=False: call())
    return button


class _ToolButton(QToolButton):
    """A button whose text gives way to its icon where a row of them has little room.

    Half a word is no word: what stands beside the icon then is the property `brief`, or nothing.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """Return room for the icon and the brief text."""
        whole = self.sizeHint()
        if self.toolButtonStyle() != Qt.ToolButtonStyle.ToolButtonTextBesideIcon:
            return whole
        advance = self.fontMetrics().horizontalAdvance
        text, brief = self.text(), str(self.property("brief") or "")
        return QSize(whole.width() - max(advance(text) - advance(brief), 0), whole.height())

    def shown_text(self) -> str:
        """Return the text there is room for."""
        whole = self.sizeHint().width() <= self.width()
        return self.text() if whole else str(self.property("brief") or "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text there is room for."""
        text = self.shown_text()
        if text == self.text():
            super().paintEvent(event)
            return
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = text  # type: ignore[attr-defined]  # the stubs lack the option's fields
        if not text:
            only = Qt.ToolButtonStyle.ToolButtonIconOnly
            option.toolButtonStyle = only  # type: ignore[attr-defined]  # as above
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        painter.end()


def tool_button(action: QAction, *, text: bool = False) -> QToolButton:
    """Return a flat button for an action, with its icon and, if wanted, its text."""
    button = _ToolButton()
    button.setDefaultAction(action)
    button.setIconSize(QSize(ICON, ICON))
    button.setProperty("kind", "flat")
    button.setAccessibleName(action.text().replace("&", ""))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if text:
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return button


def add_key(
    widget: QWidget,
    context: Context,
    text: str,
    shortcut: QKeySequence.StandardKey | str,
    call: Callable[[], object],
) -> QAction:
    """Give a widget and what is in it a key; what it does has a name, for the list of keys."""
    action = make_action(widget, context, text, "", shortcut, call)
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    widget.addAction(action)
    return action


def actions_here(widget: QWidget | None) -> list[list[QAction]]:
    """Return what can be done where `widget` stands: its own actions, then those of the parts around it."""
    groups = []
    while widget is not None and not widget.isWindow():
        groups.append([action for action in widget.actions() if action.isVisible() and action.text()])
        widget = widget.parentWidget()
    return [group for group in groups if group]


class ChoiceBox(QComboBox):
    """A drop-down that the mouse wheel does not change: scrolling a form must never alter a figure."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the form."""
        event.ignore()


class TextField(QLineEdit):
    """A line of text in which an input method composes undisturbed.

    Most input methods keep Enter, Tab and Escape to themselves while they compose. Where one lets them
    through, they end the composition and nothing else.
    """

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self._composed = ""

    @property
    def composing(self) -> bool:
        """Whether a composition is under way."""
        return bool(self._composed)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Take note of a composition under way."""
        self._composed = event.preeditString()
        super().inputMethodEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep the keys that end a composition from shortcuts and from moving on."""
        if self.composing and isinstance(event, QKeyEvent) and event.key() in _ENDING_KEYS:
            if event.type() == QEvent.Type.KeyPress:
                self._end_composition("" if event.key() == Qt.Key.Key_Escape else self._composed)
            event.accept()
            return True
        return super().event(event)

    def _end_composition(self, text: str) -> None:
        """Leave `text` of what was composed."""
        method = QGuiApplication.inputMethod()
        method.commit() if text else method.reset()
        if self.composing:  # the input method has not ended it by itself
            ending = QInputMethodEvent()
            ending.setCommitString(text)
            QCoreApplication.sendEvent(QApplication.focusWidget() or self, ending)


class CellEdit(TextField):
    """A field that holds a cell: what is being typed is undone here, what was typed is undone in the file.

    Enter moves to the next field, Shift+Enter back; Escape brings back what stood there.
    """

    def __init__(self) -> None:
        super().__init__()
        self._kept = ""
        self.editingFinished.connect(self._keep)

    def _keep(self) -> None:
        self.setModified(False)
        self._kept = self.text()

    def setText(self, text: str) -> None:
        """Show what the file holds."""
        super().setText(text)
        self._kept = text

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+Z and its like to the window while nothing is being typed; keep Escape otherwise."""
        if (
            not self.composing
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
        ):
            undoing = event.matches(QKeySequence.StandardKey.Undo) or event.matches(
                QKeySequence.StandardKey.Redo
            )
            if undoing and not self.isModified():
                event.ignore()
                return False
            if event.key() == Qt.Key.Key_Escape and self.isModified():
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Restore on Escape; move on with Enter."""
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self.setText(self._kept)
            self.selectAll()
            return
        super().keyPressEvent(event)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.focusNextPrevChild(not event.modifiers() & Qt.KeyboardModifier.ShiftModifier)


def finish_typing() -> None:
    """Have what is being typed given to the file, as when the keyboard goes elsewhere, and give it back."""
    field = QApplication.focusWidget()
    if not isinstance(field, QLineEdit | QAbstractItemView):
        return
    viewport = field.parentWidget()
    holder = viewport.parentWidget() if viewport is not None else None
    home = holder if isinstance(holder, QAbstractItemView) else field  # the editor of a cell closes
    field.window().setFocus()
    home.setFocus()


def label(text: str = "", kind: str = "", *, wrap: bool = False) -> QLabel:
    """Return a label of plain text; `kind` is one of the style sheet's."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if kind:
        made.setProperty("kind", kind)
    return made


def hint_on(view: QAbstractItemView, text: str) -> QLabel:
    """Return a label on a table that says, while the table is empty, what to do next."""
    hint = label(text, "muted")
    hint.setParent(view.viewport())
    hint.move(3 * GRID, 3 * GRID)
    hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return hint


class YieldingLabel(QLabel):
    """A label that gives way where there is little room: its text is cut with an ellipsis."""

    def __init__(self, text: str = "", kind: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("kind", kind)

    def minimumSizeHint(self) -> QSize:
        """Return room for the beginning of the text."""
        whole = super().minimumSizeHint()
        return QSize(min(whole.width(), 5 * GRID), whole.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much of the text as there is room for."""
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)
        painter.end()
        self.setToolTip("" if text == self.text() else self.text())


class YieldingCheckBox(QCheckBox):
    """A check box that gives way where there is little room: its text is cut with an ellipsis."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """Return room for the box and the beginning of the text."""
        whole = super().minimumSizeHint()
        return QSize(min(whole.width(), 8 * GRID), whole.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much of the text as there is room for."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        room = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxContents, option, self)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        option.text = text  # type: ignore[attr-defined]  # the stubs lack the option's fields
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_CheckBox, option)
        painter.end()
        if self.toolTip() in {"", self.text()}:
            self.setToolTip("" if text == self.text() else self.text())


def keep_width(widget: QWidget, theme: Theme, width: int, *, fixed: bool = True) -> None:
    """Give a widget a width, or a least one, that does not grow in full with the text."""

    def take() -> None:
        if not shiboken6.isValid(widget):
            return
        if fixed:
            widget.setFixedWidth(width)
        else:
            widget.setMinimumWidth(width)

    take()
    theme.changed.connect(take)


def set_kind(widget: QWidget, name: str, value: str) -> None:
    """Set a property the style sheet looks at, and apply it."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def clear_layout(layout: QLayout) -> None:
    """Remove every widget of a layout."""
    while layout.count():
        widget = layout.takeAt(0).widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def rule() -> QFrame:
    """Return a hairline."""
    frame = QFrame()
    frame.setProperty("kind", "rule")
    return frame
