"""Two assessments side by side: what differs, by how much, and because of which input.

Rows are matched by what names them (`calc.pairing`); names that several rows share are told.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from calc import units
from calc.assess import Assessment
from calc.lines import ARTICLE_8, ARTICLE_9, HEADS, HOUSEHOLD, LAND, NONE, PAYEES, WHOLE_SHARE, Lines
from calc.pairing import PAIRED_TABLES, Pairs, differing_cells, paired
from calc.policy import Policy
from calc.scenario import Scenario, Table, TextColumn
from calc.tables import TABLES, Cell, Column

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["COMPARED_FIELDS", "POLICY", "Comparison", "Group", "Input", "Sums", "compare"]

POLICY: Final = "policy"
"""Stands where a table's name does for the policy's text, which is an input as well."""
_INPUT_TABLES: Final = (*PAIRED_TABLES, POLICY)
COMPARED_FIELDS: Final = (
    *("village", "household", "quantity", "aaov", "multiple", "rate", "undivided", "share", "amount"),
)
"""The fields of a line that are compared; the first two are rows, the others numbers."""
_STEPS: Final = ("quantity", "aaov", "multiple", "rate", "share")
_PLACES_OF_A_ROW: Final = len(HEADS) * len(PAYEES)

# What an amount is computed from. A row that is added or removed always counts.
_EVERY_PARCEL: Final = {"village_id", "household_id", "land_class", "ownership", "area", "square_metres"}
_ITEM: Final = {"village_id", "household_id", "category", "quantity", "price"}
_LISTED_ITEM: Final = {*_ITEM, "name", "specification", "unit"}
_TIER: Final = {"cultivated_area", "population"}

Printed = Mapping[str, Collection[str]]
"""Table -> columns that a household's statement shows or computes from."""


class Input(NamedTuple):
    """One input that differs.

    Attributes:
        table: name of the table, or POLICY.
        pair: which row.
        column: the column, None for a row that was added or removed, and for the policy.
        before: its position in the earlier scenario, NONE where the row was added.
        after: its position in the later scenario, NONE where the row was removed.

    """

    table: str
    pair: int
    column: Column | None
    before: int
    after: int

    @property
    def status(self) -> str:
        """Return "added" or "removed" for a row, "changed" for a cell."""
        if self.column is not None or self.table == POLICY:
            return "changed"
        return "added" if self.before == NONE else "removed"


@dataclass(frozen=True, eq=False, slots=True)
class _Inputs:
    """Every input that differs, by table, row and column; arrays of shape (inputs,)."""

    table: "NDArray[np.intp]"
    pair: "NDArray[np.intp]"
    column: "NDArray[np.intp]"


@dataclass(frozen=True, eq=False, slots=True)
class LineChanges:
    """The lines that differ, in the later scenario's order; arrays of shape (changed lines,).

    Attributes:
        from_item: whether it comes from an item rather than a parcel.
        pair: the pair of that parcel or item.
        head: its head of payment.
        payee: who is paid.
        before: number of the line in the earlier assessment, NONE where it had none.
        after: number of the line in the later assessment, NONE where it has none.
        what: the fields that differ, a bit each in the order of COMPARED_FIELDS; 0 where a side has no line.
        amount_before, amount_after: int64, fen, 0 where there is no line.
        villages: pair of the village before and after, NONE where there is no line; shape (2, changed lines).
        households: pair of the household before and after, NONE also for the collective; shape likewise.

    """

    from_item: "NDArray[np.bool_]"
    pair: "NDArray[np.intp]"
    head: "NDArray[np.intp]"
    payee: "NDArray[np.intp]"
    before: "NDArray[np.intp]"
    after: "NDArray[np.intp]"
    what: "NDArray[np.int64]"
    amount_before: "NDArray[np.int64]"
    amount_after: "NDArray[np.int64]"
    villages: "NDArray[np.intp]"
    households: "NDArray[np.intp]"

    def __len__(self) -> int:
        return len(self.pair)

    @property
    def difference(self) -> "NDArray[np.int64]":
        """Fen, after − before."""
        return self.amount_after - self.amount_before

    def fields(self, number: int) -> tuple[str, ...]:
        """Return the names of the fields that differ; empty where one side has no line."""
        bits = int(self.what[number])
        return tuple(name for place, name in enumerate(COMPARED_FIELDS) if bits >> place & 1)

    def status(self, number: int) -> str:
        """Return "added", "removed" or "changed"."""
        if self.before[number] == NONE:
            return "added"
        return "removed" if self.after[number] == NONE else "changed"


