"""Findings as an officer works with them: seen in the cell, gone through, filtered, copied, acknowledged."""

import pytest
from builders import household, item, outputs, parcel, price, project, small_scenario, village
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit

from calc.findings import Place, Severity
from calc.language import catalogue
from ui.acknowledging import AcknowledgeDialog, RecordsDialog
from ui.finding_kinds import KINDS

FIRST, LAST = 0, 3
BOTH = pytest.mark.parametrize("language", ["en", "zh"], indirect=True)


@pytest.fixture
def busy():
    """Return a scenario with two errors and some warnings in two villages."""
    return small_scenario(
        villages=[village(), village(village_id="2", group="2社", multiple_basis="")],
        outputs=[*outputs(), *outputs("2")],
        households=[household(), household(household_id="H2", village_id="2", account_name="Aunt")],
        parcels=[parcel(), parcel(parcel_id="P2", village_id="2", household_id="H2", area="soon")],
        items=[
            item(price="40", price_basis="Talks"),
            item(item_id="I2", village_id="2", household_id="H2", quantity="many"),
        ],
        prices=[price()],
        project=[project()],
    )


@pytest.fixture
def panel(window):
    return window.desk.findings


def codes(panel):
    return [each.code for each in panel.model.findings]


def row_of(panel, code):
    return codes(panel).index(code)


def texts(panel, column):
    return [panel.model.index(row, column).data() for row in range(panel.model.rowCount())]


def select(panel, *wanted):
    """Select the findings of some codes."""
    panel.view.clearSelection()
    for code in wanted:
        index = panel.model.index(row_of(panel, code), 0)
        flags = panel.view.selectionModel().SelectionFlag
        panel.view.selectionModel().setCurrentIndex(index, flags.Select | flags.Rows)


def choose(box, value):
    box.setCurrentIndex(box.findData(value))


def give(reason, qtbot, seen=None):
    """Type a reason into the dialog that comes up next, and press Enter."""

    def type_it():
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, AcknowledgeDialog)
        if not dialog.isActiveWindow():
            QTimer.singleShot(10, type_it)
            return
        if seen is not None:
            seen.append(dialog)
            seen.append(dialog.accept_button.isEnabled())
        edit = dialog.reason.lineEdit()
        if reason.isascii():
            qtbot.keyClicks(edit, reason)
        else:
            composed = QInputMethodEvent("", [])
            composed.setCommitString(reason)
            QApplication.sendEvent(edit, composed)
        qtbot.keyClick(edit, Qt.Key.Key_Return)

    QTimer.singleShot(0, type_it)


def acknowledge(panel, qtbot, *wanted, reason="Compared with the original"):
    select(panel, *wanted)
    give(reason, qtbot)
    panel.acknowledge()
    panel.window().activateWindow()  # which a window manager would do
    qtbot.waitUntil(panel.window().isActiveWindow)


def cell(window, page, table, position, column):
    """Return the index of a cell in a page's table."""
    model = window.desk.pages[page].editor.view.table_model()
    key = int(window.desk.document.scenario[table].keys[position])
    return model.index(model.row_of(key), model.column_of(column))


# ---- errors in the cell ----


@BOTH
def test_an_error_stays_visible_in_its_cell_by_colour_icon_and_words(window, show, busy):
    document = show(busy)
    index = cell(window, 3, "parcels", 1, "area")
    theme = window.context.theme
    look = index.model().look(index.row(), index.column())
    assert (look.text, look.icon, look.background) == ("soon", ("error", "danger"), "danger_soft")
    assert index.data(Qt.ItemDataRole.ForegroundRole) == theme.color("danger")
    assert not index.data(Qt.ItemDataRole.DecorationRole).isNull()
    finding = next(each for each in document.findings if each.place.column == "area")
    assert index.data(Qt.ItemDataRole.ToolTipRole) == document.told(finding)
    assert "soon" in index.data(Qt.ItemDataRole.ToolTipRole)
    document.type_cell("parcels", finding.place.key, "area", "3")
    look = index.model().look(index.row(), index.column())
    assert (look.icon, look.background, index.data(Qt.ItemDataRole.ToolTipRole)) == (None, "", None)


# ---- the list ----


