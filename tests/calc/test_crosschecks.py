"""Every warning and note: scenarios that call for it, each beside one that just does not."""

import dataclasses

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
from calc.crosschecks.prices import _kinds
from calc.crosschecks.tools import first_names
from calc.policy import load_policy
from calc.tables import Unread

PERSON = "11010519491231002X"
OTHER_PERSON = "440524188001010014"
UNIT = "91350100M000100Y43"
BOTH = "11010519491231037X"


def with_project(**fields):
    return small_scenario(project=[project(**fields)])


def with_village(**fields):
    return small_scenario(villages=[village(**fields)])


def with_parcel(**fields):
    return small_scenario(parcels=[parcel(**fields)])


def with_parcels(*parcels, **tables):
    rows = [parcel(**{"parcel_id": f"P{number}", **fields}) for number, fields in enumerate(parcels, 1)]
    return small_scenario(parcels=rows, **tables)


def with_household(**fields):
    return small_scenario(households=[household(**fields)])


def with_households(*households):
    """Several households, each with a parcel."""
    rows = [household(household_id=f"H{number}", **fields) for number, fields in enumerate(households, 1)]
    return with_parcels(*[{"household_id": row["household_id"]} for row in rows], households=rows)


def with_item(**fields):
    return small_scenario(items=[item(**fields)])


def with_items(*items, prices=()):
    rows = [item(item_id=f"I{number}", **fields) for number, fields in enumerate(items, 1)]
    return small_scenario(items=rows, prices=prices)


def with_groups(*villages):
    rows = [village(village_id=str(number), **fields) for number, fields in enumerate(villages, 1)]
    return small_scenario(
        villages=rows, outputs=[line for row in rows for line in outputs(row["village_id"])]
    )


def with_two_villages(**tables):
    villages = [village(), village(village_id="2", group="2社")]
    return small_scenario(villages=villages, outputs=[*outputs(), *outputs("2")], **tables)


def with_acknowledgement(**fields):
    row = {"code": "household-empty", "sheet": "户", "row_id": "H1", "column": "户号", "reason": "Moved away"}
    return small_scenario(acknowledgements=[{**row, **fields}])


def with_issue(**fields):
    row = {"number": "No. 12", "date": "2018-06-01", "document": "household-statements", "digest": "ab"}
    return small_scenario(issues=[{**row, **fields}])


FIRST, SECOND = {"group": "1社"}, {"group": "2社"}
RESOLVED = {"resolution_number": "Resolution 3", "resolution_date": "2018-04-01"}
TIER_2 = {"cultivated_area": "500", "land_multiple": "8", "resettlement_multiple": "8"}
TIER_3 = {"cultivated_area": "300", "land_multiple": "10", "resettlement_multiple": "15"}
PRICED = {"land_class": "林地", "zone": "", "land_price": "12000", "price_basis": "Province 3/2017"}
STATE = {**PRICED, "ownership": "国有"}

