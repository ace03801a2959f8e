"""Tables on paper: declared columns, rows as high as their content, heads repeated on every page.

A heavy rule above the head and below the last row, hairlines between rows, upright rules only where a group
of columns begins or ends. Figures stand right-aligned, their decimal points one below the other.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, groupby
from operator import getitem, itemgetter
from typing import Literal, NamedTuple

from calc.statements.fonts import summed_width
from calc.statements.page import (
    BODY_STRONG,
    DENSE,
    DENSE_STRONG,
    FRAME,
    HEAVY,
    MM,
    Book,
    Canvas,
    Form,
    Remembered,
    Section,
    Style,
)

__all__ = ["DASH", "WHITE", "Column", "PageFoot", "Row", "Table", "draw_table"]

DASH = "―"  # an empty cell
WHITE = " "
"""A cell that stays white: to be written into, or beside which the rows of one matter go on."""
_PAD = 2.5  # white at either side of a cell
_PAD_ABOVE = 2.5  # and above and below its lines

_ROW_HEIGHT = 6 * MM
_FIGURES = frozenset({"right", "decimal"})  # never broken into lines
_SAFE = 10  # so many lines fit on any page
_NARROWEST = 0.7  # letters are narrowed no further
_STANDINGS = 1 << 5  # ways in which the numbers of a kind of rows stand, that are kept
_FIGURES_KEPT = 1 << 9  # numbers of a column that stand in one of these ways
_IN_A_GROUP = 4  # digits that stay together where an account fills several lines

_DIGITS = str.maketrans("123456789", "000000000")
"""Digits are equally wide in every face, so that numbers of one form are."""

Kind = Literal["line", "caption", "subtotal", "total"]
_CLOSING = frozenset({"subtotal", "total"})  # never parted from the row before
_INKLESS = frozenset({"", WHITE})


@dataclass(frozen=True)
class Column:
    """One column: its head, its width in mm (all are stretched alike to fill the page), how its cells stand.

    "decimal" aligns the points of numbers with different numbers of decimals. Neighbours of the same `group`
    share a head above their own and are set off by upright rules; `edge` asks for one at the left. `whole`
    keeps a number without spaces (an account) in one line, narrowed where it must be. In a `blank` column
    somebody writes by hand: it shows no dashes.
    """

    title: str
    width: float
    align: Literal["left", "center", "right", "decimal"] = "left"
    group: str = ""
    edge: bool = False
    whole: bool = False
    blank: bool = False


@dataclass(frozen=True, eq=False)
class Table:
    """A table's columns and type; `row_height` is the least height of a line in points.

    Tables are compared by identity: declare each once.
    """

    columns: tuple[Column, ...]
    style: Style = DENSE
    strong: Style = DENSE_STRONG
    total: Style = BODY_STRONG
    row_height: float = _ROW_HEIGHT


class Row(NamedTuple):
    """One row. The first cell covers `span` columns, so there are `span` - 1 cells less than columns.

    A "line" shows a dash for an empty cell; the other kinds leave it empty. A "caption" heads the rows after.
    A row that is `joined` is never parted from the one before: no more of them than a page holds may follow.
    """

    cells: Sequence[str]
    kind: Kind = "line"
    span: int = 1
    joined: bool = False


class _Cell(NamedTuple):
    """A cell of the table laid out on a page: where it starts and ends, with the padding taken off."""

    left: float
    right: float
    align: str
    whole: bool = False
    blank: bool = False


_Figure = tuple[float, float, float]
"""A number in one style: its width, that before its decimal point, that of the point and what follows."""
_EXTENT, _WHOLE, _TAIL = map(itemgetter, range(3))

_Figures = tuple[float, float]
"""How one column's numbers stand: the widest part from the point on, and how far they are narrowed."""
_Written = list[Mapping[str, bytes]]
"""Of each cell of a row what writes a text that stands there."""


