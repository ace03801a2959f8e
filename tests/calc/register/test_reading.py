"""Registers as officers really keep them: any order, any width, titles above, totals between, and mistakes."""

import datetime as dt

import openpyxl
import pytest
from workbooks import parts, raw_workbook, workbook

from calc.findings import Severity, render
from calc.language import catalogue
from calc.register import RegisterError, read_register
from calc.register.cells import open_book
from calc.register.reading import header_key, read_column
from calc.tables import TABLES, Unread, table

PROJECT = [["名称", "内容"], ["项目名称", "310 国道"], ["县区", "样例县"], ["基准日", "2018-05-01"]]
VILLAGES = [["村编号", "村", "征地前耕地面积(亩)", "农业人口(人)"], ["01", "石桥", 1200, 1000]]
OUTPUTS = [["村编号", "产值区", "年度", "年产值(元/亩)"], ["01", "川地", "平均", 1100]]
HOUSEHOLDS = [["户号", "村编号", "户主"], ["001", "01", "王䶮"]]
PARCELS = [
    ["地块编号", "村编号", "户号", "产值区", "地类", "面积(亩)"],
    ["P1", "01", "001", "川地", "旱地", 1.5],
]
ITEMS = [
    ["编号", "村编号", "户号", "类别", "名称", "单位", "数量"],
    ["F1", "01", "001", "青苗", "小麦", "亩", 1.5],
]


def sheets(**changes):
    whole = {
        "项目": PROJECT,
        "村": VILLAGES,
        "产值": OUTPUTS,
        "户": HOUSEHOLDS,
        "地块": PARCELS,
        "附着物与青苗": ITEMS,
    }
    return {**whole, **changes}


def read(tmp_path, **changes):
    return read_register(workbook(tmp_path / "r.xlsx", sheets(**changes)))


def codes(reading):
    return [finding.code for finding in reading.findings]


def column(reading, name, header):
    rows = reading.scenario[name]
    spec = next(column for column in rows.spec.columns if column.header == header)
    return [rows.cell(position, spec.name) for position in range(len(rows))]


def test_a_plain_register_gives_its_scenario_and_nothing_to_say(tmp_path):
    reading = read(tmp_path)
    assert reading.findings == ()
    assert reading.unrecordable() == []
    assert column(reading, "parcels", "面积(亩)") == [1_500_000]
    assert column(reading, "households", "户主") == ["王䶮"]
    assert reading.scenario.project_number("basis_date") == dt.date(2018, 5, 1).toordinal()
    assert "gansu-infrastructure" in reading.scenario.policy_text


def test_headers_may_stand_in_any_order_under_titles_with_stars_and_folded_widths(tmp_path):
    parcels = [
        ["样例县征地地块登记表"],
        [],
        ["面积（亩）", "★地 类", "户号*", "地块编号 ★", "产值区", "村\n编号"],
        ["２．５亩", "旱地", "001", " P1 ", "川地", "01"],
    ]
    reading = read(tmp_path, 地块=parcels)
    assert reading.findings == ()
    assert reading.scenario["parcels"].row(0)[:6] == ("P1", "01", "001", "川地", "旱地", 2_500_000)
    key = int(reading.scenario["parcels"].keys[0])
    assert reading.row_of("parcels", key) == 4


def test_a_header_of_two_rows_with_merged_cells_is_found(tmp_path):
    book = openpyxl.load_workbook(workbook(tmp_path / "r.xlsx", sheets()))
    sheet = book["地块"]
    sheet.delete_rows(1, 2)
    for row in (
        ["地块登记表"],
        ["地块编号", "村编号", "户号", "产值区", "地类", "面积", None],
        [None, None, None, None, None, "亩", "平方米"],
        ["P1", "01", "001", "川地", "旱地", None, 1000],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:G1")
    for letter in "ABCDE":
        sheet.merge_cells(f"{letter}2:{letter}3")
    sheet.merge_cells("F2:G2")
    book.save(tmp_path / "r.xlsx")
    reading = read_register(tmp_path / "r.xlsx")
    assert reading.findings == ()
    assert column(reading, "parcels", "面积(平方米)") == [1_000_000_000]
    assert column(reading, "parcels", "地块编号") == ["P1"]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("年产值", "年产值(元/亩)"),
        ("年产值（元）", "年产值(元/亩)"),
        ("年产值(万元)", None),
        ("产值区", "产值区"),
    ],
)
def test_a_unit_may_be_left_out_but_never_replaced(tmp_path, header, name):
    outputs = [["村编号", "产值区", "年度", header], ["01", "川地", "平均", 1100]]
    reading = read(tmp_path, 产值=outputs)
    assert (column(reading, "outputs", "年产值(元/亩)") == [110_000]) == (name == "年产值(元/亩)")


