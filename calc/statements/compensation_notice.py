"""The notice of compensation (补偿结果公示表): who gets what for what in a village, posted for all to check.

Nothing personal stands on it but names. Places, remarks and the sources of single prices are the officer's
own words and may say anything: they are left out, and long numbers are hidden in what must stand there.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

from calc import units
from calc.explain import per_capita
from calc.lines import ARTICLE_8, ARTICLE_9, LAND, NONE, RESETTLEMENT
from calc.statements import posting
from calc.statements.document import NAMES, Document, Outline, Reads, reading
from calc.statements.entries import Content, Entry
from calc.statements.flow import caption, flowing, together
from calc.statements.groups import (
    LandGroup,
    head_rows,
    land_by_standard,
    land_name,
    village_total,
    villages_with_entries,
)
from calc.statements.page import MM, Book, Section, Style
from calc.statements.page_sums import page_sums
from calc.statements.parts import Amount, amounts, footer, running
from calc.statements.posting import masked
from calc.statements.sheets import wide_paper
from calc.statements.table import Column, Row, Table, draw_table

__all__ = ["COMPENSATION_NOTICE"]

_STEM: Final = "compensation-notice"
_READS: Final[Reads] = {
    "villages": frozenset(
        (
            *("cultivated_area", "population", "land_multiple", "resettlement_multiple", "multiple_basis"),
            *("land_share", "resettlement_share", "resolution_number", "resolution_date"),
        )
    ),
    "outputs": frozenset(("village_id", "zone", "year", "value", "source")),
    "parcels": frozenset(
        (
            *("parcel_id", "village_id", "household_id", "zone", "land_class", "area", "square_metres"),
            *("ownership", "basic_farmland", "land_price", "resettlement_price", "disputed"),
        )
    ),
    "items": frozenset(
        (
            *("item_id", "village_id", "household_id", "category", "name", "specification", "unit"),
            *("quantity", "price", "disputed"),
        )
    ),
    "prices": frozenset(("category", "name", "specification", "unit", "price", "document")),
}
_TOGETHER: Final = 8
"""So many rows of one holder stay together on a page."""

_ROOM: Final = 85 * MM
"""The table of results starts with so much room: a first holder with all rows and the sums of the page."""

# It is read standing before a wall.
_TEXT: Final = Style("song", 9.5, 13)
_STRONG: Final = Style("hei", 9.5, 13)
_TOTAL: Final = Style("hei", 10, 14)
_STANDARDS: Final = Table(
    (
        Column("地类", 40),
        Column("产值区", 30),
        Column("地块数", 16, "right"),
        Column("面积（亩）", 26, "decimal"),
        Column("其中基本\n农田（亩）", 24, "decimal"),
        Column("前三年平均年产值\n（元/亩）", 30, "right", edge=True),
        Column("倍数", 14, "decimal", group="土地补偿费"),
        Column("标准（元/亩）", 28, "decimal", group="土地补偿费"),
        Column("倍数", 14, "decimal", group="安置补助费"),
        Column("标准（元/亩）", 28, "decimal", group="安置补助费"),
    ),
    style=_TEXT,
    strong=_STRONG,
    total=_TOTAL,
)
_RESULTS: Final = Table(
    (
        Column("序号", 13),
        Column("权利人\n地类，名称（规格）", 45),
        Column("单位", 14, "center"),
        Column("数量", 21, "decimal"),
        Column("标准", 20, "decimal", group="土地补偿费"),
        Column("金额", 24, "right", group="土地补偿费"),
        Column("标准", 20, "decimal", group="安置补助费"),
        Column("金额", 24, "right", group="安置补助费"),
        Column("标准", 19, "decimal", group="青苗、地上附着物"),
        Column("金额", 23, "right", group="青苗、地上附着物"),
        Column("合计", 24, "right"),
        Column("归权利人", 24, "right", group="归属"),
        Column("归集体", 25, "right", group="归属"),
    ),
    style=_TEXT,
    strong=_STRONG,
    total=_TOTAL,
)
_HEADS: Final = Table(
    (
        Column("补偿项目", 60),
        Column("归权利人", 50, "right"),
        Column("归集体", 50, "right"),
        Column("合计", 50, "right", edge=True),
    ),
    style=_TEXT,
    strong=_STRONG,
    total=_TOTAL,
)


class _Sums(NamedTuple):
    """What rows add up to: 10⁻⁶ mu, then fen."""

    area: int = 0
    land: int = 0
    resettlement: int = 0
    items: int = 0
    to_holder: int = 0
    to_collective: int = 0

    @property
    def whole(self) -> int:
        """Everything paid, in fen."""
        return self.land + self.resettlement + self.items


class _Results(NamedTuple):
    """The rows of all holders, and what each line adds; the row that names a holder adds nothing."""

    rows: Sequence[Row]
    sums: Sequence[_Sums]


def _total(sums: Iterable[_Sums]) -> _Sums:
    return _Sums(*map(sum, zip(*sums, strict=True)))


# --- results by holder -----------------------------------------------------------------------------------


def _holders(content: Content, village: int, entries: Sequence[Entry]) -> list[tuple[str, list[Entry]]]:
    """Return who has anything in a village with the entries, in register order, the collective last."""
    of: dict[int, list[Entry]] = {}
    for entry in entries:
        of.setdefault(entry.household, []).append(entry)
    names = posting.posted_names(content, village)
    found = [(name, of[household]) for household, name in names.items() if household in of]
    if NONE in of:
        found.append((posting.collective_name(content, village), of[NONE]))
    return found


def _matters(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Return the entries of each parcel together, then each item."""
    parcels: dict[int, list[Entry]] = {}
    items: list[list[Entry]] = []
    for entry in entries:
        if entry.from_item:
            items.append([entry])
        elif entry.row in parcels:
            parcels[entry.row].append(entry)
        else:
            parcels[entry.row] = [entry]
    return [*parcels.values(), *items]


