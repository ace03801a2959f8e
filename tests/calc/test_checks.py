"""Every error: scenarios that call for it, each beside one that is just lawful."""

import dataclasses

import numpy as np
import pytest
from builders import (
    household,
    item,
    outputs,
    parcel,
    policy_text,
    price,
    project,
    scenario,
    small_scenario,
    village,
)
from findings_at_work import case, codes_of, document, findings_of, one_of, place_of, texts_of

from calc.assess import assess
from calc.policy import load_policy
from calc.tables import TABLES, Unread


def with_village(**fields):
    return small_scenario(villages=[village(**fields)])


def with_parcel(**fields):
    return small_scenario(parcels=[parcel(**fields)])


def with_item(**fields):
    return small_scenario(items=[item(**fields)])


def with_outputs(*rows):
    return small_scenario(outputs=[{**outputs()[0], **row} for row in rows])


def with_tier_3(land, resettlement):
    return with_village(cultivated_area="300", land_multiple=land, resettlement_multiple=resettlement)


def with_tier_2(land, resettlement):
    return with_village(cultivated_area="500", land_multiple=land, resettlement_multiple=resettlement)


PRICED = {"land_class": "林地", "price_basis": "Province 3/2017"}

CASES = [
    # ---- single cells ----
    case(
        "unreadable",
        "a word for an area, and a number with its unit",
        with_parcel(area="about one"),
        with_parcel(area="1.5亩"),
    ),
    case(
        "unreadable",
        "seven decimals of a mu, and six",
        with_parcel(area="1.0000001"),
        with_parcel(area="1.000001"),
    ),
    case(
        "unreadable",
        "an ID number of which Excel kept fifteen digits, and as text",
        small_scenario(households=[household(identity_number=Unread("1.10105194912310E+17"))]),
        small_scenario(households=[household(identity_number="11010519491231002X")]),
    ),
    case(
        "unreadable",
        "a type of right-holder that is none, and one of the list",
        small_scenario(households=[household(holder_type="公司")]),
        small_scenario(households=[household(holder_type="单位")]),
    ),
    case(
        "unreadable",
        "the thirtieth of February, and the first of March",
        small_scenario(project=[project(basis_date="2018-02-30")]),
        small_scenario(project=[project(basis_date="2018-03-01")]),
    ),
    case(
        "missing",
        "a village without population, and with one person",
        with_village(population=""),
        with_village(population="1", cultivated_area="1200", land_multiple="7"),
    ),
    case(
        "missing",
        "a parcel without area, and with square metres instead",
        with_parcel(area=""),
        with_parcel(area="", square_metres="666.66"),
    ),
    case(
        "missing",
        "no basis date, and no event of it",
        small_scenario(project=[project(basis_date="")]),
        small_scenario(project=[project(basis_event="")]),
    ),
    case(
        "missing",
        "an item without a quantity, and a quantity of nought",
        with_item(quantity=""),
        with_item(quantity="0"),
    ),
    case(
        "missing",
        "a parcel without a class, and without a household",
        with_parcel(land_class=""),
        with_parcel(household_id=""),
    ),
    case(
        "out-of-bounds",
        "no land before requisition, and a millionth of a mu",
        with_village(cultivated_area="0"),
        with_village(cultivated_area="0.000001"),
    ),
    case(
        "out-of-bounds",
        "a parcel of no area, and of a millionth of a mu",
        with_parcel(area="0"),
        with_parcel(area="0.000001"),
    ),
    case(
        "out-of-bounds",
        "a million mu and a millionth, and a million",
        with_parcel(area="1000000.000001"),
        with_parcel(area="1000000"),
    ),
    case(
        "out-of-bounds",
        "a negative price, and nothing for it",
        with_item(price="-0.01"),
        with_item(price="0"),
    ),
    case(
        "out-of-bounds",
        "a share of 100.01 %, and of 100 %",
        with_village(resettlement_share="100.01"),
        with_village(resettlement_share="100"),
    ),
    case(
        "out-of-bounds",
        "a multiple of 100.01, and 100 (which the tier forbids)",
        with_village(land_multiple="100.01"),
        with_village(land_multiple="100"),
    ),
    case(
        "out-of-bounds",
        "a million yuan a mu and a fen, and a million",
        small_scenario(outputs=outputs(values=("1000000.01", "1", "1"))),
        small_scenario(outputs=outputs(values=("1000000", "1", "1"))),
    ),
    case(
        "id-unknown",
        "a household nobody registered, and the collective",
        with_parcel(household_id="H2"),
        with_parcel(household_id=""),
    ),
    case(
        "id-unknown",
        "a household in another case of letters, and as registered",
        with_item(household_id="h1"),
        with_item(household_id="H1"),
    ),
    case(
        "id-unknown",
        "a village with leading zeros, and without",
        with_parcel(village_id="01"),
        with_parcel(village_id="1"),
    ),
    case(
        "id-doubled",
        "two parcels of one number, and of two",
        small_scenario(parcels=[parcel(), parcel()]),
        small_scenario(parcels=[parcel(), parcel(parcel_id="P2")]),
    ),
    case(
        "id-doubled",
        "two households of one number, and two numbers missing",
        small_scenario(households=[household(), household()]),
        small_scenario(households=[household(), household(household_id=""), household(household_id="")]),
    ),
    # ---- output values ----
    case(
        "output-years",
        "two years, and three",
        with_outputs({"year": "2016"}, {"year": "2017"}),
        with_outputs({"year": "2015"}, {"year": "2016"}, {"year": "2017"}),
    ),
    case(
        "output-years",
        "a year left out, and three in any order",
        with_outputs({"year": "2014"}, {"year": "2016"}, {"year": "2017"}),
        with_outputs({"year": "2017"}, {"year": "2015"}, {"year": "2016"}),
    ),
    case(
        "output-years",
        "four years, and a published average",
        with_outputs(*({"year": str(year)} for year in range(2014, 2018))),
        with_outputs({"year": "平均"}),
    ),
    case(
        "output-years",
        "one year twice, and one year in two zones",
        with_outputs({"year": "2015"}, {"year": "2016"}, {"year": "2017"}, {"year": "2017"}),
        small_scenario(outputs=[*outputs(), *outputs(zone="B")]),
    ),
    case(
        "output-years",
        "an average beside the years, and one alone",
        with_outputs({"year": "2016"}, {"year": "2017"}, {"year": "平均"}),
        with_outputs({"year": "平均"}),
    ),
    # ---- parcels ----
    case(
        "area-mismatch",
        "both areas a hundredth of a square metre apart, and equal",
        with_parcel(area="0.99999", square_metres="666.67"),
        with_parcel(area="0.99999", square_metres="666.66"),
    ),
    case(
        "area-off-grid",
        "square metres finer than a millionth of a mu, and two decimals",
        with_parcel(square_metres=1),
        with_parcel(square_metres=2_000_000),
    ),
    case(
        "class-unknown",
        "a class the policy does not know, and its other name",
        with_parcel(land_class="良田"),
        with_parcel(land_class="望天田"),
    ),
    case(
        "zone-unknown",
        "a zone without output values, and the one there is",
        with_parcel(zone="B"),
        with_parcel(zone="A"),
    ),
    case(
        "zone-unknown",
        "another village's zone, and a priced class",
        small_scenario(villages=[village(), village(village_id="2")], parcels=[parcel(village_id="2")]),
        with_parcel(**PRICED, land_price="1", zone="B"),
    ),
    case(
        "zone-missing",
        "no zone where there are two, and where there is one",
        small_scenario(parcels=[parcel(zone="")], outputs=[*outputs(), *outputs(zone="B")]),
        with_parcel(zone=""),
    ),
    case(
        "zone-missing",
        "no output values for dry land, and for woodland",
        small_scenario(parcels=[parcel(zone="")], outputs=[]),
        small_scenario(parcels=[parcel(**PRICED, land_price="1", zone="")], outputs=[]),
    ),
    case(
        "price-missing",
        "woodland without a price, and dry land",
        with_parcel(**PRICED),
        with_parcel(),
    ),
    case(
        "price-missing",
        "dry land of the State without a price, and for nothing",
        with_parcel(ownership="国有"),
        with_parcel(ownership="国有", land_price="0", price_basis="Agreed"),
    ),
    # ---- items ----
    case(
        "price-missing",
        "an item that is not listed in this size, and one that is",
        with_item(price="", specification="young"),
        with_item(price=""),
    ),
    case(
        "price-missing",
        "an item listed in the other category, and in its own",
        with_item(price="", category="青苗"),
        small_scenario(items=[item(price="", category="青苗")], prices=[price(category="青苗")]),
    ),
    case(
        "price-contradicted",
        "two listed prices, and one listed twice",
        small_scenario(items=[item(price="")], prices=[price(), price(price="51")]),
        small_scenario(items=[item(price="")], prices=[price(), price()]),
    ),
    case(
        "price-contradicted",
        "two listed prices, and a price of its own",
        small_scenario(items=[item(price="")], prices=[price(), price(price="51")]),
        small_scenario(items=[item(price="50")], prices=[price(), price(price="51")]),
    ),
    # ---- the multiples of Article 8 ----
    case(
        "multiple-not-chosen",
        "no land multiple for dry land, and for waste land",
        with_village(land_multiple=""),
        small_scenario(villages=[village(land_multiple="")], parcels=[parcel(land_class="荒地")]),
    ),
    case(
        "multiple-not-chosen",
        "no resettlement multiple, and no cultivated land of the collective at all",
        with_village(resettlement_multiple=""),
        small_scenario(
            villages=[village(resettlement_multiple="")],
            parcels=[parcel(ownership="国有", land_price="1", price_basis="Agreed")],
        ),
    ),
    *(
        case("multiple-outside-range", f"tier {tier}, {name}", bad, good)
        for tier, name, bad, good in (
            (
                "(1)",
                "land 5.99 × and 6 ×",
                with_village(land_multiple="5.99"),
                with_village(land_multiple="6"),
            ),
            (
                "(1)",
                "land 8.01 × and 8 ×",
                with_village(land_multiple="8.01"),
                with_village(land_multiple="8"),
            ),
            (
                "(1)",
                "resettlement 3.99 × and 4 ×",
                with_village(resettlement_multiple="3.99"),
                with_village(resettlement_multiple="4"),
            ),
            (
                "(1)",
                "resettlement 6.01 × and 6 ×",
                with_village(resettlement_multiple="6.01"),
                with_village(resettlement_multiple="6"),
            ),
            ("(2)", "land 7.99 × and 8 ×", with_tier_2("7.99", "6"), with_tier_2("8", "6")),
            ("(2)", "land 10.01 × and 10 ×", with_tier_2("10.01", "6"), with_tier_2("10", "6")),
            ("(2)", "resettlement 5.99 × and 6 ×", with_tier_2("8", "5.99"), with_tier_2("8", "6")),
            ("(2)", "resettlement 10.01 × and 10 ×", with_tier_2("8", "10.01"), with_tier_2("8", "10")),
        )
    ),
    case(
        "sum-over-cap",
        "25.01 × in tier (3), and 25 ×",
        with_tier_3("10", "15.01"),
        with_tier_3("10", "15"),
    ),
    case(
        "sum-over-cap",
        "25.01 × in any split, and all of 25 × as land compensation",
        with_tier_3("24.01", "1"),
        with_tier_3("25", "0"),
    ),
    # ---- the policy ----
    case(
        "policy-unknown",
        "a policy nobody knows, and the shipped one",
        dataclasses.replace(small_scenario(project=[project(policy="gansu-1999")]), policy_text=""),
        small_scenario(project=[project(policy="gansu-infrastructure")]),
    ),
]


