"""The payment roll: whom it pays, what stands apart, and that every printed figure adds up with the others."""

import re
from decimal import Decimal
from typing import NamedTuple

import pymupdf
import pytest
from builders import household, item, outputs, parcel, project, village
from hypothesis import given, settings
from hypothesis import strategies as st
from papers import county, figure, lines_of, opened, text_of

from calc import statements
from calc.language import catalogue
from calc.report import assessment_sheets
from calc.statements.holders import natural_order
from calc.statements.page import MM
from calc.units import amount_in_words
from calc.verifying import verify

STEM = "payment-roll"
ACCOUNT = "6217000390001234567"
IDENTITY = "620123196501011234"


class Listed(NamedTuple):
    """A row of a roll: its number, household ID and account, and its figures."""

    number: int
    texts: tuple[str, ...]
    figures: tuple[Decimal, ...]


class Part:
    """A table of a roll as it is printed: rows page by page, sums page by page, and its total."""

    def __init__(self):
        self.pages, self.page_sums, self.running, self.subtotals, self.total = [], [], [], [], None

    @property
    def rows(self):
        return [row for page in self.pages for row in page]


class Roll:
    """What is printed of one village."""

    def __init__(self):
        self.paid, self.deferred = Part(), Part()
        self.amounts = {}


def added(words, count=5):
    """Return the amounts of a sum's row and its area, 0 where there is none."""
    amounts = [figure(word) for word in words[-count:]]
    area = words[-count - 1] if len(words) > count + 1 else "0"
    return (figure(area), *amounts)


FIGURE = re.compile(r"―|[\d,]+\.\d\d")
SUMMARY = "征地补偿费用兑付汇总表"


def rolls(document):
    """Return the rolls by village, and the lines of the summary behind them; rows must have one line each."""
    starts = {page - 1: title for _, title, page in document.get_toc()}
    found, summary, name = {}, [], ""
    for page in document:
        name = starts.get(page.number, name)
        if name == SUMMARY:
            summary += lines_of(page)
            continue
        if page.number in starts:
            found[name] = roll = Roll()
            part = roll.paid
        for at in (roll.paid, roll.deferred):
            at.pages.append([])
        for words in lines_of(page):
            if words[0].startswith("暂缓发放（有争议"):
                part = roll.deferred
            elif words[-1].startswith("¥"):
                roll.amounts[words[0].partition("人民币")[0].partition("（")[0]] = figure(words[-1])
            else:
                read(part, words)
    return found, summary


def read(part, words):
    """Take a line of a table in."""
    match words[0]:
        case "本页小计":
            part.page_sums.append(added(words))
        case "累计":
            part.running.append(added(words))
        case "暂缓发放合计":
            part.total = added(words)
        case "累计（合计）":
            part.running.append(added(words))
            part.total = part.running[-1]
        case number if number.isdecimal() and len(words) >= 9:
            if not FIGURE.fullmatch(words[-1]):
                words = words[:-1]  # which parcels are disputed
            figures = tuple(figure(word) or Decimal(0) for word in words[-6:])
            part.pages[-1].append(Listed(int(number), (words[1], words[-7]), figures))
        case label if label.endswith("小计"):
            part.subtotals.append(added(words))


def total(rows):
    return tuple(map(sum, zip(*rows, strict=True))) if rows else (Decimal(0),) * 6


def check_part(part):
    """Add a table up: rows across, pages, running totals, subtotals, the total."""
    rows = part.rows
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    for row in rows:
        assert sum(row.figures[1:5]) == row.figures[5], row
    if part.total is not None:
        assert part.total == total([row.figures for row in rows])
    if part.page_sums:
        if len(part.running) < len(part.page_sums):  # the total stands in place of the last
            part.running.append(part.total)
        pages = [page for page in part.pages if page]
        assert part.page_sums == [total([row.figures for row in page]) for page in pages]
        assert part.running == [total(part.page_sums[: at + 1]) for at in range(len(pages))]
        assert part.running[-1] == part.total


def check(assessment, document):
    """Add up everything that is printed, and hold it against the assessment."""
    found, summary = rolls(document)
    for name, roll in found.items():
        check_part(roll.paid)
        check_part(roll.deferred)
        paid, deferred = ((part.total or (Decimal(0),) * 6)[-1] for part in (roll.paid, roll.deferred))
        assert roll.amounts["本次应发合计"] == paid
        assert roll.amounts.get("暂缓发放合计", 0) == deferred
        position = [each.name for each in assessment.villages].index(name)
        assert paid + deferred == Decimal(assessment.totals.by_village[position]) / 100
        if deferred:
            assert roll.amounts["补偿费用合计"] == paid + deferred
    assert sum(roll.amounts["本次应发合计"] for roll in found.values()) == bank(assessment, "代发明细")
    assert sum(roll.amounts.get("暂缓发放合计", 0) for roll in found.values()) == bank(assessment, "暂缓发放")
    if len(found) > 1:
        whole = next(line for line in summary if line[0] == "合计")
        paid, deferred, both = map(figure, whole[-3:])
        assert paid == bank(assessment, "代发明细")
        assert deferred == bank(assessment, "暂缓发放")
        assert both == Decimal(assessment.totals.amount) / 100
    return found, summary


