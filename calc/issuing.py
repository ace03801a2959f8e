"""Issuing papers: print them with number, day and check code, and record it in the scenario's file.

The papers are drawn first, then the scenario is saved with the record, then the papers move into their
folder. So no paper says that it was issued while its scenario knows nothing of it; and where the last step
fails, the record is taken back.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from calc import operations, statements, states
from calc.assess import Assessment
from calc.issues import Issue, IssueError, Papers, Record, begin, record
from calc.language import N_
from calc.scenario import Scenario
from calc.statements import PAPERS, Edition, PrintResult
from calc.statements.document import subjects
from calc.statements.fonts import uncovered
from calc.storage import StorageError

__all__ = ["Issued", "NotTakenBackError", "begin_issue", "issue_documents"]

_SHIPPED: Final = Edition()


class NotTakenBackError(StorageError):
    """The papers could not be put into their folder, and the record could not be taken back.

    Attributes:
        scenario: what the file holds now, the record included.

    """

    scenario: Scenario


@dataclass(frozen=True)
class Issued:
    """What was issued.

    Attributes:
        issue: number, day, and what is replaced.
        printed: the files.
        scenario: the scenario with the record, as it was saved; the one that was printed where all of it was
            on record already.
        recorded: whether anything new was recorded.

    """

    issue: Issue
    printed: PrintResult
    scenario: Scenario
    recorded: bool


def begin_issue(
    scenario: Scenario, number: str, date: int | None = None, officer: str = "", *, today: int | None = None
) -> Issue:
    """Return the issue of papers of `scenario`; nothing is recorded yet.

    `date` and `today` are ordinals of days; without a date it is that of the number where it is on record,
    else today. Raises IssueError where number or date may not be used so.
    """
    known: dict[tuple[str, str], list[str]] = {}

    def subjects_of(each: Record) -> Iterable[str]:
        key = (each.document, each.digest)
        if key not in known:
            known[key] = list(_all_of(scenario, each))
        return known[key]

    this_day = datetime.now().astimezone().toordinal() if today is None else today
    issue = begin(scenario, number, date, this_day, officer, subjects_of)
    for character in uncovered(issue.number):
        message = N_(
            "The document number has {character} (U+{code}), which no font can print: write another."
        )
        raise IssueError(message, character=character, code=f"{ord(character):04X}")
    return issue


def _all_of(scenario: Scenario, each: Record) -> Iterator[str]:
    """Yield everyone of whom a record that names nobody speaks: all that the state of then had."""
    document = PAPERS.get(each.document)
    if document is None:
        return
    if document.scope == "project" or each.digest == scenario.digest:
        yield from subjects(scenario, document)
        return
    then = states.recall(scenario, each.digest)
    yield from subjects(scenario if then is None else then, document)


def issue_documents(
    assessment: Assessment,
    save: Callable[[Scenario], None],
    target: Path,
    issue: Issue,
    documents: Collection[str] | None = None,
    *,
    households: Collection[str] | None = None,
    villages: Collection[str] | None = None,
    edition: Edition = _SHIPPED,
    separate: bool = False,
    replace_files: bool = False,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Issued:
    """Print documents as issued and record it; all of it or nothing.

    Args:
        assessment: What is printed; its scenario is what is saved.
        save: Saves the scenario it is given to its file, or raises. Called after everything is drawn, not at
            all where these papers are on record already; and again, with the scenario as it was, to take a
            record back.
        target: The folder of the files.
        issue: From `begin_issue`, of this very scenario.
        documents: As of `print_documents`, and so are the other arguments.
        households: As there.
        villages: As there.
        edition: As there; the issue is put into it.
        separate: As there.
        replace_files: As its `replace`.
        progress: As there.
        cancelled: As there.

    Raises:
        IssueError: There is no paper; one would replace another of a later day, or comes late under a number.
        NotTakenBackError: The files could not be moved in, nor the record taken back.
        Exception: What `print_documents` and `save` raise; nothing is recorded then, and no file appears.

    """
    whole = replace(edition, issue=issue)
    scenario = assessment.scenario
    papers = list(_papers(assessment, documents, households, villages, whole))
    if not papers:
        raise IssueError(N_("There is nothing to issue: these documents have no paper for this scenario."))
    operation = record(scenario, issue, papers, datetime.now().astimezone())
    after = scenario if operation is None else operations.apply(states.keep(scenario), operation)
    saved = False

    def ready() -> None:
        nonlocal saved
        if operation is not None:
            save(after)
            saved = True

    try:
        printed = statements.print_documents(
            assessment,
            target,
            documents,
            households=households,
            villages=villages,
            edition=whole,
            separate=separate,
            replace=replace_files,
            ready=ready,
            progress=progress,
            cancelled=cancelled,
        )
    except BaseException as error:
        if saved:
            _take_back(save, scenario, after, error)
        raise
    return Issued(issue, printed, after, recorded=operation is not None)


def _papers(
    assessment: Assessment,
    documents: Collection[str] | None,
    households: Collection[str] | None,
    villages: Collection[str] | None,
    edition: Edition,
) -> Iterator[Papers]:
    """Yield what is issued, each paper with the total that stands in its check code."""
    content = statements.content_of(assessment, edition)
    papers = statements.papers_of(assessment, documents, households, edition, villages)
    for document, positions in papers:
        named = subjects(assessment.scenario, document)
        totals = {named[each]: document.total(content, each) for each in positions}
        yield Papers(document.stem, document.title(content), totals, len(positions) == len(named))


def _take_back(
    save: Callable[[Scenario], None], before: Scenario, after: Scenario, reason: BaseException
) -> None:
    """Save the scenario as it was; where that fails as well, say what is so."""
    try:
        save(before)
    except (OSError, StorageError) as error:
        told = NotTakenBackError(
            N_(
                "The papers could not be put into their folder ({reason}), and their issue stays on record"
                " all the same: print them once more under the same number; nothing is recorded twice."
            ),
            reason=reason,
        )
        told.scenario = after
        raise told from error
