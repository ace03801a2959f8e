"""Typing into tables and forms: moving on, drop-downs, input methods, and the new row at the end."""

import pytest
from builders import household, item, outputs, parcel, scenario, village
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QWheelEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit

from calc.tables import Unread
from ui.actions import CellEdit
from ui.tables.choice_list import ChoiceModel
from ui.tables.choices import choices_of
from ui.tables.filters import ColumnFilter

Key = Qt.Key
SHIFT, ALT, CONTROL = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
)
VILLAGES, HOUSEHOLDS, PARCELS, ITEMS = 1, 2, 3, 4


def county():
    return scenario(
        villages=[
            village(village="上河村", group="一组"),
            village(village_id="2", village="下河村", group="二组", population="2000"),
        ],
        outputs=[*outputs(), *outputs("2", "B")],
        households=[
            household(household_id="H10", head="李建国"),
            household(household_id="H11", head="张建国", village_id="2"),
            household(household_id="H12", head="张建国"),
            household(household_id="H2", head="单雄信", village_id="2"),
        ],
        parcels=[parcel(household_id="H99"), parcel(parcel_id="P2", household_id="H10")],
        items=[item(household_id="H10")],
    )


@pytest.fixture
def document(show):
    return show(county())


def view_of(window, number, qtbot):
    window.desk.navigation.show_page(number)
    page = window.desk.pages[number]
    view = page.villages.view if number == VILLAGES else page.editor.view
    window.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    return view


def at(view, row, name):
    """Make a cell current."""
    model = view.table_model()
    view.setCurrentIndex(model.index(row, model.column_of(name)))


def place(view):
    """Return the current row and the name of the current column."""
    index = view.currentIndex()
    return index.row(), view.table_model().fields[index.column()].name


def editor_of(view):
    return view._delegate.editor


def focused(view):
    editor = editor_of(view)
    return editor if editor is not None and editor.hasFocus() else view


def press(qtbot, view, *keys):
    """Press keys, or type texts, where the keyboard is: in the editor, or in the table."""
    for key in keys:
        if isinstance(key, str):
            for letter in key:
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    event = QKeyEvent(kind, ord(letter.upper()), Qt.KeyboardModifier.NoModifier, letter)
                    QCoreApplication.sendEvent(focused(view), event)
        else:
            qtbot.keyClick(focused(view), *(key if isinstance(key, tuple) else (key,)))


def texts(document, table, column):
    return document.scenario[table].text(column).values.tolist()


def compose(widget, text="", commit=""):
    """Have an input method show `text` as a composition, or commit a text."""
    event = QInputMethodEvent(text, [])
    if commit:
        event.setCommitString(commit)
    QCoreApplication.sendEvent(widget, event)


# Opening, leaving, moving on


def test_typing_replaces_what_stood_in_a_cell_and_escape_brings_it_back(window, document, qtbot):
    view = view_of(window, HOUSEHOLDS, qtbot)
    at(view, 0, "head")
    press(qtbot, view, "Wang")
    assert editor_of(view).text() == "Wang"
    press(qtbot, view, Key.Key_Escape)
    assert editor_of(view) is None
    assert texts(document, "households", "head")[0] == "李建国"
    assert document.stack.count() == 0


def test_backspace_opens_a_cell_empty(window, document, qtbot):
    view = view_of(window, HOUSEHOLDS, qtbot)
    at(view, 0, "head")
    press(qtbot, view, Key.Key_Backspace)
    assert editor_of(view).text() == ""
    press(qtbot, view, Key.Key_Return)
    assert texts(document, "households", "head")[0] == ""


@pytest.mark.parametrize("way", ["F2", "double click"])
def test_editing_begins_at_the_end_of_what_stands_there(window, document, qtbot, way):
    view = view_of(window, HOUSEHOLDS, qtbot)
    at(view, 0, "head")
    if way == "F2":
        press(qtbot, view, Key.Key_F2)
    else:
        middle = view.visualRect(view.currentIndex()).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle)
        qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert not editor_of(view).hasSelectedText()
    press(qtbot, view, "x", Key.Key_Left, "y", Key.Key_Return)
    assert texts(document, "households", "head")[0] == "李建国yx"


