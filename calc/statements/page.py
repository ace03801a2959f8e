"""The drawing layer of every document: paper, pages that count themselves, text, rules, repeated parts.

Lengths are points (1/72 inch) counted from the left and, downwards, from the top of the paper. A document is
a `Book` of sections; a section (one household's statement) is laid out first and written when its number of
pages is known. What does not change from page to page is drawn once, as a form, and placed where needed.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Literal, TypeVar

from calc.statements.fonts import Face, runs, width
from calc.statements.lines import wrap

if TYPE_CHECKING:
    from calc.statements.pdf import File

__all__ = [
    "A3",
    "A3_LANDSCAPE",
    "A4",
    "A4_LANDSCAPE",
    "BODY",
    "BODY_STRONG",
    "DENSE",
    "DENSE_STRONG",
    "FRAME",
    "HAIRLINE",
    "HEAVY",
    "MM",
    "SMALL",
    "TITLE",
    "TOTAL",
    "Align",
    "Book",
    "Canvas",
    "Field",
    "Footer",
    "Form",
    "Paper",
    "Section",
    "Style",
]

MM: Final = 72 / 25.4
HAIRLINE: Final = 0.3
FRAME: Final = 0.6
HEAVY: Final = 1.1

Align = Literal["left", "center", "right"]
T = TypeVar("T")

# Of a Chinese character's square, this much stands above the baseline.
_ASCENT = 0.88
# Thick rules on the edge of a form must not be cut off.
_BLEED = 2.0
_REMEMBERED = 1 << 14  # encoded strings a face: names of places and units come back on every page
_FOOT_GAP = 3.5 * MM
_FOOT_BETWEEN = 6.0
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def _number(value: float) -> bytes:
    return b"%.2f" % value if value % 1 else b"%d" % value


@dataclass(frozen=True)
class Paper:
    """A sheet and its margins, in points."""

    width: float
    height: float
    top: float = 20 * MM
    right: float = 20 * MM
    bottom: float = 20 * MM
    left: float = 25 * MM  # the binding side

    @property
    def room(self) -> float:
        """The width between the margins."""
        return self.width - self.left - self.right


A4 = Paper(210 * MM, 297 * MM)
A4_LANDSCAPE = Paper(297 * MM, 210 * MM)
A3 = Paper(297 * MM, 420 * MM)
A3_LANDSCAPE = Paper(420 * MM, 297 * MM)


@dataclass(frozen=True, eq=False)
class Style:
    """How text is set: face, size in points, distance of its lines, and how much its outlines are thickened.

    Styles are compared by identity: declare each once.
    """

    face: Face
    size: float
    leading: float
    weight: float = 0.0

    def extent(self, text: str) -> float:
        """Return the width of `text` in points."""
        return width(text, self.face) * self.size / 1000

    def wrap(self, text: str, room: float) -> tuple[str, ...]:
        """Break `text` into lines no wider than `room` points."""
        return wrap(text, self.face, room * 1000 / self.size)

    def baseline(self, top: float) -> float:
        """Return the baseline of a line whose leading starts at `top`."""
        return top + (self.leading - self.size) / 2 + _ASCENT * self.size


TITLE = Style("hei", 18, 26, 0.35)
BODY = Style("song", 10.5, 16)
BODY_STRONG = Style("hei", 10.5, 16)
DENSE = Style("song", 9, 13)
DENSE_STRONG = Style("hei", 9, 13)
SMALL = Style("song", 8, 11)
FOOT = Style("song", 8, 10.5)
TOTAL = Style("hei", 12, 18)
_NARROWER_TITLES = (TITLE, Style("hei", 16, 24, 0.3), Style("hei", 14, 21, 0.25))


@dataclass(frozen=True)
class Form:
    """A part drawn once and placed many times; width and height in points."""

    name: bytes
    width: float
    height: float


class Canvas:
    """One page or one form: rules and text collected as PDF operators."""

    def __init__(self, book: "Book", size: tuple[float, float]) -> None:
        self.width, self.height = size
        self._book = book
        self._strings = book.strings
        self._graphics: list[bytes] = []
        self._text: list[bytes] = []
        self._style: Style | None = None
        self._face: Face | None = None

    def text(self, x: float, y: float, text: str, style: Style, align: Align = "left") -> None:
        """Write one line with its left end, middle or right end at `x` and its baseline at `y`.

        Raises:
            fonts.UnprintableError: No face has one of the characters.

        """
        if not text:
            return
        if align != "left":
            extent = style.extent(text)
            x -= extent if align == "right" else extent / 2
        try:
            string = self._strings[style.face][text]
        except KeyError:
            self._mixed(x, y, text, style)
            return
        if style is not self._style or self._face != style.face:
            self._select(style, style.face)
        self._text.append(b"1 0 0 1 %.2f %.2f Tm %s Tj" % (x, self.height - y, string))

    def narrowed(self, x: float, y: float, text: str, style: Style, factor: float) -> None:
        """Write one line with its right end at `x`, its letters narrowed by `factor`."""
        self._text.append(b"%.1f Tz" % (100 * factor))
        self.text(x - style.extent(text) * factor, y, text, style)
        self._text.append(b"100 Tz")

    def spread(self, x: float, y: float, text: str, style: Style, room: float) -> None:
        """Write one line from `x`, its letters spaced so that it fills `room`, unless much is missing."""
        slack = room - style.extent(text)
        if not 0 < slack < 4 * style.size or len(text) < 12:
            self.text(x, y, text, style)
            return
        self._text.append(b"%.3f Tc" % (slack / (len(text) - 1)))
        self.text(x, y, text, style)
        self._text.append(b"0 Tc")

    def _select(self, style: Style, face: Face) -> None:
        if self._style is None or style.weight != self._style.weight:
            mode = b"2 Tr %s w" % _number(style.weight) if style.weight else b"0 Tr"
            self._text.append(mode)
        self._text.append(b"%s %s Tf" % (self._strings[face].font_name, _number(style.size)))
        self._style, self._face = style, face

    def _mixed(self, x: float, y: float, text: str, style: Style) -> None:
        """Write a line of several faces; the strings follow one another without being placed apart."""
        self._text.append(b"1 0 0 1 %.2f %.2f Tm" % (x, self.height - y))
        for face, run in runs(text, style.face):
            string = self._strings[face][run]
            self._select(style, face)
            self._text.append(string + b" Tj")

    def line(self, start: tuple[float, float], end: tuple[float, float], thickness: float = HAIRLINE) -> None:
        """Draw a rule between two points."""
        self._graphics.append(
            b"%.2f w %.2f %.2f m %.2f %.2f l S"
            % (thickness, start[0], self.height - start[1], end[0], self.height - end[1])
        )

    def rules(self, left: float, right: float, heights: Sequence[float]) -> None:
        """Draw hairlines from `left` to `right` at each of `heights`."""
        if heights:
            path = b" ".join(
                b"%.2f %.2f m %.2f %.2f l" % (left, self.height - y, right, self.height - y) for y in heights
            )
            self._graphics.append(b"%.2f w %s S" % (HAIRLINE, path))

    def box(
        self,
        corner: tuple[float, float],
        size: tuple[float, float],
        thickness: float = HAIRLINE,
        *,
        dashed: bool = False,
    ) -> None:
        """Draw a rectangle from its upper left corner."""
        shape = b"%.2f w %.2f %.2f %.2f %.2f re S" % (
            thickness,
            corner[0],
            self.height - corner[1] - size[1],
            *size,
        )
        self._graphics.append(b"[2 2] 0 d %s [] 0 d" % shape if dashed else shape)

    def place(self, form: Form, x: float, y: float) -> None:
        """Place a form with its upper left corner at a point."""
        self._graphics.append(
            b"q 1 0 0 1 %.2f %.2f cm %s Do Q" % (x, self.height - y - form.height, form.name)
        )

    def content(self) -> bytes:
        """Return the operators of the page: rules and forms, then one text object."""
        text = [b"BT", *self._text, b"ET"] if self._text else []
        return b"\n".join([*self._graphics, *text])


@dataclass(frozen=True)
class Footer:
    """What stands at the foot of each page, left and right, some lines each.

    The first lines stand beside the page number; those below have the whole width between them.
    """

    left: str = ""
    right: str = ""


@dataclass(frozen=True)
class Field:
    """A label with its value in the head of a document; `share` is its part of the row's width."""

    label: str
    value: str
    share: float = 1.0


