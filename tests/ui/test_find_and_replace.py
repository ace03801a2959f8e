"""Find and replace in a table, with real keys: going, counting, one edit for all."""

import pytest
from builders import household, outputs, parcel, scenario, village
from PySide6.QtCore import QItemSelectionModel, Qt

from calc.tables import Unread
from ui.tables.filters import ColumnFilter

Key, Ctrl, Shift = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ONLY = QItemSelectionModel.SelectionFlag.ClearAndSelect
PARCELS = 3


@pytest.fixture
def document(show):
    rows = [
        parcel(parcel_id=f"P{number}", place=place, remark=remark, area=area)
        for number, (place, remark, area) in enumerate(
            [("East", "", "1"), ("West", "east side", "12"), ("Eastern", "", "2"), ("", "EAST", "21")]
        )
    ]
    return show(scenario(villages=[village()], outputs=outputs(), households=[household()], parcels=rows))


@pytest.fixture
def view(window, document, qtbot):
    assert window.desk.document is document
    window.desk.navigation.show_page(PARCELS)
    view = window.desk.pages[PARCELS].editor.view
    window.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    go(view, 0, "place")
    return view


def go(view, row, name):
    model = view.table_model()
    view.selectionModel().setCurrentIndex(model.index(row, model.column_of(name)), ONLY)


@pytest.fixture
def dialog(view, qtbot):
    qtbot.keyClick(view, Key.Key_H, Ctrl)
    dialog = view.replacing()
    assert dialog.isVisible()
    return dialog


def look_for(dialog, needle, instead="", *, everywhere=False):
    dialog.needle.setText(needle)
    dialog.instead.setText(instead)
    dialog.where.setCurrentIndex(int(everywhere))
    dialog.tell()


def place(view):
    index = view.currentIndex()
    return index.row(), view.table_model().fields[index.column()].name


def column(document, name):
    rows = document.scenario["parcels"]
    return [rows.cell(position, name) for position in range(len(rows))]


def test_the_count_is_told_before_anything_happens(dialog, document):
    look_for(dialog, "east")
    assert dialog.count.text() == "2 cells in the 4 rows shown"
    look_for(dialog, "east", everywhere=True)
    assert dialog.count.text() == "4 cells in the 4 rows shown"
    dialog.whole.setChecked(True)
    dialog.match_case.setChecked(True)
    look_for(dialog, "EAST", everywhere=True)
    assert dialog.count.text() == "1 cells in the 4 rows shown"
    assert document.stack.count() == 0


def test_f3_goes_to_the_next_and_the_previous_place_round_the_end(window, dialog, view, qtbot):
    look_for(dialog, "east", everywhere=True)
    dialog.close()
    window.activateWindow()
    qtbot.waitUntil(view.hasFocus)
    seen = []
    for _ in range(5):
        qtbot.keyClick(view, Key.Key_F3)
        seen.append(place(view))
    assert seen == [(1, "remark"), (2, "place"), (3, "remark"), (0, "place"), (1, "remark")]
    qtbot.keyClick(view, Key.Key_F3, Shift)
    assert place(view) == (0, "place")
    qtbot.keyClick(view, Key.Key_F3, Shift)
    assert place(view) == (3, "remark")


def test_f3_and_enter_go_on_while_the_dialog_is_open(dialog, view, qtbot):
    look_for(dialog, "east", everywhere=True)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog.needle, Key.Key_F3)
    assert place(view) == (1, "remark")
    qtbot.keyClick(dialog.needle, Key.Key_Return)
    assert place(view) == (2, "place")
    qtbot.keyClick(dialog.needle, Key.Key_F3, Shift)
    assert place(view) == (1, "remark")


def test_f3_without_anything_to_look_for_asks(view, qtbot):
    qtbot.keyClick(view, Key.Key_F3)
    assert view.replacing().isVisible()


def test_replacing_all_is_one_edit_of_the_rows_shown(dialog, view, document, qtbot):
    view.table_model().set_column_filter("parcel_id", ColumnFilter(frozenset({"P0", "P1", "P3"})))
    look_for(dialog, "east", "South", everywhere=True)
    qtbot.mouseClick(dialog.all_button, Qt.MouseButton.LeftButton)
    assert column(document, "place") == ["South", "West", "Eastern", ""]
    assert column(document, "remark") == ["", "South side", "", "South"]
    assert document.stack.undoText() == "Replace 3 cells"
    document.stack.undo()
    assert column(document, "place") == ["East", "West", "Eastern", ""]


def test_texts_that_cannot_be_read_afterwards_are_kept_and_told(window, dialog, view, document):
    go(view, 0, "area")
    dialog.open_on(view.currentIndex().column())
    look_for(dialog, "2", "x")
    dialog.all_button.click()
    assert column(document, "area") == [1_000_000, Unread("1x"), Unread("x"), Unread("x1")]
    notice = window.desk.pages[PARCELS].editor.notice
    assert notice.text.text().startswith("3 cells could not be read")


def test_one_is_replaced_after_the_other(dialog, view, document, qtbot):
    look_for(dialog, "east", "South")
    qtbot.mouseClick(dialog.one_button, Qt.MouseButton.LeftButton)
    assert column(document, "place") == ["South", "West", "Eastern", ""]
    assert place(view) == (2, "place")
    qtbot.mouseClick(dialog.one_button, Qt.MouseButton.LeftButton)
    assert column(document, "place") == ["South", "West", "Southern", ""]
    assert dialog.count.text() == "0 cells in the 4 rows shown"
    assert not dialog.all_button.isEnabled()


def test_computed_columns_and_hidden_ones_are_never_replaced_in(window, dialog, view):
    assert view.isVisible()
    view.columns.show_column(view.table_model().column_of("remark"), shown=False)
    look_for(dialog, "east", everywhere=True)
    assert dialog.count.text() == "2 cells in the 4 rows shown"
    window.desk.navigation.show_page(1)
    villages = window.desk.pages[1].villages.view
    go(villages, 0, "tier")
    villages.open_replace()
    assert villages.replacing()._names() == ["village_id"]
