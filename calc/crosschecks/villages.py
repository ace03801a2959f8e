"""Cross-checks of villages: edges, multiples, the former national standards, per-capita inputs, shares."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from itertools import pairwise

from calc import units
from calc.checks import at_rows, kept_findings, place_of
from calc.crosschecks.tools import side_by_side, village_label, warning
from calc.findings import Finding, Severity
from calc.language import N_
from calc.lines import Computation, VillageFigures
from calc.policy import MultipleRange, Policy, Tier
from calc.scenario import Table
from calc.tables import format_cell

__all__ = ["village_checks"]

Villages = tuple[VillageFigures, ...]

_GRID = 10**units.PLACES_QUANTITY


def village_checks(found: Computation) -> Iterator[Finding]:
    """Yield the findings about villages; villages are few and are taken one by one."""
    yield from _checked(found.scenario["villages"], found.villages, found.policy)


@kept_findings
def _checked(rows: Table, villages: Villages, policy: Policy) -> Iterator[Finding]:
    for position, village in enumerate(villages):
        yield from _edge(policy, rows, position, village)
        yield from _low_sum(policy, rows, position, village)
        yield from _national(policy, rows, position, village)
    yield from _without_basis(rows)
    yield from _inputs_missing(rows)
    yield from _resolution_missing(villages, rows)
    yield from _groups(villages, rows)
    yield from _townships(villages, rows)


@lru_cache
def _multiple(value: int) -> str:
    return units.format_plain(value, units.PLACES_MULTIPLE)


def _range(lawful: MultipleRange) -> str:
    if lawful.lowest == lawful.highest:
        return _multiple(lawful.lowest)
    return f"{_multiple(lawful.lowest)}–{_multiple(lawful.highest)}"


def _per_capita(village: VillageFigures) -> str:
    return units.format_ratio(village.area or 0, (village.population or 1) * _GRID, 6)


# ---- the edges of the tiers ----


def _edge(policy: Policy, rows: Table, position: int, village: VillageFigures) -> Iterator[Finding]:
    if village.tier is None or village.area is None or village.population is None:
        return
    for poorer, richer in pairwise(policy.tiers):
        if poorer.upper is None or village.area != village.population * poorer.upper:
            continue
        either = _lawful_either_way(poorer, richer)
        noted = rows.text("tier_note").cell(position)
        yield warning(
            "village-on-edge",
            place_of(rows, position, "tier_note"),
            _edge_message(noted=bool(noted), either=either is not None),
            edge=units.format_plain(poorer.upper, units.PLACES_QUANTITY),
            one=richer.citation,
            other=poorer.citation,
            tier=village.tier.citation,
            land=_range(either[0]) if either else "",
            resettlement=_range(either[1]) if either else "",
            column=rows.spec.by_name["tier_note"],
            text=noted,
        )


def _edge_message(*, noted: bool, either: bool) -> str:
    if either and noted:
        return N_(
            "Exactly {edge} mu per head lies on the edge between {one} and {other}; this policy takes {tier}."
            " Land compensation {land} × with resettlement {resettlement} × is lawful under either reading."
            " {column}: “{text}”"
        )
    if either:
        return N_(
            "Exactly {edge} mu per head lies on the edge between {one} and {other}; this policy takes {tier}."
            " Land compensation {land} × with resettlement {resettlement} × is lawful under either reading."
            " {column} is empty: write down who determined the tier, and how"
        )
    if noted:
        return N_(
            "Exactly {edge} mu per head lies on the edge between {one} and {other}; this policy takes {tier}."
            " {column}: “{text}”"
        )
    return N_(
        "Exactly {edge} mu per head lies on the edge between {one} and {other}; this policy takes {tier}."
        " {column} is empty: write down who determined the tier, and how"
    )


def _lawful_either_way(poorer: Tier, richer: Tier) -> tuple[MultipleRange, MultipleRange] | None:
    """Return the ranges of both multiples that are lawful in either tier, None where there are none."""
    land = _common(poorer.land, richer.land)
    resettlement = _common(poorer.resettlement, richer.resettlement)
    caps = [tier.cap for tier in (poorer, richer) if tier.cap is not None]
    if land is None or resettlement is None or any(land.highest + resettlement.highest > cap for cap in caps):
        return None
    return land, resettlement


def _common(one: MultipleRange | None, other: MultipleRange | None) -> MultipleRange | None:
    if one is None or other is None:
        return one or other
    lowest, highest = max(one.lowest, other.lowest), min(one.highest, other.highest)
    return MultipleRange(lowest, highest) if lowest <= highest else None


# ---- the chosen multiples ----


def _low_sum(policy: Policy, rows: Table, position: int, village: VillageFigures) -> Iterator[Finding]:
    land, resettlement = village.land_multiple, village.resettlement_multiple
    if village.tier is None or land is None or resettlement is None:
        return
    floor_sum = policy.low_sum(village.tier)
    if floor_sum is not None and land + resettlement < floor_sum:
        message = N_(
            "Both multiples together are {total} ×, under {floor} ×, the least of the tier with more land per"
            " head: people with less land would get less; check the plan"
        )
        place = place_of(rows, position, "land_multiple")
        total = _multiple(land + resettlement)
        yield warning("sum-low", place, message, total=total, floor=_multiple(floor_sum))


def _without_basis(rows: Table) -> Iterator[Finding]:
    chosen = rows.number("land_multiple").present | rows.number("resettlement_multiple").present
    yield from at_rows(
        rows,
        chosen & ~rows.text("multiple_basis").present,
        Severity.WARNING,
        "multiple-basis-missing",
        "multiple_basis",
        N_("{column} is empty: write down who decided these multiples, and in which document"),
        {"column": rows.spec.by_name["multiple_basis"]},
    )


def _national(policy: Policy, rows: Table, position: int, village: VillageFigures) -> Iterator[Finding]:
    """Compare with the former national standards (Land Administration Law, former Article 47)."""
    national = policy.national
    land, resettlement = village.land_multiple, village.resettlement_multiple
    if land is not None and not national.land.lowest <= land <= national.land.highest:
        message = N_(
            "Land compensation {value} × is outside the former national range of {lawful} × ({citation})"
        )
        yield warning(
            "national-land",
            place_of(rows, position, "land_multiple"),
            message,
            value=_multiple(land),
            lawful=_range(national.land),
            citation=national.citation,
        )
    if resettlement is not None:
        yield from _national_resettlement(policy, rows, position, village, resettlement)
    if land is not None and resettlement is not None and land + resettlement > national.total:
        message = N_(
            "Both multiples together are {value} ×, more than the former national maximum of {most} ×"
            " ({citation})"
        )
        yield warning(
            "national-total",
            place_of(rows, position, "land_multiple"),
            message,
            value=_multiple(land + resettlement),
            most=_multiple(national.total),
            citation=national.citation,
        )


def _national_resettlement(
    policy: Policy, rows: Table, position: int, village: VillageFigures, multiple: int
) -> Iterator[Finding]:
    """Compare the resettlement multiple with so many times per person ÷ land per head, at most the cap."""
    national = policy.national
    if not village.area or not village.population:
        return
    # Compared as times × population with multiple × area: nothing is divided, nothing rounded.
    lowest = national.resettlement_per_person.lowest * village.population * _GRID
    highest = national.resettlement_per_person.highest * village.population * _GRID
    most = national.resettlement_per_mu
    low = multiple < most and multiple * village.area < lowest
    if not low and multiple <= most and multiple * village.area <= highest:
        return
    if low:
        message = N_(
            "Resettlement {value} × is less than the former national minimum: {per_person} × per person at"
            " {per_capita} mu per head, at most {most} × per mu, make {lowest}–{highest} × ({citation})"
        )
    else:
        message = N_(
            "Resettlement {value} × is more than the former national maximum: {per_person} × per person at"
            " {per_capita} mu per head, at most {most} × per mu, make {lowest}–{highest} × ({citation})"
        )
    yield warning(
        "national-resettlement",
        place_of(rows, position, "resettlement_multiple"),
        message,
        value=_multiple(multiple),
        per_person=_range(national.resettlement_per_person),
        per_capita=_per_capita(village),
        most=_multiple(most),
        # Rounded to the multiples that can be entered and are still inside.
        lowest=_multiple(min(-(-lowest // village.area), most)),
        highest=_multiple(min(highest // village.area, most)),
        citation=national.citation,
    )


# ---- where the figures come from ----


def _inputs_missing(rows: Table) -> Iterator[Finding]:
    for name in ("area_source", "population_source", "cutoff_date"):
        yield from at_rows(
            rows,
            ~rows.columns[name].present,
            Severity.WARNING,
            "per-capita-source-missing",
            name,
            N_("{column} is missing: the tier depends on cultivated land and population; say where from"),
            {"column": rows.spec.by_name[name]},
        )


def _resolution_missing(villages: Villages, rows: Table) -> Iterator[Finding]:
    number, date = rows.text("resolution_number").present, rows.number("resolution_date").present
    for position, village in enumerate(villages):
        if village.land_share and not (number[position] and date[position]):
            message = N_(
                "Households get {share} % of land compensation: enter number and date of the village"
                " assembly's resolution"
            )
            name = "resolution_date" if number[position] else "resolution_number"
            share = units.format_plain(village.land_share, units.PLACES_SHARE)
            yield warning("resolution-missing", place_of(rows, position, name), message, share=share)


# ---- villages side by side ----


def _groups(villages: Villages, rows: Table) -> Iterator[Finding]:
    """Compare the groups of each village: rows of one township and village name."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    townships, names = rows.text("township").values.tolist(), rows.text("village").values.tolist()
    for position, name in enumerate(zip(townships, names, strict=True)):
        if name[1]:
            groups[name].append(position)
    for positions in groups.values():
        if len(positions) > 1:
            yield from _group_inputs(rows, positions)
            yield from _group_plans(villages, rows, positions)


