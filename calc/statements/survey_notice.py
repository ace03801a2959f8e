"""The notice of the survey (调查结果公示表): what was registered in a village, posted for everybody to check.

Quantities only. Nothing personal stands on it but names: not the officer's remarks either, which may say
anything; long numbers are hidden in what must stand there.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby
from typing import Final, NamedTuple

from calc import units
from calc.lines import NONE
from calc.statements import posting
from calc.statements.document import NAMES, Document, Outline, Reads, reading
from calc.statements.entries import Content
from calc.statements.flow import caption, flowing
from calc.statements.page import MM, Book, Section, Style
from calc.statements.parts import footer, running
from calc.statements.posting import masked
from calc.statements.registered import Registered, registered
from calc.statements.sheets import wide_paper
from calc.statements.table import WHITE, Column, Row, Table, draw_table

__all__ = ["SURVEY_NOTICE"]

_STEM: Final = "survey-notice"
_READS: Final[Reads] = {
    "parcels": frozenset(
        (
            *("parcel_id", "village_id", "household_id", "land_class", "area", "square_metres", "place"),
            *("ownership", "basic_farmland", "disputed"),
        )
    ),
    "items": frozenset(
        (
            *("item_id", "village_id", "household_id", "category", "name", "specification", "unit"),
            *("quantity", "disputed"),
        )
    ),
}

# It is read standing before a wall.
_TEXT: Final = Style("song", 10, 14)
_STRONG: Final = Style("hei", 10, 14)
_TOTAL: Final = Style("hei", 11, 15)
_CLASSES: Final = Table(
    (
        Column("地类", 60),
        Column("地块数", 30, "right"),
        Column("面积（亩）", 50, "decimal", edge=True),
        Column("折合公顷", 50, "decimal"),
        Column("其中基本农田（亩）", 50, "decimal"),
    ),
    style=_TEXT,
    strong=_STRONG,
    total=_TOTAL,
    row_height=7 * MM,
)


def _results(*metres: Column) -> Table:
    columns = (
        Column("序号", 10, "right"),
        Column("权利人", 41),
        Column("土地合计\n（亩）", 26, "decimal"),
        Column("小地名", 32, group="土地"),
        Column("地类", 22, group="土地"),
        Column("面积（亩）", 24, "decimal", group="土地"),
        *metres,
        Column("名称", 34, group="青苗和地上附着物"),
        Column("规格", 30, group="青苗和地上附着物"),
        Column("单位", 15, "center", group="青苗和地上附着物"),
        Column("数量", 22, "decimal", group="青苗和地上附着物"),
    )
    return Table(columns, style=_TEXT, strong=_STRONG, total=_TOTAL, row_height=7 * MM)


_RESULTS: Final = _results()
_RESULTS_WITH_METRES: Final = _results(Column("平方米", 24, "decimal", group="土地"))
_TOGETHER: Final = 10
"""So many rows of one holder stay together; the next begin with the name again."""


class _Holder(NamedTuple):
    """Whose rows they are: the name as it is posted, and the positions of parcels and items."""

    name: str
    parcels: Sequence[int]
    items: Sequence[int]


class _Results(NamedTuple):
    """The table of all holders; `areas` has the area on each row."""

    table: Table
    rows: Sequence[Row]
    areas: Sequence[int]


def _among(content: Content, positions: Sequence[int]) -> Iterator[int]:
    """Yield the villages in which anything is registered."""
    found = registered(content)
    return (position for position in positions if any(found.of_village(position)))


# --- areas by class --------------------------------------------------------------------------------------


def _class_rows(content: Content, found: Registered, parcels: Sequence[int]) -> Iterator[Row]:
    for name, members in groupby(parcels, key=found.class_name):
        yield _class_row(content, found, name, list(members))
    total = _class_row(content, found, content.wording.text(f"{_STEM}.total"), parcels)
    yield total._replace(kind="total")


def _class_row(content: Content, found: Registered, name: str, parcels: Sequence[int]) -> Row:
    farmland = found.chosen("parcels", "basic_farmland")
    area = sum(found.areas[row] for row in parcels)
    basic = sum(found.areas[row] for row in parcels if farmland[row])
    return Row(
        (
            name,
            f"{len(parcels):,}",
            content.area(area),
            units.format_hectares(area),
            content.area(basic) if basic else "",
        )
    )


# --- results by holder -----------------------------------------------------------------------------------


def _holders(content: Content, found: Registered, village: int) -> list[_Holder]:
    """Return who has anything in a village, in register order, the collective last."""
    of: defaultdict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for kind, (table, rows) in enumerate(zip(("parcels", "items"), found.of_village(village), strict=True)):
        owners = found.owners(table)
        for row in rows:
            of[owners[row]][kind].append(row)
    names = posting.posted_names(content, village)
    holders = [_Holder(names[each], *of[each]) for each in names if each in of]
    if NONE in of:
        holders.append(_Holder(posting.collective_name(content, village), *of[NONE]))
    return holders


def _results_of(content: Content, found: Registered, holders: Sequence[_Holder]) -> _Results:
    metres = found.numbers("parcels", "square_metres")
    with_metres = any(metres[row] != NONE for each in holders for row in each.parcels)
    rows: list[Row] = []
    areas: list[int] = []
    for number, holder in enumerate(holders, 1):
        for at in range(max(len(holder.parcels), len(holder.items))):
            rows.append(_row(content, found, holder, (number, at), with_metres))
            areas.append(found.areas[holder.parcels[at]] if at < len(holder.parcels) else 0)
    total = content.area(sum(areas))
    empty = [""] * (5 if with_metres else 4)
    rows.append(Row((content.wording.text(f"{_STEM}.total"), total, "", "", total, *empty), "total", 2))
    return _Results(_RESULTS_WITH_METRES if with_metres else _RESULTS, rows, areas)


def _row(
    content: Content, found: Registered, holder: _Holder, place: tuple[int, int], with_metres: bool
) -> Row:
    """Return one of a holder's rows, by the holder's number and the row's own: a parcel beside an item."""
    number, at = place
    parcels, items = holder.parcels, holder.items
    first = at == 0
    head = (WHITE, WHITE, WHITE)
    if first:
        area = content.area(sum(found.areas[row] for row in parcels)) if parcels else ""
        head = (str(number), holder.name, area)
    elif at % _TOGETHER == 0:
        head = (WHITE, content.wording.text(f"{_STEM}.continued", name=holder.name), WHITE)
    nothing = "" if first else WHITE
    land = _parcel(content, found, parcels[at]) if at < len(parcels) else (nothing,) * 4
    item = _item(content, found, items[at]) if at < len(items) else (nothing,) * 4
    return Row((*head, *(land if with_metres else land[:3]), *item), joined=at % _TOGETHER != 0)


