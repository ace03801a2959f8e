"""The annex to the collective's agreement (签字附表): what each right-holder gets, and that he agrees.

What all of them and the collective get is everything that is paid in the village, disputed lines included.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from calc.lines import NONE
from calc.statements.document import BASIS, NAMES, OFFICERS, Document, Outline, Reads, reading
from calc.statements.entries import Content
from calc.statements.flow import NUMERALS
from calc.statements.groups import village_total
from calc.statements.holders import Part, figure_cells, holders, name_in, parts_of, sum_up
from calc.statements.page import A4, BODY, MM, Book, Field, Style
from calc.statements.page_sums import page_sums
from calc.statements.parts import Amount, Conclusion, conclude, footer, officers, running
from calc.statements.signing import Block, Place
from calc.statements.table import DASH, WHITE, Column, Row, Table, draw_table

__all__ = ["SIGNATURE_ANNEX"]

_STEM: Final = "signature-annex"
_OWNER: Final[Reads] = {"villages": frozenset({"land_owner"})}
_TABLE: Final = Table(
    (
        Column("序号", 8, "right"),
        Column("户号", 16.3, whole=True),
        Column("权利人", 21),
        Column("面积\n（亩）", 16, "decimal"),
        Column("土地补偿费", 19, "right", edge=True),
        Column("安置补助费", 19, "right"),
        Column("青苗和\n地上附着物", 19, "right"),
        Column("合计", 21, "right"),
        Column("签字（手印）", 26.7, edge=True),
    ),
    style=Style("song", 8.5, 12),
    strong=Style("hei", 8.5, 12),
    total=Style("hei", 9, 12),
    row_height=12 * MM,
)
_NAMED: Final = 3
"""Columns before the figures."""


def _parts(content: Content, village: int) -> list[Part]:
    """Return every right-holder with land or anything on it in the village, then the collective."""
    parts = parts_of(content, village, content.entries.of_village(village))
    return [each for each in parts if each.household != NONE or any(_figures(each))]


def _figures(part: Part) -> tuple[int, ...]:
    """Return area, land compensation, resettlement, what stands on the land, and all."""
    land, resettlement, *items = part.heads
    return part.area, land, resettlement, sum(items), part.amount


def _sum_row(content: Content, label: str, figures: Sequence[int]) -> Row:
    return Row((label, *figure_cells(content, figures), ""), "subtotal", _NAMED)


def _rows(content: Content, village: int, parts: Sequence[Part]) -> Iterator[Row]:
    """Yield the right-holders, the collective, and what is paid in the village in all."""
    say = content.wording.text
    people = holders(parts)
    numbers = iter(NUMERALS)
    for key, members in (("holders", people), ("collective", parts[len(people) :])):
        if not members:
            continue
        yield Row((say(f"{_STEM}.{key}", number=next(numbers)),), "caption", len(_TABLE.columns))
        for number, each in enumerate(members, 1):
            who = _who(content, village, each)
            first = "" if each.household == NONE else str(number)
            yield Row((first, *who, *figure_cells(content, _figures(each), dashes=True), WHITE))
        if len(members) > 1:
            yield _sum_row(content, say(f"{_STEM}.{key}_sum"), sum_up(map(_figures, members)))
    yield _sum_row(content, say("common.total"), sum_up(map(_figures, parts)))._replace(kind="total")


def _who(content: Content, village: int, part: Part) -> tuple[str, str]:
    if part.household == NONE:
        household_id = ""
        name = content.text_of("villages", village, "land_owner") or content.village(village)
    else:
        household_id = content.text_of("households", part.household, "household_id")
        name = name_in(content, village, part.household)
    if part.disputed:
        name = content.wording.text(f"{_STEM}.disputed", name=name)
    return household_id, name


def _among(content: Content, positions: Sequence[int]) -> Iterator[int]:
    """Return the villages in which anybody but the collective has anything."""
    held = content.entries.villages(content.entries.lines.household != NONE)
    return (position for position in positions if position in held)


def _notes(content: Content, village: int, parts: Sequence[Part]) -> Iterator[str]:
    say = content.wording.text
    yield say(f"{_STEM}.notes.amounts")
    if any(content.village_position(each.household) != village for each in holders(parts)):
        yield say(f"{_STEM}.notes.elsewhere")
    if any(each.disputed for each in parts):
        yield say(f"{_STEM}.notes.disputed")


def _amounts(content: Content, parts: Sequence[Part]) -> tuple[Amount, ...]:
    say = content.wording.text
    whole, of_holders = (sum(each.amount for each in some) for some in (parts, holders(parts)))
    return (
        Amount(say(f"{_STEM}.due"), whole, strong=True),
        Amount(say(f"{_STEM}.of_holders"), of_holders),
        Amount(say(f"{_STEM}.of_collective"), whole - of_holders),
    )


def _places(content: Content, count: int) -> Block:
    """Return who answers for the village, with the number of households that signed, and the county."""

    def label(name: str, **fields: object) -> str:
        return content.wording.text(f"{_STEM}.signatures.{name}", **fields)

    return (
        (
            (
                Place(label("count", count=count), share=1.15, dated=False),
                Place(label("head")),
                Place(label("supervision")),
            ),
            Place(label("village"), "seal", 1.2),
            Place(label("unit"), "seal", 1.2),
        ),
        (*officers(content, _STEM, "registrar", "calculator", "reviewer"),),
    )


def _fields(content: Content, village: int, parts: Sequence[Part]) -> tuple[tuple[Field, ...], ...]:
    say = content.wording.text
    owner = content.text_of("villages", village, "land_owner") or DASH
    count = say(f"{_STEM}.holders_count", count=f"{len(holders(parts)):,}")
    return (
        (
            Field(say(f"{_STEM}.village"), content.village(village), 1.35),
            Field(content.basis_label, content.basis_date),
        ),
        (Field(say(f"{_STEM}.owner"), owner, 1.35), Field(say(f"{_STEM}.to_sign"), count)),
    )


def _draw(content: Content, book: Book, village: int, outline: Outline) -> None:
    """Draw one village's annex."""
    say = content.wording.text
    title = SIGNATURE_ANNEX.title(content)
    parts = _parts(content, village)
    rows = list(_rows(content, village, parts))
    foot = page_sums(content, rows, lambda: map(_figures, parts), partial(_sum_row, content))
    with book.section(
        A4,
        footer=footer(content, SIGNATURE_ANNEX, village),
        running=running(content, title, content.village(village)),
        outline=outline,
    ) as section:
        section.titles(content.project, title)
        section.fields(*_fields(content, village, parts))
        section.paragraph(say(f"{_STEM}.agreement"), first=2 * BODY.size)
        section.figures_in(say("common.unit"))
        draw_table(section, _TABLE, rows, foot, carried=True)
        conclude(
            section,
            content,
            Conclusion(
                _amounts(content, parts),
                tuple(_notes(content, village, parts)),
                _places(content, len(holders(parts))),
                (say(f"{_STEM}.copies"),),
            ),
        )


SIGNATURE_ANNEX: Final = Document(
    _STEM, "village", reading(NAMES, BASIS, OFFICERS, _OWNER), _draw, village_total, _among
)
