"""Everything wrong or noteworthy, below the page: a click goes to the cell, F8 to the next."""

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from calc.findings import Finding, Place, Severity, render
from calc.language import N_
from calc.tables import table
from ui.actions import label, make_action, tool_button
from ui.context import Context
from ui.tables.model import SEVERITY_ICON
from ui.tables.view import look_of_a_table
from ui.theme import GRID

__all__ = ["FindingPanel", "FindingsModel", "make_findings_view"]

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_NAMES: Final = {
    Severity.ERROR: N_("Errors"),
    Severity.WARNING: N_("Warnings"),
    Severity.NOTE: N_("Notes"),
}
_ORDER: Final = {severity: number for number, severity in enumerate(_NAMES)}
_TITLES: Final = (N_("Weight"), N_("Where"), N_("What, and what to do"))
_WEIGHTS: Final = {
    Severity.ERROR: N_("Error"),
    Severity.WARNING: N_("Warning"),
    Severity.NOTE: N_("Note"),
}


class FindingsModel(QAbstractTableModel):
    """Findings as rows: weight, place, message; messages are rendered when they are seen."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.findings: list[Finding] = []

    def show_findings(self, findings: list[Finding]) -> None:
        """Show other findings."""
        self.beginResetModel()
        self.findings = findings
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Return the number of findings."""
        return 0 if parent.isValid() else len(self.findings)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Return three."""
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
        finding = self.findings[index.row()]
        icon, color = SEVERITY_ICON[finding.severity]
        if role == Role.DisplayRole or (role == Role.ToolTipRole and index.column() == 2):
            return self._text(finding, index.column())
        if role == Role.DecorationRole and index.column() == 0:
            return self._context.theme.icon(icon, color)
        if role == Role.ForegroundRole and index.column() == 0:
            return self._context.theme.color(color)
        return None

    def _text(self, finding: Finding, column: int) -> str:
        words = self._context.words
        if column == 0:
            return words.text(_WEIGHTS[finding.severity])
        if column == 1:
            return self._place(finding.place)
        return render(finding, words)

    def _place(self, place: Place) -> str:
        if not place.table:
            return self._context.words.text("Whole file")
        language = self._context.words.language
        spec = table(place.table)
        column = spec.by_name[place.column].title(language) if place.column else ""
        return " · ".join(filter(None, (spec.title(language), place.id, column)))


def _is_same(one: Finding, other: Finding) -> bool:
    """Return whether two findings are one for the reader, though its figures may have changed."""
    return one.code == other.code and one.place == other.place


def make_findings_view(context: Context, model: FindingsModel) -> QTableView:
    """Return a quiet list of findings."""
    view = QTableView()
    look_of_a_table(view)
    view.setModel(model)
    view.setShowGrid(False)
    view.setAccessibleName(context.words.text("Findings"))
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setTabKeyNavigation(False)
    view.verticalHeader().hide()
    view.horizontalHeader().hide()
    view.setColumnWidth(0, 12 * GRID)
    view.setColumnWidth(1, 34 * GRID)
    view.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
    return view


class FindingPanel(QWidget):
    """The list of findings with its filters.

    Attributes:
        next_action, previous_action: go through the findings.

    Signals:
        chosen: go to a finding's cell: its place.

    """

    chosen = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._all: tuple[Finding, ...] = ()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.model = FindingsModel(context)
        self.model.setParent(self)
        self.view = make_findings_view(context, self.model)
        self.view.clicked.connect(lambda index: self._choose(index.row()))
        self.view.activated.connect(lambda index: self._choose(index.row()))
        self._where = label(kind="muted")
        self._filters = {severity: self._make_filter(severity) for severity in Severity}
        words = context.words
        self.previous_action = make_action(
            self, context, words.text("Previous finding"), "previous", "Shift+F8", lambda: self.step(-1)
        )
        self.next_action = make_action(
            self, context, words.text("Next finding"), "next", "F8", lambda: self.step(1)
        )
        head = QHBoxLayout()
        head.setSpacing(GRID // 2)
        head.addWidget(label(words.text("Findings"), "lead"))
        head.addSpacing(GRID)
        for button in self._filters.values():
            head.addWidget(button)
        head.addStretch(1)
        head.addWidget(self._where)
        for action in (self.previous_action, self.next_action):
            head.addWidget(tool_button(action))
        box = QVBoxLayout(self)
        box.setContentsMargins(2 * GRID, GRID // 2, 2 * GRID, GRID)
        box.setSpacing(GRID // 2)
        box.addLayout(head)
        box.addWidget(self.view)

    def _make_filter(self, severity: Severity) -> QToolButton:
        action = QAction(self)
        action.setCheckable(True)
        action.setChecked(True)
        action.setIcon(self._context.theme.icon(*SEVERITY_ICON[severity]))
        self._context.theme.dress(action, *SEVERITY_ICON[severity])
        action.setText(self._context.words.text(_NAMES[severity]))
        action.toggled.connect(self._filter)
        return tool_button(action, text=True)

    def show_findings(self, findings: tuple[Finding, ...]) -> None:
        """Show the findings of an assessment; the current one stays current where it is still there."""
        self._all = tuple(sorted(findings, key=lambda finding: _ORDER[finding.severity]))
        for severity, button in self._filters.items():
            count = sum(finding.severity is severity for finding in findings)
            name = self._context.words.text(_NAMES[severity])
            button.defaultAction().setText(f"{name} {count:,}")
        self._filter()

    def _filter(self) -> None:
        row = self.view.currentIndex().row()
        current = self.model.findings[row] if 0 <= row < len(self.model.findings) else None
        wanted = {severity for severity, button in self._filters.items() if button.isChecked()}
        shown = [finding for finding in self._all if finding.severity in wanted]
        self.model.show_findings(shown)
        same = [number for number, each in enumerate(shown) if current and _is_same(each, current)]
        if same:
            self.view.selectRow(same[0])
        self._tell()

    def _tell(self) -> None:
        row, count = self.view.currentIndex().row(), len(self.model.findings)
        self._where.setText(f"{row + 1} / {count:,}" if row >= 0 else f"{count:,}")
        self.next_action.setEnabled(count > 0)
        self.previous_action.setEnabled(count > 0)

    def step(self, step: int) -> None:
        """Go to the next or the previous finding, round the end."""
        count = len(self.model.findings)
        if not count:
            return
        row = self.view.currentIndex().row()
        row = (row + step) % count if row >= 0 else (0 if step > 0 else count - 1)
        self.view.selectRow(row)
        self._choose(row)

    def _choose(self, row: int) -> None:
        self._tell()
        self.chosen.emit(self.model.findings[row].place)