class Sums(NamedTuple):
    """A sum before and after, in fen; None where it is not complete or its row is not there."""

    before: int | None
    after: int | None

    @property
    def difference(self) -> int | None:
        """After − before; None where a sum is not complete."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, eq=False, slots=True)
class Group:
    """The villages or the households; lists and arrays by pair.

    Attributes:
        table: which of the two.
        before, after: fen, 0 where the row is not there.
        lines: how many changed lines it has or had.
        changed: whether its amount, one of its lines or a cell of its own differs, or it came or went.

    """

    table: str
    before: Sequence[int]
    after: Sequence[int]
    lines: "NDArray[np.intp]"
    changed: "NDArray[np.bool_]"

    def differences(self, pairs: Sequence[int]) -> list[int]:
        """Return fen, after − before, of some pairs."""
        return [self.after[pair] - self.before[pair] for pair in pairs]


@dataclass(frozen=True, eq=False)
class Comparison:
    """What differs between two assessments.

    Attributes:
        before: the earlier one: the announced plan.
        after: the later one: the revised plan.
        printed: what a household's statement shows or computes from, see `touched_households`.
        pairs: the matched rows by table.
        lines: the lines that differ.
        villages: what each village gets, all lines.
        households: what each household gets, payee household only.

    """

    before: Assessment
    after: Assessment
    printed: Printed
    pairs: Mapping[str, Pairs]
    lines: LineChanges
    villages: Group
    households: Group
    _inputs: _Inputs = field(repr=False)

    # What differs

    def input_count(self) -> int:
        """Return how many inputs differ."""
        return len(self._inputs.table)

    def input(self, number: int) -> Input:
        """Return the input at a number."""
        table = _INPUT_TABLES[int(self._inputs.table[number])]
        pair, column = int(self._inputs.pair[number]), int(self._inputs.column[number])
        if table == POLICY:
            return Input(table, 0, None, 0, 0)
        pairs = self.pairs[table]
        declared = TABLES[table].columns[column] if column != NONE else None
        return Input(table, pair, declared, int(pairs.before[pair]), int(pairs.after[pair]))

    def cells(self, each: Input) -> tuple[Cell, Cell]:
        """Return the cell of a changed input before and after, None for a row that came or went."""
        if each.column is None or each.table == POLICY:
            return None, None
        name = each.column.name
        old, new = self.before.scenario[each.table], self.after.scenario[each.table]
        return old.cell(each.before, name), new.cell(each.after, name)

    @property
    def same(self) -> bool:
        """Whether nothing differs at all."""
        return not self.input_count() and not len(self.lines)

    def total(self) -> Sums:
        """Return the sum of all lines, None on a side where a line cannot be computed."""
        return Sums(self.before.totals.amount, self.after.totals.amount)

    def by_head(self) -> list[Sums]:
        """Return the sums of the computed lines by head."""
        return list(map(Sums, self.before.totals.by_head, self.after.totals.by_head))

    def by_payee(self) -> list[Sums]:
        """Return the sums of the computed lines by payee."""
        return list(map(Sums, self.before.totals.by_payee, self.after.totals.by_payee))

    def sums(self, group: Group, pair: int) -> Sums:
        """Return what a village or household gets before and after."""
        return Sums(group.before[pair], group.after[pair])

    def steps_of_line(self, number: int) -> list[tuple[str, int]]:
        """Return how a line's difference comes about: field and fen, one after the other as in _STEPS.

        The quantity is changed first, then the average output and so on, each time the line is worked out and
        rounded as the law has it; so the steps sum exactly to the difference, and in another order each might
        be another. Empty where a side has no line, or where one is priced and the other is not.
        """
        lines = self.lines
        before, after = (
            _factors(assessment.lines, int(numbers[number]))
            for assessment, numbers in ((self.before, lines.before), (self.after, lines.after))
        )
        if before.keys() != after.keys() or not before:
            return []
        steps: list[tuple[str, int]] = []
        now = dict(before)
        amount = _amount(now, int(lines.payee[number]))
        for name in _STEPS:
            if name in now and now[name] != after[name]:
                now[name] = after[name]
                moved = _amount(now, int(lines.payee[number]))
                steps.append((name, moved - amount))
                amount = moved
        return steps

    def row_status(self, table: str, pair: int) -> str:
        """Return "added", "removed" or "changed" of a village or household."""
        pairs = self.pairs[table]
        if pairs.before[pair] == NONE:
            return "added"
        return "removed" if pairs.after[pair] == NONE else "changed"

    def row(self, table: str, pair: int) -> tuple[Assessment, int]:
        """Return where a pair's row stands: in the later assessment, or in the earlier where it is gone."""
        position = int(self.pairs[table].after[pair])
        if position != NONE:
            return self.after, position
        return self.before, int(self.pairs[table].before[pair])

    def own_inputs(self, table: str, pair: int) -> Sequence[int]:
        """Return the numbers of the inputs in a village's or household's own row."""
        return self._at.get((table, self.pairs[table].names[pair]), ())

    def outputs_differ(self, village: int) -> bool:
        """Return whether output values of a village differ."""
        return ("outputs", self.pairs["villages"].names[village]) in self._at

    # Because of which input

    @cached_property
    def _at(self) -> Mapping[tuple[str, object], Sequence[int]]:
        """The inputs by table and by what names their row; of parcels and items by the pair itself."""
        found: dict[tuple[str, object], list[int]] = defaultdict(list)
        tables, pairs = self._inputs.table.tolist(), self._inputs.pair.tolist()
        for number, (table, pair) in enumerate(zip(tables, pairs, strict=True)):
            name = _INPUT_TABLES[table]
            if name in {"parcels", "items"}:
                found[name, pair].append(number)
            elif name == "outputs":
                found[name, self._names(name, pair)[0]].append(number)
            elif name in {"villages", "households", "prices"}:
                found[name, self.pairs[name].names[pair]].append(number)
            else:
                found[name, None].append(number)
        return found

    def _names(self, table: str, pair: int) -> tuple[object, ...]:
        names = self.pairs[table].names[pair]
        return names if isinstance(names, tuple) else (names,)

    @cached_property
    def _column_names(self) -> list[str]:
        """The name of each input's column, "" for a whole row."""
        columns = {
            number: [*(column.name for column in TABLES[name].columns), ""]
            for number, name in enumerate(PAIRED_TABLES)
        }
        columns[len(PAIRED_TABLES)] = [""]
        tables, places = self._inputs.table.tolist(), self._inputs.column.tolist()
        return [columns[table][place] for table, place in zip(tables, places, strict=True)]

    def _among(self, table: str, name: object, columns: Collection[str]) -> Iterator[int]:
        """Yield the inputs of a row in some columns, and the row itself where it came or went."""
        for number in self._at.get((table, name), ()):
            column = self._column_names[number]
            if not column or column in columns:
                yield number

    @cached_property
    def _policy_figures_differ(self) -> bool:
        return _figures(self.before.policy) != _figures(self.after.policy)

    def _sides(self, table: str, pair: int) -> Iterator[tuple[Assessment, Table, int]]:
        """Yield each assessment in which a pair has a row, its table and the row."""
        pairs = self.pairs[table]
        for assessment, positions in ((self.before, pairs.before), (self.after, pairs.after)):
            position = int(positions[pair])
            if position != NONE:
                yield assessment, assessment.scenario[table], position

    @cached_property
    def _known_causes(self) -> dict[int, list[int]]:
        """Causes by line, kept: a line's village and household ask for them as well."""
        return {}

    def causes_of_line(self, number: int) -> list[int]:
        """Return the numbers of the inputs because of which a line differs."""
        known = self._known_causes.get(number)
        if known is None:
            known = self._known_causes[number] = self._find_causes(number)
        return known

    def _find_causes(self, number: int) -> list[int]:
        lines = self.lines
        table = "items" if lines.from_item[number] else "parcels"
        pair, head = int(lines.pair[number]), int(lines.head[number])
        sides = list(self._sides(table, pair))
        villages = {rows.text("village_id").cell(row) for _, rows, row in sides}
        households = {rows.text("household_id").cell(row) for _, rows, row in sides}
        causes = self._causes_at_item if table == "items" else self._causes_at_parcel
        found = chain(
            causes(pair, head, sides, villages),
            (each for name in households for each in self._among("households", name, ())),
            self._at.get((POLICY, None), ()) if self._policy_figures_differ else (),
        )
        return sorted(set(found))

    def _causes_at_item(
        self, pair: int, head: int, sides: list[tuple[Assessment, Table, int]], villages: set[str]
    ) -> Iterator[int]:
        del head
        listed = {
            tuple(rows.cell(row, name) for name in TABLES["prices"].identity)
            for _, rows, row in sides
            if not rows.number("price").present[row]
        }
        yield from self._among("items", pair, _LISTED_ITEM if listed else _ITEM)
        for name in listed:
            yield from self._among("prices", name, {"price"})
        for village in villages:
            yield from self._among("villages", village, ())

    def _causes_at_parcel(
        self, pair: int, head: int, sides: list[tuple[Assessment, Table, int]], villages: set[str]
    ) -> Iterator[int]:
        bases, zones, own = set(), set(), True
        for assessment, rows, row in sides:
            if assessment.computation is not None:
                bases.add(int(assessment.computation.parcels.basis[row]))
                own &= bool(assessment.computation.parcels.collective[row])
            zones.add(rows.text("zone").cell(row))
        name = "land" if head == LAND else "resettlement"
        by_output = not bases.isdisjoint({ARTICLE_8, ARTICLE_9})
        yield from self._among("parcels", pair, {*_EVERY_PARCEL, f"{name}_price", *(["zone"] * by_output)})
        columns = set() if own else {f"{name}_share"}
        if ARTICLE_8 in bases:
            columns.add(f"{name}_multiple")
        for village in villages:
            tier = _TIER if by_output and self._tier_came_or_went(village) else ()
            yield from self._among("villages", village, {*columns, *tier})
            for each in self._among("outputs", village, {"value"}) if by_output else ():
                zone = self._names("outputs", int(self._inputs.pair[each]))[1]
                if "" in zones or zone in zones:
                    yield each

    def _tier_came_or_went(self, village: str) -> bool:
        def known(assessment: Assessment) -> bool:
            position = assessment.scenario["villages"].index.get(village)
            there = position is not None and position < len(assessment.villages)
            return there and position is not None and assessment.villages[position].tier is not None

        return known(self.before) != known(self.after)

    def index_causes(self) -> None:
        """Work out in advance what the causes are looked up in, so that the first question is no slower."""
        if len(self.pairs["households"]):
            self.causes_of_household(0)
        if len(self.pairs["villages"]):
            self.causes_of_village(0)

    def causes_of_village(self, pair: int) -> list[int]:
        """Return the numbers of the inputs because of which a village differs."""
        name = self.pairs["villages"].names[pair]
        found = set(self._at.get(("villages", name), ())) | set(self._at.get(("outputs", name), ()))
        return self._with_lines(found, self._lines_by_village, pair)

    def causes_of_household(self, pair: int) -> list[int]:
        """Return the numbers of the inputs because of which a household, or what it is told, differs."""
        name = self.pairs["households"].names[pair]
        found = set(self._at.get(("households", name), ()))
        found.update(self._printed_causes(pair, str(name)))
        return self._with_lines(found, self._lines_by_household, pair)

    def _with_lines(self, found: set[int], lines: Mapping[int, Sequence[int]], pair: int) -> list[int]:
        for number in lines.get(pair, ()):
            found.update(self.causes_of_line(number))
        return sorted(found)

    @cached_property
    def _lines_by_village(self) -> Mapping[int, Sequence[int]]:
        return _by_value(self.lines.villages)

    @cached_property
    def _lines_by_household(self) -> Mapping[int, Sequence[int]]:
        return _by_value(self.lines.households)

    def lines_of(self, table: str, pair: int) -> Sequence[int]:
        """Return the changed lines of a village or household."""
        return (self._lines_by_village if table == "villages" else self._lines_by_household).get(pair, ())

    # What is printed

    def _printed_columns(self, table: str) -> Collection[str]:
        return self.printed.get(table, ())

    def _printed_causes(self, pair: int, name: str) -> Iterator[int]:
        """Yield the inputs that a household's statement shows although they may move no amount."""
        if not self.printed:
            return
        yield from self._everywhere
        villages = {rows.text("village_id").cell(row) for _, rows, row in self._sides("households", pair)}
        for side, scenario in enumerate((self.before.scenario, self.after.scenario)):
            for table in ("parcels", "items"):
                pairs = self.pairs[table]
                of_rows = pairs.of_after if side else pairs.of_before
                rows = scenario[table]
                for row in self._rows_by_household[side][table].get(name, ()):
                    villages.add(rows.text("village_id").cell(row))
                    yield from self._among(table, int(of_rows[row]), self._printed_columns(table))
                    if table == "items" and not rows.number("price").present[row]:
                        names = tuple(rows.cell(row, each) for each in TABLES["prices"].identity)
                        yield from self._among("prices", names, self._printed_columns("prices"))
        for village in villages:
            yield from self._among("villages", village, self._printed_columns("villages"))
            yield from self._among("outputs", village, self._printed_columns("outputs"))

    @cached_property
    def _everywhere(self) -> list[int]:
        """The inputs that stand on every statement: those of the project, and the policy."""
        project = self._among("project", None, self._printed_columns("project"))
        return [*project, *self._at.get((POLICY, None), ())]

    @cached_property
    def _rows_by_household(self) -> tuple[Mapping[str, Mapping[str, Sequence[int]]], ...]:
        sides = []
        for scenario in (self.before.scenario, self.after.scenario):
            found = {}
            for table in ("parcels", "items"):
                codes, texts = scenario[table].text("household_id").factor
                by_code = _by_value(codes[np.newaxis])
                found[table] = {texts[code]: rows for code, rows in by_code.items()}
            sides.append(found)
        return tuple(sides)

    @cached_property
    def touched_households(self) -> "NDArray[np.bool_]":
        """Whose statement may read otherwise, by pair: an input that it shows or computes from differs.

        More than really do, for a changed input need not show; `calc.statements` compares what is printed.
        """
        pairs = self.pairs["households"]
        if self._everywhere:
            return np.ones(len(pairs), np.bool_)
        touched = self.households.changed.copy()
        names: set[object] = set()
        tables = {name: self._touched_pairs(name) for name in PAIRED_TABLES}
        villages = {self.pairs["villages"].names[pair] for pair in tables["villages"]}
        villages |= {self._names("outputs", pair)[0] for pair in tables["outputs"]}
        for side, scenario in enumerate((self.before.scenario, self.after.scenario)):
            held = scenario["households"]
            names.update(held.text("household_id").values[_holding(held.text("village_id"), villages)])
            for table in ("parcels", "items"):
                rows = scenario[table]
                mine = _holding(rows.text("village_id"), villages)
                positions = (self.pairs[table].after if side else self.pairs[table].before)[tables[table]]
                mine[positions[positions != NONE]] = True
                if table == "items" and len(tables["prices"]):
                    mine |= ~rows.number("price").present
                names.update(rows.text("household_id").values[mine])
        names.discard("")
        if names:
            touched |= np.fromiter((name in names for name in pairs.names), np.bool_, len(pairs))
        return touched

    def households_with_other_sums(self) -> "NDArray[np.bool_]":
        """Whose lines' parts, for the household or for the collective, have another sum; by pair."""
        lines, count = self.lines, len(self.pairs["households"])
        group = np.concatenate(lines.households)
        amounts = np.concatenate([-lines.amount_before, lines.amount_after])
        payee = np.concatenate([lines.payee, lines.payee])
        mine = group != NONE
        totals = units.group_totals(
            amounts[mine], group[mine] * len(PAYEES) + payee[mine], count * len(PAYEES)
        )
        differs = np.fromiter(map(bool, totals), np.bool_, len(totals))
        by_payee: list[NDArray[np.bool_]] = [differs[payee :: len(PAYEES)] for payee in range(len(PAYEES))]
        return by_payee[0] | by_payee[1]

    def _touched_pairs(self, table: str) -> "NDArray[np.intp]":
        """Return the pairs of a table with a difference that is printed."""
        spec, wanted = TABLES[table], self._printed_columns(table)
        shown = np.array([*(column.name in wanted for column in spec.columns), bool(wanted)], np.bool_)
        mine = self._inputs.table == _INPUT_TABLES.index(table)
        return np.unique(self._inputs.pair[mine][shown[self._inputs.column[mine]]])