def _added(entries: Sequence[Entry]) -> _Sums:
    """Return what the entries of one parcel, or one item, add."""
    first = entries[0]
    if first.from_item:
        return _Sums(0, 0, 0, first.undivided, first.to_household, first.to_collective)
    of = {LAND: 0, RESETTLEMENT: 0}
    to_holder = to_collective = 0
    for each in entries:
        of[each.head] += each.undivided
        to_holder += each.to_household
        to_collective += each.to_collective
    return _Sums(first.quantity, of[LAND], of[RESETTLEMENT], 0, to_holder, to_collective)


def _sum_cells(content: Content, sums: _Sums) -> tuple[str, ...]:
    """Return the cells from 单位 on for rows added up."""

    def money(fen: int) -> str:
        return content.money(fen) if fen else ""

    area = content.area(sums.area) if sums.area else ""
    return (
        *("亩" if area else "", area),
        *("", money(sums.land), "", money(sums.resettlement), "", money(sums.items)),
        *map(content.money, (sums.whole, sums.to_holder, sums.to_collective)),
    )


def _results(content: Content, holders: Sequence[tuple[str, list[Entry]]]) -> _Results:
    rows: list[Row] = []
    sums: list[_Sums] = []
    name_of = _naming(content)
    for number, (name, entries) in enumerate(holders, 1):
        matters = _matters(entries)
        added = list(map(_added, matters))
        rows.append(Row((str(number), name, *_sum_cells(content, _total(added))), "caption"))
        for at, (matter, own) in enumerate(zip(matters, added, strict=True)):
            cells = _matter_cells(content, name_of(matter[0]), matter, own)
            rows.append(Row((f"{number}-{at + 1}", *cells), joined=at % _TOGETHER != 0))
        sums += added
    return _Results(rows, sums)


def _matter_cells(content: Content, name: str, entries: Sequence[Entry], sums: _Sums) -> tuple[str, ...]:
    """Return the cells of one parcel or one item but its number; the amounts are those added."""
    money = content.money
    first = entries[0]
    ends = (money(sums.to_holder), money(sums.to_collective))
    if first.from_item:
        amount = money(sums.items)
        unit, quantity = masked(content.unit(first)), content.quantity(first)
        return (name, unit, quantity, "", "", "", "", content.rate(first), amount, amount, *ends)
    rates = {entry.head: content.rate(entry) for entry in entries}
    return (
        *(name, content.unit(first), content.quantity(first)),
        *((rates[LAND], money(sums.land)) if LAND in rates else ("", "")),
        *((rates[RESETTLEMENT], money(sums.resettlement)) if RESETTLEMENT in rates else ("", "")),
        *("", "", money(sums.whole), *ends),
    )


