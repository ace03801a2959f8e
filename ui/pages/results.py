"""The results: what each village, household, head or payee gets, and the lines it is made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSplitter, QTableView, QVBoxLayout, QWidget

from calc import units
from calc.assess import Assessment
from calc.explain import Step, explain_line, explain_village, head_name
from calc.language import N_
from calc.lines import HEADS, NONE, PAYEES, Lines
from ui.actions import ChoiceBox, add_key, hint_on, label, make_action, tool_button
from ui.context import Context
from ui.document import Document
from ui.explanation import ExplanationDialog
from ui.pages.page import Page, search_field
from ui.tables import clipboard
from ui.tables.model import EMPTY, on_two_lines
from ui.tables.view import fit_columns, look_of_a_table
from ui.theme import GRID, text_font

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ResultsPage"]

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_PAYEE_NAMES: Final = (N_("Household"), N_("Collective"))
_GROUPINGS: Final = (N_("By village"), N_("By household"), N_("By head"), N_("By payee"))
VILLAGE, HOUSEHOLD, HEAD, PAYEE = range(4)


def _money(fen: int) -> str:
    return units.format_money(fen, grouped=True)


@dataclass(frozen=True)
class Group:
    """Rows of the upper table under one grouping.

    Attributes:
        of_line: the group of each line, shape (lines,); NONE for a line in no group.
        names: the texts that name each group, one tuple a group.
        sums: fen by group, payee or head, and at the end the total: shape (groups, columns).

    """

    of_line: "NDArray[np.intp]"
    names: Sequence[tuple[str, ...]]
    sums: Sequence[Sequence[int]]


def _sums(lines: Lines, groups: "NDArray[np.intp]", count: int) -> list[list[int]]:
    """Return for each group its heads, then its payees, then all."""
    inside = groups != NONE
    amounts, group = lines.amount[inside], groups[inside]
    by_head = units.group_totals(amounts, group * len(HEADS) + lines.head[inside], count * len(HEADS))
    by_payee = units.group_totals(amounts, group * len(PAYEES) + lines.payee[inside], count * len(PAYEES))
    whole = units.group_totals(amounts, group, count)
    return [
        [
            *by_head[number * len(HEADS) : (number + 1) * len(HEADS)],
            *by_payee[number * len(PAYEES) : (number + 1) * len(PAYEES)],
            whole[number],
        ]
        for number in range(count)
    ]


class _Figures(QAbstractTableModel):
    """A read-only table of texts and right-aligned figures, read row by row as it is seen."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._titles: Sequence[str] = ()
        self._left = 0
        self._rows = 0
        self._cell: Callable[[int, int], str] = lambda _row, _column: ""

    def show_rows(self, titles: Sequence[str], left: int, rows: int, cell: Callable[[int, int], str]) -> None:
        """Show `rows` rows; the first `left` columns are texts, the others figures."""
        self.beginResetModel()
        self._titles = [on_two_lines(title) for title in titles]
        self._left, self._rows, self._cell = left, rows, cell
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Return the number of rows."""
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """Return a column's title or a row's number."""
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if role == Role.DisplayRole else None
        if role == Role.DisplayRole and section < len(self._titles):
            return self._titles[section]
        if role == Role.TextAlignmentRole and section >= self._left:
            return _RIGHT
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return what Qt asks of a cell."""
        if not index.isValid():
            return None
        column = index.column()
        if role == Role.DisplayRole:
            return self._cell(index.row(), column)
        if role == Role.TextAlignmentRole and column >= self._left:
            return _RIGHT
        if role == Role.FontRole and column == len(self._titles) - 1:
            return text_font(bold=True)
        return None


