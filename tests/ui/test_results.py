"""Results as tables and charts: every sum can be asked why, every bar is also a row, and leads to its village."""

import dataclasses

import pytest
from builders import household, item, outputs, parcel, scenario, village
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from ui.pages import results

RESULTS = 6


@pytest.fixture
def county():
    """Return two lawful villages with items, and one that has still to choose."""
    open_multiples = {"land_multiple": "", "resettlement_multiple": ""}
    return scenario(
        villages=[
            village(land_share="30", resolution_number="1", resolution_date="2018-04-01"),
            village(village_id="2", village="Two", land_multiple="8"),
            village(village_id="3", village="Poor", cultivated_area="300", **open_multiples),
        ],
        outputs=[row for each in "123" for row in outputs(each)],
        households=[household(household_id=f"H{each}", village_id=each) for each in "123"],
        parcels=[parcel(parcel_id=f"P{each}", village_id=each, household_id=f"H{each}") for each in "123"],
        items=[item(), item(item_id="I2", village_id="2", household_id="H2", name="Pear tree")],
    )


@pytest.fixture
def page(window, show, county):
    show(county)
    window.desk.navigation.show_page(RESULTS)
    return window.desk.results_page


@pytest.fixture
def asked(monkeypatch):
    """Return the list of the explanations that would have been opened."""
    steps = []

    class Recorded:
        def __init__(self, _context, step, _parent=None):
            steps.append(step)

        def exec(self):
            pass

    monkeypatch.setattr(results, "ExplanationDialog", Recorded)
    return steps


def test_classes_are_a_grouping_of_their_own(page):
    page.grouping.setCurrentIndex(results.CLASS)
    rows = [
        tuple(page.groups.index(row, column).data() for column in (0, 1, page.groups.columnCount() - 1))
        for row in range(page.groups.rowCount())
    ]
    assert rows == [
        ("Land class", "旱地", "27,500.00"),
        ("地上附着物", "Apple tree", "150.00"),
        ("地上附着物", "Pear tree", "150.00"),
    ]


@pytest.mark.parametrize("grouping", range(5))
def test_every_sum_of_the_upper_table_is_explained_by_its_own_figure(page, grouping):
    page.grouping.setCurrentIndex(grouping)
    left = page.groups.left
    for row in range(page.groups.rowCount()):
        for column in range(left, page.groups.columnCount()):
            shown = page.groups.index(row, column).data()
            step = page.step_of_group(row, column)
            assert step.value == ("0.00" if shown == "―" else shown)


