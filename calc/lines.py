"""From the recorded rows to exact lines: who is paid what for which parcel or item, and at which rate.

Everything here is vectorised over parcels and items; villages and output zones are few and are taken one by
one. What cannot be computed makes no line and is marked, so that no sum is ever shown as whole when it is
not. Why a row makes no line is said by `calc.checks`.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from calc import units
from calc.kept import kept
from calc.policy import Policy, Tier
from calc.scenario import NumberColumn, Scenario, Table
from calc.tables import COMMON_CHOICES

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "ATTACHMENTS",
    "COLLECTIVE",
    "CROPS",
    "HEADS",
    "HOUSEHOLD",
    "LAND",
    "PAYEES",
    "RESETTLEMENT",
    "Computation",
    "ItemFigures",
    "Lines",
    "ParcelFigures",
    "VillageFigures",
    "Zone",
    "compute",
    "valid",
]

HEADS: Final = ("land_compensation", "resettlement_subsidy", "young_crops", "attachments")
LAND, RESETTLEMENT, CROPS, ATTACHMENTS = range(4)
PAYEES: Final = ("household", "collective")
HOUSEHOLD, COLLECTIVE = range(2)
BASES: Final = ("article_8", "article_9", "priced")
ARTICLE_8, ARTICLE_9, PRICED = range(3)
WHOLE_SHARE: Final = 100 * 10**units.PLACES_SHARE
NONE: Final = -1
"""Stands in an int64 array of positions, averages or multiples where there is none."""

_MULTIPLE_TO_RATE: Final = 1
"""AAOV in fen times a multiple in hundredths is a rate in 10⁻⁴ yuan as it stands."""
_PRICE_TO_RATE: Final = 10 ** (units.PLACES_RATE - units.PLACES_MONEY)


def valid(rows: Table, name: str) -> "NDArray[np.bool_]":
    """Return where a number stands in `name` that lies within the column's bounds, shape (rows,)."""
    column = rows.spec.by_name[name]
    return _within(rows.number(name), column.minimum, column.maximum)


@kept
def _within(held: NumberColumn, lowest: int | None, highest: int | None) -> "NDArray[np.bool_]":
    good = held.present
    if lowest is not None:
        good = good & (held.values >= lowest)
    if highest is not None:
        good = good & (held.values <= highest)
    return good


def unread_in(rows: Table, *names: str) -> "NDArray[np.bool_]":
    """Return where a cell of one of the columns could not be read, shape (rows,).

    Such a cell is missing, but what a missing cell would mean there (a default, a price from the list, the
    collective) is not what the officer wrote: no line may be made of it.
    """
    return _marked(rows.part(*names))


@kept
def _marked(rows: Table) -> "NDArray[np.bool_]":
    marked = np.zeros(len(rows), np.bool_)
    for key, _ in rows.unread:
        marked[rows.positions[key]] = True
    return marked


