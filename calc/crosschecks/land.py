"""Cross-checks of parcels: against the survey report, the contract, the classes and zones of the village."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from calc import units
from calc.checks import at_rows, kept_findings, place_of, with_ids
from calc.crosschecks.tools import first_names, in_order_of, warning, without_text
from calc.findings import Finding, Severity
from calc.language import N_
from calc.lines import (
    ARTICLE_8,
    ARTICLE_9,
    NONE,
    PRICED,
    WHOLE_SHARE,
    Computation,
    ParcelFigures,
    VillageFigures,
    Zone,
)
from calc.policy import Policy
from calc.scenario import Table
from calc.tables import Column

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["land_checks"]


def land_checks(found: Computation) -> Iterator[Finding]:
    """Yield the findings about parcels, and about villages by the sums of their parcels."""
    rows, villages, parcels = found.scenario["parcels"], found.scenario["villages"], found.parcels
    yield from _survey(with_ids(villages, "survey_area", "survey_cultivated"), parcels, found.policy)
    yield from _more_than_there_was(with_ids(villages, "cultivated_area"), parcels, found.villages)
    yield from _contract(with_ids(rows, "contract_area"), parcels.area, parcels.area_valid)
    yield from _class_basis(with_ids(rows, "class_basis", "land_class"), parcels.basis, parcels.household)
    priced = with_ids(rows, "land_price", "resettlement_price", "price_basis", "land_class")
    yield from _prices(priced, parcels.basis)
    state = with_ids(rows, "ownership", "resettlement_price")
    yield from _state_land(state, parcels, found.villages, found.policy)
    zoned = with_ids(rows, "zone")
    yield from _zones(zoned, parcels.zone, parcels.land_class, found.zones, found.zones_of, found.policy)


def _mu(area: int) -> str:
    return units.format_plain(area, units.PLACES_QUANTITY)


def _village_sums(parcels: ParcelFigures, where: "NDArray[np.bool_]", count: int) -> list[int]:
    where = where & (parcels.village != NONE)
    return units.group_totals(parcels.area[where], parcels.village[where], count)


@kept_findings
def _survey(rows: Table, parcels: ParcelFigures, policy: Policy) -> Iterator[Finding]:
    """Compare each village's parcels with its survey report (勘测定界), in all and cultivated land."""
    # A parcel whose area or class is not known yet is an error already: its village cannot be compared.
    unfinished = set(parcels.village[~parcels.area_valid | (parcels.land_class == NONE)].tolist())
    cultivated = np.array([each.basis == "article_8" for each in policy.classes] + [False], np.bool_)
    for name, code, where in (
        ("survey_area", "survey-area-differs", np.ones(len(parcels.area), np.bool_)),
        ("survey_cultivated", "survey-cultivated-differs", cultivated[parcels.land_class]),
    ):
        surveyed = rows.number(name)
        if not surveyed.present.any():
            continue
        sums = _village_sums(parcels, where, len(rows))
        for position in np.flatnonzero(surveyed.present).tolist():
            difference = sums[position] - int(surveyed.values[position])
            if position not in unfinished and abs(difference) > policy.survey_tolerance:
                message = N_(
                    "{column}: the report has {surveyed} mu, the parcels add up to {registered} mu, a"
                    " difference of {difference} mu; find the parcel that is missing or wrong"
                )
                yield warning(
                    code,
                    place_of(rows, position, name),
                    message,
                    column=rows.spec.by_name[name],
                    surveyed=_mu(int(surveyed.values[position])),
                    registered=_mu(sums[position]),
                    difference=_mu(abs(difference)),
                )


@kept_findings
def _more_than_there_was(
    rows: Table, parcels: ParcelFigures, villages: tuple[VillageFigures, ...]
) -> Iterator[Finding]:
    sums = _village_sums(parcels, parcels.basis == ARTICLE_8, len(rows))
    for position, village in enumerate(villages):
        if village.area is not None and sums[position] > village.area:
            message = N_(
                "{requisitioned} mu of cultivated land are requisitioned, but the village had {before} mu;"
                " mend the parcels, or the area before requisition"
            )
            yield warning(
                "more-than-before",
                place_of(rows, position, "cultivated_area"),
                message,
                requisitioned=_mu(sums[position]),
                before=_mu(village.area),
            )


@kept_findings
def _contract(rows: Table, area: "NDArray[np.int64]", area_valid: "NDArray[np.bool_]") -> Iterator[Finding]:
    contract = rows.number("contract_area")
    yield from at_rows(
        rows,
        contract.present & area_valid & (contract.values != area),
        Severity.WARNING,
        "contract-area-differs",
        "contract_area",
        N_("The contract says {contract} mu, measured are {measured} mu; the measured area is paid"),
        lambda row: {"contract": _mu(int(contract.values[row])), "measured": _mu(int(area[row]))},
    )