CASES = [
    # ---- the tiers and the multiples of Article 8 ----
    case(
        "village-on-edge",
        "exactly 1 mu per head, and a millionth more",
        with_village(cultivated_area="1000", land_multiple="8", resettlement_multiple="6"),
        with_village(cultivated_area="1000.000001"),
    ),
    case(
        "village-on-edge",
        "exactly 0.4 mu per head, and a millionth less",
        with_village(**{**TIER_2, "cultivated_area": "400"}),
        with_village(**{**TIER_3, "cultivated_area": "399.999999"}),
    ),
    case(
        "sum-low",
        "13.99 × in tier (3), and 14 ×",
        with_village(**{**TIER_3, "land_multiple": "6", "resettlement_multiple": "7.99"}),
        with_village(**{**TIER_3, "land_multiple": "6", "resettlement_multiple": "8"}),
    ),
    case(
        "sum-low",
        "13.99 × in tier (3), and 10 × in tier (1)",
        with_village(**{**TIER_3, "land_multiple": "6.99", "resettlement_multiple": "7"}),
        with_village(land_multiple="6", resettlement_multiple="4"),
    ),
    case(
        "multiple-basis-missing",
        "a chosen multiple nobody decided, and none chosen",
        with_village(multiple_basis="", resettlement_multiple=""),
        with_village(multiple_basis="", land_multiple="", resettlement_multiple=""),
    ),
    # ---- the former national standards ----
    case(
        "national-land",
        "land 10.01 ×, and 10 ×",
        with_village(**{**TIER_3, "land_multiple": "10.01"}),
        with_village(**{**TIER_3, "land_multiple": "10"}),
    ),
    case(
        "national-land",
        "land 5.99 × in tier (3), and 6 ×",
        with_village(**{**TIER_3, "land_multiple": "5.99"}),
        with_village(**{**TIER_3, "land_multiple": "6"}),
    ),
    case(
        "national-resettlement",
        "at 0.5 mu per head 7.99 ×, and 8 ×",
        with_village(**{**TIER_2, "resettlement_multiple": "7.99"}),
        with_village(**{**TIER_2, "resettlement_multiple": "8"}),
    ),
    case(
        "national-resettlement",
        "at 0.4998 mu per head 8 ×, and at 0.5 mu",
        with_village(**{**TIER_2, "cultivated_area": "499.999999"}),
        with_village(**TIER_2),
    ),
    case(
        "national-resettlement",
        "at 1.2 mu per head 5.01 ×, and 5 ×",
        with_village(resettlement_multiple="5.01"),
        with_village(resettlement_multiple="5"),
    ),
    case(
        "national-resettlement",
        "more than 15 × however little land, and 15 ×",
        with_village(cultivated_area="200", land_multiple="6", resettlement_multiple="15.01"),
        with_village(cultivated_area="200", land_multiple="6", resettlement_multiple="15"),
    ),
    case(
        "national-resettlement",
        "at 0.2 mu per head 14.99 ×, and 15 × as the most there is",
        with_village(cultivated_area="200", land_multiple="6", resettlement_multiple="14.99"),
        with_village(cultivated_area="200", land_multiple="6", resettlement_multiple="15"),
    ),
    case(
        "national-total",
        "30.01 × together, and 30 ×",
        with_village(**{**TIER_3, "land_multiple": "15.01"}),
        with_village(**{**TIER_3, "land_multiple": "15"}),
    ),
    # ---- where the figures of a village come from ----
    case(
        "per-capita-source-missing",
        "no source of the area",
        with_village(area_source=""),
        small_scenario(),
    ),
    case(
        "per-capita-source-missing",
        "no source of the population",
        with_village(population_source=""),
        small_scenario(),
    ),
    case(
        "per-capita-source-missing",
        "no cut-off date",
        with_village(cutoff_date=""),
        small_scenario(),
    ),
    case(
        "per-capita-source-differs",
        "groups of one village on two dates, and two villages",
        with_groups({**FIRST, "cutoff_date": "2017-06-30"}, SECOND),
        with_groups({**FIRST, "cutoff_date": "2017-06-30"}, {"village": "Long Ditch"}),
    ),
    case(
        "per-capita-source-differs",
        "groups of one village from two sources, and one of them missing",
        with_groups({**FIRST, "area_source": "Survey 2015"}, SECOND),
        with_groups({**FIRST, "area_source": ""}, SECOND),
    ),
    case(
        "groups-tiers-differ",
        "a group in tier (2) beside one in tier (1), and both in tier (1)",
        with_groups(FIRST, {**SECOND, **TIER_2}),
        with_groups(FIRST, {**SECOND, "cultivated_area": "1000.000001"}),
    ),
    case(
        "groups-multiples-differ",
        "land 7.5 × beside 7 ×, and 7 × twice",
        with_groups(FIRST, {**SECOND, "land_multiple": "7.5"}),
        with_groups(FIRST, {**SECOND, "land_multiple": "7.00"}),
    ),
    case(
        "township-multiples-differ",
        "two villages of a township and tier, and of two townships",
        with_groups({}, {"village": "Long Ditch", "land_multiple": "6"}),
        with_groups({}, {"village": "Long Ditch", "land_multiple": "6", "township": "River Township"}),
    ),
    case(
        "township-multiples-differ",
        "two villages in one tier, and in two tiers",
        with_groups({}, {"village": "Long Ditch", "land_multiple": "6"}),
        with_groups({}, {"village": "Long Ditch", **TIER_2}),
    ),
    case(
        "township-multiples-differ",
        "two villages, and two groups of one village",
        with_groups(FIRST, {**SECOND, "village": "Long Ditch", "land_multiple": "6"}),
        with_groups(FIRST, {**SECOND, "land_multiple": "6"}),
    ),
    case(
        "resolution-missing",
        "a share of land compensation without number, and no share",
        with_village(land_share="0.01", resolution_date="2018-04-01"),
        with_village(land_share="0"),
    ),
    case(
        "resolution-missing",
        "a share without date, and with both",
        with_village(land_share="80", resolution_number="Resolution 3"),
        with_village(land_share="80", resolution_number="Resolution 3", resolution_date="2018-04-01"),
    ),
    # ---- output values ----
    case(
        "output-years-not-before-basis",
        "2014 to 2016 for a basis date in 2018, and 2015 to 2017",
        small_scenario(outputs=outputs(first_year=2014)),
        small_scenario(outputs=outputs(first_year=2015)),
    ),
    case(
        "output-years-not-before-basis",
        "the basis year itself, and a published average",
        small_scenario(outputs=outputs(first_year=2016)),
        small_scenario(outputs=[{**outputs()[0], "year": "平均"}]),
    ),
    case(
        "output-source-missing",
        "one of three years without a source, and none",
        small_scenario(outputs=[*outputs()[:2], {**outputs()[2], "source": ""}]),
        small_scenario(),
    ),
    # ---- quantities ----
    case(
        "survey-area-differs",
        "0.001501 mu apart, and 0.0015 mu",
        with_village(survey_area="1.001501"),
        with_village(survey_area="1.0015"),
    ),
    case(
        "survey-area-differs",
        "less than the parcels, and a parcel whose area is not known yet",
        with_village(survey_area="0.998499"),
        with_parcels({}, {"area": ""}, villages=[village(survey_area="0.5")]),
    ),
    case(
        "survey-cultivated-differs",
        "woodland does not count, and State dry land does",
        with_parcels({}, PRICED, villages=[village(survey_cultivated="2")]),
        with_parcels({}, {**STATE, "land_class": "旱地"}, villages=[village(survey_cultivated="2")]),
    ),
    case(
        "more-than-before",
        "a millionth of a mu more than the village had, and all it had",
        with_parcel(area="1200.000001"),
        with_parcel(area="1200"),
    ),
    case(
        "more-than-before",
        "cultivated land, and woodland",
        with_parcel(area="1201"),
        with_parcel(area="1201", **PRICED),
    ),
    case(
        "contract-area-differs",
        "a millionth of a mu apart, and equal",
        with_parcel(contract_area="1.000001"),
        with_parcel(contract_area="1.00"),
    ),
    case(
        "contract-area-differs",
        "measured in square metres, and equal",
        with_parcel(square_metres="666.66", contract_area="1"),
        with_parcel(square_metres="666.66", contract_area="0.99999"),
    ),
    # ---- classes and prices of land ----
    case(
        "article-9-reading",
        "waste land, and dry land",
        with_parcel(land_class="荒地", class_basis="Survey 2017"),
        small_scenario(),
    ),
    case(
        "class-basis-missing",
        "a household's waste land without a basis, and with one",
        with_parcel(land_class="撂荒地"),
        with_parcel(land_class="撂荒地", class_basis="Survey 2017"),
    ),
    case(
        "class-basis-missing",
        "a household's waste land, and the collective's",
        with_parcel(land_class="废弃地"),
        with_parcel(land_class="废弃地", household_id=""),
    ),
    case(
        "price-source-missing",
        "priced land without a source, and with one",
        with_parcel(**{**PRICED, "price_basis": ""}),
        with_parcel(**PRICED),
    ),
    case(
        "price-source-missing",
        "an item's own price without a source, and a price from the list",
        with_item(price_basis=""),
        with_item(price_basis="", price=""),
    ),
    case(
        "price-source-missing",
        "a price of woodland without a source, and one that dry land does not use",
        with_parcel(**{**PRICED, "price_basis": ""}),
        with_parcel(land_price="20000"),
    ),
    case(
        "price-not-used",
        "a price for dry land, and for dry land of the State",
        with_parcel(land_price="20000"),
        with_parcel(**{**STATE, "land_class": "旱地"}),
    ),
    case(
        "price-not-used",
        "a resettlement price for waste land, and for woodland",
        with_parcel(land_class="荒地", resettlement_price="20000"),
        with_parcel(**PRICED, resettlement_price="20000"),
    ),
    case(
        "class-prices-differ",
        "woodland at two prices, and at one",
        with_parcels(PRICED, {**PRICED, "land_price": "12000.01"}),
        with_parcels(PRICED, {**PRICED, "land_price": "12,000.00"}),
    ),
    case(
        "class-prices-differ",
        "resettlement at two prices, and two classes at two",
        with_parcels({**PRICED, "resettlement_price": "1"}, {**PRICED, "resettlement_price": "2"}),
        with_parcels(PRICED, {**PRICED, "land_class": "园地", "land_price": "30000"}),
    ),
    case(
        "class-prices-differ",
        "State woodland at two prices, and woodland of State and collective",
        with_parcels(STATE, {**STATE, "land_price": "1"}),
        with_parcels(PRICED, {**STATE, "land_price": "1"}),
    ),
    case(
        "class-prices-differ",
        "State woodland and collective grassland, each with its price, and State woodland alone",
        with_parcels(STATE, {**STATE, "land_price": "1"}),
        with_parcels(STATE, {**PRICED, "land_class": "草地", "land_price": "1"}),
    ),
    case(
        "class-prices-differ",
        "woodland at two prices, and dry land at two that are not used",
        with_parcels(PRICED, {**PRICED, "land_price": "1"}),
        with_parcels({"land_price": "1"}, {"land_price": "2"}),
    ),
    case(
        "state-land-split",
        "State land by shares that leave the household nothing, and all",
        with_parcel(**STATE),
        small_scenario(parcels=[parcel(**STATE)], villages=[village(land_share="100", **RESOLVED)]),
    ),
    case(
        "state-land-split",
        "a resettlement price split too, and none",
        small_scenario(
            parcels=[parcel(**STATE, resettlement_price="1")],
            villages=[village(land_share="100", resettlement_share="99.99", **RESOLVED)],
        ),
        small_scenario(
            parcels=[parcel(**STATE)],
            villages=[village(land_share="100", resettlement_share="99.99", **RESOLVED)],
        ),
    ),
    case(
        "state-land-split",
        "registered in a household's name, and in none",
        with_parcel(**STATE),
        with_parcel(**STATE, household_id=""),
    ),
    case(
        "class-over-zones",
        "dry land in two zones, and dry and irrigated land in two zones",
        with_parcels({}, {}, {"zone": "B"}, outputs=[*outputs(), *outputs(zone="B")]),
        with_parcels({}, {"land_class": "水浇地", "zone": "B"}, outputs=[*outputs(), *outputs(zone="B")]),
    ),
    case(
        "class-over-zones",
        "two zones of one village, and of two villages",
        with_parcels({}, {"zone": "B"}, outputs=[*outputs(), *outputs(zone="B")]),
        with_parcels(
            {},
            {"zone": "B", "village_id": "2"},
            villages=[village(), village(village_id="2")],
            outputs=[*outputs(), *outputs("2", zone="B")],
        ),
    ),
    # ---- young crops, attachments and the price list ----
    case(
        "made-after-notice",
        "planted the day after the notice, and on its day",
        with_item(made_date="2018-03-02"),
        with_item(made_date="2018-03-01"),
    ),
    case(
        "made-after-notice",
        "planted after the notice, and only registered after it",
        with_item(made_date="2018-03-02"),
        with_item(registered_date="2018-03-20"),
    ),
    case(
        "notice-date-missing",
        "a planting date and no notice, and neither",
        small_scenario(items=[item(made_date="2018-03-02")], project=[project(notice_date="")]),
        with_project(notice_date=""),
    ),
    case(
        "item-prices-differ",
        "the same tree at two prices, and two sizes",
        with_items({}, {"price": "50.01"}),
        with_items({}, {"price": "50.01", "specification": "young"}),
    ),
    case(
        "item-prices-differ",
        "one price from the list and another entered, and the same",
        with_items({"price": ""}, {"price": "49"}, prices=[price()]),
        with_items({"price": ""}, {"price": "50.00"}, prices=[price()]),
    ),
    case(
        "item-prices-differ",
        "the same tree by the tree, and by the mu",
        with_items({}, {}, {"price": "60"}),
        with_items({}, {}, {"price": "60", "unit": "mu"}),
    ),
    case(
        "item-prices-differ",
        "one tree at two prices, and two trees that share sizes and units",
        with_items({}, {"name": "Pear tree", "price": "51"}, {"price": "52"}),
        with_items(
            {"price": "1"},
            {"price": "2", "specification": "young"},
            {"price": "3", "name": "Pear tree"},
            {"price": "4", "name": "Pear tree", "specification": "young"},
            {"price": "5", "unit": "mu"},
            {"price": "6", "unit": "mu", "specification": "young"},
        ),
    ),
    case(
        "item-prices-differ",
        "one name, and names that are missing",
        with_items({}, {"price": "51"}),
        with_items({"name": ""}, {"name": "", "price": "51"}),
    ),
    case(
        "price-unlike-list",
        "a fen above the list, and as listed",
        with_item(price="50.01"),
        with_item(price="50"),
    ),
    case(
        "price-unlike-list",
        "a listed tree, and one that is not listed",
        with_item(price="60"),
        with_item(price="60", name="Pear tree"),
    ),
    case(
        "prices-from-list",
        "an item without a price of its own, and with one",
        with_item(price=""),
        small_scenario(),
    ),
    case(
        "list-source-missing",
        "a list without document numbers, and no list",
        small_scenario(prices=[price(document="")]),
        small_scenario(prices=[]),
    ),
    case(
        "list-source-missing",
        "a list without a date, and with both",
        small_scenario(prices=[price(effective_date="")]),
        small_scenario(),
    ),
    case(
        "list-prices-differ",
        "one tree listed at two prices, and listed twice at one",
        small_scenario(prices=[price(), price(price="51")]),
        small_scenario(prices=[price(), price(price="50.0")]),
    ),
    case(
        "list-prices-differ",
        "one category, and a crop beside an attachment",
        small_scenario(prices=[price(), price(price="51")]),
        small_scenario(prices=[price(), price(price="51", category="青苗")]),
    ),
    case(
        "list-prices-differ",
        "one category, and another tree in the other category",
        small_scenario(prices=[price(), price(price="51")]),
        small_scenario(prices=[price(name="Pear tree"), price(price="51", category="青苗")]),
    ),
    case(
        "list-prices-differ",
        "one category, and a category that is missing",
        small_scenario(prices=[price(category="青苗"), price(category="青苗", price="51")]),
        small_scenario(prices=[price(category="青苗"), price(category="", price="51")]),
    ),
    case(
        "list-is-sample",
        "the sample's price list, and the county's",
        small_scenario(prices=[price(document="示例〔2018〕1号")]),
        small_scenario(),
    ),
    # ---- people ----
    case(
        "identity-check-digit",
        "a wrong check digit, and the right one",
        with_household(identity_number="110105194912310021"),
        with_household(identity_number=PERSON),
    ),
    case(
        "identity-check-digit",
        "two digits exchanged, and a small x",
        with_household(identity_number="11010519491213002X"),
        with_household(identity_number=PERSON.lower()),
    ),
    case(
        "identity-check-digit",
        "an organisation's wrong check character, and the right one",
        with_household(holder_type="单位", identity_number="91350100M000100Y44"),
        with_household(holder_type="单位", identity_number=UNIT),
    ),
    case(
        "identity-check-digit",
        "the recipient's number, and none",
        with_household(recipient_identity="440524188001010015", relation="son"),
        with_household(recipient_identity="", relation="son"),
    ),
    case(
        "identity-form",
        "fifteen digits, and eighteen",
        with_household(identity_number="110105491231002"),
        with_household(identity_number=OTHER_PERSON),
    ),
    case(
        "identity-form",
        "a letter inside, and an X at the end",
        with_household(identity_number="1101051949123100XX"),
        with_household(identity_number=PERSON),
    ),
    case(
        "identity-form",
        "an organisation's old registration number, and its credit code",
        with_household(holder_type="单位", identity_number="620100000012345"),
        with_household(holder_type="单位", identity_number=UNIT),
    ),
    case(
        "identity-of-other-type",
        "an organisation's code for a farmer, and for an organisation",
        with_household(identity_number=UNIT),
        with_household(holder_type="单位", identity_number=UNIT),
    ),
    case(
        "identity-of-other-type",
        "a person's number for an organisation, and for another individual",
        with_household(holder_type="单位", identity_number=PERSON),
        with_household(holder_type="其他个人", identity_number=PERSON),
    ),
    case(
        "identity-of-other-type",
        "a code that is none of a person, and a number that is both",
        with_household(identity_number=UNIT),
        with_household(identity_number=BOTH),
    ),
    case(
        "identity-shared",
        "one number with two households of one name, and two numbers",
        with_households({"identity_number": PERSON}, {"identity_number": PERSON}),
        with_households({"identity_number": PERSON}, {"identity_number": OTHER_PERSON}),
    ),
    case(
        "identity-shared",
        "one number however its x is typed, and none at all",
        with_households({"identity_number": PERSON}, {"identity_number": PERSON.lower()}),
        with_households({}, {}),
    ),
    case(
        "identity-shared",
        "one credit code with two organisations, and one organisation in two rows",
        with_households(
            {"holder_type": "单位", "identity_number": UNIT, "head": "Grid"},
            {"holder_type": "单位", "identity_number": UNIT, "head": "Water"},
        ),
        with_households(*[{"holder_type": "单位", "identity_number": UNIT, "head": "Grid"}] * 2),
    ),
    case(
        "account-shared",
        "one account with two households, and two accounts",
        with_households({"account": "6228480010000000001"}, {"account": "6228480010000000001"}),
        with_households({"account": "6228480010000000001"}, {"account": "6228480010000000002"}),
    ),
    case(
        "account-shared",
        "one account however it is spaced, and none at all",
        with_households({"account": "6228480010000000001"}, {"account": "6228 4800 1000 0000 001"}),
        with_households({}, {"account": "6228480010000000001"}),
    ),
    case(
        "account-holder-differs",
        "another's account and no relation, and the son's",
        with_household(account_name="Head Two"),
        with_household(account_name="Head Two", relation="son"),
    ),
    case(
        "account-holder-differs",
        "another's account, and the head's own",
        with_household(account_name="Head Two"),
        with_household(account_name="Head One"),
    ),
    case(
        "household-empty",
        "neither parcel nor item, and a crop alone",
        small_scenario(parcels=[], items=[]),
        small_scenario(parcels=[]),
    ),
    case(
        "household-empty",
        "everything is the collective's, and one parcel is not",
        small_scenario(parcels=[parcel(household_id="")], items=[]),
        small_scenario(items=[]),
    ),
    case(
        "village-unlike-household",
        "a parcel in another village than its household, and in the same",
        with_two_villages(parcels=[parcel(village_id="2")]),
        with_two_villages(),
    ),
    case(
        "village-unlike-household",
        "an item in another village, and one of the collective there",
        with_two_villages(items=[item(village_id="2")]),
        with_two_villages(items=[item(village_id="2", household_id="")]),
    ),
    case(
        "character-not-standard",
        "a private-use character in a name, and a rare one",
        with_household(head="王\ue863"),
        with_household(head="王䶮𬭎㛃𫖯"),
    ),
    case(
        "character-not-standard",
        "a damaged text, and punctuation in full width",
        with_item(name="苹果树\ufffd"),
        with_item(name="苹果树（大）·一", price="50"),
    ),
    # ---- the project and its policy ----
    case(
        "basis-date-after-validity",
        "the day after the policy's last, and its last day",
        with_project(basis_date="2020-01-01"),
        with_project(basis_date="2019-12-31"),
    ),
    case(
        "basis-event-missing",
        "a date without its event, and with it",
        with_project(basis_event=""),
        with_project(basis_event="告知"),
    ),
    case(
        "posting-dates",
        "an end before the beginning, and on the same day",
        with_project(posting_start="2018-05-10", posting_end="2018-05-09"),
        with_project(posting_start="2018-05-10", posting_end="2018-05-10"),
    ),
    case(
        "policy-other",
        "another policy named than used, and none named",
        with_project(policy="gansu-2020"),
        with_project(policy=""),
    ),
    case(
        "policy-not-as-shipped",
        "an older version embedded, and other line ends",
        scenario(policy_text().replace('version = "', 'version = "0.')),
        scenario(policy_text().replace("\n", "\r\n")),
    ),
    case(
        "policy-not-as-shipped",
        "a filled title, and a policy that does not ship",
        scenario(policy_text().replace('doc_no = ""', 'doc_no = "13"')),
        scenario(policy_text().replace('id = "gansu-infrastructure"', 'id = "county"')),
    ),
    case(
        "lump-sum-differs",
        "a fen beside the computed total, and the total itself",
        with_project(agreed_amount="13350.01"),
        with_project(agreed_amount="13350"),
    ),
    case(
        "lump-sum-differs",
        "another sum, and a total that is not complete",
        with_project(agreed_amount="1"),
        small_scenario(project=[project(agreed_amount="1")], parcels=[parcel(area="")]),
    ),
    # ---- issued papers ----
    case("issue-incomplete", "no day, and one", with_issue(date="some day"), with_issue()),
    case("issue-incomplete", "no number, and one", with_issue(number=""), with_issue(title="")),
    # ---- acknowledgements ----
    case(
        "acknowledgement-incomplete",
        "no reason, and one",
        with_acknowledgement(reason=""),
        with_acknowledgement(),
    ),
    case(
        "acknowledgement-incomplete",
        "no code, and one that no finding has",
        with_acknowledgement(code=""),
        with_acknowledgement(code="no-such-code"),
    ),
    case(
        "acknowledgement-unreadable",
        "a date nobody can read, and none",
        with_acknowledgement(date="last week"),
        with_acknowledgement(date=""),
    ),
    case(
        "acknowledgement-unplaced",
        "a column of another sheet, and none",
        with_acknowledgement(column="地块编号"),
        with_acknowledgement(column=""),
    ),
    case(
        "acknowledgement-unplaced",
        "a sheet that is none, and the file as a whole",
        with_acknowledgement(sheet="户主", column=""),
        with_acknowledgement(sheet="", column=""),
    ),
]


