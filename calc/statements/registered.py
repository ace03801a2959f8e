"""What is registered, for papers without amounts: every parcel and item, whether it made a line or not.

Found by household and by village for all of them at once; a paper then takes its own rows without a search.
"""

from collections.abc import Callable, Hashable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from calc.lines import NONE, ItemFigures, ParcelFigures
from calc.statements.entries import Content, plain
from calc.tables import COMMON_CHOICES

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Registered", "registered"]

T = TypeVar("T")


def registered(content: Content) -> "Registered":
    """Return what is registered, indexed once for all papers."""
    return content.kept("registered", lambda: Registered(content))


class _Grouped:
    """The positions of rows by the household or village they belong to."""

    def __init__(self, order: "NDArray[np.intp]", owners: "NDArray[np.intp]", count: int) -> None:
        self._order: list[int] = order.tolist()
        self._starts: list[int] = np.searchsorted(owners[order], np.arange(count + 1)).tolist()

    def of(self, owner: int) -> list[int]:
        """Return the rows of an owner, in order."""
        return self._order[self._starts[owner] : self._starts[owner + 1]]


class Registered:
    """Every parcel and item by household and by village: parcels by class, items by kind, as registered.

    Attributes:
        areas: of each parcel, 10⁻⁶ mu.
        classes: the number of each parcel's class in the policy.

    """

    def __init__(self, content: Content) -> None:
        self._content = content
        self._scenario = content.scenario
        self._parcels = content.computation.parcels
        self._items = content.computation.items
        self._kept: dict[Hashable, Any] = {}
        self.areas: list[int] = self._parcels.area.tolist()
        self.classes: list[int] = self._parcels.land_class.tolist()

    # --- whose rows they are -----------------------------------------------------------------------------

    @cached_property
    def _by_household(self) -> tuple[_Grouped, _Grouped]:
        return self._grouped(self._parcels.household, self._items.household, "households")

    @cached_property
    def _by_village(self) -> tuple[_Grouped, _Grouped]:
        return self._grouped(self._parcels.village, self._items.village, "villages")

    def _grouped(
        self, parcels: "NDArray[np.intp]", items: "NDArray[np.intp]", owners: str
    ) -> tuple[_Grouped, _Grouped]:
        """Return parcels and items by owner, of one owner by class or kind, else in register order."""
        count = len(self._scenario[owners])
        by_class = np.lexsort((self._parcels.state, self._parcels.land_class, parcels))
        by_kind = np.lexsort((self._items.head, items))
        return _Grouped(by_class, parcels, count), _Grouped(by_kind, items, count)

    def of_household(self, household: int) -> tuple[list[int], list[int]]:
        """Return the positions of a household's parcels and items, whichever village they lie in."""
        parcels, items = self._by_household
        return parcels.of(household), items.of(household)

    def of_village(self, village: int) -> tuple[list[int], list[int]]:
        """Return the positions of a village's parcels and items, the collective's own included."""
        parcels, items = self._by_village
        return parcels.of(village), items.of(village)

    def owners(self, table: str) -> list[int]:
        """Return the household of each parcel or item, NONE for the collective's own."""
        return self._once((table, "owners"), self._figures(table).household.tolist)

    def villages(self, table: str) -> list[int]:
        """Return the village in which each parcel or item lies."""
        return self._once((table, "villages"), self._figures(table).village.tolist)

    def _figures(self, table: str) -> ParcelFigures | ItemFigures:
        return self._parcels if table == "parcels" else self._items

    def villages_of(self, households: Sequence[int]) -> set[int]:
        """Return the villages in which households are registered or have a parcel or an item."""
        index = self._scenario["villages"].index
        own = self._scenario["households"].text("village_id").codes_in(index)
        found = set(own[list(households)].tolist())
        wanted = np.zeros(len(own) + 1, np.bool_)  # the last one stands for the collective, NONE
        wanted[list(households)] = True
        for figures in (self._parcels, self._items):
            found.update(figures.village[wanted[figures.household]].tolist())
        return found - {NONE}

    # --- what stands in their cells ----------------------------------------------------------------------

    def texts(self, table: str, column: str) -> list[str]:
        """Return a column of text, each cell as one line."""
        return self._once((table, column), lambda: self._texts(table, column))

    def _texts(self, table: str, column: str) -> list[str]:
        codes, distinct = self._scenario[table].text(column).factor
        lines = list(map(plain, distinct))
        return list(map(lines.__getitem__, codes.tolist()))

    def numbers(self, table: str, column: str) -> list[int]:
        """Return a column of numbers, NONE where missing."""
        held = self._scenario[table].number(column)
        return self._once((table, column), lambda: np.where(held.present, held.values, NONE).tolist())

    def chosen(self, table: str, column: str) -> list[bool]:
        """Return where 是 is chosen in a column."""
        yes = COMMON_CHOICES["yes"]
        return self._once(
            ("chosen", table, column), lambda: [each == yes for each in self.numbers(table, column)]
        )

    @property
    def land_classes(self) -> list[str]:
        """Of each parcel its class as it is printed: marked where the land is the State's."""
        return self._once("land_classes", self._land_classes)

    def _land_classes(self) -> list[str]:
        names = list(self.texts("parcels", "land_class"))
        for row in np.flatnonzero(self._parcels.state).tolist():
            names[row] = self._marked(names[row], state=True)
        return names

    def class_name(self, parcel: int) -> str:
        """Return the name the policy has for a parcel's class, whichever of its names was typed."""
        number, state = self.classes[parcel], bool(self._parcels.state[parcel])
        key = ("class", number, state)
        return self._once(key, lambda: self._marked(self._content.policy.classes[number].name, state=state))

    def _marked(self, land_class: str, *, state: bool) -> str:
        if not state:
            return land_class
        return self._content.wording.text("common.state_land", **{"class": land_class})

    def _once(self, key: Hashable, make: Callable[[], T]) -> T:
        if key not in self._kept:
            self._kept[key] = make()
        found: T = self._kept[key]
        return found