class ResultsPage(Page):
    """Groups above, the lines of the chosen group below."""

    chapter = "results"

    def __init__(self, context: Context) -> None:
        super().__init__(context, context.words.text("Results"))
        words = context.words
        self._assessed: Assessment | None = None
        self._fitted = False
        self._group: Group | None = None
        self._shown: NDArray[np.intp] = np.zeros(0, np.intp)
        self._rows: NDArray[np.intp] = np.zeros(0, np.intp)
        self.grouping = ChoiceBox()
        self.grouping.addItems([words.text(name) for name in _GROUPINGS])
        self.grouping.setAccessibleName(words.text("Group the results"))
        self.grouping.currentIndexChanged.connect(self._rebuild)
        self.search = search_field(context)
        self.search.textChanged.connect(self._show_groups)
        why = make_action(self, context, words.text("Why this amount?"), "why", "Alt+Return", self._ask_why)
        copy = make_action(
            self, context, words.text("Copy"), "copy", QKeySequence.StandardKey.Copy, self.copy
        )
        for action in (why, copy):
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self.addAction(action)
        self._note = label(kind="caution")
        grouped = label(words.text("Grouped"), "muted")
        grouped.setBuddy(self.grouping)
        for widget in (self._note, grouped, self.grouping, self.search):
            self.tools.addWidget(widget)
        self.tools.addWidget(tool_button(why, text=True))
        self._lay_out()
        add_key(self, context, words.text("Find"), QKeySequence.StandardKey.Find, self.search.setFocus)

    def _lay_out(self) -> None:
        words = self._context.words
        self.groups = _Figures(self._context)
        self.lines = _Figures(self._context)
        self.upper_view = self._view(self.groups, words.text("Results"))
        self.lower_view = self._view(self.lines, words.text("Lines"))
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
        self.body.addWidget(tables)
        self.upper_view.selectionModel().currentRowChanged.connect(self._show_lines)

    def _view(self, model: _Figures, name: str) -> QTableView:
        model.setParent(self)
        view = QTableView()
        view.setModel(model)
        look_of_a_table(view)
        view.setAccessibleName(name)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setTabKeyNavigation(False)
        view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        view.doubleClicked.connect(lambda _index: self._ask_why())
        return view

    def show_document(self, document: Document) -> None:
        """Show the results of a scenario."""
        super().show_document(document)
        document.assessed.connect(self._refresh)
        self._assessed, self._fitted = None, False
        self._refresh()

    def show_household(self, household_id: str) -> None:
        """Show what one household gets, and its lines."""
        self.grouping.setCurrentIndex(HOUSEHOLD)
        self.search.setText(household_id)

    def regions(self) -> list[QWidget]:
        """Return both tables."""
        return [self.upper_view, self.lower_view]

    def arrive(self) -> None:
        """Bring the results up to date and give them the keyboard."""
        self._refresh()
        self.upper_view.setFocus()

    def _refresh(self) -> None:
        if self.isVisible() and self.document and self.document.assessment is not self._assessed:
            self._rebuild()

    def _rebuild(self) -> None:
        if self.document is None:
            return
        row = self.upper_view.currentIndex().row()
        assessment = self._assessed = self.document.assessment
        complete = assessment.totals.complete
        words = self._context.words
        self._note.setText(
            "" if complete else words.text("Some amounts cannot be computed yet: see the findings.")
        )
        self._group = _grouped(assessment, self.grouping.currentIndex(), self._context)
        self._show_groups()
        if 0 <= row < self.groups.rowCount():
            self.upper_view.selectRow(row)
        elif self.groups.rowCount():
            self.upper_view.selectRow(0)

    def _show_groups(self) -> None:
        group, words = self._group, self._context.words
        if group is None:
            return
        needle = self.search.text().strip().casefold()
        shown = [number for number, names in enumerate(group.names) if needle in " ".join(names).casefold()]
        self._rows = np.array(shown, np.intp)
        titles = [words.text(title) for title in _NAME_TITLES[self.grouping.currentIndex()]]
        heads = [head_name(head).text(words) for head in range(len(HEADS))]
        payees = [words.text(N_("To households")), words.text(N_("To the collective"))]
        left = len(titles)

        def cell(row: int, column: int) -> str:
            number = shown[row]
            if column < left:
                return group.names[number][column] or EMPTY
            fen = group.sums[number][column - left]
            return _money(fen) if fen else EMPTY

        total = words.text("Total (yuan)")
        self.groups.show_rows([*titles, *heads, *payees, total], left, len(shown), cell)
        fit_columns(self.upper_view)
        self._nothing.setText(
            words.text("Nothing is found for this.")
            if needle
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
            self.lines.show_rows((), 0, 0, lambda _row, _column: "")
            self._heading.setText(self._context.words.text("No lines"))
            return
        number = int(self._rows[row])
        self._shown = np.flatnonzero(group.of_line == number)
        name = "  ".join(filter(None, group.names[number]))
        self._heading.setText(
            self._context.words.text("{name}: {count} lines", name=name, count=f"{len(self._shown):,}")
        )
        texts = _LineTexts(self._context, assessment)
        self.lines.show_rows(
            texts.titles(),
            texts.left,
            len(self._shown),
            lambda row, column: texts.cell(int(self._shown[row]), column),
        )
        if not self._fitted:
            self._fitted = True
            fit_columns(self.lower_view, range(texts.left))

    def _ask_why(self) -> None:
        step = self._step()
        if step is not None:
            ExplanationDialog(self._context, step, self).exec()

    def _step(self) -> Step | None:
        """Return the explanation of the line or village that has the keyboard."""
        if self._assessed is None or self._assessed.policy is None:
            return None
        lower = self.lower_view.currentIndex().row()
        if self.lower_view.hasFocus() and 0 <= lower < len(self._shown):
            return explain_line(self._assessed, int(self._shown[lower]))
        row = self.upper_view.currentIndex().row()
        if self.grouping.currentIndex() == VILLAGE and 0 <= row < len(self._rows):
            return explain_village(self._assessed, int(self._rows[row]))
        if len(self._shown):
            return explain_line(self._assessed, int(self._shown[max(lower, 0)]))
        return None

    def copy(self) -> None:
        """Copy the selected rows of the table that has the keyboard."""
        view = self.lower_view if self.lower_view.hasFocus() else self.upper_view
        model = view.model()
        rows = sorted({index.row() for index in view.selectionModel().selectedRows()})
        columns = range(model.columnCount())
        block = [[str(model.index(row, column).data()) for column in columns] for row in rows]
        QGuiApplication.clipboard().setText(clipboard.as_text(block))


_NAME_TITLES: Final = (
    (N_("Village ID"), N_("Village")),
    (N_("Household ID"), N_("Right-holder")),
    (N_("Head"),),
    (N_("Payee"),),
)


def _grouped(assessment: Assessment, grouping: int, context: Context) -> Group | None:
    lines, words, scenario = assessment.lines, context.words, assessment.scenario
    if lines is None:
        return None
    names: list[tuple[str, ...]]
    if grouping == VILLAGE:
        groups = lines.village
        names = [(village.village_id, village.name) for village in assessment.villages]
    elif grouping == HOUSEHOLD:
        rows = scenario["households"]
        groups = np.where(lines.payee == PAYEES.index("household"), lines.household, NONE)
        names = list(zip(rows.text("household_id").values, rows.text("head").values, strict=True))
    elif grouping == HEAD:
        groups = lines.head
        names = [(head_name(head).text(words),) for head in range(len(HEADS))]
    else:
        groups = lines.payee
        names = [(words.text(name),) for name in _PAYEE_NAMES]
    return Group(groups, names, _sums(lines, groups, len(names)))


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
