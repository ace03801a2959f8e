"""Text copied out of printed documents is what was typed: every standard character, every one of Ext B to F."""

import io
import shutil
import subprocess
from functools import cache

import pymupdf
import pypdf
import pytest
from builders import household, item, outputs, project, scenario, village
from characters import NO_FACE_HAS, extension_characters, standard_characters
from papers import county

from calc import statements
from calc.assess import assess
from calc.findings import render as message
from calc.language import catalogue
from calc.statements import fonts
from calc.statements.page import BODY, BODY_STRONG, Book

NAME = 16
REMARK = 1000
HOUSEHOLDS = 6
PER_DOCUMENT = HOUSEHOLDS * (NAME + REMARK)


def all_characters():
    printable = "".join(each for each in extension_characters() if each not in NO_FACE_HAS)
    return standard_characters() + printable


def typed(part):
    """Return the name and the remark of each household which between them hold a part of all characters."""
    text = all_characters()[part * PER_DOCUMENT : (part + 1) * PER_DOCUMENT]
    pieces = (text[at : at + NAME + REMARK] for at in range(0, len(text), NAME + REMARK))
    return [(piece[:NAME], piece[NAME:]) for piece in pieces]


PARTS = range(-(-len(all_characters()) // PER_DOCUMENT))


@cache
def printed(part):
    """Return the household statements in which a part of all characters was typed."""
    names = typed(part)
    found = assess(
        scenario(
            project=[project(name="国道310线改建工程", county="样例县")],
            villages=[village(township="石桥乡", village="上河村")],
            outputs=outputs(),
            households=[household(household_id=f"H{at}", head=name) for at, (name, _) in enumerate(names)],
            parcels=[],
            items=[
                item(item_id=f"I{at}", household_id=f"H{at}", remark=remark)
                for at, (_, remark) in enumerate(names)
                if remark
            ],
        )
    )
    return statements.render(found, "household-statements")


def by_pypdf(data, _folder):
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def by_pymupdf(data, _folder):
    with pymupdf.open(stream=data) as document:
        return [page.get_text() for page in document]


def by_pdftotext(data, folder):
    (folder / "page.pdf").write_bytes(data)
    command = [shutil.which("pdftotext"), "-enc", "UTF-8", str(folder / "page.pdf"), "-"]
    found = subprocess.run(command, check=True, capture_output=True).stdout.decode()
    return found.split("\f")[:-1]


READERS = [
    by_pypdf,
    by_pymupdf,
    pytest.param(
        by_pdftotext,
        marks=pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils is missing"),
    ),
]


def test_the_characters_are_all_there_are():
    assert len(standard_characters()) == len(set(standard_characters())) == 8105
    assert len(extension_characters()) >= 60_330
    assert sum(len(name + remark) for part in PARTS for name, remark in typed(part)) == len(all_characters())


def test_characters_of_the_extensions_that_no_face_has_are_known():
    assert set(fonts.uncovered(extension_characters())) <= NO_FACE_HAS
    assert len(fonts.uncovered("".join(sorted(NO_FACE_HAS)))) == len(NO_FACE_HAS)


@pytest.mark.parametrize("document", statements.DOCUMENTS)
def test_a_character_no_face_has_is_refused_by_name(document):
    found = county(project=[project(name="王\U0002a6d7路")])
    (error,) = statements.errors_of(found, document)
    assert "U+2A6D7" in message(error, catalogue("zh"))


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("part", PARTS)
def test_names_and_remarks_come_out_as_typed(part, reader, tmp_path):
    pages = [page.replace("\n", "") for page in reader(printed(part), tmp_path)]
    for name, remark in typed(part):
        assert any(f"权利人：{name}" in page for page in pages)
        assert any(remark in page for page in pages)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("style", [BODY, BODY_STRONG], ids=["song", "hei"])
def test_running_text_of_both_faces_comes_out_as_typed(style, reader, tmp_path):
    text = standard_characters()
    pieces = [text[at : at + REMARK] for at in range(0, len(text), REMARK)]
    stream = io.BytesIO()
    book = Book(stream, "字")
    for piece in pieces:
        with book.section() as section:
            section.paragraph(piece, style)
    book.close()
    pages = reader(stream.getvalue(), tmp_path)
    assert len(pages) == len(pieces)
    for piece, page in zip(pieces, pages, strict=True):
        assert piece in page.replace("\n", "")
