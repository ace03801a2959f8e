"""What documents print of an assessment, one entry a parcel and head or item.

An assessment has a line for each payee; paper shows the amount undivided first, then the household's share
and what is left to the collective. So the lines of one parcel and head are one entry here, a share of 0 %
included. Figures are found for all at once, texts when they are asked for.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import fields
from functools import cached_property, lru_cache, partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

import numpy as np

from calc import units
from calc.assess import Assessment
from calc.explain import line_citation
from calc.lines import (
    COLLECTIVE,
    HEADS,
    HOUSEHOLD,
    NONE,
    PAYEES,
    RESETTLEMENT,
    WHOLE_SHARE,
    Computation,
    Lines,
)
from calc.scenario import Scenario, Table
from calc.statements.edition import Edition
from calc.tables import COMMON_CHOICES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from calc.policy import Policy

__all__ = ["BREAKS", "HEAD_KEYS", "Content", "Entries", "Entry", "Sums", "plain", "sums_by_head"]

BREAKS: Final = "\t\n\v\f\r"
"""Breaks inside a cell, as Excel's Alt+Enter makes them: a space on paper."""
_BREAKS_TO_SPACES: Final = str.maketrans(BREAKS, " " * len(BREAKS))

HEAD_KEYS: Final = ("land", "resettlement", "crops", "attachments")
"""The wording's keys of the heads, in the order of `calc.lines.HEADS`."""

_MU: Final = "亩"
_LATELY: Final = 1 << 11
T = TypeVar("T")


def plain(text: str) -> str:
    """Return a cell's text as one line for paper."""
    return text.translate(_BREAKS_TO_SPACES).strip()


class Entry(NamedTuple):
    """One parcel under one head, or one item.

    Attributes:
        from_item: 1 for an item, 0 for a parcel.
        row: its position in its table.
        village: position of its village.
        household: position of the household in whose name it is registered, NONE for the collective's own.
        head: number in `calc.lines.HEADS`.
        quantity: 10⁻⁶ mu, or of the item's unit.
        aaov: fen per mu, NONE where none.
        multiple: hundredths, NONE where none.
        rate: 10⁻⁴ yuan per mu or unit.
        undivided: fen, before any division.
        share: the household's share, hundredths of a percent; 0 for the collective's own.
        to_household: fen.
        to_collective: fen; together with `to_household` it is `undivided`.
        line: number of its first line in the assessment.

    """

    from_item: int
    row: int
    village: int
    household: int
    head: int
    quantity: int
    aaov: int
    multiple: int
    rate: int
    undivided: int
    share: int
    to_household: int
    to_collective: int
    line: int


_HEAD: Final = Entry._fields.index("head")
_FEW: Final = 64
"""So many times entries are asked for before all of them are put in order."""
# What `Entry._make` does, without a call of Python's for each of a hundred thousand.
_AS_ENTRY: Final[Callable[[list[int]], Entry]] = partial(tuple.__new__, Entry)

_Sorted = tuple["NDArray[np.int64]", list[int]]
"""Figures ordered by a position, and where those of position 0, 1, … start; of one more, where they end."""


