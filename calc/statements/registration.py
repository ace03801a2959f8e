"""The registration sheet (调查登记确认表): what a household confirms or disputes.

It is signed before any amount exists and tells none. Villagers quarrel first about quantity, so every figure
can be added up on the page, and each row has room to write beside it what it should be. Who it is paid to
stands here too: the holder alone can find the wrong digit of an account.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Final, Literal

from calc.lines import NONE
from calc.payments import account_holder
from calc.statements.document import NAMES, Document, Outline, Reads, reading
from calc.statements.entries import Content, plain
from calc.statements.holders import is_organisation
from calc.statements.notes import told_apart
from calc.statements.page import A4, BODY, FRAME, MM, SMALL, Book, Canvas, Field, Section, Style
from calc.statements.page_sums import page_sums
from calc.statements.parts import footer, officers, running
from calc.statements.registered import Registered, registered
from calc.statements.signing import Block, Place, signatures, signatures_height
from calc.statements.table import WHITE, Column, Row, Table, draw_table

__all__ = ["REGISTRATION_SHEETS"]

_STEM: Final = "registration-sheets"
_PAPER: Final = A4
_READS: Final[Reads] = {
    "project": frozenset({"registrar", "requisitioning_unit", "notice_date"}),
    "households": frozenset(
        (
            *("identity_number", "members", "phone", "account_name", "recipient_identity", "relation"),
            *("bank", "account"),
        )
    ),
    "parcels": frozenset(
        (
            *("parcel_id", "village_id", "household_id", "land_class", "area", "square_metres", "place"),
            *("boundaries", "contract_area", "ownership", "basic_farmland", "disputed", "remark"),
        )
    ),
    "items": frozenset(
        (
            *("item_id", "village_id", "household_id", "category", "name", "specification", "unit"),
            *("quantity", "made_date", "disputed", "remark"),
        )
    ),
}

_TEXT: Final = Style("song", 9, 12.5)
_STRONG: Final = Style("hei", 9, 12.5)
_TOTAL: Final = Style("hei", 9.5, 12.5)
_BEFORE_METRES: Final = (
    Column("序号", 8, "right"),
    Column("小地名", 20),
    Column("四至", 38),
    Column("地类", 16),
    Column("面积\n（亩）", 18, "decimal", edge=True),
)
_AFTER_METRES: Final = (
    Column("承包合同\n面积（亩）", 19, "decimal"),
    Column("备注", 24, edge=True),
    Column("异议", 24, edge=True),
)


def _land_table(*metres: Column) -> Table:
    columns = (*_BEFORE_METRES, *metres, *_AFTER_METRES)
    return Table(columns, style=_TEXT, strong=_STRONG, total=_TOTAL, row_height=7 * MM)


_LAND: Final = _land_table()
_LAND_WITH_METRES: Final = _land_table(Column("面积\n（平方米）", 20, "decimal"))
_ITEMS: Final = Table(
    (
        Column("序号", 8, "right"),
        Column("类别", 20),
        Column("名称", 28),
        Column("规格", 26),
        Column("单位", 12, "center"),
        Column("数量", 20, "decimal", edge=True),
        Column("种植（建造）\n日期", 23, "center"),
        Column("备注", 24, edge=True),
        Column("异议", 24, edge=True),
    ),
    style=_TEXT,
    strong=_STRONG,
    total=_TOTAL,
    row_height=7 * MM,
)
_SHARES: Final = (1.3, 1.0, 1.2)
"""The widths of the fields of each row, so that they stand below one another."""
_START: Final = 45 * MM
"""A table starts on a page with at least so much room: its caption never ends one."""
_BOXES: Final = (14 * MM, 22 * MM, 40 * MM)
"""The height of the box for objections: the least, and where the page has room."""
_LONG: Final = 21 * 1000
"""A remark of more than three lines, in thousandths of its size, is told in a note below the tables."""
_INSET: Final = 4.0
_SPACES: Final = (8.0, 5.0, 6.0, 4.0)  # before the box, the sentence, the signatures and the foot


# --- whose it is -----------------------------------------------------------------------------------------


def _fields(content: Content, household: int, organisation: bool) -> tuple[tuple[Field, ...], ...]:
    """Return who the holder is and where he is paid; what is missing has room to be written in."""
    say = content.wording.text

    def field(name: str, value: str, share: float = _SHARES[1]) -> Field:
        return Field(say(f"{_STEM}.{name}"), value or say("common.blank"), share)

    def cell(column: str) -> str:
        return content.text_of("households", household, column)

    members = content.scenario["households"].number("members").cell(household)
    people = "" if members is None else say(f"{_STEM}.people", count=members)
    account_name, relation = cell("account_name"), cell("relation")
    if cell("account") and not account_name:
        account_name = plain(account_holder(content.scenario["households"], household))
    if relation:
        account_name = say(f"{_STEM}.related", name=account_name, relation=relation)
    recipient = cell("recipient_identity")
    notice = (field("notice_date", content.date_of("project", 0, "notice_date"), _SHARES[1] + _SHARES[2]),)
    holder = (
        (
            field("identity_number", cell("identity_number"), _SHARES[0]),
            field("phone", cell("phone")),
            field("members", people, _SHARES[2]),
        )
        if not organisation
        else (
            field("credit_code", cell("identity_number"), _SHARES[0] + _SHARES[1]),
            field("phone", cell("phone"), _SHARES[2]),
        )
    )
    return (
        (
            field("holder", cell("head"), _SHARES[0]),
            field("household_id", cell("household_id")),
            field("village", content.village_of_household(household), _SHARES[2]),
        ),
        holder,
        (
            field("account_name", account_name, _SHARES[0]),
            field("bank", cell("bank"), _SHARES[1] + _SHARES[2]),
        ),
        (
            field("account", cell("account"), _SHARES[0]),
            *((field("recipient_identity", recipient, _SHARES[1] + _SHARES[2]),) if recipient else notice),
        ),
        *((notice,) if recipient else ()),
    )


# --- land ------------------------------------------------------------------------------------------------


def _land(
    content: Content, found: Registered, parcels: Sequence[int], remarks: Sequence[str], with_metres: bool
) -> list[Row]:
    """Return the parcels by class, a class of several closed by its sum, and the sum of all."""
    say = content.wording.text
    rows: list[Row] = []

    def close(label: str, members: Sequence[int], kind: Literal["subtotal", "total"]) -> None:
        cells = (label, content.area(sum(found.areas[row] for row in members)))
        rows.append(Row((*cells, *_sums(content, found, members, with_metres), "", ""), kind, 4))

    number = 0
    for name, members in groupby(parcels, key=found.class_name):
        held = list(members)
        for row in held:
            number += 1
            rows.append(_parcel(content, found, (number, row), remarks[number - 1], with_metres))
        if 1 < len(held) < len(parcels):
            close(say(f"{_STEM}.class_subtotal", **{"class": name}), held, "subtotal")
    close(say(f"{_STEM}.total", count=len(parcels)), parcels, "total")
    return rows


def _parcel(
    content: Content, found: Registered, place: tuple[int, int], remark: str, with_metres: bool
) -> Row:
    """Return the row of a parcel, by its number on the sheet and its position."""
    number, row = place
    contract = found.numbers("parcels", "contract_area")[row]
    metres = found.numbers("parcels", "square_metres")[row]
    return Row(
        (
            str(number),
            found.texts("parcels", "place")[row] or found.texts("parcels", "parcel_id")[row],
            found.texts("parcels", "boundaries")[row],
            found.land_classes[row],
            content.area(found.areas[row]),
            *(("" if metres == NONE else content.plain_quantity(metres),) if with_metres else ()),
            "" if contract == NONE else content.area(contract),
            remark,
            WHITE,
        )
    )


def _sums(content: Content, found: Registered, parcels: Sequence[int], with_metres: bool) -> tuple[str, ...]:
    """Return the sums in square metres and by contract, only where every one of the parcels has one."""
    contracts, metres = (
        [found.numbers("parcels", name)[row] for row in parcels]
        for name in ("contract_area", "square_metres")
    )
    contract = "" if NONE in contracts else content.area(sum(contracts))
    if not with_metres:
        return (contract,)
    return "" if NONE in metres else content.plain_quantity(sum(metres)), contract


def _remarks(content: Content, found: Registered, household: int) -> tuple[list[str], tuple[str, ...]]:
    """Return what stands under 备注 of parcels and items, and the note that has the long ones."""
    rows = zip(("parcels", "items"), found.of_household(household), strict=True)
    parts = [_remark(content, found, household, row, table) for table, held in rows for row in held]
    return told_apart(content, parts, _LONG)


def _remark(
    content: Content, found: Registered, household: int, row: int, table: str
) -> tuple[str, str, str, str]:
    """Return the parts of a remark: a dispute, basic farmland, another village, the officer's own."""
    say = content.wording.text
    disputed = basic = elsewhere = ""
    if found.chosen(table, "disputed")[row]:
        disputed = say("common.disputed")
    if table == "parcels" and found.chosen("parcels", "basic_farmland")[row]:
        basic = say(f"{_STEM}.basic_farmland")
    if found.texts(table, "village_id")[row] != found.texts("households", "village_id")[household]:
        elsewhere = say(f"{_STEM}.elsewhere", village=content.village(found.villages(table)[row]))
    return disputed, basic, elsewhere, found.texts(table, "remark")[row]


