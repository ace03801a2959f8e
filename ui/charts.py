"""Charts of the results: bars to look at, and beside them the same figures as a table for the keyboard.

Positions on screen are the only floats here; what is written at an axis or a bar is formatted from whole fen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QBrush, QFontMetrics, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QScrollBar, QSplitter, QVBoxLayout, QWidget

from calc import units
from calc.assess import Assessment
from calc.explain import Step, explain_village, head_name
from calc.language import N_
from calc.lines import HEADS
from calc.register import Exact
from calc.sums import (
    VillageBar,
    explain_range_end,
    explain_total,
    explain_village_figure,
    group_lines,
    village_bars,
)
from ui.actions import ChoiceBox, YieldingLabel, label, make_action
from ui.context import Context
from ui.tables.figures import FiguresModel, FiguresView
from ui.tables.listing import export_action
from ui.tables.model import EMPTY
from ui.theme import GRID, ROW, Theme, text_font

__all__ = ["ChartPanel"]

_BAR: Final = 0.56
_TICK: Final = 8 * GRID
"""Pixels from one figure of the axis to the next, at least."""
_NARROWEST: Final = 2 * GRID
_NAME_WIDTH: Final = 24 * GRID
_TEN_THOUSAND: Final = units.PLACES_MONEY + 4
"""Places of fen in 10,000 yuan."""
TOTALS, BY_HEAD, AVERAGES = range(3)


@dataclass(frozen=True)
class Bar:
    """One bar.

    Attributes:
        name: what stands beside it.
        fen: how long it is, None for none.
        lowest, highest: the ends of its range, None where there is no such end.
        complete: whether all of it could be computed.
        cells: its row in the table: texts.
        exact: the same as a workbook gets it.

    """

    name: str
    fen: int | None
    lowest: int | None
    highest: int | None
    complete: bool
    cells: tuple[str, ...]
    exact: tuple[Exact, ...]


def _money(fen: int | None) -> str:
    return EMPTY if fen is None else units.format_money(fen, grouped=True)


def _exact(fen: int | None) -> Exact:
    return None if fen is None else units.decimal_of(fen, units.PLACES_MONEY)


def _step(largest: int, ticks: int) -> int:
    """Return a round step in fen (1, 2 or 5 with zeros) that makes at most `ticks` of `largest`."""
    step = 1
    while True:
        for round_number in (1, 2, 5):
            if largest <= round_number * step * ticks:
                return round_number * step
        step *= 10


class _MoneyAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """An axis of round amounts, written exactly."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self.enableAutoSIPrefix(False)  # its own powers of ten would stand in the title
        self._fen: dict[float, int] = {}
        self.places = units.PLACES_MONEY

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """Return round amounts between two positions."""
        step = _step(max(int(high - low), 1), max(int(size) // _TICK, 1))
        first = -(-int(low) // step)
        ticks = [number * step for number in range(first, int(high) // step + 1)]
        self._fen = {float(fen): fen for fen in ticks}
        return [(float(step), list(self._fen))]

    def tickStrings(self, values: Sequence[float], _scale: float, _spacing: float) -> list[str]:
        """Return the amounts at some positions."""
        return [
            units.format_fixed(self._fen[value], self.places, 0, grouped=True) if value in self._fen else ""
            for value in values
        ]


class _Plot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """Horizontal bars, one row each, with a scroll bar beside them.

    Signals:
        pointed: a row is under the mouse, −1 for none.
        pressed: a row was clicked: its number, and whether with the right button.

    """

    pointed = Signal(int)
    pressed = Signal(int, bool)

    def __init__(self, theme: Theme, bar: QScrollBar) -> None:
        self._axis = _MoneyAxis()
        super().__init__(axisItems={"bottom": self._axis})
        self._theme = theme
        self._scroll = bar
        self._bars: Sequence[Bar] = ()
        self._current = -1
        self._row = ROW
        self._title = ""
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAntialiasing(True)
        self.hideButtons()
        self.setMenuEnabled(False)
        self.plotItem.getViewBox().setMouseEnabled(x=False, y=False)
        self.plotItem.getViewBox().invertY(b=True)
        self.plotItem.showGrid(x=True, y=False, alpha=0.25)
        self._axis.setZValue(-20)  # its lines stand behind the bars
        self.scene().sigMouseMoved.connect(self._point)
        self.scene().sigMouseClicked.connect(self._press)
        bar.valueChanged.connect(self._show_rows)
        theme.changed.connect(self.draw)

    def show_bars(self, bars: Sequence[Bar], title: str, places: int) -> None:
        """Show bars under the title of their axis; its figures are fen with `places` places."""
        self._bars, self._title, self._current = bars, title, -1
        self._axis.places = places
        self.draw()

    def mark(self, row: int) -> None:
        """Mark a row and bring it into view."""
        self._current = row
        top, shown = self._scroll.value(), self._rows_shown()
        if row >= 0 and not top <= row <= top + shown - 1:
            self._scroll.setValue(max(int(row - shown // 2), 0))
        self.draw()

    def draw(self) -> None:
        """Draw all bars in the colours of the theme."""
        theme, plot = self._theme, self.plotItem
        self.setBackground(theme.color("raised"))
        plot.clear()
        largest = max((max(bar.fen or 0, bar.highest or 0) for bar in self._bars), default=0) or 100
        plot.setXRange(0, largest * 1.04, padding=0)
        if 0 <= self._current < len(self._bars):
            band = self._item([self._current], [largest * 1.04], theme.color("selection"), 0.94)
            band.setZValue(-10)
        for complete, style in ((True, Qt.BrushStyle.SolidPattern), (False, Qt.BrushStyle.BDiagPattern)):
            rows = [row for row, bar in enumerate(self._bars) if bar.complete == complete]
            lengths = [float(self._bars[row].fen or 0) for row in rows]
            self._item(rows, lengths, QBrush(theme.color("accent"), style), _BAR)
        self._draw_ranges()
        self._draw_axes()
        self._show_rows()

    def _item(self, rows: list[int], lengths: list[float], brush: object, height: float) -> Any:
        pen = QPen(self._theme.color("accent"), 0) if height == _BAR else QPen(Qt.PenStyle.NoPen)
        item = pg.BarGraphItem(x0=0, y=rows, width=lengths, height=height, brush=brush, pen=pen)
        if rows:
            self.plotItem.addItem(item)
        return item

    def _draw_ranges(self) -> None:
        # Without a lawful floor the range begins where the bar ends.
        ranged = [
            (row, bar.fen or 0 if bar.lowest is None else bar.lowest, bar.highest)
            for row, bar in enumerate(self._bars)
            if bar.highest
        ]
        if not ranged:
            return
        rows, low, high = (np.array(part, float) for part in zip(*ranged, strict=True))
        # A light edge keeps the whisker apart from the bar that it stands on.
        for role, width in (("raised", 4.5), ("text", 1.5)):
            pen = QPen(self._theme.color(role), width)
            pen.setCosmetic(True)
            whiskers = pg.ErrorBarItem(x=low, y=rows, left=0 * low, right=high - low, beam=0.4, pen=pen)
            self.plotItem.addItem(whiskers)

    def _draw_axes(self) -> None:
        theme, font = self._theme, text_font()
        metrics = QFontMetrics(font)
        names = [metrics.elidedText(bar.name, Qt.TextElideMode.ElideRight, _NAME_WIDTH) for bar in self._bars]
        left = self.plotItem.getAxis("left")
        left.setTicks([list(enumerate(names)), []])
        left.setWidth(max(map(metrics.horizontalAdvance, names), default=0) + 2 * GRID)
        left.setStyle(tickLength=0, tickFont=font)
        self._axis.setStyle(tickFont=font)
        for axis in (left, self._axis):
            axis.setPen(theme.color("line"))
            axis.setTextPen(theme.color("text"))
        self._axis.setLabel(self._title)
        self._axis.label.setFont(font)
        self._axis.label.setDefaultTextColor(theme.color("muted"))

    def _rows_shown(self) -> float:
        return max(float(self.plotItem.getViewBox().height()) / self._row, 1.0)

    def _show_rows(self) -> None:
        shown = self._rows_shown()
        hidden = max(len(self._bars) - int(shown), 0)
        with QSignalBlocker(self._scroll):
            self._scroll.setRange(0, hidden)
            self._scroll.setPageStep(max(int(shown), 1))
        self._scroll.setVisible(hidden > 0)
        top = self._scroll.value() - 0.5
        self.plotItem.setYRange(top, top + shown, padding=0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many rows as there is room for."""
        super().resizeEvent(event)
        if hasattr(self, "_row"):
            self._show_rows()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl, show more or fewer rows."""
        up = event.angleDelta().y() > 0
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._row = min(max(self._row + (GRID if up else -GRID) // 2, _NARROWEST), 2 * ROW)
            self._show_rows()
        else:
            self._scroll.setValue(self._scroll.value() + (-3 if up else 3))
        event.accept()

    def row_at(self, point: QPointF) -> int:
        """Return the row at a point of the scene, −1 where there is none."""
        box = self.plotItem.getViewBox()
        row = round(box.mapSceneToView(point).y())
        inside = self.plotItem.sceneBoundingRect().contains(point)
        return row if inside and 0 <= row < len(self._bars) else -1

    def _point(self, point: QPointF) -> None:
        row = self.row_at(point)
        self.viewport().setCursor(
            Qt.CursorShape.PointingHandCursor if row >= 0 else Qt.CursorShape.ArrowCursor
        )
        self.pointed.emit(row)

    def _press(self, event: Any) -> None:
        row = self.row_at(event.scenePos())
        if row >= 0:
            self.pressed.emit(row, event.button() == Qt.MouseButton.RightButton)

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        super().leaveEvent(event)
        self.pointed.emit(-1)


class ChartPanel(QWidget):
    """The chart that was chosen, its figures as a table, and in words the bar that is looked at.

    Attributes:
        kind: which chart.
        view: the table.
        plot: the bars.

    Signals:
        village_chosen: the officer wants to see a village: its position.
        why: the officer asks about a figure: its explanation.
        told: something was done that deserves a word: the word.

    """

    village_chosen = Signal(int)
    why = Signal(object)
    told = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._assessment: Assessment | None = None
        self._bars: Sequence[Bar] = ()
        words = context.words
        self.kind = ChoiceBox()
        self.kind.addItems(
            [
                words.text("Total by village, with its lawful range"),
                words.text("Total by head"),
                words.text("Average paid per mu of cultivated land, by village"),
            ]
        )
        self.kind.setAccessibleName(words.text("Chart"))
        self.kind.currentIndexChanged.connect(self._rebuild)
        self._caption = YieldingLabel()
        self._legend = label(kind="muted", wrap=True)
        self.model = FiguresModel(context)
        self.view = FiguresView(context, self.model, words.text("Figures of the chart"))
        self.view.why.connect(self._ask)
        self.export_action = export_action(context, self.view, self.told.emit)
        self.view.selectionModel().currentRowChanged.connect(lambda current: self._look_at(current.row()))
        self.go_action = make_action(
            self.view, context, words.text("Go to the village"), "villages", "Return", self._go
        )
        self.go_action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.view.addAction(self.go_action)
        bar = QScrollBar(Qt.Orientation.Vertical)
        self.plot = _Plot(context.theme, bar)
        self.plot.setAccessibleName(words.text("Chart"))
        self.plot.pointed.connect(self._point)
        self.plot.pressed.connect(self._press)
        self._lay_out(bar)

    def _lay_out(self, bar: QScrollBar) -> None:
        head = QHBoxLayout()
        head.setSpacing(2 * GRID)
        head.addWidget(self.kind)
        head.addWidget(self._caption, 1)
        chart = QWidget()
        across = QHBoxLayout(chart)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.plot, 1)
        across.addWidget(bar)
        both = QSplitter(Qt.Orientation.Horizontal)
        both.addWidget(chart)
        both.addWidget(self.view)
        both.setStretchFactor(0, 1)
        both.setStretchFactor(1, 1)
        both.setSizes([52 * GRID, 68 * GRID])
        both.setChildrenCollapsible(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GRID)
        box.addLayout(head)
        box.addWidget(both, 1)
        box.addWidget(self._legend)

    def regions(self) -> list[QWidget]:
        """Return the parts that F6 goes through."""
        return [self.kind, self.view]

    def show_assessment(self, assessment: Assessment) -> None:
        """Show the charts of an assessment."""
        if assessment is not self._assessment:
            self._assessment = assessment
            self._rebuild()

    def _rebuild(self) -> None:
        if self._assessment is None:
            return
        words, kind = self._context.words, self.kind.currentIndex()
        make: Callable[[Assessment], tuple[list[str], int, list[Bar]]] = (
            self._totals,
            self._heads,
            self._averages,
        )[kind]
        titles, left, self._bars = make(self._assessment)
        bars = self._bars
        self.model.show_rows(
            titles,
            left,
            len(bars),
            lambda row, column: bars[row].cells[column],
            lambda row, column: bars[row].exact[column],
            bold=left,
            partial=lambda row: not bars[row].complete,
        )
        self.view.fit(range(left))
        self.go_action.setEnabled(kind != BY_HEAD)
        legends = (
            N_("Bar: all lines. Whisker: from the lowest to the highest lawful total. Hatched: incomplete."),
            N_("Bar: all lines of the project under the head. Hatched: incomplete."),
            N_("Land compensation and resettlement subsidy on cultivated land ÷ its area."),
        )  # fmt: skip
        self._legend.setText(words.text(legends[kind]))
        average = kind == AVERAGES
        title = words.text("yuan per mu") if average else words.text("10,000 yuan")
        self.plot.show_bars(bars, title, units.PLACES_MONEY if average else _TEN_THOUSAND)
        if bars:
            self.view.selectRow(0)
        self._point(-1)

    def _titles(self, *more: str) -> list[str]:
        words = self._context.words
        return [words.text("Village ID"), words.text("Village"), *more]

    def _of_village(self, bar: VillageBar, fen: int | None, *figures: int | None) -> Bar:
        village, ranged = bar.village, len(figures) > 1
        return Bar(
            village.name or village.village_id,
            fen,
            figures[1] if ranged else None,
            figures[2] if ranged else None,
            village.complete,
            (village.village_id, village.name, *map(_money, figures)),
            (village.village_id, village.name, *map(_exact, figures)),
        )

    def _totals(self, assessment: Assessment) -> tuple[list[str], int, list[Bar]]:
        words = self._context.words
        figures = (
            words.text("Total (yuan)"),
            words.text("Lowest lawful total"),
            words.text("Highest lawful total"),
        )
        bars = [
            self._of_village(each, each.amount, each.amount, each.lowest, each.highest)
            for each in village_bars(assessment)
        ]
        return self._titles(*figures), 2, bars

    def _averages(self, assessment: Assessment) -> tuple[list[str], int, list[Bar]]:
        title = self._context.words.text("Average per mu (yuan)")
        bars = [self._of_village(each, each.average, each.average) for each in village_bars(assessment)]
        return self._titles(title), 2, bars

    def _heads(self, assessment: Assessment) -> tuple[list[str], int, list[Bar]]:
        words, totals = self._context.words, assessment.totals
        names = [head_name(head).text(words) for head in range(len(HEADS))]
        group = group_lines(assessment, "head")
        unfinished = group.unfinished if group else frozenset()
        bars = [
            Bar(name, fen, None, None, head not in unfinished, (name, _money(fen)), (name, _exact(fen)))
            for head, (name, fen) in enumerate(zip(names, totals.by_head, strict=True))
        ]
        return [words.text("Head"), words.text("Total (yuan)")], 1, bars

    # Looking and asking

    def _look_at(self, row: int) -> None:
        self.plot.mark(row)
        self._point(-1)

    def _point(self, row: int) -> None:
        """Say in words the bar under the mouse, else the current one."""
        row = row if row >= 0 else self.view.currentIndex().row()
        if not 0 <= row < len(self._bars):
            self._caption.setText("")
            return
        words, bar, titles = self._context.words, self._bars[row], self.model.titles
        figures = [
            f"{title} {cell}"
            for title, cell in zip(titles[self.model.left :], bar.cells[self.model.left :], strict=True)
        ]
        if not bar.complete:
            figures.append(words.text("incomplete"))
        self._caption.setText(words.text("{name}: {part}", name=bar.name, part=" · ".join(figures)))

    def _press(self, row: int, right: bool) -> None:
        self.view.selectRow(row)
        if not right:
            self._go()
            return
        menu = QMenu(self)
        menu.addActions([self.go_action, self.view.why_action])
        menu.exec(self.cursor().pos())

    def _go(self) -> None:
        row = self.view.currentIndex().row()
        if self.kind.currentIndex() != BY_HEAD and row >= 0:
            self.village_chosen.emit(row)

    def ask_why(self) -> None:
        """Ask about the current row's figure."""
        index = self.view.currentIndex()
        self._ask(index.row(), index.column())

    def _ask(self, row: int, column: int) -> None:
        step = self.step_of(row, column)
        if step is not None:
            self.why.emit(step)

    def step_of(self, row: int, column: int) -> Step | None:
        """Return why a figure of the table is what it is, None where there is nothing to explain."""
        assessment = self._assessment
        if assessment is None or assessment.policy is None or not 0 <= row < len(self._bars):
            return None
        kind = self.kind.currentIndex()
        if kind == BY_HEAD:
            return explain_total(assessment, row)
        if kind == AVERAGES:
            return explain_village_figure(assessment, row, "average-per-mu")
        number = column - self.model.left
        if number == 1:
            return explain_range_end(assessment, row, "lawful-minimum")
        if number == 2:
            return explain_range_end(assessment, row, "lawful-maximum")
        return explain_village(assessment, row)
