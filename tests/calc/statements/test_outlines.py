"""The font program in a PDF file: the face's own outlines, whole, and nothing more than is needed."""

import io
import struct
from itertools import pairwise

import pymupdf
import pytest

from calc.statements import fonts, pdf
from calc.statements.outlines import outlines

FACES = ("song", "hei", "rare")
TEXT = {"song": "征收土地补偿费，1,204.55", "hei": "合计：人民币壹仟元整", "rare": "𪜀𠅤𬭎"}


def tables_of(font):
    """Return each table of a font file, and the sum its record has."""
    (count,) = struct.unpack_from(">H", font, 4)
    records = (struct.unpack_from(">4sLLL", font, 12 + 16 * at) for at in range(count))
    return {tag: (font[offset : offset + length], total) for tag, total, offset, length in records}


def words_of(data):
    return sum(struct.unpack(f">{len(data) // 4}L", data)) % 2**32


@pytest.mark.parametrize("face", FACES)
def test_no_face_has_outlines_made_of_others(face):
    characters = fonts.covered(face)
    tables = tables_of(outlines(face).subset(characters))
    places = struct.unpack(f">{len(characters) + 2}L", tables[b"loca"][0])
    starts = [tables[b"glyf"][0][start : start + 1] for start, end in pairwise(places) if end > start]
    assert len(starts) > 20_000
    assert max(starts) < b"\x80"  # a number of contours below zero says so


def outline_of(font, glyph):
    tables = tables_of(font)
    start, end = struct.unpack_from(">2L", tables[b"loca"][0], 4 * glyph)
    return tables[b"glyf"][0][start:end]


@pytest.mark.parametrize("face", FACES)
def test_glyphs_are_numbered_as_the_characters_come(face):
    text = TEXT[face]
    font = outlines(face).subset(text)
    (count,) = struct.unpack_from(">H", tables_of(font)[b"maxp"][0], 4)
    assert count == len(text) + 1
    assert len(tables_of(font)[b"hmtx"][0]) == 4 * count
    for number, character in enumerate(text, 1):
        assert outline_of(font, number) == outline_of(outlines(face).subset([character]), 1)


@pytest.mark.parametrize("face", FACES)
def test_the_sums_of_a_font_file_are_right(face):
    font = outlines(face).subset(TEXT[face])
    assert words_of(font) == 0xB1B0AFBA
    for tag, (table, total) in tables_of(font).items():
        whole = table[:8] + bytes(4) + table[12:] if tag == b"head" else table
        assert words_of(whole + bytes(-len(whole) % 4)) == total


def test_only_what_a_file_shows_is_in_it():
    assert len(outlines("song").subset("一二三")) < 2_000


@pytest.mark.parametrize("face", FACES)
def test_embedded_characters_look_as_in_the_face_itself(face):
    stream = io.BytesIO()
    file = pdf.File(stream, "字", author="", program="", date=None)
    font = pdf.font(face)
    string = b"".join(map(font.codes(file.document).__getitem__, TEXT[face]))
    name = font.getSubsetInternalName(0, file.document).encode()
    file.add_page(b"BT 1 0 0 1 20 20 Tm %s 24 Tf (%s) Tj ET" % (name, string), (500, 60))
    file.save()
    with pymupdf.open(stream=stream.getvalue()) as ours, pymupdf.open() as whole:
        page = whole.new_page(width=500, height=60)
        writer = pymupdf.TextWriter(page.rect)
        writer.append((20, 40), TEXT[face], pymupdf.Font(fontfile=str(fonts.face_path(face))), 24)
        writer.write_text(page)
        pictures = [each.get_pixmap(colorspace="gray", dpi=144).samples for each in (ours[0], page)]
    assert max(abs(one - other) for one, other in zip(*pictures, strict=True)) <= 2
    assert min(pictures[0]) < 60
