"""Editing one cell: a line of text, with a drop-down where the column knows its choices."""

from collections.abc import Callable
from enum import Enum
from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QHideEvent,
    QInputMethodEvent,
    QKeyEvent,
    QMoveEvent,
    QPainter,
    QPen,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.actions import TextField
from ui.context import Context
from ui.tables.choice_list import ChoiceList
from ui.tables.choices import Choices
from ui.tables.model import TableModel
from ui.theme import GRID

__all__ = ["CellDelegate", "CellEditor", "Step", "opens_list", "step_of"]

Index = QModelIndex | QPersistentModelIndex
_GAP = GRID
_TOO_WIDE = "####"
_MARK = 2 * GRID


class Step(Enum):
    """Where the officer goes on to when an editor is left by a key."""

    DOWN = "down"
    UP = "up"
    RIGHT = "right"
    LEFT = "left"
    NEXT = "next"
    PREVIOUS = "previous"


def opens_list(event: QKeyEvent) -> bool:
    """Return whether a key opens the list of choices."""
    alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
    return event.key() == Qt.Key.Key_F4 or (event.key() == Qt.Key.Key_Down and alt)


def step_of(event: QKeyEvent) -> Step | None:
    """Return where Enter or Tab leads, None for other keys."""
    if event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
        return None
    back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
        return Step.UP if back else Step.DOWN
    if event.key() in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
        return Step.PREVIOUS if back or event.key() == Qt.Key.Key_Backtab else Step.NEXT
    return None


_EDGES: Final = 3 * GRID
"""What an editor needs beside its text."""
_ARROW: Final = 6 * GRID
"""The same, where an arrow stands in it."""
_KEYPAD: Final = Qt.KeyboardModifier.KeypadModifier
_LIST_STEPS: Final[dict[int, int]] = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 1,
    Qt.Key.Key_PageUp: -1,
}
_PAGES: Final = {Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}
_ARROWS: Final[dict[int, Step]] = {
    Qt.Key.Key_Down: Step.DOWN,
    Qt.Key.Key_Up: Step.UP,
    Qt.Key.Key_Right: Step.RIGHT,
    Qt.Key.Key_Left: Step.LEFT,
}


class CellEditor(TextField):
    """The editor of a cell: a line of text, with the list of its choices where there are any.

    Attributes:
        choices: what may stand in the cell, None for anything.
        replacing: whether it was opened by typing over the cell, so that arrow keys leave it, as in a
            spreadsheet; F2 changes that.

    Signals:
        taken: a choice was clicked.

    """

    taken = Signal()

    def __init__(self, context: Context, choices: Choices | None, *, replacing: bool) -> None:
        super().__init__()
        self._context = context
        self.choices = choices
        self.replacing = replacing
        self._cell = QRect()
        self._list: ChoiceList | None = None
        self.setObjectName("cell")
        if choices is not None:
            words = context.words
            arrow = QAction(words.text("Show the choices"), self)
            arrow.setToolTip(words.text("Show the choices (Alt+Down)"))
            self.setAccessibleDescription(arrow.toolTip())
            context.theme.dress(arrow, "choices", "muted")
            arrow.triggered.connect(self._toggle)
            self.addAction(arrow, QLineEdit.ActionPosition.TrailingPosition)
            self.textEdited.connect(self._offer)
        self.textChanged.connect(self._take_room)

    def lie_on(self, cell: QRect) -> None:
        """Cover a cell, and as much beside it as the text needs."""
        self._cell = QRect(cell)  # the one given is gone when this returns
        self._take_room()

    def _take_room(self) -> None:
        table = self.parentWidget()
        if table is None or not self._cell.isValid():
            return
        needed = self.fontMetrics().horizontalAdvance(self.text()) + (_ARROW if self.choices else _EDGES)
        at_right = bool(self.alignment() & Qt.AlignmentFlag.AlignRight)
        room = self._cell.right() + 1 if at_right else table.width() - self._cell.left()
        width = max(min(needed, room), self._cell.width())
        place = QRect(self._cell)
        if at_right:
            place.setLeft(place.right() + 1 - width)
        else:
            place.setWidth(width)
        self.setGeometry(place)

    def showEvent(self, event: QShowEvent) -> None:
        """Stand at the end of the text, unless it is about to be typed over."""
        super().showEvent(event)
        if not self.replacing:
            self.deselect()
            self.end(False)

    def hideEvent(self, event: QHideEvent) -> None:
        """Take the list away too."""
        super().hideEvent(event)
        self.hide_list()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Take the list away where the table is scrolled."""
        super().moveEvent(event)
        self.hide_list()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Make room for the input method's own list."""
        super().inputMethodEvent(event)
        if self.composing:
            self.hide_list()

    def shown_list(self) -> ChoiceList | None:
        """Return the list of choices, None where it is not shown."""
        return self._list if self._list is not None and self._list.isVisible() else None

    def show_all(self) -> None:
        """Show all choices, the one in the cell highlighted."""
        if self.choices is not None:
            shown = self._made(self.choices)
            shown.show_offer(self.choices.offer(""))
            shown.highlight(self.text())

    def hide_list(self) -> None:
        """Take the list away."""
        if self._list is not None:
            self._list.hide()

    def take_highlighted(self) -> None:
        """Take the highlighted choice, if there is one."""
        shown = self.shown_list()
        text = shown.highlighted() if shown else None
        if text is not None:
            self.setText(text)

    def _toggle(self) -> None:
        if self.shown_list() is None:
            self.show_all()
        else:
            self.hide_list()

    def _offer(self, text: str) -> None:
        if self.choices is not None and text.strip():
            self._made(self.choices).show_offer(self.choices.offer(text))
        else:
            self.hide_list()

    def _made(self, choices: Choices) -> ChoiceList:
        if self._list is None:
            self._list = ChoiceList(self._context.theme, choices.table, self, self.accessibleName())
            self._list.taken.connect(self._take)
            self.destroyed.connect(self._list.deleteLater)
        return self._list

    def _take(self, text: str) -> None:
        self.setText(text)
        self.taken.emit()


