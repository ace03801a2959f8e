"""Lengths that grow with the text: one factor for type, rows, margins and columns of the whole program.

A `Measure` is worked out when it is used, so that `SIDE = 38 * GRID` in a module, or a drawing that asks for
`text_font(NORMAL)`, is right at every size of the text. Windows that stand already are gone through once by
`resize_parts`, which gives every margin, spacing, fixed size, icon, row and column its new length.
"""

from math import floor
from typing import Final, TypeVar, cast

from PySide6.QtCore import QObject, QSize
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QGridLayout,
    QHeaderView,
    QLabel,
    QLayout,
    QSplitter,
    QTableView,
    QTreeView,
    QWidget,
)

__all__ = [
    "OWN_WIDTHS",
    "Measure",
    "lay_out_again",
    "measure",
    "parts_of",
    "resize_parts",
    "set_text_percent",
    "text_percent",
]

_HAIRLINE: Final = 2
"""Lengths up to this are lines and gaps between lines: they stay."""
_UNLIMITED: Final = 16_777_215
"""Qt's largest size of a widget, which means that it has no limit."""

OWN_WIDTHS: Final = "own_widths"
"""A property of a header whose table finds the widths of its columns for each size of the text itself."""

Number = int | float
Part = TypeVar("Part", bound=QObject)


class _Size:
    """The size of the text in force, in percent."""

    percent = 100


def text_percent() -> int:
    """Return the size of the text in percent."""
    return _Size.percent


def set_text_percent(percent: int) -> None:
    """Let every measure be worked out for another size of the text from now on."""
    _Size.percent = percent


