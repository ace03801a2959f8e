"""What stands in a file's cells, and which files are refused before they do harm."""

import datetime as dt
import struct
import zlib
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import example, given
from hypothesis import strategies as st
from workbooks import MAIN, packed, parts, raw_workbook, sheet_xml, workbook

from calc.register import cells
from calc.register.cells import RegisterError, cell_text, number_text, open_book


def only(path: Path) -> cells.Sheet:
    book = open_book(path)
    return book.sheet(book.names[0])


def refusal(path: Path) -> str:
    with pytest.raises(RegisterError) as caught:
        only(path)
    return str(caught.value)


def test_cells_keep_their_kind_and_place(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        {"一": [[], [None, "文 字 ", 0.1 + 0.2, True, dt.date(2018, 5, 1), dt.datetime(2018, 5, 1, 13, 5)]]},  # noqa: DTZ001
    )
    sheet = only(path)
    assert sheet.height == 2
    assert [cell_text(column[1]) for column in sheet.columns] == [
        "",
        "文 字 ",
        "0.3",
        "TRUE",
        "2018-05-01",
        "2018-05-01 13:05:00",
    ]
    assert all(column[0] == "" for column in sheet.columns)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (5.0, "5"),
        (1234567890123456789.0, "1234567890123460000"),
        (1e-7, "0.0000001"),
        (-0.0, "0"),
        (666.67, "666.67"),
        (float("nan"), "#NUM!"),
    ],
)
def test_a_number_is_its_fifteen_significant_digits(value, text):
    assert number_text(value) == text


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 6))
def test_every_decimal_of_fifteen_digits_comes_back_as_typed(digits, places):
    typed = f"{digits / 10**places:.{places}f}" if places else str(digits)
    assert float(number_text(float(typed))) == float(typed)
    assert len(number_text(float(typed)).lstrip("-0.").replace(".", "")) <= 15


def test_error_values_and_formulas_without_a_value_are_broken_cells(tmp_path):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_formula("B2", "=1/0", None, "#DIV/0!")
    sheet.write_formula("C2", '=A1&"<"', None, "")
    sheet.write_formula("D2", "=1+1", None, 2)
    sheet.write_string("E2", "#N/A")
    sheet.write_string("F2", "#3")
    book.close()
    read = only(path)
    assert read.broken == {(1, 1): "#DIV/0!", (1, 2): '=A1&"<"', (1, 4): "#N/A"}
    assert [column[1] for column in read.columns] == ["", "", "", 2.0, "", "#3"]


EMPTY_TEXT = '<row r="1"><c r="A1" t="str"><f>IF(1,"")</f><v></v></c><c r="B1"><v>1</v></c></row>'


@pytest.mark.parametrize("rows", [EMPTY_TEXT, EMPTY_TEXT.replace("<row", "<row ").replace("<c r", "<c  r")])
def test_a_formula_that_gives_an_empty_text_is_no_broken_cell(tmp_path, rows):
    assert only(raw_workbook(tmp_path / "a.xlsx", rows)).broken == {}


BROKEN = (
    '<row r="{a}1"><c r="A1" t="e"><f>X</f><v>#REF!</v></c><c r="B1" t="str"><f>A&gt;1</f></c>'
    '<c r="C1"><f t="shared" si="0"/><v/></c><c r="D1" t="e"/><c r="E1"><f>1</f><v>1</v></c></row>'
)


@pytest.mark.parametrize("prefix", ["", "0"])
def test_the_quick_and_the_exact_pass_agree(tmp_path, prefix):
    # A reference with a leading zero is read by the exact pass.
    read = only(raw_workbook(tmp_path / "a.xlsx", BROKEN.replace("{a}", prefix)))
    assert read.broken == {(0, 0): "#REF!", (0, 1): "=A>1", (0, 2): "=", (0, 3): "#VALUE!"}
    assert read.columns[4][0] == 1.0


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1"><c r="IW1"><v>1</v></c></row>',
        '<row r="1"><c s="0" r="XFD1048576"><v>1</v></c></row>',
        "<row r='1'><c r='XFD1048576'><v>1</v></c></row>",
        '<x:row xmlns:x="y"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
        '<row r="1048577"><c><v>1</v></c></row>',
        '<row r="300000"><c r="IV300000"><v>1</v></c></row>',
        '<row r="1"><c r="XFD1048576" t="inlineStr"><is><t>a</t></is></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="xfd1048576" t="e"><v>#N/A</v></c></row>',
        "<row r='1'>" + '<c r="A1"><v>1</v></c>' + "<c><v>1</v></c>" * 256 + "</row>",
    ],
)
def test_a_cell_far_outside_is_refused_before_it_costs_memory(tmp_path, rows):
    assert "Delete what stands far outside the table" in refusal(raw_workbook(tmp_path / "a.xlsx", rows))


