"""Every printed figure follows from others on paper by the printed rules, whatever the scenario.

Random counties are printed, every document of them; the figures are read back from the pages, computed again
from one another with a pocket calculator's arithmetic, and compared with the assessment.
"""

import re
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

import pytest
from builders import household, item, outputs, parcel, price, project, scenario, village
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import amount_of, figure, papers_of

from calc import statements
from calc.assess import assess
from calc.lines import COLLECTIVE, HEADS, HOUSEHOLD
from calc.units import amount_in_words

CENT = Decimal("0.01")
HALF_A_FEN = Decimal("0.005")
HEAD_NAMES = ("土地补偿费", "安置补助费", "青苗补偿费", "地上附着物")
WORDS = "人民币[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整]+"


def rounded(value, places=CENT):
    """Return a figure rounded as the page says."""
    return value.quantize(places, ROUND_HALF_UP)


def yuan(fen):
    return Decimal(int(fen)) / 100


# --- random counties -------------------------------------------------------------------------------------

CULTIVATED = ("水田", "水浇地", "旱地", "菜地")
WASTE = ("弃耕地", "荒地", "废弃地")
PRICED = ("林地", "园地", "坑塘水面", "其他")
NAMES = ("张三", "李䶮", "王𠅤", "买买提·艾山", "赵㛃", "孙六")
# Area and population of a village, with lawful multiples in hundredths: from, to of land and resettlement.
TIERS = (
    ("1200", "1000", (600, 800), (400, 600)),
    ("999.6", "1000", (800, 1000), (600, 1000)),
    ("390", "1000", (800, 1200), (600, 1300)),
)


def decimals(low, high, places):
    """Return numbers as they are typed, between two whole numbers."""
    return st.integers(low * 10**places, high * 10**places).map(
        lambda value: str(Decimal(value).scaleb(-places))
    )


def either(*choices):
    return st.sampled_from(choices)


AREAS = st.one_of(decimals(1, 9, 4), decimals(1, 30, 6), either("0.000001", "1", "999999.999999"))
VALUES = st.one_of(decimals(300, 2500, 2), either("0.01", "1000000"))
PRICES = st.one_of(decimals(1, 40000, 2), either("0.01", "100000000"))
QUANTITIES = st.one_of(decimals(1, 300, 0), decimals(1, 30, 3), either("0.000001", "1000000"))
SHARES = either("0", "30", "33.33", "66.67", "100")


@st.composite
def villages(draw, number):
    area, population, land, resettlement = draw(st.sampled_from(TIERS))
    times = [str(Decimal(draw(st.integers(*each))) / 100) for each in (land, resettlement)]
    return village(
        village_id=str(number),
        township="石桥乡",
        village=("上河村", "下河村", "后山村")[number],
        cultivated_area=area,
        population=population,
        land_multiple=times[0],
        resettlement_multiple=times[1],
        land_share=draw(SHARES),
        resettlement_share=draw(SHARES),
        survey_area=draw(either("", "22.5")),
        payee="村经济合作社",
    )


@st.composite
def zones(draw, village_id):
    """Return the output values of one or two zones of a village: three years, or the published average."""
    rows = []
    for zone in ("川地", "山地")[: draw(st.integers(1, 2))]:
        if draw(st.booleans()):
            rows += outputs(village_id, zone, draw(st.tuples(VALUES, VALUES, VALUES)))
        else:
            average = {"village_id": village_id, "zone": zone, "year": "平均", "value": draw(VALUES)}
            rows.append({**average, "source": "公布"})
    return rows


@st.composite
def parcels(draw, number, places, holders):
    village_id = draw(st.sampled_from(sorted(places)))
    land_class = draw(either(*CULTIVATED, *CULTIVATED, *WASTE, *PRICED))
    state = draw(either(False, False, False, True))
    measure = {"area": draw(AREAS)}
    if draw(either(False, False, True)):
        measure = {"square_metres": draw(decimals(1, 9000, 2))}
    priced = {"zone": draw(st.sampled_from(places[village_id]))}
    if state or land_class in PRICED:
        priced = {"zone": "", "land_price": draw(PRICES), "price_basis": "县发"}
        if draw(st.booleans()):
            priced["resettlement_price"] = draw(PRICES)
    return parcel(
        parcel_id=f"P{number}",
        village_id=village_id,
        household_id=draw(st.sampled_from(["", *holders[village_id]])),
        land_class=land_class,
        place="北坡",
        ownership="国有" if state else "",
        basic_farmland=draw(either("", "是", "否")),
        disputed=draw(either("", "", "", "是")),
        **measure,
        **priced,
    )


