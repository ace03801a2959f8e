"""The declared tables: every declaration is sound, and every cell reads back what it shows."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calc import tables, units
from calc.tables import TABLES, Kind, Unread, format_cell, parse_cell, why_unread

COLUMNS = [(spec, column) for spec in TABLES.values() for column in spec.columns]
LAST_DAY = 3_652_059
each_table = pytest.mark.parametrize("spec", TABLES.values(), ids=TABLES)
each_column = pytest.mark.parametrize(
    "column",
    [column for _, column in COLUMNS],
    ids=[f"{spec.name}.{column.name}" for spec, column in COLUMNS],
)


@each_table
def test_names_and_headers_of_a_table_do_not_collide(spec):
    names = [column.name for column in spec.columns]
    labels = [column.label for column in spec.columns]
    assert len(set(names)) == len(names)
    assert len(set(labels)) == len(labels)
    for column in spec.columns:
        others = {
            units.fold(text)
            for other in spec.columns
            if other is not column
            for text in (other.header, *other.aliases)
        }
        assert not {units.fold(text) for text in (column.header, *column.aliases)} & others


@each_table
def test_a_table_names_its_id_and_its_anchor(spec):
    assert spec.name == TABLES[spec.name].name
    assert tables.table(spec.name) is spec
    assert not spec.id_column or spec.by_name[spec.id_column].kind is Kind.ID
    assert spec.by_name[spec.anchor].needed
    assert spec.title("zh") == spec.sheet
    assert spec.title("en") == spec.label


@each_column
def test_a_declaration_is_sound(column):
    assert re.fullmatch("[a-z][a-z_]*", column.name)
    assert column.title("zh") == column.header
    assert column.title("en") == column.label
    assert re.search("[\\u4e00-\\u9fff]", column.header)
    assert column.label.isascii() or "²" in column.label
    assert bool(column.choices) == (column.kind is Kind.CHOICE)
    assert len(set(map(units.fold, column.choices))) == len(column.choices)
    assert not column.refers_to or TABLES[column.refers_to].id_column == column.name
    assert not column.help or column.help.endswith(".")
    if column.is_number:
        assert column.minimum is not None
        assert column.maximum is not None
        assert column.minimum <= column.maximum < units.MAXIMUM
    if column.unit:
        assert column.suffixes
    if column.default:
        assert not isinstance(parse_cell(column, column.default), Unread)


@each_column
def test_a_blank_cell_is_missing_and_not_unread(column):
    for blank in ("", " ", "\u3000", "\n\t"):
        assert parse_cell(column, blank) == ("" if column.kind.is_text else None)
        assert format_cell(column, parse_cell(column, blank)) == ""


def values_of(column):
    """Return a strategy for all values a column can hold."""
    if column.kind is Kind.CHOICE:
        return st.integers(0, len(column.choices) - 1)
    if column.kind is Kind.DATE:
        return st.integers(1, LAST_DAY)
    if column.kind is Kind.YEAR:
        return st.just(units.AVERAGE_YEAR) | st.integers(1000, 9999)
    if column.unit == "平方米":  # the whole millionths of a mu
        return st.integers(0, 10**14).map(lambda number: number * 2000)
    return st.integers(1 - units.MAXIMUM, units.MAXIMUM - 1)


NUMBERS = [column for _, column in COLUMNS if not column.kind.is_text]


@given(st.data())
def test_every_number_reads_back_from_what_it_shows(data):
    column = data.draw(st.sampled_from(NUMBERS))
    value = data.draw(values_of(column))
    text = format_cell(column, value)
    assert parse_cell(column, text) == value
    suffix = data.draw(st.sampled_from(["", *column.suffixes]))
    assert parse_cell(column, f" {text}{suffix}\u3000") == value


@given(st.sampled_from([column for _, column in COLUMNS]), st.text(max_size=12))
def test_any_text_is_a_value_or_is_kept(column, text):
    cell = parse_cell(column, text)
    if column.kind.is_text:
        assert cell == text.strip()
    elif isinstance(cell, Unread):
        assert cell.text == text.strip()
        assert why_unread(column, cell.text).message
        assert parse_cell(column, format_cell(column, cell)) == cell
    else:
        assert cell is None or isinstance(cell, int)


def test_there_is_no_reason_for_what_can_be_read():
    with pytest.raises(ValueError, match="can be read"):
        why_unread(TABLES["parcels"].by_name["area"], " 3.5亩 ")


def test_names_and_ids_are_only_trimmed():
    head = TABLES["households"].by_name["head"]
    assert parse_cell(head, " 买买提·吐尔逊（小）　") == "买买提·吐尔逊（小）"
    assert parse_cell(head, "𬭎䶮") == "𬭎䶮"
    identity = TABLES["households"].by_name["household_id"]
    assert parse_cell(identity, " 00Ａ12 ") == "00Ａ12"
    assert parse_cell(identity, "6222000011112222333") == "6222000011112222333"


def test_half_a_character_from_a_damaged_clipboard_does_not_reach_a_file():
    head = TABLES["households"].by_name["head"]
    assert parse_cell(head, "王\ud800五") == "王\ufffd五"
    assert parse_cell(head, "王\ud86d\udf4e") == "王𫝎"
    assert parse_cell(TABLES["parcels"].by_name["area"], "3\udc00") == Unread("3\ufffd")


@pytest.mark.parametrize(
    ("table", "column", "text", "cell"),
    [
        ("parcels", "area", "３．５亩", 3_500_000),
        ("parcels", "square_metres", "2000平方米", 2_000_000_000),
        ("parcels", "square_metres", "0.02", 20_000),
        ("parcels", "ownership", "国有", tables.COMMON_CHOICES["state"]),
        ("parcels", "ownership", " 集体　", tables.COMMON_CHOICES["collective"]),
        ("parcels", "disputed", "是", tables.COMMON_CHOICES["yes"]),
        ("parcels", "disputed", "否", tables.COMMON_CHOICES["no"]),
        ("items", "category", "青苗", tables.COMMON_CHOICES["crops"]),
        ("items", "category", "地上附着物", tables.COMMON_CHOICES["attachments"]),
        ("villages", "land_multiple", "7倍", 700),
        ("villages", "land_share", "33.33%", 3333),
        ("villages", "population", "1,024人", 1024),
        ("outputs", "year", "2017年度", 2017),
        ("outputs", "year", "平均", 0),
        ("outputs", "value", "1,200元/亩", 120_000),
        ("project", "agreed_amount", "12,345,678.90元", 1_234_567_890),
    ],
)
def test_cells_are_read_as_officers_type_them(table, column, text, cell):
    assert parse_cell(TABLES[table].by_name[column], text) == cell


@pytest.mark.parametrize(
    ("table", "column", "text", "why"),
    [
        ("parcels", "area", "3.1234567", "more than 6 decimals"),
        ("parcels", "area", "3.5公顷", "is not a number"),
        ("parcels", "square_metres", "0.001", "no whole millionth of a mu"),
        ("parcels", "ownership", "村有", "is none of 集体、国有"),
        ("villages", "land_multiple", "7.125", "more than 2 decimals"),
        ("villages", "population", "12.5", "more than 0 decimals"),
        ("items", "price", "12,5", "is not a number"),
        ("project", "basis_date", "2018-02-30", "is not a date"),
        ("outputs", "year", "last", "is not a year"),
    ],
)
def test_what_cannot_be_read_is_kept_with_the_reason(table, column, text, why):
    spec = TABLES[table].by_name[column]
    assert parse_cell(spec, text) == Unread(text)
    assert why in str(why_unread(spec, text))


def test_every_row_can_be_told_from_others_when_registers_are_compared():
    for spec in TABLES.values():
        assert bool(spec.identity) != spec.single, spec.name
        assert set(spec.identity) <= spec.by_name.keys()
