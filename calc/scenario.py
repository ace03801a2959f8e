"""What the officer records: the tables of a scenario, every mistake included, and the policy's full text.

A scenario can hold every mistake an officer can make, so nothing typed is ever lost; `calc.assess` judges it.
Values are immutable: an edit makes a new scenario that shares every untouched column with the old one, and
what was indexed once for a column stays known as long as the column stays. A column that is edited takes over
what was indexed: only the rows that are others now are looked at.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import repeat
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from weakref import ref

import numpy as np

from calc.initials import Initials
from calc.kept import kept
from calc.tables import TABLES, Cell, Column, TableSpec, Unread

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "NumberColumn",
    "Scenario",
    "Table",
    "TextColumn",
    "canonical_text",
    "column_from_text",
    "column_text",
    "table_from_columns",
]

_LOOK_UPS_KEPT: Final = 4
_FEW: Final = 8
"""So many texts are searched for one by one; for more of them all texts are numbered first."""
Move = Callable[["NDArray[Any]", "NDArray[Any]"], "NDArray[Any]"]
"""How an edit puts new rows or cells among the old ones: from a value of each old one and each new one."""
PROJECT_KEY: Final = 1
"""The key of the project table's one row."""


@dataclass(frozen=True, eq=False)
class TextColumn:
    """A column of text; "" where missing.

    Attributes:
        values: object array of str, shape (rows,).

    """

    values: "NDArray[np.object_]"
    _looked_up: dict[int, tuple[Mapping[str, int], "NDArray[np.intp]"]] = field(
        default_factory=dict, init=False, repr=False
    )

    @classmethod
    def of(cls, texts: Sequence[str]) -> "TextColumn":
        """Return `texts` as a column that is indexed already and holds equal texts once.

        What is read from a file is indexed by the first assessment anyway: a column of a hundred thousand
        rows with nine land classes costs less memory and less time when that is done as it is made.
        """
        held = np.empty(len(texts), object)
        held[:] = texts
        codes, distinct = cls(held).factor
        if len(distinct) < len(texts):
            held[:] = np.array(distinct, object)[codes]
        column = cls(held)
        vars(column)["factor"] = (codes, distinct)
        return column

    @cached_property
    def factor(self) -> tuple["NDArray[np.intp]", list[str]]:
        """The distinct texts in order of appearance, and for each row the number of its text."""
        held = self.values.tolist()
        texts = list(dict.fromkeys(held))
        if len(texts) == len(held):  # as IDs should be: nothing to look up
            return np.arange(len(held)), texts
        numbers = dict(zip(texts, range(len(texts)), strict=True))
        codes = np.fromiter(map(numbers.__getitem__, held), np.intp, len(held))
        return codes, texts

    @cached_property
    def present(self) -> "NDArray[np.bool_]":
        """Where a text stands, shape (rows,)."""
        codes, texts = self.factor
        if "" not in texts:
            return np.ones(len(codes), np.bool_)
        there: NDArray[np.bool_] = codes != texts.index("")
        return there

    @cached_property
    def initials(self) -> Initials:
        """The initials of the distinct texts."""
        return Initials(self.factor[1])

    def codes_in(self, index: Mapping[str, int]) -> "NDArray[np.intp]":
        """Return each row's number in `index`, -1 where its text is not in it; shape (rows,).

        The answer is kept for as long as the column and this very mapping live: an edit elsewhere must not
        look up a hundred thousand IDs again. `index` is never changed by whoever made it.
        """
        known = self._looked_up.get(id(index))
        if known is None or known[0] is not index:
            codes, texts = self.factor
            numbers = np.fromiter(map(index.get, texts, repeat(-1)), np.intp, len(texts))[codes]
            if len(self._looked_up) >= _LOOK_UPS_KEPT:
                self._looked_up.clear()
            known = self._looked_up[id(index)] = (index, numbers)
        return known[1]

    def rearranged(self, added: "TextColumn", move: "Move") -> "TextColumn":
        """Return the column in which `move` has put `added` among its rows, indexed as this one is."""
        column = TextColumn(move(self.values, added.values))
        if "factor" in vars(self):
            codes, texts = self.factor
            numbers, texts = _numbered(texts, added.factor[1])
            moved = move(codes, numbers[added.factor[0]])
            vars(column)["factor"] = _in_order(moved, texts, len(self.factor[1]))
        if "present" in vars(self):
            vars(column)["present"] = move(self.present, added.present)
        for index, numbers in tuple(self._looked_up.values()):
            column._looked_up[id(index)] = (index, move(numbers, added.codes_in(index)))
        return column

    def cell(self, position: int) -> str:
        """Return the text at a position."""
        return str(self.values[position])


