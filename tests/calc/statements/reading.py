"""Printed pages read back as a person reads them: texts at their places, tables by their rules, sums in words.

Nothing here knows how the paper was drawn. A table is what stands between two heavy rules with a finer one
below its head; its columns follow from the places of their titles, each in the middle of its column; its rows
are parted by hairlines.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

import pymupdf

GAP = 4.0
"""Points; texts of two columns are at least 5 apart, letters spread over a line up to 3.3."""
_HEAD_GAP = 1.0
_HEAVY, _FRAME = 1.0, 0.5
_CLOSE = 0.8
DASH = "―"

Box = tuple[float, float, float, float]


class Text(NamedTuple):
    """A run of text: where its baseline is and where it starts, in points from the upper left corner."""

    y: float
    x: float
    text: str
    box: Box

    @property
    def middle(self) -> float:
        return (self.box[0] + self.box[2]) / 2


class Rule(NamedTuple):
    """A level rule."""

    y: float
    left: float
    right: float
    width: float


class Row(NamedTuple):
    """One row: the text under each column; a label over several columns stands under one of them."""

    cells: tuple[str, ...]

    @property
    def label(self) -> str:
        """What stands before the first figure."""
        return next((cell for cell in self.cells if cell and not _FIGURE.fullmatch(cell)), "")

    def is_line(self) -> bool:
        """Tell whether every cell is filled, if only with a dash: sums and captions leave some empty."""
        return all(self.cells)


class Table(NamedTuple):
    """A table, over all pages it stands on: its columns' titles, those of a group as 土地补偿费/金额."""

    titles: tuple[str, ...]
    rows: tuple[Row, ...]

    def column(self, title: str) -> int:
        return self.titles.index(title)

    def figure(self, row: Row, title: str) -> Decimal | None:
        """Return the figure of a row under a title, None for a dash or an empty cell."""
        return figure(row.cells[self.column(title)])


_FIGURE = re.compile(r"[-¥]?[0-9][0-9,]*(\.[0-9]+)?%?")


def figure(text: str) -> Decimal | None:
    """Return a printed figure, None for a dash or nothing."""
    if text in {DASH, ""}:
        return None
    if not _FIGURE.fullmatch(text):
        raise ValueError(f"“{text}” is no figure")
    return Decimal(text.replace(",", "").strip("¥%"))


# --- texts -----------------------------------------------------------------------------------------------


class _Character(NamedTuple):
    y: float
    x: float
    text: str
    box: Box


def _characters(page: pymupdf.Page) -> list[_Character]:
    """Return all that was written, from top to bottom and left to right."""
    found = {  # a letter whose outline is thickened is drawn twice
        _Character(round(origin[1] * 2) / 2, origin[0], chr(code), box)
        for span in page.get_texttrace()
        for code, _, origin, box in span["chars"]
    }
    return sorted(found)


def _runs(characters: Iterable[_Character], gap: float) -> list[Text]:
    """Return characters joined into texts, parted where there is a gap."""
    found: list[Text] = []
    for y, x, character, box in characters:
        if found and found[-1].y == y and x - found[-1].box[2] < gap:
            last = found[-1]
            found[-1] = last._replace(text=last.text + character, box=_around(last.box, box))
        else:
            found.append(Text(y, x, character, box))
    return [each._replace(text=each.text.strip()) for each in found if each.text.strip()]


