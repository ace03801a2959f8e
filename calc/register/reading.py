"""A register into a scenario: headers in any order, numbers as officers write them, every problem named.

Whatever the sheets hold, a scenario comes out: what cannot be read keeps its text (`unread`), wrong IDs stay
as they are. `calc.checks` judges what was recorded; here only what the recorded rows no longer show is
reported: sheets, columns and rows that were not read. Which columns there are, and what may stand in them,
is declared in `calc.tables` alone.
"""

import datetime as dt
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, compress
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from calc import units
from calc.checks import recording_errors
from calc.findings import Finding, Place, Severity
from calc.language import N_
from calc.policy import shipped_policies
from calc.register.cells import (
    ERROR_VALUES,
    Book,
    Cell,
    RegisterError,
    Sheet,
    cell_text,
    open_book,
)
from calc.scenario import NumberColumn, Scenario, Table, TextColumn, table_from_columns
from calc.tables import TABLES, Column, Kind, TableSpec, Unread, parse_cell

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["PROJECT_CONTENT", "PROJECT_NAME", "Reading", "read_register"]

PROJECT_NAME = "名称"
PROJECT_CONTENT = "内容"
"""The two columns of the sheet of a table with a single row."""

HEADER_WITHIN = 60
"""How far down the header is looked for; above it stand titles."""
_TOTALS = ("合计", "小计", "总计")
_EARLIEST_SERIAL = dt.date(1950, 1, 1)
_LATEST_SERIAL = dt.date(2199, 12, 31)
YES_NO = ("是", "否")
_LOST_DIGITS = re.compile(r"\d(\.\d+)?E\+\d+", re.IGNORECASE)
UNTRUSTED = "#VALUE!"
"""What an unread text of a text column starts with, so that it is recognised when it is read again."""

# Codes of `calc.checks` that keep a register from being recorded (docs: the import command).
_UNRECORDABLE = frozenset(
    {"unreadable", "id-unknown", "id-doubled", "sheet-missing", "id-column-missing", "column-doubled"}
)


@dataclass(frozen=True, eq=False)
class Reading:
    """What a register gave.

    Attributes:
        scenario: everything recorded, mistakes included.
        findings: what was not read: sheets, columns, rows; in the order of the sheets.
        rows: per table the sheet row (from 1) of each of its rows, shape (rows,).
        project_rows: the sheet row of each field of the project.

    """

    scenario: Scenario
    findings: tuple[Finding, ...]
    rows: Mapping[str, "NDArray[np.int64]"]
    project_rows: Mapping[str, int]

    def row_of(self, table: str, key: int, column: str = "") -> int:
        """Return the sheet row of a row read; of the project, where each field has its own, a field's."""
        if TABLES[table].single:
            return self.project_rows.get(column, 1)
        return int(self.rows[table][key - int(self.scenario[table].keys[0])])

    def unrecordable(self) -> list[Finding]:
        """Return what keeps this register from being recorded, all at once; empty where nothing does.

        Unreadable cells, missing, unknown or doubled IDs, sheets or columns without which IDs are missing.
        """
        return [
            finding
            for finding in chain(self.findings, recording_errors(self.scenario))
            if finding.code in _UNRECORDABLE or (finding.code == "missing" and _names_an_id(finding.place))
        ]


def _names_an_id(place: Place) -> bool:
    spec = TABLES[place.table]
    return place.column == spec.id_column or bool(spec.by_name[place.column].refers_to)


def read_register(path: Path, policy_id: str = "", progress: Callable[[str], None] | None = None) -> Reading:
    """Read the register at `path`: a workbook or a folder of .csv files.

    Args:
        path: the file or folder.
        policy_id: the policy to record instead of the one the register names.
        progress: called with each sheet's name before it is read; what it raises ends the reading.

    Raises:
        RegisterError: no register at all, or one that cannot be read.

    """
    book = open_book(path)
    sheets, findings = _match_sheets(book, path.name)
    tables: dict[str, Table] = {}
    rows: dict[str, NDArray[np.int64]] = {}
    project_rows: dict[str, int] = {}
    empty = Scenario.empty()
    next_key = empty.next_key
    for name, spec in TABLES.items():
        if name not in sheets:
            rows[name] = np.zeros(len(empty[name]), np.int64)
            continue
        if progress:
            progress(spec.sheet)
        reader = _SheetReader(spec, book.sheet(sheets[name]), book.epoch)
        if spec.single:
            tables[name], project_rows = reader.single(empty[name])
            rows[name] = np.ones(1, np.int64)
        else:
            tables[name], rows[name] = reader.table(next_key)
            next_key += len(rows[name])
        findings += reader.findings
    scenario = _with_policy(empty.with_tables(**tables), policy_id)
    return Reading(scenario, tuple(findings), MappingProxyType(rows), MappingProxyType(project_rows))