def _numbered(texts: list[str], wanted: list[str]) -> tuple["NDArray[np.intp]", list[str]]:
    """Return the numbers of `wanted` among `texts`, and all of them, new ones at the end."""
    known: Mapping[str, int]
    if len(wanted) > _FEW:
        known = dict(zip(texts, range(len(texts)), strict=True))
    else:
        known = {text: texts.index(text) for text in wanted if text in texts}
    new = [text for text in wanted if text not in known]
    number = {**dict(zip(new, range(len(texts), len(texts) + len(new)), strict=True))}
    numbers = (known[text] if text in known else number[text] for text in wanted)
    return np.fromiter(numbers, np.intp, len(wanted)), [*texts, *new]


def _in_order(
    codes: "NDArray[np.intp]", texts: list[str], known: int
) -> tuple["NDArray[np.intp]", list[str]]:
    """Return a factor as `TextColumn.factor` has it of one whose texts may stand elsewhere now, or nowhere.

    The first `known` texts stood in order before; the others are new.
    """
    first = _first_rows(codes, len(texts))
    gone = np.flatnonzero(first[:known] < 0)
    if len(gone) == len(texts) - known:
        # As when an ID is typed over: the new text takes the number of the one that has gone.
        numbers = np.arange(len(texts))
        numbers[known:] = gone
        codes, first[gone] = numbers[codes], first[known:]
        first, texts = first[:known], _put(texts[:known], gone.tolist(), texts[known:])
    order = np.argsort(first, kind="stable")
    order = order[np.count_nonzero(first < 0) :]
    if len(order) == len(texts) and bool((order[1:] > order[:-1]).all()):
        return codes, texts
    numbers = np.empty(len(texts), np.intp)
    numbers[order] = np.arange(len(order))
    return numbers[codes], list(map(texts.__getitem__, order.tolist()))


def _first_rows(codes: "NDArray[np.intp]", count: int) -> "NDArray[np.intp]":
    """Return the first row of each number below `count`, -1 where it stands nowhere."""
    first = np.full(count, -1, np.intp)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)  # of several rows the first is the last word
    return first


def _put(texts: list[str], places: list[int], new: list[str]) -> list[str]:
    for place, text in zip(places, new, strict=True):
        texts[place] = text
    return texts


@dataclass(frozen=True, eq=False)
class NumberColumn:
    """A column of exact integers with a presence mask.

    Attributes:
        values: int64, shape (rows,), 0 where missing.
        present: bool, shape (rows,).

    """

    values: "NDArray[np.int64]"
    present: "NDArray[np.bool_]"

    def rearranged(self, added: "NumberColumn", move: "Move") -> "NumberColumn":
        """Return the column in which `move` has put `added` among its rows."""
        return NumberColumn(move(self.values, added.values), move(self.present, added.present))

    def cell(self, position: int) -> int | None:
        """Return the number at a position, None where missing."""
        return int(self.values[position]) if self.present[position] else None


def empty_column(column: Column, rows: int) -> TextColumn | NumberColumn:
    """Return a column of `rows` missing cells."""
    if column.kind.is_text:
        return TextColumn(np.full(rows, "", object))
    return NumberColumn(np.zeros(rows, np.int64), np.zeros(rows, np.bool_))