class _Setting:
    """How rows of one kind and span are set, and what was found of the texts in them.

    What is drawn in a cell does not depend on where its row stands: its origin is at the table's left edge,
    on the baseline of cells of one line.

    Attributes:
        cells: the cells.
        style: how their text is set.
        figures: the places of the cells of figures among them.

    """

    def __init__(self, book: Book, cells: Sequence[_Cell], style: Style, kind: Kind) -> None:
        self.cells = cells
        self.style = style
        self.middle = style.baseline(0) - style.leading / 2
        self.figures = [at for at, cell in enumerate(cells) if cell.align in _FIGURES]
        self._book = book
        self._beginning = book.beginning(style)
        self._string = book.fresh_strings(style)
        self._empty = [DASH if kind == "line" and not cell.blank else "" for cell in cells]
        self._texts = [at for at, cell in enumerate(cells) if cell.align not in _FIGURES]
        self._counts = [(at, Remembered(partial(self._count, at))) for at in self._texts]
        self._written = {at: Remembered(partial(self._write_text, at)) for at in self._texts}
        self._empty_figures = [(at, self._empty[at]) for at in self.figures]
        self._measured = book.once(("figures", style), lambda: Remembered(self._measure))
        self._measured_forms = book.once(("forms", style), lambda: Remembered(self._measure_form))
        self._columns: dict[tuple[int, _Figures], Remembered[bytes]] = {}
        self._standing: dict[tuple[_Figures, ...], _Written] = {}

    def lines(self, texts: Sequence[str]) -> list[tuple[str, ...]]:
        """Return the lines of each cell of text of a row."""
        return [self._wrapped(at, texts[at]) for at in self._texts]

    def most_lines(self, texts: Sequence[str]) -> int:
        """Return how many lines the highest cell of text of a row has."""
        return max([counts[texts[at]] for at, counts in self._counts], default=1)

    def measured(self, texts: Sequence[str]) -> list[_Figure]:
        """Return the numbers of a row."""
        measured = self._measured
        return [measured[texts[at] or empty] for at, empty in self._empty_figures]

    def fits(self, texts: Sequence[str]) -> bool:
        """Tell whether all numbers of a row have room."""
        rooms = [self.cells[at].right - self.cells[at].left for at in self.figures]
        return all(extent <= room for room, (extent, *_) in zip(rooms, self.measured(texts), strict=True))

    def standing(self, figures: Sequence[_Figures]) -> _Written:
        """Return what writes each cell, where numbers stand as those of all columns."""
        before = len(figures) - len(self.cells)  # columns that the first cell covers besides
        wanted = tuple([figures[before + at] for at in self.figures])
        found = self._standing.get(wanted)
        if found is None:
            if len(self._standing) == _STANDINGS:
                self._standing.clear()
                self._columns.clear()
            written: dict[int, Mapping[str, bytes]] = dict(self._written)
            written.update(
                (at, self._column(at, each)) for at, each in zip(self.figures, wanted, strict=True)
            )
            found = self._standing[wanted] = [written[at] for at in range(len(self.cells))]
        return found

    def _column(self, at: int, figures: _Figures) -> Mapping[str, bytes]:
        found = self._columns.get((at, figures))
        if found is None:
            found = Remembered(partial(self._write_figure, at, figures), _FIGURES_KEPT)
            self._columns[at, figures] = found
        return found

    def operators(self, placed: "_Placed", standing: _Written) -> bytes:
        """Return what draws a row, its numbers standing as those of their columns."""
        if placed.part is None:
            written: Iterable[bytes] = map(getitem, standing, placed.row.cells)
        else:
            written = self._part(placed, standing, placed.part)
        return b"%s %s ET" % (self._beginning, b" ".join(filter(None, written)))

    def _part(self, placed: "_Placed", standing: _Written, lines: Sequence[Sequence[str]]) -> list[bytes]:
        """Return what writes the cells of a part of a row; its numbers stand in the first part."""
        written = [b""] * len(self.cells)
        for at, each in zip(self._texts, lines, strict=True):
            written[at] = self._write(self.cells[at], each)
        if placed.numbers:
            for at in self.figures:
                written[at] = standing[at][placed.row.cells[at]]
        return written

    def _write_figure(self, at: int, figures: _Figures, text: str) -> bytes:
        """Return what writes a number where its column's numbers stand so."""
        text = text or self._empty[at]
        if text in _INKLESS:
            return b""
        cell, (widest, factor) = self.cells[at], figures
        extent, _, tail = self._measured[text]
        x = cell.right - extent * factor
        if cell.align == "decimal" and text != DASH:
            x -= (widest - tail) * factor
        number = self._string(text)
        if factor < 1:
            return b"%.1f Tz 1 0 0 1 %.2f 0 Tm %s 100 Tz" % (100 * factor, x, number)
        return b"1 0 0 1 %.2f 0 Tm %s" % (x, number)

    def _measure(self, text: str) -> _Figure:
        return self._measured_forms[text.translate(_DIGITS)]

    def _measure_form(self, text: str) -> _Figure:
        point, scale = text.find("."), self.style.size / 1000
        extent = summed_width(text, self.style.face) * scale
        tail = 0.0 if point < 0 else summed_width(text[point:], self.style.face) * scale
        return extent, extent - tail, tail

    def _wrapped(self, at: int, text: str) -> tuple[str, ...]:
        cell = self.cells[at]
        text, room = text or self._empty[at], cell.right - cell.left
        if cell.whole:
            return tuple(line for part in text.split("\n") for line in _whole(part, self.style, room))
        return self.style.wrap(text, room)

    def _count(self, at: int, text: str) -> int:
        return len(self._wrapped(at, text))

    def _write_text(self, at: int, text: str) -> bytes:
        return self._write(self.cells[at], self._wrapped(at, text))

    def _write(self, cell: _Cell, lines: Sequence[str]) -> bytes:
        """Return the operators of lines of text, in the middle of their row's height."""
        if lines[0] == WHITE:
            return b""
        style, room = self.style, cell.right - cell.left
        centered = cell.align == "center" or lines[0] == DASH
        y = (len(lines) - 1) / 2 * style.leading
        written = []
        for line in lines:
            extent = style.extent(line)
            x = (cell.left + cell.right - extent) / 2 if centered else cell.left
            operators = self._book.written(x, y, line, style) if line else b""
            if cell.whole and extent > room:
                operators = b"%.1f Tz %s 100 Tz" % (100 * room / extent, operators)
            written.append(operators)
            y -= style.leading
        return b" ".join(written)


