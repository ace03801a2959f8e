"""What selected cells come to: the exact sum of a column, or the average where a sum would mean nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np

from calc import units
from calc.scenario import Table
from calc.tables import Column, Kind

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Figure", "figure_of", "sum_of"]

_ADDED: Final = {Kind.COUNT, Kind.QUANTITY}
_UNIT_COLUMN: Final = "unit"
"""Where the rows say themselves in which unit their quantities are."""


@dataclass(frozen=True)
class Figure:
    """What the selected numbers of a column come to.

    Attributes:
        value: the sum, or the average rounded half up, in 10^-`places`.
        places: decimals of `value`.
        least: decimals that are always shown.
        unit: the unit, "" for none.
        count: how many numbers it is made of.
        averaged: whether it is the average: prices are not added up.

    """

    value: int
    places: int
    least: int
    unit: str
    count: int
    averaged: bool = False

    def text(self, *, grouped: bool = True) -> str:
        """Return the number as the screen shows it."""
        return units.format_fixed(self.value, self.places, self.least, grouped=grouped)


def figure_of(rows: Table, column: Column, positions: "NDArray[np.intp]") -> Figure | None:
    """Return what the cells of a column at `positions` come to, None where nothing is to be added.

    Quantities in different units are not added, nor are multiples, shares, years and dates.
    """
    if column.kind not in _ADDED and column.kind is not Kind.MONEY:
        return None
    held = rows.number(column.name)
    there = positions[held.present[positions]]
    unit = column.unit or _unit_of(rows, column, there)
    if not len(there) or unit is None:
        return None
    total = units.exact_total(held.values[there])
    least = units.PLACES_MONEY if column.kind is Kind.MONEY else 0
    if column.kind in _ADDED:
        return Figure(total, column.places, least, unit, len(there))
    average = units.half_up(total, len(there))
    return Figure(average, column.places, least, unit, len(there), averaged=True)


def _unit_of(rows: Table, column: Column, positions: "NDArray[np.intp]") -> str | None:
    """Return the one unit in which the rows at `positions` are counted, None where there are several."""
    if column.kind is not Kind.QUANTITY or _UNIT_COLUMN not in rows.spec.by_name:
        return ""
    codes, texts = rows.text(_UNIT_COLUMN).factor
    found = np.unique(codes[positions])
    return texts[int(found[0])] if len(found) == 1 else None


def sum_of(amounts: Sequence[Decimal]) -> Figure | None:
    """Return the exact sum of amounts of money, None where there is none."""
    if not amounts:
        return None
    total = sum(map(Fraction, amounts)) * 10**units.PLACES_MONEY
    return Figure(int(total), units.PLACES_MONEY, units.PLACES_MONEY, "元", len(amounts))
