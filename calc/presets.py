"""Multiples that are ready to be chosen: the ends and the middle of a lawful range, or another village's.

A preset only ever gives multiples that the village's own tier allows, and only the two multiples: who decided
them stays for the officer to write.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal

from calc import units
from calc.assess import Assessment, VillageResult
from calc.explain import Message
from calc.language import N_
from calc.operations import Operation, set_cells
from calc.policy import MultipleRange, Policy, Tier
from calc.scenario import Scenario

__all__ = [
    "Award",
    "LeftOut",
    "Plan",
    "Preset",
    "PresetCode",
    "apply_plan",
    "is_lawful",
    "plan_multiples",
    "presets_of",
    "villages_to_follow",
]

PresetCode = Literal["lowest", "middle", "highest", "former-maxima", "same-as"]

COLUMNS: Final = ("land_multiple", "resettlement_multiple")


@dataclass(frozen=True, slots=True)
class Preset:
    """Two multiples for villages of one tier, in hundredths.

    Attributes:
        code: where they come from.
        tier: number of the tier they are for.
        sources: what they were read from, where that is not the tier's own range.

    """

    code: PresetCode
    tier: int
    land: int
    resettlement: int
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Award:
    """A village that gets the multiples: its key, and what was said of it before."""

    key: int
    village: VillageResult


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A village that does not get them, and why not."""

    key: int
    village: VillageResult
    reason: Message


@dataclass(frozen=True, slots=True)
class Plan:
    """A preset held against villages: which of them get it, and which do not."""

    preset: Preset
    awards: tuple[Award, ...]
    left_out: tuple[LeftOut, ...]


def _middle(lawful: MultipleRange) -> int:
    """Return the middle of a range on the grid of hundredths, half up."""
    return units.half_up(lawful.lowest + lawful.highest, 2)


def is_lawful(tier: Tier, land: int, resettlement: int) -> bool:
    """Return whether a tier allows two multiples together."""
    if tier.land and tier.resettlement:
        return (
            tier.land.lowest <= land <= tier.land.highest
            and tier.resettlement.lowest <= resettlement <= tier.resettlement.highest
        )
    return land > 0 and resettlement > 0 and land + resettlement <= (tier.cap or 0)


def presets_of(policy: Policy, tier: Tier) -> tuple[Preset, ...]:
    """Return the presets of a tier, lowest first.

    A tier with ranges has its ends and its middle. A tier with a cap alone has no floor and no split of its
    own: only the former national maxima are offered, for reference, where the cap allows them.
    """
    if tier.land and tier.resettlement:
        land, resettlement, number = tier.land, tier.resettlement, tier.number
        return (
            Preset("lowest", number, land.lowest, resettlement.lowest),
            Preset("middle", number, _middle(land), _middle(resettlement)),
            Preset("highest", number, land.highest, resettlement.highest),
        )
    national = policy.national
    sources = tuple(dict.fromkeys((national.land_source, national.resettlement_per_mu_source)))
    maxima = Preset(
        "former-maxima", tier.number, national.land.highest, national.resettlement_per_mu, sources
    )
    return (maxima,) if is_lawful(tier, maxima.land, maxima.resettlement) else ()


def villages_to_follow(assessment: Assessment, tier: Tier) -> tuple[tuple[VillageResult, Preset], ...]:
    """Return the villages of a tier whose lawful multiples another village of it can take over."""
    return tuple(
        (village, Preset("same-as", tier.number, land, resettlement))
        for village in assessment.villages
        if village.tier == tier
        and (land := village.figures.land_multiple) is not None
        and (resettlement := village.figures.resettlement_multiple) is not None
        and is_lawful(tier, land, resettlement)
    )


def plan_multiples(assessment: Assessment, keys: Iterable[int], preset: Preset) -> Plan:
    """Return which of the villages with these keys get a preset, in register order, and which do not."""
    rows = assessment.scenario["villages"]
    wanted = sorted((rows.positions[key], key) for key in set(keys) if key in rows.positions)
    awards: list[Award] = []
    left_out: list[LeftOut] = []
    for position, key in wanted:
        village = assessment.villages[position]
        reason = _reason(village, preset)
        if reason is None:
            awards.append(Award(key, village))
        else:
            left_out.append(LeftOut(key, village, reason))
    return Plan(preset, tuple(awards), tuple(left_out))


def _reason(village: VillageResult, preset: Preset) -> Message | None:
    """Return why a village does not get a preset, None where it does."""
    tier, figures = village.tier, village.figures
    if tier is None:
        return Message(N_("its tier cannot be determined yet"))
    if tier.number != preset.tier:
        return Message(N_("it stands in tier {number}"), MappingProxyType({"number": tier.number}))
    if (figures.land_multiple, figures.resettlement_multiple) == (preset.land, preset.resettlement):
        return Message(N_("it has these multiples already"))
    return None


def apply_plan(scenario: Scenario, plan: Plan) -> Operation:
    """Return the operation that gives the plan's villages its multiples and leaves all else as it is.

    `scenario` may be younger than what was assessed: a village that is gone is passed over.
    """
    positions = scenario["villages"].positions
    keys: Sequence[int] = [award.key for award in plan.awards if award.key in positions]
    cells = [(plan.preset.land, plan.preset.resettlement)] * len(keys)
    label = N_("Choose multiples for {count} villages")
    operation = set_cells(scenario, "villages", keys, COLUMNS, cells, label)
    return replace(operation, parameters=MappingProxyType({"count": len(keys)}))
