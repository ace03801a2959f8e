"""Columns with real mouse and keys: the first stays in sight, the others are moved, hidden, sized and filtered."""

import pytest
from builders import household, item, outputs, parcel, scenario, village
from PySide6.QtCore import QItemSelectionModel, QPoint, QRect, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QListView

from calc.tables import Unread
from ui.settings import columns_of
from ui.tables.filter_popup import FilterPopup, ValuesModel
from ui.tables.filters import ColumnFilter
from ui.tables.model import TableModel
from ui.tables.selection import shown_columns

Key, Left = Qt.Key, Qt.MouseButton.LeftButton
Ctrl, Shift, Plain = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)
ONLY = QItemSelectionModel.SelectionFlag.ClearAndSelect
PARCELS = 3
CLASSES = ("旱地", "水田", "旱地", "林地", "", "旱地")


def county():
    return scenario(
        villages=[village()],
        outputs=outputs(),
        households=[household()],
        parcels=[
            parcel(parcel_id=f"P{n}", land_class=name, area="much" if n == 4 else str(n + 1))
            for n, name in enumerate(CLASSES)
        ],
    )


@pytest.fixture
def document(show):
    return show(county())


@pytest.fixture
def view(window, document, qtbot):
    assert window.desk.document is document
    window.desk.navigation.show_page(PARCELS)
    view = window.desk.pages[PARCELS].editor.view
    window.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    return view


def go(view, row, name):
    model = view.table_model()
    view.selectionModel().setCurrentIndex(model.index(row, model.column_of(name)), ONLY)


def scroll(view, columns=3):
    """Scroll so that the columns behind the first are covered by it."""
    view.resizeColumnToContents(0)
    view.horizontalScrollBar().setValue(sum(view.columnWidth(number) for number in range(1, columns)) - 8)
    assert view.frozen_width() == view.columnWidth(0) > 0


def selected(view):
    return sorted(
        (index.row(), view.table_model().fields[index.column()].name)
        for index in view.selectionModel().selectedIndexes()
    )


# The first column


def test_the_first_column_is_seen_and_clicked_at_the_left_edge_after_scrolling(view, qtbot):
    scroll(view)
    middle = view.visualRect(view.table_model().index(2, 5)).center().y()
    qtbot.mouseClick(view.viewport(), Left, Plain, QPoint(10, middle))
    assert selected(view) == [(2, "parcel_id")]
    assert view.frozen_width() > 0, "a click on the first column must not scroll back"


def test_the_first_column_is_painted_over_what_was_scrolled_below_it(view):
    area = QRect(0, 0, view.columnWidth(0) - 2, view.rowHeight(0) * 3)
    go(view, 5, "place")
    before = view.viewport().grab(area).toImage()
    scroll(view)
    assert view.viewport().grab(area).toImage() == before


def test_an_editor_of_the_first_column_opens_where_it_is_seen(document, view, qtbot):
    go(view, 1, "parcel_id")
    scroll(view)
    qtbot.keyClick(view, Key.Key_F2)
    editor = view.findChild(QLineEdit, "cell")
    assert editor.x() == 0
    editor.selectAll()
    qtbot.keyClicks(editor, "Q7")
    qtbot.keyClick(editor, Key.Key_Return)
    assert document.scenario["parcels"].cell(1, "parcel_id") == "Q7"


def test_an_open_editor_slides_below_the_first_column(view, qtbot):
    go(view, 0, "household_id")
    qtbot.keyClick(view, Key.Key_F2)
    editor = view.findChild(QLineEdit, "cell")
    view.horizontalScrollBar().setValue(view.columnWidth(1) + 20)
    left = editor.mapTo(view.viewport(), editor.mask().boundingRect().topLeft()).x()
    assert left == view.frozen_width()
    view.horizontalScrollBar().setValue(0)
    assert editor.mask().isEmpty()


def test_a_cell_that_becomes_current_is_shown_beside_the_first_column(view, qtbot):
    go(view, 0, "remark")
    names = [view.table_model().fields[number].name for number in shown_columns(view)]
    for name in reversed(names[1:-1]):
        qtbot.keyClick(view, Key.Key_Left)
        index = view.currentIndex()
        assert view.table_model().fields[index.column()].name == name
        assert view.visualRect(index).left() >= view.frozen_width()


