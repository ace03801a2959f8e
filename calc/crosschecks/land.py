"""Cross-checks of parcels: against the survey report, the contract, the classes and zones of the village."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from calc import units
from calc.checks import at_rows, place_of
from calc.crosschecks.tools import first_names, in_order_of, warning, without_text
from calc.findings import Finding, Severity
from calc.language import N_
from calc.lines import ARTICLE_8, ARTICLE_9, NONE, PRICED, WHOLE_SHARE, Computation
from calc.tables import Column

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["land_checks"]


def land_checks(found: Computation) -> Iterator[Finding]:
    """Yield the findings about parcels, and about villages by the sums of their parcels."""
    yield from _survey(found)
    yield from _more_than_there_was(found)
    yield from _contract(found)
    yield from _class_basis(found)
    yield from _prices(found)
    yield from _state_land(found)
    yield from _zones(found)


def _mu(area: int) -> str:
    return units.format_plain(area, units.PLACES_QUANTITY)


def _village_sums(found: Computation, where: "NDArray[np.bool_]") -> list[int]:
    parcels = found.parcels
    where = where & (parcels.village != NONE)
    return units.group_totals(parcels.area[where], parcels.village[where], len(found.villages))


def _survey(found: Computation) -> Iterator[Finding]:
    """Compare each village's parcels with its survey report (勘测定界), in all and cultivated land."""
    rows, parcels = found.scenario["villages"], found.parcels
    # A parcel whose area or class is not known yet is an error already: its village cannot be compared.
    unfinished = set(parcels.village[~parcels.area_valid | (parcels.land_class == NONE)].tolist())
    cultivated = np.array([each.basis == "article_8" for each in found.policy.classes] + [False], np.bool_)
    for name, code, where in (
        ("survey_area", "survey-area-differs", np.ones(len(parcels.area), np.bool_)),
        ("survey_cultivated", "survey-cultivated-differs", cultivated[parcels.land_class]),
    ):
        surveyed = rows.number(name)
        if not surveyed.present.any():
            continue
        sums = _village_sums(found, where)
        for position in np.flatnonzero(surveyed.present).tolist():
            difference = sums[position] - int(surveyed.values[position])
            if position not in unfinished and abs(difference) > found.policy.survey_tolerance:
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


def _more_than_there_was(found: Computation) -> Iterator[Finding]:
    rows = found.scenario["villages"]
    sums = _village_sums(found, found.parcels.basis == ARTICLE_8)
    for position, village in enumerate(found.villages):
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


def _contract(found: Computation) -> Iterator[Finding]:
    rows, parcels = found.scenario["parcels"], found.parcels
    contract = rows.number("contract_area")
    yield from at_rows(
        rows,
        contract.present & parcels.area_valid & (contract.values != parcels.area),
        Severity.WARNING,
        "contract-area-differs",
        "contract_area",
        N_("The contract says {contract} mu, measured are {measured} mu; the measured area is paid"),
        lambda row: {"contract": _mu(int(contract.values[row])), "measured": _mu(int(parcels.area[row]))},
    )


def _class_basis(found: Computation) -> Iterator[Finding]:
    rows, parcels = found.scenario["parcels"], found.parcels
    contracted = (parcels.basis == ARTICLE_9) & (parcels.household != NONE)
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


def _prices(found: Computation) -> Iterator[Finding]:
    """Look for prices without a source, and for prices where the class takes multiples."""
    rows, parcels = found.scenario["parcels"], found.parcels
    land, resettlement = rows.number("land_price").present, rows.number("resettlement_price").present
    if not (land.any() or resettlement.any()):
        return
    yield from at_rows(
        rows,
        without_text(rows, "price_basis", (parcels.basis == PRICED) & (land | resettlement)),
        Severity.WARNING,
        "price-source-missing",
        "price_basis",
        N_("The source of the price is missing; name the document and its date"),
    )
    by_output = (parcels.basis == ARTICLE_8) | (parcels.basis == ARTICLE_9)
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
            partial(_class_and, found, column),
        )


def _class_and(found: Computation, column: Column, row: int) -> dict[str, object]:
    return {"column": column, "land_class": found.scenario["parcels"].text("land_class").cell(row)}


def _state_land(found: Computation) -> Iterator[Finding]:
    """Look for State land whose compensation the village's shares send to the collective (Article 5)."""
    rows, parcels = found.scenario["parcels"], found.parcels
    owned = parcels.state & parcels.computed & ~parcels.collective
    if not owned.any():
        return
    short = np.array(
        [
            (village.land_share, village.resettlement_share) != (WHOLE_SHARE, WHOLE_SHARE)
            for village in found.villages
        ],
        np.bool_,
    )
    land_only = np.array([village.land_share != WHOLE_SHARE for village in found.villages], np.bool_)
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
        {"citation": found.policy.state_land.citation},
    )


def _zones(found: Computation) -> Iterator[Finding]:
    """List the minority where one class of a village lies in several output zones."""
    rows, parcels = found.scenario["parcels"], found.parcels
    classes = len(found.policy.classes)
    zoned = (parcels.zone != NONE) & (parcels.land_class != NONE)
    # One number for zone and class; a zone belongs to one village.
    place = np.where(zoned, parcels.zone * classes + parcels.land_class, NONE)
    counts = np.bincount(place[zoned], minlength=len(found.zones) * classes).reshape(-1, classes)
    home = np.full(counts.shape, NONE, np.intp)
    for numbers in found.zones_of.values():
        of_village = counts[numbers]
        spread = np.flatnonzero((of_village > 0).sum(axis=0) > 1)
        for land_class in spread.tolist():
            most = numbers[int(of_village[:, land_class].argmax())]
            home[numbers, land_class] = most
            home[most, land_class] = NONE  # the majority itself is not listed
    if (home == NONE).all():
        return
    yield from _minorities(found, rows.text("parcel_id").values, place, home.ravel())


def _minorities(
    found: Computation, names: "NDArray[np.object_]", place: "NDArray[np.intp]", home: "NDArray[np.intp]"
) -> Iterator[Finding]:
    """Yield one finding for each zone and class in the minority.

    `place` is the zone × class number of each parcel or NONE; `home`, by that number, is the zone where most
    parcels of the class lie, NONE where nothing is spread.
    """
    rows, classes = found.scenario["parcels"], len(found.policy.classes)
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
            land_class=found.policy.classes[land_class].name,
            count=end - start,
            zone=found.zones[zone].name,
            home=found.zones[int(home[place[first]])].name,
            parcels=first_names((str(names[row]) for row in listed[start:end].tolist()), end - start),
        )
