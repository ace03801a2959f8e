"""Checks of the acknowledgements: one that cannot hold is told of; none is ever an error."""

from collections.abc import Iterator

from calc.checks import at_rows, kept_findings, place_of
from calc.crosschecks.tools import warning
from calc.findings import Finding, Severity
from calc.language import N_
from calc.lines import unread_in
from calc.scenario import Scenario, Table
from calc.tables import TABLES

__all__ = ["acknowledgement_checks"]


def acknowledgement_checks(scenario: Scenario) -> Iterator[Finding]:
    """Yield a warning for each acknowledgement that does not hold whatever the findings are."""
    rows = scenario["acknowledgements"]
    if len(rows):
        yield from _checked(rows)


@kept_findings
def _checked(rows: Table) -> Iterator[Finding]:
    yield from _incomplete(rows)
    yield from _unread(rows)
    yield from _unplaced(rows)


def _incomplete(rows: Table) -> Iterator[Finding]:
    for column in rows.spec.columns:
        if column.needed:
            yield from at_rows(
                rows,
                ~rows.text(column.name).present & ~unread_in(rows, column.name),
                Severity.WARNING,
                "acknowledgement-incomplete",
                column.name,
                N_(
                    "{column} is missing: the warning stays open; fill it in, or acknowledge the warning anew"
                ),
                {"column": column},
            )


def _unread(rows: Table) -> Iterator[Finding]:
    for (key, name), text in rows.unread.items():
        yield warning(
            "acknowledgement-unreadable",
            place_of(rows, rows.positions[key], name),
            N_("{column}: “{text}” cannot be read; mend it in the register"),
            column=rows.spec.by_name[name],
            text=text,
        )


def _unplaced(rows: Table) -> Iterator[Finding]:
    """Look for what points to no sheet or column of a register."""
    headers = {spec.sheet: {column.header for column in spec.columns} for spec in TABLES.values()}
    sheets, columns = (rows.text(name).values.tolist() for name in ("sheet", "column"))
    for position, (sheet, header) in enumerate(zip(sheets, columns, strict=True)):
        if header not in {"", *headers.get(sheet, ())} or (sheet and sheet not in headers):
            yield warning(
                "acknowledgement-unplaced",
                place_of(rows, position, "sheet"),
                N_("No sheet and column of a register are called “{named}”: the warning stays open"),
                named=" · ".join(filter(None, (sheet, header))),
            )
