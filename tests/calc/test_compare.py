"""Two scenarios side by side: what differs, by how much, and because of which input."""

import pytest
from builders import household, item, outputs, parcel, price, project, scenario, small_scenario, village
from hypothesis import given
from hypothesis import strategies as st

from calc import statements
from calc.assess import assess
from calc.compare import POLICY, compare
from calc.lines import NONE
from calc.statements.edition import Edition
from calc.statements.entries import Content
from calc.statements.household import statement
from calc.units import exact_total


def rows():
    return {
        "project": [project()],
        "villages": [village(), village(village_id="2", village="Edge", cultivated_area="900")],
        "outputs": [*outputs(), *outputs("1", "B", ("900", "950", "1000")), *outputs("2")],
        "households": [
            household(),
            household(household_id="H2", head="Head Two"),
            household(household_id="H3", village_id="2", head="Head Three"),
        ],
        "parcels": [
            parcel(),
            parcel(parcel_id="P2", household_id="H2", zone="B", area="2.5"),
            parcel(parcel_id="P3", village_id="2", household_id="H3", zone=""),
            parcel(parcel_id="P4", household_id="", area="4"),
            parcel(parcel_id="P5", household_id="H1", land_class="林地", area="3", land_price="5000"),
            parcel(parcel_id="P6", household_id="H2", land_class="荒地", area="1.2"),
        ],
        "items": [
            item(),
            item(item_id="I2", household_id="H2", price="", price_basis=""),
            item(item_id="I3", village_id="2", household_id="", category="青苗", name="Maize", unit="mu"),
        ],
        "prices": [price(), price(name="Well", unit="well", specification="")],
    }


CELLS = {
    "villages": {
        "village_id": ["1", "2", "", "9"],
        "cultivated_area": ["1200", "350", "", "many"],
        "population": ["1000", "0"],
        "land_multiple": ["6", "8", "", "x"],
        "resettlement_multiple": ["4", "6"],
        "land_share": ["", "40", "100", "120"],
        "resettlement_share": ["", "0", "80"],
        "tier_note": ["noted"],
    },
    "outputs": {
        "village_id": ["1", "2"],
        "zone": ["A", "B"],
        "year": ["2015", "平均"],
        "value": ["1300", "x"],
    },
    "households": {
        "household_id": ["H1", "H4", ""],
        "head": ["Other"],
        "phone": ["1"],
        "village_id": ["1", "2"],
    },
    "parcels": {
        "parcel_id": ["P1", "P9", ""],
        "village_id": ["1", "2", "9"],
        "household_id": ["H1", "H3", "", "H9"],
        "zone": ["A", "B", "", "C"],
        "land_class": ["旱地", "林地", "荒地", "?"],
        "area": ["1", "1.25", "", "big"],
        "square_metres": ["", "1000"],
        "ownership": ["", "国有", "odd"],
        "land_price": ["", "7000"],
        "resettlement_price": ["", "300"],
        "remark": ["", "by the river"],
        "place": ["Hill"],
    },
    "items": {
        "item_id": ["I1", "I9"],
        "village_id": ["1", "2"],
        "household_id": ["H1", "H2", ""],
        "category": ["青苗", "地上附着物", ""],
        "name": ["Apple tree", "Well"],
        "unit": ["tree", "well"],
        "specification": ["bearing", ""],
        "quantity": ["3", "4", "few"],
        "price": ["", "60"],
    },
    "prices": {
        "price": ["50", "55", ""],
        "name": ["Apple tree", "Well"],
        "unit": ["tree"],
        "category": ["青苗"],
    },
    "project": {"name": ["Road 311"], "basis_date": ["2018-06-01"]},
}


