"""Blocks of cells to and from a spreadsheet: tab-separated text as Excel and WPS write it."""

import csv
import io
from collections.abc import Sequence
from types import MappingProxyType

from calc import operations
from calc.language import N_
from calc.operations import Operation
from calc.scenario import Scenario
from calc.tables import Cell, parse_cell

__all__ = ["as_text", "paste", "read_text"]


def as_text(block: Sequence[Sequence[str]]) -> str:
    """Return a block as tab-separated text; a cell with a tab, a quote or a line break is quoted."""
    stream = io.StringIO()
    csv.writer(stream, "excel-tab", lineterminator="\r\n").writerows(block)
    return stream.getvalue()


def read_text(text: str) -> list[list[str]]:
    """Return the block in tab-separated text, every row as wide as the widest."""
    rows = list(csv.reader(io.StringIO(text.replace("\r\n", "\n"), newline=""), "excel-tab"))
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows] if width else []


def paste(
    scenario: Scenario,
    table: str,
    keys: Sequence[int],
    columns: Sequence[str],
    block: Sequence[Sequence[str]],
) -> Operation:
    """Return the one operation that pastes `block` over rows `keys`; what is left over makes new rows.

    Cells that cannot be read are pasted as they are and marked by the findings. Columns of the block
    beyond `columns` must have been cut off by the caller.
    """
    spec = scenario[table].spec
    cells = [
        [parse_cell(spec.by_name[name], text) for name, text in zip(columns, row, strict=True)]
        for row in block
    ]
    steps: list[operations.Step] = []
    over, beyond = cells[: len(keys)], cells[len(keys) :]
    if over:
        steps += operations.set_cells(scenario, table, keys[: len(over)], columns, over).steps
    if beyond:
        new: list[dict[str, Cell]] = [dict(zip(columns, row, strict=True)) for row in beyond]
        steps += operations.insert_rows(scenario, table, len(scenario[table]), new).steps
    return Operation(N_("Paste {count} rows"), tuple(steps), MappingProxyType({"count": len(block)}))
