"""Selecting as in a spreadsheet: what is selected and comes to, jumps, whole rows, going round a block."""

import pytest
from builders import household, item, outputs, parcel, scenario, village
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence

from calc.tables import Unread
from ui.tables.selection import Selection

Key = Qt.Key
SHIFT, CONTROL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
VILLAGES, HOUSEHOLDS, PARCELS, ITEMS, PRICES = range(1, 6)
AREAS = ("1.5", "0.25", "", "2", "", "", "3")


@pytest.fixture(autouse=True)
def document(show):
    return show(
        scenario(
            villages=[village()],
            outputs=outputs(),
            households=[household(household_id="H1"), household(household_id="H2", head="李四")],
            parcels=[
                parcel(parcel_id=f"P{number}", area=area, household_id="H2" if number % 2 else "H1")
                for number, area in enumerate(AREAS)
            ],
            items=[item(household_id=""), item(item_id="I2", household_id="H9")],
        )
    )


def view_of(window, qtbot, number=PARCELS):
    window.desk.navigation.show_page(number)
    page = window.desk.pages[number]
    view = page.villages.view if number == VILLAGES else page.editor.view
    window.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    return view


def choose(view, rows, names):
    model = view.table_model()
    block = QItemSelection()
    for name in names:
        column = model.column_of(name)
        block.select(model.index(rows[0], column), model.index(rows[-1], column))
    corner = model.index(rows[0], model.column_of(names[0]))
    view.selectionModel().setCurrentIndex(corner, QItemSelectionModel.SelectionFlag.NoUpdate)
    view.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def at(view, row, name):
    index = view.table_model().index(row, view.table_model().column_of(name))
    view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def place(view):
    index = view.currentIndex()
    return index.row(), view.table_model().fields[index.column()].name


# What is selected, at the foot


@pytest.mark.parametrize("language", ["zh"], indirect=True)
def test_the_foot_says_how_many_cells_are_selected_and_their_exact_sum(window, qtbot):
    view, selected = view_of(window, qtbot), window.desk.status.selected
    at(view, 0, "area")
    assert selected.isHidden()
    choose(view, range(4), ["area"])
    qtbot.waitUntil(selected.isVisible)
    assert selected.text() == "已选 4 格 · 合计 3.75 亩"
    selected.click()
    assert QGuiApplication.clipboard().text() == "3.75"
    choose(view, range(2), ["place"])
    qtbot.waitUntil(lambda: selected.text() == "已选 2 格")
    at(view, 0, "area")
    qtbot.waitUntil(selected.isHidden)


def test_the_sum_follows_an_edit_and_a_filter_and_leaves_with_the_page(window, document, qtbot):
    view, selected = view_of(window, qtbot), window.desk.status.selected
    choose(view, range(2), ["area"])
    qtbot.waitUntil(lambda: selected.text() == "2 cells · sum 1.75 mu")
    document.type_cell("parcels", view.table_model().key(0), "area", "2")
    qtbot.waitUntil(lambda: selected.text() == "2 cells · sum 2.25 mu")
    document.stack.undo()
    qtbot.waitUntil(lambda: selected.text() == "2 cells · sum 1.75 mu")
    window.desk.navigation.show_page(HOUSEHOLDS)
    assert selected.isHidden()
    window.desk.navigation.show_page(PARCELS)
    qtbot.waitUntil(selected.isVisible)


def test_several_columns_are_added_up_each_for_itself(window, qtbot):
    view, selected = view_of(window, qtbot), window.desk.status.selected
    choose(view, range(2), ["land_class", "area", "square_metres"])
    qtbot.waitUntil(selected.isVisible)
    assert selected.text() == "6 cells · Area (mu): 1.75"
    assert "6 cells selected\nArea (mu): 1.75\n" in selected.toolTip()


def test_amounts_worked_out_are_added_up_too(window, show, qtbot, small):
    document = show(small)
    view = view_of(window, qtbot, VILLAGES)
    choose(view, range(view.table_model().rowCount()), ["village", "amount"])
    qtbot.waitUntil(window.desk.status.selected.isVisible)
    total = window.desk.status.figures[-1].text()
    assert document.assessment.totals.complete
    assert f"Amount (yuan): {total}" in window.desk.status.selected.text()


def test_where_there_is_little_room_whole_figures_are_left_out(window, qtbot):
    view, selected = view_of(window, qtbot), window.desk.status.selected
    choose(view, range(2), ["area", "contract_area"])
    qtbot.waitUntil(selected.isVisible)
    assert selected.minimumSizeHint().width() == 0
    whole, text = selected.sizeHint(), selected.text()
    shorter = "4 cells · …"
    rest = selected.fontMetrics().horizontalAdvance(text) - selected.fontMetrics().horizontalAdvance(shorter)
    for room, left in ((0, text), (rest, shorter), (rest + 1, "")):
        selected.resize(whole.width() - room, whole.height())
        assert selected.fitting_text() == left
    assert not selected.grab().isNull()


# Jumps


