"""One parcel divided among households: parts that sum exactly, one edit, and what it does to the money.

Parts are measured in the unit the parcel was registered in; where both area columns are filled that is the
square metre, of which each part is a whole number of millionths of a mu. The contract area is no measure
of a part: it is emptied, and the remark that is suggested for each part keeps it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np

from calc import units
from calc.language import N_, Catalogue, TranslatedError
from calc.lines import compute
from calc.operations import InsertRows, Operation, SetCells
from calc.policy import Policy
from calc.scenario import Scenario, Table, column_of, table_from_columns
from calc.tables import TABLES, Cell, Column, Unread, format_cell, parse_cell, why_unread

__all__ = [
    "Effect",
    "Extent",
    "Measure",
    "Part",
    "SplitError",
    "areas_by_shares",
    "effect_of",
    "equal_areas",
    "left_over",
    "measure_of",
    "parse_area",
    "parse_share",
    "split_parcel",
    "suggested_ids",
    "suggested_remark",
    "whole_areas",
]

_COLUMNS: Final = TABLES["parcels"].by_name
_GRID_OF_SQUARE_METRES: Final = 2000
"""A whole millionth of a mu is reached at every 0.002 m²."""
_USUAL_STEPS: Final = {"area": 100, "square_metres": 10_000}
"""0.0001 mu and 0.01 m²: what is measured and printed."""
_UNITS: Final = {"area": N_("mu"), "square_metres": N_("m²")}
_LEAST_PARTS: Final = 2
_SET: Final = ("parcel_id", "household_id", "area", "square_metres", "contract_area", "remark")


class Extent(NamedTuple):
    """An area with its unit, for the reader: in 10⁻⁶ of a column's unit."""

    area: int
    column: Column

    def text(self, words: Catalogue) -> str:
        """Return the area with its unit in the language of `words`."""
        return f"{units.format_plain(self.area, self.column.places)} {words.text(_UNITS[self.column.name])}"


class SplitError(TranslatedError, ValueError):
    """A parcel that cannot be split, or not like this."""

    def text(self, words: Catalogue) -> str:
        """Return the message in the language of `words`, areas with their units in it."""
        said = {
            name: value.text(words) if isinstance(value, Extent) else value
            for name, value in self.parameters.items()
        }
        return words.text(self.message, **said)


@dataclass(frozen=True, slots=True)
class Measure:
    """How much there is to divide.

    Attributes:
        column: the area column it was registered in.
        area: the parcel's area in 10⁻⁶ of the column's unit.
        in_both: whether the other area column is filled too.

    """

    column: Column
    area: int
    in_both: bool

    @property
    def step(self) -> int:
        """The smallest part on the grid of both units."""
        return _GRID_OF_SQUARE_METRES if self.column.name == "square_metres" else 1

    def extent(self, area: int) -> Extent:
        """Return an area of this measure, for the reader."""
        return Extent(area, self.column)


class Part(NamedTuple):
    """What one household gets.

    Attributes:
        household_id: whose it becomes, "" for the collective.
        parcel_id: the ID of the part.
        area: in 10⁻⁶ of the measure's unit.

    """

    household_id: str
    parcel_id: str
    area: int


class Effect(NamedTuple):
    """What the parcel comes to, in fen, before and after; None where an amount cannot be computed yet."""

    before: int | None
    after: int | None


def measure_of(scenario: Scenario, key: int) -> Measure:
    """Return what there is to divide. Raises SplitError where the parcel's area is not known exactly."""
    rows = scenario["parcels"]
    position = rows.positions[key]
    mu, metres = rows.cell(position, "area"), rows.cell(position, "square_metres")
    if isinstance(mu, Unread) or isinstance(metres, Unread):
        raise SplitError(N_("The area of this parcel cannot be read; mend it first."))
    column, area = (_COLUMNS["area"], mu) if metres is None else (_COLUMNS["square_metres"], metres)
    if not isinstance(area, int):
        raise SplitError(N_("This parcel has no area yet; fill it in first."))
    measure = Measure(column, area, mu is not None and metres is not None)
    if area <= 0 or area > (column.maximum or area) or area % measure.step:
        raise SplitError(N_("{area} cannot be divided; mend the area first."), area=measure.extent(area))
    if measure.in_both and units.mu_from_square_metres(area) != mu:
        raise SplitError(N_("The two areas of this parcel do not agree; mend them first."))
    return measure


