"""The same household statements set with reportlab's platypus, the way a good handbook would.

Every text comes from the program's own statements; tables, paragraphs and rules are platypus's. What can be
shared between pages (styles, heads, the signature grid's style) is made once, as a careful author would.
"""

import io
from collections.abc import Iterable, Sequence
from html import escape

from pages import CELLS, HEADS, LONG, Page
from reportlab import rl_config
from reportlab.lib.colors import black
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from calc.statements.fonts import face_path

WIDTHS = [width * mm for width in CELLS]
TITLE = ParagraphStyle("title", fontName="hei", fontSize=18, leading=26, alignment=TA_CENTER)
DENSE = ParagraphStyle("dense", fontName="song", fontSize=8.5, leading=12, wordWrap="CJK")
NOTE = ParagraphStyle("note", DENSE, fontSize=9, leading=13)
HEAD = ParagraphStyle("head", DENSE, fontName="hei", alignment=TA_CENTER)
CLOSING = ParagraphStyle("closing", DENSE, fontSize=8, leading=11)
RULES = TableStyle(
    [
        ("FONT", (0, 0), (-1, -1), "song", 8.5, 12),
        ("LINEABOVE", (0, 0), (-1, 0), 1.1, black),
        ("LINEBELOW", (0, -1), (-1, -1), 1.1, black),
        ("LINEBELOW", (0, 0), (-1, -2), 0.3, black),
        ("ALIGN", (5, 1), (11, -1), "RIGHT"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 2.5),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2.5),
        ("TOPPADDING", (0, 0), (-1, -1), 1),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
    ]
)
PLAIN = TableStyle(
    [
        ("FONT", (0, 0), (-1, -1), "song", 10.5, 16),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
    ]
)
AMOUNTS = TableStyle(
    [
        ("FONT", (0, 0), (-1, 0), "hei", 12, 18),
        ("FONT", (0, 1), (-1, -1), "song", 10.5, 16),
        ("ALIGN", (2, 0), (2, -1), "RIGHT"),
        ("LINEBELOW", (0, -1), (-1, -1), 1.1, black),
        ("TOPPADDING", (0, 0), (-1, -1), 1),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    ]
)
GRID = TableStyle(
    [
        ("FONT", (0, 0), (-1, -1), "song", 10.5, 16),
        ("GRID", (0, 0), (-1, -1), 0.3, black),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
)


def prepare() -> None:
    """Load the program's own faces into reportlab, once and outside the measurement."""
    rl_config.useA85 = 0
    registerFont(TTFont("song", face_path("song")))
    registerFont(TTFont("hei", face_path("hei")))


def _table(page: Page, heads: list[Paragraph]) -> Table:
    rows: list[list[object]] = [list(heads)]
    styles = []
    for number, line in enumerate(page.lines, 1):
        cells: list[object] = [line.cells[0], *[""] * (line.span - 1), *line.cells[1:]]
        if line.kind == "line":
            cells = [
                Paragraph(escape(str(cell)), DENSE) if at in LONG else cell for at, cell in enumerate(cells)
            ]
        else:
            styles.append(("FONT", (0, number), (-1, number), "hei", 8.5, 12))
        if line.span > 1:
            styles.append(("SPAN", (0, number), (line.span - 1, number)))
            styles.append(("ALIGN", (0, number), (line.span - 1, number), "CENTER"))
        rows.append(cells)
    table = Table(rows, WIDTHS, repeatRows=1)
    table.setStyle(RULES)
    if styles:
        table.setStyle(TableStyle(styles))
    return table


def _flowables(page: Page, heads: list[Paragraph]) -> Iterable[Flowable]:
    for title in page.title:
        yield Paragraph(escape(title), TITLE)
    yield Table([page.fields[:2], page.fields[2:]], [82.5 * mm] * 2, style=PLAIN)
    yield Table([["", page.unit]], [140 * mm, 25 * mm], style=PLAIN)
    yield _table(page, heads)
    yield Table(list(page.amounts), [40 * mm, 90 * mm, 35 * mm], style=AMOUNTS)
    for note in page.notes:
        yield Paragraph(escape(note), NOTE)
    yield Spacer(1, 6)
    for signs, height in page.places:
        whole = sum(each.share for each in signs)
        widths = [165 * mm * each.share / whole for each in signs]
        yield Table([["\n\n".join(each.labels) for each in signs]], widths, [height * mm], style=GRID)
    for text in page.closing:
        yield Paragraph(escape(text), CLOSING)


def render(pages: Sequence[Page]) -> bytes:
    """Return the pages as one PDF."""
    left = iter([page.left for page in pages])

    def draw_foot(canvas: Canvas, _document: SimpleDocTemplate) -> None:
        canvas.setFont("song", 8)
        for at, text in enumerate(next(left)):
            canvas.drawString(25 * mm, 14 * mm - 11 * at, text)
        for at, text in enumerate(pages[0].right):
            canvas.drawRightString(190 * mm, 14 * mm - 11 * at, text)
        canvas.drawCentredString(105 * mm, 14 * mm, pages[0].count)

    heads = [Paragraph(escape(head), HEAD) for head in HEADS]
    story: list[Flowable] = []
    for page in pages:
        story.extend(_flowables(page, heads))
        story.append(PageBreak())
    stream = io.BytesIO()
    document = SimpleDocTemplate(
        stream, pagesize=A4, topMargin=20 * mm, bottomMargin=20 * mm, leftMargin=25 * mm, rightMargin=20 * mm
    )
    document.build(story, onFirstPage=draw_foot, onLaterPages=draw_foot)
    return stream.getvalue()
