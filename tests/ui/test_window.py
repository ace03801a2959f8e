"""The window as an officer uses it: open, edit, undo, save, close, errors, findings, both languages."""

import openpyxl
import pytest
from builders import household, outputs, parcel, scenario, village
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMessageBox, QPushButton

from calc import units
from calc.findings import Place
from calc.storage import load, save
from ui.dialogs import Unsaved
from ui.jobs import Job, Progress
from ui.settings import SAMPLE


def answer(text, seen=None):
    """Press the button `text` of the message box that comes up next."""

    def press():
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        if seen is not None:
            seen.append(box)
            seen.append(box.text() + "\n" + box.informativeText())
            seen.append(box.defaultButton().text() if box.defaultButton() else "")
        next(button for button in box.findChildren(QPushButton) if button.text() == text).click()

    QTimer.singleShot(0, press)


def test_opening_a_scenario_shows_its_totals_and_file(window, small, tmp_path):
    path = tmp_path / "road.lcs"
    save(small, path)
    window.open_file(path)
    assert window.desk.document.path == path
    assert not window.desk.document.unsaved
    assert window.windowTitle().startswith("road.lcs —")
    assert window.desk.status.figures[-1].text() == "13,350.00"


def test_typing_a_multiple_recalculates_at_once_and_undo_takes_it_back(window, show, small, qtbot):
    document = show(small)
    window.desk.navigation.show_page(1)
    edit = window.desk.pages[1].panel.entry_editor("land_multiple")
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, "8")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert window.desk.status.figures[-1].text() == "14,450.00"
    assert window.windowTitle().startswith("New scenario •")
    assert window.undo_action.text() == "Undo “Change one cell”"
    window.undo_action.trigger()
    assert window.desk.status.figures[-1].text() == "13,350.00"
    assert edit.text() == "7.00"
    window.redo_action.trigger()
    assert window.desk.status.figures[-1].text() == "14,450.00"
    assert document.assessment.scenario is document.scenario


def test_a_multiple_outside_its_range_is_shown_as_the_error_it_is_and_kept(window, show, small):
    document = show(small)
    window.desk.navigation.show_page(1)
    edit = window.desk.pages[1].panel.entry_editor("land_multiple")
    edit.setText("11")
    edit.editingFinished.emit()
    assert edit.text() == "11.00"
    assert edit.property("state") == "danger"
    assert document.scenario["villages"].number("land_multiple").cell(0) == 1100
    assert any("11" in row for row in finding_texts(window))


def finding_texts(window):
    model = window.desk.findings.model
    return [model.index(row, 2).data() for row in range(model.rowCount())]


def test_saving_writes_the_file_and_clears_the_mark(window, show, small, tmp_path, monkeypatch):
    document = show(small)
    path = tmp_path / "new.lcs"
    monkeypatch.setattr("ui.desk.ask_save", lambda *_arguments: path.with_suffix(""))
    document.type_cell("project", 1, "name", "Road 311")
    window.save_action.trigger()
    assert load(path).scenario.digest == document.scenario.digest
    assert not document.unsaved
    assert "•" not in window.windowTitle()
    document.stack.undo()
    assert document.unsaved
    document.stack.redo()
    assert not document.unsaved


def test_saving_where_nothing_can_be_written_says_so_and_stays_unsaved(
    window, show, small, tmp_path, monkeypatch
):
    document = show(small)
    document.type_cell("project", 1, "name", "Road 311")
    told = []
    monkeypatch.setattr("ui.desk.ask_save", lambda *_arguments: tmp_path / "none" / "new.lcs")
    monkeypatch.setattr("ui.desk.show_error", lambda _context, _parent, what, text: told.append((what, text)))
    window.save_action.trigger()
    assert len(told) == 1
    assert "new.lcs" in told[0][0]
    assert document.unsaved


def test_closing_with_unsaved_work_asks_and_cancel_is_the_default(window, show, small):
    document = show(small)
    document.type_cell("project", 1, "name", "Road 311")
    seen = []
    answer("Cancel", seen)
    assert not window.close()
    assert window.isVisible()
    assert "New scenario" in seen[1]
    assert seen[2] == "Cancel"
    answer("Do not save")
    assert window.close()


def test_closing_asks_nothing_where_nothing_is_lost(window, show, small, monkeypatch):
    asked = []
    monkeypatch.setattr("ui.desk.ask_unsaved", lambda *_arguments: asked.append(1) or Unsaved.CANCEL)
    show(small)
    assert window.close()
    assert asked == []


def test_typing_what_stands_there_already_is_no_edit(show, small):
    document = show(small)
    document.type_cell("project", 1, "name", document.scenario.project_text("name"))
    document.type_cell("villages", int(document.scenario["villages"].keys[0]), "land_multiple", "７.0")
    assert document.stack.count() == 0


