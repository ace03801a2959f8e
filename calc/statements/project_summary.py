"""The project summary (项目汇总表): villages by head, the lawful range, fee and lump sum apart."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, NamedTuple

from calc import units
from calc.assess import VillageResult
from calc.explain import average_per_mu
from calc.lines import COLLECTIVE, HEADS, HOUSEHOLD
from calc.policy import Tier
from calc.project import ProjectResult, VillageSums, project_result
from calc.statements.document import Document, Outline, Reads
from calc.statements.entries import Content
from calc.statements.flow import NUMERALS, caption, together
from calc.statements.page import DENSE, Book, Field, Section, Style
from calc.statements.parts import Amount, amounts, footer, officers, running
from calc.statements.sheets import wide_paper
from calc.statements.signing import Place, signatures
from calc.statements.table import DASH, Column, Row, Table, draw_table

__all__ = ["PROJECT_SUMMARY"]

_STEM: Final = "project-summary"
_READS: Final[Reads] = {
    "project": frozenset(
        (
            *("name", "county", "basis_date", "basis_event", "policy", "requisitioning_unit", "land_user"),
            *("approval_number", "reclamation_rate", "agreed_amount", "calculator", "reviewer"),
        )
    ),
    "villages": frozenset(
        (
            *("village_id", "township", "village", "group", "cultivated_area", "population"),
            *("land_multiple", "resettlement_multiple", "land_share", "resettlement_share"),
        )
    ),
    "outputs": frozenset(("village_id", "zone", "year", "value")),
    "households": frozenset(("household_id",)),
    "parcels": frozenset(
        (
            *("parcel_id", "village_id", "household_id", "zone", "land_class", "area", "square_metres"),
            *("ownership", "land_price", "resettlement_price"),
        )
    ),
    "items": frozenset(
        (
            *("item_id", "village_id", "household_id", "category"),
            *("name", "specification", "unit", "quantity", "price"),
        )
    ),
    "prices": frozenset(("category", "name", "specification", "unit", "price")),
}
"""What amounts rest on and the few texts printed: a mistake in a remark or a source keeps no total back."""
_MANY: Final = 15
"""From so many rows on, each page is summed up: whoever checks it adds page by page."""

_TEXT: Final = Style("song", 8.5, 12)
_STRONG: Final = Style("hei", 8.5, 12)
_TOTAL: Final = Style("hei", 9, 12)
_AMOUNTS: Final = Table(
    (
        Column("序号", 9, "center"),
        Column("村组", 40),
        Column("征收面积\n（亩）", 20, "decimal"),
        Column("其中耕地\n（亩）", 20, "decimal"),
        Column("土地补偿费", 25, "right", edge=True),
        Column("安置补助费", 25, "right"),
        Column("青苗补偿费", 22, "right"),
        Column("地上附着物", 23, "right"),
        Column("合计", 26, "right", edge=True),
        Column("归农户", 25, "right", edge=True),
        Column("归集体", 25, "right"),
    ),
    style=_TEXT,
    strong=_STRONG,
    total=_TOTAL,
)
_RANGE: Final = Table(
    (
        Column("序号", 9, "center"),
        Column("村组", 38),
        Column("征地前\n耕地（亩）", 20, "decimal"),
        Column("农业人口\n（人）", 14, "right"),
        Column("档次", 12, "center", edge=True),
        Column("土地", 10, "decimal", group="采用倍数"),
        Column("安置", 10, "decimal", group="采用倍数"),
        Column("法定倍数\n合计", 17, "center"),
        Column("征收耕地\n（亩）", 20, "decimal", edge=True),
        Column("法定最低", 25, "right", group="耕地两项费用（元）"),
        Column("本次采用", 25, "right", group="耕地两项费用（元）"),
        Column("法定最高", 25, "right", group="耕地两项费用（元）"),
        Column("综合亩均\n（元/亩）", 20, "right"),
        Column("需安置人口\n（人）", 19, "decimal", edge=True),
    ),
    style=_TEXT,
    strong=_STRONG,
    total=_TOTAL,
)


class _Listed(NamedTuple):
    """A village on the page: its number in the tables, what is paid there, how it was judged."""

    number: int
    sums: VillageSums
    village: VillageResult


_Cells = Callable[[Sequence[_Listed]], Sequence[str]]
"""Gives the cells after the label for villages summed up."""


# --- rows, by township -----------------------------------------------------------------------------------


def _townships(content: Content, listed: Sequence[_Listed]) -> list[tuple[str, list[_Listed]]]:
    """Return the villages by township in the order of the register; as one part where that parts nothing."""
    found: dict[str, list[_Listed]] = {}
    for each in listed:
        township = content.text_of("villages", each.village.position, "township")
        found.setdefault(township, []).append(each)
    if len(found) == 1 or len(found) == len(listed):
        return [("", list(listed))]
    return list(found.items())


def _numbered(content: Content, result: ProjectResult) -> list[_Listed]:
    """Return all villages, numbered as they stand on paper."""
    villages = content.assessment.villages
    listed = [_Listed(0, sums, each) for sums, each in zip(result.villages, villages, strict=True)]
    ordered = [each for _, part in _townships(content, listed) for each in part]
    return [each._replace(number=number) for number, each in enumerate(ordered, 1)]


def _draw_rows(
    section: Section,
    content: Content,
    table: Table,
    listed: Sequence[_Listed],
    *,
    line: Callable[[_Listed], Sequence[str]],
    sums: _Cells,
) -> None:
    """Draw villages in a table, by township with subtotals; each page of many is summed up at its foot."""
    say = content.wording.text
    rows: list[Row] = []
    held: list[_Listed | None] = []  # the village of each row, None for a caption or a subtotal

    def add(row: Row, village: _Listed | None = None) -> None:
        rows.append(row)
        held.append(village)

    for township, part in _townships(content, listed):
        if township:
            add(Row((township,), "caption", len(table.columns)))
        for each in part:
            cells = (str(each.number), _name(content, each, short=bool(township)), *line(each))
            add(Row(cells), each)
        if township:
            label = say(f"{_STEM}.township", township=township)
            add(Row((label, *sums(part)), "subtotal", 2))
    total = Row((say("common.total"), *sums(listed)), "total", 2)
    if len(listed) < _MANY:
        draw_table(section, table, [*rows, total])
        return

    def foot(shown: range) -> Sequence[Row]:
        here = [each for each in held[shown.start : shown.stop] if each is not None]
        so_far = [each for each in held[: shown.stop] if each is not None]
        return (
            Row((say("common.page_total"), *sums(here)), "subtotal", 2),
            Row((say("common.running_total"), *sums(so_far)), "subtotal", 2),
        )

    draw_table(section, table, [*rows, total], foot)


def _name(content: Content, listed: _Listed, *, short: bool) -> str:
    """Return a village's name; without its township where that heads the rows."""
    position = listed.village.position
    if not short:
        return content.village(position)
    return "".join(content.text_of("villages", position, name) for name in ("village", "group"))