def test_arrow_keys_leave_a_cell_that_is_typed_over_until_f2_is_pressed(window, document, qtbot):
    view = view_of(window, HOUSEHOLDS, qtbot)
    at(view, 0, "phone")
    press(qtbot, view, "12", Key.Key_Down)
    assert place(view) == (1, "phone")
    press(qtbot, view, "34", Key.Key_F2, Key.Key_Left, "5", Key.Key_Up)
    assert texts(document, "households", "phone")[0] == "12"
    press(qtbot, view, Key.Key_Return)
    assert texts(document, "households", "phone")[:2] == ["12", "354"]


def test_enter_moves_down_and_shift_enter_up(window, document, qtbot):
    view = view_of(window, HOUSEHOLDS, qtbot)
    assert window.desk.document is document
    at(view, 1, "head")
    press(qtbot, view, Key.Key_Return)
    assert place(view) == (2, "head")
    press(qtbot, view, (Key.Key_Return, SHIFT), "A", (Key.Key_Return, SHIFT))
    assert place(view) == (0, "head")
    press(qtbot, view, (Key.Key_Return, SHIFT))
    assert place(view) == (0, "head")


def test_tab_goes_along_the_cells_that_can_be_edited_and_seen(window, document, qtbot):
    view = view_of(window, VILLAGES, qtbot)
    model = view.table_model()
    assert window.desk.document is document
    view.setColumnHidden(model.column_of("resettlement_multiple"), True)
    at(view, 0, "group")
    press(qtbot, view, Key.Key_Tab)
    assert place(view) == (0, "land_multiple")
    press(qtbot, view, Key.Key_Tab)
    assert place(view) == (0, "township")
    press(qtbot, view, (Key.Key_Backtab, SHIFT), (Key.Key_Backtab, SHIFT))
    assert place(view) == (0, "group")
    last = model.fields[-1].name
    at(view, 0, last)
    press(qtbot, view, Key.Key_Tab)
    assert place(view) == (1, "village_id")
    press(qtbot, view, (Key.Key_Backtab, SHIFT))
    assert place(view) == (0, last)


def test_enter_after_tab_returns_to_the_column_where_typing_began(window, document, qtbot):
    view = view_of(window, HOUSEHOLDS, qtbot)
    at(view, 0, "identity_number")
    press(qtbot, view, "1", Key.Key_Tab, "2", Key.Key_Tab, "3", Key.Key_Return)
    assert place(view) == (1, "identity_number")
    assert texts(document, "households", "phone")[0] == "3"
    press(qtbot, view, Key.Key_Tab, Key.Key_Down, Key.Key_Return)
    assert place(view) == (3, "members")


# The new row at the end


def test_enter_in_the_last_row_makes_a_new_one_that_one_undo_removes(window, document, qtbot):
    view = view_of(window, HOUSEHOLDS, qtbot)
    at(view, 3, "head")
    press(qtbot, view, "New", Key.Key_Return)
    assert place(view) == (4, "head")
    assert document.stack.count() == 2
    press(qtbot, view, (Key.Key_Z, CONTROL))
    assert texts(document, "households", "head") == ["李建国", "张建国", "张建国", "New"]
    assert document.stack.undoText() == "Change one cell"


def test_tab_in_the_last_cell_makes_a_new_row(window, document, qtbot):
    view = view_of(window, HOUSEHOLDS, qtbot)
    at(view, 3, view.table_model().fields[-1].name)
    press(qtbot, view, Key.Key_Tab)
    assert place(view) == (4, "household_id")
    press(qtbot, view, "H9", Key.Key_Tab, Key.Key_Tab, "九", Key.Key_Return)
    assert place(view) == (5, "household_id")
    assert texts(document, "households", "household_id")[4:] == ["H9", ""]


@pytest.mark.parametrize("way", ["up", "Escape", "another cell", "another field", "save"])
def test_a_new_row_in_which_nothing_was_typed_goes_when_it_is_left(window, document, qtbot, tmp_path, way):
    view = view_of(window, HOUSEHOLDS, qtbot)
    document.path = tmp_path / "a.lcs"
    at(view, 3, "head")
    press(qtbot, view, Key.Key_Return)
    assert len(document.scenario["households"]) == 5
    press(qtbot, view, Key.Key_Return, Key.Key_Return)  # going on from it makes no other
    assert len(document.scenario["households"]) == 5
    if way == "up":
        press(qtbot, view, Key.Key_Up)
    elif way == "Escape":
        press(qtbot, view, Key.Key_Escape)
    elif way == "another cell":
        rect = view.visualRect(view.table_model().index(1, 0))
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
        assert place(view) == (1, "household_id")
    elif way == "another field":
        window.desk.pages[HOUSEHOLDS].editor.search.setFocus()
    else:
        window.save_action.trigger()
        assert not document.unsaved
        assert view.hasFocus()
    assert len(document.scenario["households"]) == 4
    assert document.stack.count() == 0
    document.rename_edits()