@st.composite
def edited(draw):
    """Return the tables of a scenario after a handful of cells were typed into, rows doubled and rows deleted."""
    tables = rows()
    for _ in range(draw(st.integers(0, 5))):
        table = draw(st.sampled_from(list(CELLS)))
        held = tables[table]
        if not held:
            continue
        at = draw(st.integers(0, len(held) - 1))
        what = draw(st.sampled_from(["type"] * 6 + ["delete", "double"])) if table != "project" else "type"
        if what == "delete":
            del held[at]
        elif what == "double":
            held.append(dict(held[at]))
        else:
            column = draw(st.sampled_from(list(CELLS[table])))
            held[at] = {**held[at], column: draw(st.sampled_from(CELLS[table][column]))}
    return tables


def assessed(tables):
    return assess(scenario(**tables))


def whole(comparison):
    return [comparison.input(number) for number in range(comparison.input_count())]


def told(comparison, numbers):
    """Return inputs as "table.column", "table+" or "table-"."""
    signs = {"added": "+", "removed": "-"}
    return [
        f"{each.table}{'.' + each.column.name if each.column else signs.get(each.status, '')}"
        for each in map(comparison.input, numbers)
    ]


def only_line(comparison, head=0):
    (number,) = [number for number in range(len(comparison.lines)) if comparison.lines.head[number] == head]
    return number


@given(edited())
def test_nothing_differs_from_itself(one):
    comparison = compare(assessed(one), assessed(one), statements.HOUSEHOLD_READS)
    assert comparison.same
    assert not comparison.villages.changed.any()
    assert not comparison.households.changed.any()
    assert not comparison.touched_households.any()


@given(edited(), edited())
def test_the_other_way_round_every_difference_is_the_opposite(one, other):
    there, back = compare(assessed(one), assessed(other)), compare(assessed(other), assessed(one))
    for table in ("villages", "households"):
        differences = []
        for comparison in (there, back):
            group = getattr(comparison, table)
            pairs = comparison.pairs[table]
            differences.append(
                {
                    (pairs.before[pair], pairs.after[pair]): after - before
                    for pair, (before, after) in enumerate(zip(group.before, group.after, strict=True))
                }
            )
        assert differences[0] == {(a, b): -value for (b, a), value in differences[1].items()}
    lines = [
        sorted(zip(each.before.tolist(), each.after.tolist(), each.difference.tolist(), strict=True))
        for each in (there.lines, back.lines)
    ]
    assert lines[0] == sorted((a, b, -value) for b, a, value in lines[1])
    assert there.input_count() == back.input_count()


@given(edited(), edited())
def test_the_lines_differences_sum_to_the_totals_difference(one, other):
    comparison = compare(assessed(one), assessed(other))
    before, after = comparison.before.totals, comparison.after.totals
    assert exact_total(comparison.lines.difference) == after.computed - before.computed
    villages = comparison.villages
    assert sum(villages.after) - sum(villages.before) == after.computed - before.computed
    households = comparison.households
    assert sum(households.after) - sum(households.before) == after.by_payee[0] - before.by_payee[0]


@given(edited(), edited())
def test_every_line_that_differs_does_so_because_of_an_input(one, other):
    comparison = compare(assessed(one), assessed(other))
    for number in range(len(comparison.lines)):
        assert comparison.causes_of_line(number), (number, whole(comparison))
    for table, causes in (
        ("villages", comparison.causes_of_village),
        ("households", comparison.causes_of_household),
    ):
        for pair in getattr(comparison, table).changed.nonzero()[0].tolist():
            assert causes(pair)


def statements_that_differ(before, after):
    """Return the IDs whose statement differs, told by drawing up every statement."""

    def papers(assessment):
        if assessment.computation is None:
            return {}
        content = Content(assessment, Edition())
        ids = assessment.scenario["households"].text("household_id").values.tolist()
        return {each: statement(content, row) for row, each in enumerate(ids) if ids.count(each) == 1}

    old, new = papers(before), papers(after)
    return {each for each in new if each and each in old and new[each] != old[each]}