@pytest.mark.parametrize(("code", "calls", "spares"), CASES)
def test_a_finding_comes_where_it_is_called_for_and_not_beside_it(code, calls, spares):
    found = {finding.code: finding for finding in findings_of(calls)}
    assert code in found
    assert found[code].severity.value == document()[code]
    assert code not in codes_of(spares)


@pytest.mark.parametrize(("code", "calls", "spares"), CASES)
def test_a_finding_points_at_a_cell_and_speaks_both_languages(code, calls, spares):
    assert code
    for finding in (*findings_of(calls), *findings_of(spares)):
        place_of(finding)
        texts_of(finding)


def test_every_warning_and_note_has_a_case():
    judged = document(without="Reading a register")
    assert {each.values[0] for each in CASES} == {code for code in judged if judged[code] != "error"}


def test_a_lawful_scenario_has_no_finding(small):
    assert findings_of(small) == ()


def test_two_villagers_of_one_name_are_two_households_and_no_finding():
    twins = with_households(
        {"head": "王伟", "account_name": "王伟"}, {"head": "王伟", "account_name": "王伟"}
    )
    assert findings_of(twins) == ()


def test_nothing_wrong_about_an_acknowledgement_is_an_error():
    broken = with_acknowledgement(code=Unread("#N/A"), sheet="?", reason="", date="?")
    assert findings_of(broken)
    assert {each.severity.value for each in findings_of(broken)} == {"warning"}


