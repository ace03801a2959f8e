"""The columns of a table as the officer arranged them: widths, order and what is hidden, remembered."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QTableView

from ui.context import Context
from ui.measures import OWN_WIDTHS
from ui.settings import Settings, columns_of
from ui.tables.model import TableModel

__all__ = ["ColumnLayout"]

_PERCENT: Final = 100
_LARGEST: Final = 100_000


class ColumnLayout(QObject):
    """Keeps a view's columns as the officer left them.

    The widths of columns that were sized by hand are remembered in hundredths of the text's height, so that
    they follow the size of the text; all others fit what stands in them.
    """

    def __init__(self, context: Context, view: QTableView, fit: Callable[[], None]) -> None:
        super().__init__(view)
        self._context = context
        self._view = view
        self._fit = fit
        self._settling = False
        self._height = 0
        header = view.horizontalHeader()
        header.setProperty(OWN_WIDTHS, True)
        header.sectionResized.connect(self._keep_resized)
        header.sectionMoved.connect(lambda *_: self._keep())

    def begin(self) -> None:
        """Arrange the columns of another scenario, of a hidden table when it is shown."""
        self._height = 0
        self.follow_text()

    def settle(self) -> None:
        """Arrange the columns as they were left, or as they fit."""
        self._settling = True
        self._height = self._view.fontMetrics().height()
        header, model = self._view.horizontalHeader(), self._model()
        for visual in range(header.count()):  # back to the declared order first
            header.moveSection(header.visualIndex(visual), visual)
            header.setSectionHidden(visual, False)
        self._fit()
        names = [each.name for each in model.fields]
        for visual, (name, width, hidden) in enumerate(_read(self._context.settings, model.table)):
            if name not in names:
                continue
            number = names.index(name)
            if number:
                header.moveSection(header.visualIndex(number), max(visual, 1))
                header.setSectionHidden(number, hidden)
            if width:
                self._view.setColumnWidth(number, width * self._height // _PERCENT)
        self._settling = False

    def follow_text(self) -> None:
        """Take other widths after the size of the text has changed; a hidden table when it is shown."""
        view = self._view
        if view.isVisible() and view.model() is not None and view.fontMetrics().height() != self._height:
            self.settle()

    def reset(self) -> None:
        """Forget everything and arrange the columns as declared."""
        self._context.settings.put(columns_of(self._model().table), [])
        self.settle()

    def show_column(self, number: int, shown: bool) -> None:
        """Show or hide a column; the first one, which says whose row it is, always stays."""
        if number:
            self._view.setColumnHidden(number, not shown)
            self._keep()

    def fill_menu(self, menu: QMenu, number: int) -> None:
        """Offer to hide a column, to choose the columns and to reset them."""
        words, model = self._context.words, self._model()
        if number > 0:
            hide = menu.addAction(words.text("Hide this column"))
            hide.triggered.connect(partial(self.show_column, number, False))
        chosen = menu.addMenu(words.text("Columns"))
        self._context.theme.dress(chosen.menuAction(), "columns")
        for each in range(1, model.columnCount()):
            action = chosen.addAction(self.title(each))
            action.setCheckable(True)
            action.setChecked(not self._view.isColumnHidden(each))
            action.toggled.connect(partial(self.show_column, each))
        menu.addAction(words.text("Reset columns")).triggered.connect(lambda _checked=False: self.reset())

    def title(self, number: int) -> str:
        """Return a column's title on one line."""
        return self._model().title(number)

    def _model(self) -> TableModel:
        model = self._view.model()
        if not isinstance(model, TableModel):
            raise TypeError("no table is shown")
        return model

    def _keep_resized(self, number: int, _old: int, new: int) -> None:
        # The last column only fills what is left.
        if new and self._view.horizontalHeader().visualIndex(number) != _last_visual(self._view):
            self._keep(number)

    def _keep(self, resized: int = -1) -> None:
        """Remember order and what is hidden, and the width of a column that was sized by hand."""
        arranged = self._height and not self._settling
        if not arranged or not isinstance(self._view.model(), TableModel):
            return
        model, header = self._model(), self._view.horizontalHeader()
        widths = {name: width for name, width, _ in _read(self._context.settings, model.table)}
        if resized >= 0:
            width = self._view.columnWidth(resized)
            widths[model.fields[resized].name] = width * _PERCENT // max(self._height, 1)
        kept = []
        for visual in range(header.count()):
            number = header.logicalIndex(visual)
            name = model.fields[number].name
            kept.append(f"{name}:{widths.get(name, 0)}:{int(header.isSectionHidden(number))}")
        self._context.settings.put(columns_of(model.table), kept)


def _last_visual(view: QTableView) -> int:
    header = view.horizontalHeader()
    shown = (visual for visual in range(header.count() - 1, -1, -1))
    return next((each for each in shown if not header.isSectionHidden(header.logicalIndex(each))), -1)


def _read(settings: Settings, table: str) -> list[tuple[str, int, bool]]:
    """Return name, width and whether it is hidden of the columns remembered; what is damaged is left out."""
    found = []
    for entry in settings.get(columns_of(table)):
        name, _, rest = str(entry).partition(":")
        width, _, hidden = rest.partition(":")
        if width.isascii() and width.isdigit() and int(width) < _LARGEST and hidden in {"0", "1"}:
            found.append((name, int(width), hidden == "1"))
    return found
