"""Small scenarios for tests, written as rows of typed text: `scenario(villages=[village()], ...)`.

Every builder returns one row as column name -> typed text (or a ready value) with defaults that make a
lawful, complete row; `scenario` parses them as if an officer had typed them.
"""

from collections.abc import Iterable, Mapping

import numpy as np

from calc.files import resource
from calc.scenario import Scenario, column_of, table_from_columns
from calc.tables import TABLES, Cell, TableSpec, Unread, parse_cell

Row = dict[str, object]

SHIPPED_POLICY = "gansu-infrastructure"


def policy_text(policy_id: str = SHIPPED_POLICY) -> str:
    """Return the full text of a policy that ships with the program."""
    return resource("policies", f"{policy_id}.toml").read_text(encoding="utf-8")


def project(**overrides: object) -> Row:
    """Return a project whose plan was approved on 2018-05-01."""
    return {
        "name": "Road 310",
        "county": "Example County",
        "notice_date": "2018-03-01",
        "basis_date": "2018-05-01",
        "basis_event": "方案批准",
        **overrides,
    }


def village(**overrides: object) -> Row:
    """Return village 1: 1.2 mu a head (tier 1), land 7 ×, resettlement 5 ×."""
    return {
        "village_id": "1",
        "township": "Hill Township",
        "village": "Stone Bridge",
        "cultivated_area": "1200",
        "area_source": "Survey 2017",
        "population": "1000",
        "population_source": "Register 2017",
        "cutoff_date": "2017-12-31",
        "land_multiple": "7",
        "resettlement_multiple": "5",
        "multiple_basis": "County decision 8/2018",
        **overrides,
    }


def outputs(
    village_id: str = "1",
    zone: str = "A",
    values: Iterable[str] = ("1000", "1100", "1200"),
    first_year: int = 2015,
    source: str = "Statistics 2018",
) -> list[Row]:
    """Return one row a year of a zone's output values, from `first_year` on (average: 1100.00)."""
    return [
        {"village_id": village_id, "zone": zone, "year": str(year), "value": value, "source": source}
        for year, value in enumerate(values, first_year)
    ]


def household(**overrides: object) -> Row:
    """Return household H1 of village 1."""
    return {"household_id": "H1", "village_id": "1", "head": "Head One", **overrides}


def parcel(**overrides: object) -> Row:
    """Return parcel P1: one mu of dry land of household H1 in zone A."""
    return {
        "parcel_id": "P1",
        "village_id": "1",
        "household_id": "H1",
        "zone": "A",
        "land_class": "旱地",
        "area": "" if "square_metres" in overrides else "1",
        **overrides,
    }


def item(**overrides: object) -> Row:
    """Return item I1: three trees of household H1 at 50 yuan each."""
    return {
        "item_id": "I1",
        "village_id": "1",
        "household_id": "H1",
        "category": "地上附着物",
        "name": "Apple tree",
        "specification": "bearing",
        "unit": "tree",
        "quantity": "3",
        "price": "50",
        "price_basis": "County list 2018",
        **overrides,
    }


def price(**overrides: object) -> Row:
    """Return a price list row for the tree of `item`."""
    return {
        "category": "地上附着物",
        "name": "Apple tree",
        "specification": "bearing",
        "unit": "tree",
        "price": "50",
        "document": "County list 2018",
        "effective_date": "2018-01-01",
        **overrides,
    }


def scenario(policy: str | None = None, /, **tables: Iterable[Mapping[str, object]]) -> Scenario:
    """Return a scenario with the given tables; the project is `project()` unless given.

    Texts are parsed as typed text (what cannot be read becomes Unread), everything else is taken as it is;
    columns not given are missing. `policy` is the policy's full text, the shipped one by default.
    """
    result = Scenario.empty(policy_text() if policy is None else policy)
    for name, rows in {"project": [project()], **tables}.items():
        spec = TABLES[name]
        cells = [_cells(spec, row) for row in rows]
        keys = np.arange(len(cells), dtype=np.int64) + (1 if spec.single else result.next_key)
        columns = {
            column.name: column_of(column, [row[number] for row in cells])
            for number, column in enumerate(spec.columns)
        }
        unread = {
            (int(key), column.name): cell.text
            for key, row in zip(keys, cells, strict=True)
            for column, cell in zip(spec.columns, row, strict=True)
            if isinstance(cell, Unread)
        }
        result = result.with_tables(**{name: table_from_columns(spec, keys, columns, unread)})
    return result


def small_scenario(**overrides: Iterable[Mapping[str, object]]) -> Scenario:
    """Return a lawful scenario with one row of everything; tables may be replaced."""
    tables: dict[str, Iterable[Mapping[str, object]]] = {
        "villages": [village()],
        "outputs": outputs(),
        "households": [household()],
        "parcels": [parcel()],
        "items": [item()],
        "prices": [price()],
    }
    return scenario(**{**tables, **overrides})


def _cells(spec: TableSpec, row: Mapping[str, object]) -> list[Cell]:
    unknown = row.keys() - spec.by_name.keys()
    if unknown:
        raise KeyError(f"{spec.name} has no column {', '.join(sorted(unknown))}")
    return [_cell(spec, column.name, row.get(column.name)) for column in spec.columns]


def _cell(spec: TableSpec, name: str, value: object) -> Cell:
    column = spec.by_name[name]
    if isinstance(value, str):
        return parse_cell(column, value)
    if value is None:
        return "" if column.kind.is_text else None
    if isinstance(value, int | Unread):
        return value
    raise TypeError(f"{name}: {value!r} is no cell")
