"""The documents as the desktop asks for them; what draws them is loaded when the first one is wanted."""

from pathlib import Path
from typing import Final

from calc.assess import Assessment
from calc.findings import Finding
from calc.language import N_
from ui.jobs import Progress

__all__ = ["BY_HOUSEHOLD", "TITLES", "blocking", "check", "render", "standing", "write"]

TITLES: Final = {
    "registration-sheets": N_("Registration sheets"),
    "household-statements": N_("Household statements"),
    "collective-statements": N_("Collective statements"),
    "payment-roll": N_("Payment roll"),
    "survey-notice": N_("Notice of the survey"),
    "compensation-notice": N_("Notice of the compensation"),
    "village-summaries": N_("Village summaries"),
    "basis-of-calculation": N_("Basis of the calculation"),
    "project-summary": N_("Project summary"),
    "objections": N_("Objections and outcomes"),
    "signature-annex": N_("Annex of signatures"),
}
"""Every document by its stem, and its name on screen."""
BY_HOUSEHOLD: Final = ("household-statements",)


def check(assessment: Assessment, stems: list[str], households: frozenset[str] | None) -> int:
    """Return 0 where the documents can be printed; raises as `render` where they cannot."""
    from calc import statements  # noqa: PLC0415  (loads the drawing library)

    statements.check_printable(assessment, stems, households)
    return 0


def render(assessment: Assessment, stem: str, households: frozenset[str] | None, progress: Progress) -> bytes:
    """Return a document as PDF, empty where there is nothing in it.

    Raises BlockedError, see `blocking`, and the progress' own CancelledError.
    """
    from calc import statements  # noqa: PLC0415  (loads the drawing library)

    return statements.render(assessment, stem, households=households, progress=progress)


def write(
    assessment: Assessment,
    folder: Path,
    stems: list[str],
    households: frozenset[str] | None,
    progress: Progress,
    *,
    separate: bool,
    replace: bool,
) -> int:
    """Write documents into a folder, all or none; return how many files. Raises as `render`, and OSError."""
    from calc import statements  # noqa: PLC0415  (loads the drawing library)

    result = statements.print_documents(
        assessment,
        folder,
        stems,
        households=households,
        separate=separate,
        replace=replace,
        progress=progress,
    )
    return len(result.files)


def standing(folder: Path, stems: list[str], *, separate: bool) -> list[str]:
    """Return the names in `folder` that `write` would replace."""
    names = ["households" if separate and stem in BY_HOUSEHOLD else f"{stem}.pdf" for stem in stems]
    return [name for name in names if (folder / name).exists()]


def blocking(error: Exception) -> tuple[Finding, ...] | None:
    """Return the findings that keep a document from being printed, None where the error is another."""
    from calc import statements  # noqa: PLC0415  (loads the drawing library)

    return error.findings if isinstance(error, statements.BlockedError) else None
