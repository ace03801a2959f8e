"""The faces on paper: which one prints a character, how wide it is, and the part of it a document embeds.

Song prints text, Hei titles and totals; a character that one lacks is taken from the other, and what both
lack from HanaMinB, which is read only then. A character no face has is an error before anything is drawn: a
name must never lose a character or get a box in its place.
"""

import hashlib
import struct
import sys
import unicodedata
from array import array
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from calc.files import resource
from calc.statements.pdf import Writer

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFontFace

__all__ = ["Embedded", "Face", "UnprintableError", "face_path", "runs", "uncovered", "width"]

Face = Literal["song", "hei", "rare"]

_FILES: dict[Face, str] = {"song": "ZhengdiSong.ttf", "hei": "ZhengdiHei.ttf", "rare": "HanaMinB.ttf"}
_FALLBACK: dict[Face, tuple[Face, ...]] = {
    "song": ("song", "hei", "rare"),
    "hei": ("hei", "song", "rare"),
    "rare": ("rare", "song", "hei"),
}
# Controls, formats without ink, surrogates, private use, unassigned, line and paragraph separators: none of
# these can be read on paper, whatever a face may hold for them.
_NO_INK = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_SUPPLEMENTARY = 0x20000
_EM = 1000


class UnprintableError(ValueError):
    """No face has the character; `character` is the first such of the text."""

    def __init__(self, character: str) -> None:
        super().__init__(f"no face can print U+{ord(character):04X}")
        self.character = character


def face_path(face: Face) -> Path:
    """Return the font file of a face; "hei" is the face of the interface too."""
    return resource("fonts", _FILES[face])


def _tables(data: bytes) -> dict[str, tuple[int, int]]:
    """Return offset and length of each table of an OpenType file, from its first bytes."""
    (count,) = struct.unpack_from(">H", data, 4)
    records = (struct.unpack_from(">4sLLL", data, 12 + 16 * at) for at in range(count))
    return {tag.decode("ascii"): (offset, length) for tag, _, offset, length in records}


def _character_map(table: bytes) -> dict[int, int]:
    """Return code point to glyph from a 'cmap' table's full Unicode subtable (format 12)."""
    (count,) = struct.unpack_from(">H", table, 2)
    for at in range(count):
        (offset,) = struct.unpack_from(">L", table, 4 + 8 * at + 4)
        if struct.unpack_from(">H", table, offset)[0] == 12:
            break
    else:
        raise ValueError("the font has no full Unicode character map")
    (groups,) = struct.unpack_from(">L", table, offset + 12)
    glyphs: dict[int, int] = {}
    for at in range(groups):
        first, last, glyph = struct.unpack_from(">LLL", table, offset + 16 + 12 * at)
        glyphs.update(zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True))
    return glyphs


@cache
def _advances(face: Face) -> dict[str, int]:
    """Return the width of every character a face can print, in thousandths of its size.

    Reads three tables of the file and not its outlines, so that coverage is known without the PDF library.
    """
    with face_path(face).open("rb") as stream:
        tables = _tables(stream.read(4096))

        def table(tag: str) -> bytes:
            offset, length = tables[tag]
            stream.seek(offset)
            return stream.read(length)

        (units,) = struct.unpack_from(">H", table("head"), 18)
        (measured,) = struct.unpack_from(">H", table("hhea"), 34)
        metrics = array("H", table("hmtx")[: 4 * measured])
        glyphs = _character_map(table("cmap"))
    if sys.byteorder == "little":
        metrics.byteswap()
    lowest = _SUPPLEMENTARY if face == "rare" else 0  # below, HanaMinB has Latin letters only
    return {
        chr(code): (metrics[2 * min(glyph, measured - 1)] * _EM * 2 + units) // (2 * units)
        for code, glyph in glyphs.items()
        if code >= lowest and unicodedata.category(chr(code)) not in _NO_INK
    }


@cache
def _face_of(character: str, wanted: Face) -> Face | None:
    """Return the first face, `wanted` foremost, which can print the character."""
    return next((face for face in _FALLBACK[wanted] if character in _advances(face)), None)


def uncovered(text: str) -> list[str]:
    """Return the characters of `text` which no face can print, each once, in order of appearance.

    A line break or a tab is one of them: whoever lays text out replaces those first.
    """
    return [each for each in dict.fromkeys(text) if _face_of(each, "song") is None]


@lru_cache(maxsize=1 << 16)
def width(text: str, face: Face) -> int:
    """Return how wide `text` is in thousandths of the font size, other faces helping out.

    Raises:
        UnprintableError: No face has one of the characters.

    """
    own = _advances(face)
    try:
        return sum(map(own.__getitem__, text))
    except KeyError:
        return sum(_advances(used)[each] for used, run in runs(text, face) for each in run)


