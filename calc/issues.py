"""What was issued: under which number, on which day, out of which state, and what of it replaces what.

A number stands for one day and one state of the scenario. More papers may follow under it as long as no other
number was issued; the same papers may be printed again under it, which records nothing.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from calc import operations, units
from calc.language import N_, TranslatedError
from calc.operations import Operation
from calc.scenario import Scenario
from calc.tables import Cell

__all__ = ["ISSUES", "NUMBER_LIMIT", "Issue", "IssueError", "Papers", "Record", "begin", "record", "records"]

ISSUES: Final = "issues"
NUMBER_LIMIT: Final = 40
"""The longest document number, in characters: what finds room at the foot of a page."""
_AHEAD: Final = 31
"""Papers may be issued so many days ahead; a mistyped year would bar every reissue until it has come."""
_CELL_LIMIT: Final = 30_000
"""The longest list of IDs in one cell; a workbook takes 32,767 characters."""
_BETWEEN: Final = "、"
_NEEDED: Final = ("number", "document", "digest")


class IssueError(TranslatedError, ValueError):
    """Papers that may not be issued so: what is wrong with number or date."""


class Record(NamedTuple):
    """Papers of one kind that were issued.

    Attributes:
        number: the document number.
        date: proleptic ordinal of the day of issue.
        document: stem of the document.
        title: what it is called on paper.
        subjects: IDs of the households or villages; empty for all that the state of then has, or the project.
        digest: of the state that was printed.
        total: fen, None where it cannot be read.
        replaces: the earlier numbers, in words.
        officer: who issued them, "" where not recorded.
        recorded: when, as text.

    """

    number: str
    date: int
    document: str
    title: str
    subjects: tuple[str, ...]
    digest: str
    total: int | None
    replaces: str
    officer: str
    recorded: str

    @property
    def day(self) -> str:
        """The day of issue, 2018-05-01."""
        return units.format_date(self.date)


class Papers(NamedTuple):
    """Papers of one kind that are being issued.

    Attributes:
        document: stem of the document.
        title: what it is called on paper.
        totals: fen by the ID of the household or village, "" for the project's one.
        whole: whether these are all that there are.

    """

    document: str
    title: str
    totals: Mapping[str, int]
    whole: bool


@dataclass(frozen=True, eq=False)
class Issue:
    """An issue: what stands on each of its papers.

    Attributes:
        number: the document number.
        date: proleptic ordinal of its day.
        officer: who issues it.
        replaced: by document and subject, the record of the paper that is replaced.
        covered: document and subject of the papers that are recorded under this number already.

    It goes to processes that draw, so everything in it can be pickled.

    """

    number: str
    date: int
    officer: str = ""
    replaced: Mapping[tuple[str, str], Record] = field(default_factory=dict, repr=False)
    covered: Collection[tuple[str, str]] = field(default=(), repr=False)

    @property
    def day(self) -> str:
        """The day of issue, 2018-05-01."""
        return units.format_date(self.date)


def records(scenario: Scenario) -> list[Record]:
    """Return what was issued, the earliest first; what lacks number, day, document or digest is left out."""
    rows = scenario[ISSUES]
    dates = rows.number("date")
    totals = rows.number("total")
    names = ("number", "document", "title", "subjects", "digest", "replaces", "officer", "recorded")
    texts = {name: rows.text(name).values.tolist() for name in names}
    return [
        Record(
            date=int(dates.values[row]),
            total=totals.cell(row),
            **{name: held[row] for name, held in texts.items() if name != "subjects"},
            subjects=_listed(texts["subjects"][row]),
        )
        for row in range(len(rows))
        if dates.present[row] and all(texts[name][row] for name in _NEEDED)
    ]


def begin(
    scenario: Scenario,
    number: str,
    date: int | None,
    today: int,
    officer: str,
    subjects_of: Callable[[Record], Iterable[str]],
) -> Issue:
    """Return the issue of papers of `scenario` under a number.

    Args:
        scenario: what is printed.
        number: as it was typed.
        date: ordinal of the day of issue; that of the number where it is on record, else today, where None.
        today: ordinal of today.
        officer: who issues, "" for nobody named.
        subjects_of: the subjects of a record that is of all the state of then had.

    Raises:
        IssueError: The number or the date may not be used so.

    """
    known = records(scenario)
    named = _number(number)
    own = [each for each in known if _same(each.number, named)]
    earlier = known[: known.index(own[0])] if own else known
    if own:
        named = own[0].number
        date = own[0].date if date is None else date
        if (date, scenario.digest) != (own[0].date, own[0].digest):
            raise IssueError(
                N_(
                    "{number} was issued on {date} already, for another state or day: give these papers a"
                    " number of their own; they say themselves which number they replace."
                ),
                number=named,
                date=own[0].day,
            )
    elif date is not None and date > today + _AHEAD:
        raise IssueError(
            N_(
                "The day of issue, {date}, is more than {days} days after today, {today} by this computer's"
                " clock: mend the day, or the clock. Nothing could replace these papers before that day."
            ),
            date=units.format_date(date),
            days=_AHEAD,
            today=units.format_date(today),
        )
    covered = frozenset(_subjects(own, subjects_of))
    replaced = {key: each for each in earlier for key in _subjects([each], subjects_of)}
    return Issue(named, today if date is None else date, officer.strip(), replaced, covered)


def _number(typed: str) -> str:
    number = " ".join(typed.split())
    if not number:
        raise IssueError(N_("Papers are issued under a document number: type one."))
    if len(number) > NUMBER_LIMIT:
        message = N_("The document number has {count} characters; at most {limit} find room on a page.")
        raise IssueError(message, count=len(number), limit=NUMBER_LIMIT)
    return number


def _same(one: str, other: str) -> bool:
    """Tell whether two numbers are one, whatever the width of their digits and brackets."""
    first, second = ("".join(units.fold(each).split()) for each in (one, other))
    return first == second


def _subjects(
    known: Iterable[Record], subjects_of: Callable[[Record], Iterable[str]]
) -> Iterator[tuple[str, str]]:
    for each in known:
        for subject in each.subjects or subjects_of(each):
            yield each.document, subject


def record(
    scenario: Scenario, issue: Issue, papers: Iterable[Papers], recorded: datetime
) -> Operation | None:
    """Return the operation that records an issue; None where all of it is on record: more copies of the same.

    Raises IssueError where a paper would replace one of a later day, and where papers would be added under a
    number after another one was issued.
    """
    rows = [row for each in papers for row in _rows(scenario, issue, each, recorded)]
    if not rows:
        return None
    last = next(reversed(records(scenario)), None)
    if issue.covered and last is not None and last.number != issue.number:
        raise IssueError(
            N_("{last} was issued after {number}: give further papers a number of their own."),
            last=last.number,
            number=issue.number,
        )
    return operations.insert_rows(scenario, ISSUES, len(scenario[ISSUES]), rows, N_("Issue papers"))


def _rows(scenario: Scenario, issue: Issue, papers: Papers, recorded: datetime) -> Iterator[dict[str, Cell]]:
    fresh = [each for each in papers.totals if (papers.document, each) not in issue.covered]
    all_of_them = papers.whole and len(fresh) == len(papers.totals)
    for subjects in _parts(fresh, all_of_them):
        replaced = dict.fromkeys(_replaced(issue, papers.document, subjects))
        for each in replaced:
            if each.date > issue.date:
                message = N_("{number} was issued on {date}: what replaces it cannot be of an earlier day.")
                raise IssueError(message, number=each.number, date=each.day)
        numbers = dict.fromkeys(f"{each.number}（{each.day}）" for each in replaced)
        yield {
            "number": issue.number,
            "date": issue.date,
            "document": papers.document,
            "title": papers.title,
            "subjects": "" if all_of_them else _BETWEEN.join(map(_escaped, subjects)),
            "digest": scenario.digest,
            "total": sum(papers.totals[each] for each in subjects),
            "replaces": _BETWEEN.join(numbers),
            "officer": issue.officer,
            "recorded": recorded.strftime("%Y-%m-%d %H:%M"),
        }


def _replaced(issue: Issue, document: str, subjects: Iterable[str]) -> Iterator[Record]:
    for subject in subjects:
        found = issue.replaced.get((document, subject))
        if found is not None:
            yield found


def _parts(subjects: Sequence[str], whole: bool) -> Iterator[list[str]]:
    """Yield the subjects of each row: of all, one; else as many as a cell of a workbook takes."""
    part: list[str] = []
    length = 0
    for subject in subjects:
        needed = len(_escaped(subject)) + 1
        if part and not whole and length + needed > _CELL_LIMIT:
            yield part
            part, length = [], 0
        part.append(subject)
        length += needed
    if part:
        yield part


def _escaped(subject: str) -> str:
    return subject.replace("\\", "\\\\").replace(_BETWEEN, "\\" + _BETWEEN)


def _listed(text: str) -> tuple[str, ...]:
    """Return the IDs of a list as `_escaped` and joined."""
    if "\\" not in text:
        return tuple(text.split(_BETWEEN)) if text else ()
    found = re.findall(rf"((?:\\.|[^\\{_BETWEEN}])*)(?:{_BETWEEN}|\Z)", text, re.DOTALL)
    return tuple(re.sub(r"\\(.)", r"\1", each) for each in found[: -1 if found[-1:] == [""] else None])
