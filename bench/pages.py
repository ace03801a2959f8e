"""What stands on each household statement, as plain texts: every peer of the printing sets these.

The peers that set lines by hand get them broken as the program breaks them.
"""

from collections.abc import Iterable
from typing import NamedTuple

from calc import units
from calc.statements.entries import Content
from calc.statements.household import HOUSEHOLD_STATEMENTS, statement
from calc.statements.lines import wrap
from calc.statements.parts import footer
from calc.statements.signing import Place

HEADS = (
    *("序号", "补偿项目", "小地名/名称", "地类/规格", "单位", "数量", "前三年平均年产值"),
    *("倍数", "补偿标准", "应补金额", "比例", "本户应得", "备注"),
)
WIDTHS = (16.5, 47.5, 40, 31, 22, 39, 40, 21, 44, 49.5, 27, 49.5, 40)  # of the columns, in parts
ROOM = 165.0  # mm between the margins
CELLS = tuple(width * ROOM / sum(WIDTHS) for width in WIDTHS)
FIGURES = frozenset((0, 5, 6, 7, 8, 9, 10, 11))  # columns that stand right-aligned
LONG = frozenset((1, 2, 3, 12))  # columns of names, which may need a second line
HEIGHTS = {"hand": 13.0, "thumb": 23.0, "seal": 43.5}  # mm of a place to sign
DASH = "―"
POINT = 72 / 25.4


class Line(NamedTuple):
    """A row of the table: its first cell covers `span` columns."""

    kind: str
    span: int
    cells: tuple[str, ...]


class Sign(NamedTuple):
    """A place to sign: its labels, its share of the row."""

    labels: tuple[str, ...]
    share: float


class Page(NamedTuple):
    """All texts of one page."""

    title: tuple[str, ...]
    fields: tuple[str, ...]
    unit: str
    lines: tuple[Line, ...]
    amounts: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]
    places: tuple[tuple[tuple[Sign, ...], float], ...]
    closing: tuple[str, ...]
    left: tuple[str, ...]
    right: tuple[str, ...]
    count: str

    def as_dict(self) -> dict[str, object]:
        """Return the texts as JSON has them, by name."""
        return {
            **self._asdict(),
            "lines": [each._asdict() for each in self.lines],
            "places": [([each._asdict() for each in signs], height) for signs, height in self.places],
        }


def _sign(cell: Place | tuple[Place, ...]) -> Sign:
    stack = (cell,) if isinstance(cell, Place) else cell
    return Sign(tuple(each.label for each in stack), stack[0].share)


def _height(row: tuple[Place | tuple[Place, ...], ...]) -> float:
    return max(
        sum(HEIGHTS[each.room] for each in ((cell,) if isinstance(cell, Place) else cell)) for cell in row
    )


def pages(content: Content, households: Iterable[int]) -> list[Page]:
    """Return the pages of the households at these positions."""
    found = []
    say = content.wording.text
    unit = say("common.unit")
    for household in households:
        texts = statement(content, household)
        foot = footer(content, HOUSEHOLD_STATEMENTS, household)
        number, holder, village, basis = ("：".join(each) for each in texts.fields)
        found.append(
            Page(
                texts.title,
                (holder, number, village, basis),
                unit,
                tuple(
                    Line(
                        row.kind, row.span, tuple(cell or (DASH * (row.kind == "line")) for cell in row.cells)
                    )
                    for row in texts.rows
                ),
                tuple(
                    (
                        each.label,
                        say("common.words", words=units.amount_in_words(each.fen)) if each.strong else "",
                        say("common.figure", amount=content.money(each.fen)),
                    )
                    for each in texts.amounts
                ),
                tuple(f"{chr(0x2460 + at)}{note}" for at, note in enumerate(texts.notes)),
                tuple((tuple(map(_sign, row)), _height(row)) for row in texts.places),
                texts.foot,
                tuple(foot.left.split("\n")),
                tuple(foot.right.split("\n")),
                "第 1 页 共 1 页",
            )
        )
    return found


def broken(text: str, size: float, room: float) -> tuple[str, ...]:
    """Return a text of the Song face in lines no wider than `room` mm."""
    return wrap(text, "song", room * POINT * 1000 / size)
