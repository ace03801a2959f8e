"""What a whole project comes to: sums by village, the reclamation fee, the agreed lump sum."""

from fractions import Fraction

import pytest
from builders import item, outputs, parcel, project, scenario, small_scenario, village

from calc.assess import assess
from calc.project import agreement, project_result, reclamation_fee


def result(**tables):
    return project_result(assess(small_scenario(**tables)))


def test_the_fee_is_rounded_once_from_the_exact_square_metres():
    assert reclamation_fee(1200, 3_000_000) == 2_400_000  # 3 mu are 2000 m², at 12 yuan
    assert reclamation_fee(1, 750) == 1  # half a square metre at one fen: half up
    assert reclamation_fee(1, 749) == 0
    exact = Fraction(1234 * 138_101_970 * 2000, 3 * 10**6)
    assert reclamation_fee(1234, 138_101_970) == int(exact + Fraction(1, 2))


@pytest.mark.parametrize(
    ("agreed", "computed", "difference", "percent"),
    [
        (140_000, 100_000, 40_000, 4000),
        (60_000, 100_000, -40_000, -4000),
        (100_000, 100_000, 0, 0),
        (100_005, 100_000, 5, 1),  # 0.005 % is printed as 0.01 %
        (99_995, 100_000, -5, -1),
        (100, 0, 100, None),
    ],
)
def test_the_lump_sum_is_compared_with_the_computed_total(agreed, computed, difference, percent):
    found = agreement(agreed, computed)
    assert (found.difference, found.percent) == (difference, percent)


def test_what_is_not_recorded_is_not_computed():
    found = result()
    assert (found.reclamation_fee, found.agreement) == (None, None)


def test_the_fee_is_part_of_no_sum_and_counts_all_cultivated_land():
    parcels = [
        parcel(area="3"),
        parcel(parcel_id="P2", area="1.5", ownership="国有", land_price="100", zone=""),
        parcel(parcel_id="P3", land_class="荒地", area="7"),
    ]
    without = result(parcels=parcels)
    found = result(parcels=parcels, project=[project(reclamation_rate="12")])
    assert found.cultivated == 4_500_000
    assert found.reclamation_fee == 3_600_000
    assert found.amount == without.amount


def test_heads_payees_and_villages_come_to_the_total():
    tables = {
        "villages": [village(land_share="30"), village(village_id="2")],
        "outputs": [*outputs(), *outputs("2")],
        "parcels": [parcel(area="1.23457"), parcel(parcel_id="P2", village_id="2", household_id="")],
        "items": [item(), item(item_id="I2", category="青苗", name="wheat", household_id="")],
    }
    assessment = assess(small_scenario(**tables))
    found = project_result(assessment)
    totals = assessment.totals
    for at, each in enumerate(found.villages):
        assert sum(each.by_head) == sum(each.by_payee) == each.amount == totals.by_village[at]
        assert each.other_land == 0
    heads = tuple(map(sum, zip(*(each.by_head for each in found.villages), strict=True)))
    payees = tuple(map(sum, zip(*(each.by_payee for each in found.villages), strict=True)))
    assert (heads, payees) == (totals.by_head, totals.by_payee)
    assert found.people_to_resettle == sum(each.people_to_resettle for each in assessment.villages)


def test_an_empty_project_comes_to_nothing():
    found = project_result(assess(scenario()))
    assert (found.villages, found.amount, found.cultivated, found.people_to_resettle) == ((), 0, 0, 0)


def test_without_a_policy_there_is_nothing_to_sum_up():
    with pytest.raises(ValueError, match="policy"):
        project_result(assess(scenario("")))
