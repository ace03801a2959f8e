"""Blocks of cells with real keys: pasting from a spreadsheet, cutting, filling, inserting, duplicating."""

import pytest
from builders import household, outputs, parcel, scenario, village
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication

from calc.tables import Unread
from ui.jobs import CancelledError, Progress
from ui.tables import clipboard, edits
from ui.tables.filters import ColumnFilter

Key, Ctrl, Shift = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
HOUSEHOLDS, PARCELS = 2, 3
ONLY = QItemSelectionModel.SelectionFlag.ClearAndSelect
SELECT = QItemSelectionModel.SelectionFlag.Select


@pytest.fixture
def document(show):
    return show(
        scenario(
            villages=[village(), village(village_id="2", village="Mill")],
            outputs=[*outputs(), *outputs("2")],
            households=[household(household_id=f"H{n}", members=str(n)) for n in range(4)],
            parcels=[parcel(parcel_id=f"P{n}", area=str(5 - n)) for n in range(4)],
        )
    )


@pytest.fixture
def view(window, document, qtbot):
    assert window.desk.document is document
    return open_table(window, PARCELS, qtbot)


def open_table(window, number, qtbot):
    window.desk.navigation.show_page(number)
    view = window.desk.pages[number].editor.view
    window.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    return view


def choose(view, row, name, rows=1, columns=1):
    model = view.table_model()
    number = model.column_of(name)
    # Not the view's own way, which asks for the keys held down and takes those of the last key sent for held.
    view.selectionModel().setCurrentIndex(model.index(row, number), ONLY)
    for each in range(row, row + rows):
        for column in range(number, number + columns):
            view.selectionModel().select(model.index(each, column), SELECT)


def put(text):
    QGuiApplication.clipboard().setText(text)


def cells(document, name, table="parcels"):
    rows = document.scenario[table]
    return [rows.cell(place, name) for place in range(len(rows))]


def editor_of(window, number=PARCELS):
    return window.desk.pages[number].editor


def test_a_paste_says_what_could_not_be_read_and_leads_there(window, document, view, qtbot):
    put("much\t\r\n2\tfew\r\n")
    choose(view, 1, "area")
    qtbot.keyClick(view, Key.Key_V, Ctrl)
    assert cells(document, "area") == [5_000_000, Unread("much"), 2_000_000, 2_000_000]
    notice = editor_of(window).notice
    assert notice.isVisible()
    assert notice.text.text().startswith("2 cells could not be read")
    assert window.desk.status._told.text() == "Paste 2 rows"
    choose(view, 3, "parcel_id")
    notice.go_button.click()
    assert view.currentIndex().row() == 1
    assert view.table_model().fields[view.currentIndex().column()].name == "area"
    unread = [each.place.column for each in document.assessment.findings if "unread" in each.code]
    assert unread == ["area", "square_metres"]
    document.type_cell("parcels", view.current_key(), "area", "3")
    document.stack.undo()
    assert notice.isVisible()
    document.stack.undo()
    assert not notice.isVisible(), "the paste was taken back"
    document.stack.redo()
    qtbot.keyClick(view, Key.Key_V, Ctrl)
    notice.close_button.click()
    assert not notice.isVisible()


def test_columns_that_are_not_taken_are_counted(window, document, view, qtbot):
    put("x\ty\tz\r\n\tv\tw")
    choose(view, 0, "remark")
    qtbot.keyClick(view, Key.Key_V, Ctrl)
    assert editor_of(window).notice.text.text() == "Not taken: 2 columns beyond the last one (4 cells)."
    assert not editor_of(window).notice.go_button.isVisible()
    assert cells(document, "remark")[:2] == ["x", ""]