def _group_inputs(rows: Table, positions: list[int]) -> Iterator[Finding]:
    for name in ("area_source", "population_source", "cutoff_date"):
        listed = _by_value(rows, positions, partial(_shown, rows, name))
        listed.pop("", None)
        if len(listed) > 1:
            message = N_(
                "{column} differs among the groups of {village}: {listed}; the tier of each group should rest"
                " on the same source and date"
            )
            yield warning(
                "per-capita-source-differs",
                place_of(rows, positions[0], name),
                message,
                column=rows.spec.by_name[name],
                village=rows.text("village").cell(positions[0]),
                listed=side_by_side(listed),
            )


def _shown(rows: Table, name: str, position: int) -> str:
    return format_cell(rows.spec.by_name[name], rows.cell(position, name))


def _by_value(rows: Table, positions: list[int], value: Callable[[int], str]) -> dict[str, list[str]]:
    listed: dict[str, list[str]] = defaultdict(list)
    for position in positions:
        listed[value(position)].append(rows.text("group").cell(position) or village_label(rows, position))
    return listed


def _group_plans(villages: Villages, rows: Table, positions: list[int]) -> Iterator[Finding]:
    village = rows.text("village").cell(positions[0])
    with_tier = [row for row in positions if villages[row].tier is not None]
    tiers = _by_value(rows, with_tier, lambda row: _tier_name(villages[row]))
    if len(tiers) > 1:
        message = N_("The groups of {village} are in different tiers: {listed}; check area and population")
        place = place_of(rows, positions[0], "cultivated_area")
        yield warning("groups-tiers-differ", place, message, village=village, listed=side_by_side(tiers))
    chosen = [row for row in positions if _plan(villages[row])]
    plans = _by_value(rows, chosen, lambda row: _plan(villages[row]))
    if len(plans) > 1:
        message = N_(
            "The groups of {village} have different multiples (land + resettlement): {listed}; write down why"
        )
        place = place_of(rows, positions[0], "land_multiple")
        yield warning("groups-multiples-differ", place, message, village=village, listed=side_by_side(plans))


