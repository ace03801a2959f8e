"""The household statement: complete, in order, every figure to be computed again, whatever the household."""

import re
from decimal import Decimal

import pytest
from builders import household, item, outputs, parcel, project, village
from hypothesis import given, settings
from hypothesis import strategies as st
from papers import check, county, figure, lines_of, opened, table_of, text_of

from calc.units import amount_in_words

STEM = "household-statements"
AFTER = 3  # place, class and unit stand between the head and the quantity


def statement(assessment, household_id="H1"):
    return opened(assessment, STEM, households=[household_id])


def subtotals(document):
    """Return label -> the two sums of a subtotal or the total."""
    sums = {}
    for page in document:
        for words in lines_of(page):
            if words[0].endswith("小计") or words[0] == "合计":
                sums[words[0]] = [Decimal(word.replace(",", "")) for word in words[-2:]]
    return sums


def test_it_says_whose_it_is_and_for_which_project():
    text = text_of(statement(county()))
    assert "国道310线改建工程征收土地补偿费用分户明细表" in text
    for label in ("户号：H1", "权利人：张守义", "村组：石桥乡上河村三组", "基准日（方案批准日）：2018-05-01"):
        assert label in text
    assert "单位：元" in text


def test_who_collects_for_a_holder_who_is_dead_is_named_beside_him():
    agent = household(head="张守义", account_name="张建国", relation="长子")
    text = text_of(statement(county(households=[agent, household(household_id="H2", village_id="2")])))
    assert "权利人：张守义（代领人：张建国，长子）" in text
    assert "权利人（签字、手印）/代领人" in text
    own = household(head="张守义", account_name="张守义", relation="本人")
    own = text_of(statement(county(households=[own, household(household_id="H2", village_id="2")])))
    assert "代领人：" not in own


def test_all_thirteen_columns_are_headed():
    text = text_of(statement(county()))
    for head in (
        *("序号", "补偿项目", "小地名/名称", "地类/规格", "单位", "数量", "前三年平均年产值"),
        *("倍数", "补偿标准", "应补金额", "比例", "本户应得", "备注"),
    ):
        # A head of two lines may be read with its neighbours' first line between.
        assert head in text or all(part in text for part in re.split("(?<=/)|(?<=平)", head)), head


def test_land_comes_first_then_resettlement_crops_and_attachments_each_with_its_subtotal():
    document = statement(county())
    heads = [row.head for row in table_of(document, AFTER)]
    assert heads == ["土地补偿费", "土地补偿费", "安置补助费", "青苗补偿费", "地上附着物"]
    assert list(subtotals(document)) == [
        "土地补偿费小计",
        "安置补助费小计",
        "青苗补偿费小计",
        "地上附着物小计",
        "合计",
    ]


def test_every_figure_follows_from_others_on_the_page():
    document = statement(county())
    rows = table_of(document, AFTER)
    check(rows)
    sums = subtotals(document)
    for head in dict.fromkeys(row.head for row in rows):
        mine = [row for row in rows if row.head == head]
        assert sums[f"{head}小计"] == [sum(row.undivided for row in mine), sum(row.due for row in mine)]
    whole, due = sums["合计"]
    assert (whole, due) == (sum(row.undivided for row in rows), sum(row.due for row in rows))
    text = text_of(document)
    assert f"¥{due:,}" in text
    assert f"¥{whole - due:,}" in text
    assert f"本户应得合计人民币{amount_in_words(int(due * 100))}" in text
    assert "归集体部分（供核对，不计入本户）" in text


@settings(max_examples=15, deadline=None)
@given(
    areas=st.lists(st.integers(1, 10**10), min_size=1, max_size=8),
    prices=st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**7)), max_size=6),
    share=st.integers(0, 10**4),
    years=st.tuples(*[st.integers(1, 10**7)] * 3),
)
def test_printed_figures_recompute_whatever_the_amounts(areas, prices, share, years):
    def decimal(value, places):
        return f"{value // 10**places}.{value % 10**places:0{places}}"

    assessment = county(
        villages=[village(township="石桥乡", land_share=decimal(share, 2)), village(village_id="2")],
        outputs=[*outputs(values=[decimal(year, 2) for year in years]), *outputs("2")],
        parcels=[
            parcel(parcel_id=f"P{at}", land_class="水田", place=f"地{at}", area=decimal(area, 6))
            for at, area in enumerate(areas)
        ],
        items=[
            item(
                item_id=f"I{at}",
                specification="大",
                name=f"树{at}",
                unit="株",
                quantity=decimal(many, 6),
                price=decimal(fen, 2),
            )
            for at, (many, fen) in enumerate(prices)
        ],
    )
    document = statement(assessment)
    rows = table_of(document, AFTER)
    assert len(rows) == 2 * len(areas) + len(prices)
    check(rows)
    due = sum(row.due for row in rows)
    assert int(due * 100) == assessment.totals.by_household[0]
    assert f"¥{due:,}" in text_of(document)


