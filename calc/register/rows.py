"""The rows of a workbook's sheets, many at a time: a county's workbook has millions of cells.

XlsxWriter makes the workbook with its headers, notes and formats; cell by cell it takes some seven
microseconds for each. The rows below the headers are therefore written here, each distinct cell once, and
put into the finished workbook's sheets.
"""

import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Final

__all__ = ["Fragment", "SheetRows", "column_letters", "number_cell", "text_cell", "with_rows"]

_MARKUP: Final = re.compile(r"[&<>]")
# What XML cannot hold is written as _xHHHH_; a text that looks like that already has its first line escaped.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_LOOKS_ESCAPED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_BATCH: Final = 2000
_END: Final = b"</sheetData>"
_CHUNK: Final = 2**20

Fragment = str
"""A cell without its place: what follows the reference in its tag."""


def column_letters(number: int) -> str:
    """Return the letters of a column by its number, 0 for A."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def text_cell(text: str, style: int) -> Fragment:
    """Return a cell that holds a text as text, whatever it starts with."""
    if "_x" in text:
        text = _LOOKS_ESCAPED.sub("_x005F_", text)
    if _UNWRITABLE.search(text):
        text = _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    if _MARKUP.search(text):
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f' s="{style}" t="inlineStr"><is><t{space}>{text}</t></is></c>'


def number_cell(number: str, style: int) -> Fragment:
    """Return a cell that holds a number written in decimal notation."""
    return f' s="{style}"><v>{number}</v></c>' if style else f"><v>{number}</v></c>"


class SheetRows:
    """The rows of one sheet as they are made, from `first` (counted from 1) on; they wait on the disk."""

    def __init__(self, first: int) -> None:
        self._row = first
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  (closed by whoever asked for the rows)
        self._widest = 0

    def add(
        self,
        rows: Iterable[Sequence[Hashable]],
        fragment_of: Callable[[Hashable, int, int], Fragment],
        tell: Callable[[int], None] = lambda _done: None,
    ) -> int:
        """Add rows of cells, None and "" for empty ones; return how many.

        `fragment_of(cell, column, row)` is asked once for each distinct cell of a column. `tell` hears every
        few thousand rows how many there are; what it raises ends the work.
        """
        known: list[dict[Hashable, Fragment]] = []
        letters: list[str] = []
        batch: list[str] = []
        done = 0
        for done, cells in enumerate(rows, 1):
            while len(known) < len(cells):
                letters.append(column_letters(len(known)))
                known.append({None: "", "": ""})
            batch.append(self._row_of(cells, known, letters, fragment_of))
            if len(batch) == _BATCH:
                self._keep(batch)
                tell(done)
        self._keep(batch)
        self._widest = max(self._widest, len(known))
        return done

    def close(self) -> None:
        """Give back the room on the disk."""
        self._file.close()

    def _row_of(
        self,
        cells: Sequence[Hashable],
        known: list[dict[Hashable, Fragment]],
        letters: list[str],
        fragment_of: Callable[[Hashable, int, int], Fragment],
    ) -> str:
        row = self._row
        self._row += 1
        made = []
        for column, cell in enumerate(cells):
            fragment = known[column].get(cell)
            if fragment is None:
                fragment = known[column][cell] = fragment_of(cell, column, row)
            if fragment:
                made.append(f'<c r="{letters[column]}{row}"{fragment}')
        return f'<row r="{row}">{"".join(made)}</row>' if made else ""

    def _keep(self, batch: list[str]) -> None:
        self._file.write("".join(batch).encode())
        batch.clear()

    def placed_in(self, sheet: bytes) -> Iterator[bytes]:
        """Yield the XML of a sheet with the rows below those that it has."""
        head, found, tail = sheet.partition(_END)
        if not found:
            raise ValueError("a sheet without header cells has no place for rows")
        last = f"{column_letters(max(self._widest - 1, 0))}{max(self._row - 1, 1)}"
        yield re.sub(rb'<dimension ref="[^"]*"/>', f'<dimension ref="A1:{last}"/>'.encode(), head)
        self._file.seek(0)
        while part := self._file.read(_CHUNK):
            yield part
        yield found + tail


def with_rows(book: bytes, rows: Sequence[SheetRows | None]) -> bytes:
    """Return a finished workbook with further rows in its sheets, in the order of the sheets."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            found = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", entry.filename)
            added = rows[int(found[1]) - 1] if found else None
            if added is None:
                new.writestr(entry, old.read(entry))
                continue
            place = zipfile.ZipInfo(entry.filename, entry.date_time)
            place.compress_type = zipfile.ZIP_DEFLATED
            with new.open(place, "w", force_zip64=True) as sheet:
                for part in added.placed_in(old.read(entry)):
                    sheet.write(part)
    return stream.getvalue()