@pytest.mark.parametrize(("code", "calls", "spares"), CASES)
def test_an_error_comes_where_it_is_called_for_and_not_beside_it(code, calls, spares):
    found = {finding.code: finding for finding in findings_of(calls)}
    assert code in found
    assert found[code].severity.value == document()[code] == "error"
    assert code not in codes_of(spares)


@pytest.mark.parametrize(("code", "calls", "spares"), CASES)
def test_an_error_points_at_a_cell_and_speaks_both_languages(code, calls, spares):
    assert code
    for finding in (*findings_of(calls), *findings_of(spares)):
        place_of(finding)
        texts_of(finding)


def test_every_error_has_a_case():
    judged = document(without="Reading a register")
    errors = {code for code, severity in judged.items() if severity == "error"} - {"unprintable"}
    assert {each.values[0] for each in CASES} == errors


# ---- which cell, in which words ----


@pytest.mark.parametrize(
    ("name", "column"),
    [
        (name, column)
        for name, spec in TABLES.items()
        for column in spec.columns
        if column.needed and not spec.annotation
    ],
)
def test_every_needed_cell_is_asked_for_where_it_is_missing(name, column):
    tables = {
        "project": project(),
        "villages": village(),
        "outputs": outputs()[0],
        "households": household(),
        "parcels": parcel(),
        "items": item(),
        "prices": price(),
    }
    lacking = small_scenario(**{name: [{**tables[name], column.name: ""}]})
    places = [finding.place for finding in findings_of(lacking) if finding.code == "missing"]
    assert (name, column.name) in {(place.table, place.column) for place in places}


