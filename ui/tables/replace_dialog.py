"""Find and replace in a table: how many cells are meant, the next one, and all of them as one edit."""

from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
import shiboken6
from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout

from calc.editing import Tick
from calc.operations import Operation
from calc.replacing import Query, holding, replace, replaced
from calc.scenario import Scenario, Table
from ui.actions import ChoiceBox, add_key, label, push_button
from ui.context import Context
from ui.jobs import Progress
from ui.tables.edits import TableEdits, Worked
from ui.tables.selection import shown_columns
from ui.theme import GRID

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ReplaceDialog"]

_PAUSE: Final = 150
_WIDTH: Final = 56 * GRID
_THIS, _WHOLE = range(2)


class ReplaceDialog(QDialog):
    """Stays open beside its table.

    Attributes:
        needle, instead: what is looked for, and what is put there.
        where: in this column, or in the whole table.
        whole, match_case: how it is looked for.
        count: how many cells are meant.

    """

    def __init__(self, context: Context, view: TableEdits) -> None:
        super().__init__(view)
        self._context = context
        self._view = view
        self._column = 0
        words = context.words
        self.setWindowTitle(words.text("Find and replace"))
        self.setMinimumWidth(_WIDTH)
        self.needle, self.instead = QLineEdit(), QLineEdit()
        self.where = ChoiceBox()
        self.where.addItem("")
        self.where.addItem(words.text("the whole table"))
        self.whole = QCheckBox(words.text("The cell holds nothing else"))
        self.match_case = QCheckBox(words.text("Capitals matter"))
        self.count = label(kind="muted", wrap=True)
        self._pause = QTimer(self, interval=_PAUSE, singleShot=True)
        self._pause.timeout.connect(self.tell)
        self._counting: Progress | None = None
        self._found: tuple[Table, Query, dict[str, NDArray[np.bool_]]] | None = None
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        words, context = self._context.words, self._context
        form = QFormLayout()
        form.setSpacing(GRID)
        for text, widget in (
            (words.text("Find"), self.needle),
            (words.text("Replace with"), self.instead),
            (words.text("In"), self.where),
        ):
            widget.setAccessibleName(text)
            form.addRow(text, widget)
        form.addRow("", self.whole)
        form.addRow("", self.match_case)
        self.previous_button = push_button(context, words.text("Previous"), "previous", lambda: self.step(-1))
        self.next_button = push_button(context, words.text("Next"), "next", lambda: self.step(1), "primary")
        self.one_button = push_button(context, words.text("Replace"), "", self.replace_one)
        self.all_button = push_button(context, words.text("Replace all"), "", self.replace_all)
        for button, keys, step in ((self.previous_button, "Shift+F3", -1), (self.next_button, "F3", 1)):
            key = add_key(self, context, button.text(), keys, partial(self.step, step))
            button.setToolTip(key.toolTip())
        self.next_button.setDefault(True)
        buttons = QHBoxLayout()
        for button in (self.previous_button, self.next_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        for button in (self.one_button, self.all_button):
            buttons.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        box.setSpacing(GRID)
        box.addLayout(form)
        box.addWidget(self.count)
        box.addLayout(buttons)

    def _connect(self) -> None:
        self.needle.textChanged.connect(self._pause.start)
        self.where.currentIndexChanged.connect(self._pause.start)
        self.whole.toggled.connect(self._pause.start)
        self.match_case.toggled.connect(self._pause.start)

    def open_on(self, column: int) -> None:
        """Show the dialog for a column; Find has the keyboard."""
        model = self._view.table_model()
        if model.column(column) is None:
            column = next(number for number in shown_columns(self._view) if model.column(number))
        self._column = column
        title = self._context.words.text("the column “{title}”", title=model.title(column))
        self.where.setItemText(_THIS, title)
        self.show()
        self.raise_()
        self.activateWindow()
        self.needle.setFocus()
        self.needle.selectAll()

    def showEvent(self, event: QShowEvent) -> None:
        """Count anew."""
        super().showEvent(event)
        self.tell()

    def query(self) -> Query:
        """Return what is looked for."""
        return Query(self.needle.text(), self.whole.isChecked(), self.match_case.isChecked())

    def _columns(self) -> list[int]:
        """Return the columns that are searched, from left to right: computed ones cannot be replaced in."""
        model = self._view.table_model()
        if self.where.currentIndex() == _THIS:
            return [self._column]
        return [number for number in shown_columns(self._view) if model.column(number) is not None]

    def _names(self) -> list[str]:
        fields = self._view.table_model().fields
        return [fields[number].name for number in self._columns()]

    # Counting

    def tell(self) -> None:
        """Say how many cells are meant; a count that is no longer wanted is given up."""
        model, query, names = self._view.table_model(), self.query(), self._names()
        if self._counting is not None:
            self._counting.cancel()
        if not query.needle:
            self._show_count(0, model.rowCount())
            return
        rows = model.rows

        def work(progress: Progress) -> dict[str, "NDArray[np.bool_]"]:
            found = {}
            for name in names:
                progress.check()
                found[name] = holding(rows, rows.spec.by_name[name], query)
            return found

        def land(found: dict[str, "NDArray[np.bool_]"]) -> None:
            if not shiboken6.isValid(self):
                return  # the window closed meanwhile
            if query == self.query() and names == self._names() and rows is model.rows:
                self._found = rows, query, found
                positions = model.shown_positions()
                count = sum(int(np.count_nonzero(hits[positions])) for hits in found.values())
                self._show_count(count, len(positions))

        self._counting = self._context.jobs.start(work, land, _fail, quiet=True)

    def _show_count(self, count: int, rows: int) -> None:
        words = self._context.words
        if self.query().needle:
            text = words.text("{count} cells in the {rows} rows shown", count=f"{count:,}", rows=f"{rows:,}")
        else:
            text = words.text("Only the rows shown are searched; hidden columns are left alone.")
        self.count.setText(text)
        for button in (self.previous_button, self.next_button, self.one_button, self.all_button):
            button.setEnabled(count > 0)

    # Going

    def _hits(self, query: Query, numbers: list[int]) -> "NDArray[np.bool_]":
        """Return where the rows shown hold the query, shape (rows shown, columns)."""
        model = self._view.table_model()
        rows, hits = model.rows, np.zeros((model.rowCount(), len(numbers)), np.bool_)
        if self._found is None or self._found[0] is not rows or self._found[1] != query:
            self._found = rows, query, {}
        known = self._found[2]
        for place, number in enumerate(numbers):
            column = model.column(number)
            if column is not None:
                if column.name not in known:
                    known[column.name] = holding(rows, column, query)
                hits[:, place] = known[column.name][model.shown_positions()]
        return hits

    def step(self, step: int) -> None:
        """Go to the next or the previous cell that holds the text, round the end."""
        numbers, index = self._columns(), self._view.currentIndex()
        found = np.flatnonzero(self._hits(self.query(), numbers))
        if not len(found):
            self._view.told.emit(self._context.words.text("Not found: {text}", text=self.needle.text()))
            return
        row = index.row() if index.isValid() else 0
        after = [place for place, number in enumerate(numbers) if number == index.column()]
        here = row * len(numbers) + (after[0] if after else -1 if step > 0 else 0)
        if step > 0:
            at = int(np.searchsorted(found, here, "right")) % len(found)
        else:
            at = int(np.searchsorted(found, here, "left")) - 1
        row, place = divmod(int(found[at]), len(numbers))
        model = self._view.table_model()
        self._view.show_cell(model.index(row, numbers[place]))

    def replace_one(self) -> None:
        """Replace in the current cell if it holds the text, and go to the next one."""
        view, model, query = self._view, self._view.table_model(), self.query()
        index, document = view.currentIndex(), view.document()
        if document is None:
            return
        if index.isValid() and index.column() in self._columns():
            column, key = model.column(index.column()), model.key(index.row())
            if column is not None and self._hits_at(model.rows, key, column.name, query):
                cell = model.rows.cell(model.rows.positions[key], column.name)
                new = replaced(column, cell, query, self.instead.text())
                if new != cell:
                    document.push(
                        replace(
                            document.scenario, model.table, [key], [column.name], query, self.instead.text()
                        )
                    )
        self.step(1)
        self.tell()

    @staticmethod
    def _hits_at(rows: Table, key: int, name: str, query: Query) -> bool:
        return bool(holding(rows, rows.spec.by_name[name], query)[rows.positions[key]])

    def replace_all(self) -> None:
        """Replace in every cell that is meant, as one edit."""
        model, query, names = self._view.table_model(), self.query(), self._names()
        keys, instead, words = model.shown_keys().tolist(), self.instead.text(), self._context.words

        def build(scenario: Scenario, tick: Tick) -> Operation:
            return replace(scenario, model.table, keys, names, query, instead, tick)

        self._view.edit_cells(len(keys) * len(names), words.text("Replacing"), build, self._replaced)

    def _replaced(self, worked: Worked) -> None:
        if not worked.operation.steps:
            self._view.told.emit(self._context.words.text("Nothing had to be replaced."))
        self._view.report(worked)
        self.tell()


def _fail(error: Exception) -> None:
    raise error  # a search has no failure of its own: the net under the program tells of it
