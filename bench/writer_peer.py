"""The same household statements as one text document that LibreOffice turns into PDF, without a screen.

The document is a flat OpenDocument text such as a mail merge leaves: automatic styles once, then each
household's paragraphs and tables. Its writing counts; LibreOffice's start is taken off.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from pages import FIGURES, HEADS, WIDTHS, Page

from calc.statements.fonts import face_path

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{kind}:1.0"'
    for name, kind in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("fo", "xsl-fo-compatible"),
        ("svg", "svg-compatible"),
    )
)
PARAGRAPHS = {
    "title": ("Zhengdi Hei", 18, "center"),
    "body": ("Zhengdi Song", 10.5, "start"),
    "unit": ("Zhengdi Song", 9, "end"),
    "note": ("Zhengdi Song", 9, "start"),
    "left": ("Zhengdi Song", 8.5, "start"),
    "right": ("Zhengdi Song", 8.5, "end"),
    "middle": ("Zhengdi Song", 8.5, "center"),
    "head": ("Zhengdi Hei", 8.5, "center"),
    "strong": ("Zhengdi Hei", 8.5, "end"),
    "due": ("Zhengdi Hei", 12, "start"),
    "dueright": ("Zhengdi Hei", 12, "end"),
    "bodyright": ("Zhengdi Song", 10.5, "end"),
    "small": ("Zhengdi Song", 8, "start"),
    "smallright": ("Zhengdi Song", 8, "end"),
}


def _styles() -> str:
    found = []
    for name, (family, size, align) in PARAGRAPHS.items():
        found.append(
            f'<style:style style:name="{name}" style:family="paragraph"><style:paragraph-properties '
            f'fo:text-align="{align}"/><style:text-properties style:font-name="{family}" '
            f'style:font-name-asian="{family}" fo:font-size="{size}pt" style:font-size-asian="{size}pt"/>'
            "</style:style>"
        )
    found.append(
        '<style:style style:name="next" style:family="paragraph" style:parent-style-name="title">'
        '<style:paragraph-properties fo:break-before="page" fo:text-align="center"/><style:text-properties '
        'style:font-name="Zhengdi Hei" style:font-name-asian="Zhengdi Hei" fo:font-size="18pt" '
        'style:font-size-asian="18pt"/></style:style>'
        '<style:style style:name="table" style:family="table"><style:table-properties '
        'style:width="165mm" table:align="left"/></style:style>'
    )
    whole = sum(WIDTHS)
    found += [
        f'<style:style style:name="c{at}" style:family="table-column"><style:table-column-properties '
        f'style:column-width="{165 * width / whole:.2f}mm"/></style:style>'
        for at, width in enumerate(WIDTHS)
    ]
    found += [
        f'<style:style style:name="s{height}" style:family="table-row"><style:table-row-properties '
        f'style:min-row-height="{height / 10}mm"/></style:style>'
        for height in (130, 230, 435)
    ]
    for name, border in (("plain", "none"), ("ruled", "0.3pt solid #000000")):
        edge = "fo:border-top" if name == "ruled" else "fo:border"
        found.append(
            f'<style:style style:name="{name}" style:family="table-cell"><style:table-cell-properties '
            f'fo:padding="0.8mm" {edge}="{border}" style:vertical-align="middle"/></style:style>'
        )
    found.append(
        '<style:style style:name="boxed" style:family="table-cell"><style:table-cell-properties '
        'fo:padding="1.5mm" fo:border="0.3pt solid #000000"/></style:style>'
    )
    return "".join(found)


HEAD = (
    f'<?xml version="1.0" encoding="UTF-8"?><office:document {SPACES} office:version="1.3" '
    'office:mimetype="application/vnd.oasis.opendocument.text"><office:font-face-decls>'
    + "".join(
        f'<style:font-face style:name="{name}" svg:font-family="&apos;{name}&apos;"/>'
        for name in ("Zhengdi Song", "Zhengdi Hei")
    )
    + f"</office:font-face-decls><office:automatic-styles>{_styles()}"
    '<style:page-layout style:name="a4"><style:page-layout-properties fo:page-width="210mm" '
    'fo:page-height="297mm" fo:margin-top="20mm" fo:margin-bottom="10mm" fo:margin-left="25mm" '
    'fo:margin-right="20mm"/></style:page-layout></office:automatic-styles><office:master-styles>'
    '<style:master-page style:name="Standard" style:page-layout-name="a4"/></office:master-styles>'
    "<office:body><office:text>"
)
TAIL = "</office:text></office:body></office:document>"


def _paragraph(style: str, text: str) -> str:
    return f'<text:p text:style-name="{style}">{escape(text, quote=False)}</text:p>'


def _cell(content: str, style: str = "plain", span: int = 1) -> str:
    covered = "<table:covered-table-cell/>" * (span - 1)
    spanned = f' table:number-columns-spanned="{span}"' if span > 1 else ""
    return f'<table:table-cell table:style-name="{style}"{spanned}>{content}</table:table-cell>{covered}'


def _rows(rows: Sequence[tuple[tuple[str, str], ...]]) -> str:
    """Return a table without rules from (style, text) cells."""
    columns = f'<table:table-column table:number-columns-repeated="{len(rows[0])}"/>'
    lines = "".join(
        f"<table:table-row>{''.join(_cell(_paragraph(*each)) for each in row)}</table:table-row>"
        for row in rows
    )
    return f'<table:table table:style-name="table">{columns}{lines}</table:table>'


def _main_table(page: Page) -> Iterator[str]:
    yield '<table:table table:style-name="table">'
    yield "".join(f'<table:table-column table:style-name="c{at}"/>' for at in range(len(WIDTHS)))
    heads = "".join(_cell(_paragraph("head", head), "ruled") for head in HEADS)
    yield f"<table:table-header-rows><table:table-row>{heads}</table:table-row></table:table-header-rows>"
    for line in page.lines:
        plain = line.kind == "line"
        first = "head" if line.span > 1 else "right"
        yield f"<table:table-row>{_cell(_paragraph(first, line.cells[0]), 'ruled', line.span)}"
        for at, text in enumerate(line.cells[1:], line.span):
            style = ("right" if at in FIGURES else "left") if plain else "strong"
            yield _cell(_paragraph(style, text), "ruled")
        yield "</table:table-row>"
    yield "</table:table>"


def _page(page: Page, first: str) -> Iterator[str]:
    yield _paragraph(first, page.title[0]) + _paragraph("title", page.title[1])
    yield _rows([tuple(("body", text) for text in pair) for pair in (page.fields[:2], page.fields[2:])])
    yield _paragraph("unit", page.unit)
    yield from _main_table(page)
    for label, words, figure in page.amounts:
        style = "due" if words else "body"
        yield _rows([((style, label), (style, words), (f"{style}right", figure))])
    yield from (_paragraph("note", note) for note in page.notes)
    for signs, height in page.places:
        cells = "".join(
            _cell(
                "".join(_paragraph("body", label) for label in each.labels)
                + _paragraph("smallright", "年　　月　　日"),
                "boxed",
            )
            for each in signs
        )
        yield (
            f'<table:table table:style-name="table"><table:table-column table:number-columns-repeated='
            f'"{len(signs)}"/><table:table-row table:style-name="s{height * 10:.0f}">{cells}'
            "</table:table-row></table:table>"
        )
    yield from (_paragraph("small", text) for text in page.closing)
    yield _rows([(("small", page.left[0]), ("small", page.count), ("smallright", page.right[0]))])


class Writer:
    """LibreOffice with a profile and faces of its own in a scratch folder."""

    def __init__(self, folder: Path) -> None:
        """Prepare it. Raises FileNotFoundError where LibreOffice is not installed."""
        program = shutil.which("soffice") or shutil.which("libreoffice")
        if program is None:
            raise FileNotFoundError("soffice")
        self._program, self._folder = program, folder
        fonts = folder / ".fonts"  # found there because HOME is this folder
        fonts.mkdir()
        for face in ("song", "hei"):
            shutil.copy(face_path(face), fonts)

    def render(self, pages: Sequence[Page]) -> bytes:
        """Return the pages as one PDF, an empty document's where there are none."""
        file = self._folder / "statements.fodt"
        with file.open("w", encoding="utf-8") as stream:
            stream.write(HEAD if pages else HEAD + "<text:p/>")
            for number, page in enumerate(pages):
                stream.writelines(_page(page, "next" if number else "title"))
            stream.write(TAIL)
        command = [
            *(self._program, f"-env:UserInstallation={(self._folder / 'profile').as_uri()}"),
            *("--headless", "--norestore", "--convert-to", "pdf", "--outdir", str(self._folder), str(file)),
        ]
        environment = {**os.environ, "HOME": str(self._folder)}
        subprocess.run(command, check=True, capture_output=True, env=environment)
        return file.with_suffix(".pdf").read_bytes()