# --- crops and attachments -------------------------------------------------------------------------------


def _items(
    content: Content, found: Registered, items: Sequence[int], remarks: Sequence[str], first: int
) -> list[Row]:
    """Return the items, numbered from `first` on."""
    category = found.numbers("items", "category")
    kinds = content.scenario["items"].spec.by_name["category"].choices
    return [
        Row(
            (
                str(number),
                kinds[category[row]],
                found.texts("items", "name")[row],
                found.texts("items", "specification")[row],
                found.texts("items", "unit")[row],
                content.plain_quantity(found.numbers("items", "quantity")[row]),
                content.date_of("items", row, "made_date"),
                remarks[number - 1],
                WHITE,
            )
        )
        for number, row in enumerate(items, first)
    ]


# --- the page --------------------------------------------------------------------------------------------


def _places(content: Content, organisation: bool) -> Block:
    """Return who signs: the holder with a thumb-print, or an organisation with its seal; then the others."""

    def label(name: str) -> str:
        return content.wording.text(f"{_STEM}.signatures.{name}")

    (registrar,) = officers(content, _STEM, "registrar")
    group = Place(label("group"))
    seals = (Place(label("committee"), "seal"), Place(label("unit"), "seal"))
    if organisation:
        return ((Place(label("organisation"), "seal"), *seals), (registrar, group))
    return (((Place(label("holder"), "thumb", 1.55), registrar, group), *seals),)


