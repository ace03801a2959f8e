"""Presets in the village card and for many villages: what they set, what they never fill, where they lead."""

import pytest
from builders import household, outputs, parcel, scenario, village
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from ui.amounts import Amount
from ui.pages import villages as villages_page
from ui.pages.preset_dialog import PresetDialog


def five_villages():
    none = {"land_multiple": "", "resettlement_multiple": "", "multiple_basis": ""}
    return scenario(
        villages=[
            village(),
            village(village_id="2", village="Two", **none),
            village(village_id="3", village="Three", **none),
            village(village_id="4", village="Second tier", cultivated_area="999.6", **none),
            village(village_id="5", village="Poor", cultivated_area="300", **none),
        ],
        outputs=[row for each in "12345" for row in outputs(each)],
        households=[household()],
        parcels=[parcel()],
    )


@pytest.fixture
def page(window, show, monkeypatch):
    monkeypatch.setattr("ui.desk.ExplanationDialog.exec", lambda _dialog: None)
    show(five_villages())
    window.desk.navigation.show_page(1)
    return window.desk.pages[1]


def go(page, row):
    view = page.villages.view
    view.setCurrentIndex(view.table_model().index(row, 0))


def cells(page, name):
    rows = page.document.scenario["villages"]
    return [rows.cell(row, name) for row in range(len(rows))]


def shown(page):
    buttons = [*page.panel._presets.values(), page.panel._same]
    return [button.text() for button in buttons if button.isVisibleTo(page.panel)]


def test_the_card_offers_the_presets_of_its_tier_alone(page):
    assert shown(page) == ["Lowest", "Middle", "Highest", "Same as..."]
    assert page.panel._presets["middle"].toolTip() == "7 + 5"
    go(page, 3)
    assert page.panel._presets["middle"].toolTip() == "9 + 8"
    go(page, 4)
    assert shown(page) == ["10 + 15  Former national maxima, for reference"]
    assert (
        "Source: former Land Administration Law, Article 47" in page.panel._presets["former-maxima"].toolTip()
    )


def test_a_preset_sets_two_multiples_in_one_step_and_leads_to_the_basis_it_never_fills(page, qtbot):
    go(page, 1)
    qtbot.mouseClick(page.panel._presets["highest"], Qt.MouseButton.LeftButton)
    assert cells(page, "land_multiple")[1] == 800
    assert cells(page, "resettlement_multiple")[1] == 600
    assert cells(page, "multiple_basis")[1] == ""
    assert page.panel.entry_editor("multiple_basis").hasFocus()
    document = page.document
    assert document.stack.count() == 1
    document.stack.undo()
    assert cells(page, "land_multiple")[1] is None


def test_a_basis_that_stands_is_left_as_it_is(page):
    page.panel._presets["lowest"].click()
    assert cells(page, "land_multiple")[0] == 600
    assert cells(page, "multiple_basis")[0] == "County decision 8/2018"


@pytest.mark.parametrize("language", ["en", "zh"], indirect=True)
def test_the_menu_names_how_many_villages_got_multiples(window, page, language, monkeypatch):
    def choose(dialog):
        dialog.scope.setCurrentIndex(1)
        dialog.preset.setCurrentIndex(1)
        dialog.accept()
        return dialog.result()

    monkeypatch.setattr(villages_page.PresetDialog, "exec", choose)
    page.choose_action.trigger()
    expected = {"en": "Undo “Choose multiples for 2 villages”", "zh": "撤销“给 2 个村选定倍数”"}
    assert window.undo_action.text() == expected[language]
    assert cells(page, "land_multiple") == [700, 700, 700, None, None]
    assert cells(page, "multiple_basis") == ["County decision 8/2018", "", "", "", ""]
    assert page._village_id() == "2"
    assert page.panel.entry_editor("multiple_basis").hasFocus()
    page.document.stack.undo()
    assert cells(page, "land_multiple") == [700, None, None, None, None]


@pytest.fixture
def dialog(page, qtbot):
    def opened(keys, code=""):
        made = PresetDialog(page._context, page.document.assessment, keys, code=code)
        qtbot.addWidget(made)
        made.show()
        return made

    return opened


def rows_of(dialog):
    model = dialog.view.model()
    return [
        tuple(model.index(row, column).data() for column in (0, 2, 4, 5)) for row in range(model.rowCount())
    ]


