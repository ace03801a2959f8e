"""The faces on paper: which one prints a character, and how wide it is.

Song prints text, Hei titles and totals; a character that one lacks is taken from the other, and what both
lack from HanaMinB, which is read only then. A character no face has is an error before anything is drawn: a
name must never lose a character or get a box in its place.
"""

import struct
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import Literal

import numpy as np

from calc.files import resource

__all__ = [
    "CharacterMap",
    "Face",
    "UnprintableError",
    "advances",
    "character_map",
    "covered",
    "face_path",
    "prints",
    "runs",
    "summed_width",
    "tables",
    "uncovered",
    "width",
]

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

    def __reduce__(self) -> tuple[type["UnprintableError"], tuple[str]]:
        """Go whole from one process to another."""
        return type(self), (self.character,)


def face_path(face: Face) -> Path:
    """Return the font file of a face; "hei" is the face of the interface too."""
    return resource("fonts", _FILES[face])


def tables(data: bytes) -> dict[str, tuple[int, int]]:
    """Return offset and length of each table of an OpenType file, from its first bytes."""
    (count,) = struct.unpack_from(">H", data, 4)
    records = (struct.unpack_from(">4sLLL", data, 12 + 16 * at) for at in range(count))
    return {tag.decode("ascii"): (offset, length) for tag, _, offset, length in records}


class CharacterMap:
    """Code point to glyph, from a 'cmap' table's full Unicode subtable (format 12).

    A face has some ten thousand characters and a document a few hundred: each is looked up when it is wanted.
    """

    def __init__(self, table: bytes) -> None:
        (count,) = struct.unpack_from(">H", table, 2)
        for at in range(count):
            (offset,) = struct.unpack_from(">L", table, 4 + 8 * at + 4)
            if struct.unpack_from(">H", table, offset)[0] == 12:
                break
        else:
            raise ValueError("the font has no full Unicode character map")
        (groups,) = struct.unpack_from(">L", table, offset + 12)
        values = np.frombuffer(table, ">u4", 3 * groups, offset + 16).reshape(-1, 3)
        self._firsts, self._lasts, self._glyphs = values.T.tolist()

    def __iter__(self) -> Iterator[int]:
        """Yield every code point the face has a glyph for."""
        return chain.from_iterable(
            range(first, last + 1) for first, last in zip(self._firsts, self._lasts, strict=True)
        )

    def __getitem__(self, code: int) -> int:
        """Return the glyph of a code point; one the face has none for is a KeyError."""
        at = bisect_right(self._firsts, code) - 1
        if at < 0 or code > self._lasts[at]:
            raise KeyError(code)
        glyph: int = self._glyphs[at] + code - self._firsts[at]
        return glyph


@cache
def character_map(face: Face) -> CharacterMap:
    """Return which glyph of a face draws which character."""
    with face_path(face).open("rb") as stream:
        offset, length = tables(stream.read(4096))["cmap"]
        stream.seek(offset)
        return CharacterMap(stream.read(length))


class _Advances(dict[str, int]):
    """Character to width; found when it is first asked for, a KeyError for what the face cannot print."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        with face_path(face).open("rb") as stream:
            places = tables(stream.read(4096))

            def table(tag: str) -> bytes:
                offset, length = places[tag]
                stream.seek(offset)
                return stream.read(length)

            (self._units,) = struct.unpack_from(">H", table("head"), 18)
            (self._measured,) = struct.unpack_from(">H", table("hhea"), 34)
            self._metrics = table("hmtx")[: 4 * self._measured]
        self._glyphs = character_map(face)
        # Below, HanaMinB has Latin letters only.
        self._lowest = _SUPPLEMENTARY if face == "rare" else 0

    def __missing__(self, character: str) -> int:
        code = ord(character)
        if code < self._lowest or unicodedata.category(character) in _NO_INK:
            raise KeyError(character)
        glyph = min(self._glyphs[code], self._measured - 1)
        (advance,) = struct.unpack_from(">H", self._metrics, 4 * glyph)
        found: int = (advance * _EM * 2 + self._units) // (2 * self._units)
        self[character] = found
        return found


@cache
def advances(face: Face) -> Mapping[str, int]:
    """Return the width of every character a face can print, in thousandths of its size.

    Ask for a character and catch the KeyError: it holds only those that were asked for. Reads three tables
    of the file and not its outlines, so that coverage is known without the PDF library.
    """
    return _Advances(face)


def prints(face: Face, character: str) -> bool:
    """Tell whether a face can print a character."""
    try:
        advances(face)[character]
    except KeyError:
        return False
    return True


def covered(face: Face) -> list[str]:
    """Return every character a face can print."""
    return [character for character in map(chr, character_map(face)) if prints(face, character)]


@cache
def _face_of(character: str, wanted: Face) -> Face | None:
    """Return the first face, `wanted` foremost, which can print the character."""
    return next((face for face in _FALLBACK[wanted] if prints(face, character)), None)


def uncovered(text: str) -> list[str]:
    """Return the characters of `text` which no face can print, each once, in order of appearance.

    A line break or a tab is one of them: whoever lays text out replaces those first.
    """
    return [each for each in dict.fromkeys(text) if _face_of(each, "song") is None]


def summed_width(text: str, face: Face) -> int:
    """Return what `width` does, for texts that hardly come back: nothing is kept of them."""
    own = advances(face)
    try:
        return sum(map(own.__getitem__, text))
    except KeyError:
        return sum(advances(used)[each] for used, run in runs(text, face) for each in run)


@lru_cache(maxsize=1 << 16)
def width(text: str, face: Face) -> int:
    """Return how wide `text` is in thousandths of the font size, other faces helping out.

    Raises:
        UnprintableError: No face has one of the characters.

    """
    return summed_width(text, face)


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
