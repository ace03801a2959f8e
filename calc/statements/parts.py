"""Parts that several documents share: the foot of the page, totals in words, who signs, where to object."""

import datetime as dt
from collections.abc import Sequence
from typing import Final, NamedTuple

from calc import __version__, units
from calc.codes import Sealer
from calc.statements.document import Document, subjects
from calc.statements.entries import Content
from calc.statements.page import (
    BODY,
    DENSE,
    FRAME,
    HEAVY,
    SMALL,
    TOTAL,
    Canvas,
    Footer,
    Section,
    Style,
    draw_paragraph,
)
from calc.statements.signing import Block, Place, draw_signatures, signatures_height

__all__ = [
    "Amount",
    "Conclusion",
    "amounts",
    "conclude",
    "day",
    "footer",
    "officer",
    "officers",
    "running",
    "where_to_object",
]

_PAD: Final = 3.0
_GAP: Final = 14.0
_INSET: Final = 2.5
_SPACES: Final = (3.0, 5.0, 3.0)  # before notes, signatures and foot
_CODE: Final = "\0"
"""Stands where a paper's code will stand."""


def footer(content: Content, document: Document, position: int) -> Footer:
    """Return the foot of every page of a paper: its check code and number, policy, basis date, program."""
    foot: _Foot = content.kept(("foot", document), lambda: _Foot(content, document))
    return foot.of(position)


class _Foot:
    """What stands at the foot of all papers of one kind, and the code of each: 30,000 are made at once."""

    def __init__(self, content: Content, document: Document) -> None:
        say, issue, policy = content.wording.text, content.edition.issue, content.policy
        self._content, self._document, self._issue = content, document, issue
        number, day = ("", "") if issue is None else (issue.number, issue.day)
        self._sealer = Sealer(content.scenario.digest, document.stem, number, day)
        self._subjects = subjects(content.scenario, document)
        issued = say("common.issued", number=number, date=day) if issue else say("common.not_issued")
        self._before, self._after = say("common.foot_left", code=_CODE, issued=issued).split(_CODE)
        self._right = say(
            "common.foot_right",
            basis=content.basis_label,
            date=content.basis_date,
            policy=policy.id,
            version=policy.version,
            program=__version__,
        )

    def of(self, position: int) -> Footer:
        """Return the foot of the paper at a position."""
        if not self._content.edition.footed:
            return Footer()
        subject = self._subjects[position]
        code = self._sealer.code(subject, self._document.total(self._content, position))
        left = self._before + code + self._after
        earlier = self._issue and self._issue.replaced.get((self._document.stem, subject))
        if earlier:
            say = self._content.wording.text
            left += "\n" + say("common.replaces", number=earlier.number, date=earlier.day)
        return Footer(left, self._right)


def running(content: Content, title: str, subject: str) -> str:
    """Return the line that heads every page but the first."""
    return content.wording.text("common.running", project=content.project, title=title, subject=subject)


def officer(content: Content, label: str, column: str) -> Place:
    """Return the place where an officer of the project signs, with the name where it is recorded."""
    name = content.text_of("project", 0, column)
    return Place(f"{label}：{name}" if name else label)


def officers(content: Content, key: str, *columns: str) -> tuple[Place, ...]:
    """Return the places of several, labelled by the words of a document under `key`."""
    return tuple(
        officer(content, content.wording.text(f"{key}.signatures.{column}"), column) for column in columns
    )


def where_to_object(content: Content, key: str) -> str:
    """Return the sentence of a document that says until when and where to object; blanks to be filled in."""
    say = content.wording.text
    blank = say("common.blank")
    return say(
        key,
        date=day(content, "posting_end"),
        unit=content.text_of("project", 0, "objections_unit") or blank,
        phone=content.text_of("project", 0, "objections_phone") or blank,
        supervision=content.text_of("project", 0, "supervision_phone") or blank,
    )


def day(content: Content, column: str) -> str:
    """Return a day of the project as a sentence has it, blanks to write into where it is not recorded."""
    ordinal = content.scenario.project_number(column)
    if ordinal is None:
        return content.wording.text("common.blank_date")
    date = dt.date.fromordinal(ordinal)
    return content.wording.text("common.day", year=date.year, month=date.month, day=date.day)


class Amount(NamedTuple):
    """One line of the block of totals; `strong` for what is paid, in words too."""

    label: str
    fen: int
    strong: bool = False


def amounts(section: Section, content: Content, lines: Sequence[Amount]) -> None:
    """Draw the block of totals, whole: label, amount in words, amount in figures at the right edge."""
    _amounts(section, [_amount_row(section, content, each) for each in lines])


