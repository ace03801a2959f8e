"""Where Enter and Tab lead in a table, as in a spreadsheet, and the new row they make at its end."""

from collections.abc import Callable
from typing import Final, NamedTuple

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QObject, QPersistentModelIndex
from PySide6.QtGui import QUndoCommand
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from ui.document import Document
from ui.tables.delegate import Step
from ui.tables.model import TableModel
from ui.tables.selection import Selection

__all__ = ["Mover"]

Stop = tuple[int, int]
_ROUND: Final = {Step.DOWN: (False, 1), Step.UP: (False, -1), Step.NEXT: (True, 1), Step.PREVIOUS: (True, -1)}
"""How a selected block is gone through: along its rows or its columns, forwards or back."""


class _OfferedRow(NamedTuple):
    """A row that was made by going on at the end: the edit that made it, and its key."""

    document: Document
    edit: QUndoCommand | None
    key: int


class Mover(QObject):
    """Moves the current cell of a table.

    Inside a selected block Enter and Tab go round it. Elsewhere
    Enter goes down, Tab along the cells that can be edited and on to the next row; Enter after Tab goes to
    the column where the typing began. Going on from the last row makes a new one. That is an edit like any
    other, but as long as nothing is typed in it, it is only an offer: going on stays there, and leaving it
    takes it back as if it had never been.
    """

    def __init__(self, view: QTableView, add_row: Callable[[], bool]) -> None:
        """Move in `view`; `add_row` adds a row and makes it current."""
        super().__init__(view)
        self._view = view
        self._add_row = add_row
        self._began: tuple[int, QPersistentModelIndex] | None = None
        self._offered: _OfferedRow | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow_keyboard)

    def go(self, step: Step, document: Document) -> None:
        """Make the next cell current."""
        index = self._view.currentIndex()
        if not index.isValid():
            return
        ways: dict[Step, Callable[[QModelIndex], Stop | None]] = {
            Step.DOWN: self._down,
            Step.UP: lambda index: (index.row() - 1, index.column()),
            Step.NEXT: self._next,
            Step.PREVIOUS: self._previous,
            Step.RIGHT: lambda index: self._beside(index, 1),
            Step.LEFT: lambda index: self._beside(index, -1),
        }
        if (inside := self._inside(step, index)) is not None:
            self._began = None
            self._keep_selected(*inside)
            return
        stop = ways[step](index)
        if stop is None:
            return
        if stop[0] == self._view.model().rowCount():
            self._offer_row(document, stop[1])
        else:
            self._set_current(*stop)
        if step is Step.NEXT and self._began is not None:
            self._began = self._began[0], QPersistentModelIndex(self._view.currentIndex())

    def _model(self) -> TableModel:
        model = self._view.model()
        if not isinstance(model, TableModel):
            raise TypeError("no table is shown")
        return model

    def _set_current(self, row: int, column: int) -> None:
        index = self._view.model().index(row, column)
        if index.isValid():
            self._view.setCurrentIndex(index)

    def _inside(self, step: Step, index: QModelIndex) -> Stop | None:
        """Return the next cell of the selected block, round its end; None where no block is selected."""
        ranges = self._view.selectionModel().selection()
        single = ranges.count() == 1 and ranges.at(0).height() == ranges.at(0).width() == 1
        if step not in _ROUND or not ranges.count() or single:
            return None
        chosen = Selection.of(self._view)
        rows, columns = chosen.all_rows, [each for each in chosen.columns if self._model().column(each)]
        if not chosen.is_block or index.row() not in rows or index.column() not in columns:
            return None
        if len(rows) * len(columns) < 2:
            return None
        row, column = rows.index(index.row()), columns.index(index.column())
        along_rows, way = _ROUND[step]
        if along_rows:
            place = (row * len(columns) + column + way) % (len(rows) * len(columns))
            return rows[place // len(columns)], columns[place % len(columns)]
        place = (column * len(rows) + row + way) % (len(rows) * len(columns))
        return rows[place % len(rows)], columns[place // len(rows)]

    def _keep_selected(self, row: int, column: int) -> None:
        """Make a cell current and leave selected what is."""
        index = self._view.model().index(row, column)
        self._view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self._view.scrollTo(index)

    def _columns(self) -> list[int]:
        """Return the columns that can be seen, from left to right."""
        header = self._view.horizontalHeader()
        columns = [header.logicalIndex(place) for place in range(header.count())]
        return [column for column in columns if not self._view.isColumnHidden(column)]

    def _stops(self) -> list[int]:
        return [column for column in self._columns() if self._model().column(column) is not None]

    def _down(self, index: QModelIndex) -> Stop:
        column = index.column()
        if self._began is not None and self._began[1] == index:
            column = self._began[0]
        self._began = None
        return index.row() + 1, column

    def _next(self, index: QModelIndex) -> Stop | None:
        stops, places = self._stops(), self._columns()
        if not stops:
            return None
        if self._began is None or self._began[1] != index:
            self._began = index.column(), QPersistentModelIndex(index)
        place = places.index(index.column()) if index.column() in places else -1
        onwards = [column for column in stops if places.index(column) > place]
        if onwards:
            return index.row(), onwards[0]
        self._began = stops[0], QPersistentModelIndex(index)
        return index.row() + 1, stops[0]

    def _previous(self, index: QModelIndex) -> Stop | None:
        stops, places = self._stops(), self._columns()
        self._began = None
        place = places.index(index.column()) if index.column() in places else len(places)
        back = [column for column in stops if places.index(column) < place]
        if back:
            return index.row(), back[-1]
        return (index.row() - 1, stops[-1]) if stops and index.row() else None

    def _beside(self, index: QModelIndex, step: int) -> Stop | None:
        places = self._columns()
        place = places.index(index.column()) + step if index.column() in places else -1
        return (index.row(), places[place]) if 0 <= place < len(places) else None

    # The new row at the end

    def _offer_row(self, document: Document, column: int) -> None:
        if not self._untouched(self._view.currentIndex()) and self._add_row():
            row = self._view.currentIndex().row()
            self._set_current(row, column)
            self._offered = _OfferedRow(document, document.last_edit(), self._model().key(row))

    def _untouched(self, index: QModelIndex) -> bool:
        """Return whether `index` is in a row that was only offered."""
        return (
            self._offer_stands()
            and self._offered is not None
            and self._model().key(index.row()) == self._offered.key
        )

    def _offer_stands(self) -> bool:
        """Return whether the offered row is there and the last thing that was done."""
        if self._offered is None:
            return False
        document, edit, key = self._offered
        return key in document.scenario[self._model().table].positions and document.last_edit() is edit

    def leave(self, row: int = -1) -> bool:
        """Take an offered row back unless it is `row` or was typed in; return whether that was done."""
        if self._offered is None or (row >= 0 and self._model().key(row) == self._offered.key):
            return False
        document = self._offered.document
        stands = self._offer_stands()
        self._offered = None
        if stands:
            document.withdraw()
        return stands

    def _follow_keyboard(self, old: QWidget | None, new: QWidget | None) -> None:
        """Take the offered row back when the keyboard goes elsewhere in the program."""
        if old is None or new is None:
            return  # the window itself is left, or comes back
        inside = [each is self._view or self._view.isAncestorOf(each) for each in (old, new)]
        if inside == [True, False]:
            self.leave()