class Entries:
    """All entries of an assessment, found by household or by village.

    The first ones asked for are made by themselves: a preview shows a few households of thirty thousand.

    Attributes:
        lines: what they are made of.

    """

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self._asked = 0
        # A paper asks for its village more than once: in its foot, for its table, for its notes.
        self._last: tuple[int, list[Entry]] = (NONE, [])

    @cached_property
    def figures(self) -> "NDArray[np.int64]":
        """The fields of `Entry` of all entries, int64, shape (entries, 14), in register order."""
        return _merged(self.lines, slice(None))

    def __len__(self) -> int:
        return len(self.figures)

    def column(self, name: str) -> "NDArray[np.int64]":
        """Return one field of all entries, shape (entries,)."""
        values: NDArray[np.int64] = self.figures[:, Entry._fields.index(name)]
        return values

    @cached_property
    def _by_household(self) -> _Sorted:
        return self._sorted("household")

    @cached_property
    def _by_village(self) -> _Sorted:
        return self._sorted("village")

    def _sorted(self, name: str) -> _Sorted:
        """Return the figures ordered by a field, then head, in register order."""
        values = self.column(name)
        order = np.argsort(values * len(HEADS) + self.column("head"), kind="stable")
        count = int(values.max(initial=NONE)) + 2
        return self.figures[order], np.searchsorted(values[order], np.arange(count)).tolist()

    def of_household(self, household: int) -> list[Entry]:
        """Return a household's entries by head, each in register order, whichever village they lie in."""
        if self._few("_by_household"):
            return self._alone(self.lines.household == household)
        return _slice(*self._by_household, household)

    def of_village(self, village: int) -> list[Entry]:
        """Return a village's entries by head, each in register order, the collective's own included."""
        last, held = self._last
        if last != village:
            if self._few("_by_village"):
                held = self._alone(self.lines.village == village)
            else:
                held = _slice(*self._by_village, village)
            self._last = village, held
        return list(held)

    def _few(self, ordered: str) -> bool:
        """Tell whether it is not worth while yet to put all in order."""
        self._asked += 1
        return self._asked <= _FEW and ordered not in vars(self)

    def _alone(self, mine: "NDArray[np.bool_]") -> list[Entry]:
        """Return the entries of an owner, by head, from its lines."""
        figures = _merged(self.lines, np.flatnonzero(mine))
        return _entries(figures[np.argsort(figures[:, _HEAD], kind="stable")])

    def villages(self, where: "NDArray[np.bool_] | None" = None) -> frozenset[int]:
        """Return the villages that have any of the lines at which `where` is true; any at all for None."""
        villages = self.lines.village if where is None else self.lines.village[where]
        return frozenset(np.flatnonzero(np.bincount(villages[villages != NONE])).tolist())

    def __iter__(self) -> Iterator[Entry]:
        return iter(_entries(self.figures))


def _slice(figures: "NDArray[np.int64]", starts: list[int], wanted: int) -> list[Entry]:
    if wanted + 1 >= len(starts):
        return []
    return _entries(figures[starts[wanted] : starts[wanted + 1]])


def _entries(figures: "NDArray[np.int64]") -> list[Entry]:
    return list(map(_AS_ENTRY, figures.tolist()))


def _merged(every: Lines, chosen: "slice | NDArray[np.intp]") -> "NDArray[np.int64]":
    """Return one row an entry from the lines chosen; those of one parcel and head stand side by side."""
    lines = Lines(*(getattr(every, each.name)[chosen] for each in fields(Lines)))
    numbers = np.arange(len(every))[chosen]
    if not len(lines):
        return np.zeros((0, len(Entry._fields)), np.int64)
    first = np.ones(len(lines), np.bool_)
    first[1:] = (
        (lines.from_item[1:] != lines.from_item[:-1])
        | (lines.row[1:] != lines.row[:-1])
        | (lines.head[1:] != lines.head[:-1])
    )
    number = np.cumsum(first) - 1
    start = np.flatnonzero(first)
    paid = np.zeros((len(PAYEES), len(start)), np.int64)
    paid[lines.payee, number] = lines.amount
    whole = lines.share[start]
    share = np.where(lines.payee[start] == HOUSEHOLD, whole, WHOLE_SHARE - whole)
    return np.stack(
        [
            *(
                np.asarray(column)[start].astype(np.int64)
                for column in (lines.from_item, lines.row, lines.village, lines.household, lines.head)
            ),
            *(column[start] for column in (lines.quantity, lines.aaov, lines.multiple, lines.rate)),
            lines.undivided[start],
            share,
            paid[HOUSEHOLD],
            paid[COLLECTIVE],
            numbers[start],
        ],
        axis=1,
    )


class Sums(NamedTuple):
    """Exact sums over entries, in fen; `area` in 10⁻⁶ mu, parcels only."""

    undivided: int
    to_household: int
    to_collective: int
    area: int


