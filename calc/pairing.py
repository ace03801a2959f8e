"""The rows of two scenarios side by side: which is which, and which of their cells differ.

Rows are matched by the columns that say which row is meant (`TableSpec.identity`), never by internal keys:
two files may have been imported independently. Rows that share a name are matched in the order in which they
stand. The order of rows by itself is no difference.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final

import numpy as np

from calc.lines import NONE
from calc.scenario import Table, TextColumn
from calc.tables import TABLES, Unread

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["PAIRED_TABLES", "Pairs", "differing_cells", "paired"]

PAIRED_TABLES: Final = {name: spec for name, spec in TABLES.items() if not spec.annotation}
"""The tables that hold inputs; remarks about findings are none."""


@dataclass(frozen=True, eq=False, slots=True)
class Pairs:
    """The rows of one table in both scenarios: those of the later one in its order, then those that are gone.

    Attributes:
        names: what names each pair.
        before: position in the earlier scenario, NONE where the row was added; shape (pairs,).
        after: position in the later scenario, NONE where the row was removed; shape (pairs,).
        of_before: the pair of each earlier row.
        of_after: the pair of each later row.
        doubled: names that several rows of one scenario share.

    """

    names: Sequence[object]
    before: "NDArray[np.intp]"
    after: "NDArray[np.intp]"
    of_before: "NDArray[np.intp]"
    of_after: "NDArray[np.intp]"
    doubled: tuple[object, ...]

    def __len__(self) -> int:
        return len(self.before)


def _row_names(rows: Table) -> list[object]:
    """Return what names each row: its ID, or several cells."""
    columns = rows.spec.identity
    if len(columns) != 1:
        return [tuple(rows.cell(row, name) for name in columns) for row in range(len(rows))]
    names: list[object] = rows.text(columns[0]).values.tolist()
    for (key, column), text in rows.unread.items():
        if column == columns[0]:
            names[rows.positions[key]] = Unread(text)
    return names


def paired(before: Table, after: Table) -> Pairs:
    """Return the rows of a table in two scenarios, matched."""
    old, new = _row_names(before), _row_names(after)
    numbers: dict[object, int] = {}
    for name in chain(old, new):
        numbers.setdefault(name, len(numbers))
    old_codes = np.fromiter(map(numbers.__getitem__, old), np.int64, len(old))
    new_codes = np.fromiter(map(numbers.__getitem__, new), np.int64, len(new))
    old_turns, new_turns = _turns(old_codes), _turns(new_codes)
    most = 1 + max(int(old_turns.max(initial=0)), int(new_turns.max(initial=0)))
    first = _places(old_codes * most + old_turns, new_codes * most + new_turns)
    gone = np.ones(len(old), np.bool_)
    gone[first[first != NONE]] = False
    gone_rows = np.flatnonzero(gone)
    earlier = np.concatenate([first, gone_rows])
    later = np.concatenate([np.arange(len(new)), np.full(len(gone_rows), NONE, np.intp)])
    of_before = np.empty(len(old), np.intp)
    of_before[earlier[earlier != NONE]] = np.flatnonzero(earlier != NONE)
    texts = list(numbers)
    doubled = dict.fromkeys(np.concatenate([old_codes[old_turns > 0], new_codes[new_turns > 0]]).tolist())
    names = [*new, *(old[row] for row in gone_rows.tolist())]
    return Pairs(
        names, earlier, later, of_before, np.arange(len(new)), tuple(texts[code] for code in doubled)
    )


def _turns(codes: "NDArray[np.int64]") -> "NDArray[np.int64]":
    """Return for each row how many rows of the same name stand before it."""
    order = np.argsort(codes, kind="stable")
    held = codes[order]
    turns = np.empty(len(codes), np.int64)
    turns[order] = np.arange(len(codes)) - np.searchsorted(held, held)
    return turns


def _places(keys: "NDArray[np.int64]", wanted: "NDArray[np.int64]") -> "NDArray[np.intp]":
    """Return where each wanted number stands among `keys`, NONE where it does not."""
    if not len(keys):
        return np.full(len(wanted), NONE, np.intp)
    order = np.argsort(keys)
    place = order[np.minimum(np.searchsorted(keys, wanted, sorter=order), len(keys) - 1)]
    return np.where(keys[place] == wanted, place, NONE)


def differing_cells(
    before: Table, after: Table, pairs: Pairs
) -> tuple["NDArray[np.intp]", "NDArray[np.intp]"]:
    """Return pair and column of every cell that differs, NONE for the column of a row that came or went."""
    alone = np.flatnonzero((pairs.before == NONE) | (pairs.after == NONE))
    both = np.flatnonzero((pairs.before != NONE) & (pairs.after != NONE))
    old, new = pairs.before[both], pairs.after[both]
    in_place = len(both) == len(before) == len(after) and bool((old == new).all())
    places, columns = [alone], [np.full(len(alone), NONE, np.intp)]
    for number, column in enumerate(after.spec.columns):
        one, other = before.columns[column.name], after.columns[column.name]
        if one is other and in_place:
            differs = np.zeros(len(both), np.bool_)
        elif isinstance(one, TextColumn) or isinstance(other, TextColumn):
            differs = (one.values[old] != other.values[new]).astype(np.bool_)
        else:
            differs = (one.present[old] != other.present[new]) | (one.values[old] != other.values[new])
        for place in _unread_places(before, after, pairs, column.name):
            at = int(np.searchsorted(both, place))
            if at < len(both) and both[at] == place:
                cells = before.cell(int(old[at]), column.name), after.cell(int(new[at]), column.name)
                differs[at] = cells[0] != cells[1]
        hits = both[differs]
        places.append(hits)
        columns.append(np.full(len(hits), number, np.intp))
    all_places, all_columns = np.concatenate(places), np.concatenate(columns)
    order = np.lexsort((all_columns, all_places))
    return all_places[order], all_columns[order]


def _unread_places(before: Table, after: Table, pairs: Pairs, column: str) -> set[int]:
    """Return the pairs in which a cell of a column could not be read."""
    return {
        int(of_rows[rows.positions[key]])
        for rows, of_rows in ((before, pairs.of_before), (after, pairs.of_after))
        for key, name in rows.unread
        if name == column
    }
