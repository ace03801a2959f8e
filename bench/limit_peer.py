"""The limit: the same parts and strings, encoded and formatted already, written by a bare loop.

What the program draws is recorded once: every string, rule and part of every page as its operators, taken
apart into their text and the lengths in them. What is measured puts one after the other to its place, as a
loop over a canvas does, and writes the pages with reportlab's canvas and the same fonts.
"""

import io
import re
from collections.abc import Callable
from unittest.mock import patch

from reportlab import rl_config
from reportlab.pdfbase.pdfdoc import PDFFormXObject, PDFPage, xObjectName
from reportlab.pdfgen.canvas import Canvas

from calc.statements import pdf
from calc.statements.fonts import Face

FACES: tuple[Face, ...] = ("song", "hei", "rare")
LENGTH = re.compile(rb"(\((?:\\.|[^\\()])*\))|(?<![\w/.])(-?\d+\.\d+)", re.DOTALL)
PLACED = re.compile(rb"/P(\d+) Do")  # as the program names its parts
END = re.compile(rb"(?<=\bTj)|(?<=\bDo Q)|(?<=\bS)(?=\s)")
Operators = tuple[bytes, tuple[float, ...]]


def _apart(operators: bytes) -> Operators:
    """Return operators as a template, and the lengths to be put into it; strings stay as they are."""
    lengths: list[float] = []

    def take(found: "re.Match[bytes]") -> bytes:
        if found[1] is not None:
            return found[1]
        lengths.append(float(found[2]))
        return b"%.2f"

    return LENGTH.sub(take, operators.replace(b"%", b"%%")), tuple(lengths)


class _Recording(pdf.File):
    """The program's own file, which remembers what is written into it."""

    last: "_Recording"

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        self.parts: list[tuple[bytes, tuple[float, ...]]] = []
        self.pages: list[tuple[bytes, tuple[float, ...], list[str]]] = []
        self.characters: dict[Face, list[str]] = {}
        _Recording.last = self

    def add_part(self, operators: bytes, box: tuple[float, float, float, float]) -> str:
        self.parts.append((operators, box))
        return super().add_part(operators, box)

    def add_page(self, operators: bytes, size: tuple[float, float], *outline: object) -> None:
        used = [f"part{number.decode()}" for number in PLACED.findall(operators)]
        named = PLACED.sub(
            lambda found: b"/%s Do" % xObjectName(f"part{found[1].decode()}").encode(), operators
        )
        self.pages.append((named, size, used))
        super().add_page(operators, size, *outline)

    def save(self) -> None:
        names = self.document.fontMapping
        self.characters = {
            face: list(pdf.font(face).codes(self.document)) for face in FACES if pdf.font(face).name in names
        }
        self.order = list(names)
        super().save()


class Limit:
    """What the program drew, ready to be written string by string."""

    def __init__(self, draw: Callable[[], bytes]) -> None:
        with patch.object(pdf, "File", _Recording):
            draw()
        self._recorded = _Recording.last
        self._placed = [
            [_apart(each) for each in END.split(operators)] for operators, _, _ in self._recorded.pages
        ]

    def render(self) -> bytes:
        """Return the pages as one PDF."""
        rl_config.useA85 = 0
        stream = io.BytesIO()
        canvas = Canvas(stream, pageCompression=1, invariant=1, pdfVersion=(1, 6))
        document = canvas._doc  # noqa: SLF001  (the canvas has no public way to take operators)
        # Without reportlab's own Helvetica, so that fonts get the names they have in the record.
        document.fontMapping.clear()
        for name in self._recorded.order:
            face = next(each for each in FACES if pdf.font(each).name == name)
            codes = pdf.font(face).codes(document)
            for character in self._recorded.characters[face]:
                codes[character]  # gives out the next code
            pdf.font(face).getSubsetInternalName(0, document)
        for number, (operators, box) in enumerate(self._recorded.parts):
            form = PDFFormXObject(*box)
            form.setStreamList(operators)
            form.compression = 1
            document.addForm(f"part{number}", form)
        for placed, (_, size, used) in zip(self._placed, self._recorded.pages, strict=True):
            code = []
            for template, lengths in placed:
                code.append(template % lengths)
            page = PDFPage()  # as `showPage` does; that takes text, and our codes are bytes
            page.pagewidth, page.pageheight = size
            page.setCompression(1)
            page.setStream(b"".join(code))
            canvas._formsinuse = used  # noqa: SLF001  (as above, likewise below)
            canvas._setXObjects(page)  # noqa: SLF001
            canvas._setExtGState(page)  # noqa: SLF001
            canvas._setShadingUsed(page)  # noqa: SLF001
            document.addPage(page)
        canvas.save()
        return stream.getvalue()
