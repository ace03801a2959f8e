"""Where Ctrl and an arrow lead in a table, as in a spreadsheet: to the edge of what is filled in."""

from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView

from ui.tables.model import TableModel
from ui.tables.selection import shown_columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["JUMPS", "edge_from", "jumps"]

_Move = QAbstractItemView.CursorAction
JUMPS: Final = {_Move.MoveUp: -1, _Move.MoveDown: 1, _Move.MoveLeft: -1, _Move.MoveRight: 1}
"""The moves that Ctrl turns into jumps, and which way they go."""
_KEYS: Final = {
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
}


def jumps(event: object) -> bool:
    """Return whether an event is a key press that jumps."""
    return (
        isinstance(event, QKeyEvent)
        and event.key() in _KEYS
        and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    )


def edge_from(view: QTableView, model: TableModel, move: QAbstractItemView.CursorAction) -> QModelIndex:
    """Return the cell to which a jump from the current one leads."""
    index = view.currentIndex()
    if not index.isValid():
        return index
    row, number = index.row(), index.column()
    if move in {_Move.MoveUp, _Move.MoveDown}:
        return model.index(_edge(model.filled(number), row, JUMPS[move]), number)
    columns = shown_columns(view)
    if number not in columns:
        return index
    filled = np.array([bool(model.text(row, each)) for each in columns], np.bool_)
    return model.index(row, columns[_edge(filled, columns.index(number), JUMPS[move])])


def _edge(filled: "NDArray[np.bool_]", at: int, step: int) -> int:
    """Return the last of the filled places next to `at`, or else the next filled one, or else the end."""
    onwards = filled[at + 1 :] if step > 0 else filled[:at][::-1]
    along = bool(filled[at]) and bool(onwards[:1].any())
    ends = np.flatnonzero(onwards != along)
    if not len(ends):
        return at + step * len(onwards)
    return at + step * (int(ends[0]) + (0 if along else 1))
