"""What may stand in a cell, for its drop-down: declared choices, IDs of another table, classes, zones."""

from calc.assess import Assessment
from calc.policy import shipped_policies
from calc.scenario import Scenario
from calc.tables import Column

__all__ = ["Choice", "choices_of"]

Choice = tuple[str, str]
"""The text that goes into the cell, and what stands beside it in the list."""


def choices_of(
    scenario: Scenario, assessment: Assessment, table: str, key: int, column: Column
) -> list[Choice]:
    """Return the choices for one cell; an empty list where anything may be typed."""
    if column.choices:
        return [(choice, "") for choice in column.choices]
    rows = scenario[table]
    if column.refers_to:
        return _ids(scenario, column.refers_to)
    if column.name == "land_class" and assessment.policy:
        return [(each.name, "、".join(each.aliases)) for each in assessment.policy.classes]
    if table == "parcels" and column.name == "zone":
        return _zones(scenario, rows.text("village_id").cell(rows.positions[key]))
    if table == "project" and column.name == "policy":
        return [(policy_id, "") for policy_id in shipped_policies()]
    return []


def _ids(scenario: Scenario, table: str) -> list[Choice]:
    rows = scenario[table]
    ids = rows.text(rows.spec.id_column).values.tolist()
    if table == "households":
        return list(zip(ids, rows.text("head").values.tolist(), strict=True))
    names = [rows.text(name).values.tolist() for name in ("village", "group")]
    return [(each, "".join(parts)) for each, *parts in zip(ids, *names, strict=True)]


def _zones(scenario: Scenario, village_id: str) -> list[Choice]:
    rows = scenario["outputs"]
    pairs = zip(rows.text("village_id").values, rows.text("zone").values, strict=True)
    return [(zone, "") for zone in dict.fromkeys(zone for village, zone in pairs if village == village_id)]
