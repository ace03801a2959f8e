"""The documents to choose from, under a heading for each kind: ticked for printing, one of them looked at."""

from collections.abc import Collection, Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from ui.context import Context
from ui.papers import GROUPS, PAPERS, Paper
from ui.theme import GRID

__all__ = ["DocumentList"]

_STEM: Final = Qt.ItemDataRole.UserRole
_TITLE, _MARK = range(2)
_FEWEST_ROWS: Final = 6
FIRST: Final = "household-statements"
"""What is looked at first: the paper that villagers check and sign."""
_CHECKED: Final = Qt.CheckState.Checked


class DocumentList(QTreeWidget):
    """The list.

    Signals:
        chosen: another document is looked at.

    """

    chosen = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        words = context.words
        self._items: dict[str, QTreeWidgetItem] = {}
        self._stem = FIRST
        self.setAccessibleName(words.text("Documents"))
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(_TITLE, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(_MARK, QHeaderView.ResizeMode.ResizeToContents)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setUniformRowHeights(True)
        self.setIndentation(2 * GRID)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for name in GROUPS:
            self._add_group(words.text(name), [paper for paper in PAPERS if paper.group == name])
        self.expandAll()
        context.theme.changed.connect(self._dress)
        self._dress()
        self.show_stem(self._stem)
        self.currentItemChanged.connect(self._choose)

    def _add_group(self, title: str, papers: Sequence[Paper]) -> None:
        flag, words = Qt.ItemFlag, self._context.words
        head = QTreeWidgetItem([title, ""])
        head.setFlags(flag.ItemIsEnabled | flag.ItemIsUserCheckable | flag.ItemIsAutoTristate)
        self.addTopLevelItem(head)
        for paper in papers:
            mark = words.text("to be posted") if paper.posted else ""
            item = QTreeWidgetItem([words.text(paper.title), mark])
            item.setData(_TITLE, _STEM, paper.stem)
            item.setFlags(item.flags() | flag.ItemIsUserCheckable)
            item.setCheckState(_TITLE, _CHECKED)
            head.addChild(item)
            self._items[paper.stem] = item

    def _dress(self) -> None:
        """Take headings and marks back behind the titles."""
        muted = self._context.theme.color("muted")
        for number in range(self.topLevelItemCount()):
            self.topLevelItem(number).setForeground(_TITLE, muted)
        for item in self._items.values():
            item.setForeground(_MARK, muted)

    def sizeHint(self) -> QSize:
        """Return room for all documents."""
        return QSize(super().sizeHint().width(), self._height(len(self._items) + self.topLevelItemCount()))

    def minimumSizeHint(self) -> QSize:
        """Return room for some; the others are scrolled to."""
        return QSize(super().minimumSizeHint().width(), self._height(_FEWEST_ROWS))

    def _height(self, rows: int) -> int:
        row = self.sizeHintForRow(0)
        return rows * row + 2 * self.frameWidth()

    def stem(self) -> str:
        """Return the document that is looked at."""
        return self._stem

    def show_stem(self, stem: str) -> None:
        """Look at a document."""
        self.setCurrentItem(self._items[stem])

    def checked(self) -> list[str]:
        """Return the documents that are ticked, in the order in which they are printed."""
        stems = (paper.stem for paper in PAPERS)
        return [stem for stem in stems if self._items[stem].checkState(_TITLE) == _CHECKED]

    def tick_only(self, stems: Collection[str]) -> None:
        """Tick some documents and no other, and look at the first of them."""
        for stem, item in self._items.items():
            item.setCheckState(_TITLE, _CHECKED if stem in stems else Qt.CheckState.Unchecked)
        self.show_stem(next(stem for stem in self._items if stem in stems))

    def _choose(self, current: QTreeWidgetItem | None) -> None:
        """Take note of a document; a heading is none."""
        stem = current.data(_TITLE, _STEM) if current is not None else None
        if stem is not None and stem != self._stem:
            self._stem = str(stem)
            self.chosen.emit()
