"""Another register into an open scenario: row by row what is new, changed and in conflict, then one edit.

Rows are matched by the columns that say which row is meant (`TableSpec.identity`). Nothing of the other
register is dropped in silence: each of its rows stands in the plan, each of its cells either agrees, or is
named as a change, or is blank; what is not taken over at all is a note. Rows that only the open scenario has
are told and stay. Columns are compared whole: of a hundred thousand equal rows none is looked at by itself.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from calc import units
from calc.findings import Finding, Place, Severity
from calc.language import N_
from calc.operations import InsertRows, Operation, SetCells, Step
from calc.scenario import NumberColumn, Scenario, Table
from calc.tables import TABLES, Cell, Column, Unread, format_cell

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "MERGED",
    "NONE",
    "Change",
    "Choices",
    "MergePlan",
    "Reason",
    "State",
    "TablePlan",
    "label_of_row",
    "merge_operation",
    "plan_merge",
]

NONE: Final = -1
"""Stands in an array of positions where a row has no partner."""

MERGED: Final = {name: spec for name, spec in TABLES.items() if not spec.history}
"""The tables that are merged: what has happened to one file has not happened to another."""

Choices = Mapping[str, "NDArray[np.bool_]"]
"""By table, for each row of its plan, whether what the other register says is taken over."""


class State(IntEnum):
    """What a row of the plan is."""

    NEW = 0
    """It stands only in the other register."""
    CHANGED = 1
    """It stands in both, and the other register says something else."""
    CONFLICT = 2
    """It is new or changed in a way that an officer must decide."""
    SAME = 3
    """It stands in both, and the other register adds nothing."""
    MISSING = 4
    """It stands only here, and stays."""


class Reason(IntFlag):
    """Why a row is in conflict."""

    DOUBLED = 1
    """Its ID stands more than once here or there."""
    WITHOUT_ID = 2
    """It has no ID to be matched by."""
    OTHER_VILLAGE = 4
    """Its ID belongs to another village here."""
    UNREAD = 8
    """A cell that could not be read would come in."""
    PROJECT = 16
    """It would replace what is recorded of the project itself."""
    OTHER_UNIT = 32
    """Its area is given in another unit there and is another area."""


_WORDS: Final[Mapping[Reason, str]] = MappingProxyType(
    {
        Reason.DOUBLED: N_("the ID stands more than once; which row is meant cannot be known"),
        Reason.WITHOUT_ID: N_("the row has no ID to be matched by; taken over, it is added"),
        Reason.OTHER_VILLAGE: N_("the ID belongs to another village here"),
        Reason.UNREAD: N_("a cell over there could not be read"),
        Reason.PROJECT: N_("what is recorded of the project itself would be replaced"),
        Reason.OTHER_UNIT: N_(
            "the area over there is another one, given in the other unit; it replaces both"
        ),
    }
)
_AREAS: Final = ("area", "square_metres")
_STAYS: Final = ("project", "policy")
"""The policy is never merged: it would change the law under every row."""


class Change(NamedTuple):
    """One cell that would be replaced: its column, what stands here and what comes."""

    column: Column
    old: Cell
    new: Cell


@dataclass(frozen=True, eq=False)
class TablePlan:
    """The plan for one table: a row for each row over there, in its order, then those that are missing there.

    Attributes:
        here: the table of the open scenario.
        there: the other one.
        ours: position of each row here, NONE for a row that stands only there; shape (rows,).
        theirs: position of each row there, NONE for a row that stands only here; shape (rows,).
        state: the State of each row, int8, shape (rows,).
        reasons: the Reason flags of each row, int8, shape (rows,).
        changed: by column, for each row that stands on both sides whether the cell would be replaced.

    """

    here: Table
    there: Table
    ours: "NDArray[np.intp]"
    theirs: "NDArray[np.intp]"
    state: "NDArray[np.int8]"
    reasons: "NDArray[np.int8]"
    changed: Mapping[str, "NDArray[np.bool_]"]

    def __len__(self) -> int:
        return len(self.state)

    @cached_property
    def counts(self) -> dict[State, int]:
        """How many rows there are of each state."""
        numbers = np.bincount(self.state, minlength=len(State)).tolist()
        return {state: numbers[state] for state in State}

    @cached_property
    def open_to_choice(self) -> "NDArray[np.bool_]":
        """Which rows can be taken over at all, shape (rows,)."""
        return self.state <= State.CONFLICT

    def proposed(self) -> "NDArray[np.bool_]":
        """Return what is taken over unless the officer decides otherwise: all but the conflicts."""
        return self.state < State.CONFLICT

    def changes(self, row: int) -> list[Change]:
        """Return the cells of a row that would be replaced; those that are filled of a new row."""
        ours, theirs = int(self.ours[row]), int(self.theirs[row])
        columns = self.here.spec.columns
        if theirs == NONE:
            return []
        if ours == NONE:
            cells = zip(columns, self.there.row(theirs), strict=True)
            return [Change(column, None, cell) for column, cell in cells if not _is_blank(cell)]
        return [
            Change(column, self.here.cell(ours, column.name), self.there.cell(theirs, column.name))
            for column in columns
            if self.changed[column.name][row]
        ]

    def reasons_of(self, row: int) -> list[str]:
        """Return the message ids that say why a row is in conflict."""
        return [words for reason, words in _WORDS.items() if self.reasons[row] & reason]


@dataclass(frozen=True, eq=False)
class MergePlan:
    """What merging would do.

    Attributes:
        here: the open scenario.
        tables: the plan of every table, in the order of the workbook.
        erasing: whether blank cells over there empty the cells here.
        notes: what of the other register is not merged.

    """

    here: Scenario
    tables: Mapping[str, TablePlan]
    erasing: bool
    notes: tuple[Finding, ...]

    def proposed(self) -> dict[str, "NDArray[np.bool_]"]:
        """Return what is taken over unless the officer decides otherwise."""
        return {name: plan.proposed() for name, plan in self.tables.items()}


def plan_merge(
    here: Scenario,
    there: Scenario,
    *,
    erasing: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> MergePlan:
    """Return what merging `there` into `here` would do; nothing happens yet.

    Args:
        here: the open scenario.
        there: the other register or scenario.
        erasing: let blank cells over there empty the cells here; a column that is blank throughout over
            there was not filled in at all, and empties nothing.
        progress: called before each table; what it raises ends the comparison.

    """
    plans: dict[str, TablePlan] = {}
    for number, name in enumerate(MERGED):
        if progress:
            progress(number, len(MERGED))
        plans[name] = _plan_table(here[name], there[name], erasing=erasing)
    return MergePlan(here, MappingProxyType(plans), erasing, _notes(here, there))


def _notes(here: Scenario, there: Scenario) -> tuple[Finding, ...]:
    """Return notes on what of the other register is not merged: the policy, and what has happened to it."""
    table, column = _STAYS
    default = TABLES[table].by_name[column].default
    named = [scenario.project_text(column) or default for scenario in (here, there)]
    notes = []
    if len(there["issues"]):
        told = N_("The record of issued papers is not merged: it belongs to the file they were issued from.")
        notes.append(Finding(Severity.NOTE, "issues-not-merged", Place("issues"), told))
    same_text = here.policy_text == there.policy_text or not there.policy_text
    if named[0] == named[1] and same_text:
        return tuple(notes)
    message = N_("The policy is not merged: this scenario stays under {ours}, the other is under {theirs}.")
    if named[0] == named[1]:
        message = N_("The policy is not merged: both name {ours}, with different texts; the one here stays.")
    place = Place(table, None, column)
    parameters = MappingProxyType({"ours": named[0], "theirs": named[1]})
    notes.append(Finding(Severity.NOTE, "policy-not-merged", place, message, parameters))
    return tuple(notes)


# ---- which row is which ----


def _plan_table(here: Table, there: Table, *, erasing: bool) -> TablePlan:
    partners, doubled, nameless = _partners(here, there)
    paired = np.flatnonzero(partners != NONE)
    left = np.ones(len(here), np.bool_)
    left[partners[paired]] = False
    missing = np.flatnonzero(left)
    rows = len(there) + len(missing)
    ours = np.concatenate([partners, missing])
    theirs = np.full(rows, NONE, np.intp)
    theirs[: len(there)] = np.arange(len(there))
    changed: dict[str, NDArray[np.bool_]] = {}
    unread = np.zeros(rows, np.bool_)
    for column in here.spec.columns:
        marks = np.zeros(rows, np.bool_)
        marks[paired] = _replaced(here, there, column.name, partners[paired], paired, erasing=erasing)
        changed[column.name] = marks
        texts = _unread_texts(there, column.name)
        if texts is not None:
            comes = (texts != "") & ((partners == NONE) | marks[: len(there)])
            unread[: len(there)] |= comes
    reasons = np.zeros(rows, np.int8)
    _mark(reasons, Reason.UNREAD, unread)
    if here.spec.name == "parcels":
        _mark(reasons, Reason.OTHER_UNIT, _other_unit(here, there, ours, theirs, changed))
    differs = np.zeros(rows, np.bool_)
    for marks in changed.values():
        differs |= marks
    state = np.full(rows, State.SAME, np.int8)
    state[differs] = State.CHANGED
    state[: len(there)][partners == NONE] = State.NEW
    state[len(there) :] = State.MISSING
    for reason, rows_there in ((Reason.DOUBLED, doubled), (Reason.WITHOUT_ID, nameless)):
        at = np.zeros(rows, np.bool_)
        at[: len(there)] = rows_there
        _mark(reasons, reason, at & (state < State.CONFLICT))
    _mark(reasons, Reason.OTHER_VILLAGE, _other_village(here, there, ours, theirs, changed))
    if here.spec.single:
        _mark(reasons, Reason.PROJECT, _replaces_any(here, ours, changed))
    state[reasons != 0] = State.CONFLICT
    return TablePlan(here, there, ours, theirs, state, reasons, MappingProxyType(changed))


def _mark(reasons: "NDArray[np.int8]", reason: Reason, rows: "NDArray[np.bool_]") -> None:
    reasons[rows] |= int(reason)


def _partners(
    here: Table, there: Table
) -> tuple["NDArray[np.intp]", "NDArray[np.bool_]", "NDArray[np.bool_]"]:
    """Return for each row there the position of its row here, and where its ID is doubled or missing.

    Of rows with a doubled ID, equal ones belong together, the others in their order. Rows without an ID
    belong together only where they are equal in every cell.
    """
    ours, theirs = _identities(here), _identities(there)
    first = dict(zip(reversed(ours), range(len(ours) - 1, -1, -1), strict=True))
    partners = np.fromiter(map(first.get, theirs, (NONE for _ in theirs)), np.intp, len(theirs))
    several = _doubled(ours).union(_doubled(theirs))
    several.discard(None)
    wanted = several | {None}
    doubled, nameless = np.zeros(len(theirs), np.bool_), np.zeros(len(theirs), np.bool_)
    if not several and None not in theirs:
        return partners, doubled, nameless
    groups: dict[Any, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, identities in enumerate((ours, theirs)):
        for position, identity in enumerate(identities):
            if identity in wanted:
                groups[identity][side].append(position)
    for identity, (mine, other) in groups.items():
        partners[other] = _paired_group(here, there, mine, other, in_order=identity is not None)
        (nameless if identity is None else doubled)[other] = True
    return partners, doubled, nameless


def _identities(rows: Table) -> list[Hashable]:
    """Return what each row is known by, None for a row that lacks a part of it."""
    spec = rows.spec
    if spec.single:
        return [spec.name] * len(rows)
    columns = [_cells(rows, name, np.arange(len(rows))) for name in spec.identity]
    if len(columns) == 1:
        return [cell or None for cell in columns[0]]
    needed = [number for number, name in enumerate(spec.identity) if spec.by_name[name].needed]
    return [
        None if any(_is_blank(cells[number]) for number in needed) else cells
        for cells in zip(*columns, strict=True)
    ]


def _doubled(identities: list[Hashable]) -> set[Hashable]:
    if len(set(identities)) == len(identities):
        return set()
    return {identity for identity, times in Counter(identities).items() if times > 1}


def _paired_group(
    here: Table, there: Table, mine: Sequence[int], other: Sequence[int], *, in_order: bool
) -> list[int]:
    """Return the partners here of the rows `other` there, which all have one ID."""
    waiting: dict[tuple[Cell, ...], deque[int]] = defaultdict(deque)
    for position in mine:
        waiting[here.row(position)].append(position)
    partners = [NONE] * len(other)
    for number, position in enumerate(other):
        equal = waiting.get(there.row(position))
        if equal:
            partners[number] = equal.popleft()
    if in_order:
        taken = set(partners)
        rest = iter([position for position in mine if position not in taken])
        partners = [next(rest, NONE) if partner == NONE else partner for partner in partners]
    return partners


# ---- which cell says something else ----


def _replaced(
    here: Table,
    there: Table,
    name: str,
    ours: "NDArray[np.intp]",
    theirs: "NDArray[np.intp]",
    *,
    erasing: bool,
) -> "NDArray[np.bool_]":
    """Return for each pair of rows whether the cell there would replace the one here, shape (pairs,)."""
    if (here.spec.name, name) == _STAYS:
        return np.zeros(len(ours), np.bool_)
    differs = _differs(here, there, name, ours, theirs)
    blank = _blank(there, name)
    if not erasing or blank.all():
        differs &= ~blank[theirs]
    return differs


def _differs(
    here: Table, there: Table, name: str, ours: "NDArray[np.intp]", theirs: "NDArray[np.intp]"
) -> "NDArray[np.bool_]":
    mine, other = here.columns[name], there.columns[name]
    differs: NDArray[np.bool_]
    if isinstance(mine, NumberColumn) and isinstance(other, NumberColumn):
        differs = (mine.values[ours] != other.values[theirs]) | (mine.present[ours] != other.present[theirs])
    else:
        differs = here.text(name).values[ours] != there.text(name).values[theirs]
    mine_unread, other_unread = _unread_texts(here, name), _unread_texts(there, name)
    if mine_unread is None and other_unread is None:
        return differs
    unread: NDArray[np.bool_] = _at(mine_unread, ours) != _at(other_unread, theirs)
    return differs | unread


def _at(texts: "NDArray[np.object_] | None", positions: "NDArray[np.intp]") -> "NDArray[np.object_]":
    return np.full(len(positions), "", object) if texts is None else texts[positions]


def _blank(rows: Table, name: str) -> "NDArray[np.bool_]":
    """Return where nothing stands in a column, not even what could not be read; shape (rows,)."""
    column = rows.columns[name]
    blank = ~column.present
    texts = _unread_texts(rows, name)
    if texts is not None:
        blank &= texts == ""
    return blank


def _unread_texts(rows: Table, name: str) -> "NDArray[np.object_] | None":
    """Return the unread texts of a column behind a "?", "" elsewhere, shape (rows,); None for none at all."""
    found = [(rows.positions[key], text) for (key, column), text in rows.unread.items() if column == name]
    if not found:
        return None
    texts = np.full(len(rows), "", object)
    for position, text in found:
        texts[position] = "?" + text
    return texts


# ---- what an officer must decide ----


def _replaces_any(
    here: Table, ours: "NDArray[np.intp]", changed: Mapping[str, "NDArray[np.bool_]"]
) -> "NDArray[np.bool_]":
    """Return where a cell that holds something here would be replaced, shape (rows,)."""
    found = np.zeros(len(ours), np.bool_)
    for name, marks in changed.items():
        found |= marks & ~_blank(here, name)[ours]
    return found


def _other_village(
    here: Table,
    there: Table,
    ours: "NDArray[np.intp]",
    theirs: "NDArray[np.intp]",
    changed: Mapping[str, "NDArray[np.bool_]"],
) -> "NDArray[np.bool_]":
    found = np.zeros(len(ours), np.bool_)
    for column in here.spec.columns:
        if column.refers_to == "villages":
            rows = np.flatnonzero(changed[column.name])
            both = ~_blank(here, column.name)[ours[rows]] & ~_blank(there, column.name)[theirs[rows]]
            found[rows[both]] = True
    return found


def _other_unit(
    here: Table,
    there: Table,
    ours: "NDArray[np.intp]",
    theirs: "NDArray[np.intp]",
    changed: dict[str, "NDArray[np.bool_]"],
) -> "NDArray[np.bool_]":
    """Return where the area comes in the other unit and is another one; both cells are then replaced.

    Kept beside the one that comes, the area here would contradict it.
    """
    found = np.zeros(len(ours), np.bool_)
    for name, other in (_AREAS, _AREAS[::-1]):
        rows = np.flatnonzero(changed[name] & ~changed[other])
        one_sided = _blank(there, other)[theirs[rows]] & ~_blank(here, other)[ours[rows]]
        for row in rows[one_sided].tolist():
            mine, comes = here.cell(int(ours[row]), other), there.cell(int(theirs[row]), name)
            if not _is_same_area(other, mine, comes):
                found[row] = changed[other][row] = True
    return found


def _is_same_area(kept: str, mine: Cell, comes: Cell) -> bool:
    if not isinstance(mine, int) or not isinstance(comes, int):
        return False
    mu, metres = (mine, comes) if kept == "area" else (comes, mine)
    return units.mu_from_square_metres(metres) == mu


# ---- the edit ----


def merge_operation(plan: MergePlan, choices: Choices) -> Operation:
    """Return the one edit of `plan.here` that takes over the chosen rows."""
    steps: list[Step] = []
    key, count = plan.here.next_key, 0
    for name, table in plan.tables.items():
        chosen = choices[name] & table.open_to_choice
        count += int(chosen.sum())
        steps += _cell_steps(table, chosen & (table.ours != NONE))
        new = table.theirs[chosen & (table.ours == NONE)]
        if len(new):
            steps.append(_insertion(table, new, key))
            key += len(new)
    return Operation(N_("Merge {count} rows"), tuple(steps), MappingProxyType({"count": count}))


def _cell_steps(table: TablePlan, chosen: "NDArray[np.bool_]") -> list[Step]:
    """Return one step a column: rows differ in which of their cells change."""
    steps: list[Step] = []
    for name, marks in table.changed.items():
        rows = np.flatnonzero(marks & chosen)
        if len(rows):
            ours, theirs = table.ours[rows], table.theirs[rows]
            old, new = _cells(table.here, name, ours), _cells(table.there, name, theirs)
            keys = tuple(table.here.keys[ours].tolist())
            steps.append(SetCells(table.here.spec.name, keys, (name,), _column(old), _column(new)))
    return steps


def _column(cells: Iterable[Cell]) -> tuple[tuple[Cell, ...], ...]:
    return tuple((cell,) for cell in cells)


def _insertion(table: TablePlan, new: "NDArray[np.intp]", first_key: int) -> InsertRows:
    """Return the step that adds rows from there below all others."""
    spec, below = table.here.spec, len(table.here)
    cells = tuple(zip(*(_cells(table.there, column.name, new) for column in spec.columns), strict=True))
    positions = tuple(range(below, below + len(new)))
    return InsertRows(spec.name, positions, tuple(range(first_key, first_key + len(new))), cells)


def _cells(rows: Table, name: str, positions: "NDArray[np.intp]") -> list[Cell]:
    """Return the cells of a column at some positions."""
    column = rows.columns[name]
    cells: list[Cell] = column.values[positions].tolist()
    if isinstance(column, NumberColumn):
        for number in np.flatnonzero(~column.present[positions]).tolist():
            cells[number] = None
    texts = _unread_texts(rows, name)
    if texts is not None:
        for number, text in enumerate(texts[positions].tolist()):
            if text:
                cells[number] = Unread(text[1:])
    return cells


def _is_blank(cell: Cell) -> bool:
    return cell is None or cell == ""


def label_of_row(table: TablePlan, row: int) -> str:
    """Return what a row is known by, for the reader: its ID, or the columns that stand for one."""
    spec = table.here.spec
    rows, position = table.there, int(table.theirs[row])
    if position == NONE:
        rows, position = table.here, int(table.ours[row])
    parts = [format_cell(spec.by_name[name], rows.cell(position, name)) for name in spec.identity]
    return " · ".join(filter(None, parts))
