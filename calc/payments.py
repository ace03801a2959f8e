"""Who is paid into which account, and which lines wait for the end of a dispute: for paper and bank alike."""

from typing import TYPE_CHECKING, Final

import numpy as np

from calc.lines import Lines
from calc.scenario import Scenario, Table
from calc.tables import COMMON_CHOICES

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["account_holder", "disputed_lines"]

_HOLDERS: Final = {
    "households": ("account_name", "head"),
    "villages": ("payee", "land_owner", "village"),
}
"""Table -> the columns that name who holds the account; the first that is filled in does."""


def account_holder(rows: Table, position: int) -> str:
    """Return in whose name the account of a household, or of a village's collective, is held."""
    names = (rows.text(name).cell(position) for name in _HOLDERS[rows.spec.name])
    return next(filter(None, names), "")


def disputed_lines(scenario: Scenario, lines: Lines) -> "NDArray[np.bool_]":
    """Return where a line comes from a disputed parcel or item, shape (lines,)."""
    marks = []
    for name in ("parcels", "items"):
        column = scenario[name].number("disputed")
        marks.append(column.present & (column.values == COMMON_CHOICES["yes"]))
    marked = np.zeros(len(lines), np.bool_)
    for from_item, mark in enumerate(marks):
        mine = lines.from_item == bool(from_item)
        marked[mine] = mark[lines.row[mine]]
    return marked