@dataclass(frozen=True, slots=True)
class Zone:
    """One output zone of a village.

    Attributes:
        village: position of the village, NONE where its ID is unknown.
        name: the zone's name.
        years: year -> annual output value in fen; empty for a published average.
        aaov: average annual output value in fen per mu, None where it cannot be computed.
        rows: positions in the table of output values.
        fault: "" or why there is no average: "incomplete", "years", "doubled".

    """

    village: int
    name: str
    years: dict[int, int]
    aaov: int | None
    rows: tuple[int, ...]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class VillageFigures:
    """One village's own figures, as recorded.

    Attributes:
        area: cultivated land before requisition in 10⁻⁶ mu, None where missing or out of bounds.
        population: agricultural population, None likewise.
        tier: the tier of Article 8, None where it cannot be determined.
        land_multiple, resettlement_multiple: hundredths, None where not chosen or out of bounds.
        land_share, resettlement_share: the household's share in hundredths of a percent; None where the
            recorded one cannot be used.

    """

    area: int | None
    population: int | None
    tier: Tier | None
    land_multiple: int | None
    resettlement_multiple: int | None
    land_share: int | None
    resettlement_share: int | None


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class ParcelFigures:
    """What was found out about each parcel; arrays of shape (parcels,).

    Attributes:
        village: position of its village, NONE where blank, unknown or doubled.
        household: position of its household, NONE for the collective or where unknown.
        collective: whether it is registered in no household's name.
        zone: number of its output zone in `Computation.zones`, NONE where it has none or needs none.
        land_class: number of its class in the policy, NONE where unknown.
        basis: ARTICLE_8, ARTICLE_9 or PRICED; State land is priced whatever its class; NONE where class or
            ownership is unknown.
        state: whether the land is the State's.
        area: int64, 10⁻⁶ mu, 0 where it cannot be used.
        area_valid: where the area can be used.
        aaov: int64, fen per mu, NONE where there is none.
        known: whether village, area and the output value or price are known: all but multiples and payees.
        computed: whether all of its lines could be computed.
        heads: land compensation and resettlement subsidy.

    """

    kind: ClassVar = "ParcelFigures"
    village: "NDArray[np.intp]"
    household: "NDArray[np.intp]"
    collective: "NDArray[np.bool_]"
    zone: "NDArray[np.intp]"
    land_class: "NDArray[np.intp]"
    basis: "NDArray[np.intp]"
    state: "NDArray[np.bool_]"
    area: "NDArray[np.int64]"
    area_valid: "NDArray[np.bool_]"
    aaov: "NDArray[np.int64]"
    known: "NDArray[np.bool_]"
    computed: "NDArray[np.bool_]"
    heads: "tuple[Head, Head]"


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class ItemFigures:
    """What was found out about each item; arrays of shape (items,).

    Attributes:
        village: position of its village, NONE where blank, unknown or doubled.
        household: position of its household, NONE for the collective or where unknown.
        collective: whether it is in no household's name.
        listed: position of its row in the price list, NONE where none matches or prices there contradict.
        contradicted: whether the price list has several prices for it.
        price: int64, fen per unit, NONE where missing.
        from_list: whether the price was taken from the price list.
        computed: whether its line could be computed.
        head: CROPS or ATTACHMENTS.
        quantity: int64, 10⁻⁶ of its unit, 0 where no line could be computed.
        amount: int64, fen, likewise.

    """

    kind: ClassVar = "ItemFigures"
    village: "NDArray[np.intp]"
    household: "NDArray[np.intp]"
    collective: "NDArray[np.bool_]"
    listed: "NDArray[np.intp]"
    contradicted: "NDArray[np.bool_]"
    price: "NDArray[np.int64]"
    from_list: "NDArray[np.bool_]"
    computed: "NDArray[np.bool_]"
    head: "NDArray[np.intp]"
    quantity: "NDArray[np.int64]"
    amount: "NDArray[np.int64]"


@dataclass(frozen=True, eq=False, slots=True)
class Lines:
    """Every line that could be computed, in register order; arrays of shape (lines,).

    Of a parcel land compensation comes before resettlement, the household before the collective; parcels
    before items.

    Attributes:
        from_item: whether the line comes from an item rather than a parcel.
        row: position of that parcel or item in its table.
        village: position of the village.
        household: position of the household in whose name it is registered, NONE for the collective's own.
        head: LAND, RESETTLEMENT, CROPS or ATTACHMENTS.
        payee: HOUSEHOLD or COLLECTIVE.
        quantity: int64, 10⁻⁶ mu or of the item's unit.
        aaov: int64, fen per mu, NONE where none.
        multiple: int64, hundredths, NONE where none.
        rate: int64, 10⁻⁴ yuan per mu or unit.
        undivided: int64, fen: quantity × rate, rounded half up once.
        share: int64, hundredths of a percent.
        amount: int64, fen.

    """

    from_item: "NDArray[np.bool_]"
    row: "NDArray[np.intp]"
    village: "NDArray[np.intp]"
    household: "NDArray[np.intp]"
    head: "NDArray[np.intp]"
    payee: "NDArray[np.intp]"
    quantity: "NDArray[np.int64]"
    aaov: "NDArray[np.int64]"
    multiple: "NDArray[np.int64]"
    rate: "NDArray[np.int64]"
    undivided: "NDArray[np.int64]"
    share: "NDArray[np.int64]"
    amount: "NDArray[np.int64]"

    def __len__(self) -> int:
        return len(self.amount)


@dataclass(frozen=True, eq=False)
class Computation:
    """A scenario's figures under a policy."""

    scenario: Scenario
    policy: Policy
    villages: tuple[VillageFigures, ...]
    zones: tuple[Zone, ...]
    zones_of: Mapping[int, list[int]]
    parcels: ParcelFigures
    items: ItemFigures

    @cached_property
    def lines(self) -> Lines:
        """Every line; put together when first asked for, since sums do without."""
        return _lines(self.parcels, self.items)