def compare(before: Assessment, after: Assessment, printed: Printed = MappingProxyType({})) -> Comparison:
    """Return what differs between two assessments."""
    old, new = before.scenario, after.scenario
    pairs = {name: paired(old[name], new[name]) for name in PAIRED_TABLES}
    inputs = _differing_inputs(old, new, pairs)
    lines = _line_changes(before, after, pairs)
    villages = _group(
        "villages", before.totals.by_village, after.totals.by_village, pairs, lines.villages, inputs
    )
    households = _group(
        "households", before.totals.by_household, after.totals.by_household, pairs, lines.households, inputs
    )
    _mark_outputs(villages.changed, pairs, inputs)
    return Comparison(before, after, printed, pairs, lines, villages, households, inputs)


def _by_value(values: "NDArray[np.intp]") -> dict[int, list[int]]:
    """Return for each value but NONE, in whichever row of shape (rows, n) it stands, its places once each."""
    found: dict[int, list[int]] = {}
    count = values.shape[1]
    flat = values.ravel()
    order = np.argsort(flat, kind="stable")
    starts = np.flatnonzero(np.diff(flat[order], prepend=NONE - 1))
    for group in np.split(order, starts[1:]) if len(flat) else ():
        value = int(flat[group[0]])
        if value != NONE:
            found[value] = list(dict.fromkeys((group % count).tolist()))
    return found


