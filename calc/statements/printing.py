"""From an assessment to PDF files: what is asked for, what an error touches, then all at once.

A paper that an error touches is never drawn, and no file appears unless every paper that was asked for can
be drawn: the files grow in a folder beside the target and move in together.
"""

import csv
import io
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Final, NamedTuple

import numpy as np

from calc import __version__, storage
from calc.assess import Assessment, assess
from calc.compare import Comparison
from calc.files import write_folder_atomically
from calc.findings import Finding, Place, Severity
from calc.language import N_, TranslatedError
from calc.lines import NONE
from calc.scenario import Scenario
from calc.statements.basis import BASIS_OF_CALCULATION
from calc.statements.collective import COLLECTIVE_STATEMENTS
from calc.statements.compensation_notice import COMPENSATION_NOTICE
from calc.statements.document import Document, Scope
from calc.statements.edition import Edition
from calc.statements.entries import Content
from calc.statements.fonts import UnprintableError
from calc.statements.household import HOUSEHOLD_STATEMENTS, statement
from calc.statements.objections import OBJECTIONS
from calc.statements.page import Book, load_drawing
from calc.statements.payment_roll import PAYMENT_ROLL
from calc.statements.project_summary import PROJECT_SUMMARY
from calc.statements.reach import Reach
from calc.statements.registered import registered
from calc.statements.registration import REGISTRATION_SHEETS
from calc.statements.signature_annex import SIGNATURE_ANNEX
from calc.statements.survey_notice import SURVEY_NOTICE
from calc.statements.village_summary import VILLAGE_SUMMARIES
from calc.workers import Step, WorkerError, processors, work_apart

__all__ = [
    "DOCUMENTS",
    "HOUSEHOLD_READS",
    "PAPERS",
    "BlockedError",
    "CancelledError",
    "PrintResult",
    "RequestError",
    "WorkerError",
    "changed_households",
    "check_printable",
    "content_of",
    "errors_of",
    "file_stems",
    "ids_of_papers",
    "papers_of",
    "prepare",
    "print_documents",
    "printable",
    "reads_alike",
    "render",
]

DOCUMENTS: Final[Mapping[str, Document]] = MappingProxyType(
    {
        document.stem: document
        for document in (
            REGISTRATION_SHEETS,
            HOUSEHOLD_STATEMENTS,
            COLLECTIVE_STATEMENTS,
            PAYMENT_ROLL,
            SURVEY_NOTICE,
            COMPENSATION_NOTICE,
            VILLAGE_SUMMARIES,
            BASIS_OF_CALCULATION,
            PROJECT_SUMMARY,
            OBJECTIONS,
            SIGNATURE_ANNEX,
        )
    }
)
"""Every document by its stem, in the order in which all of them are printed."""

PAPERS: Final[Mapping[str, Document]] = MappingProxyType(
    {
        paper.stem: paper
        for document in DOCUMENTS.values()
        for paper in (document, document.closing)
        if paper is not None
    }
)
"""Every kind of paper with a check code by its stem: the documents, and what closes one of them."""

HOUSEHOLD_READS: Final = HOUSEHOLD_STATEMENTS.reads
"""Table -> columns that a household's statement shows or computes from."""

_SHIPPED: Final = Edition()
_REPORTED_EVERY: Final = 100
_PROGRAM: Final = f"land-compensation {__version__}"
_WINDOWS_RESERVED: Final = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10)))
)
_NAME_BYTES: Final = 200
"""The longest file name is 255 bytes on most file systems; room is left for ~n and the extension."""
_FOLDER: Final = "households"
_EFFORT: Final[Mapping[Scope, float]] = MappingProxyType({"household": 1, "village": 40, "project": 2000})
"""About how many milliseconds it takes to draw one paper, by its scope."""
_EFFORT_SEPARATE: Final = 5
_WORTH_PROCESSES: Final = 4000
"""Milliseconds: to start processes and to assess the scenario in each takes about one second."""
_FILES_A_PIECE: Final = 200
_MOST: Final = 4
"""Processes: each holds the scenario, some 300 MB for a county."""