def _with_policy(scenario: Scenario, policy_id: str) -> Scenario:
    """Return the scenario with the full text of the policy it names; of an unknown policy there is none."""
    project = scenario["project"]
    if policy_id:
        texts = np.array([policy_id], object)
        columns = {**project.columns, "policy": TextColumn(texts)}
        unread = {place: text for place, text in project.unread.items() if place[1] != "policy"}
        project = table_from_columns(project.spec, project.keys, columns, unread)
    named = str(project.text("policy").cell(0)) or project.spec.by_name["policy"].default
    path = shipped_policies().get(named)
    text = path.read_bytes().decode("utf-8") if path else ""
    return Scenario(MappingProxyType({**scenario.tables, "project": project}), text, scenario.next_key)


# ---- sheets ----


def _match_sheets(book: Book, file: str) -> tuple[dict[str, str], list[Finding]]:
    """Return the file's sheet for each table that has one, and what is missing or left over."""
    by_key: dict[str, str] = {}
    for name in book.names:
        by_key.setdefault(header_key(name), name)
    found = {
        name: by_key[header_key(spec.sheet)]
        for name, spec in TABLES.items()
        if header_key(spec.sheet) in by_key
    }
    if not found:
        raise RegisterError(
            N_("{file}: no sheet of a register stands in it ({sheets}). Start from the template."),
            file=file,
            sheets="、".join(spec.sheet for spec in TABLES.values()),
        )
    findings = [
        _finding(
            Severity.ERROR,
            "sheet-missing",
            Place(name),
            N_("The sheet {sheet} is missing; add it, with its headers even where it stays empty"),
            sheet=spec,
        )
        for name, spec in TABLES.items()
        if name not in found and not spec.optional
    ]
    others = [name for name in book.names if name not in found.values()]
    if others:
        message = N_("Sheets that are not part of a register were not read: {sheets}")
        findings.append(_finding(Severity.NOTE, "sheet-unknown", Place(), message, sheets="、".join(others)))
    return found, findings


def _finding(severity: Severity, code: str, place: Place, message: str, /, **parameters: object) -> Finding:
    return Finding(severity, code, place, message, MappingProxyType(parameters))


# ---- headers ----

_BRACKETS = str.maketrans("[]{}【】〔〕「」〖〗", "()()()()()()")
_UNIT = re.compile(r"(.+?)\(([^()]*)\)")


def header_key(text: str) -> str:
    """Return a header or sheet name as it is compared: widths folded, no spaces, stars or colons."""
    folded = unicodedata.normalize("NFKC", text).translate(_BRACKETS)
    return "".join(folded.split()).strip("★☆*※:")


@cache
def _headers(spec: TableSpec) -> dict[str, Column]:
    """Return every way to write the headers of a table, as keys; what fits two columns is none.

    A unit may be left out ("年产值") or added ("家庭人口(人)"), never replaced: 单价(万元) is no 单价(元).
    """
    exact: dict[str, Column] = {}
    looser: defaultdict[str, set[str]] = defaultdict(set)
    for column in spec.columns:
        for name in (column.header, *column.aliases):
            key = header_key(name)
            exact[key] = column
            found = _UNIT.fullmatch(key)
            base = found[1] if found else key
            looser[base].add(column.name)
            for unit in (column.unit, *column.suffixes):
                if unit:
                    looser[f"{base}({header_key(unit)})"].add(column.name)
    return {
        **{key: spec.by_name[next(iter(names))] for key, names in looser.items() if len(names) == 1},
        **exact,
    }


@dataclass(frozen=True, slots=True)
class _Header:
    """Where a sheet's columns stand.

    Attributes:
        row: the last row of the header.
        columns: position of each declared column by its name.
        unknown: headers that are none of the declared.
        doubled: declared columns that stand twice.

    """

    row: int
    columns: Mapping[str, int]
    unknown: tuple[str, ...]
    doubled: tuple[Column, ...]


