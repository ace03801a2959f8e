"""A scenario into a workbook: the register's sheets, and whatever further sheets the caller has.

What is written reads back to the same scenario, unreadable cells included. Text is written as text whatever
it starts with, so no name ever becomes a formula or a link; IDs stay text, with their leading zeros.
"""

import datetime as dt
import io
from collections.abc import Callable, Hashable, Iterable, Sequence, Sized
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from calc import units
from calc.language import N_, catalogue
from calc.policy import PolicyError, load_policy, shipped_policies
from calc.register.cells import MOST_ROWS, RegisterError
from calc.register.reading import PROJECT_CONTENT, PROJECT_NAME
from calc.register.rows import Fragment, SheetRows, number_cell, text_cell, with_rows
from calc.scenario import Scenario, Table, TextColumn
from calc.tables import TABLES, Column, Kind, TableSpec, format_cell

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = ["ExtraSheet", "register_workbook", "sheet_row", "sheets_workbook", "template_workbook"]

LONGEST_TEXT = 32_767
"""What one cell of a workbook holds."""
TEMPLATE_ROWS = 5000
"""How far down the template's cells are checked while typing."""
SERIAL_ZERO = dt.date(1899, 12, 30).toordinal()
FIRST_DATE_CELL = dt.date(1950, 1, 1).toordinal()
EXACT = 10**15
"""Below this a stored number keeps every digit."""


@dataclass(frozen=True, slots=True)
class ExtraSheet:
    """A sheet beside the register's own, of the assessment for example.

    Attributes:
        name: its name.
        headers: one a column.
        rows: texts, exact decimals and dates, "" or None where empty.

    """

    name: str
    headers: Sequence[str]
    rows: Iterable[Sequence[str | Decimal | dt.date | None]]


def sheet_row(table: str, position: int, column: str = "") -> int:
    """Return the sheet row (from 1) in which an exported row stands; of the project, a field's own."""
    spec = TABLES[table]
    if not spec.single:
        return position + 2
    names = list(spec.by_name)
    return names.index(column) + 2 if column in spec.by_name else 1


Progress = Callable[[int, int], None]
"""Hears every few thousand rows how many of how many are written; what it raises ends the work."""


def _nobody(_done: int, _rows: int) -> None:
    pass


def _counted(progress: Progress, sheets: Sequence[ExtraSheet], rows: int = 0) -> Callable[[int], None]:
    """Return what tells `progress` of the rows of `sheets` beside `rows` others, as far as they are known."""
    whole = rows + sum(len(sheet.rows) for sheet in sheets if isinstance(sheet.rows, Sized))
    return lambda done: progress(done, whole)


def register_workbook(
    scenario: Scenario,
    extra: Sequence[ExtraSheet] = (),
    created: dt.datetime | None = None,
    progress: Progress = _nobody,
) -> bytes:
    """Return the scenario as a register workbook, the `extra` sheets behind its own.

    `created` is the date in the file's properties, now by default. Raises RegisterError where a text is
    longer than a workbook's cell, and what `progress` raises.
    """
    rows = sum(map(len, scenario.tables.values()))
    writer = _Writer(scenario.policy_text, created, _counted(progress, extra, rows))
    try:
        for name, spec in TABLES.items():
            if len(scenario[name]) or not spec.annotation:
                writer.table(scenario[name])
        for sheet in extra:
            writer.further(sheet)
        return writer.finish()
    finally:
        writer.close()


def sheets_workbook(
    sheets: Sequence[ExtraSheet], created: dt.datetime | None = None, progress: Progress = _nobody
) -> bytes:
    """Return a workbook of these sheets alone. Raises as `register_workbook` does."""
    writer = _Writer("", created, _counted(progress, sheets))
    try:
        for sheet in sheets:
            writer.further(sheet)
        return writer.finish()
    finally:
        writer.close()


def template_workbook() -> bytes:
    """Return an empty register: headers with notes, and cells checked while typing."""
    policy_id = TABLES["project"].by_name["policy"].default
    return register_workbook(Scenario.empty(shipped_policies()[policy_id].read_bytes().decode("utf-8")))


