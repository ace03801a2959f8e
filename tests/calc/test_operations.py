"""Edits as data: what was done can be undone to the last character, and a journal's lines can be trusted."""

import json

import pytest
from builders import item, parcel, small_scenario
from hypothesis import given
from hypothesis import strategies as st

from calc import operations
from calc.operations import DeleteRows, InsertRows, Operation, SetCells
from calc.tables import TABLES, Unread

NAMES = ["villages", "outputs", "households", "parcels", "items", "prices"]

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)


def cell_of(column):
    """Return a strategy for the cells of `column`."""
    if column.kind.is_text:
        return texts | texts.map(Unread)
    return st.none() | st.integers(1 - 10**18, 10**18 - 1) | texts.map(Unread)


def edit_of(data, scenario):
    """Draw one edit of `scenario`."""
    name = data.draw(st.sampled_from(NAMES))
    rows = scenario[name]
    kind = data.draw(st.sampled_from(["set", "insert", "delete", "policy"] if len(rows) else ["insert"]))
    if kind == "policy":
        return operations.set_policy(scenario, data.draw(texts))
    if kind == "insert":
        columns = data.draw(st.lists(st.sampled_from(rows.spec.columns), max_size=3))
        new = [
            {column.name: data.draw(cell_of(column)) for column in columns}
            for _ in range(data.draw(st.integers(0, 3)))
        ]
        return operations.insert_rows(scenario, name, data.draw(st.integers(0, len(rows))), new)
    keys = data.draw(st.lists(st.sampled_from(rows.keys.tolist()), min_size=1, unique=True))
    if kind == "delete":
        return operations.delete_rows(scenario, name, keys)
    columns = data.draw(st.lists(st.sampled_from(rows.spec.columns), min_size=1, max_size=3, unique_by=id))
    cells = [[data.draw(cell_of(column)) for column in columns] for _ in keys]
    return operations.set_cells(scenario, name, keys, [column.name for column in columns], cells)


def contents(scenario):
    """Return all a scenario holds, keys and order included."""
    return {
        name: [(int(key), scenario[name].row(place)) for place, key in enumerate(scenario[name].keys)]
        for name in TABLES
    } | {"policy": scenario.policy_text}


@given(st.data())
def test_any_edits_can_be_undone_one_by_one_and_done_again(data):
    scenario = small_scenario()
    states, digests, edits = [contents(scenario)], [scenario.digest], []
    for _ in range(data.draw(st.integers(1, 5))):
        edit = operations.decode(operations.encode(edit_of(data, scenario)))
        scenario = operations.apply(scenario, edit)
        edits.append(edit)
        states.append(contents(scenario))
        digests.append(scenario.digest)
        highest = max(int(rows.keys.max()) for rows in scenario.tables.values() if len(rows))
        assert scenario.next_key > highest
    last = scenario.next_key
    for edit, state, digest in zip(reversed(edits), states[-2::-1], digests[-2::-1], strict=True):
        scenario = operations.apply(scenario, operations.reverse(edit))
        assert contents(scenario) == state
        assert scenario.digest == digest
    assert scenario.next_key == last
    for edit in edits:
        scenario = operations.apply(scenario, edit)
    assert contents(scenario) == states[-1]


@given(st.data())
def test_an_edit_survives_encoding(data):
    edit = edit_of(data, small_scenario())
    line = operations.encode(edit)
    assert b"\n" not in line
    assert operations.decode(line) == edit


def test_steps_of_one_edit_are_taken_back_from_the_last(small):
    first = operations.insert_rows(small, "items", 0, [{"item_id": "new"}])
    between = operations.apply(small, first)
    second = operations.type_cell(between, "items", small.next_key, "name", "Well")
    whole = Operation("Paste", (*first.steps, *second.steps))
    after = operations.apply(small, whole)
    assert after["items"].cell(0, "name") == "Well"
    assert contents(operations.apply(after, operations.reverse(whole))) == contents(small)


def test_reversing_twice_is_the_edit_itself(small):
    edit = operations.type_cell(small, "parcels", int(small["parcels"].keys[0]), "area", "2.5")
    assert operations.reverse(operations.reverse(edit)) == edit


def test_an_edit_leaves_the_scenario_it_was_made_for_as_it_was(small):
    before = contents(small)
    key = int(small["parcels"].keys[0])
    edited = operations.apply(small, operations.type_cell(small, "parcels", key, "area", "2"))
    assert contents(small) == before
    assert edited["parcels"].number("area").cell(0) == 2_000_000
    assert edited["items"] is small["items"]


def test_keys_are_not_used_again_after_an_undone_insertion(small):
    edit = operations.insert_rows(small, "items", 0, [{}, {}])
    undone = operations.apply(operations.apply(small, edit), operations.reverse(edit))
    again = operations.insert_rows(undone, "items", 0, [{}])
    assert not set(again.steps[0].keys) & set(edit.steps[0].keys)


def test_what_cannot_be_read_is_kept_and_undone(small):
    key = int(small["parcels"].keys[0])
    edit = operations.type_cell(small, "parcels", key, "area", "about two")
    edited = operations.apply(small, edit)
    assert edited["parcels"].cell(0, "area") == Unread("about two")
    assert edited["parcels"].number("area").cell(0) is None
    mended = operations.apply(edited, operations.type_cell(edited, "parcels", key, "area", "2"))
    assert mended["parcels"].unread == {}
    assert operations.apply(edited, operations.reverse(edit)).digest == small.digest


