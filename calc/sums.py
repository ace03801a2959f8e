"""Sums of lines by village, household, head, payee or class: what they come to, and of what they are made.

Every sum that the program shows can be taken apart here: into heads, villages and lines, each with its own
sum. A long list names its largest parts and puts the others together, so that the parts always sum to the
whole.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from calc import units
from calc.assess import Assessment, VillageResult
from calc.explain import (
    YUAN,
    Bilingual,
    Message,
    Step,
    Words,
    average_per_mu,
    explain_line,
    explain_village,
    head_name,
    line_leaf,
)
from calc.language import N_
from calc.lines import (
    ARTICLE_8,
    ATTACHMENTS,
    CROPS,
    HEADS,
    HOUSEHOLD,
    LAND,
    NONE,
    PAYEES,
    RESETTLEMENT,
    Computation,
    Lines,
)
from calc.tables import TABLES

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "GROUPINGS",
    "Group",
    "Grouping",
    "VillageBar",
    "explain_household",
    "explain_lines",
    "explain_range_end",
    "explain_total",
    "explain_village_figure",
    "explain_zone",
    "group_lines",
    "payee_name",
    "village_bars",
]

Grouping = Literal["village", "household", "head", "payee", "class"]
GROUPINGS: Final[tuple[Grouping, ...]] = ("village", "household", "head", "payee", "class")

MOST_PARTS: Final = 60
"""Parts of one sum that are named; beyond them the smaller ones stand together."""
MOST_ADDED: Final = 6
"""Parts that are written out as an addition."""
FULL_LINES: Final = 12
"""Lines of a sum that are each explained down to what was registered."""
NAMED_LINES: Final = 500
"""Lines up to which a sum goes down to its lines."""

_PAYEES: Final = (Message(N_("Households")), Message(N_("Collectives")))


def payee_name(payee: int) -> Message:
    """Return the name of all payees of a kind by its number in PAYEES."""
    return _PAYEES[payee]


# --- groups of lines ----------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False, slots=True)
class Group:
    """Lines under one grouping.

    Attributes:
        by: the grouping.
        of_line: the group of each line, shape (lines,); NONE for a line in no group.
        names: what names each group, one tuple a group.
        sums: fen of each group: by head, then by payee, then all.
        unfinished: the groups that a parcel or an item which cannot be computed belongs to.

    """

    by: Grouping
    of_line: "NDArray[np.intp]"
    names: Sequence[tuple[Words | str, ...]]
    sums: Sequence[Sequence[int]]
    unfinished: frozenset[int]

    def lines_of(self, number: int, lines: Lines, column: int = -1) -> "NDArray[np.intp]":
        """Return the lines that a group's sum in a column is made of."""
        chosen = self.of_line == number
        if 0 <= column < len(HEADS):
            chosen &= lines.head == column
        elif len(HEADS) <= column < len(HEADS) + len(PAYEES):
            chosen &= lines.payee == column - len(HEADS)
        return np.flatnonzero(chosen)


def group_lines(assessment: Assessment, by: Grouping) -> Group | None:
    """Return all lines grouped, None where nothing was computed.

    Grouped by household, lines that go to the collective belong to no group: the sums are what each
    household gets.
    """
    found = assessment.computation
    if found is None:
        return None
    groups, names, unfinished = _GROUPS[by](found, assessment)
    return Group(by, groups, names, _sums(found.lines, groups, len(names)), frozenset(unfinished))


_Groups = tuple["NDArray[np.intp]", list[tuple[Words | str, ...]], Iterable[int]]


def _by_village(found: Computation, assessment: Assessment) -> _Groups:
    villages = assessment.villages
    unfinished = [village.position for village in villages if not village.complete]
    return found.lines.village, [(each.village_id, each.name) for each in villages], unfinished


def _by_household(found: Computation, _assessment: Assessment) -> _Groups:
    rows, lines = found.scenario["households"], found.lines
    names = zip(rows.text("household_id").values, rows.text("head").values, strict=True)
    mine = np.where(lines.payee == HOUSEHOLD, lines.household, NONE)
    parcels, items = found.parcels, found.items
    unfinished = {*parcels.household[~parcels.computed].tolist(), *items.household[~items.computed].tolist()}
    return mine, list(names), unfinished - {NONE}