def _find_header(spec: TableSpec, sheet: Sheet) -> _Header | None:
    """Find the row that names the most columns; of a header of two rows, with merged cells, the second."""
    grid = _top_rows(sheet)
    headers = _headers(spec)
    best: tuple[int, list[tuple[str, Column | None]]] | None = None
    most = 0
    for row, texts in enumerate(grid):
        above = grid[row - 1] if row else [""] * len(texts)
        found = [_recognised(headers, text, upper) for text, upper in zip(texts, above, strict=True)]
        count = len({column.name for _, column in found if column})
        follows = best is not None and row == best[0] + 1
        if count > most or (follows and count and count == most):
            best, most = (row, found), count
    if best is None:
        return None
    columns: dict[str, int] = {}
    unknown: list[str] = []
    doubled: list[Column] = []
    for position, (text, column) in enumerate(best[1]):
        if column is None:
            unknown += [text] if text else []
        elif column.name in columns:
            doubled.append(column)
        else:
            columns[column.name] = position
    return _Header(best[0], columns, tuple(dict.fromkeys(unknown)), tuple(doubled))


def _recognised(headers: Mapping[str, Column], text: str, above: str) -> tuple[str, Column | None]:
    """Return a header's text and its column; "面积" merged above "平方米" counts as 面积(平方米)."""
    key = header_key(text)
    column = headers.get(key) if key else None
    if column is None and above and above != text:
        upper = header_key(above)
        column = headers.get(f"{upper}({key})") or headers.get(upper + key) if key else headers.get(upper)
        if column is not None:
            return above + text, column
    return text.strip(), column


def _top_rows(sheet: Sheet) -> list[list[str]]:
    """Return the texts of the first rows, merged cells filled throughout."""
    height = min(sheet.height, HEADER_WITHIN)
    grid = [[cell_text(column[row]).strip() for column in sheet.columns] for row in range(height)]
    for top, left, bottom, right in sheet.merged:
        if top >= height or left >= len(sheet.columns):
            continue
        for row in range(top, min(bottom + 1, height)):
            for column in range(left, min(right + 1, len(sheet.columns))):
                grid[row][column] = grid[top][left]
    return grid


# ---- rows ----