@given(edited(), edited())
def test_the_households_to_print_again_are_those_whose_statement_reads_otherwise(one, other):
    before, after = assessed(one), assessed(other)
    comparison = compare(before, after, statements.HOUSEHOLD_READS)
    names = comparison.pairs["households"].names
    changed = {names[pair] for pair in statements.changed_households(comparison)}
    expected = statements_that_differ(before, after)
    assert expected <= changed
    for pair in statements.changed_households(comparison):
        assert comparison.causes_of_household(pair)
    doubled = set(comparison.pairs["households"].doubled)
    gone_or_new = {
        names[pair] for pair in range(len(names)) if comparison.row_status("households", pair) != "changed"
    }
    assert changed - doubled - gone_or_new == expected - doubled - gone_or_new


@given(edited(), edited())
def test_the_steps_of_a_line_sum_to_its_difference(one, other):
    comparison = compare(assessed(one), assessed(other))
    lines = comparison.lines
    for number in range(len(lines)):
        steps = comparison.steps_of_line(number)
        if steps:
            assert sum(fen for _, fen in steps) == lines.difference[number]
            assert {name for name, _ in steps} <= set(lines.fields(number))


def test_the_steps_go_from_the_quantity_over_the_multiple_to_the_share():
    tables = rows()
    tables["parcels"][0]["area"] = "2"
    tables["villages"][0]["resettlement_multiple"] = "6"
    tables["villages"][0]["resettlement_share"] = "50"
    comparison = compare(assess(scenario(**rows())), assess(scenario(**tables)))
    changed = comparison.lines
    number = next(
        each for each in range(len(changed)) if changed.head[each] == 1 and changed.payee[each] == 0
    )
    # 1 mu × 5,500 = 5,500; 2 mu: 11,000; × 6,600: 13,200; half of it: 6,600
    assert comparison.steps_of_line(number) == [
        ("quantity", 550000),
        ("multiple", 220000),
        ("share", -660000),
    ]
    assert comparison.steps_of_line(number + 1) == []


def test_the_multiple_of_article_9_is_a_cause_when_the_policy_changes_it():
    text = small_scenario().policy_text.replace('multiple = "1"', 'multiple = "1.5"')
    comparison = compare(assess(scenario(**rows())), assess(scenario(text, **rows())))
    (number,) = range(len(comparison.lines))
    assert told(comparison, comparison.causes_of_line(number)) == ["policy"]
    assert comparison.steps_of_line(number) == [("multiple", 66000)]


def test_rows_are_matched_by_id_wherever_they_stand():
    tables = rows()
    moved = {name: held if name == "project" else held[::-1] for name, held in tables.items()}
    comparison = compare(assess(scenario(**tables)), assess(scenario(**moved)))
    assert comparison.same


def test_an_area_moves_its_own_lines_and_no_other():
    before = assess(scenario(**rows()))
    tables = rows()
    tables["parcels"][0]["area"] = "1.5"
    comparison = compare(before, assess(scenario(**tables)))
    lines = comparison.lines
    assert [lines.fields(number) for number in range(2)] == [("quantity", "undivided", "amount")] * 2
    assert lines.difference.tolist() == [385000, 275000]
    assert [told(comparison, comparison.causes_of_line(number)) for number in range(2)] == [
        ["parcels.area"]
    ] * 2
    assert comparison.total().difference == 660000
    assert [each.difference for each in comparison.by_head()] == [385000, 275000, 0, 0]


@pytest.mark.parametrize(
    ("table", "at", "column", "text", "head", "cause"),
    [
        ("villages", 1, "land_multiple", "9", 0, "villages.land_multiple"),
        ("villages", 1, "resettlement_multiple", "7", 1, "villages.resettlement_multiple"),
        ("outputs", 6, "value", "1300", 0, "outputs.value"),
        ("prices", 0, "price", "60", 3, "prices.price"),
        ("parcels", 4, "land_price", "6000", 0, "parcels.land_price"),
        ("villages", 1, "population", "", 0, "villages.population"),
    ],
)
def test_each_changed_line_names_the_input_behind_it(table, at, column, text, head, cause):
    tables = rows()
    tables[table][at] = {**tables[table][at], column: text}
    comparison = compare(assess(scenario(**rows())), assess(scenario(**tables)))
    number = only_line(comparison, head)
    assert told(comparison, comparison.causes_of_line(number)) == [cause]


