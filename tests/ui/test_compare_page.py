"""Comparing the open plan with an earlier one, and printing only what changed since."""

import openpyxl
import pytest
from builders import household, outputs, parcel, scenario, village
from PySide6.QtCore import Qt, QThread
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QPushButton

from calc import operations
from calc.storage import save
from ui import comparing
from ui.comparing import KEPT
from ui.explanation import ExplanationDialog
from ui.pages.compare import HOUSEHOLDS, INPUTS, LINES, VILLAGES


def plan(**overrides):
    tables = {
        "villages": [village(), village(village_id="2", village="Edge")],
        "outputs": [*outputs(), *outputs("2")],
        "households": [
            household(),
            household(household_id="H2", head="Head Two"),
            household(household_id="H3", village_id="2", head="Head Three"),
        ],
        "parcels": [
            parcel(),
            parcel(parcel_id="P2", household_id="H2", area="2"),
            parcel(parcel_id="P3", household_id="H3", village_id="2", area="3"),
        ],
    }
    return scenario(**{**tables, **overrides})


@pytest.fixture
def announced(tmp_path):
    path = tmp_path / "announced.lcs"
    save(plan(), path)
    return path


@pytest.fixture
def page(window, show, announced):
    """Return the compare page: parcel P2 grew, H3 has another name."""
    document = show(plan())
    number = document.scenario["parcels"].keys.tolist()
    document.type_cell("parcels", number[1], "area", "2.5")
    key = int(document.scenario["households"].keys[2])
    document.type_cell("households", key, "head", "Head Other")
    page = window.desk.compare_page
    window.desk.navigation.show_page(window.desk.pages.index(page))
    page.compare_with(announced)
    return page


def texts(model):
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def causes(page):
    return [page.causes.item(row).text() for row in range(page.causes.count())]


def test_before_a_plan_is_chosen_the_page_says_what_to_do(window, show):
    show(plan())
    page = window.desk.compare_page
    window.desk.navigation.show_page(window.desk.pages.index(page))
    buttons = [each.text() for each in page.findChildren(QPushButton) if each.isVisible()]
    assert buttons == ["Choose a file...", "With the file as last saved or opened"]
    assert not page._export.isEnabled()


def test_sums_villages_households_lines_and_inputs_that_differ_are_shown_with_signs(page):
    sums = texts(page.sums)
    assert [row[-1] for row in sums] == ["79,200.00", "85,800.00", "+6,600.00"]
    assert sums[2][1:3] == ["+3,850.00", "+2,750.00"]
    assert [page.tabs.tabText(number) for number in range(4)] == [
        *("Villages 1", "Households 2", "Lines 2", "Inputs 2")
    ]
    assert texts(page.model)[0][-1] == "+6,600.00"
    page.tabs.setCurrentIndex(HOUSEHOLDS)
    assert texts(page.model) == [
        ["H2", "Head Two", "2 lines", "print again", "11,000.00", "13,750.00", "+2,750.00"],
        ["H3", "Head Other", "Head of household", "print again", "16,500.00", "16,500.00", "0.00"],
    ]
    page.tabs.setCurrentIndex(LINES)
    assert [row[4] for row in texts(page.model)] == ["quantity 2 → 2.5"] * 2
    page.tabs.setCurrentIndex(INPUTS)
    assert texts(page.model)[0] == [
        "Households",
        "H3",
        "Head of household",
        "changed",
        "Head Three",
        "Head Other",
    ]
    assert page._side.isHidden()


def test_the_reasons_follow_the_row_and_lead_to_their_cells(page, window, qtbot):
    page.tabs.setCurrentIndex(LINES)
    assert causes(page) == ["Parcels · P2 · Area (mu): 2 → 2.5"]
    page.tabs.setCurrentIndex(HOUSEHOLDS)
    page.view.selectRow(1)
    assert causes(page) == ["Households · H3 · Head of household: Head Three → Head Other"]
    page.causes.setCurrentRow(0)
    qtbot.keyClick(page.causes, Qt.Key.Key_Return)
    assert window.desk.stack.currentWidget() is window.desk.pages[2]
    assert window.desk.pages[2].editor.view.currentIndex().data() == "Head Other"
    window.desk.navigation.show_page(window.desk.pages.index(page))
    page.tabs.setCurrentIndex(LINES)
    page.view.setFocus()
    place = page.view.visualRect(page.model.index(0, 0)).center()
    qtbot.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.desk.stack.currentWidget() is window.desk.pages[3]


