"""Tables on screen: the model over every table, typing, pasting, rows, sorting and filtering."""

import pytest
from builders import household, item, outputs, parcel, scenario, village
from PySide6.QtCore import QItemSelectionModel, QRect, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPixmap, QStandardItem, QStandardItemModel
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLineEdit, QStyleOptionViewItem, QTableView

from calc import editing
from calc.tables import TABLES, Unread
from ui.tables import clipboard
from ui.tables.model import EMPTY, TableModel
from ui.tables.view import fit_columns
from ui.theme import DARK, GRID, LIGHT

Role = Qt.ItemDataRole


@pytest.fixture
def document(show, small):
    return show(small)


def model_of(window, document, table):
    return TableModel(window.context, document, table)


EDITED = [name for name, spec in TABLES.items() if not spec.single and not spec.history]


@pytest.mark.parametrize("table", EDITED)
def test_the_model_keeps_qts_rules_through_edits_rows_and_undo(window, document, table):
    model = model_of(window, document, table)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    first = model.fields[0]
    model.setData(model.index(0, 0), "0001")
    layout = editing.lay_out(TABLES[table], [first], [["7"], ["8"]])
    paste = editing.paste(document.scenario, table, [], layout)
    document.push(paste)
    model.sort(0, Qt.SortOrder.DescendingOrder)
    model.set_filter("8")
    while document.stack.canUndo():
        document.stack.undo()
    model.set_filter("")
    model.sort(-1)
    assert model.rowCount() == len(document.scenario[table])
    del tester


def test_the_model_keeps_qts_rules_where_one_edit_changes_cells_and_adds_rows(window, document):
    model = model_of(window, document, "parcels")
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    key = int(document.scenario["parcels"].keys[0])
    layout = editing.Layout(("parcel_id",), [["P8"], ["P9"]], (), titled=False)
    document.push(editing.paste(document.scenario, "parcels", [key], layout))
    assert [model.index(row, 0).data() for row in range(2)] == ["P8", "P9"]
    document.stack.undo()
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == ["P1"]
    del tester


def view_of(window, number):
    window.desk.navigation.show_page(number)
    return window.desk.pages[number].editor.view


def choose(view, row, column, rows=1, columns=1):
    model = view.table_model()
    view.setCurrentIndex(model.index(row, column))
    for each in range(row, row + rows):
        for number in range(column, column + columns):
            view.selectionModel().select(model.index(each, number), QItemSelectionModel.SelectionFlag.Select)


def test_typing_replaces_a_cell_and_enter_moves_down(window, show, qtbot):
    document = show(
        scenario(
            villages=[village()], outputs=outputs(), households=[household(), household(household_id="H2")]
        )
    )
    view = view_of(window, 2)
    column = view.table_model().column_of("members")
    view.setCurrentIndex(view.table_model().index(0, column))
    qtbot.keyClick(view, Qt.Key.Key_5)
    editor = view.findChild(QLineEdit, "cell")
    assert editor.text() == "5"
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert document.scenario["households"].number("members").cell(0) == 5
    assert view.currentIndex().row() == 1


def test_a_cell_that_cannot_be_read_is_kept_and_shown_as_an_error(window, document):
    view = view_of(window, 3)
    model = view.table_model()
    index = model.index(0, model.column_of("area"))
    model.setData(index, "1.2.3")
    assert document.scenario["parcels"].cell(0, "area") == Unread("1.2.3")
    assert index.data() == "1.2.3"
    assert index.data(Role.ForegroundRole).name() in {LIGHT.danger, DARK.danger}
    assert not index.data(Role.DecorationRole).isNull()
    assert "1.2.3" in index.data(Role.ToolTipRole)


def test_a_missing_needed_cell_asks_to_be_filled_in_and_an_empty_one_shows_a_dash(window, document):
    assert window.desk.document is document
    model = view_of(window, 2).table_model()
    head = model.index(0, model.column_of("head"))
    model.setData(head, "")
    assert head.data() == "to fill in"
    assert head.data(Role.ForegroundRole).name() in {LIGHT.caution, DARK.caution}
    assert model.index(0, model.column_of("phone")).data() == EMPTY
    assert model.index(0, model.column_of("holder_type")).data() == "农户"


def test_a_block_from_a_spreadsheet_is_pasted_as_one_edit_and_grows_the_table(window, document):
    view = view_of(window, 3)
    model = view.table_model()
    QGuiApplication.clipboard().setText('P1\t1\tH1\tA\t旱地\t2.5\r\nP2\t1\tH1\tA\t"水\n田"\tmuch\r\n')
    choose(view, 0, 0)
    view.paste()
    rows = document.scenario["parcels"]
    assert len(rows) == 2
    assert rows.number("area").cell(0) == 2_500_000
    assert rows.cell(1, "area") == Unread("much")
    assert rows.text("land_class").cell(1) == "水\n田"
    assert window.undo_action.text() == "Undo “Paste 2 rows”"
    document.stack.undo()
    assert len(document.scenario["parcels"]) == 1
    assert document.scenario["parcels"].number("area").cell(0) == 1_000_000
    assert model.rowCount() == 1


def test_copying_and_pasting_a_block_gives_the_same_cells(window, show):
    document = show(
        scenario(
            villages=[village()],
            outputs=outputs(),
            households=[household()],
            items=[item(), item(item_id="I2", name='12" pipe\tlong', quantity="1234.5", price="")],
        )
    )
    view = view_of(window, 4)
    model = view.table_model()
    choose(view, 0, 0, 2, model.columnCount())
    view.copy()
    before = [document.scenario["items"].row(position) for position in range(2)]
    view.setCurrentIndex(model.index(0, 0))
    view.clear_cells()
    view.paste()
    assert [document.scenario["items"].row(position) for position in range(2)] == before


