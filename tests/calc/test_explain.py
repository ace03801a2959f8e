"""The explanation retells what was computed: every figure in it can be computed again from it."""

import re
from fractions import Fraction
from math import floor

import pytest
from builders import household, item, outputs, parcel, price, scenario, village

from calc.assess import assess
from calc.explain import (
    Bilingual,
    as_text,
    average_per_mu,
    explain_item,
    explain_line,
    explain_parcel,
    explain_village,
    line_citation,
    per_capita,
    per_capita_after,
    tier_reason,
    why_not,
)
from calc.language import catalogue
from calc.lines import HEADS
from calc.scenario import Scenario
from calc.sums import (
    GROUPINGS,
    explain_household,
    explain_lines,
    explain_range_end,
    explain_total,
    explain_village_figure,
    group_lines,
)

EN, ZH = catalogue("en"), catalogue("zh")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
CONSTANTS = {Fraction("0.0015"), Fraction(3)}
"""Mu in a square metre, and the three years."""
VILLAGE_FIGURES = (
    *("per-capita", "tier", "lawful-minimum", "article-8-amount", "lawful-maximum"),
    *("people-to-resettle", "per-capita-after", "average-per-mu", "requisitioned", "aaov"),
)


def everything():
    """Return a scenario with every kind of line, and rows that cannot be computed."""
    published = {"village_id": "3", "zone": "A", "year": "平均", "value": "1234.56"}
    return scenario(
        villages=[
            village(
                cultivated_area="999.6",
                land_multiple="9",
                resettlement_multiple="7.5",
                land_share="33.33",
                resolution_number="Resolution 1",
                resolution_date="2018-04-01",
            ),
            village(village_id="2", cultivated_area="400", land_multiple="", resettlement_multiple=""),
            village(village_id="3", cultivated_area="100", population="333", land_multiple="12"),
        ],
        outputs=[*outputs(values=("1000", "1100", "1201")), *outputs("2"), published],
        households=[household(), household(household_id="H2", village_id="2")],
        parcels=[
            parcel(area="1.2345", place="East Bay"),
            parcel(parcel_id="P2", square_metres="1234.56", contract_area="2"),
            parcel(parcel_id="P3", household_id="", land_class="荒地"),
            parcel(parcel_id="P4", land_class="林地", land_price="12000", resettlement_price="3000.5"),
            parcel(parcel_id="P5", ownership="国有", land_price="100", price_basis="Valuation 5"),
            parcel(parcel_id="P6", village_id="2", household_id="H2", area="0.3333"),
            parcel(parcel_id="P7", village_id="3", household_id=""),
            parcel(parcel_id="P8", village_id="3", land_class="园地"),
        ],
        items=[
            item(quantity="2.345", price="17.5"),
            item(item_id="I2", price=""),
            item(item_id="I3", name="Pear tree", price=""),
        ],
        prices=[price(price="60")],
    )


@pytest.fixture(scope="module")
def found():
    return assess(everything())


def trees(found):
    """Return the explanation of every line, parcel, item and village."""
    return [
        *(explain_line(found, number) for number in range(len(found.lines))),
        *(explain_parcel(found, position) for position in range(len(found.scenario["parcels"]))),
        *(explain_item(found, position) for position in range(len(found.scenario["items"]))),
        *(explain_village(found, position) for position in range(len(found.villages))),
        *(explain_total(found, head) for head in (None, *range(len(HEADS)))),
        *(explain_household(found, position) for position in range(len(found.scenario["households"]))),
        *(
            explain_lines(found, group.lines_of(row, found.lines, column), Bilingual(str(row), str(row)))
            for group in (group_lines(found, by) for by in GROUPINGS)
            for row in range(len(group.names))
            for column in range(len(group.sums[row]))
        ),
        *(
            step
            for position in range(len(found.villages))
            for code in ("lawful-minimum", "lawful-maximum")
            if (step := explain_range_end(found, position, code))
        ),
        *(
            step
            for position in range(len(found.villages))
            for code in VILLAGE_FIGURES
            if (step := explain_village_figure(found, position, code))
        ),
    ]


def one_village(**figures):
    """Return the assessment of one village with one parcel, and the village's result."""
    found = assess(
        scenario(
            villages=[village(**figures)], outputs=outputs(), households=[household()], parcels=[parcel()]
        )
    )
    return found, found.villages[0]


def number(text):
    return Fraction(text.replace(",", ""))