Progress = Callable[[int, int], None]
"""Called with how many papers are drawn, of how many."""


class RequestError(TranslatedError, ValueError):
    """What was asked for does not exist."""


class BlockedError(Exception):
    """Errors touch a paper that was asked for: nothing was printed.

    Attributes:
        findings: these errors, never empty.

    """

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(", ".join(dict.fromkeys(each.code for each in self.findings)))


class CancelledError(Exception):
    """The work was cancelled: nothing was printed."""


@dataclass(frozen=True)
class PrintResult:
    """What was printed.

    Attributes:
        files: every file, where it stands now.
        papers: how many papers are in them: statements of one household, of one village.

    """

    files: tuple[Path, ...]
    papers: int


@dataclass(frozen=True)
class _Paper:
    """A document, the positions of the households or villages it is printed for, and whether it is closed."""

    document: Document
    positions: tuple[int, ...]
    closed: bool = False

    @property
    def closing(self) -> Document | None:
        """The paper for the project that ends the file, None where there is none."""
        return self.document.closing if self.closed else None


@lru_cache(maxsize=2)
def content_of(assessment: Assessment, edition: Edition) -> Content:
    """Return the content of an assessment; kept for the preview's next page and for comparing two."""
    return Content(assessment, edition)


@lru_cache(maxsize=2)
def _reach(assessment: Assessment) -> Reach:
    return Reach(assessment)


# --- what is asked for -----------------------------------------------------------------------------------


def _wanted(documents: Iterable[str] | None) -> list[Document]:
    if documents is None:
        return list(DOCUMENTS.values())
    stems = list(dict.fromkeys(documents))
    for stem in stems:
        if stem not in DOCUMENTS:
            message = N_("There is no document “{document}”; known are: {known}")
            raise RequestError(message, document=stem, known=", ".join(DOCUMENTS))
    return [document for stem, document in DOCUMENTS.items() if stem in stems]


def _households(assessment: Assessment, ids: Collection[str] | None) -> list[int]:
    """Return the positions of households (all where None is given), by village, in register order."""
    rows = assessment.scenario["households"]
    positions: Sequence[int] = range(len(rows))
    if ids is not None:
        for each in ids:
            if each not in rows.index:
                raise RequestError(N_("There is no household “{household}”"), household=each)
        wanted = set(ids)
        texts = rows.text("household_id").values.tolist()
        positions = [position for position in positions if texts[position] in wanted]
    villages = rows.text("village_id").codes_in(assessment.scenario["villages"].index).tolist()
    last = len(assessment.scenario["villages"])
    return sorted(positions, key=lambda each: last if villages[each] == NONE else villages[each])


def _villages(
    assessment: Assessment, ids: Collection[str] | None, households: Sequence[int] | None, edition: Edition
) -> list[int]:
    """Return the positions of villages: those given, else those in which the given households have anything.

    All where neither are given.
    """
    index = assessment.scenario["villages"].index
    if ids is not None:
        for each in ids:
            if each not in index:
                raise RequestError(N_("There is no village “{village}”"), village=each)
        return sorted(index[each] for each in set(ids))
    if households is None:
        return list(range(len(assessment.scenario["villages"])))
    return sorted(registered(content_of(assessment, edition)).villages_of(households))


def _papers(
    assessment: Assessment,
    documents: Iterable[str] | None,
    households: Collection[str] | None,
    edition: Edition = _SHIPPED,
    villages: Collection[str] | None = None,
) -> list[_Paper]:
    """Return what to print; raises RequestError for what does not exist, BlockedError for errors."""
    wanted = _wanted(documents)
    if documents is None and (households is not None or villages is not None):
        # The project's papers are about everybody: they come with some households only if named.
        wanted = [document for document in wanted if document.scope != "project"]
    chosen = _households(assessment, households)
    if assessment.computation is None:
        raise BlockedError(each for each in assessment.findings if each.severity is Severity.ERROR)
    where = _villages(assessment, villages, None if households is None else chosen, edition)
    positions = {"household": chosen, "village": where, "project": [0]}
    papers = [_Paper(document, tuple(positions[document.scope])) for document in wanted]
    reach = _reach(assessment)
    blocking = [error for paper in papers for error in reach.touching(paper.document, paper.positions)]
    if blocking:
        raise BlockedError(_each_once(blocking))
    content = content_of(assessment, edition)
    papers = [_existing(content, paper) for paper in papers]
    return [paper for paper in papers if paper.positions]


