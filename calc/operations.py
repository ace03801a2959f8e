"""Edits as data: apply, reverse, encode and decode; no edit reaches a scenario another way.

One mechanism serves undo, the recovery journal, merging and the history.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal

from calc.language import N_
from calc.scenario import Scenario, rows_of_cells, with_cells, with_rows, without_rows
from calc.tables import TABLES, Cell, Column, Unread, parse_cell
from calc.units import MAXIMUM

__all__ = [
    "Cells",
    "DeleteRows",
    "InsertRows",
    "Operation",
    "SetCells",
    "SetPolicy",
    "apply",
    "decode",
    "delete_rows",
    "encode",
    "insert_rows",
    "reverse",
    "set_cells",
    "set_policy",
    "type_cell",
]

Cells = tuple[tuple[Cell, ...], ...]
"""For each row (outer) and column (inner) a value."""


@dataclass(frozen=True, slots=True)
class SetCells:
    """Replace cells: for each key (outer) and column (inner) an old and a new value."""

    table: str
    keys: tuple[int, ...]
    columns: tuple[str, ...]
    old: Cells
    new: Cells


@dataclass(frozen=True, slots=True)
class InsertRows:
    """Insert whole rows so that they stand at `positions` (ascending) afterwards."""

    table: str
    positions: tuple[int, ...]
    keys: tuple[int, ...]
    cells: Cells


@dataclass(frozen=True, slots=True)
class DeleteRows:
    """Remove whole rows that stand at `positions` (ascending) before; what they held is kept here."""

    table: str
    positions: tuple[int, ...]
    keys: tuple[int, ...]
    cells: Cells


@dataclass(frozen=True, slots=True)
class SetPolicy:
    """Replace the policy's text."""

    old: str
    new: str


Step = SetCells | InsertRows | DeleteRows | SetPolicy


@dataclass(frozen=True, slots=True)
class Operation:
    """One edit as the officer sees it: a label for the menu, and its steps in order.

    Attributes:
        label: message id, English with named fields (撤销“…” shows it).
        parameters: fields of the label.
        steps: what it does.

    """

    label: str
    steps: tuple[Step, ...]
    parameters: Mapping[str, int | str] = field(default_factory=lambda: MappingProxyType({}))


def apply(scenario: Scenario, operation: Operation) -> Scenario:
    """Return the scenario after `operation`. Raises KeyError for a row missing or there already."""
    for step in operation.steps:
        scenario = _apply_step(scenario, step)
    return scenario


def _apply_step(scenario: Scenario, step: Step) -> Scenario:
    if isinstance(step, SetPolicy):
        return replace(scenario, policy_text=step.new)
    rows = scenario[step.table]
    if isinstance(step, SetCells):
        rows = with_cells(rows, step.keys, step.columns, step.new)
    elif isinstance(step, InsertRows):
        rows = with_rows(rows, step.positions, step.keys, step.cells)
    else:
        rows = without_rows(rows, [rows.positions[key] for key in step.keys])
    return scenario.with_tables(**{step.table: rows})


def reverse(operation: Operation) -> Operation:
    """Return the operation that undoes `operation`, under the same label."""
    return replace(operation, steps=tuple(_reverse_step(step) for step in reversed(operation.steps)))


def _reverse_step(step: Step) -> Step:
    if isinstance(step, SetPolicy):
        return SetPolicy(step.new, step.old)
    if isinstance(step, SetCells):
        return replace(step, old=step.new, new=step.old)
    other = DeleteRows if isinstance(step, InsertRows) else InsertRows
    return other(step.table, step.positions, step.keys, step.cells)


def set_cells(
    scenario: Scenario,
    table: str,
    keys: Sequence[int],
    columns: Sequence[str],
    cells: Sequence[Sequence[Cell]],
    label: str = N_("Change {count} cells"),
) -> Operation:
    """Return the operation that sets cells; `cells` has one row of values a key."""
    rows = scenario[table]
    old = rows_of_cells(rows, (rows.positions[key] for key in keys), columns)
    new = tuple(tuple(row) for row in cells)
    step = SetCells(table, tuple(keys), tuple(columns), old, new)
    return Operation(label, (step,), MappingProxyType({"count": len(keys) * len(columns)}))


def type_cell(scenario: Scenario, table: str, key: int, column: str, text: str) -> Operation:
    """Return the operation of typing `text` into one cell; what cannot be read is kept as Unread."""
    spec = scenario[table].spec
    cell = parse_cell(spec.by_name[column], text)
    return set_cells(scenario, table, [key], [column], [[cell]], N_("Change one cell"))


