"""What is kept from one assessment to the next: never a figure, a finding or an index that would be another."""

import gc
import weakref
from dataclasses import replace

import numpy as np
from builders import household, item, outputs, parcel, small_scenario, village
from hypothesis import given
from hypothesis import strategies as st
from test_assess import MISTAKES, both, mistaken_registers, unhurried

from calc import operations, storage
from calc.assess import assess
from calc.kept import kept
from calc.lines import Lines
from calc.scenario import TextColumn
from calc.tables import TABLES, parse_cell

# -- an edited scenario is the same as one that was opened --------------------------------------------------

WORDS = [
    *filter(lambda text: isinstance(text, str), MISTAKES),
    "H1",
    "H2",
    "TIE",
    "E0",
    "A",
    "B",
    "旱地",
    "林地",
]
WORDS += [
    "荒地",
    "国有",
    "青苗",
    "Apple tree",
    "2015",
    "2016",
    "平均",
    "7",
    "50",
    "1.5",
    "2018-05-01",
    "\ue863",
]


@st.composite
def edits(draw, present):
    """Return an operation on `present`: cells set, rows inserted or deleted, in any table."""
    name = draw(st.sampled_from([name for name in TABLES if len(present[name])]))
    rows, columns = present[name], TABLES[name].columns
    keys = draw(st.lists(st.sampled_from(rows.keys.tolist()), min_size=1, max_size=4, unique=True))
    kind = draw(st.integers(0, 5))
    chosen = draw(
        st.lists(st.sampled_from(columns), min_size=1, max_size=3, unique_by=lambda each: each.name)
    )
    others = [rows.text(each.name).values.tolist() if each.kind.is_text else [] for each in chosen]
    words = [st.sampled_from(WORDS + texts) for texts in others]

    def typed():
        return [parse_cell(column, draw(word)) for column, word in zip(chosen, words, strict=True)]

    names = [each.name for each in chosen]
    if kind == 0 and name != "project":
        return operations.delete_rows(present, name, keys)
    if kind == 1 and name != "project":
        new = [dict(zip(names, typed(), strict=True)) for _ in range(draw(st.integers(1, 9)))]
        return operations.insert_rows(present, name, draw(st.integers(0, len(rows))), new)
    return operations.set_cells(present, name, keys, names, [typed() for _ in keys])


def described(assessment):
    """Return everything an assessment says, as plain values."""
    lines, totals = assessment.lines, assessment.totals
    return {
        "lines": {name: getattr(lines, name).tolist() for name in Lines.__slots__},
        "sums": (totals.computed, totals.complete, totals.by_head, totals.by_payee),
        "by household": list(totals.by_household),
        "by village": list(totals.by_village),
        "villages": assessment.villages,
        "findings": assessment.findings,
    }


def opened(edited):
    """Return a scenario as it is read from a file: nothing is indexed, nothing is kept."""
    return storage.unpack(storage.pack(edited), "x.lcs").scenario


@unhurried
@given(mistaken_registers(), st.data())
def test_after_any_edits_everything_is_as_if_the_scenario_were_just_opened(tables, data):
    present = opened(both(tables)[1].scenario)
    policy = both(tables)[1].policy
    done = []
    for _ in range(data.draw(st.integers(1, 5))):
        assess(present, policy)
        edit = data.draw(edits(present))
        present = operations.apply(present, edit)
        done.append(edit)
        assert described(assess(present, policy)) == described(assess(opened(present), policy))
    for edit in reversed(done):
        present = operations.apply(present, operations.reverse(edit))
    assert described(assess(present, policy)) == described(assess(opened(present), policy))


def test_the_same_scenario_is_assessed_from_what_is_kept(small):
    first, second = assess(small), assess(small)
    assert second.computation.parcels is first.computation.parcels
    assert second.villages is first.villages
    assert all(one is other for one, other in zip(first.findings, second.findings, strict=True))


def test_an_edit_of_a_place_works_nothing_out_again(small):
    first = assess(small)
    key = int(small["parcels"].keys[0])
    second = assess(
        operations.apply(small, operations.type_cell(small, "parcels", key, "place", "East field"))
    )
    assert second.computation.parcels is first.computation.parcels
    assert second.totals is first.totals


# -- parts of tables ---------------------------------------------------------------------------------------


def test_a_part_stays_the_same_one_until_one_of_its_cells_is_edited(small):
    rows = small["parcels"]
    part, key = rows.part("area", "zone"), int(rows.keys[0])
    place = operations.apply(small, operations.type_cell(small, "parcels", key, "place", "x"))
    area = operations.apply(small, operations.type_cell(small, "parcels", key, "area", "2"))
    unread = operations.apply(small, operations.type_cell(small, "parcels", key, "area", "about 2"))
    assert rows.part("area", "zone") is part
    assert place["parcels"].part("area", "zone") is part
    assert area["parcels"].part("area", "zone") is not part
    assert unread["parcels"].part("area", "zone").unread == {(key, "area"): "about 2"}
    assert not unread["parcels"].part("zone").unread


