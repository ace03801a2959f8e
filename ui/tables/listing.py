"""Any table as a workbook: what is shown, in its order, written in the background."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, runtime_checkable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QTableView

from calc.register import Exact, column_cells
from calc.tables import Column
from ui import files
from ui.actions import make_action
from ui.context import Context
from ui.dialogs import ask_save, show_error
from ui.files import Listing
from ui.tables.model import EMPTY, TableModel
from ui.tables.selection import shown_columns

__all__ = ["GivesRows", "export_action", "listing_of"]


@runtime_checkable
class GivesRows(Protocol):
    """A model that can give its rows as a workbook gets them."""

    titles: Sequence[str]

    def rowCount(self) -> int:
        """Return the number of rows."""

    def exact_rows(self) -> Iterator[Sequence[Exact]]:
        """Return the rows as they stand now, to be read in the background whatever is shown later."""


def listing_of(context: Context, view: QTableView, title: str) -> Listing:
    """Return what a table shows: the columns that are not hidden, in the order in which they stand."""
    model, shown = view.model(), shown_columns(view)
    if isinstance(model, TableModel):
        return _of_table(context, model, shown, title)
    if not isinstance(model, GivesRows):
        raise TypeError("this table does not give its rows")
    rows = model.exact_rows()
    headers = [model.titles[number] for number in shown]
    return Listing(title, headers, model.rowCount(), lambda: _chosen(rows, shown))


def _chosen(rows: Iterable[Sequence[Exact]], shown: Sequence[int]) -> Iterator[list[Exact]]:
    for cells in rows:
        yield [cells[number] for number in shown]


def _of_table(context: Context, model: TableModel, shown: Sequence[int], title: str) -> Listing:
    """Return a declared table; its columns are read in the background, worked-out ones here."""
    words = context.words
    rows, positions = model.rows, model.positions()
    fields = [model.fields[number] for number in shown]
    headers = [
        each.title(words.language) if isinstance(each, Column) else words.text(each.title) for each in fields
    ]
    worked_out = {
        number: [_worked_out(model, row, number) for row in range(len(positions))]
        for number, each in zip(shown, fields, strict=True)
        if not isinstance(each, Column)
    }

    def read() -> Iterator[Sequence[Exact]]:
        columns = [
            column_cells(rows, each, positions) if isinstance(each, Column) else worked_out[number]
            for number, each in zip(shown, fields, strict=True)
        ]
        return zip(*columns, strict=True)

    return Listing(title, headers, len(positions), read)


def _worked_out(model: TableModel, row: int, number: int) -> Exact:
    exact = model.exact(row, number)
    text = str(model.index(row, number).data())
    return exact if exact is not None else None if text == EMPTY else text


def export_action(context: Context, view: QTableView, told: Callable[[str], None]) -> QAction:
    """Return the action that asks for a file and writes the table into it; the view gets its shortcut."""
    words = context.words

    def export() -> None:
        title = view.accessibleName()
        patterns = words.text("Workbooks (*.xlsx)")
        path = ask_save(context, view, words.text("Export this table"), f"{title}.xlsx", patterns)
        if path is None:
            return
        target = files.with_suffix(path, ".xlsx")
        listing = listing_of(context, view, title)

        def failed(error: Exception) -> None:
            text = files.error_text(error, words)
            if text is None:
                raise error
            show_error(context, view, words.text("“{name}” was not written.", name=target.name), text)

        context.jobs.start(
            lambda progress: files.write_listing(listing, target, progress),
            lambda _done: told(words.text("Written: {name}", name=target.name)),
            failed,
            title=words.text("Writing {name}", name=target.name),
            unit=words.text("rows"),
        )

    action = make_action(view, context, words.text("Export this table..."), "export", "Ctrl+Shift+E", export)
    action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    view.addAction(action)
    return action