def _naming(content: Content) -> Callable[[Entry], str]:
    """Return what names an item with its specification; a parcel's class, with its zone where several are."""
    say = content.wording.text
    found = content.computation
    zones: list[int] = content.kept((_STEM, "zones"), found.parcels.zone.tolist)

    @cache
    def specified(name: str, specification: str) -> str:
        if not specification:
            return masked(name)
        return say(f"{_STEM}.specified", name=masked(name), specification=masked(specification))

    def name_of(entry: Entry) -> str:
        kind = content.kind(entry)
        if entry.from_item:
            name = specified(content.name(entry), kind)
        else:
            zone = zones[entry.row]
            several = zone != NONE and len(found.zones_of[entry.village]) > 1
            name = specified(kind, found.zones[zone].name) if several else masked(kind)
        return say(f"{_STEM}.disputed", name=name) if content.disputed(entry) else name

    return name_of


def _draw_results(section: Section, content: Content, results: _Results) -> None:
    """Draw the holders; where they need several pages each of these is summed up at its foot."""

    def summed(label: str, sums: Sequence[int]) -> Row:
        return Row((label, *_sum_cells(content, _Sums(*sums))), "subtotal", 2)

    total = summed(content.wording.text("common.total"), _total(results.sums))._replace(kind="total")
    foot = page_sums(content, results.rows, lambda: results.sums, summed)
    draw_table(section, _RESULTS, [*results.rows, total], foot, carried=True)


# --- standards -------------------------------------------------------------------------------------------


def _standards(content: Content, entries: Sequence[Entry]) -> list[LandGroup]:
    """Return land by class and standard, whatever the source of a price."""
    found: dict[LandGroup, list[LandGroup]] = {}
    for group in land_by_standard(content, entries):
        key = group._replace(source="", parcels=0, area=0, basic=0, land=0, resettlement=0)
        found.setdefault(key, []).append(group)
    return [
        key._replace(
            parcels=sum(each.parcels for each in members),
            area=sum(each.area for each in members),
            basic=sum(each.basic for each in members),
        )
        for key, members in found.items()
    ]


def _standard_rows(content: Content, groups: Sequence[LandGroup]) -> Iterator[Row]:
    def rate(of: int) -> str:
        return "" if of == NONE else units.format_rate(of, grouped=True)

    for each in groups:
        zone = content.computation.zones[each.zone].name if each.zone != NONE else ""
        yield Row(
            (
                land_name(content, each),
                masked(zone),
                f"{each.parcels:,}",
                content.area(each.area),
                content.area(each.basic) if each.basic else "",
                "" if each.aaov == NONE else content.money(each.aaov),
                content.times(each.land_multiple),
                rate(each.land_rate),
                content.times(each.resettlement_multiple),
                rate(each.resettlement_rate),
            )
        )
    basic = sum(each.basic for each in groups)
    yield Row(
        (
            content.wording.text("common.total"),
            f"{sum(each.parcels for each in groups):,}",
            content.area(sum(each.area for each in groups)),
            content.area(basic) if basic else "",
            *[""] * 5,
        ),
        "total",
        2,
    )


# --- notes -----------------------------------------------------------------------------------------------


def _notes(content: Content, village: int, entries: Sequence[Entry]) -> list[str]:
    """Return how every figure follows from others on the paper, and what the standards rest on."""
    say = content.wording.text
    found = content.computation.parcels
    bases = {int(found.basis[each.row]) for each in entries if not each.from_item}
    texts = [say(f"{_STEM}.notes.{'amounts_multiple' if ARTICLE_8 in bases else 'amounts'}")]
    if bases:
        texts.append(_shares(content, village))
    if ARTICLE_9 in bases:
        multiple = content.times(content.policy.article_9_multiple)
        citation = content.policy.article_9.citation
        texts.append(say(f"{_STEM}.notes.article_9", multiple=multiple, citation=citation))
    sources = _sources(content, village, entries, bases)
    if sources:
        texts.append(sources)
    if any(map(content.disputed, entries)):
        texts.append(say(f"{_STEM}.notes.disputed"))
    if posting.has_namesakes(content, village):
        texts.append(say("posting.namesakes"))
    return texts


def _shares(content: Content, village: int) -> str:
    say = content.wording.text
    figures = content.assessment.villages[village].figures
    number = masked(content.text_of("villages", village, "resolution_number"))
    date = content.date_of("villages", village, "resolution_date")
    resolution = say(f"{_STEM}.notes.resolution", document=" ".join(filter(None, (number, date))))

    def percent(share: int | None) -> str:
        return units.format_plain(share or 0, units.PLACES_SHARE)

    return say(
        f"{_STEM}.notes.shares",
        land=percent(figures.land_share),
        resettlement=percent(figures.resettlement_share),
        resolution=resolution if number else "",
    )


