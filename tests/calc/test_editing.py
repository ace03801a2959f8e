"""Edits of many cells: blocks onto columns, titles, ragged rows, filling, duplicating."""

import pytest
from builders import household, outputs, parcel, scenario, village
from hypothesis import given
from hypothesis import strategies as st

from calc import editing, operations
from calc.editing import Left, lay_out, paste, repeated
from calc.operations import DeleteRows, InsertRows, SetCells
from calc.tables import TABLES, Unread, format_cell

PARCELS = TABLES["parcels"]
IDS = PARCELS.by_name


def columns(*names):
    return [IDS[name] for name in names]


@pytest.fixture
def county():
    return scenario(
        villages=[village()],
        outputs=outputs(),
        households=[household()],
        parcels=[parcel(parcel_id=f"P{number}", area=str(number)) for number in (1, 2, 3)],
    )


def keys_of(state, table="parcels"):
    return state[table].keys.tolist()


def test_a_block_falls_on_the_columns_beginning_with_the_first():
    layout = lay_out(PARCELS, columns("land_class", "area"), [["旱地", "2"], ["水田", "3"]])
    assert layout.columns == ("land_class", "area")
    assert layout.left == ()
    assert not layout.titled


def test_what_falls_beyond_the_last_column_or_on_a_computed_one_is_named_and_counted():
    layout = lay_out(
        PARCELS, [IDS["area"], "Amount", IDS["remark"]], [["1", "7", "x", "y", ""], ["2", "", "z", "w", ""]]
    )
    assert layout.columns == ("area", "remark")
    assert layout.block == [["1", "x"], ["2", "z"]]
    assert layout.left == (Left("Amount", 1), Left("", 2))


def test_a_first_row_of_titles_decides_where_columns_go():
    block = [["序号", "面积（亩）", "地块编号 *", "Land class", "小地名"], ["1", "2.5", "P9", "旱地", "East"]]
    layout = lay_out(PARCELS, columns("village_id"), block)
    assert layout.titled
    assert layout.columns == ("area", "parcel_id", "land_class", "place")
    assert [list(row) for row in layout.block] == [["2.5", "P9", "旱地", "East"]]
    assert layout.left == (Left("序号", 1),)


def test_aliases_are_titles_and_a_title_that_comes_twice_counts_once():
    block = [["永久基本农田", "基本农田"], ["是", "否"]]
    layout = lay_out(PARCELS, columns("parcel_id"), block)
    assert layout.columns == ("basic_farmland",)
    assert layout.left == (Left("基本农田", 1),)


@pytest.mark.parametrize(
    "block",
    [
        [["地类"]],  # one row is data
        [["P1", "1", "H1"], ["P2", "1", "H1"]],
        [["P1", "地类", "H1", "x"], ["P2", "1", "H1", "y"]],  # one title among data is data
    ],
)
def test_rows_of_data_are_not_taken_for_titles(block):
    assert not lay_out(PARCELS, columns("parcel_id", "village_id", "household_id"), block).titled


def test_a_single_column_with_its_title_goes_to_that_column():
    layout = lay_out(PARCELS, columns("parcel_id"), [["地类"], ["旱地"]])
    assert layout.titled
    assert layout.columns == ("land_class",)


def test_pasting_grows_the_table_and_new_rows_take_the_defaults(county):
    layout = lay_out(PARCELS, columns("area", "square_metres"), [["9", ""], ["much", ""], ["7", ""]])
    keys = keys_of(county)[2:]
    operation = paste(county, "parcels", keys, layout, position=1, defaults={"village_id": "1", "area": 5})
    after = operations.apply(county, operation)
    rows = after["parcels"]
    assert rows.text("parcel_id").values.tolist() == ["P1", "", "", "P2", "P3"]
    assert [rows.cell(place, "area") for place in range(5)] == [
        1_000_000, Unread("much"), 7_000_000, 2_000_000, 9_000_000,
    ]  # fmt: skip
    assert rows.text("village_id").values.tolist() == ["1"] * 5
    assert operation.parameters == {"count": 3}
    assert [name for _, name in editing.unread_in(operation)] == ["area"]
    before = operations.apply(after, operations.reverse(operation))
    assert [before["parcels"].row(place) for place in range(3)] == [
        county["parcels"].row(place) for place in range(3)
    ]


def test_a_ragged_block_leaves_what_it_does_not_reach(county):
    layout = lay_out(PARCELS, columns("land_class", "area"), [["水田", "9"], ["水田"], ["", "8"], ["菜地"]])
    after = operations.apply(county, paste(county, "parcels", keys_of(county), layout))
    rows = after["parcels"]
    assert rows.text("land_class").values.tolist() == ["水田", "水田", "", "菜地"]
    assert [rows.cell(place, "area") for place in range(4)] == [9_000_000, 2_000_000, 8_000_000, None]


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6)