def compute(scenario: Scenario, policy: Policy) -> Computation:
    """Return every line of `scenario` that can be computed under `policy`, and what was found on the way."""
    villages_table, households = scenario["villages"], scenario["households"]
    village_index, household_index = villages_table.unambiguous, households.unambiguous
    villages = _villages(villages_table.part(*_VILLAGE_COLUMNS), policy)
    outputs = scenario["outputs"].part("village_id", "zone", "year", "value")
    zones, zones_of = _zones(outputs, village_index)
    parcels = _parcels(
        scenario["parcels"].part(*_PARCEL_COLUMNS),
        policy,
        villages,
        zones,
        zones_of,
        village_index,
        household_index,
    )
    items = _items(
        scenario["items"].part(*_ITEM_COLUMNS),
        scenario["prices"].part("price", "category", "name", "specification", "unit"),
        village_index,
        household_index,
    )
    return Computation(scenario, policy, villages, zones, zones_of, parcels, items)


_VILLAGE_COLUMNS: Final = (
    *("cultivated_area", "population", "land_multiple", "resettlement_multiple"),
    *("land_share", "resettlement_share"),
)
_PARCEL_COLUMNS: Final = (
    *("village_id", "household_id", "zone", "land_class", "ownership", "area", "square_metres"),
    *("land_price", "resettlement_price"),
)
_ITEM_COLUMNS: Final = (
    *("village_id", "household_id", "category", "name", "specification", "unit", "quantity", "price"),
)


@kept
def _villages(rows: Table, policy: Policy) -> tuple[VillageFigures, ...]:
    areas, people = _usable(rows, "cultivated_area"), _usable(rows, "population")
    tiers = (
        None if area is None or population is None else policy.tier_of(area, population)
        for area, population in zip(areas, people, strict=True)
    )
    figures = (
        *(areas, people, tiers),
        *(_usable(rows, "land_multiple"), _usable(rows, "resettlement_multiple")),
        _shares(rows, "land_share", policy.land_share),
        _shares(rows, "resettlement_share", policy.resettlement_share),
    )
    return tuple(map(VillageFigures, *figures))


def _usable(rows: Table, name: str) -> list[int | None]:
    """Return the numbers of a column, None where there is none within the bounds."""
    values = zip(rows.number(name).values.tolist(), valid(rows, name).tolist(), strict=True)
    return [value if good else None for value, good in values]


def _shares(rows: Table, name: str, default: int) -> list[int | None]:
    """Return the shares of a column, `default` where nothing stands; what cannot be used is None."""
    missing = (~rows.number(name).present & ~unread_in(rows, name)).tolist()
    shares = zip(_usable(rows, name), missing, strict=True)
    return [default if nothing else share for share, nothing in shares]


@kept
def _zones(outputs: Table, village_index: dict[str, int]) -> tuple[tuple[Zone, ...], Mapping[int, list[int]]]:
    """Return every zone in the order of the table, and the numbers of each village's zones."""
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    names = zip(outputs.text("village_id").values.tolist(), outputs.text("zone").values.tolist(), strict=True)
    for position, zone in enumerate(names):
        rows[zone].append(position)
    known = (outputs.number("year").present & valid(outputs, "value")).tolist()
    years, values = outputs.number("year").values.tolist(), outputs.number("value").values.tolist()
    figures = [
        (year, value) if good else None for year, value, good in zip(years, values, known, strict=True)
    ]
    zones = tuple(
        _zone(village_index.get(village, NONE), name, tuple(positions), [figures[row] for row in positions])
        for (village, name), positions in rows.items()
    )
    zones_of: dict[int, list[int]] = defaultdict(list)
    for number, each in enumerate(zones):
        zones_of[each.village].append(number)
    return zones, MappingProxyType(dict(zones_of))


