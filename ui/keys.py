"""The list of keys (Ctrl+/): gathered from the actions of the window as they are, so that it never ages."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QMainWindow,
    QMenu,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from calc.language import N_
from ui.actions import label, push_button
from ui.context import Context
from ui.measures import parts_of
from ui.pages.page import Page, search_field
from ui.theme import GRID, first_size, text_font

__all__ = ["Group", "Key", "KeysDialog", "groups_of_keys", "plain_text"]

_IN_TABLES: Final = (
    (N_("Edit the cell"), "F2"),
    (N_("Replace the cell: just type"), "A…Z 0…9"),
    (N_("Keep what was typed and go down, or up"), "Enter, Shift+Enter"),
    (N_("Next cell, previous cell"), "Tab, Shift+Tab"),
    (N_("Leave the cell as it was"), "Esc"),
    (N_("Open the list of choices"), "Alt+↓, F4"),
    (N_("Open the list of choices while editing"), "↓"),
    (N_("Select more cells"), "Shift+↑ ↓ ← →"),
    (N_("Next filled cell or edge of the data"), "Ctrl+↑ ↓ ← →"),
    (N_("Select to the edge of the data"), "Ctrl+Shift+↑ ↓ ← →"),
    (N_("First cell of the row, last cell of the row"), "Home, End"),
    (N_("First cell of the table, last cell of the table"), "Ctrl+Home, Ctrl+End"),
    (N_("Select whole rows"), "Shift+Space"),
    (N_("Select all cells"), "Ctrl+A"),
    (N_("Go round inside the selected cells"), "Enter, Tab"),
)
"""Keys of cells, which are no actions of the window."""


class Key(NamedTuple):
    """What is done, and by which keys."""

    name: str
    keys: str


class Group(NamedTuple):
    """Keys of one place: a menu, a page, several pages."""

    title: str
    keys: list[Key]


def plain_text(action: QAction) -> str:
    """Return an action's text without the mark of its letter and without dots."""
    return re.sub(r"\(&.\)|&|[.…]+$", "", action.text())


def _keys_of(action: QAction) -> str:
    native = QKeySequence.SequenceFormat.NativeText
    return ", ".join(each.toString(native) for each in action.shortcuts())


def _in_menus(menus: Sequence[QMenu]) -> Iterator[tuple[str, QAction]]:
    """Yield every action of the menus with the title of the menu it stands in."""
    for menu in menus:
        for action in menu.actions():
            yield plain_text(menu.menuAction()), action


def _place(action: QObject) -> str:
    """Return the title of the page or of the other window an action belongs to, "" for the window itself."""
    above: QObject | None = action.parent()
    while above is not None and not isinstance(above, QMainWindow):
        if isinstance(above, Page):
            return above.heading.text()
        if isinstance(above, QWidget) and above.isWindow() and not isinstance(above, QMenu):
            return above.windowTitle()
        above = above.parent()
    return ""


def groups_of_keys(
    context: Context, window: QMainWindow, menus: Sequence[QMenu], pages: Sequence[Page]
) -> list[Group]:
    """Return every key of the window: by menu, then of several pages, then by page, then of cells."""
    words = context.words
    for page in pages:
        page.complete()
    named: dict[str, list[Key]] = {}
    listed: set[QAction] = set()
    for title, action in _in_menus(menus):
        if action.shortcuts() and not _place(action):
            named.setdefault(title, []).append(Key(plain_text(action), _keys_of(action)))
        if not _place(action):
            listed.add(action)
    places: dict[Key, list[str]] = {}
    found: list[str]
    for each in parts_of(window, QAction):
        passing = isinstance(each.parent(), QMenu)  # made for a menu while it is open
        if each not in listed and each.shortcuts() and each.text() and not passing:
            found = places.setdefault(Key(plain_text(each), _keys_of(each)), [])
            if _place(each) not in found:
                found.append(_place(each))
    groups = [Group(title, keys) for title, keys in named.items()]
    several = [key for key, found in places.items() if len(found) > 1]
    alone: dict[str, list[Key]] = {}
    for key, found in places.items():
        if len(found) == 1:
            alone.setdefault(found[0] or words.text("Everywhere"), []).append(key)
    groups.append(Group(words.text("On several pages"), several))
    groups += [Group(title, keys) for title, keys in alone.items()]
    groups.append(Group(words.text("In a table"), [Key(words.text(name), keys) for name, keys in _IN_TABLES]))
    return [group for group in groups if group.keys]


class KeysDialog(QDialog):
    """The keys by place, with a field to find one."""

    def __init__(self, context: Context, groups: list[Group], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = context.words
        self.setWindowTitle(words.text("Keys"))
        self.search = search_field(context)
        self.search.setToolTip("")
        self.search.textChanged.connect(self._filter)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(words.text("Keys"))
        self.tree.setHeaderLabels([words.text("What it does"), words.text("Keys")])
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.header().setStretchLastSection(False)
        for group in groups:
            head = QTreeWidgetItem([group.title, ""])
            head.setFont(0, text_font(bold=True))
            head.addChildren([QTreeWidgetItem([key.name, key.keys]) for key in group.keys])
            self.tree.addTopLevelItem(head)
        self.tree.expandAll()
        self._none = label(words.text("No key is found for this."), "muted")
        self._none.hide()
        close = push_button(context, words.text("Close"), "", self.reject, "primary")
        close.setDefault(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        box.setSpacing(GRID)
        for widget in (self.search, self.tree, self._none):
            box.addWidget(widget)
        box.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        first_size(self, 75 * GRID, 80 * GRID)
        self.search.setFocus()

    def _filter(self, text: str) -> None:
        needle = text.strip().casefold()
        shown = 0
        for number in range(self.tree.topLevelItemCount()):
            head = self.tree.topLevelItem(number)
            whole = needle in head.text(0).casefold()
            inside = 0
            for row in range(head.childCount()):
                item = head.child(row)
                fits = whole or needle in f"{item.text(0)} {item.text(1)}".casefold()
                item.setHidden(not fits)
                inside += fits
            head.setHidden(not inside)
            shown += inside
        self._none.setVisible(not shown)
