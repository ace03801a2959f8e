"""What is told of the selected cells, as a spreadsheet does at its foot: how many, and what they come to."""

from collections.abc import Callable
from typing import Final, NamedTuple

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QTableView,
    QToolButton,
)

from calc.language import N_, Catalogue
from calc.selected import Figure, figure_of, sum_of
from ui.context import Context
from ui.tables.model import TableModel
from ui.tables.selection import Selection
from ui.theme import ICON

__all__ = ["SelectedButton", "SelectedCells", "Told", "told_of", "told_of_figure"]

_AFTER: Final = 30
"""Milliseconds in which further cells join the selection before it is added up."""
_SEPARATOR: Final = " · "
_MORE: Final = "…"
_UNITS: Final = {
    "亩": N_("mu"),
    "平方米": N_("m²"),
    "元": N_("yuan"),
    "元/亩": N_("yuan/mu"),
    "人": N_("people"),
}
"""Units of the declared columns; others are the officer's own words."""


class Told(NamedTuple):
    """What is told of a selection.

    Attributes:
        parts: for the bar: how many cells, then what they come to, as much of it as there is room for.
        tip: in full, a line for each column.
        plain: the figures for the clipboard, without thousands separators.

    """

    parts: tuple[str, ...]
    tip: str
    plain: str


def told_of(words: Catalogue, model: TableModel, selection: Selection) -> Told | None:
    """Return what to tell of the selected cells, None where there is only one."""
    if selection.count < 2:
        return None
    figures = _figures(model, selection)
    count = words.text("{count} cells", count=f"{selection.count:,}")
    lines = [
        words.text("{column}: {figure}", column=title, figure=_beside(words, title, figure))
        for title, figure in figures
    ]
    alone = len(figures) == len(selection.columns) == 1
    parts = [_in_words(words, figures[0][1])] if alone else lines
    tip = [words.text("{count} cells selected", count=f"{selection.count:,}"), *lines]
    if figures:
        tip.append(words.text("A click copies the figures."))
    plain = "\t".join(figure.text(grouped=False) for _, figure in figures)
    return Told((count, *parts), "\n".join(tip), plain)


def told_of_figure(words: Catalogue, count: str, figure: Figure | None) -> Told:
    """Return what to tell of a selection that comes to one figure, or to none."""
    if figure is None:
        return Told((count,), count, "")
    told = _in_words(words, figure)
    tip = "\n".join((count, told, words.text("A click copies the figures.")))
    return Told((count, told), tip, figure.text(grouped=False))


def _figures(model: TableModel, selection: Selection) -> list[tuple[str, Figure]]:
    positions = model.shown_positions()
    distinct = {id(rows): rows for rows in selection.rows.values()}  # most columns share their rows
    places = {number: positions[rows] for number, rows in distinct.items()}
    found = []
    for number, rows in selection.rows.items():
        column = model.column(number)
        if column is not None:
            figure = figure_of(model.rows, column, places[id(rows)])
        else:
            figure = sum_of([exact for row in rows if (exact := model.exact(row, number)) is not None])
        if figure is not None:
            found.append((model.title(number), figure))
    return found


def _with_unit(words: Catalogue, figure: Figure) -> str:
    unit = words.text(_UNITS[figure.unit]) if figure.unit in _UNITS else figure.unit
    return " ".join(filter(None, (figure.text(), unit)))


def _beside(words: Catalogue, title: str, figure: Figure) -> str:
    """Return a figure to stand behind the title of its column, which may say the unit already."""
    number = figure.text() if title.endswith(")") else _with_unit(words, figure)
    return words.text("average {figure}", figure=number) if figure.averaged else number


def _in_words(words: Catalogue, figure: Figure) -> str:
    number = _with_unit(words, figure)
    if figure.averaged:
        return words.text("average {figure}", figure=number)
    return words.text("sum {figure}", figure=number)


class SelectedButton(QToolButton):
    """Shows what is told of the selected cells; a click copies the figures.

    Where there is little room, whole figures are left out: part of one would be read as another.

    Signals:
        copied: the figures were copied: in words.

    """

    copied = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._told: Told | None = None
        self.setProperty("kind", "flat")
        self.setIconSize(QSize(ICON, ICON))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        context.theme.dress(self, "copy")
        self.clicked.connect(self._copy)
        self.show_told(None)

    def show_told(self, told: Told | None) -> None:
        """Show what is told, or nothing."""
        self._told = told
        if told is not None:
            self.setText(_SEPARATOR.join(told.parts))
            self.setToolTip(told.tip)
            beside = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
            self.setToolButtonStyle(beside if told.plain else Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setAccessibleName(self._context.words.text("Selected cells"))
        self.setAccessibleDescription(told.tip if told is not None else "")
        self.setVisible(told is not None)

    def minimumSizeHint(self) -> QSize:
        """Ask for no room: the totals beside it must not be pushed out of the window."""
        return QSize(0, self.sizeHint().height())

    def _width(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text)

    def _text(self, count: int) -> str:
        """Return the first `count` parts, and a mark where there are more."""
        parts = self._told.parts if self._told is not None else ()
        more = (_MORE,) if count < len(parts) else ()
        return _SEPARATOR.join((*parts[:count], *more))

    def fitting_text(self) -> str:
        """Return the figures for which there is room."""
        room = self._width(self.text()) + self.width() - self.sizeHint().width()
        count = len(self._told.parts) if self._told is not None else 0
        texts = (self._text(each) for each in range(count, 0, -1))
        return next((text for text in texts if self._width(text) <= room), "")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as many of the figures as there is room for."""
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = self.fitting_text()  # type: ignore[attr-defined]  # the stubs lack the option's fields
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        painter.end()

    def _copy(self) -> None:
        if self._told is not None and self._told.plain:
            QGuiApplication.clipboard().setText(self._told.plain)
            self.copied.emit(self._context.words.text("Copied: {figures}", figures=self._told.plain))


class SelectedCells(QObject):
    """Follows what is selected in a table, and tells it while that table is in use.

    Signals:
        changed: what is to be told now: `Told`, or None for nothing.

    """

    changed = Signal(object)

    def __init__(self, view: QTableView, told: Callable[[], Told | None]) -> None:
        """Follow what is selected in `view`; `told` says what is to be told of it."""
        super().__init__(view)
        self._view = view
        self._told = told
        self._timer = QTimer(self, interval=_AFTER, singleShot=True)
        self._timer.timeout.connect(self.tell)

    def follow(self) -> None:
        """Follow the selection in the model that the view shows now."""
        self._view.selectionModel().selectionChanged.connect(self.wait)

    def wait(self) -> None:
        """Tell it soon."""
        self._timer.start()

    def tell(self) -> None:
        """Tell what is selected, unless another table has the keyboard."""
        focus = self._view.window().focusWidget()
        elsewhere = isinstance(focus, QAbstractItemView) and focus is not self._view
        if self._view.isVisible() and not elsewhere and self._view.model() is not None:
            self.changed.emit(self._told())
