"""The way between the pages, with a mark where something is wrong."""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from calc.findings import Severity
from ui.actions import keep_width, label
from ui.context import Context
from ui.tables.model import SEVERITY_ICON
from ui.theme import GRID, ICON, SMALL_ICON

__all__ = ["Entry", "Navigation"]

_WIDTH = 18 * GRID + 84  # less than larger text would take, so that the pages keep their room
_MARK = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Entry:
    """One page to go to: its icon, its name and the tables edited there."""

    icon: str
    title: str
    tables: tuple[str, ...]


class _Marked(QStyledItemDelegate):
    """Draws the mark of a page at the right."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the entry, then its mark."""
        super().paint(painter, option, index)
        mark = index.data(_MARK)
        if mark is not None:
            rect: QRect = option.rect  # type: ignore[attr-defined]  # the stubs lack the option's fields
            place = QRect(0, 0, SMALL_ICON, SMALL_ICON)
            place.moveCenter(rect.center())
            place.moveRight(rect.right() - 7 * GRID // 4)
            self._context.theme.icon(*SEVERITY_ICON[mark]).paint(painter, place)


class Navigation(QWidget):
    """The list of pages under the project's name.

    Signals:
        chosen: the page at this number shall be shown.

    """

    chosen = Signal(int)

    def __init__(self, context: Context, entries: list[Entry]) -> None:
        super().__init__()
        self._context = context
        self._entries = entries
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        keep_width(self, context.theme, _WIDTH)
        self._project = label(kind="lead", wrap=True)
        self._county = label(kind="muted", wrap=True)
        self.list = QListWidget()
        self.list.setObjectName("navigation")
        self.list.setAccessibleName(context.words.text("Pages"))
        self.list.setIconSize(QSize(ICON, ICON))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_Marked(context, self.list))
        for number, entry in enumerate(entries, 1):
            item = QListWidgetItem(entry.title)
            item.setToolTip(f"{entry.title} (Ctrl+{number})")
            self.list.addItem(item)
        self.list.currentRowChanged.connect(self.chosen)
        head = QVBoxLayout()
        head.setContentsMargins(2 * GRID, 2 * GRID, GRID, GRID)
        head.setSpacing(GRID // 4)
        head.addWidget(self._project)
        head.addWidget(self._county)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, GRID)
        box.setSpacing(GRID)
        box.addLayout(head)
        box.addWidget(self.list, 1)
        context.theme.changed.connect(self._draw_icons)
        self._draw_icons()

    def _draw_icons(self) -> None:
        for number, entry in enumerate(self._entries):
            self.list.item(number).setIcon(self._context.theme.icon(entry.icon))

    def show_project(self, name: str, county: str) -> None:
        """Show whose figures these are."""
        self._project.setText(name or self._context.words.text("Project without a name"))
        self._county.setText(county)

    def show_marks(self, marks: dict[str, Severity | None]) -> None:
        """Mark the pages by the heaviest finding in their tables."""
        names = {
            Severity.ERROR: self._context.words.text("has errors"),
            Severity.WARNING: self._context.words.text("has warnings"),
        }
        for number, entry in enumerate(self._entries):
            found = [level for name in entry.tables if (level := marks.get(name)) is not None]
            worst = next((level for level in (Severity.ERROR, Severity.WARNING) if level in found), None)
            item = self.list.item(number)
            item.setData(_MARK, worst)
            description = f"{entry.title}: {names[worst]}" if worst else entry.title
            item.setData(Qt.ItemDataRole.AccessibleTextRole, description)

    def show_page(self, number: int) -> None:
        """Make a page the current one."""
        self.list.setCurrentRow(number)
