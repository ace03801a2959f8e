"""The objections of a village and what became of them (异议及采纳情况表): an archive paper."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from calc.lines import NONE
from calc.statements.document import NAMES, OFFICERS, Document, Outline, Reads, reading
from calc.statements.entries import Content
from calc.statements.flow import together
from calc.statements.page import MM, Book, Field, Section, Style
from calc.statements.parts import footer, officers, running
from calc.statements.posting import period
from calc.statements.sheets import on_sheet, wide_paper
from calc.statements.signing import Place, signatures
from calc.statements.table import DASH, WHITE, Column, Row, Table, draw_table

__all__ = ["OBJECTIONS"]

_STEM: Final = "objections"
_READS: Final[Reads] = {
    "project": frozenset(("notice_number", "posting_start", "posting_end")),
    "households": frozenset(("objection", "outcome")),
}
_TABLE: Final = Table(
    (
        Column("序号", 10, "right"),
        Column("户号", 24, whole=True),
        Column("权利人", 30),
        Column("异议内容", 84),
        Column("处理结果（采纳情况）", 74),
        Column("权利人签字\n（手印）", 30, "center", edge=True),
    ),
    style=Style("song", 9, 13),
    strong=Style("hei", 9, 13),
    row_height=12 * MM,
)


class _Entry(NamedTuple):
    """A household's objection and what became of it, as recorded."""

    household: int
    objection: str
    outcome: str


def _entries(content: Content) -> dict[int, list[_Entry]]:
    """Return the entries of each village, in register order; of all villages at once."""
    rows = content.scenario["households"]
    villages = rows.text("village_id").codes_in(content.scenario["villages"].index).tolist()
    objections, outcomes = (rows.text(name).values.tolist() for name in ("objection", "outcome"))
    found: dict[int, list[_Entry]] = {}
    for at, (village, objection, outcome) in enumerate(zip(villages, objections, outcomes, strict=True)):
        if village != NONE and (objection.strip() or outcome.strip()):
            texts = (content.text_of("households", at, name) for name in ("objection", "outcome"))
            found.setdefault(village, []).append(_Entry(at, *texts))
    return found


def _of_village(content: Content, village: int) -> Sequence[_Entry]:
    return content.kept(_STEM, lambda: _entries(content)).get(village, ())


def _among(content: Content, positions: Sequence[int]) -> Iterator[int]:
    """Yield the villages in which anything was objected."""
    return (position for position in positions if _of_village(content, position))


def _rows(content: Content, entries: Sequence[_Entry]) -> Iterator[Row]:
    """Yield one row a household; white where what became of it, or the signature, is to be written in."""
    for number, each in enumerate(entries, 1):
        identity = (content.text_of("households", each.household, name) for name in ("household_id", "head"))
        yield Row((str(number), *identity, each.objection, each.outcome or WHITE, WHITE))


def _fields(content: Content, village: int, entries: Sequence[_Entry]) -> tuple[tuple[Field, ...], ...]:
    say = content.wording.text
    handled = sum(bool(each.outcome) for each in entries)

    def field(name: str, value: str) -> Field:
        return Field(say(f"{_STEM}.{name}"), value or DASH)

    counts = say(
        f"{_STEM}.count_value",
        count=f"{len(entries):,}",
        handled=f"{handled:,}",
        open=f"{len(entries) - handled:,}",
    )
    return (
        (field("village", content.village(village)), field("count", counts)),
        (
            field("notice", content.text_of("project", 0, "notice_number")),
            field("period", period(content)),
        ),
    )


def _places(content: Content) -> tuple[tuple[Place, ...], ...]:
    def label(name: str) -> str:
        return content.wording.text(f"{_STEM}.signatures.{name}")

    return (
        (
            *officers(content, _STEM, "registrar", "reviewer"),
            Place(label("committee"), "seal", 1.5),
            Place(label("unit"), "seal", 1.5),
        ),
    )


def _draw(content: Content, book: Book, village: int, outline: Outline) -> None:
    """Draw one village's objections."""
    title = OBJECTIONS.title(content)
    entries = _of_village(content, village)
    with book.section(
        wide_paper(content.edition),
        footer=footer(content, OBJECTIONS, village),
        running=running(content, title, content.village(village)),
        outline=outline,
    ) as section:
        _draw_entries(section, content, village, entries)


def _draw_entries(section: Section, content: Content, village: int, entries: Sequence[_Entry]) -> None:
    section.titles(content.project, OBJECTIONS.title(content))
    section.fields(*_fields(content, village, entries))
    draw_table(section, on_sheet(content.edition, _TABLE), list(_rows(content, entries)))
    section.space(6)
    together(
        section,
        lambda sheet: sheet.notes([content.wording.text(f"{_STEM}.note")]),
        lambda sheet: sheet.space(4),
        lambda sheet: signatures(sheet, *_places(content)),
    )


OBJECTIONS: Final = Document(
    _STEM, "village", reading(NAMES, OFFICERS, _READS), _draw, lambda _content, _village: 0, _among
)