def test_where_several_inputs_moved_a_line_it_is_said_by_how_much_each(page, window, qtbot):
    document = window.desk.document
    with qtbot.waitSignal(page.comparer.done):
        document.type_cell("villages", int(document.scenario["villages"].keys[0]), "land_multiple", "8")
    page.tabs.setCurrentIndex(LINES)
    page.view.selectRow([row[0] for row in texts(page.model)].index("P2"))
    assert causes(page) == [
        "Villages · 1 · Land compensation multiple: 7.00 → 8.00",
        "Parcels · P2 · Area (mu): 2 → 2.5",
        "One after the other: quantity +3,850.00; multiple +2,750.00",
    ]


def test_the_comparison_follows_edits_and_undo(page, window, qtbot):
    document = window.desk.document
    with qtbot.waitSignal(page.comparer.done):
        document.stack.undo()
    assert page.tabs.tabText(HOUSEHOLDS) == "Households 1"
    with qtbot.waitSignal(page.comparer.done):
        document.stack.undo()
    assert "Nothing differs" in page._message.text()
    assert page._message.isVisible()


def test_the_file_as_it_was_opened_or_saved_is_a_plan_to_compare_with(page, window, tmp_path):
    page.compare_with(KEPT)
    assert page.tabs.tabText(LINES) == "Lines 2"
    assert page.choice.currentText() == "The file as last saved or opened"
    window.desk._save_to(tmp_path / "now.lcs")
    page.comparer.refresh()
    assert "Nothing differs" in page._message.text()


def test_why_explains_the_present_line_the_village_and_what_a_household_gets(page, monkeypatch):
    asked = []
    monkeypatch.setattr(ExplanationDialog, "exec", lambda self: asked.append(self._step.code))
    page.tabs.setCurrentIndex(VILLAGES)
    page._why.trigger()
    page.tabs.setCurrentIndex(LINES)
    page._why.trigger()
    page.tabs.setCurrentIndex(HOUSEHOLDS)
    page._why.trigger()
    assert len(asked) == 3
    assert asked[-1] == "sum"


def test_rows_are_filtered_by_text_and_by_whether_an_amount_changed_and_sorted(page, qtbot):
    page.tabs.setCurrentIndex(HOUSEHOLDS)
    page.only_amounts.setChecked(True)
    assert [row[0] for row in texts(page.model)] == ["H2"]
    assert page._count.text() == "1 of 2 rows"
    page.only_amounts.setChecked(False)
    qtbot.keyClicks(page.search, "other")
    assert [row[0] for row in texts(page.model)] == ["H3"]
    page.search.clear()
    page.view.sortByColumn(6, Qt.SortOrder.AscendingOrder)
    assert [row[0] for row in texts(page.model)] == ["H3", "H2"]


def test_what_differs_can_be_copied_and_written_as_a_workbook(page, tmp_path, qtbot):
    page.tabs.setCurrentIndex(HOUSEHOLDS)
    page.view.setFocus()
    page.view.selectRow(0)
    page.copy()
    assert QGuiApplication.clipboard().text().startswith("H2\tHead Two\t2 lines")
    with qtbot.waitSignal(page.told):
        page.export_to(tmp_path / "differences.xlsx")
    book = openpyxl.load_workbook(tmp_path / "differences.xlsx")
    assert book["明细对比"]["K2"].value == 3850


def test_a_row_that_is_gone_says_so(page, window, qtbot):
    document = window.desk.document
    with qtbot.waitSignal(page.comparer.done):
        key = int(document.scenario["parcels"].keys[1])
        document.push(operations.delete_rows(document.scenario, "parcels", [key]))
    page.tabs.setCurrentIndex(LINES)
    assert texts(page.model)[0][4:] == ["gone", "15,400.00", "―", "-15,400.00"]
    with qtbot.waitSignal(page.told):
        page._ask_why()