# --- what is paid ----------------------------------------------------------------------------------------


def _amount_cells(content: Content, villages: Sequence[VillageSums], empty: str) -> tuple[str, ...]:
    """Return areas and amounts of villages summed up; `empty` for a head that comes to nothing."""
    heads = [sum(each.by_head[head] for each in villages) for head in range(len(HEADS))]
    payees = [sum(each.by_payee[payee] for each in villages) for payee in (HOUSEHOLD, COLLECTIVE)]
    return (
        content.area(sum(each.area for each in villages)),
        content.area(sum(each.cultivated for each in villages)),
        *(content.money(each) if each else empty for each in heads),
        content.money(sum(heads)),
        *map(content.money, payees),
    )


# --- the lawful range ------------------------------------------------------------------------------------


def _lawful_sums(tier: Tier | None) -> str:
    """Return the lowest and highest sum of both multiples that a tier allows."""
    if tier is None:
        return ""
    if tier.land and tier.resettlement:
        ends = (tier.land.lowest + tier.resettlement.lowest, tier.land.highest + tier.resettlement.highest)
        return "～".join(map(Content.times, ends))
    return f"≤{Content.times(tier.cap or 0)}"


def _tier(content: Content, tier: Tier) -> str:
    return content.wording.text(f"{_STEM}.tier", number=NUMERALS[tier.number - 1])


