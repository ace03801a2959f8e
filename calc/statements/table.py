"""Tables on paper: declared columns, rows as high as their content, heads repeated on every page.

A heavy rule above the head and below the last row, hairlines between rows, upright rules only where a group
of columns begins or ends. Figures stand right-aligned, their decimal points one below the other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import Literal, NamedTuple

from calc.statements.page import (
    BODY_STRONG,
    DENSE,
    DENSE_STRONG,
    FRAME,
    HEAVY,
    MM,
    Align,
    Book,
    Canvas,
    Form,
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
_NARROWEST = 0.7  # letters are narrowed no further
_IN_A_GROUP = 4  # digits that stay together where an account fills several lines

Kind = Literal["line", "caption", "subtotal", "total"]


@dataclass(frozen=True)
class Column:
    """One column: its head, its width in mm (all are stretched alike to fill the page), how its cells stand.

    "decimal" aligns the points of numbers with different numbers of decimals. Neighbours of the same `group`
    share a head above their own and are set off by upright rules; `edge` asks for one at the left. `whole`
    keeps a number without spaces (an account) in one line, narrowed where it must be.
    """

    title: str
    width: float
    align: Literal["left", "center", "right", "decimal"] = "left"
    group: str = ""
    edge: bool = False
    whole: bool = False


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


class _Layout(NamedTuple):
    """The table on paper of one width."""

    cells: tuple[_Cell, ...]
    head: Form
    uprights: tuple[float, ...]


class _Placed(NamedTuple):
    """A row with its cells' lines, ready to be drawn; `ends` unless another part of the row follows."""

    row: Row
    style: Style
    height: float
    cells: tuple[_Cell, ...]
    lines: tuple[tuple[str, ...], ...]
    ends: bool = True


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
        return [part for row in given for part in _place(section, table, layout, row)]

    body = _without_totals(rows) if foot else len(rows)
    placed, totals = place(rows[:body]), place(rows[body:])
    if foot and carried and _on_one_page(section, layout, [*placed, *totals]):
        foot = None
    # A row that comes in parts counts where it ends.
    ended = list(accumulate((each.ends for each in placed), initial=0))
    closing = place(foot(range(body))) if foot else []
    figures = _figures(layout, [*placed, *closing, *totals])
    needed = _needed([*placed, *totals])
    room = sum(each.height for each in closing)
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
        tops = []
        for each in drawn:
            tops.append(section.y)
            _draw_row(section, each, figures)
        _close(section, layout, top, tops, drawn)
        at = end
        if at == len(placed):
            return
        section.break_page()


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
        if placed[at].row.kind == "caption" or after.kind in {"subtotal", "total"} or after.joined:
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
        _Cell(left + _PAD, right - _PAD, column.align, column.whole)
        for left, right, column in zip(edges, edges[1:], table.columns, strict=False)
    )
    uprights = tuple(edges[at] for at in sorted(_group_edges(table.columns)))
    heights = _head_heights(table, edges)

    def draw(canvas: Canvas) -> None:
        _draw_head(canvas, table, edges, heights)

    head = book.form(("head", table, room), (room, sum(heights)), draw)
    return _Layout(cells, head, uprights)


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


class _Figures(NamedTuple):
    """How one column's numbers stand: the widest part from the point on, and how far they are narrowed."""

    tail: float
    factor: float


def _tail(text: str, style: Style) -> float:
    """Return the width of a number's decimal point and what follows it."""
    point = text.find(".")
    return 0.0 if point < 0 else style.extent(text[point:])


def _figures(layout: _Layout, placed: Sequence[_Placed]) -> dict[float, _Figures]:
    """Return how the numbers of each column of figures stand, by the column's right edge.

    A number is never broken into lines: where one is too wide, its whole column is narrowed.
    """
    wholes = {cell.right: 0.0 for cell in layout.cells if cell.align in _FIGURES}
    tails = dict.fromkeys(wholes, 0.0)
    for row in placed:
        for cell, lines in zip(row.cells, row.lines, strict=True):
            if cell.align in _FIGURES:
                text, style = lines[0], row.style
                tail = _tail(text, style) if cell.align == "decimal" else 0.0
                wholes[cell.right] = max(wholes[cell.right], style.extent(text) - tail)
                tails[cell.right] = max(tails[cell.right], tail)
    return {
        cell.right: _Figures(
            tails[cell.right],
            min(1.0, (cell.right - cell.left) / max(wholes[cell.right] + tails[cell.right], 1.0)),
        )
        for cell in layout.cells
        if cell.align in _FIGURES
    }


def _place(section: Section, table: Table, layout: _Layout, row: Row) -> list[_Placed]:
    """Break the cells of a row into lines and find its height; a row higher than a page comes in parts."""
    style = {"line": table.style, "total": table.total}.get(row.kind, table.strong)
    cells = layout.cells
    if row.span > 1:
        align = "left" if row.kind == "caption" else "center"
        cells = (_Cell(cells[0].left, cells[row.span - 1].right, align), *cells[row.span :])
    if row.kind == "total" and not _fits(cells, row.cells, style):
        style = table.strong
    lines = tuple(_lines(cell, text, style, row.kind) for cell, text in zip(cells, row.cells, strict=True))
    count = max(map(len, lines))
    room = section.bottom - section.paper.top - layout.head.height - 8 * style.leading
    most = max(int(room / style.leading), 1)
    return [
        _part(
            table,
            row,
            style,
            cells,
            tuple(each[at : at + most] or ("",) for each in lines),
            at + most >= count,
        )
        for at in range(0, count, most)
    ]


