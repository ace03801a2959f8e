"""Parts that several documents share: the foot of the page, totals in words, who signs, where to object."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from calc import __version__, units
from calc.statements.entries import Content
from calc.statements.page import BODY, DENSE, FRAME, HEAVY, TOTAL, Canvas, Footer, Section, Style
from calc.statements.signing import Place

__all__ = [
    "Amount",
    "amounts",
    "amounts_height",
    "closing_height",
    "closing_lines",
    "footer",
    "notes_height",
    "officer",
    "running",
    "where_to_object",
]

_PAD: Final = 3.0
_GAP: Final = 14.0
_INSET: Final = 2.5
_DIGEST_SHOWN: Final = 12
"""So many characters tell one policy's text from every other."""


def footer(content: Content) -> Footer:
    """Return the foot of every page: policy, basis date, program, and that the paper was not issued."""
    return content.kept("footer", lambda: _footer(content))


def _footer(content: Content) -> Footer:
    say = content.wording.text
    left = say(
        "common.foot_left",
        policy=content.policy.id,
        version=content.policy.version,
        program=__version__,
        digest=content.policy.digest[:_DIGEST_SHOWN],
    )
    right = say(
        "common.foot_right",
        basis=content.basis_label,
        date=content.basis_date,
        issued=say("common.not_issued"),
    )
    return Footer(left, right)


def running(content: Content, title: str, subject: str) -> str:
    """Return the line that heads every page but the first."""
    return content.wording.text("common.running", project=content.project, title=title, subject=subject)


def officer(content: Content, label: str, column: str) -> Place:
    """Return the place where an officer of the project signs, with the name where it is recorded."""
    name = content.text_of("project", 0, column)
    return Place(f"{label}：{name}" if name else label)


def where_to_object(content: Content, key: str) -> str:
    """Return the sentence of a document that says until when and where to object; blanks to be filled in."""
    say = content.wording.text
    blank = say("common.blank")
    date = content.scenario.project_number("posting_end")
    day = say("common.blank_date") if date is None else units.format_date(date)
    return say(
        key,
        date=day,
        unit=content.text_of("project", 0, "objections_unit") or blank,
        phone=content.text_of("project", 0, "objections_phone") or blank,
    )


class Amount(NamedTuple):
    """One line of the block of totals; `strong` for what is paid, in words too."""

    label: str
    fen: int
    strong: bool = False


def amounts(section: Section, content: Content, lines: Sequence[Amount]) -> None:
    """Draw the block of totals, whole: label, amount in words, amount in figures at the right edge."""
    rows = [_amount_row(section, content, each) for each in lines]
    room = section.paper.room
    section.block(_amounts_height(rows), lambda page, x, y: _draw_amounts(page, x, y, room, rows))


def amounts_height(section: Section, content: Content, lines: Sequence[Amount]) -> float:
    """Return the height of the block of totals in points."""
    return _amounts_height([_amount_row(section, content, each) for each in lines])


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
    return sum((row.style.leading + _PAD) * (1 + row.two_lines) for row in rows) + _PAD


def _draw_amounts(page: Canvas, x: float, y: float, room: float, rows: Sequence[_AmountRow]) -> None:
    page.line((x, y), (x + room, y), FRAME)  # on the rule that closes a table, or at the head of a page
    top = y + _PAD
    for row in rows:
        style = row.style
        baseline = style.baseline(top)
        page.text(x + _INSET, baseline, row.label, style)
        page.text(x + room - _INSET, baseline, row.figure, style, "right")
        inset = x + _INSET + style.extent(row.label) + _GAP
        if row.two_lines:
            top += style.leading + _PAD
            baseline, inset = style.baseline(top), x + _INSET
        page.text(inset, baseline, row.words, style)
        top += style.leading + _PAD
    page.line((x, y + _amounts_height(rows)), (x + room, y + _amounts_height(rows)), HEAVY)


def closing_height(section: Section, texts: Sequence[str]) -> float:
    """Return the height of `closing_lines` in points."""
    return sum(len(DENSE.wrap(text, section.paper.room)) for text in texts) * DENSE.leading


def closing_lines(section: Section, texts: Sequence[str]) -> None:
    """Set the sentences that close a document: where to object, how many copies; side by side if they fit."""
    if len(texts) == 2 and sum(map(DENSE.extent, texts)) + _GAP <= section.paper.room:
        section.line(texts[0], texts[1])
        return
    for text in texts:
        section.paragraph(text, DENSE)


def notes_height(section: Section, texts: Sequence[str], style: Style = DENSE) -> float:
    """Return the height of notes in points, near enough to keep what belongs together on one page."""
    room = section.paper.room - 1.4 * style.size
    return sum(len(style.wrap(text, room)) for text in texts) * style.leading
