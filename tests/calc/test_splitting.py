"""Splitting a parcel: parts that sum exactly, in both units, refused with words, undone in one step."""

import pytest
from builders import household, parcel, policy_text, small_scenario, village
from hypothesis import given
from hypothesis import strategies as st

from calc import operations
from calc.language import catalogue
from calc.policy import load_policy
from calc.splitting import (
    Part,
    SplitError,
    areas_by_shares,
    effect_of,
    equal_areas,
    measure_of,
    parse_area,
    parse_share,
    split_parcel,
    suggested_ids,
    suggested_remark,
    whole_areas,
)
from calc.tables import Unread
from calc.units import QuantityError

POLICY = load_policy(policy_text())
HOUSEHOLDS = [household(), household(household_id="H2"), household(household_id="H3")]


def with_parcel(**overrides):
    return small_scenario(households=HOUSEHOLDS, parcels=[parcel(**overrides)])


def key_of(scenario, position=0):
    return int(scenario["parcels"].keys[position])


def parts_of(scenario, areas, key=None):
    key = key or key_of(scenario)
    ids = suggested_ids(scenario, key, len(areas))
    return [
        Part(f"H{number % 3 + 1}", each, area)
        for number, (each, area) in enumerate(zip(ids, areas, strict=True))
    ]


def split(scenario, areas, remark=""):
    edit = split_parcel(scenario, key_of(scenario), parts_of(scenario, areas), remark)
    return operations.apply(scenario, edit)


def column(scenario, name):
    rows = scenario["parcels"]
    return [rows.cell(position, name) for position in range(len(rows))]


def test_each_part_becomes_a_row_below_the_first_with_its_own_id_and_the_parcels_other_facts():
    here = small_scenario(
        households=HOUSEHOLDS,
        parcels=[
            parcel(
                area="1", place="West", boundaries="road", disputed="是", contract_area="0.9", remark="wet"
            ),
            parcel(parcel_id="P2"),
        ],
    )
    remark = suggested_remark(here, key_of(here))
    edit = split_parcel(here, key_of(here), parts_of(here, [500_000, 300_000, 200_000]), remark)
    after = operations.apply(here, edit)
    assert column(after, "parcel_id") == ["P1-1", "P1-2", "P1-3", "P2"]
    assert column(after, "household_id")[:3] == ["H1", "H2", "H3"]
    assert column(after, "area")[:3] == [500_000, 300_000, 200_000]
    assert column(after, "contract_area") == [None, None, None, None]
    assert column(after, "remark")[:3] == ["wet；由地块P1拆分，原承包合同面积0.9亩"] * 3
    for name, value in (("place", "West"), ("boundaries", "road"), ("disputed", 0), ("zone", "A")):
        assert column(after, name)[:3] == [value] * 3
    assert edit.label.format(**edit.parameters) == "Split parcel P1 into 3"
    assert operations.apply(after, operations.reverse(edit)).digest == here.digest


def test_a_parcel_of_both_units_keeps_them_in_exact_agreement():
    after = split(with_parcel(area="1.5", square_metres="1000"), [333_330_000, 666_670_000])
    assert column(after, "square_metres") == [333_330_000, 666_670_000]
    assert column(after, "area") == [499_995, 1_000_005]


def test_a_parcel_of_square_metres_is_split_in_square_metres_alone():
    here = with_parcel(square_metres="666.67")
    measure = measure_of(here, key_of(here))
    assert measure.extent(measure.area).text(catalogue("en")) == "666.67 m²"
    assert measure.extent(measure.area).text(catalogue("zh")) == "666.67 平方米"
    after = split(here, [300_000_000, 366_670_000])
    assert column(after, "area") == [None, None]
    with pytest.raises(SplitError, match="whole millionth"):
        split(here, [300_001_000, 366_669_000])