class Measure:
    """A length in pixels, some of which grow with the text.

    It does what an int does where Qt asks for pixels: sums with pixels that were measured on the screen keep
    these as they are, multiples grow.
    """

    __array_ufunc__ = None  # an array leaves arithmetic with a measure to the measure
    __slots__ = ("_fixed", "_growing")

    def __init__(self, growing: float, fixed: float = 0) -> None:
        self._growing = growing
        self._fixed = fixed

    def __float__(self) -> float:
        return float(self._growing * _Size.percent / 100 + self._fixed)

    def __index__(self) -> int:
        return floor(float(self) + 0.5)

    __int__ = __index__
    __round__ = __index__

    def __repr__(self) -> str:
        return str(int(self))

    def __format__(self, form: str) -> str:
        return format(int(self), form)

    def __bool__(self) -> bool:
        return int(self) != 0

    def __add__(self, other: "Measure | Number") -> "Measure":
        if isinstance(other, Measure):
            return Measure(self._growing + other._growing, self._fixed + other._fixed)
        return Measure(self._growing, self._fixed + other)

    __radd__ = __add__

    def __neg__(self) -> "Measure":
        return Measure(-self._growing, -self._fixed)

    def __sub__(self, other: "Measure | Number") -> "Measure":
        return self + -other

    def __rsub__(self, other: Number) -> "Measure":
        return -self + other

    def __mul__(self, factor: Number) -> "Measure":
        return Measure(self._growing * factor, self._fixed * factor)

    __rmul__ = __mul__

    def __truediv__(self, divisor: Number) -> "Measure":
        return Measure(self._growing / divisor, self._fixed / divisor)

    __floordiv__ = __truediv__

    def __rtruediv__(self, number: Number) -> float:
        return number / float(self)

    def __rfloordiv__(self, number: Number) -> int:
        return int(number // int(self))

    def __eq__(self, other: object) -> bool:
        return int(self) == other if isinstance(other, int | float | Measure) else NotImplemented

    def __lt__(self, other: "Measure | Number") -> bool:
        return float(self) < float(other)

    def __le__(self, other: "Measure | Number") -> bool:
        return float(self) <= float(other)

    def __gt__(self, other: "Measure | Number") -> bool:
        return float(self) > float(other)

    def __ge__(self, other: "Measure | Number") -> bool:
        return float(self) >= float(other)

    def __hash__(self) -> int:
        return hash((self._growing, self._fixed))


def measure(pixels: int) -> int:
    """Return a length that is `pixels` long at 100 %; to the reader and to Qt it is an int."""
    return cast("int", Measure(pixels))


# Windows that stand already


class _Change:
    """From one size of the text to another."""

    def __init__(self, old: int, new: int) -> None:
        self._old, self._new = old, new

    def length(self, pixels: int) -> int:
        """Return how long is now what was `pixels` long; there and back again is where it began."""
        if not _HAIRLINE < pixels < _UNLIMITED:
            return pixels
        at_100 = floor(pixels * 100 / self._old + 0.5)
        return floor(at_100 * self._new / 100 + 0.5)

    def size(self, size: QSize) -> QSize:
        """Return how large is now what had `size`."""
        return QSize(self.length(size.width()), self.length(size.height()))


def resize_parts(root: QWidget, old: int, new: int) -> None:
    """Give everything in a window the lengths of another size of the text (both in percent)."""
    change = _Change(old, new)
    for layout in parts_of(root, QLayout):
        _resize_layout(layout, change)
    for widget in (root, *parts_of(root, QWidget)):
        _resize_widget(widget, change)
        _resize_content(widget, change)


def lay_out_again(root: QWidget) -> None:
    """Have a window work out its sizes anew, also of pages that are hidden: Qt would keep theirs."""
    for part in reversed(parts_of(root, QObject)):
        if isinstance(part, QLayout):
            part.invalidate()
        elif isinstance(part, QSplitter):
            part.refresh()


def parts_of(root: QObject, kind: type[Part]) -> list[Part]:
    """Return everything of a kind in a window or a part of it."""
    return cast("list[Part]", root.findChildren(kind))


def _resize_layout(layout: QLayout, change: _Change) -> None:
    sides = layout.contentsMargins()
    length = change.length
    layout.setContentsMargins(
        length(sides.left()), length(sides.top()), length(sides.right()), length(sides.bottom())
    )
    if isinstance(layout, QGridLayout):
        layout.setHorizontalSpacing(length(layout.horizontalSpacing()))
        layout.setVerticalSpacing(length(layout.verticalSpacing()))
    elif layout.spacing() >= 0:
        layout.setSpacing(length(layout.spacing()))
    for number in range(layout.count()):
        item = layout.itemAt(number)
        space = item.spacerItem() if item else None
        if space is not None:
            size, policy = change.size(space.sizeHint()), space.sizePolicy()
            space.changeSize(size.width(), size.height(), policy.horizontalPolicy(), policy.verticalPolicy())


def _resize_widget(widget: QWidget, change: _Change) -> None:
    if not widget.isWindow():
        smallest, largest = change.size(widget.minimumSize()), change.size(widget.maximumSize())
        # A minimum above the maximum would be pushed down by Qt, so the outer one goes first.
        widget.setMaximumSize(largest.expandedTo(widget.maximumSize()))
        widget.setMinimumSize(smallest)
        widget.setMaximumSize(largest)


def _resize_content(widget: QWidget, change: _Change) -> None:
    if isinstance(widget, QAbstractButton | QAbstractItemView):
        widget.setIconSize(change.size(widget.iconSize()))
    if isinstance(widget, QHeaderView):
        _resize_header(widget, change)
    elif isinstance(widget, QTreeView):
        widget.setIndentation(change.length(widget.indentation()))
    elif isinstance(widget, QLabel) and _floats(widget):
        widget.adjustSize()


def _resize_header(header: QHeaderView, change: _Change) -> None:
    view = header.parent()
    if isinstance(view, QTableView) and header is view.verticalHeader():
        header.setDefaultSectionSize(change.length(header.defaultSectionSize()))
        return
    if header.property(OWN_WIDTHS):
        return
    widths = [change.length(header.sectionSize(number)) for number in range(header.count())]
    for number, width in enumerate(widths):
        stretched = header.sectionResizeMode(number) == QHeaderView.ResizeMode.Stretch
        if not stretched and not header.isSectionHidden(number):
            header.resizeSection(number, width)


def _floats(label: QLabel) -> bool:
    """Return whether a label lies on a table, where no layout gives it its size."""
    parent = label.parent()
    above = parent.parent() if parent else None
    return isinstance(above, QAbstractScrollArea) and above.viewport() is parent
