"""The household statement (征收土地补偿费用分户明细表): what a family gets, and where the rest went."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Final, NamedTuple

from calc.statements.document import BASIS, NAMES, OFFICERS, Document, Outline, Reads, reading
from calc.statements.entries import Content, Entry, sums_by_head
from calc.statements.holders import is_organisation
from calc.statements.notes import notes, remark_cells
from calc.statements.page import A4, MM, Book, Field, Section, Style
from calc.statements.page_sums import page_sums
from calc.statements.parts import Amount, Conclusion, conclude, footer, officers, running, where_to_object
from calc.statements.signing import Block, Place
from calc.statements.table import Column, PageFoot, Row, Table, draw_table

__all__ = ["HOUSEHOLD_STATEMENTS", "Statement", "statement"]

_STEM: Final = "household-statements"
_PAPER: Final = A4
_OBJECTIONS: Final[Reads] = {"project": frozenset({"posting_end", "objections_unit", "objections_phone"})}

_AGENT: Final[Reads] = {"households": frozenset({"account_name", "relation"})}

_TEXT: Final = Style("song", 8.5, 11.2)
# Thirteen columns on upright paper, so that figures, total and signatures stand on one sheet.
_TABLE: Final = Table(
    (
        Column("序号", 16.2, "right"),
        Column("补偿项目", 47.5),
        Column("小地名/\n名称", 40),
        Column("地类/\n规格", 31),
        Column("单位", 22, "center"),
        Column("数量", 38.5, "decimal"),
        Column("前三年平均\n年产值", 44.5, "right", edge=True),
        Column("倍数", 19.5, "decimal"),
        Column("补偿标准", 43.5, "decimal"),
        Column("应补金额", 49, "right", edge=True),
        Column("比例", 27, "right"),
        Column("本户应得", 49, "right"),
        Column("备注", 39.3, edge=True),
    ),
    style=_TEXT,
    strong=Style("hei", 8.5, 11.2),
    total=Style("hei", 9, 11.2),
    row_height=5.7 * MM,  # a little less than elsewhere: many a family's statement so needs one sheet only
)


class Statement(NamedTuple):
    """Everything that stands on one household's statement but what is alike on all of them."""

    title: tuple[str, str]
    fields: tuple[tuple[str, str], ...]
    subject: str
    rows: tuple[Row, ...]
    amounts: tuple[Amount, ...]
    notes: tuple[str, ...]
    places: Block
    foot: tuple[str, str]


class _Words(NamedTuple):
    """Words that are alike on all statements."""

    title: str
    household_id: str
    holder: str
    village: str
    due: str
    collective: str


def _words(content: Content) -> _Words:
    return _Words(*[content.wording.text(f"{_STEM}.{name}") for name in _Words._fields])


def statement(content: Content, household: int) -> Statement:
    """Return the content of the statement of the household at a position."""
    words: _Words = content.kept((_STEM, "words"), lambda: _words(content))
    entries = content.entries.of_household(household)
    cells, remarks = remark_cells(content, entries)
    household_id = content.text_of("households", household, "household_id")
    holder = content.text_of("households", household, "head")
    organisation = is_organisation(content, household)
    due = sum(entry.to_household for entry in entries)
    rest = sum(entry.to_collective for entry in entries)
    return Statement(
        title=(content.project, words.title),
        fields=(
            (words.household_id, household_id),
            (words.holder, _with_agent(content, household, holder)),
            (words.village, content.village_of_household(household)),
            (content.basis_label, content.basis_date),
        ),
        subject=f"{household_id} {holder}",
        rows=tuple(_rows(content, entries, cells)),
        amounts=(
            Amount(words.due, due, strong=True),
            Amount(words.collective, rest),
        ),
        notes=(*notes(content, entries), *remarks) if entries else (),
        places=content.kept((_STEM, "places", organisation), lambda: _places(content, organisation)),
        foot=content.kept((_STEM, "foot"), lambda: _foot(content)),
    )


def _with_agent(content: Content, household: int, holder: str) -> str:
    """Return the holder with who collects and signs for him: the account is another's, with a relation."""
    relation = content.text_of("households", household, "relation")
    agent = content.text_of("households", household, "account_name") if relation else ""
    if not agent or agent == holder:
        return holder
    return content.wording.text(f"{_STEM}.represented", holder=holder, agent=agent, relation=relation)