def test_area_without_a_unit_is_not_guessed(tmp_path):
    parcels = [[text.replace("面积(亩)", "面积") for text in PARCELS[0]], PARCELS[1]]
    reading = read(tmp_path, 地块=parcels)
    assert codes(reading) == ["column-unknown"]
    assert column(reading, "parcels", "面积(亩)") == [None]


def test_unknown_columns_and_sheets_are_named(tmp_path):
    households = [["序号", *HOUSEHOLDS[0], "经办"], [1, *HOUSEHOLDS[1], "李"]]
    reading = read(tmp_path, 户=households, 草稿=[["x"]])
    assert [(found.severity, found.code) for found in reading.findings] == [
        (Severity.NOTE, "sheet-unknown"),
        (Severity.NOTE, "column-unknown"),
    ]
    assert "草稿" in render(reading.findings[0], catalogue("en"))
    assert "序号、经办" in render(reading.findings[1], catalogue("zh"))
    assert reading.unrecordable() == []


def test_blank_rows_totals_and_repeated_headers_are_no_data(tmp_path):
    parcels = [
        *PARCELS,
        [],
        ["合 计", None, None, None, None, 1.5],
        [None, "合计", None, None, None, 1.5],
        ["一社小计", None, None, None, None, 1.5],
        PARCELS[0],
        ["P2", "01", "001", "川地", "旱地", 2],
        ["计划1", "01", "001", "川地", "旱地", 2],
    ]
    reading = read(tmp_path, 地块=parcels)
    assert column(reading, "parcels", "地块编号") == ["P1", "P2", "计划1"]
    assert reading.rows["parcels"].tolist() == [2, 8, 9]
    assert reading.findings == ()


def test_a_row_with_content_but_no_id_is_named_by_its_row(tmp_path):
    parcels = [*PARCELS, [None, "01", "001", "川地", "旱地", 2], [None, None, "  "]]
    reading = read(tmp_path, 地块=parcels)
    (finding,) = reading.findings
    assert (finding.severity, finding.code) == (Severity.WARNING, "row-without-id")
    assert "row 3" in render(finding, catalogue("en"))
    assert "第 3 行" in render(finding, catalogue("zh"))


def test_ids_keep_leading_zeros_and_numbers_count_by_their_integer_text(tmp_path):
    households = [
        [*HOUSEHOLDS[0], "银行账号", "身份证号", "联系电话"],
        ["001", "01", "甲", "6222020000000000001", 11010519491231002, 13800000000],
        [2, "01", "乙", 6222020000000000001, "62010219491231002X", ""],
        ["a1", "01", "丙", "6.22202E+18", None, "0931-123"],
        ["A1", "01", "丁", None, dt.date(2018, 5, 1), None],
    ]
    reading = read(tmp_path, 户=households)
    assert column(reading, "households", "户号") == ["001", "2", "a1", "A1"]
    assert column(reading, "households", "银行账号") == [
        "6222020000000000001",
        Unread("6.22202000000000E+18"),
        Unread("6.22202E+18"),
        "",
    ]
    assert column(reading, "households", "身份证号") == [
        Unread("1.10105194912310E+16"),
        "62010219491231002X",
        "",
        Unread("#VALUE! 2018-05-01"),
    ]
    assert column(reading, "households", "联系电话") == ["13800000000", "", "0931-123", ""]
    assert {finding.code for finding in reading.unrecordable()} == {"unreadable"}


@pytest.mark.parametrize(
    ("typed", "cell"),
    [(999_999_999_999_999, "999999999999999"), (10**15, Unread("1.00000000000000E+15"))],
)
def test_a_number_keeps_fifteen_digits_and_no_more(tmp_path, typed, cell):
    reading = read(tmp_path, 户=[[*HOUSEHOLDS[0], "银行账号"], [*HOUSEHOLDS[1], typed]])
    assert column(reading, "households", "银行账号") == [cell]