_BY_HEAD: Final = attrgetter("head")


def sums_by_head(entries: Iterable[Entry]) -> dict[int, Sums]:
    """Return the sums under each head that has entries, in the order of the heads."""
    found: dict[int, list[int]] = {}
    for entry in sorted(entries, key=_BY_HEAD):
        held = found.get(entry.head)
        if held is None:
            held = found[entry.head] = [0, 0, 0, 0]
        held[0] += entry.undivided
        held[1] += entry.to_household
        held[2] += entry.to_collective
        if not entry.from_item:
            held[3] += entry.quantity
    return {head: Sums(*held) for head, held in found.items()}


class Content:
    """An assessment as the documents see it: entries, the texts beside them, and the words on paper.

    Raises ValueError where the scenario has no policy, so that nothing was computed.
    """

    def __init__(self, assessment: Assessment, edition: Edition) -> None:
        if assessment.computation is None:
            raise ValueError("without a policy there is nothing to print")
        self.assessment = assessment
        self.computation: Computation = assessment.computation
        self.policy: Policy = assessment.computation.policy
        self.scenario: Scenario = assessment.scenario
        self.edition = edition
        self.wording = edition.wording
        self._kept: dict[Hashable, Any] = {}
        self._lately: dict[Hashable, Any] = {}

    @cached_property
    def entries(self) -> Entries:
        """Every entry."""
        return Entries(self.computation.lines)

    # --- figures, formatted once for all the pages they stand on -----------------------------------------

    # Fen as yuan, in groups of three digits.
    money = staticmethod(lru_cache(maxsize=1 << 14)(partial(units.format_money, grouped=True)))

    @staticmethod
    def money_plain(fen: int) -> str:
        """Return fen as yuan for a table that another program reads."""
        return units.format_money(fen)

    @staticmethod
    def area(micro_mu: int) -> str:
        """Return an area in mu."""
        return units.format_area(micro_mu, grouped=True)

    @staticmethod
    def plain_quantity(quantity: int) -> str:
        """Return 10⁻⁶ of a unit without padding: a village's area as the survey writes it, items, metres."""
        return _quantity(quantity)

    @staticmethod
    def times(multiple: int | None) -> str:
        """Return a multiple, "" where none is chosen or none is used."""
        return "" if multiple is None or multiple == NONE else _multiple(multiple)

    @staticmethod
    def people(hundredths: int) -> str:
        """Return people to resettle, who are not whole numbers."""
        return units.format_fixed(hundredths, 2, 2, grouped=True)

    def quantity(self, entry: Entry) -> str:
        """Return an entry's quantity: 4 to 6 decimals for mu, none needed for an item."""
        return (_quantity if entry.from_item else _area)(entry.quantity)

    def aaov(self, entry: Entry) -> str:
        """Return the average annual output value, "" where none."""
        return "" if entry.aaov == NONE else self.money(entry.aaov)

    def multiple(self, entry: Entry) -> str:
        """Return the multiple, "" where none."""
        return self.times(entry.multiple)

    def rate(self, entry: Entry) -> str:
        """Return the standard in full."""
        return _rate(entry.rate)

    def share(self, entry: Entry) -> str:
        """Return the household's share in percent."""
        return _share(entry.share)

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` gave when `key` was first asked for: what many papers have in common."""
        found: T | None = self._kept.get(key)
        if found is None:
            found = self._kept[key] = make()
        return found

    def lately(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what `kept` does, for what some papers in a row have in common: it is forgotten again."""
        found: T | None = self._lately.get(key)
        if found is None:
            if len(self._lately) == _LATELY:
                self._lately.clear()
            found = self._lately[key] = make()
        return found

    # --- texts of a parcel or an item --------------------------------------------------------------------

    @cached_property
    def _texts(self) -> dict[str, list[str]]:
        wanted = {
            "parcels": ("parcel_id", "place", "land_class", "remark"),
            "items": ("item_id", "name", "specification", "unit", "remark"),
        }
        return {
            f"{table}.{name}": _lines_of(self.scenario[table].text(name).values.tolist())
            for table, names in wanted.items()
            for name in names
        }

    @cached_property
    def _disputed(self) -> tuple[list[bool], list[bool]]:
        def chosen(rows: Table) -> list[bool]:
            column = rows.number("disputed")
            marked: list[bool] = (column.present & (column.values == COMMON_CHOICES["yes"])).tolist()
            return marked

        return chosen(self.scenario["parcels"]), chosen(self.scenario["items"])

    @cached_property
    def _square_metres(self) -> list[int]:
        column = self.scenario["parcels"].number("square_metres")
        metres: list[int] = np.where(column.present, column.values, 0).tolist()
        return metres

    @cached_property
    def _state(self) -> list[bool]:
        state: list[bool] = self.computation.parcels.state.tolist()
        return state

    def name(self, entry: Entry) -> str:
        """Return the item's name, or the parcel's place (its ID where it has none)."""
        if entry.from_item:
            return self._texts["items.name"][entry.row]
        return self._texts["parcels.place"][entry.row] or self._texts["parcels.parcel_id"][entry.row]

    def kind(self, entry: Entry) -> str:
        """Return the item's specification, or the parcel's land class, marked where it is the State's."""
        if entry.from_item:
            return self._texts["items.specification"][entry.row]
        land_class = self._texts["parcels.land_class"][entry.row]
        if self._state[entry.row]:
            return self.wording.text("common.state_land", **{"class": land_class})
        return land_class

    def unit(self, entry: Entry) -> str:
        """Return the unit of the quantity."""
        return self._texts["items.unit"][entry.row] if entry.from_item else _MU

    def disputed(self, entry: Entry) -> bool:
        """Tell whether the parcel or item is disputed."""
        return self._disputed[entry.from_item][entry.row]

    def square_metres(self, entry: Entry) -> str:
        """Return the area in square metres where the parcel was registered so, else ""."""
        metres = 0 if entry.from_item else self._square_metres[entry.row]
        return self.plain_quantity(metres) if metres else ""

    def remark(self, entry: Entry) -> str:
        """Return what stands under 备注: a dispute, the area in square metres, the officer's own remark.

        Of a parcel with two entries the second repeats only the dispute.
        """
        return "；".join(filter(None, self.remarks(entry)))

    def remarks(self, entry: Entry) -> tuple[str, str, str]:
        """Return the parts of `remark`, "" for those there are none of."""
        disputed = self.wording.text("common.disputed") if self.disputed(entry) else ""
        if entry.head == RESETTLEMENT:
            return disputed, "", ""
        metres = self.square_metres(entry)
        if metres:
            metres = self.wording.text("common.square_metres", area=metres)
        return (
            disputed,
            metres,
            self._texts["items.remark" if entry.from_item else "parcels.remark"][entry.row],
        )

    @cached_property
    def _heads(self) -> tuple[str, ...]:
        return tuple(self.wording.text(f"common.heads.{key}") for key in HEAD_KEYS)

    def head(self, head: int) -> str:
        """Return the name of a head."""
        return self._heads[head]

    def citation(self, entry: Entry) -> str:
        """Return the article an entry rests on."""
        land = not entry.from_item
        key = ("citation", entry.village if land else NONE, self.kind(entry) if land else "")
        return self.kept(key, lambda: line_citation(self.assessment, entry.line))

    def price_source(self, entry: Entry) -> str:
        """Return where a price stands, with its date where the county's list gives one; "" where no price."""
        if not entry.from_item:
            return "" if entry.aaov != NONE else self.text_of("parcels", entry.row, "price_basis")
        if not self.computation.items.from_list[entry.row]:
            return self.text_of("items", entry.row, "price_basis")
        listed = int(self.computation.items.listed[entry.row])
        return self.kept(("price", listed), lambda: self._listed_source(listed))

    def _listed_source(self, listed: int) -> str:
        date = self.date_of("prices", listed, "effective_date")
        document = self.text_of("prices", listed, "document")
        return self.wording.text("common.notes.effective", document=document, date=date) if date else document

    def grounds(self, entry: Entry) -> Hashable:
        """Return what an entry rests on: the notes of entries with the same grounds are the same."""
        if entry.from_item:
            return self.price_source(entry)
        row = entry.row
        computed = entry.aaov != NONE
        source = "" if computed else self.price_source(entry)
        return (
            entry.village,
            self._zones[row],
            self._basis[row],
            self.kind(entry),
            computed,
            source,
            self._square_metres[row] != 0,
        )

    @cached_property
    def _zones(self) -> list[int]:
        zones: list[int] = self.computation.parcels.zone.tolist()
        return zones

    @cached_property
    def _basis(self) -> list[int]:
        basis: list[int] = self.computation.parcels.basis.tolist()
        return basis

    @cached_property
    def _subtotals(self) -> tuple[str, ...]:
        return tuple(self.wording.text(f"common.subtotals.{key}") for key in HEAD_KEYS)

    def subtotal(self, head: int) -> str:
        """Return the name of a head's subtotal."""
        return self._subtotals[head]

    # --- texts of the whole document ---------------------------------------------------------------------

    @cached_property
    def project(self) -> str:
        """The project's name as the first line of every title."""
        return self.wording.text("common.project", name=self.text_of("project", 0, "name"))

    @cached_property
    def basis_label(self) -> str:
        """基准日, with its event where one is recorded."""
        event = self.scenario.project_number("basis_event")
        if event is None:
            return self.wording.text("common.basis_date_plain")
        key = ("notice", "plan", "approval", "other")[event]
        return self.wording.text("common.basis_date", event=self.wording.text(f"common.events.{key}"))

    @cached_property
    def basis_date(self) -> str:
        """The basis date, "" where missing."""
        date = self.scenario.project_number("basis_date")
        return "" if date is None else units.format_date(date)

    def village(self, position: int) -> str:
        """Return township, village and group of a village."""
        return plain(self.assessment.villages[position].name)

    @cached_property
    def _village_of_household(self) -> list[int]:
        rows = self.scenario["households"].text("village_id")
        positions: list[int] = rows.codes_in(self.scenario["villages"].index).tolist()
        return positions

    def village_position(self, household: int) -> int:
        """Return the position of the village in which a household is registered, NONE where unknown."""
        return self._village_of_household[household]

    def village_of_household(self, household: int) -> str:
        """Return township, village and group in which a household is registered, "" where unknown."""
        position = self.village_position(household)
        return "" if position == NONE else self.village(position)

    def text_of(self, table: str, position: int, column: str) -> str:
        """Return a text cell as one line."""
        return plain(self.scenario[table].text(column).cell(position))

    def date_of(self, table: str, position: int, column: str) -> str:
        """Return a date cell as 2018-05-01, "" where missing."""
        date = self.scenario[table].number(column).cell(position)
        return "" if date is None else units.format_date(date)


_quantity = lru_cache(maxsize=1 << 12)(
    partial(units.format_fixed, places=units.PLACES_QUANTITY, minimum=0, grouped=True)
)
_area = lru_cache(maxsize=1 << 12)(partial(units.format_area, grouped=True))
_multiple = lru_cache(maxsize=1 << 12)(partial(units.format_plain, places=units.PLACES_MULTIPLE))
_rate = lru_cache(maxsize=1 << 12)(partial(units.format_rate, grouped=True))


@lru_cache(maxsize=1 << 12)
def _share(share: int) -> str:
    return f"{units.format_plain(share, units.PLACES_SHARE)}%"


def _lines_of(texts: list[str]) -> list[str]:
    joined = "".join(texts)
    broken = any(each in joined for each in BREAKS)
    return list(map(plain, texts)) if broken else texts