def parse_area(measure: Measure, text: str) -> int | None:
    """Return the area typed for a part, None for a blank. Raises QuantityError for what is no area."""
    cell = parse_cell(measure.column, text)
    if isinstance(cell, Unread):
        raise why_unread(measure.column, cell.text)
    return cell if isinstance(cell, int) else None


def parse_share(text: str) -> int:
    """Return a share of any size in hundredths: 2, 33.3 or 40%. Raises QuantityError or SplitError."""
    share = units.parse_decimal(text, units.PLACES_SHARE, ("%",))
    if share <= 0:
        raise SplitError(N_("A share has to be greater than 0."))
    return share


def areas_by_shares(measure: Measure, shares: Sequence[int]) -> list[int]:
    """Return areas in proportion to positive `shares`, cut to the usual decimals; the last takes the rest.

    Where a part would vanish or the parcel itself has more decimals, all decimals are used.
    """
    usual = _USUAL_STEPS[measure.column.name]
    for step in (usual, measure.step):
        if step == usual and measure.area % usual:
            continue
        areas = [measure.area * share // (sum(shares) * step) * step for share in shares[:-1]]
        areas.append(measure.area - sum(areas))
        if all(areas):
            return areas
    raise SplitError(N_("{area} is too small for so many parts."), area=measure.extent(measure.area))


def equal_areas(measure: Measure, count: int) -> list[int]:
    """Return `count` areas as equal as their decimals allow; the last takes the rest."""
    return areas_by_shares(measure, [1] * count)


def left_over(measure: Measure, areas: Sequence[int | None]) -> int:
    """Return what the given areas leave of the parcel; less than nothing where they are more."""
    return measure.area - sum(filter(None, areas))


def whole_areas(measure: Measure, areas: Sequence[int | None]) -> list[int]:
    """Return the areas of all parts, which sum to the parcel's; one may be left blank and takes the rest.

    Raises SplitError where they do not sum up, or a part is nothing.
    """
    if len(areas) < _LEAST_PARTS:
        raise SplitError(N_("A parcel is split into two parts or more."))
    for number, area in enumerate(areas, 1):
        if area is not None and area <= 0:
            raise SplitError(N_("Part {number}: the area has to be greater than 0."), number=number)
        if area is not None and area % measure.step:
            reason = N_("Part {number}: {area} is no whole millionth of a mu; give two decimals.")
            raise SplitError(reason, number=number, area=measure.extent(area))
    blank = [number for number, area in enumerate(areas, 1) if area is None]
    rest = left_over(measure, areas)
    if rest < 0:
        reason = N_("The parts are {area} more than the parcel.")
        raise SplitError(reason, area=measure.extent(-rest))
    if len(blank) > 1:
        raise SplitError(N_("Only one part can take the rest; give the area of the others."))
    if blank and not rest:
        raise SplitError(N_("Nothing is left for part {number}."), number=blank[0])
    if rest and not blank:
        raise SplitError(N_("{area} is left over; one area left blank takes it."), area=measure.extent(rest))
    return [rest if area is None else area for area in areas]


def suggested_ids(scenario: Scenario, key: int, count: int) -> list[str]:
    """Return IDs for the parts that no parcel has: the parcel's own with -1, -2 … behind it."""
    rows = scenario["parcels"]
    whole = rows.text("parcel_id").cell(rows.positions[key])
    numbers = iter(range(1, len(rows) + count + 1))
    free = (f"{whole}-{number}" for number in numbers if f"{whole}-{number}" not in rows.index)
    return [next(free) if whole else "" for _ in range(count)]


def suggested_remark(scenario: Scenario, key: int) -> str:
    """Return a remark for every part: where it comes from and what the contract of the whole says.

    It is the officer's to change, and stands on paper: so it is Chinese.
    """
    rows = scenario["parcels"]
    position = rows.positions[key]
    whole = rows.text("parcel_id").cell(position)
    contract = format_cell(_COLUMNS["contract_area"], rows.cell(position, "contract_area"))
    old = format_cell(_COLUMNS["remark"], rows.cell(position, "remark"))
    said = f"由地块{whole}拆分" + (f"，原承包合同面积{contract.removesuffix('亩')}亩" if contract else "")
    return f"{old}；{said}" if old else said


def split_parcel(scenario: Scenario, key: int, parts: Sequence[Part], remark: str) -> Operation:
    """Return the edit that makes `parts` of a parcel: the first in its place, the others below it.

    Raises SplitError where the areas do not sum to the parcel's, an ID is missing or taken, or a household
    is unknown.
    """
    measure = measure_of(scenario, key)
    whole_areas(measure, [part.area for part in parts])
    _check_names(scenario, key, parts)
    rows = scenario["parcels"]
    position = rows.positions[key]
    cells = _parts_as_rows(rows, position, measure, parts, remark)
    names = [column.name for column in rows.spec.columns]
    at = [names.index(name) for name in _SET]
    first = tuple(cells[0][number] for number in at)
    old = tuple(rows.cell(position, name) for name in _SET)
    steps = (
        SetCells("parcels", (key,), _SET, (old,), (first,)),
        InsertRows(
            "parcels",
            tuple(range(position + 1, position + len(parts))),
            tuple(range(scenario.next_key, scenario.next_key + len(parts) - 1)),
            cells[1:],
        ),
    )
    whole = rows.text("parcel_id").cell(position)
    parameters: dict[str, int | str] = {"parcel": whole, "count": len(parts)}
    return Operation(N_("Split parcel {parcel} into {count}"), steps, MappingProxyType(parameters))


def _check_names(scenario: Scenario, key: int, parts: Sequence[Part]) -> None:
    rows, households = scenario["parcels"], scenario["households"].index
    position = rows.positions[key]
    others = Counter(rows.text("parcel_id").values.tolist())
    others[rows.text("parcel_id").cell(position)] -= 1
    own = rows.text("household_id").cell(position)
    seen: set[str] = set()
    for number, part in enumerate(parts, 1):
        if not part.parcel_id:
            raise SplitError(N_("Part {number}: the ID is missing."), number=number)
        if part.parcel_id in seen or others[part.parcel_id]:
            reason = N_("Part {number}: there is a parcel {parcel} already.")
            raise SplitError(reason, number=number, parcel=part.parcel_id)
        seen.add(part.parcel_id)
        if part.household_id and part.household_id not in households and part.household_id != own:
            reason = N_("Part {number}: there is no household {household}.")
            raise SplitError(reason, number=number, household=part.household_id)


def _parts_as_rows(
    rows: Table, position: int, measure: Measure, parts: Sequence[Part], remark: str
) -> tuple[tuple[Cell, ...], ...]:
    """Return each part as a whole row: as the parcel, but for ID, household, area, contract and remark."""
    names = [column.name for column in rows.spec.columns]
    whole = dict(zip(names, rows.row(position), strict=True))
    return tuple(
        tuple({**whole, **_own_cells(measure, part, remark)}[name] for name in names) for part in parts
    )


def _own_cells(measure: Measure, part: Part, remark: str) -> dict[str, Cell]:
    cells: dict[str, Cell] = {
        "parcel_id": part.parcel_id,
        "household_id": part.household_id,
        "contract_area": None,
        "remark": remark.strip(),
        measure.column.name: part.area,
    }
    if measure.in_both:
        cells["area"] = units.mu_from_square_metres(part.area)
    return cells


def effect_of(scenario: Scenario, policy: Policy, key: int, parts: Sequence[Part]) -> Effect:
    """Return what the parcel comes to as it stands, and as `parts`: each line is rounded by itself."""
    rows = scenario["parcels"]
    position = rows.positions[key]
    measure = measure_of(scenario, key)
    before = _amount(scenario, policy, (rows.row(position),))
    return Effect(
        before, _amount(scenario, policy, _parts_as_rows(rows, position, measure, parts, remark=""))
    )


def _amount(scenario: Scenario, policy: Policy, parcels: Sequence[Sequence[Cell]]) -> int | None:
    """Return the amount of a scenario that has these parcels and nothing else."""
    spec = TABLES["parcels"]
    keys = np.arange(len(parcels), dtype=np.int64) + scenario.next_key
    columns = {
        column.name: column_of(column, [row[number] for row in parcels])
        for number, column in enumerate(spec.columns)
    }
    unread = {
        (int(key), column.name): cell.text
        for key, row in zip(keys, parcels, strict=True)
        for column, cell in zip(spec.columns, row, strict=True)
        if isinstance(cell, Unread)
    }
    only = scenario.with_tables(
        parcels=table_from_columns(spec, keys, columns, unread),
        items=table_from_columns(TABLES["items"], np.zeros(0, np.int64), {}),
    )
    computation = compute(only, policy)
    if not computation.parcels.computed.all():
        return None
    return units.exact_total(computation.lines.amount)