def test_a_new_row_stays_once_something_is_typed_in_it(window, document, qtbot):
    view = view_of(window, HOUSEHOLDS, qtbot)
    at(view, 3, "head")
    press(qtbot, view, Key.Key_Return, "New", Key.Key_Up, Key.Key_Up)
    assert texts(document, "households", "head")[4:] == ["New"]
    document.stack.undo()
    document.stack.undo()
    document.stack.redo()
    document.stack.redo()
    assert texts(document, "households", "head")[4:] == ["New"]


def test_a_new_row_emptied_by_undo_can_be_filled_again_by_redo_after_it_was_left(window, document, qtbot):
    view = view_of(window, HOUSEHOLDS, qtbot)
    at(view, 3, "head")
    press(qtbot, view, Key.Key_Return, "New", Key.Key_Tab, (Key.Key_Z, CONTROL), Key.Key_Up)
    assert len(document.scenario["households"]) == 4
    while document.stack.canRedo():
        document.stack.redo()
    assert texts(document, "households", "head")[4:] == ["New"]


def test_a_new_row_takes_over_the_village_that_was_sought(window, document, qtbot):
    view = view_of(window, HOUSEHOLDS, qtbot)
    page = window.desk.pages[HOUSEHOLDS].editor
    page.search.setText("H10")
    at(view, 0, "household_id")
    press(qtbot, view, Key.Key_Return)
    assert texts(document, "households", "village_id")[1] == ""  # not what was asked for
    view.table_model().set_fixed(("village_id", "2"))
    page.search.clear()
    at(view, view.table_model().rowCount() - 1, "household_id")
    press(qtbot, view, Key.Key_Return)
    assert texts(document, "households", "village_id")[-1] == "2"


def test_a_new_row_takes_over_the_village_that_a_column_is_filtered_to(window, document, qtbot):
    view = view_of(window, HOUSEHOLDS, qtbot)
    view.table_model().set_column_filter("village_id", ColumnFilter(frozenset({"2"})))
    at(view, 1, "head")
    press(qtbot, view, Key.Key_Return, "New", Key.Key_Up)
    assert texts(document, "households", "village_id")[-1] == "2"
    assert view.table_model().rowCount() == 3


def test_a_sought_household_is_taken_over_by_a_new_parcel(window, document, qtbot):
    view = view_of(window, PARCELS, qtbot)
    window.desk.pages[PARCELS].editor.search.setText("h10")
    at(view, 0, "parcel_id")
    press(qtbot, view, Key.Key_Return)
    assert texts(document, "parcels", "household_id") == ["H99", "H10", "H10"]


# Choices


def list_of(view):
    return editor_of(view).shown_list()


def offered(view):
    shown = list_of(view)
    return (
        []
        if shown is None
        else [str(shown.model().index(row).data()) for row in range(shown.model().rowCount())]
    )


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("H12", "H12"),  # whole
        ("sxx", "H2"),  # initials
        ("dxx", "H2"),  # in another reading
        ("李", "H10"),  # a name
        ("zjg", "H12"),  # of two by one name that of the parcel's village
        ("H1", "H1"),  # several begin so: nobody was meant yet
        ("nobody", "nobody"),  # no choice, but nothing typed is lost
    ],
)
@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Tab])
def test_a_household_is_found_by_id_name_or_initials(window, document, qtbot, typed, taken, key):
    view = view_of(window, PARCELS, qtbot)
    at(view, 0, "household_id")
    press(qtbot, view, typed, key)
    assert texts(document, "parcels", "household_id")[0] == taken
    assert document.stack.count() == 1


def test_the_list_shows_ids_with_names_and_villages_where_two_have_one_name(window, document, qtbot):
    assert window.desk.document is document
    view = view_of(window, PARCELS, qtbot)
    at(view, 0, "household_id")
    press(qtbot, view, "H10", (Key.Key_Down, ALT))
    assert offered(view) == ["H10", "H12", "H11", "H2"]  # those of the parcel's village first
    table = editor_of(view).choices.table
    assert list(table.beside) == ["李建国", "张建国  下河村二组", "张建国  上河村一组", "单雄信"]
    assert list_of(view).highlighted() == "H10"
    assert editor_of(view).hasFocus()


