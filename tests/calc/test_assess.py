"""Every line, village and sum equals the oracle's, to the fen; what cannot be computed is refused by name.

LAND_COMPENSATION_EXAMPLES sets how many registers hypothesis draws for each test (60 unless told); with it
failing ones are made smaller, too, which takes minutes.
"""

import os
from fractions import Fraction

import pytest
from builders import SHIPPED_POLICY, household, item, outputs, parcel, price, project, scenario, village
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from oracle import CULTIVATED, PRICED, UNREADABLE, WASTE, Line, Oracle

from calc.assess import assess
from calc.explain import as_text, explain_item, explain_line, explain_parcel, explain_village
from calc.findings import Severity
from calc.language import catalogue
from calc.lines import HEADS, NONE, PAYEES
from calc.policy import shipped_policy
from calc.tables import TABLES, Unread

DEEP = os.environ.get("LAND_COMPENSATION_EXAMPLES", "")
EXAMPLES = int(DEEP or 60)
EDGES = (400_000, 1_000_000)
"""Land per head between the tiers, in millionths of a mu."""
MILLION = 10**6


def fixed(value, places):
    """Return an integer of 10^-places as an officer would type it."""
    whole, part = divmod(value, 10**places)
    return f"{whole}.{part:0{places}d}" if places else str(whole)


def both(tables):
    """Return the same typed rows as the oracle's result and as the program's assessment."""
    typed = {
        name: [
            {column: Unread("#N/A") if text is UNREADABLE else text for column, text in row.items()}
            for row in rows
        ]
        for name, rows in tables.items()
    }
    return Oracle(tables).result(), assess(scenario(**typed), shipped_policy(SHIPPED_POLICY))


def fraction(value, places):
    return None if value == NONE else Fraction(int(value), 10**places)


def line_of(assessment, number):
    """Return a line of the program as the oracle has it."""
    lines, tables = assessment.lines, assessment.scenario
    row = int(lines.row[number])
    own = lines.household[number] == NONE
    source = (
        tables["items"].text("item_id") if lines.from_item[number] else tables["parcels"].text("parcel_id")
    )
    household_ids = tables["households"].text("household_id")
    return Line(
        village=tables["villages"].text("village_id").cell(int(lines.village[number])),
        household=None if own else household_ids.cell(int(lines.household[number])),
        source=source.cell(row),
        head=HEADS[int(lines.head[number])],
        payee=PAYEES[int(lines.payee[number])],
        quantity=Fraction(int(lines.quantity[number]), MILLION),
        aaov=fraction(lines.aaov[number], 2),
        multiple=fraction(lines.multiple[number], 2),
        rate=Fraction(int(lines.rate[number]), 10**4),
        undivided=Fraction(int(lines.undivided[number]), 100),
        share=Fraction(int(lines.share[number]), 100),
        amount=Fraction(int(lines.amount[number]), 100),
    )


def assert_equal(tables):
    """Assert that every figure of the program is the oracle's; the explanation is printed where not."""
    expected, found = both(tables)
    lines = [line_of(found, number) for number in range(len(found.lines))]
    for number, (mine, theirs) in enumerate(zip(lines, expected.lines, strict=False)):
        assert mine == theirs, as_text(explain_line(found, number), catalogue("en"))
    assert len(lines) == len(expected.lines)
    for position, theirs in enumerate(expected.villages):
        assert_village_equal(found, position, theirs)
    hundredths = [Fraction(fen, 100) for fen in found.totals.by_household]
    assert hundredths == expected.households
    assert [Fraction(fen, 100) for fen in found.totals.by_village] == [v.amount for v in expected.villages]
    assert fen_or_none(found.totals.amount) == expected.total
    assert Fraction(found.totals.computed, 100) == sum(line.amount for line in expected.lines)
    for names, sums, field in (
        (HEADS, found.totals.by_head, "head"),
        (PAYEES, found.totals.by_payee, "payee"),
    ):
        for name, fen in zip(names, sums, strict=True):
            wanted = sum(line.amount for line in expected.lines if getattr(line, field) == name)
            assert Fraction(fen, 100) == wanted, name


def fen_or_none(value):
    return None if value is None else Fraction(value, 100)


def assert_village_equal(found, position, theirs):
    mine = found.villages[position]
    assert (
        mine.tier.number if mine.tier else None,
        Fraction(mine.requisitioned, MILLION),
        fen_or_none(mine.people_to_resettle),
        fen_or_none(mine.lawful_minimum),
        fen_or_none(mine.lawful_maximum),
        fen_or_none(mine.article_8_amount),
        Fraction(mine.amount, 100),
    ) == tuple(theirs), as_text(explain_village(found, position), catalogue("en"))