def test_the_list_keeps_qts_rules_through_filters_and_edits(show, busy, panel, qtbot):
    tester = QAbstractItemModelTester(panel.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    document = show(busy)
    panel.search.setText("H2")
    acknowledge(panel, qtbot, "account-holder-differs")
    panel.search.clear()
    panel._acknowledged.defaultAction().trigger()
    document.stack.undo()
    assert tester.model() is panel.model


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind_is_called_what_the_document_calls_it(language, request):
    rows = request.config.rootpath.joinpath("docs", "findings.md").read_text("utf-8").splitlines()
    listed = [row.strip("| ").split(" | ") for row in rows if row.startswith("| `")]
    for code, _, chinese, english in listed:
        title = catalogue(language).text(KINDS[code.strip("`")])
        assert title.casefold() == (chinese if language == "zh" else english).casefold()
    assert len(listed) == len(KINDS)


def test_filters_narrow_the_list_by_words_kind_sheet_and_village(show, busy, panel):
    show(busy)
    everything = codes(panel)
    panel.search.setText("aunt")
    assert codes(panel) == ["account-holder-differs"]
    panel.search.clear()
    panel.filter_action.trigger()
    assert panel.filters.isVisible()
    choose(panel.filters.kind, "unreadable")
    assert set(codes(panel)) == {"unreadable"}
    choose(panel.filters.table, "items")
    assert [each.place.id for each in panel.model.findings] == ["I2"]
    panel.filters.clear_button.click()
    choose(panel.filters.village, "1")
    assert [each.place.id for each in panel.model.findings] == ["I1"]
    panel.filter_action.trigger()
    assert not panel.filters.isVisible()
    assert codes(panel) == everything


@BOTH
def test_the_choices_name_kinds_with_their_number_and_villages(show, busy, panel, language):
    show(busy)
    panel.filter_action.trigger()
    kind = panel.filters.kind
    assert (
        kind.itemText(kind.findData("unreadable"))
        == {
            "en": "The cell's text cannot be read (2)",
            "zh": "单元格内容无法识别 (2)",
        }[language]
    )
    assert [panel.filters.village.itemText(row) for row in (0, 2)] == [
        {"en": "All villages", "zh": "全部村"}[language],
        "2 Stone Bridge2社",
    ]


def test_a_kind_that_was_mended_away_stays_chosen(show, busy, panel):
    document = show(busy)
    panel.filter_action.trigger()
    choose(panel.filters.kind, "account-holder-differs")
    document.type_cell("households", int(busy["households"].keys[1]), "relation", "aunt")
    assert panel.filters.kind.currentData() == "account-holder-differs"
    assert codes(panel) == []
    document.stack.undo()
    assert codes(panel) == ["account-holder-differs"]


def test_what_was_looked_at_is_left_out_when_asked_for_and_the_current_one_stays(show, busy, panel):
    document = show(busy)
    before = codes(panel)
    assert panel.model.index(0, 0).data(Qt.ItemDataRole.FontRole).bold()
    panel.step(1)
    panel.step(1)
    assert panel.model.index(0, 0).data(Qt.ItemDataRole.FontRole) is None
    panel.filters.unseen.setChecked(True)
    assert codes(panel) == before[1:]
    assert panel.view.currentIndex().row() == 0
    document.type_cell("project", 1, "name", "Another")
    assert codes(panel) == before[1:]


def test_a_long_list_is_searched_in_the_background_and_the_last_word_wins(
    window, show, busy, panel, monkeypatch
):
    show(busy)
    monkeypatch.setattr("ui.finding_panel._MANY", 0)
    started = []
    monkeypatch.setattr(
        window.context.jobs,
        "start",
        lambda work, done, *_rest, **_kept: started.append((work, done)) or panel._search,
    )
    before = codes(panel)
    panel.search.setText("i2")
    panel._filter()
    panel.search.setText("aunt")
    panel._filter()
    assert codes(panel) == before
    for work, done in reversed(started):
        done(work(type(panel._search)()))
    assert codes(panel) == ["account-holder-differs"]


def test_f8_goes_on_from_where_the_last_finding_was_mended(window, show, busy, panel, qtbot):
    document = show(busy)
    select(panel, "account-holder-differs")
    row = row_of(panel, "account-holder-differs")
    following = panel.model.findings[row + 1]
    document.type_cell("households", int(busy["households"].keys[1]), "relation", "aunt")
    assert not panel.view.currentIndex().isValid()
    qtbot.keyClick(window, Qt.Key.Key_F8)
    assert panel.view.currentIndex().row() == row
    assert panel.model.findings[row].place == following.place


def test_a_click_shows_the_cell_and_leaves_the_keyboard_in_the_list_enter_takes_it_there(
    window, show, busy, panel, qtbot
):
    show(busy)
    row = row_of(panel, "account-holder-differs")
    index = panel.model.index(row, 2)
    panel.view.scrollTo(index)
    qtbot.mouseClick(
        panel.view.viewport(), Qt.MouseButton.LeftButton, pos=panel.view.visualRect(index).center()
    )
    page = window.desk.pages[2]
    assert window.desk.stack.currentWidget() is page
    assert page.editor.view.currentIndex().data() == "Aunt"
    assert QApplication.focusWidget() is panel.view
    qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is page.editor.view
    assert panel.view.currentIndex().row() == row


def test_selecting_several_with_the_mouse_stays_in_the_list(window, show, busy, panel, qtbot):
    show(busy)
    panel.view.setFocus()
    page = window.desk.stack.currentWidget()
    window.desk._middle.setSizes([300, 400])
    panel.view.selectRow(0)
    place = panel.view.visualRect(panel.model.index(2, 2)).center()
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, shift, place)
    assert len(panel._selected()) == 3
    assert window.desk.stack.currentWidget() is page