def test_the_notes_tell_tier_years_rounding_articles_and_sources():
    text = text_of(statement(county()))
    assert "①石桥乡上河村三组征地前耕地1,200亩、农业人口1,000人" in text
    assert "法定倍数：土地补偿费6～8倍，安置补助费4～6倍；采用土地补偿费7倍、安置补助费5倍" in text
    assert "②石桥乡上河村三组年产值2015年1,180.00、2016年1,240.00、2017年1,310.00元/亩" in text
    assert "三年合计3,730.00元，除以3得前三年平均年产值1,243.33元/亩（四舍五入到分）" in text
    assert "荒地的土地补偿费按前三年平均年产值的1倍计算，不计安置补助费（第九条）" in text
    assert "金额按四舍五入保留到分" in text
    assert "适用条款：第八条第（一）项、第九条" in text
    assert "县政发〔2017〕30号（2018-01-01起施行）" in text
    assert "分配决议：三组〔2018〕2号" in text


def test_a_capped_tier_states_the_cap():
    poor = village(cultivated_area="399.9", land_multiple="10", resettlement_multiple="12")
    assert "法定倍数：两项合计不超过25倍；采用土地补偿费10倍、安置补助费12倍" in text_of(
        statement(county(villages=[poor, village(village_id="2")]))
    )


def test_the_share_of_nought_is_shown_so_that_nobody_asks_where_the_land_compensation_went():
    rows = table_of(statement(county(), "H2"), AFTER)
    assert [(row.head, row.share, row.due) for row in rows] == [
        ("土地补偿费", 0, 0),
        ("安置补助费", 100, rows[1].undivided),
    ]
    assert rows[0].undivided > 0


def test_a_household_with_nothing_but_a_crop_has_no_word_on_land():
    crop = item(category="青苗", name="小麦", specification="", unit="亩", quantity="1.05", price="903.33")
    document = statement(county(parcels=[parcel(household_id="")], items=[crop]))
    text = text_of(document)
    assert len(document) == 1
    assert "人民币玖佰肆拾捌元伍角整" in text
    assert "农业人口" not in text
    assert "倍数；" not in text


def test_a_household_without_anything_is_told_so():
    text = text_of(statement(county(parcels=[parcel(household_id="")], items=[])))
    assert "登记中没有本户名下的土地、青苗和地上附着物" in text
    assert "人民币零元整" in text


def test_two_hundred_parcels_flow_on_under_repeated_heads_to_one_total():
    many = [parcel(parcel_id=f"P{at}", place=f"坡地{at}", area=f"1.{at:03}") for at in range(200)]
    document = statement(county(parcels=many, items=[]))
    pages = ["".join(page.get_text().split()) for page in document]
    assert len(pages) > 8
    assert all("补偿标准" in page and "应补金额" in page for page in pages)
    assert all("H1张守义（续）" in page for page in pages[1:])
    assert [f"第{at}页共{len(pages)}页" in page for at, page in enumerate(pages, 1)] == [True] * len(pages)
    rows = table_of(document, AFTER)
    assert [row.number for row in rows] == list(range(1, 401))
    check(rows)
    assert "本户应得合计" in pages[-1]
    assert "手印" in pages[-1]


def test_the_amount_stands_on_the_page_that_is_signed():
    for count in range(4, 24):
        many = [parcel(parcel_id=f"P{at}", place=f"坡地{at}") for at in range(count)]
        document = statement(county(parcels=many, items=[]))
        signed = [number for number, page in enumerate(document) if "手印" in page.get_text()]
        assert len(signed) == 1
        text = "".join(document[signed[0]].get_text().split())
        assert "本户应得合计人民币" in text
        assert "征收实施单位（章）" in text
        assert "本表一式三份" in text


def test_a_usual_household_fits_on_one_page():
    usual = [parcel(parcel_id=f"P{at}", place=f"坡地{at}") for at in range(4)]
    assert len(statement(county(parcels=usual))) == 1


@pytest.mark.parametrize("name", ["䶮㛃𬭎𠅤㑇𬱖𫖯𣲗𬬭㵐堃喆镕頔垚", "阿卜杜热合曼·买买提艾力"])
def test_names_are_printed_as_they_are_typed(name):
    text = text_of(statement(county(households=[household(head=name)], parcels=[parcel()], items=[])))
    assert f"权利人：{name}" in text


def test_a_name_of_sixty_characters_is_printed_whole():
    name = "".join(map(chr, range(0x4E00, 0x4E00 + 60)))
    page = statement(county(households=[household(head=name)], parcels=[parcel()], items=[]))[0]
    head = [word for line in lines_of(page)[2:8] for word in line]
    lines = [word.removeprefix("权利人：") for word in head if word.removeprefix("权利人：") in name]
    assert "".join(lines) == name


