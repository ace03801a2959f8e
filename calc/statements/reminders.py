"""The warnings that stand for each village, as sentences for paper."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from calc.findings import Finding, Severity, render
from calc.language import catalogue
from calc.lines import NONE
from calc.statements.entries import Content, plain
from calc.statements.fonts import uncovered

__all__ = ["Reminder", "standing_warnings"]

_SHOWN: Final = 6
"""So many warnings of one kind are written out for a village; the number of the rest follows."""
_PROJECT: Final = frozenset({"basis_date", "basis_event", "policy"})
"""Fields of the project whose warnings touch how every village is computed."""
_ALIKE: Final[Mapping[str, tuple[str, ...]]] = {
    "per-capita-source-differs": ("township", "village"),
    "groups-tiers-differ": ("township", "village"),
    "groups-multiples-differ": ("township", "village"),
    "township-multiples-differ": ("township",),
}
"""Warnings that compare villages side by side, and the columns in which those villages agree."""


class Reminder(NamedTuple):
    """One warning; `more` others of its kind are not written out after it."""

    text: str
    more: int = 0


def standing_warnings(content: Content) -> dict[int, tuple[Reminder, ...]]:
    """Return the warnings by position of the village they stand for, in the order of the findings.

    Those about households' own data (ID numbers, accounts) are left out: they concern persons, not amounts.
    """
    held: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    places = _Places(content)
    words = catalogue("zh")
    for finding in content.assessment.findings:
        if finding.severity is Severity.WARNING and finding.place.key is not None:
            villages = places.villages(finding)
            if villages:
                text = _sentence(places.label(finding) + plain(render(finding, words)))
                for village in villages:
                    held[village][finding.code].append(text)
    return {
        village: tuple(reminder for texts in by_code.values() for reminder in _shortened(texts))
        for village, by_code in held.items()
    }


def _shortened(texts: Sequence[str]) -> Iterator[Reminder]:
    shown = texts[:_SHOWN]
    yield from map(Reminder, shown[:-1])
    yield Reminder(shown[-1], len(texts) - len(shown))


def _sentence(text: str) -> str:
    """Return a message with its full stop, and with the code point in place of what no face can print."""
    for character in uncovered(text):
        text = text.replace(character, f"〔U+{ord(character):04X}〕")
    return text if text.endswith(("。", "。”")) else f"{text}。"


class _Places:
    """Which villages a finding stands for."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._scenario = content.scenario

    def label(self, finding: Finding) -> str:
        """Return the parcel or item a finding is about, "" for anything else."""
        place = finding.place
        if place.table not in {"parcels", "items"}:
            return ""
        return self._content.wording.text(f"basis-of-calculation.reminders.{place.table}", id=place.id)

    def villages(self, finding: Finding) -> Sequence[int]:
        """Return the positions of the villages whose calculation a finding touches."""
        place = finding.place
        if place.table == "project":
            return self._all if place.column in _PROJECT else ()
        row = self._scenario[place.table].positions.get(place.key or NONE, NONE)
        figures = self._content.computation
        match place.table:
            case "villages":
                return self._alike(row, _ALIKE.get(finding.code, ()), finding.code)
            case "outputs":
                found = self._of_outputs[row]
            case "parcels":
                found = int(figures.parcels.village[row])
            case "items":
                found = int(figures.items.village[row])
            case "prices":
                return self._priced_from_list
            case _:
                return ()
        return () if found == NONE else (found,)

    @cached_property
    def _all(self) -> Sequence[int]:
        return range(len(self._scenario["villages"]))

    @cached_property
    def _of_outputs(self) -> list[int]:
        villages = self._scenario["villages"].index
        found: list[int] = self._scenario["outputs"].text("village_id").codes_in(villages).tolist()
        return found

    @cached_property
    def _priced_from_list(self) -> Sequence[int]:
        items = self._content.computation.items
        found: list[int] = items.village[items.from_list].tolist()
        return sorted(set(found) - {NONE})

    def _alike(self, row: int, names: Sequence[str], code: str) -> Sequence[int]:
        """Return the village itself, or all those that were compared with it."""
        if not names:
            return (row,)
        rows = self._scenario["villages"]
        villages = self._content.computation.villages
        columns = [rows.text(name).values for name in names]
        alike = [each for each in self._all if all(column[each] == column[row] for column in columns)]
        if code == "township-multiples-differ":  # of one tier only
            alike = [each for each in alike if villages[each].tier == villages[row].tier]
        return alike
