"""The annex of signatures: each right-holder's part, the collective's, and room for a hand and a thumb."""

from decimal import Decimal

from builders import household, item, outputs, parcel, village
from papers import county, figure, lines_of, opened, text_of

from calc import statements
from calc.units import amount_in_words

STEM = "signature-annex"


def rows_of(document):
    """Return (texts, figures) of each line of the table, and the sums by label, page by page."""
    rows, sums = [], []
    for page in document:
        rows.append([])
        sums.append({})
        for words in lines_of(page):
            if len(words) == 8 and (words[0].isdecimal() or words[0] == "―"):
                rows[-1].append((tuple(words[:3]), tuple(figure(word) or Decimal(0) for word in words[3:])))
            elif len(words) == 6 and words[-1][-3:-2] == ".":
                sums[-1][words[0]] = tuple(map(figure, words[1:]))
    return rows, sums


def many(count):
    """Return a county with a village of so many households, a parcel and a tree each."""
    return county(
        villages=[village(village="上河村", township="", land_owner="集体", land_share="30")],
        outputs=outputs(),
        households=[household(household_id=f"H{at}", head=f"王{at}") for at in range(1, count + 1)],
        parcels=[
            parcel(parcel_id="P0", household_id="", area="2.5"),
            *(
                parcel(parcel_id=f"P{at}", household_id=f"H{at}", area=f"{at}.01")
                for at in range(1, count + 1)
            ),
        ],
        items=[item(item_id=f"I{at}", household_id=f"H{at}") for at in range(1, count + 1)],
    )


def total(rows):
    return tuple(map(sum, zip(*rows, strict=True)))


def test_parts_of_everybody_and_the_collective_are_what_the_village_gets():
    assessment = many(60)
    document = opened(assessment, STEM)
    rows, sums = rows_of(document)
    flat = [row for page in rows for row in page]
    assert [texts[:2] for texts, _ in flat] == [
        *((str(at), f"H{at}") for at in range(1, 61)),
        ("―", "―"),
    ]
    for _, (_, *amounts, whole) in flat:
        assert sum(amounts) == whole
    figures = [of_row for _, of_row in flat]
    last = sums[-1] if "合计" in sums[-1] else sums[-2]
    assert last["合计"] == total(figures)
    assert last["农户及其他权利人小计"] == total(figures[:-1])
    assert last["合计"][-1] == Decimal(assessment.totals.amount) / 100
    assert last["合计"][0] == Decimal("2.5") + sum(Decimal(f"{at}.01") for at in range(1, 61))
    so_far = total(figures[:0] or [(Decimal(0),) * 5])
    for on_page, of_page in zip(rows, sums, strict=True):
        if not on_page:
            continue
        assert of_page["本页小计"] == total([of_row for _, of_row in on_page])
        so_far = total([so_far, of_page["本页小计"]])
        assert of_page.get("累计", of_page.get("合计")) == so_far


def test_it_says_what_they_agree_to_how_many_and_who_answers_for_it():
    assessment = many(2)
    text = text_of(opened(assessment, STEM))
    for phrase in (
        "同意按此签订征地补偿安置协议",
        "应签2户（单位）",
        "实签＿＿＿＿户（单位）",
        "村集体负责人",
        "村务监督委员会",
        "村（章）",
        "征收实施单位（章）",
        "复核人：安复核",
        f"本村组补偿费用合计人民币{amount_in_words(assessment.totals.amount)}",
    ):
        assert phrase in text
    assert "本页小计" not in text  # its total stands on the one page


def test_whoever_gets_nothing_agrees_too_and_disputes_are_marked():
    villages = [village(village="上河村", resettlement_share="0"), village(village_id="2", village="下河村")]
    parcels = [
        parcel(),
        parcel(parcel_id="P2", village_id="2", household_id="H2", disputed="是"),
        parcel(parcel_id="P3", household_id="H2"),
    ]
    document = opened(county(villages=villages, parcels=parcels, items=[]), STEM)
    lines = [line for page in document for line in lines_of(page)]
    assert ["1", "H1", "张守义", "1.0000", *"――――"] in lines
    text = text_of(document)
    assert text.count("李㛃（有争议）") == 1
    assert "李㛃（HillTownship下河村）" in text


def test_it_has_no_identity_number_and_no_account():
    personal = household(identity_number="620123196501011234", account="6217000390001234567", bank="农信社")
    text = text_of(opened(county(households=[personal], parcels=[parcel()], items=[]), STEM))
    assert "620123196501011234" not in text
    assert "6217000390001234567" not in text


def test_a_village_without_right_holders_has_none():
    assert statements.render(county(parcels=[parcel(household_id="")], items=[]), STEM) == b""