def _range_line(content: Content, listed: _Listed) -> tuple[str, ...]:
    village = listed.village
    figures, tier = village.figures, village.tier

    def money(fen: int | None) -> str:
        return "" if fen is None else content.money(fen)

    return (
        content.plain_quantity(figures.area or 0),
        f"{figures.population or 0:,}",
        _tier(content, tier) if tier else "",
        content.times(figures.land_multiple),
        content.times(figures.resettlement_multiple),
        _lawful_sums(tier),
        content.area(village.requisitioned),
        money(village.lawful_minimum),
        money(village.article_8_amount),
        money(village.lawful_maximum),
        money(average_per_mu(village)),
        content.people(village.people_to_resettle or 0),
    )


def _range_sums(content: Content, listed: Sequence[_Listed]) -> tuple[str, ...]:
    """Return the sums over villages; without a lowest where a tier among them states none."""
    villages = [each.village for each in listed]
    area = sum(each.requisitioned for each in villages)
    plan = sum(each.article_8_amount or 0 for each in villages)
    lowest = [each.lawful_minimum for each in villages]
    known = [each for each in lowest if each is not None]
    average = units.half_up(plan * 10**units.PLACES_QUANTITY, area) if area else 0
    return (
        content.plain_quantity(sum(each.figures.area or 0 for each in villages)),
        f"{sum(each.figures.population or 0 for each in villages):,}",
        *[""] * 4,
        content.area(area),
        content.money(sum(known)) if len(known) == len(lowest) else DASH,
        content.money(plan),
        content.money(sum(each.lawful_maximum or 0 for each in villages)),
        content.money(average),
        content.people(sum(each.people_to_resettle or 0 for each in villages)),
    )


# --- fee and lump sum ------------------------------------------------------------------------------------


def _compared(content: Content, result: ProjectResult) -> tuple[Amount, ...]:
    """Return the computed total, below it the lump sum and by how much that is more or less."""
    say = content.wording.text
    total = Amount(say(f"{_STEM}.due"), result.amount, strong=True)
    found = result.agreement
    if found is None:
        return (total,)
    agreed = Amount(say(f"{_STEM}.agreed"), found.agreed)
    if not found.difference:
        return (total, agreed, Amount(say(f"{_STEM}.agreed_same"), 0))
    difference = abs(found.difference)
    if found.percent is None:
        return (total, agreed, Amount(say(f"{_STEM}.agreed_only"), difference))
    key = "agreed_more" if found.difference > 0 else "agreed_less"
    percent = units.format_fixed(abs(found.percent), 2, 2, grouped=True)
    return (total, agreed, Amount(say(f"{_STEM}.{key}", percent=percent), difference))


def _apart(content: Content, result: ProjectResult) -> list[str]:
    """Return what stands apart from the total: a blank for a lump sum that is not recorded, and the fee."""
    say = content.wording.text
    blank = [] if result.agreement else [say(f"{_STEM}.agreed_blank", amount=say("common.blank"))]
    return [*blank, _fee(content, result)]


def _fee(content: Content, result: ProjectResult) -> str:
    """Return the reclamation fee with how it follows from the cultivated land above."""
    say = content.wording.text
    rate, fee, blank = result.reclamation_rate, result.reclamation_fee, say("common.blank")
    return say(
        f"{_STEM}.fee",
        citation=content.policy.reclamation_fee.citation,
        rate=blank if rate is None else content.money(rate),
        area=content.area(result.cultivated),
        metres=_square_metres(result.cultivated),
        fee=blank if fee is None else say("common.figure", amount=content.money(fee)),
    )


def _square_metres(micro_mu: int) -> str:
    numerator, denominator = units.square_metres_from_mu(micro_mu)
    return units.format_fixed(units.half_up(numerator * 100, denominator), 2, 2, grouped=True)


# --- the page --------------------------------------------------------------------------------------------


def _fields(content: Content, result: ProjectResult) -> tuple[tuple[Field, ...], ...]:
    say = content.wording.text
    area = sum(each.area for each in result.villages)

    def field(name: str, value: str, share: float = 1.0) -> Field:
        return Field(say(f"{_STEM}.{name}"), value or DASH, share)

    def recorded(label: str, column: str, share: float = 1.0) -> Field:
        return field(label, content.text_of("project", 0, column), share)

    taken = say(
        f"{_STEM}.taken_value",
        villages=f"{len(result.villages):,}",
        parcels=f"{sum(each.parcels for each in result.villages):,}",
        area=content.area(area),
        hectares=units.format_hectares(area),
    )
    return (
        (
            recorded("county", "county"),
            recorded("unit", "requisitioning_unit"),
            recorded("land_user", "land_user"),
        ),
        (
            Field(content.basis_label, content.basis_date or DASH),
            recorded("approval", "approval_number"),
            field("people", say(f"{_STEM}.people_value", count=content.people(result.people_to_resettle))),
        ),
        (field("taken", taken),),
    )