def _sources(content: Content, village: int, entries: Sequence[Entry], bases: set[int]) -> str:
    """Return the published documents behind output values, multiples and listed prices."""
    say = content.wording.text
    zones = {int(content.computation.parcels.zone[each.row]) for each in entries if each.aaov != NONE}
    rows = [row for zone in sorted(zones) for row in content.computation.zones[zone].rows]
    multiples = content.text_of("villages", village, "multiple_basis") if ARTICLE_8 in bases else ""
    items = content.computation.items
    listed = [int(items.listed[each.row]) for each in entries if each.from_item and items.from_list[each.row]]
    named = (
        ("outputs", _joined(content.text_of("outputs", row, "source") for row in rows)),
        ("multiples", masked(multiples).rstrip("。")),
        ("prices", _joined(content.text_of("prices", row, "document") for row in dict.fromkeys(listed))),
    )
    return "".join(say(f"{_STEM}.notes.{name}", documents=text) for name, text in named if text)


def _joined(texts: Iterator[str]) -> str:
    return "、".join(filter(None, dict.fromkeys(masked(each).rstrip("。") for each in texts)))


# --- the page --------------------------------------------------------------------------------------------


def _judged(content: Content, village: int, holders: int) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Return the rows of the head on how the village was judged."""
    say = content.wording.text
    found = content.assessment.villages[village]
    figures, people = found.figures, found.people_to_resettle

    division = say(
        f"{_STEM}.division",
        area=content.plain_quantity(figures.area or 0),
        population=f"{figures.population or 0:,}",
        per_capita=per_capita(found, content.policy),
    )
    multiples = say(
        f"{_STEM}.multiples_chosen",
        land=content.times(figures.land_multiple),
        resettlement=content.times(figures.resettlement_multiple),
    )
    chosen = figures.land_multiple is not None and figures.resettlement_multiple is not None
    counted = "" if people is None else content.people(people)
    return (
        (
            (say(f"{_STEM}.per_capita"), division if found.tier else ""),
            (say(f"{_STEM}.tier"), found.tier.citation if found.tier else ""),
        ),
        (
            (say(f"{_STEM}.multiples"), multiples if chosen else ""),
            (say(f"{_STEM}.people"), say(f"{_STEM}.people_count", count=counted) if counted else ""),
        ),
        ((say(f"{_STEM}.holders"), say(f"{_STEM}.holders_count", count=f"{holders:,}")),),
    )


def _draw(content: Content, book: Book, village: int, outline: Outline) -> None:
    """Draw one village's notice."""
    title = COMPENSATION_NOTICE.title(content)
    entries = content.entries.of_village(village)
    holders = _holders(content, village, entries)
    with book.section(
        wide_paper(content.edition),
        footer=footer(content, COMPENSATION_NOTICE, village),
        running=running(content, title, content.village(village)),
        outline=outline,
    ) as section:
        posting.head(section, content, title, village, *_judged(content, village, len(holders)))
        _draw_tables(section, content, entries, _results(content, holders))
        section.space(6)
        section.notes(_notes(content, village, entries), _TEXT)
        section.space(6)
        posting.close(section, content)
        posting.mark(section, content)


def _draw_tables(section: Section, content: Content, entries: Sequence[Entry], results: _Results) -> None:
    say = content.wording.text
    numbered = posting.captions(content)
    yuan = say("common.unit")
    groups = _standards(content, entries)
    if groups:
        standards = numbered(say(f"{_STEM}.standards"))
        rows = list(_standard_rows(content, groups))
        flowing(
            section,
            lambda sheet: caption(sheet, standards),
            lambda sheet: draw_table(sheet, _STANDARDS, rows),
        )
        section.space(8)
    section.reserve(_ROOM)
    caption(section, numbered(say(f"{_STEM}.results")), yuan)
    _draw_results(section, content, results)
    section.space(8)
    total = Amount(say(f"{_STEM}.due"), sum(each.undivided for each in entries), strong=True)
    heads = numbered(say(f"{_STEM}.heads"))
    together(
        section,
        lambda sheet: caption(sheet, heads, yuan),
        lambda sheet: draw_table(sheet, _HEADS, list(head_rows(content, entries))),
        lambda sheet: sheet.space(4),
        lambda sheet: amounts(sheet, content, (total,)),
    )


COMPENSATION_NOTICE: Final = Document(
    _STEM,
    "village",
    reading(NAMES, posting.POSTED, _READS),
    _draw,
    village_total,
    villages_with_entries,
)
