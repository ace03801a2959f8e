"""The notice of compensation: who gets what for what, for everybody to add up, and nothing personal."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from builders import household, item, outputs, parcel, price, project, village
from papers import CENT, TAILS, county, everything_in, figure, lines_of, opened, personal, text_of

from calc import statements
from calc.statements.compensation_notice import COMPENSATION_NOTICE
from calc.tables import TABLES
from calc.units import amount_in_words

STEM = "compensation-notice"
CELLS = 13


def notice(assessment, **options):
    return opened(assessment, STEM, **options)


def rows_of(document):
    return [words for page in document for words in lines_of(page)]


def matters(document):
    """Return the figures of each numbered row: quantity, three standards with amounts, sum, both payees."""
    found = {}
    for row in rows_of(document):
        head, _, tail = row[0].partition("-")
        if len(row) == CELLS and head.isdecimal() and tail.isdecimal():
            found[row[0]] = (row[1], [figure(each) for each in row[3:]])
    return found


def labelled(document, label, length):
    return [row for row in rows_of(document) if row[0] == label and len(row) == length]


def half_up(value):
    return value.quantize(CENT, ROUND_HALF_UP)


def test_every_amount_follows_from_quantity_and_standard_and_is_divided_by_the_printed_shares():
    found = matters(notice(county(), households=["H1"]))
    assert [name for name, _ in found.values()] == ["水浇地", "荒地", "小麦", "苹果树（盛果期）", "旱地"]
    for key, (_, figures) in found.items():
        quantity, *pairs = figures[:7]
        amounts = [each or Decimal(0) for each in pairs[1::2]]
        for rate, amount in zip(pairs[::2], amounts, strict=True):
            assert rate is None or amount == half_up(quantity * rate)
        whole, to_holder, to_collective = figures[7:]
        assert whole == sum(amounts) == to_holder + to_collective
        own = half_up(amounts[0] * 30 / 100) + amounts[1] + amounts[2]
        assert to_holder == (own if key.startswith("1-") else 0)


def test_holders_stand_with_their_sums_the_collective_last():
    document = notice(county(), households=["H1"])
    found = matters(document)
    for number, name, length in (("1", "张守义", 10), ("2", "村集体", 9)):
        (row,) = (each for each in rows_of(document) if each[:2] == [number, name])
        assert len(row) == length
        own = [figures[-3:] for key, (_, figures) in found.items() if key.startswith(f"{number}-")]
        assert [figure(each) for each in row[-3:]] == [sum(column) for column in zip(*own, strict=True)]


def test_the_total_is_what_the_village_gets_in_figures_and_words():
    assessment = county()
    text = text_of(notice(assessment, households=["H1"]))
    fen = assessment.totals.by_village[0]
    assert f"人民币{amount_in_words(fen)}" in text
    assert f"¥{fen // 100:,}.{fen % 100:02}" in text


def test_head_and_notes_say_how_the_village_was_judged_and_by_what():
    text = text_of(
        notice(
            county(
                project=[
                    project(
                        county="样例县",
                        posting_start="2018-06-01",
                        posting_end="2018-06-10",
                        objections_unit="县征地办",
                        objections_phone="0930-1234567",
                        supervision_phone="12345",
                    )
                ]
            ),
            households=["H1"],
        )
    )
    for each in (
        *("公示用", "位置：样例县石桥乡上河村三组", "公示期：2018年6月1日至2018年6月10日"),
        *("征地前人均耕地：1,200亩÷1,000人＝1.2亩", "适用档次：第八条第（一）项"),
        *("采用倍数：土地补偿费7倍、安置补助费5倍", "需要安置的农业人口：12.38人"),
        *("土地补偿费的30%、安置补助费的100%归权利人", "分配决议：三组〔2018〕2号。"),
        *("年产值来源：县统计局〔2018〕5号。", "倍数确定依据：Countydecision8/2018。"),
        *("青苗和地上附着物标准依据：县政发〔2017〕30号。", "1倍计算，不计安置补助费（第九条）"),
        *("向县征地办书面或口头提出，电话：0930-1234567；监督电话：12345。", "征收实施单位（章）"),
    ):
        assert each in text


def test_standards_stand_by_class_with_output_value_and_multiples():
    rows = rows_of(notice(county(), households=["H1"]))
    assert ["水浇地", "A", "1", "2.35002", "―", "1,243.33", "7", "8,703.31", "5", "6,216.65"] in rows
    assert ["荒地", "A", "1", "0.3333", "―", "1,243.33", "1", "1,243.33", "―", "―"] in rows
    assert ["合计", "3", "15.18332"] in rows


def test_what_is_not_recorded_is_left_to_be_written_in():
    text = text_of(notice(county(), households=["H1"]))
    assert "None" not in text
    assert "公示期：＿＿年＿＿月＿＿日至＿＿年＿＿月＿＿日" in text


# --- personal data ---------------------------------------------------------------------------------------

FREE = "身份证620102197001018888电话13800001111账号6222020000001111222家庭7人"


def private():
    """Return a county with personal data wherever an officer can write."""
    collective = {"payee": "某经济组织", "bank": "农商银行某支行", "account": "27011122000012345678"}
    own = {
        "area_source": FREE,
        "population_source": FREE,
        "multiple_basis": FREE,
        "tier_note": FREE,
        "resolution_number": FREE,
    }
    return county(
        villages=[
            village(township="石桥乡", village="上河村", **collective, **own),
            village(village_id="2", township="石桥乡", village="下河村", **collective, **own),
        ],
        outputs=[*outputs(source=FREE), *outputs("2", source=FREE)],
        households=[
            household(household_id=f"H{at}", head=name, village_id="12"[at // 2], **personal(at))
            for at, name in enumerate(("王建国", "王建国", "李强"))
        ],
        parcels=[
            parcel(
                parcel_id=f"P{at}",
                household_id=f"H{at}",
                place=FREE,
                boundaries=FREE,
                remark=FREE,
                price_basis=FREE,
                class_basis=FREE,
            )
            for at in range(3)
        ],
        items=[
            item(item_id=f"I{at}", household_id=f"H{at}", remark=FREE, price_basis=FREE, specification=FREE)
            for at in range(3)
        ],
        prices=[price(document=FREE)],
    )


def test_nothing_personal_is_anywhere_in_the_file():
    found = everything_in(statements.render(private(), STEM))
    people = [personal(at) for at in range(3)]
    secrets = [value for each in people for value in each.values()]
    secrets += [each["identity_number"][:14] for each in people]
    secrets += ["620102197001018888", "13800001111", "6222020000001111222", "某经济组织", "农商银行"]
    secrets += ["27011122000012345678"]
    assert [secret for secret in secrets if secret in found] == []
    assert "王建国（尾号1234）" in found
    assert "王建国（尾号567X）" in found
    assert TAILS[2] not in found  # nobody else has that name


def test_it_reads_no_column_of_personal_data_and_no_free_text_it_does_not_need():
    for table, columns in COMPENSATION_NOTICE.reads.items():
        assert not [name for name in columns if TABLES[table].by_name[name].personal]
        assert not columns & {"remark", "place", "boundaries", "price_basis", "class_basis", "tier_note"}


# --- pages -----------------------------------------------------------------------------------------------


def many(counts):
    return county(
        households=[household(household_id=f"H{at}", head=f"户主{at}") for at in range(len(counts))],
        parcels=[
            parcel(parcel_id=f"P{at}-{number}", household_id=f"H{at}", area=f"1.{number + 1}")
            for at, count in enumerate(counts)
            for number in range(count)
        ],
        items=[],
    )


def test_each_page_of_many_is_summed_up_and_its_head_and_mark_repeated():
    document = notice(many([3, 7, 1, 45, 0, 2, 10, 4, 6]))
    running = Decimal(0)
    closed = 0
    for page in document:
        rows = lines_of(page)
        own = [
            figure(row[10])
            for row in rows
            if len(row) == CELLS and "-" in row[0] and row[0].replace("-", "").isdecimal()
        ]
        text = "".join("".join(row) for row in rows)
        assert "公示用" in text
        if not own:
            continue
        assert "归集体" in text
        running += sum(own)
        (here,) = (row for row in rows if row[0] == "本页小计")
        # The last page tells the total instead.
        so_far = next(row for row in rows if row[0] in {"累计", "合计"} and len(row) == 8)
        assert figure(here[-3]) == sum(own)
        assert figure(so_far[-3]) == running
        closed += 1
    assert closed > 3
    (total,) = labelled(document, "合计", 8)
    assert figure(total[-3]) == running


def test_a_small_village_needs_no_sum_of_the_page():
    assert "本页小计" not in text_of(notice(many([2, 1])))


def test_rows_are_large_enough_for_a_wall():
    sizes = {
        span["size"]
        for page in notice(many([3, 2]))
        for block in page.get_text("dict")["blocks"]
        for line in block.get("lines", ())
        for span in line["spans"]
        if any(word in span["text"] for word in ("户主", "旱地", "1.2", "归集体"))
    }
    assert min(sizes) >= 9


def test_it_is_blocked_by_what_it_prints_and_by_nothing_else():
    def codes(**tables):
        return {each.code for each in statements.errors_of(county(**tables), STEM, ["H1"])}

    assert codes(villages=[village(land_multiple="", township="石桥乡"), village(village_id="2")])
    assert codes(households=[household(head="张\ue000"), household(household_id="H2", village_id="2")])
    assert codes(project=[project(posting_end="soon")]) == {"unreadable"}
    assert not codes(parcels=[parcel(remark="\ue000", place="\ue000")])
    assert not codes(project=[project(agreed_amount="much", reclamation_rate="dear")])
    assert not codes(
        households=[
            household(identity_number="62\ue000", bank="\ue000"),
            household(household_id="H2", village_id="2", head="王\ue000"),
        ]
    )


def test_tables_are_numbered_as_they_stand_one_that_is_missing_takes_no_number():
    text = text_of(notice(county()))
    assert text.index("一、征收土地的地类") < text.index("二、补偿结果") < text.index("三、补偿费用汇总")
    text = text_of(notice(county(parcels=[])))
    assert text.index("一、补偿结果") < text.index("二、补偿费用汇总")


def test_a_village_without_anything_has_no_notice():
    text = text_of(notice(county(parcels=[parcel()], items=[])))
    assert "上河村" in text
    assert "下河村" not in text
    assert statements.render(county(parcels=[], items=[]), STEM) == b""


@pytest.mark.parametrize(("large", "width"), [(False, 842), (True, 1191)])
def test_it_lies_on_a4_or_on_a3(large, width):
    document = notice(county(), edition=statements.Edition(large=large))
    assert {round(page.rect.width) for page in document} == {width}
