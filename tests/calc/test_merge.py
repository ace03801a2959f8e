"""Merging another register: every row and cell of it is taken over, told or left by choice, and undone whole."""

import numpy as np
import pytest
from builders import household, item, outputs, parcel, price, project, scenario, small_scenario, village
from hypothesis import given
from hypothesis import strategies as st

from calc import operations
from calc.merge import MERGED, NONE, State, label_of_row, merge_operation, plan_merge
from calc.tables import TABLES, Unread


def merged(here, there, choices=None, **options):
    """Return `here` after merging, with what is proposed unless other choices are given."""
    plan = plan_merge(here, there, **options)
    return operations.apply(here, merge_operation(plan, choices or plan.proposed()))


def all_theirs(plan):
    return {name: np.ones(len(table), np.bool_) for name, table in plan.tables.items()}


def rows_of(scenario, name):
    return [scenario[name].row(position) for position in range(len(scenario[name]))]


def only_row(plan, name, state):
    (row,) = np.flatnonzero(plan.tables[name].state == state)
    return int(row)


def changes_of(plan, name, row):
    return [(change.column.name, change.old, change.new) for change in plan.tables[name].changes(row)]


def test_the_preview_says_row_by_row_what_is_new_changed_the_same_and_missing_there():
    here = small_scenario(parcels=[parcel(), parcel(parcel_id="P2"), parcel(parcel_id="P3", place="West")])
    there = small_scenario(
        parcels=[parcel(parcel_id="P4"), parcel(area="1.5", place="East"), parcel(parcel_id="P2")]
    )
    table = plan_merge(here, there).tables["parcels"]
    assert table.state.tolist() == [State.NEW, State.CHANGED, State.SAME, State.MISSING]
    assert [label_of_row(table, row) for row in range(4)] == ["P4", "P1", "P2", "P3"]
    assert changes_of(plan_merge(here, there), "parcels", 1) == [
        ("area", 1_000_000, 1_500_000),
        ("place", "", "East"),
    ]
    assert table.changes(2) == table.changes(3) == []
    assert ("land_class", None, "旱地") in changes_of(plan_merge(here, there), "parcels", 0)
    assert table.counts == {
        State.NEW: 1,
        State.CHANGED: 1,
        State.CONFLICT: 0,
        State.SAME: 1,
        State.MISSING: 1,
    }


def test_merging_adds_new_rows_below_replaces_cells_in_place_and_deletes_nothing():
    here = small_scenario(parcels=[parcel(), parcel(parcel_id="P3", place="West")])
    there = small_scenario(parcels=[parcel(parcel_id="P4"), parcel(area="1.5")])
    plan = plan_merge(here, there)
    edit = merge_operation(plan, plan.proposed())
    assert edit.label.format(**edit.parameters) == "Merge 2 rows"
    after = operations.apply(here, edit)
    assert after["parcels"].text("parcel_id").values.tolist() == ["P1", "P3", "P4"]
    assert after["parcels"].number("area").values.tolist() == [1_500_000, 1_000_000, 1_000_000]
    assert after["parcels"].cell(1, "place") == "West"
    assert after["items"] is here["items"]
    assert operations.apply(after, operations.reverse(edit)).digest == here.digest


def test_a_blank_cell_over_there_empties_nothing_unless_the_officer_says_so():
    here = small_scenario(parcels=[parcel(place="West", remark="wet"), parcel(parcel_id="P2")])
    there = small_scenario(parcels=[parcel(), parcel(parcel_id="P2", place="East")])
    assert merged(here, there)["parcels"].text("place").values.tolist() == ["West", "East"]
    erased = merged(here, there, erasing=True)
    assert erased["parcels"].text("place").values.tolist() == ["", "East"]
    # Nobody filled in that column over there at all: it says nothing.
    assert erased["parcels"].cell(0, "remark") == "wet"