def _rows(content: Content, entries: Sequence[Entry], remarks: Sequence[str]) -> Iterator[Row]:
    """Yield the entries by head, each head closed by its subtotal, and the total of all."""
    say = content.wording.text
    if not entries:
        yield Row((say(f"{_STEM}.nothing"),), "line", len(_TABLE.columns))
        return
    number = 0
    sums = sums_by_head(entries)
    for head, members in groupby(entries, key=lambda entry: entry.head):
        for entry in members:
            number += 1
            yield _row(content, number, entry, remarks[number - 1])
        held = sums[head]
        yield Row(
            (
                content.subtotal(head),
                content.area(held.area) if held.area else "",
                *[""] * 3,
                content.money(held.undivided),
                "",
                content.money(held.to_household),
                "",
            ),
            "subtotal",
            5,
        )
    if len(sums) > 1:
        whole = content.money(sum(each.undivided for each in sums.values()))
        due = content.money(sum(each.to_household for each in sums.values()))
        yield Row((say(f"{_STEM}.total"), whole, "", due, ""), "total", 9)


def _row(content: Content, number: int, entry: Entry, remark: str) -> Row:
    return Row(
        (
            str(number),
            content.head(entry.head),
            content.name(entry),
            content.kind(entry),
            content.unit(entry),
            content.quantity(entry),
            content.aaov(entry),
            content.multiple(entry),
            content.rate(entry),
            content.money(entry.undivided),
            content.share(entry),
            content.money(entry.to_household),
            remark,
        )
    )


def _foot(content: Content) -> tuple[str, str]:
    return where_to_object(content, f"{_STEM}.objections"), content.wording.text(f"{_STEM}.copies")


def _places(content: Content, organisation: bool) -> Block:
    """Return who signs: the holder with a thumb-print, or an organisation with its seal; then the others."""

    def label(name: str) -> str:
        return content.wording.text(f"{_STEM}.signatures.{name}")

    county = officers(content, _STEM, "registrar", "calculator", "reviewer")
    group = Place(label("group"))
    seals = (Place(label("committee"), "seal"), Place(label("unit"), "seal"))
    if organisation:
        return ((Place(label("organisation"), "seal"), *seals), (*county, group))
    return (((Place(label("holder"), "thumb", 1.55), group), *seals), county)


def _total(content: Content, household: int) -> int:
    return content.assessment.totals.by_household[household]


def _draw(content: Content, book: Book, household: int, outline: Outline) -> None:
    """Draw one household's statement."""
    found = statement(content, household)
    title = found.title[1]
    with book.section(
        _PAPER,
        footer=footer(content, HOUSEHOLD_STATEMENTS, household),
        running=running(content, title, found.subject),
        outline=outline,
    ) as section:
        foot = page_sums(
            content, found.rows, partial(_figures, content, household), partial(_page_sum, content)
        )
        _draw_statement(section, content, found, foot)


def _figures(content: Content, household: int) -> Iterator[tuple[int, int]]:
    """Yield what the page sums add up, for each line of the table."""
    return ((entry.undivided, entry.to_household) for entry in content.entries.of_household(household))


def _page_sum(content: Content, label: str, sums: Sequence[int]) -> Row:
    whole, due = map(content.money, sums)
    return Row((label, whole, "", due, ""), "subtotal", 9)


def _draw_statement(section: Section, content: Content, found: Statement, foot: PageFoot) -> None:
    section.titles(*found.title)
    number, holder, village, basis = (Field(*each) for each in found.fields)
    section.fields((holder, number), (village, basis))
    section.figures_in(content.wording.text("common.unit"))
    draw_table(section, _TABLE, found.rows, foot, carried=True)
    conclude(section, content, Conclusion(found.amounts, found.notes, found.places, found.foot))


HOUSEHOLD_STATEMENTS: Final = Document(
    _STEM, "household", reading(NAMES, BASIS, OFFICERS, _OBJECTIONS, _AGENT), _draw, _total
)
