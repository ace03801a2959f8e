"""The PDF file: faces embedded by reportlab, parts drawn once, pages, outline, title.

Two things are done in place of reportlab's own. A face is embedded with two-byte codes, so a text is one
string in one font, and its way back to Unicode is right above U+FFFF too, where reportlab writes five digits
of hexadecimal. And pages go into the file as they are finished, so that twenty thousand of them need no more
memory than one.
"""

import hashlib
import struct
import zlib
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, BinaryIO
from weakref import WeakKeyDictionary

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFIndirectObject,
    PDFName,
    PDFObjectReference,
    PDFStream,
    PDFZCompress,
)
from reportlab.pdfbase.ttfonts import TTFont

from calc.statements.fonts import Face, UnprintableError, advances, face_path

__all__ = ["File", "Font", "font"]

# Streams are binary: five bytes for four would only cost time.
rl_config.useA85 = 0

# Reportlab's PDFDocument: its stubs leave out half of what it has.
Document = Any

_VERSION = (1, 6)
_FONTS = "BasicFonts"
_FREE = b"0000000000 65535 f \n"
_EM = 1000


def _escaped(data: bytes) -> bytes:
    """Return bytes as they stand between the parentheses of a PDF string."""
    for special, escaped in ((b"\\", b"\\\\"), (b"(", b"\\("), (b")", b"\\)"), (b"\r", b"\\r")):
        data = data.replace(special, escaped)
    return data


class _Codes(dict[str, bytes]):
    """Character to its two-byte code in a PDF string, escaped; codes are given out as characters come."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._known = advances(face)

    def __missing__(self, character: str) -> bytes:
        if character not in self._known:
            raise KeyError(character)
        self[character] = code = _escaped((len(self) + 1).to_bytes(2, "big"))
        return code


class Font(TTFont):
    """One of our faces, embedded as a composite font (Identity-H) with only the characters a document uses.

    Each character gets the next code when it first occurs in a document.
    """

    def __init__(self, face: Face) -> None:
        super().__init__(f"zhengdi-{face}", str(face_path(face)), shapable=False)
        self._face = face
        self._codes: WeakKeyDictionary[Document, _Codes] = WeakKeyDictionary()

    def codes(self, document: Document) -> _Codes:
        """Return the codes this face's characters have in a document; a missing character is a KeyError."""
        if document not in self._codes:
            self._codes[document] = _Codes(self._face)
        return self._codes[document]

    def splitString(  # noqa: N802  (reportlab's name)
        self, text: str, doc: Document, _encoding: str = "utf-8"
    ) -> list[tuple[int, bytes]]:
        """Return `text` as the one string of the one subset, for reportlab's own drawing calls."""
        codes = self.codes(doc)
        for character in text:
            try:
                codes[character]
            except KeyError:
                raise UnprintableError(character) from None
        places = {character: at for at, character in enumerate(codes, 1)}
        return [(0, b"".join(places[character].to_bytes(2, "big") for character in text))]

    def getSubsetInternalName(self, _subset: int, doc: Document) -> str:  # noqa: N802  (reportlab's name)
        """Return the name pages use, and have the font written at the document's end."""
        name: str | None = doc.fontMapping.get(self.fontName)
        if name is None:
            name = f"/F{len(doc.fontMapping) + 1}"
            doc.fontMapping[self.fontName] = name
            doc.delayedFonts.append(self)
        return name

    def addObjects(self, doc: Document) -> None:  # noqa: N802  (reportlab's name)
        """Write the font into the document, now that all its characters are known."""
        characters = list(self.codes(doc))
        name = self._subset_name(characters)
        codes = [ord(each) for each in characters]
        face: Any = self.face
        widths = PDFArray([advances(self._face)[each] for each in characters])
        descendant = PDFDictionary(
            {
                "Type": PDFName("Font"),
                "Subtype": PDFName("CIDFontType2"),
                "BaseFont": PDFName(name),
                "CIDSystemInfo": "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>",
                "FontDescriptor": face.addSubsetObjects(doc, name, codes),
                "DW": _EM,
                "W": PDFArray([1, widths]),
                "CIDToGIDMap": doc.Reference(_stream(self._glyphs(codes)), f"glyphs:{name}"),
            }
        )
        composite = PDFDictionary(
            {
                "Type": PDFName("Font"),
                "Subtype": PDFName("Type0"),
                "BaseFont": PDFName(name),
                "Encoding": PDFName("Identity-H"),
                "DescendantFonts": PDFArray([doc.Reference(descendant, f"descendant:{name}")]),
                "ToUnicode": doc.Reference(_stream(_to_unicode(characters)), f"unicode:{name}"),
            }
        )
        internal = self.getSubsetInternalName(0, doc)[1:]
        doc.idToObject[_FONTS].dict[internal] = doc.Reference(composite, f"font:{name}")
        del self._codes[doc]

    def _subset_name(self, characters: Sequence[str]) -> str:
        """Return the name of a subset: six letters that depend on its characters, and the face's name."""
        digest = hashlib.sha256("".join(characters).encode()).digest()
        tag = "".join(chr(ord("A") + each % 26) for each in digest[:6])
        return f"{tag}+{self.face.name.decode()}"

    def _glyphs(self, codes: Sequence[int]) -> bytes:
        """Return the glyph of each code, counted as reportlab's subset counts them; code 0 has none."""
        numbers = {0: 0}
        glyphs = [numbers.setdefault(self.face.charToGlyph[code], len(numbers)) for code in codes]
        return struct.pack(f">{len(codes) + 1}H", 0, *glyphs)


