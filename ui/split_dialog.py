"""Split a parcel among households: their areas or shares, what is left, what it comes to, then one edit."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from calc import units
from calc.language import N_, TranslatedError
from calc.scenario import Scenario
from calc.splitting import (
    Extent,
    Measure,
    Part,
    SplitError,
    areas_by_shares,
    effect_of,
    equal_areas,
    left_over,
    measure_of,
    parse_area,
    parse_share,
    split_parcel,
    suggested_ids,
    suggested_remark,
    whole_areas,
)
from calc.tables import TABLES, format_cell
from ui.actions import TextField, label, make_action, push_button, set_kind, tool_button
from ui.context import Context
from ui.document import Document
from ui.tables.choices import Choices, choices_of
from ui.tables.delegate import CellDelegate, Step
from ui.tables.model import EMPTY
from ui.tables.view import look_of_a_table
from ui.theme import GRID, HEADER, ICON, ROW, first_size

__all__ = ["PartsModel", "SplitDialog", "start"]

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_ID, _HOUSEHOLD, _HEAD, _SHARE, _AREA = range(5)
_TITLES: Final = (N_("Parcel ID"), N_("Household ID"), N_("Head of household"), N_("Part of it"), N_("Area"))
_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_FIRST_PARTS: Final = 2


def start(
    context: Context,
    parent: QWidget,
    document: Document,
    key: int,
    failed: Callable[[str, Exception], None],
    done: Callable[[], object],
) -> None:
    """Ask how to split a parcel and do it.

    Args:
        context: words and look.
        parent: what the dialog stands over.
        document: the open scenario.
        key: the parcel's row.
        failed: called with what could not be done, and why.
        done: called when it is split.

    """
    try:
        measure = measure_of(document.scenario, key)
    except SplitError as error:
        failed(context.words.text("This parcel cannot be split."), error)
        return
    dialog = SplitDialog(context, document, key, measure, parent)
    dialog.accepted.connect(done)
    dialog.open()


@dataclass
class _Draft:
    """A part as it is typed."""

    parcel_id: str
    household_id: str = ""
    share: str = ""
    area: str = ""


class PartsModel(QAbstractTableModel):
    """The parts as they are typed; what their shares come to is filled in, and so is what is left.

    Attributes:
        drafts: the parts.

    Signals:
        edited: a part was typed into, added or removed.

    """

    edited = Signal()

    def __init__(self, context: Context, scenario: Scenario, key: int, measure: Measure) -> None:
        super().__init__()
        self._context = context
        self._scenario = scenario
        self._key = key
        self.measure = measure
        rows = scenario["parcels"]
        ids = suggested_ids(scenario, key, _FIRST_PARTS)
        self.drafts = [_Draft(each) for each in ids]
        self._owner = rows.text("household_id").cell(rows.positions[key])
        self.drafts[0].household_id = self._owner

    # What Qt asks for

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Return the number of parts."""
        return 0 if parent.isValid() else len(self.drafts)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Return five."""
        return 0 if parent.isValid() else len(_TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """Return a column's title, or a part's number."""
        if role == Role.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            return _RIGHT if section >= _SHARE else _LEFT
        if role != Role.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1)
        if section == _AREA:
            return self.measure.column.title(self._context.words.language)
        return self._context.words.text(_TITLES[section]) if section < len(_TITLES) else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that all but the head's name can be typed into."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() and index.column() != _HEAD else flags

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return what Qt asks of a cell."""
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Role.TextAlignmentRole:
            return _RIGHT if column >= _SHARE else _LEFT
        typed = self._typed(row, column)
        if role == Role.EditRole:
            return typed
        if role == Role.DisplayRole:
            return typed or self._instead(column)
        if role == Role.ForegroundRole:
            given = column == _HEAD and self._owner and not self.drafts[row].household_id
            return self._context.theme.color("caution" if given else "text" if typed else "muted")
        return None

    def setData(self, index: Index, value: object, role: int = Role.EditRole) -> bool:
        """Type into a part; a share fills in areas, an area typed by hand puts an end to shares."""
        if role != Role.EditRole or not index.isValid() or index.column() == _HEAD:
            return False
        draft, text = self.drafts[index.row()], str(value).strip()
        if text == self._typed(index.row(), index.column()):
            return True
        if index.column() == _ID:
            draft.parcel_id = text
        elif index.column() == _HOUSEHOLD:
            draft.household_id = text
        elif index.column() == _SHARE:
            draft.share = text
            self._follow_shares()
        else:
            draft.area = text
            for each in self.drafts:
                each.share = ""
        self._tell()
        return True

    def _typed(self, row: int, column: int) -> str:
        draft = self.drafts[row]
        if column == _HEAD:
            return self._head(draft.household_id)
        return (draft.parcel_id, draft.household_id, "", draft.share, draft.area)[column]

    def _head(self, household_id: str) -> str:
        rows = self._scenario["households"]
        if not household_id:
            return self._context.words.text("the collective")
        position = rows.index.get(household_id)
        return EMPTY if position is None else rows.text("head").cell(position)

    def _instead(self, column: int) -> str:
        """Return what stands in a blank cell: an area left blank takes what is left."""
        return self._context.words.text("the rest") if column == _AREA else EMPTY

    def _tell(self) -> None:
        self.dataChanged.emit(self.index(0, 0), self.index(len(self.drafts) - 1, _AREA))
        self.edited.emit()

    # What the dialog asks for

    def add(self) -> None:
        """Add a part below the others."""
        row = len(self.drafts)
        self.beginInsertRows(QModelIndex(), row, row)
        taken = {draft.parcel_id for draft in self.drafts}
        ids = suggested_ids(self._scenario, self._key, row + len(taken) + 1)
        self.drafts.append(_Draft(next((each for each in ids if each not in taken), "")))
        self.endInsertRows()
        self._follow_shares()
        self._tell()

    def remove(self, row: int) -> None:
        """Remove a part; two are always left."""
        if len(self.drafts) > _FIRST_PARTS and 0 <= row < len(self.drafts):
            self.beginRemoveRows(QModelIndex(), row, row)
            del self.drafts[row]
            self.endRemoveRows()
            self._follow_shares()
            self._tell()

    def divide_equally(self) -> None:
        """Give every part the same area, as far as decimals allow. Raises SplitError."""
        for draft, area in zip(self.drafts, equal_areas(self.measure, len(self.drafts)), strict=True):
            draft.share, draft.area = "", format_cell(self.measure.column, area)
        self._tell()

    def areas(self) -> list[int | None]:
        """Return the areas typed, None for those left blank. Raises SplitError where one cannot be read."""
        return [self._read(number, draft.area) for number, draft in enumerate(self.drafts, 1)]

    def _read(self, number: int, text: str) -> int | None:
        try:
            return parse_area(self.measure, text)
        except TranslatedError as error:
            reason = error.text(self._context.words)
            raise SplitError(N_("Part {number}: {reason}"), number=number, reason=reason) from error

    def check_shares(self) -> None:
        """Raise SplitError where a share cannot be read."""
        for number, draft in enumerate(self.drafts, 1):
            if draft.share:
                try:
                    parse_share(draft.share)
                except TranslatedError as error:
                    reason = error.text(self._context.words)
                    raise SplitError(N_("Part {number}: {reason}"), number=number, reason=reason) from error

    def parts(self) -> list[Part]:
        """Return the parts, which sum to the parcel. Raises SplitError where they do not."""
        areas = whole_areas(self.measure, self.areas())
        return [
            Part(draft.household_id, draft.parcel_id, area)
            for draft, area in zip(self.drafts, areas, strict=True)
        ]

    def _follow_shares(self) -> None:
        """Fill in the areas once every part has a share."""
        if not any(draft.share for draft in self.drafts):
            return
        areas = [""] * len(self.drafts)
        if all(draft.share for draft in self.drafts):
            try:
                found = areas_by_shares(self.measure, [parse_share(draft.share) for draft in self.drafts])
                areas = [format_cell(self.measure.column, area) for area in found]
            except TranslatedError:
                pass  # the dialog says which share it is
        for draft, area in zip(self.drafts, areas, strict=True):
            draft.area = area


