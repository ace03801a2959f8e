"""The payment roll (征地补偿费用兑付花名册): who is paid what into which account, and signs for it.

One roll for each accounting unit, which is carried there and signed. It pays whom the bank's list (代发明细)
pays, to the fen; what is disputed stands apart and is not signed for. Behind the rolls of the whole project
its summary lists the units.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, NamedTuple

from calc.lines import HEADS, NONE
from calc.payments import account_holder
from calc.statements.document import BASIS, NAMES, OFFICERS, Document, Outline, Reads, reading
from calc.statements.entries import Content, Entry, plain
from calc.statements.flow import NUMERALS, caption
from calc.statements.holders import Part, figure_cells, holders, name_in, parts_of, sum_up
from calc.statements.page import MM, Book, Field, Section, Style
from calc.statements.page_sums import page_sums
from calc.statements.parts import Amount, Conclusion, conclude, footer, officers, running
from calc.statements.sheets import on_sheet, wide_paper
from calc.statements.signing import Block, Place
from calc.statements.table import DASH, WHITE, Column, Row, Table, draw_table

__all__ = ["PAYMENT_ROLL"]

_STEM: Final = "payment-roll"
_ACCOUNTS: Final[Reads] = {
    "villages": frozenset({"land_owner", "payee", "bank", "account"}),
    "households": frozenset(
        {"identity_number", "account_name", "recipient_identity", "relation", "bank", "account"}
    ),
}

# Who and where to stand in two lines, so that a bank's name has room and an identity number of 18 digits and
# an account of 19 stand unbroken.
_COLUMNS: Final = (
    Column("序号", 8, "right"),
    Column("户号", 15.4, whole=True),
    Column("权利人\n身份证号（信用代码）", 31, whole=True),
    Column("户名\n开户行", 32.6, whole=True),
    Column("账号", 32, whole=True),
    Column("面积\n（亩）", 15.5, "decimal"),
    Column("土地补偿费", 18.2, "right", edge=True),
    Column("安置补助费", 18.2, "right"),
    Column("青苗补偿费", 18.2, "right"),
    Column("地上附着物", 18.2, "right"),
    Column("合计", 19.5, "right"),
)
_NAMED: Final = 5
"""Columns before the figures."""
_ROLL: Final = Table(
    (*_COLUMNS, Column("领款人签字\n（手印）", 25.4, edge=True)),
    style=Style("song", 8, 11),
    strong=Style("hei", 8, 11),
    total=Style("hei", 8.5, 12),
    row_height=10 * MM,
)
_DEFERRED: Final = replace(_ROLL, columns=(*_COLUMNS, Column("争议地块（项）", 25.4, edge=True)))
_UNITS: Final = Table(
    (
        Column("序号", 9, "right"),
        Column("村组", 38),
        Column("领款户\n（单位）数", 17, "right"),
        Column("土地补偿费", 22, "right", group="本次应发"),
        Column("安置补助费", 22, "right", group="本次应发"),
        Column("青苗补偿费", 20, "right", group="本次应发"),
        Column("地上附着物", 20, "right", group="本次应发"),
        Column("农户及其他\n权利人", 22, "right", group="应发合计"),
        Column("村集体", 22, "right", group="应发合计"),
        Column("合计", 24, "right", group="应发合计"),
        Column("暂缓发放", 20, "right"),
        Column("补偿费用合计", 24, "right"),
    ),
    style=Style("song", 8.5, 12),
    strong=Style("hei", 8.5, 12),
    total=Style("hei", 9, 12),
)


# --- who is paid -----------------------------------------------------------------------------------------


class _Roll(NamedTuple):
    """Everybody who is paid in a village, and whose payment waits; the collective is the last of each."""

    paid: tuple[Part, ...]
    deferred: tuple[Part, ...]


def _roll(content: Content, village: int) -> _Roll:
    def find() -> _Roll:
        entries = content.entries.of_village(village)
        disputed = [each for each in entries if content.disputed(each)]
        paid = [each for each in entries if not content.disputed(each)]
        return _Roll(_payees(content, village, paid), _payees(content, village, disputed))

    return content.kept((_STEM, village), find)


def _payees(content: Content, village: int, entries: Iterable[Entry]) -> tuple[Part, ...]:
    return tuple(each for each in parts_of(content, village, entries) if each.amount)


def _amount(payees: Iterable[Part]) -> int:
    return sum(each.amount for each in payees)


# --- the tables ------------------------------------------------------------------------------------------


def _figures(payee: Part) -> tuple[int, ...]:
    return (payee.area, *payee.heads, payee.amount)


def _sums(payees: Iterable[Part]) -> tuple[int, ...]:
    return sum_up(((0,) * (len(HEADS) + 2), *map(_figures, payees)))


def _sum_row(content: Content, label: str, figures: Sequence[int]) -> Row:
    cells = (label, *figure_cells(content, figures), "")
    return Row(cells, "subtotal", _NAMED)


def _rows(content: Content, village: int, payees: Sequence[Part]) -> Iterator[Row]:
    """Yield households and the collective in two parts."""
    say = content.wording.text
    parts = (
        ("households", holders(payees)),
        ("collective", [each for each in payees if each.household == NONE]),
    )
    captions = iter(NUMERALS)
    number = 0
    for key, part in parts:
        if not part:
            continue
        title = say(f"{_STEM}.{key}", number=next(captions), count=len(part))
        yield Row((title,), "caption", len(_ROLL.columns))
        for each in part:
            number += 1
            yield Row((str(number), *_line(content, village, each)))
        if len(part) > 1:
            yield _sum_row(content, say(f"{_STEM}.{key}_sum"), _sums(part))


def _line(content: Content, village: int, payee: Part) -> Iterator[str]:
    """Yield the cells of a payee but number and last cell's: who, where to, how much."""
    if payee.household == NONE:
        yield from _of_collective(content, village)
    else:
        yield from _of_household(content, village, payee.household)
    yield from figure_cells(content, _figures(payee), dashes=True)
    yield "、".join(payee.disputed) or WHITE