def test_ctrl_and_an_arrow_jump_to_the_edge_of_what_is_filled_in(window, qtbot):
    view = view_of(window, qtbot)
    at(view, 0, "area")
    seen = []
    for _ in range(5):
        qtbot.keyClick(view, Key.Key_Down, CONTROL)
        seen.append(view.currentIndex().row())
    assert seen == [1, 3, 6, 6, 6]
    for _ in range(4):
        qtbot.keyClick(view, Key.Key_Up, CONTROL)
        seen.append(view.currentIndex().row())
    assert seen[5:] == [3, 1, 0, 0]
    assert Selection.of(view).count == 1


def test_a_cell_that_cannot_be_read_is_filled_in(window, document, qtbot):
    view = view_of(window, qtbot)
    document.type_cell("parcels", view.table_model().key(2), "area", "two mu")
    assert isinstance(document.scenario["parcels"].cell(2, "area"), Unread)
    at(view, 0, "area")
    qtbot.keyClick(view, Key.Key_Down, CONTROL)
    assert view.currentIndex().row() == 3


def test_jumps_with_shift_select_and_sideways_pass_hidden_columns(window, qtbot):
    view = view_of(window, qtbot)
    at(view, 0, "area")
    qtbot.keyClick(view, Key.Key_Down, CONTROL | SHIFT)
    assert Selection.of(view).rows == {view.table_model().column_of("area"): [0, 1]}
    at(view, 0, "parcel_id")
    view.columns.show_column(view.table_model().column_of("village_id"), False)
    qtbot.keyClick(view, Key.Key_Right, CONTROL)
    assert place(view)[0] == 0
    assert place(view)[1] not in {"parcel_id", "village_id"}
    qtbot.keyClick(view, Key.Key_Left, CONTROL)
    assert place(view) == (0, "parcel_id")


def test_ctrl_home_and_end_go_to_the_corners_and_select(window, qtbot):
    view = view_of(window, qtbot)
    at(view, 2, "area")
    qtbot.keyClick(view, Key.Key_End, CONTROL)
    assert view.currentIndex().row() == len(AREAS) - 1
    assert Selection.of(view).count == 1
    qtbot.keyClick(view, Key.Key_Home, CONTROL | SHIFT)
    assert Selection.of(view).count == len(AREAS) * view.table_model().columnCount()


def test_shift_and_space_select_whole_rows(window, qtbot):
    view = view_of(window, qtbot)
    choose(view, range(1, 3), ["area"])
    qtbot.keyClick(view, Key.Key_Space, SHIFT)
    chosen = Selection.of(view)
    assert (chosen.all_rows, len(chosen.columns)) == ([1, 2], view.table_model().columnCount())


@pytest.mark.parametrize("keys", [(Key.Key_F4,), (Key.Key_Down, ALT)])
def test_f4_and_alt_down_open_the_list_on_a_cell(window, qtbot, keys):
    view = view_of(window, qtbot)
    at(view, 0, "land_class")
    qtbot.keyClick(view, *keys)
    assert view._delegate.editor.shown_list() is not None


# Going round a block


def test_enter_and_tab_go_round_a_selected_block_and_keep_it(window, qtbot):
    view = view_of(window, qtbot)
    choose(view, range(2), ["place", "boundaries"])
    seen = [place(view)]
    for key in (Key.Key_Return,) * 4:
        qtbot.keyClick(view, key)
        seen.append(place(view))
    assert seen == [(0, "place"), (1, "place"), (0, "boundaries"), (1, "boundaries"), (0, "place")]
    qtbot.keyClick(view, Key.Key_Tab)
    assert place(view) == (0, "boundaries")
    qtbot.keyClick(view, Key.Key_Tab)
    assert place(view) == (1, "place")
    qtbot.keyClick(view, Key.Key_Backtab, SHIFT)
    assert place(view) == (0, "boundaries")
    assert Selection.of(view).count == 4


def test_typing_goes_on_inside_the_block_and_makes_no_row_at_its_end(window, document, qtbot):
    view = view_of(window, qtbot)
    choose(view, range(5, 7), ["place"])
    for text in ("a", "b"):
        qtbot.keyClicks(view, text)
        qtbot.keyClick(view._delegate.editor, Key.Key_Return)
    assert document.scenario["parcels"].text("place").values.tolist()[5:] == ["a", "b"]
    assert (place(view), len(document.scenario["parcels"])) == ((5, "place"), len(AREAS))


# The find field, and a household's statement


@pytest.mark.parametrize("number", [VILLAGES, PARCELS])
def test_keys_lead_from_the_find_field_to_the_rows_and_back_to_all_rows(window, qtbot, number):
    view = view_of(window, qtbot, number)
    page = window.desk.pages[number]
    search = page.villages.search if number == VILLAGES else page.editor.search
    search.setFocus()
    qtbot.waitUntil(search.hasFocus)
    qtbot.keyClicks(search, "1")
    qtbot.keyClick(search, Key.Key_Down)
    assert view.hasFocus()
    assert view.currentIndex().isValid()
    search.setFocus()
    qtbot.keyClick(search, Key.Key_Escape)
    assert view.hasFocus()
    assert search.text() == ""
    assert not view.table_model().filtered


