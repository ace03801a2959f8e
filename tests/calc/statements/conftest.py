"""Pages as the tests of paper see them: drawn, and read back with PyMuPDF."""

import io

import pymupdf
import pytest

from calc.statements.page import A4, Book, Footer


@pytest.fixture
def draw():
    """Return a function that draws one section with `build` and opens the PDF."""
    opened = []

    def drawn(build, paper=A4, **options):
        stream = io.BytesIO()
        book = Book(stream, "试页")
        with book.section(paper, **{"footer": Footer(), **options}) as section:
            build(section)
        book.close()
        document = pymupdf.open(stream=stream.getvalue())
        opened.append(document)
        return document

    yield drawn
    for document in opened:
        document.close()


@pytest.fixture
def words():
    """Return a function giving (text, rectangle, page number) of each word, page by page."""

    def found(document):
        return [
            (word[4], pymupdf.Rect(word[:4]), page.number)
            for page in document
            for word in page.get_text("words")
        ]

    return found
