"""The list of choices below the editor of a cell.

It is a part of the window and never has the keyboard: a window of its own would take the composition of an
input method away from the editor, and Wayland would not let it be placed.
"""

from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.tables.choices import ChoiceTable, Offer
from ui.theme import GRID, ROW, Theme

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ChoiceList", "ChoiceModel"]

Index = QModelIndex | QPersistentModelIndex
_ROWS: Final = 12
_MEASURED: Final = 100
_WIDEST: Final = 50 * GRID
BESIDE: Final = Qt.ItemDataRole.UserRole


class ChoiceModel(QAbstractListModel):
    """The choices that are offered: thousands of households without an object for each."""

    def __init__(self, table: ChoiceTable, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self._positions: NDArray[np.intp] = np.zeros(0, np.intp)

    def show_positions(self, positions: "NDArray[np.intp]") -> None:
        """Offer other choices."""
        self.beginResetModel()
        self._positions = positions
        self.endResetModel()

    def row_of(self, text: str) -> int:
        """Return where a choice is offered, −1 where it is not."""
        position = self._table.texts.index(text) if text in self._table.texts else -1
        found = np.flatnonzero(self._positions == position)
        return int(found[0]) if len(found) else -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Return the number of choices."""
        return 0 if parent.isValid() else len(self._positions)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Return what goes into the cell, or what stands beside it."""
        if not index.isValid():
            return None
        position = int(self._positions[index.row()])
        text, beside = self._table.texts[position], self._table.beside[position]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{text} {beside}".rstrip()
        return {Qt.ItemDataRole.DisplayRole: text, BESIDE: beside}.get(Qt.ItemDataRole(role))


class _ChoiceDelegate(QStyledItemDelegate):
    """Draws what goes into the cell, and beside it in a column of its own what it is the ID of."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self.first = 0

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a row."""
        rect: QRect = option.rect  # type: ignore[attr-defined]  # the stubs lack the option's fields
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]  # as above
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._theme.color("selection"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, self._theme.color("surface"))
        room = rect.adjusted(GRID, 0, -GRID, 0)
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        metrics, elide = painter.fontMetrics(), Qt.TextElideMode.ElideRight
        painter.setPen(self._theme.color("text"))
        beside = str(index.data(BESIDE))
        width = self.first if beside else room.width()
        painter.drawText(room, side, metrics.elidedText(str(index.data()), elide, width))
        if beside:
            room.setLeft(room.left() + self.first + 2 * GRID)
            painter.setPen(self._theme.color("text" if state & QStyle.StateFlag.State_Selected else "muted"))
            painter.drawText(room, side, metrics.elidedText(beside, elide, room.width()))


class ChoiceList(QTableView):
    """The list below an editor: a table, since Qt lays out every row of a long list before it shows one.

    Signals:
        taken: a choice was clicked: the text that goes into the cell.

    """

    taken = Signal(str)

    def __init__(self, theme: Theme, table: ChoiceTable, editor: QWidget, name: str) -> None:
        super().__init__(editor.window())
        self._editor = editor
        self._choices = ChoiceModel(table, self)
        self._delegate = _ChoiceDelegate(theme, self)
        self.setObjectName("choices")
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setShowGrid(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setMouseTracking(True)
        self.setItemDelegate(self._delegate)
        self.setModel(self._choices)
        self.clicked.connect(lambda index: self.taken.emit(str(index.data())))
        self.hide()

    def show_offer(self, offer: Offer) -> None:
        """Show what is offered, if anything; the first one is highlighted where it is likely."""
        self._choices.show_positions(offer.positions)
        if not len(offer.positions):
            self.hide()
            return
        self._place()
        self.show()
        self.raise_()
        if offer.likely:
            self.setCurrentIndex(self._choices.index(0))
        else:
            self.scrollToTop()

    def highlight(self, text: str) -> None:
        """Highlight the choice that is in the cell already."""
        row = self._choices.row_of(text)
        if row >= 0:
            self.setCurrentIndex(self._choices.index(row))
            self.scrollTo(self._choices.index(row), QTableView.ScrollHint.PositionAtCenter)

    def step(self, rows: int) -> None:
        """Move the highlight; from nothing down to the first choice."""
        row, last = self.currentIndex().row(), self._choices.rowCount() - 1
        self.setCurrentIndex(self._choices.index(min(max(row + rows, 0), last)))

    def page(self) -> int:
        """Return how many choices are seen at once."""
        return max(self.viewport().height() // ROW, 1)

    def highlighted(self) -> str | None:
        """Return the text of the choice that Enter takes, None where there is none."""
        index = self.currentIndex()
        return str(index.data()) if self.isVisible() and index.isValid() else None

    def _place(self) -> None:
        """Stand below the editor, or above it where there is more room, as wide as the choices need."""
        window, measure = self._editor.window(), self.fontMetrics().horizontalAdvance
        rows = range(min(self._choices.rowCount(), _MEASURED))
        texts = [self._choices.index(row) for row in rows]
        self._delegate.first = min(max(measure(str(index.data())) for index in texts), _WIDEST // 2)
        beside = max(measure(str(index.data(BESIDE))) for index in texts)
        width = self._delegate.first + (beside + 2 * GRID if beside else 0) + 5 * GRID
        width = min(max(width, self._editor.width(), 12 * GRID), _WIDEST, window.width())
        corner = self._editor.mapTo(window, self._editor.rect().topLeft())
        below = window.height() - corner.y() - self._editor.height()
        wanted = min(self._choices.rowCount(), _ROWS) * ROW + 2 * self.frameWidth()
        up = below < wanted and corner.y() > below
        height = min(wanted, corner.y() if up else below)
        top = corner.y() - height if up else corner.y() + self._editor.height()
        self.setGeometry(min(corner.x(), window.width() - width), top, width, height)