def column_of(column: Column, cells: Sequence[Cell]) -> TextColumn | NumberColumn:
    """Return `cells` as a column; an Unread counts as missing there. Raises TypeError for what is no cell."""
    held = _held(column, cells, _kinds(column, cells))
    return TextColumn.of(held.values.tolist()) if isinstance(held, TextColumn) else held


def _kinds(column: Column, cells: Iterable[Cell]) -> set[type]:
    """Return the types of `cells`. Raises TypeError for what is no cell of the column."""
    kinds: set[type] = set(map(type, cells))
    wrong = kinds - {str if column.kind.is_text else int, type(None), Unread}
    if wrong:
        raise TypeError(f"{column.name} cannot hold {', '.join(kind.__name__ for kind in wrong)}")
    return kinds


def _held(column: Column, cells: Sequence[Cell], kinds: set[type]) -> TextColumn | NumberColumn:
    """Return `cells` of `kinds` as a column that nothing is indexed of yet."""
    if column.kind.is_text:
        texts = np.empty(len(cells), object)
        texts[:] = cells if kinds <= {str} else [cell if isinstance(cell, str) else "" for cell in cells]
        return TextColumn(texts)
    if kinds <= {int}:
        return NumberColumn(np.array(cells, np.int64), np.ones(len(cells), np.bool_))
    present = np.fromiter((type(cell) is int for cell in cells), np.bool_, len(cells))
    values = np.zeros(len(cells), np.int64)
    values[present] = [cell for cell in cells if isinstance(cell, int)]
    return NumberColumn(values, present)


@dataclass(frozen=True, eq=False)
class Table:
    """The rows of one table.

    Attributes:
        spec: its declaration.
        keys: int64, shape (rows,): the internal key of each row, never reused in the scenario.
        columns: by name, each of shape (rows,).
        unread: (row key, column name) -> the text of a cell that could not be read; missing in its column.

    """

    spec: TableSpec
    keys: "NDArray[np.int64]"
    columns: Mapping[str, TextColumn | NumberColumn]
    unread: Mapping[tuple[int, str], str] = field(default_factory=lambda: MappingProxyType({}))
    _whole: "Callable[[], Table | None]" = field(default=lambda: None, repr=False)
    _parts: "dict[tuple[str, ...], Table]" = field(default_factory=dict, init=False, repr=False)

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def kind(self) -> tuple[str, ...]:
        """Which part of which table this is, whatever its rows hold (`calc.kept`)."""
        return (self.spec.name, *self.columns)

    def part(self, *names: str) -> "Table":
        """Return the table with these columns alone: the very same one after every edit of other cells.

        So what is worked out from a part (`calc.kept`) is worked out again only when it may be different, and
        cannot come to depend on a column that is not named.
        """
        columns = {name: self.columns[name] for name in names}
        whole = self._whole()
        if whole is not None:
            return whole.part(*names)
        made = self._parts.get(names)
        if made is None:
            unread = {place: text for place, text in self.unread.items() if place[1] in columns}
            made = Table(self.spec, self.keys, MappingProxyType(columns), MappingProxyType(unread), ref(self))
            _share(self, made, "positions")
            self._parts[names] = made
        return made

    def text(self, name: str) -> TextColumn:
        """Return a text column by name."""
        column = self.columns[name]
        if not isinstance(column, TextColumn):
            raise TypeError(f"{self.spec.name}.{name} holds numbers")
        return column

    def number(self, name: str) -> NumberColumn:
        """Return a number column by name."""
        column = self.columns[name]
        if not isinstance(column, NumberColumn):
            raise TypeError(f"{self.spec.name}.{name} holds text")
        return column

    @cached_property
    def positions(self) -> dict[int, int]:
        """The position of each row by its key."""
        return dict(zip(self.keys.tolist(), range(len(self.keys)), strict=True))

    @cached_property
    def index(self) -> dict[str, int]:
        """The position of each ID's first row; empty IDs are left out."""
        if not self.spec.id_column:
            return {}
        values = self.text(self.spec.id_column).values.tolist()
        # Backwards, so that of doubled IDs the first row is the last word.
        first = dict(zip(reversed(values), range(len(values) - 1, -1, -1), strict=True))
        first.pop("", None)
        return first

    @cached_property
    def unambiguous(self) -> dict[str, int]:
        """The position of each ID that stands exactly once."""
        codes, texts = self.text(self.spec.id_column).factor
        if len(texts) == len(self):
            return self.index  # the very same mapping: what was looked up in one is known in the other
        single = dict(self.index)
        for code in np.flatnonzero(np.bincount(codes, minlength=len(texts)) > 1).tolist():
            single.pop(texts[code], None)
        return single

    def cell(self, position: int, name: str) -> Cell:
        """Return the value at a position: int or str, None or "" where missing, or Unread."""
        if self.unread:
            text = self.unread.get((int(self.keys[position]), name))
            if text is not None:
                return Unread(text)
        return self.columns[name].cell(position)

    def row(self, position: int) -> tuple[Cell, ...]:
        """Return the cells of a row in the order of the declaration."""
        return tuple(self.cell(position, column.name) for column in self.spec.columns)


