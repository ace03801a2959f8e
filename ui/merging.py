"""Merge another register into the open scenario: read it, show row by row what would happen, then do it."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import shiboken6
from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QMessageBox,
    QPushButton,
    QSplitter,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from calc.findings import Finding
from calc.merge import Choices, MergePlan, State, merge_operation, plan_merge
from calc.operations import Operation, apply
from calc.scenario import Scenario
from ui.actions import YieldingCheckBox, YieldingLabel, label, push_button, tool_button
from ui.context import Context
from ui.dialogs import product_name
from ui.document import Document
from ui.files import Incoming, read_to_merge
from ui.finding_list import FindingsModel, FindingsView
from ui.jobs import Progress
from ui.merge_model import STATES, CountsModel, DetailModel, MergeModel, icon_of_state
from ui.pages.page import search_field
from ui.tables.listing import export_action
from ui.tables.view import look_of_a_table
from ui.theme import GRID, HEADER, ICON, ROW, first_size

__all__ = ["MergeDialog", "ask_what_to_do", "start"]

_SHOWN_AT_FIRST: Final = frozenset({State.NEW, State.CHANGED, State.CONFLICT})
_LEFT_WIDTH: Final = 52 * GRID


def start(
    context: Context,
    parent: QWidget,
    document: Document,
    path: Path,
    failed: Callable[[str, Exception], None],
    told: Callable[[str], None],
) -> None:
    """Read a register or a scenario in the background and show what merging it would do.

    Args:
        context: words, look and background work.
        parent: what the dialog stands over.
        document: the open scenario.
        path: what is to be merged.
        failed: called with what could not be done, and why.
        told: called with a word on what was done.

    """
    words = context.words
    here = document.scenario

    def show(incoming: Incoming) -> None:
        if not shiboken6.isValid(document) or document.scenario is not here:
            told(words.text("The open scenario has changed meanwhile; merge again."))
            return
        dialog = MergeDialog(context, incoming, parent)
        dialog.decided.connect(merge)
        dialog.open()

    def merge(plan: MergePlan, choices: Choices) -> None:
        context.jobs.start(
            lambda _progress: build(plan, choices),
            lambda made: push(plan, *made),
            lambda error: failed(words.text("“{name}” could not be merged.", name=path.name), error),
            title=words.text("Merging {name}", name=path.name),
        )

    def build(plan: MergePlan, choices: Choices) -> tuple[Operation, Scenario]:
        edit = merge_operation(plan, choices)
        return edit, apply(plan.here, edit)

    def push(plan: MergePlan, edit: Operation, after: Scenario) -> None:
        if not shiboken6.isValid(document) or document.scenario is not plan.here:
            told(words.text("The open scenario has changed meanwhile; merge again."))
            return
        document.push(edit, after)
        told(words.text(edit.label, **edit.parameters))

    context.jobs.start(
        lambda progress: read_to_merge(path, here, progress),
        show,
        lambda error: failed(words.text("“{name}” could not be read.", name=path.name), error),
        title=words.text("Comparing {name}", name=path.name),
        unit=words.text("sheets"),
    )


def ask_what_to_do(context: Context, parent: QWidget, name: str) -> str:
    """Ask what a file that was dropped is for: "open", "merge", or "" for nothing, which is the default."""
    words = context.words
    box = QMessageBox(parent)
    box.setIconPixmap(context.theme.icon("merge", "accent").pixmap(2 * ICON))
    box.setWindowTitle(product_name(context))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(words.text("What is to be done with “{name}”?", name=name))
    box.setInformativeText(words.text("Merging shows row by row what would change, before anything happens."))
    merge = box.addButton(words.text("Merge into what is open..."), QMessageBox.ButtonRole.AcceptRole)
    opening = box.addButton(words.text("Open instead"), QMessageBox.ButtonRole.DestructiveRole)
    cancel = box.addButton(words.text("Cancel"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(cancel)
    box.setEscapeButton(cancel)
    box.exec()
    clicked = box.clickedButton()
    return "merge" if clicked is merge else "open" if clicked is opening else ""


class _Rows(QTableView):
    """The rows of the plan; Space and Enter tick those that are selected."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick or untick the selected rows, all of them as the current one."""
        if event.key() not in {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)
            return
        model = self.model()
        selection = self.selectionModel().selection()
        ranges = [selection.at(number) for number in range(selection.count())]
        rows = [row for each in ranges for row in range(each.top(), each.bottom() + 1)]
        if isinstance(model, MergeModel) and rows:
            model.take(rows, taken=not model.is_taken(max(self.currentIndex().row(), 0)))