def _tier_name(village: VillageFigures) -> str:
    return village.tier.citation if village.tier else ""


def _plan(village: VillageFigures) -> str:
    """Return both chosen multiples for a listing, "" where one is not chosen."""
    if village.land_multiple is None or village.resettlement_multiple is None:
        return ""
    return f"{_multiple(village.land_multiple)} + {_multiple(village.resettlement_multiple)}"


def _townships(villages: Villages, rows: Table) -> Iterator[Finding]:
    """List villages of one township and tier with different multiples side by side."""
    places: dict[tuple[str, int], list[int]] = defaultdict(list)
    townships, names = rows.text("township").values.tolist(), rows.text("village").values.tolist()
    for position, village in enumerate(villages):
        if townships[position] and village.tier is not None and _plan(village):
            places[townships[position], village.tier.number].append(position)
    for (township, _), positions in places.items():
        plans: dict[str, list[str]] = defaultdict(list)
        for position in positions:
            plans[_plan(villages[position])].append(village_label(rows, position))
        # Groups of one village alone are compared by `_groups`.
        if len(plans) > 1 and len({names[position] for position in positions}) > 1:
            message = N_(
                "Villages of {township} in one tier ({tier}) have different multiples (land + resettlement):"
                " {listed}; write down why"
            )
            yield warning(
                "township-multiples-differ",
                place_of(rows, positions[0], "land_multiple"),
                message,
                township=township,
                tier=_tier_name(villages[positions[0]]),
                listed=side_by_side(plans),
            )