@st.composite
def items(draw, number, holders):
    village_id = draw(st.sampled_from(sorted(holders)))
    category, name, unit = draw(
        either(("青苗", "小麦", "亩"), ("青苗", "玉米", "亩"), ("地上附着物", "果树", "株"))
    )
    listed = name == "果树" and draw(st.booleans())
    return item(
        item_id=f"I{number}",
        village_id=village_id,
        household_id=draw(st.sampled_from(["", *holders[village_id]])),
        category=category,
        name=name,
        specification="",
        unit=unit,
        quantity=draw(QUANTITIES),
        price="" if listed else draw(PRICES),
        disputed=draw(either("", "", "", "是")),
    )


@st.composite
def counties(draw):
    """Return a lawful county with everything that changes how a page adds up."""
    numbers = range(draw(st.integers(1, 3)))
    rows = [draw(villages(number)) for number in numbers]
    values = [draw(zones(str(number))) for number in numbers]
    places = {each[0]["village_id"]: [*dict.fromkeys(row["zone"] for row in each)] for each in values}
    people, holders = [], {}
    for number in numbers:
        ids = [f"{number}{at:02}" for at in range(draw(st.integers(1, 3)))]
        holders[str(number)] = ids
        people += [
            household(
                household_id=each,
                village_id=str(number),
                head=draw(st.sampled_from(NAMES)),
                holder_type=draw(either("", "", "", "单位")),
                objection=draw(either("", "", "", "面积不符")),
            )
            for each in ids
        ]
    return {
        "project": [project(name="国道310线改建工程", county="样例县", agreed_amount=draw(PRICES))],
        "villages": rows,
        "outputs": [row for each in values for row in each],
        "households": people,
        "parcels": [draw(parcels(at, places, holders)) for at in range(draw(st.integers(0, 7)))],
        "items": [draw(items(at, holders)) for at in range(draw(st.integers(0, 4)))],
        "prices": [
            price(name="果树", specification="", unit="株", price=draw(PRICES), document="县政发〔2017〕30号")
        ],
    }


# --- sums ------------------------------------------------------------------------------------------------


def kind_of(row):
    """Return what a row sums up: the lines of a page, all lines so far, those of one kind; "" for a line."""
    label = row.label
    if label == "本页小计":
        return "page"
    if label.startswith(("合计", "累计")) or label.endswith("合计"):
        return "whole"
    return "part" if label.endswith("小计") else ""


def add_up(table, *titles, by=""):
    """Compute all sums again from the lines above them; return the sums of the lines.

    Where `by` names a column, a subtotal is that of the lines with one text in it: not all kinds have one.
    """
    sums = {kind: defaultdict(Decimal) for kind in ("page", "whole", "part")}
    last = ""
    for row in table.rows:
        kind = kind_of(row)
        if kind:
            printed = {title: table.figure(row, title) for title in titles}
            assert any(value is not None for value in printed.values()), row
            for title, value in printed.items():
                assert value is None or value == sums[kind][title], (row.label, title)
            if kind != "whole":
                sums[kind].clear()
        elif sum(map(bool, row.cells)) > 1:  # no caption
            if by and row.cells[table.column(by)] != last:
                last = row.cells[table.column(by)]
                sums["part"].clear()
            for title in titles:
                for each in sums.values():
                    each[title] += table.figure(row, title) or 0
    return {title: sums["whole"][title] for title in titles}


def total_row(table):
    """Return the last row, which has the totals, None where it is a line."""
    return table.rows[-1] if kind_of(table.rows[-1]) == "whole" else None


def amount(paper, label):
    """Return what a line of the block of totals says; where it says it in words too, both agree."""
    found = re.search(rf"{re.escape(label)}({WORDS})?¥([0-9,.]+)({WORDS})?", paper.text)
    assert found, label
    value = figure(found[2])
    for words in filter(None, (found[1], found[3])):
        assert amount_of(words) == value
    return value


