"""The PDF file, written by reportlab: embedded faces, parts drawn once, pages, outline, title.

Two things are done in place of reportlab's own. A face is embedded with two-byte codes, so a text is one
string in one font, and its way back to Unicode is right above U+FFFF too, where reportlab writes five digits
of hexadecimal. And a page goes into the file when it is finished, so that twenty thousand of them fit into
memory.
"""

import hashlib
import zlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from itertools import pairwise
from typing import Any, BinaryIO, cast
from weakref import WeakKeyDictionary

from reportlab import rl_config
from reportlab.pdfbase.pdfdoc import (
    PDFDocument,
    PDFFile,
    PDFIndirectObject,
    PDFObject,
    PDFObjectReference,
    PDFOutlines,
    PDFPages,
    PDFResourceDictionary,
    PDFTrailer,
)
from reportlab.pdfgen.canvas import Canvas

from calc.statements.fonts import Face, advances
from calc.statements.outlines import Descriptor, outlines

__all__ = ["File", "Font", "font", "load"]

# Streams are binary: five bytes for four would only cost time.
rl_config.useA85 = 0

# Reportlab's PDFDocument: its stubs leave out half of what it has.
Document = Any

_VERSION = (1, 6)
_EM = 1000
_EFFORT = zlib.Z_BEST_SPEED  # two thirds of the time of the default, for pages 11 % larger
_FEW = 1000  # characters, as in one household's file: without a search for repeats, which would save 13 %
_SYMBOLIC = 4  # codes of its own


class _Codes(dict[str, bytes]):
    """Character to its two-byte code in a PDF string, escaped; codes are given out as characters come."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._known = advances(face)

    def __missing__(self, character: str) -> bytes:
        self._known[character]  # a KeyError for what the face cannot print
        code = _code(len(self) + 1)
        self[character] = code
        return code


@cache
def _code(number: int) -> bytes:
    """Return a code as it stands in a PDF string."""
    return _escaped(number.to_bytes(2, "big"))


def _escaped(data: bytes) -> bytes:
    """Return bytes as they stand between the parentheses of a PDF string."""
    for special, escaped in ((b"\\", b"\\\\"), (b"(", b"\\("), (b")", b"\\)"), (b"\r", b"\\r")):
        data = data.replace(special, escaped)
    return data


class Font:
    """One of our faces, embedded as a composite font (Identity-H) with only the characters a document uses.

    Each character gets the next code when it first occurs in a document; it is the number of its glyph too.
    """

    def __init__(self, face: Face) -> None:
        self.name = f"zhengdi-{face}"
        self._face = face
        self._codes: WeakKeyDictionary[Document, _Codes] = WeakKeyDictionary()

    def codes(self, document: Document) -> _Codes:
        """Return the codes this face's characters have in a document; a missing character is a KeyError."""
        if document not in self._codes:
            self._codes[document] = _Codes(self._face)
        return self._codes[document]

    def getSubsetInternalName(self, _subset: int, doc: Document) -> str:  # noqa: N802  (reportlab's name)
        """Return the name pages use, and have the font written at the document's end."""
        name: str | None = doc.fontMapping.get(self.name)
        if name is None:
            name = f"/F{len(doc.fontMapping) + 1}"
            doc.fontMapping[self.name] = name
            doc.delayedFonts.append(self)
        return name

    def addObjects(self, doc: Document) -> None:  # noqa: N802  (reportlab's name)
        """Write the font into the document, now that all its characters are known."""
        characters = list(self._codes.pop(doc))
        face = outlines(self._face)
        name = _subset_name(face.descriptor, characters).encode()

        def add(kind: str, content: bytes) -> bytes:
            """Return the reference to a new object."""
            reference: bytes = doc.Reference(_Finished(content), f"{kind}:{self.name}").format(doc)
            return reference

        program = face.subset(characters)
        strategy = zlib.Z_HUFFMAN_ONLY if len(characters) < _FEW else zlib.Z_DEFAULT_STRATEGY
        file = add("program", _stream(program, b"/Length1 %d" % len(program), strategy))
        descriptor = add("descriptor", _descriptor(face.descriptor, name, file))
        widths = b" ".join(map(b"%d".__mod__, map(advances(self._face).__getitem__, characters)))
        descendant = add(
            "descendant",
            b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /FontDescriptor %s /DW %d /W [1 [%s]]"
            b" /CIDToGIDMap /Identity"
            b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
            % (name, descriptor, _EM, widths),
        )
        to_unicode = add("unicode", _stream(_to_unicode(characters)))
        composite = _Finished(
            b"<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%s]"
            b" /ToUnicode %s >>" % (name, descendant, to_unicode)
        )
        internal = self.getSubsetInternalName(0, doc)[1:]
        doc.idToObject["BasicFonts"].dict[internal] = doc.Reference(composite, f"font:{self.name}")