def test_asking_why_about_a_household_opens_what_its_amount_is_made_of(window, show, small, monkeypatch):
    document = show(small)
    steps = []
    monkeypatch.setattr("ui.desk.ExplanationDialog", lambda _context, step, _parent: Recorded(steps, step))
    window.desk.explain("households", int(document.scenario["households"].keys[0]))
    (step,) = steps
    assert step.value == units.format_money(document.assessment.totals.by_household[0], grouped=True)
    assert step.find("standard") is not None


class Recorded:
    """An explanation that is not shown."""

    def __init__(self, steps, step):
        steps.append(step)

    def exec(self):
        pass


def test_every_total_of_the_bar_tells_of_what_it_is_made(window, show, small, monkeypatch, qtbot):
    document = show(small)
    steps = []
    monkeypatch.setattr("ui.desk.ExplanationDialog", lambda _context, step, _parent: Recorded(steps, step))
    figures = window.desk.status.figures
    for figure in figures:
        qtbot.mouseClick(figure, Qt.MouseButton.LeftButton)
    assert [step.value for step in steps] == [
        units.format_money(fen, grouped=True)
        for fen in (*document.assessment.totals.by_head, document.assessment.totals.amount)
    ]
    figures[-1].setFocus()
    qtbot.keyClick(figures[-1], Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert len(steps) == 6


def test_saving_on_closing_closes_only_when_it_was_saved(window, show, small, monkeypatch):
    document = show(small)
    document.type_cell("project", 1, "name", "Road 311")
    monkeypatch.setattr("ui.desk.ask_unsaved", lambda *_arguments: Unsaved.SAVE)
    monkeypatch.setattr("ui.desk.ask_save", lambda *_arguments: None)
    assert not window.close()


def test_a_file_that_cannot_be_read_leaves_the_open_one_and_says_why(
    window, show, small, tmp_path, monkeypatch
):
    document = show(small)
    told = []
    monkeypatch.setattr("ui.desk.show_error", lambda _context, _parent, what, text: told.append((what, text)))
    (tmp_path / "broken.lcs").write_bytes(b"nothing of ours")
    window.open_file(tmp_path / "broken.lcs")
    window.open_file(tmp_path / "absent.lcs")
    (tmp_path / "broken.xlsx").write_bytes(b"nothing of ours")
    window.open_file(tmp_path / "broken.xlsx")
    assert len(told) == 3
    assert all(text and "Traceback" not in text for _, text in told)
    assert window.desk.document is document


def test_a_click_on_a_finding_goes_to_its_cell(window, show, qtbot):
    document = show(
        scenario(
            villages=[village()],
            outputs=outputs(),
            households=[household(), household(household_id="H2", members="four")],
            parcels=[parcel()],
        )
    )
    model = window.desk.findings.model
    row = next(row for row, each in enumerate(model.findings) if each.place.column == "members")
    view = window.desk.findings.view
    view.scrollTo(model.index(row, 0))
    place = view.visualRect(model.index(row, 2)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    page = window.desk.pages[2]
    assert window.desk.stack.currentWidget() is page
    index = page.editor.view.currentIndex()
    assert page.editor.view.table_model().key(index.row()) == int(document.scenario["households"].keys[1])
    assert index.data() == "four"


def test_f8_goes_round_the_findings_and_shift_f8_back(window, show, qtbot):
    show(
        scenario(
            villages=[village(land_multiple="", resettlement_multiple="")],
            outputs=outputs(),
            households=[household()],
            parcels=[parcel()],
        )
    )
    count = len(window.desk.findings.model.findings)
    assert count >= 2
    qtbot.keyClick(window, Qt.Key.Key_F8)
    assert window.desk.findings.view.currentIndex().row() == 0
    assert window.desk.stack.currentWidget() is window.desk.pages[1]
    qtbot.keyClick(window, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert window.desk.findings.view.currentIndex().row() == count - 1


def test_a_finding_behind_a_filter_is_still_reached(window, show):
    show(
        scenario(
            villages=[village()],
            outputs=outputs(),
            households=[household(), household(household_id="H2", head="Other")],
        )
    )
    window.desk.navigation.show_page(2)
    page = window.desk.pages[2]
    page.editor.search.setText("H1")
    assert page.editor.view.table_model().rowCount() == 1
    key = int(window.desk.document.scenario["households"].keys[1])
    window.desk.go_to(Place("households", key, "head"))
    assert page.editor.view.currentIndex().data() == "Other"


def test_pages_with_errors_are_marked_in_the_navigation(window, show, small):
    document = show(small)
    document.type_cell("villages", int(document.scenario["villages"].keys[0]), "population", "many")
    described = window.desk.navigation.list.item(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert described.endswith("has errors")


def test_a_missing_project_field_is_reached_from_its_finding(window, show, small):
    document = show(small)
    document.type_cell("project", 1, "county", "")
    window.desk.go_to(Place("project", 1, "county"))
    field = window.desk.pages[0].field_editor("county")
    assert isinstance(field, QLineEdit)
    assert QApplication.focusWidget() is field
    assert field.property("state") == "danger"


@pytest.mark.parametrize("language", ["en", "zh"], indirect=True)
def test_every_page_opens_in_both_languages(window, show, small, language):
    show(small)
    for number, page in enumerate(window.desk.pages):
        window.desk.navigation.show_page(number)
        assert window.desk.stack.currentWidget() is page
        assert page.heading.text()
    assert window.desk.pages[0].heading.text() == {"en": "Project", "zh": "项目"}[language]
    assert window.desk.status.saved.text() == {"en": "Not saved", "zh": "未保存"}[language]


def test_a_register_opens_with_what_was_not_read_among_the_findings_and_is_never_written_to(
    window, tmp_path, monkeypatch
):
    book = openpyxl.load_workbook(SAMPLE)
    book["村"].cell(1, book["村"].max_column + 1, "颜色")
    path = tmp_path / "register.xlsx"
    book.save(path)
    before = path.read_bytes()
    window.open_file(path)
    assert window.desk.document.path is None
    assert window.desk.document.unsaved
    assert any("颜色" in text for text in finding_texts(window))
    asked = []
    monkeypatch.setattr("ui.desk.ask_save", lambda *arguments: asked.append(arguments[3]))
    window.save_action.trigger()
    assert asked == ["register.lcs"]
    assert path.read_bytes() == before


def test_the_export_holds_the_register_and_the_results(window, show, small, tmp_path, monkeypatch):
    show(small)
    monkeypatch.setattr("ui.desk.ask_save", lambda *_arguments: tmp_path / "out")
    window.desk.export()
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert {"项目", "村", "代发明细"} <= set(book.sheetnames)
    window.open_file(tmp_path / "out.xlsx")
    assert window.desk.status.figures[-1].text() == "13,350.00"


def test_an_empty_register_can_be_written_and_opened(window, tmp_path, monkeypatch):
    monkeypatch.setattr("ui.desk.ask_save", lambda *_arguments: tmp_path / "empty.xlsx")
    window.desk.write_template()
    window.open_file(tmp_path / "empty.xlsx")
    assert len(window.desk.document.scenario["villages"]) == 0


def test_f6_goes_through_the_parts_of_the_window(window, show, small, qtbot):
    show(small)
    window.desk.navigation.show_page(2)
    page = window.desk.pages[2]
    seen = [QApplication.focusWidget()]
    for _ in range(4):
        qtbot.keyClick(window, Qt.Key.Key_F6)
        seen.append(QApplication.focusWidget())
    assert seen == [
        page.editor.view,
        page.editor.search,
        window.desk.findings.view,
        window.desk.navigation.list,
        page.editor.view,
    ]


@pytest.mark.parametrize("language", ["en", "zh"], indirect=True)
def test_the_window_fits_a_small_screen_whatever_its_foot_shows(window, show, language):
    rows = [parcel(parcel_id=f"P{number}", area="999999") for number in range(40)]
    show(scenario(villages=[village()], outputs=outputs(), households=[household()], parcels=rows))
    status = window.desk.status
    job = Job("Opening the register of the whole county.xlsx", "statements", *[None] * 4, Progress(), False)
    job.progress.done, job.progress.total = 29_999, 30_000
    status.show_job(job)
    status.tell(
        "2 files written to /a/very/long/path/of/folders/that/does/not/end/soon/at/all/on/this/screen"
    )
    for number in range(len(window.desk.pages)):
        window.desk.navigation.show_page(number)
        assert window.minimumSizeHint().width() <= 1280, (number, language)
        assert window.minimumSizeHint().height() <= 720, (number, language)


def test_ctrl_z_in_a_field_takes_back_what_the_field_changed_in_the_file(window, show, small, qtbot):
    show(small)
    window.desk.navigation.show_page(1)
    edit = window.desk.pages[1].panel.entry_editor("land_multiple")
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, "8.00")
    qtbot.keyClick(edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.desk.status.figures[-1].text() == "13,350.00"  # what is being typed is the field's affair
    edit.selectAll()
    qtbot.keyClicks(edit, "8.00")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert window.desk.status.figures[-1].text() == "14,450.00"
    qtbot.keyClick(edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (edit.text(), window.desk.status.figures[-1].text()) == ("7.00", "13,350.00")
    qtbot.keyClick(edit, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert (edit.text(), window.desk.status.figures[-1].text()) == ("8.00", "14,450.00")


def test_a_first_window_is_never_larger_than_the_screen(window):
    room = window.screen().availableSize()
    assert window.isMaximized() == (room.width() < 1382 or room.height() < 816)
    assert window.normalGeometry().width() < room.width() or window.minimumWidth() > room.width()
    assert window.normalGeometry().height() < room.height()


def test_sums_that_lack_an_amount_say_so(window, show, small):
    document = show(small)
    status = window.desk.status
    assert "Incomplete:" not in texts_of(status)
    key = int(document.scenario["villages"].keys[0])
    document.type_cell("villages", key, "land_multiple", "")
    assert "Incomplete:" in texts_of(status)


def texts_of(widget):
    return [each.text() for each in widget.findChildren(QLabel) if not each.isHidden()]