class _Writer:
    """Builds a workbook sheet by sheet.

    Attributes:
        book: the workbook under construction; rows are written in order and not kept.

    """

    def __init__(self, policy_text: str, created: dt.datetime | None, tell: Callable[[int], None]) -> None:
        import xlsxwriter  # noqa: PLC0415  (only who writes a workbook pays for it)

        self._stream = io.BytesIO()
        self._rows: list[SheetRows | None] = []
        self._tell = tell
        self._told = 0
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(self._stream, options)
        if created is not None:
            self.book.set_properties({"created": created})
        self._classes = _land_classes(policy_text)
        head = {"bold": True, "text_wrap": True, "valign": "top", "border": 1, "border_color": "#B4BCC6"}
        self._head = self.book.add_format({**head, "bg_color": "#E7EBF0"})
        self._needed = self.book.add_format({**head, "bg_color": "#FBE9C8"})
        self._text = self.book.add_format({"num_format": "@"})
        self._text_style = _style(self._text)
        self._wrapped = self.book.add_format({"text_wrap": True, "font_color": "#5A6572"})
        self._date = self.book.add_format({"num_format": "yyyy-mm-dd"})
        self._decimals = {
            places: self.book.add_format({"num_format": "#,##0" + ("." + "0" * places if places else "")})
            for places in range(7)
        }

    def finish(self) -> bytes:
        """Return the finished workbook."""
        self.book.close()
        return with_rows(self._stream.getvalue(), self._rows)

    def close(self) -> None:
        """Remove the temporary files, after a failure too."""
        for rows in filter(None, self._rows):
            rows.close()
        if not self.book.fileclosed:
            self.book.close()

    def table(self, rows: Table) -> None:
        """Write a table as its sheet."""
        spec = rows.spec
        sheet = self._sheet(spec.sheet)
        sheet.freeze_panes(1, 1)
        values = [_values(rows, column) for column in spec.columns]
        if spec.single:
            self._fields(sheet, spec, [column[0] for column in values])
            return
        last = max(len(rows), TEMPLATE_ROWS)
        for position, column in enumerate(spec.columns):
            width = max(8, min(24, 2 * len(column.header) + 2))
            sheet.set_column(position, position, width, self._format(column))
            sheet.write_string(0, position, column.header, self._needed if column.needed else self._head)
            sheet.write_comment(0, position, _note(column), {"x_scale": 1.6, "y_scale": 1.2})
            self._validate(sheet, column, (1, position, last, position))
        styles = [_style(self._format(column)) for column in spec.columns]

        def fragment(cell: Hashable, position: int, row: int) -> Fragment:
            if isinstance(cell, str):
                return self._text_fragment(cell, spec.sheet, row)
            return number_cell(repr(cell), styles[position])

        self._add(zip(*values, strict=True), fragment)

    def _fields(self, sheet: "Worksheet", spec: TableSpec, values: Sequence[str | float]) -> None:
        """Write the one row of `spec` as lines of name and content."""
        for position, (title, width) in enumerate(((PROJECT_NAME, 28), (PROJECT_CONTENT, 44), ("说明", 60))):
            sheet.set_column(position, position, width)
            sheet.write_string(0, position, title, self._head)
        for row, (column, value) in enumerate(zip(spec.columns, values, strict=True), 1):
            sheet.write_string(row, 0, column.header, self._needed if column.needed else self._head)
            if value == "":
                sheet.write_blank(row, 1, None, self._format(column))
            else:
                self._write(sheet, row, 1, value, self._format(column))
            sheet.write_string(row, 2, _note(column), self._wrapped)
            self._validate(sheet, column, (row, 1, row, 1))

    def further(self, extra: ExtraSheet) -> None:
        """Write a sheet of texts and exact decimals."""
        sheet = self._sheet(extra.name)
        sheet.freeze_panes(1, 0)
        for position, header in enumerate(extra.headers):
            sheet.set_column(position, position, max(10, min(30, 2 * len(header) + 2)))
            sheet.write_string(0, position, header, self._head)

        def fragment(cell: Hashable, _position: int, row: int) -> Fragment:
            if isinstance(cell, Decimal):
                return self._decimal_fragment(cell, extra.name, row)
            if isinstance(cell, dt.date):
                return self._date_fragment(cell, extra.name, row)
            return self._text_fragment(str(cell), extra.name, row)

        self._add(extra.rows, fragment)

    def _sheet(self, name: str) -> "Worksheet":
        """Add a sheet; its rows are to follow."""
        self._rows.append(None)
        return self.book.add_worksheet(name)

    def _add(
        self, rows: Iterable[Sequence[Hashable]], fragment: Callable[[Hashable, int, int], Fragment]
    ) -> None:
        """Put rows below the header of the sheet that was added last."""
        self._rows[-1] = made = SheetRows(2)
        before = self._told
        self._told += made.add(rows, fragment, lambda done: self._tell(before + done))

    def _text_fragment(self, text: str, sheet: str, row: int) -> Fragment:
        if len(text) > LONGEST_TEXT:
            raise RegisterError(
                N_("{file}, row {row}: a text of {length} characters does not fit into a workbook's cell"),
                file=sheet,
                row=row,
                length=len(text),
            )
        return text_cell(text, self._text_style)

    def _date_fragment(self, value: dt.date, sheet: str, row: int) -> Fragment:
        """Return a date's cell; before 1950, where spreadsheets disagree on serials, it is text."""
        ordinal = value.toordinal()
        if ordinal < FIRST_DATE_CELL:
            return self._text_fragment(value.isoformat(), sheet, row)
        return number_cell(str(ordinal - SERIAL_ZERO), _style(self._date))

    def _decimal_fragment(self, value: Decimal, sheet: str, row: int) -> Fragment:
        places = max(0, -int(value.as_tuple().exponent))
        if len(value.as_tuple().digits) > 15 or places not in self._decimals:
            return self._text_fragment(format(value, "f"), sheet, row)
        return number_cell(format(value, "f"), _style(self._decimals[places]))

    def _write(self, sheet: "Worksheet", row: int, position: int, cell: str | float, shape: "Format") -> None:
        if isinstance(cell, str):
            if len(cell) > LONGEST_TEXT:
                raise RegisterError(
                    N_(
                        "{file}, row {row}: a text of {length} characters does not fit into a workbook's cell"
                    ),
                    file=sheet.get_name(),
                    row=row + 1,
                    length=len(cell),
                )
            sheet.write_string(row, position, cell, self._text)
        else:
            sheet.write_number(row, position, cell, shape)

    def _format(self, column: Column) -> "Format":
        if column.kind is Kind.DATE:
            return self._date
        if column.kind is Kind.MONEY:
            return self._decimals[2]
        return None if column.is_number or column.kind is Kind.YEAR else self._text

    def _validate(self, sheet: "Worksheet", column: Column, cells: tuple[int, int, int, int]) -> None:
        """Have the spreadsheet program offer choices and question numbers outside their bounds."""
        rule: dict[str, object] = {"error_type": "warning", "error_title": column.header}
        choices = self._classes if column.name == "land_class" else column.choices
        if choices:
            rule |= {"validate": "list", "source": list(choices)}
        elif column.refers_to:
            spec = TABLES[column.refers_to]
            letter = chr(ord("A") + list(spec.by_name).index(spec.id_column))
            rule |= {"validate": "list", "source": f"='{spec.sheet}'!${letter}$2:${letter}${MOST_ROWS}"}
        elif column.is_number and column.minimum is not None and column.maximum is not None:
            scale = 10**column.places
            rule |= {
                "validate": "decimal",
                "criteria": "between",
                "minimum": column.minimum / scale,
                "maximum": column.maximum / scale,
            }
        else:
            return
        sheet.data_validation(*cells, rule)