def _holding(column: TextColumn, wanted: Collection[object]) -> "NDArray[np.bool_]":
    """Return where one of the wanted texts stands, shape (rows,)."""
    codes, texts = column.factor
    return np.fromiter((text in wanted for text in texts), np.bool_, len(texts))[codes]


# --- inputs -------------------------------------------------------------------------------------------------


def _differing_inputs(old: Scenario, new: Scenario, pairs: Mapping[str, Pairs]) -> _Inputs:
    found = [
        np.stack([np.full(len(places), number, np.intp), places, columns])
        for number, name in enumerate(PAIRED_TABLES)
        for places, columns in [differing_cells(old[name], new[name], pairs[name])]
    ]
    if old.policy_text != new.policy_text:
        found.append(np.array([[len(PAIRED_TABLES)], [0], [NONE]], np.intp))
    return _Inputs(*np.concatenate(found, axis=1))


def _figures(policy: Policy | None) -> object:
    """Return what of a policy an amount can depend on."""
    if policy is None:
        return None
    classes = tuple((each.name, each.aliases, each.basis) for each in policy.classes)
    return classes, policy.tiers, policy.article_9_multiple, policy.land_share, policy.resettlement_share


# --- lines and sums -----------------------------------------------------------------------------------------


def _line_changes(before: Assessment, after: Assessment, pairs: Mapping[str, Pairs]) -> LineChanges:
    parcels, items = pairs["parcels"], pairs["items"]
    size = (len(parcels) + len(items)) * _PLACES_OF_A_ROW
    slots = [np.full(size, NONE, np.intp) for _ in range(2)]
    for slot, assessment, earlier in zip(slots, (before, after), (True, False), strict=True):
        lines = assessment.lines
        if lines is not None:
            slot[_slots(lines, parcels, items, earlier=earlier)] = np.arange(len(lines))
    there = np.flatnonzero((slots[0] != NONE) | (slots[1] != NONE))
    old, new = slots[0][there], slots[1][there]
    both = (old != NONE) & (new != NONE)
    old_values, new_values = _values(before, pairs, old, True), _values(after, pairs, new, False)
    what = np.zeros(len(there), np.int64)
    for number, name in enumerate(COMPARED_FIELDS):
        what |= (both & (old_values[name] != new_values[name])).astype(np.int64) << number
    kept = np.flatnonzero(~both | (what != 0))
    row, place = np.divmod(there[kept], _PLACES_OF_A_ROW)
    from_item = row >= len(parcels)
    return LineChanges(
        from_item=from_item,
        pair=np.where(from_item, row - len(parcels), row),
        head=place // len(PAYEES),
        payee=place % len(PAYEES),
        before=old[kept],
        after=new[kept],
        what=what[kept],
        amount_before=np.maximum(old_values["amount"][kept], 0),
        amount_after=np.maximum(new_values["amount"][kept], 0),
        villages=np.stack([old_values["village"][kept], new_values["village"][kept]]),
        households=np.stack([old_values["household"][kept], new_values["household"][kept]]),
    )


