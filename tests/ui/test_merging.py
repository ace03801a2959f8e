"""Merging another register: a preview that changes nothing, decisions row by row, one edit that can be undone."""

import openpyxl
import pytest
from builders import household, item, parcel, project, small_scenario, village
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from calc.merge import State, plan_merge
from calc.register import register_workbook
from calc.storage import save
from ui.merge_model import CountsModel, DetailModel, MergeModel
from ui.merging import MergeDialog, ask_what_to_do
from ui.pages.page import search_field

Role = Qt.ItemDataRole
VILLAGES = [village(), village(village_id="2", village="West")]


@pytest.fixture
def here():
    return small_scenario(
        villages=VILLAGES,
        households=[household(), household(household_id="H2", phone="1"), household(household_id="H9")],
        parcels=[parcel(), parcel(parcel_id="P2")],
    )


@pytest.fixture
def there():
    """Return a register with something of everything: new, changed, in conflict, the same, missing."""
    return small_scenario(
        villages=VILLAGES,
        households=[household(village_id="2"), household(household_id="H2", phone="22")],
        parcels=[
            parcel(area="1.5", place="East"),
            parcel(parcel_id="P2", area="many"),
            parcel(parcel_id="P3"),
        ],
        items=[item()],
    )


@pytest.fixture
def preview(window, show, here, there, tmp_path):
    """Return the open document and the preview of merging the other register into it."""
    document = show(here)
    path = tmp_path / "other.lcs"
    save(there, path)
    window.desk.merge_file(path)
    return document, the_dialog(window)


def the_dialog(window):
    return window.desk.findChild(MergeDialog)


def ids(model):
    return [model.index(row, 2).data() for row in range(model.rowCount())]


def row_of(model, name):
    return ids(model).index(name)


def test_the_preview_lists_what_is_new_changed_and_in_conflict_and_changes_nothing(preview, here):
    document, dialog = preview
    assert document.scenario is here
    assert document.stack.count() == 0
    assert ids(dialog.rows) == ["H1", "H2", "P1", "P2", "P3"]
    states = [dialog.rows.index(row, 3).data() for row in range(5)]
    assert states == ["Conflict", "Changed", "Changed", "Conflict", "New row"]
    assert dialog.rows.index(2, 4).data() == "Area (mu) 1 → 1.5; Place ― → East"
    assert "another village here; Village ID 1 → 2" in dialog.rows.index(0, 4).data()
    assert "could not be read; Area (mu) 1 → many" in dialog.rows.index(3, 4).data()
    assert not dialog.rows.index(0, 3).data(Role.DecorationRole).isNull()
    assert "1 new rows, 2 changed rows, 0 of 2 conflicts" in dialog.summary.text()
    households = dialog.counts.names.index("households")
    counts = [dialog.counts.index(households, column).data() for column in range(6)]
    assert counts == ["Households", "―", "1", "1", "―", "1"]


def test_merging_is_one_edit_that_is_named_with_its_rows_and_undone_whole(preview, here, window):
    document, dialog = preview
    assert dialog.merge_button.text() == "Merge 3 rows"
    dialog.merge_button.click()
    assert document.scenario["parcels"].text("parcel_id").values.tolist() == ["P1", "P2", "P3"]
    assert document.scenario["parcels"].number("area").cell(0) == 1_500_000
    assert document.scenario["households"].text("village_id").cell(0) == "1"
    assert window.undo_action.text() == "Undo “Merge 3 rows”"
    window.undo_action.trigger()
    assert document.scenario.digest == here.digest


def test_cancel_is_the_default_and_leaves_all_as_it_was(preview, here, qtbot):
    document, dialog = preview
    assert dialog.cancel_button.isDefault()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert document.scenario is here
    assert document.stack.count() == 0


def test_enter_in_the_find_field_does_not_close_the_preview(preview, qtbot):
    _, dialog = preview
    dialog.search.setFocus()
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    assert dialog.isVisible()


def test_a_conflict_is_decided_row_by_row_with_the_keyboard(preview, qtbot):
    document, dialog = preview
    view, rows = dialog.view, dialog.rows
    view.selectRow(row_of(rows, "H1"))
    assert rows.index(0, 0).data() == "ours"
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert rows.index(0, 0).data() == "theirs"
    view.selectRow(row_of(rows, "P1"))
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert "1 of 2 conflicts" in dialog.summary.text()
    dialog.merge_button.click()
    assert document.scenario["households"].text("village_id").cell(0) == "2"
    assert document.scenario["parcels"].number("area").cell(0) == 1_000_000


def test_a_tick_can_be_set_with_the_mouse_too_but_not_where_nothing_could_be_taken(preview):
    _, dialog = preview
    rows = dialog.rows
    first = rows.index(row_of(rows, "P3"), 0)
    assert rows.setData(first, Qt.CheckState.Unchecked, Role.CheckStateRole)
    assert first.data() == "leave out"
    dialog.filters[State.MISSING].defaultAction().trigger()
    missing = rows.index(row_of(rows, "H9"), 0)
    assert missing.data() == "stays"
    assert missing.data(Role.CheckStateRole) is None
    assert not rows.setData(missing, Qt.CheckState.Checked, Role.CheckStateRole)


