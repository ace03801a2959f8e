"""Cross-checks of young crops and attachments: what was planted or built after the notice."""

from collections.abc import Iterator

from calc import units
from calc.checks import at_rows, kept_findings, place_of, with_ids
from calc.crosschecks.tools import note
from calc.findings import Finding, Severity
from calc.language import N_
from calc.lines import Computation
from calc.scenario import Table

__all__ = ["item_checks"]


def item_checks(found: Computation) -> Iterator[Finding]:
    """Compare the dates of planting and building with the notice of requisition.

    The date of registration means nothing: things are registered after the notice as a matter of course.
    """
    scenario = found.scenario
    project = with_ids(scenario["project"], "notice_date")
    yield from _checked(with_ids(scenario["items"], "made_date"), project)


@kept_findings
def _checked(rows: Table, project: Table) -> Iterator[Finding]:
    made = rows.number("made_date")
    notice = project.number("notice_date").cell(0)
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
    elif made.present.any() and project.cell(0, "notice_date") is None:
        message = N_(
            "{count} items say when they were planted or built, but the date of the notice is missing: enter"
            " it, so that they can be compared"
        )
        place = place_of(project, 0, "notice_date")
        yield note("notice-date-missing", place, message, count=int(made.present.sum()))
