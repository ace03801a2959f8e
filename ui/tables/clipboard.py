"""Blocks of cells to and from a spreadsheet: tab-separated text as Excel and WPS write it."""

import re
from collections.abc import Sequence
from typing import Final

from calc.editing import Text

__all__ = ["as_text", "read_text"]

_TO_QUOTE: Final = re.compile(r'[\t\r\n"]')
# A quoted cell ends where the next one begins; a lone quote before a name is part of the name.
_CELL: Final = re.compile(r'(?:"((?:[^"]|"")*+)"(?=[\t\n]|\Z)|([^\t\n]*))([\t\n]|\Z)')


def as_text(block: Sequence[Sequence[str]]) -> str:
    """Return a block as tab-separated text; a cell with a tab, a quote or a line break is quoted."""
    return "".join("\t".join(map(_quoted, row)) + "\r\n" for row in block)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _TO_QUOTE.search(text) else text


def read_text(text: str) -> list[list[Text]]:
    """Return the block in tab-separated text; a row may be shorter than others."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text:
        return []
    text = text.removesuffix("\n")
    if '"' not in text:
        return [list(line.split("\t")) for line in text.split("\n")]
    rows: list[list[Text]] = [[]]
    for found in _CELL.finditer(text):
        quoted, plain, end = found.groups()
        rows[-1].append(plain if quoted is None else _unquoted(quoted))
        if end == "\n":
            rows.append([])
        elif not end:
            break
    return rows


def _unquoted(inner: str) -> str:
    """Return what a quoted cell holds; Excel quotes only what needs it and leaves other quotes alone."""
    return inner.replace('""', '"') if _TO_QUOTE.search(inner) else f'"{inner}"'
