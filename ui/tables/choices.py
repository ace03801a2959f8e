"""What may stand in a cell, for its drop-down: declared choices, IDs of another table, classes, zones.

Thirty thousand households are indexed once for as long as their columns stay, and ranked at every key press.
"""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from calc.assess import Assessment
from calc.initials import HELD, LEADING, Initials
from calc.policy import shipped_policies
from calc.scenario import Scenario, TextColumn
from calc.tables import Column

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ChoiceTable", "Choices", "Offer", "choices_among", "choices_of"]

_EXACT, _ID, _NAME, _IN_NAME, _INITIALS, _IN_ID, _IN_INITIALS, _NOT = range(8)
"""How a choice answers to what was typed, the best first."""
_SURE: Final = {_EXACT, _NAME, _IN_NAME, _INITIALS}
_TABLES_KEPT: Final = 4
_PART: Final = "\0"
_TAIL: Final = 4


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


class _Texts:
    """Many texts one after another in one array, looked through at once."""

    def __init__(self, texts: Sequence[str]) -> None:
        parted = _PART.join(["", *(text.replace(_PART, " ") for text in texts), ""])
        self._codes = _codes_of(_fold(parted))
        self._ends = np.flatnonzero(self._codes == ord(_PART))

    def find(self, needle: str) -> "tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]":
        """Return which texts hold `needle`, which begin with it, and which are it."""
        wanted = _codes_of(needle)
        places = max(len(self._codes) - len(wanted) + 1, 0)
        there = np.ones(places, np.bool_)
        for number, code in enumerate(wanted):
            there &= self._codes[number : number + places] == code
        hits = np.flatnonzero(there)
        rows = np.searchsorted(self._ends, hits) - 1
        begins = hits == self._ends[rows] + 1
        whole = begins & (hits + len(wanted) == self._ends[rows + 1])
        return rows, rows[begins], rows[whole]


def _codes_of(text: str) -> "NDArray[np.uint32]":
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


@dataclass(frozen=True, eq=False)
class ChoiceTable:
    """Choices in the order of their table, with what they are found by.

    Attributes:
        texts: what goes into the cell.
        names: by what a choice is found besides.
        beside: what stands beside the text in the list.
        are_ids: whether the texts are IDs, which are typed whole, and not names known by how they begin.

    """

    texts: Sequence[str]
    names: Sequence[str]
    beside: Sequence[str]
    are_ids: bool

    @cached_property
    def _indexed(self) -> tuple[_Texts, _Texts, Initials]:
        return _Texts(self.texts), _Texts(self.names), Initials(self.names)

    @cached_property
    def _blank(self) -> "NDArray[np.bool_]":
        """Where a row has no ID yet."""
        return np.fromiter((not text for text in self.texts), np.bool_, len(self.texts))

    def ranks(self, typed: str) -> "NDArray[np.int8]":
        """Return how each choice answers to what was typed, shape (choices,)."""
        needle = _fold(typed).strip()
        ranks = np.full(len(self.texts), _NOT if needle else _EXACT, np.int8)
        if needle:
            texts, names, initials = self._indexed
            in_text, begins, whole = texts.find(needle)
            in_name, name_begins, _ = names.find(needle)
            answers = initials.match(needle)
            for found, rank in (
                (np.flatnonzero(answers == HELD), _IN_INITIALS),
                (in_text, _IN_ID),
                (np.flatnonzero(answers == LEADING), _INITIALS),
                (in_name, _IN_NAME),
                (name_begins, _NAME),
                (begins, _ID),
                (whole, _EXACT),
            ):
                ranks[found] = rank
        ranks[self._blank] = _NOT
        return ranks


@dataclass(frozen=True, eq=False)
class Offer:
    """The choices that answer to what was typed.

    Attributes:
        positions: which they are, the best first.
        likely: whether the first of them is taken for what was meant, unless another is pointed at.

    """

    positions: "NDArray[np.intp]"
    likely: bool


@dataclass(frozen=True, eq=False)
class Choices:
    """The choices for one cell.

    Attributes:
        table: all of them.
        near: those that are likelier here than their equals elsewhere, shape (choices,); None for none.

    """

    table: ChoiceTable
    near: "NDArray[np.bool_] | None" = None

    def __len__(self) -> int:
        return len(self.table.texts)

    def offer(self, typed: str) -> Offer:
        """Return what answers to `typed`; all, where nothing is typed.

        Part of an ID is likely to mean the one that begins with it only where no other does: an ID that does
        not exist yet must not become that of somebody else unseen.
        """
        ranks = self.table.ranks(typed)
        far = np.zeros(len(ranks), np.bool_) if self.near is None else ~self.near
        shown = np.lexsort((far, ranks))[: int(np.count_nonzero(ranks != _NOT))]
        if not typed.strip() or not len(shown):
            return Offer(shown, likely=False)
        best = ranks[shown[0]]
        only = best == _ID and np.count_nonzero(ranks == best) == 1
        return Offer(shown, likely=not self.table.are_ids or best in _SURE or bool(only))


