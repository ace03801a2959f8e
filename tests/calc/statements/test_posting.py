"""What posted papers share: names that tell namesakes apart and nothing more, where to object, the mark."""

import re

import pytest
from builders import household, item, outputs, parcel, project, village
from papers import county, opened, text_of

from calc.statements import posting
from calc.statements.edition import Edition
from calc.statements.entries import Content

FIRST, SECOND = "620102197001011234", "62010219800202567X"


def names(*households, at=0, **tables):
    """Return the posted names of a village's right-holders."""
    tables = {"parcels": [], "items": [], **tables}
    content = Content(county(households=households, **tables), Edition())
    return list(posting.posted_names(content, at).values())


def named(number, head="王建国", **columns):
    return household(household_id=f"H{number}", head=head, **columns)


def test_a_name_stands_alone_where_nobody_else_has_it():
    assert names(named(1, identity_number=FIRST), named(2, "李强", identity_number=SECOND)) == [
        "王建国",
        "李强",
    ]


def test_namesakes_are_told_apart_by_the_end_of_the_id_number():
    assert names(
        named(1, identity_number=FIRST),
        named(2, "李强"),
        named(3, identity_number=SECOND),
    ) == ["王建国（尾号1234）", "李强", "王建国（尾号567X）"]


@pytest.mark.parametrize("number", ["", "1234", "甘肃0123456789012", "6.20102E+17"])
def test_without_an_id_number_by_the_number_of_the_household(number):
    assert names(named(1, identity_number=FIRST), named(2, identity_number=number)) == [
        "王建国（尾号1234）",
        "王建国（户号H2）",
    ]


def test_where_the_ends_are_the_same_by_the_number_of_the_household():
    other = f"999999199902{FIRST[-6:]}"
    assert names(named(1, identity_number=FIRST), named(2, identity_number=other)) == [
        "王建国（户号H1）",
        "王建国（户号H2）",
    ]


@pytest.mark.parametrize(("number", "shown"), [("{}", ("1234", "567X")), ("{}-1", ("34-1", "7X-1"))])
def test_a_household_numbered_by_an_id_number_shows_no_more_than_its_end(number, shown):
    households = [household(household_id=number.format(each), head="王建国") for each in (FIRST, SECOND)]
    assert names(*households) == [f"王建国（尾号{each}）" for each in shown]


def test_namesakes_of_other_villages_are_left_alone_unless_they_have_something_here():
    here, there = named(1, identity_number=FIRST), named(2, village_id="2", identity_number=SECOND)
    assert names(here, there) == ["王建国"]
    expected = ["王建国（尾号1234）", "王建国（尾号567X）"]
    assert names(here, there, parcels=[parcel(household_id="H2")]) == expected
    assert names(here, there, items=[item(household_id="H2")]) == expected
    assert names(here, there, parcels=[parcel(household_id="H2")], at=1) == ["王建国"]


def test_namesakes_are_explained_only_where_there_are_any():
    one = Content(county(households=[named(1)], parcels=[], items=[]), Edition())
    two = Content(county(households=[named(1), named(2)], parcels=[], items=[]), Edition())
    assert not posting.has_namesakes(one, 0)
    assert posting.has_namesakes(two, 0)


PERSONAL = (
    "13812345678",
    "１３８１２３４５６７８",
    "139-1234-5678",
    "139 1234 5678",
    "0930-1234567",
    "620102 19700101 1234",
    "62010219800202567X",
    "6222 0200 0000 1111 222",
    "6222—0200—0000—1111",
)
HARMLESS = (
    *("U型60", "胸径10-20厘米", "10千伏水泥杆", "县政发〔2017〕30号", "2017-12-31", "2015、2016、2017年"),
    *("1.5×2.0×0.8米", "第2组（3社）", "深60米以内"),
)


@pytest.mark.parametrize("number", PERSONAL)
def test_a_number_that_may_be_a_persons_is_hidden_in_groups_or_not(number):
    hidden = posting.masked(f"王家（{number}）地")
    assert hidden.endswith("＊＊＊）地")
    assert not any(group in hidden for group in re.findall(r"\d{5,}[Xx]?", number))


