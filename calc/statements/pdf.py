"""The PDF file itself: objects written to a stream as they come, so that no page stays in memory.

Only what the statements need: pages with compressed contents, form XObjects, an outline, a title. Reportlab's
document keeps every page until the end and takes a third of a millisecond for each; here the file depends on
nothing but what was drawn, down to its last byte.
"""

import hashlib
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

__all__ = ["Writer", "number", "text_string"]

_PAGES_A_NODE = 100  # readers walk a tree of pages faster than one list of twenty thousand
_COMPRESSION = 6


def number(value: float) -> bytes:
    """Return `value` as PDF writes it: two decimals at most (1/100 point), none where they are zero."""
    return b"%.2f" % value if value % 1 else b"%d" % value


def text_string(text: str) -> bytes:
    """Return `text` as a PDF text string: UTF-16BE with its mark, in hexadecimal."""
    return b"<FEFF%s>" % text.encode("utf-16-be").hex().upper().encode()


@dataclass
class _Bookmark:
    """One line of the outline and where it stands among the others (indices, -1 for none)."""

    title: str
    page: int
    number: int
    parent: int
    previous: int = -1
    next: int = -1
    first: int = -1
    last: int = -1
    below: int = 0


class Writer:
    """Writes one PDF file to a binary stream.

    Objects are numbered when reserved and written in any order. `finish` writes what only the end knows.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._position = 0
        self._offsets: list[int] = [0]
        self._digest = hashlib.sha256()
        self._nodes: list[int] = []
        self._pages: list[list[int]] = []
        self._bookmarks: list[_Bookmark] = []
        self._open: list[int] = []
        self._root = self.reserve()
        # The second line holds four bytes above 127, so that transfer programs take the file for binary.
        self._put(b"%PDF-1.6\n%\xe7\xe8\xe9\xea\n")

    def _put(self, data: bytes) -> None:
        self._stream.write(data)
        self._digest.update(data)
        self._position += len(data)

    def reserve(self) -> int:
        """Return the number of an object to be written later."""
        self._offsets.append(-1)
        return len(self._offsets) - 1

    def write(self, body: bytes, number_of: int | None = None) -> int:
        """Write one object, under a reserved number if given; return its number."""
        own = self.reserve() if number_of is None else number_of
        self._offsets[own] = self._position
        self._put(b"%d 0 obj\n%s\nendobj\n" % (own, body))
        return own

    def write_stream(self, content: bytes, entries: bytes = b"", number_of: int | None = None) -> int:
        """Write `content` compressed, with further dictionary `entries`; return the object's number."""
        packed = zlib.compress(content, _COMPRESSION)
        head = b"<< %s/Filter /FlateDecode /Length %d >>" % (entries and entries + b" ", len(packed))
        return self.write(b"%s\nstream\n%s\nendstream" % (head, packed), number_of)

    def page(self, content: bytes, size: tuple[float, float], resources: int) -> int:
        """Write one page of `size` (width, height in points); return its number."""
        if not self._pages or len(self._pages[-1]) == _PAGES_A_NODE:
            self._nodes.append(self.reserve())
            self._pages.append([])
        contents = self.write_stream(content)
        own = self.write(
            b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %s %s] /Resources %d 0 R /Contents %d 0 R >>"
            % (self._nodes[-1], number(size[0]), number(size[1]), resources, contents)
        )
        self._pages[-1].append(own)
        return own

    def bookmark(self, level: int, title: str, page: int) -> None:
        """Add a line of the outline for page object `page`; `level` 0 is outermost, none may be skipped."""
        if not 0 <= level <= len(self._open):
            raise ValueError(f"outline level {level} under {len(self._open)} open levels")
        previous = self._open[level] if level < len(self._open) else -1
        parent = self._open[level - 1] if level else -1
        index = len(self._bookmarks)
        self._bookmarks.append(_Bookmark(title, page, self.reserve(), parent, previous))
        del self._open[level:]
        self._open.append(index)
        if previous >= 0:
            self._bookmarks[previous].next = index
        if parent >= 0:
            above = self._bookmarks[parent]
            above.first = index if above.first < 0 else above.first
            above.last = index
            above.below += 1

    def _write_outline(self) -> int:
        """Write the outline, closed below its outermost level; return its number."""
        top = self.reserve()
        marks = self._bookmarks
        for mark in marks:
            parent = top if mark.parent < 0 else marks[mark.parent].number
            links = {b"Prev": mark.previous, b"Next": mark.next, b"First": mark.first, b"Last": mark.last}
            linked = b" ".join(
                b"/%s %d 0 R" % (key, marks[at].number) for key, at in links.items() if at >= 0
            )
            below = b" /Count %d" % -mark.below if mark.below else b""
            self.write(
                b"<< /Title %s /Parent %d 0 R /Dest [%d 0 R /Fit] %s%s >>"
                % (text_string(mark.title), parent, mark.page, linked, below),
                mark.number,
            )
        outermost = [mark for mark in marks if mark.parent < 0]
        body = b"<< /Type /Outlines /First %d 0 R /Last %d 0 R /Count %d >>"
        self.write(body % (outermost[0].number, outermost[-1].number, len(outermost)), top)
        return top

    def _write_tree(self) -> int:
        """Write the tree of pages; return the number of its root."""
        tree = self.reserve()
        for node, pages in zip(self._nodes, self._pages, strict=True):
            kids = _references(pages)
            self.write(
                b"<< /Type /Pages /Parent %d 0 R /Count %d /Kids [%s] >>" % (tree, len(pages), kids), node
            )
        count = sum(map(len, self._pages))
        self.write(b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, _references(self._nodes)), tree)
        return tree

    def finish(self, information: Mapping[str, bytes], language: str) -> None:
        """Write the tree of pages, the outline, the catalogue and the table of offsets.

        Args:
            information: Entries of the document information dictionary, already as PDF objects.
            language: The language of the text, "zh-CN" for example.

        """
        if not self._pages:
            raise ValueError("a PDF needs at least one page")
        entries = b" ".join(b"/%s %s" % (key.encode(), value) for key, value in information.items())
        info = self.write(b"<< %s >>" % entries)
        outline = b""
        if self._bookmarks:
            outline = b" /Outlines %d 0 R /PageMode /UseOutlines" % self._write_outline()
        self.write(
            b"<< /Type /Catalog /Pages %d 0 R%s /Lang (%s) /ViewerPreferences << /DisplayDocTitle true >> >>"
            % (self._write_tree(), outline, language.encode()),
            self._root,
        )
        self._write_offsets(info)

    def _write_offsets(self, info: int) -> None:
        """Write the cross-reference table and the trailer; the file's identity is a digest of its bytes."""
        start = self._position
        identity = self._digest.hexdigest()[:32].encode()
        lines = [b"%010d 00000 n \n" % offset for offset in self._offsets[1:]]
        self._put(b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(self._offsets), b"".join(lines)))
        self._put(
            b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /ID [<%s> <%s>] >>\nstartxref\n%d\n%%%%EOF\n"
            % (len(self._offsets), self._root, info, identity, identity, start)
        )


def _references(numbers: Iterable[int]) -> bytes:
    return b" ".join(b"%d 0 R" % each for each in numbers)
