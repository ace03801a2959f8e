"""The pictures of the manual, from the program itself in both languages: `make pictures`.

``manual_pictures.py [NAME...]`` opens the sample county in a window that nobody sees and writes each picture
(or those named) to docs/manual/images/LANGUAGE/NAME.png. `PICTURES` names them all. What one of them edits or
opens is taken back before the next.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PIL import Image
from screenshots import ROOT, settle  # first: it names the platform and the program's folder

from PySide6.QtCore import QPoint, QRect, Qt, QTimer  # isort: skip
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QPixmap  # isort: skip
from PySide6.QtTest import QTest  # isort: skip
from PySide6.QtWidgets import QApplication, QDialog, QWidget  # isort: skip

from calc import operations, storage
from calc.findings import Severity
from calc.language import LANGUAGES
from calc.scenario import Scenario
from ui.acknowledging import AcknowledgeDialog
from ui.application import Desktop
from ui.dialogs import SettingsDialog
from ui.document import Document
from ui.merging import MergeDialog
from ui.pages.page import Page
from ui.pages.preset_dialog import PresetDialog
from ui.pages.table import TablePage
from ui.settings import SAMPLE, THEME, Settings
from ui.split_dialog import SplitDialog
from ui.tables.delegate import CellEditor
from ui.tables.filter_popup import FilterPopup
from ui.tables.view import TableView
from ui.window import Window

SIZE: Final = (1366, 768)
NARROW: Final = (1080, 740)
"""Of pictures that show a part of a table: small enough to be read in the manual as they are."""
DIALOG: Final = (1280, 580)
COLORS: Final = 256
FOLDER: Final = ROOT / "docs" / "manual" / "images"
EARLIER: Final = {"zh": "公告方案.lcs", "en": "announced.lcs"}
OTHER: Final = {"zh": "二队登记.lcs", "en": "second team.lcs"}
REASON: Final = {
    "zh": "已与承包合同原件核对，面积无误",
    "en": "Compared with the contract: it is right",
}
CHANGED_ONLY: Final = 3
"""The place of “only households that changed” among those to print for."""


@dataclass(frozen=True)
class Shot:
    """What a picture shows.

    Attributes:
        widget: what it is of.
        above: windows of their own that stand over it.
        page: the page that alone is shown of the window, None for all of it.
        after: takes back what was done for the picture.

    """

    widget: QWidget
    above: tuple[QWidget, ...] = ()
    page: Page | None = None
    after: Callable[[], object] = lambda: None


def open_document(window: Window) -> Document:
    """Return the sample that is open."""
    document = window.desk.document
    if document is None:
        raise RuntimeError("the sample is not open")
    return document


def show_page(window: Window, table: str) -> Page:
    """Show the page of a table."""
    pages = window.desk.pages
    number = next(number for number, each in enumerate(pages) if table in each.tables())
    window.desk.navigation.show_page(number)
    return pages[number]


def show_table(window: Window, table: str) -> TableView:
    """Show the page with one table and return the table."""
    page = show_page(window, table)
    if not isinstance(page, TablePage):
        raise TypeError(f"the page of {table} holds more than a table")
    return page.editor.view


def in_front(window: Window) -> Page:
    """Return the page that is shown."""
    return next(each for each in window.desk.pages if each.isVisible())


def narrow(window: Window) -> Callable[[], None]:
    """Make the window narrow, and return what makes it as wide as it was."""
    window.resize(*NARROW)
    QApplication.processEvents()
    return lambda: window.resize(*SIZE)


def select(view: TableView, row: int, column: str) -> None:
    """Make a cell current."""
    view.setCurrentIndex(view.table_model().index(row, view.table_model().column_of(column)))
    view.setFocus()


def edited(scenario: Scenario, *cells: tuple[str, str, str, str]) -> Scenario:
    """Return another plan: table, ID, column and text of each cell that differs."""
    for table, row_id, column, text in cells:
        key = int(scenario[table].keys[scenario[table].index[row_id]])
        scenario = operations.apply(scenario, operations.type_cell(scenario, table, key, column, text))
    return scenario


def announced(window: Window, folder: Path) -> Path:
    """Save the plan as it was before two corrections."""
    language = window.context.words.language
    path = folder / EARLIER[language]
    earlier = edited(
        open_document(window).scenario,
        ("parcels", "0101-001", "area", "1.7668"),
        ("parcels", "0201-040", "land_class", "水浇地"),
        ("villages", "0202", "resettlement_multiple", "7"),
    )
    storage.save(earlier, path)
    return path


def of_second_team(window: Window, folder: Path) -> Path:
    """Save a register of the same county in which somebody else wrote."""
    path = folder / OTHER[window.context.words.language]
    scenario = open_document(window).scenario
    other = edited(
        scenario,
        ("households", "0101-01", "phone", "13900000001"),
        ("households", "0101-04", "bank", "禾川县农商银行"),
        ("parcels", "0101-002", "area", "2.1371"),
        ("parcels", "0101-004", "household_id", "0101-04"),
        ("parcels", "0101-007", "village_id", "0102"),
    )
    new = {"parcel_id": "0101-120", "village_id": "0101", "household_id": "0101-04", "land_class": "水浇地"}
    row = new | {"zone": "川地", "area": 734_500, "place": "井沟"}
    other = operations.apply(other, operations.insert_rows(other, "parcels", 21, [row]))
    storage.save(other, path)
    return path


# What each picture shows


def page(table: str, window: Window, _folder: Path) -> Shot:
    """Show the page of a table in its window."""
    show_page(window, table)
    return Shot(window)


def project(window: Window, _folder: Path) -> Shot:
    """Show the form of the project."""
    show_page(window, "project")
    return Shot(window, page=in_front(window))


def welcome(window: Window, _folder: Path) -> Shot:
    """Show the window as it is when nothing is open."""
    return Shot(window)


def choices(window: Window, _folder: Path) -> Shot:
    """Type initials into a cell that names a household."""
    widen = narrow(window)
    view = show_table(window, "parcels")
    select(view, 5, "household_id")
    QTest.keyClick(view, Qt.Key.Key_Z)
    editor = view.findChildren(CellEditor)[-1]
    QTest.keyClicks(editor, "yl")

    def leave() -> None:
        QTest.keyClick(editor, Qt.Key.Key_Escape)
        QTest.keyClick(editor, Qt.Key.Key_Escape)
        widen()

    return Shot(window, page=in_front(window), after=leave)


def pasting(window: Window, _folder: Path) -> Shot:
    """Paste two rows by their titles; one cell cannot be read, one column is not known."""
    narrow(window)
    view = show_table(window, "parcels")
    select(view, 7, "area")
    QGuiApplication.clipboard().setText("小地名\t面积(亩)\t测量员\n崖头\t1.0841\t王\n滩里\t1.34.44\t李\n")
    view.paste()
    return Shot(window, page=in_front(window), after=open_document(window).stack.undo)


def filtering(window: Window, _folder: Path) -> Shot:
    """Open the filter of the column of classes."""
    widen = narrow(window)
    view = show_table(window, "parcels")
    select(view, 0, "land_class")
    view.filter_action.trigger()
    popup = view.findChildren(FilterPopup)[-1]
    header = view.horizontalHeader()
    left = header.sectionViewportPosition(view.currentIndex().column())
    popup.move(header.mapToGlobal(QPoint(left, header.height())))  # this screen is lower than the window

    def leave() -> None:
        popup.close()
        widen()

    return Shot(window, (popup,), page=in_front(window), after=leave)


def replacing(window: Window, _folder: Path) -> Shot:
    """Find and replace in the column of places."""
    widen = narrow(window)
    view = show_table(window, "parcels")
    select(view, 0, "place")
    view.replace_action.trigger()
    dialog = view.replacing()
    dialog.needle.setText("渠沿上")
    dialog.instead.setText("渠沿")
    dialog.tell()
    dialog.move(window.mapToGlobal(QPoint(window.width() - dialog.width() - 40, 220)))

    def leave() -> None:
        dialog.close()
        widen()

    return Shot(window, (dialog,), page=in_front(window), after=leave)


def findings(window: Window, _folder: Path) -> Shot:
    """Show the findings with all their filters."""
    show_page(window, "households")
    panel = window.desk.findings
    panel.filter_action.setChecked(True)
    panel.view.selectRow(2)
    return Shot(panel, after=lambda: panel.filter_action.setChecked(False))


def acknowledging(window: Window, _folder: Path) -> Shot:
    """Say why a warning may stand."""
    document = open_document(window)
    warnings = [
        each
        for each in document.findings
        if each.severity is Severity.WARNING and each.code == "contract-area-differs"
    ]
    dialog = AcknowledgeDialog(window.context, document, warnings, window)
    dialog.reason.setEditText(REASON[window.context.words.language])
    dialog.show()
    return Shot(dialog, after=dialog.close)


def merging(window: Window, folder: Path) -> Shot:
    """Show what merging another register would do."""
    window.desk.merge_file(of_second_team(window, folder))
    dialog = window.desk.findChildren(MergeDialog)[-1]
    dialog.resize(*DIALOG)
    parcels = dialog.counts.names.index("parcels")
    dialog.counts_view.selectRow(parcels)
    return Shot(dialog, after=dialog.close)


def splitting(window: Window, _folder: Path) -> Shot:
    """Split a parcel between two households, two thirds and one."""
    parcels = show_page(window, "parcels")
    if not isinstance(parcels, TablePage):
        raise TypeError("the page of the parcels holds more than a table")
    select(parcels.editor.view, 0, "parcel_id")
    parcels.split_action.trigger()
    dialog = window.findChildren(SplitDialog)[-1]
    parts = dialog.parts
    parts.setData(parts.index(1, 1), "0101-04")
    for row, share in enumerate(("2", "1")):
        parts.setData(parts.index(row, 3), share)
    return Shot(dialog, after=dialog.close)


def presets(window: Window, _folder: Path) -> Shot:
    """Choose multiples for all villages of a tier."""
    document = open_document(window)
    keys = document.scenario["villages"].keys.tolist()
    dialog = PresetDialog(window.context, document.assessment, keys, code="middle", parent=window)
    dialog.resize(900, 480)
    dialog.show()
    return Shot(dialog, after=dialog.close)


def results(window: Window, _folder: Path) -> Shot:
    """Show the results."""
    window.desk.navigation.show_page(window.desk.pages.index(window.desk.results_page))
    return Shot(window, page=in_front(window))


def charts(window: Window, _folder: Path) -> Shot:
    """Show the results as bars."""
    shown = window.desk.results_page
    window.desk.navigation.show_page(window.desk.pages.index(shown))
    shown.show_charts()
    return Shot(window, page=in_front(window), after=shown.show_tables)


def comparing(window: Window, folder: Path) -> Shot:
    """Compare with the plan that was announced."""
    shown = window.desk.compare_page
    window.desk.navigation.show_page(window.desk.pages.index(shown))
    shown.compare_with(announced(window, folder))
    shown.tabs.setCurrentIndex(1)
    return Shot(window, page=in_front(window))


def printing(window: Window, _folder: Path) -> Shot:
    """Show the preview."""
    window.desk.show_print()
    return Shot(window, page=in_front(window))


def changed(window: Window, folder: Path) -> Shot:
    """Print only the households that changed."""
    window.desk.show_print()
    shown = window.desk.print_page
    shown.scope.setCurrentIndex(CHANGED_ONLY)
    shown.compare_with(announced(window, folder))
    return Shot(window, page=in_front(window), after=lambda: shown.scope.setCurrentIndex(0))


def why(window: Window, _folder: Path) -> Shot:
    """Ask why about the first village."""
    key = int(open_document(window).scenario["villages"].keys[0])
    return Shot(opened(lambda: window.desk.explain("villages", key)))


def settings(window: Window, _folder: Path) -> Shot:
    """Open the settings."""
    return Shot(opened(SettingsDialog(window.context, window).exec))


def opened(start: Callable[[], object]) -> QDialog:
    """Start what opens a dialog and return the dialog, closed but as it was."""
    found: list[QDialog] = []

    def keep() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            found.append(dialog)
            dialog.close()

    QTimer.singleShot(0, keep)
    start()
    return found[0]


PICTURES: Final[dict[str, Callable[[Window, Path], Shot]]] = {
    "welcome": welcome,
    "project": project,
    "villages": partial(page, "villages"),
    "presets": presets,
    "findings": findings,
    "acknowledging": acknowledging,
    "households": partial(page, "households"),
    "choices": choices,
    "filtering": filtering,
    "replacing": replacing,
    "merging": merging,
    "splitting": splitting,
    "results": results,
    "charts": charts,
    "comparing": comparing,
    "printing": printing,
    "changed": changed,
    "why": why,
    "settings": settings,
    "pasting": pasting,  # last: the foot tells of it for a while
}


def drawn(shot: Shot) -> QPixmap:
    """Return what a picture shows."""
    widget = shot.widget
    picture = widget.grab()
    painter = QPainter(picture)
    for each in shot.above:
        corner = widget.mapFromGlobal(each.mapToGlobal(QPoint(0, 0)))
        painter.drawPixmap(corner, each.grab())
        painter.setPen(Qt.GlobalColor.gray)
        painter.drawRect(QRect(corner, each.size()))
    painter.end()
    if shot.page is None:
        return picture
    return picture.copy(QRect(shot.page.mapTo(widget, QPoint(0, 0)), shot.page.size()))


def save(picture: QPixmap, path: Path) -> None:
    """Write a picture in as few colours as it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    grabbed = picture.toImage().convertToFormat(QImage.Format.Format_RGBX8888)
    size = (grabbed.width(), grabbed.height())
    image = Image.frombytes("RGBX", size, bytes(grabbed.constBits())).convert("RGB")
    image.quantize(COLORS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)
    print(path.relative_to(ROOT), path.stat().st_size)


def take(application: QApplication, language: str, names: list[str]) -> None:
    """Write the pictures of one language."""
    with tempfile.TemporaryDirectory() as folder:
        own = Settings(Path(folder) / "settings.ini")
        own.put(THEME, "light")
        desktop = Desktop(application, own, language, inline=True)
        window = desktop.window
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.resize(*SIZE)
        window.show()
        for name, show in PICTURES.items():
            if name == "project":
                window.open_file(SAMPLE)
            if name in names:
                shot = show(window, Path(folder))
                settle(application)
                save(drawn(shot), FOLDER / language / f"{name}.png")
                shot.after()
        desktop.context.jobs.close()
        window.hide()


def main() -> None:
    """Write the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(PICTURES))
    arguments = parser.parse_args()
    application = QApplication([sys.argv[0]])
    for language in LANGUAGES:
        take(application, language, arguments.names)


if __name__ == "__main__":
    main()