@pytest.mark.parametrize(
    "typed",
    [
        "2018-05-01",
        "2018/5/1",
        "2018.5.1",
        "2018年5月1日",
        "20180501",
        20180501,
        43221,
        "43221",
        dt.date(2018, 5, 1),
        dt.datetime(2018, 5, 1, 9, 30),  # noqa: DTZ001  (a cell has no time zone)
        "２０１８－０５－０１",
    ],
)
def test_dates_are_read_in_every_form(tmp_path, typed):
    project = [["名称", "内容"], ["基准日", typed]]
    reading = read(tmp_path, 项目=project)
    assert reading.scenario.project_number("basis_date") == dt.date(2018, 5, 1).toordinal()


@pytest.mark.parametrize("typed", ["2018-02-30", 2018, "明天", 12.5, 1])
def test_what_is_no_date_keeps_its_text(tmp_path, typed):
    reading = read(tmp_path, 项目=[["名称", "内容"], ["基准日", typed]])
    assert reading.scenario.project("basis_date") == Unread(str(typed))


def test_serials_of_1904_workbooks_count_from_1904():
    day = dt.date(2018, 5, 1)
    serial = float((day - dt.date(1904, 1, 1)).days)
    held, failed = read_column(table("project").by_name["basis_date"], [serial], dt.date(1904, 1, 1))
    assert (held.cell(0), failed) == (day.toordinal(), {})


@pytest.mark.parametrize(
    ("typed", "micro"),
    [
        (0.1 + 0.2, 300_000),
        ("3.5亩", 3_500_000),
        ("1,234.5", 1_234_500_000),
        (1e6, 10**12),
        (1.234567, 1_234_567),
        (1.2345678, Unread("1.2345678")),
        ("约3亩", Unread("约3亩")),
        (True, Unread("TRUE")),
        (dt.date(2018, 5, 1), Unread("2018-05-01")),
        (1e-7, Unread("0.0000001")),
        (1e20, Unread("100000000000000000000")),
        (-1, -1_000_000),
    ],
)
def test_areas_are_exact_or_keep_their_text(tmp_path, typed, micro):
    reading = read(tmp_path, 地块=[PARCELS[0], [*PARCELS[1][:5], typed]])
    assert column(reading, "parcels", "面积(亩)") == [micro]


def test_square_metres_off_the_grid_of_mu_are_unreadable(tmp_path):
    header = [text.replace("面积(亩)", "面积(平方米)") for text in PARCELS[0]]
    rows = [[f"P{n}", *PARCELS[1][1:5], value] for n, value in enumerate((100.02, 100.0001, "100.0001"))]
    reading = read(tmp_path, 地块=[header, *rows])
    assert column(reading, "parcels", "面积(平方米)") == [100_020_000, Unread("100.0001"), Unread("100.0001")]


def test_choices_fold_widths_and_take_booleans(tmp_path):
    header = [*PARCELS[0], "基本农田", "争议", "权属性质"]
    rows = [
        [*PARCELS[1], True, "否 ", "国有"],
        ["P2", *PARCELS[1][1:], "FALSE", "也许", ""],
    ]
    reading = read(tmp_path, 地块=[header, *rows])
    assert column(reading, "parcels", "基本农田") == [0, Unread("FALSE")]
    assert column(reading, "parcels", "争议") == [1, Unread("也许")]
    assert column(reading, "parcels", "权属性质") == [1, None]


def test_names_are_never_folded(tmp_path):
    reading = read(tmp_path, 户=[HOUSEHOLDS[0], ["001", "01", " 买买提·Ａ　㛃 "]])
    assert column(reading, "households", "户主") == ["买买提·Ａ　㛃"]


def test_merged_cells_count_for_all_their_rows_except_ids_and_figures(tmp_path):
    outputs = [OUTPUTS[0], ["01", "川地", 2015, 1000], [None, None, 2016, 1100], [None, None, 2017, None]]
    parcels = [*PARCELS, ["P2", None, None, "川地", "旱地", None]]
    book = openpyxl.load_workbook(workbook(tmp_path / "r.xlsx", sheets(产值=outputs, 地块=parcels)))
    for cells in ("A2:A4", "B2:B4", "D3:D4"):
        book["产值"].merge_cells(cells)
    book["地块"].merge_cells("C2:C3")
    book["地块"].merge_cells("F2:F3")
    book.save(tmp_path / "r.xlsx")
    reading = read_register(tmp_path / "r.xlsx")
    assert column(reading, "outputs", "村编号") == ["01"] * 3
    assert column(reading, "outputs", "产值区") == ["川地"] * 3
    assert column(reading, "outputs", "年产值(元/亩)") == [100_000, 110_000, None]
    assert column(reading, "parcels", "户号") == ["001", "001"]
    assert column(reading, "parcels", "面积(亩)") == [1_500_000, None]
    assert codes(reading) == ["merged-figure", "merged-figure"]
    assert "第 2 至 3 行" in render(reading.findings[1], catalogue("zh"))


