"""The drawing layer of every document: paper, pages that count themselves, text, rules, repeated parts.

Lengths are points (1/72 inch) counted from the left and, downwards, from the top of the paper. A document is
a `Book` of sections; a section (one household's statement) is laid out first and written when its number of
pages is known. What does not change from page to page is drawn once, as a form, and placed where needed.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property, lru_cache, partial
from itertools import accumulate, zip_longest
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Literal, NamedTuple, TypeVar

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
    "Remembered",
    "Section",
    "Style",
    "draw_paragraph",
    "load_drawing",
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
_REMEMBERED = 1 << 14  # texts of which something is kept
_LINES = 1 << 12  # lines at their places
_FOOT_GAP = 3.5 * MM  # so that four lines of a foot, the most there are, stand where printers print
_FOOT_BETWEEN = 6.0
_PLAIN_FACES: Final[tuple[Face, ...]] = ("song", "hei")
_EXPECTED = 1 << 11  # parts that may be asked for a second time
_HANGING = 1.4  # notes hang from their numbers by so much of the size
_WHITE = 0.09  # of an em; from 0.1 on pdftotext reads a space
_HAN = "\u3007\u3400-\u9fff\U00020000-\U0003ffff"
_SEAM = re.compile(f"(?<=[{_HAN}])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%])(?=[{_HAN}])")
"""Where Chinese meets Latin or digits in running text."""
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

    @cached_property
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
    """A part that is placed on pages: what draws it from its lower left corner; its size in points."""

    operators: bytes
    width: float
    height: float


class Canvas:
    """One page or one form: rules, text and parts collected as PDF operators, in the order they are drawn."""

    def __init__(self, book: "Book", size: tuple[float, float]) -> None:
        self.width, self.height = size
        self._book = book
        self._operators: list[bytes] = []
        self._writing = False  # inside a text object
        self._style: Style | None = None

    def text(self, x: float, y: float, text: str, style: Style, align: Align = "left") -> None:
        """Write one line with its left end, middle or right end at `x` and its baseline at `y`.

        Raises:
            fonts.UnprintableError: No face has one of the characters.

        """
        if not text:
            return
        y = self.height - y
        # Labels, units and feet stand in the same place on many pages.
        place = (text, x, y, style, align)
        line = self._book.lines.get(place)
        if line is None:
            if align != "left":
                extent = style.extent(text)
                x -= extent if align == "right" else extent / 2
            line = self._book.written(x, y, text, style)
            self._book.keep_line(place, line)
        self._write(line, style)

    def narrowed(self, x: float, y: float, text: str, style: Style, factor: float) -> None:
        """Write one line with its right end at `x`, its letters narrowed by `factor`."""
        x -= style.extent(text) * factor
        line = self._book.written(x, self.height - y, text, style)
        self._write(b"%.1f Tz %s 100 Tz" % (100 * factor, line), style)

    def running(self, x: float, y: float, text: str, style: Style, room: float, *, fills: bool) -> None:
        """Write one line of running text from `x`, with thin white between Chinese and Latin or digits.

        Where it `fills` the room, its letters are spaced for that, unless much is missing.
        """
        y = self.height - y
        place = (text, x, y, style, room, fills)
        line = self._book.lines.get(place)
        if line is None:
            line = self._spaced(x, y, text, style, _spacing(text, style, room, fills=fills))
            self._book.keep_line(place, line)
        self._write(line, style)

    def _spaced(self, x: float, y: float, text: str, style: Style, spacing: tuple[float, float]) -> bytes:
        letter, white = spacing
        if not letter and not white:
            return self._book.written(x, y, text, style)
        parts = _SEAM.split(text)
        line = self._book.written(x, y, parts[0], style)
        if white:
            step = b" [%.0f] TJ " % (-1000 * white / style.size)
            line = step.join([line, *(self._book.string(part, style) for part in parts[1:])])
        return b"%.3f Tc %s 0 Tc" % (letter, line) if letter else line

    def _write(self, line: bytes, style: Style) -> None:
        if not self._writing:
            self._operators.append(b"BT")
            self._writing = True
        if style is not self._style:
            if style.weight != (self._style.weight if self._style else 0):
                self._operators.append(b"2 Tr %s w" % _number(style.weight) if style.weight else b"0 Tr")
            self._operators.append(self._book.selected[style])
            self._style = style
        self._operators.append(line)

    def _draw(self, operators: bytes) -> None:
        """Add operators that are no text; parts among them begin with letters that are not thickened."""
        if self._writing:
            self._operators.append(b"ET")
            self._writing = False
            if self._style and self._style.weight:
                self._operators.append(b"0 Tr")
                self._style = None
        self._operators.append(operators)

    def line(self, start: tuple[float, float], end: tuple[float, float], thickness: float = HAIRLINE) -> None:
        """Draw a rule between two points."""
        self.lines([(start, end)], thickness)

    def lines(
        self, ends: Iterable[tuple[tuple[float, float], tuple[float, float]]], thickness: float = HAIRLINE
    ) -> None:
        """Draw rules of one thickness, each between two points."""
        height = self.height
        path = b"".join(
            [
                b" %.2f %.2f m %.2f %.2f l" % (x, height - y, right, height - low)
                for (x, y), (right, low) in ends
            ]
        )
        if path:
            self._draw(b"%.2f w%s S" % (thickness, path))

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
        self._draw(b"[2 2] 0 d %s [] 0 d" % shape if dashed else shape)

    def form(self, key: Hashable, size: tuple[float, float], draw: Callable[["Canvas"], None]) -> Form:
        """Return a part of the book, as `Book.form`."""
        return self._book.form(key, size, draw)

    def place(self, form: Form, x: float, y: float) -> None:
        """Place a form with its upper left corner at a point."""
        self.put(form.operators, x, y + form.height)

    def put(self, operators: bytes, x: float, y: float) -> None:
        """Draw operators whose own coordinates begin at a point and count upwards."""
        self._draw(b"q 1 0 0 1 %.2f %.2f cm %s Q" % (x, self.height - y, operators))

    def put_rows(self, x: float, rows: Sequence[tuple[float, bytes]]) -> None:
        """Draw operators one below the other, each from its height on, as `put`."""
        left, height = b"%.2f" % x, self.height
        self._draw(
            b"\n".join(
                [b"q 1 0 0 1 %s %.2f cm %s Q" % (left, height - y, operators) for y, operators in rows]
            )
        )

    def content(self) -> bytes:
        """Return the operators."""
        return b"\n".join([*self._operators, b"ET"] if self._writing else self._operators)


class Footer(NamedTuple):
    """What stands at the foot of each page, left and right, some lines each.

    The first lines stand beside the page number; those below have the whole width between them.
    """

    left: str = ""
    right: str = ""


_NO_FOOTER: Final = Footer()


class Field(NamedTuple):
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
        unit: What the figures of the last table are in, "" where its head says it.

    """

    def __init__(self, book: "Book", paper: Paper, running: str) -> None:
        self.unit = ""
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

    def break_page(self, unit: str = "") -> None:
        """Go on to a new page, headed by the running line which names the document and whose it is.

        The unit of a table that goes on there stands at the line's right end.
        """
        self._new_page()
        self.y = self.paper.top
        lines = DENSE.wrap(self.running, self.paper.room) if self.running else ()
        if unit and (not lines or DENSE.extent(f"{lines[-1]}　{unit}") > self.paper.room):
            lines = (*lines, "")
        for line in lines:
            self.canvas.text(self.left, DENSE.baseline(self.y), line, DENSE)
            self.y += DENSE.leading
        if lines:
            self.canvas.text(self.right, DENSE.baseline(self.y - DENSE.leading), unit, DENSE, "right")
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
        places = _field_places(
            tuple([(field.label, field.share) for field in row]), self.left, self.paper.room
        )
        cells = [
            (x, label, inset, BODY.wrap(field.value, room))
            for field, (x, label, inset, room) in zip(row, places, strict=True)
        ]
        for at in range(max([len(lines) for *_, lines in cells])):
            self.reserve(BODY.leading)
            baseline = BODY.baseline(self.y)
            for x, label, inset, lines in cells:
                if at == 0:
                    self.canvas.text(x, baseline, label, BODY_STRONG)
                if at < len(lines):
                    self.canvas.text(x + inset, baseline, lines[at], BODY)
            self.y += BODY.leading

    def figures_in(self, unit: str) -> None:
        """Set above a table what its figures are in; each page on which the table goes on says it again."""
        self.line(right=unit)
        self.unit = unit

    def line(self, left: str = "", right: str = "", style: Style = DENSE) -> None:
        """Set one line with text at its left and right ends."""
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
        for line in lines:
            self.reserve(style.leading)
            _draw_line(self.canvas, (self.left, self.y), line, style, self.paper.room)
            self.y += style.leading

    def notes(self, texts: Sequence[str], style: Style = DENSE) -> None:
        """Set numbered notes, ① ② ③, each hanging from its number.

        Most are alike for a whole village: one that need not be parted is drawn once.
        """
        room, indent = self.paper.room, _HANGING * style.size
        for at, text in enumerate(texts):
            mark = _CIRCLED[at] if at < len(_CIRCLED) else f"({at + 1})"
            lines, height = _note_lines(text, style, room, indent)
            if self.y + height > self.bottom + 0.01:
                self.reserve(min(len(lines), 2) * style.leading)
                self.canvas.text(self.left, style.baseline(self.y), mark, style)
                self.paragraph(text, style, indent=indent)
                continue
            key = ("note", mark, text, style, room)
            form = self.book.recurring(
                key, (room, height), partial(_draw_note, mark=mark, lines=lines, style=style)
            )
            self.canvas.place(form, self.left, self.y)
            self.y += height

    def notes_height(self, texts: Sequence[str], style: Style = DENSE) -> float:
        """Return the height of numbered notes in points."""
        room, indent = self.paper.room, _HANGING * style.size
        return sum([_note_lines(text, style, room, indent)[1] for text in texts])

    def block(self, height: float, draw: Callable[[Canvas, float, float], None]) -> None:
        """Draw a part that stays whole: `draw` gets the page and the part's upper left corner."""
        self.reserve(height)
        draw(self.canvas, self.left, self.y)
        self.y += height