def _lines(cell: _Cell, text: str, style: Style, kind: Kind) -> tuple[str, ...]:
    """Return the lines of a cell; figures have one."""
    if not text and kind == "line":
        text = DASH
    if cell.align in _FIGURES:
        return (text,)
    room = cell.right - cell.left
    if cell.whole:
        return tuple(line for part in text.split("\n") for line in _whole(part, style, room))
    return style.wrap(text, room)


def _whole(text: str, style: Style, room: float) -> tuple[str, ...]:
    """Return a number as one line to be narrowed to its cell, or in lines of whole groups; words as usual."""
    if not text.isascii() or " " in text:
        return style.wrap(text, room)
    extent = style.extent(text)
    if extent * _NARROWEST <= room:
        return (text,)
    count = max(int(len(text) * room / extent) // _IN_A_GROUP, 1) * _IN_A_GROUP
    return tuple(text[at : at + count] for at in range(0, len(text), count))


def _part(
    table: Table,
    row: Row,
    style: Style,
    cells: tuple[_Cell, ...],
    lines: tuple[tuple[str, ...], ...],
    ends: bool,
) -> _Placed:
    height = max(map(len, lines)) * style.leading + 2 * _PAD_ABOVE
    least = table.row_height if row.kind == "line" else min(table.row_height, _ROW_HEIGHT)
    return _Placed(row, style, max(height, least), cells, lines, ends)


def _fits(cells: Sequence[_Cell], texts: Sequence[str], style: Style) -> bool:
    """Tell whether all numbers of a row have room in a style."""
    return all(
        cell.align not in _FIGURES or style.extent(text) <= cell.right - cell.left
        for cell, text in zip(cells, texts, strict=True)
    )


def _draw_row(section: Section, placed: _Placed, figures: dict[float, _Figures]) -> None:
    """Draw a row at the section's height, each cell in the middle of the row's height."""
    canvas, left, style = section.canvas, section.left, placed.style
    for cell, lines in zip(placed.cells, placed.lines, strict=True):
        if lines[0] == WHITE:
            continue
        y = style.baseline(section.y + (placed.height - len(lines) * style.leading) / 2)
        if cell.align in _FIGURES:
            _draw_figure(canvas, left, y, cell, lines[0], style, figures[cell.right])
            continue
        align: Align = "center" if cell.align == "center" or lines[0] == DASH else "left"
        x = left + (cell.left if align == "left" else (cell.left + cell.right) / 2)
        for line in lines:
            if cell.whole and line != DASH:
                _draw_whole(canvas, x, y, line, style, cell.right - cell.left)
            else:
                canvas.text(x, y, line, style, align)
            y += style.leading
    section.y += placed.height


def _draw_whole(canvas: Canvas, x: float, y: float, line: str, style: Style, room: float) -> None:
    """Draw a line from the left, narrowed where it is wider than its cell."""
    extent = style.extent(line)
    if extent <= room:
        canvas.text(x, y, line, style)
    else:
        canvas.narrowed(x + room, y, line, style, room / extent)


def _draw_figure(
    canvas: Canvas, left: float, y: float, cell: _Cell, text: str, style: Style, figures: _Figures
) -> None:
    """Draw a number, right-aligned, or with its point below the others' of a "decimal" column."""
    end = left + cell.right
    if cell.align == "decimal" and text != DASH:
        end -= (figures.tail - _tail(text, style)) * figures.factor
    if figures.factor < 1:
        canvas.narrowed(end, y, text, style, figures.factor)
    else:
        canvas.text(end, y, text, style, "right")


def _close(
    section: Section, layout: _Layout, top: float, tops: Sequence[float], drawn: Sequence[_Placed]
) -> None:
    """Draw the rules of the part of a table on this page; `tops` are where its rows start."""
    canvas, left = section.canvas, section.left
    whole = [y for each, y in zip(drawn[1:], tops[1:], strict=True) if not each.row.joined]
    canvas.rules(left, section.right, whole)
    for each, y in zip(drawn[1:], tops[1:], strict=True):
        if each.row.joined:
            canvas.rules(left + _first_filled(each), section.right, [y])
    canvas.line((left, section.y), (section.right, section.y), HEAVY)
    for x in layout.uprights:
        start = top
        for each, y in zip(drawn, tops, strict=True):
            if x < each.cells[0].right:  # a cell over several columns is not cut
                _upright(canvas, left + x, start, y)
                start = y + each.height
        _upright(canvas, left + x, start, section.y)


def _first_filled(placed: _Placed) -> float:
    """Return the left edge of a row's first cell that is not white; above the white ones there is no rule."""
    texts = zip(placed.cells, placed.row.cells, strict=True)
    filled = (cell for cell, text in texts if text != WHITE)
    return next(filled, placed.cells[0]).left - _PAD


def _upright(canvas: Canvas, x: float, top: float, bottom: float) -> None:
    if bottom > top:
        canvas.line((x, top), (x, bottom))