def test_one_text_pasted_fills_the_selection(window, show):
    document = show(
        scenario(
            villages=[village()],
            outputs=outputs(),
            households=[household(household_id=f"H{n}") for n in range(4)],
        )
    )
    view = view_of(window, 2)
    choose(view, 1, view.table_model().column_of("members"), rows=3)
    QGuiApplication.clipboard().setText("6\r\n")
    view.paste()
    assert [document.scenario["households"].number("members").cell(row) for row in range(4)] == [
        None,
        6,
        6,
        6,
    ]
    assert document.stack.count() == 1


def test_rows_are_inserted_below_the_current_one_and_deleted_together(window, show):
    document = show(
        scenario(
            villages=[village()],
            outputs=outputs(),
            households=[household(household_id=f"H{n}") for n in range(4)],
        )
    )
    view = view_of(window, 2)
    choose(view, 1, 0)
    view.insert_row()
    assert document.scenario["households"].text("household_id").values.tolist() == [
        "H0",
        "H1",
        "",
        "H2",
        "H3",
    ]
    assert view.currentIndex().row() == 2
    choose(view, 3, 0, rows=2)
    choose(view, 0, 0)
    view.selectionModel().select(view.table_model().index(3, 0), QItemSelectionModel.SelectionFlag.Select)
    view.delete_rows()
    assert document.scenario["households"].text("household_id").values.tolist() == ["H1", "", "H3"]
    document.stack.undo()
    document.stack.undo()
    assert document.scenario["households"].text("household_id").values.tolist() == ["H0", "H1", "H2", "H3"]


def test_sorting_and_filtering_leave_the_register_as_it_is(window, show):
    areas = ["3", "10", "", "2"]
    document = show(
        scenario(
            villages=[village()],
            outputs=outputs(),
            households=[household()],
            parcels=[parcel(parcel_id=f"P{number}", area=area) for number, area in enumerate(areas)],
        )
    )
    model = view_of(window, 3).table_model()
    column = model.column_of("area")
    model.sort(column)
    assert [model.index(row, column).data() for row in range(4)] == ["2", "3", "10", EMPTY]
    model.sort(column, Qt.SortOrder.DescendingOrder)
    assert [model.index(row, column).data() for row in range(1, 4)] == ["10", "3", "2"]
    model.set_filter("p3")
    assert model.rowCount() == 1
    assert model.headerData(0, Qt.Orientation.Vertical) == "4"
    model.setData(model.index(0, column), "5")
    assert document.scenario["parcels"].number("area").values.tolist() == [
        3_000_000,
        10_000_000,
        0,
        5_000_000,
    ]
    model.set_filter("")
    model.sort(-1)
    assert model.index(0, column).data() == "3"


def test_a_class_is_offered_from_the_policy_and_a_household_by_its_name(window, document):
    assert window.desk.document is document
    view = view_of(window, 3)
    model = view.table_model()

    def offered(name):
        choices = view._choices(model.index(0, model.column_of(name)))
        return choices and list(zip(choices.table.texts, choices.table.beside, strict=True))

    assert ("旱地", "望天田") in offered("land_class")
    assert offered("household_id") == [("H1", "Head One")]
    assert offered("zone") == [("A", "")]
    assert offered("area") is None


@pytest.mark.parametrize("text", ["a\tb", 'say "so"', "two\nlines", "", " ", "=1+1", "行"])
def test_text_survives_the_clipboard(text):
    block = [[text, "x"], ["y", text]]
    assert clipboard.read_text(clipboard.as_text(block)) == block


def test_a_figure_is_never_cut_to_another_figure(window, show):
    """Far below the first rows too the widest figure fits; where the officer made it narrow, #### stands."""
    rows = [parcel(parcel_id=f"P{number}", land_price="") for number in range(200)]
    rows[131] = parcel(parcel_id="P131", land_class="林地", land_price="98765432.10")
    document = show(scenario(villages=[village()], outputs=outputs(), households=[household()], parcels=rows))
    view = view_of(window, 3)
    model = view.table_model()
    number = model.column_of("land_price")
    text = model.index(131, number).data()
    assert text == "98,765,432.10"
    assert view.columnWidth(number) >= view.fontMetrics().horizontalAdvance(text) + 2 * GRID
    view.setColumnWidth(number, 60)
    drawn = []

    class Painter(QPainter):
        def drawText(self, *arguments):  # noqa: N802  (Qt's name)
            drawn.append(arguments[-1])

    picture = QPixmap(100, 40)
    painter = Painter(picture)
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, 60, 30)
    view.itemDelegate().paint(painter, option, model.index(131, number))
    painter.end()
    assert set(drawn[0]) <= set("#…")
    assert document.scenario["parcels"]


def test_names_give_way_where_the_columns_do_not_fit_and_figures_never(qtbot):
    model = QStandardItemModel(1, 3)
    for column, text in enumerate(("A very long name of a right-holder and more", "x", "1,234,567.89")):
        model.setItem(0, column, QStandardItem(text))
    view = QTableView()
    view.setModel(model)
    qtbot.addWidget(view)
    view.resize(2000, 200)
    view.show()
    fit_columns(view, texts=[0, 1])
    roomy = [view.columnWidth(column) for column in range(3)]
    view.resize(sum(roomy), 200)
    fit_columns(view, texts=[0, 1])
    narrow = [view.columnWidth(column) for column in range(3)]
    assert sum(narrow) <= view.viewport().width()
    assert narrow[0] < roomy[0]
    assert narrow[1:] == roomy[1:]