def explain_everything(found):
    """Render the explanation of every row and village."""
    words = catalogue("zh")
    explained = ((explain_village, "villages"), (explain_parcel, "parcels"), (explain_item, "items"))
    for explain, table in explained:
        for position in range(len(found.scenario[table])):
            assert as_text(explain(found, position), words)


# Scenarios

areas = st.one_of(
    st.sampled_from([1, 2, 3, 499_999, 500_000, MILLION, 10**12 - 1, 10**12]), st.integers(1, 10**12)
)
quantities = st.one_of(st.sampled_from([0, 1, 500_000, 10**12 - 1, 10**12]), st.integers(0, 10**12))
outputs_fen = st.one_of(st.sampled_from([1, 2, 99, 10**8 - 1, 10**8]), st.integers(1, 10**8))
multiples = st.one_of(st.sampled_from([0, 1, 50, 600, 750, 1001, 2500, 10**4]), st.integers(0, 10**4))
prices = st.one_of(st.sampled_from([0, 1, 10**10 - 1, 10**10]), st.integers(0, 10**10))
shares = st.one_of(st.sampled_from([0, 1, 3333, 5000, 9999, 10**4]), st.integers(0, 10**4))
classes = st.sampled_from(sorted(CULTIVATED | WASTE | PRICED))
blank = st.just("")


def typed(numbers, places):
    return numbers.map(lambda value: fixed(value, places))


def maybe(texts):
    return st.one_of(texts, texts, texts, blank)


edge_populations = st.sampled_from([1, 3, 7, 999, 1000, 12_345, 999_999, MILLION])


@st.composite
def edge_villages(draw):
    """Return six villages: one millionth of a mu under, on and over each edge."""
    rows = []
    for edge in EDGES:
        for difference in (-1, 0, 1):
            people = draw(edge_populations)
            if edge == EDGES[1] and people == MILLION and difference == 1:
                people -= 1  # the contract's largest area stands in the way
            rows.append(
                draw(village_rows(f"E{len(rows)}", st.just((edge * people + difference, people)), multiples))
            )
    return rows


@st.composite
def village_rows(draw, name, areas_and_people, chosen):
    area, people = draw(areas_and_people)
    return village(
        village_id=name,
        cultivated_area=fixed(area, 6),
        population=str(people),
        land_multiple=draw(maybe(typed(chosen, 2))),
        resettlement_multiple=draw(maybe(typed(chosen, 2))),
        land_share=draw(maybe(typed(shares, 2))),
        resettlement_share=draw(maybe(typed(shares, 2))),
    )


@st.composite
def zone_rows(draw, village_id, zone):
    """Return a zone's three years, in any order, or a published average."""
    if draw(st.booleans()):
        return [
            {"village_id": village_id, "zone": zone, "year": "平均", "value": draw(typed(outputs_fen, 2))},
        ]
    values = [draw(typed(outputs_fen, 2)) for _ in range(3)]
    return draw(st.permutations(outputs(village_id, zone, values)))


@st.composite
def parcel_rows(draw, name, village_ids, household_ids, zones):
    row = parcel(
        parcel_id=name,
        village_id=draw(st.sampled_from(village_ids)),
        household_id=draw(maybe(st.sampled_from(household_ids))),
        zone=draw(maybe(st.sampled_from(zones))),
        land_class=draw(classes),
        ownership=draw(st.sampled_from(["", "集体", "集体", "国有"])),
        land_price=draw(maybe(typed(prices, 2))),
        resettlement_price=draw(st.one_of(blank, typed(prices, 2))),
        area=draw(typed(areas, 6)),
    )
    measure = draw(st.integers(0, 3))
    if measure == 0:  # square metres alone, in whole hundredths
        row["square_metres"] = draw(typed(st.integers(1, 66_666_666_666), 2))
        row["area"] = ""
    elif measure == 1:  # both, and equal: 2,000 m² are 3 mu
        times = draw(st.integers(1, 333_333))
        row["area"], row["square_metres"] = str(3 * times), str(2000 * times)
    return row


@st.composite
def item_rows(draw, name, village_ids, household_ids):
    return item(
        item_id=name,
        village_id=draw(st.sampled_from(village_ids)),
        household_id=draw(maybe(st.sampled_from(household_ids))),
        category=draw(st.sampled_from(["青苗", "地上附着物"])),
        name=draw(st.sampled_from(["Apple tree", "Wheat"])),
        specification=draw(st.sampled_from(["", "bearing"])),
        unit=draw(st.sampled_from(["tree", "mu"])),
        quantity=draw(typed(quantities, 6)),
        price=draw(maybe(typed(prices, 2))),
    )


