"""What the officer records: immutable tables, and a digest that follows the content and nothing else."""

import hashlib

import numpy as np
import pytest
from builders import household, parcel, project, scenario, small_scenario, village
from hypothesis import given
from hypothesis import strategies as st

from calc import operations
from calc import scenario as module
from calc.scenario import (
    NumberColumn,
    Scenario,
    TextColumn,
    canonical_text,
    column_from_text,
    column_of,
    column_text,
    table_from_columns,
)
from calc.tables import TABLES, Column, Kind, Unread

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
numbers = st.integers(1 - 10**18, 10**18 - 1)
HEAD = TABLES["households"].by_name["head"]
AREA = TABLES["parcels"].by_name["area"]


# -- the canonical text ------------------------------------------------------------------------------------


def recorded():
    """Return a scenario of a few cells: numbers, texts, choices, dates, missing and unread ones."""
    return scenario(
        "[policy]\r\nid = 'x'",
        project=[{"name": "Road\n310", "basis_date": "2018-05-01", "basis_event": "方案批准", "county": "?"}],
        parcels=[
            {"parcel_id": "P1", "land_class": "旱地", "area": "1.5", "place": "a\\b"},
            {"parcel_id": "P2", "land_class": "?", "area": "about 2", "ownership": "国有"},
            {"parcel_id": "P3"},
        ],
    )


CANONICAL = r"""land-compensation 1
policy
[policy]\nid = 'x'
table project 1
column name
Road\n310
column county
\?
column basis_date
736815
column basis_event
2
table parcels 3
column parcel_id
P1
P2
P3
column land_class
旱地
\?

column area
1500000
?about 2

column place
a\\b


column ownership

1

"""


def test_the_canonical_text_is_the_documented_one():
    assert b"".join(canonical_text(recorded())).decode() == CANONICAL
    assert recorded().digest == hashlib.sha256(CANONICAL.encode()).hexdigest()
    assert recorded().digest == "ef15f083473f21bbebe35af3b3b45c04b38abc7ddc95a43a2a8714ed34bf612b"


@pytest.mark.parametrize(
    ("text", "line"),
    [("a\rb", r"a\rb"), ("a\nb", r"a\nb"), ("a\r\nb", r"a\r\nb"), ("\\", r"\\"), ("?", r"\?")],
)
def test_a_single_awkward_text_is_escaped(text, line):
    rows = small_scenario(households=[household(head=text), household(head="plain")])["households"]
    assert column_text(rows, HEAD) == line + "\nplain"


def test_the_digest_does_not_depend_on_keys_or_history(small):
    edit = operations.insert_rows(small, "items", 0, [{"item_id": "x"}])
    undone = operations.apply(operations.apply(small, edit), operations.reverse(edit))
    assert undone.next_key != small.next_key
    assert undone.digest == small.digest


def test_the_digest_depends_on_the_order_of_rows():
    one, two = parcel(parcel_id="P1"), parcel(parcel_id="P2")
    assert small_scenario(parcels=[one, two]).digest != small_scenario(parcels=[two, one]).digest


def test_line_ends_of_a_policy_do_not_matter_but_its_words_do():
    assert scenario("a\r\nb").digest == scenario("a\nb").digest
    assert scenario("a\nb").digest != scenario("ab").digest


def test_a_column_without_content_leaves_the_digest_alone(monkeypatch, small):
    digest = small.digest
    spec = TABLES["parcels"]
    later = type(spec)(
        spec.name, spec.sheet, spec.label, (*spec.columns, Column("slope", "坡度", "Slope")), spec.id_column
    )
    monkeypatch.setitem(module.TABLES, "parcels", later)
    old = small["parcels"]
    widened = Scenario(
        {**small.tables, "parcels": table_from_columns(later, old.keys, old.columns, old.unread)},
        small.policy_text,
        small.next_key,
    )
    assert widened.digest == digest


def test_what_is_said_about_the_figures_leaves_the_digest_alone(small):
    noted = small_scenario(acknowledgements=[{"code": "household-empty", "reason": "moved", "date": "?"}])
    assert noted.digest == small.digest


distinct = st.tuples(texts, st.booleans())


@given(st.lists(distinct, min_size=1, max_size=4), st.lists(distinct, min_size=1, max_size=4))
def test_different_contents_have_different_texts(one, other):
    assert (described(one) == described(other)) == (one == other)


def described(cells):
    """Return the canonical text of households whose heads are `cells`: a text, and whether it is unread."""
    column = column_of(HEAD, [Unread(text) if unread else text for text, unread in cells])
    unread = {(key, "head"): text for key, (text, is_unread) in enumerate(cells) if is_unread}
    rows = table_from_columns(TABLES["households"], np.arange(len(cells)), {"head": column}, unread)
    return b"".join(canonical_text(Scenario.empty().with_tables(households=rows)))


@given(st.lists(texts | texts.map(Unread), min_size=1, max_size=9))
def test_a_text_column_reads_back_from_its_text(cells):
    check_column(HEAD, cells)


@given(st.lists(st.none() | numbers | texts.map(Unread), min_size=1, max_size=9))
def test_a_number_column_reads_back_from_its_text(cells):
    check_column(AREA, cells)


@given(st.lists(st.none() | st.integers(0, 10**18 - 1) | st.integers(0, 11) | numbers, min_size=1))
def test_numbers_stand_in_the_text_as_python_writes_them(cells):
    rows = table_from_columns(TABLES["parcels"], np.arange(len(cells)), {"area": column_of(AREA, cells)}, {})
    assert column_text(rows, AREA) == "\n".join("" if each is None else str(each) for each in cells)