def insert_rows(
    scenario: Scenario,
    table: str,
    position: int,
    rows: Iterable[Mapping[str, Cell]],
    label: str = N_("Insert {count} rows"),
) -> Operation:
    """Return the operation that inserts rows from `position` on; columns not given are missing."""
    spec = scenario[table].spec
    cells = tuple(
        tuple(row.get(column.name, "" if column.kind.is_text else None) for column in spec.columns)
        for row in rows
    )
    keys = tuple(range(scenario.next_key, scenario.next_key + len(cells)))
    positions = tuple(range(position, position + len(cells)))
    step = InsertRows(table, positions, keys, cells)
    return Operation(label, (step,), MappingProxyType({"count": len(cells)}))


def delete_rows(
    scenario: Scenario, table: str, keys: Iterable[int], label: str = N_("Delete {count} rows")
) -> Operation:
    """Return the operation that removes rows by their keys."""
    rows = scenario[table]
    positions = tuple(sorted(rows.positions[key] for key in set(keys)))
    kept = tuple(int(rows.keys[position]) for position in positions)
    step = DeleteRows(table, positions, kept, rows_of_cells(rows, positions))
    return Operation(label, (step,), MappingProxyType({"count": len(kept)}))


def set_policy(scenario: Scenario, text: str) -> Operation:
    """Return the operation that replaces the embedded policy."""
    return Operation(N_("Change the policy"), (SetPolicy(scenario.policy_text, text),))


_STEPS: Mapping[str, type[Step]] = MappingProxyType(
    {"set": SetCells, "insert": InsertRows, "delete": DeleteRows, "policy": SetPolicy}
)
_NAMES = {kind: name for name, kind in _STEPS.items()}


def encode(operation: Operation) -> bytes:
    """Return `operation` as one line of UTF-8 JSON that `decode` reads back."""
    steps = [
        [_NAMES[type(step)], *(_encoded(getattr(step, name)) for name in step.__slots__)]
        for step in operation.steps
    ]
    data = {"label": operation.label, "parameters": dict(operation.parameters), "steps": steps}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _encoded(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_encoded(part) for part in value]
    return {"?": value.text} if isinstance(value, Unread) else value


def decode(line: bytes) -> Operation:
    """Return the operation that `encode` wrote. Raises ValueError for anything else."""
    try:
        data = json.loads(line)
        steps = tuple(_decoded_step(*step) for step in data["steps"])
        label, parameters = data["label"], dict(data["parameters"])
        sound = isinstance(label, str) and all(map(_is_sound, steps))
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("this line is no operation") from error
    if not sound:
        raise ValueError("this line is no operation of this version's tables")
    return Operation(label, steps, MappingProxyType(parameters))


def _decoded_step(name: Literal["set", "insert", "delete", "policy"], *values: Any) -> Step:
    return _STEPS[name](*(_decoded(value) for value in values))


def _decoded(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_decoded(part) for part in value)
    return Unread(value["?"]) if isinstance(value, dict) else value


def _is_sound(step: Step) -> bool:
    """Tell whether a step fits the declared tables: another version's journal may not."""
    if isinstance(step, SetPolicy):
        return isinstance(step.old, str) and isinstance(step.new, str)
    spec = TABLES.get(step.table)
    if spec is None or not all(map(_is_whole, step.keys)):
        return False
    if isinstance(step, SetCells):
        columns = [spec.by_name[name] for name in step.columns if name in spec.by_name]
        blocks: tuple[Cells, ...] = (step.old, step.new)
        sound = len(columns) == len(step.columns)
    else:
        columns, blocks = list(spec.columns), (step.cells,)
        sound = len(step.positions) == len(step.keys) and all(map(_is_whole, step.positions))
    return sound and all(
        len(block) == len(step.keys)
        and all(len(row) == len(columns) and all(map(_is_cell, columns, row)) for row in block)
        for block in blocks
    )


def _is_whole(number: object) -> bool:
    return type(number) is int and 0 <= number < MAXIMUM


def _is_cell(column: Column, cell: object) -> bool:
    if isinstance(cell, Unread):
        return isinstance(cell.text, str)
    if column.kind.is_text:
        return isinstance(cell, str) or cell is None
    return cell is None or (type(cell) is int and abs(cell) < MAXIMUM)
