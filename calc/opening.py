"""Open whatever an officer hands over: a scenario file, a register workbook or a folder of its sheets."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from calc import storage
from calc.findings import Finding, RowNumbers
from calc.register import read_register, sheet_row
from calc.scenario import Scenario

__all__ = ["Opened", "open_file", "row_in_export"]


@dataclass(frozen=True, eq=False)
class Opened:
    """A scenario and where it came from.

    Attributes:
        scenario: everything recorded, mistakes included.
        is_register: whether it was read from a register rather than a scenario file.
        findings: what of a register was not read.
        unrecordable: what keeps a register from being recorded as a scenario.
        row_of: the sheet row of each row.

    """

    scenario: Scenario
    is_register: bool
    findings: tuple[Finding, ...]
    unrecordable: tuple[Finding, ...]
    row_of: RowNumbers


def open_file(path: Path, policy_id: str = "", progress: Callable[[str], None] | None = None) -> Opened:
    """Read a scenario file or a register.

    Args:
        path: the file, or a folder of .csv files.
        policy_id: for a register, the policy to record instead of the one it names.
        progress: called with each sheet's name before it is read; what it raises ends the reading.

    Raises:
        storage.StorageError: a scenario file that cannot be read.
        RegisterError: a register that cannot be read at all.

    """
    if path.suffix.lower() == ".lcs" or (path.is_file() and _looks_stored(path)):
        scenario = storage.load(path).scenario
        return Opened(scenario, False, (), (), row_in_export(scenario))
    reading = read_register(path, policy_id, progress)
    return Opened(reading.scenario, True, reading.findings, tuple(reading.unrecordable()), reading.row_of)


def _looks_stored(path: Path) -> bool:
    try:
        return storage.is_scenario(path)
    except OSError:
        return False  # the register's reader says what is wrong with it


def row_in_export(scenario: Scenario) -> RowNumbers:
    """Return the row that each row of a scenario has in an exported register."""

    def row_of(table: str, key: int, column: str) -> int:
        return sheet_row(table, scenario[table].positions[key], column)

    return row_of
