"""A table whose first column stays in sight at the left edge, however far the others are scrolled."""

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem, QTableView, QWidget

from ui.context import Context
from ui.tables.header import ColumnHeader

__all__ = ["FrozenTable"]

Index = QModelIndex | QPersistentModelIndex


class FrozenTable(QTableView):
    """A table view with a frozen first column.

    There is one view, not two on top of each other: cells, keyboard, editors and selection stay its own, and
    only what is seen at the left edge is the first column. Qt asks the methods below where cells are.

    Attributes:
        last_column: the column of the cell that is or was current; a filter may have hidden its row.

    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._start = QPersistentModelIndex()
        self.last_column = 0
        self._header = ColumnHeader(context, self)
        self.setHorizontalHeader(self._header)
        self._header.setFirstSectionMovable(False)  # which the line above allows again

    def frozen_width(self) -> int:
        """Return how much of the left edge the first column covers, 0 while nothing is scrolled."""
        return self._header.frozen_width()

    # Where cells are

    def indexAt(self, point: QPoint) -> QModelIndex:
        """Return the cell that is seen at a point."""
        if 0 <= point.x() < self.frozen_width() and self.model() is not None:
            row = self.rowAt(point.y())
            return self.model().index(row, 0) if row >= 0 else QModelIndex()
        return super().indexAt(point)

    def visualRect(self, index: Index) -> QRect:
        """Return where a cell is seen."""
        rect = super().visualRect(index)
        if index.column() == 0 and self.frozen_width():
            rect.moveLeft(0)
        return rect

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring a cell in sight, beside the first column and not below it."""
        bar = self.horizontalScrollBar()
        before = bar.value()
        super().scrollTo(index, hint)
        if index.column() == 0:
            bar.setValue(before)
            return
        covered = self.frozen_width() - self.columnViewportPosition(index.column())
        if covered > 0:
            bar.setValue(bar.value() - covered)

    # What is selected

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Remember where a selection begins."""
        super().currentChanged(current, previous)
        if current.isValid():
            self.last_column = current.column()
        extending = QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier
        if not extending and self.state() != QAbstractItemView.State.DragSelectingState:
            self._start = QPersistentModelIndex(current)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Repaint the first column too."""
        super().selectionChanged(selected, deselected)
        if self.frozen_width():
            self.viewport().update(0, 0, self.frozen_width(), self.viewport().height())

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select a block; its beginning may have been scrolled below the first column."""
        start, end = self._start, self.indexAt(rect.bottomRight())
        below = start.isValid() and start.column() != 0 and self._is_covered(start.column())
        if not below or rect.width() == rect.height() == 1 or not end.isValid():
            super().setSelection(rect, command)
            return
        top, bottom = sorted((start.row(), end.row()))
        header = self.horizontalHeader()
        first, last = sorted((header.visualIndex(start.column()), header.visualIndex(end.column())))
        block = QItemSelection()
        for visual in range(first, last + 1):
            number = header.logicalIndex(visual)
            block.select(self.model().index(top, number), self.model().index(bottom, number))
        self.selectionModel().select(block, command)

    def _is_covered(self, number: int) -> bool:
        left = self.columnViewportPosition(number)
        return left < self.frozen_width() and self.frozen_width() > 0

    # What is seen

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Repaint everything when scrolling sideways: the first column does not move with the others."""
        super().scrollContentsBy(dx, dy)
        if dx:
            self.viewport().update()
            self._cut_editors()

    def _cut_editors(self) -> None:
        """Let an open editor slide below the first column, as its cell does."""
        width = self.frozen_width()
        for editor in (each for each in self.viewport().children() if isinstance(each, QWidget)):
            covered = width - editor.x()
            if width and 0 < covered < width:
                editor.setMask(QRegion(covered, 0, max(editor.width() - covered, 1), editor.height()))
            elif not editor.mask().isEmpty():
                editor.clearMask()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells, the first column's above the others."""
        super().paintEvent(event)
        width = self.frozen_width()
        area = event.rect() & QRect(0, 0, width, self.viewport().height())
        if width and not area.isEmpty():
            painter = QPainter(self.viewport())
            painter.setClipRect(area)
            self._paint_first(painter, area, width)
            painter.end()

    def _paint_first(self, painter: QPainter, area: QRect, width: int) -> None:
        theme, model, selection = self._context.theme, self.model(), self.selectionModel()
        painter.fillRect(area, theme.color("raised"))
        first, last = self.rowAt(area.top()), self.rowAt(area.bottom())
        last = last if last >= 0 else model.rowCount() - 1
        current = self.currentIndex()
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        plain = option.state & ~(QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus)  # type: ignore[attr-defined]  # the stubs lack the option's fields
        for row in range(first, last + 1) if first >= 0 else ():
            index = model.index(row, 0)
            top, height = self.rowViewportPosition(row), self.rowHeight(row)
            option.rect = QRect(0, top, width - 1, height - 1)  # type: ignore[attr-defined]  # as above
            state = plain
            if selection.isSelected(index):
                state |= QStyle.StateFlag.State_Selected
            if index == current and self.hasFocus():
                state |= QStyle.StateFlag.State_HasFocus
            option.state = state  # type: ignore[attr-defined]  # as above
            self.itemDelegate().paint(painter, option, index)
            painter.fillRect(0, top + height - 1, width, 1, theme.color("line"))
        painter.fillRect(width - 1, area.top(), 1, area.height(), theme.color("muted"))
