"""Edits of many cells at once, from typed text: blocks of a spreadsheet, filling, duplicating.

Every function returns one operation. Texts that cannot be read are kept in their cells as they are; what of a
block falls on no column that can be typed into is named, never dropped in silence.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from calc.language import N_
from calc.operations import Cells, InsertRows, Operation, SetCells, Step, insert_rows
from calc.scenario import Scenario, Table, rows_of_cells
from calc.tables import TABLES, Cell, Column, TableSpec, Unread, format_cell, parse_cell

__all__ = [
    "Block",
    "Layout",
    "Left",
    "Text",
    "Tick",
    "duplicate_rows",
    "fill_down",
    "fill_text",
    "lay_out",
    "paste",
    "repeated",
    "set_places",
    "texts_of",
    "unread_in",
]

Text = str | None
"""One text of a block; None where a ragged block has no cell: what stands there stays."""
Block = Sequence[Sequence[Text]]
Tick = Callable[[int, int], object]
"""Told how much of how much is done; may raise to stop."""
_TITLES_AT_LEAST: Final = 2


class _Stays(Enum):
    """What a ragged block says of a cell that it does not reach."""

    STAYS = "stays"


Read = Cell | _Stays


def _quiet(_done: int, _total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Left:
    """A column of a block that was not taken.

    Attributes:
        title: its title where the block had titles, else the computed column it fell on, "" beyond the last.
        texts: how many of its cells held something.

    """

    title: str
    texts: int


@dataclass(frozen=True)
class Layout:
    """Where a block goes.

    Attributes:
        columns: the names of the columns that take it, in the order of `block`.
        block: what they take, without a row of titles.
        left: what is not taken.
        titled: the first row named the columns.

    """

    columns: tuple[str, ...]
    block: Block
    left: tuple[Left, ...]
    titled: bool


def lay_out(spec: TableSpec, targets: Sequence[Column | str], block: Block) -> Layout:
    """Return where the columns of `block` go: by the titles in its first row, else one after another.

    `targets` are the columns on screen from the first one pasted on; a computed column is its title.
    """
    named = _by_titles(spec, block)
    if named is not None:
        goals: list[Column | str] = [each or title or "" for each, title in zip(named, block[0], strict=True)]
        return _layout(goals, block[1:], titled=True)
    width = max(map(len, block), default=0)
    return _layout([*targets[:width], *[""] * (width - len(targets))], block, titled=False)


def _layout(goals: Sequence[Column | str], block: Block, *, titled: bool) -> Layout:
    seen: dict[str, int] = {}
    left: list[Left] = []
    for number, goal in enumerate(goals):
        if isinstance(goal, Column) and goal.name not in seen:
            seen[goal.name] = number
            continue
        texts = sum(1 for row in block if number < len(row) and (row[number] or "").strip())
        if texts:
            left.append(Left(goal.header if isinstance(goal, Column) else goal.strip(), texts))
    numbers = list(seen.values())
    if numbers == list(range(len(goals))):
        taken = block
    else:
        taken = [[row[number] if number < len(row) else None for number in numbers] for row in block]
    return Layout(tuple(seen), taken, tuple(left), titled)


def _by_titles(spec: TableSpec, block: Block) -> list[Column | None] | None:
    """Return the column each text of the first row names, None where that row holds no titles."""
    if len(block) < _TITLES_AT_LEAST:
        return None
    titles: dict[str, Column] = {}
    for column in spec.columns:
        for title in (column.header, column.label, *column.aliases):
            titles.setdefault(_plain(title), column)
    texts = [text for text in block[0] if text and text.strip()]
    named = [titles.get(_plain(text or "")) for text in block[0]]
    found = sum(1 for each in named if each)
    few = min(_TITLES_AT_LEAST, len(texts))
    return named if texts and found >= few and 2 * found >= len(texts) else None


def _plain(title: str) -> str:
    """Return a title without what spreadsheets add to it: breaks, spaces, wide brackets, capitals."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", title)).casefold().rstrip("*★:")