def _by_head(found: Computation, _assessment: Assessment) -> _Groups:
    items, known = found.items, found.scenario["items"].number("category").present
    unfinished = {
        head for head, each in enumerate(found.parcels.heads) if bool((each.due & ~each.computed).any())
    }
    if bool((found.parcels.basis == NONE).any()):  # it is not even known what is due
        unfinished |= {LAND, RESETTLEMENT}
    unfinished |= set(items.head[~items.computed & known].tolist())
    if not bool(known.all()):
        unfinished |= {CROPS, ATTACHMENTS}
    return found.lines.head, [(head_name(head),) for head in range(len(HEADS))], unfinished


def _by_payee(found: Computation, assessment: Assessment) -> _Groups:
    unfinished = () if assessment.totals.complete else range(len(PAYEES))
    return found.lines.payee, [(name,) for name in _PAYEES], unfinished


def _by_class(found: Computation, _assessment: Assessment) -> _Groups:
    """Group by land class, and items by category and name; what nobody has makes no group."""
    lines, items, parcels = found.lines, found.scenario["items"], found.parcels
    classes = found.policy.classes
    codes, texts = items.text("name").factor
    category = items.number("category").values
    of_item = len(classes) + category * len(texts) + codes
    wanted = np.empty(len(lines), np.intp)
    wanted[~lines.from_item] = parcels.land_class[lines.row[~lines.from_item]]
    wanted[lines.from_item] = of_item[lines.row[lines.from_item]]
    present, groups = np.unique(wanted, return_inverse=True)
    choices = TABLES["items"].by_name["category"].choices
    names: list[tuple[Words | str, ...]] = []
    for code in present.tolist():
        if code < len(classes):
            names.append((Message(N_("Land class")), classes[code].name))
        else:
            kind, name = divmod(code - len(classes), len(texts))
            names.append((choices[kind], texts[name]))
    missing = {*parcels.land_class[~parcels.computed].tolist(), *of_item[~found.items.computed].tolist()}
    unfinished = [number for number, code in enumerate(present.tolist()) if code in missing]
    return groups.astype(np.intp), names, unfinished


_GROUPS: Final[MappingProxyType[Grouping, Callable[[Computation, Assessment], _Groups]]] = MappingProxyType(
    {
        "village": _by_village,
        "household": _by_household,
        "head": _by_head,
        "payee": _by_payee,
        "class": _by_class,
    }
)


def _sums(lines: Lines, groups: "NDArray[np.intp]", count: int) -> list[tuple[int, ...]]:
    """Return for each group its heads, then its payees, then all."""
    inside = groups != NONE
    amounts, group = lines.amount[inside], groups[inside]
    by_head = units.group_totals(amounts, group * len(HEADS) + lines.head[inside], count * len(HEADS))
    by_payee = units.group_totals(amounts, group * len(PAYEES) + lines.payee[inside], count * len(PAYEES))
    whole = units.group_totals(amounts, group, count)
    columns = [by_head[head :: len(HEADS)] for head in range(len(HEADS))]
    columns += [by_payee[payee :: len(PAYEES)] for payee in range(len(PAYEES))]
    return list(zip(*columns, whole, strict=True))


# --- why a sum is what it is --------------------------------------------------------------------------------


def _message(text: str, /, **parameters: object) -> Message:
    return Message(text, MappingProxyType(parameters))


def _money(fen: int) -> str:
    return units.format_money(fen, grouped=True)


def _found(assessment: Assessment) -> Computation:
    if assessment.computation is None:
        raise ValueError("without a policy nothing was computed")
    return assessment.computation


def _unfinished(*, complete: bool) -> tuple[Words, ...]:
    if complete:
        return ()
    return (_message(N_("Not complete: some lines cannot be computed, see the findings")),)


def explain_total(assessment: Assessment, head: int | None = None) -> Step:
    """Return of what the project's total, or its total under one head, is made: heads, then villages."""
    lines = _found(assessment).lines
    whole = np.arange(len(lines)) if head is None else np.flatnonzero(lines.head == head)
    name = _message(N_("Total of the project")) if head is None else head_name(head)
    notes = _unfinished(complete=assessment.totals.complete)
    return explain_lines(assessment, whole, name, notes=notes)


def explain_household(assessment: Assessment, position: int) -> Step:
    """Return of what the amount that a household gets is made, down to what was registered."""
    found = _found(assessment)
    lines, rows = found.lines, found.scenario["households"]
    numbers = np.flatnonzero((lines.household == position) & (lines.payee == HOUSEHOLD))
    texts = (rows.text(name).cell(position) for name in ("household_id", "head"))
    name = _message(N_("Household {name}"), name=" ".join(filter(None, texts)))
    mine = [
        bool(figures.computed[figures.household == position].all())
        for figures in (found.parcels, found.items)
    ]
    return explain_lines(assessment, numbers, name, notes=_unfinished(complete=all(mine)))