def test_a_selection_begun_below_the_first_column_grows_from_where_it_began(view, qtbot):
    go(view, 1, "village_id")
    for _ in range(6):
        qtbot.keyClick(view, Key.Key_Right, Shift)
    qtbot.keyClick(view, Key.Key_Down, Shift)
    view.horizontalScrollBar().setValue(view.columnWidth(1) // 2)
    qtbot.keyClick(view, Key.Key_Right, Shift)
    names = [field.name for field in view.table_model().fields[1:9]]
    assert selected(view) == sorted((row, name) for row in (1, 2) for name in names)


# Titles


def header(view):
    return view.horizontalHeader()


def test_the_first_title_is_clicked_where_it_is_seen(view, qtbot):
    scroll(view)
    qtbot.mouseClick(header(view).viewport(), Left, Plain, QPoint(20, 8))
    assert header(view).sortIndicatorSection() == 0
    width = view.columnWidth(0)
    edge = QPoint(width - 2, 8)
    qtbot.mousePress(header(view).viewport(), Left, Plain, edge)
    qtbot.mouseMove(header(view).viewport(), edge + QPoint(30, 0))
    qtbot.mouseRelease(header(view).viewport(), Left, Plain, edge + QPoint(30, 0))
    assert view.columnWidth(0) == width + 30


def test_the_first_column_is_never_moved_or_hidden(view):
    assert not header(view).isFirstSectionMovable()
    view.columns.show_column(0, shown=False)
    assert not view.isColumnHidden(0)


def layout(view):
    fields = view.table_model().fields
    return [fields[number].name for number in shown_columns(view)]


def test_columns_stay_as_they_were_left(window, show, view):
    model = view.table_model()
    header(view).moveSection(header(view).visualIndex(model.column_of("remark")), 2)
    view.columns.show_column(model.column_of("zone"), shown=False)
    view.setColumnWidth(model.column_of("place"), 222)
    expected = layout(view)
    assert expected[:3] == ["parcel_id", "village_id", "remark"]
    assert "zone" not in expected
    show(county())
    view = window.desk.pages[PARCELS].editor.view
    assert layout(view) == expected
    assert abs(view.columnWidth(view.table_model().column_of("place")) - 222) <= 1
    view.columns.reset()
    assert layout(view) == [field.name for field in view.table_model().fields]
    assert window.context.settings.get(columns_of("parcels")) == []


def test_a_column_that_was_never_sized_by_hand_fits_what_stands_in_it(window, show, view):
    view.columns.show_column(view.table_model().column_of("zone"), shown=False)
    long = "Between the old mill and the river"
    show(
        scenario(
            villages=[village()], outputs=outputs(), households=[household()], parcels=[parcel(place=long)]
        )
    )
    view = window.desk.pages[PARCELS].editor.view
    number = view.table_model().column_of("place")
    assert view.columnWidth(number) > view.fontMetrics().horizontalAdvance(long)


def test_damaged_memory_of_columns_is_left_out(window, show):
    window.context.settings.put(
        columns_of("parcels"),
        ["place", "gone:10:0", "area:x:0", "zone:-5:1", "remark:500:1", "parcel_id:300:1"],
    )
    show(county())
    window.desk.navigation.show_page(PARCELS)
    view = window.desk.pages[PARCELS].editor.view
    assert "remark" not in layout(view)
    assert layout(view)[0] == "parcel_id"
    assert len(layout(view)) == view.table_model().columnCount() - 1


def test_widths_follow_the_size_of_the_text(view):
    view.setColumnWidth(view.table_model().column_of("place"), 200)
    height = view.fontMetrics().height()
    view.setStyleSheet("font-size: 26px")
    grown = view.columnWidth(view.table_model().column_of("place"))
    assert abs(grown - 200 * view.fontMetrics().height() // height) <= 3
    assert grown > 300


def test_a_cell_in_a_hidden_column_is_shown_when_someone_goes_there(document, view):
    column = view.table_model().column_of("remark")
    view.columns.show_column(column, shown=False)
    assert view.go_to(document.scenario["parcels"].keys.tolist()[0], "remark")
    assert not view.isColumnHidden(column)


def test_the_menu_of_a_title_hides_its_column_and_brings_it_back(view):
    number = view.table_model().column_of("place")
    menu = view.header_menu(number, view)
    by_text = {action.text(): action for action in menu.actions()}
    by_text["Hide this column"].trigger()
    assert view.isColumnHidden(number)
    menu.close()
    again = view.header_menu(0, view)
    assert "Hide this column" not in [action.text() for action in again.actions()]
    chosen = next(action.menu() for action in again.actions() if action.text() == "Columns")
    columns = {action.text(): action for action in chosen.actions()}
    assert not columns["Place"].isChecked()
    columns["Place"].trigger()
    assert not view.isColumnHidden(number)
    assert "Parcel ID" not in columns
    again.close()


# Filters


def popup(view):
    assert isinstance(view._popup, FilterPopup)
    return view._popup


def shown(view):
    model = view.table_model()
    return [model.text(row, 0) for row in range(model.rowCount())]


def texts(values):
    return [values.index(row).data() for row in range(values.rowCount())]


def tick(values, text, on):
    row = next(row for row, each in enumerate(texts(values)) if each.startswith(text))
    state = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
    values.setData(values.index(row), state, Qt.ItemDataRole.CheckStateRole)


def test_values_are_ticked_with_their_counts_and_the_button_takes_all_filters_away(window, view, qtbot):
    go(view, 0, "land_class")
    qtbot.keyClick(view, Key.Key_L, Ctrl | Shift)
    filter_ = popup(view)
    assert texts(filter_.values) == ["旱地  (3)", "林地  (1)", "水田  (1)", "(empty)  (1)"]
    tick(filter_.values, "旱地", on=False)
    qtbot.keyClick(filter_.search, Key.Key_Return)
    assert shown(view) == ["P1", "P3", "P4"]
    clear = window.desk.pages[PARCELS].editor.clear_button
    assert clear.isVisible()
    assert "Land class" in clear.toolTip()
    tip = view.table_model().headerData(
        view.table_model().column_of("land_class"), Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole
    )
    assert tip.splitlines() == ["Land class", "Filtered: (empty)、林地、水田"]
    qtbot.mouseClick(clear, Left)
    assert len(shown(view)) == 6
    assert not clear.isVisible()


def test_a_filter_opens_from_its_title_and_escape_leaves_everything(view, qtbot):
    number = view.table_model().column_of("zone")
    point = header(view).mark_place(number).center()
    qtbot.mouseMove(header(view).viewport(), point)
    qtbot.mouseClick(header(view).viewport(), Left, Plain, point)
    filter_ = popup(view)
    assert filter_.isVisible()
    assert header(view).sortIndicatorSection() == -1 or not header(view).isSortIndicatorShown()
    qtbot.keyClick(filter_.search, Key.Key_Escape)
    assert view.table_model().filters == {}


def test_searching_in_the_list_leaves_what_was_found(view):
    go(view, 0, "land_class")
    view.open_filter()
    filter_ = popup(view)
    filter_.search.setText("地")
    assert texts(filter_.values) == ["旱地  (3)", "林地  (1)"]
    filter_.none_button.click()
    assert not filter_.apply_button.isEnabled()
    tick(filter_.values, "林地", on=True)
    filter_.apply_button.click()
    assert shown(view) == ["P3"]


def test_a_second_filter_offers_what_the_first_one_leaves(view):
    model = view.table_model()
    model.set_column_filter("land_class", ColumnFilter(frozenset({"旱地"})))
    assert model.filter_choices("area") == [(1_000_000, 1), (3_000_000, 1), (6_000_000, 1)]
    assert dict(model.filter_choices("land_class")) == {"旱地": 3, "林地": 1, "水田": 1, None: 1}
    model.set_column_filter("area", ColumnFilter(lowest=2_000_000))
    assert shown(view) == ["P2", "P5"]


def test_numbers_are_filtered_from_one_to_another(view):
    go(view, 0, "area")
    view.open_filter()
    filter_ = popup(view)
    filter_.lowest.setText("x")
    assert filter_.lowest.property("state") == "danger"
    assert not filter_.apply_button.isEnabled()
    filter_.lowest.setText("2 亩")
    filter_.highest.setText("4")
    filter_.apply_button.click()
    assert shown(view) == ["P1", "P2", "P3"]
    assert view.table_model().filter_words("area") == "Filtered: 2 – 4"
    view.open_filter()
    assert popup(view).lowest.text() == "2"
    popup(view).clear()
    assert len(shown(view)) == 6


@pytest.mark.parametrize(("choice", "expected"), [(1, ["P4"]), (2, ["P0", "P1", "P2", "P3", "P5"])])
def test_empty_cells_alone_or_none_of_them(view, choice, expected):
    go(view, 0, "land_class")
    view.open_filter()
    popup(view).empty.setCurrentIndex(choice)
    popup(view).apply()
    assert shown(view) == expected


def test_texts_that_could_not_be_read_are_values_too(view):
    model = view.table_model()
    assert (Unread("much"), 1) in model.filter_choices("area")
    model.set_column_filter("area", ColumnFilter(frozenset({Unread("much")})))
    assert shown(view) == ["P4"]
    model.set_column_filter("area", ColumnFilter(empty=True))
    assert shown(view) == []


def test_dates_are_filtered_beside_missing_ones(window, show):
    items = [
        item(made_date=""),
        item(item_id="I2", made_date="2018-05-01"),
        item(item_id="I3", made_date="May"),
    ]
    document = show(scenario(villages=[village()], outputs=outputs(), households=[household()], items=items))
    model = TableModel(window.context, document, "items")
    number = model.column_of("made_date")
    texts = [model.filter_text("made_date", cell) for cell, _ in model.filter_choices("made_date")]
    assert texts == ["2018-05-01", "May", "(empty)"]
    model.set_column_filter("made_date", ColumnFilter(part="05"))
    assert [model.text(row, number) for row in range(model.rowCount())] == ["2018-05-01"]
    model.set_column_filter("made_date", ColumnFilter(frozenset({None})))
    assert [model.text(row, number) for row in range(model.rowCount())] == [""]


def test_very_many_values_are_searched_for(view, monkeypatch):
    monkeypatch.setattr("ui.tables.filter_popup.LISTED", 3)
    go(view, 0, "parcel_id")
    view.open_filter()
    filter_ = popup(view)
    assert filter_.values is None
    filter_.search.setText("p3")
    filter_.apply()
    assert shown(view) == ["P3"]
    assert view.table_model().filter_words("parcel_id") == "Filtered: with “p3”"


def test_only_rows_with_the_value_of_the_current_cell(view):
    go(view, 4, "land_class")
    view.filter_to_value()
    assert shown(view) == ["P4"]
    view.clear_filters()
    go(view, 0, "land_class")
    view.filter_to_value()
    assert shown(view) == ["P0", "P2", "P5"]


def test_a_finding_in_a_filtered_row_can_be_gone_to(window, document, view):
    view.table_model().set_column_filter("land_class", ColumnFilter(frozenset({"林地"})))
    place = next(each.place for each in document.assessment.findings if each.place.column == "area")
    window.desk.go_to(place)
    assert len(shown(view)) == 6
    assert view.current_key() == place.key


def test_computed_columns_are_filtered_by_what_is_seen(window, document):
    assert window.desk.document is document
    model = window.desk.pages[1].villages.view.table_model()
    (state, count), *others = model.filter_choices("state")
    assert (state, count, others) == ("lawful", 1, [])
    model.set_column_filter("state", ColumnFilter(frozenset({"to choose"})))
    assert model.rowCount() == 0
    model.set_column_filter("state", ColumnFilter(part="LAW"))
    assert model.rowCount() == 1


def test_the_values_of_a_filter_keep_qts_rules():
    values = ValuesModel([("a", "a", 2), (None, "(empty)", 1)], frozenset({"a"}))
    tester = QAbstractItemModelTester(values, QAbstractItemModelTester.FailureReportingMode.Warning)
    values.set_filter("a")
    values.tick_all(on=False)
    values.set_filter("")
    values.tick_all(on=True)
    assert values.is_whole()
    del tester


@pytest.mark.parametrize("language", ["en", "zh"], indirect=True)
def test_every_control_of_the_filter_and_of_find_and_replace_has_a_name(view, language):
    go(view, 0, "area")
    view.open_replace()
    view.open_filter()
    parts = (QAbstractItemView, QLineEdit)  # Qt makes controls of its own inside these
    names = [
        control.accessibleName() or getattr(control, "text", str)()
        for window in (popup(view), view.replacing())
        for kind in (QLineEdit, QComboBox, QAbstractButton, QListView)
        for control in window.findChildren(kind)
        if control.isVisible() and not isinstance(control.parentWidget(), parts)
    ]
    assert len(names) > 10
    assert all(names)
    assert language == "en" or not any(name.isascii() for name in names)
    popup(view).close()


def test_shortcuts_of_a_table_are_nobody_elses(window, view):
    """Every shortcut of the window, its menus and the table's page stands once."""
    mine = [each for action in view.actions() for each in action.shortcuts()]
    holders = (window, window.desk, window.desk.pages[PARCELS])
    others = [each for widget in holders for action in widget.actions() for each in action.shortcuts()]
    others += [each for action in window.menuBar().actions() for each in _shortcuts(action)]
    others += [each.key() for widget in holders for each in widget.findChildren(QShortcut)]
    assert len({each.toString() for each in mine}) == len(mine)
    assert not {each.toString() for each in mine} & {each.toString() for each in others}


def _shortcuts(action):
    menu = action.menu()
    return [
        *action.shortcuts(),
        *(each for inner in (menu.actions() if menu else ()) for each in _shortcuts(inner)),
    ]