def test_two_of_one_name_in_one_village_are_told_apart_by_the_end_of_their_id_numbers(window, show):
    document = show(
        scenario(
            villages=[village(village="上河村")],
            outputs=outputs(),
            households=[
                household(head="王建军", identity_number="990101195102020015"),
                household(household_id="H2", head="王建军"),
            ],
            parcels=[parcel()],
        )
    )
    rows = document.scenario["parcels"]
    column = rows.spec.by_name["household_id"]
    choices = choices_of(document.scenario, document.assessment, "parcels", int(rows.keys[0]), column)
    assert list(choices.table.beside) == ["王建军  上河村  …0015", "王建军  上河村"]
    assert window.desk.document is document


def test_arrow_keys_choose_and_escape_closes_first_the_list_and_then_the_editor(window, document, qtbot):
    view = view_of(window, PARCELS, qtbot)
    at(view, 0, "household_id")
    press(qtbot, view, "zjg", Key.Key_Down, Key.Key_Return)
    assert texts(document, "parcels", "household_id")[0] == "H11"
    at(view, 0, "household_id")
    press(qtbot, view, "zjg", Key.Key_Escape)
    assert list_of(view) is None
    assert editor_of(view).text() == "zjg"
    press(qtbot, view, Key.Key_Escape)
    assert editor_of(view) is None
    assert texts(document, "parcels", "household_id")[0] == "H11"


def test_what_was_typed_counts_after_the_list_was_closed(window, document, qtbot):
    view = view_of(window, PARCELS, qtbot)
    at(view, 0, "land_class")
    press(qtbot, view, "h", Key.Key_Escape, Key.Key_Return)
    assert texts(document, "parcels", "land_class")[0] == "h"


@pytest.mark.parametrize(
    ("page", "table", "column", "typed", "taken"),
    [
        (PARCELS, "parcels", "land_class", "sjd", "水浇地"),
        (PARCELS, "parcels", "land_class", "望天", "旱地"),
        (PARCELS, "parcels", "village_id", "xhc", "2"),
        (PARCELS, "parcels", "zone", "a", "A"),
        (HOUSEHOLDS, "households", "village_id", "下河", "2"),
    ],
)
def test_classes_zones_and_villages_are_found_likewise(
    window, document, qtbot, page, table, column, typed, taken
):
    view = view_of(window, page, qtbot)
    at(view, 0, column)
    press(qtbot, view, typed, Key.Key_Return)
    assert texts(document, table, column)[0] == taken


def test_a_declared_choice_is_found_by_its_initials(window, document, qtbot):
    view = view_of(window, HOUSEHOLDS, qtbot)
    at(view, 0, "holder_type")
    press(qtbot, view, "dw", Key.Key_Return)
    assert document.scenario["households"].cell(0, "holder_type") == 1
    at(view, 0, "holder_type")
    press(qtbot, view, "neither", Key.Key_Return)
    assert document.scenario["households"].cell(0, "holder_type") == Unread("neither")


def test_a_click_takes_a_choice_and_the_arrow_in_the_editor_opens_the_list(window, document, qtbot):
    view = view_of(window, PARCELS, qtbot)
    at(view, 0, "land_class")
    press(qtbot, view, Key.Key_F2)
    (arrow,) = editor_of(view).actions()
    assert arrow.toolTip() == "Show the choices (Alt+Down)"
    arrow.trigger()
    shown = list_of(view)
    index = shown.model().index(offered(view).index("菜地"))
    qtbot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=shown.visualRect(index).center())
    assert texts(document, "parcels", "land_class")[0] == "菜地"
    assert editor_of(view) is None
    assert not shown.isVisible()


def test_the_list_stays_inside_the_window(window, show, qtbot):
    rows = [parcel(parcel_id=f"P{number}") for number in range(60)]
    show(scenario(villages=[village()], outputs=outputs(), households=[household()], parcels=rows))
    view = view_of(window, PARCELS, qtbot)
    for row in (0, 59):
        at(view, row, "land_class")
        view.scrollTo(view.currentIndex())
        press(qtbot, view, Key.Key_F2, (Key.Key_Down, ALT))
        assert window.rect().contains(list_of(view).geometry())
        assert list_of(view).page() >= 12
        cell = editor_of(view).mapTo(window, QPoint(0, 0)).y()
        assert not cell < list_of(view).geometry().center().y() < cell + editor_of(view).height()
        press(qtbot, view, Key.Key_Escape, Key.Key_Escape)