def in_words(paper, label):
    """Return what is paid, which must be told in words."""
    assert re.search(rf"{re.escape(label)}(¥[0-9,.]+)?人民币", paper.text)
    return amount(paper, label)


def lines_of(table):
    """Return the rows which are no sums and no captions."""
    return [row for row in table.rows if not kind_of(row) and row.is_line()]


def check_line(table, row, undivided="应补金额"):
    """Compute one line again: its standard, and the amount before it is divided."""
    aaov, multiple = table.figure(row, "前三年平均年产值"), table.figure(row, "倍数")
    rate = table.figure(row, "补偿标准")
    if aaov is not None:
        assert rate == aaov * multiple
    assert table.figure(row, undivided) == rounded(table.figure(row, "数量") * rate)


# --- each document ---------------------------------------------------------------------------------------


class County:
    """A county as it is printed and as it was assessed."""

    def __init__(self, tables):
        self.assessment = assess(scenario(**tables))
        assert not self.assessment.has_errors, self.assessment.findings
        self.papers = {
            stem: papers_of(data) if (data := statements.render(self.assessment, stem)) else []
            for stem in statements.DOCUMENTS
        }

    def names(self, table, column):
        return self.assessment.scenario[table].text(column).values.tolist()

    def paid(self, payee, **only):
        """Return by head what is paid to a payee, in yuan, of the lines of one village or household."""
        lines = self.assessment.computation.lines
        wanted = lines.payee == payee
        for name, value in only.items():
            wanted = wanted & (getattr(lines, name) == value)
        return [yuan(sum(lines.amount[wanted & (lines.head == head)].tolist())) for head in range(len(HEADS))]

    def registered(self, column, value):
        """Return the areas in mu and the quantities of items that are registered under an ID."""
        quantities = {
            "parcels": self.assessment.computation.parcels.area,
            "items": self.assessment.scenario["items"].number("quantity").values,
        }
        return [
            [
                Decimal(int(micro)).scaleb(-6)
                for micro, held in zip(values, self.names(table, column), strict=True)
                if held == value
            ]
            for table, values in quantities.items()
        ]

    def of_village(self, stem, position):
        """Return the paper of a village, None where it has none."""
        name = self.assessment.villages[position].name.replace(" ", "")
        heads = {
            index: "".join(text.text for text in each.texts[:12])
            for index, each in enumerate(self.papers[stem])
        }
        return next((self.papers[stem][index] for index, head in heads.items() if name in head), None)


def check_households(county):
    papers = county.papers["household-statements"]
    ids = county.names("households", "household_id")
    assert sorted(paper.after("户号：").split()[0] for paper in papers) == sorted(ids)
    for paper in papers:
        at = ids.index(paper.after("户号：").split()[0])
        table = paper.table("应补金额", "比例", "本户应得")
        for row in lines_of(table):
            check_line(table, row)
            share = table.figure(row, "比例")
            assert table.figure(row, "本户应得") == rounded(table.figure(row, "应补金额") * share / 100)
        sums = add_up(table, "应补金额", "本户应得")
        paid = county.paid(HOUSEHOLD, household=at)
        for head, name in enumerate(HEAD_NAMES):
            printed = [table.figure(row, "本户应得") for row in table.rows if row.label == f"{name}小计"]
            assert sum(printed) == paid[head]
        assert in_words(paper, "本户应得合计") == sums["本户应得"] == sum(paid)
        assert sums["本户应得"] == yuan(county.assessment.totals.by_household[at])
        rest = amount(paper, "归集体部分（供核对，不计入本户）")
        assert rest == sums["应补金额"] - sums["本户应得"]


def check_collectives(county):
    for position in range(len(county.assessment.villages)):
        paper = county.of_village("collective-statements", position)
        paid = sum(county.paid(COLLECTIVE, village=position))
        if paper is None:
            assert paid == 0
            continue
        table = paper.table("应补金额", "归农户", "归集体")
        for row in lines_of(table):
            check_line(table, row)
            whole, collective = table.figure(row, "应补金额"), table.figure(row, "归集体")
            share = table.figure(row, "农户比例")
            own = 0 if share is None else rounded(whole * share / 100)
            assert (table.figure(row, "归农户") or 0) == own
            assert collective == whole - own
        sums = add_up(table, "应补金额", "归农户", "归集体")
        assert in_words(paper, "村集体应得合计") == sums["归集体"] == paid
        if "其中：集体自用" in paper.text:
            parts = re.findall(r"其中：[^¥]+", paper.text)
            assert sum(amount(paper, label) for label in parts) == paid