def test_computed_columns_are_named_when_a_block_falls_on_them(window, document, qtbot):
    window.desk.navigation.show_page(1)
    page = window.desk.pages[1]
    view = page.villages.view
    choose(view, 0, "group")
    put("g\t9\tfirst\t8\r\n")
    view.setFocus()
    qtbot.keyClick(view, Key.Key_V, Ctrl)
    assert document.scenario["villages"].cell(0, "group") == "g"
    assert document.scenario["villages"].cell(0, "land_multiple") == 800
    assert page.villages.notice.text.text() == (
        "Not taken: “Land per head (mu)” (1 cells); “Tier” (1 cells)."
    )


def test_a_block_with_titles_goes_to_the_columns_they_name(window, document, view, qtbot):
    put("面积(亩)\t序号\tParcel ID\r\n2.5\t1\tQ1\r\n3.5\t2\tQ2\r\n")
    choose(view, 2, "place")
    qtbot.keyClick(view, Key.Key_V, Ctrl)
    assert cells(document, "parcel_id") == ["P0", "P1", "Q1", "Q2"]
    assert cells(document, "area") == [5_000_000, 4_000_000, 2_500_000, 3_500_000]
    assert editor_of(window).notice.text.text() == "Not taken: “序号” (2 cells)."
    assert window.desk.status._told.toolTip() == "Paste 2 rows, by the titles in the first row"


def test_a_paste_on_a_sorted_and_filtered_table_takes_the_rows_that_are_seen(document, view, qtbot):
    model = view.table_model()
    model.set_column_filter("parcel_id", ColumnFilter(frozenset({"P0", "P2", "P3"})))
    view.sortByColumn(model.column_of("area"), Qt.SortOrder.AscendingOrder)
    put("x\r\ny\r\nz\r\nnew\r\n")
    choose(view, 1, "remark")
    qtbot.keyClick(view, Key.Key_V, Ctrl)
    # Seen were P3, P2, P0; the two that go beyond stand below them, behind the last of them in the register.
    assert cells(document, "remark") == ["y", "", "x", "", "z", "new"]
    assert cells(document, "parcel_id") == ["P0", "P1", "P2", "P3", "", ""]
    assert [model.text(row, model.column_of("remark")) for row in range(5)] == ["", "x", "y", "z", "new"]
    document.stack.undo()
    assert cells(document, "parcel_id") == ["P0", "P1", "P2", "P3"]


def test_rows_that_grow_the_outputs_of_one_village_belong_to_it(window, document, qtbot):
    window.desk.navigation.show_page(1)
    view = window.desk.pages[1].outputs.view
    assert view.table_model().rowCount() == 3
    choose(view, 2, "year")
    view.setFocus()
    put("2018\t1300\r\n2019\t1400\r\n")
    qtbot.keyClick(view, Key.Key_V, Ctrl)
    ids = document.scenario["outputs"].text("village_id").values.tolist()
    assert ids == ["1"] * 4 + ["2"] * 3
    assert view.table_model().rowCount() == 4


def test_a_block_fills_a_selection_that_is_a_multiple_of_it(document, view, qtbot):
    put("a\r\nb\r\n")
    choose(view, 0, "place", rows=4, columns=2)
    qtbot.keyClick(view, Key.Key_V, Ctrl)
    assert cells(document, "place") == ["a", "b", "a", "b"]
    assert cells(document, "boundaries") == ["a", "b", "a", "b"]


def test_one_text_fills_only_the_cells_that_are_selected(document, view, qtbot):
    put("x")
    choose(view, 0, "place")
    view.selectionModel().select(view.table_model().index(3, view.table_model().column_of("remark")), SELECT)
    qtbot.keyClick(view, Key.Key_V, Ctrl)
    assert cells(document, "place") == ["x", "", "", ""]
    assert cells(document, "remark") == ["", "", "", "x"]
    assert document.stack.undoText() == "Paste into 2 cells"
    qtbot.keyClick(view, Key.Key_Delete)
    assert cells(document, "place") == cells(document, "remark") == [""] * 4
    assert document.stack.undoText() == "Clear 2 cells"