def test_a_cell_without_choices_has_no_arrow(window, document, qtbot):
    assert window.desk.document is document
    view = view_of(window, PARCELS, qtbot)
    at(view, 0, "area")
    press(qtbot, view, Key.Key_F2)
    assert editor_of(view).actions() == []


def test_the_list_keeps_qts_rules(window, document):
    choices = choices_of(
        document.scenario,
        document.assessment,
        "parcels",
        0 + int(document.scenario["parcels"].keys[0]),
        document.scenario["parcels"].spec.by_name["household_id"],
    )
    model = ChoiceModel(choices.table)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    for typed in ("", "zjg", "none such", "H"):
        model.show_positions(choices.offer(typed).positions)
    assert model.rowCount() == 4
    assert window.desk.document is document
    del tester


def test_rows_without_an_id_are_no_choices(window, show, qtbot):
    show(
        scenario(
            villages=[village()],
            outputs=outputs(),
            parcels=[parcel()],
            households=[household(household_id=""), household(household_id="H2", head="")],
        )
    )
    view = view_of(window, PARCELS, qtbot)
    at(view, 0, "household_id")
    press(qtbot, view, Key.Key_F2, (Key.Key_Down, ALT))
    assert offered(view) == ["H2"]


# Input methods


def test_composing_on_a_selected_cell_opens_it_without_losing_the_first_syllable(window, document, qtbot):
    view = view_of(window, HOUSEHOLDS, qtbot)
    at(view, 0, "head")
    for text in ("z", "zh", "zhang"):
        compose(QApplication.focusObject(), text)
    assert editor_of(view).composing
    assert editor_of(view).text() == ""  # it is typed over
    compose(QApplication.focusObject(), commit="张")
    assert editor_of(view).text() == "张"
    assert editor_of(view).hasFocus()
    compose(QApplication.focusObject(), "san")
    compose(QApplication.focusObject(), commit="三")
    press(qtbot, view, Key.Key_Return)
    assert texts(document, "households", "head")[0] == "张三"
    assert place(view) == (1, "head")


def test_a_word_composed_elsewhere_is_not_lost_either(window, document, qtbot):
    """An input method that shows its composition in a window of its own sends only the finished word."""
    view = view_of(window, HOUSEHOLDS, qtbot)
    at(view, 0, "head")
    compose(view, commit="张")
    assert editor_of(view).text() == "张"
    compose(QApplication.focusObject(), commit="三")
    press(qtbot, view, Key.Key_Return)
    assert texts(document, "households", "head")[0] == "张三"


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter, Key.Key_Tab])
def test_enter_while_composing_commits_the_composition_and_does_not_move_on(
    window, document, qtbot, first, key
):
    view = view_of(window, HOUSEHOLDS, qtbot)
    at(view, 0, "head")
    before = ""
    if not first:
        press(qtbot, view, Key.Key_F2)
        before = "李建国"
    compose(QApplication.focusObject(), "wang")
    press(qtbot, view, key)
    assert editor_of(view).text() == before + "wang"
    assert not editor_of(view).composing
    assert place(view) == (0, "head")
    assert document.stack.count() == 0
    press(qtbot, view, Key.Key_Return)
    assert place(view) == (1, "head")
    assert texts(document, "households", "head")[0] == before + "wang"


@pytest.mark.parametrize("first", [True, False])
def test_escape_while_composing_takes_back_only_the_composition(window, document, qtbot, first):
    view = view_of(window, HOUSEHOLDS, qtbot)
    at(view, 0, "head")
    if not first:
        press(qtbot, view, "abc")
    compose(QApplication.focusObject(), "wang")
    press(qtbot, view, Key.Key_Escape)
    assert editor_of(view).text() == ("李建国" if first else "abc")
    assert not editor_of(view).composing
    assert document.stack.count() == 0


def test_a_cell_that_cannot_be_edited_takes_no_input_method(window, document, qtbot):
    view = view_of(window, VILLAGES, qtbot)
    for name, open_to_it in (("village", True), ("amount", False), ("group", True)):
        at(view, 0, name)
        assert view.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled) == open_to_it
    at(view, 0, "per_capita")
    press(qtbot, view, "0")  # with which the next row's figure begins
    assert place(view) == (0, "per_capita")
    compose(view, "z")
    compose(view, commit="张")
    assert editor_of(view) is None
    assert document.stack.count() == 0