class Section:
    """A document of its own inside a book: its pages are counted from 1.

    Attributes:
        paper: The sheet.
        y: Where the next part starts, from the top of the current page.
        canvas: The current page.

    """

    def __init__(self, book: "Book", paper: Paper, running: str) -> None:
        self.book = book
        self.paper = paper
        self.running = running
        self.pages: list[Canvas] = []
        self.canvas = self._new_page()
        self.y = paper.top

    @property
    def left(self) -> float:
        """The left edge of the text."""
        return self.paper.left

    @property
    def right(self) -> float:
        """The right edge of the text."""
        return self.paper.width - self.paper.right

    @property
    def bottom(self) -> float:
        """The lower edge of the text."""
        return self.paper.height - self.paper.bottom

    def _new_page(self) -> Canvas:
        self.canvas = Canvas(self.book, (self.paper.width, self.paper.height))
        self.pages.append(self.canvas)
        return self.canvas

    def break_page(self) -> None:
        """Go on to a new page, headed by the running line which names the document and whose it is."""
        self._new_page()
        self.y = self.paper.top
        if self.running:
            for line in DENSE.wrap(self.running, self.paper.room):
                self.canvas.text(self.left, DENSE.baseline(self.y), line, DENSE)
                self.y += DENSE.leading
            self.y += 4

    def reserve(self, height: float) -> None:
        """Go on to a new page unless `height` more points fit on this one."""
        if self.y + height > self.bottom + 0.01:
            self.break_page()

    def space(self, height: float) -> None:
        """Leave white space, none at the start of the next page."""
        self.y += height

    def titles(self, project: str, title: str) -> None:
        """Set the two-line title: the project (a long name smaller, or in more lines), then the document."""

        def draw(canvas: Canvas) -> None:
            top = 0.0
            for line, style in lines:
                canvas.text(canvas.width / 2, style.baseline(top), line, style, "center")
                top += style.leading

        room = self.paper.room
        lines = [(line, style) for text in (project, title) for line, style in _fitting(text, room)]
        height = sum(style.leading for _, style in lines)
        form = self.book.form(("titles", project, title, room), (room, height), draw)
        self.canvas.place(form, self.left, self.y)
        self.y += height + 8

    def fields(self, *rows: Sequence[Field]) -> None:
        """Set rows of labelled values, each value wrapped inside its share of the row."""
        for row in rows:
            self._field_row(row)
        self.y += 3

    def _field_row(self, row: Sequence[Field]) -> None:
        whole = sum(field.share for field in row)
        cells = []
        x = self.left
        for field in row:
            room = self.paper.room * field.share / whole
            label = f"{field.label}："
            inset = BODY_STRONG.extent(label)
            cells.append((x, label, inset, BODY.wrap(field.value, room - inset - 8)))
            x += room
        for at in range(max(len(lines) for *_, lines in cells)):
            self.reserve(BODY.leading)
            baseline = BODY.baseline(self.y)
            for x, label, inset, lines in cells:
                if at == 0:
                    self.canvas.text(x, baseline, label, BODY_STRONG)
                if at < len(lines):
                    self.canvas.text(x + inset, baseline, lines[at], BODY)
            self.y += BODY.leading

    def line(self, left: str = "", right: str = "", style: Style = DENSE) -> None:
        """Set one line with text at its left and right ends, the unit above a table for example."""
        self.reserve(style.leading)
        baseline = style.baseline(self.y)
        self.canvas.text(self.left, baseline, left, style)
        self.canvas.text(self.right, baseline, right, style, "right")
        self.y += style.leading

    def paragraph(
        self,
        text: str,
        style: Style = BODY,
        *,
        indent: float = 0,
        first: float | None = None,
        keep: bool = False,
    ) -> None:
        """Set a paragraph, both its edges straight.

        Args:
            text: Plain text; a line feed starts a new line.
            style: How it is set.
            indent: The left indent of all lines, in points.
            first: That of the first line, where it differs.
            keep: Never split it over two pages.

        """
        start = indent if first is None else first
        lines = _paragraph_lines(text, style, self.paper.room, indent, start)
        if keep:
            self.reserve(len(lines) * style.leading)
        for inset, line, spread in lines:
            self.reserve(style.leading)
            baseline = style.baseline(self.y)
            if spread:
                self.canvas.spread(self.left + inset, baseline, line, style, self.paper.room - inset)
            else:
                self.canvas.text(self.left + inset, baseline, line, style)
            self.y += style.leading

    def notes(self, texts: Sequence[str], style: Style = DENSE) -> None:
        """Set numbered notes, ① ② ③, each hanging from its number."""
        indent = 1.4 * style.size
        for at, text in enumerate(texts):
            mark = _CIRCLED[at] if at < len(_CIRCLED) else f"({at + 1})"
            lines = _paragraph_lines(text, style, self.paper.room, indent, indent)
            self.reserve(min(len(lines), 2) * style.leading)
            self.canvas.text(self.left, style.baseline(self.y), mark, style)
            self.paragraph(text, style, indent=indent)

    def block(self, height: float, draw: Callable[[Canvas, float, float], None]) -> None:
        """Draw a part that stays whole: `draw` gets the page and the part's upper left corner."""
        self.reserve(height)
        draw(self.canvas, self.left, self.y)
        self.y += height


