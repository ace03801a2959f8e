"""The header of a table: its first column stays in sight, every column has a filter, columns can be moved."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QTableView

from ui.context import Context
from ui.tables.model import TableModel
from ui.theme import GRID

__all__ = ["ColumnHeader"]

_MARK: Final = 2 * GRID - 2
_EDGE: Final = GRID // 2 + 1
"""What is left to the grip that changes a column's width."""
_GRIP: Final = GRID // 2


class ColumnHeader(QHeaderView):
    """The titles of a table's columns.

    The first column is painted at the left edge whatever was scrolled; clicks on it count as clicks on it.

    Signals:
        filter_asked: the officer wants to filter a column: its number.

    """

    filter_asked = Signal(int)

    def __init__(self, context: Context, view: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._context = context
        self._hovered = -1
        self._shift = 0
        self._dragged: tuple[int, int] | None = None
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.viewport().setMouseTracking(True)
        view.horizontalScrollBar().valueChanged.connect(self.viewport().update)
        context.theme.changed.connect(self.viewport().update)

    def frozen_width(self) -> int:
        """Return how much of the left edge the first column covers, 0 while nothing is scrolled."""
        width = self.sectionSize(0) if self.count() else 0
        fits = 2 * width <= self.viewport().width()
        return width if fits and self.offset() > 0 and self.visualIndex(0) == 0 else 0

    def column_at(self, x: int) -> int:
        """Return the column that is seen at `x`, −1 beyond the last."""
        return 0 if 0 <= x < self.frozen_width() else self.logicalIndexAt(x)

    def place(self, number: int) -> QRect:
        """Return where a column's title is seen."""
        left = 0 if number == 0 and self.frozen_width() else self.sectionViewportPosition(number)
        return QRect(left, 0, self.sectionSize(number), self.height())

    def mark_place(self, number: int) -> QRect:
        """Return where a column's filter button is seen: opposite the side its title stands at."""
        return self._mark_in(self.place(number), number)

    def _mark_in(self, rect: QRect, number: int) -> QRect:
        model = self.model()
        figures = isinstance(model, TableModel) and model.is_number(number)
        left = rect.left() + _EDGE if figures else rect.right() - _EDGE - _MARK
        return QRect(left, rect.bottom() - _MARK - _EDGE // 2, _MARK, _MARK)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the titles, the first one above what was scrolled below it."""
        super().paintEvent(event)
        width = self.frozen_width()
        if width:
            painter = QPainter(self.viewport())
            rect = QRect(0, 0, width, self.height())
            self.paintSection(painter, rect, 0)
            painter.fillRect(width - 1, 0, 1, self.height(), self._context.theme.color("muted"))
            painter.end()

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803  (Qt's name)
        """Paint a title, with a funnel where the column is filtered or the mouse is over it.

        By hand: to draw a section, Qt asks of every cell of a selected column whether it can be selected.
        """
        theme, model = self._context.theme, self.model()
        painter.fillRect(rect, theme.color("surface"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.color("line"))
        painter.fillRect(rect.right(), rect.top(), 1, rect.height(), theme.color("line"))
        room = rect.adjusted(GRID, 0, -GRID, 0)
        if self.isSortIndicatorShown() and self.sortIndicatorSection() == logicalIndex:
            rising = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
            place = QRect(room.right() - GRID + 1, room.center().y() - GRID // 2, GRID, GRID)
            theme.icon("arrow-up" if rising else "arrow", "muted").paint(painter, place)
            room.setRight(place.left() - 1)
        title = str(model.headerData(logicalIndex, Qt.Orientation.Horizontal))
        side = model.headerData(logicalIndex, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        metrics = painter.fontMetrics()
        lines = [
            metrics.elidedText(line, Qt.TextElideMode.ElideRight, room.width()) for line in title.split("\n")
        ]
        painter.setPen(theme.color("muted"))
        painter.drawText(room, int(side or self.defaultAlignment()), "\n".join(lines))
        filtered = isinstance(model, TableModel) and model.fields[logicalIndex].name in model.filters
        if filtered or logicalIndex == self._hovered:
            place = self._mark_in(rect, logicalIndex)
            ground = "selection" if filtered else "surface"
            painter.fillRect(place.adjusted(-1, -1, 1, 1), theme.color(ground))
            theme.icon("filter", "accent" if filtered else "muted").paint(painter, place)

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open a filter; else sort, move or resize, as Qt does."""
        point = event.position().toPoint()
        number = self.column_at(point.x())
        if (
            event.button() == Qt.MouseButton.LeftButton
            and number >= 0
            and self.mark_place(number).contains(point)
        ):
            self.filter_asked.emit(number)
            return
        self._shift = self._shift_at(point.x())
        if self._shift and point.x() > self.frozen_width() - _GRIP:
            self._dragged = (point.x(), self.sectionSize(0))
        else:
            self._passed_on(event, super().mousePressEvent)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the filter button of the column under the mouse; size the first column by its edge."""
        x = event.position().toPoint().x()
        if self._dragged is not None:
            begun, width = self._dragged
            self.resizeSection(0, max(self.minimumSectionSize(), width + x - begun))
            return
        if not event.buttons():
            self._shift = self._shift_at(x)
            self._hover(self.column_at(x))
        if self._shift:  # Qt takes no moves left of its first column
            on_edge = x > self.frozen_width() - _GRIP
            self.setCursor(Qt.CursorShape.SplitHCursor if on_edge else Qt.CursorShape.ArrowCursor)
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End what the press began."""
        if self._dragged is not None:
            self._dragged = None
        else:
            self._passed_on(event, super().mouseReleaseEvent)
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fit a column whose edge is double-clicked."""
        self._shift = self._shift_at(event.position().toPoint().x())
        self._passed_on(event, super().mouseDoubleClickEvent)

    def _shift_at(self, x: int) -> int:
        """Return how far the title at `x` stands from where it was before scrolling."""
        return self.offset() if 0 <= x < self.frozen_width() else 0

    def leaveEvent(self, event: QEvent) -> None:
        """Show no button any more."""
        self._hover(-1)
        super().leaveEvent(event)

    def _hover(self, number: int) -> None:
        if number != self._hovered:
            self._hovered = number
            self.viewport().update()

    def _passed_on(self, event: QMouseEvent, handle: Callable[[QMouseEvent], None]) -> None:
        """Let Qt handle an event; on the first column it stands where that column was before scrolling."""
        if not self._shift:
            handle(event)
            return
        position = event.position() - QPointF(QPoint(self._shift, 0))
        moved = QMouseEvent(
            event.type(),
            position,
            event.globalPosition(),
            event.button(),
            event.buttons(),
            event.modifiers(),
        )
        handle(moved)
        event.setAccepted(moved.isAccepted())