def test_an_error_names_sheet_row_and_column():
    finding = one_of(with_parcel(parcel_id="P7", area="0"), "out-of-bounds")
    assert place_of(finding) == ("地块", "P7", "面积(亩)")
    assert texts_of(finding)[0] == "面积(亩)：0 亩过小，不得小于0.000001 亩，请更正"


def test_an_unreadable_cell_keeps_its_text_and_counts_as_missing_once():
    finding = one_of(with_parcel(area="一亩半"), "unreadable")
    assert texts_of(finding)[0] == "“一亩半”不是数字，请更正"
    assert codes_of(with_parcel(area="一亩半")) == ["unreadable"]


def test_a_doubled_id_is_marked_on_every_row_that_has_it():
    twice = small_scenario(parcels=[parcel(), parcel(), parcel(parcel_id="P2")])
    keys = [finding.place.key for finding in findings_of(twice) if finding.code == "id-doubled"]
    assert keys == twice["parcels"].keys[:2].tolist()


def test_a_range_error_cites_the_article():
    chinese, english = texts_of(one_of(with_village(land_multiple="9"), "multiple-outside-range"))
    assert chinese == "土地补偿倍数：9倍不在6–8倍的法定幅度内（第八条第（一）项），请在幅度内选定"
    assert "9 × is outside 6–8 × (第八条第（一）项)" in english


