"""Editing one cell: a line of text, with a drop-down where the column knows its choices."""

from collections.abc import Callable

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPen
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

__all__ = ["CellDelegate", "ChoiceModel"]

Index = QModelIndex | QPersistentModelIndex
_GAP = GRID
_TOO_WIDE = "####"
_MARK = 2 * GRID
_LIST_ROWS = 12
_MEASURED = 200
_TEXT = Qt.ItemDataRole.UserRole


class ChoiceModel(QAbstractListModel):
    """Choices as a list: thousands of households without an object for each."""

    def __init__(self, choices: list[Choice], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choices = choices

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Return the number of choices."""
        return 0 if parent.isValid() else len(self._choices)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Return a choice with what stands beside it, or only what goes into the cell."""
        if not index.isValid():
            return None
        text, beside = self._choices[index.row()]
        if role == _TEXT:
            return text
        shown = role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}
        return f"{text}  {beside}".rstrip() if shown else None


class _Choices(QCompleter):
    """Finds choices by any part of their ID or name; only the text that belongs in the cell is filled in."""

    def __init__(self, choices: list[Choice], edit: QLineEdit) -> None:
        super().__init__(edit)
        self.setModel(ChoiceModel(choices, self))
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setMaxVisibleItems(_LIST_ROWS)
        self.popup().setObjectName("choices")
        measure = edit.fontMetrics().horizontalAdvance
        longest = max(measure("  ".join(choice)) for choice in choices[:_MEASURED])
        self.popup().setMinimumWidth(longest + 5 * GRID)

    def pathFromIndex(self, index: Index) -> str:
        """Return the text that goes into the cell."""
        return str(index.data(_TEXT))


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
        edit = QLineEdit(parent)
        edit.setObjectName("cell")
        edit.setAccessibleName(str(index.model().headerData(index.column(), Qt.Orientation.Horizontal)))
        edit.setAlignment(Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole)))
        choices = self._choices(index)
        if choices:
            edit.setCompleter(_Choices(choices, edit))
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
