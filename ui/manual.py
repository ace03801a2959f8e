"""The manual (F1): its chapters offline, with a table of contents, a search, and the way back."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QImage,
    QKeySequence,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTextBrowser,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from calc.files import resource
from calc.language import LANGUAGES
from ui.actions import add_key, label, make_action, tool_button
from ui.context import Context
from ui.pages.page import search_field
from ui.theme import GRID, LARGE, TITLE, first_size, text_font

__all__ = ["Chapter", "Manual", "chapters"]

_STEM: Final = Qt.ItemDataRole.UserRole
_LINE_HEIGHT: Final = 150
_HEADINGS: Final = {1: TITLE, 2: LARGE, 3: LARGE}
_MARKS: Final = re.compile(r"[*`#>|]|!?\[|\]\([^)]*\)|---+")


@dataclass(frozen=True)
class Chapter:
    """One chapter in one language.

    Attributes:
        name: what pages and links call it, the same in all languages.
        title: its first heading.
        path: the file.
        text: the file's Markdown.

    """

    name: str
    title: str
    path: Path
    text: str

    def count(self, needle: str) -> int:
        """Return how often a text stands in the chapter as it is read, whatever the case."""
        return _MARKS.sub("", self.text).casefold().count(needle.casefold())


@cache
def chapters(language: str) -> tuple[Chapter, ...]:
    """Return the chapters of the manual; a file's number gives its place, the rest its name."""
    if language not in LANGUAGES:
        raise ValueError(f"no manual in language {language!r}")
    found = []
    for path in sorted(resource("manual", language).glob("*.md")):
        text = path.read_text("utf-8")
        title = text.partition("\n")[0].lstrip("# ")
        found.append(Chapter(path.stem.partition("-")[2], title, path, text))
    return tuple(found)


