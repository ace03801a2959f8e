"""A scenario judged by its policy: lines, village results, totals and findings, exact to the fen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from calc import units
from calc.checks import calculation_errors, policy_error, recording_errors
from calc.crosschecks import cross_checks
from calc.findings import Finding, Severity
from calc.kept import kept
from calc.lines import (
    ARTICLE_8,
    ATTACHMENTS,
    CROPS,
    HEADS,
    NONE,
    PAYEES,
    Computation,
    ItemFigures,
    Lines,
    ParcelFigures,
    VillageFigures,
    Zone,
    compute,
)
from calc.policy import Policy, Tier, load_policy
from calc.scenario import Scenario, Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Assessment", "Totals", "VillageResult", "assess", "policy_of", "village_name"]


@dataclass(frozen=True, slots=True)
class VillageResult:
    """What the assessment says of one village (one accounting unit).

    Attributes:
        position: its position in the table of villages.
        village_id: its ID as typed.
        name: township, village and group, as the paper prints them.
        figures: area, population, tier, multiples and shares.
        zones: its output zones.
        requisitioned: cultivated land taken under Article 8 in 10⁻⁶ mu, parcels with a usable area.
        people_to_resettle: hundredths of a person, None where per-capita land is unknown.
        lawful_minimum: fen, cultivated parcels at the tier's lowest multiples; None for a tier without a
            floor, or where a parcel's class, area or output value is not known.
        lawful_maximum: fen, likewise at the highest multiples, or at the cap.
        article_8_amount: fen, the chosen plan on the same parcels; None where it cannot be computed.
        amount: fen, all lines of the village that could be computed.
        complete: whether every parcel and item of the village is in `amount`.

    """

    position: int
    village_id: str
    name: str
    figures: VillageFigures
    zones: tuple[Zone, ...]
    requisitioned: int
    people_to_resettle: int | None
    lawful_minimum: int | None
    lawful_maximum: int | None
    article_8_amount: int | None
    amount: int
    complete: bool

    @property
    def tier(self) -> Tier | None:
        """The tier of Article 8, None where it cannot be determined."""
        return self.figures.tier


@dataclass(frozen=True, eq=False)
class Totals:
    """Sums of the lines that could be computed, in fen.

    Attributes:
        computed: sum of all lines.
        complete: whether every parcel and item made its lines.
        by_head: in the order of HEADS.
        by_payee: in the order of PAYEES.
        by_household: by position of the household, payee household only.
        by_village: by position of the village.

    """

    computed: int
    complete: bool
    by_head: tuple[int, ...]
    by_payee: tuple[int, ...]
    by_household: Sequence[int]
    by_village: Sequence[int]

    @property
    def amount(self) -> int | None:
        """The sum of all lines, None while any line cannot be computed."""
        return self.computed if self.complete else None


@dataclass(frozen=True, eq=False)
class Assessment:
    """A scenario × a policy.

    Attributes:
        scenario: what was assessed.
        policy: what judged it, None where the scenario names an unknown one.
        computation: how each row became lines, None without a policy.
        villages: one result a village, in register order.
        totals: the sums.
        findings: errors, then warnings and notes.

    """

    scenario: Scenario
    policy: Policy | None
    computation: Computation | None
    villages: tuple[VillageResult, ...]
    totals: Totals
    findings: tuple[Finding, ...]

    @property
    def lines(self) -> Lines | None:
        """Every line that could be computed, None without a policy."""
        return self.computation.lines if self.computation else None

    @cached_property
    def has_errors(self) -> bool:
        """Whether an amount is impossible or unlawful."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    def village_at(self, position: int) -> VillageResult:
        """Return the result of the village at a position."""
        return self.villages[position]


def policy_of(scenario: Scenario) -> Policy | None:
    """Return the policy embedded in `scenario`, None where it holds none. Raises PolicyError if damaged."""
    return load_policy(scenario.policy_text) if scenario.policy_text else None


def assess(scenario: Scenario, policy: Policy | None = None) -> Assessment:
    """Return lines, totals and findings of `scenario`, under its own policy or, as a what-if, another.

    Raises PolicyError where the embedded policy is damaged.
    """
    policy = policy or policy_of(scenario)
    recorded = recording_errors(scenario)
    if policy is None:
        findings = (policy_error(scenario), *recorded)
        households, villages = len(scenario["households"]), len(scenario["villages"])
        nothing = Totals(0, False, (0,) * len(HEADS), (0,) * len(PAYEES), [0] * households, [0] * villages)
        return Assessment(scenario, None, None, (), nothing, findings)
    found = compute(scenario, policy)
    findings = tuple(chain(recorded, calculation_errors(found), cross_checks(found)))
    totals = _totals(found.parcels, found.items, len(scenario["households"]), len(found.villages))
    names = scenario["villages"].part("village_id", "township", "village", "group")
    results = _villages(
        *(found.parcels, found.items, names, found.villages, found.zones, found.zones_of),
        by_village=totals.by_village,
    )
    return Assessment(scenario, policy, found, results, totals, findings)


