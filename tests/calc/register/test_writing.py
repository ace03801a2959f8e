"""What is written reads back to the same scenario, and never becomes a formula."""

import datetime as dt
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from builders import outputs, parcel, scenario, small_scenario, village
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calc import units
from calc.register import (
    ExtraSheet,
    RegisterError,
    read_register,
    register_workbook,
    sheet_row,
    template_workbook,
)
from calc.scenario import Scenario
from calc.tables import TABLES, Kind, Unread


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def again(folder: Path, given_scenario: Scenario) -> Scenario:
    return read_register(written(folder / "r.xlsx", register_workbook(given_scenario))).scenario


def cells(held: Scenario) -> dict[str, list[tuple[object, ...]]]:
    return {name: [held[name].row(position) for position in range(len(held[name]))] for name in TABLES}


def test_a_scenario_comes_back_equal(tmp_path, small):
    read = again(tmp_path, small)
    assert cells(read) == cells(small)
    assert read.digest == small.digest


UNREAD = {
    Kind.ID: ["6.22202000000000E+18", "#N/A", "#VALUE! =A1", "#VALUE! 2018-05-01"],
    Kind.TEXT: ["#REF!", "#VALUE! =A1&B1"],
    Kind.CHOICE: ["也许", "#N/A", "=A1"],
    Kind.DATE: ["2018-02-30", "12", "#NUM!"],
    Kind.YEAR: ["去年", "=A1+1", "#N/A"],
}
UNREAD_NUMBER = ["约3", "=1+1", "#DIV/0!", "1.2345678", "100000000000000000000", "@x"]
FIRST_DAY, LAST_DAY = dt.date(1, 1, 1).toordinal(), dt.date(9999, 12, 31).toordinal()
TEXT = st.one_of(
    st.sampled_from(
        [
            "=1+1",
            "+86",
            "-1",
            "@x",
            "'x",
            "䶮㛃𬭎𠅤",
            "0001",
            "1E+5",
            "https://example.org",
            "a\nb",
            "_x0041_",
        ]
    ),
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=8
    ),
).filter(lambda text: text.strip() == text and not text.startswith("#"))


def cell_of(column, *, anchor):
    """Return a strategy for whatever a register can give in a column."""
    kind = column.kind
    if kind.is_text:
        values = (
            TEXT if kind is Kind.TEXT else TEXT.filter(lambda text: "E+" not in text and "e+" not in text)
        )
        values = values.filter(lambda text: not text.endswith(("合计", "小计", "总计")))
    elif kind is Kind.CHOICE:
        values = st.integers(0, len(column.choices) - 1)
    elif kind is Kind.DATE:
        values = st.integers(FIRST_DAY, LAST_DAY).filter(
            lambda day: units.parse_date(units.format_date(day)) == day
        )
    elif kind is Kind.YEAR:
        values = st.integers(1000, 9999) | st.just(0)
    elif column.unit == "平方米":
        values = st.integers(-(10**11), 10**11).map(lambda value: value * 2000)
    else:
        values = st.integers(-(10**17), 10**17) | st.integers(-(10**12), 10**12)
    unread = st.sampled_from(UNREAD.get(kind, UNREAD_NUMBER)).map(Unread)
    return values | unread if anchor else values | unread | st.just("" if kind.is_text else None)


@st.composite
def any_scenario(draw):
    tables = {}
    for name, spec in TABLES.items():
        anchor = "" if spec.single else spec.anchor
        row = st.fixed_dictionaries(
            {column.name: cell_of(column, anchor=column.name == anchor) for column in spec.columns}
        )
        tables[name] = [draw(row)] if spec.single else draw(st.lists(row, max_size=2))
    return scenario(**tables)


@given(any_scenario())
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_whatever_a_register_can_give_comes_back_equal(tmp_path_factory, held):
    read = again(tmp_path_factory.mktemp("r"), held)
    assert cells(read) == cells(held)


def test_no_text_becomes_a_formula_or_a_link(tmp_path):
    texts = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "https://example.org"]
    held = small_scenario(parcels=[parcel(parcel_id=f"P{n}", remark=text) for n, text in enumerate(texts)])
    path = written(tmp_path / "r.xlsx", register_workbook(held))
    with zipfile.ZipFile(path) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if "worksheets/sheet" in name]
        assert not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)
    sheet = openpyxl.load_workbook(path)["地块"]
    remark = list(TABLES["parcels"].by_name).index("remark") + 1
    assert [sheet.cell(row, remark).value for row in range(2, 7)] == texts
    assert {sheet.cell(row, remark).data_type for row in range(2, 7)} == {"s"}


def test_ids_are_text_numbers_are_numbers_and_dates_are_dates(tmp_path):
    held = small_scenario(
        villages=[
            village(
                village_id="001", cutoff_date="2017-12-31", land_multiple="7.5", account="0123456789012345678"
            )
        ],
        outputs=outputs("001"),
    )
    sheet = openpyxl.load_workbook(written(tmp_path / "r.xlsx", register_workbook(held)))["村"]
    row = {sheet.cell(1, column).value: sheet.cell(2, column) for column in range(1, sheet.max_column + 1)}
    assert row["村编号"].value == "001"
    assert row["村编号"].number_format == "@"
    assert row["银行账号"].value == "0123456789012345678"
    assert row["土地补偿倍数"].value == 7.5
    assert row["数据截止日期"].value == dt.datetime(2017, 12, 31)  # noqa: DTZ001  (a cell has no time zone)