def test_a_part_of_a_part_is_that_of_the_whole_table(small):
    rows = small["parcels"]
    assert rows.part("area", "zone").part("zone") is rows.part("zone")


def test_a_part_has_no_other_columns(small):
    part = small["parcels"].part("area", "zone")
    for ask in (lambda: part.text("place"), lambda: part.part("place")):
        try:
            ask()
        except KeyError:
            continue
        raise AssertionError("a part tells of a column that it was not made of")


def test_indexes_stay_while_rows_and_ids_do(small):
    rows = small["households"]
    positions, index = rows.positions, rows.unambiguous
    key = int(rows.keys[0])
    head = operations.apply(small, operations.type_cell(small, "households", key, "head", "x"))["households"]
    other = operations.apply(small, operations.type_cell(small, "households", key, "household_id", "x"))
    assert head.positions is positions
    assert head.unambiguous is index
    assert other["households"].positions is positions
    assert "x" in other["households"].unambiguous


# -- edited columns are indexed as new ones would be ----------------------------------------------------------

texts = st.sampled_from(["", "a", "b", "c", "d", "e"])


def column(values):
    return TextColumn(np.array([*values, None], object)[:-1])


@given(st.lists(texts, max_size=12), st.data())
def test_a_rearranged_column_is_indexed_as_a_new_one(values, data):
    old, index = column(values), {"a": 5, "c": 0, "e": 2}
    assert len(old.present) == len(old.codes_in(index)) == len(values)
    kind = data.draw(st.sampled_from(["set", "insert", "delete"]))
    if kind == "delete":
        stay = np.array(data.draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values))), bool)
        new = old.rearranged(column([]), lambda there, _added: there[stay])
    elif kind == "insert":
        added = data.draw(st.lists(texts | st.text(max_size=1), max_size=12))
        new = old.rearranged(column(added), lambda there, more: np.concatenate((more, there)))
    else:
        where = data.draw(st.lists(st.integers(0, max(len(values) - 1, 0)), max_size=len(values)))
        added = data.draw(st.lists(texts, min_size=len(where), max_size=len(where)))

        def move(there, more):
            result = there.copy()
            result[where] = more
            return result

        new = old.rearranged(column(added), move)
    fresh = column(new.values)
    assert {"factor", "present"} <= vars(new).keys()
    assert new.factor[0].tolist() == fresh.factor[0].tolist()
    assert new.factor[1] == fresh.factor[1]
    assert new.present.tolist() == fresh.present.tolist()
    assert new.codes_in(index).tolist() == fresh.codes_in(index).tolist()


# -- the memory itself ---------------------------------------------------------------------------------------


def test_an_answer_is_kept_for_the_same_arguments_and_no_others():
    asked = []

    @kept
    def answer(_rows, *others):
        asked.append(others)
        return len(asked)

    rows, other, thing = column(["a"]), column(["a"]), object()
    assert answer(rows, thing, 1000, "word") == 1
    assert answer(rows, thing, 999 + 1, "word") == 1
    assert answer(rows, thing, 1001, "word") == 2
    assert answer(rows, object(), 1000, "word") == 3
    assert answer(other, thing, 1000, "word") == 4


def test_only_two_answers_are_kept_and_none_outlives_what_it_is_about():
    @kept
    def answer(_rows, other):
        return column([other.values[0]])

    rows = column(["a"])
    answers = [weakref.ref(answer(rows, column([name]))) for name in "bcd"]
    gc.collect()
    assert [found() is not None for found in answers] == [False, True, True]
    del rows
    gc.collect()
    assert not any(found() for found in answers)


def test_of_many_states_that_somebody_holds_only_the_last_have_answers(small):
    states, found = [small], []
    key = int(small["parcels"].keys[0])
    for number in range(8):
        found.append(weakref.ref(assess(states[-1]).computation.parcels))
        edit = operations.type_cell(states[-1], "parcels", key, "area", str(number + 2))
        states.append(operations.apply(states[-1], edit))
    gc.collect()
    assert [each() is not None for each in found] == [False] * 4 + [True] * 4


def test_a_scenario_that_is_closed_leaves_nothing_behind():
    made = small_scenario(
        villages=[village()],
        outputs=outputs(),
        households=[household(identity_number="1")],
        parcels=[parcel(), parcel(parcel_id="P2", area="x")],
        items=[item()],
    )
    watched = [weakref.ref(made[name]) for name in TABLES]
    watched += [weakref.ref(column) for name in TABLES for column in made[name].columns.values()]
    assessment = assess(made)
    watched.append(weakref.ref(assessment.computation.parcels))
    del made, assessment
    gc.collect()
    assert not any(each() for each in watched)


def test_a_what_if_under_another_policy_takes_nothing_of_the_first():
    small = small_scenario(parcels=[parcel(land_class="荒地", class_basis="Survey 2017")])
    first = assess(small)
    doubled = replace(first.policy, article_9_multiple=2 * first.policy.article_9_multiple)
    assert assess(small, doubled).totals.by_head[0] == 2 * first.totals.by_head[0]
    assert assess(small).totals is first.totals
