"""What is done to many cells of a table at once: copy, cut, paste, fill, insert, duplicate and delete.

What touches many cells is worked out in the background; it lands only if nothing else was edited meanwhile.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn, TypeVar

import shiboken6
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QWidget

from calc import editing, operations
from calc.editing import Layout, Left, Text, Tick
from calc.language import N_
from calc.operations import Operation
from calc.scenario import Scenario
from ui.context import Context
from ui.document import Document
from ui.jobs import Progress
from ui.tables import clipboard
from ui.tables.frozen import FrozenTable
from ui.tables.model import TableModel
from ui.tables.selection import Selection, shown_columns

if TYPE_CHECKING:
    from calc.tables import Cell

__all__ = ["AT_ONCE", "ROW_LIMIT", "TableEdits", "Worked"]

Result = TypeVar("Result")
AT_ONCE: Final = 5_000
"""Cells that are edited without a background job; a job would only flicker."""
ROW_LIMIT: Final = 1_000_000
_TEXT_AT_ONCE: Final = 100_000
"""Characters on the clipboard that are read at once."""


class Worked(NamedTuple):
    """What is known of an edit before it is done.

    Attributes:
        operation: the edit.
        after: the state that a large one leads to, for the window not to wait for it.
        unread: row key and column of the cells it leaves unreadable.

    """

    operation: Operation
    after: Scenario | None
    unread: Sequence[tuple[int, str]]


class TableEdits(FrozenTable):
    """A table view over a document, with the commands for its selection.

    Attributes:
        new_cells: what stands in a new row.

    Signals:
        told: something was done that deserves a word: the word.
        noticed: something needs a look: what, and the row key and column of the first such cell (−1: none).

    """

    told = Signal(str)
    noticed = Signal(str, int, str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._document: Document | None = None
        self.new_cells: Callable[[], dict[str, Cell]] = dict

    def table_model(self) -> TableModel:
        """Return the model shown."""
        model = self.model()
        if not isinstance(model, TableModel):
            raise TypeError("no table is shown")
        return model

    def go_to(self, key: int, column: str) -> bool:
        """Make a cell current and show it; False where a filter hides its row."""
        model = self.table_model()
        row = model.row_of(key)
        if row < 0:
            return False
        number = model.column_of(column)
        self.setColumnHidden(number, False)
        self.show_cell(model.index(row, number))
        self.setFocus()
        return True

    def show_cell(self, index: QModelIndex) -> None:
        """Make a cell current and bring it in sight."""
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    # Working it out

    def _work(
        self,
        size: int,
        title: str,
        work: Callable[[Tick], Result],
        land: Callable[[Result], None],
        unit: str = "",
    ) -> None:
        """Have `work` done, at once or in the background by the number of cells; `land` takes the result."""
        document = self._document
        if document is None:
            return
        if size <= AT_ONCE:
            land(work(lambda _done, _total: None))
            return
        scenario = document.scenario

        def landed(result: Result) -> None:
            if not shiboken6.isValid(self) or document is not self._document:
                return  # another scenario was opened meanwhile
            if document.scenario is scenario:
                land(result)
            else:
                words = self._context.words
                self.told.emit(
                    words.text("The table was edited meanwhile: nothing was done. Please try again.")
                )

        def begin(progress: Progress) -> Result:
            return work(progress)

        self._context.jobs.start(begin, landed, _fail, title=title, unit=unit, cancelled=self._tell_cancelled)

    def _tell_cancelled(self) -> None:
        if shiboken6.isValid(self):
            self.told.emit(self._context.words.text("Cancelled: nothing was changed."))

    def edit_cells(
        self,
        size: int,
        title: str,
        build: Callable[[Scenario, Tick], Operation],
        then: Callable[[Worked], object] = lambda _worked: None,
    ) -> None:
        """Push the operation that `build` makes of the scenario, then call `then` with what came of it."""
        document = self._document
        if document is None:
            return
        scenario = document.scenario

        def land(worked: Worked) -> None:
            document.push(worked.operation, worked.after)
            then(worked)

        self._work(size, title, lambda tick: _worked(scenario, build(scenario, tick), size), land)

    def document(self) -> Document | None:
        """Return the document shown."""
        return self._document

    def _places(self, selection: Selection) -> dict[str, list[int]]:
        """Return the selected cells that can be typed into: column -> row keys."""
        model = self.table_model()
        keys = model.shown_keys()
        return {
            column.name: keys[rows].tolist()
            for number, rows in selection.rows.items()
            if (column := model.column(number)) is not None
        }

    # Rows

    def insert_row(self) -> None:
        """Insert as many rows as are selected below them, and make the first one current."""
        self._insert(lambda scenario, position, keys: self._new_rows(scenario, position, len(keys)))

    def _new_rows(self, scenario: Scenario, position: int, count: int) -> Operation:
        new = [self.table_model().sought_cells() | self.new_cells()] * max(count, 1)
        return operations.insert_rows(scenario, self.table_model().table, position, new)

    def add_row(self) -> bool:
        """Add a row after the last one shown and make it current; return whether there was one to add to."""
        document, model = self._document, self.table_model()
        if document is None or not model.rowCount():
            return False
        scenario = document.scenario
        position = scenario[model.table].positions[model.key(model.rowCount() - 1)] + 1
        key, model.inserted_at = scenario.next_key, model.rowCount()
        document.push(self._new_rows(scenario, position, 1), offered=True)
        model.inserted_at = None
        return self.go_to(key, model.fields[0].name)

    def duplicate_rows(self) -> None:
        """Insert copies of the selected rows below them; their IDs are left to be typed."""
        table = self.table_model().table
        if Selection.of(self).rows:
            self._insert(
                lambda scenario, position, keys: editing.duplicate_rows(scenario, table, keys, position)
            )

    def _insert(self, build: Callable[[Scenario, int, list[int]], Operation]) -> None:
        document, model = self._document, self.table_model()
        if document is None:
            return
        rows = Selection.of(self).all_rows
        keys = [model.key(row) for row in rows]
        scenario = document.scenario
        positions = scenario[model.table].positions
        position = positions[keys[-1]] + 1 if keys else model.end_position()
        first, name = scenario.next_key, model.fields[0].name
        at = rows[-1] + 1 if rows else model.rowCount()

        size = len(keys) * model.columnCount()
        title = self._context.words.text("Inserting rows")

        def work(_tick: Tick) -> Worked:
            return _worked(scenario, build(scenario, position, keys), size)

        def land(worked: Worked) -> None:
            model.inserted_at = at
            document.push(worked.operation, worked.after)
            model.inserted_at = None
            self.go_to(first, name)

        self._work(size, title, work, land)

    def delete_rows(self) -> None:
        """Delete the rows that hold a selected cell."""
        model = self.table_model()
        keys = [model.key(row) for row in Selection.of(self).all_rows]
        row = self.currentIndex().row()
        if not keys:
            return

        def then(_worked: Worked) -> None:
            if model.rowCount():
                self.setCurrentIndex(model.index(min(max(row, 0), model.rowCount() - 1), 0))

        title = self._context.words.text("Deleting rows")
        self.edit_cells(
            len(keys) * model.columnCount(),
            title,
            lambda scenario, _tick: operations.delete_rows(scenario, model.table, keys),
            then,
        )

    # Cells

    def clear_cells(self) -> None:
        """Empty the selected cells."""
        self._clear(N_("Clear {count} cells"))

    def _clear(self, label: str) -> None:
        selection, table = Selection.of(self), self.table_model().table
        places = self._places(selection)
        title = self._context.words.text("Clearing cells")
        self.edit_cells(
            selection.count,
            title,
            lambda scenario, _tick: editing.fill_text(scenario, table, places, "", label),
        )

    def fill_down(self) -> None:
        """Copy the topmost selected cell over those below it; a single row is filled from the row above."""
        model, selection = self.table_model(), Selection.of(self)
        keys = model.shown_keys()
        runs = [
            (column.name, int(keys[source]), keys[rows].tolist())
            for number, selected in selection.rows.items()
            if (column := model.column(number)) is not None
            for source, rows in map(_source, _runs(selected))
            if source >= 0
        ]
        title = self._context.words.text("Filling down")
        self.edit_cells(
            selection.count, title, lambda scenario, _tick: editing.fill_down(scenario, model.table, runs)
        )

    # The clipboard

    def copy(self) -> None:
        """Put the selected cells on the clipboard as a spreadsheet would."""
        self._copy(titles=False)

    def copy_with_titles(self) -> None:
        """Put the selected cells on the clipboard, the columns' titles above them."""
        self._copy(titles=True)

    def cut(self) -> None:
        """Copy the selected cells and empty them."""
        if self._copy(titles=False):
            self._clear(N_("Cut {count} cells"))

    def _copy(self, *, titles: bool) -> bool:
        model, selection, words = self.table_model(), Selection.of(self), self._context.words
        if not selection.rows:
            return False
        if not selection.is_block:
            self.told.emit(words.text("Cells that do not form a block cannot be copied together."))
            return False
        rows, table = selection.all_rows, model.rows
        names = [column.name for number in selection.columns if (column := model.column(number))]
        computed = {
            number: tuple(model.text(row, number) for row in rows)
            for number in selection.columns
            if model.column(number) is None
        }
        positions = [table.positions[key] for key in model.shown_keys()[rows].tolist()]
        head = [[model.title(number) for number in selection.columns]] if titles else []

        def work(tick: Tick) -> str:
            typed = iter(editing.texts_of(table, positions, names, tick))
            columns = [
                computed[number] if number in computed else next(typed) for number in selection.columns
            ]
            return clipboard.as_text([*head, *zip(*columns, strict=True)])

        self._work(selection.count, words.text("Copying"), work, QGuiApplication.clipboard().setText)
        return True

    def paste(self) -> None:
        """Paste the clipboard's block from the first selected cell on; smaller blocks fill the selection."""
        text = QGuiApplication.clipboard().text()
        selection = Selection.of(self)
        if self._document is None or not text:
            return
        block = clipboard.read_text(text) if len(text) <= _TEXT_AT_ONCE else []
        if len(block) == 1 and len(block[0]) == 1 and selection.count > 1:
            self._fill(selection, block[0][0] or "")
        else:
            self._paste(text, selection)

    def _fill(self, selection: Selection, text: str) -> None:
        """Paste one text into every selected cell, and only there."""
        model, places = self.table_model(), self._places(selection)
        left = tuple(
            Left(model.title(number), len(rows))
            for number, rows in selection.rows.items()
            if model.column(number) is None
        )

        def build(scenario: Scenario, _tick: Tick) -> Operation:
            return editing.fill_text(scenario, model.table, places, text, N_("Paste into {count} cells"))

        title = self._context.words.text("Pasting")
        self.edit_cells(selection.count, title, build, lambda worked: self.report(worked, left))

    def _paste(self, text: str, selection: Selection) -> None:
        document, model, words = self._document, self.table_model(), self._context.words
        if document is None:
            return
        rows, columns = selection.all_rows, selection.columns
        shown = shown_columns(self)
        first_row = rows[0] if rows else model.rowCount()
        first = shown.index(columns[0]) if columns else 0
        targets = [model.column(number) or model.title(number) for number in shown[first:]]
        keys = model.shown_keys()[first_row:].tolist()
        area = (len(rows), len(columns)) if selection.is_block else (0, 0)
        scenario, position, defaults = document.scenario, model.end_position(), self.new_cells()

        def work(tick: Tick) -> tuple[Worked, Layout]:
            block: Sequence[Sequence[Text]] = clipboard.read_text(text)
            if len(block) > ROW_LIMIT:
                return Worked(Operation("", ()), None, ()), Layout((), block, (), titled=False)
            layout = editing.lay_out(model.rows.spec, targets, editing.repeated(block, *area))
            operation = editing.paste(
                scenario, model.table, keys, layout, position=position, defaults=defaults, tick=tick
            )
            return _worked(scenario, operation, cells), layout

        def land(result: tuple[Worked, Layout]) -> None:
            worked, layout = result
            if len(layout.block) > ROW_LIMIT:
                limit = f"{ROW_LIMIT:,}"
                self.noticed.emit(
                    words.text("At most {count} rows can be pasted at once.", count=limit), -1, ""
                )
                return
            model.inserted_at = model.rowCount()
            document.push(worked.operation, worked.after)
            model.inserted_at = None
            self._select_block(first_row, len(layout.block), layout.columns)
            self.report(worked, layout.left, titled=layout.titled)

        cells = (text.count("\n") + 1) * max(len(targets), 1) if len(text) > _TEXT_AT_ONCE else 0
        self._work(cells, words.text("Pasting"), work, land, words.text("rows"))

    def _select_block(self, first_row: int, count: int, names: Sequence[str]) -> None:
        model = self.table_model()
        last = min(first_row + count, model.rowCount()) - 1
        if not names or last < first_row:
            return
        block = QItemSelection()
        for name in names:
            number = model.column_of(name)
            block.select(model.index(first_row, number), model.index(last, number))
        corner = model.index(first_row, model.column_of(names[0]))
        self.selectionModel().setCurrentIndex(corner, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def report(self, worked: Worked, left: Sequence[Left] = (), *, titled: bool = False) -> None:
        """Say what was done, what could not be read and what was not taken."""
        words, operation, unread = self._context.words, worked.operation, worked.unread
        parts = []
        if unread:
            parts.append(
                words.text(
                    "{count} cells could not be read; they are marked and listed in the findings.",
                    count=f"{len(unread):,}",
                )
            )
        if left:
            parts.append(words.text("Not taken: {what}.", what="; ".join(self._left_words(left))))
        if operation.steps:
            done = words.text(operation.label, **operation.parameters)
            self.told.emit(
                words.text("{done}, by the titles in the first row", done=done) if titled else done
            )
        key, name = unread[0] if unread else (-1, "")
        self.noticed.emit(" ".join(parts), key, name)

    def _left_words(self, left: Sequence[Left]) -> list[str]:
        words = self._context.words
        named = [
            words.text("“{title}” ({count} cells)", title=each.title, count=f"{each.texts:,}")
            for each in left
            if each.title
        ]
        beyond = [each.texts for each in left if not each.title]
        if beyond:
            named.append(
                words.text(
                    "{columns} columns beyond the last one ({count} cells)",
                    columns=len(beyond),
                    count=f"{sum(beyond):,}",
                )
            )
        return named


def _worked(scenario: Scenario, operation: Operation, size: int) -> Worked:
    after = operations.apply(scenario, operation) if size > AT_ONCE else None
    return Worked(operation, after, editing.unread_in(operation))


def _fail(error: Exception) -> NoReturn:
    raise error  # an edit has no failure of its own: the net under the program tells of it


def _runs(rows: Sequence[int]) -> list[list[int]]:
    """Return rows as runs without gaps."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and runs[-1][-1] == row - 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def _source(run: list[int]) -> tuple[int, list[int]]:
    """Return the row to copy and the rows to fill; −1 where there is no row above."""
    return (run[0], run[1:]) if len(run) > 1 else (run[0] - 1, run)
