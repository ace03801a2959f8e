"""The files of every kind of paper: sound, complete in themselves, named, and easy to find one's way in."""

import io
import re
import shutil
import subprocess

import pymupdf
import pypdf
import pytest
from sample import printed, sample_county

from calc import statements

STEMS = list(statements.DOCUMENTS)
PAGE = re.compile(r"第 (\d+) 页 共 (\d+) 页")
MARGIN = pymupdf.Rect(14, 14, -14, -14)
SUBSET = re.compile(r"/[A-Z]{6}\+(ZhengdiSong|ZhengdiHei|HanaMinB)")


def dereferenced(value):
    return value.get_object() if isinstance(value, pypdf.generic.IndirectObject) else value


def objects(reader):
    """Yield every object of a file."""
    for number in range(1, int(dereferenced(reader.trailer["/Size"]))):
        found = reader.get_object(pypdf.generic.IndirectObject(number, 0, reader))
        if found is not None:
            yield found


@pytest.fixture(params=STEMS)
def stem(request):
    return request.param


@pytest.fixture
def reader(stem):
    return pypdf.PdfReader(io.BytesIO(printed(stem)), strict=True)


@pytest.fixture
def document(stem):
    with pymupdf.open(stream=printed(stem)) as opened:
        yield opened


@pytest.mark.skipif(not shutil.which("qpdf"), reason="qpdf is missing")
def test_qpdf_finds_nothing_wrong(stem, tmp_path):
    (tmp_path / "paper.pdf").write_bytes(printed(stem))
    done = subprocess.run(
        ["qpdf", "--check", tmp_path / "paper.pdf"], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_font_is_embedded_as_a_subset_with_its_way_back_to_text(reader):
    fonts = [
        each
        for each in objects(reader)
        if isinstance(each, pypdf.generic.DictionaryObject) and each.get("/Type") == "/Font"
    ]
    assert {each["/Subtype"] for each in fonts} == {"/Type0", "/CIDFontType2"}
    for font in fonts:
        assert SUBSET.fullmatch(font["/BaseFont"])
        if font["/Subtype"] == "/Type0":
            assert dereferenced(font["/ToUnicode"]).get_data()
        else:
            assert dereferenced(dereferenced(font["/FontDescriptor"])["/FontFile2"]).get_data()


@pytest.mark.skipif(not shutil.which("pdffonts"), reason="poppler-utils is missing")
def test_poppler_agrees_that_every_font_is_embedded_as_a_subset(stem, tmp_path):
    (tmp_path / "paper.pdf").write_bytes(printed(stem))
    done = subprocess.run(["pdffonts", tmp_path / "paper.pdf"], check=True, capture_output=True, text=True)
    rows = [line.split() for line in done.stdout.splitlines()[2:]]
    assert rows
    for row in rows:
        assert row[-5:-2] == ["yes", "yes", "yes"], row  # embedded, subset, mapped to Unicode


def test_title_language_and_program_are_told(reader):
    titles = f"{sample_county().scenario['project'].text('name').cell(0)} "
    assert reader.metadata.title.startswith(titles)
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    assert reader.metadata.creator.startswith("land-compensation ")
    first = reader.pages[0].extract_text().replace("\n", "")
    assert reader.metadata.title.removeprefix(titles) in first, "the title in the file is that on its paper"


def test_the_outline_leads_to_every_household_or_village(stem, document):
    """Every entry of the lowest level leads to a page that bears its words; each paper has one."""
    entries = document.get_toc()
    scope = statements.DOCUMENTS[stem].scope
    starts = {number for number, page in enumerate(document, 1) if "第 1 页 共" in page.get_text()}
    if scope == "project" and not entries:
        assert len(starts) == 1
        return
    lowest = 2 if scope == "household" else 1
    assert {number for level, _, number in entries if level == lowest} >= starts
    for level, title, number in entries:
        text = re.sub(r"\s", "", document[number - 1].get_text())
        if level == lowest:
            for word in title.split():
                assert word in text, (title, number)


def test_pages_are_counted_within_each_paper(document):
    counted = []
    for page in document:
        (found,) = PAGE.findall(page.get_text())
        counted.append(tuple(map(int, found)))
    at = 0
    while at < len(counted):
        pages = counted[at][1]
        assert counted[at : at + pages] == [(number, pages) for number in range(1, pages + 1)]
        at += pages


def test_nothing_stands_where_a_printer_cannot_print(document):
    """Every character stands 5 mm and more from the edge of the sheet, the foot of the page included."""
    for page in document:
        for block in page.get_text("dict")["blocks"]:
            assert (page.rect + MARGIN).contains(pymupdf.Rect(block["bbox"])), block["bbox"]


def test_the_same_scenario_gives_the_same_bytes(stem):
    assert statements.render(sample_county(), stem) == printed(stem)
