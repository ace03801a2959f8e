"""The faces: every name prints, nothing is dropped, and the text copied out is the text put in."""

import io
import shutil
import subprocess
import sys

import pymupdf
import pypdf
import pytest
from characters import NO_FACE_HAS, extension_characters, standard_characters

from calc.statements import fonts, pdf

RARE_NAMES = "䶮㛃𬭎𠅤㑇𬱖𫖯𣲗𬬭㵐堃喆镕頔垚"
MINORITY_NAME = "买买提·艾合买提"


def some_extension_characters():
    """Return some of every supplementary block, of those characters a face covers."""
    return "".join(each for each in extension_characters()[::200] if each not in NO_FACE_HAS)


def written(text, face="song", per_line=20):
    """Return a PDF with `text` in lines of one page, and the lines."""
    lines = [text[at : at + per_line] for at in range(0, len(text), per_line)]
    stream = io.BytesIO()
    file = pdf.File(stream, "字", author="", program="", date=None)
    content = [b"BT"]
    for at, line in enumerate(lines):
        content.append(b"1 0 0 1 20 %d Tm" % (20 + 14 * (len(lines) - at)))
        for used, run in fonts.runs(line, face):
            font = pdf.font(used)
            string = b"".join(map(font.codes(file.document).__getitem__, run))
            name = font.getSubsetInternalName(0, file.document).encode()
            content.append(b"%s 10 Tf (%s) Tj" % (name, string))
    content.append(b"ET")
    file.add_page(b"\n".join(content), (400, 60 + 14 * len(lines)))
    file.save()
    return stream.getvalue(), lines


def by_pypdf(data, _folder):
    return pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text()


def by_pymupdf(data, _folder):
    with pymupdf.open(stream=data) as document:
        return document[0].get_text()


def by_pdftotext(data, folder):
    (folder / "page.pdf").write_bytes(data)
    command = [shutil.which("pdftotext"), "-enc", "UTF-8", str(folder / "page.pdf"), "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout.decode()


READERS = [
    by_pypdf,
    by_pymupdf,
    pytest.param(
        by_pdftotext,
        marks=pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils is missing"),
    ),
]


@pytest.mark.parametrize("text", [*RARE_NAMES, MINORITY_NAME, "①②③―×㎡（）《》“”…％"])
def test_names_and_marks_of_the_forms_are_covered(text):
    assert fonts.uncovered(text) == []


def test_every_standard_character_is_in_both_faces():
    for face in ("song", "hei"):
        assert [each for each in standard_characters() if fonts.runs(each, face)[0][0] != face] == []


@pytest.mark.parametrize(
    "character",
    [
        "\n",
        "\t",
        "\x00",
        "\x7f",
        "\u00ad",
        "\u200b",
        "\ufeff",
        "\ue000",
        "\U000f0000",
        "\u0378",
        "\u2028",
        "\u2f1f",
        "한",
        "😀",
    ],
)
def test_what_cannot_be_read_on_paper_is_named_once(character):
    assert fonts.uncovered(f"王{character}五{character}") == [character]


def test_uncovered_characters_keep_their_order():
    assert fonts.uncovered("\ue001甲\ue000乙\ue001") == ["\ue001", "\ue000"]


def test_a_lone_surrogate_is_uncovered():
    assert fonts.uncovered("\ud800") == ["\ud800"]


def test_measuring_or_splitting_a_missing_character_is_refused():
    for ask in (fonts.width, fonts.runs):
        with pytest.raises(fonts.UnprintableError, match="U\\+E000") as caught:
            ask("王\ue000", "song")
        assert caught.value.character == "\ue000"


def test_digits_have_one_width_in_every_face_of_figures():
    for face in ("song", "hei"):
        assert len({fonts.width(digit, face) for digit in "0123456789"}) == 1


def test_width_counts_characters_of_other_faces():
    assert fonts.width("张𪜀", "song") == 2000
    assert fonts.width("𬱖", "hei") == 1000
    assert fonts.width("", "song") == 0


def test_a_text_falls_back_face_by_face():
    assert fonts.runs("张𪜀三", "song") == (("song", "张"), ("rare", "𪜀"), ("song", "三"))
    assert fonts.runs("张三", "hei") == (("hei", "张三"),)


def test_coverage_is_known_without_the_pdf_library_and_without_the_rare_face():
    program = (
        "import sys; from calc.statements import fonts;"
        "assert fonts.uncovered('张三') == [];"
        "assert fonts.advances.cache_info().currsize == 1;"
        "assert not any(name.startswith('reportlab') for name in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("face", ["song", "hei"])
def test_text_comes_out_as_typed(reader, face, tmp_path):
    sample = standard_characters()[::17] + RARE_NAMES + MINORITY_NAME
    sample += some_extension_characters() + "(A\\b)1,204.55―①㎡"
    data, lines = written(sample, face)
    found = reader(data, tmp_path)
    assert [line.strip() for line in found.splitlines() if line.strip()] == lines


@pytest.mark.parametrize("reader", READERS)
def test_text_comes_out_as_typed_whatever_byte_its_code_has(reader, tmp_path):
    text = standard_characters()[:600]
    data, lines = written(text)
    assert [line.strip() for line in reader(data, tmp_path).splitlines() if line.strip()] == lines


def test_fonts_are_embedded_as_subsets():
    data, _ = written("张三" + "𪜀")
    assert len(data) < 20_000
    with pymupdf.open(stream=data) as document:
        fonts_of_page = document.get_page_fonts(0)
        names = {font[3] for font in fonts_of_page}
        assert {name.partition("+")[2] for name in names} == {"ZhengdiSong", "HanaMinB"}
        assert all(len(name.partition("+")[0]) == 6 for name in names)
        assert all(document.extract_font(font[0])[3] for font in fonts_of_page)


def ink(data):
    with pymupdf.open(stream=data) as document:
        return sum(255 - value for value in document[0].get_pixmap(colorspace="gray", dpi=144).samples)


def test_two_characters_of_one_glyph_do_not_shift_those_after_them():
    alone, after_spaces = (ink(written(text)[0]) for text in ("一地", "\u00a0 一地"))
    assert after_spaces == pytest.approx(alone, rel=0.03)
    assert alone > 0


def test_the_same_text_gives_the_same_bytes():
    assert written("张三𪜀123")[0] == written("张三𪜀123")[0]
    assert written("张三")[0] != written("张四")[0]
