"""The documents as the desktop asks for them; what draws them is loaded when the first one is wanted."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import numpy as np

from calc import units
from calc.assess import Assessment
from calc.findings import Finding
from calc.language import N_, Catalogue
from calc.scenario import Scenario
from ui.jobs import Progress

if TYPE_CHECKING:
    from calc.issues import Issue, Record
    from calc.issuing import Issued
    from calc.statements import Edition
    from calc.verifying import Verification

__all__ = [
    "BY_HOUSEHOLD",
    "CLOSES",
    "GROUPS",
    "PAPERS",
    "TITLES",
    "Look",
    "Outlook",
    "Paper",
    "Request",
    "Written",
    "blocking",
    "changed_since",
    "check",
    "ids_of",
    "issue_papers",
    "outlook",
    "own_words",
    "part_from",
    "part_until",
    "prepare",
    "render",
    "standing",
    "verified",
    "write",
]

_REGISTERED: Final = N_("Registration")
_STATEMENTS: Final = N_("Statements")
_POSTED: Final = N_("Notices and objections")
_SUMMED: Final = N_("Summaries and basis")
_PAID: Final = N_("Payment and signatures")
_NO_LINES: Final = N_(
    "There is nothing to print in this document yet. Record parcels or items, and choose the multiples."
)
_NO_ROWS: Final = N_("There is nothing to print in this document yet. Record households, parcels or items.")
_NO_OBJECTIONS: Final = N_(
    "No objections are recorded, so this document has no page. They are written into the columns "
    "“Objection” and “Outcome” of the households."
)


class Paper(NamedTuple):
    """A kind of paper on screen.

    Attributes:
        stem: its name in files.
        title: its name on screen.
        group: under which heading it stands.
        scope: whose it is, as `calc.statements.document` says.
        posted: whether it is put up in the village.
        nothing: what to say where there is none to print.
        closes: whether a page about the whole project ends the document of all villages.

    """

    stem: str
    title: str
    group: str
    scope: Literal["household", "village", "project"]
    posted: bool = False
    nothing: str = _NO_LINES
    closes: bool = False


PAPERS: Final = (
    Paper("registration-sheets", N_("Registration sheets"), _REGISTERED, "household", nothing=_NO_ROWS),
    Paper("household-statements", N_("Household statements"), _STATEMENTS, "household", nothing=_NO_ROWS),
    Paper("collective-statements", N_("Collective statements"), _STATEMENTS, "village"),
    Paper("payment-roll", N_("Payment roll"), _PAID, "village", closes=True),
    Paper("survey-notice", N_("Notice of the survey"), _POSTED, "village", posted=True, nothing=_NO_ROWS),
    Paper("compensation-notice", N_("Notice of compensation"), _POSTED, "village", posted=True),
    Paper("village-summaries", N_("Village summaries"), _SUMMED, "village"),
    Paper("basis-of-calculation", N_("Basis of the calculation"), _SUMMED, "village"),
    Paper("project-summary", N_("Project summary"), _SUMMED, "project"),
    Paper("objections", N_("Objections"), _POSTED, "village", nothing=_NO_OBJECTIONS),
    Paper("signature-annex", N_("Annex of signatures"), _PAID, "village"),
)
"""Every document, in the order in which all of them are printed."""
GROUPS: Final = (_REGISTERED, _STATEMENTS, _POSTED, _SUMMED, _PAID)
"""The headings, in the order of an officer's work."""
CLOSES: Final = {"payment-roll-summary": "payment-roll"}
"""Papers that only ever end another document: which one."""
TITLES: Final = {paper.stem: paper.title for paper in PAPERS} | {
    "payment-roll-summary": N_("Closing page of the payment roll")
}
BY_HOUSEHOLD: Final = ("household-statements",)
"""What is printed where only the statements of some households are wanted."""
_AT_ONCE: Final = {"household": 20, "village": 150}
"""How many households' papers are drawn for a preview without being asked for all."""
_FEW: Final = 100
"""Statements that are all drawn at once."""


@dataclass(frozen=True)
class Look:
    """In whose words papers are brought out, and on which sheets.

    Attributes:
        wording: a county's own file of words, None for those shipped.
        stamp: when that file was last written.
        large: whether wide tables stand on A3.

    """

    wording: Path | None = None
    stamp: int = 0
    large: bool = False


