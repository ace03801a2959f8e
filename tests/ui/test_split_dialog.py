"""Splitting a parcel on its page: by area, by share or equally, with the keyboard, undone in one step."""

import pytest
from builders import household, parcel, small_scenario
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLineEdit

from calc.splitting import measure_of
from ui.split_dialog import PartsModel, SplitDialog

Role = Qt.ItemDataRole
ID, HOUSEHOLD, HEAD, SHARE, AREA = range(5)
HOUSEHOLDS = [
    household(),
    household(household_id="H2", head="Head Two"),
    household(household_id="H3", head="Head Three"),
]


@pytest.fixture
def opened(window, show):
    """Return a function that opens a scenario with one parcel and asks for it to be split."""

    def open_dialog(**overrides):
        parcels = [parcel(**overrides), parcel(parcel_id="P2")]
        document = show(small_scenario(households=HOUSEHOLDS, parcels=parcels))
        page = window.desk.pages[3]
        window.desk.navigation.show_page(3)
        page.editor.view.setCurrentIndex(page.editor.view.table_model().index(0, 0))
        page.split_action.trigger()
        return document, page.findChild(SplitDialog)

    return open_dialog


def put(dialog, row, column, text):
    assert dialog.parts.setData(dialog.parts.index(row, column), text)


def shown(dialog, column):
    return [dialog.parts.index(row, column).data() for row in range(dialog.parts.rowCount())]


def areas_of(document):
    return document.scenario["parcels"].number("area").values.tolist()


def test_a_parcel_is_split_by_area_and_undone_in_one_step(opened, window):
    document, dialog = opened(area="1", contract_area="0.9")
    before = document.scenario.digest
    assert shown(dialog, ID) == ["P1-1", "P1-2"]
    assert shown(dialog, HEAD) == ["Head One", "the collective"]
    assert not dialog.split_button.isEnabled()
    put(dialog, 1, HOUSEHOLD, "H2")
    put(dialog, 1, AREA, "0.3")
    assert shown(dialog, AREA) == ["the rest", "0.3"]
    assert dialog.rest.text() == "Still to divide: 0.7 mu"
    dialog.split_button.click()
    assert areas_of(document) == [700_000, 300_000, 1_000_000]
    rows = document.scenario["parcels"]
    assert rows.text("household_id").values.tolist() == ["H1", "H2", "H1"]
    assert rows.cell(1, "remark") == "由地块P1拆分，原承包合同面积0.9亩"
    assert window.undo_action.text() == "Undo “Split parcel P1 into 2”"
    assert window.desk.pages[3].editor.view.current_key() == int(rows.keys[0])
    window.undo_action.trigger()
    assert document.scenario.digest == before


def test_shares_fill_in_the_areas_and_an_area_typed_by_hand_ends_them(opened):
    _, dialog = opened(area="1")
    dialog.parts.add()
    assert shown(dialog, ID) == ["P1-1", "P1-2", "P1-3"]
    for row, share in enumerate(("3", "2", "1")):
        put(dialog, row, HOUSEHOLD, f"H{row + 1}")
        put(dialog, row, SHARE, share)
    assert shown(dialog, AREA) == ["0.5", "0.3333", "0.1667"]
    assert dialog.split_button.isEnabled()
    put(dialog, 0, AREA, "0.6")
    assert shown(dialog, SHARE) == ["―"] * 3
    assert dialog.problem.text() == "The parts are 0.1 mu more than the parcel."
    assert not dialog.split_button.isEnabled()