def bank_rows(assessment, name):
    sheets = assessment_sheets(assessment, (), catalogue("zh"), lambda *_: 0)
    return next(sheet.rows for sheet in sheets if sheet.name == name)


def bank(assessment, name):
    return sum((row[3] for row in bank_rows(assessment, name)), Decimal(0))


@st.composite
def counties(draw):
    """Draw two villages: households, land in either, trees, some of it disputed, with shares."""
    villages = [
        village(
            village_id=at,
            village=name,
            township="",
            land_share=draw(st.sampled_from(["", "0", "33.33", "100"])),
        )
        for at, name in (("1", "上河村"), ("2", "下河村"))
    ]
    count = draw(st.integers(1, 30))
    households = [
        household(household_id=f"H{at}", village_id=str(at % 2 + 1), head=f"王{at}", account=f"9{at:018}")
        for at in range(count)
    ]
    where = st.sampled_from(["1", "1", "1", "2"])
    owner = st.sampled_from(["", *(each["household_id"] for each in households)])
    disputed = st.sampled_from(["", "", "是"])
    area = st.integers(1, 9_999_999).map(lambda millionths: str(Decimal(millionths) / 10**6))
    parcels = [
        parcel(
            parcel_id=f"P{at}",
            village_id=draw(where),
            household_id=draw(owner),
            area=draw(area),
            disputed=draw(disputed),
        )
        for at in range(draw(st.integers(0, 30)))
    ]
    items = [
        item(
            item_id=f"I{at}",
            village_id=draw(where),
            household_id=draw(owner),
            price=draw(st.sampled_from(["0", "0.01", "333.33"])),
            disputed=draw(disputed),
        )
        for at in range(draw(st.integers(0, 10)))
    ]
    return county(
        villages=villages,
        outputs=[*outputs(values=("1180", "1240", "1310")), *outputs("2", values=("801", "812", "820.01"))],
        households=households,
        parcels=parcels,
        items=items,
    )


@settings(max_examples=15)
@given(counties())
def test_everything_that_is_printed_adds_up_and_is_what_the_bank_pays(assessment):
    content = statements.render(assessment, STEM)
    if not content:
        assert assessment.totals.amount == 0
        return
    with pymupdf.open(stream=content) as document:
        check(assessment, document)


def two_villages(parcels, **tables):
    """Return a county of two villages whose names are short enough for one line of the roll."""
    return county(
        villages=[
            village(village_id=at, village=name, township="", land_share="30")
            for at, name in (("1", "上河村"), ("2", "下河村"))
        ],
        outputs=[*outputs(), *outputs("2")],
        parcels=parcels,
        items=[],
        **tables,
    )


def one_village(count=1, **columns):
    """Return a county whose village 1 has households with a parcel each."""
    return county(
        villages=[village(village="上河村", township="", land_share="30", payee="上河集体", **columns)],
        outputs=outputs(),
        households=[
            household(household_id=f"H{at}", head=f"王{at}", account=ACCOUNT) for at in range(1, count + 1)
        ],
        parcels=[parcel(parcel_id=f"P{at}", household_id=f"H{at}") for at in range(1, count + 1)],
        items=[],
    )


def test_300_households_are_added_up_on_every_page():
    assessment = one_village(300)
    document = opened(assessment, STEM)
    found, _ = check(assessment, document)
    (roll,) = found.values()
    assert len(roll.paid.rows) == 301  # the collective is the last
    assert document.page_count > 15
    assert len(roll.paid.page_sums) == sum(map(bool, roll.paid.pages))
    text = text_of(document)
    assert text.count("领款人签字（手印）") == len(roll.paid.page_sums)  # the head is repeated
    assert [row.texts[0] for row in roll.paid.rows[:12]] == [f"H{at}" for at in range(1, 13)]  # 2 before 10


def test_the_total_stands_in_figures_and_words_on_the_page_that_is_signed():
    assessment = one_village(40)
    document = opened(assessment, STEM)
    fen = assessment.totals.amount
    signed = [page for page in document if "村务监督委员会" in page.get_text()]
    assert len(signed) == 1
    text = "".join(signed[0].get_text().split())
    assert f"本次应发合计人民币{amount_in_words(fen)}" in text
    for label in ("制表人", "复核人：安复核", "村集体负责人", "村（章）", "征收实施单位（章）"):
        assert label in text