def choices_of(
    scenario: Scenario, assessment: Assessment, table: str, key: int, column: Column
) -> Choices | None:
    """Return the choices for one cell; None where anything may be typed."""
    choices: Choices | None = None
    rows = scenario[table]
    if column.choices:
        choices = _named(column.choices)
    elif column.refers_to == "villages":
        choices = Choices(_villages(*_village_columns(scenario)))
    elif column.refers_to == "households":
        choices = _households(scenario, rows.text("village_id").cell(rows.positions[key]))
    elif table == "parcels" and column.name == "zone":
        choices = _zones(scenario, rows.text("village_id").cell(rows.positions[key]))
    elif column.name == "land_class" and assessment.policy:
        classes = assessment.policy.classes
        choices = _named([each.name for each in classes], ["、".join(each.aliases) for each in classes])
    elif table == "project" and column.name == "policy":
        choices = _named(list(shipped_policies()))
    return choices or None


def _named(texts: Sequence[str], beside: Sequence[str] = ()) -> Choices:
    """Return choices that are names themselves, and other names beside them by which they are found too."""
    beside = beside or [""] * len(texts)
    names = [f"{text} {other}".rstrip() for text, other in zip(texts, beside, strict=True)]
    return Choices(ChoiceTable(texts, names, beside, are_ids=False))


def _village_columns(scenario: Scenario) -> tuple[TextColumn, TextColumn, TextColumn]:
    rows = scenario["villages"]
    return rows.text("village_id"), rows.text("village"), rows.text("group")


@lru_cache(_TABLES_KEPT)
def _villages(ids: TextColumn, villages: TextColumn, groups: TextColumn) -> ChoiceTable:
    names = [village + group for village, group in zip(villages.values, groups.values, strict=True)]
    return ChoiceTable(ids.values.tolist(), names, names, are_ids=True)


def choices_among(scenario: Scenario, table: str, ids: Sequence[str]) -> ChoiceTable:
    """Return some of the households, or of the villages, by their IDs."""
    whole = _all_households(scenario) if table == "households" else _villages(*_village_columns(scenario))
    if len(ids) == len(whole.texts):
        return whole
    places = [place for place in map(scenario[table].index.get, ids) if place is not None]
    texts, names, beside = (
        [column[place] for place in places] for column in (whole.texts, whole.names, whole.beside)
    )
    return ChoiceTable(texts, names, beside, are_ids=True)


def _households(scenario: Scenario, village_id: str) -> Choices:
    """Return all households, those of the village first among equals."""
    codes, texts = scenario["households"].text("village_id").factor
    near = codes == texts.index(village_id) if village_id in texts else None
    return Choices(_all_households(scenario), near)


def _all_households(scenario: Scenario) -> ChoiceTable:
    rows = scenario["households"]
    own = [rows.text(name) for name in ("household_id", "head", "village_id", "identity_number")]
    return _household_table(*own, *_village_columns(scenario))


@lru_cache(_TABLES_KEPT)
def _household_table(
    ids: TextColumn,
    heads: TextColumn,
    village_ids: TextColumn,
    identities: TextColumn,
    known: TextColumn,
    villages: TextColumn,
    groups: TextColumn,
) -> ChoiceTable:
    """Return households by their heads.

    Where two have one name, the village tells them apart; in one village, how their ID numbers end.
    """
    table = _villages(known, villages, groups)
    names = dict(zip(table.texts, table.names, strict=True))
    codes, _ = heads.factor
    shared = np.flatnonzero(np.bincount(codes)[codes] > 1).tolist()
    places = {row: (heads.cell(row), village_ids.cell(row)) for row in shared}
    doubled = Counter(places.values())
    beside = heads.values.tolist()
    for row, (head, village) in places.items():
        tail = identities.cell(row)[-_TAIL:] if doubled[head, village] > 1 else ""
        parts = (head, names.get(village, village), f"…{tail}" if tail else "")
        beside[row] = "  ".join(filter(None, parts))
    return ChoiceTable(ids.values.tolist(), heads.values.tolist(), beside, are_ids=True)


def _zones(scenario: Scenario, village_id: str) -> Choices:
    rows = scenario["outputs"]
    pairs = zip(rows.text("village_id").values, rows.text("zone").values, strict=True)
    zones = list(dict.fromkeys(zone for village, zone in pairs if village == village_id))
    return Choices(ChoiceTable(zones, zones, [""] * len(zones), are_ids=True))
