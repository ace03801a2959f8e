"""Finding names by the initials of their pinyin: 张建国 by “zjg”, and 曾 by “z” as well as by “c”.

A character with several readings counts in each of them: surnames are read in ways of their own. Letters
and digits stand for themselves. A character whose reading is not known stands for any letter: whoever looks
for that name knows how it is read. Everything else in a name is passed over.
"""

import importlib.util
import json
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["HELD", "LEADING", "MISSED", "Initials"]

MISSED, HELD, LEADING = range(3)
"""How a name answers: not at all, with initials somewhere inside it, with its first ones."""
_SIGNS: Final = "abcdefghijklmnopqrstuvwxyz0123456789"
_BITS: Final = {sign: 1 << number for number, sign in enumerate(_SIGNS)}
_FEWEST: Final = 2
_ANY_LETTER: Final = (1 << 26) - 1
_IDEOGRAPHS: Final = (
    range(0x3400, 0xA000),
    range(0xE000, 0xFB00),  # private use, where rare characters of names are found, and compatibility forms
    range(0x20000, 0x40000),
    range(0xF0000, 0x110000),
)


_U_WITH_DOTS: Final = {ord(letter): "v" for letter in "üǖǘǚǜ"}


class Initials:
    """The initials of many names, looked through at once.

    Every character is a set of signs in the bits of a number; the names stand one after another in one array.

    """

    def __init__(self, names: Sequence[str]) -> None:
        text = "".join(names)
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
        owners = np.repeat(np.arange(len(names)), np.fromiter(map(len, names), np.intp, len(names)))
        distinct = set(text)
        signs = np.zeros(max(map(ord, distinct), default=0) + 1, np.int64)
        for character in distinct:
            signs[ord(character)] = _signs_of(character)
        found = signs[codes]
        counted = np.flatnonzero(found)
        self._signs: NDArray[np.int64] = found[counted]
        self._owners: NDArray[np.intp] = owners[counted]
        self._count = len(names)

    def match(self, typed: str) -> "NDArray[np.int8]":
        """Return for each name how it answers to the initials `typed`, shape (names,)."""
        answers = np.full(self._count, MISSED, np.int8)
        wanted = [_BITS.get(sign, 0) for sign in _plain(typed) if not sign.isspace()]
        places = len(self._signs) - len(wanted) + 1
        if not wanted or not all(wanted) or places < 1:
            return answers
        hits = np.ones(places, np.bool_)
        for number, bit in enumerate(wanted):
            hits &= (self._signs[number : number + places] & bit) != 0
        first, last = self._owners[:places], self._owners[len(wanted) - 1 :]
        starts = np.flatnonzero(hits & (first == last))
        answers[self._owners[starts]] = HELD
        leads = starts[(starts == 0) | (self._owners[starts - 1] != self._owners[starts])]
        answers[self._owners[leads]] = LEADING
        return answers

    def holding(self, typed: str) -> "NDArray[np.bool_]":
        """Return which names a find field shows for `typed`, shape (names,).

        From two initials on: a single one would show nearly everything.
        """
        found: NDArray[np.bool_] = self.match(typed if len(typed.strip()) >= _FEWEST else "") != MISSED
        return found


def _plain(text: str) -> str:
    """Return `text` in narrow small letters without accents; ü, as keyboards have it, is v."""
    composed = unicodedata.normalize("NFKC", text).casefold().translate(_U_WITH_DOTS)
    letters = unicodedata.normalize("NFD", composed)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@cache
def _signs_of(character: str) -> int:
    """Return the signs a character stands for, as bits; 0 where it is passed over."""
    readings = _readings().get(str(ord(character)), "")
    if readings:
        return sum({_BITS.get(_plain(reading)[:1], 0) for reading in readings.split(",")})
    if any(ord(character) in block for block in _IDEOGRAPHS):
        return _ANY_LETTER
    return _BITS.get(_plain(character)[:1], 0)


@cache
def _readings() -> dict[str, str]:
    """Return the readings of characters by their numbers.

    Of pypinyin only this table is read: to import it takes ten times as long, most of it for its phrases.
    """
    package = importlib.util.find_spec("pypinyin")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("pypinyin is not installed", name="pypinyin")
    table: dict[str, str] = json.loads(Path(package.origin).with_name("pinyin_dict.json").read_bytes())
    return table