def test_cells_that_form_no_block_are_not_copied(window, document, view, qtbot):
    put("before")
    choose(view, 0, "place")
    view.selectionModel().select(view.table_model().index(3, view.table_model().column_of("remark")), SELECT)
    qtbot.keyClick(view, Key.Key_C, Ctrl)
    assert QGuiApplication.clipboard().text() == "before"
    assert "do not form a block" in window.desk.status._told.toolTip()
    qtbot.keyClick(view, Key.Key_X, Ctrl)
    assert document.stack.count() == 0


def test_cut_copies_and_empties(document, view, qtbot):
    choose(view, 1, "area", rows=2)
    qtbot.keyClick(view, Key.Key_X, Ctrl)
    assert QGuiApplication.clipboard().text() == "4\r\n3\r\n"
    assert cells(document, "area") == [5_000_000, None, None, 2_000_000]
    assert document.stack.undoText() == "Cut 2 cells"


def test_a_copy_with_titles_can_be_pasted_by_them(document, view, qtbot):
    choose(view, 0, "area", rows=2)
    qtbot.keyClick(view, Key.Key_C, Ctrl | Shift)
    assert QGuiApplication.clipboard().text() == "Area (mu)\r\n5\r\n4\r\n"
    choose(view, 2, "parcel_id")
    qtbot.keyClick(view, Key.Key_V, Ctrl)
    assert cells(document, "area") == [5_000_000, 4_000_000, 5_000_000, 4_000_000]


def test_fill_down_copies_the_first_of_a_selection_or_the_row_above(document, view, qtbot):
    choose(view, 0, "area", rows=3)
    qtbot.keyClick(view, Key.Key_D, Ctrl)
    assert cells(document, "area") == [5_000_000, 5_000_000, 5_000_000, 2_000_000]
    assert document.stack.undoText() == "Fill down 2 cells"
    choose(view, 3, "area")
    qtbot.keyClick(view, Key.Key_D, Ctrl)
    assert cells(document, "area")[3] == 5_000_000
    choose(view, 0, "area")
    count = document.stack.count()
    qtbot.keyClick(view, Key.Key_D, Ctrl)
    assert document.stack.count() == count


def test_as_many_rows_are_inserted_as_are_selected(document, view, qtbot):
    choose(view, 1, "area", rows=2)
    qtbot.keyClick(view, Key.Key_Return, Ctrl)
    assert cells(document, "parcel_id") == ["P0", "P1", "P2", "", "", "P3"]
    assert document.stack.undoText() == "Insert 2 rows"
    assert (view.currentIndex().row(), view.currentIndex().column()) == (3, 0)


def test_a_row_inserted_into_a_sorted_table_shows_below_the_current_one(document, view, qtbot):
    view.sortByColumn(view.table_model().column_of("area"), Qt.SortOrder.AscendingOrder)
    choose(view, 0, "area")  # the last of the register, the first on screen
    qtbot.keyClick(view, Key.Key_Return, Ctrl)
    assert view.currentIndex().row() == 1
    assert cells(document, "parcel_id") == ["P0", "P1", "P2", "P3", ""]


def test_rows_are_duplicated_without_their_ids(document, view, qtbot):
    choose(view, 1, "area", rows=2)
    qtbot.keyClick(view, Key.Key_D, Ctrl | Shift)
    assert cells(document, "parcel_id") == ["P0", "P1", "P2", "", "", "P3"]
    assert cells(document, "area")[3:5] == [4_000_000, 3_000_000]
    assert document.stack.undoText() == "Duplicate 2 rows"
    qtbot.keyClick(view, Key.Key_Delete, Ctrl)
    assert document.stack.undoText() == "Delete 1 rows"