class _SheetReader:
    """Reads one sheet as one table; collects what it could not read.

    Attributes:
        findings: what was not read.

    """

    def __init__(self, spec: TableSpec, sheet: Sheet, epoch: dt.date) -> None:
        self.spec = spec
        self.sheet = sheet
        self.epoch = epoch
        self.findings: list[Finding] = []

    def report(self, severity: Severity, code: str, at: str, message: str, /, **parameters: object) -> None:
        """Collect a finding about the sheet, or about its column `at`."""
        place = Place(self.spec.name, None, at)
        self.findings.append(_finding(severity, code, place, message, sheet=self.spec, **parameters))

    def table(self, first_key: int) -> "tuple[Table, NDArray[np.int64]]":
        """Return the sheet as a table with row keys from `first_key` on, and the sheet row of each row."""
        header = _find_header(self.spec, self.sheet)
        if header is None or self.spec.anchor not in header.columns:
            self.report(
                Severity.ERROR,
                "id-column-missing",
                self.spec.anchor,
                N_("The sheet {sheet} has no column {column}; without it no row is read"),
                column=self.spec.by_name[self.spec.anchor],
            )
            return table_from_columns(self.spec, np.zeros(0, np.int64), {}), np.zeros(0, np.int64)
        self._report_columns(header)
        merged = self._merged_values(header)
        data = self._data_rows(header, merged)
        rows = np.flatnonzero(data)
        keys = np.arange(first_key, first_key + len(rows), dtype=np.int64)
        key_of = dict(zip(rows.tolist(), keys.tolist(), strict=True)) if self.sheet.broken else {}
        columns: dict[str, TextColumn | NumberColumn] = {}
        unread: dict[tuple[int, str], str] = {}
        for name, position in header.columns.items():
            column = self.spec.by_name[name]
            values = list(compress(merged.get(position) or self.sheet.columns[position], data.tolist()))
            columns[name], failed = read_column(column, values, self.epoch)
            unread.update({(int(keys[row]), name): text for row, text in failed.items()})
            if column.kind is Kind.SHARE:
                self._report_small_shares(column, columns[name], keys, rows)
        names = {position: name for name, position in header.columns.items()}
        for (row, position), text in self.sheet.broken.items():
            if row in key_of and position in names:
                column = self.spec.by_name[names[position]]
                unread[key_of[row], column.name] = _untrusted(text) if column.kind.is_text else text
        return table_from_columns(self.spec, keys, columns, dict(sorted(unread.items()))), rows + 1

    def _report_columns(self, header: _Header) -> None:
        if header.unknown:
            self.report(
                Severity.NOTE,
                "column-unknown",
                "",
                N_("{sheet}: columns that are not part of a register were not read: {columns}"),
                columns="、".join(header.unknown),
            )
        for column in header.doubled:
            self._report_doubled(column)
        for column in self.spec.columns:
            if column.needed and column.name not in header.columns:
                self.report(
                    Severity.ERROR,
                    "id-column-missing" if column.refers_to else "column-missing",
                    column.name,
                    N_("{sheet}: the needed column {column} is missing; add it"),
                    column=column,
                )

    def _merged_values(self, header: _Header) -> dict[int, list[Cell]]:
        """Return the columns in which merged cells count for all their rows: a 村编号 over its three years.

        Not the row's own ID, which would stand twice, and no figure, which would count twice.
        """
        names = {position: name for name, position in header.columns.items()}
        filled: dict[int, list[Cell]] = {}
        for top, left, bottom, _ in self.sheet.merged:
            if top <= header.row or bottom == top or left not in names:
                continue
            column = self.spec.by_name[names[left]]
            value = self.sheet.columns[left][top]
            if column.is_number:
                message = N_(
                    "{sheet}, rows {first} to {last}: {column} is merged; it counts for the first only"
                )
                self.report(
                    Severity.WARNING,
                    "merged-figure",
                    column.name,
                    message,
                    first=top + 1,
                    last=bottom + 1,
                    column=column,
                )
            elif column.name != self.spec.id_column:
                values = filled.setdefault(left, list(self.sheet.columns[left]))
                end = min(bottom + 1, len(values))
                values[top:end] = [value] * (end - top)
        return filled

    def _data_rows(self, header: _Header, merged: Mapping[int, Sequence[Cell]]) -> "NDArray[np.bool_]":
        """Return which rows are data: those whose needed ID is neither blank nor a total."""
        position = header.columns[self.spec.anchor]
        anchors = merged.get(position) or self.sheet.columns[position]
        texts = [cell.strip() if isinstance(cell, str) else cell_text(cell) for cell in anchors]
        data = np.fromiter(map(bool, texts), np.bool_, len(texts))
        data[[row for row, column in self.sheet.broken if column == position]] = True
        heading = texts[header.row]
        # A header repeated at a page break, and rows of totals, are no data.
        no_data = {text for text in texts if text == heading or ("计" in text and _is_total(text))} - {""}
        if no_data:
            data[[row for row, text in enumerate(texts) if text in no_data]] = False
        data[: header.row + 1] = False
        self._report_without_id(header, data, texts)
        return data

    def _report_without_id(self, header: _Header, data: "NDArray[np.bool_]", anchors: list[str]) -> None:
        """Report rows with content whose ID is blank, unless they are totals."""
        candidates = [row for row in np.flatnonzero(~data).tolist() if row > header.row and not anchors[row]]
        if not candidates:
            return
        needed = [
            header.columns[column.name]
            for column in self.spec.columns
            if column.needed and column.name in header.columns
        ]
        known = list(header.columns.values())
        for row in candidates:
            if not any(self.sheet.columns[position][row] != "" for position in known):
                continue
            cells = [cell_text(column[row]).strip() for column in self.sheet.columns]
            if not any(cells[position] for position in known) or any(_is_total(cell) for cell in cells):
                continue
            self.report(
                Severity.WARNING if any(cells[position] for position in needed) else Severity.NOTE,
                "row-without-id",
                self.spec.anchor,
                N_("{sheet}, row {row}: {column} is blank, so the row was not read ({cells})"),
                row=row + 1,
                column=self.spec.by_name[self.spec.anchor],
                cells=" ".join(filter(None, cells))[:60],
            )

    def single(self, empty: Table) -> tuple[Table, dict[str, int]]:
        """Return the sheet of 名称 and 内容 as the one row of a table, and the sheet row of each field."""
        names, contents, first = self._name_and_content()
        headers = _headers(self.spec)
        rows: dict[str, int] = {}
        columns: dict[str, TextColumn | NumberColumn] = {}
        unread: dict[tuple[int, str], str] = {}
        key = int(empty.keys[0])
        unknown: list[str] = []
        for row in range(first, self.sheet.height):
            text = cell_text(self.sheet.columns[names][row]).strip() if self.sheet.columns else ""
            column = headers.get(header_key(text)) if text else None
            broken = self.sheet.broken.get((row, contents))
            content = self.sheet.columns[contents][row] if contents < len(self.sheet.columns) else ""
            if column is None:
                unknown += [text] if text else []
                continue
            if broken is None and cell_text(content).strip() == "":
                rows.setdefault(column.name, row + 1)
                continue
            held, failed = read_column(column, [content], self.epoch)
            if broken is not None:
                failed = {0: _untrusted(broken) if column.kind.is_text else broken}
            if column.name in columns and not _same(columns[column.name], held):
                self._report_doubled(column)
                continue
            rows[column.name] = row + 1
            columns[column.name] = held
            if failed:
                unread[key, column.name] = failed[0]
        if unknown:
            message = N_("{sheet}: lines that are not part of a register were not read: {lines}")
            self.report(Severity.NOTE, "column-unknown", "", message, lines="、".join(unknown))
        return table_from_columns(self.spec, empty.keys, columns, unread), rows

    def _name_and_content(self) -> tuple[int, int, int]:
        """Return the columns of the names and contents, and the first row below their header, if any."""
        for row, texts in enumerate(_top_rows(self.sheet)):
            keys = [header_key(text) for text in texts]
            if PROJECT_NAME in keys and PROJECT_CONTENT in keys:
                return keys.index(PROJECT_NAME), keys.index(PROJECT_CONTENT), row + 1
        headers = _headers(self.spec)
        hits = [
            sum(header_key(cell_text(cell)) in headers for cell in column) for column in self.sheet.columns
        ]
        names = hits.index(max(hits)) if any(hits) else 0
        return names, names + 1, 0

    def _report_doubled(self, column: Column) -> None:
        self.report(
            Severity.ERROR,
            "column-doubled",
            column.name,
            N_("{sheet}: the column {column} stands twice; keep one of them"),
            column=column,
        )

    def _report_small_shares(
        self,
        column: Column,
        held: TextColumn | NumberColumn,
        keys: "NDArray[np.int64]",
        rows: "NDArray[np.int64]",
    ) -> None:
        """Warn where a share looks like a cell formatted as percentage: 80 % is stored as 0.8."""
        if not isinstance(held, NumberColumn):
            return
        for position in np.flatnonzero((held.values > 0) & (held.values <= 100)).tolist():
            message = N_("{column}: {value} % is read; if {hundredfold} % is meant, type {hundredfold}")
            place = Place(self.spec.name, int(keys[position]), column.name)
            value = int(held.values[position])
            self.findings.append(
                _finding(
                    Severity.WARNING,
                    "share-below-one",
                    place,
                    message,
                    column=column,
                    row=int(rows[position]) + 1,
                    value=units.format_plain(value, units.PLACES_SHARE),
                    hundredfold=units.format_plain(value, 0),
                )
            )


