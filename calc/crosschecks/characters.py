"""Characters that no other machine knows: private-use ones, and what is left of a damaged text."""

import unicodedata
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

import numpy as np

from calc.checks import at_rows, kept_findings, with_ids
from calc.findings import Finding, Severity
from calc.kept import kept
from calc.language import N_
from calc.scenario import Scenario, Table, TextColumn
from calc.tables import TABLES, Kind

__all__ = ["character_checks"]

_REPLACEMENT: Final = 0xFFFD
_IDEOGRAPHIC_PLANES: Final = range(0x20000, 0x3FFFE)
"""Han characters are still being added here: what this Python's tables do not know is no mistake."""
_GBK_USER_AREA: Final = range(0xE815, 0xE865)
"""Where GBK put the eighty characters of FE50 … FEA0 before Unicode had them; 䶮 was U+E863."""
_NONE_FOUND: Final[MappingProxyType[int, str]] = MappingProxyType({})


def character_checks(scenario: Scenario) -> Iterator[Finding]:
    """Yield one finding a cell that holds a private-use, unassigned or damaged character."""
    for name, spec in TABLES.items():
        if spec.annotation:
            continue  # it repeats what other tables hold, and is not printed
        rows = scenario[name]
        for column in spec.columns:
            if column.kind is not Kind.TEXT:
                continue
            if _strange(rows.text(column.name)):
                yield from _checked(with_ids(rows, column.name), column.name)


@kept_findings
def _checked(rows: Table, name: str) -> Iterator[Finding]:
    strange = _strange(rows.text(name))
    return at_rows(
        rows,
        strange,
        Severity.WARNING,
        "character-not-standard",
        name,
        N_(
            "{characters} is no standard character and prints wrong on other machines; type"
            " the standard one (GB 18030)"
        ),
        lambda row: {"characters": strange[row]},
    )


@kept
def _strange(column: TextColumn) -> MappingProxyType[int, str]:
    """Return the strange characters of each row that has some, as a message names them."""
    everything = "".join(column.factor[1] if "factor" in vars(column) else column.values)
    if everything.isprintable() and chr(_REPLACEMENT) not in everything:
        return _NONE_FOUND  # nothing private or unassigned is printable to Python
    points = np.frombuffer(everything.encode("utf_32_le", "surrogatepass"), np.uint32)
    seen = np.zeros(int(points.max()) + 1, np.bool_)
    seen[points] = True
    strange = {chr(point) for point in np.flatnonzero(seen).tolist() if _is_strange(point)}
    if not strange:
        return _NONE_FOUND
    found = {
        row: "、".join(_named(character) for character in dict.fromkeys(text) if character in strange)
        for row, text in enumerate(column.values.tolist())
        if not strange.isdisjoint(text)
    }
    return MappingProxyType(found)


def _is_strange(point: int) -> bool:
    if point == _REPLACEMENT:
        return True
    category = unicodedata.category(chr(point))
    return category in {"Co", "Cs"} or (category == "Cn" and point not in _IDEOGRAPHIC_PLANES)


def _named(character: str) -> str:
    """Return a character as its code point, and the standard one it stands for where GBK tells."""
    point = ord(character)
    text = f"U+{point:04X}"
    if point in _GBK_USER_AREA:
        trail = 0x50 + point - _GBK_USER_AREA.start
        standard = bytes((0xFE, trail + (trail >= 0x7F))).decode("gb18030", "replace")
        if not _is_strange(ord(standard[0])):
            text += f" → {standard}"
    return text