def test_warnings_never_keep_an_amount_back():
    warned = with_village(cultivated_area="1000", multiple_basis="", area_source="")
    assert codes_of(warned) == ["village-on-edge", "multiple-basis-missing", "per-capita-source-missing"]
    assert not assess(warned).has_errors
    assert assess(warned).totals.amount == 13_350_00


# ---- what the messages say ----


def test_an_edge_says_which_multiples_are_lawful_under_either_reading():
    one_mu = with_village(cultivated_area="1000", land_multiple="8", resettlement_multiple="6")
    chinese, english = texts_of(one_of(one_mu, "village-on-edge"))
    assert (
        "人均耕地恰为1亩，处于第八条第（一）项与第八条第（二）项的界限上，本政策归入第八条第（一）项"
        in chinese
    )
    assert "土地补偿8倍、安置补助6倍，按两种理解均合法" in chinese
    assert "档次认定说明未填写" in chinese
    assert "Land compensation 8 × with resettlement 6 × is lawful under either reading" in english


def test_the_lower_edge_says_that_the_ranges_of_tier_2_keep_under_the_cap():
    chinese, _ = texts_of(one_of(with_village(**{**TIER_2, "cultivated_area": "400"}), "village-on-edge"))
    assert "土地补偿8–10倍、安置补助6–10倍，按两种理解均合法" in chinese


