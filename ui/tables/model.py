"""One model over every declared table: columns are read in place, every change is an operation.

Sorting and filtering only choose which rows are shown in which order; the register's order stays.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QIcon

from calc import units
from calc.assess import Assessment
from calc.findings import Finding, Severity
from calc.language import N_
from calc.operations import DeleteRows, InsertRows, Operation, SetPolicy
from calc.scenario import Table, TextColumn
from calc.tables import Cell, Column, Kind, Unread, format_cell
from ui.context import Context
from ui.document import Document
from ui.tables.filters import ColumnFilter, chosen_rows, distinct_values, has_range

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["EMPTY", "Computed", "Look", "TableModel", "on_two_lines", "shown_text"]

EMPTY: Final = "―"
Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_COMPUTED: Final = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_EDITABLE: Final = _COMPUTED | Qt.ItemFlag.ItemIsEditable
"""Asked for at every painting of every cell."""
SEVERITY_ICON: Final = {
    Severity.ERROR: ("error", "danger"),
    Severity.WARNING: ("warning", "caution"),
    Severity.NOTE: ("note", "muted"),
}
ACKNOWLEDGED_ICON: Final = ("acknowledged", "muted")
_TITLE_LENGTH: Final = 14
_CHINESE_LENGTH: Final = 6
_NAMED: Final = 8
FILL_IN: Final = N_("to fill in")


def shown_text(column: Column, cell: int | str) -> str:
    """Return a cell as the screen shows it: as it would be typed, with thousands separators."""
    if isinstance(cell, str) or not column.is_number or column.kind is Kind.COUNT:
        return format_cell(column, cell)
    minimum = 2 if column.kind in {Kind.MONEY, Kind.MULTIPLE} else 0
    return units.format_fixed(cell, column.places, minimum, grouped=True)


def on_two_lines(title: str) -> str:
    """Return a long title broken before its unit, or where its halves are most alike."""
    chinese = not title.isascii()
    if len(title) < (_CHINESE_LENGTH if chinese else _TITLE_LENGTH):
        return title
    if "(" in title:
        return title.replace(" (", "(").replace("(", "\n(", 1)
    if chinese:
        at = len(title) - len(title) // 3
        return title[:at] + "\n" + title[at:]
    spaces = [place for place, each in enumerate(title) if each == " "]
    at = min(spaces, key=lambda place: abs(2 * place - len(title)), default=len(title))
    return title[:at] + "\n" + title[at + 1 :] if spaces else title


@dataclass(frozen=True)
class Computed:
    """A column that the assessment fills.

    Attributes:
        name: as in `Column`.
        title: message id of the header.
        text: what stands there for the row at a position of the assessed table.
        value: what to sort by.
        role: the colour role of the text.
        exact: the number that a workbook gets, None where it gets the text.
        tip: what the tooltip says, "" for nothing.
        is_figure: whether it holds figures, which stand at the right.

    """

    name: str
    title: str
    text: Callable[[Assessment, int], str]
    value: Callable[[Assessment, int], Fraction | int | None]
    role: Callable[[Assessment, int], str] = field(default=lambda _assessment, _position: "text")
    exact: Callable[[Assessment, int], Decimal | None] = field(default=lambda _assessment, _position: None)
    tip: Callable[[Assessment, int], str] = field(default=lambda _assessment, _position: "")
    is_figure: bool = True


class Look(NamedTuple):
    """What is to see of a cell: its text, the roles of its colours ("" for none), its icon and its side."""

    text: str
    role: str
    background: str
    icon: tuple[str, str] | None
    alignment: int


class TableModel(QAbstractTableModel):
    """The rows of one table on screen.

    Attributes:
        table: name of the table.
        fields: what the columns show.
        front: how many of them stand first whatever was declared.
        inserted_at: where the view shows the next rows it inserts, None for where the register has them.

    Signals:
        shown_changed: other rows are shown now, or their number is another.
        filters_changed: columns are filtered otherwise now.

    """

    shown_changed = Signal()
    filters_changed = Signal()

    def __init__(
        self,
        context: Context,
        document: Document,
        table: str,
        front: Sequence[str | Computed] = (),
    ) -> None:
        """Show `table`: the columns of `front` first (by name, or computed), then the others as declared."""
        super().__init__()
        self._context = context
        self._document = document
        self.table = table
        self.rows = document.scenario[table]
        by_name = self.rows.spec.by_name
        self.fields: list[Column | Computed] = [
            by_name[each] if isinstance(each, str) else each for each in front
        ]
        self.front = len(front)
        self.fields += [column for column in self.rows.spec.columns if column.name not in front]
        self._keys = self.rows.keys
        self._positions = np.arange(len(self.rows))
        self._needle = ""
        self._fixed: tuple[str, str] | None = None
        self._filters: dict[str, ColumnFilter] = {}
        self.inserted_at: int | None = None
        self._sorted: tuple[int, Qt.SortOrder] | None = None
        self._answers: dict[int, Callable[[int, int], Any]] = {
            Role.DisplayRole: lambda row, number: self._display(row, self.fields[number]),
            Role.EditRole: self.text,
            Role.ForegroundRole: self._foreground,
            Role.BackgroundRole: self._background,
            Role.DecorationRole: self._decoration,
            Role.ToolTipRole: self._tip,
            Role.TextAlignmentRole: self._alignment,
            Role.AccessibleDescriptionRole: self._tip,
        }
        document.edited.connect(self._follow)
        document.assessed.connect(self._repaint)

    # What Qt asks for

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Return the number of rows shown."""
        return 0 if parent.isValid() else len(self._keys)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.fields)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return what Qt asks of a cell."""
        answer = self._answers.get(role)
        if answer is None or not index.isValid():
            return None
        return answer(index.row(), index.column())

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """Return a column's title in the screen's language, or a row's number in the register."""
        if orientation == Qt.Orientation.Vertical:
            shown = role == Role.DisplayRole and section < len(self._positions)
            return str(int(self._positions[section]) + 1) if shown else None
        return self._header(section, role) if section < len(self.fields) else None

    def title(self, number: int) -> str:
        """Return a column's title in the screen's language, on one line."""
        each, words = self.fields[number], self._context.words
        return each.title(words.language) if isinstance(each, Column) else words.text(each.title)

    def _header(self, number: int, role: int) -> Any:
        words, each = self._context.words, self.fields[number]
        if role == Role.DisplayRole:
            return on_two_lines(self.title(number))
        if role == Role.ToolTipRole:
            help_text = words.text(each.help) if isinstance(each, Column) and each.help else ""
            return "\n".join(filter(None, (self.title(number), self.filter_words(each.name), help_text)))
        if role == Role.TextAlignmentRole:
            return _RIGHT if self._is_number(each) else _LEFT
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that recorded cells can be edited and computed ones cannot."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _EDITABLE if isinstance(self.fields[index.column()], Column) else _COMPUTED

    def setData(self, index: Index, value: object, role: int = Role.EditRole) -> bool:
        """Type a text into a cell."""
        each = self.fields[index.column()] if index.isValid() else None
        if role != Role.EditRole or not isinstance(each, Column):
            return False
        self._document.type_cell(self.table, self.key(index.row()), each.name, str(value))
        return True

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Show the rows ordered by a column; −1 for the register's order."""
        self._sorted = None if column < 0 else (column, order)
        self._arrange()

    # What the view asks for

    def key(self, row: int) -> int:
        """Return the key of the row shown at `row`."""
        return int(self._keys[row])

    def row_of(self, key: int) -> int:
        """Return where a row is shown, −1 where it is not."""
        found = np.flatnonzero(self._keys == key)
        return int(found[0]) if len(found) else -1

    def column_of(self, name: str) -> int:
        """Return the number of a column by its name, 0 where there is none such."""
        return next((number for number, each in enumerate(self.fields) if each.name == name), 0)

    def column(self, number: int) -> Column | None:
        """Return the declared column at a number, None for a computed one."""
        each = self.fields[number]
        return each if isinstance(each, Column) else None

    def text(self, row: int, number: int) -> str:
        """Return a cell as plain text, for the clipboard."""
        return str(self._edit_text(row, self.fields[number]))

    def positions(self) -> "NDArray[np.intp]":
        """Return the positions in the table of the rows shown, in the order in which they are shown."""
        return self._positions.copy()

    def exact(self, row: int, number: int) -> Decimal | None:
        """Return a worked-out cell as a number, None where it is none."""
        each, position = self.fields[number], self._assessed_position(self.key(row))
        if position is None or not isinstance(each, Computed):
            return None
        return each.exact(self._document.assessment, position)

    def set_filter(self, needle: str) -> None:
        """Show only rows with `needle` in a text, an ID or a choice."""
        self._needle = needle.strip()
        self._arrange()

    def set_fixed(self, fixed: tuple[str, str] | None) -> None:
        """Show only rows where a text column holds exactly a text: (column, text)."""
        if fixed != self._fixed:
            self._fixed = fixed
            self._arrange()

    @property
    def filtered(self) -> bool:
        """Whether rows are hidden."""
        return bool(self._needle or self._fixed or self._filters)

    @property
    def filters(self) -> dict[str, ColumnFilter]:
        """The filters in force, by column."""
        return dict(self._filters)

    def set_column_filter(self, name: str, wanted: ColumnFilter | None) -> None:
        """Show only rows that a column's filter leaves; None takes the filter away."""
        if wanted is None or wanted == ColumnFilter():
            self._filters.pop(name, None)
        else:
            self._filters[name] = wanted
        self._arrange()
        self.filters_changed.emit()

    def clear_filters(self) -> None:
        """Take every column's filter away."""
        if self._filters:
            self._filters.clear()
            self._arrange()
            self.filters_changed.emit()

    def filter_words(self, name: str) -> str:
        """Return in words what a column is filtered by, "" where it is not."""
        wanted = self._filters.get(name)
        if wanted is None:
            return ""
        words, each = self._context.words, self.fields[self.column_of(name)]
        parts = []
        if wanted.values is not None:
            chosen = sorted(self.filter_text(name, cell) for cell in wanted.values)
            more = (
                words.text(" and {count} more", count=f"{len(chosen) - _NAMED:,}")
                if len(chosen) > _NAMED
                else ""
            )
            parts.append("、".join(chosen[:_NAMED]) + more)
        if wanted.part:
            parts.append(words.text("with “{text}”", text=wanted.part))
        if isinstance(each, Column) and (wanted.lowest is not None or wanted.highest is not None):
            ends = [
                format_cell(each, end) if end is not None else "…" for end in (wanted.lowest, wanted.highest)
            ]
            parts.append(" – ".join(ends))
        if wanted.empty is not None:
            parts.append(words.text("only empty cells") if wanted.empty else words.text("no empty cells"))
        return words.text("Filtered: {what}", what="; ".join(parts))

    def filter_text(self, name: str, cell: Cell) -> str:
        """Return what a filter shows for a value of a column."""
        each = self.fields[self.column_of(name)]
        if cell is None:
            return self._context.words.text("(empty)")
        if isinstance(cell, Unread):
            return cell.text
        return shown_text(each, cell) if isinstance(each, Column) else str(cell)

    def filter_choices(self, name: str) -> list[tuple[Cell, int]]:
        """Return the values a column's filter can choose from, with their numbers of rows.

        They are those of the rows that every other filter leaves, as in a spreadsheet.
        """
        each = self.fields[self.column_of(name)]
        among = self._chosen(but=name)
        if isinstance(each, Column):
            return distinct_values(self.rows, each, among)
        texts = self._computed_texts(each)
        counts = Counter(text for text, stays in zip(texts, among.tolist(), strict=True) if stays)
        return sorted(counts.items())

    def filter_has_range(self, name: str) -> bool:
        """Return whether a column can be filtered from one number to another."""
        each = self.fields[self.column_of(name)]
        return isinstance(each, Column) and has_range(each)

    def cell_value(self, row: int, number: int) -> Cell:
        """Return a cell as a filter's value: None where it is empty."""
        each = self.fields[number]
        if isinstance(each, Column):
            return self._cell(row, each) or None if each.kind.is_text else self._cell(row, each)
        return self._display(row, each)

    def shown_keys(self) -> "NDArray[np.int64]":
        """Return the keys of the rows shown, from the top."""
        return self._keys

    def shown_positions(self) -> "NDArray[np.intp]":
        """Return the places in the register of the rows shown, from the top."""
        return self._positions

    def filled(self, number: int) -> "NDArray[np.bool_]":
        """Return which of the rows shown have something in a column."""
        each = self.fields[number]
        if not isinstance(each, Column):
            return np.ones(len(self._positions), np.bool_)
        there: NDArray[np.bool_] = self.rows.columns[each.name].present[self._positions]
        unread = [key for key, name in self.rows.unread if name == each.name]
        return there | np.isin(self._keys, unread) if unread else there

    def end_position(self) -> int:
        """Return the place in the register behind the last of the rows shown."""
        return int(self._positions.max()) + 1 if self.filtered and len(self._positions) else len(self.rows)

    def sought_cells(self) -> dict[str, Cell]:
        """Return the village or household whose rows alone were asked for, for a new row."""
        cells: dict[str, Cell] = dict([self._fixed]) if self._fixed else {}
        for column in self.rows.spec.columns:
            if column.refers_to and self._needle:
                texts = set(self.rows.text(column.name).values[self._positions].tolist())
                text = texts.pop() if len(texts) == 1 else ""
                cells |= {column.name: text} if text.casefold() == self._needle.casefold() else {}
            only = self._filters[column.name].values if column.name in self._filters else None
            if column.refers_to and only is not None and len(only) == 1:
                cells[column.name] = next(iter(only)) or ""
        return cells

    # Following the document

    def _follow(self, operation: Operation) -> None:
        steps = [step for step in operation.steps if not isinstance(step, SetPolicy)]
        mine = [step for step in steps if step.table == self.table]
        if not mine:
            return
        new = self._document.scenario[self.table]
        structural = [step for step in mine if isinstance(step, InsertRows | DeleteRows)]
        if not structural:
            self.rows = new
            self._repaint()
        elif len(structural) == 1 and isinstance(structural[0], DeleteRows):
            self._remove(new, structural[0])
        elif len(structural) == 1 and isinstance(structural[0], InsertRows):
            self._insert(new, structural[0])
        else:
            self.beginResetModel()
            self.rows = new
            self._show_all()
            self.endResetModel()
        self.shown_changed.emit()

    def _remove(self, new: Table, step: DeleteRows) -> None:
        gone = np.isin(self._keys, step.keys)
        shown = np.flatnonzero(gone)
        if len(shown) and shown[-1] - shown[0] + 1 == len(shown):
            self.beginRemoveRows(QModelIndex(), int(shown[0]), int(shown[-1]))
            self._take(self.rows, self._keys[~gone])
            self.endRemoveRows()
            self._take(new, self._keys)  # the same edit may have changed cells of the rows that stay
            self._repaint()
        else:
            self.beginResetModel()
            self._take(new, self._keys[~gone])
            self.endResetModel()

    def _insert(self, new: Table, step: InsertRows) -> None:
        first = step.positions[0]
        if step.positions[-1] - first + 1 != len(step.positions):
            self.beginResetModel()
            self.rows = new
            self._show_all()
            self.endResetModel()
            return
        self._take(new, self._keys)  # the same edit may have changed cells of the rows that are there
        self._repaint()
        at = self._place_of(new, first)
        self.beginInsertRows(QModelIndex(), at, at + len(step.keys) - 1)
        self._take(new, np.insert(self._keys, at, step.keys))
        self.endInsertRows()

    def _place_of(self, new: Table, first: int) -> int:
        """Return the row at which new rows are shown that stand at position `first` of the register."""
        wanted, self.inserted_at = self.inserted_at, None
        if wanted is not None:
            return min(wanted, len(self._keys))
        if self._sorted:
            return len(self._keys)
        before = self.row_of(int(new.keys[first - 1])) if first else -1
        return before + 1 if before >= 0 or not first else len(self._keys)

    def _take(self, new: Table, keys: "NDArray[np.int64]") -> None:
        self.rows = new
        self._keys = keys
        order = np.argsort(new.keys, kind="stable")
        self._positions = order[np.searchsorted(new.keys, keys, sorter=order)]

    def _repaint(self) -> None:
        if len(self._keys):
            last = self.index(len(self._keys) - 1, len(self.fields) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    # Choosing and ordering rows

    def _arrange(self) -> None:
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        keys = [self.key(index.row()) for index in held]
        self._show_all()
        rows = {int(key): row for row, key in enumerate(self._keys)} if held else {}
        moved = [
            self.index(rows[key], index.column()) if key in rows else QModelIndex()
            for key, index in zip(keys, held, strict=True)
        ]
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()
        self.shown_changed.emit()

    def _show_all(self) -> None:
        positions = np.flatnonzero(self._chosen()) if self.filtered else np.arange(len(self.rows))
        if self._sorted:
            column, order = self._sorted
            ranks = self._ranks(self.fields[column])[positions]
            if order == Qt.SortOrder.DescendingOrder:
                ranks = -ranks
            positions = positions[np.argsort(ranks, kind="stable")]
        self._positions = positions
        self._keys = self.rows.keys[positions]

    def _chosen(self, but: str = "") -> "NDArray[np.bool_]":
        """Return which rows of the table are left by everything that filters, save the column `but`."""
        chosen = np.ones(len(self.rows), np.bool_)
        if self._fixed:
            name, text = self._fixed
            chosen &= self.rows.text(name).codes_in({text: 1}) == 1
        if self._needle:
            chosen &= self._holding(self._needle.casefold())
        for name, wanted in self._filters.items():
            if name != but:
                chosen &= self._left_by(name, wanted)
        return chosen

    def _left_by(self, name: str, wanted: ColumnFilter) -> "NDArray[np.bool_]":
        each = self.fields[self.column_of(name)]
        if isinstance(each, Column):
            return chosen_rows(self.rows, each, wanted)
        part = wanted.part.casefold()
        return np.array(
            [
                (wanted.values is None or text in wanted.values)
                and part in text.casefold()
                and (wanted.empty is None or (text == EMPTY) == wanted.empty)
                for text in self._computed_texts(each)
            ],
            np.bool_,
        )

    def _computed_texts(self, each: Computed) -> list[str]:
        positions = map(self._assessed_position, self.rows.keys.tolist())
        assessment = self._document.assessment
        return [EMPTY if position is None else each.text(assessment, position) for position in positions]

    def _holding(self, needle: str) -> "NDArray[np.bool_]":
        hits = np.zeros(len(self.rows), np.bool_)
        for column in self.rows.spec.columns:
            held = self.rows.columns[column.name]
            if isinstance(held, TextColumn):
                codes, texts = held.factor
                found = np.array([needle in text.casefold() for text in texts] or [False], np.bool_)
                if column.by_initials and texts:
                    found |= held.initials.holding(needle)
                hits |= found[codes]
            elif column.choices:
                which = [number for number, text in enumerate(column.choices) if needle in text]
                hits |= np.isin(held.values, which) & held.present
        return hits

    def _ranks(self, each: Column | Computed) -> "NDArray[np.int64]":
        """Return for each row of the table its rank by a column; missing values come last."""
        if isinstance(each, Computed):
            values = [self._value(each, int(key)) for key in self.rows.keys]
            order = {value: rank for rank, value in enumerate(sorted({v for v in values if v is not None}))}
            return np.array([len(order) if v is None else order[v] for v in values], np.int64)
        held = self.rows.columns[each.name]
        if isinstance(held, TextColumn):
            codes, texts = held.factor
            ranked = sorted(range(len(texts)), key=lambda code: (not texts[code], texts[code]))
            ranks = np.empty(len(texts), np.int64)
            ranks[ranked] = np.arange(len(texts))
            return ranks[codes]
        last = np.iinfo(np.int64).max
        return np.where(held.present, held.values, last)

    def _value(self, each: Computed, key: int) -> Fraction | int | None:
        position = self._assessed_position(key)
        return None if position is None else each.value(self._document.assessment, position)

    def _assessed_position(self, key: int) -> int | None:
        """Return a row's position in the assessment, which may be of an earlier state."""
        return self._document.assessment.scenario[self.table].positions.get(key)

    # One cell

    def _cell(self, row: int, column: Column) -> Cell:
        return self.rows.cell(int(self._positions[row]), column.name)

    @staticmethod
    def _is_number(each: Column | Computed) -> bool:
        return each.is_figure if isinstance(each, Computed) else each.is_number

    def _display(self, row: int, each: Column | Computed) -> str:
        if isinstance(each, Computed):
            position = self._assessed_position(self.key(row))
            return EMPTY if position is None else each.text(self._document.assessment, position)
        cell = self._cell(row, each)
        if isinstance(cell, Unread):
            return cell.text
        if cell is None or cell == "":
            return self._context.words.text(FILL_IN) if each.needed else each.default or EMPTY
        return shown_text(each, cell)

    def _edit_text(self, row: int, each: Column | Computed) -> str:
        return (
            self._display(row, each)
            if isinstance(each, Computed)
            else format_cell(each, self._cell(row, each))
        )

    def _missing(self, row: int, each: Column) -> bool:
        return self._cell(row, each) in {None, ""}

    def _found(self, row: int, each: Column | Computed) -> list[Finding]:
        marks = self._document.marks(self.table)
        if not marks:
            return []
        key = self.key(row)
        found = marks.get((key, each.name), [])
        return marks.get((key, ""), []) + found if each.name == self.rows.spec.anchor else found

    def look(self, row: int, number: int) -> Look:
        """Return all there is to see of a cell, asked for once where a painter would ask six times."""
        each = self.fields[number]
        text = self._display(row, each)
        alignment = _RIGHT if self._is_number(each) else _LEFT
        if isinstance(each, Computed):
            position = self._assessed_position(self.key(row))
            role = "muted" if position is None else each.role(self._document.assessment, position)
            return Look(text, role, "", None, alignment)
        missing = self._missing(row, each)
        found = self._found(row, each)
        severity = self._document.weight(found[0]) if found else None
        wrong = severity is Severity.ERROR
        wanted = each.needed and missing
        role = "caution" if wanted else "muted" if missing else "danger" if wrong else "text"
        background = "" if not wrong else "caution_soft" if wanted else "danger_soft"
        icon = SEVERITY_ICON[severity] if severity in {Severity.ERROR, Severity.WARNING} else None
        if icon is None and any(map(self._document.acknowledged.of, found)):
            icon = ACKNOWLEDGED_ICON
        return Look(text, role, background, icon, alignment)

    def _foreground(self, row: int, number: int) -> QColor:
        return self._context.theme.color(self.look(row, number).role)

    def _background(self, row: int, number: int) -> QColor | None:
        role = self.look(row, number).background
        return self._context.theme.color(role) if role else None

    def widest_rows(self, number: int) -> list[int]:
        """Return the rows whose text is likely to be the widest of a column of recorded numbers."""
        each = self.fields[number]
        if not isinstance(each, Column) or not each.is_number or not len(self._positions):
            return []
        values = self.rows.number(each.name).values[self._positions]
        return [int(np.argmax(values)), int(np.argmin(values))]

    def is_number(self, number: int) -> bool:
        """Return whether a column holds figures."""
        return self._is_number(self.fields[number])

    def _decoration(self, row: int, number: int) -> QIcon | None:
        icon = self.look(row, number).icon
        return self._context.theme.icon(*icon) if icon else None

    def _tip(self, row: int, number: int) -> str | None:
        each = self.fields[number]
        if isinstance(each, Computed):
            position = self._assessed_position(self.key(row))
            return None if position is None else each.tip(self._document.assessment, position) or None
        found = self._found(row, each)
        return "\n".join(map(self._document.told, found)) or None

    def _alignment(self, _row: int, number: int) -> int:
        return _RIGHT if self._is_number(self.fields[number]) else _LEFT
