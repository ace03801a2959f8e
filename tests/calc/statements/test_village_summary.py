"""The village summary: heads by payee, land by class and standard, areas beside the survey."""

import re
from decimal import Decimal

import pytest
from builders import household, item, outputs, parcel, village
from papers import HEADS, county, figure, lines_of, opened, text_of

from calc import statements
from calc.statements.page import MM
from calc.units import amount_in_words

STEM = "village-summaries"
HALF_A_FEN = Decimal("0.005")


def surveyed(**columns):
    """Return a county whose village 1 has land of every kind, and a survey report unless taken out."""
    return county(
        villages=[
            village(
                township="石桥乡",
                village="上河村",
                land_owner="上河村农民集体",
                land_share="30",
                **{"survey_area": "22.5", "survey_cultivated": "19", **columns},
            ),
            village(village_id="2", township="石桥乡", village="下河村"),
        ],
        outputs=[
            *outputs(zone="川地", values=("1180", "1240", "1310")),
            *outputs(zone="山地", values=("801", "812", "820.01")),
            *outputs("2"),
        ],
        parcels=[
            parcel(land_class="水浇地", zone="川地", area="2.35002", basic_farmland="是"),
            parcel(parcel_id="P2", land_class="水浇地", zone="川地", area="3.00417"),
            parcel(parcel_id="P3", land_class="旱地", zone="山地", area="12.5", household_id=""),
            parcel(parcel_id="P4", land_class="望天田", zone="山地", area="1", basic_farmland="是"),
            parcel(parcel_id="P5", land_class="荒地", zone="山地", area="0.3333"),
            parcel(
                parcel_id="P6",
                land_class="林地",
                zone="",
                area="1.75",
                land_price="9000",
                resettlement_price="5000.5",
            ),
            parcel(
                parcel_id="P7",
                land_class="旱地",
                zone="",
                area="0.25",
                ownership="国有",
                land_price="12000",
                household_id="",
            ),
            parcel(parcel_id="Q1", village_id="2", household_id="H2"),
        ],
        items=[
            item(category="青苗", name="小麦", specification="", unit="亩", quantity="2.35", price="803.33"),
            item(item_id="I2", category="青苗", name="小麦", specification="", unit="亩", price="803.33"),
            item(item_id="I3", name="苹果树", unit="株", quantity="24", price="260"),
        ],
    )


def rows_of(document):
    return [line for page in document for line in lines_of(page)]


def row_of(document, name, cells):
    """Return the figures after the cell `name` of the first row that goes on for `cells` cells from it."""
    for line in rows_of(document):
        found = line[line.index(name) :][:cells] if name in line else []
        if len(found) == cells and (found[-1] == "―" or found[-1][-1].isdecimal()):
            return found[1:]
    raise AssertionError(name)


@pytest.fixture(scope="module")
def assessment():
    return surveyed()


@pytest.fixture(scope="module")
def page(assessment):
    return opened(assessment, STEM, households=["H1"])


def test_its_head_says_whose_it_is_and_how_it_was_judged(page):
    text = text_of(page)
    for phrase in (
        "村组：石桥乡上河村",
        "土地所有权人：上河村农民集体",
        "人均耕地：1,200亩÷1,000人＝1.2亩",
        "适用档次：第八条第（一）项",
        "采用倍数：土地补偿费7倍、安置补助费5倍",
        "登记：地块7块，青苗和地上附着物3项",
        "涉及户（单位）：1户",
        "需要安置的农业人口：15.71人",  # 18.85419 ÷ 1.2 = 15.7118…
    ):
        assert phrase in text


def test_heads_and_payees_add_up_both_ways(page, assessment):
    rows = [list(map(figure, row_of(page, head, 4))) for head in HEADS]
    for to_household, to_collective, whole in rows:
        assert to_household + to_collective == whole
    total = [sum(column) for column in zip(*rows, strict=True)]
    assert list(map(figure, row_of(page, "合计", 4))) == total
    assert total[2] == Decimal(assessment.totals.by_village[0]) / 100


def test_the_total_stands_in_figures_and_words(page, assessment):
    fen = assessment.totals.by_village[0]
    text = text_of(page)
    assert f"人民币{amount_in_words(fen)}" in text
    assert f"¥{fen // 100:,}.{fen % 100:02}" in text


def test_areas_stand_beside_the_survey_with_their_difference(page):
    # Cultivated as the survey counts it: the State's dry land too, but no waste and no wood.
    assert row_of(page, "耕地", 5) == ["19.10419", "1.2736", "19.0000", "0.10419"]
    assert row_of(page, "其中：基本农田", 5) == ["3.35002", "0.2233", "―", "―"]
    assert row_of(page, "其他土地", 5) == ["2.0833", "0.1389", "3.5000", "-1.4167"]
    whole = next(line for line in rows_of(page) if line[-5:-3] == ["合计", "21.18749"])
    assert whole[-3:] == ["1.4125", "22.5000", "-1.31251"]


def test_a_survey_that_is_missing_is_a_dash():
    document = opened(surveyed(survey_area="", survey_cultivated=""), STEM, households=["H1"])
    assert row_of(document, "耕地", 5) == ["19.10419", "1.2736", "―", "―"]
    assert row_of(document, "其他土地", 5)[2:] == ["―", "―"]


def land_rows(document):
    """Return the rows of land by class: class, zone, then figures."""
    return [line for line in rows_of(document) if len(line) == 13 and line[2].isdecimal()]