def _factors(lines: Lines | None, number: int) -> dict[str, int]:
    """Return what a line is the product of, empty without a line."""
    if lines is None or number == NONE:
        return {}
    found = {name: int(getattr(lines, name)[number]) for name in ("quantity", "share")}
    factors = ("rate",) if lines.multiple[number] == NONE else ("aaov", "multiple")
    return found | {name: int(getattr(lines, name)[number]) for name in factors}


def _amount(factors: Mapping[str, int], payee: int) -> int:
    """Return a line's amount: the household's share is rounded, the collective gets the rest."""
    # AAOV in fen times a multiple in hundredths is a rate in 10⁻⁴ yuan.
    rate = factors["rate"] if "rate" in factors else factors["aaov"] * factors["multiple"]
    undivided = units.line_fen(factors["quantity"], rate)
    share = factors["share"]
    if payee == HOUSEHOLD:
        return units.share_fen(undivided, share)
    return undivided - units.share_fen(undivided, WHOLE_SHARE - share)


def _slots(lines: Lines, parcels: Pairs, items: Pairs, *, earlier: bool) -> "NDArray[np.intp]":
    """Return a number for each line that its counterpart in the other assessment has as well."""
    of_parcels, of_items = (
        (parcels.of_before, items.of_before) if earlier else (parcels.of_after, items.of_after)
    )
    row = np.empty(len(lines), np.intp)
    row[~lines.from_item] = of_parcels[lines.row[~lines.from_item]]
    row[lines.from_item] = of_items[lines.row[lines.from_item]] + len(parcels)
    return row * _PLACES_OF_A_ROW + lines.head * len(PAYEES) + lines.payee