@cache
def _fitting(text: str, room: float) -> tuple[tuple[str, Style], ...]:
    """Return a title's lines: one in the largest style that allows it, else some of about one length."""
    for style in _NARROWER_TITLES:
        if style.extent(text) <= room:
            return ((text, style),)
    style = _NARROWER_TITLES[1]
    lines = style.wrap(text, room)
    narrower = room
    while narrower > room / 2 and len(style.wrap(text, narrower - style.size / 2)) == len(lines):
        narrower -= style.size / 2
    return tuple((line, style) for line in style.wrap(text, narrower))


def _paragraph_lines(
    text: str, style: Style, room: float, indent: float, first: float
) -> list[tuple[float, str, bool]]:
    """Return each line of a paragraph with its indent and whether it is to fill the width."""
    lines: list[tuple[float, str, bool]] = []
    for part in text.split("\n"):
        head = style.wrap(part, room - first)
        rest = part[len(head[0]) :].lstrip(" ")
        wrapped = style.wrap(rest, room - indent) if rest else ()
        lines.append((first, head[0], bool(wrapped)))
        lines += [(indent, line, at < len(wrapped)) for at, line in enumerate(wrapped, 1)]
    return lines


class _Strings(dict[str, bytes]):
    """Text to its PDF string in one face of one file; a character the face lacks is a KeyError."""

    def __init__(self, file: "File", face: Face) -> None:
        super().__init__()
        own = file.font(face)
        self.font_name = own.getSubsetInternalName(0, file.document).encode()
        self._codes = own.codes(file.document)

    def __missing__(self, text: str) -> bytes:
        string = b"(%s)" % b"".join(map(self._codes.__getitem__, text))
        if len(self) == _REMEMBERED:
            self.clear()
        self[text] = string
        return string


