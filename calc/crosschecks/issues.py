"""Checks of the record of issued papers: what of it does not count is told of; none is ever an error."""

from collections.abc import Iterator

from calc.checks import at_rows, kept_findings
from calc.findings import Finding, Severity
from calc.language import N_
from calc.scenario import Scenario, Table

__all__ = ["issue_checks"]


def issue_checks(scenario: Scenario) -> Iterator[Finding]:
    """Yield a warning for each record that does not say which paper of which state was issued when."""
    rows = scenario["issues"]
    if len(rows):
        yield from _checked(rows)


@kept_findings
def _checked(rows: Table) -> Iterator[Finding]:
    for column in rows.spec.columns:
        if column.needed:
            yield from at_rows(
                rows,
                ~rows.columns[column.name].present,
                Severity.WARNING,
                "issue-incomplete",
                column.name,
                N_("{column} is missing: this issue does not count; mend it in the register"),
                {"column": column},
            )
