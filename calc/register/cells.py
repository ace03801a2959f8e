"""Raw cells out of files: a workbook (.xlsx) or a folder of .csv files, one a sheet.

A workbook's values are read by calamine. It is quick, but three things it does are unsafe for us: it gives
error values and formulas without a stored value as empty cells, it loses text around comments and CDATA, and
one cell at XFD1048576 makes it ask for so much memory that the process dies. So each sheet's XML is streamed
once before calamine sees it: that pass finds the broken cells and refuses what is too large or not plain.

Positions are (row, column), counted from 0, of the sheet as Excel shows it.
"""

import csv
import io
import math
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias
from xml.parsers import expat

from calc.language import N_, TranslatedError

__all__ = ["Book", "Cell", "RegisterError", "Sheet", "cell_text", "number_text", "open_book"]

MOST_ROWS = 1_048_576
MOST_COLUMNS = 256
MOST_CELLS = 50_000_000
MOST_FILE_BYTES = 256 << 20
MOST_PART_BYTES = 1 << 30
MOST_TEXT_BYTES = 256 << 20
CHUNK = 1 << 20
LONGEST_ROW = 32 << 20

ERROR_VALUES = frozenset(
    {
        "#NULL!",
        "#DIV/0!",
        "#VALUE!",
        "#REF!",
        "#NAME?",
        "#NUM!",
        "#N/A",
        "#GETTING_DATA",
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
        "#BLOCKED!",
        "#UNKNOWN!",
    }
)

SAVE_AGAIN = N_(
    "{file}: the workbook holds parts this program cannot read safely ({detail}). "
    "Open it in Excel or WPS, save it as a new .xlsx and read that one."
)
DAMAGED = N_(
    "{file}: the workbook is damaged or cut off ({detail}). Copy it again or restore it from a backup."
)
NO_WORKBOOK = N_(
    "{file}: this is not an Excel workbook (.xlsx). Open it in Excel or WPS and save it as .xlsx."
)
NOT_READABLE = N_(
    "{file}: cannot be read ({detail}). Close it in other programs and check your rights to it."
)
PASSWORD = N_(
    "{file}: the workbook is protected with a password. Open it, remove the password and save it again."
)
FAR_CELL = N_(
    "{file}: a sheet reaches to row {row}, column {column}; at most {rows} rows, {columns} columns "
    "and {cells} cells are read. Delete what stands far outside the table."
)
TOO_LARGE = N_(
    "{file}: too large to read ({detail}). Delete unneeded rows, columns and sheets, then save it again."
)


class RegisterError(TranslatedError):
    """A register cannot be read at all; "file" is always among the parameters."""


Cell: TypeAlias = "str | float | bool | date | time | timedelta"
"""One raw cell: "" (absent), text, a stored number, a boolean, a date (with a time of day: datetime)."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of one sheet, by column.

    Attributes:
        name: the sheet's name as the file has it.
        height: number of rows.
        columns: per column its cells from the first row on, each `height` long.
        broken: the cells without a readable value, by (row, column), with what stands there: an error value
            ("#DIV/0!"), a formula whose value is not stored ("=A1+B1"). Those are "" in `columns`.
        merged: (first row, first column, last row, last column) of merged cells; the first has the value.

    """

    name: str
    height: int
    columns: Sequence[Sequence[Cell]]
    broken: Mapping[tuple[int, int], str]
    merged: Sequence[tuple[int, int, int, int]]


@dataclass(frozen=True, slots=True)
class Book:
    """An opened register.

    Attributes:
        names: its sheets' names in order; what is no worksheet (a chart) is left out.
        sheet: reads one sheet by name; raises `RegisterError`.
        epoch: the date with serial number 0 in this file.

    """

    names: tuple[str, ...]
    sheet: Callable[[str], Sheet]
    epoch: date = date(1899, 12, 30)