def repeated(block: Block, rows: int, columns: int) -> Block:
    """Return `block` repeated over a selection that is a whole multiple of it, else as it is."""
    high, wide = len(block), max(map(len, block), default=0)
    if not high or not wide or rows % high or columns % wide or (rows, columns) == (high, wide):
        return block
    if any(len(row) != wide for row in block):
        return block
    return [list(row) * (columns // wide) for row in block] * (rows // high)


def paste(
    scenario: Scenario,
    table: str,
    keys: Sequence[int],
    layout: Layout,
    *,
    position: int | None = None,
    defaults: Mapping[str, Cell] = MappingProxyType({}),
    tick: Tick = _quiet,
) -> Operation:
    """Return the one operation that pastes over rows `keys`; what is left over makes rows at `position`.

    `defaults` stand in the cells of new rows that the block says nothing of.
    """
    rows, names = scenario[table], layout.columns
    columns = _read([rows.spec.by_name[name] for name in names], layout.block, tick)
    count, whole = len(layout.block) if names else 0, min(len(keys), len(layout.block))
    steps: list[Step] = []
    if whole and names:
        taken = tuple(keys[:whole])
        old = rows_of_cells(rows, (rows.positions[key] for key in taken), names)
        steps.append(SetCells(table, taken, names, old, _over([each[:whole] for each in columns], old)))
    if count > whole:
        at = len(rows) if position is None else position
        beyond = {name: cells[whole:] for name, cells in zip(names, columns, strict=True)}
        steps.append(_new_rows(scenario, table, at, count - whole, beyond, defaults))
    return Operation(N_("Paste {count} rows"), tuple(steps), MappingProxyType({"count": count}))


def _over(columns: Sequence[Sequence[Read]], old: Cells) -> Cells:
    """Return the rows of `columns`; where a ragged block has no cell, what stood there stays."""
    kept: list[Sequence[Cell]] = []
    for number, column in enumerate(columns):
        cells = [cell for cell in column if cell is not _Stays.STAYS]
        if len(cells) < len(column):
            pairs = zip(column, old, strict=True)
            cells = [was[number] if cell is _Stays.STAYS else cell for cell, was in pairs]
        kept.append(cells)
    return tuple(zip(*kept, strict=True))


def _new_rows(
    scenario: Scenario,
    table: str,
    position: int,
    count: int,
    given: Mapping[str, Sequence[Read]],
    defaults: Mapping[str, Cell],
) -> InsertRows:
    columns: list[Sequence[Cell]] = []
    for column in scenario[table].spec.columns:
        default = defaults.get(column.name, "" if column.kind.is_text else None)
        cells = given.get(column.name, [_Stays.STAYS] * count)
        columns.append([default if cell is _Stays.STAYS else cell for cell in cells])
    keys = tuple(range(scenario.next_key, scenario.next_key + count))
    positions = tuple(range(position, position + count))
    return InsertRows(table, positions, keys, tuple(zip(*columns, strict=True)))


def _read(columns: Sequence[Column], block: Block, tick: Tick) -> list[list[Read]]:
    """Return the cells a block means, column by column; each different text of a column is read once."""
    width = len(columns)
    rows = [row if len(row) >= width else [*row, *[None] * (width - len(row))] for row in block]
    cells: list[list[Read]] = []
    for number, column in enumerate(columns):
        tick(number * len(rows) // width, len(rows))
        texts = [row[number] for row in rows]
        known: dict[Text, Read] = {text: parse_cell(column, text) for text in set(texts) if text is not None}
        known[None] = _Stays.STAYS
        cells.append(list(map(known.__getitem__, texts)))
    tick(len(rows), len(rows))
    return cells


def unread_in(operation: Operation) -> list[tuple[int, str]]:
    """Return row key and column of every cell that `operation` leaves unreadable, from the top."""
    found: list[tuple[int, str]] = []
    for step in operation.steps:
        if isinstance(step, SetCells):
            names, block = step.columns, step.new
        elif isinstance(step, InsertRows):
            names, block = tuple(TABLES[step.table].by_name), step.cells
        else:
            continue
        found += [
            (key, names[number])
            for key, row in zip(step.keys, block, strict=True)
            for number, cell in enumerate(row)
            if type(cell) is Unread
        ]
    return found


def fill_text(
    scenario: Scenario, table: str, places: Mapping[str, Sequence[int]], text: str, label: str
) -> Operation:
    """Return the operation that types `text` into every cell of `places`: column -> row keys."""
    by_name = scenario[table].spec.by_name
    cells = {name: [parse_cell(by_name[name], text)] * len(keys) for name, keys in places.items()}
    return set_places(scenario, table, places, cells, label)


def fill_down(scenario: Scenario, table: str, runs: Sequence[tuple[str, int, Sequence[int]]]) -> Operation:
    """Return the operation that copies cells over others of their columns: column, row key, row keys."""
    rows = scenario[table]
    places: dict[str, list[int]] = defaultdict(list)
    cells: dict[str, list[Cell]] = defaultdict(list)
    for name, source, keys in runs:
        places[name] += keys
        cells[name] += [rows.cell(rows.positions[source], name)] * len(keys)
    return set_places(scenario, table, places, cells, N_("Fill down {count} cells"))


def set_places(
    scenario: Scenario,
    table: str,
    places: Mapping[str, Sequence[int]],
    cells: Mapping[str, Sequence[Cell]],
    label: str,
) -> Operation:
    """Return the operation that sets cells column by column; columns with the same rows are one step."""
    rows = scenario[table]
    groups: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for name, keys in places.items():
        if keys:
            groups[tuple(keys)].append(name)
    steps = []
    for keys, names in groups.items():
        old = rows_of_cells(rows, (rows.positions[key] for key in keys), names)
        new = tuple(zip(*(cells[name] for name in names), strict=True))
        steps.append(SetCells(table, keys, tuple(names), old, new))
    count = sum(map(len, places.values()))
    return Operation(label, tuple(steps), MappingProxyType({"count": count}))


def duplicate_rows(scenario: Scenario, table: str, keys: Sequence[int], position: int) -> Operation:
    """Return the operation that inserts copies of rows at `position`; their IDs are left to be typed."""
    rows = scenario[table]
    names = [name for name in rows.spec.by_name if name != rows.spec.id_column]
    copies = rows_of_cells(rows, (rows.positions[key] for key in keys), names)
    made = [dict(zip(names, cells, strict=True)) for cells in copies]
    return insert_rows(scenario, table, position, made, N_("Duplicate {count} rows"))


def texts_of(
    rows: Table, positions: Sequence[int], names: Sequence[str], tick: Tick = _quiet
) -> list[tuple[str, ...]]:
    """Return cells as texts that can be typed again, one tuple a column."""
    texts: list[tuple[str, ...]] = []
    for number, name in enumerate(names):
        tick(number, len(names))
        column = rows.spec.by_name[name]
        cells = [row[0] for row in rows_of_cells(rows, positions, [name])]
        known = {cell: format_cell(column, cell) for cell in set(cells)}
        texts.append(tuple(known[cell] for cell in cells))
    return texts