def _zone(village: int, name: str, rows: tuple[int, ...], figures: list[tuple[int, int] | None]) -> Zone:
    """Return a zone from its rows' years and values, None where a row lacks one."""
    known = [figure for figure in figures if figure is not None]
    if len(known) < len(figures) or not name:
        return Zone(village, name, {}, None, rows, "incomplete")
    by_year = dict(sorted(known))
    if len(known) == 1 and units.AVERAGE_YEAR in by_year:
        return Zone(village, name, {}, by_year[units.AVERAGE_YEAR], rows)
    if len(by_year) < len(rows):
        return Zone(village, name, {}, None, rows, "doubled")
    first = min(by_year)
    if list(by_year) != [first, first + 1, first + 2]:
        return Zone(village, name, by_year, None, rows, "years")
    # The rounded average is the announced standard: everything after uses it.
    return Zone(village, name, by_year, units.half_up(sum(by_year.values()), 3), rows)


def _village_values(villages: tuple[VillageFigures, ...], name: str) -> "NDArray[np.int64]":
    """Return a figure of every village, NONE where it has none; one more NONE for "no village" at -1."""
    figures = [getattr(village, name) for village in villages]
    return np.array([NONE if figure is None else figure for figure in figures] + [NONE], np.int64)


@kept
def _zone_numbers(
    parcels: Table,
    village: "NDArray[np.intp]",
    basis: "NDArray[np.intp]",
    zones: tuple[Zone, ...],
    zones_of: Mapping[int, list[int]],
    count: int,
) -> tuple["NDArray[np.intp]", "NDArray[np.int64]"]:
    """Return each parcel's zone and average: the zone it names, or its village's only one if it names none.

    NONE where it has none, or needs none.
    """
    only = np.full(count + 1, NONE, np.intp)
    for position, numbers in zones_of.items():
        if position != NONE and len(numbers) == 1:
            only[position] = numbers[0]
    names = {
        name: number for number, name in enumerate(dict.fromkeys(zone.name for zone in zones if zone.name))
    }
    named = parcels.text("zone").codes_in(names)
    known = {
        zone.village * (len(names) + 1) + names[zone.name]: number
        for number, zone in enumerate(zones)
        if zone.village != NONE and zone.name
    }
    named_or_unread = parcels.text("zone").present | unread_in(parcels, "zone")
    unnamed = np.where(named_or_unread, NONE, only[village])
    wanted = np.where((village == NONE) | (named == NONE), NONE, village * (len(names) + 1) + named)
    found = _found(wanted, known)
    found = np.where(found == NONE, unnamed, found)
    by_output = (basis == ARTICLE_8) | (basis == ARTICLE_9)
    zone = np.where(by_output, found, NONE)
    averages = np.array([NONE if each.aaov is None else each.aaov for each in zones] + [NONE], np.int64)
    return zone, averages[zone]


@kept
def _area(parcels: Table) -> tuple["NDArray[np.int64]", "NDArray[np.bool_]"]:
    """Return each parcel's area in 10⁻⁶ mu and where it can be used: given once, or twice and equal."""
    mu, metres = parcels.number("area"), parcels.number("square_metres")
    converted = metres.values * 15 // 10_000  # on the grid, as `parse_cell` has made sure
    on_grid = metres.values * 15 % 10_000 == 0
    good = (
        np.where(mu.present, valid(parcels, "area"), metres.present)
        & (~metres.present | (valid(parcels, "square_metres") & on_grid))
        & (~(mu.present & metres.present) | (mu.values == converted))
        & ~unread_in(parcels, "area", "square_metres")
    )
    return np.where(good, np.where(mu.present, mu.values, converted), 0), good


def _owners(
    rows: Table, household_index: dict[str, int]
) -> tuple["NDArray[np.intp]", "NDArray[np.bool_]", "NDArray[np.bool_]"]:
    """Return each row's household, whether it is the collective's own, and whether that is known at all."""
    household = rows.text("household_id").codes_in(household_index)
    collective = _collective(rows.part("household_id"))
    return household, collective, collective | (household != NONE)


@kept
def _collective(rows: Table) -> "NDArray[np.bool_]":
    own: NDArray[np.bool_] = ~rows.text("household_id").present & ~unread_in(rows, "household_id")
    return own


@dataclass(frozen=True, eq=False, slots=True)
class Head:
    """One head of payment over all parcels; arrays of shape (parcels,).

    Attributes:
        due: whether a parcel is paid this head at all.
        computed: whether its line can be computed.
        rate: int64, 10⁻⁴ yuan per mu, 0 where nothing is computed.
        multiple: int64, hundredths, NONE where the rate is a price.
        share: int64, hundredths of a percent to the household, 0 where nothing is computed.
        undivided: int64, fen, 0 where nothing is computed.
        to_household: int64, fen: the household's share of it; the collective gets the rest.

    """

    due: "NDArray[np.bool_]"
    computed: "NDArray[np.bool_]"
    rate: "NDArray[np.int64]"
    multiple: "NDArray[np.int64]"
    share: "NDArray[np.int64]"
    undivided: "NDArray[np.int64]"
    to_household: "NDArray[np.int64]"