def open_book(path: Path) -> Book:
    """Open the workbook or folder of .csv files at `path`.

    Raises:
        RegisterError: the file is missing, no workbook, encrypted, an old .xls, damaged or too large.

    """
    try:
        if path.is_dir():
            return _open_folder(path)
        if path.stat().st_size > MOST_FILE_BYTES:
            raise RegisterError(TOO_LARGE, file=path.name, detail=f"> {MOST_FILE_BYTES >> 20} MB")
        content = path.read_bytes()
    except FileNotFoundError:
        raise RegisterError(N_("{file}: there is no such file or folder."), file=str(path)) from None
    except OSError as problem:
        raise RegisterError(
            NOT_READABLE,
            file=str(path),
            detail=problem.strerror or str(problem),
        ) from None
    _refuse_other_kinds(path.name, content)
    return _open_workbook(path.name, content)


# ---- what kind of file ----


def _refuse_other_kinds(name: str, content: bytes) -> None:
    """Refuse by its name what is not an .xlsx workbook."""
    if not content:
        raise RegisterError(N_("{file}: the file is empty."), file=name)
    if name.startswith("~$"):
        raise RegisterError(
            N_("{file}: Excel keeps this small file beside an open workbook. Choose the one without ~$."),
            file=name,
        )
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise _encrypted(name)
        raise RegisterError(
            N_("{file}: this is an old Excel file (.xls or .et). Open it and save it as .xlsx."), file=name
        )
    if not content.startswith(b"PK"):
        if name.lower().endswith((".csv", ".txt")):
            raise RegisterError(
                N_("{file}: a single .csv file is not a register. Choose the folder with one .csv a sheet."),
                file=name,
            )
        raise RegisterError(NO_WORKBOOK, file=name)


def _encrypted(name: str) -> RegisterError:
    return RegisterError(PASSWORD, file=name)


# ---- the parts of a workbook ----


@dataclass(frozen=True, slots=True)
class _Package:
    """The parts of a workbook's zip file, unpacked under a bound."""

    name: str
    content: bytes
    parts: dict[str, zipfile.ZipInfo]

    def chunks(self, part: str, most: int = MOST_PART_BYTES) -> Iterator[bytes]:
        """Unpack `part` piece by piece; what it really unpacks to is counted, not what it declares."""
        info = self.parts[part.lower()]
        if info.file_size > most:
            raise RegisterError(TOO_LARGE, file=self.name, detail=f"{part} > {most >> 20} MB")
        start = info.header_offset
        head = self.content[start : start + 30] if start >= 0 else b""
        if len(head) < 30 or not head.startswith(b"PK\x03\x04"):
            raise self.damaged(part)
        name_length, extra_length = struct.unpack_from("<HH", head, 26)
        start += 30 + name_length + extra_length
        packed = memoryview(self.content)[start : start + info.compress_size]
        size = 0
        for piece in self._inflated(packed, info.compress_type, part):
            size += len(piece)
            if size > info.file_size:
                raise self.damaged(part)
            yield piece
        if size != info.file_size:
            raise self.damaged(part)

    def _inflated(self, packed: memoryview, method: int, part: str) -> Iterator[bytes]:
        if method == zipfile.ZIP_STORED:
            for at in range(0, len(packed), CHUNK):
                yield bytes(packed[at : at + CHUNK])
            return
        if method != zipfile.ZIP_DEFLATED:
            raise self.damaged(part)
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        rest: bytes | memoryview = packed
        try:
            while not inflate.eof:
                piece = inflate.decompress(rest, CHUNK)
                rest = inflate.unconsumed_tail
                if not piece and not rest:
                    break
                yield piece
        except zlib.error:
            raise self.damaged(part) from None
        if not inflate.eof:
            raise self.damaged(part)

    def has(self, part: str) -> bool:
        return part.lower() in self.parts

    def damaged(self, detail: str) -> RegisterError:
        return RegisterError(DAMAGED, file=self.name, detail=detail)

    def not_plain(self, detail: str) -> RegisterError:
        return RegisterError(SAVE_AGAIN, file=self.name, detail=detail)

    def parse(self, part: str, start: Callable[[str, dict[str, str]], None]) -> None:
        """Feed the start tags of a small part to `start` (local name, attributes by local name)."""
        parser = _safe_parser(self, part)

        def opened(tag: str, attributes: dict[str, str]) -> None:
            start(_local(tag), {_local(key): value for key, value in attributes.items()})

        parser.StartElementHandler = opened
        _feed(self, parser, self.chunks(part, MOST_FILE_BYTES), part)


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _safe_parser(package: _Package, part: str) -> Any:  # pyexpat's parser type has no public name
    """Return a parser that refuses document types, entities, comments and CDATA."""
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise package.not_plain(part)

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.CommentHandler = refuse
    parser.StartCdataSectionHandler = refuse
    parser.buffer_text = True
    return parser


