"""Which households' and villages' papers a finding touches, and which characters no face can print.

An error that cannot be told to belong to one household touches everyone it may belong to: a parcel under a
mistyped household ID is missing from some statement of its village.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

import numpy as np

from calc.assess import Assessment
from calc.checks import at_rows
from calc.findings import Finding, Place, Severity
from calc.language import N_
from calc.lines import NONE, valid
from calc.scenario import Scenario, Table, TextColumn
from calc.statements.document import Document, Reads
from calc.statements.entries import BREAKS
from calc.statements.fonts import uncovered
from calc.tables import TABLES, Column

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Reach", "unprintable"]

_EVERYONE: Final = None


@dataclass(frozen=True, slots=True)
class _Touched:
    """Positions of what a finding touches; None for all of them."""

    households: frozenset[int] | None
    villages: frozenset[int] | None


class Reach:
    """Where the errors of one assessment reach."""

    def __init__(self, assessment: Assessment) -> None:
        self._scenario: Scenario = assessment.scenario
        self._computation = assessment.computation
        self._errors = [each for each in assessment.findings if each.severity is Severity.ERROR]
        self._known: dict[Place, _Touched] = {}

    def touching(self, document: Document, positions: Iterable[int]) -> list[Finding]:
        """Return the errors that touch the papers of `document` at positions, as the findings are ordered."""
        read = (each for each in self._errors if self._reads(document, each))
        errors = [*read, *unprintable(self._scenario, document.reads)]
        if not errors and not self._has_unfinished(document):
            return []  # as nearly always: whoever they are of
        wanted = {self._first(document.scope, position) for position in positions}
        if not wanted:
            return []
        found = [each for each in errors if self._meets(document, each, wanted)]
        return found or list(self._unfinished(document, wanted))

    def _has_unfinished(self, document: Document) -> bool:
        return not all(good.all() for good in self._whole(document))

    def _whole(self, document: Document) -> "tuple[NDArray[np.bool_], ...]":
        """Return which parcels and items are whole, see `_unfinished`; nothing where no policy says."""
        found = self._computation
        if found is None:
            return ()
        return (found.parcels.computed, found.items.computed) if document.tells_amounts else self._registered

    def _unfinished(self, document: Document, wanted: set[int]) -> Iterator[Finding]:
        """Yield the rows that are not whole although no error says why: a sum on paper always is.

        Whole is what made its lines; for a document without amounts, what has all that is added up there.
        """
        message = N_("No amount could be computed here; mend the errors of the register first")
        code = "not-computed"
        if not document.tells_amounts:
            message = N_("Area, class, quantity or village are not whole here; mend the errors first")
            code = "not-registered"
        for name, good in zip(("parcels", "items"), self._whole(document), strict=False):
            where = ~good
            if document.scope != "project":
                owners = self._household_of if document.scope == "household" else self._village_of
                where &= np.isin(owners[name], list(wanted))
            yield from at_rows(self._scenario[name], where, Severity.ERROR, code, "", message)

    @cached_property
    def _registered(self) -> "tuple[NDArray[np.bool_], NDArray[np.bool_]]":
        """Where a parcel has an area and a class, an item a quantity, and both a village."""
        if self._computation is None:
            raise ValueError("without a policy no class is known")
        parcels, items = self._computation.parcels, self._computation.items
        return (
            parcels.area_valid & (parcels.land_class != NONE) & (parcels.village != NONE),
            valid(self._scenario["items"], "quantity") & (items.village != NONE),
        )

    @staticmethod
    def _reads(document: Document, finding: Finding) -> bool:
        place = finding.place
        columns = document.reads.get(place.table)
        return not place.table or (columns is not None and (not place.column or place.column in columns))

    def _meets(self, document: Document, finding: Finding, wanted: set[int]) -> bool:
        touched = self._touched(finding.place)
        if document.scope == "project":
            return True
        reached = touched.households if document.scope == "household" else touched.villages
        return reached is _EVERYONE or not wanted.isdisjoint(reached)

    def _first(self, scope: str, position: int) -> int:
        """Return the first row with the same ID: what names a doubled ID may mean any of its rows."""
        if scope == "project":
            return position
        rows = self._scenario["households" if scope == "household" else "villages"]
        return rows.index.get(rows.text(rows.spec.id_column).cell(position), position)

    def _touched(self, place: Place) -> _Touched:
        found = self._known.get(place)
        if found is None:
            found = self._known[place] = self._find(place)
        return found

    def _find(self, place: Place) -> _Touched:
        if place.table in {"", "project"} or place.key is None:
            return _Touched(_EVERYONE, _EVERYONE)
        row = self._scenario[place.table].positions[place.key]
        match place.table:
            case "villages":
                village = self._first("village", row)
                return _Touched(self._households_in(village), frozenset({village}))
            case "households":
                return self._of_household(row)
            case "outputs":
                return self._of_output(row)
            case "prices":
                return self._of_rows("items", self._items_priced_by(row))
            case _:
                return self._of_row(place.table, row)

    @cached_property
    def _village_of(self) -> "Mapping[str, NDArray[np.intp]]":
        index = self._scenario["villages"].index
        names = ("outputs", "households", "parcels", "items")
        return {name: self._scenario[name].text("village_id").codes_in(index) for name in names}

    @cached_property
    def _household_of(self) -> "Mapping[str, NDArray[np.intp]]":
        index = self._scenario["households"].index
        return {
            name: self._scenario[name].text("household_id").codes_in(index) for name in ("parcels", "items")
        }

    def _households_in(self, village: int) -> frozenset[int]:
        """Return the households registered in a village or with a parcel or item in it."""
        registered = np.flatnonzero(self._village_of["households"] == village).tolist()
        found = {self._first("household", each) for each in registered}
        for name, households in self._household_of.items():
            found.update(households[self._village_of[name] == village].tolist())
        return frozenset(found - {NONE})

    def _of_household(self, row: int) -> _Touched:
        household = self._first("household", row)
        villages = {int(self._village_of["households"][row])}
        for name, households in self._household_of.items():
            villages.update(self._village_of[name][households == household].tolist())
        return _Touched(frozenset({household}), frozenset(villages - {NONE}))

    def _of_output(self, row: int) -> _Touched:
        """Return who has a parcel in the output zone of a row."""
        village = int(self._village_of["outputs"][row])
        if village == NONE or self._computation is None:
            return _Touched(_EVERYONE, _EVERYONE)
        number = next(at for at, zone in enumerate(self._computation.zones) if row in zone.rows)
        households = self._household_of["parcels"][self._computation.parcels.zone == number]
        return _Touched(frozenset(households.tolist()) - {NONE}, frozenset({village}))

    def _items_priced_by(self, row: int) -> list[int]:
        if self._computation is None:
            return []
        items = self._computation.items
        priced: list[int] = np.flatnonzero(items.from_list & (items.listed == row)).tolist()
        return priced

    def _of_rows(self, table: str, rows: Sequence[int]) -> _Touched:
        households: set[int] = set()
        villages: set[int] = set()
        for row in rows:
            touched = self._of_row(table, row)
            if touched.households is _EVERYONE or touched.villages is _EVERYONE:
                return _Touched(_EVERYONE, _EVERYONE)
            households |= touched.households
            villages |= touched.villages
        return _Touched(frozenset(households), frozenset(villages))

    def _of_row(self, table: str, row: int) -> _Touched:
        """Return whose a parcel or an item is."""
        rows = self._scenario[table]
        village, household = int(self._village_of[table][row]), int(self._household_of[table][row])
        villages = _EVERYONE if village == NONE else frozenset({village})
        if household != NONE:
            return _Touched(frozenset({household}), villages)
        if (
            not rows.text("household_id").cell(row)
            and (int(rows.keys[row]), "household_id") not in rows.unread
        ):
            return _Touched(frozenset(), villages)  # the collective's own
        return _Touched(_EVERYONE if village == NONE else self._households_in(village), villages)


def unprintable(scenario: Scenario, reads: Reads) -> Iterator[Finding]:
    """Yield an error for every row with characters, in the columns read, which no face can print."""
    for name in TABLES:
        rows = scenario[name]
        for column in rows.spec.columns:
            if column.kind.is_text and column.name in reads.get(name, ()):
                yield from _unprintable_in(rows, column)


_checked: "WeakKeyDictionary[TextColumn, frozenset[str]]" = WeakKeyDictionary()
"""What no face can print of a column, kept as long as the column lives: most edits are elsewhere."""


def _missing_in(column: TextColumn) -> frozenset[str]:
    missing = _checked.get(column)
    if missing is None:
        joined = "".join(column.factor[1])
        # Numbers and IDs are most of a register's text, and looking that all is plain is quick.
        plain = joined.isascii() and joined.isprintable()
        characters = set() if plain else set(joined) - set(BREAKS)
        missing = _checked[column] = frozenset(uncovered("".join(sorted(characters))))
    return missing


def _unprintable_in(rows: Table, column: Column) -> Iterator[Finding]:
    texts = rows.text(column.name)
    missing = _missing_in(texts)
    if not missing:
        return
    codes, distinct = texts.factor
    faults = [[each for each in dict.fromkeys(text) if each in missing] for text in distinct]
    ids = rows.text("household_id") if "household_id" in rows.spec.by_name else None

    def parameters(row: int) -> dict[str, object]:
        named = "、".join(f"U+{ord(each):04X}" for each in faults[codes[row]])
        return {
            "column": column,
            "text": distinct[codes[row]],
            "characters": named,
            **({"household": ids.cell(row) or "―"} if ids else {}),
        }

    message = (
        N_("Household {household}: {column} “{text}” has {characters}, which no font prints; write another")
        if ids
        else N_("{column} “{text}” has {characters}, which no font can print; write another")
    )
    where = np.fromiter((bool(each) for each in faults), np.bool_, len(faults))[codes]
    yield from at_rows(rows, where, Severity.ERROR, "unprintable", column.name, message, parameters)
