"""The PDF file, written by reportlab: embedded faces, parts drawn once, pages, outline, title.

Two things are done in place of reportlab's own. A face is embedded with two-byte codes, so a text is one
string in one font, and its way back to Unicode is right above U+FFFF too, where reportlab writes five digits
of hexadecimal. And a page is compressed when it is finished, so that twenty thousand of them fit into memory.
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
    PDFFormXObject,
    PDFName,
    PDFObject,
    PDFObjectReference,
    PDFResourceDictionary,
    PDFStream,
    PDFZCompress,
    xObjectName,
)
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from calc.statements.fonts import Face, UnprintableError, advances, face_path

__all__ = ["File", "Font", "font"]

# Streams are binary: five bytes for four would only cost time.
rl_config.useA85 = 0

# Reportlab's PDFDocument: its stubs leave out half of what it has.
Document = Any

_RESOURCES = "PageResources"
_EM = 1000


class _Codes(dict[str, bytes]):
    """Character to its two-byte code in a PDF string, escaped; codes are given out as characters come."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._known = advances(face)

    def __missing__(self, character: str) -> bytes:
        if character not in self._known:
            raise KeyError(character)
        code = (len(self) + 1).to_bytes(2, "big")
        for special, escaped in ((b"\\", b"\\\\"), (b"(", b"\\("), (b")", b"\\)"), (b"\r", b"\\r")):
            code = code.replace(special, escaped)
        self[character] = code
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
        doc.idToObject["BasicFonts"].dict[internal] = doc.Reference(composite, f"font:{name}")
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


class _Content(PDFObject):
    """The operators of one page, kept compressed and given up once they are in the file."""

    __RefOnly__ = 1

    def __init__(self, operators: bytes) -> None:
        self._packed = zlib.compress(operators)

    def format(self, _document: Document) -> bytes:
        packed, self._packed = self._packed, b""
        return b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed)


class _Page(PDFObject):
    """One page: its size and references, nothing that could be shared."""

    __RefOnly__ = 1

    def __init__(self, content: _Content, size: tuple[float, float]) -> None:
        self._content = content
        self._size = size

    def format(self, document: Document) -> bytes:
        parent: bytes = document.Reference(document.Pages).format(document)
        content: bytes = document.Reference(self._content).format(document)
        resources = PDFObjectReference(_RESOURCES).format(document)
        return b"<< /Type /Page /Parent %s /MediaBox [0 0 %.2f %.2f] /Resources %s /Contents %s >>" % (
            parent,
            *self._size,
            resources,
            content,
        )


class File(Canvas):
    """A reportlab canvas whose pages and repeated parts come as finished operators.

    Equal content gives equal bytes: the only date in the file is the one given.
    """

    def __init__(
        self, stream: BinaryIO, title: str, *, author: str, program: str, date: datetime | None
    ) -> None:
        super().__init__(stream, pageCompression=1, invariant=1, pdfVersion=(1, 6), lang="zh-CN")
        self.setTitle(title)
        self.setAuthor(author)
        self.setCreator(program)
        self.setProducer(program)
        self.setSubject("")
        stamp = (date or datetime(2000, 1, 1)).strftime("D:%Y%m%d%H%M%S")  # noqa: DTZ001  (a local date)
        self.setDateFormatter(lambda *_: stamp)
        self.setViewerPreference("DisplayDocTitle", "true")
        self._doc: Document
        self._stream = stream
        self._parts: list[str] = []
        self._entries = 0

    def _make_preamble(self) -> None:
        """Begin pages with nothing: reportlab would select Helvetica, which is not embedded."""
        self._preamble = ""

    @property
    def document(self) -> Document:
        """Reportlab's document, which fonts give out their codes for."""
        return self._doc

    def font(self, face: Face) -> Font:
        """Return a face to encode text with."""
        return font(face)

    def add_part(self, operators: bytes, box: tuple[float, float, float, float]) -> str:
        """Write a part to be placed on pages; return the name that pages place it by."""
        name = f"part{len(self._parts)}"
        form = PDFFormXObject(*box)
        form.setStreamList(operators)
        form.compression = 1
        self.document.addForm(name, form)
        self._parts.append(name)
        return str(xObjectName(name))

    def add_page(
        self, operators: bytes, size: tuple[float, float], outline: Sequence[tuple[int, str]] = ()
    ) -> None:
        """Write one page, and the lines of the outline (level, title) which lead to it."""
        for level, title in outline:
            key = f"entry{self._entries}"
            self._entries += 1
            self.bookmarkPage(key)
            self.addOutlineEntry(title, key, level, closed=1)
        self.document.inPage()
        self.document.addPage(_Page(_Content(operators), size))

    def save(self) -> None:
        """Write the file to its stream, which stays open."""
        if self._entries:
            self.showOutline()
        resources: Any = PDFResourceDictionary()
        resources.basicFonts()
        resources.XObject = self.document.xobjDict(self._parts)
        self.document.Reference(resources, _RESOURCES)
        self.document.SaveToFile(self._stream, self)
