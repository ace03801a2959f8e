"""The same household statements painted by Qt's QPainter onto a QPdfWriter, line by line."""

from collections.abc import Sequence

from pages import CELLS, FIGURES, HEADS, LONG, POINT, Page, broken
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QLineF, QMarginsF, QRectF, Qt
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QPageSize, QPainter, QPdfWriter, QPen

from calc.statements.fonts import face_path

DOTS = 1200
MM = DOTS / 25.4
LEFT, ROOM = 25.0, 165.0
RIGHT_END = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT_END = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
MIDDLE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter


class Qt6:
    """Qt without a screen, with the program's own two faces."""

    def __init__(self) -> None:
        self._application = QGuiApplication.instance() or QGuiApplication(["bench"])
        self._families = {}
        for face in ("song", "hei"):
            number = QFontDatabase.addApplicationFont(str(face_path(face)))
            self._families[face] = QFontDatabase.applicationFontFamilies(number)[0]

    def render(self, pages: Sequence[Page]) -> bytes:
        """Return the pages as one PDF."""
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setResolution(DOTS)
        writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        writer.setPageMargins(QMarginsF(0, 0, 0, 0))
        painter = QPainter(writer)
        brush = _Brush(painter, self._families)
        for number, page in enumerate(pages):
            if number:
                writer.newPage()
            brush.paint(page)
        painter.end()
        buffer.close()
        return data.data()


class _Brush:
    """Paints pages; lengths are mm. Fonts and pens are made once."""

    def __init__(self, painter: QPainter, families: dict[str, str]) -> None:
        self._painter = painter
        self._fonts = {}
        for face, size in (
            *(("hei", 18), ("song", 10.5), ("song", 9), ("song", 8.5), ("hei", 8.5)),
            *(("hei", 12), ("song", 8)),
        ):
            font = QFont(families[face])
            font.setPointSizeF(size)
            self._fonts[face, size] = font
        self._pens = {width: QPen(Qt.GlobalColor.black, width / POINT * MM) for width in (0.3, 1.1)}
        self._font = ("", 0.0)
        self._pen = 0.0
        self._y = 0.0

    def _text(
        self,
        box: tuple[float, float, float, float],
        text: str,
        font: tuple[str, float],
        align: Qt.AlignmentFlag,
    ) -> None:
        if font != self._font:
            self._painter.setFont(self._fonts[font])
            self._font = font
        x, y, width, height = box
        self._painter.drawText(
            QRectF(x * MM, y * MM, width * MM, height * MM), align | Qt.TextFlag.TextDontClip, text
        )

    def _line(self, start: tuple[float, float], end: tuple[float, float], width: float = 0.3) -> None:
        if width != self._pen:
            self._painter.setPen(self._pens[width])
            self._pen = width
        self._painter.drawLine(QLineF(start[0] * MM, start[1] * MM, end[0] * MM, end[1] * MM))

    def _row(self, texts: Sequence[str], font: tuple[str, float], height: float) -> None:
        """Set one line with texts at its left end, and of two the other at its right."""
        self._text((LEFT, self._y, ROOM, height), texts[0], font, LEFT_END)
        if len(texts) > 1:
            self._text((LEFT, self._y, ROOM, height), texts[1], font, RIGHT_END)
        self._y += height

    def paint(self, page: Page) -> None:
        """Paint one page."""
        self._y = 20.0
        self._pen = 0.0
        self._font = ("", 0.0)  # a new page has to be told anew
        for title in page.title:
            self._text((LEFT, self._y, ROOM, 9.2), title, ("hei", 18), MIDDLE)
            self._y += 9.2
        for pair in (page.fields[:2], page.fields[2:]):
            self._text((LEFT + ROOM / 2, self._y, ROOM / 2, 5.6), pair[1], ("song", 10.5), LEFT_END)
            self._row(pair[:1], ("song", 10.5), 5.6)
        self._row(("", page.unit), ("song", 9), 4.6)
        self._table(page)
        for label, words, figure in page.amounts:
            font = ("hei", 12.0) if words else ("song", 10.5)
            self._text((LEFT + 40, self._y, ROOM, 6.4), words, font, LEFT_END)
            self._row((label, figure), font, 6.4)
        self._line((LEFT, self._y), (LEFT + ROOM, self._y), 1.1)
        for note in page.notes:
            for line in broken(note, 9, ROOM):
                self._row((line,), ("song", 9), 4.6)
        self._sign(page)
        for text in page.closing:
            self._row((text,), ("song", 8), 3.9)
        for at, text in enumerate(page.left):
            self._text((LEFT, 279 + 3.9 * at, ROOM, 3.9), text, ("song", 8), LEFT_END)
        for at, text in enumerate(page.right):
            self._text((LEFT, 279 + 3.9 * at, ROOM, 3.9), text, ("song", 8), RIGHT_END)
        self._text((LEFT, 279, ROOM, 3.9), page.count, ("song", 8), MIDDLE)

    def _table(self, page: Page) -> None:
        top = self._y
        self._line((LEFT, top), (LEFT + ROOM, top), 1.1)
        heads = [broken(head, 8.5, width - 0.7) for head, width in zip(HEADS, CELLS, strict=True)]
        self._cells(list(zip(heads, CELLS, [MIDDLE] * len(HEADS), strict=True)), ("hei", 8.5))
        for line in page.lines:
            self._line((LEFT, self._y), (LEFT + ROOM, self._y))
            first = sum(CELLS[: line.span])
            cells = [(broken(line.cells[0], 8.5, first - 1.8), first, MIDDLE if line.span > 1 else RIGHT_END)]
            for at, text in enumerate(line.cells[1:], line.span):
                lines = broken(text, 8.5, CELLS[at] - 1.8) if at in LONG else (text,)
                cells.append((lines, CELLS[at], RIGHT_END if at in FIGURES else LEFT_END))
            self._cells(cells, ("song" if line.kind == "line" else "hei", 8.5))
        self._line((LEFT, self._y), (LEFT + ROOM, self._y), 1.1)
        for at in (6, 9, 12):
            x = LEFT + sum(CELLS[:at])
            self._line((x, top), (x, self._y))

    def _cells(
        self, cells: Sequence[tuple[tuple[str, ...], float, Qt.AlignmentFlag]], font: tuple[str, float]
    ) -> None:
        height = max(6.0, 1.8 + 4.2 * max(len(lines) for lines, *_ in cells))
        x = LEFT
        for lines, width, align in cells:
            y = self._y + (height - 4.2 * len(lines)) / 2
            for line in lines:
                self._text((x + 0.9, y, width - 1.8, 4.2), line, font, align)
                y += 4.2
            x += width
        self._y += height

    def _sign(self, page: Page) -> None:
        for signs, height in page.places:
            x, whole = LEFT, sum(each.share for each in signs)
            self._line((LEFT, self._y), (LEFT + ROOM, self._y))
            for each in signs:
                width = ROOM * each.share / whole
                self._line((x, self._y), (x, self._y + height))
                y = self._y + 1.5
                for label in each.labels:
                    for line in broken(label, 10.5, width - 3):
                        self._text((x + 1.5, y, width - 3, 5.6), line, ("song", 10.5), LEFT_END)
                        y += 5.6
                    y += 7
                box = (x, self._y + height - 6, width - 1.5, 4.0)
                self._text(box, "年　　月　　日", ("song", 8), RIGHT_END)
                x += width
            self._y += height
            self._line((LEFT, self._y), (LEFT + ROOM, self._y))
