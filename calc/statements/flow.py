"""What stands together on paper: parts that are never torn apart, and tables side by side."""

from collections.abc import Callable
from dataclasses import replace

from calc.statements.page import BODY_STRONG, DENSE, DENSE_STRONG, MM, Section

__all__ = ["NUMERALS", "Draw", "caption", "flowing", "heading", "side_by_side", "together"]

Draw = Callable[[Section], None]
"""Draws one part from the section's current height on and moves that height below it."""

NUMERALS = "一二三四五六七八九十"
"""They number chapters and tables."""

_GUTTER = 7 * MM
_LEAST = 60 * MM
"""What may be parted starts on a page with at least so much room: a heading never ends one."""
_SMALL = 0.45
"""Parts up to so much of a page's height are never parted."""


def together(section: Section, *draws: Draw) -> None:
    """Draw parts one below the other, on this page or all on the next; what no page holds may be parted."""
    height = _height(section, *draws)
    section.reserve(_LEAST if height is None else height)
    for draw in draws:
        draw(section)


def flowing(section: Section, *draws: Draw) -> None:
    """Draw parts one below the other; small ones stay together, a long table goes on over the page's end."""
    height = _height(section, *draws)
    small = _SMALL * (section.bottom - section.paper.top)
    section.reserve(_LEAST if height is None or height > small else height)
    for draw in draws:
        draw(section)


def _height(section: Section, *draws: Draw) -> float | None:
    """Return the height of parts in points, found on a sheet that is thrown away; None above one page."""
    sheet = Section(section.book, section.paper, section.running)
    sheet.break_page()  # below the running line, as on the page they would go to
    top = sheet.y
    for draw in draws:
        draw(sheet)
    return sheet.y - top if len(sheet.pages) == 2 else None


def side_by_side(section: Section, left: Draw, right: Draw) -> None:
    """Draw two parts beside each other, each on half of the paper's width, both on one page."""
    paper = section.paper
    half = (paper.room - _GUTTER) / 2
    papers = (
        replace(paper, right=paper.right + half + _GUTTER),
        replace(paper, left=paper.left + half + _GUTTER),
    )

    def both(sheet: Section) -> None:
        top = sheet.y
        ends = []
        for narrow, draw in zip(papers, (left, right), strict=True):
            sheet.paper, sheet.y = narrow, top
            draw(sheet)
            ends.append(sheet.y)
        sheet.paper, sheet.y = paper, max(ends)

    together(section, both)


def heading(section: Section, text: str) -> None:
    """Set the heading of a chapter."""
    section.paragraph(text, BODY_STRONG)
    section.space(2)


def caption(section: Section, text: str, unit: str = "", *, centered: bool = False) -> None:
    """Set the line above a table: what it shows, and at its right end the unit of its figures."""
    baseline = DENSE.baseline(section.y)
    if centered:
        middle = (section.left + section.right) / 2
        section.canvas.text(middle, baseline, text, DENSE_STRONG, "center")
    else:
        section.canvas.text(section.left, baseline, text, DENSE_STRONG)
    section.canvas.text(section.right, baseline, unit, DENSE, "right")
    section.unit = unit
    section.space(DENSE.leading + 2)