def _amounts(section: Section, rows: "Sequence[_AmountRow]") -> None:
    room = section.paper.room
    section.block(_amounts_height(rows), lambda page, x, y: _draw_amounts(page, x, y, room, rows))


class _AmountRow(NamedTuple):
    style: Style
    label: str
    words: str
    figure: str
    two_lines: bool


def _amount_row(section: Section, content: Content, amount: Amount) -> _AmountRow:
    say = content.wording.text
    figure = say("common.figure", amount=content.money(amount.fen))
    if not amount.strong:
        return _AmountRow(BODY, amount.label, "", figure, two_lines=False)
    words = say("common.words", words=units.amount_in_words(amount.fen))
    used = sum(map(TOTAL.extent, (amount.label, words, figure)))
    return _AmountRow(TOTAL, amount.label, words, figure, used + 3 * _GAP > section.paper.room)


def _amounts_height(rows: Sequence[_AmountRow]) -> float:
    return sum([(row.style.leading + _PAD) * (1 + row.two_lines) for row in rows]) + _PAD


def _draw_amounts(page: Canvas, x: float, y: float, room: float, rows: Sequence[_AmountRow]) -> None:
    height = _amounts_height(rows)
    rules = page.form(("rules of amounts", room, height), (room, height), _draw_amounts_rules)
    page.place(rules, x, y)
    top = y + _PAD
    for row in rows:
        style = row.style
        baseline = style.baseline(top)
        page.text(x + _INSET, baseline, row.label, style)
        figure_at = baseline
        inset = x + _INSET + style.extent(row.label) + _GAP
        if row.two_lines:
            top += style.leading + _PAD
            baseline, inset = style.baseline(top), x + _INSET
        page.text(inset, baseline, row.words, style)
        page.text(x + room - _INSET, figure_at, row.figure, style, "right")
        top += style.leading + _PAD


def _draw_amounts_rules(canvas: Canvas) -> None:
    canvas.line((0, 0), (canvas.width, 0), FRAME)  # on the rule that closes a table, or at the head of a page
    canvas.line((0, canvas.height), (canvas.width, canvas.height), HEAVY)


class Conclusion(NamedTuple):
    """What follows the table: totals, notes, who signs, and the sentences that close the document."""

    amounts: Sequence[Amount]
    notes: Sequence[str]
    places: Block
    foot: Sequence[str]


def conclude(section: Section, content: Content, found: Conclusion) -> None:
    """Set what follows the table: the amount stays on the page on which it is signed for.

    The notes are set larger where the page has room for it.
    """
    rows = [_amount_row(section, content, each) for each in found.amounts]
    rest = _amounts_height(rows) + signatures_height(found.places) + _foot_height(section, found.foot)
    rest += sum(_SPACES)

    whole = section.bottom - section.y
    style, height = DENSE, rest + section.notes_height(found.notes)
    if height > whole and rest + section.notes_height(found.notes, SMALL) <= whole:
        style, height = SMALL, rest + section.notes_height(found.notes, SMALL)
    section.reserve(height)
    _amounts(section, rows)
    section.space(_SPACES[0])
    section.notes(found.notes, style)
    section.space(_SPACES[1])
    _sign(section, found.places, found.foot)


def _sign(section: Section, places: Block, texts: Sequence[str]) -> None:
    """Set who signs and the sentences below as one part: both are alike on most papers of a kind."""
    room, down = section.paper.room, signatures_height(places) + _SPACES[2]
    height = down + _foot_height(section, texts)

    def draw(canvas: Canvas) -> None:
        draw_signatures(canvas, places)
        _draw_foot(canvas, down, texts)

    form = section.book.form(("signed", places, tuple(texts), room), (room, height), draw)
    section.block(height, lambda page, x, y: page.place(form, x, y))


def _foot_height(section: Section, texts: Sequence[str]) -> float:
    return sum([len(SMALL.wrap(text, section.paper.room)) for text in texts]) * SMALL.leading


def _draw_foot(canvas: Canvas, top: float, texts: Sequence[str]) -> None:
    """Draw where to object and how many copies there are, side by side if they fit."""
    if len(texts) == 2 and sum(map(SMALL.extent, texts)) + _GAP <= canvas.width:
        canvas.text(0, SMALL.baseline(top), texts[0], SMALL)
        canvas.text(canvas.width, SMALL.baseline(top), texts[1], SMALL, "right")
        return
    for text in texts:
        top = draw_paragraph(canvas, top, text, SMALL)
