"""Check digits of identity numbers, all of a column at once.

Persons: GB 11643 (ISO 7064 MOD 11-2). Organisations: the unified social credit code, GB 32100 (MOD 31-3).
"""

from enum import IntEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from calc.kept import kept
from calc.scenario import TextColumn

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Identity", "identities"]


class Identity(IntEnum):
    """What an identity number turns out to be."""

    MISSING = 0
    VALID = 1
    OTHER_FORM = 2
    WRONG_CHECK = 3


_LENGTH: Final = 18
# 16 bits hold every sum below: at most 17 × 30 × 30.
_CHARACTERS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100: digits and capitals without I, O, S, V and Z; a character's value is its place."""
_UNKNOWN: Final = -1
_PERSON_WEIGHTS: Final = np.array([2**power % 11 for power in range(_LENGTH - 1, 0, -1)], np.int16)
_UNIT_WEIGHTS: Final = np.array([3**power % 31 for power in range(_LENGTH - 1)], np.int16)


def _values(characters: str) -> "NDArray[np.int16]":
    """Return the value of every character below U+0080, _UNKNOWN for those not among `characters`."""
    values = np.full(128, _UNKNOWN, np.int16)
    values[[ord(character) for character in characters]] = np.arange(len(characters))
    return values


_DIGIT_VALUES: Final = _values("0123456789X")
_DIGIT_VALUES[ord("x")] = 10  # registers are full of small ones, and no bank minds
_UNIT_VALUES: Final = _values(_CHARACTERS)


@kept
def identities(column: TextColumn) -> tuple["NDArray[np.int8]", "NDArray[np.int8]"]:
    """Return what each distinct text of `column.factor` is as a person's number, and as an organisation's."""
    texts = column.factor[1]
    person = np.full(len(texts), Identity.OTHER_FORM, np.int8)
    unit = person.copy()
    whole = np.flatnonzero(np.fromiter(map(len, texts), np.intp, len(texts)) == _LENGTH)
    if len(whole):
        written = np.array([texts[number] for number in whole.tolist()], f"<U{_LENGTH}")
        characters = np.minimum(written.view(np.uint32).reshape(-1, _LENGTH), 127)
        person[whole] = _judge_person(_DIGIT_VALUES[characters])
        unit[whole] = _judge_unit(_UNIT_VALUES[characters])
    missing = [number for number, text in enumerate(texts) if not text]
    person[missing] = unit[missing] = Identity.MISSING
    return person, unit


def _judge_person(values: "NDArray[np.int16]") -> "NDArray[np.int8]":
    body, last = values[:, :-1], values[:, -1]
    formed = ((body >= 0) & (body < 10)).all(axis=1) & (last >= 0)
    right: NDArray[np.bool_] = (body @ _PERSON_WEIGHTS + last) % 11 == 1
    return _judged(formed, right)


def _judge_unit(values: "NDArray[np.int16]") -> "NDArray[np.int8]":
    body, last = values[:, :-1], values[:, -1]
    formed = np.asarray((values >= 0).all(axis=1))
    right: NDArray[np.bool_] = (body @ _UNIT_WEIGHTS + last) % 31 == 0
    return _judged(formed, right)


def _judged(formed: "NDArray[np.bool_]", right: "NDArray[np.bool_]") -> "NDArray[np.int8]":
    judged = np.where(right, Identity.VALID, Identity.WRONG_CHECK)
    return np.where(formed, judged, Identity.OTHER_FORM).astype(np.int8)
