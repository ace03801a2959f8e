"""Sums at the foot of each page of a long table: of the page, and of all rows up to its end."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import accumulate
from operator import add, sub

from calc.statements.entries import Content
from calc.statements.table import PageFoot, Row

__all__ = ["page_sums"]

Sums = tuple[int, ...]


def page_sums(
    content: Content,
    rows: Sequence[Row],
    figures: Callable[[], Iterable[Sequence[int]]],
    row: Callable[[str, Sums], Row],
    *,
    ending: bool = False,
) -> PageFoot:
    """Return what closes each page of a table: 本页小计 and 累计.

    Args:
        content: Whose words they are in.
        rows: The rows of the table; captions, subtotals and totals count for nothing.
        figures: Gives what is summed, for each row that is a line; asked for when the first page is closed.
        row: Makes a row from its label and sums.
        ending: Whether the last page's 累计 is the total of the table, which has no other.

    """
    say = content.wording.text

    @cache
    def so_far() -> list[Sums]:
        of_lines = [tuple(each) for each in figures()]
        none = (0,) * len(of_lines[0]) if of_lines else ()
        found = iter(of_lines)
        added = (next(found) if each.kind == "line" else none for each in rows)
        return list(accumulate(added, _sum, initial=none))

    def foot(on_page: range) -> tuple[Row, Row]:
        before, after = so_far()[on_page.start], so_far()[on_page.stop]
        page = tuple(map(sub, after, before))
        whole = ending and on_page.stop == len(rows)
        return (
            row(say("common.page_total"), page),
            row(say("common.whole_total" if whole else "common.running_total"), after),
        )

    return foot


def _sum(first: Sums, second: Sums) -> Sums:
    return tuple(map(add, first, second))