@dataclass(frozen=True)
class Request:
    """What papers are asked for.

    Attributes:
        assessment: what is printed.
        households: 户号 of those whose papers are printed, None for all.
        villages: 村编号 of those whose papers are printed; None for those where the households have anything.
        look: words and sheets.

    """

    assessment: Assessment
    households: frozenset[str] | None = None
    villages: frozenset[str] | None = None
    look: Look = Look()


@lru_cache(maxsize=2)
def _edition(look: Look) -> "Edition":
    """Return words and sheets. Raises StorageError or ProblemsError for a county's own words."""
    from calc.statements import Edition, read_wording, shipped_wording  # noqa: PLC0415  (loads reportlab)

    words = shipped_wording() if look.wording is None else read_wording(look.wording)
    return Edition(wording=words, large=look.large)


def own_words(path: Path) -> int:
    """Return how many texts a county's own file words anew. Raises StorageError or ProblemsError."""
    from calc import statements  # noqa: PLC0415  (loads the drawing library)

    return len(statements.read_wording(path).changed())


def check(request: Request, stems: Sequence[str]) -> int:
    """Return 0 where the documents can be printed; raises as `render` where they cannot."""
    from calc import statements  # noqa: PLC0415  (loads the drawing library)

    _edition(request.look)
    statements.check_printable(request.assessment, stems, request.households, request.villages)
    return 0


def ids_of(request: Request, stem: str) -> list[str]:
    """Return the IDs of the households or villages a document is for, one "" for the project.

    Raises BlockedError, see `blocking`, and what a county's own words raise.
    """
    from calc import statements  # noqa: PLC0415  (loads the drawing library)

    return statements.ids_of_papers(
        request.assessment,
        stem,
        households=request.households,
        villages=request.villages,
        edition=_edition(request.look),
    )


def part_from(request: Request, paper: Paper, ids: Sequence[str], first: int) -> int:
    """Return where the papers end that are drawn at once from number `first` on."""
    if paper.scope == "household" and not first and len(ids) <= _FEW:
        return len(ids)
    return first + _fitting(request, paper, ids[first:])


def part_until(request: Request, paper: Paper, ids: Sequence[str], end: int) -> int:
    """Return where the papers begin that are drawn at once before number `end`."""
    return end - _fitting(request, paper, ids[:end][::-1])


def _fitting(request: Request, paper: Paper, ids: Sequence[str]) -> int:
    """Return how many of the papers are drawn at once; at least one, where there are any."""
    limit = _AT_ONCE.get(paper.scope, len(ids))
    if paper.scope != "village":
        return min(len(ids), limit)
    scenario = request.assessment.scenario
    codes = scenario["households"].text("village_id").codes_in(scenario["villages"].index)
    counts = np.bincount(codes[codes >= 0], minlength=len(scenario["villages"]))
    count, drawn = 0, 0
    for each in ids:
        drawn += 1 + int(counts[scenario["villages"].index[each]])
        if count and drawn > limit:
            break
        count += 1
    return count


def prepare(request: Request, paper: Paper, progress: Progress) -> None:
    """Work out what a document is drawn from, so that its first papers are drawn at once when asked for.

    Raises what a county's own words raise, and the progress' CancelledError.
    """
    from calc import statements  # noqa: PLC0415  (loads the drawing library)

    statements.prepare(request.assessment, paper.stem, _edition(request.look), progress.check)


def render(request: Request, paper: Paper, progress: Progress, ids: Sequence[str] | None = None) -> bytes:
    """Return a document as PDF, or its papers of some households or villages; empty where there is none.

    Raises BlockedError, see `blocking`, what a county's own words raise, and the progress' CancelledError.
    """
    from calc import statements  # noqa: PLC0415  (loads the drawing library)

    if ids is not None and paper.scope == "household":
        request = replace(request, households=frozenset(ids))
    elif ids is not None and paper.scope == "village":
        request = replace(request, villages=frozenset(ids))
    return statements.render(
        request.assessment,
        paper.stem,
        households=request.households,
        villages=request.villages,
        edition=_edition(request.look),
        progress=progress,
    )