def test_output_years_name_the_years_that_stand():
    finding = one_of(with_outputs({"year": "2014"}, {"year": "平均"}), "output-years")
    assert texts_of(finding)[0].endswith("现有年度：2014、平均")


def test_lawfulness_is_judged_on_multiples_and_never_on_amounts():
    # Land so cheap that every amount rounds to the same fen.
    cheap = {"outputs": outputs(values=("0.01", "0.01", "0.01"))}
    unlawful = small_scenario(villages=[village(land_multiple="8.01")], **cheap)
    assert "multiple-outside-range" in codes_of(unlawful)


def test_the_whole_scenario_is_judged_where_the_policy_is_unknown():
    unknown = dataclasses.replace(with_parcel(area="x"), policy_text="")
    assert codes_of(unknown) == ["policy-unknown", "unreadable"]


def test_a_what_if_policy_judges_the_multiples():
    narrower = load_policy(
        policy_text().replace(
            'land = { lowest = "6", highest = "8" }', 'land = { lowest = "6", highest = "6" }'
        )
    )
    assert "multiple-outside-range" in [each.code for each in assess(small_scenario(), narrower).findings]


def test_whatever_makes_no_line_is_explained_by_an_error():
    chance = np.random.default_rng(20180501)
    wrong = {
        "villages": {"cultivated_area": ("", "0", "x"), "population": ("", "0"), "land_share": ("101", "x")},
        "outputs": {
            "year": ("", "2019", "x"),
            "value": ("", "0", "x"),
            "zone": ("", "B"),
            "village_id": ("9",),
        },
        "households": {"household_id": ("", "H9"), "village_id": ("", "9")},
        "parcels": {
            "village_id": ("", "9"),
            "household_id": ("H9",),
            "zone": ("B",),
            "land_class": ("", "x", "林地"),
            "area": ("", "0", "x", "9999999"),
            "square_metres": ("5", "x"),
            "ownership": ("国有", "x"),
            "land_price": ("x",),
        },
        "items": {
            "village_id": ("", "9"),
            "household_id": ("H9",),
            "category": ("", "x"),
            "name": ("", "Pear"),
            "quantity": ("", "-1", "x"),
            "price": ("", "-1", "x"),
        },
        "prices": {"price": ("", "x", "-1"), "unit": ("", "mu")},
    }
    cells = [
        (name, column, text)
        for name, columns in wrong.items()
        for column, texts in columns.items()
        for text in texts
    ]
    for _ in range(150):
        made = {
            "villages": village(),
            "households": household(),
            "parcels": parcel(),
            "items": item(price=""),
            "prices": price(),
        }
        rows = {name: [row] for name, row in made.items()} | {"outputs": outputs()}
        for number in chance.integers(len(cells), size=chance.integers(1, 4)).tolist():
            name, column, text = cells[number]
            rows[name][0] = {**rows[name][0], column: text}
        judged = assess(scenario(**rows))
        assert judged.totals.complete or judged.has_errors, rows
