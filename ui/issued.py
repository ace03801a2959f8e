"""What was issued: number, day, documents, for whom, what it replaced, and whether it still holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import shiboken6
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QDialog, QHBoxLayout, QTableView, QVBoxLayout, QWidget

from calc import units
from calc.issues import Record, records
from calc.language import N_
from ui import papers
from ui.actions import label, push_button
from ui.context import Context
from ui.document import Document
from ui.files import error_text
from ui.pages.page import search_field
from ui.tables.view import fit_columns, look_of_a_table
from ui.theme import GRID, first_size

if TYPE_CHECKING:
    from ui.jobs import Progress

__all__ = ["IssuedDialog", "IssuedModel"]

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_NUMBER, _DAY, _DOCUMENT, _WHOM, _TOTAL, _REPLACES, _OFFICER, _STATE = range(8)
_TITLES: Final = (
    N_("Document number"),
    N_("Day of issue"),
    N_("Document"),
    N_("For whom"),
    N_("Total (yuan)"),
    N_("Replaces"),
    N_("Issued by"),
    N_("The scenario since"),
)
_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_NAMED: Final = 3
_LISTED: Final = 12
_BETWEEN: Final = "、"
_NOTHING: Final = "―"


@dataclass(frozen=True)
class _Row:
    """A record, and what stands in its row."""

    record: Record
    texts: tuple[str, ...]


class IssuedModel(QAbstractTableModel):
    """The records, the latest first."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._all: list[_Row] = []
        self._shown: list[_Row] = []
        self._needle = ""

    def show_records(self, found: Sequence[Record], digest: str) -> None:
        """Show records beside the state of the scenario with a digest."""
        self.beginResetModel()
        self._all = [_Row(each, self._texts(each, digest)) for each in reversed(found)]
        self._take_shown()
        self.endResetModel()

    def set_filter(self, text: str) -> None:
        """Show only records with a text in them."""
        self.beginResetModel()
        self._needle = text.strip().casefold()
        self._take_shown()
        self.endResetModel()

    def _take_shown(self) -> None:
        self._shown = [
            row
            for row in self._all
            if self._needle in " ".join((*row.texts, *row.record.subjects)).casefold()
        ]

    def record(self, row: int) -> Record:
        """Return the record of a row."""
        return self._shown[row].record

    def _texts(self, record: Record, digest: str) -> tuple[str, ...]:
        words = self._context.words
        whom = _BETWEEN.join(record.subjects[:_NAMED]) if record.subjects else words.text("all")
        if len(record.subjects) > _NAMED:
            whom = words.text("{names} and {count} more", names=whom, count=len(record.subjects) - _NAMED)
        same = record.digest == digest
        return (
            record.number,
            record.day,
            words.text(papers.TITLES[record.document]) if record.document in papers.TITLES else record.title,
            whom,
            units.format_money(record.total, grouped=True) if record.total else _NOTHING,
            record.replaces or _NOTHING,
            record.officer or _NOTHING,
            words.text("unchanged") if same else words.text("changed"),
        )

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Return the number of records shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Return eight."""
        return 0 if parent.isValid() else len(_TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """Return a column's title."""
        if orientation == Qt.Orientation.Horizontal and section < len(_TITLES):
            if role == Role.DisplayRole:
                return self._context.words.text(_TITLES[section])
            if role == Role.TextAlignmentRole:
                return _RIGHT if section == _TOTAL else _LEFT
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return what Qt asks of a cell."""
        if not index.isValid():
            return None
        row, column = self._shown[index.row()], index.column()
        if role in {Role.DisplayRole, Role.ToolTipRole}:
            whole = role == Role.ToolTipRole and column == _WHOM and row.record.subjects
            return _BETWEEN.join(row.record.subjects) if whole else row.texts[column]
        if role == Role.TextAlignmentRole:
            return _RIGHT if column == _TOTAL else _LEFT
        return None


class IssuedDialog(QDialog):
    """The list of what was issued.

    Attributes:
        model: the records.
        told: what a comparison with the scenario as it is now found.

    Signals:
        again: papers are wanted once more: their record.

    """

    chapter = "printing"
    again = Signal(object)

    def __init__(self, context: Context, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._document = context, document
        self._working: Progress | None = None
        words = context.words
        self.setWindowTitle(words.text("Issued papers"))
        self.model = IssuedModel(context)
        self.model.setParent(self)
        self.view = QTableView()
        self.view.setModel(self.model)
        self.view.setAccessibleName(words.text("Issued papers"))
        look_of_a_table(self.view)
        self.view.verticalHeader().hide()
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.selectionModel().currentRowChanged.connect(self._choose)
        self.search = search_field(context)
        self.search.setToolTip("")
        self.search.textChanged.connect(self.model.set_filter)
        self.told = label(wrap=True)
        self.told.setMinimumHeight(5 * GRID)
        self.compare_button = push_button(
            context, words.text("Compare with the scenario as it is now"), "compare", self.compare
        )
        self.again_button = push_button(
            context, words.text("Print these again..."), "printing", self._print_again
        )
        close = push_button(context, words.text("Close"), "", self.reject, "primary")
        close.setDefault(True)
        self._lay_out(close)
        first_size(self, 152 * GRID, 68 * GRID)
        found = records(document.scenario)
        self.model.show_records(found, document.scenario.digest)
        self.model.modelReset.connect(self._choose)
        if found:
            self.view.selectRow(0)
        self._choose()

    def showEvent(self, event: QShowEvent) -> None:
        """Fit the columns, now that it is known how much room there is."""
        super().showEvent(event)
        fit_columns(self.view, (_DOCUMENT, _WHOM, _REPLACES), spread=True)

    def _lay_out(self, close: QWidget) -> None:
        head = QHBoxLayout()
        head.addWidget(self.search)
        head.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(GRID)
        foot.addWidget(self.compare_button)
        foot.addWidget(self.again_button)
        foot.addStretch(1)
        foot.addWidget(close)
        box = QVBoxLayout(self)
        box.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        box.setSpacing(GRID)
        box.addLayout(head)
        box.addWidget(self.view, 1)
        box.addWidget(self.told)
        box.addLayout(foot)

    def current(self) -> Record | None:
        """Return the record that is chosen."""
        row = self.view.currentIndex().row()
        return self.model.record(row) if 0 <= row < self.model.rowCount() else None

    def _choose(self) -> None:
        """Say what is known of the record that is chosen without looking further."""
        self._stop()
        words, record = self._context.words, self.current()
        same = record is not None and record.digest == self._document.scenario.digest
        self.again_button.setEnabled(record is not None)
        self.compare_button.setEnabled(record is not None and not same)
        if record is None:
            text = words.text("Nothing was issued yet. Papers are issued on the page for printing.")
            self.told.setText("" if self.model.rowCount() else text)
        elif same:
            self.told.setText(words.text("The scenario is as it was: these papers agree with it."))
        else:
            self.told.setText(
                words.text("The scenario has changed since. Compare to see whose papers differ.")
            )

    def _stop(self) -> None:
        if self._working is not None:
            self._working.cancel()
            self._working = None

    def compare(self) -> None:
        """Find out, in the background, whose papers would read otherwise now."""
        record, words = self.current(), self._context.words
        if record is None:
            return
        self._stop()
        assessment = self._document.assessment
        self.told.setText(words.text("Comparing..."))

        def is_wanted() -> bool:
            return shiboken6.isValid(self) and self.current() == record

        def done(changed: list[str] | None) -> None:
            if is_wanted():
                self.told.setText(self._found(changed))

        def failed(error: Exception) -> None:
            text = error_text(error, words)
            if text is None:
                raise error
            if is_wanted():
                self.told.setText(text)

        self._working = self._context.jobs.start(
            lambda progress: papers.changed_since(assessment, record, progress),
            done,
            failed,
            title=words.text("Comparing..."),
            unit=words.text("statements"),
            cancelled=lambda: self._choose() if is_wanted() else None,
        )

    def _found(self, changed: list[str] | None) -> str:
        words = self._context.words
        if changed is None:
            return words.text("The state they were printed from is not kept in this file.")
        if not changed:
            return words.text(
                "Other parts of the scenario have changed; nothing that stands on these papers."
            )
        if changed == [""]:
            return words.text("This paper would read otherwise now.")
        names = _BETWEEN.join(changed[:_LISTED]) + ("…" if len(changed) > _LISTED else "")
        return words.text("{count} papers would read otherwise now: {names}", count=len(changed), names=names)

    def _print_again(self) -> None:
        record = self.current()
        if record is not None:
            self.accept()
            self.again.emit(record)
