"""Make the shipped faces from Debian's: ``packaging/make_fonts.py [FOLDER]``.

The Song face comes from Noto Serif CJK SC and the Hei face from Noto Sans CJK SC (package fonts-noto-cjk);
HanaMinB (package fonts-hanazono) is copied as it is. The PDF library embeds TrueType outlines only, so the
cubic outlines become quadratic ones. The result is committed: this runs once per new release of the sources.
"""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont, newTable

DEBIAN_FONTS = Path("/usr/share/fonts")
MAX_ERROR = 1.0  # of the 1000 units of an em
DIGITS = "0123456789"
# Hangul is not read here and is a fifth of the glyphs. U+2E80-2FDF holds the Kangxi and other radicals: they
# share glyphs with whole characters, and a PDF made by Qt would give the radical back when text is copied.
LEFT_OUT = (
    range(0x1100, 0x1200),
    range(0x2E80, 0x2FE0),
    range(0x3130, 0x3190),
    range(0xA960, 0xA980),
    range(0xAC00, 0xD800),
    range(0xFFA0, 0xFFDD),
)


@dataclass(frozen=True)
class Face:
    """One face to make: its source in a collection, and the names it goes by."""

    collection: str
    source: str
    family: str
    chinese: str
    file: str


FACES = (
    Face("NotoSerifCJK-Regular.ttc", "Noto Serif CJK SC", "Zhengdi Song", "征地宋体", "ZhengdiSong.ttf"),
    Face("NotoSansCJK-Regular.ttc", "Noto Sans CJK SC", "Zhengdi Hei", "征地黑体", "ZhengdiHei.ttf"),
)


def open_face(face: Face) -> TTFont:
    """Return the member of the collection which is named `face.source`."""
    collection = TTCollection(DEBIAN_FONTS / "opentype" / "noto" / face.collection, lazy=True)
    for font in collection.fonts:
        if font["name"].getDebugName(1) == face.source:
            font.recalcTimestamp = False
            return font
    raise SystemExit(f"{face.collection} has no face {face.source}")


def keep_characters(font: TTFont) -> None:
    """Drop the characters left out, every layout feature and what only vertical text needs."""
    dropped = {code for block in LEFT_OUT for code in block}
    options = Options()
    options.layout_features = []
    options.drop_tables += ["BASE", "DSIG", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
    options.glyph_names = True
    options.notdef_outline = True
    options.name_IDs = ["*"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=set(font.getBestCmap()) - dropped)
    subsetter.subset(font)


def make_quadratic(font: TTFont) -> None:
    """Replace the CFF outlines by TrueType ones, at most `MAX_ERROR` away from them."""
    glyphs = font.getGlyphSet()
    outlines = {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
        outlines[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = table = newTable("glyf")
    table.glyphOrder = font.getGlyphOrder()
    table.glyphs = outlines
    del font["CFF "]
    for name, glyph in outlines.items():
        glyph.recalcBounds(table)
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(glyph, "xMin", 0))
    font.sfntVersion = "\0\1\0\0"
    describe_outlines(font)


def describe_outlines(font: TTFont) -> None:
    """Write the profile and PostScript tables of a font with TrueType outlines and no instructions."""
    profile = font["maxp"]
    profile.tableVersion = 0x00010000
    profile.maxZones = 1
    for field in (
        "maxTwilightPoints",
        "maxStorage",
        "maxFunctionDefs",
        "maxInstructionDefs",
        "maxStackElements",
        "maxSizeOfInstructions",
        "maxComponentElements",
    ):
        setattr(profile, field, 0)
    font["post"].formatType = 3.0


def make_digits_tabular(font: TTFont) -> None:
    """Give the ten digits the width of the widest, each centred in it: columns of figures must line up."""
    names = [font.getBestCmap()[ord(digit)] for digit in DIGITS]
    width = max(font["hmtx"][name][0] for name in names)
    for name in names:
        old, _ = font["hmtx"][name]
        glyph = font["glyf"][name]
        glyph.coordinates.translate(((width - old) // 2, 0))
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][name] = (width, glyph.xMin)


def rename(font: TTFont, face: Face) -> None:
    """Give the face a family name of its own; copyright and licence entries stay as they are."""
    table: Any = font["name"]
    version = table.getDebugName(5).split(";")[0]
    kept = [record for record in table.names if record.nameID in {0, 13, 14} and record.platformID == 3]
    table.names = kept
    names = {
        1: face.family,
        2: "Regular",
        3: f"{face.family} {version}",
        4: face.family,
        5: f"{version}; made from {face.source}",
        6: face.family.replace(" ", ""),
    }
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)
    for number in (1, 4):
        table.setName(face.chinese, number, 3, 1, 0x804)
    font["OS/2"].recalcCodePageRanges(font)


def make(face: Face, folder: Path) -> Path:
    """Make one face and return the file written."""
    font = open_face(face)
    keep_characters(font)
    make_quadratic(font)
    make_digits_tabular(font)
    rename(font, face)
    path = folder / face.file
    font.save(path)
    return path


def main() -> None:
    """Make every face into the folder given, or into ``resources/fonts``."""
    default = Path(__file__).resolve().parent.parent / "resources" / "fonts"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    for face in FACES:
        path = make(face, folder)
        print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")
    rare = DEBIAN_FONTS / "truetype" / "hanazono" / "HanaMinB.ttf"
    shutil.copyfile(rare, folder / rare.name)


if __name__ == "__main__":
    main()