class Held:
    """Background work that waits for the test."""

    def __init__(self, monkeypatch, jobs):
        self.progress = Progress()
        monkeypatch.setattr(edits, "AT_ONCE", 0)
        monkeypatch.setattr(edits, "_TEXT_AT_ONCE", 0)
        self.at_once = jobs.start
        monkeypatch.setattr(jobs, "start", self.start)

    def start(self, work, done, failed, *, title="", cancelled, **others):
        if not title:  # an assessment, which nobody waits for
            return self.at_once(work, done, failed, cancelled=cancelled, **others)
        self.work, self.done, self.cancelled = work, done, cancelled
        return self.progress

    def land(self):
        try:
            result = self.work(self.progress)
        except CancelledError:
            self.cancelled()
        else:
            self.done(result)


@pytest.fixture
def held(monkeypatch, window, view):
    assert view.isVisible()
    return Held(monkeypatch, window.context.jobs)


def test_a_large_paste_is_worked_out_in_the_background_and_can_be_undone(document, view, qtbot, held):
    before = document.scenario
    put("7\r\n8\r\n9\r\n")
    choose(view, 2, "area")
    qtbot.keyClick(view, Key.Key_V, Ctrl)
    assert document.scenario is before
    held.land()
    assert cells(document, "area") == [5_000_000, 4_000_000, 7_000_000, 8_000_000, 9_000_000]
    after = document.scenario
    document.stack.undo()
    assert cells(document, "area") == [5_000_000, 4_000_000, 3_000_000, 2_000_000]
    assert document.scenario.next_key == after.next_key
    document.stack.redo()
    assert document.scenario is after


def test_a_large_paste_that_is_cancelled_changes_nothing(window, document, view, qtbot, held):
    before = document.scenario
    put("7\r\n8\r\n")
    choose(view, 2, "area")
    qtbot.keyClick(view, Key.Key_V, Ctrl)
    held.progress.cancel()
    held.land()
    assert document.scenario is before
    assert window.desk.status._told.text() == "Cancelled: nothing was changed."


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [(Key.Key_V, Ctrl), (Key.Key_D, Ctrl), (Key.Key_Delete, Ctrl), (Key.Key_Return, Ctrl)],
)
def test_work_on_a_state_that_is_gone_is_not_done(window, document, view, qtbot, held, key, modifiers):
    put("7\r\n8\r\n")
    choose(view, 1, "area", rows=2)
    qtbot.keyClick(view, key, modifiers)
    document.type_cell("parcels", view.table_model().key(0), "area", "1")
    edited = document.scenario
    held.land()
    assert document.scenario is edited
    assert "edited meanwhile" in window.desk.status._told.toolTip()


def test_more_rows_than_a_spreadsheet_has_are_refused_with_a_word(window, document, view, qtbot, monkeypatch):
    monkeypatch.setattr(edits, "ROW_LIMIT", 2)
    put("1\r\n2\r\n3\r\n")
    choose(view, 0, "area")
    qtbot.keyClick(view, Key.Key_V, Ctrl)
    assert editor_of(window).notice.text.text() == "At most 2 rows can be pasted at once."
    assert document.stack.count() == 0


@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\0")), min_size=2, max_size=2),
        min_size=1,
        max_size=5,
    )
)
def test_every_block_survives_the_clipboard(block):
    assert clipboard.read_text(clipboard.as_text(block)) == block


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("a\tb\r\nc\r\n", [["a", "b"], ["c"]]),
        ('12" pipe\tx', [['12" pipe', "x"]]),
        ('"unfinished\tx\r\ny\tz', [['"unfinished', "x"], ["y", "z"]]),
        ('"quoted"\tx', [['"quoted"', "x"]]),
        ('"two\nlines"\tx', [["two\nlines", "x"]]),
        ('"say ""so"""\tx', [['say "so"', "x"]]),
        ("a\n\nb", [["a"], [""], ["b"]]),
        ("\r\n", [[""]]),
        ("", []),
        ("a\rb", [["a"], ["b"]]),
    ],
)
def test_text_from_a_spreadsheet_is_read_as_it_stood_there(text, block):
    assert clipboard.read_text(text) == block
