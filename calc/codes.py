"""The check code of a paper: what stands at its foot, how it is made, and what it tells when it is typed in.

A code is five groups of five symbols: 24 hold 120 bits, the last one is a check symbol. It says which kind of
paper it stands on, what that is about in fen, and, as a short hash, whose it is; the rest binds these to the
scenario's digest and to number and date of issue. So a code tells something even where the state it came from
is gone. It holds no name, number or account, and is no signature: it guards against mistakes, not against
forgers.

Layout 0, from the highest bit: 44 bits that bind, then 76 masked with a hash of these 44 (so that papers of
one kind do not look alike and no run of zeros is to be typed): 3 layout, 5 kind, 44 total, 24 whose.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from calc.language import N_, TranslatedError

__all__ = ["KINDS", "LENGTH", "CodeError", "Sealer", "Told", "corrections", "grouped", "read", "subject_hash"]

KINDS: Final = (
    "registration-sheets",
    "household-statements",
    "collective-statements",
    "payment-roll",
    "survey-notice",
    "compensation-notice",
    "village-summaries",
    "basis-of-calculation",
    "project-summary",
    "objections",
    "signature-annex",
    "payment-roll-summary",
)
"""The kinds of paper by their numbers in a code: added to at the end, never put in another order."""

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No I, L, O and U: they are read as 1, 0 and V."""
LENGTH: Final = 25
GROUP: Final = 5
_LAYOUT: Final = 0
_BINDING, _TOTAL, _SUBJECT, _KIND, _LAYOUTS = 44, 44, 24, 5, 3
_MASKED: Final = _TOTAL + _SUBJECT + _KIND + _LAYOUTS
_UNTOLD: Final = 2**_TOTAL - 1
"""Stands for a total that does not fit: the code still binds it."""

_ALIKE: Final = str.maketrans("ILOU", "110V")
_NUMBERS: Final = {symbol: number for number, symbol in enumerate(ALPHABET)}
_BETWEEN: Final = re.compile(r"[\s\-‐‑‒–—―－_.·]+")
_LABEL: Final = re.compile(r"^\s*校验码\s*[：:]?")
# The field of 32 elements over x⁵ + x² + 1: multiplying by x, whose powers are all 31 elements but 0.
_TIMES_X: Final = tuple((each << 1) ^ (0b100101 if each & 16 else 0) for each in range(32))
_TIMES_XX: Final = tuple(_TIMES_X[each] for each in _TIMES_X)
_PAIRS: Final = tuple(first + second for first in ALPHABET for second in ALPHABET)
_PAIR_SHIFTS: Final = range(110, -1, -10)
_X_POWERS: Final = [1]
for _ in range(30):
    _X_POWERS.append(_TIMES_X[_X_POWERS[-1]])
_LOGARITHMS: Final = {element: power for power, element in enumerate(_X_POWERS)}


class CodeError(TranslatedError, ValueError):
    """What was typed is no code.

    Attributes:
        symbols: the 25 symbols where only the check symbol contradicts them, else "".

    """

    symbols: str = ""


class Told(NamedTuple):
    """What a code says.

    Attributes:
        kind: stem of the document; "" for one that this version does not know.
        total: fen; None where it is too large to stand in a code.
        subject: the hash of whose paper it is, see `subject_hash`.
        binding: what `Sealer.binds` compares.

    """

    kind: str
    total: int | None
    subject: int
    binding: int


def subject_hash(subject: str) -> int:
    """Return the short hash of whose a paper is, by the ID of a household or village; 0 for the project's."""
    if not subject:
        return 0
    return int.from_bytes(hashlib.sha256(b"land-compensation subject\n" + subject.encode()).digest()[:3])


class Sealer:
    """Makes the codes of all papers of one kind out of one state, issued under one number or not at all."""

    def __init__(self, digest: str, kind: str, number: str = "", date: str = "", history: str = "") -> None:
        """Bind what these papers have in common.

        Args:
            digest: the scenario's digest.
            kind: stem of the document.
            number: the number it was issued under, "" where it was not.
            date: the date of issue, "2018-05-01".
            history: the head of a chained history of the scenario, "" where it has none.

        """
        common = f"land-compensation code 0\n{digest}\n{kind}\n{number}\n{date}\n{history}\n"
        self._bound = hashlib.sha256(common.encode())
        self._kind = KINDS.index(kind) << _SUBJECT + _TOTAL

    def binding(self, subject: str, total: int) -> int:
        """Return the bits that bind whose paper it is and what it is about."""
        bound = self._bound.copy()
        bound.update(f"{total}\n{subject}".encode())
        return int.from_bytes(bound.digest()[:8]) >> 64 - _BINDING

    def code(self, subject: str, total: int) -> str:
        """Return the code of one paper."""
        binding = self.binding(subject, total)
        told = self._kind | min(total, _UNTOLD) << _SUBJECT | subject_hash(subject)
        value = binding << _MASKED | (told ^ _mask(binding))
        # Two symbols at a time: 30,000 papers are sealed while somebody waits.
        text, found = "", 0
        for shift in _PAIR_SHIFTS:
            pair = value >> shift & 1023
            text += _PAIRS[pair]
            found = _TIMES_XX[found] ^ _TIMES_X[pair >> 5] ^ pair & 31
        text += ALPHABET[_TIMES_X[found]]
        return f"{text[:5]}-{text[5:10]}-{text[10:15]}-{text[15:20]}-{text[20:]}"

    def binds(self, told: Told, subject: str, total: int) -> bool:
        """Tell whether a code was made here, for this subject and total."""
        return self.binding(subject, total) == told.binding


