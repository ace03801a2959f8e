"""What each right-holder of a village and its collective get, as lists of them show it, by 户号."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from calc.lines import HEADS, NONE
from calc.statements.entries import Content, Entry
from calc.statements.table import DASH

__all__ = [
    "Part",
    "figure_cells",
    "holders",
    "in_order",
    "is_organisation",
    "name_in",
    "natural_order",
    "parts_of",
    "sum_up",
]

_ORGANISATION: Final = 1
"""The number of 单位 among the types of right-holder."""


class Part(NamedTuple):
    """What one right-holder or the collective gets.

    Attributes:
        household: its position, NONE for the collective.
        area: 10⁻⁶ mu of the parcels in its name, the collective's own for the collective.
        heads: fen under each of `calc.lines.HEADS`.
        disputed: the names of the parcels and items it is paid for that are disputed; those in which the
            collective has a share stand with their households and are one name here.

    """

    household: int
    area: int
    heads: tuple[int, ...]
    disputed: tuple[str, ...]

    @property
    def amount(self) -> int:
        """Everything it gets, in fen."""
        return sum(self.heads)


def parts_of(content: Content, village: int, entries: Iterable[Entry]) -> list[Part]:
    """Return what everybody gets of a village's entries: its households, those of others, the collective."""
    held = list(entries)
    of: dict[int, list[Entry]] = {NONE: []}
    for entry in held:
        of.setdefault(entry.household, []).append(entry)
    return [
        *(
            _part(content, each, of[each], [(entry, entry.to_household) for entry in of[each]])
            for each in in_order(content, village, of.keys() - {NONE})
        ),
        _part(content, NONE, of[NONE], [(entry, entry.to_collective) for entry in held]),
    ]


def _part(content: Content, household: int, own: Iterable[Entry], paid: Sequence[tuple[Entry, int]]) -> Part:
    areas = {entry.row: entry.quantity for entry in own if not entry.from_item}
    heads = [0] * len(HEADS)
    for entry, fen in paid:
        heads[entry.head] += fen
    disputed = [entry for entry, fen in paid if fen and content.disputed(entry)]
    names = dict.fromkeys(content.name(entry) for entry in disputed if entry.household == household)
    if any(entry.household != household for entry in disputed):
        names[content.wording.text("common.disputed_shares")] = None
    return Part(household, sum(areas.values()), tuple(heads), tuple(names))


def holders(parts: Iterable[Part]) -> list[Part]:
    """Return the parts of all but the collective."""
    return [each for each in parts if each.household != NONE]


def sum_up(rows: Iterable[Sequence[int]]) -> tuple[int, ...]:
    """Return the sums of the columns of rows."""
    return tuple(map(sum, zip(*rows, strict=True)))


def figure_cells(content: Content, figures: Sequence[int], *, dashes: bool = False) -> Iterator[str]:
    """Yield an area and amounts as cells; in lines what is nothing is left for a dash."""
    area, *amounts = figures
    yield content.area(area) if area else ""
    for fen in amounts:
        yield "" if dashes and not fen else content.money(fen)


# --- who they are ----------------------------------------------------------------------------------------


def natural_order(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts IDs as people do: 户2 before 户10."""
    return tuple(
        (0, int(part), part) if part.isdecimal() else (1, 0, part)
        for part in re.split(r"(\d+)", text)
        if part
    )


def in_order(content: Content, village: int, households: Iterable[int]) -> list[int]:
    """Return households by 户号, those of the village first, then those of others village by village."""

    def key(household: int) -> tuple[object, ...]:
        home = content.village_position(household)
        household_id = content.text_of("households", household, "household_id")
        return home != village, home, natural_order(household_id)

    return sorted(households, key=key)


def is_organisation(content: Content, household: int) -> bool:
    """Tell whether a right-holder is an organisation, which seals where others sign."""
    return content.scenario["households"].number("holder_type").cell(household) == _ORGANISATION


def name_in(content: Content, village: int, household: int) -> str:
    """Return a right-holder's name as a village's list has it: with his village where that is another."""
    name = content.text_of("households", household, "head")
    if content.village_position(household) == village:
        return name
    home = content.village_of_household(household) or DASH
    return content.wording.text("common.from_elsewhere", name=name, village=home)
