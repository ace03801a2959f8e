"""Warnings that an officer lets stand, each with its reason: which finding an acknowledgement answers for.

An acknowledgement is a row of the table `acknowledgements`. It holds for one warning of the same code at the
same place that states the same facts; once it states others, the warning is open again and the old reason
stands beside it. Nothing else depends on it: no amount, no digest, no exit code, no document.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from calc import operations
from calc.findings import Finding, Place, Severity
from calc.language import N_
from calc.operations import Operation
from calc.scenario import Scenario, Table
from calc.tables import TABLES, Cell, Column, TableSpec, format_cell, parse_cell

__all__ = [
    "ACKNOWLEDGEMENTS",
    "Acknowledged",
    "Acknowledgement",
    "acknowledge",
    "facts_of",
    "match",
    "recent_reasons",
    "withdraw",
]

ACKNOWLEDGEMENTS: Final = "acknowledgements"
_SPEC: Final = TABLES[ACKNOWLEDGEMENTS]


class Acknowledgement(NamedTuple):
    """What was recorded when a warning was acknowledged.

    Attributes:
        key: its row.
        reason: why the warning may stand.
        officer: who says so, "" where nobody is named.
        date: when, as it would be typed, "" where unknown.

    """

    key: int
    reason: str
    officer: str
    date: str


class Acknowledged:
    """Which of some findings are acknowledged, and which were for other figures."""

    def __init__(
        self,
        findings: Sequence[Finding] = (),
        holding: Mapping[int, Acknowledgement] | None = None,
        lapsed: Mapping[int, Acknowledgement] | None = None,
    ) -> None:
        """Take what was matched, by the identity of the findings, which are kept alive for that."""
        self._findings = findings
        self._holding = holding or {}
        self._lapsed = lapsed or {}

    def __len__(self) -> int:
        return len(self._holding)

    @property
    def lapsed(self) -> int:
        """How many open warnings were acknowledged for other figures."""
        return len(self._lapsed)

    def of(self, finding: Finding) -> Acknowledgement | None:
        """Return the acknowledgement that holds for a finding, None where it is open."""
        return self._holding.get(id(finding))

    def earlier(self, finding: Finding) -> Acknowledgement | None:
        """Return the latest acknowledgement of an open warning when it stated other facts."""
        return self._lapsed.get(id(finding))


Spot = tuple[str, str, str]
"""Table, column and ID: a place as it survives a workbook, where row keys do not."""
Waiting = dict[str, list[int]]
"""The acknowledgements at one spot that no finding has taken yet, by the facts they state."""
_PLACES: Final = {
    ("", ""): ("", ""),
    **{(spec.sheet, ""): (spec.name, "") for spec in TABLES.values()},
    **{
        (spec.sheet, column.header): (spec.name, column.name)
        for spec in TABLES.values()
        for column in spec.columns
    },
}
"""Table and column by the names they have in a workbook."""


def match(scenario: Scenario, findings: Sequence[Finding]) -> Acknowledged:
    """Return which of the `findings` of `scenario` are acknowledged in it.

    Warnings that read alike (rows without an ID) need an acknowledgement each.
    """
    rows = scenario[ACKNOWLEDGEMENTS]
    if not len(rows):
        return Acknowledged()
    known = _by_code(rows)
    holding: dict[int, int] = {}
    still_open: list[tuple[Finding, Waiting]] = []
    for finding in findings:
        spots = known.get(finding.code)
        if spots is None or finding.severity is not Severity.WARNING:
            continue
        table, _, column, text = finding.place
        waiting = spots.get((table, column, text))
        if waiting is None:
            continue
        same = waiting.get(facts_of(scenario, finding))
        if same:
            holding[id(finding)] = same.pop(0)
        else:
            still_open.append((finding, waiting))
    lapsed = {id(finding): latest for finding, waiting in still_open if (latest := _latest(waiting)) >= 0}
    return Acknowledged(
        findings,
        {number: _acknowledgement(rows, row) for number, row in holding.items()},
        {number: _acknowledgement(rows, row) for number, row in lapsed.items()},
    )


def _latest(waiting: "Waiting") -> int:
    """Return the last of the acknowledgements that no finding has taken, −1 where all are taken."""
    return max((row for rows in waiting.values() for row in rows), default=-1)


def _by_code(rows: Table) -> dict[str, dict[Spot, Waiting]]:
    """Return the positions of all acknowledgements with a reason, by code and by where they point."""
    known: dict[str, dict[Spot, Waiting]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    names = ("code", "sheet", "column", "row_id", "facts", "reason")
    texts = [rows.text(name).values.tolist() for name in names]
    for position, (code, sheet, header, row_id, facts, reason) in enumerate(zip(*texts, strict=True)):
        place = _PLACES.get((sheet, header))
        if reason and place is not None:
            known[code][(*place, row_id)][facts].append(position)
    return known


def _acknowledgement(rows: Table, position: int) -> Acknowledgement:
    reason, officer = (rows.text(name).cell(position) for name in ("reason", "officer"))
    date = format_cell(_SPEC.by_name["date"], rows.cell(position, "date"))
    return Acknowledgement(int(rows.keys[position]), reason, officer, date)


def facts_of(scenario: Scenario, finding: Finding) -> str:
    """Return what a finding of `scenario` states, as one line: the cell it points to, and its parameters.

    The message's own words take no part, so that a better wording opens no warning again. Blanks are
    single ones, as a workbook may give others back.
    """
    place = finding.place
    parts = [_pointed_to(scenario, place)]
    parts += [
        f"{name}={_shown(value)}"
        for name, value in sorted(finding.parameters.items())
        if not (isinstance(value, Column) and value.name == place.column)  # the place says it
    ]
    return " ".join("; ".join(filter(None, parts)).split())


def _pointed_to(scenario: Scenario, place: Place) -> str:
    if not place.table or place.key is None or not place.column:
        return ""
    rows = scenario[place.table]
    position = rows.positions.get(place.key)
    if position is None:
        return ""
    column = rows.spec.by_name[place.column]
    text = format_cell(column, rows.cell(position, place.column))
    return f"{column.header}={text}" if text else ""


def _shown(value: object) -> str:
    if isinstance(value, Column):
        return value.header
    return value.sheet if isinstance(value, TableSpec) else str(value)


def acknowledge(
    scenario: Scenario,
    judged: Scenario,
    findings: Iterable[Finding],
    reason: str,
    officer: str = "",
    day: int | None = None,
) -> Operation:
    """Return the operation that acknowledges the warnings among `findings`, one reason for all.

    `judged` is the state they were found in, `day` the ordinal of the date. Raises ValueError without a
    reason.
    """
    said: dict[str, Cell] = {
        name: parse_cell(_SPEC.by_name[name], text)
        for name, text in (("reason", reason), ("officer", officer))
    }
    if not said["reason"]:
        raise ValueError("an acknowledgement needs a reason")
    rows = [
        {**_recorded(judged, finding), **said, "date": day}
        for finding in findings
        if finding.severity is Severity.WARNING
    ]
    label = N_("Acknowledge {count} warnings")
    return operations.insert_rows(scenario, ACKNOWLEDGEMENTS, len(scenario[ACKNOWLEDGEMENTS]), rows, label)


def _recorded(judged: Scenario, finding: Finding) -> dict[str, Cell]:
    place = finding.place
    spec = TABLES[place.table] if place.table else None
    return {
        "code": finding.code,
        "sheet": spec.sheet if spec else "",
        "row_id": place.id,
        "column": spec.by_name[place.column].header if spec and place.column else "",
        "facts": facts_of(judged, finding),
    }


def withdraw(scenario: Scenario, keys: Iterable[int]) -> Operation:
    """Return the operation that takes acknowledgements back, by the keys of their rows."""
    return operations.delete_rows(scenario, ACKNOWLEDGEMENTS, keys, N_("Withdraw {count} acknowledgements"))


def recent_reasons(scenario: Scenario, most: int = 8) -> list[str]:
    """Return the reasons given in a scenario, the latest first, each once."""
    reasons = scenario[ACKNOWLEDGEMENTS].text("reason").values.tolist()
    return [reason for reason in dict.fromkeys(reversed(reasons)) if reason][:most]