def trigger(view, keys):
    (action,) = (each for each in view.actions() if each.shortcut() == QKeySequence(keys))
    action.trigger()


def test_a_household_s_statement_is_one_key_away(window, show, qtbot):
    households = [household(household_id="H1"), household(household_id="H2", head="李四")]
    parcels = [parcel(household_id="H1"), parcel(parcel_id="P2", household_id="H2")]
    show(scenario(villages=[village()], outputs=outputs(), households=households, parcels=parcels))
    view, printing = view_of(window, qtbot, HOUSEHOLDS), window.desk.print_page
    at(view, 1, "head")
    trigger(view, "Ctrl+Shift+T")
    assert window.desk.stack.currentWidget() is printing
    assert printing.households() == {"H2"}
    assert printing.documents.checked() == ["household-statements"]
    assert printing.view.preview is not None
    assert printing.view.preview.pdf.pageCount() == 1
    assert printing.print_button.hasFocus()


def test_statements_of_the_households_of_several_parcels_are_offered_once_each(window, qtbot):
    view, printing = view_of(window, qtbot), window.desk.print_page
    choose(view, range(3), ["area"])
    trigger(view, "Ctrl+Shift+T")
    assert printing.households() == {"H1", "H2"}
    view = view_of(window, qtbot, HOUSEHOLDS)
    at(view, 0, "head")
    trigger(view, "Ctrl+Shift+T")
    assert printing.households() == {"H1"}


def test_rows_without_a_household_lead_nowhere_and_say_so(window, qtbot):
    view = view_of(window, qtbot, ITEMS)
    choose(view, range(2), ["name"])
    trigger(view, "Ctrl+Shift+T")
    assert window.desk.stack.currentWidget() is window.desk.pages[ITEMS]
    assert window.desk.status._told.text() == "No household of the register is named in these rows."


def test_the_results_of_several_rows_are_added_up(window, show, qtbot, small):
    show(small)
    page, selected = window.desk.results_page, window.desk.status.selected
    window.desk.navigation.show_page(window.desk.pages.index(page))
    page.lower_view.setFocus()
    page.lower_view.selectAll()
    qtbot.waitUntil(selected.isVisible)
    total = page.groups.index(0, page.groups.columnCount() - 1).data()
    assert selected.text() == f"{page.lines.rowCount()} rows selected · sum {total} yuan"
    page.lower_view.selectRow(0)
    qtbot.waitUntil(selected.isHidden)


def test_a_column_is_selected_from_the_menu_of_its_title(window, qtbot):
    view = view_of(window, qtbot)
    column = view.table_model().column_of("area")
    menu = view.header_menu(column, view)
    (select,) = (action for action in menu.actions() if action.text() == "Select this column")
    select.trigger()
    assert Selection.of(view).rows == {column: list(range(len(AREAS)))}


def test_a_row_s_number_has_the_menu_of_its_row(window, qtbot, monkeypatch):
    view, shown = view_of(window, qtbot), []
    header = view.verticalHeader()
    monkeypatch.setattr(view, "_show_menu", shown.append)
    for row in (3, 1):
        header.customContextMenuRequested.emit(QPoint(4, header.sectionViewportPosition(row) + 4))
        assert Selection.of(view).all_rows == [row]
    view.selectAll()
    header.customContextMenuRequested.emit(QPoint(4, header.sectionViewportPosition(1) + 4))
    assert len(Selection.of(view).all_rows) == len(AREAS)
    assert len(shown) == 3


# The new row at the end


def test_a_row_that_is_only_offered_raises_no_errors_and_leaves_the_totals(window, show, qtbot):
    document = show(scenario(villages=[village()], outputs=outputs(), parcels=[parcel(household_id="")]))
    view, total = view_of(window, qtbot), window.desk.status.figures[-1]
    found, shown = document.findings, total.text()
    at(view, 0, "parcel_id")
    qtbot.keyClick(view, Key.Key_Return)
    assert len(document.scenario["parcels"]) == 2
    assert (document.findings, total.text(), document.stale) == (found, shown, False)
    qtbot.keyClicks(view, "P2")
    qtbot.keyClick(view._delegate.editor, Key.Key_Tab)
    assert document.marks("parcels")[int(document.scenario["parcels"].keys[1]), "land_class"]
    assert document.assessment.scenario is document.scenario


def test_an_offered_row_that_is_undone_and_done_again_is_judged(window, show, qtbot):
    document = show(scenario(villages=[village()], outputs=outputs(), parcels=[parcel(household_id="")]))
    view = view_of(window, qtbot)
    at(view, 0, "parcel_id")
    qtbot.keyClick(view, Key.Key_Return)
    document.stack.undo()
    assert len(document.assessment.scenario["parcels"]) == 1
    document.stack.redo()
    assert document.assessment.scenario is document.scenario
    assert document.marks("parcels")[int(document.scenario["parcels"].keys[1]), "land_class"]
