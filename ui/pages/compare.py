"""The compare page: what differs from an earlier plan, by how much, and because of which input."""

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from calc.compare_report import doubled_text, input_text, sums_rows
from calc.explain import Step, explain_line, explain_village
from calc.findings import Place
from calc.language import N_
from calc.lines import NONE
from ui import files
from ui.actions import add_key, label, make_action, push_button, tool_button
from ui.comparing import KEPT, Compared, Comparer, Earlier, EarlierChoice
from ui.context import Context
from ui.dialogs import ask_save
from ui.document import Document
from ui.explanation import ExplanationDialog
from ui.pages.compared_rows import ComparedModel, Rows, SumsModel, rows_of
from ui.pages.page import Page, search_field
from ui.tables import clipboard
from ui.tables.view import fit_columns, look_of_a_table, spread_columns
from ui.theme import GRID, HEADER, ICON, ROW

__all__ = ["ComparePage"]

VILLAGES, HOUSEHOLDS, LINES, INPUTS = range(4)
_TABS: Final = (
    N_("Villages {count}"),
    N_("Households {count}"),
    N_("Lines {count}"),
    N_("Inputs {count}"),
)
_WAITING, _SHOWN = range(2)
_CHOICE_WIDTH: Final = 30 * GRID
_CAUSES_SHOWN: Final = 200
_WHOLE_HEIGHT: Final = 1000


