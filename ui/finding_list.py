"""Findings as a list: weight, place, message, and why a warning may stand; the current one in full."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from calc.findings import Finding, Severity, render, where
from calc.language import N_
from calc.register import Exact
from ui.context import Context
from ui.document import Document
from ui.tables.model import ACKNOWLEDGED_ICON, SEVERITY_ICON
from ui.tables.view import look_of_a_table
from ui.theme import GRID, ICON, ROW, text_font

__all__ = ["FindingsModel", "FindingsView"]

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_WEIGHT, _WHERE, _MESSAGE, _REASON = range(4)
_TITLES: Final = (N_("Weight"), N_("Where"), N_("What, and what to do"), N_("Reason"))
_WEIGHTS: Final = {
    Severity.ERROR: N_("Error"),
    Severity.WARNING: N_("Warning"),
    Severity.NOTE: N_("Note"),
}
_HELD: Final = N_("Acknowledged")
_WIDTHS: Final = {_WHERE: 34 * GRID, _REASON: 32 * GRID}
_MARGIN: Final = 2 * GRID


class FindingsModel(QAbstractTableModel):
    """Findings as rows; messages are rendered when they are seen.

    Attributes:
        findings: those shown.

    """

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._document: Document | None = None
        self.findings: list[Finding] = []

    def show_findings(self, findings: list[Finding], document: Document | None = None) -> None:
        """Show other findings; with `document`, whether they were looked at and acknowledged."""
        self.beginResetModel()
        self.findings = findings
        self._document = document
        self.endResetModel()

    def tell_seen(self, row: int) -> None:
        """Repaint a row that was looked at."""
        self.dataChanged.emit(self.index(row, _WEIGHT), self.index(row, _WEIGHT), [Role.FontRole])

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Return the number of findings."""
        return 0 if parent.isValid() else len(self.findings)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Return four."""
        return 0 if parent.isValid() else len(_TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """Return a column's title."""
        if role == Role.DisplayRole and orientation == Qt.Orientation.Horizontal and section < len(_TITLES):
            return self._context.words.text(_TITLES[section])
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return what Qt asks of a cell."""
        if not index.isValid():
            return None
        finding, column = self.findings[index.row()], index.column()
        if role == Role.DisplayRole:
            return self.text(finding, column)
        if role == Role.ToolTipRole:
            return self._told(finding) if column != _WEIGHT else None
        if role == Role.ForegroundRole:
            return self._color(finding, column)
        return self._weight(finding, role) if column == _WEIGHT else None

    def _weight(self, finding: Finding, role: int) -> Any:
        """Return how the weight looks: its icon, and bold while nobody has looked."""
        if role == Role.DecorationRole:
            return self._context.theme.icon(*self._icon(finding))
        return text_font(bold=True) if role == Role.FontRole and self._new(finding) else None

    def _color(self, finding: Finding, column: int) -> QColor | None:
        muted = self.acknowledged(finding) or column == _REASON
        role = self._icon(finding)[1] if column == _WEIGHT else "muted" if muted else ""
        return self._context.theme.color(role) if role else None

    def _told(self, finding: Finding) -> str:
        return self._document.told(finding) if self._document else render(finding, self._context.words)

    def acknowledged(self, finding: Finding) -> bool:
        """Return whether a finding is an acknowledged warning."""
        return self._document is not None and self._document.acknowledged.of(finding) is not None

    def _new(self, finding: Finding) -> bool:
        return self._document is not None and (finding.code, finding.place) not in self._document.seen

    def _icon(self, finding: Finding) -> tuple[str, str]:
        return ACKNOWLEDGED_ICON if self.acknowledged(finding) else SEVERITY_ICON[finding.severity]

    def text(self, finding: Finding, column: int) -> str:
        """Return what stands in a column of a finding's row."""
        words = self._context.words
        if column == _WEIGHT:
            return words.text(_HELD if self.acknowledged(finding) else _WEIGHTS[finding.severity])
        if column == _WHERE:
            return where(finding.place, words)
        if column == _MESSAGE:
            return render(finding, words)
        return self._document.reason(finding) if self._document else ""

    @property
    def titles(self) -> Sequence[str]:
        """The columns' titles."""
        return [self._context.words.text(title) for title in _TITLES]

    def exact_rows(self) -> Iterator[list[Exact]]:
        """Return the findings as a workbook gets them, as they stand now."""
        columns, found = range(len(_TITLES)), list(self.findings)
        return ([self.text(finding, column) for column in columns] for finding in found)

    def lines(self, findings: list[Finding]) -> list[list[str]]:
        """Return findings as rows of plain texts, for the clipboard."""
        return [[self.text(each, column) for column in range(len(_TITLES))] for each in findings]


class FindingsView(QTableView):
    """A quiet list of findings; the current one is as high as its words need."""

    def __init__(self, context: Context, model: FindingsModel) -> None:
        super().__init__()
        self._grown = -1
        look_of_a_table(self)
        self.setModel(model)
        self.setShowGrid(False)
        self.setIconSize(QSize(2 * GRID, 2 * GRID))
        self.setWordWrap(True)
        self.setAccessibleName(context.words.text("Findings"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.hide()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(_MESSAGE, QHeaderView.ResizeMode.Stretch)
        self.setColumnWidth(_WEIGHT, self._widest_weight(context))
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, width)
        self.show_reasons(shown=False)
        model.modelReset.connect(self._forget)
        self.selectionModel().currentRowChanged.connect(self._grow)

    @staticmethod
    def _widest_weight(context: Context) -> int:
        measure = QFontMetrics(text_font(bold=True)).horizontalAdvance
        texts = map(context.words.text, (_HELD, *_WEIGHTS.values()))
        return max(map(measure, texts)) + ICON + 2 * _MARGIN

    def show_reasons(self, *, shown: bool) -> None:
        """Show or hide the column of the reasons."""
        self.setColumnHidden(_REASON, not shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the current row to the new width."""
        super().resizeEvent(event)
        self._grow(self.currentIndex())

    def _forget(self) -> None:
        self._grown = -1

    def _grow(self, current: QModelIndex, _previous: QModelIndex | None = None) -> None:
        """Make the current row high enough for its words, the one before it as high as all."""
        row = current.row()
        if 0 <= self._grown != row:
            self.setRowHeight(self._grown, ROW)
        self._grown = row
        if row >= 0:
            self.setRowHeight(row, max(ROW, self._height_of(row)))

    def _height_of(self, row: int) -> int:
        heights = []
        for column in (_WHERE, _MESSAGE, _REASON):
            room = QRect(0, 0, max(self.columnWidth(column) - _MARGIN, 1), ROW)
            text = str(self.model().index(row, column).data())
            if not self.isColumnHidden(column):
                shape = self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, text)
                heights.append(shape.height())
        return max(heights) + GRID