@kept
def _parcels(
    rows: Table,
    policy: Policy,
    villages: tuple[VillageFigures, ...],
    zones: tuple[Zone, ...],
    zones_of: Mapping[int, list[int]],
    village_index: dict[str, int],
    household_index: dict[str, int],
) -> ParcelFigures:
    village = rows.text("village_id").codes_in(village_index)
    household, collective, owned = _owners(rows, household_index)
    land_class, basis, state = _bases(rows.part("land_class", "ownership"), policy)
    area, area_valid = _area(rows.part("area", "square_metres"))
    zone, aaov = _zone_numbers(rows.part("zone"), village, basis, zones, zones_of, len(villages))
    placed = (village != NONE) & area_valid & (basis != NONE)
    known = placed & np.where(basis == PRICED, valid(rows, "land_price"), aaov != NONE)
    rates = [
        _rates(rows.part(f"{name}_price"), name, policy, villages, village, basis, aaov, collective)
        for name in ("land", "resettlement")
    ]
    land, resettlement = (_head(rate, area, placed & owned) for rate in rates)
    # Each head stands by itself: one multiple that is not chosen yet keeps only its own line waiting.
    computed = land.computed & (resettlement.computed | ~resettlement.due)
    return ParcelFigures(
        *(village, household, collective, zone, land_class, basis, state, area, area_valid, aaov, known),
        computed=computed,
        heads=(land, resettlement),
    )


@kept
def _bases(rows: Table, policy: Policy) -> tuple["NDArray[np.intp]", "NDArray[np.intp]", "NDArray[np.bool_]"]:
    """Return each parcel's class, what its compensation rests on, and whether it is the State's land."""
    numbers = {each.name: number for number, each in enumerate(policy.classes)}
    for number, each in enumerate(policy.classes):
        numbers.update(dict.fromkeys(each.aliases, number))
    land_class = rows.text("land_class").codes_in(numbers)
    state = _chosen(rows.number("ownership"), COMMON_CHOICES["state"])
    bases = np.array([BASES.index(each.basis) for each in policy.classes] + [NONE], np.intp)
    basis = np.where(state & (land_class != NONE), PRICED, bases[land_class])
    basis[unread_in(rows, "ownership")] = NONE
    return land_class, basis, state


@dataclass(frozen=True, eq=False, slots=True)
class _Rates:
    """One head's rates, whatever the areas and the owners; arrays of shape (parcels,).

    Attributes:
        due, multiple: as in `Head`.
        usable: whether rate and share are known.
        rate, share: as in `Head`, of any value where they cannot be used.

    """

    due: "NDArray[np.bool_]"
    usable: "NDArray[np.bool_]"
    rate: "NDArray[np.int64]"
    multiple: "NDArray[np.int64]"
    share: "NDArray[np.int64]"


@kept
def _rates(
    rows: Table,
    name: str,
    policy: Policy,
    villages: tuple[VillageFigures, ...],
    village: "NDArray[np.intp]",
    basis: "NDArray[np.intp]",
    aaov: "NDArray[np.int64]",
    collective: "NDArray[np.bool_]",
) -> _Rates:
    """Return the rates of land compensation or resettlement subsidy."""
    priced, article_9 = basis == PRICED, basis == ARTICLE_9
    tiers = np.array([each.tier is not None for each in villages] + [False], np.bool_)[village]
    share = _village_values(villages, f"{name}_share")[village]
    multiple = _village_values(villages, f"{name}_multiple")[village]
    chosen = (aaov != NONE) & (multiple != NONE) & tiers
    if name == "land":
        # Article 9 takes its own multiple, whatever the tier; it states no resettlement subsidy.
        multiple = np.where(article_9, policy.article_9_multiple, multiple)
        chosen |= article_9 & (aaov != NONE)
        due = np.ones(len(rows), np.bool_)
    else:
        resettled = rows.number("resettlement_price").present | unread_in(rows, "resettlement_price")
        due = (basis == ARTICLE_8) | (priced & resettled)
    price = rows.number(f"{name}_price").values * _PRICE_TO_RATE
    return _Rates(
        due=due,
        usable=(collective | (share != NONE)) & np.where(priced, valid(rows, f"{name}_price"), chosen),
        rate=np.where(priced, price, aaov * multiple * _MULTIPLE_TO_RATE),
        multiple=np.where(priced, NONE, multiple),
        share=np.where(collective, 0, share),
    )