def load_drawing() -> None:
    """Load what writes the files, which only who prints pays for, and the faces."""
    from calc.statements import pdf  # noqa: PLC0415  (as above)

    for face in _PLAIN_FACES:
        pdf.load(face)


@lru_cache(maxsize=1 << 10)
def _field_places(
    row: tuple[tuple[str, float], ...], left: float, width: float
) -> tuple[tuple[float, str, float, float], ...]:
    """Return of each label in a row where it starts, it, where its value starts from there, and its room."""
    whole = sum(share for _, share in row)
    starts = accumulate((width * share / whole for _, share in row), initial=left)
    labels = [f"{label}：" for label, _ in row]
    insets = map(BODY_STRONG.extent, labels)
    return tuple(
        (x, label, inset, width * share / whole - inset - 8)
        for x, label, inset, (_, share) in zip(starts, labels, insets, row, strict=False)
    )


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


_Line = tuple[float, str, bool]
"""A line of a paragraph: its indent, its text, and whether it is to fill the width."""


@lru_cache(maxsize=1 << 12)
def _paragraph_lines(text: str, style: Style, room: float, indent: float, first: float) -> tuple[_Line, ...]:
    """Return the lines of a paragraph."""
    lines: list[_Line] = []
    for part in text.split("\n"):
        wrapped = style.wrap(part, room - first)
        if first != indent:
            rest = part[len(wrapped[0]) :].lstrip(" ")
            wrapped = (wrapped[0], *(style.wrap(rest, room - indent) if rest else ()))
        last = len(wrapped) - 1
        lines += [(indent if at else first, line, at < last) for at, line in enumerate(wrapped)]
    return tuple(lines)