def _is_total(text: str) -> bool:
    return header_key(text).endswith(_TOTALS)


def _same(one: TextColumn | NumberColumn, other: TextColumn | NumberColumn) -> bool:
    return one.cell(0) == other.cell(0)


def _untrusted(text: str) -> str:
    """Return what is kept of a broken cell in a text column: it must be known as unread when read again."""
    return text if text in ERROR_VALUES else f"{UNTRUSTED} {text}"


# ---- cells ----


def read_column(
    column: Column, values: Sequence[Cell], epoch: dt.date
) -> tuple[TextColumn | NumberColumn, dict[int, str]]:
    """Return cells as a column, and the texts of those that cannot be read, by position."""
    if column.kind.is_text:
        return _read_texts(column, values)
    return _read_numbers(column, values, epoch)


def _read_texts(column: Column, values: Sequence[Cell]) -> tuple[TextColumn, dict[int, str]]:
    failed: dict[int, str] = {}
    if set(map(type, values)) <= {str}:
        texts = [*map(str.strip, values)]  # type: ignore[arg-type]  # all of them are str
    else:
        texts = []
        for row, cell in enumerate(values):
            text = cell_text(cell).strip()
            why = _why_no_id(cell, text) if column.kind is Kind.ID else ""
            if why:
                failed[row], text = why, ""
            texts.append(text)
    suspects = "\0".join(texts)
    if "E+" in suspects or "e+" in suspects or "#" in suspects:
        for row, text in enumerate(texts):
            if _is_untrusted(column, text):
                failed[row], texts[row] = text, ""
    return TextColumn.of(texts), failed


