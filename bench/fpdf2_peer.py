"""The same household statements set with fpdf2, by its own tables and cells."""

from collections.abc import Sequence

from fpdf import FPDF
from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace
from pages import CELLS, FIGURES, HEADS, LONG, POINT, Page

from calc.statements.fonts import face_path

ALIGNS = tuple("RIGHT" if at in FIGURES else "LEFT" if at in LONG else "CENTER" for at in range(len(HEADS)))
STRONG = FontFace(family="hei")


class _Paper(FPDF):
    """A4 with the program's own faces and the foot of the present page."""

    def __init__(self) -> None:
        super().__init__(format="A4")
        self.add_font("song", fname=face_path("song"))
        self.add_font("hei", fname=face_path("hei"))
        self.set_margins(25, 20, 20)
        self.set_auto_page_break(auto=True, margin=20)
        self.own: Page

    def footer(self) -> None:
        """Set the foot, which fpdf2 asks for when a page is done."""
        self.set_font("song", size=8)
        self.set_y(-16)
        top = self.get_y()
        for texts, align in ((self.own.left, "L"), ((self.own.count,), "C"), (self.own.right, "R")):
            self.set_xy(25, top)
            self.multi_cell(165, 11 / POINT, "\n".join(texts), align=align)


def _table(paper: FPDF, page: Page) -> None:
    paper.set_font("song", size=8.5)
    with paper.table(
        col_widths=CELLS,
        width=165,
        text_align=ALIGNS,
        line_height=12 / POINT,
        padding=(0.7, 0.8),
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        headings_style=STRONG,
        wrapmode="CHAR",
    ) as table:
        table.row(HEADS)
        for line in page.lines:
            row = table.row(style=None if line.kind == "line" else STRONG)
            row.cell(line.cells[0], colspan=line.span, align="CENTER" if line.span > 1 else None)
            for cell in line.cells[1:]:
                row.cell(cell)


def _set(paper: FPDF, page: Page) -> None:
    paper.set_font("hei", size=18)
    for title in page.title:
        paper.cell(165, 26 / POINT, title, align="C", new_x="LMARGIN", new_y="NEXT")
    paper.set_font("song", size=10.5)
    for pair in (page.fields[:2], page.fields[2:]):
        paper.cell(82.5, 16 / POINT, pair[0])
        paper.cell(82.5, 16 / POINT, pair[1], new_x="LMARGIN", new_y="NEXT")
    paper.set_font("song", size=9)
    paper.cell(165, 13 / POINT, page.unit, align="R", new_x="LMARGIN", new_y="NEXT")
    _table(paper, page)
    for label, words, figure in page.amounts:
        paper.set_font(*(("hei", "", 12) if words else ("song", "", 10.5)))
        paper.cell(45, 18 / POINT, label)
        paper.cell(85, 18 / POINT, words)
        paper.cell(35, 18 / POINT, figure, align="R", new_x="LMARGIN", new_y="NEXT")
    paper.line(25, paper.get_y(), 190, paper.get_y())
    paper.set_font("song", size=9)
    for note in page.notes:
        paper.multi_cell(165, 13 / POINT, note, wrapmode="CHAR", align="L", new_x="LMARGIN", new_y="NEXT")
    _sign(paper, page)
    paper.set_font("song", size=8)
    for text in page.closing:
        paper.cell(165, 11 / POINT, text, new_x="LMARGIN", new_y="NEXT")


def _sign(paper: FPDF, page: Page) -> None:
    for signs, height in page.places:
        top, x = paper.get_y(), 25.0
        whole = sum(each.share for each in signs)
        for each in signs:
            width = 165 * each.share / whole
            paper.rect(x, top, width, height)
            paper.set_font("song", size=10.5)
            paper.set_xy(x + 1.5, top + 1.5)
            paper.multi_cell(width - 3, 16 / POINT, "\n\n".join(each.labels), align="L", wrapmode="CHAR")
            paper.set_font("song", size=8)
            paper.set_xy(x, top + height - 6)
            paper.cell(width - 1.5, 4, "年　　月　　日", align="R")
            x += width
        paper.set_xy(25, top + height)


def render(pages: Sequence[Page]) -> bytes:
    """Return the pages as one PDF."""
    paper = _Paper()
    for page in pages:
        paper.add_page()  # sets the foot of the page before, too
        paper.own = page
        _set(paper, page)
    return bytes(paper.output())