class _Faces(dict[Face, _Strings]):
    """The strings of each face a file uses; a face is read when it is first needed."""

    def __init__(self, file: "File") -> None:
        super().__init__()
        self._file = file

    def __missing__(self, face: Face) -> _Strings:
        self[face] = _Strings(self._file, face)
        return self[face]


class Book:
    """A PDF file of sections, written to an open binary stream when it is closed.

    Equal content gives equal bytes: the only date in it is the one given.
    """

    def __init__(
        self,
        stream: BinaryIO,
        title: str,
        *,
        author: str = "",
        program: str = "",
        date: datetime | None = None,
    ) -> None:
        from calc.statements.pdf import File  # noqa: PLC0415  (reportlab: only who prints pays for it)

        self._file = File(stream, title, author=author, program=program, date=date)
        self.strings = _Faces(self._file)
        self._once: dict[Hashable, Any] = {}

    def form(self, key: Hashable, size: tuple[float, float], draw: Callable[[Canvas], None]) -> Form:
        """Return the form drawn under `key`, drawing it when it is first asked for."""

        def make() -> Form:
            canvas = Canvas(self, size)
            draw(canvas)
            box = (-_BLEED, -_BLEED, size[0] + _BLEED, size[1] + _BLEED)
            name = self._file.add_part(canvas.content(), box).encode()
            return Form(b"/" + name, *size)

        return self.once(("form", key), make)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` gave when `key` was first asked for in this book."""
        if key not in self._once:
            self._once[key] = make()
        found: T = self._once[key]
        return found

    @contextmanager
    def section(
        self,
        paper: Paper = A4,
        *,
        footer: Footer = Footer(),
        running: str = "",
        outline: Sequence[tuple[int, str]] = (),
    ) -> Iterator[Section]:
        """Lay out one section; its pages are written when the block ends.

        Args:
            paper: The sheet of all its pages.
            footer: What stands beside the page number.
            running: The line that heads every page but the first.
            outline: Level and title of the outline's entries that lead to its first page.

        """
        section = Section(self, paper, running)
        yield section
        _write_footers(section, footer)
        size = (paper.width, paper.height)
        for at, page in enumerate(section.pages):
            self._file.add_page(page.content(), size, () if at else outline)

    def close(self) -> None:
        """Write the file to its stream, which stays open."""
        self._file.save()


def _write_footers(section: Section, footer: Footer) -> None:
    """Write the foot of each page, now that their number is known."""
    middle = (section.left + section.right) / 2
    lines = _foot_lines(footer, section.paper.room)
    # Four lines begin higher, so that the last one too stands where office printers print.
    gap = _FOOT_GAP if len(lines) < 4 else _FOOT_GAP - FOOT.leading / 2
    first = FOOT.baseline(section.bottom + gap)
    for at, page in enumerate(section.pages, 1):
        page.text(middle, first, f"第 {at} 页 共 {len(section.pages)} 页", FOOT, "center")
        for down, left, right in lines:
            page.text(section.left, first + down, left, FOOT)
            page.text(section.right, first + down, right, FOOT, "right")


def _foot_lines(footer: Footer, room: float) -> list[tuple[float, str, str]]:
    """Return the lines of a foot: how far below the first each stands, and its two texts."""
    side = room / 2 - FOOT.extent("第 000 页 共 000 页") / 2 - _FOOT_BETWEEN
    lines: list[tuple[str, str]] = []
    for left, right in zip_longest(footer.left.split("\n"), footer.right.split("\n"), fillvalue=""):
        if not lines:
            parts = (FOOT.wrap(left, side), FOOT.wrap(right, side))
            lines += zip_longest(*parts, fillvalue="")
        elif FOOT.extent(left) + FOOT.extent(right) + _FOOT_BETWEEN <= room:
            lines.append((left, right))
        else:
            lines += [(part, "") for part in FOOT.wrap(left, room)]
            lines += [("", part) for part in FOOT.wrap(right, room)]
    return [(at * FOOT.leading, left, right) for at, (left, right) in enumerate(lines)]