def test_the_collective_stands_on_the_roll_with_its_account():
    assessment = one_village(land_owner="集体", bank="县农信社", account=ACCOUNT)
    found, _ = check(assessment, opened(assessment, STEM))
    (roll,) = found.values()
    assert roll.paid.rows[-1].texts == ("―", ACCOUNT)
    text = text_of(opened(assessment, STEM))
    assert text.index("二、村集体") < text.index("上河集体县农信社")


def test_rows_have_room_for_a_hand_and_a_thumb():
    document = opened(one_village(3), STEM)
    page = document[0]
    lines = [each for drawing in page.get_drawings() for each in drawing["items"] if each[0] == "l"]
    level = sorted({round(each[1].y, 1) for each in lines if each[1].y == each[2].y})
    first, second = (
        next(word[1] for word in page.get_text("words") if word[4] == name) for name in ("H1", "H2")
    )
    height = min(y for y in level if y > second) - min(y for y in level if y > first)
    assert height >= 10 * MM - 0.1
    upright = sorted({round(each[1].x, 1) for each in lines if each[1].x == each[2].x})
    assert page.rect.width - 20 * MM - upright[-1] >= 25 * MM


def test_what_is_disputed_is_deferred_and_said_where():
    assessment = two_villages(
        [
            parcel(place="大路边"),
            parcel(parcel_id="P2", place="西坪", disputed="是"),
            parcel(parcel_id="P3", village_id="2", household_id="H2", place="后山", disputed="是"),
        ]
    )
    found, summary = check(assessment, opened(assessment, STEM))
    partly, only = found.values()
    assert [row.texts[0] for row in partly.paid.rows] == ["H1", "―"]
    assert [row.texts[0] for row in partly.deferred.rows] == ["H1", "―"]
    assert only.paid.rows == []
    assert [row.texts[0] for row in only.deferred.rows] == ["H2", "―"]
    assert only.amounts["本次应发合计"] == 0
    text = text_of(opened(assessment, STEM))
    assert "本次应发合计人民币零元整" in text
    assert text.count("西坪") == 1  # the household's row
    assert text.count("农户的争议地块") == 2  # that of each collective, which has a share of it
    assert "大路边" not in text
    assert any(line[:2] == ["2", "下河村"] for line in summary)


def test_who_owns_land_in_another_village_is_paid_on_its_roll_with_his_own_village():
    parcels = [parcel(), parcel(parcel_id="P2", household_id="H2")]
    document = opened(county(parcels=parcels, items=[]), STEM)
    assert len(document.get_toc()) == 1
    assert "李㛃（石桥乡下河村）" in text_of(document)
    lines = [line for page in document for line in lines_of(page)]
    paid = [line[1] for line in lines if line[0].isdecimal()]
    assert paid == ["H1", "H2", "―"]


def test_who_collects_for_another_is_named_with_his_relation_and_identity():
    agent = household(
        head="张守义",
        identity_number=IDENTITY,
        account_name="张小平",
        recipient_identity="620123199005055678",
        relation="子",
        bank="县农信社",
        account=ACCOUNT,
    )
    text = text_of(opened(county(households=[agent], parcels=[parcel()], items=[]), STEM))
    assert "张守义620123196501011234" in text
    assert "张小平（子）620123199005055678县农信社" in text
    assert "户名下的身份证号为代领人的" in text


@pytest.mark.parametrize("large", [False, True])
def test_an_account_is_one_run_of_digits_in_type_that_can_be_read(large):
    assessment = county(
        households=[
            household(
                identity_number=IDENTITY, account=ACCOUNT, bank="甘肃省农村信用社联合社样例县城关信用社"
            )
        ],
        parcels=[parcel(area="9.123456")],
        items=[],
    )
    document = opened(assessment, STEM, edition=statements.Edition(large=large))
    words = {word for page in document for line in lines_of(page) for word in line}
    assert {ACCOUNT, IDENTITY} <= words
    sizes = {
        span["size"]
        for page in document
        for block in page.get_text("dict")["blocks"]
        for line in block.get("lines", ())
        for span in line["spans"]
    }
    assert min(sizes) >= 7.99
    assert (document[0].rect.width > 1000) is large


def test_an_account_longer_than_its_cell_breaks_between_groups_of_four():
    long = "1234567890123456789012345678901234567890"
    found = text_of(opened(county(households=[household(account=long)], parcels=[parcel()], items=[]), STEM))
    assert long in found
    document = opened(county(households=[household(account=long)], parcels=[parcel()], items=[]), STEM)
    parts = [line for line in document[0].get_text().split("\n") if line and line in long and len(line) > 3]
    assert [len(part) % 4 for part in parts[:-1]] == [0] * (len(parts) - 1)