def test_rows_come_back_to_their_places():
    scenario = small_scenario(parcels=[parcel(parcel_id=f"P{n}", area=f"{n + 1}") for n in range(6)])
    keys = [int(scenario["parcels"].keys[place]) for place in (4, 0, 2)]
    edit = operations.delete_rows(scenario, "parcels", keys)
    assert edit.parameters == {"count": 3}
    edited = operations.apply(scenario, edit)
    assert edited["parcels"].text("parcel_id").values.tolist() == ["P1", "P3", "P5"]
    assert contents(operations.apply(edited, operations.reverse(edit))) == contents(scenario)


def test_an_insertion_stands_where_it_was_asked_for(small):
    rows = [{"item_id": "first"}, {"item_id": "second"}]
    edited = operations.apply(small, operations.insert_rows(small, "items", 1, rows))
    assert edited["items"].text("item_id").values.tolist() == ["I1", "first", "second"]
    assert edited["items"].cell(1, "quantity") is None


def test_an_edit_for_a_row_that_is_gone_is_refused(small):
    key = int(small["parcels"].keys[0])
    cell, gone = (
        operations.type_cell(small, "parcels", key, "area", "2"),
        operations.delete_rows(small, "parcels", [key]),
    )
    rest = operations.apply(small, gone)
    for edit in (cell, gone):
        with pytest.raises(KeyError):
            operations.apply(rest, edit)


def test_a_row_that_is_there_is_not_inserted_again(small):
    edit = operations.insert_rows(small, "parcels", 0, [{}])
    with pytest.raises(KeyError):
        operations.apply(operations.apply(small, edit), edit)


@pytest.mark.parametrize(
    ("column", "cell"), [("area", 1.5), ("area", "2"), ("land_class", 3), ("area", True)]
)
def test_a_value_of_the_wrong_type_is_refused(small, column, cell):
    key = int(small["parcels"].keys[0])
    with pytest.raises(TypeError, match=column):
        operations.apply(small, operations.set_cells(small, "parcels", [key], [column], [[cell]]))


def line_of(*steps, label="x", parameters=None):
    return json.dumps({"label": label, "parameters": parameters or {}, "steps": steps}).encode()


WHOLE_ITEM = ["" if column.kind.is_text else None for column in TABLES["items"].columns]


def test_a_line_written_by_hand_can_be_read():
    line = line_of(
        ["insert", "items", [0], [9], [WHOLE_ITEM]], ["set", "items", [9], ["name"], [[""]], [["a"]]]
    )
    assert operations.decode(line) == Operation(
        "x",
        (
            InsertRows("items", (0,), (9,), (tuple(WHOLE_ITEM),)),
            SetCells("items", (9,), ("name",), (("",),), (("a",),)),
        ),
        {},
    )


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{",
        b"\xff",
        b"[" * 100_000,
        b"[]",
        b"{}",
        b'{"label":"x","parameters":{},"steps":3}',
        line_of(["shout", "items"]),
        line_of(["set", "items", [1]]),
        line_of(["set", "nowhere", [], [], [], []]),
        line_of(["set", "items", 5, ["name"], [["a"]], [["b"]]]),
        line_of(["set", "items", ["5"], ["name"], [["a"]], [["b"]]]),
        line_of(["set", "items", [5.0], ["name"], [["a"]], [["b"]]]),
        line_of(["set", "items", [5], ["colour"], [["a"]], [["b"]]]),
        line_of(["set", "items", [5], ["name"], [["a"]], [["b", "c"]]]),
        line_of(["set", "items", [5], ["name"], [["a"]], [[3]]]),
        line_of(["set", "items", [5], ["name"], [["a"]], [[{"!": 1}]]]),
        line_of(["set", "items", [5], ["name"], [["a"]], [[{"?": 1}]]]),
        line_of(["set", "items", [5], ["quantity"], [[1]], [[2.5]]]),
        line_of(["set", "items", [5], ["quantity"], [[1]], [[10**18]]]),
        line_of(["insert", "items", [0, 1], [9], [WHOLE_ITEM]]),
        line_of(["insert", "items", [-1], [9], [WHOLE_ITEM]]),
        line_of(["insert", "items", [0], [9], [WHOLE_ITEM[1:]]]),
        line_of(["policy", "a", 5]),
        line_of(label=3),
    ],
)
def test_a_line_that_is_no_operation_is_refused(line):
    with pytest.raises(ValueError):  # noqa: PT011  (json says it in its own words)
        operations.decode(line)


def test_labels_name_what_the_menu_shows(small):
    key = int(small["items"].keys[0])
    edits = [
        operations.set_cells(small, "items", [key], ["name", "unit"], [["a", "b"]]),
        operations.type_cell(small, "items", key, "name", "a"),
        operations.insert_rows(small, "items", 0, [item()]),
        operations.delete_rows(small, "items", [key]),
        operations.set_policy(small, ""),
    ]
    assert [edit.label.format(**edit.parameters) for edit in edits] == [
        "Change 2 cells",
        "Change one cell",
        "Insert 1 rows",
        "Delete 1 rows",
        "Change the policy",
    ]
    assert isinstance(operations.reverse(edits[2]).steps[0], DeleteRows)
    assert operations.reverse(edits[2]).label == edits[2].label
