"""The village summary (分类汇总表): heads by payee, land by class and standard, areas beside the survey."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Final

from calc import units
from calc.explain import per_capita
from calc.lines import ARTICLE_8, NONE
from calc.statements.document import BASIS, NAMES, OFFICERS, Document, Outline, Reads, reading
from calc.statements.entries import Content, Entry
from calc.statements.flow import NUMERALS, Draw, caption, flowing, side_by_side, together
from calc.statements.groups import (
    ItemGroup,
    LandGroup,
    head_rows,
    items_by_price,
    land_by_standard,
    land_name,
    village_total,
    villages_with_entries,
)
from calc.statements.notes import notes
from calc.statements.page import MM, Book, Field, Section, Style
from calc.statements.page_sums import page_sums
from calc.statements.parts import Amount, amounts, footer, officers, running
from calc.statements.sheets import on_sheet, wide_paper
from calc.statements.signing import Place, signatures
from calc.statements.table import DASH, Column, PageFoot, Row, Table, draw_table

__all__ = ["VILLAGE_SUMMARIES"]

_STEM: Final = "village-summaries"
_SURVEY: Final[Reads] = {
    "villages": frozenset({"land_owner", "survey_area", "survey_cultivated"}),
    "parcels": frozenset({"basic_farmland"}),
}

_TEXT: Final = Style("song", 8.5, 12)
_STRONG: Final = Style("hei", 8.5, 12)
_TOTAL: Final = Style("hei", 9, 12)
_HEADS: Final = Table(
    (
        Column("补偿项目", 36),
        Column("归农户", 28, "right"),
        Column("归集体", 28, "right"),
        Column("合计", 30, "right", edge=True),
    ),
    style=_TEXT,
    strong=_STRONG,
    total=_TOTAL,
)
_AREAS: Final = Table(
    (
        Column("土地面积", 32),
        Column("登记（亩）", 24, "decimal"),
        Column("折合公顷", 19, "decimal"),
        Column("勘测定界（亩）", 25, "decimal", edge=True),
        Column("相差（亩）", 22, "decimal"),
    ),
    style=_TEXT,
    strong=_STRONG,
    total=_TOTAL,
    row_height=8 * MM,  # its four rows stand as high as the five beside them
)
_LAND: Final = Table(
    (
        Column("地类", 23),
        Column("产值区", 18),
        Column("地块数", 12, "right"),
        Column("面积（亩）", 21, "decimal"),
        Column("其中基本农田\n（亩）", 20, "decimal"),
        Column("前三年\n平均年产值", 20, "right", edge=True),
        Column("倍数", 10, "decimal", group="土地补偿费"),
        Column("标准（元/亩）", 21, "decimal", group="土地补偿费"),
        Column("金额", 25, "right", group="土地补偿费"),
        Column("倍数", 10, "decimal", group="安置补助费"),
        Column("标准（元/亩）", 21, "decimal", group="安置补助费"),
        Column("金额", 25, "right", group="安置补助费"),
        Column("两项合计", 26, "right"),
    ),
    style=_TEXT,
    strong=_STRONG,
    total=_TOTAL,
)
_ITEMS: Final = Table(
    (
        Column("补偿项目", 24),
        Column("名称", 30),
        Column("规格", 30),
        Column("单位", 12, "center"),
        Column("数量", 22, "decimal"),
        Column("补偿标准", 22, "decimal"),
        Column("金额", 26, "right", edge=True),
        Column("归农户", 26, "right"),
        Column("归集体", 26, "right"),
    ),
    style=_TEXT,
    strong=_STRONG,
    total=_TOTAL,
)


_Foot = Callable[[Sequence[Row]], PageFoot]


# --- areas beside the survey -----------------------------------------------------------------------------


def _area_rows(content: Content, village: int, groups: Sequence[LandGroup]) -> Iterator[Row]:
    """Yield the areas registered, of all land and of its kinds, beside those of the survey report."""
    rows = content.scenario["villages"]
    surveyed = rows.number("survey_area").cell(village)
    surveyed_cultivated = rows.number("survey_cultivated").cell(village)
    rest = None if surveyed is None or surveyed_cultivated is None else surveyed - surveyed_cultivated
    cultivated = [each for each in groups if _is_cultivated(content, each)]
    registered = sum(each.area for each in groups)
    of_cultivated = sum(each.area for each in cultivated)
    for key, area, beside, kind in (
        ("cultivated", of_cultivated, surveyed_cultivated, "line"),
        ("basic", sum(each.basic for each in groups), None, "line"),
        ("other", registered - of_cultivated, rest, "line"),
        ("all", registered, surveyed, "total"),
    ):
        cells = (
            content.wording.text(f"{_STEM}.areas.{key}"),
            content.area(area),
            units.format_hectares(area),
            DASH if beside is None else content.area(beside),
            DASH if beside is None else content.area(area - beside),
        )
        yield Row(cells, "total" if kind == "total" else "line")


def _is_cultivated(content: Content, group: LandGroup) -> bool:
    """Tell whether a class is cultivated land, the State's included, as the survey report counts it."""
    return content.policy.classes[group.land_class].basis == "article_8"