def _feed(package: _Package, parser: Any, chunks: Iterator[bytes], part: str) -> None:
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise package.damaged(part) from None


def _package(name: str, content: bytes) -> _Package:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, struct.error):
        raise RegisterError(DAMAGED, file=name, detail="zip") from None
    parts = {info.filename.lower(): info for info in infos}
    if any(info.flag_bits & 1 for info in infos):
        raise _encrypted(name)
    package = _Package(name, content, parts)
    if len(parts) != len(infos):
        # Two parts of one name: another reader could take the one that was not checked.
        raise package.damaged("zip")
    if "xl/workbook.bin" in parts:
        raise RegisterError(
            N_("{file}: this is a binary Excel workbook (.xlsb). Open it and save it as .xlsx."), file=name
        )
    if not package.has("xl/workbook.xml"):
        raise RegisterError(NO_WORKBOOK, file=name)
    return package


# ---- opening a workbook ----


def _open_workbook(name: str, content: bytes) -> Book:
    import python_calamine  # noqa: PLC0415  (only who reads a workbook pays for it)

    package = _package(name, content)
    parts, year_1904 = _worksheets(package)
    suspect = False
    for part in ("xl/sharedstrings.xml", "xl/styles.xml", "_rels/.rels", "[content_types].xml"):
        if package.has(part):
            suspect |= _check_plain(package, part)
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = tuple(
            meta.name
            for meta in workbook.sheets_metadata
            if meta.typ == python_calamine.SheetTypeEnum.WorkSheet and meta.name in parts
        )
    except python_calamine.PasswordError:
        raise _encrypted(name) from None
    except python_calamine.CalamineError as problem:
        raise package.damaged(str(problem)) from None

    def sheet(wanted: str) -> Sheet:
        survey = _survey(package, parts[wanted])
        survey.suspect |= suspect
        try:
            rows = workbook.get_sheet_by_name(wanted).to_python(skip_empty_area=False)
        except python_calamine.CalamineError as problem:
            raise package.damaged(f"{wanted}: {problem}") from None
        return _sheet(wanted, rows, survey)

    return Book(names, sheet, date(1904, 1, 1) if year_1904 else date(1899, 12, 30))


def _worksheets(package: _Package) -> tuple[dict[str, str], bool]:
    """Return the part of each sheet by its name, and whether serials count from 1904."""
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}
    year_1904 = False

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            if attributes.get("Id") in targets:
                raise package.damaged("xl/_rels/workbook.xml.rels")
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def element(tag: str, attributes: dict[str, str]) -> None:
        nonlocal year_1904
        if tag == "workbookPr":
            year_1904 = attributes.get("date1904") in {"1", "true"}
        elif tag == "sheet":
            title, target = attributes.get("name", ""), targets.get(attributes.get("id", ""))
            if target is None or title in sheets:
                raise package.damaged("xl/workbook.xml")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            sheets[title] = part

    if not package.has("xl/_rels/workbook.xml.rels"):
        raise package.damaged("xl/_rels/workbook.xml.rels")
    package.parse("xl/_rels/workbook.xml.rels", relation)
    package.parse("xl/workbook.xml", element)
    return {title: part for title, part in sheets.items() if package.has(part)}, year_1904


def _check_plain(package: _Package, part: str) -> bool:
    """Unpack `part` within its bound and refuse declarations, comments and CDATA in it.

    Returns whether a text in it may be an error value.
    """
    tail = b""
    suspect = False
    for chunk in package.chunks(part, MOST_TEXT_BYTES):
        if b"<!" in tail + chunk[:1] or b"<!" in chunk:
            raise package.not_plain(part)
        suspect = suspect or _ERROR_TEXT in tail + chunk[:1] or _ERROR_TEXT in chunk
        tail = chunk[-1:]
    return suspect


