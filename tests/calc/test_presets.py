"""Presets of multiples: exact, lawful in the village's own tier, and never a word about who decided."""

from fractions import Fraction

import pytest
from builders import household, outputs, parcel, policy_text, scenario, village

from calc import operations
from calc.assess import assess
from calc.language import catalogue
from calc.policy import load_policy, shipped_policy
from calc.presets import apply_plan, is_lawful, plan_multiples, presets_of, villages_to_follow

EN = catalogue("en")
POLICY = shipped_policy("gansu-infrastructure")
TIERS = {tier.number: tier for tier in POLICY.tiers}


def county():
    """Return four villages: two of tier 1, one of tier 2, one whose tier is not known."""
    return scenario(
        villages=[
            village(),
            village(village_id="2", village="Two", land_multiple="", resettlement_multiple=""),
            village(village_id="3", village="Three", cultivated_area="999.6", land_multiple="9"),
            village(village_id="4", village="Four", population=""),
        ],
        outputs=[row for each in "1234" for row in outputs(each)],
        households=[household()],
        parcels=[parcel()],
    )


def figures(tier):
    return {each.code: (each.land, each.resettlement) for each in presets_of(POLICY, TIERS[tier])}


def test_the_presets_of_a_range_are_its_ends_and_its_exact_middle():
    assert figures(1) == {"lowest": (600, 400), "middle": (700, 500), "highest": (800, 600)}
    assert figures(2) == {"lowest": (800, 600), "middle": (900, 800), "highest": (1000, 1000)}


def test_the_middle_is_exact_or_rounded_half_up_inside_the_range():
    ends = ('land = { lowest = "6", highest = "8" }', 'land = { lowest = "6.01", highest = "6.02" }')
    odd = policy_text().replace(*ends)
    policy = load_policy(odd)
    tier = next(tier for tier in policy.tiers if tier.land and tier.land.lowest == 601)
    middle = presets_of(policy, tier)[1]
    assert Fraction(middle.land, 100) == Fraction("6.02")
    assert is_lawful(tier, middle.land, middle.resettlement)


def test_the_tier_with_a_cap_alone_offers_only_the_former_maxima_with_their_source():
    (only,) = presets_of(POLICY, TIERS[3])
    assert (only.code, only.land, only.resettlement) == ("former-maxima", 1000, 1500)
    assert only.sources == ("former Land Administration Law, Article 47",)


def test_the_former_maxima_are_not_offered_where_the_cap_forbids_them():
    policy = load_policy(policy_text().replace('cap = "25"', 'cap = "24"'))
    tier = next(tier for tier in policy.tiers if tier.cap)
    assert presets_of(policy, tier) == ()


@pytest.mark.parametrize(
    ("tier", "land", "resettlement", "lawful"),
    [
        (1, 600, 600, True),
        (1, 599, 600, False),
        (1, 600, 601, False),
        (2, 1000, 1000, True),
        (2, 1001, 1000, False),
        (3, 1000, 1500, True),
        (3, 1000, 1501, False),
        (3, 2500, 0, False),
    ],
)
def test_multiples_are_lawful_only_inside_the_tier(tier, land, resettlement, lawful):
    assert is_lawful(TIERS[tier], land, resettlement) is lawful


def test_every_preset_is_lawful_in_its_own_tier():
    for tier in POLICY.tiers:
        for preset in presets_of(POLICY, tier):
            assert preset.tier == tier.number
            assert is_lawful(tier, preset.land, preset.resettlement)


def test_only_villages_of_the_tier_with_lawful_multiples_can_be_followed():
    found = assess(county())
    followed = villages_to_follow(found, TIERS[1])
    assert [(one.village_id, preset.land, preset.resettlement) for one, preset in followed] == [
        ("1", 700, 500)
    ]
    assert villages_to_follow(found, TIERS[2]) == ()  # resettlement 5 is unlawful there


def test_villages_outside_the_tier_are_left_out_with_the_reason():
    found = assess(county())
    keys = found.scenario["villages"].keys.tolist()
    plan = plan_multiples(found, [*reversed(keys), 10**9], presets_of(POLICY, TIERS[1])[1])
    assert [award.village.village_id for award in plan.awards] == ["2"]
    assert [(each.village.village_id, each.reason.text(EN)) for each in plan.left_out] == [
        ("1", "it has these multiples already"),
        ("3", "it stands in tier 2"),
        ("4", "its tier cannot be determined yet"),
    ]


def test_a_plan_is_one_step_that_sets_the_multiples_and_nothing_else():
    before = county()
    found = assess(before)
    keys = before["villages"].keys.tolist()
    plan = plan_multiples(found, keys, presets_of(POLICY, TIERS[1])[2])
    operation = apply_plan(before, plan)
    assert (operation.label, dict(operation.parameters)) == (
        "Choose multiples for {count} villages",
        {"count": 2},
    )
    after = operations.apply(before, operation)
    rows = after["villages"]
    assert [rows.number("land_multiple").cell(row) for row in range(4)] == [800, 800, 900, 700]
    assert [rows.number("resettlement_multiple").cell(row) for row in range(4)] == [600, 600, 500, 500]
    for name in before["villages"].columns:
        if name not in ("land_multiple", "resettlement_multiple"):
            for row in range(4):
                assert rows.cell(row, name) == before["villages"].cell(row, name), name
    assert operations.apply(after, operations.reverse(operation)).digest == before.digest


def test_the_basis_of_the_decision_is_never_filled():
    before = scenario(villages=[village(land_multiple="", multiple_basis="")], outputs=outputs())
    plan = plan_multiples(assess(before), before["villages"].keys.tolist(), presets_of(POLICY, TIERS[1])[0])
    after = operations.apply(before, apply_plan(before, plan))
    assert after["villages"].cell(0, "land_multiple") == 600
    assert after["villages"].cell(0, "multiple_basis") == ""
    assert any(each.place.column == "multiple_basis" for each in assess(after).findings)


def test_a_village_that_is_gone_meanwhile_is_passed_over():
    before = county()
    plan = plan_multiples(assess(before), before["villages"].keys.tolist(), presets_of(POLICY, TIERS[1])[2])
    gone = operations.delete_rows(before, "villages", [plan.awards[0].key])
    younger = operations.apply(before, gone)
    operation = apply_plan(younger, plan)
    assert operations.apply(younger, operation)["villages"].number("land_multiple").cell(0) == 800
    assert operation.parameters["count"] == 1