@BOTH
def test_findings_are_copied_as_lines_of_text(show, busy, panel, qtbot, language):
    document = show(busy)
    acknowledge(panel, qtbot, "account-holder-differs", reason="Her aunt")
    panel._acknowledged.defaultAction().trigger()
    select(panel, "account-holder-differs", "price-unlike-list")
    panel.view.setFocus()
    qtbot.keyClick(panel.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert len(lines) == 2
    weights = {"en": {"Acknowledged", "Warning"}, "zh": {"已确认", "警告"}}[language]
    assert {line[0] for line in lines} == weights
    assert any("Her aunt" in line[3] for line in lines)
    assert all(
        line[2] in {document.told(each).splitlines()[0] for each in document.findings} for line in lines
    )


@BOTH
def test_the_current_finding_is_as_high_as_its_words_need(window, show, panel):
    window.resize(1366, 768)
    show(
        small_scenario(
            villages=[village(cultivated_area="1000", land_multiple="8", resettlement_multiple="6")]
        )
    )
    row = row_of(panel, "village-on-edge")
    usual = panel.view.rowHeight(row)
    panel.view.selectRow(row)
    grown = panel.view.rowHeight(row)
    assert grown >= panel.view.fontMetrics().lineSpacing() * 2
    assert grown > usual
    assert window.desk.document.told(panel.model.findings[row]) == panel.model.index(row, 2).data(
        Qt.ItemDataRole.ToolTipRole
    )
    panel.view.clearSelection()
    panel.view.setCurrentIndex(panel.model.index(-1, 0))
    assert panel.view.rowHeight(row) == usual


@BOTH
def test_an_empty_list_says_why_it_is_empty(show, small, busy, panel, language):
    show(small)
    assert panel._empty.isVisible()
    assert panel._empty.text() == {"en": "Nothing wrong was found.", "zh": "没有发现问题。"}[language]
    show(busy)
    assert not panel._empty.isVisible()
    panel.search.setText("no such words")
    assert panel._empty.isVisible()
    assert (
        panel._empty.text()
        == {
            "en": "No finding fits the filters.",
            "zh": "没有符合筛选条件的检查结果。",
        }[language]
    )


# ---- acknowledging ----


@BOTH
def test_an_acknowledged_warning_leaves_the_round_and_keeps_its_reason(
    window, show, busy, panel, qtbot, language
):
    document = show(busy)
    digest = document.scenario.digest
    warnings = panel._weights[Severity.WARNING].text()
    select(panel, "account-holder-differs")
    seen = []
    give("Her aunt receives it", qtbot, seen)
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert seen[1] is False  # nothing can be acknowledged before there is a reason
    assert "account-holder-differs" not in codes(panel)
    assert panel.view.isColumnHidden(3)
    assert panel._weights[Severity.WARNING].text() != warnings
    assert panel._acknowledged.text().endswith(" 1")
    assert document.scenario.digest == digest
    index = cell(window, 2, "households", 1, "account_name")
    look = index.model().look(index.row(), index.column())
    assert look.icon == ("acknowledged", "muted")
    tip = index.data(Qt.ItemDataRole.ToolTipRole)
    assert "Her aunt receives it" in tip
    assert {"en": "Acknowledged:", "zh": "已确认："}[language] in tip
    panel._acknowledged.defaultAction().trigger()
    row = row_of(panel, "account-holder-differs")
    assert panel.model.index(row, 0).data() == {"en": "Acknowledged", "zh": "已确认"}[language]
    assert "Her aunt receives it" in panel.model.index(row, 3).data()
    assert not panel.view.isColumnHidden(3)


def test_only_open_warnings_mark_the_pages(window, show, busy, panel, qtbot):
    show(busy)
    described = window.desk.navigation.list.item(2)
    role = Qt.ItemDataRole.AccessibleTextRole
    assert described.data(role).endswith("has warnings")
    acknowledge(panel, qtbot, "account-holder-differs")
    assert described.data(role) == "Households"
    window.undo_action.trigger()
    assert described.data(role).endswith("has warnings")


def test_many_warnings_take_one_reason_and_one_step_back(window, show, panel, qtbot):
    rows = [item(item_id=f"I{number}", price="40", price_basis="Talks") for number in range(12)]
    document = show(small_scenario(items=rows))
    panel.filter_action.trigger()
    choose(panel.filters.kind, "price-unlike-list")
    panel.view.selectAll()
    give("Agreed in talks", qtbot)
    panel.acknowledge()
    assert window.undo_action.text() == "Undo “Acknowledge 12 warnings”"
    assert len(document.acknowledged) == 12
    assert codes(panel) == []
    window.undo_action.trigger()
    assert codes(panel) == ["price-unlike-list"] * 12
    window.redo_action.trigger()
    assert len(document.acknowledged) == 12


def test_an_edit_made_while_many_are_recorded_is_not_lost(window, show, panel, qtbot, monkeypatch):
    document = show(small_scenario(items=[item(price="40", price_basis="Talks")]))
    monkeypatch.setattr("ui.finding_panel._MANY", 0)
    started = []
    monkeypatch.setattr(
        window.context.jobs, "start", lambda work, done, *_rest, **_kept: started.append((work, done))
    )
    acknowledge(panel, qtbot, "price-unlike-list")
    document.type_cell("project", 1, "name", "Another")
    while started:
        work, done = started.pop()
        done(work(None))
    assert len(document.acknowledged) == 1
    assert document.scenario.project_text("name") == "Another"
    assert document.stack.count() == 2


@pytest.mark.parametrize("language", ["zh"], indirect=True)
def test_the_step_back_is_named_in_chinese_with_its_number(window, show, panel, qtbot):
    rows = [item(item_id=f"I{number}", price="40", price_basis="Talks") for number in range(12)]
    show(small_scenario(items=rows))
    panel.search.setText("补偿标准")
    panel.view.selectAll()
    give("已当面议定", qtbot)
    panel.acknowledge()
    assert window.undo_action.text() == "撤销“确认 12 条警告”"


def test_errors_and_notes_cannot_be_acknowledged(show, busy, panel, qtbot):
    document = show(busy)
    select(panel, "unreadable")
    assert not panel.acknowledge_action.isEnabled()
    panel.view.selectAll()
    assert panel.acknowledge_action.isEnabled()
    give("All compared", qtbot)
    panel.acknowledge()
    assert {each.severity for each in document.findings if document.acknowledged.of(each)} == {
        Severity.WARNING
    }
    assert "unreadable" in codes(panel)


def test_cancelling_acknowledges_nothing(show, busy, panel):
    document = show(busy)
    select(panel, "account-holder-differs")
    QTimer.singleShot(0, lambda: QApplication.activeModalWidget().reject())
    panel.acknowledge()
    assert document.stack.count() == 0


@BOTH
def test_other_figures_open_the_warning_again_with_the_old_reason_beside_it(
    window, show, busy, panel, qtbot, language
):
    document = show(busy)
    acknowledge(panel, qtbot, "price-unlike-list", reason="Agreed in talks")
    document.type_cell("items", int(busy["items"].keys[0]), "price", "41")
    row = row_of(panel, "price-unlike-list")
    assert panel.model.index(row, 0).data() == {"en": "Warning", "zh": "警告"}[language]
    old = {"en": "Acknowledged earlier for other figures: Agreed", "zh": "曾就原数据确认：Agreed"}[language]
    assert panel.model.index(row, 3).data().startswith(old)
    index = cell(window, 4, "items", 0, "price")
    assert index.model().look(index.row(), index.column()).icon == ("warning", "caution")
    assert old in index.data(Qt.ItemDataRole.ToolTipRole)
    document.stack.undo()
    assert "price-unlike-list" not in codes(panel)


def test_an_acknowledgement_can_be_withdrawn_and_that_undone(window, show, busy, panel, qtbot):
    document = show(busy)
    acknowledge(panel, qtbot, "account-holder-differs", "price-unlike-list")
    panel._acknowledged.defaultAction().trigger()
    select(panel, "account-holder-differs", "unreadable")
    assert panel.withdraw_action.isEnabled()
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier | shift)
    assert len(document.acknowledged) == 1
    assert window.undo_action.text() == "Undo “Withdraw 1 acknowledgements”"
    window.undo_action.trigger()
    assert len(document.acknowledged) == 2