@pytest.mark.parametrize(
    ("areas", "words"),
    [
        ([1_000_000], "two parts or more"),
        ([0, None], "Part 1: the area has to be greater than 0"),
        ([700_000, -1], "Part 2: the area has to be greater than 0"),
        ([700_000, 400_000], "0.1 mu more than the parcel"),
        ([700_000, 300_000, None], "Nothing is left for part 3"),
        ([700_000, 200_000], "0.1 mu is left over"),
        ([700_000, None, None], "Only one part can take the rest"),
    ],
)
def test_parts_that_do_not_make_up_the_parcel_are_refused_with_words(areas, words):
    here = with_parcel()
    with pytest.raises(SplitError) as refused:
        whole_areas(measure_of(here, key_of(here)), areas)
    assert words in refused.value.text(catalogue("en"))


def test_one_part_may_take_the_rest():
    here = with_parcel()
    assert whole_areas(measure_of(here, key_of(here)), [None, 300_000]) == [700_000, 300_000]


@pytest.mark.parametrize(
    ("overrides", "words"),
    [
        ({"area": "about one"}, "cannot be read"),
        ({"area": ""}, "no area yet"),
        ({"area": "0"}, "cannot be divided"),
        ({"area": "-1"}, "cannot be divided"),
        ({"area": "2000000"}, "cannot be divided"),
        ({"square_metres": 10_000_001}, "cannot be divided"),
        ({"area": "1", "square_metres": "1000"}, "do not agree"),
        ({"square_metres": Unread("wide"), "area": "1"}, "cannot be read"),
    ],
)
def test_a_parcel_whose_area_is_not_known_exactly_is_not_split(overrides, words):
    here = with_parcel(**overrides)
    with pytest.raises(SplitError, match=words):
        measure_of(here, key_of(here))


@pytest.mark.parametrize(
    ("second", "words"),
    [
        (Part("H2", "", 500_000), "Part 2: the ID is missing"),
        (Part("H2", "P1-1", 500_000), "there is a parcel P1-1 already"),
        (Part("H2", "P2", 500_000), "there is a parcel P2 already"),
        (Part("H9", "P1-2", 500_000), "there is no household H9"),
    ],
)
def test_a_part_needs_an_id_of_its_own_and_a_household_that_is_there(second, words):
    here = small_scenario(households=HOUSEHOLDS, parcels=[parcel(), parcel(parcel_id="P2")])
    with pytest.raises(SplitError, match=words):
        split_parcel(here, key_of(here), [Part("H1", "P1-1", 500_000), second], "")


def test_a_part_may_keep_the_parcels_own_id_and_be_the_collectives():
    here = with_parcel(household_id="")
    edit = split_parcel(here, key_of(here), [Part("", "P1", 400_000), Part("H2", "P1-1", 600_000)], "")
    after = operations.apply(here, edit)
    assert column(after, "parcel_id") == ["P1", "P1-1"]
    assert column(after, "household_id") == ["", "H2"]


def test_suggested_ids_pass_over_those_that_are_taken():
    here = small_scenario(parcels=[parcel(), parcel(parcel_id="P1-2")])
    assert suggested_ids(here, key_of(here), 3) == ["P1-1", "P1-3", "P1-4"]
    nameless = with_parcel(parcel_id="")
    assert suggested_ids(nameless, key_of(nameless), 2) == ["", ""]


def test_equal_parts_have_the_usual_decimals_and_the_last_takes_the_rest():
    odd = with_parcel(area="1.000001")
    assert equal_areas(measure_of(odd, key_of(odd)), 3) == [333_333, 333_333, 333_335]
    mu, fine, metres = with_parcel(), with_parcel(area="0.000005"), with_parcel(square_metres="1000")
    assert equal_areas(measure_of(mu, key_of(mu)), 3) == [333_300, 333_300, 333_400]
    assert equal_areas(measure_of(fine, key_of(fine)), 2) == [2, 3]
    assert equal_areas(measure_of(metres, key_of(metres)), 3) == [333_330_000, 333_330_000, 333_340_000]
    with pytest.raises(SplitError, match="too small"):
        equal_areas(measure_of(fine, key_of(fine)), 6)


