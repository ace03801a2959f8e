"""The collective statement: what is its own, its part of households' land, and the sum in words."""

from decimal import Decimal

from builders import household, item, outputs, parcel, project, village
from papers import check, county, figure, lines_of, opened, table_of, text_of

from calc.units import amount_in_words

STEM = "collective-statements"
AFTER = 3
OWN, SHARES = "一、集体自用土地及集体所有青苗、地上附着物", "二、农户名下土地中归集体的部分"


def paid(**columns):
    return county(
        villages=[
            village(
                township="石桥乡",
                village="上河村",
                land_share="30",
                land_owner="上河村农民集体",
                payee="上河村集体经济组织",
                bank="县农村信用社",
                account="27011122000012345678",
                **columns,
            ),
            village(village_id="2", township="石桥乡", village="下河村"),
        ]
    )


def test_it_says_who_is_paid_into_which_account():
    text = text_of(opened(paid(), STEM))
    for label in (
        "村组：石桥乡上河村",
        "土地所有权人：上河村农民集体",
        "收款单位：上河村集体经济组织",
        "开户行：县农村信用社",
        "账号：27011122000012345678",
    ):
        assert label in text


def test_its_own_land_comes_first_then_its_part_of_households_land():
    text = text_of(opened(paid(), STEM, households=["H1"]))
    assert text.index(OWN) < text.index("机动地") < text.index(SHARES) < text.index("大路边")
    assert "青苗补偿费" not in text  # a household's crop is none of it


def test_every_figure_follows_from_others_and_the_total_is_the_assessments():
    assessment = paid()
    document = opened(assessment, STEM, households=["H1"])
    rows = table_of(document, AFTER)
    assert len(rows) == 4  # 机动地 twice, 大路边 and 北坡 once: resettlement is the household's alone
    check(rows)
    due = Decimal(0)
    for row in rows:
        collective = row.last if row.share is not None else row.undivided
        assert collective == row.undivided - (row.due or 0)
        due += collective
    lines = assessment.lines
    mine = (lines.village == 0) & (lines.payee == 1)
    assert int(due * 100) == lines.amount[mine].sum()
    text = text_of(document)
    assert f"村集体应得合计人民币{amount_in_words(int(due * 100))}¥{due:,}" in text


def test_the_two_parts_of_the_total_are_told():
    words = [line for page in opened(paid(), STEM, households=["H1"]) for line in lines_of(page)]
    own, shares = (
        next(line[-1] for line in words if line[0].startswith("其中：" + part))
        for part in ("集体自用", "农户名下")
    )
    assert own == "¥186,499.51"  # 108,791.38 + 77,708.13
    assert shares == "¥14,607.14"  # 14,317.06 + 290.08


def test_an_item_of_the_collective_is_paid_whole():
    well = item(household_id="", name="机井", specification="深80米", unit="眼", quantity="1", price="32000")
    document = opened(county(parcels=[], items=[well]), STEM)
    (row,) = table_of(document, AFTER)
    assert (row.undivided, row.share, row.due) == (32000, None, None)
    assert SHARES not in text_of(document)


def test_a_village_whose_collective_is_paid_nothing_has_no_statement():
    villages = [village(land_share="100"), village(village_id="2", village="下河村")]
    parcels = [parcel(), parcel(parcel_id="P2", village_id="2", household_id="H2")]
    document = opened(county(villages=villages, parcels=parcels), STEM)
    assert [title for _, title, _ in document.get_toc()] == ["Hill Township下河村"]


def test_all_who_answer_for_the_village_sign():
    text = text_of(opened(county(project=[project(registrar="马登记")]), STEM))
    for label in (
        "村集体负责人",
        "村务监督委员会",
        "村（章）",
        "登记人：马登记",
        "测算人",
        "复核人",
        "征收实施单位（章）",
    ):
        assert label in text


def test_a_village_of_many_households_flows_on():
    many = [household(household_id=f"H{at}", head=f"王{at}") for at in range(1, 61)]
    parcels = [parcel(parcel_id=f"P{at}", household_id=f"H{at}", place=f"坡地{at}") for at in range(1, 61)]
    document = opened(county(households=many, parcels=parcels, items=[]), STEM)
    rows = table_of(document, AFTER)
    assert [row.number for row in rows] == list(range(1, 61))
    assert all("石桥乡上河村三组（续）" in "".join(page.get_text().split()) for page in list(document)[1:])


def page_sums(document):
    """Return, for each page with page sums, its lines' 归集体, then its sum and the running total."""
    found = []
    for page in document:
        lines = lines_of(page)
        sums = {words[0]: figure(words[-1]) for words in lines if words[0] in {"本页小计", "累计", "合计"}}
        if "本页小计" in sums:
            due = [figure(words[14]) for words in lines if words[0].isdecimal() and len(words) == 16]
            found.append((due, sums["本页小计"], sums.get("累计", sums.get("合计"))))
    return found


def test_what_goes_to_the_collective_is_added_up_on_every_page_where_there_are_several():
    many = [household(household_id=f"H{at}", head=f"王{at}") for at in range(1, 61)]
    parcels = [parcel(parcel_id=f"P{at}", household_id=f"H{at}", place=f"坡{at}") for at in range(1, 61)]
    villages = [village(village="上河村", township="", land_share="30")]
    assessment = county(villages=villages, outputs=outputs(), households=many, parcels=parcels, items=[])
    found = page_sums(opened(assessment, STEM))
    assert len(found) >= 3
    running = Decimal(0)
    for due, page, so_far in found:
        assert sum(due) == page
        running += page
        assert so_far == running
    assert running == Decimal(assessment.totals.by_payee[1]) / 100
    assert "本页小计" not in text_of(opened(paid(), STEM, households=["H1"]))


def test_parts_of_households_land_stand_by_household_though_registered_later():
    parcels = [
        parcel(parcel_id="P1", household_id="H2", village_id="1"),
        parcel(parcel_id="P2", household_id="H10", place="坡地"),
        parcel(parcel_id="P3", household_id="H1", place="河滩", land_class="荒地"),
        parcel(parcel_id="P4", household_id="H10", place="后补"),
    ]
    owners = [household(household_id=f"H{at}", head=f"王{at}") for at in (10, 2, 1)]
    document = opened(county(households=owners, parcels=parcels, items=[]), STEM)
    rows = [words for words in lines_of(document[0]) if words[0].isdecimal()]
    assert [(words[1], words[4]) for words in rows] == [
        ("H1", "河滩"),
        ("H2", "P1"),
        ("H10", "坡地"),
        ("H10", "后补"),
    ]
    assert "一、农户名下土地中归集体的部分" in text_of(document)
