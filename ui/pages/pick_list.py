"""A long list to tick: villages or households to print for, with a field to find them."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListView, QVBoxLayout, QWidget

from calc.initials import Initials
from ui.actions import label
from ui.context import Context
from ui.pages.page import search_field
from ui.tables.ticks import TickModel
from ui.theme import GRID

__all__ = ["PickList"]

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_SEARCH_WIDTH = 38 * GRID
Choice = tuple[str, str]


class _PickModel(TickModel):
    """Choices with a tick; a filter hides choices and keeps their ticks."""

    def __init__(self) -> None:
        super().__init__()
        self._all: list[Choice] = []
        self._initials = Initials([])
        self.chosen: dict[str, None] = {}

    def show_choices(self, choices: list[Choice], ticked: Iterable[str]) -> None:
        """Offer other choices, some of them ticked."""
        self.beginResetModel()
        self._all = self._shown = choices
        self.chosen = dict.fromkeys(ticked)
        self._initials = Initials([beside for _, beside in choices])
        self.endResetModel()

    def offered(self) -> set[str]:
        """Return the texts of all choices."""
        return {text for text, _ in self._all}

    def first_ticked(self) -> QModelIndex:
        """Return the first ticked choice of those shown, an invalid index where there is none."""
        if not self.chosen:
            return QModelIndex()
        rows = (row for row, (text, _) in enumerate(self._shown) if text in self.chosen)
        return self.index(next(rows, -1))

    def set_filter(self, needle: str) -> None:
        """Show only choices with `needle` in them."""
        needle = needle.strip().casefold()
        self.beginResetModel()
        self._shown = [
            each
            for each, found in zip(self._all, self._initials.holding(needle).tolist(), strict=True)
            if found or needle in " ".join(each).casefold()
        ]
        self.endResetModel()

    def is_on(self, entry: str) -> bool:
        """Return whether a choice is ticked."""
        return entry in self.chosen

    def set_on(self, entry: str, *, on: bool) -> None:
        """Tick or untick a choice."""
        if on:
            self.chosen[entry] = None
        else:
            self.chosen.pop(entry, None)

    def told(self, entry: tuple[Any, ...], role: int) -> str | None:
        """Return a choice's text with what stands beside it."""
        text, beside = entry
        return f"{text}  {beside}" if role in {Role.DisplayRole, Role.ToolTipRole} else None


class PickList(QWidget):
    """The list with its find field.

    Signals:
        changed: other choices are ticked now.

    """

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.model = _PickModel()
        self.model.setParent(self)
        self.view = QListView()
        self.view.setUniformItemSizes(True)
        self.view.setLayoutMode(QListView.LayoutMode.Batched)  # 30,000 at once hold the window up
        self.view.setModel(self.model)
        self.view.setAccessibleName(context.words.text("For whom"))
        self._search = search_field(context)
        self._search.setMaximumWidth(_SEARCH_WIDTH)
        self._search.textChanged.connect(self.model.set_filter)
        self._count = label(kind="muted")
        self.model.ticked.connect(self._tell)
        self.model.ticked.connect(self.changed)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GRID // 2)
        for widget in (self._search, self.view, self._count):
            box.addWidget(widget)
        self._tell()

    def show_choices(self, choices: list[Choice], ticked: Iterable[str] = ()) -> None:
        """Offer other choices, the first ticked one in sight."""
        self._search.clear()
        self.model.show_choices(choices, ticked)
        self.view.scrollTo(self.model.first_ticked(), QAbstractItemView.ScrollHint.PositionAtCenter)
        self._tell()

    def unticked(self) -> set[str]:
        """Return the texts that are offered and not ticked."""
        return self.model.offered() - self.model.chosen.keys()

    def picked(self) -> list[str]:
        """Return the texts that are ticked."""
        return list(self.model.chosen)

    def _tell(self) -> None:
        self._count.setText(self._context.words.text("{count} chosen", count=f"{len(self.picked()):,}"))