def load(face: Face) -> None:
    """Read of a face what is needed to write with it and to embed it."""
    advances(face)
    outlines(face)


@cache
def font(face: Face) -> Font:
    """Return a face to encode text with and to embed."""
    return Font(face)


class _Finished(PDFObject):
    """An object whose bytes are known."""

    __RefOnly__ = 1

    def __init__(self, content: bytes) -> None:
        self._content = content

    def format(self, _document: Document) -> bytes:
        content, self._content = self._content, b""
        return content


def _stream(content: bytes, more: bytes = b"", strategy: int = zlib.Z_DEFAULT_STRATEGY) -> bytes:
    """Return a compressed stream."""
    packer = zlib.compressobj(_EFFORT, strategy=strategy)
    packed = packer.compress(content) + packer.flush()
    return b"<< /Filter /FlateDecode /Length %d %s >>\nstream\n%s\nendstream" % (len(packed), more, packed)


def _subset_name(face: Descriptor, characters: Sequence[str]) -> str:
    """Return the name of a subset: six letters that depend on its characters, and the face's name."""
    digest = hashlib.sha256("".join(characters).encode()).digest()
    tag = "".join(chr(ord("A") + each % 26) for each in digest[:6])
    return f"{tag}+{face.name}"


def _descriptor(face: Descriptor, name: bytes, file: bytes) -> bytes:
    return (
        b"<< /Type /FontDescriptor /FontName /%s /Flags %d /FontBBox [%d %d %d %d] /ItalicAngle 0"
        b" /Ascent %d /Descent %d /CapHeight %d /StemV %d /FontFile2 %s >>"
        % (name, _SYMBOLIC, *face.box, face.ascent, face.descent, face.capitals, face.stem, file)
    )


@cache
def _utf16(character: str) -> bytes:
    """Return a character as a map to Unicode has it."""
    return b"<%s>" % character.encode("utf-16-be").hex().upper().encode()


def _to_unicode(characters: Sequence[str]) -> bytes:
    """Return the map from codes to text; characters above U+FFFF stand as surrogate pairs."""
    lines = list(
        map(bytes.__add__, map(b"<%04X> ".__mod__, range(1, len(characters) + 1)), map(_utf16, characters))
    )
    blocks = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    body = b"\n".join(b"%d beginbfchar\n%s\nendbfchar" % (len(block), b"\n".join(block)) for block in blocks)
    return (
        b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        b"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        b"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n%s\nendcmap\n"
        b"CMapName currentdict /CMap defineresource pop\nend\nend\n" % body
    )


class _GrowingDocument(PDFDocument):
    """Reportlab's document, written while it is made: of what stands in the file only its place is kept.

    Reportlab's own keeps every object until the end, then all of them once more as bytes, and joins these:
    three times the file.
    """

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__(compression=1, invariant=1, pdfVersion=_VERSION, lang="zh-CN")
        known: Document = self
        known.Pages = known.Catalog.Pages = _Pages()
        self._out = cast("Any", PDFFile(_VERSION))
        stream.write(b"".join(self._out.strings))
        self._out.write = stream.write
        self._places: dict[int, int] = {}

    def reserve(self) -> int:
        """Return the number of an object that is still to be written."""
        known: Document = self
        known.objectcounter += 1
        return int(known.objectcounter)

    def write(self, content: bytes, number: int | None = None) -> int:
        """Write an object now, reserved or new; return its number."""
        if number is None:
            number = self.reserve()
        self._places[number] = self._out.add(b"%d 0 obj\n%s\nendobj\n" % (number, content))
        return number

    def reference(self, number: int) -> Any:
        """Return a reference for reportlab's objects to one that is written here."""
        known: Document = self
        name = f"written{number}"
        known.idToObjectNumberAndVersion[name] = (number, 0)
        return PDFObjectReference(name)

    def format(self) -> bytes:
        """Write what is left: fonts, what all pages share, and where each object stands."""
        known: Document = self
        root, info = known.Reference(known.Catalog), known.Reference(known.info)
        number = 0
        while number < known.objectcounter:  # an object may bring new ones when it is written
            number += 1
            name = known.numberToId.get(number)
            if name is not None:
                found = PDFIndirectObject(name, known.idToObject[name]).format(self)
                self._places[number] = self._out.add(found)
        places = (b"%010d 00000 n \n" % self._places[each] for each in range(1, number + 1))
        start = self._out.add(b"xref\n0 %d\n0000000000 65535 f \n%s" % (number + 1, b"".join(places)))
        trailer: Any = PDFTrailer(startxref=start, Size=number + 1, Root=root, Info=info, ID=known.ID())
        self._out.add(trailer.format(self))
        return b""