def test_a_merged_id_counts_once_and_its_further_rows_are_named(tmp_path):
    parcels = [*PARCELS, [None, "01", "001", "川地", "旱地", 2]]
    book = openpyxl.load_workbook(workbook(tmp_path / "r.xlsx", sheets(地块=parcels)))
    book["地块"].merge_cells("A2:A3")
    book.save(tmp_path / "r.xlsx")
    reading = read_register(tmp_path / "r.xlsx")
    assert column(reading, "parcels", "地块编号") == ["P1"]
    assert codes(reading) == ["row-without-id"]


def test_broken_cells_keep_their_text_and_stop_the_recording(tmp_path):
    book = openpyxl.load_workbook(workbook(tmp_path / "r.xlsx", sheets()))
    book["地块"]["F2"] = "=1+1"
    book["户"]["C2"] = "=A1"
    book["户"]["D1"] = "备注"
    book["村"]["D2"] = "#DIV/0!"
    book.save(tmp_path / "r.xlsx")
    reading = read_register(tmp_path / "r.xlsx")
    assert column(reading, "parcels", "面积(亩)") == [Unread("=1+1")]
    assert column(reading, "households", "户主") == [Unread("#VALUE! =A1")]
    assert column(reading, "villages", "农业人口(人)") == [Unread("#DIV/0!")]
    assert [finding.code for finding in reading.unrecordable()] == ["unreadable"] * 3


def test_a_broken_id_is_a_row_with_an_unreadable_id(tmp_path):
    book = openpyxl.load_workbook(workbook(tmp_path / "r.xlsx", sheets()))
    book["户"]["A2"] = "=B2"
    book.save(tmp_path / "r.xlsx")
    reading = read_register(tmp_path / "r.xlsx")
    assert column(reading, "households", "户号") == [Unread("#VALUE! =B2")]


def test_missing_unknown_and_doubled_ids_stop_the_recording_all_at_once(tmp_path):
    parcels = [
        *PARCELS,
        ["P1", "01", "001", "川地", "旱地", 1],
        ["P3", None, "001", "川地", "旱地", 1],
        ["P4", "02", "009", "川地", "旱地", 1],
    ]
    reading = read(tmp_path, 地块=parcels)
    found = [
        (finding.code, finding.place.column, reading.row_of("parcels", finding.place.key))
        for finding in reading.unrecordable()
    ]
    assert sorted(found) == [
        ("id-doubled", "parcel_id", 2),
        ("id-doubled", "parcel_id", 3),
        ("id-unknown", "household_id", 5),
        ("id-unknown", "village_id", 5),
        ("missing", "village_id", 4),
    ]


def test_what_is_only_incomplete_does_not_stop_the_recording(tmp_path):
    reading = read(tmp_path, 产值=[OUTPUTS[0], ["01", "川地", 2015, None]], 项目=[["名称", "内容"]])
    assert reading.unrecordable() == []


def test_missing_sheets_and_id_columns_are_named_and_stop_the_recording(tmp_path):
    whole = sheets(户=[["村编号", "户主"], ["01", "甲"]], 地块=[[text] for text in "abc"])
    del whole["村"]
    reading = read_register(workbook(tmp_path / "r.xlsx", whole))
    assert [finding.code for finding in reading.unrecordable()][:3] == [
        "sheet-missing",
        "id-column-missing",
        "id-column-missing",
    ]
    assert "村" in render(reading.findings[0], catalogue("zh"))


def test_a_missing_needed_column_is_an_error_that_can_be_recorded(tmp_path):
    reading = read(tmp_path, 村=[VILLAGES[0][:3], VILLAGES[1][:3]])
    assert [(found.severity, found.code, found.place.column) for found in reading.findings] == [
        (Severity.ERROR, "column-missing", "population")
    ]
    assert reading.unrecordable() == []


def test_a_column_that_stands_twice_stops_the_recording(tmp_path):
    reading = read(tmp_path, 户=[[*HOUSEHOLDS[0], "权利人"], [*HOUSEHOLDS[1], "李"]])
    assert [finding.code for finding in reading.unrecordable()] == ["column-doubled"]


