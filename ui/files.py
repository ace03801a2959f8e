"""Reading and writing files for the desktop, as plain work for the background that knows no window."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from calc.assess import Assessment, assess
from calc.files import resource, write_atomically
from calc.findings import Finding
from calc.language import N_, Catalogue
from calc.policy import PolicyError, shipped_policies
from calc.scenario import Scenario
from calc.storage import SUFFIX, StorageError, is_scenario, load, save, write_failure
from calc.tables import TABLES
from ui.jobs import Progress

__all__ = [
    "SAMPLE",
    "Opened",
    "error_text",
    "new_scenario",
    "read_any",
    "save_scenario",
    "with_suffix",
    "write_export",
    "write_template",
]

SAMPLE: Final = resource("samples", "sample-county.xlsx")


@dataclass(frozen=True)
class Opened:
    """A file that was read and judged.

    Attributes:
        scenario: what it holds.
        assessment: what is said of it.
        path: the scenario file, None for a register, which is never written to.
        source: the file it was read from.
        findings: what was not read of a register.

    """

    scenario: Scenario
    assessment: Assessment
    path: Path | None
    source: Path | None
    findings: tuple[Finding, ...] = ()


def new_scenario() -> Opened:
    """Return an empty scenario under the policy that ships."""
    default = TABLES["project"].by_name["policy"].default
    scenario = Scenario.empty(shipped_policies()[default].read_text("utf-8"))
    return Opened(scenario, assess(scenario), None, None)


def read_any(path: Path, progress: Progress) -> Opened:
    """Read a scenario or a register, whichever the file is, and judge it.

    Raises StorageError, RegisterError, PolicyError or OSError.
    """
    if path.is_file() and (path.suffix.lower() == SUFFIX or is_scenario(path)):
        stored = load(path)
        progress.check()
        return Opened(stored.scenario, assess(stored.scenario), path, path)
    from calc.register.reading import read_register  # noqa: PLC0415  (brings pandas' friends with it)

    sheets = iter(range(1, len(TABLES) + 1))
    reading = read_register(path, progress=lambda _sheet: progress(next(sheets, 0), len(TABLES)))
    progress.check()
    return Opened(reading.scenario, assess(reading.scenario), None, path, reading.findings)


def with_suffix(path: Path, suffix: str) -> Path:
    """Return `path` with a suffix where it has none of its own."""
    return path if path.suffix.lower() == suffix else path.with_name(path.name + suffix)


def save_scenario(scenario: Scenario, path: Path) -> None:
    """Save a scenario. Raises StorageError; what was there before is untouched."""
    save(scenario, path)


def write_template(path: Path) -> None:
    """Write an empty register. Raises StorageError."""
    from calc.register.writing import template_workbook  # noqa: PLC0415  (only who writes one pays)

    _write(path, template_workbook())


def write_export(assessment: Assessment, path: Path) -> None:
    """Write the register back out, with the results behind it. Raises StorageError or RegisterError."""
    from calc.register.writing import register_workbook  # noqa: PLC0415  (only who writes one pays)

    _write(path, register_workbook(assessment.scenario))


def _write(path: Path, data: bytes) -> None:
    try:
        write_atomically(path, data, replace=True)
    except OSError as error:
        raise write_failure(error, path) from error


def error_text(error: Exception, words: Catalogue) -> str | None:
    """Return what to tell the officer about an error that was foreseen, None for any other."""
    if isinstance(error, PolicyError):
        return "\n".join(error.texts(words))
    if isinstance(error, StorageError) or _is_register_error(error):
        return words.text(error.message, **error.parameters)  # type: ignore[attr-defined]  # as just asked
    if isinstance(error, OSError):
        return words.text(
            N_("The file could not be read or written: {reason}"), reason=error.strerror or str(error)
        )
    if isinstance(error, MemoryError):
        return words.text("There is not enough memory for this. Close other programs and try again.")
    return None


def _is_register_error(error: Exception) -> bool:
    return type(error).__module__.startswith("calc.") and hasattr(error, "message")