@st.composite
def price_rows(draw):
    return price(
        category=draw(st.sampled_from(["青苗", "地上附着物"])),
        name=draw(st.sampled_from(["Apple tree", "Wheat"])),
        specification=draw(st.sampled_from(["", "bearing"])),
        unit=draw(st.sampled_from(["tree", "mu"])),
        price=draw(st.one_of(st.sampled_from(["0", "1.005", "50"]), typed(prices, 2))),
    )


def fixed_rows():
    """Return what every scenario holds: half-fen ties, thirds, the smallest and the largest figures."""
    half = {"village_id": "TIE", "zone": "A", "household_id": "H1"}
    return {
        "villages": [
            village(village_id="TIE", land_share="50", resettlement_share="33.33"),
            village(village_id="MOST", cultivated_area="1000000", population="1", land_multiple="100"),
            village(village_id="LEAST", cultivated_area="0.000001", population="100000000"),
        ],
        "outputs": [
            {"village_id": "TIE", "zone": "A", "year": "平均", "value": "1234.57"},
            *outputs("MOST", "A", ["1000000"] * 3),
            *outputs("LEAST", "A", ["0.01", "0.01", "0.02"]),
        ],
        "households": [household(village_id="TIE")],
        "parcels": [
            parcel(parcel_id="T1", **half, area="0.5"),  # 8,641.99 × 0.5 ends in half a fen
            parcel(parcel_id="T2", **half, area="0.500001"),
            parcel(parcel_id="T3", **half, area="0.499999"),
            parcel(parcel_id="M1", village_id="MOST", area="1000000"),
            parcel(parcel_id="L1", village_id="LEAST", area="0.000001"),
        ],
        "items": [
            item(item_id="T4", village_id="TIE", quantity="0.5", price="0.01"),
            item(item_id="M2", village_id="MOST", quantity="1000000", price="100000000"),
        ],
        "prices": [],
    }


@st.composite
def registers(draw):
    """Return a register within the contract's bounds: every edge, tie and bound, and drawn rows."""
    tables = fixed_rows()
    any_figures = st.tuples(areas, st.integers(1, 10**8))
    tables["villages"] += draw(edge_villages())
    tables["villages"] += [draw(village_rows(f"V{n}", any_figures, multiples)) for n in range(2)]
    names = [str(row["village_id"]) for row in tables["villages"]]
    for name in names[3:]:
        for zone in draw(st.sampled_from([["A"], ["A", "B"]])):
            tables["outputs"] += draw(zone_rows(name, zone))
    tables["households"] += [household(household_id=f"H{n}", village_id=names[n]) for n in (2, 3)]
    households = [str(row["household_id"]) for row in tables["households"]]
    count = draw(st.integers(5, 10))
    tables["parcels"] += [draw(parcel_rows(f"P{n}", names, households, ["A", "B"])) for n in range(count)]
    tables["items"] += [draw(item_rows(f"I{n}", names, households)) for n in range(3)]
    tables["prices"] += [draw(price_rows()) for _ in range(draw(st.integers(0, 4)))]
    return tables


MISTAKES = ["", "x", "-1", "0", "1.23456789", "1e3", "1000000.01", "100000001", "10001", UNREADABLE]


@st.composite
def mistaken_registers(draw):
    """Return a register with some of its cells spoiled."""
    tables = draw(registers())
    for _ in range(draw(st.integers(1, 12))):
        name = draw(st.sampled_from([name for name, rows in tables.items() if rows]))
        row = draw(st.sampled_from(tables[name]))
        column = draw(st.sampled_from([column.name for column in TABLES[name].columns]))
        others = [other[column] for other in tables[name] if column in other]
        row[column] = draw(st.sampled_from(MISTAKES + others))
    return tables


PHASES = (Phase.explicit, Phase.reuse, Phase.generate, *([Phase.shrink] if DEEP else []))
unhurried = settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=PHASES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


@unhurried
@given(registers())
def test_every_figure_within_the_bounds_is_the_oracles(tables):
    assert_equal(tables)


@unhurried
@given(mistaken_registers())
def test_every_figure_that_can_be_computed_despite_mistakes_is_the_oracles(tables):
    assert_equal(tables)