class Written(NamedTuple):
    """What was written.

    Attributes:
        files: how many.
        empty: stems of the documents in which there was nothing to print.

    """

    files: int
    empty: list[str]


def write(
    request: Request,
    folder: Path,
    stems: Sequence[str],
    progress: Progress,
    *,
    separate: bool,
    replacing: bool,
) -> Written:
    """Write documents into a folder, all or none. Raises as `render`, and OSError."""
    from calc import statements  # noqa: PLC0415  (loads the drawing library)

    result = statements.print_documents(
        request.assessment,
        folder,
        stems,
        households=request.households,
        villages=request.villages,
        edition=_edition(request.look),
        separate=separate,
        replace=replacing,
        progress=progress,
    )
    there = {path.stem for path in result.files} | {path.parent.name for path in result.files}
    empty = [stem for stem in stems if stem not in there and _folder_of(stem) not in there]
    return Written(len(result.files), empty)


def _folder_of(stem: str) -> str | None:
    """Return the folder of a document's separate files."""
    return "households" if stem in BY_HOUSEHOLD else None


class Outlook(NamedTuple):
    """What issuing would do.

    Attributes:
        issue: number, day and what is replaced.
        papers: how many papers it is of.
        replaced: number and day of earlier issues with how many papers of each are replaced.
        again: how many of the papers are on record under this very number already.

    """

    issue: "Issue"
    papers: int
    replaced: list[tuple[str, str, int]]
    again: int


def outlook(request: Request, stems: Sequence[str], number: str, day: str, officer: str) -> Outlook:
    """Return what issuing papers would do; nothing is recorded.

    Raises IssueError or QuantityError where number or day may not be used so, and what `render` raises.
    """
    from calc.issuing import begin_issue  # noqa: PLC0415  (loads the drawing library)

    date = units.parse_date(day) if day.strip() else None
    issue = begin_issue(request.assessment.scenario, number, date, officer)
    keys = [(stem, each) for stem in stems for each in ids_of(request, stem)]
    counts = Counter(
        (issue.replaced[key].number, issue.replaced[key].day) for key in keys if key in issue.replaced
    )
    replaced = [(*earlier, count) for earlier, count in counts.items()]
    return Outlook(issue, len(keys), replaced, sum(key in issue.covered for key in keys))


def issue_papers(
    request: Request,
    save: Callable[[Scenario], None],
    folder: Path,
    stems: Sequence[str],
    issue: "Issue",
    progress: Progress,
    *,
    separate: bool,
    replacing: bool,
) -> "Issued":
    """Write documents as issued, and save the scenario with the record. Raises as `issuing` says."""
    from calc import issuing  # noqa: PLC0415  (loads the drawing library)

    return issuing.issue_documents(
        request.assessment,
        save,
        folder,
        issue,
        stems,
        households=request.households,
        villages=request.villages,
        edition=_edition(request.look),
        separate=separate,
        replace_files=replacing,
        progress=progress,
    )


def changed_since(assessment: Assessment, record: "Record", progress: Progress) -> list[str] | None:
    """Return whose papers of a record would read otherwise now; None where its state is not kept."""
    from calc.verifying import changed_subjects  # noqa: PLC0415  (loads the drawing library)

    return changed_subjects(assessment, record, progress=progress)


def verified(assessment: Assessment, code: str, look: Look, words: Catalogue) -> "tuple[Verification, str]":
    """Return what a code that was typed says, and the same in words. Raises CodeError."""
    from calc.verify_report import verification_text  # noqa: PLC0415  (loads the drawing library)
    from calc.verifying import verify  # noqa: PLC0415  (as above)

    edition = _edition(look)
    found = verify(assessment, code, edition)
    return found, verification_text(found, words, edition)


def standing(folder: Path, stems: Sequence[str], *, separate: bool) -> list[str]:
    """Return the names in `folder` that `write` would replace."""
    names = ["households" if separate and stem in BY_HOUSEHOLD else f"{stem}.pdf" for stem in stems]
    return [name for name in names if (folder / name).exists()]


def blocking(error: Exception) -> tuple[Finding, ...] | None:
    """Return the findings that keep a document from being printed, None where the error is another."""
    from calc import statements  # noqa: PLC0415  (loads the drawing library)

    return error.findings if isinstance(error, statements.BlockedError) else None