def check_heads(county, position, table):
    """Check the table of heads by payee, which two documents have."""
    paid = [county.paid(payee, village=position) for payee in (HOUSEHOLD, COLLECTIVE)]
    for row in table.rows:
        to_household, to_collective, whole = (
            table.figure(row, title) or 0 for title in ("归农户", "归集体", "合计")
        )
        assert to_household + to_collective == whole
        if row.label in HEAD_NAMES:
            head = HEAD_NAMES.index(row.label)
            assert [to_household, to_collective] == [each[head] for each in paid]
    sums = add_up(table, "归农户", "归集体", "合计")
    assert total_row(table) is not None
    assert sums["合计"] == yuan(county.assessment.totals.by_village[position])
    return sums["合计"]


def check_grouped(table, row, area, pairs, parts):
    """Check amounts of several lines together: each was rounded, so each may be off by half a fen."""
    for rate, value in pairs:
        standard = table.figure(row, rate)
        if standard is not None:
            exact = table.figure(row, area) * standard
            assert abs(table.figure(row, value) - exact) <= HALF_A_FEN * parts


def check_land(table):
    """Check land by class in the village summary; return the sum of all."""
    for row in lines_of(table):
        parts = table.figure(row, "地块数")
        for head in ("土地补偿费", "安置补助费"):
            times = table.figure(row, f"{head}/倍数")
            if times is not None:
                rate = table.figure(row, f"{head}/标准（元/亩）")
                assert rate == table.figure(row, "前三年平均年产值") * times
            pair = (f"{head}/标准（元/亩）", f"{head}/金额")
            check_grouped(table, row, "面积（亩）", [pair], parts)
    for row in table.rows:
        halves = (table.figure(row, f"{head}/金额") or 0 for head in ("土地补偿费", "安置补助费"))
        assert sum(halves) == table.figure(row, "两项合计")
    titles = ("地块数", "面积（亩）", "其中基本农田（亩）", "土地补偿费/金额", "安置补助费/金额", "两项合计")
    return add_up(table, *titles)["两项合计"]


def check_areas(table):
    rows = {row.label: row for row in table.rows}
    for title in ("登记（亩）", "勘测定界（亩）", "相差（亩）"):
        cultivated, other, whole = (table.figure(rows[each], title) for each in ("耕地", "其他土地", "合计"))
        if cultivated is not None and other is not None:
            assert cultivated + other == whole
    for row in table.rows:
        registered = table.figure(row, "登记（亩）")
        surveyed, difference = table.figure(row, "勘测定界（亩）"), table.figure(row, "相差（亩）")
        assert (surveyed is None) == (difference is None)
        if surveyed is not None:
            assert difference == registered - surveyed
        hectares = table.figure(row, "折合公顷")
        assert hectares == rounded(registered / 15, Decimal(1).scaleb(hectares.as_tuple().exponent))


def check_summaries(county):
    for position in range(len(county.assessment.villages)):
        paper = county.of_village("village-summaries", position)
        if paper is None:
            assert county.assessment.totals.by_village[position] == 0
            continue
        whole = check_heads(county, position, paper.table("补偿项目", "归农户", "归集体", "合计"))
        assert in_words(paper, "补偿费用合计") == whole
        check_areas(paper.table("土地面积", "登记（亩）"))
        land, things = paper.table("地块数", "两项合计"), paper.table("名称", "数量", "金额", "归农户")
        found = check_land(land) if land else 0
        if things:
            lines = county.assessment.computation.lines
            parts = sum(((lines.village == position) & (lines.from_item == 1)).tolist())
            for row in lines_of(things):
                check_grouped(things, row, "数量", [("补偿标准", "金额")], parts)
            for row in things.rows:
                payees = (things.figure(row, title) for title in ("归农户", "归集体"))
                assert sum(payees) == things.figure(row, "金额")
            found += add_up(things, "金额", "归农户", "归集体")["金额"]
        assert found == whole


