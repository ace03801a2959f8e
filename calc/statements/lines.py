"""Breaking text into lines as Chinese is set.

No line starts with a closing mark or ends with an opening one (避头尾), and a word of Latin letters or a
number stays whole where the line is wide enough for it. A number stays with its unit, and the parts of a
date, of an article and of a document's number stay together, where that leaves no line much too short.
"""

from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate

from calc.statements.fonts import Face, width

__all__ = ["wrap"]

_NOT_FIRST = frozenset("。，、；：？！）》〉」』】〕］｝”’…—―～·％‰℃°′″.,;:?!)]}%/")
_NOT_LAST = frozenset("（《〈「『【〔［｛“‘([{￥¥＄$№")
_UNITS = frozenset("亩元角分倍人块项户年月日号页条款份株棵米平公顷厘丛座眼口")
_NUMERALS = frozenset("一二三四五六七八九十百）")
_CLAUSES = frozenset("条款项目")
_LEAST = 0.75
"""So much of a line must be filled for it to end early, to keep together what belongs together."""

_SPACES = " \u3000"


def _in_word(character: str) -> bool:
    return character.isascii() and character != " "


def _may_break(before: str, after: str) -> bool:
    """Tell whether a line may end between two neighbouring characters."""
    if after in _NOT_FIRST or before in _NOT_LAST or after in _SPACES:
        return False
    return before in _SPACES or not (_in_word(before) and _in_word(after))


@lru_cache(maxsize=1 << 15)
def wrap(text: str, face: Face, limit: float) -> tuple[str, ...]:
    """Break `text` into lines no wider than `limit` thousandths of the font size.

    A line feed always breaks. A word wider than a whole line is broken inside; a single character wider than
    the limit stands alone. An empty text is one empty line.
    """
    if "\n" in text:
        return tuple(line for part in text.split("\n") for line in wrap(part, face, limit))
    if width(text, face) <= limit:
        return (text,)
    ends = list(accumulate([width(each, face) for each in text]))
    lines: list[str] = []
    start = 0
    while start < len(text):
        used = ends[start - 1] if start else 0
        end = _end_of_line(text, start, bisect_right(ends, used + limit, start))
        lines.append(text[start:end].rstrip(_SPACES))
        start = end
        while start < len(text) and text[start] in _SPACES:
            start += 1
    return tuple(lines)


def _belong(text: str, at: int) -> bool:
    """Tell whether the characters at both sides of a place are parts of one figure, date or article.

    2.35亩, 元/亩, 6～8倍, 2018年5月1日, 第八条第（一）项, 〔2018〕12号.
    """
    before, after = text[at - 1], text[at]
    if after.isdecimal():
        if before in "年月":  # a date, not the figure of a year
            return text[at + 1 : at + 3].lstrip("0123456789")[:1] in {"月", "日"}
        return before in "～〕第"
    if before.isdecimal():
        return after in _UNITS
    return (
        before == "第"
        or after == "〔"
        or (before in _NUMERALS and after in _CLAUSES)
        or (before == "/" and after in _UNITS)
    )


def _end_of_line(text: str, start: int, full: int) -> int:
    """Return where the line which starts at `start` ends; the character at `full` has no room on it."""
    full = max(full, start + 1)
    while full < len(text) and text[full] in _SPACES:
        full += 1
    if full == len(text):
        return full
    last = 0  # the last place that is allowed but parts what belongs together
    for at in range(full, start, -1):
        if _may_break(text[at - 1], text[at]):
            if not _belong(text, at):
                return last if last and at - start < _LEAST * (full - start) else at
            last = last or at
    return last or full