def _existing(content: Content, paper: _Paper) -> _Paper:
    """Return a paper for those positions that have one, closed if it was asked for all villages."""
    document = paper.document
    positions = tuple(document.among(content, paper.positions))
    whole = len(paper.positions) == len(content.scenario["villages"])
    closed = document.closing is not None and whole and len(positions) > 1
    return _Paper(document, positions, closed)


def _each_once(findings: Iterable[Finding]) -> Iterable[Finding]:
    """Return findings without those that several documents have in common."""
    return {
        (each.code, each.place, each.message, str(dict(each.parameters))): each for each in findings
    }.values()


def ids_of_papers(
    assessment: Assessment,
    document: str,
    *,
    households: Collection[str] | None = None,
    villages: Collection[str] | None = None,
    edition: Edition = _SHIPPED,
) -> list[str]:
    """Return whose papers a document is made of, in the order they are printed in.

    户号 or 村编号, as its scope is; one "" for the paper of the project. Empty where there is none to print.
    Raises RequestError and BlockedError as `render` does.
    """
    rows = assessment.scenario[{"household": "households"}.get(DOCUMENTS[document].scope, "villages")]
    ids = rows.text(rows.spec.id_column)
    papers = _papers(assessment, [document], households, edition, villages)
    return [
        "" if paper.document.scope == "project" else ids.cell(position)
        for paper in papers
        for position in paper.positions
    ]


def papers_of(
    assessment: Assessment,
    documents: Iterable[str] | None = None,
    households: Collection[str] | None = None,
    edition: Edition = _SHIPPED,
    villages: Collection[str] | None = None,
) -> list[tuple[Document, tuple[int, ...]]]:
    """Return what `print_documents` would print: each document, and the positions it is printed for.

    Raises RequestError and BlockedError as it does.
    """
    papers = _papers(assessment, documents, households, edition, villages)
    found = []
    for each in papers:
        found.append((each.document, each.positions))
        if each.closing is not None:
            found.append((each.closing, (0,)))
    return found


def printable(assessment: Assessment, document: str, position: int, edition: Edition = _SHIPPED) -> bool:
    """Return whether there is a paper for the household or village at a position, and no error touches it."""
    if assessment.computation is None:
        return False
    kind = PAPERS[document]
    if _reach(assessment).touching(kind, [position]):
        return False
    return position in kind.among(content_of(assessment, edition), [position])


def errors_of(
    assessment: Assessment, document: str, households: Collection[str] | None = None
) -> tuple[Finding, ...]:
    """Return the errors that keep a document from being printed, empty where it can be.

    Raises RequestError for an unknown document or household.
    """
    try:
        _papers(assessment, [document], households)
    except BlockedError as error:
        return error.findings
    return ()


def check_printable(
    assessment: Assessment,
    documents: Collection[str] | None,
    households: Collection[str] | None = None,
    villages: Collection[str] | None = None,
) -> None:
    """Raise what `print_documents` would, before anything is drawn or asked for."""
    _papers(assessment, documents, households, villages=villages)


# --- printing --------------------------------------------------------------------------------------------


@dataclass
class _Work:
    """Tells how far the drawing is, and stops it when it is cancelled."""

    total: int
    progress: Progress | None
    cancelled: Callable[[], bool] | None
    done: int = 0

    def step(self) -> None:
        self.advance(1)

    def advance(self, count: int) -> None:
        if self.cancelled is not None and self.cancelled():
            raise CancelledError
        self.done += count
        if self.progress is not None:
            self.progress(self.done, self.total)