def test_an_edge_quotes_the_note_of_how_the_tier_was_determined():
    noted = with_village(cultivated_area="1000", tier_note="乡政府2018年4月2日认定")
    chinese, _ = texts_of(one_of(noted, "village-on-edge"))
    assert chinese.endswith("档次认定说明：“乡政府2018年4月2日认定”")


@pytest.mark.parametrize("note", ["", "Township"])
def test_an_edge_without_common_multiples_promises_none(note):
    apart = policy_text().replace(
        'land = { lowest = "8", highest = "10" }', 'land = { lowest = "9", highest = "10" }'
    )
    edge = small_scenario(villages=[village(cultivated_area="1000", tier_note=note)])
    changed = dataclasses.replace(edge, policy_text=apart)
    chinese, english = texts_of(one_of(changed, "village-on-edge"))
    assert "均合法" not in chinese
    assert "lawful" not in english


def test_the_national_minimum_is_computed_from_land_per_head():
    chinese, _ = texts_of(
        one_of(with_village(**{**TIER_2, "resettlement_multiple": "6"}), "national-resettlement")
    )
    assert "安置补助6倍低于国家原标准" in chinese
    assert "按人均耕地0.500000亩折算、每亩不超过15倍，为8–12倍" in chinese


def test_the_national_range_names_multiples_that_can_be_entered():
    # 4 ÷ 0.7 = 5.714…, 6 ÷ 0.7 = 8.571…: rounded to the inside.
    seven_tenths = with_village(cultivated_area="700", land_multiple="8", resettlement_multiple="10")
    chinese, _ = texts_of(one_of(seven_tenths, "national-resettlement"))
    assert "安置补助10倍高于国家原标准" in chinese
    assert "为5.72–8.57倍" in chinese


