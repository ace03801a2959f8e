"""Exact quantities: parse what officers type, convert, compute and format, without a single float.

Areas and quantities stand on a grid of 10⁻⁶ (mu, or the item's own unit), money in fen, multiples and
shares in hundredths, rates in 10⁻⁴ yuan; all of them int64 or Python integers. A villager with a pocket
calculator must be able to repeat every step, so each rounding happens here and is half up.
"""

import datetime as dt
import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from calc.language import N_, TranslatedError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "MAXIMUM",
    "PLACES_MONEY",
    "PLACES_MULTIPLE",
    "PLACES_QUANTITY",
    "PLACES_RATE",
    "PLACES_SHARE",
    "QuantityError",
    "amount_in_words",
    "decimal_of",
    "exact_total",
    "fold",
    "format_area",
    "format_date",
    "format_fixed",
    "format_hectares",
    "format_money",
    "format_plain",
    "format_rate",
    "format_ratio",
    "group_totals",
    "half_up",
    "line_fen",
    "mu_from_square_metres",
    "parse_date",
    "parse_decimal",
    "parse_year",
    "share_fen",
    "square_metres_from_mu",
]

PLACES_QUANTITY: Final = 6
PLACES_MONEY: Final = 2
PLACES_MULTIPLE: Final = 2
PLACES_SHARE: Final = 2
PLACES_RATE: Final = 4
# Kept well inside int64, so that comparisons and differences of stored numbers never wrap.
MAXIMUM: Final = 10**18

_PER_FEN: Final = 10 ** (PLACES_QUANTITY + PLACES_RATE - PLACES_MONEY)
_HALF_FEN: Final = _PER_FEN // 2

# An int64 array or a Python integer: the kernels below serve both alike.
Amounts = TypeVar("Amounts", int, "NDArray[np.int64]")

_NUMBER = re.compile(r"([+-]?)(\d+|\d{1,3}(?:,\d{3})+)?(?:\.(\d*))?", re.ASCII)
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", re.ASCII)
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_YEAR = re.compile(r"([1-9]\d{3})\s*年?度?", re.ASCII)
# Full-width forms (U+FF01 … U+FF5E) and the ideographic space.
_NARROW = {0xFF01 + offset: 0x21 + offset for offset in range(94)} | {0x3000: 0x20}
AVERAGE_YEAR: Final = 0
"""The year that stands for 平均: a published average instead of three single years."""


class QuantityError(TranslatedError, ValueError):
    """A text that is no exact quantity."""


def fold(text: str) -> str:
    """Return `text` with compatibility forms folded and surrounding spaces removed (never used on names)."""
    return unicodedata.normalize("NFKC", text).strip()


def _narrow(text: str) -> str:
    """Return `text` with full-width forms narrowed alone: `fold` would read 5² as 52 and ③ as 3."""
    return text.translate(_NARROW).strip()


def parse_decimal(text: str, places: int, suffixes: tuple[str, ...] = ()) -> int:
    """Return the number in `text` in units of 10^-`places`.

    Reads full-width digits, thousands separators, surrounding spaces and one of `suffixes` after the number.
    Raises QuantityError where the text is no number, has more decimals than the grid, or is out of reach of
    the file's integers. Nothing is ever rounded.
    """
    folded = _narrow(text)
    for suffix in suffixes:
        if folded.endswith(suffix):
            folded = folded[: -len(suffix)].rstrip()
            break
    match = _NUMBER.fullmatch(folded)
    if match is None or not (match[2] or match[3]):
        raise QuantityError(N_("“{text}” is not a number"), text=text)
    decimals = (match[3] or "").rstrip("0")
    if len(decimals) > places:
        raise QuantityError(
            N_("“{text}” has more than {places} decimals; enter the exact figure"), text=text, places=places
        )
    whole = (match[2] or "0").replace(",", "")
    if len(whole.lstrip("0")) + places > 18:
        raise QuantityError(N_("“{text}” is too large a number"), text=text)
    value = int(whole + decimals.ljust(places, "0"))
    return -value if match[1] == "-" else value