def test_a_plan_that_cannot_be_read_is_told_and_another_can_be_chosen(page, tmp_path, monkeypatch):
    told = []
    monkeypatch.setattr("ui.desk.show_error", lambda _context, _parent, what, _text: told.append(what))
    broken = tmp_path / "broken.lcs"
    broken.write_text("no scenario")
    page.compare_with(broken)
    assert told == ["“broken.lcs” could not be compared."]
    assert page.choice.currentIndex() == 0
    assert any(each.isVisible() for each in page._buttons)


def test_a_comparison_can_be_cancelled_and_made_again(window, show, announced, monkeypatch, qtbot):
    show(plan())
    monkeypatch.setattr(window.context.jobs, "_inline", False)
    begun = []

    def endless(_earlier, _kept, progress):
        begun.append(progress)
        while True:
            progress.check()
            QThread.msleep(1)

    page = window.desk.compare_page
    window.desk.navigation.show_page(window.desk.pages.index(page))
    with monkeypatch.context() as slow:
        slow.setattr(comparing, "_assessed", endless)
        page.compare_with(announced)
        qtbot.waitUntil(lambda: bool(begun))
        with qtbot.waitSignal(page.comparer.cancelled):
            window.context.jobs.cancel()
    assert page._again.isVisible()
    with qtbot.waitSignal(page.comparer.done):
        page._again.click()
    assert "Nothing differs" in page._message.text()


def test_every_model_of_the_page_keeps_to_qts_rules(page):
    testers = [QAbstractItemModelTester(model) for model in (page.model, page.sums)]
    for number in range(4):
        page.tabs.setCurrentIndex(number)
        page.search.setText("h")
        page.model.sort(0, Qt.SortOrder.DescendingOrder)
        page.search.clear()
    assert len(testers) == 2


# --- printing only what changed ------------------------------------------------------------------------------


def test_only_households_that_changed_are_offered_all_ticked_and_printed(page, window, announced):
    desk = window.desk
    assert page.isVisible()
    desk.show_print()
    printing = desk.print_page
    printing.scope.setCurrentIndex(3)
    assert printing.households() == frozenset()
    assert "Choose the earlier plan" in printing.view.message.text()
    printing.compare_with(announced)
    assert printing.households() == {"H2", "H3"}
    offered = [printing.picks.model.index(row, 0).data() for row in range(printing.picks.model.rowCount())]
    assert offered == ["H2  Head Two: 2 lines", "H3  Head Other: Head of household"]
    assert printing.view.preview.pdf.pageCount() == 2
    first = printing.picks.model.index(0, 0)
    printing.picks.model.setData(first, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert printing.households() == {"H3"}
    desk.document.type_cell("households", int(desk.document.scenario["households"].keys[0]), "head", "New")
    assert printing.households() == {"H1", "H3"}


def test_where_no_statement_differs_nothing_is_printed_and_that_is_said(window, show, announced, qtbot):
    show(plan())
    window.desk.show_print()
    printing = window.desk.print_page
    printing.scope.setCurrentIndex(3)
    printing.compare_with(announced)
    assert "No household's statement differs" in printing.view.message.text()
    with qtbot.waitSignal(printing.told):
        printing.save()


def test_ticks_of_another_choice_do_not_reach_the_households_that_changed(page, window, announced):
    assert page.isVisible()
    window.desk.show_print()
    printing = window.desk.print_page
    printing.scope.setCurrentIndex(2)
    assert printing.households() == frozenset()
    printing.scope.setCurrentIndex(3)
    printing.compare_with(announced)
    assert printing.households() == {"H2", "H3"}


def test_the_open_file_is_not_offered_beside_itself(window, announced, tmp_path):
    own = tmp_path / "revised.lcs"
    save(plan(), own)
    for path in (announced, own):
        window.context.settings.remember(path)
    window.desk.open_file(own)
    page = window.desk.compare_page
    window.desk.navigation.show_page(window.desk.pages.index(page))
    for choice in (page.choice, window.desk.print_page.earlier):
        offered = [choice.itemData(place) for place in range(choice.count())]
        assert announced in offered
        assert own not in offered