@contextmanager
def _refusing() -> Iterator[None]:
    """Say what is to be mended where a character cannot be printed.

    Every cell was checked before: only the policy's own texts are left.
    """
    try:
        yield
    except UnprintableError as error:
        message = N_("The policy has the character U+{code}, which no font can print; write another")
        fields = MappingProxyType({"code": f"{ord(error.character):04X}"})
        place = Place("project", None, "policy")
        raise BlockedError([Finding(Severity.ERROR, "unprintable", place, message, fields)]) from error


@contextmanager
def _book(content: Content, stream: BinaryIO, title: str) -> Iterator[Book]:
    """Give a book whose title names the project and the document; it is written when the block ends."""
    unit = content.text_of("project", 0, "requisitioning_unit")
    book = Book(stream, f"{content.project} {title}", author=unit, program=_PROGRAM)
    yield book
    book.close()


def _draw(content: Content, stream: BinaryIO, paper: _Paper, step: Step) -> None:
    """Draw all papers of one document into one file, outlined by village and household."""
    document = paper.document
    village = ""
    with _book(content, stream, document.title(content)) as book:
        for position in paper.positions:
            outline = []
            if document.scope == "household":
                above, label = _outline_of(content, position)
                outline = [(1, label)] if above == village else [(0, above), (1, label)]
                village = above
            elif document.scope == "village":
                outline = [(0, content.village(position) or "―")]
            document.draw(content, book, position, outline)
            step()
        closing = paper.closing
        if closing is not None:
            closing.draw(content, book, 0, [(0, closing.title(content))])


def _outline_of(content: Content, household: int) -> tuple[str, str]:
    village = content.village_of_household(household)
    names = (content.text_of("households", household, name) for name in ("household_id", "head"))
    return village or "―", " ".join(filter(None, names))


def reads_alike(
    before: tuple[Assessment, int], after: tuple[Assessment, int], document: str, edition: Edition = _SHIPPED
) -> bool:
    """Return whether the paper at a position of one assessment reads as that of another, but for its foot.

    Equal content gives equal files: whatever a document may come to show is compared. Raises BlockedError
    where it cannot be drawn.
    """
    with _refusing():
        first, second = (_alone(*side, PAPERS[document], edition.unfooted) for side in (before, after))
    return first == second


def _alone(assessment: Assessment, position: int, document: Document, edition: Edition) -> bytes:
    content, stream = content_of(assessment, edition), io.BytesIO()
    with _book(content, stream, document.title(content)) as book:
        document.draw(content, book, position, ())
    return stream.getvalue()


def prepare(
    assessment: Assessment,
    document: str,
    edition: Edition = _SHIPPED,
    check: Callable[[], None] = lambda: None,
) -> None:
    """Work out what all papers of an assessment rest on, so that the first of a document is drawn at once.

    `check` is asked between the parts of it; what it raises stops the work. Says nothing of what keeps the
    document from being printed.
    """
    with suppress(BlockedError), _refusing():
        load_drawing()
        check()
        _ = assessment.scenario.digest  # it is in the check code of every paper
        check()
        for paper in _papers(assessment, [document], None, edition):
            check()
            _alone(assessment, paper.positions[0], paper.document, edition)


