"""Find and replace: which cells hold a text, and what replacing makes of them."""

import pytest
from builders import household, item, outputs, parcel, scenario, village
from hypothesis import given
from hypothesis import strategies as st

from calc import operations
from calc.replacing import Query, holding, replace
from calc.tables import TABLES, Unread, format_cell, parse_cell

COLUMNS = TABLES["parcels"].by_name


@pytest.fixture
def county():
    rows = [
        parcel(parcel_id="P-1", area="1234.5", place="East Slope", remark="east"),
        parcel(parcel_id="P-2", area="12x4", place="west slope", ownership="国有"),
        parcel(parcel_id="P-3", area="", place="", remark="East and EAST"),
    ]
    return scenario(villages=[village()], outputs=outputs(), households=[household()], parcels=rows)


def found(county, name, query):
    return holding(county["parcels"], COLUMNS[name], query).tolist()


@pytest.mark.parametrize(
    ("name", "query", "expected"),
    [
        ("place", Query("slope"), [True, True, False]),
        ("place", Query("Slope", match_case=True), [True, False, False]),
        ("place", Query("slope", whole=True), [False, False, False]),
        ("remark", Query("east", whole=True), [True, False, False]),
        ("area", Query("123"), [True, False, False]),
        ("area", Query("1,234.5", whole=True), [True, False, False]),
        ("area", Query("x"), [False, True, False]),
        ("ownership", Query("国"), [False, True, False]),
        ("place", Query(""), [False, False, False]),
        ("place", Query(".*"), [False, False, False]),
    ],
)
def test_cells_are_found_as_they_are_typed(county, name, query, expected):
    assert found(county, name, query) == expected


def test_dates_are_found_beside_missing_ones():
    items = [
        item(made_date=""),
        item(item_id="I2", made_date="2018-05-01"),
        item(item_id="I3", made_date="May"),
    ]
    state = scenario(villages=[village()], outputs=outputs(), households=[household()], items=items)
    column = TABLES["items"].by_name["made_date"]
    assert holding(state["items"], column, Query("05")).tolist() == [False, True, False]
    assert holding(state["items"], column, Query("may")).tolist() == [False, False, True]


def run(county, names, query, instead, keys=None):
    keys = county["parcels"].keys.tolist() if keys is None else keys
    operation = replace(county, "parcels", keys, names, query, instead)
    return operation, operations.apply(county, operation)["parcels"]


def test_every_place_in_a_text_is_replaced_as_one_operation(county):
    operation, rows = run(county, ["place", "remark"], Query("east"), "South")
    assert rows.text("place").values.tolist() == ["South Slope", "west slope", ""]
    assert rows.text("remark").values.tolist() == ["South", "", "South and South"]
    assert operation.parameters == {"count": 3}
    undone = operations.apply(operations.apply(county, operation), operations.reverse(operation))
    assert [undone["parcels"].row(place) for place in range(3)] == [
        county["parcels"].row(place) for place in range(3)
    ]


def test_what_comes_out_is_read_as_if_it_were_typed(county):
    _, rows = run(county, ["area"], Query("x"), "3")
    assert rows.cell(1, "area") == 1_234_000_000
    _, rows = run(county, ["area"], Query("1,234.5"), "much")
    assert rows.cell(0, "area") == Unread("much")
    _, rows = run(county, ["ownership"], Query("国有", whole=True), "")
    assert rows.cell(1, "ownership") is None


def test_other_rows_and_cells_that_stay_the_same_are_left_alone(county):
    keys = county["parcels"].keys.tolist()
    operation, rows = run(county, ["place"], Query("slope"), "bank", keys[1:])
    assert rows.text("place").values.tolist() == ["East Slope", "west bank", ""]
    assert operation.parameters == {"count": 1}
    assert run(county, ["remark"], Query("east", match_case=True), "east")[0].steps == ()


@given(
    st.lists(st.text("abA1., 亩", max_size=5), min_size=1, max_size=5),
    st.text("abA1,", min_size=1, max_size=2),
    st.text("ab1 亩", max_size=2),
    st.booleans(),
    st.booleans(),
)
def test_replacing_is_typing_the_replaced_text(texts, needle, instead, whole, match_case):
    """In every cell, of text or of numbers, what stands there is what typing the new text would make."""
    rows = [parcel(parcel_id=f"P{number}", place=text, area=text) for number, text in enumerate(texts)]
    state = scenario(villages=[village()], outputs=outputs(), households=[household()], parcels=rows)
    query = Query(needle, whole, match_case)
    _, after = run(state, ["place", "area"], query, instead)
    for place in range(len(texts)):
        for name in ("place", "area"):
            column, before = COLUMNS[name], state["parcels"].cell(place, name)
            text = format_cell(column, before)
            figure = isinstance(before, int)  # where the needle's thousands separators do not count
            expected = typed_over(
                text, needle.replace(",", "") if figure else needle, instead, whole, match_case
            )
            assert after.cell(place, name) == (before if expected == text else parse_cell(column, expected))


def typed_over(text, needle, instead, whole, match_case):
    """Return the text after replacing, worked out letter by letter."""
    same = str if match_case else str.casefold
    if not needle or whole:
        return instead if needle and same(text) == same(needle) else text
    result, place = "", 0
    while place < len(text):
        if same(text[place : place + len(needle)]) == same(needle):
            result, place = result + instead, place + len(needle)
        else:
            result, place = result + text[place], place + 1
    return result
