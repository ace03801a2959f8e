"""What makes an amount impossible or unlawful: the errors, each at the cell that must be mended.

Warnings and notes, which never block, are in `calc.crosschecks`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from types import MappingProxyType
from typing import TYPE_CHECKING, Concatenate, ParamSpec

import numpy as np

from calc import units
from calc.findings import Finding, Place, Severity
from calc.kept import kept
from calc.language import N_
from calc.lines import (
    ARTICLE_8,
    ARTICLE_9,
    NONE,
    PRICED,
    Computation,
    ItemFigures,
    ParcelFigures,
    VillageFigures,
    Zone,
    unread_in,
)
from calc.policy import Tier
from calc.scenario import Scenario, Table, TextColumn
from calc.tables import TABLES, Column, TableSpec, why_unread

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["at_rows", "calculation_errors", "format_number", "kept_findings", "recording_errors", "with_ids"]

Parameters = Mapping[str, object]
Others = ParamSpec("Others")
_NONE_NEEDED: Parameters = MappingProxyType({})


def kept_findings(
    check: Callable[Concatenate[Table, Others], Iterator[Finding]],
) -> Callable[Concatenate[Table, Others], tuple[Finding, ...]]:
    """Keep the findings of a check of (a part of) a table while its arguments are the same (`calc.kept`)."""

    @kept
    @wraps(check)
    def checked(rows: Table, /, *others: Others.args, **named: Others.kwargs) -> tuple[Finding, ...]:
        return tuple(check(rows, *others, **named))

    return checked


def with_ids(rows: Table, *names: str) -> Table:
    """Return the part of a table with these columns and the IDs, which every finding names."""
    return rows.part(*dict.fromkeys((*names, rows.spec.anchor)))


def at_rows(
    rows: Table,
    positions: "Iterable[int] | NDArray[np.bool_]",
    severity: Severity,
    code: str,
    column: str,
    message: str,
    parameters: Callable[[int], Parameters] | Parameters = _NONE_NEEDED,
) -> Iterator[Finding]:
    """Yield one finding a row: at `positions`, or where a mask of shape (rows,) is true."""
    if isinstance(positions, np.ndarray):
        positions = np.flatnonzero(positions)
    where = np.fromiter(positions, np.intp)
    keys, texts = rows.keys[where].tolist(), _shown_ids(rows, where)
    fixed = None if callable(parameters) else parameters
    # A register imported with one bad column gives a finding a row: a hundred thousand must stay bearable.
    for position, key, text in zip(where.tolist(), keys, texts, strict=True):
        fields = parameters(position) if callable(parameters) else fixed
        yield Finding(
            severity, code, Place(rows.spec.name, key, column, text), message, fields or _NONE_NEEDED
        )


def _shown_ids(rows: Table, where: "NDArray[np.intp]") -> list[str]:
    held = rows.columns[rows.spec.anchor]
    if rows.spec.single or not isinstance(held, TextColumn):
        return [""] * len(where)
    texts: list[str] = held.values[where].tolist()
    return texts


def place_of(rows: Table, position: int, column: str = "") -> Place:
    """Return the place of a row's cell, or of the row where no column is given."""
    where = np.array([position], np.intp)
    return Place(rows.spec.name, int(rows.keys[position]), column, _shown_ids(rows, where)[0])


def format_number(column: Column, value: int) -> str:
    """Return a stored number with its unit, for a message."""
    text = units.format_plain(value, column.places)
    return f"{text} {column.unit}" if column.unit else text