class CellDelegate(QStyledItemDelegate):
    """Edits cells in place.

    Attributes:
        replacing: whether the next editor is opened by typing over the cell.
        editor: the editor that is open, None for none.

    Signals:
        left: an editor was left by a key that leads on: step.

    """

    left = Signal(object)

    def __init__(
        self, context: Context, choices: Callable[[Index], Choices | None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._theme = context.theme
        self._choices = choices
        self.replacing = False
        self.editor: CellEditor | None = None

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a cell; by hand, since a style sheet takes five times as long for a page of them."""
        model = index.model()
        if not isinstance(model, TableModel):
            super().paint(painter, option, index)
            return
        rect: QRect = option.rect  # type: ignore[attr-defined]  # the stubs lack the option's fields
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]  # as above
        look = model.look(index.row(), index.column())
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._theme.color("selection"))
        elif look.background:
            painter.fillRect(rect, self._theme.color(look.background))
        room = rect.adjusted(_GAP, 0, -_GAP, 0)
        if look.icon is not None:
            place = QRect(room.left(), rect.center().y() - _MARK // 2, _MARK, _MARK)
            self._theme.icon(*look.icon).paint(painter, place)
            room.setLeft(place.right() + _GAP // 2)
        metrics = painter.fontMetrics()
        text = look.text
        if metrics.horizontalAdvance(text) > room.width() or "\n" in text:
            if model.is_number(index.column()) and text[-1:].isdigit():
                text = _TOO_WIDE  # part of a figure would be read as another figure
            text = metrics.elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(self._theme.color(look.role))
        painter.drawText(room, look.alignment, text)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(self._theme.color("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return the editor of a cell."""
        edit = CellEditor(self._context, self._choices(index), replacing=self.replacing)
        edit.setParent(parent)
        title = str(index.model().headerData(index.column(), Qt.Orientation.Horizontal))
        edit.setAccessibleName(title.replace("\n", " "))
        edit.setAlignment(Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole)))
        edit.taken.connect(lambda: self._finish(edit))
        self.editor = edit
        return edit

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        """Forget the editor."""
        if editor is self.editor:
            self.editor = None
        super().destroyEditor(editor, index)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show the cell's text in the editor."""
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Type the editor's text into the cell."""
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """Let the editor cover the cell, and what its text needs beside it."""
        if isinstance(editor, CellEditor):
            editor.lie_on(option.rect)  # type: ignore[attr-defined]  # the stubs lack the option's fields

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Leave an editor and go on as a spreadsheet does; a composition under way keeps its keys."""
        if isinstance(editor, CellEditor) and isinstance(event, QKeyEvent):
            if editor.composing:
                return False
            if event.type() == QEvent.Type.KeyPress and self._press(editor, event):
                return True
        return super().eventFilter(editor, event)

    def _press(self, editor: CellEditor, event: QKeyEvent) -> bool:
        """Do what a key does in an editor before the line of text sees it; return whether it did."""
        key, shown = event.key(), editor.shown_list()
        if opens_list(event) and editor.choices is not None:
            editor.show_all()
        elif shown is not None and key in _LIST_STEPS and not event.modifiers() & ~_KEYPAD:
            shown.step(_LIST_STEPS[key] * (shown.page() if key in _PAGES else 1))
        elif shown is not None and key == Qt.Key.Key_Escape:
            editor.hide_list()
        elif (step := step_of(event)) is not None:
            editor.take_highlighted()
            self._finish(editor, step)
        elif shown is None and editor.replacing and key in _ARROWS and not event.modifiers() & ~_KEYPAD:
            self._finish(editor, _ARROWS[key])
        elif key == Qt.Key.Key_F2:
            editor.replacing = not editor.replacing
        elif key == Qt.Key.Key_Down and editor.choices is not None:
            editor.show_all()
        else:
            return False
        return True

    def _finish(self, editor: CellEditor, step: Step | None = None) -> None:
        """Give the cell what was typed, close the editor and go on."""
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
        if step is not None:
            self.left.emit(step)
