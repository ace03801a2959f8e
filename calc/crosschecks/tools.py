"""What the cross-checks share: making warnings and notes, and listings for messages."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np

from calc import units
from calc.findings import Finding, Place, Severity
from calc.lines import unread_in
from calc.scenario import Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "distinct",
    "first_names",
    "in_order_of",
    "note",
    "prices_listed",
    "side_by_side",
    "village_label",
    "warning",
    "without_text",
]

_NAMES_SHOWN: Final = 8
"""A message names so many rows; the number of the rest follows."""


def warning(code: str, place: Place, message: str, **parameters: object) -> Finding:
    """Return a warning; the parameters fill the message's fields."""
    return Finding(Severity.WARNING, code, place, message, MappingProxyType(parameters))


def note(code: str, place: Place, message: str, **parameters: object) -> Finding:
    """Return a note; the parameters fill the message's fields."""
    return Finding(Severity.NOTE, code, place, message, MappingProxyType(parameters))


def first_names(names: Iterable[str], count: int) -> str:
    """Return the first of `count` names for a message: "A、B、… (12)" where they are too many."""
    shown = [name for name, _ in zip(names, range(_NAMES_SHOWN), strict=False)]
    text = "、".join(shown)
    return text if count <= len(shown) else f"{text}、… ({count})"


def side_by_side(names_by_value: Mapping[str, list[str]]) -> str:
    """Return values with those that have them, for a message: "7 × (A、B); 8 × (C)"."""
    return "; ".join(f"{value} ({first_names(names, len(names))})" for value, names in names_by_value.items())


def prices_listed(prices: "NDArray[np.int64]") -> str:
    """Return prices in fen with how often each stands, the most frequent first: "50.00 (12)、55.00 (1)"."""
    values, counts = distinct(prices)
    order = np.argsort(-counts, kind="stable")
    listed = zip(values[order].tolist(), counts[order].tolist(), strict=True)
    return first_names((f"{units.format_money(price)} ({count})" for price, count in listed), len(values))


def distinct(values: "NDArray[np.int64]") -> tuple["NDArray[np.int64]", "NDArray[np.intp]"]:
    """Return the distinct values in ascending order, and how often each stands.

    `numpy.unique` loads all of numpy.ma when it is first called; this does not.
    """
    ordered = np.sort(values)
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)])
    return ordered[starts], np.diff(starts, append=len(ordered))


def in_order_of(numbers: "NDArray[np.intp]") -> "NDArray[np.intp]":
    """Return the positions of small `numbers` in their order, equal ones as they stand."""
    # Numpy sorts 16 bits by radix, six times as fast as more.
    narrow = numbers.astype(np.uint16) if int(numbers.max(initial=0)) < 1 << 16 else numbers
    return np.argsort(narrow, kind="stable")


def without_text(rows: Table, name: str, where: "NDArray[np.bool_]") -> list[int]:
    """Return the positions among `where` whose text in `name` is missing, and was not unreadable."""
    positions = np.flatnonzero(where & ~unread_in(rows, name))
    missing: list[int] = positions[rows.text(name).values[positions] == ""].tolist()
    return missing


def village_label(villages: Table, position: int) -> str:
    """Return village and group as a listing names them, or the ID where they have no name."""
    named = villages.text("village").cell(position) + villages.text("group").cell(position)
    return named or villages.text("village_id").cell(position)