class MergeDialog(QDialog):
    """The preview: nothing happens before the officer says so.

    Attributes:
        rows: the rows of the plan.
        summary: what would be taken over.
        merge_button: does it.

    Signals:
        decided: the officer wants it: the plan, and which rows are taken over.

    """

    decided = Signal(object, object)

    def __init__(self, context: Context, incoming: Incoming, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._there = incoming.scenario
        self._progress = Progress()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = context.words
        self.setWindowTitle(words.text("Merge {name}", name=incoming.name))
        self.rows = MergeModel(context, incoming.plan)
        self.counts = CountsModel(context)
        self.counts.show_plan(incoming.plan)
        self.details = DetailModel(context)
        for model in (self.rows, self.counts, self.details):
            model.setParent(self)
        lead = words.text(
            "Nothing has been changed yet. What is ticked is taken over from “{name}”; "
            "all else stays as it is, and no row is deleted.",
            name=incoming.name,
        )
        across = QHBoxLayout()
        across.setSpacing(2 * GRID)
        self._left, self._right = self._make_left(incoming.findings), self._make_right()
        across.addWidget(self._left)
        across.addWidget(self._right, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        box.setSpacing(GRID)
        box.addWidget(label(lead, wrap=True))
        box.addLayout(across, 1)
        box.addLayout(self._make_foot())
        first_size(self, 164 * GRID, 84 * GRID)
        self.rows.chosen.connect(self._tell)
        self._filter()
        self._tell()
        self.view.setFocus()

    # Building

    def _make_left(self, findings: tuple[Finding, ...]) -> QWidget:
        words = self._context.words
        self.counts_view = _quiet_table(QTableView(), words.text("Rows by table"))
        self.counts_view.setModel(self.counts)
        self.counts_view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.counts_view.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.counts_view.resizeColumnsToContents()
        needed = header.length() + 2 * GRID
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.counts_view.setFixedHeight(HEADER + self.counts.rowCount() * ROW + 2)
        self.counts_view.selectRow(0)
        self.counts_view.selectionModel().currentRowChanged.connect(self._filter)
        self.erasing = YieldingCheckBox(words.text("Blank cells over there empty the cells here"))
        self.erasing.setToolTip(
            words.text("A column that is blank throughout over there was not filled in and empties nothing.")
        )
        self.erasing.toggled.connect(self._compare)
        left = QWidget()
        half = self.screen().availableSize().width() // 2 - 4 * GRID
        left.setFixedWidth(min(max(needed, _LEFT_WIDTH), half))  # the names of the tables give way
        box = QVBoxLayout(left)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GRID)
        box.addWidget(self.counts_view)
        box.addWidget(self.erasing)
        self.findings = FindingsModel(self._context)
        self.findings.setParent(self)
        self.findings.show_findings(list(findings))
        if not findings:
            box.addStretch(1)
            return left
        box.addWidget(label(words.text("What is not read or merged"), "lead"))
        view = FindingsView(self._context, self.findings)
        view.setAccessibleName(words.text("What is not read or merged"))
        view.setColumnHidden(1, True)
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        box.addWidget(view, 1)
        return left

    def _make_right(self) -> QWidget:
        words = self._context.words
        self.filters = {state: self._make_filter(state) for state in State}
        self.search = search_field(self._context)
        self.search.textChanged.connect(self._filter)
        tools = QHBoxLayout()
        tools.setSpacing(GRID // 2)
        for button in self.filters.values():
            tools.addWidget(button)
        tools.addStretch(1)
        tools.addWidget(self.search)
        self.view = _quiet_table(_Rows(), words.text("Rows to merge"))
        self.view.setModel(self.rows)
        # A header asks of every row of every column whether it is selected: not of a county's.
        self.view.horizontalHeader().setSelectionModel(QItemSelectionModel(self.rows, self.view))
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        for column, width in enumerate((11, 14, 15, 12)):
            self.view.setColumnWidth(column, width * GRID)
        self.view.selectionModel().currentRowChanged.connect(self._show_details)
        self.rows.modelReset.connect(self._show_details)
        self.export_action = export_action(self._context, self.view, self._tell_written)
        tools.addWidget(tool_button(self.export_action))
        self.detail_view = _quiet_table(QTableView(), words.text("The selected row, here and over there"))
        self.detail_view.setModel(self.details)
        self.detail_view.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.detail_view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.detail_view.horizontalHeader().setFixedHeight(ROW)
        middle = QSplitter(Qt.Orientation.Vertical)
        middle.setChildrenCollapsible(False)
        middle.addWidget(self.view)
        middle.addWidget(self.detail_view)
        middle.setStretchFactor(0, 1)
        middle.setSizes([40 * GRID, 22 * GRID])
        right = QWidget()
        box = QVBoxLayout(right)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GRID)
        box.addLayout(tools)
        box.addWidget(middle, 1)
        box.addLayout(self._make_decisions())
        return right

    def _make_filter(self, state: State) -> QToolButton:
        action = QAction(self)
        action.setCheckable(True)
        action.setChecked(state in _SHOWN_AT_FIRST)
        self._context.theme.dress(action, *icon_of_state(state))
        action.setText(self._filter_text(state))
        action.toggled.connect(self._filter)
        button = tool_button(action, text=True)
        button.setProperty("brief", self._counted(state))
        return button

    def _counted(self, state: State) -> str:
        return f"{sum(table.counts[state] for table in self.rows.plan.tables.values()):,}"

    def _filter_text(self, state: State) -> str:
        return f"{self._context.words.text(STATES[state])} {self._counted(state)}"

    def _make_decisions(self) -> QHBoxLayout:
        words, context = self._context.words, self._context
        self.take_button = push_button(
            context, words.text("Theirs for all shown"), "", lambda: self._decide(taken=True)
        )
        self.leave_button = push_button(
            context, words.text("Ours for all shown"), "", lambda: self._decide(taken=False)
        )
        self._shown = label(kind="muted")
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.take_button)
        row.addWidget(self.leave_button)
        row.addWidget(YieldingLabel(words.text("Space: tick the selected rows"), "muted"), 1)
        row.addWidget(self._shown)
        return row

    def _make_foot(self) -> QHBoxLayout:
        words = self._context.words
        self.summary = label(wrap=True)
        self.merge_button = push_button(self._context, "", "merge", self._merge)
        self.cancel_button = push_button(self._context, words.text("Cancel"), "", self.reject)
        self.cancel_button.setDefault(True)
        foot = QHBoxLayout()
        foot.setSpacing(GRID)
        foot.addWidget(self.summary, 1)
        foot.addWidget(self.merge_button)
        foot.addWidget(self.cancel_button)
        return foot

    # Choosing

    def _filter(self) -> None:
        states = frozenset(
            state for state, button in self.filters.items() if button.defaultAction().isChecked()
        )
        table = self.counts.names[max(self.counts_view.currentIndex().row(), 0)]
        self.rows.show_only(table, states, self.search.text())
        if self.rows.rowCount():
            flag = QItemSelectionModel.SelectionFlag
            self.view.selectionModel().setCurrentIndex(self.rows.index(0, 0), flag.ClearAndSelect | flag.Rows)
        count = f"{self.rows.rowCount():,}"
        self._shown.setText(self._context.words.text("{count} rows", count=count))

    def _show_details(self) -> None:
        row = self.view.currentIndex().row()
        place = self.rows.place(row) if 0 <= row < self.rows.rowCount() else (None, 0)
        self.details.show_row(*place)

    def _decide(self, *, taken: bool) -> None:
        self.rows.take(range(self.rows.rowCount()), taken=taken)

    def _tell(self) -> None:
        words, rows = self._context.words, self.rows
        taken = {state: rows.count_taken(state) for state in _SHOWN_AT_FIRST}
        conflicts = sum(table.counts[State.CONFLICT] for table in rows.plan.tables.values())
        count = sum(taken.values())
        self.summary.setText(
            words.text(
                "Will be taken over: {new} new rows, {changed} changed rows, "
                "{decided} of {conflicts} conflicts decided for the other side.",
                new=f"{taken[State.NEW]:,}",
                changed=f"{taken[State.CHANGED]:,}",
                decided=f"{taken[State.CONFLICT]:,}",
                conflicts=f"{conflicts:,}",
            )
            if count or conflicts or self._differs()
            else words.text("There is nothing to take over: the other register adds nothing.")
        )
        self.merge_button.setText(words.text("Merge {count} rows", count=f"{count:,}"))
        self.merge_button.setAccessibleName(self.merge_button.text())
        self.merge_button.setEnabled(count > 0)

    def _tell_written(self, text: str) -> None:
        if shiboken6.isValid(self):  # the list may have been closed while it was being written
            self._shown.setText(text)

    def _differs(self) -> bool:
        return any(table.open_to_choice.any() for table in self.rows.plan.tables.values())

    # Doing it

    def _compare(self) -> None:
        """Compare anew, with blank cells taken as such or not."""
        here, there, erasing = self.rows.plan.here, self._there, self.erasing.isChecked()
        self._set_busy(busy=True)
        self._progress = self._context.jobs.start(
            lambda progress: plan_merge(here, there, erasing=erasing, progress=progress),
            self._land,
            self._give_up,
            title=self._context.words.text("Comparing"),
        )

    def _set_busy(self, *, busy: bool) -> None:
        for widget in (self._left, self._right, self.merge_button):
            widget.setEnabled(not busy)

    def _land(self, plan: MergePlan) -> None:
        if not shiboken6.isValid(self):
            return
        self._set_busy(busy=False)
        self.rows.show_plan(plan)
        self.counts.show_plan(plan)
        self.counts_view.selectRow(0)
        for state, button in self.filters.items():
            button.setProperty("brief", self._counted(state))
            button.defaultAction().setText(self._filter_text(state))
        self._filter()

    def _give_up(self, error: Exception) -> None:
        raise error  # a comparison has no failure of its own: the net under the program tells of it

    def done(self, result: int) -> None:
        """Stop a comparison that nobody waits for any more."""
        self._progress.cancel()
        super().done(result)

    def _merge(self) -> None:
        self.accept()
        self.decided.emit(self.rows.plan, self.rows.choices)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press a button only where one has the keyboard: a field must not close the preview."""
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if not enter or isinstance(self.focusWidget(), QPushButton):
            super().keyPressEvent(event)


def _quiet_table(view: QTableView, name: str) -> QTableView:
    """Give a table that is not edited its look."""
    look_of_a_table(view)
    view.setAccessibleName(name)
    view.setShowGrid(False)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setTabKeyNavigation(False)
    view.verticalHeader().hide()
    return view