def parse_date(text: str) -> int:
    """Return the proleptic Gregorian ordinal of a date typed in any of the accepted forms.

    2018-05-01, 2018/5/1, 2018.5.1, 2018年5月1日 and 20180501. Raises QuantityError.
    """
    folded = _narrow(text)
    match = _DATE.fullmatch(folded) or _COMPACT_DATE.fullmatch(folded)
    if match is not None:
        try:
            return dt.date(int(match[1]), int(match[2]), int(match[3])).toordinal()
        except ValueError:
            pass  # a 30 February is as unreadable as a word
    raise QuantityError(N_("“{text}” is not a date; write it like 2018-05-01"), text=text)


def parse_year(text: str) -> int:
    """Return the year in `text`, or AVERAGE_YEAR for 平均. Raises QuantityError."""
    folded = _narrow(text)
    if folded in {"平均", "平均年产值", "三年平均"}:
        return AVERAGE_YEAR
    match = _YEAR.fullmatch(folded)
    if match is None:
        raise QuantityError(N_("“{text}” is not a year; write it like 2017, or 平均"), text=text)
    return int(match[1])


def format_fixed(value: int, places: int, minimum: int, *, grouped: bool = False) -> str:
    """Format `value` (units of 10^-`places`) with at least `minimum` decimals and no further zeros."""
    whole, part = divmod(abs(value), 10**places)
    decimals = f"{part:0{places}d}".rstrip("0").ljust(minimum, "0") if places else ""
    text = f"{whole:,}" if grouped else str(whole)
    return ("-" if value < 0 else "") + text + ("." + decimals if decimals else "")


def format_plain(value: int, places: int) -> str:
    """Format `value` (units of 10^-`places`) in plain decimal notation without trailing zeros."""
    return format_fixed(value, places, 0)


def decimal_of(value: int, places: int) -> Decimal:
    """Return `value` (units of 10^-`places`) as an exact decimal with that many places."""
    sign, digits = (1, -value) if value < 0 else (0, value)
    return Decimal((sign, tuple(map(int, str(digits))), -places))


def format_money(fen: int, *, grouped: bool = False) -> str:
    """Format fen as yuan with two decimals."""
    whole, part = divmod(abs(fen), 10**PLACES_MONEY)
    text = f"{whole:,}.{part:02d}" if grouped else f"{whole}.{part:02d}"
    return "-" + text if fen < 0 else text


def format_rate(rate: int, *, grouped: bool = False) -> str:
    """Format a rate (10⁻⁴ yuan) in full, with at least two decimals."""
    return format_fixed(rate, PLACES_RATE, 2, grouped=grouped)


def format_area(micro_mu: int, *, grouped: bool = False) -> str:
    """Format an area as the paper prints it: 4 to 6 decimals of mu, as many as it needs."""
    return format_fixed(micro_mu, PLACES_QUANTITY, 4, grouped=grouped)


def format_ratio(numerator: int, denominator: int, places: int) -> str:
    """Format numerator ÷ denominator rounded half up to exactly `places` decimals."""
    return format_fixed(half_up(numerator * 10**places, denominator), places, places)


def format_hectares(micro_mu: int) -> str:
    """Format a total of mu in hectares (1 ha = 15 mu), rounded half up to four decimals."""
    return format_fixed(half_up(micro_mu * 10**4, 15 * 10**PLACES_QUANTITY), 4, 4, grouped=True)


def format_date(ordinal: int) -> str:
    """Format a date's ordinal as 2018-05-01."""
    return dt.date.fromordinal(ordinal).isoformat()


def half_up(numerator: int, denominator: int) -> int:
    """Return numerator ÷ denominator rounded half up; the numerator may be negative (half away from zero)."""
    if denominator <= 0:
        raise ZeroDivisionError("a ratio needs a positive denominator")
    if numerator < 0:
        return -half_up(-numerator, denominator)
    return (2 * numerator + denominator) // (2 * denominator)


def mu_from_square_metres(micro_metres: int) -> int | None:
    """Return an area in 10⁻⁶ mu from 10⁻⁶ m² (1 m² = 0.0015 mu), or None where it is off the grid."""
    value, rest = divmod(micro_metres * 15, 10_000)
    return None if rest else value


def square_metres_from_mu(micro_mu: int) -> tuple[int, int]:
    """Return an area of 10⁻⁶ mu as an exact fraction of square metres (1 mu = 2000/3 m²)."""
    return micro_mu * 2000, 3 * 10**PLACES_QUANTITY


