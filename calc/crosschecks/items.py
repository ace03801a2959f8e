"""Cross-checks of young crops and attachments: what was planted or built after the notice."""

from collections.abc import Iterator

from calc import units
from calc.checks import at_rows, place_of
from calc.crosschecks.tools import note
from calc.findings import Finding, Severity
from calc.language import N_
from calc.lines import Computation

__all__ = ["item_checks"]


def item_checks(found: Computation) -> Iterator[Finding]:
    """Compare the dates of planting and building with the notice of requisition.

    The date of registration means nothing: things are registered after the notice as a matter of course.
    """
    scenario = found.scenario
    rows, project = scenario["items"], scenario["project"]
    made = rows.number("made_date")
    notice = scenario.project_number("notice_date")
    if notice is not None:
        yield from at_rows(
            rows,
            made.present & (made.values > notice),
            Severity.WARNING,
            "made-after-notice",
            "made_date",
            N_(
                "Planted or built on {made}, after the notice of {notice}: what comes after the notice is not"
                " compensated; mend the date, or take it out"
            ),
            lambda row: {
                "made": units.format_date(int(made.values[row])),
                "notice": units.format_date(notice),
            },
        )
    elif made.present.any() and scenario.project("notice_date") is None:
        message = N_(
            "{count} items say when they were planted or built, but the date of the notice is missing: enter"
            " it, so that they can be compared"
        )
        place = place_of(project, 0, "notice_date")
        yield note("notice-date-missing", place, message, count=int(made.present.sum()))
