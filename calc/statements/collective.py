"""The collective statement (村集体征地补偿费用明细表): what a village is paid, and for what."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Final

from calc.lines import COLLECTIVE, NONE
from calc.statements.document import BASIS, NAMES, OFFICERS, Document, Outline, Reads, reading
from calc.statements.entries import Content, Entry, sums_by_head
from calc.statements.flow import NUMERALS
from calc.statements.holders import in_order
from calc.statements.notes import notes, remark_cells
from calc.statements.page import A4_LANDSCAPE, Book, Field, Style
from calc.statements.page_sums import page_sums
from calc.statements.parts import Amount, Conclusion, conclude, footer, officers, running
from calc.statements.signing import Block, Place
from calc.statements.table import DASH, Column, Row, Table, draw_table

__all__ = ["COLLECTIVE_STATEMENTS"]

_STEM: Final = "collective-statements"
_PAPER: Final = A4_LANDSCAPE
_PAYEE: Final[Reads] = {"villages": frozenset({"land_owner", "payee", "bank", "account"})}

_TEXT: Final = Style("song", 8.5, 12)
_TABLE: Final = Table(
    (
        Column("序号", 8, "right"),
        Column("户号", 24, whole=True),
        Column("权利人", 18),
        Column("补偿项目", 20),
        Column("小地名/名称", 20),
        Column("地类/\n规格", 15),
        Column("单位", 8, "center"),
        Column("数量", 16, "decimal"),
        Column("前三年平均\n年产值", 16.5, "right", edge=True),
        Column("倍数", 7.5, "decimal"),
        Column("补偿标准", 18, "decimal"),
        Column("应补金额", 21, "right", edge=True),
        Column("农户\n比例", 12, "right"),
        Column("归农户", 21, "right"),
        Column("归集体", 21, "right"),
        Column("备注", 15, edge=True),
    ),
    style=_TEXT,
    strong=Style("hei", 8.5, 12),
    total=Style("hei", 9, 12),
)


def _due(content: Content, village: int) -> list[Entry]:
    """Return the entries from which a village's collective is paid.

    They are its own, then its part of households' land, by head and 户号.
    """
    entries = content.entries.of_village(village)
    due = [entry for entry in entries if entry.household == NONE or entry.to_collective]
    owners = {entry.household for entry in due} - {NONE}
    place = {each: at for at, each in enumerate(in_order(content, village, owners))}
    return sorted(due, key=lambda each: (each.household != NONE, each.head, place.get(each.household, 0)))


def _among(content: Content, positions: Sequence[int]) -> Iterator[int]:
    """Return the villages whose collective is paid anything."""
    lines = content.entries.lines
    to_it = (lines.payee == COLLECTIVE) & (lines.amount != 0)
    paid = content.entries.villages((lines.household == NONE) | to_it)
    return (position for position in positions if position in paid)


def _rows(content: Content, entries: Sequence[Entry], remarks: Sequence[str]) -> Iterator[Row]:
    """Yield the entries in two parts, each by head."""
    say = content.wording.text
    own = [entry for entry in entries if entry.household == NONE]
    parts = [entry for entry in entries if entry.household != NONE]
    number = 0
    captions = iter(NUMERALS)
    for key, part in (("own", own), ("shares", parts)):
        if not part:
            continue
        yield Row((say(f"{_STEM}.{key}", number=next(captions)),), "caption", len(_TABLE.columns))
        for _, members in groupby(part, key=lambda entry: entry.head):
            held = list(members)
            for entry in held:
                number += 1
                yield _row(content, number, entry, remarks[number - 1])
            yield from _subtotal(content, held)
    if own or parts:
        yield Row((say(f"{_STEM}.total"), *_sums(content, entries), ""), "total", 11)


def _page_sum(content: Content, label: str, sums: Sequence[int]) -> Row:
    whole, household, collective = map(content.money, sums)
    return Row((label, whole, "", household, collective, ""), "subtotal", 11)


def _subtotal(content: Content, entries: list[Entry]) -> Iterator[Row]:
    for head, held in sums_by_head(entries).items():
        area = content.area(held.area) if held.area else ""
        yield Row(
            (content.subtotal(head), area, *[""] * 3, *_sums(content, entries), ""),
            "subtotal",
            7,
        )


def _sums(content: Content, entries: Sequence[Entry]) -> tuple[str, str, str, str]:
    """Return the sums of the columns from 应补金额 on; shares are not added up."""
    names = ("undivided", "to_household", "to_collective")
    whole, household, collective = (sum(getattr(each, name) for each in entries) for name in names)
    return content.money(whole), "", content.money(household), content.money(collective)


def _figures(entry: Entry) -> tuple[int, int, int]:
    """Return what the page sums add up, as the row shows it."""
    return entry.undivided, entry.to_household, entry.to_collective


def _row(content: Content, number: int, entry: Entry, remark: str) -> Row:
    owned = entry.household != NONE
    return Row(
        (
            str(number),
            content.text_of("households", entry.household, "household_id") if owned else "",
            content.text_of("households", entry.household, "head") if owned else "",
            content.head(entry.head),
            content.name(entry),
            content.kind(entry),
            content.unit(entry),
            content.quantity(entry),
            content.aaov(entry),
            content.multiple(entry),
            content.rate(entry),
            content.money(entry.undivided),
            content.share(entry) if owned else "",
            content.money(entry.to_household) if owned else "",
            content.money(entry.to_collective),
            remark,
        )
    )


def _amounts(content: Content, entries: Sequence[Entry]) -> tuple[Amount, ...]:
    """Return what the collective is paid, and from which of the two parts it comes."""
    say = content.wording.text
    own = sum(each.to_collective for each in entries if each.household == NONE)
    parts = sum(each.to_collective for each in entries if each.household != NONE)
    whole = Amount(say(f"{_STEM}.due"), own + parts, strong=True)
    if not (own and parts):
        return (whole,)
    return (whole, Amount(say(f"{_STEM}.of_own"), own), Amount(say(f"{_STEM}.of_shares"), parts))


def _places(content: Content) -> Block:
    def label(name: str) -> str:
        return content.wording.text(f"{_STEM}.signatures.{name}")

    return (
        (
            Place(label("head"), share=1.2),
            Place(label("supervision"), share=1.2),
            *officers(content, _STEM, "registrar", "calculator", "reviewer"),
            Place(label("village"), "seal", 1.6),
            Place(label("unit"), "seal", 1.6),
        ),
    )


def _fields(content: Content, village: int) -> tuple[tuple[Field, ...], ...]:
    say = content.wording.text

    def field(name: str, column: str, share: float = 1.0) -> Field:
        return Field(say(f"{_STEM}.{name}"), content.text_of("villages", village, column) or DASH, share)

    return (
        (
            Field(say(f"{_STEM}.village"), content.village(village), 1.4),
            field("owner", "land_owner", 1.4),
            Field(content.basis_label, content.basis_date),
        ),
        (field("payee", "payee", 1.4), field("bank", "bank", 1.4), field("account", "account")),
    )


def _total(content: Content, village: int) -> int:
    return sum(entry.to_collective for entry in content.entries.of_village(village))


def _draw(content: Content, book: Book, village: int, outline: Outline) -> None:
    """Draw one village's statement."""
    say = content.wording.text
    title = say(f"{_STEM}.title")
    subject = running(content, title, content.village(village))
    entries = _due(content, village)
    cells, remarks = remark_cells(content, entries)
    conclusion = Conclusion(
        _amounts(content, entries),
        (*notes(content, entries, method="method_collective"), *remarks),
        _places(content),
        (say(f"{_STEM}.copies"),),
    )
    with book.section(
        _PAPER, footer=footer(content, COLLECTIVE_STATEMENTS, village), running=subject, outline=outline
    ) as section:
        section.titles(content.project, title)
        section.fields(*_fields(content, village))
        section.figures_in(say("common.unit"))
        rows = list(_rows(content, entries, cells))
        foot = page_sums(content, rows, lambda: map(_figures, entries), partial(_page_sum, content))
        draw_table(section, _TABLE, rows, foot, carried=True)
        conclude(section, content, conclusion)


COLLECTIVE_STATEMENTS: Final = Document(
    _STEM, "village", reading(NAMES, BASIS, OFFICERS, _PAYEE), _draw, _total, _among
)
