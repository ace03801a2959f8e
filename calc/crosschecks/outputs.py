"""Cross-checks of annual output values: are they the three years before the basis date, and from where."""

import datetime as dt
from collections.abc import Iterator

from calc import units
from calc.checks import kept_findings, place_of, with_ids
from calc.crosschecks.tools import warning
from calc.findings import Finding
from calc.language import N_
from calc.lines import Computation, Zone
from calc.scenario import Table

__all__ = ["output_checks"]


def output_checks(found: Computation) -> Iterator[Finding]:
    """Yield the findings about output zones, one a zone and kind."""
    rows = with_ids(found.scenario["outputs"], "year", "source")
    yield from _checked(rows, found.zones, found.scenario.project_number("basis_date"))


@kept_findings
def _checked(rows: Table, zones: tuple[Zone, ...], basis_date: int | None) -> Iterator[Finding]:
    stated = rows.text("source").present
    for zone in zones:
        if basis_date is not None:
            yield from _years(rows, zone, basis_date)
        without = [row for row in zone.rows if not stated[row]]
        if without:
            message = N_("Output zone {zone}: the source of the output values is missing; name the document")
            place = place_of(rows, without[0], "source")
            yield warning("output-source-missing", place, message, zone=zone.name)


def _years(rows: Table, zone: Zone, basis_date: int) -> Iterator[Finding]:
    """Compare a zone's last year with the year before the basis date; years with gaps are errors already."""
    wanted = dt.date.fromordinal(basis_date).year - 1
    if zone.aaov is not None and zone.years and (last := max(zone.years)) != wanted:
        message = N_(
            "Output zone {zone}: its last year is {last}; the three years before the basis date {date} are"
            " {first}–{wanted}"
        )
        yield warning(
            "output-years-not-before-basis",
            place_of(rows, zone.rows[0], "year"),
            message,
            zone=zone.name,
            last=last,
            date=units.format_date(basis_date),
            first=wanted - 2,
            wanted=wanted,
        )
