"""A face's outlines, cut down to the characters of one PDF file: the font program that is embedded in it.

Only what PDF asks of such a program is in it: outlines, their places, the metrics, and the instructions
where the face has any. The characters are numbered as the file's own codes are, so that no table is needed
from codes to glyphs.
"""

import mmap
import struct
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from calc.statements.fonts import Face, character_map, face_path, tables

__all__ = ["Descriptor", "Outlines", "outlines"]

_INSTRUCTIONS = ("cvt ", "fpgm", "prep")
_WHOLE = 0xB1B0AFBA  # a font file's words add up to this
_EM = 1000


class Descriptor(NamedTuple):
    """What a PDF file tells of a face as a whole, in thousandths of its size."""

    name: str
    box: tuple[int, int, int, int]
    ascent: int
    descent: int
    capitals: int
    stem: int


class Outlines:
    """The outlines of one face, read from its file when they are wanted.

    Attributes:
        descriptor: what is told of the face as a whole.

    """

    def __init__(self, face: Face) -> None:
        with face_path(face).open("rb") as stream:
            self._data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        self._places = tables(self._data[:4096])
        self._glyphs = character_map(face)
        long = self._table("head")[50:52] != b"\0\0"
        places = np.frombuffer(self._table("loca"), ">u4" if long else ">u2").astype(np.int64)
        self._offsets = (self._places["glyf"][0] + (places if long else 2 * places)).tolist()
        self._metrics = self._read_metrics()
        self.descriptor = self._describe()

    def _table(self, tag: str) -> bytes:
        offset, length = self._places[tag]
        return self._data[offset : offset + length]

    def _read_metrics(self) -> "np.ndarray[tuple[int, int], np.dtype[np.uint16]]":
        """Return advance and left bearing of every glyph, shape (glyphs, 2); the last advance goes on."""
        (measured,) = struct.unpack_from(">H", self._table("hhea"), 34)
        values = np.frombuffer(self._table("hmtx"), ">u2")
        found = np.empty((len(self._offsets) - 1, 2), ">u2")
        found[:measured] = values[: 2 * measured].reshape(-1, 2)
        found[measured:, 0] = values[2 * measured - 2]
        found[measured:, 1] = values[2 * measured :]
        return found

    def _describe(self) -> Descriptor:
        general = self._table("OS/2")
        (units,) = struct.unpack_from(">H", self._table("head"), 18)
        box = struct.unpack_from(">4h", self._table("head"), 36)
        ascent, descent = struct.unpack_from(">2h", general, 68)
        version, _, weight = struct.unpack_from(">HhH", general)
        capitals = struct.unpack_from(">h", general, 88)[0] if version > 1 else ascent
        left, bottom, right, top, above, below, capital = (
            each * _EM // units for each in (*box, ascent, descent, capitals)
        )
        name, stem = _postscript_name(self._table("name")), 50 + int((weight / 65) ** 2)
        return Descriptor(name, (left, bottom, right, top), above, below, capital, stem)

    def subset(self, characters: Sequence[str]) -> bytes:
        """Return a TrueType font whose glyph 1 is that of the first character, and so on.

        An outline made of other glyphs' outlines would need those too: none of our faces has any.
        """
        glyphs = [0, *map(self._glyphs.__getitem__, map(ord, characters))]
        data, offsets = self._data, self._offsets
        shapes = [data[offsets[glyph] : offsets[glyph + 1]] for glyph in glyphs]
        places = np.array([0, *accumulate(map(len, shapes))], ">u4")
        count = struct.pack(">H", len(glyphs))
        head, largest, horizontal = (self._table(tag) for tag in ("head", "maxp", "hhea"))
        found = {tag: self._table(tag) for tag in _INSTRUCTIONS if tag in self._places}
        found |= {
            "glyf": b"".join(shapes),
            "head": head[:8] + bytes(4) + head[12:50] + b"\0\1" + head[52:],
            "hhea": horizontal[:34] + count,
            "hmtx": self._metrics[glyphs].tobytes(),
            "loca": places.tobytes(),
            "maxp": largest[:4] + count + largest[6:],
        }
        return _assembled(found)


@cache
def outlines(face: Face) -> Outlines:
    """Return a face's outlines; its file is opened once."""
    return Outlines(face)


def _postscript_name(table: bytes) -> str:
    """Return the name a PDF calls a face by, from its 'name' table (Windows, Unicode)."""
    _, count, strings = struct.unpack_from(">3H", table)
    for at in range(count):
        platform, _, _, name, length, offset = struct.unpack_from(">6H", table, 6 + 12 * at)
        if (platform, name) == (3, 6):
            return table[strings + offset : strings + offset + length].decode("utf-16-be")
    raise ValueError("the font has no PostScript name")


def _sum(table: bytes | bytearray) -> int:
    """Return the sum of a table's words, as font files have it."""
    words = np.frombuffer(table + bytes(-len(table) % 4), ">u4")
    return int(words.sum(dtype=np.uint64)) & 0xFFFFFFFF


def _assembled(found: dict[str, bytes]) -> bytes:
    """Return a font file of these tables, its sums right."""
    power = len(found).bit_length() - 1
    start = struct.pack(">LHHHH", 0x10000, len(found), 16 << power, power, 16 * len(found) - (16 << power))
    records, bodies = [start], list[bytes]()
    offset = 12 + 16 * len(found)
    for tag, table in sorted(found.items()):
        records.append(struct.pack(">4sLLL", tag.encode(), _sum(table), offset, len(table)))
        bodies += (table, bytes(-len(table) % 4))
        offset += len(table) + -len(table) % 4
    font = bytearray(b"".join([*records, *bodies]))
    (at,) = (struct.unpack_from(">L", each, 8)[0] for each in records[1:] if each[:4] == b"head")
    struct.pack_into(">L", font, at + 8, (_WHOLE - _sum(font)) & 0xFFFFFFFF)
    return bytes(font)