def _confirmation(content: Content, found: Registered, household: int, organisation: bool) -> str:
    """Return what the holder confirms, the quantities told again: no row can be added after he has signed."""
    say = content.wording.text
    parcels, items = found.of_household(household)
    if not parcels and not items:
        return say(f"{_STEM}.confirmed_nothing")
    area = content.area(sum(found.areas[row] for row in parcels))
    facts, matters = [], []
    if parcels:
        facts.append(say(f"{_STEM}.parcels_count", count=len(parcels), area=area))
        matters.append(say(f"{_STEM}.parcels_matters"))
    if items:
        facts.append(say(f"{_STEM}.items_count", count=len(items)))
        matters.append(say(f"{_STEM}.items_matters"))
    key = "confirmed_organisation" if organisation else "confirmed"
    return say(f"{_STEM}.{key}", facts="，".join(facts), matters="、".join(matters))


def _draw(content: Content, book: Book, household: int, outline: Outline) -> None:
    """Draw one household's sheet."""
    found = registered(content)
    organisation = is_organisation(content, household)
    title = REGISTRATION_SHEETS.title(content)
    names = (content.text_of("households", household, name) for name in ("household_id", "head"))
    with book.section(
        _PAPER,
        footer=footer(content, REGISTRATION_SHEETS, household),
        running=running(content, title, " ".join(names)),
        outline=outline,
    ) as section:
        section.titles(content.project, title)
        section.fields(*_fields(content, household, organisation))
        _draw_tables(section, content, found, household)
        _conclude(
            section,
            content,
            _confirmation(content, found, household, organisation),
            content.kept((_STEM, "places", organisation), lambda: _places(content, organisation)),
        )


