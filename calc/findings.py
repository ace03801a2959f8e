"""Everything wrong or noteworthy: severity, code, place, and a message that is rendered where it is shown."""

from collections.abc import Callable, Mapping
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

from calc.language import N_, Catalogue
from calc.tables import Column, TableSpec, table

__all__ = ["Finding", "Place", "RowNumbers", "Severity", "as_json", "render", "where"]


RowNumbers = Callable[[str, int, str], int]
"""Table name, row key and column name ("" for the row) -> the row of the sheet, from 1."""


class Severity(Enum):
    """How much a finding weighs; the values are those of the JSON."""

    ERROR = "error"
    """An amount is impossible or unlawful."""
    WARNING = "warning"
    """A person should look; it never blocks."""
    NOTE = "note"


class Place(NamedTuple):
    """Where a finding points.

    Attributes:
        table: name of the table, "" for the scenario as a whole.
        key: row key, None for the whole table.
        column: name of the column, "" for the whole row.
        id: the ID text of the row, for the reader.

    """

    table: str = ""
    key: int | None = None
    column: str = ""
    id: str = ""


class Finding(NamedTuple):
    """One finding.

    Attributes:
        severity: error, warning or note.
        code: kebab-case name, stable.
        place: where it points.
        message: message id, English with named fields: what, and what to do.
        parameters: the fields; a Column or TableSpec is named in the reader's language.

    """

    severity: Severity
    code: str
    place: Place
    message: str
    parameters: Mapping[str, object] = MappingProxyType({})


def render(finding: Finding, catalogue: Catalogue) -> str:
    """Return the finding's message in the catalogue's language."""
    fields = {
        name: value.title(catalogue.language) if isinstance(value, Column | TableSpec) else value
        for name, value in finding.parameters.items()
    }
    return catalogue.text(finding.message, **fields)


def where(place: Place, catalogue: Catalogue) -> str:
    """Return where a finding points as the screen says it: sheet, ID and column."""
    if not place.table:
        return catalogue.text(N_("Whole file"))
    language = catalogue.language
    spec = table(place.table)
    column = spec.by_name[place.column].title(language) if place.column else ""
    return " · ".join(filter(None, (spec.title(language), place.id, column)))


def as_json(finding: Finding, catalogue: Catalogue, row_of: RowNumbers) -> dict[str, object]:
    """Return a finding as the JSON of the contract; `row_of` gives the sheet's row."""
    place = finding.place
    spec = table(place.table) if place.table else None
    return {
        "severity": finding.severity.value,
        "code": finding.code,
        "where": {
            "sheet": spec.sheet if spec else None,
            "row": row_of(place.table, place.key, place.column) if spec and place.key is not None else None,
            "column": spec.by_name[place.column].header if spec and place.column else None,
            "id": place.id or None,
        },
        "message": render(finding, catalogue),
    }