@lru_cache(maxsize=1 << 14)
def runs(text: str, face: Face) -> tuple[tuple[Face, str], ...]:
    """Split `text` into the longest runs which one face prints, `face` foremost.

    Raises:
        UnprintableError: No face has one of the characters.

    """
    found: list[tuple[Face, str]] = []
    for each in text:
        used = _face_of(each, face)
        if used is None:
            raise UnprintableError(each)
        if found and found[-1][0] == used:
            found[-1] = (used, found[-1][1] + each)
        else:
            found.append((used, each))
    return tuple(found)


@cache
def _outlines(face: Face) -> "TTFontFace":
    from reportlab.pdfbase.ttfonts import TTFontFace  # noqa: PLC0415  (start-up does not pay for it)

    return TTFontFace(str(face_path(face)))


class _Codes(dict[str, bytes]):
    """Character to its two-byte code in a PDF string, escaped; codes are given out as characters come."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._known = _advances(face)

    def __missing__(self, character: str) -> bytes:
        if character not in self._known:
            raise KeyError(character)
        code = (len(self) + 1).to_bytes(2, "big")
        for special in (b"\\", b"(", b")", b"\r"):
            code = code.replace(special, b"\\" + (b"r" if special == b"\r" else special))
        self[character] = code
        return code


class Embedded:
    """The part of one face which one document uses, written into it as a single subset.

    The characters are numbered as they come (two-byte codes, Identity-H), so a text of any characters is one
    string in one font. Each code is mapped to its character in UTF-16BE, above U+FFFF too, for copied text.
    """

    def __init__(self, face: Face) -> None:
        self.face = face
        self._codes = _Codes(face)

    def encode(self, text: str) -> bytes:
        """Return `text` as a PDF string in this font.

        Raises:
            KeyError: This face lacks a character; see `runs`.

        """
        return b"(%s)" % b"".join(map(self._codes.__getitem__, text))

    def write(self, writer: Writer) -> int:
        """Write the font with the characters used; return the number of its object."""
        characters = list(self._codes)
        outlines = _outlines(self.face)
        name = self._name(outlines)
        glyphs, program = _subset(outlines, [ord(each) for each in characters])
        widths = b" ".join(b"%d" % _advances(self.face)[each] for each in characters)
        file = writer.write_stream(program, b"/Length1 %d" % len(program))
        descriptor = writer.write(_descriptor(outlines, name, file))
        mapping = writer.write_stream(struct.pack(f">{len(glyphs)}H", *glyphs))
        descendant = writer.write(
            b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo << /Registry (Adobe) "
            b"/Ordering (Identity) /Supplement 0 >> /FontDescriptor %d 0 R /DW %d /W [1 [%s]] "
            b"/CIDToGIDMap %d 0 R >>" % (name, descriptor, _EM, widths, mapping)
        )
        unicode = writer.write_stream(_to_unicode(characters))
        return writer.write(
            b"<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H "
            b"/DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>" % (name, descendant, unicode)
        )

    def _name(self, outlines: "TTFontFace") -> bytes:
        """Return the name of the subset: six letters that depend on its characters, and the face's name."""
        digest = hashlib.sha256("".join(self._codes).encode()).digest()
        tag = bytes(ord("A") + each % 26 for each in digest[:6])
        own: bytes = outlines.name
        return b"%s+%s" % (tag, own)


def _subset(outlines: "TTFontFace", codes: list[int]) -> tuple[list[int], bytes]:
    """Return the glyph of each code, counted in the subset, with 0 (no glyph) foremost, and the font file."""
    numbers = {0: 0}
    glyphs = [0]
    for code in codes:
        original = outlines.charToGlyph[code]
        glyphs.append(numbers.setdefault(original, len(numbers)))
    return glyphs, outlines.makeSubset(codes)


def _descriptor(outlines: "TTFontFace", name: bytes, file: int) -> bytes:
    box = b" ".join(b"%d" % each for each in outlines.bbox)
    return (
        b"<< /Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [%s] /ItalicAngle 0 "
        b"/Ascent %d /Descent %d /CapHeight %d /StemV %d /FontFile2 %d 0 R >>"
        % (name, box, outlines.ascent, outlines.descent, outlines.capHeight, outlines.stemV, file)
    )


def _to_unicode(characters: list[str]) -> bytes:
    """Return the map from codes to text; characters above U+FFFF stand as surrogate pairs."""
    lines = [
        b"<%04X> <%s>" % (code, each.encode("utf-16-be").hex().upper().encode())
        for code, each in enumerate(characters, 1)
    ]
    blocks = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    body = b"\n".join(b"%d beginbfchar\n%s\nendbfchar" % (len(block), b"\n".join(block)) for block in blocks)
    return (
        b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        b"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        b"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n%s\nendcmap\n"
        b"CMapName currentdict /CMap defineresource pop\nend\nend\n" % body
    )
