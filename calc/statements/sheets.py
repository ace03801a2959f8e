"""Which sheets wide tables stand on: A4 across, or A3 across with larger type."""

from dataclasses import replace
from functools import cache
from typing import Final

from calc.statements.edition import Edition
from calc.statements.page import A3_LANDSCAPE, A4_LANDSCAPE, Paper, Style
from calc.statements.table import Table

__all__ = ["on_sheet", "wide_paper"]

_LARGER: Final = 1.3
"""A3 is 1.49 times as wide between its margins: type grows, and columns have more room as well."""


def wide_paper(edition: Edition) -> Paper:
    """Return the paper of a document with wide tables."""
    return A3_LANDSCAPE if edition.large else A4_LANDSCAPE


def on_sheet(edition: Edition, table: Table) -> Table:
    """Return a table as it is set on that paper."""
    return _larger(table) if edition.large else table


@cache
def _larger(table: Table) -> Table:
    return replace(
        table,
        style=_style(table.style),
        strong=_style(table.strong),
        total=_style(table.total),
        row_height=table.row_height * _LARGER,
    )


def _style(style: Style) -> Style:
    """Return a style as much larger, in half points."""
    return replace(style, size=round(style.size * _LARGER * 2) / 2, leading=round(style.leading * _LARGER))