def test_all_rows_shown_are_decided_together_and_those_filtered_away_are_not(preview):
    _, dialog = preview
    dialog.counts_view.selectRow(dialog.counts.names.index("parcels"))
    assert ids(dialog.rows) == ["P1", "P2", "P3"]
    dialog.take_button.click()
    assert "1 of 2 conflicts" in dialog.summary.text()
    dialog.leave_button.click()
    assert dialog.merge_button.text() == "Merge 1 rows"
    dialog.counts_view.selectRow(0)
    dialog.leave_button.click()
    assert not dialog.merge_button.isEnabled()


def test_rows_are_filtered_by_state_and_by_text(preview):
    _, dialog = preview
    dialog.filters[State.CHANGED].defaultAction().trigger()
    assert ids(dialog.rows) == ["H1", "P2", "P3"]
    dialog.filters[State.MISSING].defaultAction().trigger()
    assert "H9" in ids(dialog.rows)
    dialog.search.setText("p3")
    assert ids(dialog.rows) == ["P3"]
    dialog.search.setText("nowhere")
    assert dialog.rows.rowCount() == dialog.details.rowCount() == 0


def test_what_merging_would_do_is_written_as_a_workbook_as_it_is_shown(preview, tmp_path, monkeypatch):
    _, dialog = preview
    path = tmp_path / "preview.xlsx"
    monkeypatch.setattr("ui.tables.listing.ask_save", lambda *_arguments: path)
    dialog.rows.take([row_of(dialog.rows, "P3")], taken=False)
    dialog.export_action.trigger()
    (sheet,) = openpyxl.load_workbook(path).worksheets
    titles, *rows = ([str(cell) for cell in row] for row in sheet.iter_rows(values_only=True))
    assert titles == ["Take over", "Table", "ID", "What it is", "What changes"]
    model = dialog.rows
    shown = [
        [model.index(row, column).data() for column in range(len(titles))] for row in range(model.rowCount())
    ]
    assert rows == shown
    assert "leave out" in rows[row_of(model, "P3")]
    assert path.name in dialog._shown.text()


def test_the_selected_row_is_shown_here_and_over_there_what_changes_first(preview):
    _, dialog = preview
    dialog.view.selectRow(row_of(dialog.rows, "P1"))
    details = dialog.details
    shown = [[details.index(row, column).data() for column in range(3)] for row in range(3)]
    assert shown == [["Area (mu)", "1", "1.5"], ["Place", "―", "East"], ["Parcel ID", "P1", "P1"]]
    assert details.index(0, 1).data(Role.FontRole).bold()
    assert details.index(2, 1).data(Role.FontRole) is None


def test_blank_cells_empty_what_stands_here_only_where_asked_and_decisions_stay(window, show, tmp_path):
    document = show(small_scenario(parcels=[parcel(place="West"), parcel(parcel_id="P2")]))
    path = tmp_path / "other.lcs"
    save(small_scenario(parcels=[parcel(), parcel(parcel_id="P2", place="East")]), path)
    window.desk.merge_file(path)
    dialog = the_dialog(window)
    assert ids(dialog.rows) == ["P2"]
    dialog.leave_button.click()
    dialog.erasing.click()
    assert ids(dialog.rows) == ["P1", "P2"]
    assert dialog.filters[State.CHANGED].text() == "Changed 2"
    assert [dialog.rows.index(row, 0).data() for row in range(2)] == ["theirs", "ours"]
    dialog.merge_button.click()
    assert document.scenario["parcels"].text("place").values.tolist() == ["", ""]


def test_what_of_a_register_was_not_read_is_listed(window, show, here, tmp_path):
    show(here)
    folder = tmp_path / "register"
    folder.mkdir()
    (folder / "户.csv").write_text("户号,村编号,户主,属相\nH7,1,Head Seven,兔\n", "utf-8")
    window.desk.merge_file(folder)
    dialog = the_dialog(window)
    told = [dialog.findings.index(row, 2).data() for row in range(dialog.findings.rowCount())]
    assert any("属相" in text for text in told)
    assert ids(dialog.rows) == ["H7"]


def test_the_register_is_asked_for_from_the_menu(window, show, here, there, tmp_path, monkeypatch):
    show(here)
    path = tmp_path / "other.xlsx"
    path.write_bytes(register_workbook(there, []))
    monkeypatch.setattr("ui.desk.ask_open", lambda *_arguments: path)
    assert "Ctrl+Shift+I" in window.merge_action.toolTip()
    window.merge_action.trigger()
    assert the_dialog(window).rows.rowCount() == 5


def test_a_file_that_cannot_be_read_is_told_and_nothing_opens(window, show, here, tmp_path, monkeypatch):
    told = []
    monkeypatch.setattr("ui.desk.show_error", lambda _context, _parent, what, text: told.append((what, text)))
    document = show(here)
    window.desk.merge_file(tmp_path / "none.xlsx")
    assert told[0][0] == "“none.xlsx” could not be read."
    assert the_dialog(window) is None
    assert document.scenario is here


