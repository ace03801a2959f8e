"""The right-holders of a village as lists of them show them: in the order of their IDs, outsiders marked."""

import re
from collections.abc import Iterable

from calc.statements.entries import Content
from calc.statements.table import DASH

__all__ = ["in_order", "name_in", "natural_order"]


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


def name_in(content: Content, village: int, household: int) -> str:
    """Return a right-holder's name as a village's list has it: with his village where that is another."""
    name = content.text_of("households", household, "head")
    if content.village_position(household) == village:
        return name
    home = content.village_of_household(household) or DASH
    return content.wording.text("common.from_elsewhere", name=name, village=home)
