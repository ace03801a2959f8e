"""Choosing among findings: by weight, kind, sheet, village and text, and what was not looked at yet."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from typing import Final

from calc.acknowledgements import Acknowledged
from calc.findings import Finding, Place, Severity, render, where
from calc.language import Catalogue
from calc.scenario import Scenario

__all__ = ["Sieve", "by_weight", "sift"]

_CHECKED_EVERY: Final = 1024
Test = Callable[[Finding], bool]


@dataclass(frozen=True)
class Sieve:
    """What findings shall be shown; what is empty lets everything through.

    Attributes:
        severities: the weights to show; of warnings only those that are open.
        acknowledged: whether acknowledged warnings are shown.
        code: the kind.
        table: the table they point to.
        village_id: the village they concern.
        text: what place or message hold, in the reader's language.
        unseen: only those that were not looked at yet.

    """

    severities: frozenset[Severity] = frozenset(Severity)
    acknowledged: bool = False
    code: str = ""
    table: str = ""
    village_id: str = ""
    text: str = ""
    unseen: bool = False

    @property
    def narrows(self) -> bool:
        """Whether more is left out than whole weights."""
        return bool(self.code or self.table or self.village_id or self.text or self.unseen)


def by_weight(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings with errors first, then warnings, then notes."""
    return [each for severity in Severity for each in findings if each.severity is severity]


def sift(
    findings: Sequence[Finding],
    sieve: Sieve,
    scenario: Scenario,
    acknowledged: Acknowledged,
    seen: Container[tuple[str, Place]],
    words: Catalogue,
    check: Callable[[], None] = lambda: None,
) -> list[Finding]:
    """Return the findings of `scenario` that a sieve lets through, in their order.

    Args:
        findings: all of them.
        sieve: what shall be shown.
        scenario: the state they were found in.
        acknowledged: which of them are acknowledged.
        seen: code and place of those looked at.
        words: the language in which a text is looked for.
        check: called now and then; what it raises ends the search.

    """
    shown = _of_weights(findings, sieve, acknowledged)
    for test in _tests(sieve, scenario, seen):
        shown = list(filter(test, shown))
    return _holding(shown, sieve.text.casefold().strip(), words, check)


def _of_weights(findings: Sequence[Finding], sieve: Sieve, acknowledged: Acknowledged) -> list[Finding]:
    wanted = sieve.severities
    if not acknowledged and wanted >= set(Severity):
        return list(findings)
    return [
        each
        for each in findings
        if (sieve.acknowledged if acknowledged.of(each) else each.severity in wanted)
    ]


def _tests(sieve: Sieve, scenario: Scenario, seen: Container[tuple[str, Place]]) -> list[Test]:
    """Return the tests of a sieve, the cheap ones first; a text is looked for among what they leave."""
    tests: list[Test] = []
    if sieve.code:
        tests.append(lambda each: each.code == sieve.code)
    if sieve.table:
        tests.append(lambda each: each.place.table == sieve.table)
    if sieve.village_id:
        keys = _rows_of_village(scenario, sieve.village_id)
        tests.append(lambda each: each.place.key in keys.get(each.place.table, ()))
    if sieve.unseen:
        tests.append(lambda each: (each.code, each.place) not in seen)
    return tests


def _rows_of_village(scenario: Scenario, village_id: str) -> dict[str, frozenset[int]]:
    """Return the keys of all rows that belong to a village, by table."""
    found = {}
    for name, rows in scenario.tables.items():
        if "village_id" in rows.spec.by_name:
            here = rows.text("village_id").codes_in({village_id: 1}) == 1
            found[name] = frozenset(rows.keys[here].tolist())
    return found


def _holding(
    findings: list[Finding], needle: str, words: Catalogue, check: Callable[[], None]
) -> list[Finding]:
    if not needle:
        return findings
    held = []
    for number, each in enumerate(findings):
        if number % _CHECKED_EVERY == 0:
            check()
        # The ID first: what is looked for is most often one.
        if (
            needle in each.place.id.casefold()
            or needle in render(each, words).casefold()
            or needle in where(each.place, words).casefold()
        ):
            held.append(each)
    return held