def explain_lines(
    assessment: Assessment,
    numbers: "NDArray[np.intp]",
    name: Words,
    *,
    notes: tuple[Words, ...] = (),
) -> Step:
    """Return of what the sum of some lines, by their numbers, is made: heads, villages and lines.

    A level at which all is of one kind is passed over. A few lines are each explained down to what was
    registered; of very many only the sums of their heads and villages stand in the tree.
    """
    found = _found(assessment)
    deep = len(numbers) <= NAMED_LINES
    step = _Taker(found, assessment, deep, len(numbers) <= FULL_LINES).sum_of(numbers, name, 0)
    return replace(step, notes=(*notes, *step.notes))


@dataclass(frozen=True, slots=True)
class _Taker:
    """Takes a sum apart.

    Attributes:
        deep: whether it goes down to lines.
        full: whether each line is explained down to what was registered.

    """

    found: Computation
    assessment: Assessment
    deep: bool
    full: bool

    def sum_of(self, numbers: "NDArray[np.intp]", name: Words, level: int) -> Step:
        """Return the sum of lines with its parts from `level` on: 0 heads, 1 villages, 2 lines."""
        total = units.exact_total(self.found.lines.amount[numbers])
        notes: tuple[Words, ...] = (_message(N_("{count} lines"), count=f"{len(numbers):,}"),)
        parts, kind = self._parts(numbers, level)
        children = tuple(parts)
        if kind:
            notes = (*notes, _message(kind, count=len(parts) - 1))
        values = [child.value for child in children]
        short = 1 < len(children) <= MOST_ADDED
        formula = f"{' + '.join(values)} = {_money(total)}" if short else ""
        return Step("sum", name, _money(total), YUAN, formula, notes, children=children)

    def _parts(self, numbers: "NDArray[np.intp]", level: int) -> tuple[list[Step], str]:
        """Return the parts of a sum, and what is to be said where not all of them are named."""
        lines = self.found.lines
        for here, kinds in enumerate((lines.head, lines.village)):
            if here < level or not len(numbers):
                continue
            present = np.unique(kinds[numbers])
            if len(present) > 1:
                return self._groups(numbers, kinds, present, here)
        if not self.deep:
            return [], ""
        leaf = (lambda number: explain_line(self.assessment, number)) if self.full else self._leaf
        chosen, rest = _largest(lines.amount[numbers].tolist())
        parts = [leaf(int(numbers[place])) for place in chosen]
        return self._with_rest(parts, [int(lines.amount[numbers[place]]) for place in rest])

    def _leaf(self, number: int) -> Step:
        return line_leaf(self.found, number)

    def _groups(
        self, numbers: "NDArray[np.intp]", kinds: "NDArray[np.intp]", present: "NDArray[np.intp]", level: int
    ) -> tuple[list[Step], str]:
        amounts = self.found.lines.amount[numbers]
        places = np.searchsorted(present, kinds[numbers])
        sums = units.group_totals(amounts, places, len(present))
        chosen, rest = _largest(sums)
        parts = [
            self.sum_of(numbers[places == place], self._name(level, int(present[place])), level + 1)
            for place in chosen
        ]
        return self._with_rest(parts, [sums[place] for place in rest])

    def _name(self, level: int, kind: int) -> Words:
        if level == 0:
            return head_name(kind)
        village = self.assessment.villages[kind]
        text = " ".join(filter(None, (village.village_id, village.name)))
        return Bilingual(text, text)

    @staticmethod
    def _with_rest(parts: list[Step], rest: list[int]) -> tuple[list[Step], str]:
        if not rest:
            return parts, ""
        name = _message(N_("and {count} more"), count=f"{len(rest):,}")
        return [*parts, Step("rest", name, _money(sum(rest)), YUAN)], N_("The {count} largest are named")


