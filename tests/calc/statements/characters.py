"""The characters that names are written with: the standard table, and the extensions that hold rare ones."""

import unicodedata
from functools import cache
from pathlib import Path

EXTENSIONS = {
    "B": range(0x20000, 0x2A6E0),
    "C": range(0x2A700, 0x2B740),
    "D": range(0x2B740, 0x2B820),
    "E": range(0x2B820, 0x2CEB0),
    "F": range(0x2CEB0, 0x2EBF0),
}
NO_FACE_HAS = frozenset(map(chr, (*range(0x2A6D7, 0x2A6E0), *range(0x2B735, 0x2B73A))))
"""Added to Ext B and C by Unicode 13 to 15, after the rare face was drawn: refused by name."""


@cache
def standard_characters():
    """Return 通用规范汉字表 of 2013 in its order."""
    lines = (Path(__file__).parent / "standard_characters.txt").read_text("utf-8").splitlines()
    return "".join(line for line in lines if not line.startswith("#"))


@cache
def extension_characters():
    """Return every assigned character of CJK Extensions B to F."""
    codes = (chr(code) for block in EXTENSIONS.values() for code in block)
    return "".join(each for each in codes if unicodedata.category(each) == "Lo")