def test_villages_of_a_township_are_listed_side_by_side():
    villages = with_groups(
        {}, {"village": "长沟"}, {"village": "上滩", "group": "2社", "land_multiple": "6.5"}
    )
    chinese, _ = texts_of(one_of(villages, "township-multiples-differ"))
    assert "7 + 5 (Stone Bridge、长沟); 6.5 + 5 (上滩2社)" in chinese


def test_the_minority_of_a_class_over_zones_is_listed():
    spread = with_parcels({"zone": "B"}, {}, {}, {"zone": "B"}, {}, outputs=[*outputs(), *outputs(zone="B")])
    finding = one_of(spread, "class-over-zones")
    assert place_of(finding) == ("地块", "P1", "产值区")
    assert "“B”有2块，其余多数在“A”，请核对地块P1、P4" in texts_of(finding)[0]


def test_different_prices_are_listed_with_how_often_each_stands():
    finding = one_of(with_items({"price": "60"}, {}, {}, {"price": "55"}), "item-prices-differ")
    assert place_of(finding) == ("附着物与青苗", "I1", "单价(元)")
    assert "“Apple tree bearing tree”的单价不一致：50.00 (2)、55.00 (1)、60.00 (1)" in texts_of(finding)[0]


def test_shared_numbers_name_the_other_households_and_not_the_number():
    shared = with_households(*[{"identity_number": PERSON}] * 3)
    first = next(each for each in findings_of(shared) if each.code == "identity-shared")
    assert place_of(first) == ("户", "H1", "身份证号")
    chinese, english = texts_of(first)
    assert "与户H2、H3号码相同" in chinese
    assert PERSON not in chinese + english