# --- land by class ---------------------------------------------------------------------------------------


def _land_rows(content: Content, groups: Sequence[LandGroup]) -> Iterator[Row]:
    """Yield the groups, cultivated land of Article 8 first, each part with its subtotal, and the total."""
    say = content.wording.text
    article_8 = [each for each in groups if each.basis == ARTICLE_8]
    others = [each for each in groups if each.basis != ARTICLE_8]
    for key, part in (("article_8", article_8), ("others", others)):
        yield from (_land_row(content, each) for each in part)
        if article_8 and others:
            yield _land_sum(content, say(f"{_STEM}.{key}"), part, "subtotal")
    yield _land_sum(content, say("common.total"), groups, "total")


def _land_row(content: Content, group: LandGroup) -> Row:
    found = content.computation
    resettled = group.resettlement_rate != NONE
    return Row(
        (
            land_name(content, group),
            found.zones[group.zone].name if group.zone != NONE else "",
            str(group.parcels),
            content.area(group.area),
            content.area(group.basic) if group.basic else "",
            "" if group.aaov == NONE else content.money(group.aaov),
            content.times(group.land_multiple),
            units.format_rate(group.land_rate, grouped=True),
            content.money(group.land),
            content.times(group.resettlement_multiple),
            units.format_rate(group.resettlement_rate, grouped=True) if resettled else "",
            content.money(group.resettlement) if resettled else "",
            content.money(group.land + group.resettlement),
        )
    )


def _land_sum(content: Content, label: str, groups: Iterable[LandGroup], kind: str) -> Row:
    held = list(groups)
    land, resettlement = sum(each.land for each in held), sum(each.resettlement for each in held)
    cells = (
        label,
        str(sum(each.parcels for each in held)),
        content.area(sum(each.area for each in held)),
        content.area(sum(each.basic for each in held)),
        *[""] * 3,
        content.money(land),
        *[""] * 2,
        content.money(resettlement),
        content.money(land + resettlement),
    )
    return Row(cells, "total" if kind == "total" else "subtotal", 2)


# --- crops and attachments -------------------------------------------------------------------------------


def _item_rows(content: Content, groups: Sequence[ItemGroup]) -> Iterator[Row]:
    for head in dict.fromkeys(each.head for each in groups):
        part = [each for each in groups if each.head == head]
        yield from (_item_row(content, each) for each in part)
        sums = (
            sum(each.undivided for each in part),
            sum(each.to_household for each in part),
            sum(each.to_collective for each in part),
        )
        yield Row((content.subtotal(head), *map(content.money, sums)), "subtotal", 6)


def _item_foot(content: Content, groups: Sequence[ItemGroup], rows: Sequence[Row]) -> PageFoot:
    """Return the sums that close each page of a list of items which one page does not hold."""

    def figures() -> Iterator[tuple[int, int, int]]:
        return ((each.undivided, each.to_household, each.to_collective) for each in groups)

    def row(label: str, sums: Sequence[int]) -> Row:
        return Row((label, *map(content.money, sums)), "subtotal", 6)

    return page_sums(content, rows, figures, row)


def _item_row(content: Content, group: ItemGroup) -> Row:
    return Row(
        (
            content.head(group.head),
            group.name,
            group.specification,
            group.unit,
            content.plain_quantity(group.quantity),
            units.format_rate(group.rate, grouped=True),
            content.money(group.undivided),
            content.money(group.to_household),
            content.money(group.to_collective),
        )
    )


# --- the page --------------------------------------------------------------------------------------------