class _Pages(PDFPages):
    """Reportlab's page tree, of pages that are known by their numbers."""

    def check_format(self, _document: Document) -> None:
        """Make the list of all pages."""
        self.Kids: Any = _Finished(b"[%s]" % b" ".join(b"%d 0 R" % page for page in self.pages))
        self.Count = len(self.pages)


class _Outline(PDFOutlines):
    """Reportlab's outline, for tens of thousands of entries: each is written without objects of its own.

    Attributes:
        entries: level, title and number of the page of each.

    """

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[tuple[int, str, int]] = []

    def prepare(self, document: Document, _canvas: Canvas) -> None:
        """Write the entries, all branches closed."""
        if not self.entries:
            self.ready = -1
            return
        numbers = [document.reserve() for _ in self.entries]
        top = document.reserve()
        branches: dict[int, list[int]] = {top: []}  # an entry -> those below it
        path, parents = [top], []
        for number, (level, _, _) in zip(numbers, self.entries, strict=True):
            del path[level + 1 :]
            parents.append(path[-1])
            branches[path[-1]].append(number)
            branches[number] = []
            path.append(number)
        beside: dict[int, bytes] = defaultdict(bytes)
        for branch in branches.values():
            for before, after in pairwise(branch):
                beside[before] += b"/Next %d 0 R" % after
                beside[after] = b"/Prev %d 0 R" % before
        for number, parent, (_, title, page) in zip(numbers, parents, self.entries, strict=True):
            below = branches[number]
            inside = (
                b"/First %d 0 R/Last %d 0 R/Count -%d" % (below[0], below[-1], len(below)) if below else b""
            )
            document.write(
                b"<</Title %s/Parent %d 0 R%s%s/Dest[%d 0 R/Fit]>>"
                % (_text(title), parent, beside[number], inside, page),
                number,
            )
        ends = (branches[top][0], branches[top][-1], len(branches[top]))
        document.write(b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>" % ends, top)
        document.Catalog.Outlines = document.reference(top)
        self.ready = 1


def _text(text: str) -> bytes:
    """Return a text outside pages as a PDF string."""
    return b"(\xfe\xff%s)" % _escaped(text.encode("utf-16-be"))


class File(Canvas):
    """A reportlab canvas whose pages and repeated parts come as finished operators.

    Equal content gives equal bytes: the only date in the file is the one given.
    """

    def __init__(
        self, stream: BinaryIO, title: str, *, author: str, program: str, date: datetime | None
    ) -> None:
        super().__init__(stream, pageCompression=1, invariant=1, lang="zh-CN")
        document: Document = _GrowingDocument(stream)
        self._doc = document
        self._outline = document.Outlines = document.Catalog.Outlines = _Outline()
        self.setTitle(title)
        self.setAuthor(author)
        self.setCreator(program)
        self.setProducer(program)
        self.setSubject("")
        stamp = (date or datetime(2000, 1, 1)).strftime("D:%Y%m%d%H%M%S")  # noqa: DTZ001  (a local date)
        self.setDateFormatter(lambda *_: stamp)
        self.setViewerPreference("DisplayDocTitle", "true")
        self._stream = stream
        self._resources: Any = PDFResourceDictionary()
        self._shared = b"/Type /Page /Parent %s /Resources %s" % tuple(
            document.Reference(each).format(document) for each in (document.Pages, self._resources)
        )
        self._parts: list[int] = []
        self._fonts: Any = PDFResourceDictionary()
        self._fonts.basicFonts()
        self._part = b"/Type /XObject /Subtype /Form /Resources %s" % (
            document.Reference(self._fonts).format(document)
        )

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
        content = _stream(operators, b"%s /BBox [%.2f %.2f %.2f %.2f]" % (self._part, *box))
        self.document.updateSignature(content)
        self._parts.append(self.document.write(content))
        return f"P{len(self._parts) - 1}"

    def add_page(
        self, operators: bytes, size: tuple[float, float], outline: Sequence[tuple[int, str]] = ()
    ) -> None:
        """Write one page, and note the lines of the outline (level, title) which lead to it."""
        document = self.document
        content = _stream(operators)
        document.updateSignature(content)
        page = document.write(
            b"<< %s /MediaBox [0 0 %.2f %.2f] /Contents %d 0 R >>"
            % (self._shared, *size, document.write(content))
        )
        document.Pages.addPage(page)
        self._outline.entries += [(level, title, page) for level, title in outline]

    def save(self) -> None:
        """Write the file to its stream, which stays open."""
        if self._outline.entries:
            self.showOutline()
        self._resources.basicFonts()
        self._resources.XObject = _Finished(
            b"<< %s >>" % b" ".join(b"/P%d %d 0 R" % part for part in enumerate(self._parts))
        )
        self.document.SaveToFile(self._stream, self)