def test_there_is_nothing_to_merge_into_before_something_is_open(window):
    assert not window.merge_action.isEnabled()
    window.desk.merge_file("anything")
    assert the_dialog(window) is None


def test_a_register_that_adds_nothing_says_so(window, show, here, tmp_path):
    show(here)
    path = tmp_path / "same.lcs"
    save(here, path)
    window.desk.merge_file(path)
    dialog = the_dialog(window)
    assert dialog.summary.text() == "There is nothing to take over: the other register adds nothing."
    assert not dialog.merge_button.isEnabled()


def test_an_edit_made_while_the_register_was_read_is_not_overrun(window, show, here, there, tmp_path, qtbot):
    document = show(here)
    path = tmp_path / "other.lcs"
    save(there, path)
    window.context.jobs._inline = False
    window.desk.merge_file(path)
    document.type_cell("parcels", int(here["parcels"].keys[0]), "area", "7")
    qtbot.waitUntil(lambda: not window.context.jobs.busy)
    assert the_dialog(window) is None
    assert "changed meanwhile" in window.desk.status._told.toolTip()
    assert document.stack.count() == 1


def test_the_models_keep_qts_rules_while_rows_are_filtered_ticked_and_compared_anew(window, here, there):
    plan = plan_merge(here, there)
    rows, counts, details = (
        MergeModel(window.context, plan),
        CountsModel(window.context),
        DetailModel(window.context),
    )
    mode = QAbstractItemModelTester.FailureReportingMode.Warning
    testers = [QAbstractItemModelTester(model, mode) for model in (rows, counts, details)]
    counts.show_plan(plan)
    rows.show_only("parcels", frozenset(State), "p")
    rows.take(range(rows.rowCount()), taken=True)
    rows.take([], taken=True)
    rows.show_plan(plan_merge(here, there, erasing=True))
    rows.show_only("", frozenset(), "")
    assert rows.rowCount() == 0
    rows.show_only("", frozenset(State), "")
    for row in range(rows.rowCount()):
        details.show_row(*rows.place(row))
    details.show_row(None, 0)
    assert not rows.data(rows.index(-1, 0))
    assert counts.data(counts.index(-1, 0)) is details.data(details.index(-1, 0)) is None
    del testers


@pytest.mark.parametrize("language", ["zh", "en"], indirect=True)
def test_every_control_of_the_preview_has_a_name_in_both_languages(preview, language):
    _, dialog = preview
    for control in (dialog.view, dialog.counts_view, dialog.detail_view, dialog.merge_button, dialog.search):
        assert control.accessibleName()
    assert dialog.view.accessibleName() == ("并入的行" if language == "zh" else "Rows to merge")
    assert dialog.search.accessibleName() == search_field(dialog._context).accessibleName()


def test_what_is_recorded_of_the_project_is_replaced_only_by_decision(window, show, here, tmp_path):
    document = show(here)
    path = tmp_path / "other.lcs"
    save(small_scenario(project=[project(name="Road 311")]), path)
    window.desk.merge_file(path)
    dialog = the_dialog(window)
    assert dialog.rows.index(0, 3).data() == "Conflict"
    dialog.merge_button.click() if dialog.merge_button.isEnabled() else dialog.reject()
    assert document.scenario.project_text("name") == "Road 310"


@pytest.mark.parametrize(("wish", "merges"), [("merge", True), ("open", False), ("", False)])
def test_a_second_file_that_is_dropped_is_merged_or_opened_as_the_officer_says(
    window, show, here, there, tmp_path, monkeypatch, qtbot, wish, merges
):
    document = show(here)
    path = tmp_path / "other.lcs"
    save(there, path)
    asked = []
    monkeypatch.setattr("ui.merging.ask_what_to_do", lambda *given: asked.append(given[2]) or wish)
    drop(window, path)
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == ["other.lcs"]
    assert (the_dialog(window) is not None) == merges
    assert (window.desk.document is document) == (wish != "open")


def test_the_first_file_that_is_dropped_is_opened(window, here, tmp_path, qtbot):
    path = tmp_path / "first.lcs"
    save(here, path)
    drop(window, path)
    qtbot.waitUntil(lambda: window.desk.document is not None)
    assert window.desk.document.path == path


def drop(window, path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy = Qt.DropAction.CopyAction
    button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), copy, data, button, keys)
    window.dragEnterEvent(enter)
    assert enter.isAccepted()
    window.dropEvent(QDropEvent(QPointF(9, 9), copy, data, button, keys))


@pytest.mark.parametrize(("number", "answer"), [(0, "merge"), (1, "open"), (2, "")])
def test_what_to_do_with_a_dropped_file_is_asked_with_cancel_as_the_default(window, number, answer):
    def press():
        box = QApplication.activeModalWidget()
        assert box.defaultButton().text() == "Cancel"
        names = ("Merge into what is open...", "Open instead", "Cancel")
        next(each for each in box.buttons() if each.text() == names[number]).click()

    QTimer.singleShot(0, press)
    assert ask_what_to_do(window.context, window, "other.lcs") == answer
