"""Editing one cell: a line of text, with a drop-down where the column knows its choices."""

from collections.abc import Callable

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
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QCompleter,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.tables.choices import Choice
from ui.tables.model import TableModel
from ui.theme import GRID, Theme

__all__ = ["CellDelegate", "attach_choices"]

Index = QModelIndex | QPersistentModelIndex
_GAP = GRID
_MARK = 2 * GRID
_TEXT = Qt.ItemDataRole.UserRole


class _Choices(QCompleter):
    """Finds choices by any part of their ID or name; only the text that belongs in the cell is filled in."""

    def __init__(self, choices: list[Choice], parent: QObject) -> None:
        super().__init__(parent)
        model = QStandardItemModel(self)
        for text, beside in choices:
            item = QStandardItem(f"{text}  {beside}" if beside else text)
            item.setData(text, _TEXT)
            model.appendRow(item)
        self.setModel(model)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setMaxVisibleItems(12)
        self.popup().setObjectName("choices")

    def pathFromIndex(self, index: Index) -> str:
        """Return the text that goes into the cell."""
        return str(index.data(_TEXT))


def attach_choices(edit: QLineEdit, choices: list[Choice], arrow: QObject | None = None) -> QCompleter:
    """Give a line of text a drop-down; Alt+Down opens the whole list."""
    completer = _Choices(choices, arrow or edit)
    edit.setCompleter(completer)
    return completer


class CellDelegate(QStyledItemDelegate):
    """Edits cells in place.

    Signals:
        entered: Enter was pressed in an editor (the view moves down), or Shift+Enter: step.

    """

    entered = Signal(int)

    def __init__(
        self, theme: Theme, choices: Callable[[Index], list[Choice]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._choices = choices

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
            text = metrics.elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(self._theme.color(look.role))
        painter.drawText(room, look.alignment, text)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(self._theme.color("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return the editor of a cell."""
        edit = QLineEdit(parent)
        edit.setObjectName("cell")
        edit.setAccessibleName(str(index.model().headerData(index.column(), Qt.Orientation.Horizontal)))
        edit.setAlignment(Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole)))
        choices = self._choices(index)
        if choices:
            attach_choices(edit, choices)
        return edit

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show the cell's text in the editor."""
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Type the editor's text into the cell."""
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """Let the editor fill the cell."""
        editor.setGeometry(option.rect)  # type: ignore[attr-defined]  # the stubs lack the option's fields

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Move down on Enter, as a spreadsheet does; open the list on Alt+Down."""
        if (
            isinstance(event, QKeyEvent)
            and isinstance(editor, QLineEdit)
            and event.type() == QEvent.Type.KeyPress
        ):
            completer = editor.completer()
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self.commitData.emit(editor)
                self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
                back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
                self.entered.emit(-1 if back else 1)
                return True
            if completer and event.key() == Qt.Key.Key_Down:
                completer.setCompletionPrefix("")
                completer.complete()
                return True
        return super().eventFilter(editor, event)