def _fields(content: Content, village: int, entries: Sequence[Entry]) -> tuple[tuple[Field, ...], ...]:
    say = content.wording.text
    found = content.assessment.villages[village]
    figures, policy = found.figures, content.policy

    def field(name: str, value: str, share: float = 1.0) -> Field:
        return Field(say(f"{_STEM}.{name}"), value or DASH, share)

    def counted(name: str, rows: Iterable[int]) -> str:
        return say(f"{_STEM}.{name}_count", count=f"{len(set(rows)):,}")

    people = found.people_to_resettle
    chosen = figures.land_multiple is not None and figures.resettlement_multiple is not None
    division = say(
        f"{_STEM}.division",
        area=content.plain_quantity(figures.area or 0),
        population=f"{figures.population or 0:,}",
        per_capita=per_capita(found, policy),
    )
    holders = counted("holders", (each.household for each in entries if each.household != NONE))
    registered = "，".join(
        (
            counted("parcels", (each.row for each in entries if not each.from_item)),
            counted("items", (each.row for each in entries if each.from_item)),
        )
    )
    resettled = "" if people is None else say(f"{_STEM}.people_count", count=content.people(people))
    multiples = say(
        f"{_STEM}.multiples_chosen",
        land=content.times(figures.land_multiple or 0),
        resettlement=content.times(figures.resettlement_multiple or 0),
    )
    return (
        (
            field("village", content.village(village), 1.1),
            field("owner", content.text_of("villages", village, "land_owner"), 1.15),
            Field(content.basis_label, content.basis_date),
        ),
        (
            field("per_capita", division if found.tier else "", 1.1),
            field("tier", found.tier.citation if found.tier else "", 1.15),
            field("multiples", multiples if chosen else ""),
        ),
        (
            field("registered", registered, 1.1),
            field("holders", holders, 1.15),
            field("people", resettled),
        ),
    )


def _places(content: Content) -> tuple[tuple[Place, ...], ...]:
    def label(name: str) -> str:
        return content.wording.text(f"{_STEM}.signatures.{name}")

    return (
        (
            *officers(content, _STEM, "registrar", "calculator", "reviewer"),
            Place(label("head"), share=1.1),
            Place(label("village"), "seal", 1.5),
            Place(label("unit"), "seal", 1.5),
        ),
    )


def _draw(content: Content, book: Book, village: int, outline: Outline) -> None:
    """Draw one village's summary."""
    title = VILLAGE_SUMMARIES.title(content)
    subject = running(content, title, content.village(village))
    entries = content.entries.of_village(village)
    with book.section(
        wide_paper(content.edition),
        footer=footer(content, VILLAGE_SUMMARIES, village),
        running=subject,
        outline=outline,
    ) as section:
        section.titles(content.project, title)
        section.fields(*_fields(content, village, entries))
        section.space(3)
        _draw_tables(section, content, village, entries)
        texts = notes(content, entries, method="method_summary")
        together(
            section,
            lambda sheet: sheet.notes(texts, on_sheet(content.edition, _LAND).style),
            lambda sheet: sheet.space(6),
            lambda sheet: signatures(sheet, *_places(content)),
        )


def _draw_tables(section: Section, content: Content, village: int, entries: Sequence[Entry]) -> None:
    """Draw the tables under numbered captions, and between them the sum of all in words."""
    say = content.wording.text
    land, items = land_by_standard(content, entries), items_by_price(content, entries)
    numbers = iter(NUMERALS)

    def table(key: str, form: Table, rows: Iterable[Row], unit: str, foot: _Foot | None = None) -> Draw:
        title = say(f"{_STEM}.caption", number=next(numbers), title=say(f"{_STEM}.{key}"))
        held = list(rows)
        fitting = on_sheet(content.edition, form)

        def draw(on: Section) -> None:
            caption(on, title, unit)
            draw_table(on, fitting, held, foot(held) if foot else None, carried=True)

        return draw

    yuan = say("common.unit")
    side_by_side(
        section,
        table("heads", _HEADS, head_rows(content, entries), yuan),
        table("areas.title", _AREAS, _area_rows(content, village, land), ""),
    )
    section.space(6)
    total = Amount(say(f"{_STEM}.due"), sum(each.undivided for each in entries), strong=True)
    together(section, lambda sheet: amounts(sheet, content, (total,)))
    section.space(8)
    if land:
        flowing(section, table("land", _LAND, _land_rows(content, land), yuan))
        section.space(8)
    if items:
        flowing(
            section,
            table("items", _ITEMS, _item_rows(content, items), yuan, partial(_item_foot, content, items)),
        )
        section.space(8)


VILLAGE_SUMMARIES: Final = Document(
    _STEM, "village", reading(NAMES, BASIS, OFFICERS, _SURVEY), _draw, village_total, villages_with_entries
)