def _of_collective(content: Content, village: int) -> tuple[str, ...]:
    def text(column: str) -> str:
        return content.text_of("villages", village, column)

    owner = text("land_owner") or content.village(village)
    holder = plain(account_holder(content.scenario["villages"], village))
    return "", owner, _stacked(holder, text("bank")), text("account")


def _stacked(*texts: str) -> str:
    return "\n".join(text or DASH for text in texts)


def _of_household(content: Content, village: int, household: int) -> tuple[str, ...]:
    """Return who is entitled and who holds the account; whoever collects for another is named with his ID."""
    say = content.wording.text

    def text(column: str) -> str:
        return content.text_of("households", household, column)

    holder = plain(account_holder(content.scenario["households"], household))
    relation = text("relation")
    if relation:
        holder = say(f"{_STEM}.related", name=holder, relation=relation)
    recipient = text("recipient_identity")
    return (
        text("household_id"),
        _stacked(name_in(content, village, household), text("identity_number")),
        _stacked(holder, *filter(None, [recipient]), text("bank")),
        text("account"),
    )


def _draw_payees(
    section: Section, content: Content, village: int, payees: Sequence[Part], *, deferred: bool
) -> None:
    """Draw the table of those who are paid, its pages summed up, or of those whose payment waits."""
    say = content.wording.text
    table = on_sheet(content.edition, _DEFERRED if deferred else _ROLL)
    rows = list(_rows(content, village, payees))
    if deferred:
        total = _sum_row(content, say(f"{_STEM}.deferred_total"), _sums(payees))
        rows.append(total._replace(kind="total"))
    foot = page_sums(
        content, rows, lambda: map(_figures, payees), partial(_sum_row, content), ending=not deferred
    )
    draw_table(section, table, rows, foot, carried=deferred)


# --- the page --------------------------------------------------------------------------------------------


def _among(content: Content, positions: Sequence[int]) -> Iterator[int]:
    """Yield the villages in which anybody is paid, or will be."""
    return (position for position in positions if any(_roll(content, position)))


def _total(content: Content, village: int) -> int:
    return _amount(_roll(content, village).paid)


def _notes(content: Content, village: int, roll: _Roll) -> Iterator[str]:
    say = content.wording.text
    everybody = (*holders(roll.paid), *holders(roll.deferred))
    yield say(f"{_STEM}.notes.sign")
    if any(content.text_of("households", each.household, "recipient_identity") for each in everybody):
        yield say(f"{_STEM}.notes.recipient")
    yield say(f"{_STEM}.notes.area")
    if any(content.village_position(each.household) != village for each in everybody):
        yield say(f"{_STEM}.notes.elsewhere")
    if roll.deferred:
        yield say(f"{_STEM}.notes.deferred")


def _amounts(content: Content, key: str, paid: int, deferred: int) -> tuple[Amount, ...]:
    say = content.wording.text
    due = Amount(say(f"{key}.due"), paid, strong=True)
    if not deferred:
        return (due,)
    return (
        due,
        Amount(say(f"{key}.deferred"), deferred),
        Amount(say(f"{key}.whole"), paid + deferred),
    )


def _places(content: Content, key: str, names: Sequence[str]) -> Block:
    """Return who answers for a roll: the county's officers, those given of the village, the unit."""

    def label(name: str) -> str:
        return content.wording.text(f"{key}.signatures.{name}")

    return (
        (
            *officers(content, key, "calculator", "reviewer"),
            *(Place(label(name), "seal" if name == "village" else "hand", 1.3) for name in names),
            Place(label("unit"), "seal", 1.6),
        ),
    )