def value_of(expression):
    """Return what an expression of a formula comes to, exactly."""
    python = NUMBER.sub(lambda match: f"Fraction('{match[0].replace(',', '')}')", expression)
    for sign, operator in (("×", "*"), ("÷", "/"), ("−", "-"), ("%", "/100")):
        python = python.replace(sign, operator)
    return eval(python, {"__builtins__": {}, "Fraction": Fraction})  # noqa: S307 - our own formulas only


def check(formula):
    """Assert that every step of a formula is right: `=` exactly, `…` cut, `≈` rounded half up. Return its end."""
    end = ""
    for part in formula.split("; "):
        first, *steps = re.split(r"(?= = | ≈ )", part)
        exact = value_of(first)
        end = first
        for step in steps:
            sign, end = step.split(maxsplit=1)
            if sign == "≈":
                places = len(end.partition(".")[2])
                assert number(end) == Fraction(floor(exact * 10**places + Fraction(1, 2)), 10**places), part
            elif end.endswith("…"):
                places = len(end.partition(".")[2]) - 1
                assert number(end[:-1]) == Fraction(floor(exact * 10**places), 10**places), part
            else:
                assert value_of(end) == exact, part
    return end


def test_every_formula_is_right_and_ends_in_the_steps_own_figure(found):
    formulas = 0
    for tree in trees(found):
        for _, step in tree.walk():
            if step.formula and step.code != "share":
                assert check(step.formula) == step.value, step.text(EN)
                formulas += 1
            elif step.formula:
                check(step.formula)
    assert formulas > 100


def test_every_figure_of_a_formula_stands_in_the_tree(found):
    for tree in trees(found):
        steps = [step for _, step in tree.walk()]
        known = CONSTANTS | {number(step.value.rstrip("…")) for step in steps if step.value}
        for step in steps:
            for note in step.notes:
                known |= set(map(number, NUMBER.findall(note.text(EN))))
        for step in steps:
            for part in step.formula.split("; "):
                first, _, results = part.partition(" = ")
                for text in NUMBER.findall(first):
                    assert number(text) in known, f"{text} in {step.text(EN)}"
                known |= set(map(number, NUMBER.findall(results)))


def test_what_is_said_to_be_a_sum_is_one(found):
    for position, result in enumerate(found.villages):
        tree = explain_village(found, position)
        plans = [step for _, step in tree.walk() if step.code.endswith(("-minimum", "-maximum", "-amount"))]
        plans = [step for step in plans if step.children]
        heads = [tree.find(code) for code in ("land-compensation", "resettlement-subsidy", "attachments")]
        requisitioned = tree.find("requisitioned")
        for step in filter(None, [*plans, *heads, requisitioned]):
            assert sum(number(child.value) for child in step.children) == number(step.value), step.text(EN)
        assert sum(number(head.value) for head in heads if head) == Fraction(result.amount, 100)


def test_without_items_a_village_has_the_same_figures_and_no_single_rows(found):
    for position in range(len(found.villages)):
        whole, short = explain_village(found, position), explain_village(found, position, itemised=False)
        assert [step.text(EN) for step in short.children] == [step.text(EN) for step in whole.children]
        assert short.find("line-amount") is None
        assert short.find("parcel-area") is None


def test_a_lines_tree_ends_in_the_lines_amount(found):
    for position in range(len(found.lines)):
        tree = explain_line(found, position)
        assert number(tree.value) == Fraction(int(found.lines.amount[position]), 100)
        assert number(tree.find("undivided").value) == Fraction(int(found.lines.undivided[position]), 100)
        assert number(tree.find("standard").value) == Fraction(int(found.lines.rate[position]), 10**4)
        assert tree.citation == line_citation(found, position)


# The tier


def test_the_tier_is_given_with_its_reason_in_both_languages():
    found, result = one_village(cultivated_area="999.6")
    assert tier_reason(result, found.policy, EN) == (
        "Cultivated land per head is 999.6 ÷ 1,000 = 0.9996 mu, at least 0.4 mu and less than 1 mu: 第八条第（二）项"
    )
    assert tier_reason(result, found.policy, ZH) == (
        "征地前人均耕地999.6亩÷1,000人＝0.9996亩，属于0.4亩以上（含本数）、不足1亩，适用第八条第（二）项"
    )