def test_the_latest_reasons_and_the_officer_are_offered(window, show, busy, panel, qtbot):
    document = show(busy)
    acknowledge(panel, qtbot, "account-holder-differs", reason="First reason")
    acknowledge(panel, qtbot, "price-unlike-list", reason="Second reason")
    dialog = AcknowledgeDialog(window.context, document, [document.findings[0]], window)
    assert [dialog.reason.itemText(row) for row in range(dialog.reason.count())] == [
        "Second reason",
        "First reason",
    ]
    assert dialog.reason.currentText() == ""
    assert dialog.officer.text() == document.scenario.project_text("calculator")
    dialog.reason.setCurrentIndex(1)
    assert dialog.accept_button.isEnabled()
    dialog.deleteLater()


def test_forms_show_an_acknowledged_warning_without_its_colour(window, show, panel, qtbot):
    document = show(
        small_scenario(
            project=[project(basis_event="")],
            villages=[village(multiple_basis="")],
            parcels=[parcel()],
        )
    )
    panel_of_village = window.desk.pages[1].panel
    field = window.desk.pages[0].field_editor("basis_event")
    basis = panel_of_village.entry_editor("multiple_basis")
    window.desk.navigation.show_page(1)
    assert (field.property("state"), basis.property("state")) == ("caution", "caution")
    acknowledge(panel, qtbot, "basis-event-missing", "multiple-basis-missing", reason="Not recorded then")
    assert len(document.acknowledged) == 2
    assert (field.property("state"), basis.property("state")) == ("", "")
    assert "Not recorded then" in field.accessibleDescription()
    assert "Not recorded then" in basis.accessibleDescription()


