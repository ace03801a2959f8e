"""Sums by every grouping, taken apart so that the parts always make the whole."""

from fractions import Fraction

import numpy as np
import pytest
from builders import household, item, outputs, parcel, scenario, village

from calc import sums, units
from calc.assess import assess
from calc.language import catalogue
from calc.lines import HEADS, HOUSEHOLD, PAYEES
from calc.scenario import Scenario
from calc.sums import (
    GROUPINGS,
    explain_household,
    explain_lines,
    explain_range_end,
    explain_total,
    explain_village_figure,
    explain_zone,
    group_lines,
    village_bars,
)

EN = catalogue("en")


def county():
    """Return two villages with every head, both payees, and a household that has nothing."""
    return scenario(
        villages=[
            village(land_share="30", resolution_number="1", resolution_date="2018-04-01"),
            village(village_id="2", village="Two", cultivated_area="300", land_multiple="10"),
        ],
        outputs=[*outputs(), *outputs("2")],
        households=[household(), household(household_id="H2", village_id="2"), household(household_id="H3")],
        parcels=[
            parcel(),
            parcel(parcel_id="P2", area="0.3333", land_class="荒地"),
            parcel(parcel_id="P3", village_id="2", household_id="H2", area="2.5"),
            parcel(parcel_id="P4", village_id="2", household_id=""),
        ],
        items=[
            item(price="17.5"),
            item(item_id="I2", name="Pear tree", price="3.33", village_id="2", household_id="H2"),
        ],
    )


@pytest.fixture(scope="module")
def found():
    return assess(county())


def number(text):
    return Fraction(text.replace(",", ""))


def assert_parts_make_the_whole(step):
    for _, each in step.walk():
        if each.code == "sum" and each.children:
            assert sum(number(child.value) for child in each.children) == number(each.value), each.text(EN)


@pytest.mark.parametrize("by", GROUPINGS)
def test_every_grouping_sums_to_its_lines(found, by):
    group = group_lines(found, by)
    for row, sums_of_row in enumerate(group.sums):
        assert len(sums_of_row) == len(HEADS) + len(PAYEES) + 1
        for column, fen in enumerate(sums_of_row):
            lines = group.lines_of(row, found.lines, column)
            assert int(found.lines.amount[lines].sum()) == fen
        assert sum(sums_of_row[: len(HEADS)]) == sums_of_row[-1]
    whole = sum(each[-1] for each in group.sums)
    assert whole == (found.totals.by_payee[0] if by == "household" else found.totals.computed)


def test_classes_are_land_classes_and_items_by_category_and_name(found):
    group = group_lines(found, "class")
    names = [
        tuple(name if isinstance(name, str) else name.text(EN) for name in names) for names in group.names
    ]
    assert names == [
        ("Land class", "旱地"),
        ("Land class", "荒地"),
        ("地上附着物", "Apple tree"),
        ("地上附着物", "Pear tree"),
    ]


def test_without_items_or_a_policy_there_is_nothing_to_trip_over():
    bare = assess(scenario(villages=[village()], outputs=outputs(), households=[household()]))
    for by in GROUPINGS:
        group = group_lines(bare, by)
        assert all(fen == 0 for row in group.sums for fen in row)
    assert explain_household(bare, 0).value == "0.00"
    assert explain_total(bare).value == "0.00"
    assert village_bars(bare)[0].amount == 0
    assert group_lines(assess(Scenario.empty()), "village") is None
    assert village_bars(assess(Scenario.empty())) == ()
    with pytest.raises(ValueError, match="without a policy"):
        explain_total(assess(Scenario.empty()))


def test_the_projects_total_is_made_of_heads_and_these_of_villages(found):
    tree = explain_total(found)
    assert number(tree.value) == Fraction(found.totals.computed, 100)
    assert [number(child.value) for child in tree.children] == [
        Fraction(fen, 100) for fen in found.totals.by_head if fen
    ]
    assert [child.name.text(EN) for child in tree.children[0].children] == [
        "1 Hill TownshipStone Bridge",
        "2 Hill TownshipTwo",
    ]
    assert_parts_make_the_whole(tree)
    land = explain_total(found, 0)
    assert number(land.value) == Fraction(found.totals.by_head[0], 100)


def test_a_households_amount_goes_down_to_what_was_registered(found):
    tree = explain_household(found, 0)
    assert number(tree.value) == Fraction(found.totals.by_household[0], 100)
    assert tree.find("year") is not None
    assert_parts_make_the_whole(tree)
    assert {step.code for _, step in tree.walk()} >= {"line", "standard", "quantity", "per-capita"}


def test_a_household_with_an_open_line_says_that_its_sum_is_not_complete():
    rows = county()
    rows = scenario(
        villages=[village(land_multiple="")],
        outputs=outputs(),
        households=[household(), household(household_id="H2")],
        parcels=[parcel(), parcel(parcel_id="P2", household_id="H2", land_class="林地", land_price="5")],
    )
    found = assess(rows)
    assert "Not complete" in explain_household(found, 0).text(EN)
    assert "Not complete" not in explain_household(found, 1).text(EN)
    assert "Not complete" in explain_total(found).text(EN)


