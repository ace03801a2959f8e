"""What selected cells come to: exact sums of one unit, averages of prices, nothing where adding means nothing."""

from decimal import Decimal

import numpy as np
import pytest
from builders import item, outputs, parcel, scenario, village

from calc.selected import figure_of, sum_of
from calc.tables import TABLES


def figure(made, table, column, positions):
    rows = made[table]
    return figure_of(rows, rows.spec.by_name[column], np.array(positions, np.intp))


def test_areas_are_added_exactly_and_empty_cells_are_no_numbers():
    areas = ("0.1", "0.2", "1234567.000001", "")
    made = scenario(parcels=[parcel(parcel_id=f"P{n}", area=area) for n, area in enumerate(areas)])
    found = figure(made, "parcels", "area", [0, 1, 2, 3])
    assert (found.text(), found.unit, found.count, found.averaged) == ("1,234,567.300001", "亩", 3, False)
    assert found.text(grouped=False) == "1234567.300001"
    assert figure(made, "parcels", "area", [3]) is None


def test_a_sum_beyond_64_bits_is_exact():
    made = scenario(parcels=[parcel(area="1000000")])
    found = figure(made, "parcels", "area", [0] * 10_000_000)
    assert found.value == 10**19


def test_quantities_are_added_in_one_unit_only():
    made = scenario(
        items=[
            item(item_id="1", unit="株", quantity="26"),
            item(item_id="2", unit="株", quantity="4"),
            item(item_id="3", unit="亩", quantity="1.5"),
        ]
    )
    assert (
        figure(made, "items", "quantity", [0, 1]).text(),
        figure(made, "items", "quantity", [0]).unit,
    ) == (
        "30",
        "株",
    )
    assert figure(made, "items", "quantity", [0, 1, 2]) is None


def test_outputs_of_three_years_are_averaged_as_the_paper_does():
    rows = [
        {"village_id": "1", "zone": "A", "year": str(year), "value": value, "source": "x"}
        for year, value in ((2015, "1480"), (2016, "1526"), (2017, "1553.50"))
    ]
    made = scenario(villages=[village()], outputs=rows)
    found = figure(made, "outputs", "value", [0, 1, 2])
    assert (found.text(), found.unit, found.averaged) == ("1,519.83", "元/亩", True)


@pytest.mark.parametrize(
    ("table", "column"),
    [("villages", "land_multiple"), ("villages", "land_share"), ("outputs", "year"), ("villages", "village")],
)
def test_multiples_shares_years_and_texts_come_to_nothing(table, column):
    made = scenario(villages=[village()], outputs=outputs())
    assert column in TABLES[table].by_name
    assert figure(made, table, column, [0]) is None


def test_amounts_are_added_exactly():
    found = sum_of([Decimal("0.10"), Decimal("0.20"), Decimal("90071992547409.93")])
    assert (found.text(), found.unit) == ("90,071,992,547,410.23", "元")
    assert sum_of([]) is None