def _style(shape: "Format | None") -> int:
    """Return the number by which cells name a format, 0 for none."""
    return 0 if shape is None else int(shape._get_xf_index())  # noqa: SLF001  (rows name formats by it)


def _land_classes(policy_text: str) -> tuple[str, ...]:
    """Return the names of the policy's land classes, none where its text cannot be read."""
    try:
        return tuple(land_class.name for land_class in load_policy(policy_text).classes)
    except PolicyError:
        return ()


def _note(column: Column) -> str:
    """Return what an officer should know about a column: the header's note."""
    words = catalogue("zh")
    lines = [words.text(N_("Needed.")) if column.needed else "", words.text(column.help)]
    if column.choices:
        choices = "、".join(column.choices)
        lines.append(words.text(N_("One of: {choices}."), choices=choices))
    if column.default:
        lines.append(words.text(N_("Empty means: {default}."), default=column.default))
    if column.minimum is not None and column.maximum is not None:
        lines.append(
            words.text(
                N_("From {low} to {high}, at most {places} decimals."),
                low=units.format_plain(column.minimum, column.places),
                high=units.format_plain(column.maximum, column.places),
                places=column.places,
            )
        )
    if column.kind is Kind.DATE:
        lines.append(words.text(N_("A date like 2018-05-01.")))
    if column.kind is Kind.ID:
        lines.append(words.text(N_("Text: leading zeros and long numbers stay as typed.")))
    if column.aliases:
        lines.append(words.text(N_("Also called {names}."), names="、".join(column.aliases)))
    return "\n".join(filter(None, lines)) or column.header


def _values(rows: Table, column: Column) -> list[str | float]:
    """Return a column as what stands in the workbook's cells: texts, numbers for numeric cells, "" for none.

    The float nearest to a decimal of at most 15 digits is exact at the reader's door: it gives the same
    decimal back. What is longer is written as text.
    """
    held = rows.columns[column.name]
    values: list[str | float]
    if isinstance(held, TextColumn):
        values = held.values.tolist()
    else:
        here = set(held.values[held.present].tolist())
        known = {value: _number(column, value) for value in here}
        cells = zip(held.values.tolist(), held.present.tolist(), strict=True)
        values = [known[value] if present else "" for value, present in cells]
    for (key, name), text in rows.unread.items():
        if name == column.name:
            values[rows.positions[key]] = text
    return values


def _number(column: Column, value: int) -> str | float:
    if column.kind is Kind.DATE and value >= FIRST_DATE_CELL:
        return float(value - SERIAL_ZERO)
    if column.kind is Kind.YEAR and value != units.AVERAGE_YEAR:
        return float(value)
    if column.is_number and abs(value) < EXACT:
        return value / int(10**column.places)
    return format_cell(column, value)