def _mask(binding: int) -> int:
    return int.from_bytes(hashlib.sha256(b"%d" % binding).digest()[:10]) >> 80 - _MASKED


def _check_symbol(symbols: Sequence[int]) -> int:
    """Return the symbol with which the sum of all, each times its own power of x, is 0.

    All 25 powers are different and none is 0, so no single wrong symbol and no two exchanged ones, neighbours
    or not, leave the sum as it was.
    """
    found = 0
    for symbol in symbols:
        found = _TIMES_X[found] ^ symbol
    return _TIMES_X[found]


def grouped(symbols: Sequence[int]) -> str:
    """Return symbols in groups, as they stand on paper."""
    text = "".join(map(ALPHABET.__getitem__, symbols))
    return "-".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))


def read(text: str) -> Told:
    """Return what a typed code tells, in any case, with or without hyphens and spaces. Raises CodeError."""
    symbols = _symbols(text)
    if _remainder(symbols):
        error = CodeError(
            N_("The code is mistyped: its check symbol does not agree with the others. Compare it again.")
        )
        error.symbols = grouped(symbols)
        raise error
    told = _told(symbols)
    if told is None:
        raise CodeError(
            N_("The code stands on a paper of a newer version of this program; check it with that one.")
        )
    return told


def _symbols(text: str) -> list[int]:
    folded = unicodedata.normalize("NFKC", _LABEL.sub("", text)).upper().translate(_ALIKE)
    groups = [group for group in _BETWEEN.split(folded) if group]
    symbols = "".join(groups)
    for at, symbol in enumerate(symbols):
        if symbol not in _NUMBERS:
            message = N_("“{symbol}”, in group {group}, stands in no code. Compare it with the paper again.")
            raise CodeError(message, symbol=symbol, group=min(at // GROUP, LENGTH // GROUP - 1) + 1)
    if len(symbols) != LENGTH:
        lengths = [len(group) for group in groups]
        wrong = next((at for at, length in enumerate(lengths, 1) if length != GROUP), 0)
        if len(groups) == LENGTH // GROUP and wrong:
            message = N_("Group {group} of the code has {count} characters; each has 5. Compare it again.")
            raise CodeError(message, group=wrong, count=lengths[wrong - 1])
        message = N_("A code has 25 characters in five groups; there are {count}. Compare it again.")
        raise CodeError(message, count=len(symbols))
    return list(map(_NUMBERS.__getitem__, symbols))


def _remainder(symbols: Sequence[int]) -> int:
    """Return the sum of a code's symbols, each times its power of x: 0 for a right one."""
    return _check_symbol(symbols[:-1]) ^ symbols[-1]


def _told(symbols: Sequence[int]) -> Told | None:
    """Return what right symbols say; None for a layout that this version does not know."""
    value = 0
    for symbol in symbols[:-1]:
        value = value << 5 | symbol
    binding = value >> _MASKED
    told = (value & 2**_MASKED - 1) ^ _mask(binding)
    if told >> _MASKED - _LAYOUTS != _LAYOUT:
        return None
    kind = told >> _SUBJECT + _TOTAL & 2**_KIND - 1
    total = told >> _SUBJECT & 2**_TOTAL - 1
    return Told(
        KINDS[kind] if kind < len(KINDS) else "",
        None if total == _UNTOLD else total,
        told & 2**_SUBJECT - 1,
        binding,
    )


def corrections(code: str) -> Iterator[tuple[str, Told]]:
    """Yield the right codes that a wrong one would be with one symbol mistyped or two exchanged.

    Whoever knows the papers can tell the one that stands on one of them.
    """
    symbols = [_NUMBERS[symbol] for symbol in code if symbol in _NUMBERS]
    remainder = _remainder(symbols)
    candidates = []
    for at, symbol in enumerate(symbols):
        power = _LOGARITHMS[remainder] - (LENGTH - 1 - at)
        candidates.append([*symbols[:at], symbol ^ _X_POWERS[power % 31], *symbols[at + 1 :]])
    candidates += (
        [*symbols[:at], symbols[at + 1], symbols[at], *symbols[at + 2 :]] for at in range(LENGTH - 1)
    )
    for candidate in candidates:
        if not _remainder(candidate):
            told = _told(candidate)
            if told is not None:
                yield grouped(candidate), told
