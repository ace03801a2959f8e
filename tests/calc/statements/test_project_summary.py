"""The project summary: villages by head, the lawful range beside the plan, fee and lump sum apart."""

import re
from decimal import ROUND_HALF_UP, Decimal

import pytest
from builders import household, item, outputs, parcel, project, village
from papers import CENT, county, figure, lines_of, opened, text_of

from calc import statements
from calc.statements.edition import Edition
from calc.units import amount_in_words

STEM = "project-summary"
TOWNSHIPS = ("石桥乡", "柳湾镇")


def whole(count=6, money=None, **columns):
    """Return a county of `count` villages in two townships, of every tier in turn."""
    areas, chosen = ("1200", "500", "300"), (("7", "5"), ("9", "8"), ("10", "14"))
    villages, years, parcels, items, households = [], [], [], [], []
    for at in range(count):
        name = f"V{at}"
        land, resettlement = chosen[at % 3]
        villages.append(
            village(
                village_id=name,
                township=TOWNSHIPS[at % 2],
                village=f"第{at}村",
                cultivated_area=areas[at % 3],
                land_multiple=land,
                resettlement_multiple=resettlement,
                land_share="30",
                resolution_number="1",
            )
        )
        years += outputs(name, values=("1180", "1240", f"{1310 + at}"))
        households.append(household(household_id=f"H{at}", village_id=name))
        own = {"village_id": name, "household_id": f"H{at}"}
        parcels += [
            parcel(parcel_id=f"P{at}", area=f"{at + 1}.23457", **own),
            parcel(parcel_id=f"Q{at}", area="0.3333", land_class="荒地", **own),
        ]
        items.append(item(item_id=f"I{at}", price=money or "50", **own))
    return county(
        project=[project(county="样例县", **columns)],
        villages=villages,
        outputs=years,
        households=households,
        parcels=parcels,
        items=items,
    )


def rows(document, length):
    """Return the figures of each village's row that has so many cells, by number; then of other rows."""
    found, others = {}, []
    for page in document:
        for line in lines_of(page):
            if len(line) == length and line[0].isdecimal():
                found[int(line[0])] = line[1:]
            elif len(line) > length - 6 and line[0].endswith(("计", "小计")):
                others.append(line)
    return found, others


def half_up(value):
    return value.quantize(CENT, ROUND_HALF_UP)


@pytest.fixture(scope="module")
def assessment():
    return whole(reclamation_rate="12.5", agreed_amount="1000000", calculator="安测算")


@pytest.fixture(scope="module")
def document(assessment):
    return opened(assessment, STEM)


def test_heads_and_payees_of_every_village_come_to_its_sum_and_to_the_total(document, assessment):
    villages, others = rows(document, 11)
    assert sorted(villages) == [1, 2, 3, 4, 5, 6]
    figures = {number: list(map(figure, row[1:])) for number, row in villages.items()}
    sums = []
    for row in figures.values():
        heads = [each or Decimal(0) for each in row[2:6]]
        assert sum(heads) == row[6] == row[7] + row[8]
        sums.append([*row[:2], *heads, *row[6:]])
    total = next(line for line in others if line[0] == "合计" and len(line) == 10)
    assert list(map(figure, total[1:])) == [sum(column) for column in zip(*sums, strict=True)]
    assert figure(total[7]) == Decimal(assessment.totals.amount) / 100
    assert f"人民币{amount_in_words(assessment.totals.amount)}" in text_of(document)


def test_villages_of_a_township_stand_together_with_their_subtotal(document):
    villages, others = rows(document, 11)
    assert [villages[number][0] for number in range(1, 7)] == [f"第{at}村" for at in (0, 2, 4, 1, 3, 5)]
    subtotals = {line[0]: line for line in others if len(line) == 10}
    first = sum(figure(villages[number][7]) for number in (1, 2, 3))
    assert figure(subtotals["石桥乡小计"][7]) == first


def test_people_follow_from_the_figures_beside_them_and_add_up_as_printed(document):
    villages, others = rows(document, 14)
    assert len(villages) == 6
    people = []
    for row in villages.values():
        before, population, taken = figure(row[1]), figure(row[2]), figure(row[7])
        people.append(figure(row[-1]))
        assert people[-1] == half_up(taken * population / before)
        assert figure(row[-2]) == half_up(figure(row[9]) / taken)
    total = next(line for line in others if line[0] == "合计" and len(line) == 9)
    assert figure(total[-1]) == sum(people)
    assert f"需要安置的农业人口：{sum(people)}人" in text_of(document)


def test_the_lawful_range_stands_beside_the_plan_and_follows_from_the_multiples(document):
    villages, _ = rows(document, 14)
    for row in villages.values():
        lowest, plan, highest = map(figure, row[8:11])
        chosen = figure(row[4]) + figure(row[5])
        bounds = [Decimal(each) for each in row[6].removeprefix("≤").split("～")]
        assert abs(plan / chosen * bounds[-1] - highest) <= Decimal("0.02")
        if row[6].startswith("≤"):
            assert row[3] == "三档"
            assert lowest is None
        else:
            assert abs(plan / chosen * bounds[0] - lowest) <= Decimal("0.02")
            assert lowest <= plan <= highest