def recording_errors(scenario: Scenario) -> Iterator[Finding]:
    """Yield what the declaration of the tables forbids: unread, missing, doubled, unknown, out of bounds."""
    for name, spec in TABLES.items():
        if spec.annotation:
            continue  # it never blocks: `calc.crosschecks.acknowledgements` warns of it
        rows = scenario[name]
        if rows.unread:
            yield from _unread(with_ids(rows), rows.unread)
        for column in rows.spec.columns:
            if column.needed:
                yield from _missing(with_ids(rows, column.name), column)
            if not column.kind.is_text and (column.minimum is not None or column.maximum is not None):
                yield from _out_of_bounds(with_ids(rows, column.name), column)
            if column.refers_to:
                others = scenario[column.refers_to]
                yield from _unknown(with_ids(rows, column.name), column, others.index, others.spec)
        if rows.spec.id_column:
            yield from _doubled(with_ids(rows))


@kept_findings
def _unread(rows: Table, unread: Mapping[tuple[int, str], str]) -> Iterator[Finding]:
    order = {name: number for number, name in enumerate(rows.spec.by_name)}
    # In the order in which a file holds them, whatever the order they were typed in.
    places = sorted((order[name], rows.positions[key], key, name) for key, name in unread)
    for _, _, key, name in places:
        column, text = rows.spec.by_name[name], unread[key, name]
        place = place_of(rows, rows.positions[key], name)
        if column.kind.is_text:
            message = N_("{column}: “{text}” cannot be trusted: Excel keeps 15 digits only; type it as text")
            if text.startswith("#"):
                message = N_(
                    "{column}: “{text}” is no text but an error of the workbook; type the text itself"
                )
            yield _error("unreadable", place, message, column=column, text=text)
            continue
        reason = why_unread(column, text)
        yield _error("unreadable", place, reason.message, **reason.parameters)


@kept_findings
def _missing(rows: Table, column: Column) -> Iterator[Finding]:
    missing = ~rows.columns[column.name].present & ~unread_in(rows, column.name)
    yield from at_rows(
        rows,
        missing,
        Severity.ERROR,
        "missing",
        column.name,
        N_("{column} is missing; fill it in"),
        {"column": column},
    )


@kept_findings
def _out_of_bounds(rows: Table, column: Column) -> Iterator[Finding]:
    held = rows.number(column.name)
    low, high = column.minimum, column.maximum
    if low is not None:
        message = N_("{column}: {value} is too small; the least is {bound}")
        below = held.present & (held.values < low)
        yield from _beyond(rows, column, below, message, low)
    if high is not None:
        message = N_("{column}: {value} is too large; the most is {bound}")
        above = held.present & (held.values > high)
        yield from _beyond(rows, column, above, message, high)


def _beyond(
    rows: Table, column: Column, where: "NDArray[np.bool_]", message: str, bound: int
) -> Iterator[Finding]:
    values = rows.number(column.name).values
    yield from at_rows(
        rows,
        where,
        Severity.ERROR,
        "out-of-bounds",
        column.name,
        message,
        lambda row: {
            "column": column,
            "value": format_number(column, int(values[row])),
            "bound": format_number(column, bound),
        },
    )


@kept_findings
def _unknown(rows: Table, column: Column, index: Mapping[str, int], sheet: TableSpec) -> Iterator[Finding]:
    texts = rows.text(column.name)
    yield from at_rows(
        rows,
        texts.present & (texts.codes_in(index) == NONE),
        Severity.ERROR,
        "id-unknown",
        column.name,
        N_("{column} “{text}” does not stand in the sheet {sheet}; mend it, or enter it there"),
        lambda row: {"column": column, "text": texts.cell(row), "sheet": sheet},
    )


@kept_findings
def _doubled(rows: Table) -> Iterator[Finding]:
    name = rows.spec.id_column
    codes, texts = rows.text(name).factor
    if len(texts) == len(rows):
        return
    times = np.bincount(codes, minlength=len(texts))
    yield from at_rows(
        rows,
        (times[codes] > 1) & rows.text(name).present,
        Severity.ERROR,
        "id-doubled",
        name,
        N_("{column} “{text}” stands {count} times; give each row its own"),
        lambda row: {
            "column": rows.spec.by_name[name],
            "text": texts[codes[row]],
            "count": int(times[codes[row]]),
        },
    )