def _draw(content: Content, book: Book, village: int, outline: Outline) -> None:
    """Draw one village's roll."""
    say = content.wording.text
    title = PAYMENT_ROLL.title(content)
    roll = _roll(content, village)
    owner = content.text_of("villages", village, "land_owner") or DASH
    with book.section(
        wide_paper(content.edition),
        footer=footer(content, PAYMENT_ROLL, village),
        running=running(content, title, content.village(village)),
        outline=outline,
    ) as section:
        section.titles(content.project, title)
        section.fields(
            (
                Field(say(f"{_STEM}.village"), content.village(village), 1.4),
                Field(say(f"{_STEM}.owner"), owner, 1.4),
                Field(content.basis_label, content.basis_date),
            )
        )
        if roll.paid:
            section.figures_in(say("common.unit"))
            _draw_payees(section, content, village, roll.paid, deferred=False)
        if roll.deferred:
            section.space(8 if roll.paid else 0)
            _draw_deferred(section, content, village, roll.deferred)
            section.space(8)
        conclude(
            section,
            content,
            Conclusion(
                _amounts(content, _STEM, _amount(roll.paid), _amount(roll.deferred)),
                tuple(_notes(content, village, roll)),
                _places(content, _STEM, ("head", "supervision", "village")),
                (say(f"{_STEM}.copies"),),
            ),
        )


def _draw_deferred(section: Section, content: Content, village: int, payees: Sequence[Part]) -> None:
    say = content.wording.text
    section.reserve(40 * MM)  # the caption stands with the table's first rows
    caption(section, say(f"{_STEM}.deferred_caption"), say("common.unit"))
    _draw_payees(section, content, village, payees, deferred=True)


# --- the summary of all rolls ----------------------------------------------------------------------------


def _unit_figures(content: Content, village: int) -> tuple[int, ...]:
    """Return what stands in a unit's row: how many are paid, heads, both kinds of payee, waiting, all."""
    roll = _roll(content, village)
    heads = _sums(roll.paid)[1:-1]
    to_households, paid = _amount(holders(roll.paid)), _amount(roll.paid)
    deferred = _amount(roll.deferred)
    return (
        len(holders(roll.paid)),
        *heads,
        to_households,
        paid - to_households,
        paid,
        deferred,
        paid + deferred,
    )


def _unit_cells(content: Content, figures: Sequence[int], *, dashes: bool = False) -> tuple[str, ...]:
    """Return a unit's figures as cells; in lines what is nothing is left for a dash."""
    count, *amounts = figures
    return f"{count:,}", *("" if dashes and not fen else content.money(fen) for fen in amounts)


def _project_total(content: Content, _position: int) -> int:
    return sum(_total(content, village) for village in range(len(content.scenario["villages"])))


def _draw_summary(content: Content, book: Book, _position: int, outline: Outline) -> None:
    """Draw the list of all units, each as its own roll has it, and what the project pays in all."""
    say = content.wording.text
    key = PAYMENT_SUMMARY.stem
    title = PAYMENT_SUMMARY.title(content)
    villages = list(_among(content, range(len(content.scenario["villages"]))))
    figures = [_unit_figures(content, village) for village in villages]
    whole = sum_up(figures)

    def sum_row(label: str, sums: Sequence[int]) -> Row:
        return Row((label, *_unit_cells(content, sums)), "subtotal", 2)

    rows = [
        Row((str(number), content.village(village), *_unit_cells(content, of_unit, dashes=True)))
        for number, (village, of_unit) in enumerate(zip(villages, figures, strict=True), 1)
    ]
    rows.append(sum_row(say("common.total"), whole)._replace(kind="total"))
    with book.section(
        wide_paper(content.edition),
        footer=footer(content, PAYMENT_SUMMARY, 0),
        running=running(content, title, content.text_of("project", 0, "county")),
        outline=outline,
    ) as section:
        section.titles(content.project, title)
        section.fields(
            (
                *(
                    Field(say(f"{key}.{name}"), content.text_of("project", 0, column) or DASH, 1.4)
                    for name, column in (("county", "county"), ("unit", "requisitioning_unit"))
                ),
                Field(content.basis_label, content.basis_date),
            )
        )
        section.figures_in(say("common.unit"))
        table = on_sheet(content.edition, _UNITS)
        draw_table(section, table, rows, page_sums(content, rows, lambda: figures, sum_row), carried=True)
        conclude(
            section,
            content,
            Conclusion(
                _amounts(content, key, whole[-3], whole[-2]),
                (say(f"{key}.notes.rolls"),),
                _places(content, key, ()),
                (say(f"{key}.copies"),),
            ),
        )


_READS: Final = reading(NAMES, BASIS, OFFICERS, _ACCOUNTS, {"project": frozenset({"county"})})

PAYMENT_SUMMARY: Final = Document(f"{_STEM}-summary", "project", _READS, _draw_summary, _project_total)

PAYMENT_ROLL: Final = Document(_STEM, "village", _READS, _draw, _total, _among, closing=PAYMENT_SUMMARY)