@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=6))
def test_what_was_pasted_reads_as_it_was_typed(block):
    """Every cell holds what typing its text would have made of it; nothing is lost or moved."""
    state = scenario(villages=[village()], outputs=outputs(), households=[household()], parcels=[parcel()])
    names = ("parcel_id", "area", "ownership")
    layout = editing.Layout(names, block, (), titled=False)
    operation = paste(state, "parcels", keys_of(state), layout)
    rows = operations.apply(state, operation)["parcels"]
    assert len(rows) == max(1, len(block))
    for place, texts in enumerate(block):
        for name, text in zip(names, texts, strict=True):
            cell = rows.cell(place, name)
            typed = operations.type_cell(state, "parcels", keys_of(state)[0], name, text).steps[0].new[0][0]
            assert cell == typed
            if isinstance(cell, Unread):
                assert format_cell(IDS[name], cell) == text.strip()


@pytest.mark.parametrize(
    ("rows", "wide", "expected"),
    [
        (4, 2, [["a", "b"], ["c", "d"], ["a", "b"], ["c", "d"]]),
        (2, 4, [["a", "b", "a", "b"], ["c", "d", "c", "d"]]),
        (3, 2, [["a", "b"], ["c", "d"]]),
        (1, 1, [["a", "b"], ["c", "d"]]),
    ],
)
def test_a_block_is_repeated_only_over_whole_multiples(rows, wide, expected):
    assert repeated([["a", "b"], ["c", "d"]], rows, wide) == expected


def test_a_text_is_typed_into_exactly_the_given_cells(county):
    first, second, third = keys_of(county)
    places = {"area": [first, third], "land_class": [second]}
    operation = editing.fill_text(county, "parcels", places, "", "Clear {count} cells")
    rows = operations.apply(county, operation)["parcels"]
    assert [rows.cell(place, "area") for place in range(3)] == [None, 2_000_000, None]
    assert rows.text("land_class").values.tolist() == ["旱地", "", "旱地"]
    assert operation.parameters == {"count": 3}


def test_filling_down_copies_values_and_unreadable_texts(county):
    first, second, third = keys_of(county)
    county = operations.apply(county, operations.type_cell(county, "parcels", first, "area", "much"))
    operation = editing.fill_down(county, "parcels", [("area", first, [second, third])])
    rows = operations.apply(county, operation)["parcels"]
    assert [rows.cell(place, "area") for place in range(3)] == [Unread("much")] * 3


def test_columns_with_the_same_rows_are_one_step(county):
    keys = keys_of(county)
    places = {"area": keys, "place": keys, "remark": keys[:1]}
    operation = editing.fill_text(county, "parcels", places, "x", "Clear {count} cells")
    assert [step.columns for step in operation.steps] == [("area", "place"), ("remark",)]


def test_copies_of_rows_hold_everything_but_the_id(county):
    keys = keys_of(county)
    after = operations.apply(county, editing.duplicate_rows(county, "parcels", keys[:2], 2))
    rows = after["parcels"]
    assert rows.text("parcel_id").values.tolist() == ["P1", "P2", "", "", "P3"]
    assert rows.row(2)[1:] == rows.row(0)[1:]


def test_large_rows_are_read_as_small_ones(county):
    """The steps of a deletion and of a paste hold the same cells that reading one by one gives."""
    keys = keys_of(county)
    county = operations.apply(county, operations.type_cell(county, "parcels", keys[1], "area", "much"))
    rows = county["parcels"]
    deletion = operations.delete_rows(county, "parcels", keys).steps[0]
    assert isinstance(deletion, DeleteRows)
    one_by_one = tuple(
        tuple(rows.cell(place, column.name) for column in PARCELS.columns) for place in range(3)
    )
    assert deletion.cells == one_by_one
    step = operations.set_cells(county, "parcels", keys, ["area"], [[1]] * 3).steps[0]
    assert isinstance(step, SetCells)
    assert step.old == ((1_000_000,), (Unread("much"),), (3_000_000,))


def test_the_texts_of_cells_can_be_typed_again(county):
    texts = editing.texts_of(county["parcels"], [2, 0], ["area", "parcel_id"])
    assert texts == [("3", "1"), ("P3", "P1")]


def test_reading_a_block_can_be_stopped(county):
    def stop(_done, _total):
        raise InterruptedError

    layout = lay_out(PARCELS, columns("area"), [["1"]])
    with pytest.raises(InterruptedError):
        paste(county, "parcels", [], layout, tick=stop)


def test_new_rows_stand_where_they_are_wanted(county):
    layout = lay_out(PARCELS, columns("area"), [["1"], ["2"]])
    step = paste(county, "parcels", [], layout, position=0).steps[0]
    assert isinstance(step, InsertRows)
    assert step.positions == (0, 1)
