"""Rows made many at a time: what a reader gets is what was given, whatever the text looks like."""

import io
from decimal import Decimal

import openpyxl
import pytest
import python_calamine
from builders import household, outputs, scenario, village
from hypothesis import given
from hypothesis import strategies as st

from calc.register import ExtraSheet, column_cells, listing_workbook, register_workbook, sheet_name
from calc.register.rows import SheetRows, column_letters, text_cell
from calc.register.writing import sheets_workbook
from calc.tables import TABLES


def read(book, sheet=0):
    workbook = python_calamine.load_workbook(io.BytesIO(book))
    return workbook.get_sheet_by_index(sheet).to_python()


@pytest.mark.parametrize(
    ("number", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_are_lettered(number, letters):
    assert column_letters(number) == letters


TEXTS = [
    "=1+1", "<r>bold</r>", "a & b < c > d", "  spaced  ", "two\nlines", "_x0041_", "x_x000D_y", "tab\tkept",
    "carriage\rreturn", "\x01control", "𬭎 rare", "'quoted", '"quoted"', "0012", "http://www.w3.org/",
]  # fmt: skip


def test_a_text_comes_back_as_it_was_whatever_it_looks_like():
    book = listing_workbook("Texts", ["Text", "Number"], [(text, Decimal(1)) for text in TEXTS])
    assert [row[0] for row in read(book)[1:]] == TEXTS


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20), max_size=20))
def test_any_text_comes_back(texts):
    book = listing_workbook("Texts", ["Text", "Number"], [(text, Decimal(1)) for text in texts])
    assert [row[0] for row in read(book)[1:]] == texts


def test_numbers_keep_their_digits_and_longer_ones_become_text():
    numbers = [Decimal("1234.50"), Decimal("0.000001"), Decimal(-3), Decimal(999999999999999), None]
    book = listing_workbook("Numbers", ["Number", "x"], [(each, "x") for each in numbers])
    (sheet,) = openpyxl.load_workbook(io.BytesIO(book)).worksheets
    cells = [sheet.cell(row, 1) for row in range(2, 7)]
    assert [each.value for each in cells] == [1234.5, 0.000001, -3, 999999999999999, None]
    assert [each.number_format for each in cells[:3]] == ["#,##0.00", "#,##0.000000", "#,##0"]
    long = listing_workbook("Numbers", ["Number"], [(Decimal("1234567890123456.78"),)])
    assert read(long)[1] == ["1234567890123456.78"]


def test_rows_that_are_empty_keep_their_place():
    book = sheets_workbook([ExtraSheet("S", ["a", "b"], [("1", ""), ("", None), ("", "3")])])
    (sheet,) = openpyxl.load_workbook(io.BytesIO(book)).worksheets
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        ["1", None],
        [None, None],
        [None, "3"],
    ]
    assert sheet.dimensions == "A1:B4"


def test_several_sheets_each_get_their_own_rows():
    sheets = [ExtraSheet(name, ["a"], [(name,)]) for name in ("one", "two", "three")]
    book = sheets_workbook(sheets)
    assert [read(book, number)[1] for number in range(3)] == [["one"], ["two"], ["three"]]


def test_a_register_keeps_headers_notes_and_checks_beside_its_rows():
    held = scenario(villages=[village()], outputs=outputs(), households=[household()])
    book = openpyxl.load_workbook(io.BytesIO(register_workbook(held)))
    sheet = book["村"]
    assert sheet["A1"].comment is not None
    assert sheet["A2"].value == "1"
    assert len(sheet.data_validations.dataValidation) > 0


def test_the_same_rows_make_the_same_bytes():
    import datetime as dt  # noqa: PLC0415

    held = scenario(villages=[village()])
    created = dt.datetime(2018, 5, 1, tzinfo=dt.UTC)
    assert register_workbook(held, created=created) == register_workbook(held, created=created)


def test_progress_is_told_and_stops_the_work():
    told = []

    def tell(done):
        told.append(done)
        if done >= 4000:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        listing_workbook("Many", ["a"], ((str(number),) for number in range(10_000)), tell)
    assert told == [2000, 4000]


def test_a_cell_is_made_once_for_each_distinct_text():
    asked = []

    def fragment(cell, column, row):
        asked.append((cell, column, row))
        return text_cell(cell, 0)

    rows = SheetRows(2)
    rows.add([("a", "b"), ("a", "c"), ("a", "b")], fragment)
    rows.close()
    assert asked == [("a", 0, 2), ("b", 1, 2), ("c", 1, 3)]


@pytest.mark.parametrize(
    ("title", "name"), [("户", "户"), ("a/b:c[1]?", "a b c 1"), ("x" * 40, "x" * 31), ("'", "1")]
)
def test_a_title_becomes_a_name_that_a_workbook_takes(title, name):
    assert sheet_name(title) == name


def test_a_declared_column_gives_exact_cells_in_the_order_asked_for():
    held = scenario(
        villages=[
            village(land_multiple="7.5", cutoff_date="2017-12-31"),
            village(village_id="2", land_multiple="", population="many", cutoff_date=""),
        ],
        outputs=[{"village_id": "1", "zone": "A", "year": "平均", "value": "1100"}, *outputs("2")],
    )
    rows, spec = held["villages"], TABLES["villages"].by_name
    order = rows.number("land_multiple").present.argsort(kind="stable")  # the second village first
    assert column_cells(rows, spec["village_id"], order) == ["2", "1"]
    assert column_cells(rows, spec["land_multiple"], order) == [None, Decimal("7.50")]
    assert column_cells(rows, spec["population"], order) == ["many", Decimal(1000)]
    assert [str(each) for each in column_cells(rows, spec["cutoff_date"], order)] == ["None", "2017-12-31"]
    years = column_cells(held["outputs"], TABLES["outputs"].by_name["year"], order * 0)
    assert years == ["平均", "平均"]
