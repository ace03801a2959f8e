"""A village's entries summed up: by head and payee, land by class and standard, items by name and price."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from calc.lines import HEADS, LAND, NONE
from calc.statements.entries import Content, Entry, sums_by_head
from calc.statements.table import Row
from calc.tables import COMMON_CHOICES

__all__ = [
    "ItemGroup",
    "LandGroup",
    "head_rows",
    "items_by_price",
    "land_by_standard",
    "land_name",
    "village_total",
    "villages_with_entries",
]


class LandGroup(NamedTuple):
    """Parcels of one class and zone at one standard.

    Attributes:
        basis: number in `calc.lines.BASES`.
        land_class: number of the class in the policy.
        zone: number in `Computation.zones`, NONE where priced.
        state: whether the land is the State's.
        aaov: fen per mu, NONE where priced.
        land_multiple, resettlement_multiple: hundredths, NONE where none.
        land_rate, resettlement_rate: 10⁻⁴ yuan per mu; NONE where there is no resettlement subsidy.
        source: where a price stands, "" where none is recorded or multiples hold.
        parcels: how many.
        area, basic: 10⁻⁶ mu, in all and of basic farmland.
        land, resettlement: fen, sums of rounded lines, undivided.

    """

    basis: int
    land_class: int
    zone: int
    state: bool
    aaov: int
    land_multiple: int
    resettlement_multiple: int
    land_rate: int
    resettlement_rate: int
    source: str
    parcels: int
    area: int
    basic: int
    land: int
    resettlement: int


class ItemGroup(NamedTuple):
    """Items of one name, specification and unit at one price.

    Attributes:
        head: number in `calc.lines.HEADS`.
        rate: 10⁻⁴ yuan a unit.
        source: where the price stands, "" where none is recorded.
        quantity: 10⁻⁶ units.
        undivided, to_household, to_collective: fen, sums of rounded lines.

    """

    head: int
    name: str
    specification: str
    unit: str
    rate: int
    source: str
    quantity: int
    undivided: int
    to_household: int
    to_collective: int


def land_by_standard(content: Content, entries: Iterable[Entry]) -> list[LandGroup]:
    """Return the parcels among `entries` by class, zone and standard: Article 8, Article 9, priced land."""
    parcels: dict[int, list[Entry]] = {}
    for entry in entries:
        if not entry.from_item:
            parcels.setdefault(entry.row, []).append(entry)
    groups: dict[LandGroup, list[LandGroup]] = {}
    for row, held in parcels.items():
        single = _single(content, row, held)
        key = single._replace(parcels=0, area=0, basic=0, land=0, resettlement=0)
        groups.setdefault(key, []).append(single)
    return sorted(
        (
            key._replace(
                parcels=len(members),
                area=sum(each.area for each in members),
                basic=sum(each.basic for each in members),
                land=sum(each.land for each in members),
                resettlement=sum(each.resettlement for each in members),
            )
            for key, members in groups.items()
        ),
        key=lambda group: group[:4],
    )


def _single(content: Content, row: int, entries: Sequence[Entry]) -> LandGroup:
    """Return one parcel, by its entries, as a group of its own."""
    figures = content.computation.parcels
    land = next((each for each in entries if each.head == LAND), None)
    resettlement = next((each for each in entries if each.head != LAND), None)
    first = entries[0]
    basic = content.scenario["parcels"].number("basic_farmland").cell(row) == COMMON_CHOICES["yes"]
    return LandGroup(
        basis=int(figures.basis[row]),
        land_class=int(figures.land_class[row]),
        zone=int(figures.zone[row]),
        state=bool(figures.state[row]),
        aaov=first.aaov,
        land_multiple=land.multiple if land else NONE,
        resettlement_multiple=resettlement.multiple if resettlement else NONE,
        land_rate=land.rate if land else NONE,
        resettlement_rate=resettlement.rate if resettlement else NONE,
        source=content.price_source(first),
        parcels=1,
        area=first.quantity,
        basic=first.quantity if basic else 0,
        land=land.undivided if land else 0,
        resettlement=resettlement.undivided if resettlement else 0,
    )


def items_by_price(content: Content, entries: Iterable[Entry]) -> list[ItemGroup]:
    """Return the items among `entries` by head, name and price, in the order they are registered."""
    groups: dict[ItemGroup, list[Entry]] = {}
    for entry in entries:
        if entry.from_item:
            key = ItemGroup(
                head=entry.head,
                name=content.name(entry),
                specification=content.kind(entry),
                unit=content.unit(entry),
                rate=entry.rate,
                source=content.price_source(entry),
                quantity=0,
                undivided=0,
                to_household=0,
                to_collective=0,
            )
            groups.setdefault(key, []).append(entry)
    found = [
        key._replace(
            quantity=sum(each.quantity for each in members),
            undivided=sum(each.undivided for each in members),
            to_household=sum(each.to_household for each in members),
            to_collective=sum(each.to_collective for each in members),
        )
        for key, members in groups.items()
    ]
    return sorted(found, key=lambda group: group.head)


def land_name(content: Content, group: LandGroup) -> str:
    """Return a group's land class, marked where the land is the State's."""
    name = content.policy.classes[group.land_class].name
    return content.wording.text("common.state_land", **{"class": name}) if group.state else name


def head_rows(content: Content, entries: Sequence[Entry]) -> Iterator[Row]:
    """Yield each head with what households, the collective and both get, a dash for none; then the total."""
    sums = sums_by_head(entries)
    for head in range(len(HEADS)):
        held = sums.get(head)
        figures = (held.to_household, held.to_collective, held.undivided) if held else ()
        yield Row((content.head(head), *(map(content.money, figures) if figures else ("", "", ""))))
    whole = (
        sum(each.to_household for each in sums.values()),
        sum(each.to_collective for each in sums.values()),
        sum(each.undivided for each in sums.values()),
    )
    yield Row((content.wording.text("common.total"), *map(content.money, whole)), "total")


def village_total(content: Content, position: int) -> int:
    """Return everything that is paid in a village, in fen."""
    return content.assessment.totals.by_village[position]


def villages_with_entries(content: Content, positions: Sequence[int]) -> Iterator[int]:
    """Return the villages in which anything is compensated."""
    return filter(content.entries.villages().__contains__, positions)