def calculation_errors(found: Computation) -> Iterator[Finding]:
    """Yield what keeps lines from being computed, or makes the plan unlawful, beyond single cells."""
    scenario = found.scenario
    yield from _zone_errors(with_ids(scenario["outputs"], "year"), found.zones)
    yield from _parcel_errors(with_ids(scenario["parcels"], *_PARCEL_COLUMNS), found.parcels)
    names = ("price", "name", "specification", "unit")
    yield from _item_errors(with_ids(scenario["items"], *names), found.items)
    multiples = with_ids(scenario["villages"], "land_multiple", "resettlement_multiple")
    yield from _multiple_errors(multiples, found.villages, found.parcels)


_PARCEL_COLUMNS = ("area", "square_metres", "land_class", "zone", "land_price")


@kept_findings
def _zone_errors(rows: Table, zones: tuple[Zone, ...]) -> Iterator[Finding]:
    messages = {
        "doubled": N_("Output zone {zone}: one year stands twice; keep one row a year"),
        "years": N_(
            "Output zone {zone}: exactly three consecutive years are needed, or one row 平均; {years} stand"
        ),
    }
    for zone in zones:
        message = messages.get(zone.fault)
        if message is not None:
            place = place_of(rows, zone.rows[0], "year")
            years = _years_of(rows, zone)
            yield _error("output-years", place, message, zone=zone.name, years=years)


def _years_of(rows: Table, zone: Zone) -> str:
    years = [int(rows.number("year").values[row]) for row in zone.rows]
    return "、".join("平均" if year == units.AVERAGE_YEAR else str(year) for year in years)


@kept_findings
def _parcel_errors(rows: Table, parcels: ParcelFigures) -> Iterator[Finding]:
    classes = rows.text("land_class")
    mu, metres = rows.number("area"), rows.number("square_metres")
    unread_area = unread_in(rows, "area", "square_metres")
    zones = rows.text("zone")
    by_output = ((parcels.basis == ARTICLE_8) | (parcels.basis == ARTICLE_9)) & (parcels.village != NONE)
    without_zone = by_output & (parcels.zone == NONE)
    price = rows.number("land_price")

    def report(where: "NDArray[np.bool_]", code: str, column: str, message: str) -> Iterator[Finding]:
        return at_rows(
            rows, where, Severity.ERROR, code, column, message, lambda row: _parcel_texts(rows, row)
        )

    yield from report(
        ~mu.present & ~metres.present & ~unread_area,
        "missing",
        "area",
        N_("The area is missing; fill it in, in mu or in square metres"),
    )
    yield from report(
        mu.present & metres.present & (metres.values * 15 != mu.values * 10_000),
        "area-mismatch",
        "square_metres",
        N_("{mu} mu and {metres} m² are not the same area (1 m² = 0.0015 mu); keep one, or mend one"),
    )
    yield from report(
        metres.present & (metres.values * 15 % 10_000 != 0),
        "area-off-grid",
        "square_metres",
        N_("{metres} m² is no whole millionth of a mu; give two decimals"),
    )
    yield from report(
        classes.present & (parcels.land_class == NONE),
        "class-unknown",
        "land_class",
        N_("“{land_class}” is no land class of the policy; choose one from the list"),
    )
    yield from report(
        without_zone & zones.present,
        "zone-unknown",
        "zone",
        N_("Output zone “{zone}” has no output values in this village; enter them, or name another zone"),
    )
    yield from report(
        without_zone & ~zones.present & ~unread_in(rows, "zone"),
        "zone-missing",
        "zone",
        N_("The village has no output values, or several zones; name the zone of this parcel"),
    )
    yield from report(
        (parcels.basis == PRICED) & ~price.present & ~unread_in(rows, "land_price"),
        "price-missing",
        "land_price",
        N_("{land_class} is priced by the officer: enter the price in yuan per mu, with its source"),
    )