def test_project_fields_may_stand_without_a_header_and_under_their_other_names(tmp_path):
    project = [
        ["项目基本情况"],
        [],
        ["项目名称", "310 国道"],
        ["县　区", "样例县"],
        ["预公告日期", "2018.3.1"],
    ]
    reading = read(tmp_path, 项目=[*project, ["天气", "晴"]])
    assert reading.scenario.project_text("name") == "310 国道"
    assert reading.scenario.project_text("county") == "样例县"
    assert reading.scenario.project_number("notice_date") == dt.date(2018, 3, 1).toordinal()
    assert reading.row_of("project", 1, "notice_date") == 5
    assert codes(reading) == ["column-unknown"]
    assert "天气" in render(reading.findings[0], catalogue("en"))


@pytest.mark.parametrize(
    ("second", "code"), [("2018-03-01", []), ("2018-03-02", ["column-doubled"]), ("", [])]
)
def test_two_names_of_one_project_field_must_agree(tmp_path, second, code):
    project = [["名称", "内容"], ["征地告知日期", "2018-03-01"], ["预公告日期", second]]
    reading = read(tmp_path, 项目=project)
    assert codes(reading) == code
    assert reading.scenario.project_number("notice_date") == dt.date(2018, 3, 1).toordinal()


def test_the_policy_is_the_projects_or_the_one_asked_for(tmp_path):
    path = workbook(tmp_path / "r.xlsx", sheets(项目=[*PROJECT, ["政策", "hubei"]]))
    assert read_register(path).scenario.policy_text == ""
    chosen = read_register(path, "gansu-infrastructure").scenario
    assert chosen.project_text("policy") == "gansu-infrastructure"
    assert chosen.policy_text


def test_a_share_that_looks_like_a_percentage_cell_is_questioned(tmp_path):
    header, row = [*VILLAGES[0], "土地补偿费农户比例(%)", "安置补助费农户比例(%)"], VILLAGES[1]
    reading = read(tmp_path, 村=[header, [*row, 0.8, 80]])
    assert codes(reading) == ["share-below-one"]
    assert "80 %" in render(reading.findings[0], catalogue("en"))
    assert column(reading, "villages", "土地补偿费农户比例(%)") == [80]


def test_a_folder_of_csv_files_reads_like_the_workbook(tmp_path):
    whole = read_register(workbook(tmp_path / "r.xlsx", sheets()))
    folder = tmp_path / "folder"
    folder.mkdir()
    for name, rows in sheets().items():
        text = "\r\n".join(",".join(str(cell) for cell in row) for row in rows)
        (folder / f"{name}.csv").write_text(text, "gb18030")
    assert read_register(folder).scenario.digest == whole.scenario.digest


def test_a_workbook_of_something_else_is_refused(tmp_path):
    with pytest.raises(RegisterError, match="no sheet of a register"):
        read_register(workbook(tmp_path / "r.xlsx", {"Sheet1": [["a"]]}))
    with pytest.raises(RegisterError, match="no sheet of a register"):
        read_register(raw_workbook(tmp_path / "s.xlsx", ""))
    assert parts("")


def test_progress_names_each_sheet_and_may_end_the_reading(tmp_path):
    path = workbook(tmp_path / "r.xlsx", sheets())
    seen = []
    read_register(path, progress=seen.append)
    assert seen == ["项目", "村", "产值", "户", "地块", "附着物与青苗"]

    def cancel(name):
        raise KeyboardInterrupt(name)

    with pytest.raises(KeyboardInterrupt):
        read_register(path, progress=cancel)


def test_no_header_or_alias_names_two_columns_of_a_table():
    for spec in TABLES.values():
        keys = {
            (header_key(name), column) for column in spec.columns for name in (column.header, *column.aliases)
        }
        assert len(keys) == len({key for key, _ in keys}), spec.name


def test_messages_are_complete_in_both_languages(tmp_path):
    whole = sheets(户=[[*HOUSEHOLDS[0], "权利人", "x"], [None, "01", "甲", "乙", 1]])
    del whole["村"]
    reading = read_register(workbook(tmp_path / "r.xlsx", whole))
    for language in ("zh", "en"):
        words = catalogue(language)
        texts = [render(finding, words) for finding in (*reading.findings, *reading.unrecordable())]
        assert texts
        assert all("{" not in text for text in texts)
    assert open_book(tmp_path / "r.xlsx").names[0] == "项目"
