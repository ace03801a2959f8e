"""Two small drawings of the village panel: where it stands between the edges, and its money in the range.

Pixels are all that is worked out here; the figures and edges come from the assessment and the policy.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import GRID, NORMAL, Theme, text_font

__all__ = ["EdgeGauge", "RangeBar"]

_BAR: Final = GRID
_MARK: Final = 3 * GRID // 4
_TICK: Final = GRID // 2


class _Drawing(QWidget):
    def __init__(self, theme: Theme, height: int) -> None:
        super().__init__()
        self._theme = theme
        self._height = height
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return a height that fits the figures."""
        return QSize(30 * GRID, self._height)

    def _bar(self, top: int) -> QRectF:
        return QRectF(_MARK, top, self.width() - 2 * _MARK, _BAR)

    def _line(self, painter: QPainter, bar: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("line"))
        painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)

    def _mark(self, painter: QPainter, x: float, bar: QRectF, role: str) -> None:
        painter.setBrush(self._theme.color(role))
        painter.setPen(QPen(self._theme.color("raised"), 2))
        painter.drawEllipse(QPointF(x, bar.center().y()), _MARK + 1, _MARK + 1)


class EdgeGauge(_Drawing):
    """Per-capita land on a line with the policy's edges."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, 6 * GRID)
        self._value: Fraction | None = None
        self._edges: Sequence[tuple[Fraction, str]] = ()
        self._tiers: Sequence[str] = ()
        self._role = "accent"

    def show_value(
        self,
        value: Fraction | None,
        edges: Sequence[tuple[Fraction, str]],
        tiers: Sequence[str],
        *,
        role: str = "accent",
    ) -> None:
        """Show a value among edges (each with its text), with the name of the tier between each two."""
        self._value, self._edges, self._tiers, self._role = value, edges, tiers, role
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line, the edges and the mark."""
        if not self._edges:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(text_font(NORMAL))
        bar = self._bar(5 * GRID // 2)
        self._line(painter, bar)
        top = self._edges[-1][0] * 2
        stops = [bar.left(), *(self._at(bar, edge, top) for edge, _ in self._edges), bar.right()]
        painter.setPen(self._theme.color("muted"))
        for name, left, right in zip(self._tiers, stops, stops[1:], strict=False):
            painter.drawText(QRectF(left, 0, right - left, 2 * GRID), Qt.AlignmentFlag.AlignCenter, name)
        for (_, text), x in zip(self._edges, stops[1:], strict=False):
            painter.setPen(QPen(self._theme.color("text"), 1))
            painter.drawLine(QPointF(x, bar.top() - _TICK), QPointF(x, bar.bottom() + _TICK))
            painter.drawText(
                QRectF(x - 4 * GRID, bar.bottom() + _TICK, 8 * GRID, 2 * GRID),
                Qt.AlignmentFlag.AlignCenter,
                text,
            )
        if self._value is not None:
            self._mark(painter, self._at(bar, min(self._value, top), top), bar, self._role)
            if self._value > top:
                self._arrow(painter, bar)
        painter.end()

    @staticmethod
    def _at(bar: QRectF, value: Fraction, top: Fraction) -> float:
        return bar.left() + bar.width() * float(value / top)

    def _arrow(self, painter: QPainter, bar: QRectF) -> None:
        y = bar.center().y()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("raised"))
        x = bar.right()
        painter.drawPolygon(
            QPolygonF(
                [QPointF(x - _TICK / 2, y - _TICK), QPointF(x + _TICK, y), QPointF(x - _TICK / 2, y + _TICK)]
            )
        )


class RangeBar(_Drawing):
    """An amount between the lowest and the highest lawful one."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, 3 * GRID)
        self._at: float | None = None
        self._role = "accent"

    def show_amounts(self, lowest: int | None, chosen: int | None, highest: int | None, *, role: str) -> None:
        """Show fen, the mark in the colour of a role; outside the range it stands beyond the line's end."""
        self._at, self._role = None, role
        if chosen is not None and highest is not None:
            low = lowest or 0
            width = max(highest - low, 1)
            place = Fraction(chosen - low, width)
            self._at = float(min(max(place, Fraction(-1, 12)), Fraction(13, 12)))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line and the mark."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bar = self._bar(GRID)
        bar.adjust(bar.width() / 12, 0, -bar.width() / 12, 0)
        self._line(painter, bar)
        painter.setPen(QPen(self._theme.color("muted"), 2))
        for x in (bar.left(), bar.right()):
            painter.drawLine(QPointF(x, bar.top() - _TICK), QPointF(x, bar.bottom() + _TICK))
        if self._at is not None:
            self._mark(painter, bar.left() + bar.width() * self._at, bar, self._role)
        painter.end()
