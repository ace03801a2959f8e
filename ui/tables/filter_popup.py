"""The filter of one column: tick values, search among them, or give a range, as a spreadsheet's does."""

from typing import Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from calc.tables import Cell, Column, parse_cell
from ui.actions import ChoiceBox, label, push_button, set_kind
from ui.context import Context
from ui.tables.filters import ColumnFilter
from ui.tables.model import TableModel
from ui.tables.ticks import TickModel
from ui.theme import GRID

__all__ = ["FilterPopup", "ValuesModel"]

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
LISTED: Final = 5_000
"""More different values than this are searched for, not ticked one by one."""
_WIDTH: Final = 36 * GRID
_LIST_HEIGHT: Final = 26 * GRID


class ValuesModel(TickModel):
    """The different values of a column with a tick and their numbers of rows."""

    def __init__(self, values: list[tuple[Cell, str, int]], chosen: frozenset[Cell] | None) -> None:
        super().__init__()
        self._all = values
        self._shown = values
        self._off = {cell for cell, _, _ in values if chosen is not None and cell not in chosen}

    def set_filter(self, needle: str) -> None:
        """Show only values with `needle` in them; thousands separators may be left out."""
        needle = needle.strip().casefold()
        texts = ((each, each[1].casefold()) for each in self._all)
        self.beginResetModel()
        self._shown = [each for each, text in texts if needle in text or needle in text.replace(",", "")]
        self.endResetModel()
        self.ticked.emit()

    def tick_all(self, on: bool) -> None:
        """Tick or untick every value shown."""
        shown = {cell for cell, _, _ in self._shown}
        self._off = self._off - shown if on else self._off | shown
        if self._shown:
            self.dataChanged.emit(self.index(0), self.index(len(self._shown) - 1), [Role.CheckStateRole])
        self.ticked.emit()

    def chosen(self) -> frozenset[Cell]:
        """Return the values that are shown and ticked."""
        return frozenset(cell for cell, _, _ in self._shown if cell not in self._off)

    def is_whole(self) -> bool:
        """Return whether every value there is is shown and ticked."""
        return len(self._shown) == len(self._all) and not self._off

    def is_on(self, entry: Cell) -> bool:
        """Return whether a value is ticked."""
        return entry not in self._off

    def set_on(self, entry: Cell, *, on: bool) -> None:
        """Tick or untick a value."""
        if on:
            self._off.discard(entry)
        else:
            self._off.add(entry)

    def told(self, entry: tuple[Any, ...], role: int) -> str | None:
        """Return a value's text with its number of rows."""
        _, text, count = entry
        return f"{text}  ({count:,})".replace("\n", " ") if role == Role.DisplayRole else None