def test_only_those_that_share_an_account_are_named():
    accounts = with_households(*[{"account": number} for number in ("1", "2", "1", "3")])
    places = [place_of(each) for each in findings_of(accounts) if each.code == "account-shared"]
    assert places == [("户", "H1", "银行账号"), ("户", "H3", "银行账号")]


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("identity-check-digit", "91350100M000100Y44"),
        ("identity-form", "620100000012345"),
        ("identity-of-other-type", PERSON),
    ],
)
def test_an_organisation_is_told_of_its_credit_code(code, number):
    of_unit = one_of(with_household(holder_type="单位", identity_number=number), code)
    assert "统一社会信用代码" in texts_of(of_unit)[0] or "所填为公民身份号码" in texts_of(of_unit)[0]


def test_each_thing_at_different_prices_is_named_apart():
    pear = {"name": "Pear tree"}
    mixed = with_items({}, pear, {"price": "51"}, {**pear, "price": "52"}, {**pear, "price": "52"})
    texts = [texts_of(each)[1] for each in findings_of(mixed) if each.code == "item-prices-differ"]
    assert [text.split("; ")[0] for text in texts] == [
        "“Apple tree bearing tree” stands at different prices: 50.00 (1)、51.00 (1)",
        "“Pear tree bearing tree” stands at different prices: 52.00 (2)、50.00 (1)",
    ]