class _Reader(QTextBrowser):
    """Shows a chapter: type, tables and pictures as large as the text and the window are."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._text = ""
        self._pictures: dict[str, QImage] = {}
        self.setObjectName("manual")
        self.setOpenLinks(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(context.words.text("Manual"))

    def show_chapter(self, chapter: Chapter) -> None:
        """Show a chapter from its beginning."""
        self._text = chapter.text
        document = self.document()
        document.setBaseUrl(QUrl.fromLocalFile(str(chapter.path)))
        self.draw()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(0)

    def draw(self) -> None:
        """Draw the chapter in the look and the size of the text in force."""
        document = self.document()
        document.setDefaultFont(text_font(LARGE))
        document.setDocumentMargin(float(3 * GRID))
        document.setMarkdown(self._text)
        for block in _blocks(document):
            self._dress_block(block)
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                self._dress_table(frame)
        self._fit_pictures()

    def _dress_block(self, block: QTextBlock) -> None:
        cursor = QTextCursor(block)
        form = block.blockFormat()
        pictured = any(kind.isImageFormat() for _, _, kind in _pieces(block))
        if not pictured:  # it would stretch the room below a picture too
            form.setLineHeight(_LINE_HEIGHT, 1)  # 1: proportional
        level = form.headingLevel()
        if level:
            form.setTopMargin(float(3 * GRID if level > 1 else 0))
        if not cursor.currentTable():
            form.setBottomMargin(float(GRID // 2 if block.textList() else GRID))
        cursor.setBlockFormat(form)
        for start, length, kind in _pieces(block):
            piece = QTextCursor(block)
            piece.setPosition(start)
            piece.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
            made = QTextCharFormat()
            if level:
                made.setFont(text_font(_HEADINGS.get(level, LARGE), bold=True))
                made.clearProperty(QTextCharFormat.Property.FontSizeAdjustment)
            elif kind.fontFixedPitch():
                made.setFont(text_font(LARGE))
                made.setFontFixedPitch(True)
                made.setBackground(self._context.theme.color("selection"))
            elif kind.isAnchor():
                made.setForeground(self._context.theme.color("accent"))
            piece.mergeCharFormat(made)

    def _dress_table(self, table: QTextTable) -> None:
        form = table.format()
        form.setBorder(0)
        form.setBorderCollapse(True)
        form.setCellPadding(float(GRID // 2))
        form.setCellSpacing(0)
        form.setBottomMargin(float(2 * GRID))
        form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        table.setFormat(form)
        for row in range(table.rows()):
            for column in range(table.columns()):
                cell = table.cellAt(row, column)
                lined = cell.format().toTableCellFormat()
                lined.setBottomBorder(1)
                lined.setBottomBorderBrush(self._context.theme.color("line"))
                lined.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
                cell.setFormat(lined)

    def _fit_pictures(self) -> None:
        """Make pictures no wider than the window."""
        room = self.viewport().width() - 8 * GRID
        document = self.document()
        for block in _blocks(document):
            for start, _length, kind in _pieces(block):
                if not kind.isImageFormat():
                    continue
                form = kind.toImageFormat()
                image = self._picture(form.name())
                if image.isNull():
                    continue
                width = min(image.width(), int(room))
                form.setWidth(width)
                form.setHeight(image.height() * width / image.width())
                shrunk = image.scaledToWidth(
                    round(width * self.devicePixelRatioF()), Qt.TransformationMode.SmoothTransformation
                )
                url = document.baseUrl().resolved(QUrl(form.name()))
                document.addResource(QTextDocument.ResourceType.ImageResource, url, shrunk)
                cursor = QTextCursor(document)
                cursor.setPosition(start)
                cursor.setPosition(start + 1, QTextCursor.MoveMode.KeepAnchor)
                cursor.setCharFormat(form)

    def _picture(self, name: str) -> QImage:
        """Return a picture as large as it is in its file."""
        if name not in self._pictures:
            url = self.document().baseUrl().resolved(QUrl(name))
            self._pictures[name] = QImage(url.toLocalFile())
        return self._pictures[name]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the pictures follow the width."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit_pictures()

    def mark(self, needle: str) -> None:
        """Mark every place where a text stands, and show the first."""
        found: list[QTextEdit.ExtraSelection] = []
        cursor = QTextCursor(self.document())
        while needle:
            cursor = self.document().find(needle, cursor)
            if cursor.isNull():
                break
            place = QTextEdit.ExtraSelection()
            place.cursor = QTextCursor(cursor)  # type: ignore[attr-defined]  # the stubs lack the fields
            place.format.setBackground(self._context.theme.color("caution_soft"))  # type: ignore[attr-defined]
            place.format.setForeground(self._context.theme.color("text"))  # type: ignore[attr-defined]
            place.format.setFontUnderline(True)  # type: ignore[attr-defined]
            found.append(place)
        self.setExtraSelections(found)

    def go_to_next(self, needle: str) -> None:
        """Show the next place where a text stands, round the end."""
        if needle and not self.find(needle):
            self.moveCursor(QTextCursor.MoveOperation.Start)
            self.find(needle)


def _blocks(document: QTextDocument) -> list[QTextBlock]:
    block, found = document.begin(), []
    while block.isValid():
        found.append(block)
        block = block.next()
    return found


def _pieces(block: QTextBlock) -> list[tuple[int, int, QTextCharFormat]]:
    """Return the runs of a block: where, how long, how they look."""
    found = []
    iterator = block.begin()
    while not iterator.atEnd():
        fragment = iterator.fragment()
        if fragment.isValid():
            found.append((fragment.position(), fragment.length(), fragment.charFormat()))
        iterator += 1
    return found


class Manual(QWidget):
    """The window of the manual; it may stay open beside the work."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._context = context
        self._chapters = chapters(context.words.language)
        self._past: list[tuple[int, int]] = []
        self._future: list[tuple[int, int]] = []
        self._number = -1
        words = context.words
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(words.text("Manual"))
        self.search = search_field(context)
        self.search.setToolTip(words.text("Search the manual (Ctrl+F); Enter goes to the next place"))
        self.search.setMinimumWidth(0)
        self.search.setMaximumWidth(40 * GRID)
        self.contents = QListWidget()
        self.contents.setAccessibleName(words.text("Chapters"))
        self.reader = _Reader(context)
        self._none = label(words.text("This stands nowhere in the manual."), "muted", wrap=True)
        self._none.hide()
        self.back = make_action(self, context, words.text("Back"), "previous", "Alt+Left", self.go_back)
        self.forward = make_action(self, context, words.text("Forward"), "next", "Alt+Right", self.go_forward)
        self.addActions([self.back, self.forward])
        add_key(self, context, words.text("Find"), QKeySequence.StandardKey.Find, self.search.setFocus)
        add_key(self, context, words.text("Next place"), "F3", self._next_place)
        add_key(self, context, words.text("Close"), "Esc", self.close)
        self._lay_out()
        self._fill()
        self.contents.currentRowChanged.connect(self._chosen)
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self._next_place)
        self.reader.anchorClicked.connect(self._follow)
        context.theme.changed.connect(self._draw_again)
        first_size(self, 130 * GRID, 90 * GRID)

    def _lay_out(self) -> None:
        left = QWidget()
        box = QVBoxLayout(left)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GRID)
        head = QHBoxLayout()
        for action in (self.back, self.forward):
            head.addWidget(tool_button(action))
        head.addStretch(1)
        box.addLayout(head)
        for widget in (self.search, self.contents, self._none):
            box.addWidget(widget)
        across = QSplitter(Qt.Orientation.Horizontal)
        across.addWidget(left)
        across.addWidget(self.reader)
        across.setStretchFactor(1, 1)
        across.setChildrenCollapsible(False)
        across.setSizes([30 * GRID, 100 * GRID])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(2 * GRID, GRID, 2 * GRID, 2 * GRID)
        outer.addWidget(across)

    def _fill(self) -> None:
        for chapter in self._chapters:
            item = QListWidgetItem(chapter.title)
            item.setData(_STEM, chapter.name)
            self.contents.addItem(item)

    # Going about

    def open_chapter(self, name: str) -> None:
        """Come to the front with a chapter; the first where none has that name."""
        self.search.clear()
        self.contents.setCurrentRow(self._number_of(name))
        self.show()
        self.raise_()
        self.activateWindow()
        self.reader.setFocus()

    def chapter(self) -> str:
        """Return the name of the chapter shown."""
        return self._chapters[self._number].name

    def _number_of(self, name: str) -> int:
        names = [chapter.name for chapter in self._chapters]
        return names.index(name) if name in names else 0

    def _chosen(self, number: int) -> None:
        if number >= 0 and number != self._number:
            if self._number >= 0:
                self._past.append(self._place())
                self._future.clear()
            self._show(number)

    def _place(self) -> tuple[int, int]:
        return self._number, self.reader.verticalScrollBar().value()

    def _show(self, number: int) -> None:
        self._number = number
        self.contents.blockSignals(True)
        self.contents.setCurrentRow(number)
        self.contents.blockSignals(False)
        self.reader.show_chapter(self._chapters[number])
        self.reader.mark(self.search.text().strip())
        self.back.setEnabled(bool(self._past))
        self.forward.setEnabled(bool(self._future))

    def go_back(self) -> None:
        """Show what was shown before."""
        self._step(self._past, self._future)

    def go_forward(self) -> None:
        """Show what was shown before going back."""
        self._step(self._future, self._past)

    def _step(self, source: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
        if source:
            other.append(self._place())
            number, height = source.pop()
            self._show(number)
            self.reader.verticalScrollBar().setValue(height)

    def _follow(self, url: QUrl) -> None:
        """Follow a link to another chapter."""
        stem = Path(url.fileName()).stem
        self._chosen(self._number_of(stem.partition("-")[2]))

    # Searching

    def _search(self, text: str) -> None:
        """List only the chapters that hold the text, and mark it."""
        needle = text.strip()
        counts = [chapter.count(needle) if needle else 0 for chapter in self._chapters]
        for number, (chapter, count) in enumerate(zip(self._chapters, counts, strict=True)):
            item = self.contents.item(number)
            item.setText(f"{chapter.title}  ({count})" if count else chapter.title)
            item.setHidden(bool(needle) and not count)
        self._none.setVisible(bool(needle) and not any(counts))
        if needle and not counts[self._number] and any(counts):
            self._chosen(next(number for number, count in enumerate(counts) if count))
        self.reader.mark(needle)

    def _next_place(self) -> None:
        self.reader.go_to_next(self.search.text().strip())

    def _draw_again(self) -> None:
        height = self.reader.verticalScrollBar().value()
        self.reader.draw()
        self.reader.mark(self.search.text().strip())
        self.reader.verticalScrollBar().setValue(height)
