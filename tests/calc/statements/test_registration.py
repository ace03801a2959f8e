"""The registration sheet: quantities to check and dispute, whatever is priced; no amount anywhere on it."""

import re
from decimal import Decimal

import pymupdf
import pytest
from builders import household, item, parcel, village
from hypothesis import given, settings
from hypothesis import strategies as st
from papers import county, lines_of, opened, text_of

from calc import statements

STEM = "registration-sheets"
PERSONAL = {
    "identity_number": "620102197001011234",
    "phone": "13812345678",
    "members": "5",
    "account_name": "张小平",
    "relation": "子",
    "recipient_identity": "620102199001015678",
    "bank": "石桥信用社",
    "account": "6217000000000000001",
}


def sheet(assessment, household_id="H1"):
    return opened(assessment, STEM, households=[household_id])


def decimals(words):
    return [Decimal(word.replace(",", "")) for word in words if re.fullmatch(r"[\d,]+(\.\d+)?", word)]


def unpriced(**tables):
    """Return a county in which no amount can be computed at all."""
    villages = [
        village(township="石桥乡", village="上河村", group="三组", land_multiple=""),
        village(village_id="2", village="下河村", population=""),
    ]
    return county(**{"villages": villages, "outputs": [], "prices": [], **tables})


def test_it_is_the_first_of_all_documents():
    assert next(iter(statements.DOCUMENTS)) == STEM


def test_it_says_whose_it_is_and_what_the_holder_alone_can_check():
    text = text_of(sheet(unpriced(households=[household(head="张守义", **PERSONAL)])))
    assert "国道310线改建工程调查登记确认表" in text
    for each in (
        *("权利人：张守义", "户号：H1", "村组：石桥乡上河村三组", "身份证号：620102197001011234"),
        *("联系电话：13812345678", "家庭人口：5人", "账户名：张小平（子）", "开户行：石桥信用社"),
        *("账号：6217000000000000001", "领款人身份证号：620102199001015678", "征地告知日期：2018-03-01"),
    ):
        assert each in text


def test_what_is_missing_can_be_written_in():
    text = text_of(sheet(unpriced(households=[household(head="张守义")])))
    for label in ("身份证号", "联系电话", "家庭人口", "开户行", "账户名", "账号"):
        assert f"{label}：＿＿" in text
    assert "领款人身份证号" not in text


def test_every_quantity_is_printed_though_no_line_could_be_computed():
    parcels = [
        parcel(
            land_class="水浇地",
            place="大路边",
            square_metres="1566.68",
            boundaries="东至渠、西至路",
            contract_area="2.3",
            basic_farmland="是",
        ),
        parcel(
            parcel_id="P2", land_class="林地", place="北坡", area="0.3333", disputed="是", remark="待复测"
        ),
    ]
    items = [
        item(
            name="苹果树", specification="盛果期", unit="株", quantity="24", price="", made_date="2008-04-01"
        ),
        item(
            item_id="I2", category="青苗", name="小麦", specification="", unit="亩", quantity="1.05", price=""
        ),
    ]
    rows = lines_of(sheet(unpriced(parcels=parcels, items=items))[0])
    text = ["".join(row) for row in rows]
    assert any("大路边" in row and "水浇地2.350021,566.682.3000基本农田" in row for row in text)
    assert any(row.startswith("2北坡―林地0.3333――争议；待复") for row in text)
    assert any(row.startswith("合计（2块）2.68332") for row in text)
    assert ["3", "青苗", "小麦", "―", "亩", "1.05", "―", "―"] in rows
    assert ["4", "地上附着物", "苹果树", "盛果期", "株", "24", "2008-04-01", "―"] in rows
    assert "面积以实地测量为准，承包合同面积供对照。1平方米＝0.0015亩。" in text


def test_no_amount_price_or_multiple_is_on_it_though_all_are_known():
    assessment = county()
    assert assessment.totals.by_household[0] > 0
    text = text_of(sheet(assessment))
    for word in ("元", "¥", "倍", "人民币", "产值", "比例", "标准", "金额", "单价", "补偿费"):
        assert word not in text
    for fen in (*assessment.totals.by_household, *assessment.lines.rate.tolist()):
        assert f"{fen // 100:,}." not in text


def test_areas_are_summed_by_class_and_in_all():
    parcels = [
        parcel(parcel_id=f"P{at}", land_class=land_class, place=f"地{at}", area=area)
        for at, (land_class, area) in enumerate(
            [("旱地", "1.5"), ("荒地", "0.25"), ("水田", "2.000001"), ("望天田", "0.5")]
        )
    ]
    rows = lines_of(sheet(unpriced(parcels=parcels, items=[]))[0])
    sums = {row[0]: row[1] for row in rows if row[0].endswith("小计") or row[0].startswith("合计")}
    assert sums == {"旱地小计": "2.0000", "合计（4块）": "4.250001"}
    assert [row[1] for row in rows if row[0].isdecimal()] == ["地2", "地0", "地3", "地1"]


