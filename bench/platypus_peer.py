"""The same household statements set with reportlab's platypus, the way a good handbook would.

Every text comes from the program's own statements; tables, paragraphs and rules are platypus's. What can be
shared between pages (styles, heads, the signature grid's style) is made once, as a careful author would.
"""

import io
from collections.abc import Iterable
from html import escape

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

from calc import units
from calc.statements.entries import Content
from calc.statements.fonts import face_path
from calc.statements.household import HOUSEHOLD_STATEMENTS, Statement, statement
from calc.statements.parts import footer
from calc.statements.signing import Place

HEADS = (
    *("序号", "补偿项目", "小地名/名称", "地类/规格", "单位", "数量", "前三年平均年产值"),
    *("倍数", "补偿标准", "应补金额", "比例", "本户应得", "备注"),
)
WIDTHS = [width * 165 / 190 * mm for width in (7, 19, 17, 14, 8, 16, 16, 9, 18, 20, 10, 20, 16)]
LONG = (1, 2, 3, 12)  # columns of names, which may need a second line
TITLE = ParagraphStyle("title", fontName="hei", fontSize=18, leading=26, alignment=TA_CENTER)
DENSE = ParagraphStyle("dense", fontName="song", fontSize=9, leading=13, wordWrap="CJK")
HEAD = ParagraphStyle("head", DENSE, fontName="hei", alignment=TA_CENTER)
RULES = TableStyle(
    [
        ("FONT", (0, 0), (-1, -1), "song", 9, 13),
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
GRID = TableStyle(
    [
        ("FONT", (0, 0), (-1, -1), "song", 8, 11),
        ("GRID", (0, 0), (-1, -1), 0.3, black),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
)


def prepare() -> None:
    """Load the program's own faces into reportlab, once and outside the measurement."""
    rl_config.useA85 = 0
    registerFont(TTFont("song", face_path("song")))
    registerFont(TTFont("hei", face_path("hei")))


def _table(found: Statement, heads: list[Paragraph]) -> Table:
    rows: list[list[object]] = [list(heads)]
    spans = []
    for number, row in enumerate(found.rows, 1):
        cells: list[object] = [row.cells[0], *[""] * (row.span - 1), *row.cells[1:]]
        if row.kind == "line":
            cells = [
                Paragraph(escape(str(cell)), DENSE) if at in LONG and cell else cell or "―"
                for at, cell in enumerate(cells)
            ]
        elif row.span > 1:
            spans.append(("SPAN", (0, number), (row.span - 1, number)))
        rows.append(cells)
    table = Table(rows, WIDTHS, repeatRows=1)
    table.setStyle(RULES)
    if spans:
        table.setStyle(TableStyle(spans))
    return table


def _label(place: Place | tuple[Place, ...]) -> str:
    """Return the label of a place to sign, or of several below each other."""
    return place.label if isinstance(place, Place) else "\n\n".join(each.label for each in place)


def _flowables(content: Content, found: Statement, heads: list[Paragraph]) -> Iterable[Flowable]:
    for title in found.title:
        yield Paragraph(escape(title), TITLE)
    number, holder, village, basis = ("：".join(each) for each in found.fields)
    yield Table([[holder, number], [village, basis]], [82.5 * mm] * 2, style=PLAIN)
    yield Table([["", content.wording.text("common.unit")]], [140 * mm, 25 * mm], style=PLAIN)
    yield _table(found, heads)
    due, rest = found.amounts
    words = f"人民币{units.amount_in_words(due.fen)}"
    totals = [[due.label, words, content.money(due.fen)], [rest.label, "", content.money(rest.fen)]]
    yield Table(totals, [60 * mm, 70 * mm, 35 * mm], style=PLAIN)
    for note in found.notes:
        yield Paragraph(escape(note), DENSE)
    yield Spacer(1, 6)
    for places in found.places:
        width = 165 * mm / len(places)
        labels = [_label(place) for place in places]
        yield Table([labels], [width] * len(places), [24 * mm], style=GRID)
    yield Table([list(found.foot)], [120 * mm, 45 * mm], style=PLAIN)


def render(content: Content, households: Iterable[int]) -> bytes:
    """Return the statements of the households at these positions as one PDF."""
    households = list(households)
    foot = footer(content, HOUSEHOLD_STATEMENTS, households[0])

    def draw_foot(canvas: Canvas, _document: SimpleDocTemplate) -> None:
        canvas.setFont("song", 8)
        for at, (left, right) in enumerate(zip(foot.left.split("\n"), foot.right.split("\n"), strict=False)):
            canvas.drawString(25 * mm, 14 * mm - 11 * at, left)
            canvas.drawRightString(190 * mm, 14 * mm - 11 * at, right)
        canvas.drawCentredString(105 * mm, 14 * mm, "第 1 页 共 1 页")

    heads = [Paragraph(escape(head), HEAD) for head in HEADS]
    story: list[Flowable] = []
    for household in households:
        story.extend(_flowables(content, statement(content, household), heads))
        story.append(PageBreak())
    stream = io.BytesIO()
    document = SimpleDocTemplate(
        stream, pagesize=A4, topMargin=20 * mm, bottomMargin=20 * mm, leftMargin=25 * mm, rightMargin=20 * mm
    )
    document.build(story, onFirstPage=draw_foot, onLaterPages=draw_foot)
    return stream.getvalue()