def test_further_sheets_follow_with_exact_decimals(tmp_path):
    rows = [["=x", Decimal("1234.50"), None], ["", Decimal("12345678901234567.89"), Decimal(3)]]
    extra = [ExtraSheet("测算明细", ["户号", "金额", "数"], rows)]
    path = written(tmp_path / "r.xlsx", register_workbook(small_scenario(), extra))
    sheet = openpyxl.load_workbook(path)["测算明细"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["户号", "金额", "数"],
        ["=x", 1234.5, None],
        [None, "12345678901234567.89", 3],
    ]
    assert sheet["B2"].number_format == "#,##0.00"
    reading = read_register(path)
    assert [finding.code for finding in reading.findings] == ["sheet-unknown"]
    assert reading.scenario.digest == small_scenario().digest


def test_the_template_is_an_empty_register_with_notes_and_checked_cells(tmp_path):
    path = written(tmp_path / "t.xlsx", template_workbook())
    reading = read_register(path)
    assert reading.findings == ()
    assert reading.unrecordable() == []
    assert cells(reading.scenario) == cells(Scenario.empty())
    book = openpyxl.load_workbook(path)
    sheets = [spec for spec in TABLES.values() if not spec.annotation]
    assert book.sheetnames == [spec.sheet for spec in sheets]
    for spec in sheets:
        if not spec.single:
            sheet = book[spec.sheet]
            assert [cell.value for cell in sheet[1]] == [column.header for column in spec.columns]
            assert all(cell.comment.text for cell in sheet[1])
    checks = {str(found.sqref): found for found in book["地块"].data_validations.dataValidation}
    by_formula = [found.formula1 for found in checks.values()]
    assert '"集体,国有"' in by_formula
    assert any("水浇地" in formula for formula in by_formula)
    assert "'村'!$A$2:$A$1048576" in by_formula
    texts = " ".join(cell.comment.text for cell in book["村"][1])
    assert "必填。" in texts
    assert "不填即为：100。" in texts


def test_rows_of_an_export_are_where_the_findings_say(tmp_path):
    noted = small_scenario(
        acknowledgements=[{"code": "household-empty", "reason": "moved away"}], issues=[{"number": "No. 12"}]
    )
    reading = read_register(written(tmp_path / "r.xlsx", register_workbook(noted)))
    for name, spec in TABLES.items():
        for column in spec.columns:
            key = int(reading.scenario[name].keys[0])
            assert reading.row_of(name, key, column.name) == sheet_row(name, 0, column.name)


def test_acknowledgements_go_along_where_there_are_any(tmp_path, small):
    assert (
        "已阅警告"
        not in openpyxl.load_workbook(written(tmp_path / "a.xlsx", register_workbook(small))).sheetnames
    )
    row = {
        "code": "price-unlike-list",
        "sheet": "附着物与青苗",
        "row_id": "0001",
        "column": "单价(元)",
        "facts": "单价(元)=40.00; listed=50.00; own=40.00",
        "reason": "Agreed with the owner",
        "officer": "张三",
        "date": "2018-06-01",
    }
    noted = small_scenario(acknowledgements=[row])
    reading = read_register(written(tmp_path / "b.xlsx", register_workbook(noted)))
    assert reading.findings == ()
    assert cells(reading.scenario) == cells(noted)
    assert reading.scenario.digest == small.digest


def test_the_record_of_issued_papers_goes_along_and_comes_back(tmp_path, small):
    row = {
        "number": "样征补〔2018〕12号",
        "date": "2018-06-01",
        "document": "household-statements",
        "title": "征收土地补偿费用分户明细表",
        "subjects": "0001、00\\\\02",
        "digest": "ab" * 32,
        "total": "12345.67",
        "replaces": "No. 1（2018-05-01）",
        "officer": "张三",
        "recorded": "2018-06-01 14:03",
    }
    kept = small_scenario(issues=[row])
    reading = read_register(written(tmp_path / "b.xlsx", register_workbook(kept)))
    assert reading.findings == ()
    assert cells(reading.scenario) == cells(kept)
    assert reading.scenario.digest == small.digest


def test_the_same_scenario_and_date_give_the_same_bytes(small):
    created = dt.datetime(2018, 5, 1)  # noqa: DTZ001  (a workbook's property has no time zone)
    assert register_workbook(small, created=created) == register_workbook(small, created=created)


def test_a_text_longer_than_a_cell_is_refused_with_its_place():
    held = small_scenario(parcels=[parcel(remark="长" * 32_768)])
    with pytest.raises(RegisterError, match="地块, row 2: a text of 32768 characters"):
        register_workbook(held)


def test_a_scenario_of_an_unknown_policy_is_written_all_the_same(tmp_path, small):
    held = Scenario(small.tables, "", small.next_key)
    assert cells(again(tmp_path, held)) == cells(small)
