"""The signature block: a calm grid with room for a hand, a thumb and a seal, never parted or squeezed."""

from functools import lru_cache
from typing import Literal, NamedTuple

from calc.statements.page import BODY, DENSE, HEAVY, MM, SMALL, Canvas, Section, Style

__all__ = ["Block", "Place", "draw_signatures", "signatures", "signatures_height"]

_THUMB = (25 * MM, 20 * MM)
_SEAL = 42 * MM
_PAD = 1.5 * MM

_LABELS = (BODY, DENSE, SMALL, Style("song", 6.5, 7.5))

Room = Literal["hand", "thumb", "seal"]
_HEIGHTS: dict[Room, float] = {
    "hand": 13 * MM,
    "thumb": _THUMB[1] + 2 * _PAD,
    "seal": _SEAL + _PAD,
}


class Place(NamedTuple):
    """One place to sign: whose, what it must have room for, and its share of the row's width.

    `dated` adds a line for the date, which the person who signs fills in.
    """

    label: str
    room: Room = "hand"
    share: float = 1.0
    dated: bool = True


Block = tuple[tuple[Place | tuple[Place, ...], ...], ...]
"""Rows of places; several places that stand one below the other within a row are a tuple of their own."""


@lru_cache(maxsize=1 << 8)
def signatures_height(rows: Block) -> float:
    """Return the height of rows of places to sign, in points."""
    return sum(map(_height, rows))


def signatures(section: Section, *rows: tuple[Place | tuple[Place, ...], ...]) -> None:
    """Draw rows of places to sign, whole, on this page or the next."""
    size = (section.paper.room, signatures_height(rows))
    form = section.book.form(("signatures", rows, size), size, lambda canvas: draw_signatures(canvas, rows))
    section.block(form.height, lambda page, x, y: page.place(form, x, y))


def draw_signatures(canvas: Canvas, rows: Block) -> None:
    """Draw rows of places to sign from the top of a part on, over its whole width."""
    room, height = canvas.width, signatures_height(rows)
    top = 0.0
    for row in rows:
        _draw_row(canvas, row, top)
        top += _height(row)
        if top < height:
            canvas.line((0, top), (room, top))
    canvas.line((0, 0), (room, 0), HEAVY)
    canvas.line((0, height), (room, height), HEAVY)


def _stack(cell: Place | tuple[Place, ...]) -> tuple[Place, ...]:
    return (cell,) if isinstance(cell, Place) else cell


def _height(row: tuple[Place | tuple[Place, ...], ...]) -> float:
    return max(sum(_HEIGHTS[place.room] for place in _stack(cell)) for cell in row)


def _draw_row(canvas: Canvas, row: tuple[Place | tuple[Place, ...], ...], top: float) -> None:
    """Draw the places of one row side by side, an upright rule between them."""
    stacks = [_stack(cell) for cell in row]
    whole = sum(stack[0].share for stack in stacks)
    height = _height(row)
    x = 0.0
    for stack in stacks:
        width = canvas.width * stack[0].share / whole
        if x:
            canvas.line((x, top), (x, top + height))
        _draw_stack(canvas, stack, (x, top), (width, height))
        x += width


def _draw_stack(
    canvas: Canvas, stack: tuple[Place, ...], corner: tuple[float, float], size: tuple[float, float]
) -> None:
    """Draw places one below the other, a rule between them; the last takes what is left of the height."""
    x, top = corner
    width, height = size
    for place in stack[:-1]:
        own = _HEIGHTS[place.room]
        _draw_place(canvas, place, (x, top), (width, own))
        top += own
        height -= own
        canvas.line((x, top), (x + width, top))
    _draw_place(canvas, stack[-1], (x, top), (width, height))


def _label_style(label: str, room: tuple[float, float]) -> Style:
    """Return the largest type in which a label, maybe with a long name, stands above the line for the date.

    Somewhat smaller type is better than a name broken in two.
    """
    width, height = room
    least = label.count("\n") + 1
    for style in _LABELS[:2]:
        if len(style.wrap(label, width)) == least and least * style.leading <= height:
            return style
    fitting = (style for style in _LABELS if len(style.wrap(label, width)) * style.leading <= height)
    return next(fitting, _LABELS[-1])


def _draw_place(canvas: Canvas, place: Place, corner: tuple[float, float], size: tuple[float, float]) -> None:
    """Draw one place: the label above, the frame for a thumb at the right, the date below."""
    x, top = corner
    width, height = size
    free = width - 2 * _PAD
    if place.room == "thumb":
        left = x + width - _PAD - _THUMB[0]
        canvas.box((left, top + _PAD), _THUMB, dashed=True)
        canvas.text(left + _THUMB[0] / 2, top + height / 2 + 3, "手印", SMALL, "center")
        free -= _THUMB[0] + _PAD
    date = SMALL.leading if place.dated else 0.0
    style = _label_style(place.label, (free, height - 2 * _PAD - date))
    y = top + _PAD
    for line in style.wrap(place.label, free):
        canvas.text(x + _PAD, style.baseline(y), line, style)
        y += style.leading
    if place.dated:
        canvas.text(x + _PAD + free, top + height - 2 * MM, "年　　月　　日", SMALL, "right")