def test_rows_without_an_id_column_are_matched_by_what_stands_for_one():
    here = small_scenario(prices=[price(), price(specification="young", price="20")])
    there = small_scenario(
        outputs=outputs(values=("1000", "1150", "1200"), first_year=2015),
        prices=[price(specification="young", price="25"), price(unit="mu")],
    )
    plan = plan_merge(here, there)
    assert plan.tables["outputs"].state.tolist() == [State.SAME, State.CHANGED, State.SAME]
    assert label_of_row(plan.tables["outputs"], 1) == "1 · A · 2016"
    assert plan.tables["prices"].state.tolist() == [State.CHANGED, State.NEW, State.MISSING]
    assert changes_of(plan, "prices", 0) == [("price", 2000, 2500)]


def test_an_id_that_belongs_to_another_village_here_is_a_conflict_and_stays_until_decided():
    villages = [village(), village(village_id="2")]
    here = small_scenario(villages=villages)
    there = small_scenario(villages=villages, households=[household(village_id="2")])
    plan = plan_merge(here, there)
    row = only_row(plan, "households", State.CONFLICT)
    assert plan.tables["households"].reasons_of(row) == ["the ID belongs to another village here"]
    assert merged(here, there).digest == here.digest
    assert merged(here, there, all_theirs(plan))["households"].cell(0, "village_id") == "2"


def test_a_doubled_id_is_a_conflict_on_either_side_and_equal_rows_belong_together():
    twice = [item(quantity="1"), item(quantity="2")]
    here = small_scenario(items=twice)
    there = small_scenario(items=[item(quantity="2"), item(quantity="3"), item(quantity="4")])
    table = plan_merge(here, there).tables["items"]
    assert table.state.tolist() == [State.SAME, State.CONFLICT, State.CONFLICT]
    assert table.ours.tolist() == [1, 0, NONE]
    assert merged(here, there).digest == here.digest
    after = merged(here, there, all_theirs(plan_merge(here, there)))
    assert [row[7] for row in rows_of(after, "items")] == [3_000_000, 2_000_000, 4_000_000]
    assert plan_merge(here, small_scenario(items=[item(quantity="2")])).tables["items"].state.tolist() == [
        State.SAME,
        State.MISSING,
    ]


def test_rows_without_an_id_are_named_and_never_matched_to_something_else():
    here = small_scenario(parcels=[parcel(), parcel(parcel_id="", area="2")])
    there = small_scenario(parcels=[parcel(parcel_id="", area="2"), parcel(parcel_id="", area="3")])
    plan = plan_merge(here, there)
    table = plan.tables["parcels"]
    assert table.state.tolist() == [State.SAME, State.CONFLICT, State.MISSING]
    assert "no ID" in table.reasons_of(1)[0]
    assert len(merged(here, there)["parcels"]) == 2
    assert len(merged(here, there, all_theirs(plan))["parcels"]) == 3


def test_a_row_that_lacks_a_part_of_what_it_is_known_by_has_no_id():
    zoneless = outputs(zone="", values=("1000",))
    plan = plan_merge(
        small_scenario(outputs=zoneless), small_scenario(outputs=outputs(zone="", values=("1200",)))
    )
    assert plan.tables["outputs"].state.tolist() == [State.CONFLICT, State.MISSING]
    plain = price(specification="")
    plan = plan_merge(small_scenario(prices=[plain]), small_scenario(prices=[{**plain, "price": "60"}]))
    assert plan.tables["prices"].state.tolist() == [State.CHANGED]


def test_new_rows_of_all_tables_have_keys_that_were_never_used():
    here = small_scenario()
    there = small_scenario(
        parcels=[parcel(parcel_id="P2"), parcel(parcel_id="P3")], items=[item(item_id="I2")], households=[]
    )
    after = merged(here, there)
    keys = [int(key) for name in TABLES for key in after[name].keys]
    assert len(set(keys)) == len(keys) == sum(len(here[name]) for name in TABLES) + 3
    assert after.next_key == here.next_key + 3