def test_empty_formatted_cells_far_outside_do_no_harm(tmp_path):
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="AMJ1" s="0"/></row><row r="1048576"><c r="XFD1048576"/></row>'
    )
    sheet = only(raw_workbook(tmp_path / "a.xlsx", rows))
    assert (sheet.height, [list(column) for column in sheet.columns]) == (1, [[1.0]])


def test_a_sheet_as_long_as_any_county_is_read(tmp_path):
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="190000"><c r="IV190000"><v>2</v></c></row>'
    sheet = only(raw_workbook(tmp_path / "a.xlsx", rows))
    assert (sheet.height, len(sheet.columns), sheet.columns[255][189_999]) == (190_000, 256, 2.0)


@pytest.mark.parametrize(
    "sheet",
    [
        '<!DOCTYPE worksheet [<!ENTITY x "1">]><worksheet/>',
        sheet_xml('<row r="1"><c r="A1"><v>1<!-- lost -->2</v></c></row>'),
        sheet_xml('<row r="1"><c r="A1" t="str"><v><![CDATA[lost]]></v></c></row>'),
        '<?xml version="1.0" encoding="GBK"?><worksheet/>',
        sheet_xml("").encode("utf-16"),
    ],
)
def test_xml_that_would_be_read_wrongly_is_refused(tmp_path, sheet):
    path = tmp_path / "a.xlsx"
    path.write_bytes(packed(parts(sheet)))
    assert "cannot read safely" in refusal(path)


def test_entities_in_shared_texts_are_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(packed({**parts(sheet_xml("")), "xl/sharedStrings.xml": "<!DOCTYPE a><sst/>"}))
    assert "cannot read safely" in refusal(path)


def test_a_part_that_unpacks_to_more_than_it_declares_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    content = sheet_xml("<row/>" * 100_000)
    whole = bytearray(packed(parts(content)))
    at = whole.rindex(b"xl/worksheets/sheet1.xml") - 46
    struct.pack_into("<I", whole, at + 24, 1000)
    struct.pack_into("<I", whole, at + 16, zlib.crc32(content.encode()[:1000]))
    path.write_bytes(whole)
    assert "damaged" in refusal(path)
    package = cells._package("a.xlsx", bytes(whole))
    with pytest.raises(RegisterError):  # before anything of it is handed out
        next(package.chunks("xl/worksheets/sheet1.xml"))


def test_a_part_that_declares_too_much_is_refused_unopened(tmp_path, monkeypatch):
    monkeypatch.setattr(cells, "MOST_TEXT_BYTES", 1 << 20)
    path = tmp_path / "a.xlsx"
    path.write_bytes(packed({**parts(sheet_xml("")), "xl/sharedStrings.xml": " " * (2 << 20)}))
    assert "too large" in refusal(path)


def test_a_zip_of_a_later_version_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    whole = bytearray(packed(parts(sheet_xml(""))))
    struct.pack_into("<H", whole, whole.rindex(b"PK\x01\x02") + 6, 253)
    path.write_bytes(whole)
    assert "damaged" in refusal(path)


def test_two_parts_of_one_name_are_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(packed({**parts(sheet_xml("")), "xl/worksheets/SHEET1.xml": sheet_xml("")}))
    assert "damaged" in refusal(path)


