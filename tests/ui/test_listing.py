"""Any table as a workbook: the rows, order and columns on screen; exact figures; nothing left when cancelled."""

import zipfile

import openpyxl
import pytest
from builders import household, item, outputs, parcel, scenario, village
from PySide6.QtCore import Qt

from ui import files
from ui.jobs import CancelledError, Progress
from ui.tables.listing import listing_of


@pytest.fixture
def county():
    return scenario(
        villages=[village(), village(village_id="02", village="=1+1", cutoff_date="2017-06-30")],
        outputs=[*outputs(), *outputs("02")],
        households=[
            household(household_id="007", head="Three", members="3"),
            household(household_id="008", head="Two", members="2", account="6222020000000000123"),
            household(household_id="009", head="None", members="many"),
        ],
        parcels=[
            parcel(area="1.25", household_id="007"),
            parcel(parcel_id="P2", area="0.3333", household_id="007"),
        ],
        items=[item(household_id="007")],
    )


@pytest.fixture
def wanted(monkeypatch, tmp_path):
    """Return where every export goes; nobody is asked."""
    path = tmp_path / "table.xlsx"
    monkeypatch.setattr("ui.tables.listing.ask_save", lambda *_arguments: path)
    return path


def rows_of(path):
    (sheet,) = openpyxl.load_workbook(path).worksheets
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_a_table_is_written_as_it_is_shown(window, show, county, wanted):
    show(county)
    window.desk.navigation.show_page(2)
    editor = window.desk.pages[2].editor
    model = editor.view.table_model()
    editor.search.setText("t")
    model.sort(model.column_of("members"))
    editor.view.setColumnHidden(model.column_of("village_id"), True)
    header = editor.view.horizontalHeader()
    header.moveSection(header.visualIndex(model.column_of("head")), 0)
    editor.export_action.trigger()
    titles, *rows = rows_of(wanted)
    assert titles[:2] == ["Head of household", "Household ID"]
    assert [row[:2] for row in rows] == [["Two", "008"], ["Three", "007"]]
    assert "Village ID" not in titles
    assert [row[titles.index("Members")] for row in rows] == [2, 3]
    assert rows[0][titles.index("Account number")] == "6222020000000000123"
    assert "Written: table.xlsx" in window.desk.status._told.text()


def test_figures_are_numbers_dates_are_dates_and_text_never_becomes_a_formula(window, show, county, wanted):
    show(county)
    window.desk.navigation.show_page(1)
    page = window.desk.pages[1]
    page.villages.export_action.trigger()
    titles, first, second = rows_of(wanted)
    assert first[titles.index("Amount (yuan)")] == pytest.approx(20_899.56 + 150)
    assert second[titles.index("Village")] == "=1+1"
    assert second[titles.index("Village ID")] == "02"
    assert str(second[titles.index("Cut-off date")])[:10] == "2017-06-30"
    (sheet,) = openpyxl.load_workbook(wanted).worksheets
    amount = sheet.cell(2, titles.index("Amount (yuan)") + 1)
    assert (amount.data_type, amount.number_format) == ("n", "#,##0.00")
    assert sheet.cell(3, titles.index("Village") + 1).data_type != "f"


def test_what_could_not_be_read_and_what_is_missing_are_written_so(window, show, county, wanted):
    show(county)
    editor = window.desk.pages[2].editor
    editor.export_action.trigger()
    titles, *rows = rows_of(wanted)
    assert [row[titles.index("Members")] for row in rows] == [3, 2, "many"]
    assert rows[0][titles.index("Account number")] is None


def test_results_charts_and_findings_are_written_too(window, show, county, wanted):
    document = show(county)
    window.desk.navigation.show_page(6)
    page = window.desk.results_page
    page.export_action.trigger()
    titles, *rows = rows_of(wanted)
    whole = sum(document.assessment.totals.by_village) / 100
    assert sum(row[titles.index("Total (yuan)")] for row in rows) == pytest.approx(whole)
    page.lower_export.trigger()
    titles, *rows = rows_of(wanted)
    assert len(rows) == page.lines.rowCount()
    assert rows[0][titles.index("Quantity")] == 1.25
    page.show_charts()
    page.export_action.trigger()
    titles, *rows = rows_of(wanted)
    assert titles == ["Village ID", "Village", "Total (yuan)", "Lowest lawful total", "Highest lawful total"]
    window.desk.findings.export_action.trigger()
    titles, *rows = rows_of(wanted)
    assert titles == ["Weight", "Where", "What, and what to do"]
    assert len(rows) == window.desk.findings.model.rowCount()


def test_a_key_exports_the_table_that_has_the_keyboard(window, show, county, wanted, qtbot):
    show(county)
    window.desk.navigation.show_page(3)
    view = window.desk.pages[3].editor.view
    view.setFocus()
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(view, Qt.Key.Key_E, both)
    assert len(rows_of(wanted)) == 3


def test_a_listing_is_of_the_moment_it_was_asked_for(window, show, county):
    document = show(county)
    view = window.desk.pages[2].editor.view
    listing = listing_of(window.context, view, "Households")
    view.selectAll()
    view.delete_rows()
    assert len(document.scenario["households"]) == 0
    assert len(list(listing.rows())) == listing.count == 3


def test_a_cancelled_export_leaves_what_was_there(window, show, county, tmp_path):
    show(county)
    listing = listing_of(window.context, window.desk.pages[2].editor.view, "Households")
    path = tmp_path / "old.xlsx"
    path.write_bytes(b"of last week")
    progress = Progress()
    progress.cancel()
    with pytest.raises(CancelledError):
        files.write_listing(listing, path, progress)
    assert path.read_bytes() == b"of last week"
    assert [each.name for each in tmp_path.iterdir() if "xlsx" in each.name] == ["old.xlsx"]


def test_a_cancelled_export_of_the_register_leaves_what_was_there(window, show, county, tmp_path):
    document = show(county)
    path = tmp_path / "old.xlsx"
    path.write_bytes(b"of last week")
    progress = Progress()
    progress.cancel()
    with pytest.raises(CancelledError):
        files.write_export(document.assessment, (), window.context.words, path, progress)
    assert path.read_bytes() == b"of last week"


def test_an_export_that_cannot_be_written_is_told(window, show, county, monkeypatch, tmp_path):
    show(county)
    told = []
    monkeypatch.setattr("ui.tables.listing.ask_save", lambda *_arguments: tmp_path)
    monkeypatch.setattr("ui.tables.listing.files.with_suffix", lambda path, _suffix: path)
    monkeypatch.setattr("ui.tables.listing.show_error", lambda *arguments: told.append(arguments[2]))
    window.desk.pages[2].editor.export_action.trigger()
    assert told == [f"“{tmp_path.name}” was not written."]


@pytest.mark.parametrize("language", ["zh"], indirect=True)
def test_the_workbook_has_the_titles_of_the_screen(window, show, county, wanted, language):
    show(county)
    window.desk.pages[2].editor.export_action.trigger()
    assert rows_of(wanted)[0][0] == "户号"
    with zipfile.ZipFile(wanted) as book:
        assert 'name="户"' in book.read("xl/workbook.xml").decode(), language