@kept
def _totals(parcels: ParcelFigures, items: ItemFigures, households: int, villages: int) -> Totals:
    """Return the sums, taken where the amounts were computed: they do without putting lines together."""
    crops, attachments = (np.where(items.head == head, items.amount, 0) for head in (CROPS, ATTACHMENTS))
    undivided = [head.undivided for head in parcels.heads]
    to_household = [head.to_household for head in parcels.heads]
    to_household.append(np.where(items.collective, 0, items.amount))
    by_head = tuple(map(units.exact_total, (*undivided, crops, attachments)))
    computed, of_households = sum(by_head), sum(map(units.exact_total, to_household))
    return Totals(
        computed=computed,
        complete=bool(parcels.computed.all() and items.computed.all()),
        by_head=by_head,
        by_payee=(of_households, computed - of_households),
        by_household=_by_owner(to_household, [parcels.household] * 2 + [items.household], households),
        by_village=_by_owner([*undivided, items.amount], [parcels.village] * 2 + [items.village], villages),
    )


def _by_owner(amounts: list["NDArray[np.int64]"], owners: list["NDArray[np.intp]"], count: int) -> list[int]:
    """Return the sums by household or village; the amount of a row that has none is 0."""
    if not count:
        return []
    return units.group_totals(np.concatenate(amounts), np.concatenate(owners), count)


def village_name(scenario: Scenario, position: int) -> str:
    """Return township, village and group of a village, as the paper prints them."""
    return _name(scenario["villages"], position)


def _name(rows: Table, position: int) -> str:
    return "".join(rows.text(name).cell(position) for name in ("township", "village", "group"))


@kept
def _villages(
    parcels: ParcelFigures,
    items: ItemFigures,
    names: Table,
    villages: tuple[VillageFigures, ...],
    zones: tuple[Zone, ...],
    zones_of: Mapping[int, list[int]],
    by_village: Sequence[int],
) -> tuple[VillageResult, ...]:
    land = _land(parcels, villages)
    unfinished = land.unfinished.union(items.village[~items.computed].tolist())

    def result(position: int, figures: VillageFigures) -> VillageResult:
        tier = figures.tier
        known = tier is not None and position not in land.unknown
        multiples = figures.land_multiple is not None and figures.resettlement_multiple is not None
        return VillageResult(
            position=position,
            village_id=names.text("village_id").cell(position),
            name=_name(names, position),
            figures=figures,
            zones=tuple(zones[number] for number in zones_of.get(position, ())),
            requisitioned=land.requisitioned[position],
            people_to_resettle=_people(land.requisitioned[position], figures),
            lawful_minimum=land.lowest[position] if known and tier and tier.land else None,
            lawful_maximum=land.highest[position] if known else None,
            article_8_amount=land.chosen[position] if known and multiples else None,
            amount=by_village[position],
            complete=position not in unfinished,
        )

    return tuple(result(position, figures) for position, figures in enumerate(villages))


@dataclass(frozen=True, slots=True)
class _Land:
    """What the parcels say of every village, by its position.

    Attributes:
        requisitioned: cultivated land taken under Article 8 in 10⁻⁶ mu.
        unknown: villages with a parcel whose lawful range is not known.
        unfinished: villages with a parcel that could not be computed.
        lowest, highest, chosen: fen, the cultivated parcels at these multiples.

    """

    requisitioned: list[int]
    unknown: set[int]
    unfinished: set[int]
    lowest: list[int]
    highest: list[int]
    chosen: list[int]


@kept
def _land(parcels: ParcelFigures, villages: tuple[VillageFigures, ...]) -> _Land:
    mine = (parcels.basis == ARTICLE_8) & (parcels.village != NONE)
    return _Land(
        units.group_totals(parcels.area[mine], parcels.village[mine], len(villages)),
        set(parcels.village[(mine & ~parcels.known) | (parcels.basis == NONE)].tolist()),
        set(parcels.village[~parcels.computed].tolist()),
        *_article_8_amounts(parcels, villages, mine & parcels.known),
    )


def _people(requisitioned: int, figures: VillageFigures) -> int | None:
    """Return people to resettle: land taken ÷ per-capita land, hundredths (former Art. 47)."""
    if not figures.area or not figures.population:
        return None
    return units.half_up(requisitioned * figures.population * 100, figures.area)


def _article_8_amounts(
    parcels: ParcelFigures, villages: tuple[VillageFigures, ...], mine: "NDArray[np.bool_]"
) -> tuple[list[int], list[int], list[int]]:
    """Return by village the cultivated parcels' sums at lowest, highest and chosen multiples, in fen.

    Each line is rounded, then summed. Where only a cap stands, the highest is one product a parcel.
    """
    count = len(villages)
    village = parcels.village[mine]
    area, aaov = parcels.area[mine], parcels.aaov[mine]

    def total(*multiples: "NDArray[np.int64]") -> list[int]:
        amounts = sum((units.line_fen(area, aaov * each[village]) for each in multiples), np.zeros_like(area))
        return units.group_totals(amounts, village, count)

    def column(values: Iterator[int]) -> "NDArray[np.int64]":
        return np.fromiter(values, np.int64, count)

    tiers = [figures.tier for figures in villages]
    lowest = total(
        column(tier.land.lowest if tier and tier.land else 0 for tier in tiers),
        column(tier.resettlement.lowest if tier and tier.resettlement else 0 for tier in tiers),
    )
    highest = total(
        column(tier.land.highest if tier and tier.land else (tier.cap or 0) if tier else 0 for tier in tiers),
        column(tier.resettlement.highest if tier and tier.resettlement else 0 for tier in tiers),
    )
    chosen = total(
        column(figures.land_multiple or 0 for figures in villages),
        column(figures.resettlement_multiple or 0 for figures in villages),
    )
    return lowest, highest, chosen