def render(
    assessment: Assessment,
    document: str,
    *,
    households: Collection[str] | None = None,
    villages: Collection[str] | None = None,
    edition: Edition = _SHIPPED,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> bytes:
    """Return one document as the very PDF that `print_documents` writes; empty where there is none to draw.

    Raises RequestError, BlockedError, CancelledError as `print_documents` does.
    """
    papers = _papers(assessment, [document], households, edition, villages)
    stream = io.BytesIO()
    with _refusing():
        for paper in papers:
            work = _Work(len(paper.positions), progress, cancelled)
            _draw(content_of(assessment, edition), stream, paper, work.step)
    return stream.getvalue()


def print_documents(
    assessment: Assessment,
    target: Path,
    documents: Collection[str] | None = None,
    *,
    households: Collection[str] | None = None,
    villages: Collection[str] | None = None,
    edition: Edition = _SHIPPED,
    separate: bool = False,
    replace: bool = False,
    ready: Callable[[], None] = lambda: None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> PrintResult:
    """Write documents as PDF files into the folder `target`, all of them or none.

    Much of it is drawn by processes of their own, one a processor. These start the program's main module
    again, so a script that prints a county does so under ``if __name__ == "__main__"``.

    Args:
        assessment: What is printed.
        target: The folder; it is made where it is missing.
        documents: Stems of DOCUMENTS, all where None.
        households: 户号 of the households whose statements are printed; all where None.
        villages: 村编号 of the villages whose papers are printed; where None, those in which the households
            have anything.
        edition: In whose words, and on which sheets.
        separate: One file a household, `households/<户号>.pdf`, with `households/index.csv`.
        replace: Whether files of the same names may be replaced.
        ready: Called when all is drawn and nothing is in the way; what it raises keeps files from appearing.
        progress: Told how many papers are drawn; what it raises stops the work as `cancelled` does.
        cancelled: Asked again and again whether to stop.

    Raises:
        RequestError: A document or household does not exist.
        BlockedError: Errors touch what is asked for.
        CancelledError: `cancelled` said so.
        WorkerError: A process that draws died.
        OSError: A file could not be written, FileExistsError where it stands already.

    """
    papers = _papers(assessment, documents, households, edition, villages)
    content = content_of(assessment, edition)
    work = _Work(sum(len(paper.positions) for paper in papers), progress, cancelled)
    with (
        write_folder_atomically(target, replace=replace, before_moving=ready) as folder,
        _refusing(),
    ):
        pieces = []
        for paper in papers:
            if separate and paper.document is HOUSEHOLD_STATEMENTS:
                (folder / _FOLDER).mkdir()
                _write_index(content, folder / _FOLDER / "index.csv", paper.positions)
                pieces += _parts(paper)
            else:
                pieces.append(
                    _Piece(paper.document.stem, paper.positions, separate=False, closed=paper.closed)
                )
        if sum(map(_effort, pieces)) > _WORTH_PROCESSES:
            pieces.sort(key=_effort, reverse=True)  # the longest first, so that all end at about one time
            given = _Given(_image(assessment.scenario), edition, folder)
            work_apart(_prepare, _do, given, pieces, count=min(processors(), _MOST), tell=work.advance)
        else:
            for piece in pieces:
                _do((content, folder), piece, work.step)
        written = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return PrintResult(tuple(target / path for path in written), work.done)


# --- pieces of the work, here or in a process of its own -------------------------------------------------


class _Piece(NamedTuple):
    """One file, or some households' files."""

    stem: str
    positions: tuple[int, ...]
    separate: bool
    closed: bool = False


class _Given(NamedTuple):
    """What a process draws from: the scenario as in its file, the edition, and where the files grow."""

    image: bytes
    edition: Edition
    folder: Path


def _image(scenario: Scenario) -> bytes:
    """Return what a process needs of a scenario: not the earlier states that its file keeps."""
    return storage.pack(replace(scenario, states={}))


def _effort(piece: _Piece) -> float:
    """Return about how many milliseconds a piece takes."""
    each = _EFFORT_SEPARATE if piece.separate else _EFFORT[DOCUMENTS[piece.stem].scope]
    return len(piece.positions) * each


def _parts(paper: _Paper) -> list[_Piece]:
    """Divide the households whose files are separate."""
    found = paper.positions
    return [
        _Piece(paper.document.stem, found[at : at + _FILES_A_PIECE], separate=True)
        for at in range(0, len(found), _FILES_A_PIECE)
    ]


def _prepare(given: _Given) -> tuple[Content, Path]:
    scenario = storage.unpack(given.image, "").scenario
    return content_of(assess(scenario), given.edition), given.folder


def _do(state: tuple[Content, Path], piece: _Piece, step: Step) -> None:
    """Draw one piece of the work into the folder."""
    content, folder = state
    paper = _Paper(DOCUMENTS[piece.stem], piece.positions, piece.closed)
    if piece.separate:
        _draw_separately(content, folder / _FOLDER, paper, step)
        return
    with (folder / f"{piece.stem}.pdf").open("wb") as stream:
        _draw(content, stream, paper, step)


def _draw_separately(content: Content, folder: Path, paper: _Paper, step: Step) -> None:
    """Write one file a household."""
    stems = _stems(content)
    title = paper.document.title(content)
    for position in paper.positions:
        with (
            (folder / f"{stems[position]}.pdf").open("wb") as file,
            _book(content, file, title) as book,
        ):
            paper.document.draw(content, book, position, [(0, _outline_of(content, position)[1])])
        step()


def _write_index(content: Content, path: Path, households: Iterable[int]) -> None:
    """Write the list of separate files for Excel."""
    stems = _stems(content)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        index = csv.writer(stream)
        index.writerow(("户号", "权利人", "村组", "本户应得(元)", "文件"))
        for position in households:
            index.writerow(
                (
                    content.text_of("households", position, "household_id"),
                    content.text_of("households", position, "head"),
                    content.village_of_household(position),
                    content.money_plain(content.assessment.totals.by_household[position]),
                    f"{stems[position]}.pdf",
                )
            )


def _stems(content: Content) -> list[str]:
    ids = content.scenario["households"].text("household_id")
    return content.kept("file stems", lambda: file_stems(ids.values.tolist()))


def file_stems(ids: Sequence[str]) -> list[str]:
    """Return a file name without extension for each ID, different for all of them on any file system.

    Han characters, letters, digits, `-` and `_` stand as they are, all else is percent-encoded; a name that
    Windows reserves, one too long, and one that another ID has already (capitals do not count) get `~n`.
    """
    taken = set(_WINDOWS_RESERVED)
    stems = []
    for each in ids:
        stem = "".join(map(_encoded, each))
        short = _cut(stem)
        name = short
        number = 0
        while not name or name.casefold() in taken or (number == 0 and short != stem):
            number += 1
            name = f"{short}~{number}"
        taken.add(name.casefold())
        stems.append(name)
    return stems


def _encoded(character: str) -> str:
    if character in "-_" or unicodedata.category(character)[0] == "L" or character.isdecimal():
        return character
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))