def check_column(column, cells):
    spec = TABLES["households" if column is HEAD else "parcels"]
    keys = np.arange(5, 5 + len(cells))
    unread = {place: cell.text for place, cell in enumerate(cells) if isinstance(cell, Unread)}
    places = {(int(keys[place]), column.name): text for place, text in unread.items()}
    rows = table_from_columns(spec, keys, {column.name: column_of(column, cells)}, places)
    found, found_unread = column_from_text(column, column_text(rows, column))
    assert found_unread == unread
    for place, cell in enumerate(cells):
        assert found.cell(place) == rows.columns[column.name].cell(place)
        assert rows.cell(place, column.name) == cell


@pytest.mark.parametrize(
    "text", ["1.5", "x", " 1", "1\n2 ", "１", "--1", "1-", "-", "1\n-\n2", "?a\\x", "+1", "1_0", "?a\n٣"]
)
def test_a_text_that_is_no_number_column_is_refused(text):
    with pytest.raises(ValueError, match=r"integers|escape"):
        column_from_text(AREA, text)


@pytest.mark.parametrize("text", ["\\", "a\\b", "\\\\\\", "?\\q"])
def test_a_text_with_an_unknown_escape_is_refused(text):
    with pytest.raises(ValueError, match="escape"):
        column_from_text(HEAD, text)


# -- tables ------------------------------------------------------------------------------------------------


def test_an_empty_scenario_has_a_project_and_no_rows():
    empty = Scenario.empty("policy")
    assert {name: len(rows) for name, rows in empty.tables.items()} == {
        name: int(name == "project") for name in TABLES
    }
    assert empty.project("name") == ""
    assert empty.project("basis_date") is None
    assert empty.policy_text == "policy"


def test_fields_of_the_project_are_read_by_name():
    found = scenario(project=[project(basis_date="soon", agreed_amount="1.50")])
    assert found.project("basis_date") == Unread("soon")
    assert found.project_number("basis_date") is None
    assert found.project_number("agreed_amount") == 150
    assert found.project_text("name") == "Road 310"
    with pytest.raises(TypeError, match="holds numbers"):
        found.project_text("basis_date")
    with pytest.raises(TypeError, match="holds text"):
        found.project_number("name")


def test_rows_are_found_by_key_and_by_id():
    rows = small_scenario(households=[household(household_id=text) for text in ("A", "", "B", "A")])[
        "households"
    ]
    assert rows.index == {"A": 0, "B": 2}
    assert [rows.positions[key] for key in rows.keys.tolist()] == [0, 1, 2, 3]
    assert rows.row(2)[0] == "B"
    assert scenario()["outputs"].index == {}


def test_a_text_column_knows_its_texts_once():
    column = TextColumn(np.array(["b", "a", "", "b"], object))
    codes, found = column.factor
    assert [found[code] for code in codes] == ["b", "a", "", "b"]
    assert found == ["b", "a", ""]
    assert column.present.tolist() == [True, True, False, True]
    assert column.codes_in({"a": 7, "x": 1}).tolist() == [-1, 7, -1, -1]
    assert column.codes_in({"b": 2}).tolist() == [2, -1, -1, 2]


def test_columns_of_no_rows_are_columns():
    column = TextColumn(np.array([], object))
    assert column.present.tolist() == []
    assert column.codes_in({"a": 0}).tolist() == []
    assert len(small_scenario(parcels=[])["parcels"]) == 0


@pytest.mark.parametrize(
    ("column", "cells"),
    [(AREA, ["1"]), (AREA, [""]), (AREA, [1.0]), (AREA, [np.int64(1)]), (AREA, [True]), (HEAD, [1])],
)
def test_what_a_column_cannot_hold_is_refused_not_lost(column, cells):
    with pytest.raises(TypeError, match=column.name):
        column_of(column, cells)


def test_numbers_missing_and_unread_count_as_zero_without_presence():
    column = column_of(AREA, [5, None, Unread("x")])
    assert isinstance(column, NumberColumn)
    assert column.values.tolist() == [5, 0, 0]
    assert column.present.tolist() == [True, False, False]
    assert [column.cell(place) for place in range(3)] == [5, None, None]


def test_new_tables_move_the_next_key_past_theirs():
    spec = TABLES["items"]
    grown = Scenario.empty().with_tables(items=table_from_columns(spec, np.array([40, 7]), {}))
    assert grown.next_key == 41
    assert grown.with_tables(items=table_from_columns(spec, np.array([7]), {})).next_key == 41


def test_columns_not_given_are_missing_throughout():
    rows = table_from_columns(TABLES["villages"], np.array([2, 3]), {})
    assert set(rows.columns) == {column.name for column in TABLES["villages"].columns}
    for column in TABLES["villages"].columns:
        assert rows.cell(1, column.name) == ("" if column.kind.is_text else None)


def test_kinds_decide_between_text_and_numbers():
    for spec in TABLES.values():
        rows = table_from_columns(spec, np.array([2]), {})
        for column in spec.columns:
            expected = TextColumn if column.kind in {Kind.ID, Kind.TEXT} else NumberColumn
            assert isinstance(rows.columns[column.name], expected)
    assert len(small_scenario(villages=[village(), village(village_id="2")])["villages"]) == 2
