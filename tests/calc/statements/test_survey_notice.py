"""The notice of the survey: all quantities of a village for everybody to read, and nothing personal."""

import re
from decimal import Decimal

import pymupdf
import pytest
from builders import household, item, parcel, project, village
from papers import TAILS, county, everything_in, lines_of, opened, personal, text_of

from calc import statements
from calc.tables import TABLES

STEM = "survey-notice"


def notice(assessment, **options):
    return opened(assessment, STEM, **options)


def unpriced(**tables):
    """Return a county in which no amount can be computed at all."""
    villages = [
        village(
            township="石桥乡",
            village="上河村",
            group="三组",
            land_multiple="",
            land_owner="上河村三组农民集体",
        ),
        village(village_id="2", township="石桥乡", village="下河村", population=""),
    ]
    return county(**{"villages": villages, "outputs": [], "prices": [], **tables})


def rows_of(document):
    return [words for page in document for words in lines_of(page)]


def decimal(text):
    return Decimal(text.replace(",", ""))


def test_head_and_close_say_where_when_and_whom_to_call():
    columns = {
        "county": "样例县",
        "requisitioning_unit": "县自然资源局",
        "posting_start": "2018-06-01",
        "posting_end": "2018-06-10",
        "objections_unit": "县征地办",
        "objections_phone": "0930-1234567",
        "supervision_phone": "12345",
    }
    text = text_of(
        notice(unpriced(project=[project(name="国道310线改建工程", **columns)]), households=["H1"])
    )
    for each in (
        *("国道310线改建工程征收土地调查结果公示表", "公示用", "位置：样例县石桥乡上河村三组"),
        *("公示期：2018年6月1日至2018年6月10日", "权利人：2户", "登记：地块3块，青苗和地上附着物2项"),
        *(
            "向县征地办书面或口头提出，电话：0930-1234567；监督电话：12345。",
            "村委会（章）",
            "征收实施单位（章）",
        ),
    ):
        assert each in text


def test_every_holder_stands_with_all_parcels_beside_all_items():
    document = notice(unpriced(), households=["H1"])
    rows = rows_of(document)
    assert ["1", "张守义", "2.68332", "大路边", "水浇地", "2.35002", "小麦", "―", "亩", "2.35"] in rows
    assert ["北坡", "荒地", "0.3333", "苹果树", "盛果期", "株", "24"] in rows
    collective = next(row for row in rows if "机动地" in row)
    assert collective[0] == "2"
    assert collective[-8:] == ["12.5000", "机动地", "旱地", "12.5000", "―", "―", "―", "―"]
    assert "集体（上河村三组农民集体）" in text_of(document)
    assert ["合计", "15.18332", "15.18332"] in rows


def test_classes_are_summed_with_hectares_and_basic_farmland():
    parcels = [
        parcel(land_class="水浇地", area="2.35", basic_farmland="是"),
        parcel(parcel_id="P2", land_class="望天田", area="1.5", household_id=""),
        parcel(parcel_id="P3", land_class="旱地", area="3", basic_farmland="是"),
        parcel(parcel_id="P4", land_class="水浇地", area="0.00001", ownership="国有", land_price="1"),
    ]
    rows = rows_of(notice(unpriced(parcels=parcels)))
    assert ["水浇地", "1", "2.3500", "0.1567", "2.3500"] in rows
    assert ["旱地", "2", "4.5000", "0.3000", "3.0000"] in rows
    assert ["水浇地（国有）", "1", "0.00001", "0.0000", "―"] in rows
    assert ["合计", "4", "6.85001", "0.4567", "5.3500"] in rows


def test_square_metres_stand_beside_mu_only_where_land_was_registered_so():
    assert "平方米" not in text_of(notice(unpriced()))
    text = text_of(notice(unpriced(parcels=[parcel(square_metres="1566.68")])))
    assert "2.350021,566.68" in text
    assert "1平方米＝0.0015亩" in text


def test_a_dispute_is_marked_and_explained():
    disputed = unpriced(
        parcels=[parcel(place="大路边", disputed="是")], items=[item(name="机井", disputed="是")]
    )
    text = text_of(notice(disputed))
    assert "大路边（争议）" in text
    assert "机井（争议）" in text
    assert "待处理后再定" in text
    assert "争议" not in text_of(notice(unpriced()))


def test_no_amount_is_on_it_though_all_are_known():
    text = text_of(notice(county()))
    for word in ("元", "¥", "倍", "人民币", "产值", "比例", "标准", "金额", "单价", "补偿"):
        assert word not in text


# --- personal data ---------------------------------------------------------------------------------------