def test_cells_that_could_not_be_read_are_conflicts_and_keep_their_text():
    here = small_scenario(items=[item(), item(item_id="I3", quantity="some")])
    there = small_scenario(
        items=[
            item(quantity="many"),
            item(item_id="I2", made_date="long ago"),
            item(item_id="I3", quantity="some"),
        ]
    )
    plan = plan_merge(here, there)
    assert plan.tables["items"].state.tolist() == [State.CONFLICT, State.CONFLICT, State.SAME]
    assert changes_of(plan, "items", 0) == [("quantity", 3_000_000, Unread("many"))]
    after = merged(here, there, all_theirs(plan))
    assert after["items"].cell(0, "quantity") == Unread("many")
    assert after["items"].cell(2, "made_date") == Unread("long ago")
    mended = merged(here, small_scenario(items=[item(item_id="I3", quantity="4")]))
    assert mended["items"].cell(1, "quantity") == 4_000_000
    assert not mended["items"].unread


def test_acknowledged_warnings_come_along_with_their_reasons():
    row = {
        "code": "made-after-notice",
        "sheet": "附着物与青苗",
        "row_id": "I1",
        "facts": "x",
        "reason": "seen",
    }
    here, there = small_scenario(), small_scenario(acknowledgements=[row])
    after = merged(here, there)
    assert after["acknowledgements"].text("reason").values.tolist() == ["seen"]
    again = plan_merge(after, there).tables["acknowledgements"]
    assert again.state.tolist() == [State.SAME]


def test_the_project_is_filled_in_but_replaced_only_by_decision_and_the_policy_never():
    here = small_scenario()
    there = scenario("another text", project=[project(land_user="Road Company", policy="other-policy")])
    plan = plan_merge(here, there)
    assert plan.tables["project"].state.tolist() == [State.CHANGED]
    assert merged(here, there).project_text("land_user") == "Road Company"
    assert merged(here, there).policy_text == here.policy_text
    assert merged(here, there).project_text("policy") == ""
    (note,) = plan.notes
    assert note.parameters["theirs"] == "other-policy"
    renamed = plan_merge(here, scenario(project=[project(name="Road 311")]))
    assert renamed.tables["project"].state.tolist() == [State.CONFLICT]
    assert not renamed.notes


def test_a_policy_of_one_name_with_two_texts_is_told():
    (note,) = plan_merge(small_scenario(), scenario("another text")).notes
    assert "different texts" in note.message


@pytest.mark.parametrize(
    ("mine", "comes", "state"),
    [
        ({"area": "1.5"}, {"square_metres": "1000"}, State.CHANGED),
        ({"area": "1.5"}, {"square_metres": "2000"}, State.CONFLICT),
        ({"square_metres": "1000"}, {"area": "2"}, State.CONFLICT),
        ({"square_metres": "1000"}, {"area": "1.5", "square_metres": "1000"}, State.CHANGED),
    ],
)
def test_an_area_in_the_other_unit_never_contradicts_the_one_that_stands_here(mine, comes, state):
    here, there = small_scenario(parcels=[parcel(**mine)]), small_scenario(parcels=[parcel(**comes)])
    plan = plan_merge(here, there)
    assert plan.tables["parcels"].state.tolist() == [state]
    after = merged(here, there, all_theirs(plan))["parcels"]
    mu, metres = after.cell(0, "area"), after.cell(0, "square_metres")
    assert mu is None or metres is None or mu * 10_000 == metres * 15


def test_a_row_that_is_unticked_stays_as_it_is():
    here = small_scenario(parcels=[parcel(), parcel(parcel_id="P2")])
    there = small_scenario(parcels=[parcel(area="2"), parcel(parcel_id="P2", area="3")])
    plan = plan_merge(here, there)
    choices = plan.proposed()
    choices["parcels"][0] = False
    assert merged(here, there, choices)["parcels"].number("area").values.tolist() == [1_000_000, 3_000_000]


def test_the_comparison_can_be_stopped_and_says_how_far_it_is(small):
    seen = []
    plan_merge(small, small, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(number, len(MERGED)) for number in range(len(MERGED))]

    def stop(_done, _total):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        plan_merge(small, small, progress=stop)


# Any two registers, with every mistake an officer can make.

