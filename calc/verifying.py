"""Does the paper on the desk still agree with the scenario, by the code at its foot; if not, what changed.

A code is looked for among the papers of the scenario as it is now, then among those of every state that was
issued. Of a state that is kept in the file it can be said line by line what is different now; of any other
the code itself tells which paper it stands on, what that is about, and whose it is where the ID is known.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from calc import codes, statements, states
from calc.assess import Assessment, assess
from calc.codes import CodeError, Sealer, Told
from calc.compare import Comparison, compare
from calc.issues import Record, records
from calc.language import N_
from calc.lines import NONE
from calc.scenario import Scenario
from calc.statements import PAPERS, Edition
from calc.statements.document import Document, subjects
from calc.storage import DamagedFileError

__all__ = ["CodeError", "MistypedError", "Outcome", "Paper", "Verification", "changed_subjects", "verify"]

Outcome = Literal["agrees", "reads-the-same", "changed", "unknown"]
_SHIPPED: Final = Edition()
_TABLES: Final = {"household": "households", "village": "villages"}


class Paper(NamedTuple):
    """The paper that a code stands on.

    Attributes:
        document: stem; "" for a kind this version does not know.
        subject: ID of the household or village; "" for the project's, and where it is not known.
        total: fen, as the code has it; None where it is too large for one.

    """

    document: str
    subject: str
    total: int | None


@dataclass(frozen=True, eq=False)
class Verification:
    """What a code says of a scenario.

    Attributes:
        outcome: "agrees": made of this very state. "reads-the-same": of an earlier state, but everything on
            this paper is as it was. "changed": of an earlier state, and something on it is different, or it
            cannot be told. "unknown": of no state this file knows.
        paper: which paper it is.
        issue: the record it was issued under; None where it was not issued.
        digest: of the state it was printed from, "" where unknown.
        total: what that paper is about now, fen; None where there is no such paper now, or an error in it.
        later: the latest issue of the same paper after this one, which replaces it; None where there is none.
        comparison: the state it was printed from beside the present one; None where it agrees or is not kept.
        pair: the household or village in `comparison`, NONE for the whole project or where it is not known.
        assessment: of the present state.
        damaged: why a state that is kept in the file could not be read; None where nothing was wrong.

    """

    outcome: Outcome
    paper: Paper
    issue: Record | None
    digest: str
    total: int | None
    later: Record | None
    comparison: Comparison | None
    pair: int
    assessment: Assessment
    damaged: DamagedFileError | None = None

    @property
    def agrees(self) -> bool:
        """Whether the paper may be relied on as it is."""
        return self.outcome in {"agrees", "reads-the-same"}


class MistypedError(CodeError):
    """A code whose check symbol contradicts it, and which is one slip away from a paper of this scenario.

    Attributes:
        group: the group to be compared again, from 1.

    """

    group: int = 0


def verify(assessment: Assessment, text: str, edition: Edition = _SHIPPED) -> Verification:
    """Return what a code that was typed says of the scenario of `assessment`. Raises CodeError."""
    known = _Known(assessment, edition)
    try:
        told = codes.read(text)
    except CodeError as error:
        if error.symbols:
            raise _mistyped(known, error) from error
        raise
    return known.verified(told)


def changed_subjects(
    assessment: Assessment,
    record: Record,
    edition: Edition = _SHIPPED,
    progress: Callable[[int, int], None] | None = None,
) -> list[str] | None:
    """Return whose papers of a record read otherwise than they would now, by their IDs, "" for the project.

    None where the state they were printed from is not kept. What stands on the foot does not count.
    """
    if record.digest == assessment.scenario.digest:
        return []
    known = _Known(assessment, edition)
    document, before = PAPERS.get(record.document), known.state(record.digest)
    if document is None or before is None:
        return None
    then = assess(before)
    comparison = compare(then, assessment, document.reads)
    issued = record.subjects or subjects(before, document)
    names = () if document.scope == "project" else comparison.pairs[_TABLES[document.scope]].names
    pairs = {name: pair for pair, name in enumerate(names)}
    changed = []
    for done, each in enumerate(issued):
        if progress is not None:
            progress(done, len(issued))
        if not known.same(document, each, then, comparison, pairs.get(each, NONE)):
            changed.append(each)
    return changed


def _mistyped(known: "_Known", error: CodeError) -> CodeError:
    """Return an error that names the group to compare again, where one correction stands on a known paper."""
    found = [code for code, told in codes.corrections(error.symbols) if known.made(told) is not None]
    if len(found) != 1:
        return error
    typed, right = error.symbols.split("-"), found[0].split("-")
    wrong = [at for at, (one, other) in enumerate(zip(typed, right, strict=True), 1) if one != other]
    message = N_(
        "The code is mistyped in group {group} ({typed}). Compare it again: is it {right} on the paper?"
    )
    at = wrong[0]
    better = MistypedError(message, group=at, typed=typed[at - 1], right=right[at - 1])
    better.group = at
    return better


class _Made(NamedTuple):
    """Where a code was made: the state's digest, the record, whose paper, and what it was about."""

    digest: str
    issue: Record | None
    subject: str