def test_who_is_outside_the_tier_is_left_out_and_named(page, dialog):
    keys = page.document.scenario["villages"].keys.tolist()
    made = dialog(keys[1:])
    assert rows_of(made) == [
        ("2", "gets the multiples", "―", "6 + 4"),
        ("3", "gets the multiples", "―", "6 + 4"),
        ("4", "left out: it stands in tier 2", "―", "―"),
        ("5", "left out: it stands in tier 3", "―", "―"),
    ]
    assert made.apply.text() == "Give to 2 villages"
    tester = QAbstractItemModelTester(made.view.model())
    del tester


def test_the_tier_of_the_selection_comes_first_and_its_own_presets_with_it(page, dialog):
    keys = page.document.scenario["villages"].keys.tolist()
    made = dialog([keys[4]])
    assert made.tier.currentText() == "tier 3"
    assert [made.preset.itemText(row) for row in range(made.preset.count())] == [
        "Former national maxima, for reference  10 + 15"
    ]
    assert "For reference only" in made._note.text()
    made.tier.setCurrentIndex(1)
    assert made.preset.itemText(1) == "Middle  9 + 8"
    assert not made.apply.isEnabled()  # the selected village is of another tier
    made.scope.setCurrentIndex(1)
    assert [row[0] for row in rows_of(made)] == ["4"]


def test_the_multiples_of_another_village_of_the_tier_can_be_taken_over(page, dialog):
    key = int(page.document.scenario["villages"].keys[2])
    made = dialog([key], "same-as")
    assert made.like.isVisible()
    assert made.like.itemText(0) == "1  Hill TownshipStone Bridge  7 + 5"
    assert rows_of(made) == [("3", "gets the multiples", "―", "7 + 5")]


def test_villages_that_have_chosen_are_left_alone_where_only_the_open_ones_are_asked_for(dialog):
    made = dialog([])
    assert made.scope.currentIndex() == 1
    made.tier.setCurrentIndex(0)
    made.scope.setCurrentIndex(2)
    assert [row[0] for row in rows_of(made)] == ["2", "3"]


@pytest.mark.parametrize("language", ["en", "zh"], indirect=True)
def test_every_control_of_the_dialog_has_a_name_and_a_place(dialog, language):
    made = dialog([], "same-as")
    for box in (made.tier, made.scope, made.preset, made.like):
        assert box.accessibleName()
        assert box.isVisible()
    assert made.view.accessibleName(), language


def test_cancelling_changes_nothing(page, monkeypatch):
    monkeypatch.setattr(villages_page.PresetDialog, "exec", lambda dialog: dialog.reject() or 0)
    page.choose_action.trigger()
    assert page.document.stack.count() == 0


def test_figures_of_the_card_are_asked_why(page, qtbot):
    asked = []
    page.asked.connect(asked.append)
    panel = page.panel
    for amount in (*panel._amounts, panel._average, panel._people):
        qtbot.mouseClick(amount, Qt.MouseButton.LeftButton)
        assert asked[-1].value == amount.text()
    averages = [each for each in panel.findChildren(Amount) if each.accessibleName() == "A average"]
    (average,) = [each for each in averages if each.isVisibleTo(panel)]
    qtbot.mouseClick(average, Qt.MouseButton.LeftButton)
    assert (asked[-1].code, asked[-1].value, average.text()) == ("aaov", "1,100.00", "1,100.00")
    with qtbot.waitSignal(page.why) as told:
        qtbot.mouseClick(panel._whole, Qt.MouseButton.LeftButton)
    assert told.args == ["villages", int(page.document.scenario["villages"].keys[0])]


def test_the_card_says_in_words_why_it_is_no_other_tier(page):
    go(page, 3)
    panel = page.panel
    assert not panel._others.isVisibleTo(panel)
    panel._why_not.click()
    assert panel._others.isVisibleTo(panel)
    poorer, richer = panel._others.text().split("\n")
    assert poorer.startswith("Not tier 3: it needs less than 0.4 mu per head")
    assert richer.startswith("Not tier 1: it needs at least 1 mu per head")


def test_alt_enter_on_a_worked_out_cell_asks_about_that_cell(page, qtbot):
    asked = []
    page.asked.connect(asked.append)
    view = page.villages.view
    view.setFocus()
    view.setCurrentIndex(view.table_model().index(0, view.table_model().column_of("per_capita")))
    qtbot.keyClick(view, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert asked[-1].code == "per-capita"