def _why_no_id(cell: Cell, text: str) -> str:
    """Return what is kept of a cell that cannot be an ID, "" where it can.

    Excel keeps 15 digits of a number, and turns what looks like a date into one: the ID is lost.
    """
    if isinstance(cell, bool | str):
        return ""
    if isinstance(cell, float | int):
        return f"{cell:.14E}" if abs(cell) >= 10**15 else ""
    return _untrusted(text)


def _is_untrusted(column: Column, text: str) -> bool:
    if column.kind is Kind.ID and _LOST_DIGITS.fullmatch(text):
        return True
    return text.startswith("#") and text.split(" ", 1)[0] in ERROR_VALUES


def _read_numbers(
    column: Column, values: Sequence[Cell], epoch: dt.date
) -> tuple[NumberColumn, dict[int, str]]:
    numbers = np.zeros(len(values), np.int64)
    present = np.zeros(len(values), np.bool_)
    rest: Sequence[int] = range(len(values))
    if column.is_number:
        rest = _read_stored_numbers(column, values, numbers, present)
    left = [values[row] for row in rest]
    known = {cell: _read_cell(column, cell, epoch) for cell in set(left) if type(cell) is not bool}
    found = [_read_cell(column, cell, epoch) if type(cell) is bool else known[cell] for cell in left]
    at = np.fromiter(rest, np.intp, len(left))
    present[at] = np.fromiter((type(read) is int for read in found), np.bool_, len(found))
    numbers[at] = np.fromiter((read if type(read) is int else 0 for read in found), np.int64, len(found))
    failed = {row: read for row, read in zip(rest, found, strict=True) if type(read) is str}
    return NumberColumn(numbers, present), failed


def _read_stored_numbers(
    column: Column, values: Sequence[Cell], numbers: "NDArray[np.int64]", present: "NDArray[np.bool_]"
) -> list[int]:
    """Read the stored numbers that lie on the column's grid, all at once; return the positions left over.

    A stored number lies on the grid where it is the float nearest to a decimal of that grid: then, below
    10¹⁵ units, this decimal is also what its 15 significant digits say.
    """
    is_float = np.fromiter((kind is float for kind in map(type, values)), np.bool_, len(values))
    stored = np.fromiter((cell for cell in values if type(cell) is float), np.float64, int(is_float.sum()))
    scale = 10.0**column.places
    with np.errstate(invalid="ignore", over="ignore"):
        units_of = np.rint(stored * scale)
        exact = (np.abs(units_of) < 1e15) & (units_of / scale == stored)
    whole = np.where(exact, units_of, 0).astype(np.int64)
    if column.unit == "平方米":
        exact &= whole * 15 % 10_000 == 0
    at = np.flatnonzero(is_float)
    numbers[at[exact]], present[at[exact]] = whole[exact], True
    left = ~is_float
    left[at[~exact]] = True
    return [row for row in np.flatnonzero(left).tolist() if values[row] != ""]


def _read_cell(column: Column, cell: Cell, epoch: dt.date) -> int | str | None:
    """Return a cell's number, its text where it cannot be read, None where it is blank."""
    text = cell_text(cell).strip()
    if column.kind is Kind.DATE:
        serial = _date(cell, text, epoch)
        if serial is not None:
            return serial
    if column.kind is Kind.CHOICE and isinstance(cell, bool) and set(YES_NO) <= set(column.choices):
        text = YES_NO[0] if cell else YES_NO[1]
    found = parse_cell(column, text)
    if isinstance(found, Unread):
        return found.text
    return found if isinstance(found, int) else None


def _date(cell: Cell, text: str, epoch: dt.date) -> int | None:
    """Return the ordinal of a date cell or of a serial number between 1950 and 2199, else None."""
    if isinstance(cell, dt.datetime):
        return cell.date().toordinal()
    if isinstance(cell, dt.date):
        return cell.toordinal()
    if len(text) == 5 and text.isascii() and text.isdigit():
        day = epoch + dt.timedelta(days=int(text))
        if _EARLIEST_SERIAL <= day <= _LATEST_SERIAL:
            return day.toordinal()
    return None