def test_the_list_gives_way_to_a_composition_and_answers_to_its_word(window, document, qtbot):
    view = view_of(window, PARCELS, qtbot)
    at(view, 0, "household_id")
    press(qtbot, view, "z")
    assert list_of(view) is not None
    compose(editor_of(view), "shan")
    assert list_of(view) is None
    compose(editor_of(view))
    press(qtbot, view, Key.Key_Backspace)
    compose(editor_of(view), "shan")
    compose(editor_of(view), commit="单")
    assert offered(view) == ["H2"]
    press(qtbot, view, Key.Key_Return)
    assert texts(document, "parcels", "household_id")[0] == "H2"


def test_fields_of_forms_compose_undisturbed_and_enter_moves_on(window, document, qtbot):
    window.desk.navigation.show_page(0)
    page = window.desk.pages[0]
    field, following = page.field_editor("county"), page.field_editor("requisitioning_unit")
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    field.selectAll()
    compose(field, "shang")
    qtbot.keyClick(field, Key.Key_Return)
    assert (field.text(), field.hasFocus()) == ("shang", True)
    assert document.scenario.project("county") == "Example County"
    compose(field, "xian")
    qtbot.keyClick(field, Key.Key_Escape)
    assert field.text() == "shang"
    qtbot.keyClick(field, Key.Key_Return)
    assert document.scenario.project("county") == "shang"
    assert following.hasFocus()
    qtbot.keyClick(following, Key.Key_Return, SHIFT)
    assert field.hasFocus()


def test_escape_brings_back_what_stood_in_a_field(window, document, qtbot):
    window.desk.navigation.show_page(VILLAGES)
    field = window.desk.pages[VILLAGES].panel.entry_editor("multiple_basis")
    assert isinstance(field, CellEdit)
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "other")
    qtbot.keyClick(field, Key.Key_Escape)
    assert field.text() == "County decision 8/2018"
    assert document.stack.count() == 0


def test_a_find_field_composes_undisturbed(window, document, qtbot):
    assert window.desk.document is document
    view = view_of(window, HOUSEHOLDS, qtbot)
    search = window.desk.pages[HOUSEHOLDS].editor.search
    search.setFocus()
    compose(search, "zhang")
    qtbot.keyClick(search, Key.Key_Tab)
    assert (search.text(), search.hasFocus()) == ("zhang", True)
    search.clear()
    compose(search, commit="单")
    assert view.table_model().rowCount() == 1


# Other ways to find and to lose what is typed


def test_find_fields_know_initials(window, document, qtbot):
    view = view_of(window, HOUSEHOLDS, qtbot)
    window.desk.pages[HOUSEHOLDS].editor.search.setText("zjg")
    assert view.table_model().rowCount() == 2
    window.desk.navigation.show_page(6)
    results = window.desk.pages[6]
    results.grouping.setCurrentIndex(1)
    results.search.setText("sxx")
    assert results.groups.rowCount() == 1
    assert document.stack.count() == 0


def test_saving_takes_what_is_still_being_typed(window, document, qtbot, tmp_path):
    document.path = tmp_path / "a.lcs"
    view = view_of(window, HOUSEHOLDS, qtbot)
    at(view, 0, "head")
    press(qtbot, view, "Wang")
    window.save_action.trigger()
    assert texts(document, "households", "head")[0] == "Wang"
    assert not document.unsaved
    assert view.hasFocus()


def test_the_wheel_changes_no_cell_and_full_width_digits_are_digits(window, document, qtbot):
    view = view_of(window, PARCELS, qtbot)
    at(view, 0, "area")
    press(qtbot, view, "２．５")
    editor = editor_of(view)
    wheel = QWheelEvent(
        QPointF(5, 5),
        editor.mapToGlobal(QPointF(5, 5)),
        QPoint(0, 0),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QCoreApplication.sendEvent(editor, wheel)
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "２．５"
    press(qtbot, view, Key.Key_Return)
    assert document.scenario["parcels"].number("area").cell(0) == 2_500_000


@pytest.mark.usefixtures("document")
def test_an_editor_shows_its_whole_text_where_the_cell_is_narrower(window, qtbot):
    view = view_of(window, 3, qtbot)
    at(view, 0, "household_id")
    index = view.currentIndex()
    view.setColumnWidth(index.column(), 40)
    view.edit(index)
    cell, editor = view.visualRect(index), editor_of(view)
    assert editor.geometry().topLeft() == cell.topLeft()
    before = editor.width()
    assert before > cell.width()
    editor.setText(editor.text() * 3)
    assert before < editor.width() <= view.viewport().width() - cell.left()