def _notes(content: Content, listed: Sequence[_Listed], judged: Sequence[_Listed]) -> list[str]:
    say = content.wording.text
    found = [say(f"{_STEM}.notes.sums")]
    if judged:
        found.append(say(f"{_STEM}.notes.range"))
        if any(each.village.tier and not each.village.tier.land for each in judged):
            found.append(say(f"{_STEM}.notes.cap"))
        people = say(
            f"{_STEM}.notes.people", citation=content.policy.national.citation, tiers=_tiers(content, judged)
        )
        found.append(people)
    if any(each.sums.cultivated != each.village.requisitioned for each in listed):
        found.append(say(f"{_STEM}.notes.state"))
    found.append(say(f"{_STEM}.notes.agreed"))
    found.append(say(f"{_STEM}.notes.fee", note=content.policy.reclamation_fee.note_zh))
    return found


def _tiers(content: Content, judged: Sequence[_Listed]) -> str:
    """Return the provision behind each tier on the page."""
    tiers = {each.village.tier for each in judged if each.village.tier}
    return "、".join(
        content.wording.text(f"{_STEM}.notes.tier", tier=_tier(content, tier), citation=tier.citation)
        for tier in sorted(tiers, key=lambda each: each.number)
    )


def _places(content: Content) -> tuple[tuple[Place, ...], ...]:
    def label(name: str) -> str:
        return content.wording.text(f"{_STEM}.signatures.{name}")

    return (
        (
            *officers(content, _STEM, "calculator", "reviewer"),
            Place(label("unit"), "seal", 1.5),
            Place(label("land_user"), "seal", 1.5),
        ),
    )


def _result(content: Content) -> ProjectResult:
    return content.kept("project", lambda: project_result(content.assessment))


def _total(content: Content, _position: int) -> int:
    return content.assessment.totals.computed


def _among(content: Content, positions: Sequence[int]) -> Sequence[int]:
    """Return the project where anything is compensated in it."""
    return positions if len(content.entries) else ()


def _draw(content: Content, book: Book, position: int, outline: Outline) -> None:
    """Draw the project's summary."""
    title = PROJECT_SUMMARY.title(content)
    paper = wide_paper(content.edition)
    foot = footer(content, PROJECT_SUMMARY, position)
    subject = running(content, title, content.text_of("project", 0, "county"))
    with book.section(paper, footer=foot, running=subject, outline=outline) as section:
        _draw_summary(section, content, title)


def _draw_summary(section: Section, content: Content, title: str) -> None:
    say = content.wording.text
    result = _result(content)
    listed = _numbered(content, result)
    judged = [each for each in listed if each.village.requisitioned]
    section.titles(content.project, title)
    section.fields(*_fields(content, result))
    section.space(3)
    caption(section, say(f"{_STEM}.amounts"), say("common.unit"))
    _draw_rows(
        section,
        content,
        _AMOUNTS,
        listed,
        line=lambda each: _amount_cells(content, [each.sums], ""),
        sums=lambda part: _amount_cells(content, [each.sums for each in part], content.money(0)),
    )
    section.space(4)
    together(
        section,
        lambda sheet: amounts(sheet, content, _compared(content, result)),
        lambda sheet: sheet.space(2),
        *(partial(Section.paragraph, text=text, style=DENSE, keep=True) for text in _apart(content, result)),
    )
    section.space(8)
    if judged:
        together(
            section,
            lambda sheet: caption(sheet, say(f"{_STEM}.range")),
            lambda sheet: _draw_rows(
                sheet,
                content,
                _RANGE,
                judged,
                line=partial(_range_line, content),
                sums=partial(_range_sums, content),
            ),
        )
        section.space(5)
    texts = _notes(content, listed, judged)
    together(
        section,
        lambda sheet: sheet.notes(texts, _TEXT),
        lambda sheet: sheet.space(4),
        lambda sheet: signatures(sheet, *_places(content)),
    )


PROJECT_SUMMARY: Final = Document(_STEM, "project", _READS, _draw, _total, _among)