@pytest.mark.parametrize("text", HARMLESS)
def test_sizes_dates_and_numbers_of_documents_are_left_as_they_are(text):
    assert posting.masked(text) == text


def test_a_name_with_a_number_in_it_is_posted_without_and_still_told_from_its_namesake():
    assert names(named(1, "王建国13812345678", identity_number=FIRST), named(2, "李强 139-1234-5678")) == [
        "王建国＊＊＊",
        "李强 ＊＊＊",
    ]
    assert names(named(1, "王建国13812345678", identity_number=FIRST), named(2, "王建国13912345678")) == [
        "王建国＊＊＊（尾号1234）",
        "王建国＊＊＊（户号H2）",
    ]
    one = Content(county(households=[named(1, "王13812345678")], parcels=[], items=[]), Edition())
    assert not posting.has_namesakes(one, 0)


def test_a_household_numbered_by_its_telephone_shows_no_more_than_its_end():
    households = [household(household_id=f"1381234567{each}", head="王建国") for each in (1, 2)]
    assert names(*households) == ["王建国（尾号5671）", "王建国（尾号5672）"]


@pytest.mark.parametrize(
    "document", ["household-statements", "village-summaries", "basis-of-calculation", "compensation-notice"]
)
def test_a_sentence_the_officer_closed_is_not_closed_again(document):
    noted = {"cultivated_area": "1000", "tier_note": "按第（一）项执行。", "multiple_basis": "县政府认定。"}
    outputs_of = [each for at in "12" for each in outputs(at, source="公报。")]
    villages = [village(**noted), village(village_id="2", village="下河村", **noted)]
    text = text_of(opened(county(villages=villages, outputs=outputs_of), document))
    assert "县政府认定" in text
    assert "。。" not in text


def posted(draw, **columns):
    content = Content(
        county(
            project=[project(county="样例县", **columns)],
            villages=[
                village(township="石桥乡", village="上河村", land_owner="上河村农民集体"),
                village(village_id="2"),
            ],
        ),
        Edition(),
    )

    def build(section):
        posting.head(section, content, "公示表", 0, (("人数", "3人"), ("块数", "4块")))
        section.break_page()
        posting.close(section, content)
        posting.mark(section, content)

    return draw(build)


def test_head_and_close_say_where_until_when_and_whom_to_call(draw):
    document = posted(
        draw,
        requisitioning_unit="县自然资源局",
        notice_number="县政告〔2018〕3号",
        posting_start="2018-06-01",
        posting_end="2018-06-10",
        objections_unit="县征地办",
        objections_phone="0930-1234567",
        supervision_phone="12345",
    )
    text = text_of(document)
    for each in (
        *("位置：样例县石桥乡上河村", "公示期：2018年6月1日至2018年6月10日"),
        *("土地所有权人：上河村农民集体", "征收单位：县自然资源局", "征收公告文号：县政告〔2018〕3号"),
        *("人数：3人", "块数：4块", "异议受理：县征地办，电话0930-1234567", "监督电话：12345"),
        "请于2018年6月10日前（含当日）向县征地办书面或口头提出，电话：0930-1234567；监督电话：12345。",
        *("村委会（章）", "征收实施单位（章）"),
    ):
        assert each in text
    assert all("公示用" in page.get_text() for page in document)


def test_what_is_not_recorded_is_left_to_be_written_in(draw):
    text = text_of(posted(draw))
    assert "异议受理：＿＿＿＿＿＿，电话＿＿＿＿＿＿监督电话：＿＿＿＿＿＿" in text
    assert "公示期：＿＿年＿＿月＿＿日至＿＿年＿＿月＿＿日" in text
    assert (
        "请于＿＿年＿＿月＿＿日前（含当日）向＿＿＿＿＿＿书面或口头提出，电话：＿＿＿＿＿＿；监督电话：＿＿＿＿＿＿。"
        in text
    )
