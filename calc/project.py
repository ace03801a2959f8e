"""What a whole project comes to: each village's areas and sums, the reclamation fee, the agreed lump sum."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from calc import units
from calc.assess import Assessment
from calc.lines import HEADS, LAND, NONE, PAYEES, RESETTLEMENT, Computation

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "Agreement",
    "ProjectResult",
    "VillageSums",
    "agreement",
    "project_result",
    "reclamation_fee",
]


@dataclass(frozen=True, slots=True)
class VillageSums:
    """What is taken and paid in one village.

    Attributes:
        area: 10⁻⁶ mu of all its parcels.
        cultivated: 10⁻⁶ mu of those whose class is cultivated land, the State's included.
        parcels: how many parcels there are.
        by_head: fen, in the order of `HEADS`, undivided.
        by_payee: fen, in the order of `PAYEES`.
        article_8: fen, land compensation and resettlement subsidy under Article 8.

    """

    area: int
    cultivated: int
    parcels: int
    by_head: tuple[int, ...]
    by_payee: tuple[int, ...]
    article_8: int

    @property
    def amount(self) -> int:
        """Everything that is paid, in fen."""
        return sum(self.by_head)

    @property
    def other_land(self) -> int:
        """Land compensation and resettlement subsidy of all land outside Article 8, in fen."""
        return self.by_head[LAND] + self.by_head[RESETTLEMENT] - self.article_8


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreed lump sum beside the computed total.

    Attributes:
        agreed: fen.
        difference: fen, agreed − computed: above zero where more was agreed than computed.
        percent: hundredths of a percent of the computed total, rounded half up; None where that is zero.

    """

    agreed: int
    difference: int
    percent: int | None


@dataclass(frozen=True, slots=True)
class ProjectResult:
    """What a project comes to.

    Attributes:
        villages: one a village, in register order.
        reclamation_rate: fen per m², None where none is recorded.
        reclamation_fee: fen; paid by the land-using unit and part of no village's sum; None without a rate.
        people_to_resettle: hundredths of a person: the sum of the villages' figures as they are printed.
        agreement: None where no lump sum is recorded.

    """

    villages: tuple[VillageSums, ...]
    reclamation_rate: int | None
    reclamation_fee: int | None
    people_to_resettle: int
    agreement: Agreement | None

    @property
    def cultivated(self) -> int:
        """Cultivated land taken, the State's included, in 10⁻⁶ mu."""
        return sum(each.cultivated for each in self.villages)

    @property
    def amount(self) -> int:
        """Everything that is paid, in fen."""
        return sum(each.amount for each in self.villages)


def reclamation_fee(rate: int, cultivated: int) -> int:
    """Return the cultivated-land reclamation fee (Article 5) in fen, rounded half up once.

    Args:
        rate: Fen per m².
        cultivated: 10⁻⁶ mu, turned into m² exactly (1 mu = 2000/3 m²).

    """
    numerator, denominator = units.square_metres_from_mu(cultivated)
    return units.half_up(rate * numerator, denominator)


def agreement(agreed: int, computed: int) -> Agreement:
    """Return how an agreed lump sum differs from the computed total, both in fen."""
    difference = agreed - computed
    return Agreement(agreed, difference, units.half_up(difference * 10_000, computed) if computed else None)


def project_result(assessment: Assessment) -> ProjectResult:
    """Return what the project comes to. Raises ValueError without a policy: nothing was computed."""
    found = assessment.computation
    if found is None:
        raise ValueError("without a policy there is nothing to sum up")
    villages = _village_sums(assessment, found)
    rate = found.scenario.project_number("reclamation_rate")
    agreed = found.scenario.project_number("agreed_amount")
    cultivated = sum(each.cultivated for each in villages)
    return ProjectResult(
        villages=villages,
        reclamation_rate=rate,
        reclamation_fee=None if rate is None else reclamation_fee(rate, cultivated),
        people_to_resettle=sum(each.people_to_resettle or 0 for each in assessment.villages),
        agreement=None if agreed is None else agreement(agreed, sum(each.amount for each in villages)),
    )


def _village_sums(assessment: Assessment, found: Computation) -> tuple[VillageSums, ...]:
    count = len(found.villages)
    parcels, lines = found.parcels, found.lines
    classes = np.array([each.basis == "article_8" for each in found.policy.classes], np.bool_)
    cultivated = (parcels.land_class != NONE) & classes[parcels.land_class]
    return tuple(
        VillageSums(*each)
        for each in zip(
            _by_village(parcels.area, parcels.village, count),
            _by_village(np.where(cultivated, parcels.area, 0), parcels.village, count),
            _by_village(np.ones_like(parcels.area), parcels.village, count),
            _parted(lines.amount, lines.village, lines.head, (count, len(HEADS))),
            _parted(lines.amount, lines.village, lines.payee, (count, len(PAYEES))),
            (each.article_8_amount or 0 for each in assessment.villages),
            strict=True,
        )
    )


def _by_village(values: "NDArray[np.int64]", villages: "NDArray[np.intp]", count: int) -> list[int]:
    known = villages != NONE
    return units.group_totals(values[known], villages[known], count)


def _parted(
    amounts: "NDArray[np.int64]",
    villages: "NDArray[np.intp]",
    parts: "NDArray[np.intp]",
    shape: tuple[int, int],
) -> list[tuple[int, ...]]:
    """Return the sums of each village by a second number, head or payee."""
    count, width = shape
    sums = units.group_totals(amounts, villages * width + parts, count * width)
    return [tuple(sums[at * width : (at + 1) * width]) for at in range(count)]