def test_an_acknowledgement_without_a_reason_is_reached_and_mended_from_its_finding(window, show, panel):
    row = {"code": "account-holder-differs", "sheet": "户", "row_id": "H1", "column": "账户名", "reason": ""}
    document = show(small_scenario(households=[household(account_name="Aunt")], acknowledgements=[row]))
    assert "account-holder-differs" in codes(panel)
    finding = next(each for each in document.findings if each.code == "acknowledgement-incomplete")
    seen = []

    def mend():
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, RecordsDialog)
        view = dialog.editor.view
        seen.append(view.currentIndex().column() == view.table_model().column_of("reason"))
        view.table_model().setData(view.currentIndex(), "Her aunt")
        dialog.reject()

    QTimer.singleShot(0, mend)
    window.desk.go_to(finding.place)
    assert seen == [True]
    assert "acknowledgement-incomplete" not in codes(panel)
    assert document.stack.count() == 1


def test_a_file_saved_with_acknowledgements_opens_with_them(
    window, show, busy, panel, qtbot, tmp_path, monkeypatch
):
    show(busy)
    acknowledge(panel, qtbot, "account-holder-differs")
    monkeypatch.setattr("ui.desk.ask_save", lambda *_arguments: tmp_path / "county.lcs")
    window.save_action.trigger()
    window.open_file(tmp_path / "county.lcs")
    assert "account-holder-differs" not in codes(panel)
    assert len(window.desk.document.acknowledged) == 1


def test_a_finding_of_the_file_as_a_whole_goes_nowhere_and_harms_nothing(window, show, busy, panel):
    show(busy)
    window.desk.go_to(Place())
    assert isinstance(panel.search, QLineEdit)