def table_from_columns(
    spec: TableSpec,
    keys: "NDArray[np.int64]",
    columns: Mapping[str, TextColumn | NumberColumn],
    unread: Mapping[tuple[int, str], str] | None = None,
) -> Table:
    """Return a table with the given columns; those not given are missing throughout."""
    whole = {
        column.name: columns.get(column.name) or empty_column(column, len(keys)) for column in spec.columns
    }
    return Table(spec, keys, MappingProxyType(whole), MappingProxyType(dict(unread or {})))


@dataclass(frozen=True, eq=False)
class Scenario:
    """Everything an officer has recorded, and the policy it is judged by.

    Attributes:
        tables: every table by its name.
        policy_text: the policy's full text, "" where the named policy is unknown.
        next_key: the first row key that was never used.
        states: earlier states that are kept in its file, packed, by their digest (`calc.states`).

    """

    tables: Mapping[str, Table]
    policy_text: str
    next_key: int
    states: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}), repr=False)

    @classmethod
    def empty(cls, policy_text: str = "") -> "Scenario":
        """Return a scenario with an empty project and no rows."""
        tables = {}
        for name, spec in TABLES.items():
            keys = np.full(1 if spec.single else 0, PROJECT_KEY, np.int64)
            tables[name] = table_from_columns(spec, keys, {})
        return cls(MappingProxyType(tables), policy_text, PROJECT_KEY + 1)

    def __getitem__(self, name: str) -> Table:
        return self.tables[name]

    def with_tables(self, **tables: Table) -> "Scenario":
        """Return this scenario with some tables replaced; the next key moves past all of theirs."""
        highest = max((int(new.keys.max()) for new in tables.values() if len(new)), default=0)
        return replace(
            self,
            tables=MappingProxyType({**self.tables, **tables}),
            next_key=max(self.next_key, highest + 1),
        )

    def with_history(self, other: "Scenario") -> "Scenario":
        """Return this scenario with the history that `other`, an earlier or later state of it, has.

        The very same one where it has that history already. An edit's undo goes back to how the inputs were,
        not to before something happened.
        """
        history = {name: rows for name, rows in other.tables.items() if rows.spec.history}
        if self.states is other.states and all(self[name] is rows for name, rows in history.items()):
            return self
        return replace(self.with_tables(**history), states=other.states)

    def project(self, name: str) -> Cell:
        """Return a field of the project: int or str, None or "" where missing, or Unread."""
        return self.tables["project"].cell(0, name)

    def project_text(self, name: str) -> str:
        """Return a text field of the project, "" where missing."""
        return self.tables["project"].text(name).cell(0)

    def project_number(self, name: str) -> int | None:
        """Return a number, choice or date of the project, None where missing."""
        return self.tables["project"].number(name).cell(0)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over `canonical_text`, hexadecimal."""
        state = hashlib.sha256()
        for part in canonical_text(self):
            state.update(part)
        return state.hexdigest()


def canonical_text(scenario: Scenario) -> Iterator[bytes]:
    r"""Yield the canonical text of a scenario's inputs and policy, UTF-8.

    The format (version 1): a line ``land-compensation 1``; ``policy`` and the policy's text as one escaped
    line; then for each table in the order of the workbook a line ``table NAME ROWS``, for each column that
    holds anything a line ``column NAME`` and one line a row. Numbers are integers in the column's unit
    (`calc.tables.Kind`), missing cells are empty lines, unread cells are ``?`` and their text. In texts ``\``
    is written ``\\``, line breaks ``\n`` and ``\r``, and a leading ``?`` is written ``\?``. Row keys do not
    take part: they are the file's own affair. Columns and tables without content do not take part either, so
    that a column declared in a later version leaves the digest of an older scenario as it was printed; and
    no annotation does: the figures are the same whatever is said about them.
    """
    yield (
        b"land-compensation 1\npolicy\n"
        + _escaped(scenario.policy_text.replace("\r\n", "\n")).encode()
        + b"\n"
    )
    for name, spec in TABLES.items():
        rows = scenario[name]
        if len(rows) and not spec.annotation:
            yield f"table {name} {len(rows)}\n".encode()
            for column in spec.columns:
                lines = column_text(rows, column)
                if lines.strip("\n"):
                    yield f"column {column.name}\n{lines}\n".encode()


def column_text(rows: Table, column: Column) -> str:
    """Return a column as canonical text: one line a row, without the last line break."""
    unread = {key: text for (key, name), text in rows.unread.items() if name == column.name}
    lines = _lines_of(rows.columns[column.name])
    if not unread:
        return lines
    values = lines.split("\n")
    for key, text in unread.items():
        values[rows.positions[key]] = "?" + _escaped(text)
    return "\n".join(values)


@kept
def _lines_of(held: TextColumn | NumberColumn) -> str:
    """Return what is held as canonical text; kept, since an edit leaves nearly all columns as they were."""
    if isinstance(held, TextColumn):
        values = held.values.tolist()
        joined = "\n".join(values)
        # Looked for in all texts at once: next to none of a county's texts needs an escape.
        plain = joined.count("\n") < max(len(values), 1) and "\\" not in joined and "\r" not in joined
        if plain and not joined.startswith("?") and "\n?" not in joined:
            return joined
        return "\n".join(map(_escaped, values))
    values = np.where(held.present, held.values, 0)
    if values.min(initial=0) >= 0:
        return _lines_of_digits(values, held.present)
    texts = np.full(len(held.present), "", object)
    texts[held.present] = list(map(str, held.values[held.present].tolist()))
    return "\n".join(texts.tolist())


def _lines_of_digits(values: "NDArray[np.int64]", present: "NDArray[np.bool_]") -> str:
    """Return numbers that are not negative as lines of text, written digit by digit for all at once."""
    largest = int(values.max(initial=0))
    width = len(str(largest))
    rest: Any = values.astype(np.uint32 if largest <= np.iinfo(np.uint32).max else np.uint64)
    written = np.empty((len(values), width + 1), np.uint8)
    shown = np.empty(written.shape, np.bool_)
    written[:, width], shown[:, width] = ord("\n"), True
    for place in range(width - 1, -1, -1):
        shown[:, place] = present if place == width - 1 else rest > 0
        after = rest // 10
        written[:, place] = rest - after * 10 + ord("0")
        rest = after
    return written[shown].tobytes()[:-1].decode("ascii")


def column_from_text(column: Column, text: str) -> tuple[TextColumn | NumberColumn, dict[int, str]]:
    """Return the column that `column_text` wrote, and the texts of its unread cells by position.

    Raises ValueError where the text is no such column.
    """
    if not column.kind.is_text and text and "?" not in text and "\n\n" not in f"\n{text}\n":
        values = _integers(text)
        return NumberColumn(values, np.ones(len(values), np.bool_)), {}
    lines = text.split("\n")
    unread: dict[int, str] = {}
    if "?" in text:
        for position, line in enumerate(lines):
            if line.startswith("?"):
                unread[position] = _unescaped(line[1:])
                lines[position] = ""
    if column.kind.is_text:
        if "\\" in text:
            lines = list(map(_unescaped, lines))
        return TextColumn.of(lines), unread
    present = np.fromiter(map(bool, lines), np.bool_, len(lines))
    values = np.zeros(len(lines), np.int64)
    values[present] = _integers("\n".join(filter(None, lines)))
    return NumberColumn(values, present), unread


def _integers(text: str) -> "NDArray[np.int64]":
    """Return the integers in lines of `text`; those out of reach of int64 become its ends."""
    digits = re.sub("^-(?=[0-9])", "", text, flags=re.MULTILINE) if "-" in text else text
    # numpy would stop at anything else, and int() reads spaces and the digits of other scripts.
    if digits.encode().translate(None, b"0123456789\n"):
        raise ValueError("not integers alone")
    return np.fromstring(text, np.int64, sep="\n")


def _escaped(text: str) -> str:
    if "\\" in text or "\n" in text or "\r" in text:
        text = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    return "\\" + text if text.startswith("?") else text


_ESCAPES: Final = {"\\": "\\", "n": "\n", "r": "\r", "?": "?"}


def _unescaped(line: str) -> str:
    parts = re.split(r"\\(.?)", line)
    try:
        parts[1::2] = [_ESCAPES[part] for part in parts[1::2]]
    except KeyError as error:
        raise ValueError("an unknown escape") from error
    return "".join(parts)


def rows_of_cells(
    rows: Table, positions: Iterable[int], names: Iterable[str] | None = None
) -> tuple[tuple[Cell, ...], ...]:
    """Return the cells of rows, each row in the order of `names`, or of the declaration.

    Column by column: a hundred thousand whole rows are read in the time of a few thousand single cells.
    """
    places = np.fromiter(positions, np.intp)
    wanted = [column.name for column in rows.spec.columns] if names is None else list(names)
    columns = [_cells_of(rows.columns[name], places) for name in wanted]
    if rows.unread and len(places):
        row_of = {key: number for number, key in enumerate(rows.keys[places].tolist())}
        number_of = {name: number for number, name in enumerate(wanted)}
        for (key, name), text in rows.unread.items():
            if key in row_of and name in number_of:
                columns[number_of[name]][row_of[key]] = Unread(text)
    return tuple(zip(*columns, strict=True)) if columns else ((),) * len(places)


def _cells_of(column: TextColumn | NumberColumn, places: "NDArray[np.intp]") -> list[Cell]:
    cells: list[Cell] = column.values[places].tolist()
    if isinstance(column, NumberColumn):
        for number in np.flatnonzero(~column.present[places]).tolist():
            cells[number] = None
    return cells


def with_rows(
    rows: Table, positions: Sequence[int], keys: Sequence[int], cells: Sequence[Sequence[Cell]]
) -> Table:
    """Return `rows` with new rows inserted so that they stand at `positions` (ascending) of the result.

    Raises KeyError where a key is in use.
    """
    added_keys = np.array(keys, np.int64)
    if np.isin(added_keys, rows.keys).any():
        raise KeyError(f"{rows.spec.name} has one of the rows {tuple(keys)}")
    new = np.zeros(len(rows) + len(positions), np.bool_)
    new[list(positions)] = True
    old = ~new

    def move(there: "NDArray[Any]", added: "NDArray[Any]") -> "NDArray[Any]":
        result = np.empty(len(new), there.dtype)
        result[new] = added
        result[old] = there
        return result

    unread = dict(rows.unread)
    columns: dict[str, TextColumn | NumberColumn] = {}
    for column, added in zip(rows.spec.columns, _by_columns(cells, len(rows.spec.columns)), strict=True):
        kinds = _kinds(column, added)
        if Unread in kinds:
            unread.update(_unread_of(keys, column.name, added))
        columns[column.name] = _rearranged(rows.columns[column.name], _held(column, added, kinds), move)
    return Table(
        rows.spec, move(rows.keys, added_keys), MappingProxyType(columns), _or_same(rows.unread, unread)
    )


def without_rows(rows: Table, positions: Sequence[int]) -> Table:
    """Return `rows` without those at `positions`."""
    stay = np.ones(len(rows), np.bool_)
    stay[list(positions)] = False
    gone = set(rows.keys[~stay].tolist())
    columns = {
        name: _rearranged(column, empty_column(rows.spec.by_name[name], 0), lambda there, _added: there[stay])
        for name, column in rows.columns.items()
    }
    unread = {place: text for place, text in rows.unread.items() if place[0] not in gone}
    return Table(rows.spec, rows.keys[stay], MappingProxyType(columns), _or_same(rows.unread, unread))


def with_cells(
    rows: Table, keys: Sequence[int], names: Sequence[str], cells: Sequence[Sequence[Cell]]
) -> Table:
    """Return `rows` with the cells of rows `keys` (outer) and columns `names` (inner) replaced."""
    positions = np.fromiter(map(rows.positions.__getitem__, keys), np.intp, len(keys))

    def move(there: "NDArray[Any]", added: "NDArray[Any]") -> "NDArray[Any]":
        result = there.copy()
        result[positions] = added
        return result

    columns = dict(rows.columns)
    unread = dict(rows.unread)
    for name, added in zip(names, _by_columns(cells, len(names)), strict=True):
        column = rows.spec.by_name[name]
        kinds = _kinds(column, added)
        if unread:
            for key in keys:
                unread.pop((key, name), None)
        if Unread in kinds:
            unread.update(_unread_of(keys, name, added))
        columns[name] = _rearranged(columns[name], _held(column, added, kinds), move)
    made = Table(rows.spec, rows.keys, MappingProxyType(columns), _or_same(rows.unread, unread))
    # The rows stand where they stood: what was indexed by key stays, and by ID unless IDs were edited.
    _share(rows, made, "positions")
    if rows.spec.id_column not in names:
        _share(rows, made, "index", "unambiguous")
    made._parts.update({part: held for part, held in rows._parts.items() if not set(part) & set(names)})  # noqa: SLF001  (its own kind)
    return made


def _share(old: Table, new: Table, *indexes: str) -> None:
    """Let a table know what was indexed for another one with the same rows."""
    vars(new).update({name: vars(old)[name] for name in indexes if name in vars(old)})


def _rearranged(
    old: TextColumn | NumberColumn, added: TextColumn | NumberColumn, move: Move
) -> TextColumn | NumberColumn:
    if isinstance(old, NumberColumn) and isinstance(added, NumberColumn):
        return old.rearranged(added, move)
    if isinstance(old, TextColumn) and isinstance(added, TextColumn):
        return old.rearranged(added, move)
    raise TypeError("a column of text is not one of numbers")


def _or_same(
    old: Mapping[tuple[int, str], str], new: dict[tuple[int, str], str]
) -> Mapping[tuple[int, str], str]:
    """Return `new`, as the very same mapping where nothing is different."""
    return old if old == new else MappingProxyType(new)


def _by_columns(cells: Sequence[Sequence[Cell]], width: int) -> list[tuple[Cell, ...]]:
    return list(zip(*cells, strict=True)) if cells else [()] * width


def _unread_of(keys: Sequence[int], name: str, cells: Sequence[Cell]) -> dict[tuple[int, str], str]:
    return {(key, name): cell.text for key, cell in zip(keys, cells, strict=True) if isinstance(cell, Unread)}
