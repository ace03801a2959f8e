"""Making actions and buttons alike: icon, text, shortcut in the tooltip, accessible name."""

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStyle,
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
    "YieldingLabel",
    "actions_here",
    "add_key",
    "clear_layout",
    "hint_on",
    "keep_width",
    "label",
    "make_action",
    "push_button",
    "rule",
    "set_kind",
    "tool_button",
]


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
    """A button whose text gives way to its icon where a row of them has little room."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """Return room for the icon and the edges of the text."""
        whole = self.sizeHint()
        return QSize(min(whole.width(), 9 * whole.height() // 4), whole.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much of the text as there is room for."""
        lacking = self.sizeHint().width() - self.width()
        if lacking <= 0:
            super().paintEvent(event)
            return
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        room = self.fontMetrics().horizontalAdvance(self.text()) - lacking
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, room)
        option.text = text  # type: ignore[attr-defined]  # the stubs lack the option's fields
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


class CellEdit(QLineEdit):
    """A field that holds a cell: what is being typed is undone here, what was typed is undone in the file."""

    def __init__(self) -> None:
        super().__init__()
        self.editingFinished.connect(lambda: self.setModified(False))

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+Z and its like to the window while nothing is being typed."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and not self.isModified()
            and (event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo))
        ):
            event.ignore()
            return False
        return super().event(event)


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