def _whole(text: str, style: Style, room: float) -> tuple[str, ...]:
    """Return a number as one line to be narrowed to its cell, or in as few lines of whole groups as can be.

    Words are broken as usual.
    """
    if not text.isascii() or " " in text:
        return style.wrap(text, room)
    extent = style.extent(text) * _NARROWEST
    if extent <= room:
        return (text,)
    groups = -(-len(text) // _IN_A_GROUP)
    most = max(int(len(text) * room / extent) // _IN_A_GROUP, 1)
    lines = -(-groups // most)
    count = -(-groups // lines) * _IN_A_GROUP  # lines of about one length
    return tuple(text[at : at + count] for at in range(0, len(text), count))


class _Layout(NamedTuple):
    """The table on paper of one width; `settings` by kind and span, and whether numbers are to be smaller."""

    cells: tuple[_Cell, ...]
    rooms: tuple[float, ...]
    head: Form
    uprights: tuple[float, ...]
    settings: dict[tuple[Kind, int, bool], _Setting]


class _Placed(NamedTuple):
    """A row, or a part of one higher than a page, ready to be drawn.

    A `part` is the lines of its cells of text; it `ends` the row unless another part follows.
    """

    row: Row
    setting: _Setting
    height: float
    numbers: list[_Figure]
    ends: bool = True
    part: Sequence[Sequence[str]] | None = None


PageFoot = Callable[[range], Sequence[Row]]


def draw_table(
    section: Section,
    table: Table,
    rows: Sequence[Row],
    foot: PageFoot | None = None,
    *,
    carried: bool = False,
) -> None:
    """Draw a table from the section's current height, over as many pages as it needs.

    Args:
        section: Where it is drawn.
        table: Its declaration.
        rows: Its rows, all texts.
        foot: Gives the rows that close each page (本页小计) from the range of rows on it. Those of the whole
            table must be the highest. Totals that end the table stand in place of the last of them (累计).
        carried: Close pages so only where the table goes on over a page's end.

    """
    layout = _layout(section, table)

    def place(given: Sequence[Row]) -> list[_Placed]:
        placed: list[_Placed] = []
        for row in given:
            _place(section, table, layout, row, placed)
        return placed

    body = _without_totals(rows) if foot else len(rows)
    placed, totals = place(rows[:body]), place(rows[body:])
    if foot and carried and _on_one_page(section, layout, [*placed, *totals]):
        foot = None
    # A row that comes in parts counts where it ends.
    ended = list(accumulate([each.ends for each in placed], initial=0))
    closing = place(foot(range(body))) if foot else []
    figures = _figures(layout, [*placed, *closing, *totals])
    needed = _needed([*placed, *totals])
    room = sum([each.height for each in closing])
    at = 0
    section.reserve(layout.head.height + room + (needed[0] if needed else 0))
    while True:
        top = section.y
        section.canvas.place(layout.head, section.left, top)
        section.y += layout.head.height
        end = _end_of_page(section, needed, placed, at, room)
        drawn = [*placed[at:end], *(place(foot(range(ended[at], ended[end]))) if foot else ())]
        if end == len(placed) and totals:
            drawn = [*(drawn[:-1] if foot else drawn), *totals]
        _draw_rows(section, drawn, figures)
        _draw_rules(section, layout, top, drawn)
        at = end
        if at == len(placed):
            return
        section.break_page(section.unit)


def _without_totals(rows: Sequence[Row]) -> int:
    """Return how many rows there are before the totals that end the table."""
    count = len(rows)
    while count and rows[count - 1].kind == "total":
        count -= 1
    return count


def _on_one_page(section: Section, layout: _Layout, placed: Sequence[_Placed]) -> bool:
    height = layout.head.height + sum(each.height for each in placed)
    return section.y + height <= section.bottom + 0.01


def _end_of_page(
    section: Section, needed: Sequence[float], placed: Sequence[_Placed], start: int, room: float
) -> int:
    """Return the row, counted from `start` on, with which the next page starts; at least one row is taken."""
    y = section.y
    limit = section.bottom - room + 0.01
    end = start
    while end < len(placed) and (end == start or y + needed[end] <= limit):
        y += placed[end].height
        end += 1
    return end


def _needed(placed: Sequence[_Placed]) -> list[float]:
    """Return the height each row needs on a page with the rows that must not be parted from it."""
    needed = [each.height for each in placed]
    for at in range(len(placed) - 2, -1, -1):
        after = placed[at + 1].row
        if after.kind in _CLOSING or after.joined or placed[at].row.kind == "caption":
            needed[at] += needed[at + 1]
    return needed


def _layout(section: Section, table: Table) -> _Layout:
    """Return the table's layout on the section's paper, made once a book."""
    room = section.paper.room
    return section.book.once(("table", table, room), lambda: _make_layout(section.book, table, room))


def _make_layout(book: Book, table: Table, room: float) -> _Layout:
    scale = room / sum(column.width for column in table.columns)
    edges = [0.0]
    for column in table.columns:
        edges.append(edges[-1] + column.width * scale)
    cells = tuple(
        _Cell(left + _PAD, right - _PAD, column.align, column.whole, column.blank)
        for left, right, column in zip(edges, edges[1:], table.columns, strict=False)
    )
    uprights = tuple(edges[at] for at in sorted(_group_edges(table.columns)))
    heights = _head_heights(table, edges)

    def draw(canvas: Canvas) -> None:
        _draw_head(canvas, table, edges, heights)

    head = book.form(("head", table, room), (room, sum(heights)), draw)
    rooms = tuple(cell.right - cell.left for cell in cells)
    return _Layout(cells, rooms, head, uprights, {})


def _group_edges(columns: Sequence[Column]) -> set[int]:
    """Return the edges, counted from the left, which get an upright rule; never the table's own sides."""
    found = {at for at, column in enumerate(columns) if column.edge}
    at = 0
    for group, members in groupby(columns, key=lambda column: column.group):
        count = len(list(members))
        if group:
            found |= {at, at + count}
        at += count
    return found - {0, len(columns)}


def _head_heights(table: Table, edges: Sequence[float]) -> tuple[float, float]:
    """Return the heights of the head's two levels; the upper is 0 without groups."""
    style = table.strong

    def lines(column: Column, at: int) -> int:
        return len(style.wrap(column.title, edges[at + 1] - edges[at] - 2))

    own = [(column, lines(column, at)) for at, column in enumerate(table.columns)]
    upper = style.leading + 2 * _PAD_ABOVE if any(column.group for column, _ in own) else 0.0
    grouped = max((count for column, count in own if column.group), default=0)
    single = max((count for column, count in own if not column.group), default=0)
    lower = max(grouped * style.leading + 2 * _PAD_ABOVE, single * style.leading + 2 * _PAD_ABOVE - upper)
    return upper, lower


def _draw_head(canvas: Canvas, table: Table, edges: Sequence[float], heights: tuple[float, float]) -> None:
    """Draw the head: titles of groups above those of their columns, all others over both levels."""
    upper, lower = heights
    style = table.strong
    for at, column in enumerate(table.columns):
        top = upper if column.group else 0.0
        middle = (edges[at] + edges[at + 1]) / 2
        lines = style.wrap(column.title, edges[at + 1] - edges[at] - 2)
        y = top + (upper + lower - top - len(lines) * style.leading) / 2
        for line in lines:
            canvas.text(middle, style.baseline(y), line, style, "center")
            y += style.leading
    at = 0
    for group, members in groupby(table.columns, key=lambda column: column.group):
        end = at + len(list(members))
        if group:
            left, right = edges[at], edges[end]
            canvas.text((left + right) / 2, style.baseline(_PAD_ABOVE), group, style, "center")
            canvas.line((left, upper), (right, upper))
        at = end
    canvas.line((0, 0), (canvas.width, 0), HEAVY)
    canvas.line((0, canvas.height), (canvas.width, canvas.height), FRAME)


def _figures(layout: _Layout, placed: Sequence[_Placed]) -> list[_Figures]:
    """Return how the numbers of each column stand, as if every column were one of figures.

    A number is never broken into lines: where one is too wide, its whole column is narrowed.
    """
    wholes, tails = [0.0] * len(layout.cells), [0.0] * len(layout.cells)
    rows: dict[_Setting, list[list[_Figure]]] = defaultdict(list)
    for each in placed:
        if each.numbers:
            rows[each.setting].append(each.numbers)
    for setting, numbers in rows.items():
        before = len(layout.cells) - len(setting.cells)
        for at, column in zip(setting.figures, zip(*numbers, strict=True), strict=True):
            number = before + at
            if setting.cells[at].align == "decimal":
                wholes[number] = max(wholes[number], *map(_WHOLE, column))
                tails[number] = max(tails[number], *map(_TAIL, column))
            else:
                wholes[number] = max(wholes[number], *map(_EXTENT, column))
    return [
        (tail, 1.0 if whole + tail <= room else room / (whole + tail))
        for whole, tail, room in zip(wholes, tails, layout.rooms, strict=True)
    ]


def _place(section: Section, table: Table, layout: _Layout, row: Row, placed: list[_Placed]) -> None:
    """Find a row's height and add it to those placed; a row higher than a page comes in parts."""
    setting = _setting(section.book, table, layout, row)
    leading = setting.style.leading
    numbers = setting.measured(row.cells)
    count = setting.most_lines(row.cells)
    least = table.row_height if row.kind == "line" else min(table.row_height, _ROW_HEIGHT)
    if count <= _SAFE:
        placed.append(_Placed(row, setting, max(count * leading + 2 * _PAD_ABOVE, least), numbers))
        return
    lines = setting.lines(row.cells)
    room = section.bottom - section.paper.top - layout.head.height - 8 * leading
    most = max(int(room / leading), 1)
    for start in range(0, count, most):
        part = [each[start : start + most] or ("",) for each in lines]
        height = max(max(map(len, part)) * leading + 2 * _PAD_ABOVE, least)
        placed.append(_Placed(row, setting, height, [] if start else numbers, start + most >= count, part))


def _setting(book: Book, table: Table, layout: _Layout, row: Row) -> _Setting:
    """Return how a row is set: a total larger, unless its numbers have no room so."""
    smaller = False
    while True:
        key = (row.kind, row.span, smaller)
        setting = layout.settings.get(key)
        if setting is None:
            setting = layout.settings[key] = _make_setting(book, table, layout.cells, key)
        if smaller or row.kind != "total" or setting.fits(row.cells):
            return setting
        smaller = True


def _make_setting(
    book: Book, table: Table, cells: tuple[_Cell, ...], key: tuple[Kind, int, bool]
) -> _Setting:
    kind, span, smaller = key
    style = table.strong
    if kind == "line":
        style = table.style
    elif kind == "total" and not smaller:
        style = table.total
    if span > 1:
        align = "left" if kind == "caption" else "center"
        cells = (_Cell(cells[0].left, cells[span - 1].right, align), *cells[span:])
    return _Setting(book, cells, style, kind)


def _draw_rows(section: Section, drawn: Sequence[_Placed], figures: Sequence[_Figures]) -> None:
    """Draw rows from the section's height on, each cell in the middle of its row."""
    standing: dict[_Setting, _Written] = {}
    y = section.y
    rows = []
    for each in drawn:
        setting = each.setting
        known = standing.get(setting)
        if known is None:
            known = standing[setting] = setting.standing(figures)
        rows.append((y + each.height / 2 + setting.middle, setting.operators(each, known)))
        y += each.height
    section.canvas.put_rows(section.left, rows)
    section.y = y


_Ruled = tuple[float, float, float]
"""What the rules beside a row depend on: its height, where the rule above it starts, and the right edge of a
cell over several columns, which no upright rule cuts."""


def _draw_rules(section: Section, layout: _Layout, top: float, drawn: Sequence[_Placed]) -> None:
    """Draw the rules of the part of a table on this page; those of as many rows as high are alike."""
    rows = tuple(
        [
            (
                each.height,
                _first_filled(each) if each.row.joined else 0.0,
                each.setting.cells[0].right if each.row.span > 1 else 0.0,
            )
            for each in drawn
        ]
    )
    size = (section.paper.room, section.y - top)
    form = section.book.recurring(
        ("rules", layout.head, rows), size, partial(_draw_rules_of, layout=layout, rows=rows)
    )
    section.canvas.place(form, section.left, top)


def _draw_rules_of(canvas: Canvas, layout: _Layout, rows: Sequence[_Ruled]) -> None:
    """Draw the rules between rows below the head, the upright ones and the one that closes them."""
    right, bottom = canvas.width, canvas.height
    tops = list(accumulate([height for height, *_ in rows], initial=layout.head.height))
    between = zip(tops[1:], rows[1:], strict=False)
    canvas.lines([((start, y), (right, y)) for y, (_, start, _) in between])
    canvas.lines(_uprights(layout, tops, rows))
    canvas.line((0, bottom), (right, bottom), HEAVY)


def _first_filled(placed: _Placed) -> float:
    """Return the left edge of a row's first cell that is not white; above the white ones there is no rule."""
    cells = placed.setting.cells
    filled = (cell for cell, text in zip(cells, placed.row.cells, strict=True) if text != WHITE)
    return next(filled, cells[0]).left - _PAD


def _uprights(
    layout: _Layout, tops: Sequence[float], rows: Sequence[_Ruled]
) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """Yield the upright rules from the head to the last row; a cell over several columns is not cut."""
    wide = [(right, y, y + height) for y, (height, _, right) in zip(tops, rows, strict=False) if right]
    for x in layout.uprights:
        start, bottom = 0.0, tops[-1]
        for right, top, end in wide:
            if x < right:
                if top > start:
                    yield (x, start), (x, top)
                start = end
        if bottom > start:
            yield (x, start), (x, bottom)