def test_alt_enter_asks_about_the_cell_that_has_the_keyboard(page, asked, qtbot):
    view = page.upper_view
    view.setFocus()
    view.setCurrentIndex(page.groups.index(0, page.groups.left + 3))
    qtbot.keyClick(view, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert (asked[-1].value, asked[-1].name.text(page._context.words)) == (
        "150.00", "1 Hill TownshipStone Bridge: Compensation for attachments",
    )  # fmt: skip
    lower = page.lower_view
    lower.setFocus()
    lower.setCurrentIndex(page.lines.index(0, 0))
    qtbot.keyClick(lower, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert asked[-1].code == "line"


def move_mouse(view, index):
    """Move the mouse over a cell."""
    point = QPointF(view.visualRect(index).center())
    nothing = Qt.MouseButton.NoButton
    event = QMouseEvent(
        QEvent.Type.MouseMove, point, view.viewport().mapToGlobal(point), nothing, nothing, Qt.KeyboardModifier.NoModifier
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), event)


def test_a_mark_stands_in_the_amount_under_the_mouse_and_asks_why(page, asked, qtbot):
    view = page.upper_view
    index = page.groups.index(1, page.groups.columnCount() - 1)
    view.scrollTo(index)
    move_mouse(view, index)
    assert view.mark.isVisible()
    qtbot.mouseClick(view.mark, Qt.MouseButton.LeftButton)
    assert asked[-1].value == index.data()
    move_mouse(view, page.groups.index(1, 0))
    assert not view.mark.isVisible()


def test_escape_leaves_the_search_field_with_everything_shown(page, qtbot):
    page.search.setFocus()
    qtbot.keyClicks(page.search, "two")
    assert page.groups.rowCount() == 1
    qtbot.keyClick(page.search, Qt.Key.Key_Escape)
    assert (page.search.text(), page.groups.rowCount()) == ("", 3)
    assert page.upper_view.hasFocus()


@pytest.mark.parametrize("language", ["en", "zh"], indirect=True)
def test_no_amount_stands_outside_a_window_of_1366_pixels(window, page, language):
    window.resize(1366, 768)
    for grouping in range(5):
        page.grouping.setCurrentIndex(grouping)
        for view in (page.upper_view, page.lower_view):
            last = view.model().columnCount() - 1
            right = view.columnViewportPosition(last) + view.columnWidth(last)
            assert right <= view.viewport().width(), (language, grouping)


def test_a_sum_that_is_only_a_part_is_marked_beside_its_figure(page):
    last = page.groups.columnCount() - 1
    marks = [
        (index.data(Qt.ItemDataRole.DecorationRole) is not None, index.data(Qt.ItemDataRole.ToolTipRole))
        for index in (page.groups.index(row, last) for row in range(page.groups.rowCount()))
    ]
    assert [marked for marked, _ in marks] == [False, False, True]
    assert [tip is not None and "cannot be computed" in tip for _, tip in marks] == [False, False, True]
    page.show_charts()
    model = page.charts.model
    marked = [model.index(row, 2).data(Qt.ItemDataRole.DecorationRole) is not None for row in range(3)]
    assert marked == [False, False, True]


def test_copying_takes_the_selected_rows(page):
    page.upper_view.selectRow(1)
    page.upper_view.copy()
    assert QGuiApplication.clipboard().text().startswith("2\tHill TownshipTwo\t8,800.00\t5,500.00")


# Charts


@pytest.mark.parametrize("language", ["en", "zh"], indirect=True)
def test_charts_open_in_both_languages_and_their_controls_have_names(page, language):
    page.show_charts()
    charts = page.charts
    for kind in range(3):
        charts.kind.setCurrentIndex(kind)
        assert charts._legend.text()
        assert charts._caption.text()
    for part in (charts.kind, charts.view, charts.plot):
        assert part.accessibleName(), language


def test_the_chart_of_villages_has_a_row_for_every_bar_with_its_lawful_range(page):
    page.show_charts()
    charts = page.charts
    assert charts.model.rowCount() == 3
    rows = [[charts.model.index(row, column).data() for column in range(5)] for row in range(3)]
    assert rows[0] == ["1", "Hill TownshipStone Bridge", "13,350.00", "11,150.00", "15,550.00"]
    assert rows[2][2:] == ["0.00", "―", "27,500.00"]
    assert [bar.complete for bar in charts._bars] == [True, True, False]
    tester = QAbstractItemModelTester(charts.model)
    del tester


def test_every_figure_of_every_chart_is_explained_by_its_own_figure(page):
    page.show_charts()
    charts = page.charts
    for kind in range(3):
        charts.kind.setCurrentIndex(kind)
        for row in range(charts.model.rowCount()):
            for column in range(charts.model.left, charts.model.columnCount()):
                shown = charts.model.index(row, column).data()
                step = charts.step_of(row, column)
                assert (step.value if step else "") == ("" if shown == "―" else shown)


def test_the_average_per_mu_is_that_of_the_explanation(page):
    page.show_charts()
    page.charts.kind.setCurrentIndex(2)
    assert page.charts.model.index(0, 2).data() == "13,200.00"


def test_the_figures_at_the_axis_are_exact_and_round(page):
    page.show_charts()
    axis = page.charts.plot._axis
    ((step, places),) = axis.tickValues(0.0, 2_750_000.0, 600)
    assert axis.tickStrings(places, 1, step) == ["0", "0.5", "1", "1.5", "2", "2.5"]
    ((step, places),) = axis.tickValues(0.0, 10.0**17, 600)
    assert axis.tickStrings(places, 1, step)[1] == "20,000,000,000"
    page.charts.kind.setCurrentIndex(2)
    ((step, places),) = axis.tickValues(0.0, 1_400_000.0, 600)
    assert axis.tickStrings(places, 1, step)[1] == "2,000"


def test_the_axis_is_titled_by_its_unit_alone_however_large_the_amounts(page):
    page.show_charts()
    page.charts.plot.show_bars([dataclasses.replace(page.charts._bars[0], fen=10**13)], "10,000 yuan", 6)
    assert page.charts.plot._axis.label.toPlainText().strip() == "10,000 yuan"


def place_of(charts, row):
    """Return where a bar begins in the chart's viewport."""
    box = charts.plot.plotItem.getViewBox()
    point = charts.plot.mapFromScene(box.mapViewToScene(QPointF(10.0, row)))
    return QPoint(point.x() + 5, point.y())


def test_a_click_on_a_bar_goes_to_its_village(window, page, qtbot):
    page.show_charts()
    charts = page.charts
    qtbot.waitUntil(lambda: charts.plot.width() > 100)
    assert charts.plot.row_at(QPointF(charts.plot.mapToScene(place_of(charts, 1)))) == 1
    qtbot.mouseClick(charts.plot.viewport(), Qt.MouseButton.LeftButton, pos=place_of(charts, 1))
    villages = window.desk.pages[1]
    assert window.desk.stack.currentWidget() is villages
    assert villages._village_id() == "2"


def test_enter_in_the_table_beside_the_chart_goes_to_the_village_too(window, page, qtbot):
    page.show_charts()
    page.charts.view.setFocus()
    page.charts.view.selectRow(2)
    qtbot.keyClick(page.charts.view, Qt.Key.Key_Return)
    assert window.desk.pages[1]._village_id() == "3"


def test_the_bar_under_the_mouse_is_told_in_exact_figures(page):
    page.show_charts()
    page.charts.plot.pointed.emit(1)
    assert page.charts._caption.text() == (
        "Hill TownshipTwo: Total (yuan) 14,450.00 · Lowest lawful total 11,150.00 · Highest lawful total 15,550.00"
    )
    page.charts.plot.pointed.emit(2)
    assert page.charts._caption.text().endswith("incomplete")


def test_charts_follow_an_edit_and_the_colours(desktop, page):
    page.show_charts()
    document = page.document
    document.type_cell("villages", int(document.scenario["villages"].keys[0]), "land_multiple", "8")
    assert page.charts.model.index(0, 2).data() == "14,450.00"
    desktop.context.theme.choose("dark")
    assert page.charts.plot.backgroundBrush().color() == desktop.context.theme.color("raised")
    desktop.context.theme.choose("light")


def test_two_hundred_villages_are_scrolled_not_squeezed(window, show):
    count = 200
    show(
        scenario(
            villages=[village(village_id=str(each), village=f"Village {each}") for each in range(count)],
            outputs=[row for each in range(count) for row in outputs(str(each))],
        )
    )
    window.desk.navigation.show_page(RESULTS)
    page = window.desk.results_page
    page.show_charts()
    plot = page.charts.plot
    assert plot._scroll.maximum() > count - 40
    page.charts.view.selectRow(199)
    low, high = plot.plotItem.getViewBox().viewRange()[1]
    assert low <= 199 <= high


def test_tables_and_charts_change_places(page):
    page.chart_action.trigger()
    assert page.charts.isVisible()
    assert not page.grouping.isEnabled()
    page.table_action.trigger()
    assert page.upper_view.isVisible()
    assert page.upper_view.hasFocus()