@pytest.mark.parametrize(
    ("area", "population", "shown"),
    [
        ("1200", "1000", "1.2"),
        ("1000", "1000", "1"),
        ("999.999999", "1000", "0.999999999"),
        ("1000", "999", "1.0010…"),
        ("999999.999999", "2499999", "0.4000001…"),
        ("999999.999999", "100000000", "0.0099…"),
        ("1000000", "999999", "1.000001…"),
        ("999998.999999", "999999", "0.9999…"),
        ("0.400001", "1", "0.400001"),
        ("100", "333", "0.3003…"),
    ],
)
def test_land_per_head_has_as_many_decimals_as_show_its_side(area, population, shown):
    found, result = one_village(cultivated_area=area, population=population)
    assert per_capita(result, found.policy) == shown


def test_land_per_head_never_reads_like_an_edge_it_does_not_stand_on():
    for edge in (400_000, 1_000_000):
        for people in (3, 7, 999, 333_333, 999_999):
            for difference in (-1, 1):
                micro = edge * people + difference
                area = f"{micro // 10**6}.{micro % 10**6:06d}"
                found, result = one_village(cultivated_area=area, population=str(people))
                shown = number(per_capita(result, found.policy).rstrip("…"))
                assert (shown > Fraction(edge, 10**6)) == (difference > 0)
                assert shown != Fraction(edge, 10**6)


def test_the_neighbouring_tiers_are_refused_by_what_is_missing_or_too_much():
    found, result = one_village(cultivated_area="999.6")
    poorer, richer = (message.text(EN) for message in why_not(result, found.policy))
    assert richer == (
        "it needs at least 1 mu per head; 1 mu for 1,000 people are 1,000 mu, "
        "and the village has 999.6 mu: 0.4 mu short"
    )
    assert poorer == (
        "it needs less than 0.4 mu per head; 0.4 mu for 1,000 people are 400 mu, "
        "and the village has 999.6 mu: 599.6 mu more"
    )


@pytest.mark.parametrize(
    ("area", "count"), [("1200", 1), ("999.6", 2), ("300", 1)], ids=["tier 1", "tier 2", "tier 3"]
)
def test_there_is_one_refusal_for_each_neighbour(area, count):
    found, result = one_village(cultivated_area=area)
    assert len(why_not(result, found.policy)) == count


def test_a_village_on_an_edge_is_told_the_convention():
    found, result = one_village(cultivated_area="400", tier_note="Land office, 3 May")
    assert "stands exactly on 0.4 mu per head (400 mu for 1,000 people)" in why_not(result, found.policy)[
        0
    ].text(EN)
    tree = explain_village(found, 0)
    assert tree.find("edge").citation == "《民法典》第一千二百五十九条"
    assert "How the tier was determined: Land office, 3 May" in tree.find("tier").text(EN)
    beside, _ = one_village(cultivated_area="400.000001")
    assert explain_village(beside, 0).find("edge") is None


def test_a_village_without_population_has_no_tier_and_says_why():
    found, result = one_village(population="")
    assert "cannot be determined" in tier_reason(result, found.policy, EN)
    assert per_capita(result, found.policy) == ""
    assert why_not(result, found.policy) == ()
    assert per_capita_after(result, found.policy) == ""
    assert as_text(explain_village(found, 0), ZH)


# Multiples


def test_a_multiple_not_chosen_shows_its_lawful_range_and_the_amounts_at_both_ends():
    found, _ = one_village(land_multiple="", resettlement_multiple="")
    tree = explain_parcel(found, 0)
    assert tree.find("land-multiple").text(EN).endswith("Not chosen yet; Lawful range 6–8 times")
    assert tree.find("lawful-minimum-of-parcel").value == "11,000.00"
    assert tree.find("lawful-maximum-of-parcel").value == "15,400.00"
    assert "is not chosen yet" not in tree.text(EN)  # that finding stands at the village


def test_one_multiple_chosen_shows_its_line_and_what_the_other_waits_for():
    found, _ = one_village(resettlement_multiple="")
    tree = explain_parcel(found, 0)
    assert tree.find("line").value == "7,700.00"
    assert tree.find("resettlement-multiple").value == ""


def test_a_multiple_outside_its_range_is_called_so():
    found, _ = one_village(land_multiple="9")
    assert "Outside the lawful range of 6–8 times" in explain_village(found, 0).find("land-multiple").text(EN)


@pytest.mark.parametrize(
    ("resettlement", "said"),
    [("13", "12 + 13 = 25, at most 25"), ("13.01", "12 + 13.01 = 25.01, more than 25")],
)
def test_the_cap_of_tier_3_is_held_against_both_multiples_together(resettlement, said):
    found, _ = one_village(cultivated_area="300", land_multiple="12", resettlement_multiple=resettlement)
    assert said in explain_village(found, 0).find("land-multiple").text(EN)


