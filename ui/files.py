"""Reading and writing files for the desktop, as plain work for the background that knows no window."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from calc.assess import Assessment, assess
from calc.compare import Comparison
from calc.files import write_atomically
from calc.findings import Finding
from calc.language import N_, Catalogue, ProblemsError, TranslatedError
from calc.merge import MergePlan, plan_merge
from calc.opening import Opened as Found
from calc.opening import open_file, row_in_export
from calc.policy import shipped_policies
from calc.register import (
    Exact,
    listing_workbook,
    register_workbook,
    sheets_workbook,
    template_workbook,
)
from calc.scenario import Scenario
from calc.storage import FileAccessError, save, stamp, write_failure
from calc.tables import TABLES
from ui.jobs import Progress

__all__ = [
    "Incoming",
    "Listing",
    "Opened",
    "error_text",
    "new_scenario",
    "read_any",
    "read_to_merge",
    "save_scenario",
    "save_unchanged",
    "with_suffix",
    "write_comparison",
    "write_export",
    "write_listing",
    "write_template",
]


@dataclass(frozen=True)
class Opened:
    """A file that was read and judged.

    Attributes:
        scenario: what it holds.
        assessment: what is said of it.
        path: the scenario file, None for a register, which is never written to.
        source: the file it was read from.
        findings: what was not read of a register.
        stamp: of the scenario file, before it was read.

    """

    scenario: Scenario
    assessment: Assessment
    path: Path | None
    source: Path | None
    findings: tuple[Finding, ...] = ()
    stamp: tuple[int, ...] = ()


def new_scenario() -> Opened:
    """Return an empty scenario under the policy that ships."""
    default = TABLES["project"].by_name["policy"].default
    scenario = Scenario.empty(shipped_policies()[default].read_text("utf-8"))
    return Opened(scenario, assess(scenario), None, None)


def _read(path: Path, progress: Progress) -> Found:
    """Read a scenario or a register, telling how many sheets are read."""
    sheets = iter(range(1, len(TABLES) + 1))
    return open_file(path, progress=lambda _sheet: progress(next(sheets, 0), len(TABLES)))


def read_any(path: Path, progress: Progress) -> Opened:
    """Read a scenario or a register, whichever the file is, and judge it.

    Raises StorageError, RegisterError, PolicyError or OSError.
    """
    read_at = stamp(path)
    found = _read(path, progress)
    progress.check()
    own = None if found.is_register else path
    return Opened(found.scenario, assess(found.scenario), own, path, found.findings, read_at)


@dataclass(frozen=True)
class Incoming:
    """A register or a scenario that was read to be merged.

    Attributes:
        name: of the file.
        scenario: what it holds.
        plan: what merging it would do.
        findings: what of it was not read, or is not merged.

    """

    name: str
    scenario: Scenario
    plan: MergePlan
    findings: tuple[Finding, ...]


def read_to_merge(path: Path, here: Scenario, progress: Progress) -> Incoming:
    """Read a scenario or a register and work out what merging it into `here` would do.

    Raises StorageError, RegisterError or OSError.
    """
    found = _read(path, progress)
    plan = plan_merge(here, found.scenario, progress=lambda _done, _total: progress.check())
    return Incoming(path.name, found.scenario, plan, (*found.findings, *plan.notes))


def with_suffix(path: Path, suffix: str) -> Path:
    """Return `path` with a suffix where it has none of its own."""
    return path if path.suffix.lower() == suffix else path.with_name(path.name + suffix)


def save_scenario(scenario: Scenario, path: Path, progress: Progress) -> None:
    """Save a scenario. Raises StorageError or CancelledError; what was there before is untouched."""
    save(scenario, path, check=progress.check)


def save_unchanged(scenario: Scenario, path: Path, stamps: list[tuple[int, ...]]) -> None:
    """Save a scenario where the file is the one of the last of `stamps`, to which the new one is added.

    Raises StorageError; a file that somebody else saved meanwhile is untouched.
    """

    def check() -> None:
        if stamp(path) != stamps[-1]:
            raise FileAccessError(
                N_(
                    "{file} was saved by somebody else meanwhile: nothing was issued. Open it again, or save "
                    "what is open here under another name and issue from there."
                ),
                file=path.name,
            )

    save(scenario, path, check=check)
    stamps.append(stamp(path))


def write_template(path: Path, progress: Progress) -> None:
    """Write an empty register. Raises StorageError or CancelledError."""
    _write(path, template_workbook(), progress)


def write_export(
    assessment: Assessment, findings: tuple[Finding, ...], words: Catalogue, path: Path, progress: Progress
) -> None:
    """Write the register back out, with the results behind it.

    Raises StorageError, RegisterError or CancelledError; what was there before is untouched.
    """
    from calc.report import assessment_sheets  # noqa: PLC0415  (only who writes one pays)

    row_of = row_in_export(assessment.scenario)
    sheets = assessment_sheets(assessment, findings, words, row_of)
    progress.check()
    _write(path, register_workbook(assessment.scenario, sheets, progress=progress), progress)


@dataclass(frozen=True)
class Listing:
    """A table at one moment, free of the window: it can be written while the table changes.

    Attributes:
        title: what the table is.
        headers: the columns' titles.
        count: the number of rows.
        rows: gives the rows; called in the background.

    """

    title: str
    headers: Sequence[str]
    count: int
    rows: Callable[[], Iterable[Sequence[Exact]]]


def write_listing(table: Listing, path: Path, progress: Progress) -> None:
    """Write a table as a workbook. Raises StorageError or RegisterError; cancelled, it leaves nothing."""
    progress(0, table.count)
    data = listing_workbook(
        table.title, table.headers, table.rows(), lambda done: progress(done, table.count)
    )
    _write(path, data, progress)


def write_comparison(
    comparison: Comparison,
    reprint: frozenset[int],
    names: tuple[str, str],
    words: Catalogue,
    path: Path,
    progress: Progress,
) -> None:
    """Write what differs between two plans as a workbook.

    Raises StorageError, RegisterError or CancelledError; what was there before is untouched.
    """
    from calc.compare_report import comparison_sheets  # noqa: PLC0415  (only who writes one pays)

    sheets = comparison_sheets(comparison, reprint, names, words)
    _write(path, sheets_workbook(sheets, progress=progress), progress)


def _write(path: Path, data: bytes, progress: Progress) -> None:
    progress.check()
    try:
        write_atomically(path, data, replace=True)
    except OSError as error:
        raise write_failure(error, path) from error


def error_text(error: Exception, words: Catalogue) -> str | None:
    """Return what to tell the officer about an error that was foreseen, None for any other."""
    if isinstance(error, ProblemsError):
        return "\n".join(error.texts(words))
    if isinstance(error, TranslatedError):
        return error.text(words)
    if isinstance(error, OSError):
        return words.text(
            N_("The file could not be read or written: {reason}"), reason=error.strerror or str(error)
        )
    if isinstance(error, MemoryError):
        return words.text("There is not enough memory for this. Close other programs and try again.")
    return None
