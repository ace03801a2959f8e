"""The results: what each village, household, head, payee or class gets, and the lines it is made of."""

from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QActionGroup, QKeySequence
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from calc import units
from calc.assess import Assessment
from calc.explain import Bilingual, Message, Step, Words, explain_line, explain_village, head_name
from calc.initials import Initials
from calc.language import N_
from calc.lines import HEADS, NONE, Lines
from calc.register import Exact
from calc.sums import GROUPINGS, Group, explain_lines, group_lines
from ui.actions import ChoiceBox, add_key, hint_on, label, make_action, tool_button
from ui.context import Context
from ui.document import Document
from ui.explanation import ExplanationDialog
from ui.pages.page import Page, search_field
from ui.tables.figures import FiguresModel, FiguresView
from ui.tables.listing import export_action
from ui.tables.model import EMPTY
from ui.theme import GRID

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from ui.charts import ChartPanel

__all__ = ["ResultsPage"]

_PAYEE_NAMES: Final = (N_("Household"), N_("Collective"))
_GROUPING_NAMES: Final = (
    N_("By village"),
    N_("By household"),
    N_("By head"),
    N_("By payee"),
    N_("By class"),
)
_NAME_TITLES: Final = (
    (N_("Village ID"), N_("Village")),
    (N_("Household ID"), N_("Right-holder")),
    (N_("Head"),),
    (N_("Payee"),),
    (N_("Kind"), N_("Class or name")),
)
_NARROW: Final = 8 * GRID
"""Pixels that a name keeps among the many columns of a line; in full it stands in the tooltip."""
VILLAGE, HOUSEHOLD, HEAD, PAYEE, CLASS = range(5)
_HEAD_TITLES: Final = (N_("Land"), N_("Resettlement"), N_("Crops"), N_("Attachments"))
_PAYEE_COLUMNS: Final = (N_("To households"), N_("To the collective"))


def _money(fen: int) -> str:
    return units.format_money(fen, grouped=True)


def _exact_money(fen: int) -> Decimal:
    return units.decimal_of(fen, units.PLACES_MONEY)


