"""The basis of calculation: every figure with where it comes from, and what a person should still look at."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from builders import household, item, outputs, parcel, policy_text, project, village
from papers import county, figure, lines_of, opened, rounded, text_of

from calc import __version__
from calc.assess import assess
from calc.statements import reminders

STEM = "basis-of-calculation"
HEADING = re.compile(r"[一二三四五六七八九十]、\D")


def land(**tables):
    """Return a county whose village 1 has two zones, waste land and State land; tables may be replaced."""
    whole = {
        "villages": [
            village(township="石桥乡", village="上河村", land_share="30"),
            village(village_id="2", township="石桥乡", village="下河村"),
        ],
        "outputs": [
            *outputs(zone="川地", values=("1180", "1240", "1310"), source="统计〔2018〕5号"),
            {"village_id": "1", "zone": "山地", "year": "平均", "value": "811.01", "source": "县公报"},
            *outputs("2"),
        ],
        "parcels": [
            parcel(land_class="水浇地", zone="川地", area="2.35002"),
            parcel(parcel_id="P2", land_class="水浇地", zone="川地", area="3.00417"),
            parcel(parcel_id="P3", land_class="旱地", zone="山地", area="12.51231", household_id=""),
            parcel(parcel_id="P4", land_class="荒地", zone="山地", area="0.3333"),
            parcel(
                parcel_id="P5",
                land_class="旱地",
                zone="",
                ownership="国有",
                land_price="12000",
                price_basis="评估报告8号",
            ),
            parcel(parcel_id="Q1", village_id="2", household_id="H2"),
        ],
    }
    return county(**{**whole, **tables})


def one(**columns):
    """Return a county with village 1 alone in question, and these columns of it."""
    whole = {"township": "石桥乡", "village": "上河村", **columns}
    return land(villages=[village(**whole), village(village_id="2", village="下河村")])


def printed(assessment, household="H1"):
    return opened(assessment, STEM, households=[household])


def rows_of(document):
    return [line for page in document for line in lines_of(page)]


def row_of(document, name):
    """Return the cells after `name` in the first row that begins with it and goes on with a figure."""
    for line in rows_of(document):
        if line[0] == name and len(line) > 1 and (line[1] == "―" or line[1][0].isdecimal()):
            return line[1:]
    raise AssertionError(name)


@pytest.fixture(scope="module")
def assessment():
    return land()


@pytest.fixture(scope="module")
def document(assessment):
    return printed(assessment)


@pytest.fixture(scope="module")
def text(document):
    return text_of(document)


# --- the tier --------------------------------------------------------------------------------------------


def test_it_says_where_land_and_people_come_from(document):
    assert row_of(document, "征地前耕地面积") == ["1,200", "亩", "Survey2017", "2017-12-31"]
    assert row_of(document, "征地时在册农业人口") == ["1,000", "人", "Register2017", "2017-12-31"]


def test_what_was_not_recorded_is_a_dash_or_said_to_be_missing():
    document = printed(one(area_source="", population_source="", cutoff_date="", multiple_basis=""))
    assert row_of(document, "征地前耕地面积") == ["1,200", "亩", "―", "―"]
    assert "倍数确定依据：未填写。" in text_of(document)


def test_the_tier_is_given_with_its_reason_and_why_not_its_neighbours():
    text = text_of(printed(one(cultivated_area="634.5", land_multiple="9", resettlement_multiple="8")))
    assert "634.5亩÷1,000人＝0.6345亩，属于0.4亩以上（含本数）、不足1亩，适用第八条第（二）项。" in text
    assert (
        "不适用第八条第（三）项的理由：该档要求人均不足0.4亩；人均0.4亩时，1,000人为400亩，本村有634.5亩，多234.5亩。"
        in text
    )
    assert "不适用第八条第（一）项的理由：" in text
    assert "本村有634.5亩，少365.5亩。" in text


def test_land_per_head_just_under_an_edge_is_not_rounded_onto_it():
    text = text_of(printed(one(cultivated_area="999.999999", land_multiple="8", resettlement_multiple="6")))
    assert "999.999999亩÷1,000人＝0.999999999亩" in text
    assert "适用第八条第（二）项" in text
    assert "少0.000001亩" in text


EDGE = "界限约定：英译本未写明是否包含本数"


def test_a_village_on_an_edge_states_the_convention_and_who_determined_its_tier():
    noted = one(
        cultivated_area="1000",
        tier_note="县政府认定按第（一）项。",
        land_multiple="8",
        resettlement_multiple="6",
    )
    text = text_of(printed(noted))
    assert EDGE in text
    assert "第一千二百五十九条" in text
    assert "档次认定说明：县政府认定按第（一）项。" in text
    assert "土地补偿8倍、安置补助6倍，按两种理解均合法" in text
    text = text_of(printed(one(cultivated_area="1000", land_multiple="8", resettlement_multiple="6")))
    assert "档次认定说明：未填写。" in text


def test_a_village_off_the_edges_does_not(text):
    assert EDGE not in text
    assert "档次认定说明" not in text


# --- output values and multiples -------------------------------------------------------------------------


def test_three_years_lead_to_their_average(document):
    years, *values, average, _ = row_of(document, "川地")
    assert years == "2015～2017"
    first, second, third, total = map(figure, values)
    assert first + second + third == total
    assert rounded(total / 3) == figure(average) == Decimal("1243.33")


def test_a_published_average_has_no_years(document, text):
    line = next(line for line in rows_of(document) if line[:2] == ["山地", "公布平均"])
    assert line[2:] == ["―", "―", "―", "―", "811.01", "②"]
    assert "依据：①统计〔2018〕5号；②县公报。" in text


def test_sources_are_numbered_by_year_whatever_the_order_of_the_rows():
    rows = [
        {**row, "source": f"公报{row['year']}"}
        for row in reversed(outputs(zone="川地", values=("1180", "1240", "1310")))
    ]
    document = printed(land(outputs=[*rows, *outputs(zone="山地"), *outputs("2")]))
    assert row_of(document, "川地")[1:4] == ["1,180.00", "1,240.00", "1,310.00"]
    assert "①公报2015；②公报2016；③公报2017" in text_of(document)


def test_multiples_stand_between_the_lawful_ones(document, text):
    assert row_of(document, "土地补偿费倍数") == ["6", "7", "8"]
    assert row_of(document, "安置补助费倍数") == ["4", "5", "6"]
    assert row_of(document, "两项合计") == ["10", "12", "14"]
    assert "倍数确定依据：Countydecision8/2018。" in text


def range_rows(document):
    """Return the rows of the lawful range in yuan, by zone and in all."""
    title = "耕地土地补偿费与安置补助费之和的法定幅度"
    start = next(at for at, line in enumerate(rows_of(document)) if title in line)
    return [line for line in rows_of(document)[start:] if len(line) in {5, 6} and line[-1][-3] == "."][:3]


def test_the_lawful_range_in_yuan_follows_from_area_output_and_multiples(document, assessment):
    *zones, total = range_rows(document)
    for parcels, line in zip((2, 1), zones, strict=True):
        area, aaov, *amounts = map(figure, line[1:])
        for amount, times in zip(amounts, (10, 12, 14), strict=True):
            assert abs(amount - area * aaov * times) <= parcels * 2 * Decimal("0.005")
    columns = zip(*(list(map(figure, (line[1], *line[3:]))) for line in zones), strict=True)
    assert list(map(figure, total[1:])) == [sum(column) for column in columns]
    result = assessment.villages[0]
    fen = (result.lawful_minimum, result.article_8_amount, result.lawful_maximum)
    assert list(map(figure, total[2:])) == [Decimal(each) / 100 for each in fen]


def test_the_third_tier_has_a_ceiling_and_no_floor():
    document = printed(one(cultivated_area="300", land_multiple="10", resettlement_multiple="14"))
    assert row_of(document, "土地补偿费倍数") == ["―", "10", "―"]
    assert row_of(document, "两项合计") == ["―", "24", "25"]
    text = text_of(document)
    assert "第八条第（三）项只规定两项倍数合计的上限" in text
    assert [line[3] for line in range_rows(document)[:2]] == ["―", "―"]


def test_without_cultivated_land_there_is_no_range():
    text = text_of(printed(land(parcels=[parcel(land_class="荒地", zone="山地")])))
    assert "本次未征收适用第八条倍数的耕地" in text
    assert "法定最低" not in text
    assert "综合亩均" not in text


# --- amounts and people ----------------------------------------------------------------------------------


def test_land_by_class_names_the_article_or_the_document_of_its_price(document, text):
    names = ("水浇地", "旱地", "荒地", "旱地（国有）")
    marks = {line[0]: line[-1] for line in rows_of(document) if len(line) == 8 and line[0] in names}
    assert marks == {"水浇地": "①", "旱地": "①", "荒地": "②", "旱地（国有）": "③④"}
    assert "依据：①第八条第（一）项；②第九条；③第五条；④评估报告8号。" in text
    assert "按1倍计算是一种理解" in text
    assert "国有土地不适用第八条的倍数" in text


def test_the_total_is_the_assessments_in_figures_and_words(document, assessment):
    fen = assessment.totals.by_village[0]
    amount = f"{fen // 100:,}.{fen % 100:02}"
    assert f"¥{amount}" in text_of(document)
    assert any(line[0] == "合计" and line[-1] == amount for line in rows_of(document))


def test_people_to_resettle_and_land_per_head_can_be_computed_again(document, text):
    before, taken, after = map(figure, row_of(document, "耕地面积（亩）"))
    people, resettled, remaining = map(figure, row_of(document, "农业人口（人）"))
    assert before - taken == after
    assert people - resettled == remaining
    assert rounded(taken * people / before) == resettled
    head = figure(row_of(document, "人均耕地（亩）")[-1])
    assert head == (after / remaining).quantize(Decimal("0.000001"))
    assert "17.8665×1,000÷1,200=14.88875≈14.89（人）" in text


def test_the_average_per_mu_can_be_computed_again(text):
    amount, area, average = re.search(r"面积：([\d,.]+)÷([\d,.]+)=[\d,.]+…≈([\d,.]+)（元/亩）", text).groups()
    assert rounded(figure(amount) / figure(area)) == figure(average)


def test_a_resolution_without_a_day_is_said_to_lack_it():
    text = text_of(printed(one(land_share="30", resolution_number="议〔2018〕2号")))
    assert "分配决议：议〔2018〕2号，决议日期未填写。" in text


def test_shares_and_the_resolution_behind_them_are_named():
    text = text_of(
        printed(one(land_share="30", resolution_number="议〔2018〕2号", resolution_date="2018-04-12"))
    )
    assert "土地补偿费中农户占30%，安置补助费中农户占100%" in text
    assert "分配决议：议〔2018〕2号，决议日期2018-04-12。" in text


def test_more_land_than_the_village_had_leaves_no_land_per_head():
    text = text_of(printed(one(cultivated_area="15", population="10")))
    assert "征地后没有剩余耕地或农业人口可供计算人均耕地。" in text


def test_prices_stand_with_their_document_and_its_date(document, text):
    assert next(line for line in rows_of(document) if "苹果树" in line)[1:] == [
        "苹果树", "盛果期", "株", "260.00", "24", "6,240.00", "②",
    ]  # fmt: skip
    assert "②县政发〔2017〕30号（2018-01-01起施行）" in text


def test_rounding_rules_are_the_policys(text, assessment):
    for rule in assessment.policy.rounding.values():
        assert rule.text_zh in text


# --- titles and articles ---------------------------------------------------------------------------------


def with_policy(*changes):
    """Return the county assessed under the shipped policy with texts replaced."""
    text = policy_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return assess(replace(land().scenario, policy_text=text))


def test_a_title_that_was_not_filled_in_is_not_printed(text):
    assert "甘肃省" not in text
    assert "标题和文号由县级按原件填写后印出" in text


def test_a_title_that_was_filled_in_is_printed_with_its_number():
    assessment = with_policy(
        ('title_zh = ""', 'title_zh = "某省征地办法"'), ('doc_no = ""', 'doc_no = "省令1号"')
    )
    text = text_of(printed(assessment))
    assert "测算依据为《某省征地办法》（省令1号），" in text
    assert "由县级按原件填写" not in text


def test_articles_are_quoted_in_translation_until_their_text_is_filled_in(text):
    for citation in ("第五条（英译本）", "第八条（英译本）", "第九条（英译本）"):
        assert citation in text
    assert "theresettlementsubsidyis4to6times" in text
    assert "尚未填写中文条文" in text
    assert "第七条" not in text  # nothing here rests on it


def test_an_article_that_was_filled_in_is_printed_in_chinese():
    changes = [
        (f'''{end}"""\ntext_zh = ""'''.replace('"""', "'''"), f"{end}'''\ntext_zh = \"{number}的原文\"")
        for number, end in (
            ("五", 'Basic Farmland Protection Regulations".'),
            ("八", "previous three years. 25 times."),
            ("九", """"Grassland Law of the People's Republic of China"."""),
        )
    ]
    text = text_of(printed(with_policy(*changes)))
    assert "第八条八的原文第九条九的原文" in text
    assert "英译本）" not in text
    assert "尚未填写中文条文" not in text


def test_only_articles_that_are_applied_are_quoted():
    text = text_of(printed(land(parcels=[parcel(zone="川地")], items=[])))
    assert "第八条（英译本）" in text
    assert "第九条（英译本）" not in text
    assert "第五条（英译本）" not in text


# --- what a person should look at ------------------------------------------------------------------------


def test_warnings_of_the_village_stand_and_those_of_others_do_not():
    assessment = land(
        villages=[
            village(village="上河村", survey_area="1"),
            village(village_id="2", village="下河村", multiple_basis=""),
        ]
    )
    first, second = text_of(printed(assessment)), text_of(printed(assessment, "H2"))
    assert "勘测定界面积(亩)为1亩" in first
    assert "勘测定界面积" not in second
    assert "1.倍数确定依据未填写" in second


def test_a_village_without_warnings_says_so():
    assessment = county(
        villages=[
            village(village="上河村"),
            village(village_id="2", village="下河村"),
        ],
        parcels=[parcel(zone="A", place="大路边")],
        households=[household(head="张守义")],
    )
    assert "程序核对未提示需要说明的事项。" in text_of(printed(assessment))


def test_many_warnings_of_one_kind_are_counted():
    many = [parcel(parcel_id=f"P{number}", zone="川地", area="1", contract_area="2") for number in range(10)]
    text = text_of(printed(land(parcels=many)))
    assert "地块P5：承包合同面积为2亩" in text
    assert "地块P6：" not in text
    assert "同类事项另有4处" in text


def test_what_concerns_persons_is_left_out():
    people = [
        household(identity_number="123", account_name="别人"),
        household(household_id="H2", village_id="2"),
    ]
    text = text_of(printed(land(households=people)))
    assert "别人" not in text
    assert "公民身份号码" not in text


def test_groups_compared_side_by_side_all_carry_the_warning():
    groups = [
        village(village="上河村", group="一社"),
        village(village_id="2", village="上河村", group="二社", land_multiple="8"),
    ]
    assessment = land(villages=groups)
    for each in ("H1", "H2"):
        assert "各村民小组倍数不同" in text_of(printed(assessment, each))


def test_a_character_of_another_village_that_no_font_prints_is_named():
    groups = [
        village(village="上河村", group="一社"),
        village(village_id="2", village="上河村", group="\U0010fffd社", land_multiple="8"),
    ]
    assessment = land(villages=groups)
    assert "〔U+10FFFD〕社" in text_of(printed(assessment))


def test_a_warning_reads_as_one_sentence():
    assert reminders._sentence("请核对") == "请核对。"
    assert reminders._sentence("写明：“一社。”") == "写明：“一社。”"


# --- the page --------------------------------------------------------------------------------------------


def test_chapters_are_numbered_without_a_gap(text):
    for assessed in (text, text_of(printed(land(items=[])))):
        numbers = re.findall(
            r"([一二三四五六七八九十])、(?:测算|人均|前三|倍数|补偿费|需要|青苗和|计算|适用)", assessed
        )
        assert "".join(numbers) == "一二三四五六七八九十"[: len(numbers)]
        assert len(numbers) >= 9


def test_a_heading_never_ends_a_page():
    prices = [
        item(item_id=f"I{number}", name=f"果树{number}", unit="株", quantity="1", price=str(number + 1))
        for number in range(70)
    ]
    for count in range(0, 70, 7):
        document = printed(land(items=prices[:count]))
        for page in document:
            *body, last = [line for line in lines_of(page) if line[0] not in {"程序0.1.0", "未登记发出"}]
            body = [line for line in (*body, last) if not line[0].startswith(("政策gansu", "程序", "第"))]
            assert not HEADING.match(body[-1][0]), body[-1]
            assert not body[-1][0].startswith("表"), body[-1]


def test_the_foot_names_policy_program_and_basis_date(text, assessment):
    policy = assessment.policy
    assert f"政策{policy.id}第{policy.version}版程序{__version__}" in text
    assert "基准日（方案批准日）2018-05-01" in text


def test_project_fields_that_are_missing_are_dashes():
    text = text_of(printed(land(project=[project(name="国道", notice_date="")])))
    assert "征地告知日期：―" in text
    assert "批准文号：―" in text
