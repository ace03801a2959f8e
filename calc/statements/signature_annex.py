"""The annex to the collective's agreement (签字附表): what each right-holder gets, and that he agrees.

What all of them and the collective get is everything that is paid in the village, disputed lines included.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final, NamedTuple

from calc.lines import LAND, NONE, RESETTLEMENT
from calc.statements.document import BASIS, NAMES, OFFICERS, Document, Outline, Reads, reading
from calc.statements.entries import Content, Entry
from calc.statements.flow import NUMERALS
from calc.statements.groups import village_total
from calc.statements.holders import in_order, name_in
from calc.statements.page import A4, BODY, MM, Book, Field, Style
from calc.statements.page_sums import page_sums
from calc.statements.parts import Amount, Conclusion, conclude, footer, officer, running
from calc.statements.signing import Block, Place
from calc.statements.table import DASH, Column, Row, Table, draw_table

__all__ = ["SIGNATURE_ANNEX"]

_STEM: Final = "signature-annex"
_OWNER: Final[Reads] = {"villages": frozenset({"land_owner"})}
_TABLE: Final = Table(
    (
        Column("序号", 8, "right"),
        Column("户号", 15),
        Column("权利人", 21),
        Column("面积\n（亩）", 16, "decimal"),
        Column("土地补偿费", 19, "right", edge=True),
        Column("安置补助费", 19, "right"),
        Column("青苗和\n地上附着物", 19, "right"),
        Column("合计", 21, "right"),
        Column("签字（手印）", 28, edge=True, blank=True),
    ),
    style=Style("song", 8.5, 12),
    strong=Style("hei", 8.5, 12),
    total=Style("hei", 9, 12),
    row_height=12 * MM,
)
_NAMED: Final = 3
"""Columns before the figures."""


class _Part(NamedTuple):
    """What one right-holder or the collective gets.

    Attributes:
        household: its position, NONE for the collective.
        area: 10⁻⁶ mu of the parcels in its name.
        land, resettlement, items: fen.
        disputed: whether any of it is.

    """

    household: int
    area: int
    land: int
    resettlement: int
    items: int
    disputed: bool

    @property
    def figures(self) -> tuple[int, ...]:
        """Area, amounts and their sum."""
        amounts = (self.land, self.resettlement, self.items)
        return (self.area, *amounts, sum(amounts))


def _parts(content: Content, village: int) -> list[_Part]:
    """Return every right-holder with land or anything on it in the village, then the collective."""
    entries = content.entries.of_village(village)
    of: dict[int, list[Entry]] = {}
    for entry in entries:
        of.setdefault(entry.household, []).append(entry)
    found = [
        _part(content, each, of[each], [(entry, entry.to_household) for entry in of[each]])
        for each in in_order(content, village, of.keys() - {NONE})
    ]
    collective = _part(content, NONE, of.get(NONE, []), [(entry, entry.to_collective) for entry in entries])
    if NONE in of or any(collective.figures):
        found.append(collective)
    return found


def _part(content: Content, household: int, own: Sequence[Entry], paid: Sequence[tuple[Entry, int]]) -> _Part:
    areas = {entry.row: entry.quantity for entry in own if not entry.from_item}
    land = sum(fen for entry, fen in paid if entry.head == LAND)
    resettlement = sum(fen for entry, fen in paid if entry.head == RESETTLEMENT)
    items = sum(fen for _, fen in paid) - land - resettlement
    disputed = any(content.disputed(entry) for entry, fen in paid if fen)
    return _Part(household, sum(areas.values()), land, resettlement, items, disputed)


def _holders(parts: Sequence[_Part]) -> list[_Part]:
    return [each for each in parts if each.household != NONE]


def _cells(content: Content, figures: Sequence[int], *, dashes: bool) -> Iterator[str]:
    area, *amounts = figures
    yield content.area(area) if area else ""
    for fen in amounts:
        yield "" if dashes and not fen else content.money(fen)


def _sum_row(content: Content, label: str, figures: Sequence[int]) -> Row:
    return Row((label, *_cells(content, figures, dashes=False), ""), "subtotal", _NAMED)


def _sums(parts: Sequence[_Part]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*(each.figures for each in parts), strict=True)))


def _rows(content: Content, village: int, parts: Sequence[_Part]) -> Iterator[Row]:
    """Yield the right-holders, the collective, and what is paid in the village in all."""
    say = content.wording.text
    holders = _holders(parts)
    numbers = iter(NUMERALS)
    for key, members in (("holders", holders), ("collective", parts[len(holders) :])):
        if not members:
            continue
        yield Row((say(f"{_STEM}.{key}", number=next(numbers)),), "caption", len(_TABLE.columns))
        for number, each in enumerate(members, 1):
            who = _who(content, village, each)
            first = "" if each.household == NONE else str(number)
            yield Row((first, *who, *_cells(content, each.figures, dashes=True), ""))
        if len(members) > 1:
            yield _sum_row(content, say(f"{_STEM}.{key}_sum"), _sums(members))
    yield _sum_row(content, say("common.total"), _sums(parts))._replace(kind="total")


def _who(content: Content, village: int, part: _Part) -> tuple[str, str]:
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
    """Yield the villages in which anybody but the collective has anything."""
    for position in positions:
        if any(entry.household != NONE for entry in content.entries.of_village(position)):
            yield position


def _notes(content: Content, village: int, parts: Sequence[_Part]) -> Iterator[str]:
    say = content.wording.text
    yield say(f"{_STEM}.notes.amounts")
    if any(content.village_position(each.household) != village for each in _holders(parts)):
        yield say(f"{_STEM}.notes.elsewhere")
    if any(each.disputed for each in parts):
        yield say(f"{_STEM}.notes.disputed")


def _amounts(content: Content, parts: Sequence[_Part]) -> tuple[Amount, ...]:
    say = content.wording.text
    whole, of_holders = (sum(each.figures[-1] for each in some) for some in (parts, _holders(parts)))
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
        (
            officer(content, label("registrar"), "registrar"),
            officer(content, label("calculator"), "calculator"),
            officer(content, label("reviewer"), "reviewer"),
        ),
    )


def _fields(content: Content, village: int, parts: Sequence[_Part]) -> tuple[tuple[Field, ...], ...]:
    say = content.wording.text
    owner = content.text_of("villages", village, "land_owner") or DASH
    count = say(f"{_STEM}.holders_count", count=f"{len(_holders(parts)):,}")
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
    foot = page_sums(content, rows, lambda: (each.figures for each in parts), partial(_sum_row, content))
    with book.section(
        A4,
        footer=footer(content, SIGNATURE_ANNEX, village),
        running=running(content, title, content.village(village)),
        outline=outline,
    ) as section:
        section.titles(content.project, title)
        section.fields(*_fields(content, village, parts))
        section.paragraph(say(f"{_STEM}.agreement"), first=2 * BODY.size)
        section.line(right=say("common.unit"))
        draw_table(section, _TABLE, rows, foot, carried=True)
        conclude(
            section,
            content,
            Conclusion(
                _amounts(content, parts),
                tuple(_notes(content, village, parts)),
                _places(content, len(_holders(parts))),
                (say(f"{_STEM}.copies"),),
            ),
        )


SIGNATURE_ANNEX: Final = Document(
    _STEM, "village", reading(NAMES, BASIS, OFFICERS, _OWNER), _draw, village_total, _among
)