@kept_findings
def _class_basis(rows: Table, basis: "NDArray[np.intp]", household: "NDArray[np.intp]") -> Iterator[Finding]:
    contracted = (basis == ARTICLE_9) & (household != NONE)
    yield from at_rows(
        rows,
        without_text(rows, "class_basis", contracted),
        Severity.WARNING,
        "class-basis-missing",
        "class_basis",
        N_(
            "A household's parcel is registered as {land_class}, which takes neither Article 8 multiples nor"
            " a resettlement subsidy: give the basis of the classification"
        ),
        lambda row: {"land_class": rows.text("land_class").cell(row)},
    )


@kept_findings
def _prices(rows: Table, basis: "NDArray[np.intp]") -> Iterator[Finding]:
    """Look for prices without a source, and for prices where the class takes multiples."""
    land, resettlement = rows.number("land_price").present, rows.number("resettlement_price").present
    if not (land.any() or resettlement.any()):
        return
    yield from at_rows(
        rows,
        without_text(rows, "price_basis", (basis == PRICED) & (land | resettlement)),
        Severity.WARNING,
        "price-source-missing",
        "price_basis",
        N_("The source of the price is missing; name the document and its date"),
    )
    by_output = (basis == ARTICLE_8) | (basis == ARTICLE_9)
    for name, entered in (("land_price", land), ("resettlement_price", resettlement)):
        column = rows.spec.by_name[name]
        yield from at_rows(
            rows,
            by_output & entered,
            Severity.WARNING,
            "price-not-used",
            name,
            N_(
                "{column} is not used: {land_class} is compensated by multiples; take it out, or mend the"
                " class"
            ),
            partial(_class_and, rows, column),
        )


def _class_and(rows: Table, column: Column, row: int) -> dict[str, object]:
    return {"column": column, "land_class": rows.text("land_class").cell(row)}


@kept_findings
def _state_land(
    rows: Table, parcels: ParcelFigures, villages: tuple[VillageFigures, ...], policy: Policy
) -> Iterator[Finding]:
    """Look for State land whose compensation the village's shares send to the collective (Article 5)."""
    owned = parcels.state & parcels.computed & ~parcels.collective
    if not owned.any():
        return
    short = np.array(
        [
            (village.land_share, village.resettlement_share) != (WHOLE_SHARE, WHOLE_SHARE)
            for village in villages
        ],
        np.bool_,
    )
    land_only = np.array([village.land_share != WHOLE_SHARE for village in villages], np.bool_)
    positions = np.flatnonzero(owned)
    village = parcels.village[positions]
    resettled = rows.number("resettlement_price").present[positions]
    split = positions[np.where(resettled, short[village], land_only[village])]
    yield from at_rows(
        rows,
        split.tolist(),
        Severity.WARNING,
        "state-land-split",
        "ownership",
        N_(
            "State land: the village's shares send part of the compensation to the collective, but {citation}"
            " compensates the original land user; check who is paid"
        ),
        {"citation": policy.state_land.citation},
    )


@kept_findings
def _zones(
    rows: Table,
    zone: "NDArray[np.intp]",
    land_class: "NDArray[np.intp]",
    zones: tuple[Zone, ...],
    zones_of: Mapping[int, list[int]],
    policy: Policy,
) -> Iterator[Finding]:
    """List the minority where one class of a village lies in several output zones."""
    classes = len(policy.classes)
    zoned = (zone != NONE) & (land_class != NONE)
    # One number for zone and class; a zone belongs to one village.
    place = np.where(zoned, zone * classes + land_class, NONE)
    counts = np.bincount(place[zoned], minlength=len(zones) * classes).reshape(-1, classes)
    home = np.full(counts.shape, NONE, np.intp)
    for numbers in zones_of.values():
        of_village = counts[numbers]
        spread = np.flatnonzero((of_village > 0).sum(axis=0) > 1)
        for each in spread.tolist():
            most = numbers[int(of_village[:, each].argmax())]
            home[numbers, each] = most
            home[most, each] = NONE  # the majority itself is not listed
    if (home == NONE).all():
        return
    yield from _minorities(rows, place, home.ravel(), zones, policy)


def _minorities(
    rows: Table,
    place: "NDArray[np.intp]",
    home: "NDArray[np.intp]",
    zones: tuple[Zone, ...],
    policy: Policy,
) -> Iterator[Finding]:
    """Yield one finding for each zone and class in the minority.

    `place` is the zone × class number of each parcel or NONE; `home`, by that number, is the zone where most
    parcels of the class lie, NONE where nothing is spread.
    """
    names, classes = rows.text("parcel_id").values, len(policy.classes)
    listed = np.flatnonzero(np.append(home, NONE)[place] != NONE)
    listed = listed[in_order_of(place[listed])]
    starts = np.flatnonzero(np.diff(place[listed], prepend=NONE))
    for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(listed)], strict=True):
        first = int(listed[start])
        zone, land_class = divmod(int(place[first]), classes)
        message = N_(
            "{land_class} of this village lies in several output zones: {count} parcels in {zone}, most in"
            " {home}; check {parcels}"
        )
        yield warning(
            "class-over-zones",
            place_of(rows, first, "zone"),
            message,
            land_class=policy.classes[land_class].name,
            count=end - start,
            zone=zones[zone].name,
            home=zones[int(home[place[first]])].name,
            parcels=first_names((str(names[row]) for row in listed[start:end].tolist()), end - start),
        )