@settings(unhurried, max_examples=max(EXAMPLES // 10, 6))
@given(mistaken_registers())
def test_everything_can_be_explained_whatever_is_wrong_with_it(tables):
    explain_everything(both(tables)[1])


# The bounds as the contract has them, typed: the least and the most of each column.
BOUNDS = {
    ("villages", "cultivated_area"): ("0.000001", "1000000"),
    ("villages", "population"): ("1", "100000000"),
    ("villages", "land_multiple"): ("0", "100"),
    ("villages", "resettlement_multiple"): ("0", "100"),
    ("villages", "land_share"): ("0", "100"),
    ("villages", "resettlement_share"): ("0", "100"),
    ("villages", "survey_area"): ("0", "1000000"),
    ("villages", "survey_cultivated"): ("0", "1000000"),
    ("outputs", "value"): ("0.01", "1000000"),
    ("households", "members"): ("0", "100000000"),
    ("parcels", "area"): ("0.000001", "1000000"),
    ("parcels", "contract_area"): ("0", "1000000"),
    ("parcels", "land_price"): ("0", "100000000"),
    ("parcels", "resettlement_price"): ("0", "100000000"),
    ("items", "quantity"): ("0", "1000000"),
    ("items", "price"): ("0", "100000000"),
    ("prices", "price"): ("0", "100000000"),
    ("project", "reclamation_rate"): ("0", "100000000"),
    ("project", "agreed_amount"): ("0", "10000000000000"),
}


def errors_at(table, column, text):
    """Return the codes of the errors at one cell of a lawful register in which it holds `text`."""
    tables = {
        "project": [project()],
        "villages": [village()],
        "outputs": outputs(),
        "households": [household()],
        "parcels": [parcel()],
        "items": [item()],
        "prices": [price()],
    }
    tables[table][0][column] = text
    if column == "square_metres":
        tables[table][0]["area"] = ""
    found = assess(scenario(**tables), shipped_policy(SHIPPED_POLICY))
    return [
        each.code
        for each in found.findings
        if each.severity is Severity.ERROR
        and (each.place.table, each.place.column) == (table, column)
        and each.code in {"out-of-bounds", "unreadable"}
    ]


@pytest.mark.parametrize(("cell", "bounds"), BOUNDS.items(), ids=["-".join(cell) for cell in BOUNDS])
def test_a_figure_is_taken_up_to_its_bounds_and_refused_by_name_beyond(cell, bounds):
    least, most = map(Fraction, bounds)
    column = TABLES[cell[0]].by_name[cell[1]]
    step = Fraction(1, 10**column.places)
    assert errors_at(*cell, bounds[0]) == []
    assert errors_at(*cell, bounds[1]) == []
    assert errors_at(*cell, fixed(int((most + step) / step), column.places)) == ["out-of-bounds"]
    below = int((least - step) / step)
    text = fixed(below, column.places) if below >= 0 else f"-{fixed(-below, column.places)}"
    assert errors_at(*cell, text) == ["out-of-bounds"]
    assert errors_at(*cell, "many") == ["unreadable"]


def test_square_metres_are_taken_up_to_a_million_mu_and_refused_by_name_beyond():
    assert errors_at("parcels", "square_metres", "666666666.66") == []
    assert errors_at("parcels", "square_metres", "666666668") == ["out-of-bounds"]
    assert errors_at("parcels", "square_metres", "0") == ["out-of-bounds"]
    assert errors_at("parcels", "square_metres", "1.001") == ["unreadable"]


def test_every_bounded_column_is_among_the_tested_ones():
    bounded = {
        (name, column.name)
        for name, spec in TABLES.items()
        for column in spec.columns
        if column.maximum is not None and not spec.history
    }
    assert bounded == {*BOUNDS, ("parcels", "square_metres")}


@pytest.mark.parametrize(
    ("column", "head"),
    [("land_multiple", "resettlement_subsidy"), ("resettlement_multiple", "land_compensation")],
)
def test_a_multiple_not_chosen_keeps_only_its_own_line_waiting(column, head):
    waiting = village(**{column: ""})
    found = assess(
        scenario(villages=[waiting], outputs=outputs(), households=[household()], parcels=[parcel()])
    )
    assert [line_of(found, number).head for number in range(len(found.lines))] == [head]
    assert found.totals.amount is None
    assert not found.villages[0].complete


def test_an_unreadable_zone_is_not_taken_for_the_villages_only_one():
    row = parcel(zone=Unread("1E+15"))
    found = assess(scenario(villages=[village()], outputs=outputs(), households=[household()], parcels=[row]))
    assert len(found.lines) == 0


@pytest.mark.parametrize("sheet", ["items", "prices"])
def test_an_unreadable_specification_does_not_match_the_price_list(sheet):
    rows = {"items": item(specification="", price=""), "prices": price(specification="")}
    rows[sheet]["specification"] = Unread("#N/A")
    tables = {name: [row] for name, row in rows.items()}
    found = assess(scenario(villages=[village()], households=[household()], **tables))
    assert len(found.lines) == 0


@pytest.mark.parametrize("mistake", [{"land_class": "xx"}, {"ownership": "xx"}, {"area": ""}])
def test_no_lawful_range_is_shown_while_a_parcel_may_be_missing_from_it(mistake):
    rows = [parcel(), parcel(parcel_id="P2", **mistake)]
    found = assess(scenario(villages=[village()], outputs=outputs(), households=[household()], parcels=rows))
    result = found.villages[0]
    assert (result.lawful_minimum, result.lawful_maximum, result.article_8_amount) == (None, None, None)