# ---- the pass over a sheet's XML ----


@dataclass(slots=True)
class _Survey:
    """What the pass over a sheet found.

    Attributes:
        broken: (row, column) of the cells without a readable value, with what stands there.
        merged: (first row, first column, last row, last column) of merged cells.
        suspect: whether a text may be an error value written as text.

    """

    suspect: bool = False
    broken: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def merge(self, reference: str) -> None:
        """Take the reference of merged cells, "A1:C2"; one that is none is of no interest."""
        first, _, last = reference.partition(":")
        try:
            self.merged.append((*_position(first), *_position(last)))
        except ValueError:
            return


class _UnusualError(Exception):
    """The quick pass met something only the exact pass judges."""


_ERROR_TEXT = b">#"
_REFERENCE = re.compile(r"([A-Za-z]{1,4})([0-9]{1,8})\Z")

# A cell or row whose reference is not plainly written first, or lies beyond column IV or row 149,999: within
# those a sheet has fewer than 50 million cells. (<cols, <col and <rowBreaks are no cells or rows.)
_UNUSUAL_CELL = re.compile(rb'<c(?! r="(?:[A-H]?[A-Z]|I[A-V])(?:[0-9]{1,5}|1[0-4][0-9]{4})"|[a-z])')
_UNUSUAL_ROW = re.compile(rb'<row(?! r="(?:[0-9]{1,5}|1[0-4][0-9]{4})"|[A-Z])')
_PREFIXED = re.compile(rb":(?:c|row)[\s/>]")
_ODD_QUOTING = (b"='", b'= "', b' ="')
_ERROR_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"(?=[^>]*\st="e")[^>]*?(?:/>|>(.*?)</c>)', re.DOTALL)
_FORMULA_CELL = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"([^>]*)><f[^>]*?(?:/>|>([^<]*)</f>)(<v/>|<v></v>|<v />)?</c>'
)
_MERGED = re.compile(rb'<mergeCell ref="([A-Z0-9:]+)"')
_VALUE = re.compile(rb"<v[^>]*>([^<]*)</v>")
_FORMULA_END = re.compile(rb"(?:</f>|<f[^>]*/>)(?!<v>[^<])")


def _survey(package: _Package, part: str) -> _Survey:
    """Find a sheet's broken cells; refuse what is too large or not plain.

    The quick pass looks at bytes and handles what Excel, WPS and LibreOffice write. Whatever is unusual goes
    to the exact pass, a real XML parser, some ten times slower.
    """
    try:
        return _quick_survey(package, part)
    except _UnusualError:
        return _exact_survey(package, part)


def _quick_survey(package: _Package, part: str) -> _Survey:
    survey = _Survey()
    held = b""
    head = True
    for chunk in package.chunks(part):
        held += chunk
        if head:
            _check_head(package, part, held)
            head = False
        cut = held.rfind(b"<row")
        if cut <= 0:
            if len(held) > LONGEST_ROW:
                raise _UnusualError
            continue
        _survey_rows(package, part, held[:cut], survey)
        held = held[cut:]
    _survey_rows(package, part, held, survey)
    return survey


def _check_head(package: _Package, part: str, head: bytes) -> None:
    """Only UTF-8 is read: that is what every spreadsheet program writes."""
    encoding = re.match(rb"""(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)""", head)
    if head.startswith((b"\xfe\xff", b"\xff\xfe")) or (
        encoding and encoding[1].lower() not in {b"utf-8", b"utf8", b"us-ascii", b"ascii"}
    ):
        raise package.not_plain(part)


def _survey_rows(package: _Package, part: str, rows: bytes, survey: _Survey) -> None:
    """Look through whole rows of XML as bytes."""
    if b"<!" in rows:
        raise package.not_plain(part)
    if (
        any(quoting in rows for quoting in _ODD_QUOTING)
        or rows.count(b"<?") > 1
        or _PREFIXED.search(rows)
        or _UNUSUAL_CELL.search(rows)
        or _UNUSUAL_ROW.search(rows)
    ):
        raise _UnusualError
    survey.suspect = survey.suspect or _ERROR_TEXT in rows
    if b"<mergeCell " in rows:
        for found in _MERGED.finditer(rows):
            survey.merge(found[1].decode())
    if b't="e"' in rows:
        _take_errors(rows, survey)
    if b"<f" in rows and _FORMULA_END.search(rows):
        _take_formulas(rows, survey)