def check_outputs(table):
    for row in table.rows:
        average, whole = table.figure(row, "前三年平均年产值"), table.figure(row, "三年合计")
        if whole is not None:
            years = [table.figure(row, title) for title in ("第一年", "第二年", "第三年")]
            assert sum(years) == whole
            assert average == rounded(whole / 3)


def check_multiples(paper):
    times = paper.table("项目", "法定最低", "本次采用", "法定最高")
    spans = paper.table("耕地面积（亩）", "本次采用")
    if times is None:
        return
    land, resettlement, both = times.rows
    for title in ("法定最低", "本次采用", "法定最高"):
        parts = [times.figure(each, title) for each in (land, resettlement)]
        if None not in parts:
            assert sum(parts) == times.figure(both, title)
    for row in spans.rows:
        lowest, chosen, highest = (spans.figure(row, title) for title in ("法定最低", "本次采用", "法定最高"))
        assert (lowest or 0) <= chosen + 1
        assert chosen <= highest + 1
        aaov = spans.figure(row, "平均年产值（元/亩）")
        if aaov is not None:
            exact = spans.figure(row, "耕地面积（亩）") * aaov * times.figure(both, "本次采用")
            assert abs(chosen - exact) <= HALF_A_FEN * 20
    add_up(spans, "耕地面积（亩）", "法定最低", "本次采用", "法定最高")


def check_people(table):
    for row in table.rows[:2]:
        before, taken, after = (
            table.figure(row, title) for title in ("征地前", "本次征收（安置）", "征地后")
        )
        assert before - taken == after


def check_bases(county):
    for position in range(len(county.assessment.villages)):
        paper = county.of_village("basis-of-calculation", position)
        if paper is None:
            assert county.assessment.totals.by_village[position] == 0
            continue
        check_outputs(paper.table("第一年", "三年合计") or paper.table("年度", "前三年平均年产值"))
        check_multiples(paper)
        whole = check_heads(county, position, paper.table("补偿项目", "归农户", "归集体", "合计"))
        assert in_words(paper, "补偿费用合计") == whole
        land = paper.table("土地补偿费/金额", "安置补助费/金额")
        people = paper.table("征地前", "征地后")
        things = paper.table("名称", "数量", "金额", "依据")
        found = 0
        if land:
            lines = county.assessment.computation.lines
            parts = sum(((lines.village == position) & (lines.from_item == 0)).tolist())
            for row in lines_of(land):
                for head in ("土地补偿费", "安置补助费"):
                    pair = (f"{head}/标准（元/亩）", f"{head}/金额")
                    check_grouped(land, row, "面积（亩）", [pair], parts)
            found += sum(add_up(land, "土地补偿费/金额", "安置补助费/金额").values())
        if people:
            check_people(people)
        if things:
            found += add_up(things, "金额")["金额"]
        assert found == whole


def check_registration(county):
    """Check quantities: what is registered stands there, each area once, and adds up."""
    ids = county.names("households", "household_id")
    for paper in county.papers["registration-sheets"]:
        at = ids.index(paper.after("户号：").split()[0])
        areas, quantities = county.registered("household_id", ids[at])
        land, things = paper.table("面积（亩）", "异议"), paper.table("数量", "异议")
        printed = [land.figure(row, "面积（亩）") for row in land.rows if not kind_of(row)] if land else []
        assert sorted(printed) == sorted(areas)
        assert not land or add_up(land, "面积（亩）", by="地类")["面积（亩）"] == sum(areas)
        counted = [things.figure(row, "数量") for row in things.rows] if things else []
        assert sorted(counted) == sorted(quantities)


def check_survey(county):
    for position, village_id in enumerate(county.names("villages", "village_id")):
        areas, _ = county.registered("village_id", village_id)
        paper = county.of_village("survey-notice", position)
        classes = paper.table("地类", "折合公顷") if paper else None
        assert (classes is None) == (not areas)
        if classes is None:
            continue
        assert add_up(classes, "地块数", "面积（亩）")["面积（亩）"] == sum(areas)
        holders = paper.table("权利人", "土地合计（亩）")
        held = [holders.figure(row, "土地合计（亩）") or 0 for row in holders.rows if row.cells[0]]
        assert sum(held) == sum(areas)