def _head(rates: _Rates, area: "NDArray[np.int64]", payable: "NDArray[np.bool_]") -> Head:
    """Return a head of payment; `payable` is where place and payee are known.

    The collective gets the rest of the rounded line, so that both parts always sum to it.
    """
    computed = rates.due & payable & rates.usable
    rate, share = np.where(computed, rates.rate, 0), np.where(computed, rates.share, 0)
    undivided = units.line_fen(area, rate)
    to_household = units.share_fen(undivided, share)
    return Head(rates.due, computed, rate, rates.multiple, share, undivided, to_household)


def _chosen(column: NumberColumn, choice: int) -> "NDArray[np.bool_]":
    chosen: NDArray[np.bool_] = column.present & (column.values == choice)
    return chosen


@kept
def _items(
    rows: Table, prices: Table, village_index: dict[str, int], household_index: dict[str, int]
) -> ItemFigures:
    village = rows.text("village_id").codes_in(village_index)
    household, collective, owned = _owners(rows, household_index)
    listed, contradicted = _listed_prices(rows.part("category", "name", "specification", "unit"), prices)
    own = rows.number("price")
    from_list = ~own.present & (listed != NONE) & ~unread_in(rows, "price")
    list_prices = np.append(prices.number("price").values, NONE)
    price = np.where(valid(rows, "price"), own.values, np.where(from_list, list_prices[listed], NONE))
    computed = (village != NONE) & owned & valid(rows, "quantity") & (price != NONE)
    category = rows.number("category")
    computed &= category.present
    head = np.where(category.values == COMMON_CHOICES["crops"], CROPS, ATTACHMENTS)
    quantity = np.where(computed, rows.number("quantity").values, 0)
    amount = units.line_fen(quantity, np.where(computed, price * _PRICE_TO_RATE, 0))
    return ItemFigures(
        *(village, household, collective, listed, contradicted, price, from_list, computed),
        *(head, quantity, amount),
    )


def _lines(parcels: ParcelFigures, items: ItemFigures) -> Lines:
    """Return all lines, parcels' before items'. A share of 0 % makes no line.

    A parcel has four places, 2 × head + payee. All fields are parts of one block, filled in place: that takes
    half as long as arrays of their own, put together afterwards.
    """
    there = np.empty((len(parcels.area), 2 * len(parcels.heads)), np.bool_)
    for number, head in enumerate(parcels.heads):
        there[:, 2 * number + HOUSEHOLD] = head.computed & (head.share > 0)
        there[:, 2 * number + COLLECTIVE] = head.computed & (head.share < WHOLE_SHARE)
    places = np.flatnonzero(there)
    from_items = np.flatnonzero(items.computed)
    whole = len(places) + len(from_items)
    from_item = np.zeros(whole, np.bool_)
    from_item[len(places) :] = True
    block = np.empty((len(fields(Lines)) - 1, whole), np.int64)
    _fill_parcels(Lines(from_item[: len(places)], *block[:, : len(places)]), parcels, places)
    _fill_items(Lines(from_item[len(places) :], *block[:, len(places) :]), items, from_items)
    return Lines(from_item, *block)