def line_fen(quantity: Amounts, rate: Amounts) -> Amounts:
    """Return quantity × rate in fen, rounded half up, once.

    Quantity in 10⁻⁶ (0 … 10¹²), rate in 10⁻⁴ yuan (0 … 10¹²); integers or int64 arrays of one shape. The
    product reaches 10²⁴ and would wrap silently in int64. Where it could, it is taken in parts that stay
    below 1.1·10¹⁸.
    """
    fen: Amounts
    if isinstance(quantity, int) or _fits(quantity, rate):
        fen = (quantity * rate + _HALF_FEN) // _PER_FEN
        return fen
    whole = quantity // 10**6
    part = quantity - whole * 10**6  # not divmod: numpy divides by a constant faster
    product = whole * rate
    high = product // 100
    fen = high + ((product - high * 100) * 10**6 + part * rate + _HALF_FEN) // _PER_FEN
    return fen


def _fits(quantity: "NDArray[np.int64]", rate: "NDArray[np.int64]") -> bool:
    """Return whether no product wraps in int64, as with all lines of an ordinary county."""
    return int(quantity.max(initial=0)) * int(rate.max(initial=0)) <= np.iinfo(np.int64).max - _HALF_FEN


def share_fen(line: Amounts, share: Amounts) -> Amounts:
    """Return a share (hundredths of a percent, 0 … 10⁴) of a rounded line in fen, rounded half up."""
    whole = line // 10**4
    part = line - whole * 10**4
    fen: Amounts = whole * share + (part * share + 5000) // 10**4
    return fen


def exact_total(values: "NDArray[np.int64]") -> int:
    """Return the sum of int64 `values` as a Python integer; it cannot overflow."""
    if _sum_fits(values):
        return int(values.sum())
    high = int(np.sum(values >> 32))
    low = int(np.sum(values & 0xFFFFFFFF))
    return (high << 32) + low


def _sum_fits(values: "NDArray[np.int64]") -> bool:
    """Tell whether no sum of some of the values can overflow, as with those of an ordinary county."""
    largest = max(int(values.max(initial=0)), -int(values.min(initial=0)))
    return largest * len(values) <= np.iinfo(np.int64).max


def group_totals(values: "NDArray[np.int64]", groups: "NDArray[np.intp]", count: int) -> list[int]:
    """Return the exact sums of int64 `values` by group number 0 … count−1, as Python integers."""
    if _sum_fits(values):
        sums = np.zeros(count, np.int64)
        np.add.at(sums, groups, values)
        whole: list[int] = sums.tolist()
        return whole
    high = np.zeros(count, np.int64)
    low = np.zeros(count, np.int64)
    np.add.at(high, groups, values >> 32)
    np.add.at(low, groups, values & 0xFFFFFFFF)
    return [(above << 32) + below for above, below in zip(high.tolist(), low.tolist(), strict=True)]


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))


@lru_cache(maxsize=1 << 14)
def _integer_in_words(number: int) -> str:
    for unit, name in _UNITS:
        if number >= unit:
            high, low = divmod(number, unit)
            # One 零 for a run of zeros inside; zeros at the end are not spoken.
            zero = "零" if 0 < low < unit // 10 else ""
            return _integer_in_words(high) + name + zero + (_integer_in_words(low) if low else "")
    return _DIGITS[number]


def amount_in_words(fen: int) -> str:
    """Return an amount in the capital numerals of 人民币大写, without the prefix 人民币.

    整 stands after 元 and after 角, never after 分; 零 stands before 角 where the 元 digit is 0
    (正确填写票据和结算凭证的基本规定, first form). Raises ValueError for a negative amount.
    """
    if fen < 0:
        raise ValueError("an amount in words is not negative")
    yuan, cents = divmod(fen, 100)
    jiao, last = divmod(cents, 10)
    if fen == 0:
        return "零元整"
    words = _integer_in_words(yuan) + "元" if yuan else ""
    if cents == 0:
        return words + "整"
    if yuan and ((jiao and yuan % 10 == 0) or not jiao):
        words += "零"
    if jiao:
        words += _DIGITS[jiao] + "角"
    return words + (_DIGITS[last] + "分" if last else "整")