CLASSES = ("水田", "旱地", "荒地", "林地")


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(CLASSES), st.integers(1, 10**10)), min_size=1, max_size=60))
def test_printed_areas_add_up_by_class_and_page_by_page(parcels):
    rows = [
        parcel(
            parcel_id=f"P{at}",
            land_class=land_class,
            place=f"地块{at}号",
            area=f"{area // 10**6}.{area % 10**6:06}",
        )
        for at, (land_class, area) in enumerate(parcels)
    ]
    printed = []  # of each parcel: page, class, area
    for page in sheet(unpriced(parcels=rows, items=[])):
        for words in lines_of(page):
            if words[0].isdecimal():
                land_class = next(word for word in words if word in CLASSES)
                printed.append((page.number, land_class, decimals(words[1:])[0]))
            elif words[0].endswith("小计") or words[0].startswith(("合计", "累计")):
                label = words[0].removesuffix("小计")
                wanted = {"本页": page.number, **{each: each for each in CLASSES}}.get(label)
                areas = [each[2] for each in printed if wanted is None or wanted in each[:2]]
                assert decimals(words[1:2]) == [sum(areas)], words
    assert sorted(each[1:] for each in printed) == sorted(
        (land_class, Decimal(area).scaleb(-6)) for land_class, area in parcels
    )


def test_the_holder_confirms_how_much_it_is_and_can_object():
    text = text_of(sheet(unpriced()))
    assert "异议内容（写明第几项、应为多少；没有异议的写“无异议”）" in text
    assert "以上登记土地2块、面积2.68332亩，青苗和地上附着物2项" in text
    assert text.count("异议") >= 4  # a column in both tables, the box, the sentence
    assert "含个人信息，不得张贴" in text


def test_a_person_signs_with_a_thumb_print_and_an_organisation_with_its_seal():
    households = [
        household(head="张守义"),
        household(
            household_id="H2", head="供电公司", holder_type="单位", identity_number="91620000MA0000000X"
        ),
    ]
    person, organisation = (text_of(sheet(unpriced(households=households), each)) for each in ("H1", "H2"))
    others = ("登记人：马登记", "村民小组", "村委会（章）", "征收实施单位（章）")
    assert all(each in text for text in (person, organisation) for each in others)
    assert "权利人（签字、手" in person
    assert "手印" not in organisation
    assert "单位（盖章）" in organisation
    assert "统一社会信用代码：91620000MA0000000X" in organisation
    assert "家庭人口" not in organisation


def test_a_household_without_anything_is_told_so():
    text = text_of(sheet(unpriced(parcels=[], items=[])))
    assert "登记中没有本户名下的土地、青苗和地上附着物。" in text
    assert "手印" in text
    assert "序号" not in text


def test_a_parcel_in_another_village_says_where_it_lies():
    text = text_of(sheet(unpriced(parcels=[parcel(village_id="2", land_class="林地")], items=[])))
    assert "位于Hill" in text


def test_two_hundred_parcels_flow_on_and_the_signatures_stay_whole():
    for count in (1, *range(6, 26, 2), 200):
        many = [
            parcel(parcel_id=f"P{at}", place=f"坡地{at}号", boundaries="东至渠、西至路、南至邻地、北至埂")
            for at in range(count)
        ]
        document = sheet(unpriced(parcels=many, items=[]))
        pages = ["".join(page.get_text().split()) for page in document]
        (signed,) = (page for page in pages if "征收实施单位（章）" in page)
        assert signed is pages[-1]
        for each in ("手印", "异议内容", f"土地{count}块", "村委会（章）", "登记人", "不得张贴"):
            assert each in signed
        assert all("小地名" in page and "四至" in page for page in pages if "坡地" in page)
        assert all("H1张守义（续）" in page for page in pages[1:])
        several = sum("坡地" in page for page in pages) > 1
        assert ("本页小计" in pages[0]) is several
    assert len(pages) > 8


def test_a_usual_household_fits_on_one_page():
    usual = [parcel(parcel_id=f"P{at}", place=f"坡地{at}") for at in range(4)]
    assert len(sheet(unpriced(parcels=usual))) == 1


def test_chosen_households_get_their_sheets_alone():
    assessment = unpriced(
        households=[household(head="张守义"), household(household_id="H2", village_id="2", head="李㛃")]
    )
    text = text_of(sheet(assessment, "H2"))
    assert "李㛃" in text
    assert "张守义" not in text


@pytest.mark.parametrize("large", [False, True])
def test_it_stands_on_upright_a4_whatever_the_edition(large):
    data = statements.render(county(), STEM, edition=statements.Edition(large=large))
    with pymupdf.open(stream=data) as document:
        assert {(round(page.rect.width), round(page.rect.height)) for page in document} == {(595, 842)}


def test_a_long_remark_is_told_below_the_tables():
    remark = "原承包人已去世，继承人经公证，公证书文号（2017）第1234号，四邻签字认可。"
    crops = item(item_id="I1", category="青苗", name="小麦", unit="亩", remark=remark)
    parcels = [parcel(disputed="是", remark="界线待指认"), parcel(parcel_id="P2")]
    text = text_of(sheet(county(parcels=parcels, items=[crops])))
    assert "争议；界线待指认" in text
    assert "见注" in text
    assert f"第3项：{remark}" in text


def test_what_is_confirmed_is_what_is_registered():
    assert "2项，数量与实地一致" in text_of(sheet(county(parcels=[])))
    assert "亩，面积、地类与实地一致" in text_of(sheet(county(items=[])))


def test_an_account_without_a_name_is_shown_with_the_name_it_will_be_paid_under():
    paid = [household(head="张守义", account="6217000000000000001")]
    assert "账户名：张守义" in text_of(sheet(county(households=paid, parcels=[parcel()], items=[])))