def _fill_parcels(lines: Lines, parcels: ParcelFigures, places: "NDArray[np.intp]") -> None:
    """Write the lines of parcels; `places` numbers each by 4 × parcel + 2 × head + payee."""
    count = len(parcels.area)
    row, place = lines.row, places & 3
    np.right_shift(places, 2, out=row)
    np.right_shift(place, 1, out=lines.head)
    np.bitwise_and(place, 1, out=lines.payee)
    by_place, by_head = place * count + row, lines.head * count + row  # flat: taken twice as fast

    def take(each: "NDArray[np.int64]", which: "NDArray[np.intp]", into: "NDArray[np.int64]") -> None:
        np.take(each, which, out=into, mode="clip")  # no number is out of reach; "raise" would copy

    def of_heads(name: str) -> "NDArray[np.int64]":
        return np.concatenate([getattr(head, name) for head in parcels.heads])

    take(parcels.village, row, lines.village)
    take(parcels.household, row, lines.household)
    take(parcels.area, row, lines.quantity)
    take(of_heads("multiple"), by_head, lines.multiple)
    take(parcels.aaov, row, lines.aaov)
    lines.aaov[lines.multiple == NONE] = NONE
    take(of_heads("rate"), by_head, lines.rate)
    take(of_heads("undivided"), by_head, lines.undivided)
    shares = [each for head in parcels.heads for each in (head.share, WHOLE_SHARE - head.share)]
    take(np.concatenate(shares), by_place, lines.share)
    amounts = [
        each for head in parcels.heads for each in (head.to_household, head.undivided - head.to_household)
    ]
    take(np.concatenate(amounts), by_place, lines.amount)


def _fill_items(lines: Lines, items: ItemFigures, rows: "NDArray[np.intp]") -> None:
    """Write the lines of the items at `rows`."""
    lines.row[:] = rows
    lines.village[:] = items.village[rows]
    lines.household[:] = items.household[rows]
    lines.head[:] = items.head[rows]
    lines.payee[:] = np.where(items.collective[rows], COLLECTIVE, HOUSEHOLD)
    lines.quantity[:] = items.quantity[rows]
    lines.aaov[:] = lines.multiple[:] = NONE
    lines.rate[:] = items.price[rows] * _PRICE_TO_RATE
    lines.undivided[:] = lines.amount[:] = items.amount[rows]
    lines.share[:] = WHOLE_SHARE


@kept
def _listed_prices(items: Table, prices: Table) -> tuple["NDArray[np.intp]", "NDArray[np.bool_]"]:
    """Return each item's row in the price list, and where the list contradicts itself.

    Matched on 类别, 名称, 规格 and 单位.
    """
    names = ("name", "specification", "unit")
    good = valid(prices, "price") & prices.number("category").present & ~unread_in(prices, *names)
    good &= prices.text("name").present & prices.text("unit").present
    held: dict[tuple[int, ...], list[int]] = defaultdict(list)
    numbers = [{text: number for number, text in enumerate(prices.text(name).factor[1])} for name in names]
    listed_codes = [prices.text(name).codes_in(index) for name, index in zip(names, numbers, strict=True)]
    categories = prices.number("category").values
    for row in np.flatnonzero(good).tolist():
        held[(int(categories[row]), *(int(codes[row]) for codes in listed_codes))].append(row)
    # One number a key: even 2²⁰ rows, the most a sheet holds, keep 2 × 2²⁰ × 2²⁰ × 2²⁰ inside int64.
    sizes = [len(index) + 1 for index in numbers]
    combined = _combined(
        items.number("category").values,
        [items.text(name).codes_in(index) for name, index in zip(names, numbers, strict=True)],
        sizes,
    )
    combined[~items.number("category").present | unread_in(items, *names)] = NONE
    values = prices.number("price").values
    first: dict[int, int] = {}
    twofold: set[int] = set()
    for key, positions in held.items():
        number = int(_combined(np.array([key[0]]), [np.array([code]) for code in key[1:]], sizes)[0])
        first[number] = positions[0]
        if len({int(values[row]) for row in positions}) > 1:
            twofold.add(number)
    contradicted = _found(combined, dict.fromkeys(twofold, 1)) == 1
    return np.where(contradicted, NONE, _found(combined, first)), contradicted


def _combined(
    category: "NDArray[np.int64]", codes: list["NDArray[np.intp]"], sizes: list[int]
) -> "NDArray[np.int64]":
    number = category.astype(np.int64)
    missing = np.zeros(len(number), np.bool_)
    for part, size in zip(codes, sizes, strict=True):
        number = number * size + part
        missing |= part == NONE
    number[missing] = NONE
    return number


def _found(wanted: "NDArray[np.int64]", known: dict[int, int]) -> "NDArray[np.intp]":
    """Return what `known` holds for each wanted number, NONE where it holds nothing."""
    if not known:
        return np.full(len(wanted), NONE, np.intp)
    keys = np.array(sorted(known), np.int64)
    held = np.array([known[key] for key in keys.tolist()], np.intp)
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[place] == wanted, held[place], NONE)