def _take_errors(rows: bytes, survey: _Survey) -> None:
    for found in _ERROR_CELL.finditer(rows):
        value = _VALUE.search(found[2] or b"")
        text = value[1].decode("utf-8", "replace") if value else ""
        survey.broken[_position(found[1].decode())] = text or "#VALUE!"


def _take_formulas(rows: bytes, survey: _Survey) -> None:
    """Take the formulas whose value is not stored."""
    empty = 0
    for found in _FORMULA_CELL.finditer(rows):
        empty += 1
        if b't="e"' in found[2] or (found[4] and b't="str"' in found[2]):
            continue  # an error value, taken already; a formula that gives an empty text
        survey.broken[_position(found[1].decode())] = _formula_text(found[3] or b"")
    if len(_FORMULA_END.findall(rows)) != empty:
        raise _UnusualError


def _formula_text(formula: bytes) -> str:
    """Return what Excel's formula bar shows; a formula shared from another cell has no text of its own."""
    text = formula.decode("utf-8", "replace")
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return f"={text}"


def _position(reference: str) -> tuple[int, int]:
    """Return (row, column) from 0 of a reference such as "B5"; raises ValueError for anything else."""
    found = _REFERENCE.match(reference)
    if not found:
        raise ValueError(reference)
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


@dataclass(slots=True)
class _ExactCell:
    """The cell the exact pass is inside of."""

    position: tuple[int, int]
    kind: str
    inside: str = ""
    value: str = ""
    has_value: bool = False
    formula: str = ""
    has_formula: bool = False


class _ExactPass:
    """Follows a sheet's XML as calamine does, and counts only cells that hold something."""

    def __init__(self, package: _Package, part: str) -> None:
        self.package = package
        self.part = part
        self.survey = _Survey(suspect=True)
        self.row = -1
        self.column = -1
        self.last = (0, 0)
        self.cell: _ExactCell | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take a start tag."""
        name = _local(tag)
        reference = attributes.get("r")
        if name == "row":
            self.row = self._number(reference) - 1 if reference else self.row + 1
            self.column = -1
        elif name == "c":
            position = self._place(reference) if reference else (max(self.row, 0), self.column + 1)
            self.column = position[1]
            self.cell = _ExactCell(position, attributes.get("t", "n"))
        elif name == "mergeCell":
            self.survey.merge(attributes.get("ref", ""))
        elif self.cell is not None and name in {"v", "f", "t"}:
            self.cell.inside = name
            if name == "f":
                self.cell.has_formula = True

    def text(self, data: str) -> None:
        """Take text between tags."""
        cell = self.cell
        if cell is None or not cell.inside:
            return
        if cell.inside == "f":
            cell.formula += data
        elif cell.inside == "v" or cell.kind != "e":
            cell.value += data

    def end(self, tag: str) -> None:
        """Take an end tag; a cell's end is where it is judged."""
        name, cell = _local(tag), self.cell
        if cell is None:
            return
        if name == "v":
            cell.has_value = True
        if name != "c":
            cell.inside = ""
            return
        self.cell = None
        if cell.kind == "e":
            self.survey.broken[cell.position] = cell.value or "#VALUE!"
        elif cell.value:
            pass
        elif cell.has_formula and not (cell.kind == "str" and cell.has_value):
            self.survey.broken[cell.position] = f"={cell.formula}"
        else:
            return
        self._bound(cell.position)

    def _bound(self, position: tuple[int, int]) -> None:
        rows = max(self.last[0], position[0] + 1)
        columns = max(self.last[1], position[1] + 1)
        self.last = (rows, columns)
        if rows > MOST_ROWS or columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
            raise RegisterError(
                FAR_CELL,
                file=self.package.name,
                row=rows,
                column=columns,
                rows=MOST_ROWS,
                columns=MOST_COLUMNS,
                cells=MOST_CELLS,
            )

    def _place(self, reference: str) -> tuple[int, int]:
        try:
            return _position(reference)
        except ValueError:
            raise self.package.damaged(self.part) from None

    def _number(self, text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 9):
            raise self.package.damaged(self.part)
        return int(text)