def test_long_and_rare_names_stand_whole():
    long = "甘肃省某某建设投资开发集团有限责任公司石桥乡上河村分公司" * 2
    households = [
        household(head="李䶮𬭎𠅤"),
        household(household_id="H2", head=long, holder_type="单位", identity_number="91620102MA0000000X"),
    ]
    parcels = [parcel(), parcel(parcel_id="P2", household_id="H2", area="999999")]
    assessment = county(households=households, parcels=parcels, items=[])
    text = text_of(opened(assessment, STEM))
    assert text.count("李䶮𬭎𠅤") == 2  # who is entitled, and in whose name the account is
    assert text.count(long) == 2
    fen = assessment.totals.amount
    assert fen > 10**11
    assert f"{fen // 100:,}.{fen % 100:02}" in text


def test_where_nothing_is_paid_there_is_no_roll():
    assert statements.render(county(parcels=[], items=[]), STEM) == b""


def test_the_summary_ends_a_file_of_all_villages_and_no_other():
    assessment = county()
    title = SUMMARY
    document = opened(assessment, STEM)
    assert [each for _, each, _ in document.get_toc()][-1] == title
    fen = assessment.totals.amount
    assert f"全项目本次应发合计人民币{amount_in_words(fen)}" in text_of(document)
    assert title not in text_of(opened(assessment, STEM, households=["H1"]))
    assert title not in text_of(opened(one_village(), STEM))


def test_the_file_that_is_printed_is_the_one_previewed_the_summary_included(tmp_path):
    assessment = county()
    statements.print_documents(assessment, tmp_path / "out", [STEM])
    assert (tmp_path / "out" / f"{STEM}.pdf").read_bytes() == statements.render(assessment, STEM)


def test_units_of_the_summary_are_their_rolls():
    assessment = two_villages(
        [
            parcel(),
            parcel(parcel_id="P2", village_id="2", household_id="H2", disputed="是"),
            parcel(parcel_id="P3", village_id="2"),
        ]
    )
    found, summary = check(assessment, opened(assessment, STEM))
    for name, roll in found.items():
        line = next(line for line in summary if line[1:2] == [name])
        count, *figures = (figure(each) or Decimal(0) for each in line[2:])
        assert count == len([row for row in roll.paid.rows if row.texts[0] != "―"])
        assert tuple(figures[:4]) == roll.paid.total[1:5]
        assert sum(figures[:4]) == sum(figures[4:6]) == figures[6] == roll.paid.total[5]
        assert figures[6] + figures[7] == figures[8]


def test_an_error_in_an_account_blocks_the_roll_and_not_the_statements():
    assessment = county(
        households=[household(account="坏\ue000"), household(household_id="H2", village_id="2")]
    )
    assert [each.code for each in statements.errors_of(assessment, STEM)] == ["unprintable"]
    assert statements.errors_of(assessment, "household-statements") == ()


def test_ids_sort_as_people_do():
    ids = ["H10", "H2", "0101-02", "0101-10", "户1", "2", "10"]
    assert sorted(ids, key=natural_order) == ["2", "10", "0101-02", "0101-10", "H2", "H10", "户1"]


def test_the_summary_has_a_code_of_its_own_by_which_it_is_found_again():
    assessment = two_villages([parcel(), parcel(parcel_id="P2", village_id="2", household_id="H2")])
    document = opened(assessment, STEM)
    codes = [re.search(r"(\w{5}-){4}\w{5}", page.get_text()).group() for page in document]
    assert len(set(codes)) == 3
    found = verify(assessment, codes[-1])
    assert found.agrees
    assert (found.paper.document, found.paper.total) == ("payment-roll-summary", assessment.totals.amount)
    more = two_villages([parcel(area="2"), parcel(parcel_id="P2", village_id="2", household_id="H2")])
    assert not verify(more, codes[-1]).agrees


def test_the_summary_is_issued_with_the_rolls_and_only_with_all_of_them():
    assessment = county()

    def stems(**options):
        return [document.stem for document, _ in statements.papers_of(assessment, [STEM], **options)]

    assert stems() == [STEM, "payment-roll-summary"]
    assert stems(villages=["1"]) == [STEM]


def test_the_summary_says_whose_it_is():
    parcels = [parcel(), parcel(parcel_id="P2", village_id="2", household_id="H2")]
    whole = project(county="样例县", requisitioning_unit="样例县自然资源局")
    document = opened(two_villages(parcels, project=[whole]), STEM)
    assert "县区：样例县征收单位：样例县自然资源局基准日" in text_of([document[-1]])