def _draw_tables(section: Section, content: Content, found: Registered, household: int) -> None:
    say = content.wording.text
    parcels, items = found.of_household(household)
    remarks, long = _remarks(content, found, household)
    if parcels:
        _caption(section, say(f"{_STEM}.land"))
        _draw_land(section, content, found, parcels, remarks)
        _note(section, content, found, parcels)
        section.space(8)
    if items:
        _caption(section, say(f"{_STEM}.{'items' if parcels else 'only_items'}"))
        draw_table(section, _ITEMS, _items(content, found, items, remarks, len(parcels) + 1))
    if long:
        section.space(3)
        section.notes(long)
    if not parcels and not items:
        section.space(6)
        section.paragraph(say(f"{_STEM}.nothing"), BODY)


def _caption(section: Section, text: str) -> None:
    section.reserve(_START)
    section.line(text, style=_STRONG)
    section.space(1)


def _note(section: Section, content: Content, found: Registered, parcels: Sequence[int]) -> None:
    """Set under the land which area holds, and how square metres become mu, where there are any."""
    columns = (("contract_area", "areas"), ("square_metres", "square_metres"))
    texts = [
        content.wording.text(f"{_STEM}.{key}")
        for name, key in columns
        if any(found.numbers("parcels", name)[row] != NONE for row in parcels)
    ]
    if texts:
        section.space(2)
        section.line("".join(texts), style=SMALL)


def _draw_land(
    section: Section, content: Content, found: Registered, parcels: Sequence[int], remarks: Sequence[str]
) -> None:
    """Draw the parcels; where they need several pages, each of these is summed up."""
    metres = found.numbers("parcels", "square_metres")
    with_metres = any(metres[row] != NONE for row in parcels)
    table = _LAND_WITH_METRES if with_metres else _LAND
    rows = _land(content, found, parcels, remarks, with_metres)

    def page_sum(label: str, sums: Sequence[int]) -> Row:
        return Row((label, *map(content.area, sums), *[""] * (len(table.columns) - 5)), "subtotal", 4)

    foot = page_sums(content, rows, lambda: ((found.areas[row],) for row in parcels), page_sum)
    draw_table(section, table, rows, foot, carried=True)


def _conclude(section: Section, content: Content, confirmation: str, places: Block) -> None:
    """Set the box for objections, what is confirmed, and who signs it: all on one page."""
    copies = content.wording.text(f"{_STEM}.copies")
    sentence = len(BODY.wrap(confirmation, section.paper.room)) * BODY.leading
    rest = sentence + signatures_height(places) + SMALL.leading + sum(_SPACES)
    section.reserve(_BOXES[0] + rest)
    box = max(each for each in _BOXES if section.y + each + rest <= section.bottom + 1 or each == _BOXES[0])
    label = content.wording.text(f"{_STEM}.objections")
    room = section.paper.room

    def draw(canvas: Canvas) -> None:
        canvas.box((0, 0), (room, box), FRAME)
        canvas.text(_INSET, BODY.baseline(_INSET), label, BODY)

    form = section.book.form(("objections", label, room, box), (room, box), draw)
    section.space(_SPACES[0])
    section.block(box, lambda page, x, y: page.place(form, x, y))
    section.space(_SPACES[1])
    section.paragraph(confirmation, BODY)
    section.space(_SPACES[2])
    signatures(section, *places)
    section.space(_SPACES[3])
    section.line(copies, style=SMALL)


REGISTRATION_SHEETS: Final = Document(
    _STEM, "household", reading(NAMES, _READS), _draw, lambda _content, _household: 0
)