def test_nothing_personal_is_anywhere_in_the_file():
    people = [personal(at) for at in range(3)]
    names = ("王建国", "王建国", "李强")
    collective = {"payee": "某经济组织", "bank": "农商银行某支行", "account": "27011122000012345678"}
    assessment = county(
        villages=[
            village(township="石桥乡", village="上河村", land_owner="某组 13500001111", **collective),
            village(village_id="2", township="石桥乡", village="下河村", **collective),
        ],
        households=[
            household(household_id=f"H{at}", head=name, village_id="12"[at // 2], **people[at])
            for at, name in enumerate(names)
        ],
        parcels=[
            parcel(
                parcel_id=f"6201021970{at:04}{TAILS[at]}-1",
                household_id=f"H{at}",
                place=f"沟边（电话139-2222-333{at}）",
                boundaries=f"东至电话1391111222{at}家",
                remark=f"本人电话1390000111{at}",
            )
            for at in range(3)
        ],
        items=[
            item(
                item_id=f"I{at}",
                household_id=f"H{at}",
                name=f"果树1370000444{at}",
                specification="树主 6201021988 0101 4321",
                unit="株18900005555",
                remark=f"身份证{at}",
            )
            for at in range(3)
        ],
    )
    data = statements.render(assessment, STEM)
    found = everything_in(data)
    assert "王建国（尾号1234）" in found
    assert "王建国（尾号567X）" in found
    secrets = [value for each in people for value in each.values()] + list(collective.values())
    secrets += [each["identity_number"][:14] for each in people] + [
        "13911112",
        "13900001",
        *("139-2222", "2222333", "13700004", "6201021988", "01014321", "18900005", "13500001"),
        "本人电话",
        "身份证0",
    ]
    assert [secret for secret in secrets if secret in found] == []
    # Nobody else has that name. Four digits may stand in the places of the file's objects by chance.
    assert TAILS[2] not in re.sub(r"\d{10} \d{5} n", "", found)


def test_what_looks_at_a_file_finds_what_is_in_it():
    sheet = everything_in(
        statements.render(county(households=[household(**personal(0))]), "registration-sheets")
    )
    assert [value for value in list(personal(0).values())[:8] if value not in sheet] == []


def test_no_document_that_is_posted_reads_a_column_of_personal_data():
    for table, columns in statements.DOCUMENTS[STEM].reads.items():
        assert not [name for name in columns if TABLES[table].by_name[name].personal]


# --- pages -----------------------------------------------------------------------------------------------


def many(counts):
    """Return a county whose households have so many parcels each."""
    return unpriced(
        households=[household(household_id=f"H{at}", head=f"户主{at}") for at in range(len(counts))],
        parcels=[
            parcel(parcel_id=f"P{at}-{number}", household_id=f"H{at}", place=f"地{at}块{number}", area="1.5")
            for at, count in enumerate(counts)
            for number in range(count)
        ],
        items=[],
    )


def test_long_tables_have_heads_sums_and_the_mark_on_every_page_and_every_page_begins_with_a_name():
    counts = [3, 7, 1, 45, 2, 10, 4, 4, 6, 5, 3, 8, 2, 2, 9]
    document = notice(many(counts))
    assert len(document) > 4
    running = Decimal(0)
    for page in document:
        rows = lines_of(page)
        text = "".join("".join(row) for row in rows)
        assert "公示用" in text
        parcels = [row for row in rows if any(re.fullmatch(r"地\d+块\d+", word) for word in row)]
        if not parcels:
            continue
        assert "小地名" in text
        assert any(word.startswith("户主") for word in parcels[0])
        running += Decimal("1.5") * len(parcels)
        sums = re.search(r"本页土地([\d.,]+)亩，累计([\d.,]+)亩", text)
        if sums:
            assert [decimal(each) for each in sums.groups()] == [Decimal("1.5") * len(parcels), running]
    assert running == Decimal("1.5") * sum(counts)
    assert ["合计", f"{running:.4f}", f"{running:.4f}"] in rows_of(document)


def test_rows_are_large_enough_for_a_wall():
    (page, *_) = notice(many([3, 2]))
    sizes = {
        span["size"]
        for block in page.get_text("dict")["blocks"]
        for line in block.get("lines", ())
        for span in line["spans"]
        if "块" in span["text"] or "户主" in span["text"] or "小地名" in span["text"]
    }
    assert min(sizes) >= 9


def test_the_seals_stay_whole_with_whom_to_call():
    for count in range(1, 30, 3):
        pages = ["".join(page.get_text().split()) for page in notice(many([1] * count))]
        (sealed,) = (page for page in pages if "征收实施单位（章）" in page)
        assert "村委会（章）" in sealed
        assert "监督电话" in sealed


def test_chosen_households_bring_their_whole_village_and_no_other():
    text = text_of(notice(unpriced(), households=["H1"]))
    assert "机动地" in text
    assert "下河村" not in text


def test_tables_are_numbered_as_they_stand_one_that_is_missing_takes_no_number():
    text = text_of(notice(unpriced(parcels=[parcel()])))
    assert text.index("一、土地分类面积") < text.index("二、分户调查结果")
    assert "一、分户调查结果" in text_of(notice(unpriced(parcels=[])))


def test_a_village_without_anything_has_no_notice():
    data = statements.render(unpriced(parcels=[parcel(village_id="2")], items=[]), STEM)
    with pymupdf.open(stream=data) as document:
        assert [title for _, title, _ in document.get_toc()] == ["石桥乡下河村"]
    assert statements.render(unpriced(parcels=[], items=[]), STEM) == b""


@pytest.mark.parametrize(("large", "width"), [(False, 842), (True, 1191)])
def test_it_lies_on_a4_or_on_a3(large, width):
    data = statements.render(county(), STEM, edition=statements.Edition(large=large))
    with pymupdf.open(stream=data) as document:
        assert {round(page.rect.width) for page in document} == {width}