@lru_cache(maxsize=1 << 12)
def _note_lines(text: str, style: Style, room: float, indent: float) -> tuple[tuple[_Line, ...], float]:
    """Return the lines of a note, and their height."""
    lines = _paragraph_lines(text, style, room, indent, indent)
    return lines, len(lines) * style.leading


def _spacing(text: str, style: Style, room: float, *, fills: bool) -> tuple[float, float]:
    """Return the white after every letter of a line, and the more of it where Chinese meets Latin or digits.

    Both together stay so thin that nobody who copies the text gets a space that was not typed.
    """
    slack = room - style.extent(text)
    if slack <= 0:
        return 0.0, 0.0
    most, seams = _WHITE * style.size, len(_SEAM.findall(text))
    if fills and slack > seams * most and len(text) - 1 > seams:
        letter = (slack - seams * most) / (len(text) - 1 - seams)
        if letter <= most:
            return letter, most - letter
    return 0.0, min(most, slack / seams) if seams else 0.0


def _draw_line(canvas: Canvas, corner: tuple[float, float], line: _Line, style: Style, room: float) -> None:
    """Draw a line of a paragraph whose own upper left corner is given."""
    inset, text, fills = line
    x, baseline = corner[0] + inset, style.baseline(corner[1])
    canvas.running(x, baseline, text, style, room - inset, fills=fills)


def draw_paragraph(canvas: Canvas, top: float, text: str, style: Style) -> float:
    """Draw a paragraph over the whole width of a part; return where it ends."""
    for line in _paragraph_lines(text, style, canvas.width, 0.0, 0.0):
        _draw_line(canvas, (0, top), line, style, canvas.width)
        top += style.leading
    return top


def _draw_note(canvas: Canvas, mark: str, lines: Sequence[_Line], style: Style) -> None:
    canvas.text(0, style.baseline(0), mark, style)
    for at, line in enumerate(lines):
        _draw_line(canvas, (0, at * style.leading), line, style, canvas.width)