def test_land_of_one_class_and_zone_is_one_row(page):
    found = [line[:5] for line in land_rows(page)]
    assert found == [
        ["水浇地", "川地", "2", "5.35419", "2.35002"],
        ["旱地", "山地", "2", "13.5000", "1.0000"],  # 望天田 is another name of 旱地
        ["荒地", "山地", "1", "0.3333", "―"],
        ["旱地（国有）", "―", "1", "0.2500", "―"],
        ["林地", "―", "1", "1.7500", "―"],
    ]


def test_standards_and_amounts_of_land_follow_from_the_row(page):
    for line in land_rows(page):
        parcels, area, _, aaov, *rest, both = map(figure, line[2:])
        amounts = []
        for multiple, rate, amount in (rest[:3], rest[3:]):
            if amount is None:
                assert multiple is rate is None
                continue
            if aaov is not None:
                assert rate == aaov * multiple
            assert abs(amount - area * rate) <= parcels * HALF_A_FEN
            amounts.append(amount)
        assert sum(amounts) == both


def test_land_sums_to_its_subtotals_and_its_total(page, assessment):
    rows = [list(map(figure, line[2:])) for line in land_rows(page)]

    def sums(part):
        columns = (0, 1, 6, 9, 10)
        return [sum(row[at] or 0 for row in part) for at in columns]

    def printed(name):
        parcels, area, _, *amounts = row_of(page, name, 7)
        return [*map(figure, (parcels, area, *amounts))]

    assert printed("耕地小计") == sums(rows[:2])
    assert printed("其他土地小计") == sums(rows[2:])
    total = next(line for line in rows_of(page) if line[:2] == ["合计", "7"])
    assert list(map(figure, (*total[1:3], *total[4:]))) == sums(rows)
    assert sums(rows)[-1] * 100 == sum(
        int(amount)
        for amount, item_line, where in zip(
            assessment.lines.amount, assessment.lines.from_item, assessment.lines.village, strict=True
        )
        if where == 0 and not item_line
    )


def test_items_of_one_name_and_price_are_one_row(page):
    assert row_of(page, "小麦", 8) == ["―", "亩", "5.35", "803.33", "4,297.82", "4,297.82", "0.00"]
    assert row_of(page, "青苗补偿费小计", 4) == ["4,297.82", "4,297.82", "0.00"]
    assert row_of(page, "地上附着物小计", 4) == ["6,240.00", "6,240.00", "0.00"]


def test_tables_are_numbered_without_a_gap():
    text = text_of(opened(surveyed(), STEM))
    assert text.index("三、土地分类面积") < text.index("四、青苗和地上附着物")
    crop = county(parcels=[], households=[household(head="张守义"), household(household_id="H2")])
    text = text_of(opened(crop, STEM))
    assert "三、青苗和地上附着物" in text
    assert "土地分类面积" not in text


def test_a_village_without_anything_has_no_summary():
    assessment = county(parcels=[parcel()], items=[])
    document = opened(assessment, STEM)
    assert [title for _, title, _ in document.get_toc()] == ["石桥乡上河村三组"]


def test_an_error_in_another_village_does_not_touch_it():
    assessment = county(
        villages=[
            village(township="石桥乡", village="上河村"),
            village(village_id="2", township="石桥乡", village="下河村", land_multiple=""),
        ]
    )
    for stem in (STEM, "basis-of-calculation"):
        with pytest.raises(statements.BlockedError):
            statements.render(assessment, stem)
        assert "上河村" in text_of(opened(assessment, stem, households=["H1"]))


def test_a_long_village_goes_on_with_repeated_heads_and_signs_once():
    many = [
        item(item_id=f"I{number}", name=f"果树{number}", unit="株", quantity="1", price=str(number + 1))
        for number in range(80)
    ]
    document = opened(county(items=many), STEM, households=["H1"])
    pages = ["".join(page.get_text().split()) for page in document]
    with_items = [text for text in pages if "果树" in text]
    assert len(with_items) > 2
    assert all("补偿标准" in text and "归集体" in text for text in with_items)
    assert sum("征收实施单位（章）" in text for text in pages) == 1
    assert f"第{len(pages)}页共{len(pages)}页" in pages[-1]


def test_a_list_of_items_that_goes_on_is_added_up_on_every_page():
    many = [
        item(item_id=f"I{number}", name=f"果树{number}", unit="株", quantity="1", price=str(number + 1))
        for number in range(80)
    ]
    document = opened(county(items=many), STEM, households=["H1"])
    running = Decimal(0)
    for page in document:
        lines = lines_of(page)
        trees = [figure(words[6]) for words in lines if len(words) == 9 and words[1].startswith("果树")]
        sums = {words[0]: figure(words[1]) for words in lines if words[0] in {"本页小计", "累计"}}
        if trees:
            assert sums["本页小计"] == sum(trees)
            running += sums["本页小计"]
            assert sums["累计"] == running
    assert running == sum(range(1, 81))


def test_on_a3_everything_stands_as_on_a4_in_larger_type():
    assessment = surveyed()
    small, large = (
        opened(assessment, STEM, edition=statements.Edition(large=large)) for large in (False, True)
    )
    assert {round(page.rect.width / MM) for page in large} == {420}

    def type_of(document, text):
        spans = (
            span
            for page in document
            for block in page.get_text("dict")["blocks"]
            for line in block.get("lines", ())
            for span in line["spans"]
        )
        return next(span["size"] for span in spans if span["text"].startswith(text))

    assert type_of(large, "水浇地") > 1.2 * type_of(small, "水浇地")
    printed = [
        {word for line in rows_of(each) for word in line if re.fullmatch(r"[\d,]+\.\d+", word)}
        for each in (small, large)
    ]
    assert printed[0] == printed[1]
