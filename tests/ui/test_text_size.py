"""Text up to 150 % larger: one factor for all lengths, remembered, and the window still fits the screen."""

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication, QLabel
from screens import DIALOGS, look_at_dialog

from calc.findings import Severity
from ui.dialogs import SettingsDialog
from ui.measures import Measure, measure, set_text_percent, text_percent
from ui.settings import SAMPLE, TEXT_SIZE, Settings
from ui.theme import GRID, HEADER, NORMAL, ROW, TEXT_SIZES, TITLE, Theme, first_size, text_font

UI = Path(__file__).resolve().parents[2] / "ui"


@pytest.fixture(autouse=True)
def usual_size():
    yield
    set_text_percent(100)


def test_a_length_named_in_a_module_grows_when_it_is_used():
    side = 3 * measure(10) + 4
    assert int(side) == 34
    set_text_percent(150)
    assert int(side) == 49  # the 4 were measured on the screen and stay
    assert QSize(side, -side) == QSize(49, -49)
    assert (side > 48, side >= 49, side < 50, side <= 49, side == 49) == (True,) * 5
    assert (side // 2, side / 2, 100 - side, 98 // side, f"{side}px") == (25, 25, 51, 2, "49px")
    assert isinstance(side, Measure)


def lengths(window):
    """Return what has to follow the text of the page in front."""
    page = window.desk.pages[1]
    view = page.villages.view
    return {
        "row": view.rowHeight(0),
        "header": view.horizontalHeader().height(),
        "column": view.columnWidth(0),
        "margin": page.body.contentsMargins().left(),
        "spacing": page.body.spacing(),
        "icon": window.desk.navigation.list.iconSize().width(),
        "title": page.heading.fontMetrics().height(),
        "text": window.desk.status.figures[0].fontMetrics().height(),
    }


def test_ctrl_plus_makes_everything_larger_and_ctrl_0_takes_it_back(window, show, small, qtbot):
    show(small)
    window.desk.navigation.show_page(1)
    before = lengths(window)
    assert before["row"] == 30
    for _ in TEXT_SIZES:
        qtbot.keyClick(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert text_percent() == 150
    larger = lengths(window)
    column = larger.pop("column")
    assert column > 1.3 * before["column"]  # it fits what stands in it, and each letter has whole pixels
    for name, length in larger.items():
        assert length == pytest.approx(1.5 * before[name], abs=1), name
    assert QApplication.font().pixelSize() == NORMAL
    qtbot.keyClick(window, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert text_percent() == 125
    qtbot.keyClick(window, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert lengths(window) == before


def test_the_size_is_remembered_and_a_window_begins_with_it(desktop, window, show, small, tmp_path):
    window.enlarge(125)
    assert Settings(tmp_path / "settings.ini").get(TEXT_SIZE) == "125"
    set_text_percent(100)
    Theme("", int(desktop.context.settings.get(TEXT_SIZE)))
    assert text_percent() == 125
    show(small)
    assert window.desk.pages[2].editor.view.rowHeight(0) == ROW
    assert window.desk.pages[2].editor.view.horizontalHeader().height() == HEADER


def test_the_settings_offer_the_sizes_there_are():
    assert tuple(map(str, TEXT_SIZES)) == TEXT_SIZE.choices
    assert TEXT_SIZE.default == str(TEXT_SIZES[0])


def test_the_settings_change_the_size_of_the_text(desktop, window):
    dialog = SettingsDialog(desktop.context, window)
    dialog.text_size.setCurrentIndex(TEXT_SIZES.index(150))
    dialog.accept()
    window.relaunch_wanted.emit()
    assert text_percent() == 150
    assert f"font-size: {TITLE}px" in QApplication.instance().styleSheet()


@pytest.mark.parametrize("language", ["en", "zh"], indirect=True)
def test_the_window_fits_a_small_screen_at_150_percent(window, language):
    assert window.welcome.minimumSizeHint().height() <= 720
    window.open_file(SAMPLE)
    window.enlarge(150)
    for number, page in enumerate(window.desk.pages):
        window.desk.navigation.show_page(number)
        page.complete()
        QApplication.processEvents()  # a layout passes its new size on by an event
        assert window.minimumSizeHint().width() <= 1366, (page.heading.text(), language)
        assert window.minimumSizeHint().height() <= 720, (page.heading.text(), language)
    window.desk.navigation.show_page(window.desk.pages.index(window.desk.results_page))
    window.desk.results_page.show_charts()
    QApplication.processEvents()
    assert window.minimumSizeHint().width() <= 1366, "the charts"


@pytest.mark.parametrize("name", DIALOGS)
@pytest.mark.parametrize("language", ["en", "zh"], indirect=True)
def test_every_dialog_fits_its_screen_at_150_percent(window, name):
    window.open_file(SAMPLE)
    window.enlarge(150)
    room = window.screen().availableSize()

    def look(dialog):
        assert dialog.height() <= room.height()
        assert dialog.minimumSizeHint().width() <= 1366

    look_at_dialog(window, name, look)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_findings_are_counted_where_there_is_no_room_for_words(window):
    window.open_file(SAMPLE)
    button = window.desk.findings._weights[Severity.WARNING]
    count = button.text().split()[-1]
    assert button.minimumSizeHint().width() < button.sizeHint().width()
    button.resize(button.sizeHint())
    assert button.shown_text() == button.text()
    button.resize(button.minimumSizeHint())
    assert button.shown_text() == count


def test_a_hidden_table_takes_the_widths_of_larger_text_when_it_is_shown(window):
    window.open_file(SAMPLE)
    window.desk.navigation.show_page(3)
    view = window.desk.pages[3].editor.view
    usual = view.columnWidth(0)
    window.desk.navigation.show_page(0)
    window.enlarge(150)
    window.desk.navigation.show_page(3)
    assert view.columnWidth(0) > 1.3 * usual


def test_the_window_stays_as_large_as_it_was_where_it_can(window):
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(1366, 768)
    window.open_file(SAMPLE)
    QApplication.processEvents()
    for percent in (150, 100):
        window.enlarge(percent)
        QApplication.processEvents()
        assert window.size() == QSize(1366, 768)


def test_a_dialog_is_never_larger_than_its_screen(window):
    set_text_percent(150)
    first_size(window, 400 * GRID, 400 * GRID)
    room = window.screen().availableSize()
    assert window.width() < room.width()
    assert window.height() < room.height()


def test_a_hint_on_a_table_is_shown_whole_at_every_size(window):
    window.desk.new()
    window.desk.navigation.show_page(2)
    window.enlarge(150)
    hints = window.desk.pages[2].editor.view.viewport().findChildren(QLabel)
    assert hints
    for hint in hints:
        assert hint.width() >= hint.sizeHint().width()


@pytest.mark.usefixtures("desktop")
@pytest.mark.parametrize("bold", [False, True])
def test_digits_are_equally_wide(bold):
    metrics = QFontMetricsF(text_font(bold=bold))
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1


TAKE_LENGTHS = {
    *(
        f"set{which}{side}"
        for which in ("Fixed", "Minimum", "Maximum")
        for side in ("Width", "Height", "Size")
    ),
    *("setSpacing", "addSpacing", "setHorizontalSpacing", "setVerticalSpacing", "setContentsMargins"),
    *("setColumnWidth", "setDefaultSectionSize", "setIndentation", "setPixelSize", "setPointSize"),
    *("resize", "move", "pixmap", "first_size", "text_font", "setSizes"),
}


def numbers_for_lengths(path):
    """Yield the place of every call that takes pixels and is given a bare number; lines are 1 or 2 wide."""
    for call in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(call, ast.Call):
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            given = [
                each for argument in call.args for each in getattr(argument, "elts", [argument])
                if isinstance(each, ast.Constant) and isinstance(each.value, int)
            ]  # fmt: skip
            if name in TAKE_LENGTHS and any(each.value > 2 for each in given):
                yield f"{path.relative_to(UI)}:{call.lineno}: {name}"


def test_lengths_stand_in_the_theme_alone():
    hits = [hit for path in sorted(UI.rglob("*.py")) for hit in numbers_for_lengths(path)]
    assert hits == [], "name a length of ui.theme instead"