def test_a_long_sum_names_its_largest_parts_and_puts_the_others_together(monkeypatch):
    monkeypatch.setattr(sums, "MOST_PARTS", 4)
    monkeypatch.setattr(sums, "FULL_LINES", 2)
    rows = [parcel(parcel_id=f"P{each}", area=f"{each}.1") for each in range(1, 10)]
    found = assess(scenario(villages=[village()], outputs=outputs(), households=[household()], parcels=rows))
    tree = explain_total(found)
    (land, resettlement) = tree.children
    for head in (land, resettlement):
        assert len(head.children) == 4
        assert head.children[-1].name.text(EN) == "and 6 more"
        assert [child.name.text(EN)[:2] for child in head.children[:3]] == ["P7", "P8", "P9"]
        assert "The 3 largest are named" in head.text(EN)
    assert_parts_make_the_whole(tree)


def test_a_very_large_sum_stops_at_its_villages(monkeypatch, found):
    monkeypatch.setattr(sums, "NAMED_LINES", 3)
    tree = explain_total(found)
    assert {step.code for _, step in tree.walk()} == {"sum"}
    assert_parts_make_the_whole(tree)
    assert "4 lines" in tree.children[0].children[0].text(EN)


def test_sums_beyond_int64_stay_exact():
    rows = [
        item(item_id=f"I{each}", quantity="1000000", price="100000000", specification=str(each))
        for each in range(1000)
    ]
    found = assess(scenario(villages=[village()], outputs=outputs(), households=[household()], items=rows))
    assert number(explain_total(found).value) == 10**17
    assert group_lines(found, "class").sums[0][-1] == 10**19


def test_a_figure_of_a_village_comes_with_what_it_follows_from(found):
    average = explain_village_figure(found, 0, "average-per-mu")
    assert average.value == "13,200.00"
    assert average.find("article-8-amount") is not None
    assert average.find("requisitioned") is not None
    assert average.notes[0].text(EN) == "Village Hill TownshipStone Bridge"
    assert explain_village_figure(found, 1, "lawful-minimum") is None  # tier 3 has no floor
    assert explain_village_figure(found, 1, "lawful-maximum").find("aaov") is not None


def test_the_average_of_a_zone_is_explained_by_its_three_years(found):
    zone = explain_zone(found, 1, 0)
    assert zone.value == "1,100.00"
    assert [step.value for step in zone.children] == ["1,000.00", "1,100.00", "1,200.00"]
    assert explain_zone(found, 1, 1) is None


def test_villages_stand_beside_their_lawful_range_with_all_that_multiples_do_not_change(found):
    first, poor = village_bars(found)
    other = sum(
        int(found.lines.amount[line])
        for line in range(len(found.lines))
        if found.lines.village[line] == 0 and (found.lines.from_item[line] or found.lines.row[line] == 1)
    )
    result = found.villages[0]
    assert first.amount == other + result.article_8_amount
    assert (first.lowest, first.highest) == (other + result.lawful_minimum, other + result.lawful_maximum)
    assert first.average == 1_320_000
    for code, fen in (("lawful-minimum", first.lowest), ("lawful-maximum", first.highest)):
        assert number(explain_range_end(found, 0, code).value) == Fraction(fen, 100)
    assert explain_range_end(found, 1, "lawful-minimum") is None
    assert poor.lowest is None
    assert poor.highest > poor.amount


def test_lines_without_a_group_are_the_collectives(found):
    group = group_lines(found, "household")
    outside = np.flatnonzero(group.of_line < 0)
    assert len(outside)
    assert all(found.lines.payee[line] != HOUSEHOLD for line in outside)
    whole = explain_lines(found, outside, sums.payee_name(1))
    assert number(whole.value) == Fraction(units.exact_total(found.lines.amount[outside]), 100)


def test_groups_with_something_that_cannot_be_computed_are_named():
    open_land = {"land_multiple": ""}
    found = assess(
        scenario(
            villages=[village(), village(village_id="2", village="Two", **open_land)],
            outputs=[row for each in "12" for row in outputs(each)],
            households=[household(household_id=f"H{each}", village_id=each) for each in "12"],
            parcels=[parcel(parcel_id=f"P{each}", village_id=each, household_id=f"H{each}") for each in "12"],
            items=[item(), item(item_id="I2", name="Pear tree"), item(item_id="I3", price="")],
        )
    )
    # Land of village 2 waits for its multiple, and item I3, an apple tree of household H1, for its price.
    named = {
        by: [group.names[number][-1] for number in sorted(group.unfinished)]
        for by in sums.GROUPINGS
        if (group := sums.group_lines(found, by)) is not None
    }
    assert named["village"] == [each.name for each in found.villages]
    assert named["household"] == ["Head One", "Head One"]
    words = catalogue("en")
    assert [name.text(words) for name in named["head"]] == [
        "Land compensation",
        "Compensation for attachments",
    ]
    assert [name.text(words) for name in named["payee"]] == ["Households", "Collectives"]
    assert named["class"] == ["旱地", "Apple tree"]


@pytest.mark.parametrize("by", sums.GROUPINGS)
def test_no_group_is_unfinished_where_everything_is_computed(by):
    whole = assess(
        scenario(
            villages=[village()],
            outputs=outputs(),
            households=[household()],
            parcels=[parcel()],
            items=[item()],
        )
    )
    assert sums.group_lines(whole, by).unfinished == frozenset()