def paid_in(county, position, household):
    """Return what a household is paid of the lines of one village."""
    return sum(county.paid(HOUSEHOLD, village=position, household=household))


def check_across(table, row, parts, whole="合计"):
    """Check that the figures of a row come to its sum."""
    assert sum(table.figure(row, title) or 0 for title in parts) == (table.figure(row, whole) or 0)


def check_payees(county, position, tables, heads):
    """Check lists of who is paid in a village: each row, each payee's sum, and the sum of all."""
    ids = county.names("households", "household_id")
    due = defaultdict(Decimal)
    whole = 0
    for table in tables:
        for row in table.rows:
            if sum(map(bool, row.cells)) > 1:
                check_across(table, row, heads)
            if not kind_of(row) and row.cells[table.column("合计")]:
                due[row.cells[table.column("户号")]] += table.figure(row, "合计") or 0
        whole += add_up(table, *heads, "合计")["合计"]
    for at, household_id in enumerate(ids):
        assert due.pop(household_id, 0) == paid_in(county, position, at)
    assert sum(due.values()) == sum(county.paid(COLLECTIVE, village=position))
    assert whole == yuan(county.assessment.totals.by_village[position])


def check_rolls(county):
    for position in range(len(county.assessment.villages)):
        paper = county.of_village("payment-roll", position)
        if paper is None:
            assert county.assessment.totals.by_village[position] == 0
            continue
        lists = [table for table in paper.tables if "账号" in table.titles]
        check_payees(county, position, lists, HEAD_NAMES)
        payable = [table for table in lists if "领款人签字（手印）" in table.titles]
        due = sum(add_up(table, "合计")["合计"] for table in payable)
        assert in_words(paper, "本次应发合计") == due
    for paper in county.papers["payment-roll"]:
        table = paper.table("领款户（单位）数", "应发合计/合计")
        if table:
            for row in table.rows:
                parts = ("应发合计/农户及其他权利人", "应发合计/村集体")
                check_across(table, row, parts, "应发合计/合计")
                check_across(table, row, [f"本次应发/{head}" for head in HEAD_NAMES], "应发合计/合计")
                check_across(table, row, ("应发合计/合计", "暂缓发放"), "补偿费用合计")
            whole = add_up(table, "应发合计/合计", "暂缓发放", "补偿费用合计")["补偿费用合计"]
            assert whole == yuan(county.assessment.totals.amount)


def check_annexes(county):
    for position in range(len(county.assessment.villages)):
        paper = county.of_village("signature-annex", position)
        if paper is None:
            assert sum(county.paid(HOUSEHOLD, village=position)) == 0
            continue
        table = paper.table("青苗和地上附着物", "签字（手印）")
        check_payees(county, position, [table], ("土地补偿费", "安置补助费", "青苗和地上附着物"))


def check_project_summary(county):
    if not county.papers["project-summary"]:
        assert county.assessment.totals.amount == 0
        return
    (paper,) = county.papers["project-summary"]
    table = paper.table("归农户", "归集体", "村组")
    for row in table.rows:
        if sum(map(bool, row.cells)) > 1:
            check_across(table, row, HEAD_NAMES)
            check_across(table, row, ("归农户", "归集体"))
    sums = add_up(table, "征收面积（亩）", "其中耕地（亩）", *HEAD_NAMES, "合计", "归农户", "归集体")
    whole = yuan(county.assessment.totals.amount)
    assert in_words(paper, "补偿费用合计") == sums["合计"] == whole
    lawful = paper.table("档次", "需安置人口（人）")
    if lawful:
        chosen = [f"耕地两项费用（元）/{each}" for each in ("法定最低", "本次采用", "法定最高")]
        add_up(lawful, "征收耕地（亩）", *chosen, "需安置人口（人）")
    agreed = amount(paper, "包干协议金额")
    difference = re.search(r"差额：[^¥]*¥([0-9,.]+)", paper.text)
    assert figure(difference[1]) == abs(agreed - whole)


POSTED_HEADS = ("土地补偿费", "安置补助费", "青苗、地上附着物")
POSTED = (*(f"{head}/金额" for head in POSTED_HEADS), "归属/归权利人", "归属/归集体")