class SplitDialog(QDialog):
    """How a parcel is split; it can be done once the parts make up the parcel.

    Attributes:
        parts: the parts as they are typed.
        remark: the remark that every part gets.
        problem: why it cannot be done yet.
        rest: how much is left.
        effect: what the parcel comes to before and after.
        split_button: does it.

    """

    def __init__(
        self, context: Context, document: Document, key: int, measure: Measure, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._document = document
        self._key = key
        self._measure = measure
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = context.words
        self.setWindowTitle(words.text("Split parcel among households"))
        self.parts = PartsModel(context, document.scenario, key, measure)
        self.parts.setParent(self)
        self.parts.edited.connect(self._follow)
        self._make_table()
        self._make_words()
        box = QVBoxLayout(self)
        box.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        box.setSpacing(GRID)
        box.addWidget(label(self._heading(), "lead", wrap=True))
        box.addWidget(label(self._advice(), "muted", wrap=True))
        box.addLayout(self._make_tools())
        box.addWidget(self.view)
        box.addLayout(self._make_form())
        box.addLayout(self._make_foot())
        first_size(self, 92 * GRID, 60 * GRID)
        self._check()
        self.view.setCurrentIndex(self.parts.index(1, _HOUSEHOLD))
        self.view.setFocus()

    # Building

    def _make_table(self) -> None:
        self.view = QTableView()
        look_of_a_table(self.view)
        self.view.setAccessibleName(self._context.words.text("Parts"))
        self.view.setModel(self.parts)
        self.view.setTabKeyNavigation(False)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self._delegate = CellDelegate(self._context, self._choices, self.view)
        self._delegate.left.connect(self._move)
        self.view.setItemDelegate(self._delegate)
        for column, width in enumerate((20, 16, 20, 12)):
            self.view.setColumnWidth(column, width * GRID)
        self.view.horizontalHeader().setSectionResizeMode(_AREA, QHeaderView.ResizeMode.Stretch)
        self.view.setMinimumHeight(HEADER + 2 * ROW)  # more than that in the first size

    def _make_words(self) -> None:
        self.rest = label()
        self.effect = label(wrap=True)
        self.problem = label(kind="muted", wrap=True)  # what is not typed yet is no mistake
        self._problem_icon = QLabel()
        self.remark = TextField(suggested_remark(self._document.scenario, self._key))
        self.remark.setAccessibleName(TABLES["parcels"].by_name["remark"].title(self._context.words.language))

    def _make_tools(self) -> QHBoxLayout:
        words, context = self._context.words, self._context
        add = make_action(self, context, words.text("Add part"), "add", "Ctrl+Return", self.parts.add)
        remove = make_action(self, context, words.text("Remove part"), "delete", "Ctrl+Delete", self._remove)
        equal = make_action(self, context, words.text("Equal parts"), "split", "Ctrl+E", self._divide_equally)
        self.addActions([add, remove, equal])
        tools = QHBoxLayout()
        tools.setSpacing(GRID // 2)
        for action in (add, remove, equal):
            tools.addWidget(tool_button(action, text=True))
        tools.addStretch(1)
        tools.addWidget(self.rest)
        return tools

    def _make_form(self) -> QFormLayout:
        form = QFormLayout()
        form.setSpacing(GRID)
        form.addRow(self._context.words.text("Remark of every part"), self.remark)
        form.addRow(self._context.words.text("Compensation"), self.effect)
        return form

    def _make_foot(self) -> QHBoxLayout:
        words = self._context.words
        self.split_button = push_button(self._context, words.text("Split"), "split", self._split, "primary")
        self.cancel_button = push_button(self._context, words.text("Cancel"), "", self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(GRID)
        foot.addWidget(self._problem_icon)
        foot.addWidget(self.problem, 1)
        foot.addWidget(self.split_button)
        foot.addWidget(self.cancel_button)
        return foot

    def _heading(self) -> str:
        rows = self._document.scenario["parcels"]
        position = rows.positions[self._key]
        names = ("parcel_id", "land_class", "place")
        parts = [format_cell(rows.spec.by_name[name], rows.cell(position, name)) for name in names]
        words = self._context.words
        parts.append(self._measure.extent(self._measure.area).text(words))
        mu = rows.number("area").cell(position)
        if self._measure.in_both and mu is not None:
            parts.append(Extent(mu, rows.spec.by_name["area"]).text(words))
        return " · ".join(filter(None, parts))

    def _advice(self) -> str:
        words, rows = self._context.words, self._document.scenario["parcels"]
        position = rows.positions[self._key]
        advice = [
            words.text("Type each household's area, or shares such as 2 and 1; one area may stay blank."),
            words.text("Everything else is the same in every part; the contract area goes into the remark."),
        ]
        if rows.number("disputed").cell(position) == 0:
            advice.append(words.text("The parcel is disputed: so is every part, until that is changed."))
        return " ".join(advice) if words.language == "en" else "".join(advice)

    def _choices(self, index: Index) -> Choices | None:
        if index.column() != _HOUSEHOLD:
            return None
        document, column = self._document, TABLES["parcels"].by_name["household_id"]
        return choices_of(document.scenario, document.assessment, "parcels", self._key, column)

    # Following what is typed

    def _follow(self) -> None:
        set_kind(self.problem, "kind", "danger")
        self._problem_icon.setPixmap(self._context.theme.icon("error", "danger").pixmap(ICON))
        self._check()

    def _check(self) -> None:
        words = self._context.words
        problem = ""
        parts: list[Part] | None = None
        try:
            self.parts.check_shares()
            parts = self.parts.parts()
            split_parcel(self._document.scenario, self._key, parts, "")
        except SplitError as error:
            problem = error.text(words)
        self.problem.setText(problem)
        self._problem_icon.setVisible(bool(problem))
        self.split_button.setEnabled(not problem)
        self._tell_rest()
        self._tell_effect(parts)

    def _tell_rest(self) -> None:
        try:
            rest = left_over(self._measure, self.parts.areas())
        except SplitError:
            self.rest.setText("")
            return
        words = self._context.words
        self.rest.setText(words.text("Still to divide: {area}", area=self._measure.extent(rest).text(words)))
        set_kind(self.rest, "kind", "danger" if rest < 0 else "")

    def _tell_effect(self, parts: list[Part] | None) -> None:
        words, policy = self._context.words, self._document.assessment.policy
        if parts is None or policy is None:
            self.effect.setText(EMPTY)
            return
        before, after = effect_of(self._document.scenario, policy, self._key, parts)
        if before is None or after is None:
            self.effect.setText(words.text("It cannot be computed yet: see the findings."))
            return
        told = [units.format_money(amount, grouped=True) for amount in (before, after)]
        if before == after:
            self.effect.setText(words.text("{amount} yuan, as before", amount=told[1]))
        else:
            self.effect.setText(
                words.text(
                    "{before} → {after} yuan: each part's lines are rounded to the fen by themselves",
                    before=told[0],
                    after=told[1],
                )
            )

    # Doing it

    def _move(self, step: Step) -> None:
        """Go on to the row below or above, or along the cells that can be typed in."""
        index = self.view.currentIndex()
        rows = {Step.DOWN: 1, Step.UP: -1}
        columns = {Step.NEXT: 1, Step.RIGHT: 1, Step.PREVIOUS: -1, Step.LEFT: -1}
        row, column = index.row() + rows.get(step, 0), index.column() + columns.get(step, 0)
        while not self.parts.flags(self.parts.index(row, column)) & Qt.ItemFlag.ItemIsEditable:
            if step not in columns or not self.parts.index(row, column).isValid():
                return
            column += columns[step]
        self.view.setCurrentIndex(self.parts.index(row, column))

    def _remove(self) -> None:
        self.parts.remove(self.view.currentIndex().row())

    def _divide_equally(self) -> None:
        try:
            self.parts.divide_equally()
        except SplitError as error:
            self.problem.setText(error.text(self._context.words))

    def _split(self) -> None:
        edit = split_parcel(self._document.scenario, self._key, self.parts.parts(), self.remark.text())
        self._document.push(edit)
        self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter open a cell or press the button that has the keyboard, and never split by itself."""
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)
        elif self.view.hasFocus():
            self.view.edit(self.view.currentIndex())
        elif isinstance(self.focusWidget(), QPushButton):
            super().keyPressEvent(event)