def test_several_inputs_behind_one_line_are_all_named():
    tables = rows()
    tables["parcels"][2] = {**tables["parcels"][2], "area": "2"}
    tables["villages"][1] = {**tables["villages"][1], "land_multiple": "9", "resettlement_multiple": "7"}
    comparison = compare(assess(scenario(**rows())), assess(scenario(**tables)))
    land, resettlement = (told(comparison, comparison.causes_of_line(number)) for number in range(2))
    assert land == ["villages.land_multiple", "parcels.area"]
    assert resettlement == ["villages.resettlement_multiple", "parcels.area"]
    assert told(comparison, comparison.causes_of_village(1)) == [
        "villages.land_multiple",
        "villages.resettlement_multiple",
        "parcels.area",
    ]


def test_a_parcel_that_changes_hands_moves_from_one_household_to_the_other():
    tables = rows()
    tables["parcels"][0]["household_id"] = "H2"
    comparison = compare(assess(scenario(**rows())), assess(scenario(**tables)))
    households = comparison.households
    assert [households.after[pair] - households.before[pair] for pair in range(3)] == [-550000, 550000, 0]
    assert households.changed.tolist() == [True, True, False]
    assert told(comparison, comparison.causes_of_household(1)) == ["parcels.household_id"]
    assert len(comparison.lines_of("households", 0)) == len(comparison.lines_of("households", 1)) == 2


def test_rows_that_share_an_id_are_matched_in_their_order_and_told():
    tables = rows()
    tables["parcels"].append(parcel(parcel_id="P1", area="9"))
    one = scenario(**tables)
    tables["parcels"][-1]["area"] = "8"
    comparison = compare(assess(one), assess(scenario(**tables)))
    assert comparison.pairs["parcels"].doubled == ("P1",)
    assert told(comparison, range(comparison.input_count())) == ["parcels.area"]
    assert comparison.input(0).after == 6


def test_a_household_that_came_and_one_that_went_are_said_to_be_so():
    tables = rows()
    tables["households"][2] = household(household_id="H7", village_id="2")
    tables["parcels"][2]["household_id"] = "H7"
    comparison = compare(assess(scenario(**rows())), assess(scenario(**tables)))
    names = comparison.pairs["households"].names
    found = {
        names[pair]: comparison.row_status("households", pair)
        for pair in comparison.households.changed.nonzero()[0]
    }
    assert found == {"H7": "added", "H3": "removed"}
    assert comparison.row("households", names.index("H3")) == (comparison.before, 2)


def test_a_cell_that_cannot_be_read_differs_from_one_that_is_empty():
    tables = rows()
    one = scenario(**tables)
    tables["parcels"][0]["square_metres"] = "about two"
    comparison = compare(assess(one), assess(scenario(**tables)))
    (found,) = whole(comparison)
    assert comparison.cells(found)[0] is None
    assert comparison.cells(found)[1].text == "about two"
    assert comparison.lines.after.tolist() == [NONE, NONE]


def test_a_warning_that_was_acknowledged_is_no_difference():
    noted = scenario(**rows(), acknowledgements=[{"code": "contract-area", "reason": "Measured twice"}])
    assert compare(assess(scenario(**rows())), assess(noted)).same


def test_another_policy_is_an_input_like_any_other():
    text = small_scenario().policy_text
    renamed = compare(assess(scenario(**rows())), assess(scenario(text + "\n# a remark", **rows())))
    assert [each.table for each in whole(renamed)] == [POLICY]
    assert not len(renamed.lines)
    unknown = compare(assess(scenario(**rows())), assess(scenario("", **rows())))
    assert len(unknown.lines) == len(unknown.before.lines)
    assert told(unknown, unknown.causes_of_line(0)) == ["policy"]