ids = st.sampled_from(["", "1", "2", "3"])
words = st.sampled_from(["", "a", "b", "?"])
numbers = st.sampled_from(["", "1", "1.5", "about two"])
metres = st.sampled_from(["", "1000", "2000", "wide"])
registers = st.builds(
    lambda name, villages, households, parcels, years, prices: scenario(
        project=[project(name=name)],
        villages=[village(village_id=each, tier_note=note) for each, note in villages],
        outputs=[{"village_id": each, "zone": "A", "year": year, "value": "1"} for each, year in years],
        households=[household(household_id=each, village_id=at, members=n) for each, at, n in households],
        parcels=[
            parcel(parcel_id=each, area=area, square_metres=wide, place=at)
            for each, area, wide, at in parcels
        ],
        prices=[price(specification=each, price=value) for each, value in prices],
    ),
    words,
    st.lists(st.tuples(ids, words), max_size=3),
    st.lists(st.tuples(ids, ids, numbers), max_size=3),
    st.lists(st.tuples(ids, numbers, metres, words), max_size=4),
    st.lists(st.tuples(ids, st.sampled_from(["", "2015", "平均", "then"])), max_size=3),
    st.lists(st.tuples(words, numbers), max_size=3),
)


def is_blank(cell):
    return cell is None or cell == ""


@given(registers)
def test_merging_a_register_with_itself_changes_nothing(here):
    plan = plan_merge(here, here, erasing=True)
    assert {int(state) for table in plan.tables.values() for state in table.state} <= {State.SAME}
    assert merge_operation(plan, all_theirs(plan)).steps == ()


@given(registers, registers)
def test_all_theirs_holds_every_cell_over_there_that_is_not_blank(here, there):
    plan = plan_merge(here, there)
    after = operations.apply(here, merge_operation(plan, all_theirs(plan)))
    for name, table in plan.tables.items():
        count = len(there[name])
        assert sorted(table.theirs[:count].tolist()) == list(range(count))
        new = iter(range(len(here[name]), len(after[name])))
        for row in range(count):
            position = int(table.ours[row])
            held = after[name].row(next(new) if position == NONE else position)
            told = there[name].row(int(table.theirs[row]))
            assert all(is_blank(cell) or cell == mine for mine, cell in zip(held, told, strict=True))
        for row in range(count, len(table)):
            position = int(table.ours[row])
            assert table.state[row] == State.MISSING
            assert after[name].row(position) == here[name].row(position)


@given(registers, registers, st.booleans(), st.data())
def test_any_merge_is_undone_to_the_last_character(here, there, erasing, data):
    plan = plan_merge(here, there, erasing=erasing)
    choices = {
        name: np.array(data.draw(st.lists(st.booleans(), min_size=len(table), max_size=len(table))), np.bool_)
        for name, table in plan.tables.items()
    }
    edit = operations.decode(operations.encode(merge_operation(plan, choices)))
    after = operations.apply(here, edit)
    for name, table in plan.tables.items():
        left = ~choices[name] & (table.ours != NONE)
        for position in table.ours[left].tolist():
            assert after[name].row(position) == here[name].row(position)
    back = operations.apply(after, operations.reverse(edit))
    assert back.digest == here.digest
    for name in TABLES:
        assert back[name].keys.tolist() == here[name].keys.tolist()
        assert back[name].unread == here[name].unread
        assert rows_of(back, name) == rows_of(here, name)


@given(registers, registers)
def test_a_cell_that_stands_here_is_emptied_only_where_an_area_takes_its_place(here, there):
    plan = plan_merge(here, there)
    for name, table in plan.tables.items():
        for row in range(len(table)):
            emptied = {each.column.name for each in table.changes(row) if is_blank(each.new)}
            assert emptied <= ({"area", "square_metres"} if name == "parcels" else set())
            assert not emptied or table.state[row] == State.CONFLICT


def test_what_was_issued_from_another_file_is_not_merged_and_that_is_told():
    row = {"number": "No. 1", "date": "2018-06-01", "document": "household-statements", "digest": "ab"}
    here, there = small_scenario(), small_scenario(issues=[row], households=[household(head="Other")])
    plan = plan_merge(here, there)
    assert "issues" not in plan.tables
    assert [note.code for note in plan.notes] == ["issues-not-merged"]
    after = operations.apply(here, merge_operation(plan, plan.proposed()))
    assert len(after["issues"]) == 0
    assert after["households"].text("head").values.tolist() == ["Other"]
    assert plan_merge(there, here).notes == ()