def _parcel(content: Content, found: Registered, row: int) -> tuple[str, str, str, str]:
    metres = found.numbers("parcels", "square_metres")[row]
    place = found.texts("parcels", "place")[row]
    return (
        _named(content, found, "parcels", row, place),
        found.land_classes[row],
        content.area(found.areas[row]),
        "" if metres == NONE else content.plain_quantity(metres),
    )


def _item(content: Content, found: Registered, row: int) -> tuple[str, str, str, str]:
    return (
        _named(content, found, "items", row, found.texts("items", "name")[row]),
        masked(found.texts("items", "specification")[row]),
        masked(found.texts("items", "unit")[row]),
        content.plain_quantity(found.numbers("items", "quantity")[row]),
    )


def _named(content: Content, found: Registered, table: str, row: int, name: str) -> str:
    posted = masked(name)
    if not found.chosen(table, "disputed")[row]:
        return posted
    return content.wording.text(f"{_STEM}.disputed", name=posted)


# --- the page --------------------------------------------------------------------------------------------


def _draw(content: Content, book: Book, village: int, outline: Outline) -> None:
    """Draw one village's notice."""
    title = SURVEY_NOTICE.title(content)
    found = registered(content)
    holders = _holders(content, found, village)
    with book.section(
        wide_paper(content.edition),
        footer=footer(content, SURVEY_NOTICE, village),
        running=running(content, title, content.village(village)),
        outline=outline,
    ) as section:
        posting.head(section, content, title, village, _counts(content, holders))
        _draw_tables(section, content, found, village, holders)
        section.space(6)
        section.notes(_notes(content, found, village), _TEXT)
        section.space(6)
        posting.close(section, content)
        posting.mark(section, content)


def _counts(content: Content, holders: Sequence[_Holder]) -> tuple[tuple[str, str], ...]:
    say = content.wording.text
    parcels, items = (sum(len(each[kind]) for each in holders) for kind in (1, 2))
    return (
        (say(f"{_STEM}.holders"), say(f"{_STEM}.holders_count", count=f"{len(holders):,}")),
        (
            say(f"{_STEM}.registered"),
            say(f"{_STEM}.registered_count", parcels=f"{parcels:,}", items=f"{items:,}"),
        ),
    )


def _draw_tables(
    section: Section, content: Content, found: Registered, village: int, holders: Sequence[_Holder]
) -> None:
    say = content.wording.text
    numbered = posting.captions(content)
    parcels, _ = found.of_village(village)
    if parcels:
        title = numbered(say(f"{_STEM}.classes"))
        rows = list(_class_rows(content, found, parcels))
        flowing(
            section,
            lambda sheet: caption(sheet, title),
            lambda sheet: draw_table(sheet, _CLASSES, rows),
        )
        section.space(8)
    section.reserve(50 * MM)
    caption(section, numbered(say(f"{_STEM}.results")))
    _draw_results(section, content, _results_of(content, found, holders))


def _draw_results(section: Section, content: Content, results: _Results) -> None:
    """Draw the holders; where they need several pages, each of these tells the area on it and so far."""
    so_far = list(accumulate(results.areas, initial=0))

    def foot(page: range) -> tuple[Row]:
        before, up_to = so_far[page.start], so_far[page.stop]
        area = content.area(up_to - before)
        text = content.wording.text(f"{_STEM}.page", area=area, running=content.area(up_to))
        return (Row((text,), "subtotal", len(results.table.columns)),)

    draw_table(section, results.table, results.rows, foot, carried=True)


def _notes(content: Content, found: Registered, village: int) -> list[str]:
    """Return what explains the figures and marks that stand on this notice."""
    say = content.wording.text
    parcels, items = found.of_village(village)
    metres = found.numbers("parcels", "square_metres")
    disputed = any(found.chosen("parcels", "disputed")[row] for row in parcels) or any(
        found.chosen("items", "disputed")[row] for row in items
    )
    in_metres = any(metres[row] != NONE for row in parcels)
    texts = [say(f"{_STEM}.notes.{'areas_metres' if in_metres else 'areas'}")] if parcels else []
    if disputed:
        texts.append(say(f"{_STEM}.notes.disputed"))
    if posting.has_namesakes(content, village):
        texts.append(say("posting.namesakes"))
    return texts


SURVEY_NOTICE: Final = Document(
    _STEM,
    "village",
    reading(NAMES, posting.POSTED, _READS),
    _draw,
    lambda _content, _village: 0,
    _among,
)