def test_a_person_signs_with_a_thumb_print_and_an_organisation_with_its_seal():
    person, organisation = (
        text_of(
            statement(
                county(households=[household(holder_type=kind), household(household_id="H2", village_id="2")])
            )
        )
        for kind in ("农户", "单位")
    )
    assert "权利人（签字、手印）/代领人" in person
    assert "手印" not in organisation
    assert "单位（盖章）" in organisation
    for text in (person, organisation):
        for label in (
            "登记人：马登记",
            "测算人",
            "复核人：安复核",
            "村民小组",
            "村委会（章）",
            "征收实施单位（章）",
        ):
            assert label in text


def test_disputes_square_metres_and_remarks_stand_in_the_last_column():
    marked = parcel(square_metres="1500", disputed="是", remark="界址\n待核", place="大路边")
    words = [word for line in lines_of(statement(county(parcels=[marked], items=[]))[0]) for word in line]
    text = "".join(words)
    assert text.count("争议") == 2  # of land compensation and of resettlement
    assert "1,500" in text
    assert "待核" in text
    assert "1平方米＝0.0015亩" in text


def test_a_long_remark_is_told_in_a_note():
    marked = parcel(disputed="是", remark="合同面积小于实测面积，经户主、邻户指界后以实测面积为准。")
    document = statement(county(parcels=[marked], items=[]))
    assert "⑤第1项：合同面积小于实测面积，经户主、邻户指界后以实测面积为准。" in text_of(document)
    words = [word for line in lines_of(document[0]) for word in line]
    assert [word for word in words if word in {"争议；", "见注", "争议"}] == ["争议；", "见注", "争议"]


def test_an_area_in_square_metres_is_never_broken_inside_its_number():
    marked = parcel(square_metres="1566.68", disputed="是")
    document = statement(county(parcels=[marked], items=[]))
    words = [word for line in lines_of(document[0]) for word in line]
    assert any("1,566.68" in word for word in words)
    assert "见注" not in text_of(document)


def test_land_of_the_state_is_marked_and_takes_no_multiple():
    state = parcel(ownership="国有", land_price="20000", price_basis="县政府〔2018〕3号")
    document = statement(county(parcels=[state], items=[]))
    (row,) = table_of(document, AFTER)
    assert (row.aaov, row.multiple, row.rate) == (None, None, 20000)
    text = text_of(document)
    assert "（国有）" in text
    assert "适用条款：第五条" in text
    assert "单价依据：县政府〔2018〕3号" in text


def test_where_and_until_when_to_object_with_blanks_for_what_is_not_known():
    assert "有异议请于＿＿年＿＿月＿＿日前（含当日）向＿＿＿＿＿＿提出，电话＿＿＿＿＿＿。" in text_of(
        statement(county())
    )
    known = project(posting_end="2018-06-30", objections_unit="县自然资源局", objections_phone="0931-1234567")
    assert "有异议请于2018年6月30日前（含当日）向县自然资源局提出，电话0931-1234567。" in text_of(
        statement(county(project=[known]))
    )


def test_the_foot_tells_policy_basis_date_program_and_that_it_was_not_issued():
    text = text_of(statement(county()))
    for part in (
        "政策gansu-infrastructure第1版",
        "程序0.1.0",
        "基准日（方案批准日）2018-05-01",
        "未登记发出",
    ):
        assert part in text


def test_land_in_two_villages_has_a_note_for_each():
    both = [parcel(), parcel(parcel_id="P2", village_id="2", area="2")]
    text = text_of(statement(county(parcels=both, items=[])))
    assert "石桥乡上河村三组征地前耕地" in text
    assert "石桥乡下河村征地前耕地" in text
    assert "石桥乡下河村年产值" in text


def test_no_identity_number_account_or_telephone_is_printed():
    secret = {
        "identity_number": "620102195001010015",
        "phone": "13900000001",
        "account": "6217000000000000001",
    }
    text = text_of(
        statement(county(households=[household(**secret), household(household_id="H2", village_id="2")]))
    )
    assert not any(each in text for each in secret.values())


def test_a_statement_of_several_pages_has_sums_at_the_foot_of_each():
    parcels = [parcel(parcel_id=f"P{at}", place=f"坡{at}", area=f"{at}.5") for at in range(1, 101)]
    assessment = county(parcels=parcels, items=[])
    document = opened(assessment, STEM, households=["H1"])
    running = Decimal(0), Decimal(0)
    pages = 0
    for page in document:
        lines = lines_of(page)
        rows = [(figure(w[9]), figure(w[11])) for w in lines if w[0].isdecimal() and len(w) == 13]
        if not rows:
            continue
        pages += 1
        sums = {w[0]: tuple(map(figure, w[-2:])) for w in lines if w[0] in {"本页小计", "累计", "合计"}}
        added = tuple(map(sum, zip(*rows, strict=True)))
        assert sums["本页小计"] == added
        running = tuple(map(sum, zip(running, added, strict=True)))
        assert sums.get("累计", sums.get("合计")) == running
    assert pages >= 4
    assert running[1] == Decimal(assessment.totals.by_household[0]) / 100


def test_a_statement_of_one_page_has_its_total_only():
    text = text_of(opened(county(), STEM, households=["H1"]))
    assert "本页小计" not in text
    assert "累计" not in text