@pytest.mark.parametrize("keep", [0.2, 0.7, 0.99])
def test_a_truncated_workbook_is_refused_as_damaged(tmp_path, keep):
    path = workbook(tmp_path / "a.xlsx", {"一": [["x"] * 9] * 99})
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * keep)])
    assert "damaged or cut off" in refusal(path)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xls", OLE, "old Excel file"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.xlsx", b"", "empty"),
        ("~$a.xlsx", b"\x05user", "without ~$"),
        ("a.xlsx", b"<html>", "not an Excel workbook"),
        ("a.csv", b"a,b", "Choose the folder"),
        (
            "a.xlsx",
            packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
            "not an Excel workbook",
        ),
        ("a.xlsb", packed({"xl/workbook.bin": ""}), "binary Excel workbook"),
        ("a.xlsx", b"PK\x03\x04" + bytes(99), "damaged"),
        ("a.xlsx", packed({"xl/workbook.xml": "<workbook"}), "damaged"),
    ],
)
def test_what_is_no_workbook_is_refused_by_its_name(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    assert words in refusal(path)
    assert name in refusal(path)


def test_a_missing_file_is_named(tmp_path):
    assert "no such file" in refusal(tmp_path / "a.xlsx")


def test_charts_are_no_sheets_and_escapes_are_undone(tmp_path):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_chartsheet("图")
    book.add_worksheet("一").write_row(0, 0, ["a\x01b", "_x0041_", "line\nline"])
    book.close()
    assert open_book(path).names == ("一",)
    assert [column[0] for column in only(path).columns] == ["a\x01b", "_x0041_", "line\nline"]


def test_serials_may_count_from_1904(tmp_path):
    contents = parts(sheet_xml(""))
    contents["xl/workbook.xml"] = contents["xl/workbook.xml"].replace(
        "<sheets>", '<workbookPr date1904="1"/><sheets>'
    )
    path = tmp_path / "a.xlsx"
    path.write_bytes(packed(contents))
    assert open_book(path).epoch == dt.date(1904, 1, 1)
    assert MAIN in contents["xl/workbook.xml"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_files_are_sheets_in_either_encoding(tmp_path, encoding):
    (tmp_path / "户.csv").write_bytes('户号,户主\r\n001,"䶮,㛃"\r\n\r\n002\r\n'.encode(encoding))
    (tmp_path / "notes.txt").write_text("x")
    book = open_book(tmp_path)
    assert book.names == ("户",)
    sheet = book.sheet("户")
    assert sheet.columns == [("户号", "001", "", "002"), ("户主", "䶮,㛃", "", "")]


def test_csv_error_values_are_broken_cells(tmp_path):
    (tmp_path / "户.csv").write_text("a,_x0041_\n1,#VALUE!\n", "utf-8")
    sheet = only(tmp_path)
    assert sheet.broken == {(1, 1): "#VALUE!"}
    assert sheet.columns[1] == ["_x0041_", ""]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'a,"b\nc,d\n', "line 2 is not readable as CSV"),
        (b"\xff\xff\xff", "neither UTF-8 nor GB18030"),
        (b"a," * 300, "too large"),
    ],
)
def test_bad_csv_is_refused_with_its_line(tmp_path, content, words):
    (tmp_path / "户.csv").write_bytes(content)
    assert words in refusal(tmp_path)


def test_a_folder_without_csv_is_refused(tmp_path):
    assert "no .csv file" in refusal(tmp_path)


CELL = st.sampled_from(
    [
        "<v>1</v>",
        "<f>A1</f>",
        "<f>A1</f><v>2</v>",
        "<f>A1</f><v></v>",
        '<f t="shared" si="0"/>',
        "<is><t>x</t></is>",
        "",
    ]
)


@given(
    st.lists(
        st.lists(
            st.tuples(CELL, st.sampled_from(["", ' t="str"', ' t="e"', ' t="inlineStr"', ' s="0"'])),
            max_size=4,
        ),
        max_size=4,
    )
)
@example([[("<f>A1</f><v></v>", ' t="str"')]])
def test_both_passes_find_the_same_in_any_plain_sheet(rows):
    xml = ""
    for row, line in enumerate(rows, 1):
        found = "".join(
            f'<c r="{chr(65 + at)}{row}"{kind}>{body}</c>' for at, (body, kind) in enumerate(line)
        )
        xml += f'<row r="{row}">{found}</row>'
    package = cells._package("x", packed(parts(sheet_xml(xml))))
    quick = cells._quick_survey(package, "xl/worksheets/sheet1.xml")
    exact = cells._exact_survey(package, "xl/worksheets/sheet1.xml")
    assert quick.broken == exact.broken


def test_rows_are_followed_over_the_borders_of_pieces(tmp_path, monkeypatch):
    monkeypatch.setattr(cells, "CHUNK", 7)
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="e"><v>#N/A</v></c></row>' for n in range(1, 50))
    assert len(only(raw_workbook(tmp_path / "a.xlsx", rows)).broken) == 49


def test_openpyxl_formulas_have_no_stored_value(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = "=1+1"
    book.save(tmp_path / "a.xlsx")
    assert only(tmp_path / "a.xlsx").broken == {(0, 0): "=1+1"}