class ComparePage(Page):
    """Sums above, below the villages, households, lines and inputs that differ, with the reasons beside them.

    Signals:
        place_chosen: go to the cell or row: its place.

    """

    chapter = "compare"
    place_chosen = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__(context, context.words.text("Compare"))
        words = context.words
        self._rows: tuple[Rows, ...] = ()
        self.comparer = Comparer(context, lambda found: rows_of(found, words))
        self.comparer.setParent(self)
        self.choice = EarlierChoice(context)
        self.choice.setFixedWidth(_CHOICE_WIDTH)
        self.choice.chosen.connect(self.compare_with)
        self._make_actions()
        compare_with = label(words.text("Compare with"))
        compare_with.setBuddy(self.choice)
        for widget in (compare_with, self.choice):
            self.tools.addWidget(widget)
        self.tools.addWidget(tool_button(self._why, text=True))
        self.tools.addWidget(tool_button(self._export, text=True))
        self._stack = QStackedWidget()
        self._stack.addWidget(self._make_waiting())
        self._stack.addWidget(self._make_shown())
        self.body.addWidget(self._stack)
        self.comparer.started.connect(self._wait)
        self.comparer.done.connect(self._show)
        self.comparer.cancelled.connect(self._offer_again)
        self.comparer.failed.connect(self._fail)

    # Building

    def _make_actions(self) -> None:
        words, context = self._context.words, self._context
        keys = QKeySequence.StandardKey
        self._why = make_action(
            self, context, words.text("Why this amount?"), "why", "Alt+Return", self._ask_why
        )
        self._copy = make_action(self, context, words.text("Copy"), "copy", keys.Copy, self.copy)
        self._export = make_action(self, context, words.text("To Excel..."), "export", None, self.export)
        for action in (self._why, self._copy):
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self.addAction(action)

    def _make_waiting(self) -> QWidget:
        words = self._context.words
        waiting = QWidget()
        box = QVBoxLayout(waiting)
        box.setSpacing(GRID)
        box.addStretch(1)
        self._message = label(kind="muted", wrap=True)
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box.addWidget(self._message)
        self._buttons = [
            push_button(self._context, words.text("Choose a file..."), "open", self.choice.ask, "primary"),
            push_button(
                self._context,
                words.text("With the file as last saved or opened"),
                "saved",
                partial(self.compare_with, KEPT),
            ),
        ]
        self._again = push_button(
            self._context, words.text("Compare again"), "refresh", self.comparer.refresh
        )
        row = QHBoxLayout()
        row.addStretch(1)
        for button in (*self._buttons, self._again):
            row.addWidget(button)
        row.addStretch(1)
        box.addLayout(row)
        box.addStretch(1)
        return waiting

    def _make_shown(self) -> QWidget:
        words = self._context.words
        self.sums = SumsModel(self._context)
        self.model = ComparedModel(self._context)
        self.sums_view = self._make_view(self.sums, words.text("Sums"))
        self.sums_view.verticalHeader().hide()
        self.sums_view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view = self._make_view(self.model, words.text("What differs"))
        self.view.horizontalHeader().setSortIndicatorClearable(True)
        self.view.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.view.setSortingEnabled(True)
        self.view.activated.connect(self._go)
        self.view.selectionModel().currentRowChanged.connect(self._show_causes)
        self.model.modelReset.connect(self._show_causes)
        self._notes = label(kind="caution", wrap=True)
        shown = QWidget()
        box = QVBoxLayout(shown)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GRID // 2)
        box.addWidget(self._notes)
        box.addWidget(self.sums_view)
        box.addLayout(self._make_bar())
        box.addWidget(self._make_lower(), 1)
        return shown

    def _make_bar(self) -> QHBoxLayout:
        words = self._context.words
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(words.text("What differs"))
        for title in _TABS:
            self.tabs.addTab(words.text(title, count=0))
        self.tabs.currentChanged.connect(self._show_tab)
        self.only_amounts = QCheckBox(words.text("Only changed amounts"))
        self.only_amounts.toggled.connect(self._filter)
        self.search = search_field(self._context)
        self.search.textChanged.connect(self._filter)
        self._count = label(kind="muted")
        add_key(self, self._context, words.text("Find"), QKeySequence.StandardKey.Find, self.search.setFocus)
        bar = QHBoxLayout()
        bar.setSpacing(GRID)
        bar.addWidget(self.tabs)
        bar.addStretch(1)
        for widget in (self._count, self.only_amounts, self.search):
            bar.addWidget(widget)
        return bar

    def _make_lower(self) -> QWidget:
        words = self._context.words
        self.causes = QListWidget()
        self.causes.setAccessibleName(words.text("Because of"))
        self.causes.setWordWrap(True)
        self.causes.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.causes.itemActivated.connect(self._go_to_cause)
        self._side = QWidget()
        box = QVBoxLayout(self._side)
        box.setContentsMargins(0, GRID // 2, 0, 0)
        box.setSpacing(GRID // 2)
        box.addWidget(label(words.text("Because of"), "lead"))
        box.addWidget(self.causes)
        lower = QSplitter(Qt.Orientation.Vertical)
        lower.setMinimumHeight(HEADER + ROW)  # larger text must leave the window on the screen
        lower.addWidget(self.view)
        lower.addWidget(self._side)
        lower.setChildrenCollapsible(False)
        lower.setStretchFactor(0, 1)
        lower.setStretchFactor(1, 0)
        lower.setSizes([_WHOLE_HEIGHT, 14 * GRID])
        return lower

    def _make_view(self, model: ComparedModel | SumsModel, name: str) -> QTableView:
        model.setParent(self)
        view = QTableView()
        view.setModel(model)
        look_of_a_table(view)
        view.setAccessibleName(name)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setTabKeyNavigation(False)
        view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        view.horizontalHeader().setStretchLastSection(False)
        return view

    # The document and the earlier plan

    def show_document(self, document: Document) -> None:
        """Compare a scenario that was opened."""
        super().show_document(document)
        self.comparer.show_document(document)
        self.choice.show_document(document)
        document.assessed.connect(self._follow)
        document.saved_changed.connect(self._follow)
        self._invite()

    def compare_with(self, earlier: Earlier | None) -> None:
        """Compare with another file, or with the open one as it was."""
        self.choice.offer(earlier)
        self.comparer.choose(earlier)
        if earlier is None:
            self._invite()

    def regions(self) -> list[QWidget]:
        """Return the choice of the earlier plan and the tables."""
        return [self.choice, self.sums_view, self.view, self.causes]

    def arrive(self) -> None:
        """Bring the comparison up to date and give it the keyboard."""
        self.choice.offer(self.comparer.earlier)
        self.comparer.refresh()
        (self.choice if self._stack.currentIndex() == _WAITING else self.view).setFocus()

    def _follow(self) -> None:
        if self.isVisible():
            self.comparer.follow()

    # What is shown

    def _say(self, text: str, *, offer: bool = False, again: bool = False) -> None:
        self._message.setText(text)
        for button in self._buttons:
            button.setVisible(offer)
        self._again.setVisible(again)
        self._export.setEnabled(False)
        self._why.setEnabled(False)
        self._stack.setCurrentIndex(_WAITING)

    def _invite(self) -> None:
        words = self._context.words
        text = words.text(
            "Compare the open plan with an earlier one, for example the one that was announced:\n"
            "which villages, households and lines changed, by how much, and because of which input."
        )
        self._say(text, offer=True)

    def _wait(self) -> None:
        """Say that a comparison is being made; an older one stays in sight meanwhile."""
        if self.comparer.found is None:
            self._say(self._context.words.text("Comparing..."))

    def _offer_again(self) -> None:
        if self.comparer.found is None:
            self._say(self._context.words.text("The comparison was cancelled."), again=True)

    def _fail(self, what: str, error: object) -> None:
        self.choice.offer()
        self._invite()
        self.failed.emit(what, error)

    def _show(self) -> None:
        found, words = self.comparer.found, self._context.words
        if found is None or not isinstance(self.comparer.prepared, tuple):
            return
        if found.comparison.same:
            self._say(words.text("Nothing differs from “{name}”.", name=found.name))
            return
        self._rows = self.comparer.prepared
        self.sums.show_sums(sums_rows(found.comparison, words))
        for number, title in enumerate(_TABS):
            self.tabs.setTabText(number, words.text(title, count=f"{len(self._rows[number].searched):,}"))
        self._notes.setText("\n".join(_notes(found, self._context)))
        self._notes.setVisible(bool(self._notes.text()))
        self._stack.setCurrentIndex(_SHOWN)
        self._export.setEnabled(True)
        self._why.setEnabled(True)
        self._fit_sums()
        self._show_tab()

    def _fit_sums(self) -> None:
        """Show all three rows, with a bar to scroll by below them only where the sums need more room."""
        view = self.sums_view
        fit_columns(view)
        spread_columns(view, range(self.sums.columnCount()))
        overflow = view.horizontalHeader().length() > view.viewport().width()
        bar = view.horizontalScrollBar().sizeHint().height() if overflow else 0
        view.setFixedHeight(HEADER + self.sums.rowCount() * ROW + 2 + bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the sums the room that is there."""
        super().resizeEvent(event)
        if self._stack.currentIndex() == _SHOWN:
            self._fit_sums()

    def _show_tab(self) -> None:
        if not self._rows:
            return
        number = self.tabs.currentIndex()
        row = self.view.currentIndex().row()
        self._side.setVisible(number != INPUTS)
        self.only_amounts.setEnabled(number != INPUTS)
        self.view.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.model.show_rows(self._rows[number])
        rows = self._rows[number]
        fit_columns(self.view, range(rows.left))
        last = len(rows.titles) - 1
        if rows.figures:  # an arrow stands in it as well
            self.view.setColumnWidth(last, self.view.columnWidth(last) + ICON + GRID)
        spread_columns(self.view, [rows.wide])
        if self.model.rowCount():
            self.view.selectRow(min(max(row, 0), self.model.rowCount() - 1))
        self._tell_count()

    def _filter(self) -> None:
        self.model.set_filter(self.search.text(), only_amounts=self.only_amounts.isChecked())
        if self.model.rowCount():
            self.view.selectRow(0)
        self._tell_count()

    def _tell_count(self) -> None:
        words, shown, whole = self._context.words, self.model.rowCount(), len(self.model.rows.searched)
        text = words.text("{shown} of {count} rows", shown=f"{shown:,}", count=f"{whole:,}")
        self._count.setText("" if shown == whole else text)

    def _current(self) -> int | None:
        """Return the number of the current row among all rows of its table."""
        row = self.view.currentIndex().row()
        return self.model.shown[row] if 0 <= row < len(self.model.shown) else None

    def _show_causes(self) -> None:
        found, row, words = self.comparer.found, self._current(), self._context.words
        self.causes.clear()
        causes = self.model.rows.causes
        if found is None or row is None or causes is None:
            return
        numbers = causes(row)
        for number in numbers[:_CAUSES_SHOWN]:
            item = QListWidgetItem(input_text(found.comparison, number, words))
            item.setData(Qt.ItemDataRole.UserRole, number)
            self.causes.addItem(item)
        if len(numbers) > _CAUSES_SHOWN:
            self.causes.addItem(words.text("{count} more", count=f"{len(numbers) - _CAUSES_SHOWN:,}"))
        steps = self.model.rows.steps(row)
        if steps:
            self.causes.addItem(steps)

    # What is done with a row

    def _go(self, index: QModelIndex) -> None:
        self._go_to(self.model.rows.place(self.model.shown[index.row()]))

    def _go_to_cause(self, item: QListWidgetItem) -> None:
        number = item.data(Qt.ItemDataRole.UserRole)
        if self._rows and number is not None:
            self._go_to(self._rows[INPUTS].place(number))

    def _go_to(self, place: Place | None) -> None:
        if place is None:
            self.told.emit(self._context.words.text("This does not stand in the open plan any more."))
        else:
            self.place_chosen.emit(place)

    def _ask_why(self) -> None:
        """Explain the present amount of the current row."""
        found, row = self.comparer.found, self._current()
        if found is None or row is None:
            return
        tab, key = self.tabs.currentIndex(), self.model.rows.key[row]
        if tab == HOUSEHOLDS:
            place = self.model.rows.place(row)
            if place is not None and place.key is not None:
                self.why.emit("households", place.key)
                return
        step = _step(found, tab, key)
        if step is None:
            self._go_to(self.model.rows.place(row))
        else:
            ExplanationDialog(self._context, step, self).exec()

    def copy(self) -> None:
        """Copy the selected rows of the table that has the keyboard, or the reasons."""
        if self.causes.hasFocus():
            block = [[item.text()] for item in self.causes.selectedItems()]
        else:
            view = self.sums_view if self.sums_view.hasFocus() else self.view
            model = view.model()
            rows = sorted({index.row() for index in view.selectionModel().selectedRows()})
            block = [
                [str(model.index(row, column).data()) for column in range(model.columnCount())]
                for row in rows
            ]
        QGuiApplication.clipboard().setText(clipboard.as_text(block))

    def export(self) -> None:
        """Ask where, and write everything that differs as a workbook."""
        words = self._context.words
        name = words.text("comparison") + ".xlsx"
        path = ask_save(self._context, self, words.text("To Excel"), name, words.text("Workbooks (*.xlsx)"))
        if path is not None:
            self.export_to(files.with_suffix(path, ".xlsx"))

    def export_to(self, path: Path) -> None:
        """Write everything that differs as a workbook, in the background."""
        found, words, document = self.comparer.found, self._context.words, self.document
        if found is None or document is None:
            return
        names = (found.name, document.path.name if document.path else words.text("the open plan"))
        self._context.jobs.start(
            lambda progress: files.write_comparison(
                found.comparison, found.reprint, names, words, path, progress
            ),
            lambda _done: self.told.emit(words.text("Written: {name}", name=path.name)),
            lambda error: self.failed.emit(words.text("“{name}” was not written.", name=path.name), error),
            title=words.text("Writing {name}", name=path.name),
        )


def _step(found: Compared, tab: int, key: int) -> Step | None:
    """Return the explanation of a line or village as it is now, None where there is none."""
    comparison = found.comparison
    if comparison.after.computation is None:
        return None
    if tab == LINES:
        line = int(comparison.lines.after[key])
        return None if line == NONE else explain_line(comparison.after, line)
    village = int(comparison.pairs["villages"].after[key]) if tab == VILLAGES else NONE
    return None if village == NONE else explain_village(comparison.after, village)


def _notes(found: Compared, context: Context) -> list[str]:
    """Return what to know about the comparison: rows that share an ID, sums that lack something."""
    words, comparison = context.words, found.comparison
    notes = doubled_text(comparison, words)
    if not (comparison.before.totals.complete and comparison.after.totals.complete):
        notes.append(words.text("Some amounts cannot be computed; sums lack them: see the findings."))
    return notes