class Remembered(dict[str, T]):
    """What a function says of texts, kept: names of places, units, figures come back on many pages."""

    def __init__(self, find: Callable[[str], T], most: int = _REMEMBERED) -> None:
        super().__init__()
        self.find = find
        self._most = most

    def __missing__(self, text: str) -> T:
        found = self.find(text)
        if len(self) == self._most:
            self.clear()
        self[text] = found
        return found


class _Strings(Remembered[bytes]):
    """Text to what writes it in one face of one file; a character the face lacks is a KeyError."""

    def __init__(self, file: "File", face: Face) -> None:
        font = file.font(face)
        self.font_name = font.getSubsetInternalName(0, file.document).encode()
        codes = font.codes(file.document)
        super().__init__(lambda text: b"(%s) Tj" % b"".join(map(codes.__getitem__, text)))


class _Faces(dict[Face, _Strings]):
    """The strings of each face a file uses; a face is read when it is first needed."""

    def __init__(self, file: "File") -> None:
        super().__init__()
        self._file = file

    def __missing__(self, face: Face) -> _Strings:
        self[face] = _Strings(self._file, face)
        return self[face]


class _Selected(dict[Style, bytes]):
    """Style to the operator that selects its face and size."""

    def __init__(self, strings: _Faces) -> None:
        super().__init__()
        self._strings = strings

    def __missing__(self, style: Style) -> bytes:
        operator = b"%s %s Tf" % (self._strings[style.face].font_name, _number(style.size))
        self[style] = operator
        return operator


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
        self.selected = _Selected(self.strings)
        self.lines: dict[Hashable, bytes] = {}
        self._once: dict[Hashable, Any] = {}
        self._recurring: dict[Hashable, Form] = {}

    def form(self, key: Hashable, size: tuple[float, float], draw: Callable[[Canvas], None]) -> Form:
        """Return the form drawn under `key`, drawing it when it is first asked for."""
        once = ("form", key)
        found: Form | None = self._once.get(once)
        if found is None:
            found = self._once[once] = self._kept(self._drawn(size, draw))
        return found

    def recurring(self, key: Hashable, size: tuple[float, float], draw: Callable[[Canvas], None]) -> Form:
        """Return what is drawn under `key`, to be kept as a form only when it is asked for again."""
        once = ("form", key)
        found: Form | None = self._once.get(once)
        if found is not None:
            return found
        form = self._recurring.pop(key, None)
        if form is None:
            if len(self._recurring) == _EXPECTED:
                self._recurring.clear()
            form = self._recurring[key] = self._drawn(size, draw)
            return form
        kept = self._once[once] = self._kept(form)
        return kept

    def _drawn(self, size: tuple[float, float], draw: Callable[[Canvas], None]) -> Form:
        canvas = Canvas(self, size)
        draw(canvas)
        return Form(canvas.content(), *size)

    def _kept(self, form: Form) -> Form:
        """Return a part as it is written into the file once, and drawn by its name."""
        box = (-_BLEED, -_BLEED, form.width + _BLEED, form.height + _BLEED)
        name = self._file.add_part(form.operators, box)
        return Form(b"/%s Do" % name.encode(), form.width, form.height)

    def written(self, x: float, y: float, text: str, style: Style) -> bytes:
        """Return the operators that write one line from a point; the style is selected before and after them.

        Raises:
            fonts.UnprintableError: No face has one of the characters.

        """
        return b"1 0 0 1 %.2f %.2f Tm %s" % (x, y, self.string(text, style))

    def string(self, text: str, style: Style) -> bytes:
        """Return the operators that write a text where the pen stands; as `written` besides."""
        try:
            return self.strings[style.face][text]
        except KeyError:
            return self._of_faces(text, style)

    def fresh_strings(self, style: Style) -> Callable[[str], bytes]:
        """Return `string` for one style, for texts that hardly come back: nothing is kept of them."""
        find = self.strings[style.face].find

        def string(text: str) -> bytes:
            try:
                return find(text)
            except KeyError:
                return self._of_faces(text, style)

        return string

    def _of_faces(self, text: str, style: Style) -> bytes:
        """Return what writes a text of several faces: runs that follow one another without being placed."""
        size = _number(style.size)
        parts = [
            b"%s %s Tf %s" % (self.strings[face].font_name, size, self.strings[face][run])
            for face, run in runs(text, style.face)
        ]
        return b" ".join([*parts, self.selected[style]])

    def keep_line(self, place: Hashable, line: bytes) -> None:
        """Keep what writes a line at a place."""
        if len(self.lines) == _LINES:
            self.lines.clear()
        self.lines[place] = line

    def beginning(self, style: Style) -> bytes:
        """Return the operators that begin written lines of one style which stand for themselves."""
        thickened = b"2 Tr %s w " % _number(style.weight) if style.weight else b""
        return b"%sBT %s" % (thickened, self.selected[style])

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
        footer: Footer = _NO_FOOTER,
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