def test_shares_of_any_size_divide_in_proportion():
    here = with_parcel(area="1")
    measure = measure_of(here, key_of(here))
    assert areas_by_shares(measure, [parse_share(text) for text in ("3", "2", "1")]) == [
        500_000,
        333_300,
        166_700,
    ]
    assert areas_by_shares(measure, [parse_share("60%"), parse_share("40 %")]) == [600_000, 400_000]
    with pytest.raises(SplitError, match="greater than 0"):
        parse_share("0")
    with pytest.raises(QuantityError):
        parse_share("half")


def test_an_area_is_read_as_in_the_table():
    here = with_parcel()
    measure = measure_of(here, key_of(here))
    assert parse_area(measure, "０.5亩") == 500_000
    assert parse_area(measure, " ") is None
    with pytest.raises(QuantityError):
        parse_area(measure, "half")


def test_what_the_parts_come_to_is_told_beside_the_whole_to_the_fen():
    here = small_scenario(
        villages=[village(land_multiple="6.01", resettlement_multiple="4.01")],
        households=HOUSEHOLDS,
        parcels=[parcel(area="0.0003")],
    )
    key = key_of(here)
    parts = parts_of(here, [100, 100, 100])
    effect = effect_of(here, POLICY, key, parts)
    assert effect == (198 + 132, 3 * 66 + 3 * 44)
    uneven = effect_of(here, POLICY, key, parts_of(here, [150, 150]))
    assert uneven == (330, 2 * 99 + 2 * 66)
    unknown = small_scenario(households=HOUSEHOLDS, parcels=[parcel(area="1", zone="B")])
    assert effect_of(unknown, POLICY, key_of(unknown), parts_of(unknown, [500_000, 500_000])) == (None, None)


areas_in_mu = st.integers(2, 10**12)


@st.composite
def wholes(draw):
    """Draw a parcel registered in mu, in square metres, or in both."""
    kind = draw(st.sampled_from(["mu", "metres", "both"]))
    if kind == "mu":
        return with_parcel(area=draw(areas_in_mu))
    metres = draw(st.integers(2, 10**11)) * 2000
    return with_parcel(square_metres=metres, area=metres * 15 // 10_000 if kind == "both" else None)


@given(wholes(), st.lists(st.integers(1, 10_000), min_size=2, max_size=6))
def test_parts_always_sum_exactly_in_both_units_and_are_undone(here, shares):
    key = key_of(here)
    measure = measure_of(here, key)
    try:
        areas = areas_by_shares(measure, shares)
    except SplitError:
        assert measure.area // measure.step < sum(shares)  # some share is less than the smallest part
        return
    assert whole_areas(measure, [*areas[:-1], None]) == areas
    edit = split_parcel(here, key, parts_of(here, areas), "")
    after = operations.apply(here, operations.decode(operations.encode(edit)))
    for name in ("area", "square_metres"):
        whole, parts = here["parcels"].cell(0, name), column(after, name)
        assert parts == [None] * len(areas) if whole is None else sum(parts) == whole
        assert whole is None or all(part > 0 for part in parts)
    for mu, metres in zip(column(after, "area"), column(after, "square_metres"), strict=True):
        assert mu is None or metres is None or mu * 10_000 == metres * 15
    assert operations.apply(after, operations.reverse(edit)).digest == here.digest


@given(wholes(), st.lists(st.integers(1, 100), min_size=2, max_size=5))
def test_the_total_changes_by_no_more_than_the_rounding_of_its_lines(here, shares):
    key = key_of(here)
    try:
        areas = areas_by_shares(measure_of(here, key), shares)
    except SplitError:
        return
    before, after = effect_of(here, POLICY, key, parts_of(here, areas))
    # Two heads a part, each rounded by at most half a fen, and the two of the whole.
    assert abs(before - after) <= len(areas) + 1
