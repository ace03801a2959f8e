"""Everything wrong or noteworthy, below the page: a click shows the cell, F8 goes to the next."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import shiboken6
from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from calc.acknowledgements import acknowledge, withdraw
from calc.findings import Finding, Place, Severity
from calc.language import N_
from calc.operations import Operation
from calc.scenario import Scenario
from calc.sifting import Sieve, by_weight, sift
from ui.acknowledging import AcknowledgeDialog, RecordsDialog
from ui.actions import add_key, label, make_action, tool_button
from ui.context import Context
from ui.document import Document
from ui.finding_filters import FindingFilters
from ui.finding_list import FindingsModel, FindingsView
from ui.jobs import Progress
from ui.pages.page import search_field
from ui.tables import clipboard
from ui.tables.listing import export_action
from ui.tables.model import ACKNOWLEDGED_ICON, SEVERITY_ICON
from ui.theme import GRID

__all__ = ["FindingPanel"]

_NAMES: Final = {
    Severity.ERROR: N_("Errors"),
    Severity.WARNING: N_("Warnings"),
    Severity.NOTE: N_("Notes"),
}
_MANY: Final = 10_000
"""So many messages are searched, or put into words, in the background."""
_TYPING: Final = 250
"""Milliseconds without a key before many messages are searched."""


def _is_same(one: Finding, other: Finding) -> bool:
    """Return whether two findings are one for the reader, though its figures may have changed."""
    return one.code == other.code and one.place == other.place


class FindingPanel(QWidget):
    """The list of findings with its filters.

    Attributes:
        chapter: the chapter of the manual about it.
        next_action, previous_action: go through the findings.
        acknowledge_action, withdraw_action: let the selected warnings stand, or open them again.

    Signals:
        chosen: go to a finding's cell: its place.
        told: something was done that deserves a word: the word.

    """

    chapter = "findings"
    chosen = Signal(object)
    told = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._document: Document | None = None
        self._all: list[Finding] = []
        self._current: Finding | None = None
        self._resume = 0
        self._search = Progress()
        self._turn = object()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._make_list()
        self._make_actions()
        self._make_filters()
        self._lay_out()
        self._tell()

    # Building

    def _make_list(self) -> None:
        self.model = FindingsModel(self._context)
        self.model.setParent(self)
        self.view = FindingsView(self._context, self.model)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.clicked.connect(lambda index: self._peek(index.row()))
        self.view.activated.connect(lambda index: self._choose(index.row()))
        self.view.selectionModel().currentRowChanged.connect(self._look)
        self.view.selectionModel().selectionChanged.connect(self._tell_selected)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._open_menu)
        self._empty = label(kind="muted")
        self._empty.setParent(self.view.viewport())
        self._empty.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def _make_actions(self) -> None:
        context, words = self._context, self._context.words
        self._where = label(kind="muted")
        self.previous_action = make_action(
            self, context, words.text("Previous finding"), "previous", "Shift+F8", lambda: self.step(-1)
        )
        self.next_action = make_action(
            self, context, words.text("Next finding"), "next", "F8", lambda: self.step(1)
        )
        self.acknowledge_action = make_action(
            self, context, words.text("Acknowledge..."), "acknowledged", "Ctrl+K", self.acknowledge
        )
        self.withdraw_action = make_action(
            self,
            context,
            words.text("Withdraw acknowledgement"),
            "undo",
            "Ctrl+Shift+K",
            self.withdraw,
        )
        self._records_action = make_action(
            self, context, words.text("All acknowledgements..."), "", None, self.show_records
        )
        self._copy_action = make_action(
            self.view, context, words.text("Copy"), "copy", QKeySequence.StandardKey.Copy, self.copy
        )
        self._copy_action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.view.addAction(self._copy_action)
        self.export_action = export_action(context, self.view, self.told.emit)

    def _make_filters(self) -> None:
        context, words = self._context, self._context.words
        self._weights = {
            severity: self._make_weight(words.text(name), SEVERITY_ICON[severity])
            for severity, name in _NAMES.items()
        }
        self._acknowledged = self._make_weight(words.text("Acknowledged"), ACKNOWLEDGED_ICON, shown=False)
        self._acknowledged.defaultAction().setToolTip(words.text("Show acknowledged warnings too"))
        self.search = search_field(context)
        self.search.setPlaceholderText(words.text("Find in the findings"))
        self.search.setAccessibleName(words.text("Find in the findings"))
        self.search.setToolTip(words.text("Show only findings that hold this text (Ctrl+F)"))
        self._typing = QTimer(self, interval=_TYPING, singleShot=True)
        self._typing.timeout.connect(self._filter)
        self.search.textChanged.connect(self._typed)
        add_key(self, context, words.text("Find"), QKeySequence.StandardKey.Find, self.search.setFocus)
        self.filters = FindingFilters(context)
        self.filters.changed.connect(self._filter)
        self.filters.hide()
        self.filter_action = make_action(
            self, context, words.text("More filters"), "filter", "Ctrl+Shift+F", lambda: None
        )
        self.filter_action.setCheckable(True)
        self.filter_action.toggled.connect(self._show_filters)

    def _make_weight(self, name: str, icon: tuple[str, str], *, shown: bool = True) -> QToolButton:
        action = QAction(self)
        action.setCheckable(True)
        action.setChecked(shown)
        self._context.theme.dress(action, *icon)
        action.setText(name)
        action.toggled.connect(self._filter)
        return tool_button(action, text=True)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GRID // 2)
        head.addWidget(label(self._context.words.text("Findings"), "lead"))
        head.addSpacing(GRID // 2)
        for button in (*self._weights.values(), self._acknowledged):
            head.addWidget(button)
        head.addStretch(1)
        head.addWidget(self.search)
        head.addWidget(tool_button(self.filter_action))
        head.addWidget(tool_button(self.acknowledge_action, text=True))
        head.addSpacing(GRID // 2)
        head.addWidget(self._where)
        for action in (self.previous_action, self.next_action):
            head.addWidget(tool_button(action))
        box = QVBoxLayout(self)
        box.setContentsMargins(2 * GRID, GRID // 2, 2 * GRID, GRID)
        box.setSpacing(GRID // 2)
        box.addLayout(head)
        box.addWidget(self.filters)
        box.addWidget(self.view)

    # What is shown

    def show_document(self, document: Document) -> None:
        """Show the findings of a scenario that was opened."""
        self._document = document
        self._current, self._resume = None, 0
        self.search.clear()
        self.filters.clear()
        self.show_findings()

    def show_findings(self) -> None:
        """Show the latest findings; the current one stays current where it is still there."""
        document = self._document
        if document is None:
            return
        self._all = by_weight(document.findings)
        for severity, button in self._weights.items():
            count = sum(each.severity is severity for each in self._all)
            if severity is Severity.WARNING:
                count -= len(document.acknowledged)
            self._count(button, _NAMES[severity], count)
        self._count(self._acknowledged, N_("Acknowledged"), len(document.acknowledged))
        self._offer()
        self._filter()

    def _count(self, button: QToolButton, name: str, count: int) -> None:
        text = f"{self._context.words.text(name)} {count:,}"
        button.setProperty("brief", f"{count:,}")
        button.defaultAction().setText(text)
        button.setAccessibleName(text)

    def _show_filters(self, shown: bool) -> None:
        self.filters.setVisible(shown)
        self._offer()
        if not shown:
            self.filters.clear()

    def _offer(self) -> None:
        if self._document is not None and self.filter_action.isChecked():
            self.filters.show_choices(self._all, self._document.assessment.scenario)

    def _typed(self) -> None:
        if len(self._all) > _MANY:
            self._typing.start()
        else:
            self._filter()

    def _sieve(self) -> Sieve:
        severities = {each for each, button in self._weights.items() if button.defaultAction().isChecked()}
        return self.filters.narrow(
            Sieve(
                frozenset(severities),
                acknowledged=self._acknowledged.defaultAction().isChecked(),
                text=self.search.text().strip(),
            )
        )

    def _filter(self) -> None:
        """Show what the filters let through; a text is looked for in the background where there is much."""
        document, sieve = self._document, self._sieve()
        self._search.cancel()
        if document is None:
            return
        findings, acknowledged, words = self._all, document.acknowledged, self._context.words
        scenario = document.assessment.scenario
        seen = document.seen - ({(self._current.code, self._current.place)} if self._current else set())

        def work(progress: Progress) -> list[Finding]:
            return sift(findings, sieve, scenario, acknowledged, seen, words, progress.check)

        self._turn = turn = object()

        def show(shown: list[Finding]) -> None:
            if self._turn is turn and shiboken6.isValid(self):
                self._show(shown)

        if sieve.text and len(findings) > _MANY:
            self._search = self._context.jobs.start(work, show, self._fail, quiet=True)
        else:
            show(work(Progress()))

    @staticmethod
    def _fail(error: Exception) -> None:
        raise error  # a search has no failure of its own: the net under the program tells of it

    def _show(self, shown: list[Finding]) -> None:
        current, row = self._current, self.view.currentIndex().row()
        self.model.show_findings(shown, self._document)
        if self._document is not None:
            known = self._document.acknowledged
            listed = len(known) if self._acknowledged.defaultAction().isChecked() else 0
            self.view.show_reasons(shown=listed + known.lapsed > 0)
        same = next((row for row, each in enumerate(shown) if current and _is_same(each, current)), -1)
        if same >= 0:
            self.view.selectRow(same)
        elif current is not None:
            self._current, self._resume = None, max(row, 0)
            self.view.scrollTo(self.model.index(min(self._resume, len(shown) - 1), 0))
        self._tell()

    def _tell(self) -> None:
        words = self._context.words
        row, count = self.view.currentIndex().row(), len(self.model.findings)
        self._where.setText(f"{row + 1:,} / {count:,}" if row >= 0 else f"{count:,}")
        self.next_action.setEnabled(count > 0)
        self.previous_action.setEnabled(count > 0)
        self._empty.setVisible(not count)
        self._empty.setText(
            words.text("No finding fits the filters.")
            if self._all
            else words.text("Nothing wrong was found.")
        )
        self._empty.adjustSize()
        self._empty.move(2 * GRID, GRID)  # what stands in a viewport is scrolled along
        self._tell_selected()

    def _tell_selected(self) -> None:
        selected = self._selected()
        some = self._document is not None and len(self._document.acknowledged) > 0
        self.acknowledge_action.setEnabled(any(map(self._is_open_warning, selected)))
        self.withdraw_action.setEnabled(some and any(map(self.model.acknowledged, selected)))

    def _is_open_warning(self, finding: Finding) -> bool:
        return finding.severity is Severity.WARNING and not self.model.acknowledged(finding)

    def _selected(self) -> list[Finding]:
        selection = self.view.selectionModel().selection()
        ranges = [selection.at(number) for number in range(selection.count())]
        rows = sorted({row for each in ranges for row in range(each.top(), each.bottom() + 1)})
        return [self.model.findings[row] for row in rows if row < len(self.model.findings)]

    # Going through them

    def _look(self, current: QModelIndex) -> None:
        """Take note of what is looked at."""
        if current.isValid() and self._document is not None:
            self._current = finding = self.model.findings[current.row()]
            self._document.seen.add((finding.code, finding.place))
            self.model.tell_seen(current.row())
            self._tell()

    def step(self, step: int) -> None:
        """Go to the next or the previous finding, round the end; on from where the last one was mended."""
        count = len(self.model.findings)
        if not count:
            return
        row = self.view.currentIndex().row()
        if row < 0:
            row = self._resume - (step > 0)
        row = (row + step) % count
        self.view.selectRow(row)
        self._choose(row)

    def _choose(self, row: int) -> None:
        self.chosen.emit(self.model.findings[row].place)

    def _peek(self, row: int) -> None:
        """Show a finding's cell and keep the keyboard, unless several are being selected."""
        if len(self._selected()) == 1:
            self._choose(row)
            self.view.setFocus()

    def _open_menu(self, point: QPoint) -> None:
        menu = QMenu(self)
        index = self.view.currentIndex()
        go = make_action(
            menu,
            self._context,
            self._context.words.text("Go to the cell"),
            "",
            None,
            lambda: self._choose(index.row()),
        )
        go.setEnabled(index.isValid())
        menu.addActions([go, self.acknowledge_action, self.withdraw_action, self._copy_action])
        menu.addSeparator()
        menu.addActions([self._records_action, self.export_action])
        menu.exec(self.view.viewport().mapToGlobal(point))

    def copy(self) -> None:
        """Put the selected findings on the clipboard as text."""
        chosen = self._selected()
        if len(chosen) > _MANY:
            self._context.jobs.start(lambda _progress: self.model.lines(chosen), _to_clipboard, self._fail)
        elif chosen:
            _to_clipboard(self.model.lines(chosen))

    # Acknowledging

    def acknowledge(self) -> None:
        """Ask why the selected warnings may stand, and record it."""
        document = self._document
        warnings = list(filter(self._is_open_warning, self._selected()))
        if document is None or not warnings:
            return
        judged = document.assessment.scenario
        dialog = AcknowledgeDialog(self._context, document, warnings, self)
        if dialog.exec():
            reason, officer = dialog.reason.currentText(), dialog.officer.text()
            day = datetime.now().astimezone().date().toordinal()
            self._record(
                document, len(warnings), lambda now: acknowledge(now, judged, warnings, reason, officer, day)
            )
        dialog.deleteLater()

    def _record(self, document: Document, count: int, edit: Callable[[Scenario], Operation]) -> None:
        """Do an edit that is worked out from the present state; of many warnings in the background."""
        scenario = document.scenario

        def land(operation: Operation) -> None:
            if not shiboken6.isValid(document):
                return  # another scenario was opened meanwhile
            if document.scenario is scenario:
                document.push(operation)
            else:
                self._record(document, count, edit)

        if count > _MANY:
            title = self._context.words.text("Acknowledging {count} warnings", count=f"{count:,}")
            self._context.jobs.start(lambda _progress: edit(scenario), land, self._fail, title=title)
        else:
            land(edit(scenario))

    def withdraw(self) -> None:
        """Open the selected acknowledged warnings again."""
        document = self._document
        if document is None:
            return
        held = filter(None, map(document.acknowledged.of, self._selected()))
        rows = document.scenario["acknowledgements"].positions
        document.push(withdraw(document.scenario, [each.key for each in held if each.key in rows]))

    def show_records(self, place: Place | None = None) -> None:
        """Show all acknowledgements, at a cell where one is given."""
        if self._document is not None:
            dialog = RecordsDialog(self._context, self._document, self)
            if place is not None:
                dialog.go_to(place)
            dialog.exec()
            dialog.deleteLater()


def _to_clipboard(lines: list[list[str]]) -> None:
    QGuiApplication.clipboard().setText(clipboard.as_text(lines))