def test_equal_parts_are_one_key_and_sum_exactly(opened, qtbot):
    document, dialog = opened(area="1")
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(dialog, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert shown(dialog, AREA) == ["0.3333", "0.3333", "0.3334"]
    qtbot.keyClick(dialog, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert dialog.parts.rowCount() == 2
    assert not dialog.split_button.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert dialog.parts.rowCount() == 2
    qtbot.keyClick(dialog, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog.split_button.click()
    assert areas_of(document)[:2] == [500_000, 500_000]


@pytest.mark.parametrize(
    ("row", "column", "text", "problem"),
    [
        (1, HOUSEHOLD, "H9", "Part 2: there is no household H9."),
        (1, ID, "P2", "Part 2: there is a parcel P2 already."),
        (0, ID, "", "Part 1: the ID is missing."),
        (1, AREA, "half", "Part 2: “half” is not a number"),
        (1, SHARE, "none", "Part 2: “none” is not a number"),
        (1, SHARE, "0", "Part 2: A share has to be greater than 0."),
    ],
)
def test_what_does_not_fit_is_said_in_words_and_nothing_can_be_done(opened, row, column, text, problem):
    _, dialog = opened(area="1")
    assert not dialog._problem_icon.isVisible() or dialog._problem_icon.pixmap().isNull()
    put(dialog, 1, AREA, "0.4")
    assert dialog.split_button.isEnabled()
    put(dialog, row, column, text)
    assert dialog.problem.text().startswith(problem)
    assert not dialog._problem_icon.pixmap().isNull()
    assert not dialog.split_button.isEnabled()


def test_what_the_rounding_of_the_parts_does_to_the_money_is_told_before_it_is_done(opened):
    document, dialog = opened(area="0.0003")
    put(dialog, 1, HOUSEHOLD, "H2")
    put(dialog, 1, AREA, "0.00025")
    assert dialog.effect.text().startswith("3.96 → 3.98 yuan")
    before = document.assessment.totals.amount
    dialog.split_button.click()
    assert document.assessment.totals.amount - before == 2


def test_money_that_stays_the_same_is_told_to_stay_the_same(opened):
    _, dialog = opened(area="1")
    put(dialog, 1, AREA, "0.5")
    assert dialog.effect.text() == "13,200.00 yuan, as before"


def test_a_parcel_that_cannot_be_computed_yet_can_be_split_all_the_same(opened):
    _, dialog = opened(area="1", zone="nowhere")
    put(dialog, 1, AREA, "0.4")
    assert "cannot be computed yet" in dialog.effect.text()
    assert dialog.split_button.isEnabled()


def test_a_parcel_without_a_readable_area_is_refused_with_the_reason(opened, monkeypatch):
    told = []
    monkeypatch.setattr("ui.desk.show_error", lambda _context, _parent, what, text: told.append((what, text)))
    _, dialog = opened(area="about one")
    assert dialog is None
    what, why = told[0]
    assert what == "This parcel cannot be split."
    assert "mend it first" in why


def test_the_dialog_says_what_is_split_and_that_a_dispute_stays(opened):
    _, dialog = opened(square_metres="1000", area="1.5", disputed="是", place="West")
    assert dialog._heading() == "P1 · 旱地 · West · 1000 m² · 1.5 mu"
    assert "disputed" in dialog._advice()
    assert dialog.parts.headerData(AREA, Qt.Orientation.Horizontal) == "Area (m²)"


def test_a_part_that_falls_to_the_collective_stands_out_unless_the_whole_was_its_own(opened):
    _, dialog = opened(area="1")
    color = dialog._context.theme.color
    second = dialog.parts.index(1, HEAD)
    assert second.data() == "the collective"
    assert second.data(Role.ForegroundRole) == color("caution")
    _, dialog = opened(area="1", household_id="")
    assert dialog.parts.index(0, HEAD).data(Role.ForegroundRole) == color("text")


def test_typing_into_the_table_moves_down_with_enter_and_never_splits_by_itself(opened, qtbot):
    document, dialog = opened(area="1")
    view = dialog.view
    put(dialog, 1, HOUSEHOLD, "H2")
    view.setCurrentIndex(dialog.parts.index(0, AREA))
    qtbot.keyClicks(view, "0")
    editor = view.findChild(QLineEdit, "cell")
    qtbot.keyClicks(editor, ".4")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert dialog.parts.drafts[0].area == "0.4"
    assert view.currentIndex().row() == 1
    assert dialog.split_button.isEnabled()
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert document.stack.count() == 0
    assert dialog.isVisible()


def test_households_are_offered_by_id_and_name_as_in_the_table(opened):
    _, dialog = opened(area="1")
    assert dialog._choices(dialog.parts.index(1, HOUSEHOLD))
    assert not dialog._choices(dialog.parts.index(1, AREA))


def test_the_split_is_offered_for_parcels_alone(window, show, small):
    show(small)
    assert "Ctrl+Shift+P" in window.desk.pages[3].split_action.toolTip()
    assert window.desk.pages[3].split_action in window.desk.pages[3].editor.view.actions()
    assert not hasattr(window.desk.pages[2], "split_action")


def test_the_model_keeps_qts_rules_while_parts_come_and_go(window, show):
    document = show(small_scenario(households=HOUSEHOLDS))
    key = int(document.scenario["parcels"].keys[0])
    model = PartsModel(window.context, document.scenario, key, measure_of(document.scenario, key))
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.add()
    model.setData(model.index(2, SHARE), "1")
    model.divide_equally()
    model.remove(1)
    model.remove(7)
    assert model.rowCount() == 2
    assert model.data(model.index(-1, 0)) is None
    assert not model.setData(model.index(0, HEAD), "x")
    assert model.headerData(1, Qt.Orientation.Vertical) == "2"
    del tester


@pytest.mark.parametrize("language", ["zh", "en"], indirect=True)
def test_the_dialog_speaks_both_languages(opened, language):
    _, dialog = opened(area="1")
    put(dialog, 1, AREA, "2")
    expected = "各份之和比原地块多 1 亩。" if language == "zh" else "The parts are 1 mu more than the parcel."
    assert dialog.problem.text() == expected
    assert dialog.view.accessibleName()
    assert dialog.remark.accessibleName()