def _exact_survey(package: _Package, part: str) -> _Survey:
    exact = _ExactPass(package, part)
    parser = _safe_parser(package, part)
    parser.StartElementHandler = exact.start
    parser.EndElementHandler = exact.end
    parser.CharacterDataHandler = exact.text
    _feed(package, parser, package.chunks(part), part)
    return exact.survey


# ---- from calamine's values to cells ----


def number_text(value: float) -> str:
    """Return the 15 significant digits of a stored number as plain decimal text: 0.1 + 0.2 gives "0.3"."""
    if not math.isfinite(value):
        return "#NUM!"
    text = f"{value:.15g}"
    if "e" in text:
        text = format(Decimal(text), "f")
    return "0" if text == "-0" else text


def cell_text(cell: Cell) -> str:
    """Return a cell as text: a number by its 15 significant digits, a date as ISO, TRUE or FALSE."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float | int):
        return number_text(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, time):
        return cell.isoformat("seconds")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _sheet(name: str, rows: list[list[Cell]], survey: _Survey) -> Sheet:
    broken = dict(survey.broken)
    height = max([len(rows), *(row + 1 for row, _ in broken)])
    width = max([len(rows[0]) if rows else 0, *(column + 1 for _, column in broken)])
    columns: list[Sequence[Cell]] = []
    for index, values in enumerate(zip(*rows, strict=True)):
        read = _without_errors(values, index, broken) if survey.suspect else values
        columns.append(read if len(read) == height else [*read, *[""] * (height - len(read))])
    columns += [[""] * height] * (width - len(columns))
    return Sheet(name, height, columns, broken, survey.merged)


def _without_errors(
    values: Sequence[Cell], column: int, broken: dict[tuple[int, int], str]
) -> Sequence[Cell]:
    """Return `values` without error values written as text: those are as broken as real ones."""
    whole = list(values)
    for row, value in enumerate(values):
        if isinstance(value, str) and value in ERROR_VALUES:
            broken[row, column] = value
            whole[row] = ""
    return whole


# ---- folders of .csv files ----


def _open_folder(folder: Path) -> Book:
    files = {
        path.stem: path
        for path in sorted(folder.iterdir())
        if path.suffix.lower() == ".csv" and path.is_file() and not path.name.startswith((".", "~$"))
    }
    if not files:
        raise RegisterError(N_("{file}: the folder holds no .csv file."), file=str(folder))

    def sheet(name: str) -> Sheet:
        return _csv_sheet(name, files[name])

    return Book(tuple(files), sheet)


def _csv_sheet(name: str, path: Path) -> Sheet:
    try:
        if path.stat().st_size > MOST_FILE_BYTES:
            raise RegisterError(TOO_LARGE, file=path.name, detail=f"> {MOST_FILE_BYTES >> 20} MB")
        text = _decoded(path.name, path.read_bytes())
    except OSError as problem:
        raise RegisterError(
            NOT_READABLE,
            file=str(path),
            detail=problem.strerror or str(problem),
        ) from None
    rows: list[list[Cell]] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    width = 0
    try:
        for row in reader:
            rows.append([*row])
            width = max(width, len(row))
            if len(rows) > MOST_ROWS or width > MOST_COLUMNS or len(rows) * width > MOST_CELLS:
                raise RegisterError(TOO_LARGE, file=path.name, detail=f"{len(rows)} × {width}")
    except csv.Error as problem:
        raise RegisterError(
            N_("{file}: line {line} is not readable as CSV ({detail}). Check the quotation marks there."),
            file=path.name,
            line=reader.line_num,
            detail=str(problem),
        ) from None
    filled = [row if len(row) == width else row + [""] * (width - len(row)) for row in rows]
    return _sheet(name, filled, _Survey(suspect="#" in text))


def _decoded(name: str, content: bytes) -> str:
    """Decode UTF-8 with or without a byte-order mark, else GB18030."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RegisterError(N_("{file}: neither UTF-8 nor GB18030 text. Save it again as CSV UTF-8."), file=name)