class FilterPopup(QFrame):
    """Opens below a column's title; Enter applies, Esc leaves everything as it was.

    Attributes:
        search: the part of the text that is looked for.
        values: the list of values, None where there are too many of them.
        lowest, highest: the range, of columns with numbers and dates.
        empty: all cells, or those that are empty, or those that are not.

    """

    def __init__(self, context: Context, model: TableModel, number: int, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("kind", "card")
        self._context = context
        self._model = model
        self._name = model.fields[number].name
        self._field = model.fields[number]
        self._now = model.filters.get(self._name, ColumnFilter())
        self.setAccessibleName(context.words.text("Filter"))
        self.setFixedWidth(_WIDTH)
        self._make_values()
        self._make_fields()
        self._lay_out(model.title(number))
        self._tell()

    def _make_values(self) -> None:
        words, choices = self._context.words, self._model.filter_choices(self._name)
        self.search = QLineEdit(self._now.part)
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName(words.text("Text in the cell"))
        self.search.setPlaceholderText(words.text("Text in the cell"))
        self.values: ValuesModel | None = None
        self.list = QListView()
        self.list.setAccessibleName(words.text("Values"))
        self.list.setUniformItemSizes(True)
        self.list.setFixedHeight(_LIST_HEIGHT)
        if len(choices) <= LISTED:
            shown = [(cell, self._model.filter_text(self._name, cell), count) for cell, count in choices]
            self.values = ValuesModel(shown, self._now.values)
            self.values.setParent(self)
            self.list.setModel(self.values)
            self.search.textChanged.connect(self.values.set_filter)
            self.values.set_filter(self._now.part)
            self.values.ticked.connect(self._tell)
        self._many = len(choices)

    def _make_fields(self) -> None:
        words = self._context.words
        self.lowest, self.highest = self._end(words.text("From")), self._end(words.text("To"))
        if isinstance(self._field, Column):
            for edit, end in ((self.lowest, self._now.lowest), (self.highest, self._now.highest)):
                edit.setText(self._model.filter_text(self._name, end) if end is not None else "")
        self.empty = ChoiceBox()
        self.empty.setAccessibleName(words.text("Empty cells"))
        for text, value in (
            (words.text("empty cells too"), None),
            (words.text("only empty cells"), True),
            (words.text("no empty cells"), False),
        ):
            self.empty.addItem(text, value)
        self.empty.setCurrentIndex((None, True, False).index(self._now.empty))

    def _end(self, name: str) -> QLineEdit:
        edit = QLineEdit()
        edit.setAccessibleName(name)
        edit.textChanged.connect(self._tell)
        return edit

    def _lay_out(self, title: str) -> None:
        words = self._context.words
        box = QVBoxLayout(self)
        box.setContentsMargins(GRID, GRID, GRID, GRID)
        box.setSpacing(GRID)
        heading = label(title, "lead")
        heading.setWordWrap(True)
        box.addWidget(heading)
        box.addWidget(self.search)
        if self.values is not None:
            ticks = QHBoxLayout()
            self.all_button = push_button(
                self._context, words.text("Tick all"), "", lambda: self._tick(on=True), "flat"
            )
            self.none_button = push_button(
                self._context, words.text("Tick none"), "", lambda: self._tick(on=False), "flat"
            )
            for button in (self.all_button, self.none_button):
                ticks.addWidget(button)
            ticks.addStretch(1)
            box.addLayout(ticks)
            box.addWidget(self.list)
        else:
            self.list.hide()
            many = words.text(
                "{count} different values: type a part of what you look for.", count=f"{self._many:,}"
            )
            box.addWidget(label(many, "muted", wrap=True))
        form = QFormLayout()
        form.setSpacing(GRID)
        if self._model.filter_has_range(self._name):
            ends = QHBoxLayout()
            ends.setSpacing(GRID // 2)
            ends.addWidget(self.lowest)
            ends.addWidget(label("–"))
            ends.addWidget(self.highest)
            form.addRow(words.text("From – to"), ends)
        else:
            for edit in (self.lowest, self.highest):
                edit.setParent(self)
                edit.hide()
        form.addRow(words.text("Empty cells"), self.empty)
        box.addLayout(form)
        buttons = QHBoxLayout()
        self._clear = push_button(self._context, words.text("Clear this filter"), "", self.clear, "flat")
        self.apply_button = push_button(self._context, words.text("Apply"), "", self.apply, "primary")
        buttons.addWidget(self._clear)
        buttons.addStretch(1)
        buttons.addWidget(self.apply_button)
        box.addLayout(buttons)

    def open_below(self, widget: QWidget, place: QRect) -> None:
        """Show the filter below a title, inside the screen."""
        self.adjustSize()
        corner = widget.mapToGlobal(place.bottomLeft())
        room = widget.screen().availableGeometry()
        corner.setX(max(room.left(), min(corner.x(), room.right() - self.width())))
        corner.setY(max(room.top(), min(corner.y(), room.bottom() - self.height())))
        self.move(corner)
        self.show()
        self.search.setFocus()

    def _tick(self, *, on: bool) -> None:
        if self.values is not None:
            self.values.tick_all(on)

    def wanted(self) -> ColumnFilter | None:
        """Return the filter that is asked for, None where an end of the range cannot be read."""
        ends: list[int | None] = []
        for edit in (self.lowest, self.highest):
            cell = self._end_of(edit)
            if cell is not None and not isinstance(cell, int):
                return None
            ends.append(cell)
        values, part = self.values, self.search.text().strip()
        ticked = values.chosen() if values is not None and not values.is_whole() else None
        return ColumnFilter(
            values=ticked,
            part=part if values is None else "",
            lowest=ends[0],
            highest=ends[1],
            empty=self.empty.currentData(),
        )

    def _end_of(self, edit: QLineEdit) -> Cell:
        return (
            parse_cell(self._field, edit.text()) if isinstance(self._field, Column) and edit.text() else None
        )

    def _tell(self) -> None:
        if not hasattr(self, "apply_button"):
            return
        for edit in (self.lowest, self.highest):
            cell = self._end_of(edit)
            set_kind(edit, "state", "danger" if cell is not None and not isinstance(cell, int) else "")
        wanted = self.wanted()
        self.apply_button.setEnabled(wanted is not None and wanted.values != frozenset())

    def apply(self) -> None:
        """Filter the table and close."""
        wanted = self.wanted()
        if wanted is not None and self.apply_button.isEnabled():
            self._model.set_column_filter(self._name, wanted)
            self.close()

    def clear(self) -> None:
        """Take this column's filter away and close."""
        self._model.set_column_filter(self._name, None)
        self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Apply on Enter."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.apply()
        else:
            super().keyPressEvent(event)