@cache
def font(face: Face) -> Font:
    """Return a face as reportlab draws with it, registered under its `fontName`; read from its file once."""
    found = Font(face)
    pdfmetrics.registerFont(found)
    return found


def _stream(content: bytes) -> PDFStream:
    return PDFStream(content=content, filters=[PDFZCompress])


def _to_unicode(characters: Sequence[str]) -> bytes:
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


class File:
    """A PDF file whose pages and repeated parts come as finished operators.

    Each is written to the stream at once, so that only its number is kept in memory. Fonts are reportlab's
    objects; they take their numbers from the same count and are written at the end, when the characters they
    need are known. Equal content gives equal bytes: the only date in the file is the one given.
    """

    def __init__(
        self, stream: BinaryIO, title: str, *, author: str, program: str, date: datetime | None
    ) -> None:
        stamp = (date or datetime(2000, 1, 1)).strftime("D:%Y%m%d%H%M%S")  # noqa: DTZ001  (a local date)
        texts = {"Title": title, "Author": author, "Creator": program, "Producer": program}
        self._info = {**texts, "CreationDate": stamp, "ModDate": stamp}
        self.document: Document = PDFDocument(compression=1, invariant=1, pdfVersion=_VERSION)
        self._stream = stream
        self._length = 0
        self._digest = hashlib.blake2b(digest_size=16)
        self._offsets: dict[int, int] = {}
        self._pages: list[int] = []
        self._parts: list[int] = []
        self._outline: list[tuple[int, str, int]] = []
        self._tree, self._resources, self._part_resources = (self._new_number() for _ in range(3))
        self._put(b"%%PDF-%d.%d\n%%\xe5\xbe\x81\xe5\x9c\xb0\n" % _VERSION)

    def font(self, face: Face) -> Font:
        """Return a face to encode text with."""
        return font(face)

    def add_part(self, operators: bytes, box: tuple[float, float, float, float]) -> str:
        """Write a part to be placed on pages; return the name that pages place it by."""
        head = b"/Type/XObject/Subtype/Form/BBox[%.2f %.2f %.2f %.2f]/Resources %d 0 R" % (
            *box,
            self._part_resources,
        )
        self._parts.append(self._write_stream(operators, head))
        return f"P{len(self._parts) - 1}"

    def add_page(
        self, operators: bytes, size: tuple[float, float], outline: Sequence[tuple[int, str]] = ()
    ) -> None:
        """Write one page, and note the lines of the outline (level, title) which lead to it."""
        content = self._write_stream(operators)
        page = self._write(
            b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.2f %.2f]/Resources %d 0 R/Contents %d 0 R>>"
            % (self._tree, *size, self._resources, content)
        )
        self._pages.append(page)
        self._outline += [(level, title, page) for level, title in outline]

    def save(self) -> None:
        """Write what all pages share and the table of objects to the stream, which stays open."""
        self._write_fonts()
        fonts: bytes = PDFObjectReference(_FONTS).format(self.document)
        parts = b"".join(b"/P%d %d 0 R" % part for part in enumerate(self._parts))
        self._write(b"<</Font %s>>" % fonts, self._part_resources)
        self._write(b"<</Font %s/XObject<<%s>>>>" % (fonts, parts), self._resources)
        pages = b" ".join(b"%d 0 R" % page for page in self._pages)
        self._write(b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(self._pages), pages), self._tree)
        catalog = b"<</Type/Catalog/Lang(zh-CN)/Pages %d 0 R" % self._tree
        catalog += b"/ViewerPreferences<</DisplayDocTitle true>>"
        if self._outline:
            catalog += b"/PageMode/UseOutlines/Outlines %d 0 R" % self._write_outline()
        texts = b"".join(b"/%s%s" % (key.encode(), _text(text)) for key, text in self._info.items())
        self._write_end(self._write(catalog + b">>"), self._write(b"<<%s>>" % texts))

    def _new_number(self) -> int:
        self.document.objectcounter += 1
        return int(self.document.objectcounter)

    def _put(self, data: bytes) -> None:
        self._stream.write(data)
        self._digest.update(data)
        self._length += len(data)

    def _write(self, content: bytes, number: int | None = None) -> int:
        """Write an object under a number, the next where none is given; return its number."""
        if number is None:
            number = self._new_number()
        self._offsets[number] = self._length
        self._put(b"%d 0 obj\n%s\nendobj\n" % (number, content))
        return number

    def _write_stream(self, content: bytes, head: bytes = b"") -> int:
        packed = zlib.compress(content)
        return self._write(
            b"<<%s/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (head, len(packed), packed)
        )

    def _write_fonts(self) -> None:
        """Write reportlab's objects: the fonts with what they are made of."""
        document = self.document
        for each in document.delayedFonts:
            each.addObjects(document)
        number = 0
        while number < document.objectcounter:  # an object may refer to new ones when it is written
            number += 1
            name = document.numberToId.get(number)
            if name is not None:
                self._offsets[number] = self._length
                self._put(PDFIndirectObject(name, document.idToObject[name]).format(document))

    def _write_outline(self) -> int:
        """Write the outline, all its branches closed; return the number of its root."""
        root = self._new_number()
        numbers = [self._new_number() for _ in self._outline]
        branches: dict[int, list[int]] = {root: []}  # number -> numbers of the entries below it
        parents, path = [], [root]
        for number, (level, _, _) in zip(numbers, self._outline, strict=True):
            del path[level + 1 :]
            parents.append(path[-1])
            branches[path[-1]].append(number)
            branches[number] = []
            path.append(number)
        neighbours = {
            number: (before, after)
            for branch in branches.values()
            for before, number, after in zip([None, *branch], branch, [*branch[1:], None], strict=False)
        }
        for number, parent, (_, title, page) in zip(numbers, parents, self._outline, strict=True):
            before, after = neighbours[number]
            below = branches[number]
            self._write(
                b"<</Title%s/Parent %d 0 R%s%s%s/Dest[%d 0 R/Fit]>>"
                % (
                    _text(title),
                    parent,
                    b"/Prev %d 0 R" % before if before else b"",
                    b"/Next %d 0 R" % after if after else b"",
                    b"/First %d 0 R/Last %d 0 R/Count -%d" % (below[0], below[-1], len(below))
                    if below
                    else b"",
                    page,
                ),
                number,
            )
        top = branches[root]
        self._write(
            b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>" % (top[0], top[-1], len(top)), root
        )
        return root

    def _write_end(self, catalog: int, info: int) -> None:
        """Write where each object starts, and which of them a reader begins with."""
        count = self.document.objectcounter + 1
        places = b"".join(
            b"%010d 00000 n \n" % self._offsets[number] if number in self._offsets else _FREE
            for number in range(1, count)
        )
        start = self._length
        self._put(b"xref\n0 %d\n%s%s" % (count, _FREE, places))
        name = self._digest.hexdigest().encode()
        self._put(
            b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n"
            % (count, catalog, info, name, name, start)
        )


def _text(text: str) -> bytes:
    """Return a text outside pages (a title, a name) as a PDF string."""
    data = text.encode("ascii") if text.isascii() else b"\xfe\xff" + text.encode("utf-16-be")
    return b"(%s)" % _escaped(data)