class _Known:
    """The papers that a scenario knows of: those of its present state, and of every state on record."""

    def __init__(self, assessment: Assessment, edition: Edition) -> None:
        self._assessment = assessment
        self._scenario = assessment.scenario
        self._edition = edition.unfooted  # one for all that is asked, so that one content serves it
        self._records = records(self._scenario)
        self._states: dict[str, Scenario | None] = {}
        self._damaged: DamagedFileError | None = None

    def verified(self, told: Told) -> Verification:
        """Return what a right code says."""
        made = self.made(told)
        if made is None:
            return self._unknown(told)
        paper = Paper(told.kind, made.subject, told.total)
        total = self._total_now(told.kind, made.subject)
        later = self._later(told.kind, made)
        if made.digest == self._scenario.digest and total is not None and told.total in {total, None}:
            return self._result("agrees", paper, made, total, later)
        before = None if made.digest == self._scenario.digest else self.state(made.digest)
        if before is None:
            return self._result("changed", paper, made, total, later)
        return self._compared(paper, made, total, later, assess(before))

    def _compared(
        self, paper: Paper, made: _Made, total: int | None, later: Record | None, before: Assessment
    ) -> Verification:
        document = PAPERS[paper.document]
        comparison = compare(before, self._assessment, document.reads)
        pair = NONE
        if document.scope != "project":
            pair = comparison.pairs[_TABLES[document.scope]].names.index(made.subject)
        same = self.same(document, made.subject, before, comparison, pair)
        outcome: Outcome = "reads-the-same" if same else "changed"
        return self._result(outcome, paper, made, total, later, comparison, pair)

    def same(
        self, document: Document, subject: str, before: Assessment, comparison: Comparison, pair: int
    ) -> bool:
        """Return whether the paper of a pair of the comparison reads now as it did, but for its foot."""
        # An input that does not reach a household cannot make its paper read otherwise.
        untouched = (
            document.scope == "household"
            and not comparison.touched_households[pair]
            and self._total_now(document.stem, subject) is not None
        )
        return untouched or self._reads_alike(document, subject, before)

    def _result(
        self,
        outcome: Outcome,
        paper: Paper,
        made: _Made | None,
        total: int | None,
        later: Record | None = None,
        comparison: Comparison | None = None,
        pair: int = NONE,
    ) -> Verification:
        return Verification(
            outcome,
            paper,
            made and made.issue,
            made.digest if made else "",
            total,
            later,
            comparison,
            pair,
            self._assessment,
            self._damaged,
        )

    def _unknown(self, told: Told) -> Verification:
        """Return what the code alone says, beside what such a paper is about now."""
        document = PAPERS.get(told.kind)
        named = [] if document is None else list(self._named(document, told))
        subject = named[0] if len(named) == 1 else ""
        certain = bool(subject) or (document is not None and document.scope == "project")
        total = self._total_now(told.kind, subject) if certain else None
        return self._result("unknown", Paper(told.kind, subject, told.total), None, total)

    # --- where a code was made ------------------------------------------------------------------------------

    def made(self, told: Told) -> _Made | None:
        """Return where a code was made, None where nothing that is known gives it."""
        document = PAPERS.get(told.kind)
        if document is None:
            return None
        sources = list(self._sources(told.kind))
        found = self._matched(told, sources, self._named(document, told), document)
        if found is None and document.scope != "project":
            found = self._matched(told, sources, self._named_earlier(document, told), document)
        return found

    def _sources(self, kind: str) -> Iterator[tuple[str, Record | None]]:
        """Yield the states and numbers under which papers of a kind may have been made, each once."""
        here = self._scenario.digest
        yield from dict.fromkeys(
            (
                *((here, each) for each in self._first_of_each(kind) if each.digest == here),
                (here, None),
                *((each.digest, each) for each in self._first_of_each(kind) if each.digest != here),
                *((each.digest, None) for each in self._records),
                *((digest, None) for digest in self._scenario.states),
            )
        )

    def _first_of_each(self, kind: str) -> Iterable[Record]:
        own = (each for each in self._records if each.document == kind)
        return {(each.number, each.date, each.digest): each for each in own}.values()

    def _matched(
        self,
        told: Told,
        sources: Sequence[tuple[str, Record | None]],
        named: Iterable[str],
        document: Document,
    ) -> _Made | None:
        subjects_told = list(named)
        for digest, issue in sources if subjects_told else ():
            sealer = Sealer(digest, told.kind, *((issue.number, issue.day) if issue else ()))
            for subject in subjects_told:
                total = told.total
                if total is None:  # too large to stand in the code: it is bound all the same
                    total = self._total_in(digest, document, subject)
                if total is not None and sealer.binds(told, subject, total):
                    return _Made(digest, issue, subject)
        return None

    def _named(self, document: Document, told: Told) -> Iterable[str]:
        """Return who of the present state and of the records may be meant: the hash is a short one."""
        if document.scope == "project":
            return [""]
        listed = (each for held in self._records for each in held.subjects if held.document == told.kind)
        return _meant(told, (*subjects(self._scenario, document), *listed))

    def _named_earlier(self, document: Document, told: Told) -> Iterable[str]:
        """Return who of the kept states may be meant: a household that is gone now."""
        held = (self.state(digest) for digest in self._scenario.states)
        return _meant(told, (each for state in held if state for each in subjects(state, document)))

    def state(self, digest: str) -> Scenario | None:
        """Return a state that was issued; None where it is not kept, or cannot be read."""
        if digest not in self._states:
            try:
                self._states[digest] = states.recall(self._scenario, digest)
            except DamagedFileError as error:
                self._states[digest], self._damaged = None, error
        return self._states[digest]

    # --- the paper now, and then ----------------------------------------------------------------------------

    def _total_in(self, digest: str, document: Document, subject: str) -> int | None:
        if digest == self._scenario.digest:
            return self._total_now(document.stem, subject)
        state = self.state(digest)
        return None if state is None else _total_of(assess(state), document, subject, self._edition)

    def _total_now(self, kind: str, subject: str) -> int | None:
        document = PAPERS.get(kind)
        if document is None:
            return None
        return _total_of(self._assessment, document, subject, self._edition)

    def _reads_alike(self, document: Document, subject: str, before: Assessment) -> bool:
        places = [_place(each, document, subject) for each in (before, self._assessment)]
        if None in places or not _printable(before, document, subject, self._edition):
            return False
        if not _printable(self._assessment, document, subject, self._edition):
            return False
        then, now = (place or 0 for place in places)
        try:
            return statements.reads_alike(
                (before, then), (self._assessment, now), document.stem, self._edition
            )
        except statements.BlockedError:
            return False  # the policy has a character that cannot be printed

    def _later(self, kind: str, made: _Made) -> Record | None:
        """Return the latest record of the same paper that stands after the one it was issued under."""
        own = [each for each in self._records if each.document == kind]
        if made.issue is None:
            return None
        after = own[own.index(made.issue) + 1 :]
        covering = (
            each
            for each in reversed(after)
            if each.number != made.issue.number and self._covers(each, made.subject)
        )
        return next(covering, None)

    def _covers(self, each: Record, subject: str) -> bool:
        if each.subjects or not subject:
            return subject in each.subjects or not each.subjects
        state = self._scenario if each.digest == self._scenario.digest else self.state(each.digest)
        return state is None or subject in subjects(state, PAPERS[each.document])


def _meant(told: Told, named: Iterable[str]) -> list[str]:
    return [each for each in dict.fromkeys(named) if each and codes.subject_hash(each) == told.subject]


def _place(assessment: Assessment, document: Document, subject: str) -> int | None:
    """Return the position of whose a paper is, None where it is not there."""
    if document.scope == "project":
        return 0
    return assessment.scenario[_TABLES[document.scope]].index.get(subject)


def _printable(assessment: Assessment, document: Document, subject: str, edition: Edition) -> bool:
    """Return whether nothing keeps one paper from being printed."""
    place = _place(assessment, document, subject)
    return place is not None and statements.printable(assessment, document.stem, place, edition)


def _total_of(assessment: Assessment, document: Document, subject: str, edition: Edition) -> int | None:
    """Return what a paper is about, None where there is none or something keeps it from being printed."""
    place = _place(assessment, document, subject)
    if place is None or not _printable(assessment, document, subject, edition):
        return None
    return document.total(statements.content_of(assessment, edition), place)