def _values(
    assessment: Assessment, pairs: Mapping[str, Pairs], numbers: "NDArray[np.intp]", earlier: bool
) -> dict[str, "NDArray[np.int64]"]:
    """Return the compared fields of lines by number, NONE where there is no line; rows are given as pairs."""
    lines = assessment.lines
    if lines is None:
        return dict.fromkeys(COMPARED_FIELDS, np.full(len(numbers), NONE, np.int64))
    found = {}
    for name in COMPARED_FIELDS:
        values = getattr(lines, name)
        if name in {"village", "household"}:
            matched = pairs[f"{name}s"]
            of_rows = matched.of_before if earlier else matched.of_after
            values = np.append(of_rows, NONE)[values]
        found[name] = np.append(values, NONE)[numbers]
    return found


def _group(
    table: str,
    before: Sequence[int],
    after: Sequence[int],
    all_pairs: Mapping[str, Pairs],
    lines: "NDArray[np.intp]",
    inputs: _Inputs,
) -> Group:
    """Return what the rows of a table get; `lines` are the pairs of each changed line before and after."""
    pairs = all_pairs[table]
    sums = [
        [values[row] if row != NONE else 0 for row in rows.tolist()]
        for values, rows in ((before, pairs.before), (after, pairs.after))
    ]
    # A line that stays where it was counts once.
    moved = np.where(lines[1] == lines[0], NONE, lines[1])
    count = np.bincount(np.concatenate([lines[0], moved]) + 1, minlength=len(pairs) + 1)[1:]
    changed = (pairs.before == NONE) | (pairs.after == NONE) | (count > 0)
    changed |= np.fromiter((old != new for old, new in zip(*sums, strict=True)), np.bool_, len(pairs))
    changed[inputs.pair[inputs.table == _INPUT_TABLES.index(table)]] = True
    return Group(table, sums[0], sums[1], count, changed)


def _mark_outputs(changed: "NDArray[np.bool_]", pairs: Mapping[str, Pairs], inputs: _Inputs) -> None:
    """Mark the villages whose output values differ."""
    mine = inputs.pair[inputs.table == _INPUT_TABLES.index("outputs")].tolist()
    names = {names[0] for pair in mine if isinstance(names := pairs["outputs"].names[pair], tuple)}
    for pair, name in enumerate(pairs["villages"].names) if names else ():
        changed[pair] |= name in names