@pytest.mark.parametrize(
    ("basis", "said"), [("Decision 8", "Decided by: Decision 8"), ("", "is not recorded")]
)
def test_who_decided_the_multiples_is_told(basis, said):
    found, _ = one_village(multiple_basis=basis)
    assert said in explain_line(found, 0).find("land-multiple").text(EN)


# Rules that do not apply


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        ({}, {"state-not-applied", "article-9-not-applied", "tier-not-applied"}),
        ({"land_class": "荒地"}, {"state-not-applied", "article-8-not-applied"}),
        ({"land_class": "林地", "land_price": "1"}, {"state-not-applied", "article-8-not-applied"}),
        ({"ownership": "国有", "land_price": "1"}, {"article-8-not-applied"}),
    ],
    ids=["cultivated", "waste", "priced", "state"],
)
def test_the_rules_that_were_considered_stand_in_the_tree(row, codes):
    found = assess(
        scenario(villages=[village()], outputs=outputs(), households=[household()], parcels=[parcel(**row)])
    )
    steps = [step for _, step in explain_line(found, 0).walk() if not step.applied]
    assert {step.code for step in steps} == codes
    assert all(step.text(EN).startswith("Not applied: ") and step.notes for step in steps)
    assert all(step.citation for step in steps)


def test_a_price_of_its_own_is_held_against_the_price_list(found):
    tree = explain_item(found, 0)
    assert tree.find("standard").value == "17.50"
    assert (
        tree.find("list-not-applied")
        .text(EN)
        .startswith("Not applied: the county's price list: 60.00 yuan per tree")
    )
    assert "unlike the price entered" in tree.find("list-not-applied").text(EN)


def test_a_listed_price_is_cited_with_document_and_date(found):
    text = explain_item(found, 1).find("standard").text(EN)
    assert "County list 2018" in text
    assert "Effective from 2018-01-01" in text


# What cannot be computed, and sums of the village


def test_a_row_without_amount_says_what_is_wrong_with_it(found):
    assert "is priced by the officer" in explain_parcel(found, 7).text(EN)
    assert "does not stand in the price list" in explain_item(found, 2).text(EN)


def test_square_metres_and_the_contract_area_are_told(found):
    text = explain_parcel(found, 1).find("quantity").text(EN)
    assert "1.85184 mu (1,234.56 × 0.0015 = 1.85184)" in text
    assert "The contract area is 2.0000 mu; the measured area counts" in text


def test_the_average_per_mu_is_rounded_half_up():
    found, result = one_village()
    assert average_per_mu(result) == 1_320_000
    assert explain_village(found, 0).find("average-per-mu").value == "13,200.00"


def test_there_is_no_average_without_cultivated_land():
    found = assess(scenario(villages=[village()]))
    assert average_per_mu(found.villages[0]) is None
    assert explain_village(found, 0).find("average-per-mu").value == ""


def test_land_per_head_after_requisition_is_what_is_left_by_who_is_left():
    # 100 mu of 1200 for 1000 people: 83.33 people to resettle; 1100 ÷ 916.67
    rows = [parcel(area="100")]
    found = assess(scenario(villages=[village()], outputs=outputs(), households=[household()], parcels=rows))
    assert per_capita_after(found.villages[0], found.policy) == "1.199996"


@pytest.mark.parametrize("area", ["1200", "1200.000001"])
def test_nothing_left_is_not_divided(area):
    rows = [parcel(area=area)]
    found = assess(scenario(villages=[village()], outputs=outputs(), households=[household()], parcels=rows))
    assert per_capita_after(found.villages[0], found.policy) == ""
    assert "Nothing is left" in explain_village(found, 0).find("per-capita-after").text(EN)


def test_the_depth_of_the_text_can_be_limited(found):
    tree = explain_village(found, 0)
    assert as_text(tree, EN, 0) == tree.text(EN)
    assert as_text(tree, EN, 1).count("\n") == len(tree.children)


def test_the_chinese_text_is_chinese():
    found, _ = one_village(
        village="示例村", township="", multiple_basis="", area_source="", population_source=""
    )
    text = as_text(explain_village(found, 0), ZH) + as_text(explain_line(found, 0), ZH)
    words = set(re.findall(r"[A-Za-z]{2,}", text))
    assert words <= {"Statistics"}  # the source of the output values, as typed


def test_without_a_policy_there_is_nothing_to_explain():
    found = assess(Scenario.empty())
    with pytest.raises(ValueError, match="without a policy"):
        explain_line(found, 0)