def _parcel_texts(rows: Table, row: int) -> Parameters:
    return {
        "mu": units.format_plain(int(rows.number("area").values[row]), units.PLACES_QUANTITY),
        "metres": units.format_plain(int(rows.number("square_metres").values[row]), units.PLACES_QUANTITY),
        "land_class": rows.text("land_class").cell(row),
        "zone": rows.text("zone").cell(row),
    }


@kept_findings
def _item_errors(rows: Table, items: ItemFigures) -> Iterator[Finding]:
    own = rows.number("price").present | unread_in(rows, "price")
    names = [rows.text(name) for name in ("name", "specification", "unit")]

    def named(row: int) -> Parameters:
        return {"item": " ".join(filter(None, (column.cell(row) for column in names)))}

    yield from at_rows(
        rows,
        ~own & items.contradicted,
        Severity.ERROR,
        "price-contradicted",
        "price",
        N_("The price list has several prices for “{item}”; enter the one that holds, or mend the list"),
        named,
    )
    yield from at_rows(
        rows,
        ~own & ~items.contradicted & (items.listed == NONE),
        Severity.ERROR,
        "price-missing",
        "price",
        N_("“{item}” has no price and does not stand in the price list; enter a price with its source"),
        named,
    )


@kept_findings
def _multiple_errors(
    rows: Table, villages: tuple[VillageFigures, ...], parcels: ParcelFigures
) -> Iterator[Finding]:
    needing = np.zeros(len(villages) + 1, np.bool_)  # the last one stands for "no village", NONE
    needing[parcels.village[parcels.basis == ARTICLE_8]] = True
    for position, village in enumerate(villages):
        for name in ("land_multiple", "resettlement_multiple"):
            missing = rows.cell(position, name) is None
            if missing and needing[position]:
                message = N_("{column} is not chosen yet; choose it inside the lawful range")
                place = place_of(rows, position, name)
                yield _error("multiple-not-chosen", place, message, column=rows.spec.by_name[name])
        if village.tier is not None:
            yield from _range_errors(rows, position, village.tier)


def _range_errors(rows: Table, position: int, tier: Tier) -> Iterator[Finding]:
    land = rows.number("land_multiple").cell(position)
    resettlement = rows.number("resettlement_multiple").cell(position)
    for name, value, lawful in (
        ("land_multiple", land, tier.land),
        ("resettlement_multiple", resettlement, tier.resettlement),
    ):
        if value is not None and lawful is not None and not lawful.lowest <= value <= lawful.highest:
            yield _error(
                "multiple-outside-range",
                place_of(rows, position, name),
                N_("{column}: {value} × is outside {lowest}–{highest} × ({citation}); choose one inside"),
                column=rows.spec.by_name[name],
                value=units.format_plain(value, units.PLACES_MULTIPLE),
                lowest=units.format_plain(lawful.lowest, units.PLACES_MULTIPLE),
                highest=units.format_plain(lawful.highest, units.PLACES_MULTIPLE),
                citation=tier.citation,
            )
    if (
        tier.cap is not None
        and land is not None
        and resettlement is not None
        and land + resettlement > tier.cap
    ):
        yield _error(
            "sum-over-cap",
            place_of(rows, position, "land_multiple"),
            N_("Both multiples together are {value} ×, more than {cap} × ({citation}); lower one"),
            value=units.format_plain(land + resettlement, units.PLACES_MULTIPLE),
            cap=units.format_plain(tier.cap, units.PLACES_MULTIPLE),
            citation=tier.citation,
        )


def policy_error(scenario: Scenario) -> Finding:
    """Return the finding for a scenario whose named policy is not known, so that it holds no policy text."""
    rows = scenario["project"]
    message = N_("Policy “{policy}” is not known; choose one that ships with the program")
    return _error(
        "policy-unknown", place_of(rows, 0, "policy"), message, policy=scenario.project_text("policy")
    )


def _error(code: str, place: Place, message: str, **parameters: object) -> Finding:
    return Finding(Severity.ERROR, code, place, message, MappingProxyType(parameters))