def _around(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def texts_of(page: pymupdf.Page) -> list[Text]:
    """Return the texts of a page from top to bottom and left to right, parted where there is a gap."""
    return _runs(_characters(page), GAP)


# --- rules -----------------------------------------------------------------------------------------------


def rules_of(page: pymupdf.Page) -> list[Rule]:
    """Return the level rules of a page from top to bottom."""
    found = []
    for drawing in page.get_drawings():
        for kind, *points in drawing["items"]:
            if kind == "l" and abs(points[0].y - points[1].y) < 0.1:
                left, right = sorted((points[0].x, points[1].x))
                found.append(Rule(points[0].y, left, right, drawing["width"]))
    return sorted(found)


class _Frame(NamedTuple):
    """A table's place on a page: its upper rule, the one below its head, those between its rows, the lower."""

    top: Rule
    head: Rule
    rows: list[float]
    bottom: Rule


def _frames(rules: list[Rule]) -> Iterator[_Frame]:
    """Yield the tables of a page: a heavy rule, one below the head, a heavy rule again, all as wide."""
    for top in rules:
        if top.width < _HEAVY:
            continue
        below = [each for each in rules if each.y > top.y + 8 and _as_wide(each, top)]
        closing = next((at for at, each in enumerate(below) if each.width >= _HEAVY), 0)
        if closing and _FRAME < below[0].width < _HEAVY:
            heights = [each.y for each in below[:closing] if each.y < below[closing].y - 2]
            yield _Frame(top, below[0], heights, below[closing])


def _as_wide(one: Rule, other: Rule) -> bool:
    return abs(one.left - other.left) < _CLOSE and abs(one.right - other.right) < _CLOSE


# --- tables ----------------------------------------------------------------------------------------------


def tables_on(page: pymupdf.Page) -> list[Table]:
    """Return the tables of one page, or the parts of them that stand on it."""
    characters, rules = _characters(page), rules_of(page)
    return [_table(characters, rules, frame) for frame in _frames(rules)]


def _table(characters: list[_Character], rules: list[Rule], frame: _Frame) -> Table:
    left, right = frame.top.left, frame.top.right
    inside = [each for each in characters if left - 1 <= (each.box[0] + each.box[2]) / 2 <= right + 1]
    head = [each for each in inside if frame.top.y < each.y < frame.head.y]
    groups = [
        each
        for each in rules
        if frame.top.y + 8 < each.y < frame.head.y - 8 and left - 1 < each.left and each.right < right + 1
    ]
    titles, edges = _columns(_runs(head, _HEAD_GAP), groups, (left, right))
    rows = []
    for above, below in zip(frame.rows, [*frame.rows[1:], frame.bottom.y], strict=True):
        texts = _runs((each for each in inside if above < each.y < below), GAP)
        cells = [""] * len(titles)
        for text in texts:
            at = sum(text.middle >= edge for edge in edges[1:-1])
            cells[at] += text.text
        rows.append(Row(tuple(cells)))
    return Table(titles, tuple(rows))


def _columns(
    texts: list[Text], groups: list[Rule], sides: tuple[float, float]
) -> tuple[tuple[str, ...], list[float]]:
    """Return the titles of columns, and their edges, which follow from the middles of the titles."""
    above: dict[Rule, str] = dict.fromkeys(groups, "")
    columns: list[tuple[float, str]] = []
    for text in texts:
        group = next(
            (each for each in groups if text.y < each.y and each.left < text.middle < each.right), None
        )
        if group is not None:
            above[group] += text.text
            continue
        at = next((at for at, column in enumerate(columns) if abs(column[0] - text.middle) < _CLOSE), None)
        if at is None:
            columns.append((text.middle, text.text))
        else:
            columns[at] = (columns[at][0], columns[at][1] + text.text)
    columns.sort()
    edges = [sides[0]]
    for middle, _ in columns:
        edges.append(2 * middle - edges[-1])
    if abs(edges[-1] - sides[1]) > 2 * _CLOSE:
        raise ValueError(f"the titles {[title for _, title in columns]} do not fill the table")
    titles = tuple(
        next((f"{name}/" for each, name in above.items() if each.left < middle < each.right), "") + title
        for middle, title in columns
    )
    return titles, edges


# --- papers ----------------------------------------------------------------------------------------------


class Paper(NamedTuple):
    """One paper of a document, all its pages: its texts line by line, and its tables."""

    texts: tuple[Text, ...]
    tables: tuple[Table, ...]

    @property
    def text(self) -> str:
        """All text without spaces and line breaks."""
        return "".join("".join(each.text.split()) for each in self.texts)

    def table(self, *titles: str) -> Table | None:
        """Return the table that has all of some columns, None where there is none."""
        return next((each for each in self.tables if set(titles) <= set(each.titles)), None)

    def after(self, label: str) -> str:
        """Return the texts of the row which starts with a label, without it, joined by spaces."""
        for text in self.texts:
            if text.text.startswith(label):
                row = [each.text for each in self.texts if each.y == text.y and each.x > text.x]
                return " ".join([text.text.removeprefix(label), *row]).strip()
        raise KeyError(label)


def papers_of(data: bytes) -> list[Paper]:
    """Return the papers of a document: its pages are counted anew for each."""
    found: list[Paper] = []
    with pymupdf.open(stream=data) as document:
        for page in document:
            texts = texts_of(page)
            tables = tables_on(page)
            if any(each.text.startswith("第 1 页 共") for each in texts):
                found.append(Paper(tuple(texts), tuple(tables)))
            else:
                last = found[-1]
                down = 10_000 * len(last.tables)  # places on different pages are never one row
                below = (each._replace(y=each.y + down) for each in texts)
                found[-1] = Paper((*last.texts, *below), _continued(last.tables, tables))
    return found


def _continued(before: tuple[Table, ...], after: list[Table]) -> tuple[Table, ...]:
    """Return the tables of two pages; one that goes on after its repeated head is one table."""
    if before and after and before[-1].titles == after[0].titles:
        whole = before[-1]._replace(rows=(*before[-1].rows, *after[0].rows))
        return (*before[:-1], whole, *after[1:])
    return (*before, *after)


# --- amounts in words ------------------------------------------------------------------------------------

_DIGITS = {digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
_TENS = {"拾": 10, "佰": 100, "仟": 1000}


def amount_of(words: str) -> Decimal:
    """Return the yuan that 人民币…元…角…分 says."""
    text = words.removeprefix("人民币").removesuffix("整")
    yuan, _, rest = text.rpartition("元") if "元" in text else ("", "", text)
    fen = 0
    digit = 0
    for each in rest:
        if each in _DIGITS:
            digit = _DIGITS[each]
        else:
            fen += digit * {"角": 10, "分": 1}[each]
    return Decimal(_whole(yuan)) + Decimal(fen) / 100


def _whole(text: str) -> int:
    """Return a whole number in words: sections of 亿 and 万, in each thousands, hundreds, tens."""
    for unit, value in (("亿", 10**8), ("万", 10**4)):
        if unit in text:
            high, _, low = text.rpartition(unit)
            return _whole(high) * value + _whole(low)
    total = digit = 0
    for each in text:
        if each in _DIGITS:
            digit = _DIGITS[each]
        else:
            total += digit * _TENS[each]
            digit = 0
    return total + digit