def _largest(amounts: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return the places of the amounts that are named, in their own order, and those of the others."""
    if len(amounts) <= MOST_PARTS:
        return list(range(len(amounts))), []
    ranked = sorted(range(len(amounts)), key=lambda place: (-amounts[place], place))
    return sorted(ranked[: MOST_PARTS - 1]), sorted(ranked[MOST_PARTS - 1 :])


# --- single figures of a village ----------------------------------------------------------------------------

_FOLLOWS_FROM: Final[MappingProxyType[str, tuple[str, ...]]] = MappingProxyType(
    {
        "per-capita": ("tier",),
        "tier": ("per-capita",),
        "lawful-minimum": ("tier", "aaov", "requisitioned"),
        "lawful-maximum": ("tier", "aaov", "requisitioned"),
        "article-8-amount": ("land-multiple", "resettlement-multiple", "aaov", "requisitioned"),
        "people-to-resettle": ("requisitioned", "per-capita"),
        "per-capita-after": ("requisitioned", "people-to-resettle", "per-capita"),
        "average-per-mu": (
            *("article-8-amount", "land-multiple", "resettlement-multiple", "aaov", "requisitioned"),
        ),
    }
)
"""By the code of a village's figure: the codes of the other steps that its formula takes figures from."""


def explain_village_figure(assessment: Assessment, position: int, code: str) -> Step | None:
    """Return one figure of a village, by its code in the village's tree, with all it follows from.

    None where the village has no such figure. Raises ValueError where the scenario has no policy.
    """
    tree = explain_village(assessment, position)
    step = next((each for each in tree.children if each.code == code), None)
    if step is None:
        return None
    support = [each for other in _FOLLOWS_FROM.get(code, ()) for each in tree.children if each.code == other]
    village = assessment.villages[position]
    of_village = _message(N_("Village {name}"), name=village.name or village.village_id)
    return replace(step, notes=(of_village, *step.notes), children=(*step.children, *support))


def explain_zone(assessment: Assessment, position: int, number: int) -> Step | None:
    """Return how the average output value of a village's zone came about; None where it has no such zone."""
    tree = explain_village(assessment, position, itemised=False)
    steps = [step for step in tree.children if step.code == "aaov"]
    return steps[number] if 0 <= number < len(steps) else None


# --- villages side by side ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class VillageBar:
    """What a village comes to, beside what it could lawfully come to; fen.

    Attributes:
        village: the village.
        amount: all of its lines that could be computed.
        lowest, highest: the same with the cultivated land at the lawful lowest and highest multiples, None
            where there is no such end or it is not known.
        average: land compensation and resettlement subsidy on cultivated land per mu of it (综合亩均).

    """

    village: VillageResult
    amount: int
    lowest: int | None
    highest: int | None
    average: int | None


def village_bars(assessment: Assessment) -> tuple[VillageBar, ...]:
    """Return every village's amount between what it would be at the ends of its lawful range."""
    found = assessment.computation
    if found is None:
        return ()
    lines = found.lines
    unmoved = _unmoved(found)
    fixed = units.group_totals(lines.amount[unmoved], lines.village[unmoved], len(assessment.villages))
    return tuple(
        VillageBar(
            village,
            village.amount,
            None if village.lawful_minimum is None else fixed[village.position] + village.lawful_minimum,
            None if village.lawful_maximum is None else fixed[village.position] + village.lawful_maximum,
            average_per_mu(village),
        )
        for village in assessment.villages
    )


def _unmoved(found: Computation) -> "NDArray[np.bool_]":
    """Return which lines the village's multiples do not change, shape (lines,)."""
    lines = found.lines
    unmoved = lines.from_item.copy()
    unmoved[~lines.from_item] = found.parcels.basis[lines.row[~lines.from_item]] != ARTICLE_8
    return unmoved


def explain_range_end(
    assessment: Assessment, position: int, code: Literal["lawful-minimum", "lawful-maximum"]
) -> Step | None:
    """Return what a village would come to at one end of its lawful range: cultivated land there, all else.

    None where the range has no such end, or it is not known.
    """
    found = _found(assessment)
    end = explain_village_figure(assessment, position, code)
    village = assessment.villages[position]
    fen = village.lawful_minimum if code == "lawful-minimum" else village.lawful_maximum
    if end is None or fen is None:
        return None
    lines = found.lines
    numbers = np.flatnonzero(_unmoved(found) & (lines.village == position))
    rest = explain_lines(assessment, numbers, _message(N_("All that the multiples do not change")))
    total = _money(fen + units.exact_total(lines.amount[numbers]))
    low = code == "lawful-minimum"
    name = _message(N_("Lowest lawful total") if low else N_("Highest lawful total"))
    formula = f"{end.value} + {rest.value} = {total}"
    return Step("range-end", name, total, YUAN, formula, children=(end, rest))