def test_the_fee_stands_apart_and_follows_from_the_cultivated_land(document, assessment):
    text = text_of(document)
    found = re.search(
        r"不计入补偿费用合计）：([\d,.]+)元/平方米×征收耕地([\d,.]+)亩×2000÷3（.*?）＝¥([\d,.]+)。", text
    )
    rate, area, fee = map(figure, found.groups())
    assert fee == half_up(rate * area * 2000 / 3)
    total = next(line for line in rows(document, 11)[1] if line[0] == "合计" and len(line) == 10)
    assert area == figure(total[2])
    assert f"¥{assessment.totals.amount // 100:,}" in text


@pytest.mark.parametrize(("factor", "sentence"), [(140, "多40.00%"), (60, "少40.00%")])
def test_the_lump_sum_and_its_difference_are_printed_plainly(factor, sentence):
    computed = whole().totals.amount - whole().totals.amount % 100
    extra = whole().totals.amount - computed
    agreed = whole().totals.amount * factor // 100
    text = text_of(opened(whole(agreed_amount=f"{agreed // 100}.{agreed % 100:02}"), STEM))
    difference = abs(agreed - computed - extra)
    assert f"差额：包干协议金额比补偿费用合计{sentence}¥{difference // 100:,}.{difference % 100:02}" in text
    assert f"包干协议金额¥{agreed // 100:,}.{agreed % 100:02}" in text


def test_a_lump_sum_like_the_total_says_so():
    fen = whole().totals.amount
    text = text_of(opened(whole(agreed_amount=f"{fen // 100}.{fen % 100:02}"), STEM))
    assert "包干协议金额与补偿费用合计相同" in text


def test_a_lump_sum_beside_no_amount_at_all_has_no_percentage():
    free = item(name="小麦", unit="亩", quantity="2", price="0")
    nothing = county(project=[project(agreed_amount="100")], parcels=[], items=[free])
    text = text_of(opened(nothing, STEM))
    assert "包干协议金额比补偿费用合计多¥100.00" in text
    assert "多―" not in text


def test_what_is_not_recorded_is_left_to_be_written_in():
    text = text_of(opened(whole(), STEM))
    assert "包干协议金额：＿＿＿＿＿＿元。" in text
    assert "：＿＿＿＿＿＿元/平方米×征收耕地" in text
    assert "亩）＝＿＿＿＿＿＿。" in text or "）＝＿＿＿＿＿＿。" in text
    assert "None" not in text
    for place in ("测算人", "复核人", "征收实施单位（章）", "用地单位（章）"):
        assert place in text


def test_pages_of_many_villages_are_summed_up_and_their_heads_repeated():
    document = opened(whole(60), STEM)
    villages, others = rows(document, 11)
    assert sorted(villages) == list(range(1, 61))
    pages = [line for line in others if line[0] == "本页小计" and len(line) == 10]
    so_far = [line for line in others if line[0] == "累计" and len(line) == 10]
    total = next(line for line in others if line[0] == "合计" and len(line) == 10)
    assert len(pages) > 2
    running = Decimal(0)
    for page, after in zip(pages, [*so_far, total], strict=True):
        running += figure(page[7])
        assert running == figure(after[7])
    for page in document:
        lines = lines_of(page)
        if any(line[0] == "本页小计" and len(line) == 10 for line in lines):
            assert any("土地补偿费" in line and "归集体" in line for line in lines)


def test_one_township_needs_no_subtotal():
    document = opened(whole(1), STEM)
    assert "小计" not in text_of(document)


def test_amounts_of_ten_digits_have_room():
    document = opened(whole(money="99999999.99"), STEM)
    villages, _ = rows(document, 11)
    assert figure(villages[1][6]) == Decimal("299999999.97")


def test_large_sheets_are_a3():
    assert opened(whole(), STEM)[0].rect.width == pytest.approx(842, abs=1)
    large = opened(whole(), STEM, edition=Edition(large=True))
    assert large[0].rect.width == pytest.approx(1191, abs=1)


def test_it_is_blocked_by_what_its_amounts_rest_on_and_by_nothing_else():
    def codes(**tables):
        return {each.code for each in statements.errors_of(county(**tables), STEM)}

    assert codes(project=[project(reclamation_rate="dear")]) == {"unreadable"}
    assert codes(project=[project(agreed_amount="much")]) == {"unreadable"}
    assert codes(villages=[village(land_multiple=""), village(village_id="2")])
    assert codes(parcels=[parcel(area="")])
    assert not codes(parcels=[parcel(remark="\ue000", place="\ue000")])
    assert not codes(households=[household(head="张\ue000"), household(household_id="H2", village_id="2")])
    assert not codes(project=[project(posting_end="soon", supervision_phone="\ue000")])


def test_a_project_without_anything_has_no_summary():
    assert statements.render(county(parcels=[], items=[]), STEM) == b""