def test_many_names_and_sizes_are_told_apart():
    named = [
        {"name": f"N{number % 60}", "specification": f"S{number // 2 % 50}", "unit": f"U{number % 7}"}
        for number in range(400)
    ]
    rows = with_items(*named)["items"]
    kinds = _kinds(rows).tolist()
    things = [tuple(row.values()) for row in named]
    assert len(set(zip(kinds, things, strict=True))) == len(set(kinds)) == len(set(things))


def test_a_private_use_character_is_named_with_the_standard_one_it_stands_for():
    finding = one_of(with_household(head="王\ue863"), "character-not-standard")
    assert place_of(finding) == ("户", "H1", "户主")
    assert "U+E863 → 䶮" in texts_of(finding)[0]


@pytest.mark.parametrize(
    ("character", "name"), [("\ue000", "U+E000"), ("\U000f0001", "U+F0001"), ("\ufffd", "U+FFFD")]
)
def test_other_characters_are_named_by_their_code_point(character, name):
    finding = one_of(with_item(remark=f"东{character}坡{character}"), "character-not-standard")
    assert f"{name}不是标准字符" in texts_of(finding)[0]


def test_the_lump_sum_says_by_how_much_it_differs():
    chinese, _ = texts_of(one_of(with_project(agreed_amount="10000"), "lump-sum-differs"))
    assert "包干协议金额10,000.00元，测算合计13,350.00元，相差3,350.00元" in chinese


def test_a_long_list_is_cut_and_counted():
    names = [f"P{number}" for number in range(1, 13)]
    assert first_names(names[:8], 8) == "P1、P2、P3、P4、P5、P6、P7、P8"
    assert first_names(names, 12) == "P1、P2、P3、P4、P5、P6、P7、P8、… (12)"


def test_an_unreadable_source_is_not_called_missing():
    odd = with_item(price_basis=Unread("?"))
    assert "price-source-missing" not in codes_of(odd)


def test_a_doubled_household_is_not_called_empty():
    twice = small_scenario(households=[household(), household()])
    assert "household-empty" not in codes_of(twice)


def test_a_what_if_under_another_policy_says_so():
    other = load_policy(policy_text().replace('id = "gansu-infrastructure"', 'id = "county"'))
    assert [finding.code for finding in assess(small_scenario(), other).findings] == ["policy-other"]