class ResultsPage(Page):
    """Groups above, the lines of the chosen group below; or the same as charts.

    Signals:
        village_chosen: the officer wants to see a village: its position.

    """

    village_chosen = Signal(int)

    chapter = "results"

    def __init__(self, context: Context) -> None:
        super().__init__(context, context.words.text("Results"))
        words = context.words
        self._assessed: Assessment | None = None
        self._fitted = False
        self._group: Group | None = None
        self._names: Sequence[tuple[str, ...]] = ()
        self._initials: Initials | None = None
        self._shown: NDArray[np.intp] = np.zeros(0, np.intp)
        self._rows: Sequence[int] = ()
        self.charts: ChartPanel | None = None
        self.grouping = ChoiceBox()
        self.grouping.addItems([words.text(name) for name in _GROUPING_NAMES])
        self.grouping.setAccessibleName(words.text("Group the results"))
        self.grouping.currentIndexChanged.connect(self._rebuild)
        self.search = search_field(context)
        self.search.textChanged.connect(self._show_groups)
        self._fill_tools()  # first, so that Tab goes from the tools to the tables
        self._lay_out()

    def _fill_tools(self) -> None:
        context, words = self._context, self._context.words
        # The tables have the shortcut themselves: two owners of one shortcut would cancel each other.
        self._why = make_action(self, context, words.text("Why this amount?"), "why", None, self._ask_why)
        self.export_action = make_action(
            self, context, words.text("Export this table..."), "export", None, self._export
        )
        self._note = label(kind="caution")
        self.table_action = make_action(self, context, words.text("Table"), "table", None, self.show_tables)
        self.chart_action = make_action(self, context, words.text("Chart"), "chart", None, self.show_charts)
        both = QActionGroup(self)
        for action in (self.table_action, self.chart_action):
            action.setCheckable(True)
            both.addAction(action)
        self.table_action.setChecked(True)
        grouped = label(words.text("Grouped"), "muted")
        grouped.setBuddy(self.grouping)
        for widget in (self._note, grouped, self.grouping, self.search):
            self.tools.addWidget(widget)
        for action in (self.table_action, self.chart_action, self._why):
            self.tools.addWidget(tool_button(action, text=True))
        self.tools.addWidget(tool_button(self.export_action))
        add_key(self, context, words.text("Find"), QKeySequence.StandardKey.Find, self.search.setFocus)
        leave = add_key(self.search, context, words.text("Leave the find field"), "Esc", self._leave_search)
        leave.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)

    def _lay_out(self) -> None:
        words = self._context.words
        self.groups = FiguresModel(self._context)
        self.lines = FiguresModel(self._context)
        self.upper_view = FiguresView(self._context, self.groups, words.text("Results"))
        self.lower_view = FiguresView(self._context, self.lines, words.text("Lines"))
        self._nothing = hint_on(self.upper_view, "")
        self._heading = label(kind="lead")
        below = QWidget()
        box = QVBoxLayout(below)
        box.setContentsMargins(0, GRID, 0, 0)
        box.addWidget(self._heading)
        box.addWidget(self.lower_view)
        tables = QSplitter(Qt.Orientation.Vertical)
        tables.addWidget(self.upper_view)
        tables.addWidget(below)
        tables.setChildrenCollapsible(False)
        tables.setStretchFactor(0, 1)
        tables.setStretchFactor(1, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(tables)
        self.body.addWidget(self._stack)
        self.upper_view.selectionModel().currentRowChanged.connect(self._show_lines)
        for view in (self.upper_view, self.lower_view):
            view.cells.changed.connect(self.selected)
        self.upper_export = export_action(self._context, self.upper_view, self.told.emit)
        self.lower_export = export_action(self._context, self.lower_view, self.told.emit)
        self._why.setToolTip(self.upper_view.why_action.toolTip())
        self.export_action.setToolTip(self.upper_export.toolTip())
        self.upper_view.why.connect(self._ask_of_group)
        self.lower_view.why.connect(lambda row, _column: self._ask_of_line(row))

    def show_document(self, document: Document) -> None:
        """Show the results of a scenario."""
        super().show_document(document)
        document.assessed.connect(self._refresh)
        self._assessed, self._fitted = None, False
        self._refresh()

    def _export(self) -> None:
        """Export the table that has the keyboard, the upper one without."""
        if self.charts is not None and self._stack.currentWidget() is self.charts:
            self.charts.export_action.trigger()
        elif self.lower_view.hasFocus():
            self.lower_export.trigger()
        else:
            self.upper_export.trigger()

    def show_tables(self) -> None:
        """Show the tables."""
        self.table_action.setChecked(True)
        self._stack.setCurrentIndex(0)
        self.grouping.setEnabled(True)
        self.search.setEnabled(True)
        self.upper_view.setFocus()

    def show_charts(self) -> None:
        """Show the charts; they are loaded when they are first asked for."""
        if self.charts is None:
            from ui.charts import ChartPanel  # noqa: PLC0415  (only who looks at a chart pays for it)

            self.charts = ChartPanel(self._context)
            self.charts.village_chosen.connect(self.village_chosen)
            self.charts.why.connect(self._explain)
            self.charts.told.connect(self.told)
            self._stack.addWidget(self.charts)
        self.chart_action.setChecked(True)
        self.grouping.setEnabled(False)
        self.search.setEnabled(False)
        self._stack.setCurrentWidget(self.charts)
        if self._assessed is not None:
            self.charts.show_assessment(self._assessed)
        self.charts.view.setFocus()

    def regions(self) -> list[QWidget]:
        """Return both tables, or the parts of the charts."""
        charts = self.charts.regions() if self.charts is not None else []
        return [self.upper_view, self.lower_view, *charts]

    def arrive(self) -> None:
        """Bring the results up to date and give them the keyboard."""
        self._refresh()
        if self._stack.currentIndex() == 0:
            self.upper_view.setFocus()
        elif self.charts is not None:
            self.charts.view.setFocus()

    def _refresh(self) -> None:
        if self.isVisible() and self.document and self.document.assessment is not self._assessed:
            self._rebuild()

    def _rebuild(self) -> None:
        if self.document is None:
            return
        row = self.upper_view.currentIndex().row()
        assessment = self._assessed = self.document.assessment
        words = self._context.words
        self._note.setText(
            ""
            if assessment.totals.complete
            else words.text("Some amounts cannot be computed yet: see the findings.")
        )
        self._group = group_lines(assessment, GROUPINGS[self.grouping.currentIndex()])
        names = self._group.names if self._group else ()
        self._names = [
            tuple(name if isinstance(name, str) else name.text(words) for name in each) for each in names
        ]
        self._initials = None
        self._fitted = False
        self._show_groups()
        if 0 <= row < self.groups.rowCount():
            self.upper_view.selectRow(row)
        elif self.groups.rowCount():
            self.upper_view.selectRow(0)
        if self.charts is not None and self.charts.isVisible():
            self.charts.show_assessment(assessment)

    def _found(self, needle: str) -> list[int]:
        """Return the groups that hold a text, or whose name has these initials."""
        if not needle:
            return list(range(len(self._names)))
        if self._initials is None:
            self._initials = Initials([names[-1] for names in self._names])  # what stands before is an ID
        by_initials = self._initials.holding(needle).tolist()
        return [
            number
            for number, (names, found) in enumerate(zip(self._names, by_initials, strict=True))
            if found or needle in " ".join(names).casefold()
        ]

    def _show_groups(self) -> None:
        group, words = self._group, self._context.words
        if group is None:
            return
        shown = self._rows = self._found(self.search.text().strip().casefold())
        titles = [words.text(title) for title in _NAME_TITLES[self.grouping.currentIndex()]]
        heads = [words.text(name) for name in _HEAD_TITLES]
        payees = [words.text(name) for name in _PAYEE_COLUMNS]
        left, all_names = len(titles), self._names

        def cell(row: int, column: int) -> str:
            number = shown[row]
            if column < left:
                return all_names[number][column] or EMPTY
            fen = group.sums[number][column - left]
            return _money(fen) if fen else EMPTY

        def exact(row: int, column: int) -> Exact:
            number = shown[row]
            return (
                all_names[number][column]
                if column < left
                else _exact_money(group.sums[number][column - left])
            )

        total = words.text("Total (yuan)")
        self.groups.show_rows(
            *([*titles, *heads, *payees, total], left, len(shown), cell, exact),
            partial=lambda row: shown[row] in group.unfinished,
        )
        self.upper_view.fit(range(left))
        self._nothing.setText(
            words.text("Nothing is found for this.")
            if self.search.text().strip()
            else words.text(
                "There are no results yet.\n"
                "Record villages, parcels or items, and choose the multiples on the page of the villages."
            )
        )
        self._nothing.adjustSize()
        self._nothing.setVisible(not shown)
        if shown:
            self.upper_view.selectRow(0)
        else:
            self._show_lines()

    def _show_lines(self) -> None:
        assessment, group = self._assessed, self._group
        row = self.upper_view.currentIndex().row()
        if assessment is None or group is None or assessment.lines is None or not 0 <= row < len(self._rows):
            self._shown = np.zeros(0, np.intp)
            # The columns stay: Qt's bridge to screen readers does not survive that a table loses them all.
            self.lines.show_rows(self.lines.titles, self.lines.left, 0, lambda _row, _column: "")
            self._heading.setText(self._context.words.text("No lines"))
            return
        number = self._rows[row]
        shown = self._shown = np.flatnonzero(group.of_line == number)
        name = "  ".join(filter(None, self._names[number]))
        self._heading.setText(
            self._context.words.text("{name}: {count} lines", name=name, count=f"{len(shown):,}")
        )
        texts = _LineTexts(self._context, assessment)
        self.lines.show_rows(
            texts.titles(),
            texts.left,
            len(shown),
            lambda row, column: texts.cell(int(shown[row]), column),
            lambda row, column: texts.exact(int(shown[row]), column),
        )
        if not self._fitted:
            self._fitted = True
            self.lower_view.fit(range(texts.left), _NARROW)

    # Why?

    def _ask_why(self) -> None:
        """Explain what has the keyboard; without it, the sum of the current group."""
        if self.charts is not None and self._stack.currentWidget() is self.charts:
            self.charts.ask_why()
        elif self.lower_view.hasFocus() and self.lower_view.currentIndex().isValid():
            self._ask_of_line(self.lower_view.currentIndex().row())
        else:
            index = self.upper_view.currentIndex()
            self._ask_of_group(index.row(), index.column())

    def _explain(self, step: Step | None) -> None:
        if step is not None:
            ExplanationDialog(self._context, step, self).exec()

    def _ask_of_line(self, row: int) -> None:
        if self._assessed is not None and 0 <= row < len(self._shown):
            self._explain(explain_line(self._assessed, int(self._shown[row])))

    def _ask_of_group(self, row: int, column: int) -> None:
        self._explain(self.step_of_group(row, column))

    def step_of_group(self, row: int, column: int) -> Step | None:
        """Return why a sum of the upper table is what it is, None where there is nothing to explain."""
        group, assessment = self._group, self._assessed
        if group is None or assessment is None or assessment.lines is None or not 0 <= row < len(self._rows):
            return None
        number = self._rows[row]
        kind = column - len(_NAME_TITLES[self.grouping.currentIndex()])
        whole = not 0 <= kind < len(group.sums[number]) - 1
        if whole and group.by == "village":
            return explain_village(assessment, number)
        lines = group.lines_of(number, assessment.lines, -1 if whole else kind)
        return explain_lines(assessment, lines, self._name_of_sum(number, -1 if whole else kind))

    def _name_of_sum(self, number: int, kind: int) -> Words:
        name = " ".join(filter(None, self._names[number]))
        parts = (*map(head_name, range(len(HEADS))), *map(Message, _PAYEE_COLUMNS))
        if kind < 0:
            return Bilingual(name, name)
        return Message(N_("{name}: {part}"), MappingProxyType({"name": name, "part": parts[kind]}))

    # Moving

    def _leave_search(self) -> None:
        """Show everything again and give the keyboard back to the table."""
        self.search.clear()
        self.upper_view.setFocus()


class _LineTexts:
    """The cells of the table of lines.

    Attributes:
        left: how many columns are texts.

    """

    left = 6

    def __init__(self, context: Context, assessment: Assessment) -> None:
        self._words = context.words
        self._scenario = assessment.scenario
        self._lines = assessment.lines

    def titles(self) -> list[str]:
        """Return the columns' titles."""
        names = (
            *(N_("ID"), N_("Head"), N_("Payee"), N_("Right-holder"), N_("Class or name"), N_("Unit")),
            *(N_("Quantity"), N_("Average output"), N_("Multiple"), N_("Rate (yuan)")),
            *(N_("Undivided (yuan)"), N_("Share (%)"), N_("Amount (yuan)")),
        )
        return [self._words.text(name) for name in names]

    def cell(self, number: int, column: int) -> str:
        """Return a cell of the line at a number."""
        lines = self._lines
        if lines is None:
            return ""
        return (
            self._text(lines, number, column) if column < self.left else self._figure(lines, number, column)
        )

    def _text(self, lines: Lines, number: int, column: int) -> str:
        item, row = bool(lines.from_item[number]), int(lines.row[number])
        rows = self._scenario["items" if item else "parcels"]
        household = int(lines.household[number])
        texts: tuple[Callable[[], str], ...] = (
            lambda: rows.text(rows.spec.id_column).cell(row),
            lambda: head_name(int(lines.head[number])).text(self._words),
            lambda: self._words.text(_PAYEE_NAMES[int(lines.payee[number])]),
            lambda: "" if household == NONE else self._scenario["households"].text("head").cell(household),
            lambda: rows.text("name" if item else "land_class").cell(row),
            lambda: rows.text("unit").cell(row) if item else self._words.text("mu"),
        )
        return texts[column]() or EMPTY

    def exact(self, number: int, column: int) -> Exact:
        """Return a cell as a workbook gets it."""
        lines = self._lines
        if lines is None:
            return None
        if column < self.left:
            text = self._text(lines, number, column)
            return None if text == EMPTY else text
        figures = (
            (lines.quantity, units.PLACES_QUANTITY),
            (lines.aaov, units.PLACES_MONEY),
            (lines.multiple, units.PLACES_MULTIPLE),
            (lines.rate, units.PLACES_RATE),
            (lines.undivided, units.PLACES_MONEY),
            (lines.share, units.PLACES_SHARE),
            (lines.amount, units.PLACES_MONEY),
        )
        values, places = figures[column - self.left]
        value = int(values[number])
        return None if value == NONE else units.decimal_of(value, places)

    @staticmethod
    def _figure(lines: Lines, number: int, column: int) -> str:
        aaov, multiple = int(lines.aaov[number]), int(lines.multiple[number])
        quantity = int(lines.quantity[number])
        texts = (
            units.format_fixed(quantity, units.PLACES_QUANTITY, 0, grouped=True)
            if lines.from_item[number]
            else units.format_area(quantity, grouped=True),
            EMPTY if aaov == NONE else _money(aaov),
            EMPTY if multiple == NONE else units.format_fixed(multiple, units.PLACES_MULTIPLE, 2),
            units.format_rate(int(lines.rate[number]), grouped=True),
            _money(int(lines.undivided[number])),
            units.format_plain(int(lines.share[number]), units.PLACES_SHARE),
            _money(int(lines.amount[number])),
        )
        return texts[column - _LineTexts.left]