def _cut(stem: str) -> str:
    """Return as much of a name as a file system takes."""
    return stem.encode("utf-8", "surrogatepass")[:_NAME_BYTES].decode("utf-8", "ignore")


def changed_households(comparison: Comparison, progress: Progress | None = None) -> list[int]:
    """Return the pairs of the households whose statement in the later scenario is new or reads otherwise.

    The comparison says which statements an input reaches that differs. Where what the household gets, or what
    the collective gets of its lines, is another sum, the statement reads otherwise without being drawn up; of
    the rest both papers are compared, word by word. What stands on every page alike whatever the household
    (program version, marks of issue) does not count, nor does the order of the register's rows alone.
    """
    if comparison.after.computation is None:
        return []
    pairs = comparison.pairs["households"]
    certain = (pairs.before == NONE) | comparison.households_with_other_sums()
    named = np.fromiter((isinstance(name, str) and bool(name) for name in pairs.names), np.bool_, len(pairs))
    wanted = np.flatnonzero(
        (pairs.after != NONE) & named & (certain | comparison.touched_households)
    ).tolist()
    changed = []
    for done, pair in enumerate(wanted):
        if progress is not None and done % _REPORTED_EVERY == 0:
            progress(done, len(wanted))
        if certain[pair] or _reads_otherwise(comparison, pair):
            changed.append(pair)
    return changed


def _reads_otherwise(comparison: Comparison, pair: int) -> bool:
    pairs = comparison.pairs["households"]
    if comparison.before.computation is None:
        return True
    before, after = (
        statement(content_of(assessment, _SHIPPED), int(positions[pair]))
        for assessment, positions in ((comparison.before, pairs.before), (comparison.after, pairs.after))
    )
    return before != after