def check_posted_line(table, row):
    """Compute one line of a posted result again."""
    for head in POSTED_HEADS:
        rate = table.figure(row, f"{head}/标准")
        if rate is not None:
            assert table.figure(row, f"{head}/金额") == rounded(table.figure(row, "数量") * rate)


def check_posted(table):
    """Check a posted result: each right-holder's row is the sum of his lines; return the table of lines."""
    rows = [row for row in table.rows if not row.cells[0].isdecimal()]
    lines = [row for row in rows if row.cells[0]]
    for row in table.rows:
        check_across(table, row, POSTED[:3])
        check_across(table, row, POSTED[3:])
    for row in lines:
        check_posted_line(table, row)
    for holder in (row for row in table.rows if row.cells[0].isdecimal()):
        own = [row for row in lines if row.cells[0].split("-")[0] == holder.cells[0]]
        for title in POSTED:
            assert (table.figure(holder, title) or 0) == sum(table.figure(row, title) or 0 for row in own)
    return table._replace(rows=tuple(rows))


def check_compensation_notices(county):
    for position in range(len(county.assessment.villages)):
        paper = county.of_village("compensation-notice", position)
        if paper is None:
            assert county.assessment.totals.by_village[position] == 0
            continue
        lines = check_posted(paper.table("归属/归权利人", "归属/归集体"))
        sums = add_up(lines, "合计", "归属/归权利人", "归属/归集体")
        assert sums["合计"] == yuan(county.assessment.totals.by_village[position])
        assert sums["归属/归权利人"] == sum(county.paid(HOUSEHOLD, village=position))
        heads = paper.table("补偿项目", "归权利人", "归集体", "合计")
        assert add_up(heads, "归权利人", "归集体", "合计")["合计"] == sums["合计"]


def check_objections(county):
    """Check that the list, which tells no amount, has every household that objects, once."""
    objects = county.names("households", "objection")
    wanted = [
        each for each, said in zip(county.names("households", "household_id"), objects, strict=True) if said
    ]
    tables = [each for paper in county.papers["objections"] for each in paper.tables if "户号" in each.titles]
    assert sorted(row.cells[table.column("户号")] for table in tables for row in table.rows) == sorted(wanted)


CHECKS = {
    "registration-sheets": check_registration,
    "survey-notice": check_survey,
    "household-statements": check_households,
    "collective-statements": check_collectives,
    "village-summaries": check_summaries,
    "basis-of-calculation": check_bases,
    "payment-roll": check_rolls,
    "signature-annex": check_annexes,
    "project-summary": check_project_summary,
    "compensation-notice": check_compensation_notices,
    "objections": check_objections,
}


def check_project(county):
    """Check that what households and collectives are paid is what villages and the project cost."""
    due = sum(amount(paper, "本户应得合计") for paper in county.papers["household-statements"])
    due += sum(amount(paper, "村集体应得合计") for paper in county.papers["collective-statements"])
    cost = sum(amount(paper, "补偿费用合计") for paper in county.papers["village-summaries"])
    assert due == cost == yuan(county.assessment.totals.amount)


@settings(max_examples=20)
@given(counties())
def test_every_printed_figure_follows_from_others_and_equals_the_assessment(tables):
    county = County(tables)
    for check in CHECKS.values():
        check(county)
    check_project(county)


def test_every_document_is_added_up():
    assert set(statements.DOCUMENTS) == set(CHECKS)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("壹仟肆佰零玖元伍角整", "1409.50"),
        ("陆仟零柒元壹角肆分", "6007.14"),
        ("壹仟陆佰捌拾元零叁角贰分", "1680.32"),
        ("壹拾万柒仟元零伍角叁分", "107000.53"),
        ("贰亿元整", "200000000"),
        ("零元整", "0"),
        ("壹分", "0.01"),
        ("柒角捌分", "0.78"),
    ],
)
def test_words_are_read_as_a_bank_reads_them(words, value):
    assert amount_of(f"人民币{words}") == Decimal(value)


@given(st.integers(0, 10**17))
def test_words_and_figures_say_the_same(fen):
    assert amount_of(amount_in_words(fen)) == yuan(fen)
