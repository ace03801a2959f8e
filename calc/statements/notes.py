"""The notes under a table of entries: tier, output values, how amounts are computed, articles and sources.

Only what the page needs: every figure in the table follows from other figures on the same paper.
"""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final

from calc.explain import tier_reason
from calc.language import catalogue
from calc.lines import ARTICLE_8, ARTICLE_9, NONE, Zone
from calc.policy import Tier
from calc.statements.entries import Content, Entry
from calc.statements.fonts import width

__all__ = ["notes", "remark_cells", "told_apart"]

_LONG: Final = 8 * 1000
"""A remark wider than so many thousandths of its size is told in a note: its column is narrow."""


def notes(content: Content, entries: Sequence[Entry], method: str = "method") -> tuple[str, ...]:
    """Return the notes for entries: one a village and an output zone, one on the method, one on the law.

    `method` is the wording's key of the sentence that names the columns as the document has them.
    """
    grounds = tuple(dict.fromkeys(map(content.grounds, entries)))
    return content.lately(("notes", method, grounds), partial(_notes, content, entries, method))


def _notes(content: Content, entries: Sequence[Entry], method: str) -> tuple[str, ...]:
    parcels = [entry for entry in entries if not entry.from_item]
    basis = content.computation.parcels.basis
    zones = content.computation.parcels.zone
    villages = dict.fromkeys(entry.village for entry in parcels if basis[entry.row] == ARTICLE_8)
    numbers = dict.fromkeys(int(zones[entry.row]) for entry in parcels if entry.aaov != NONE)
    return (
        *(content.kept(("tier", village), partial(_tier, content, village)) for village in villages),
        *(content.kept(("zone", number), partial(_years, content, number)) for number in numbers),
        _method(content, entries, method),
        *filter(None, [_law(content, entries)]),
    )


def remark_cells(content: Content, entries: Sequence[Entry]) -> tuple[list[str], tuple[str, ...]]:
    """Return what stands under 备注 for entries numbered from 1, and the note that has the long ones."""
    return told_apart(content, map(content.remarks, entries), _LONG)


def told_apart(
    content: Content, remarks: Iterable[Sequence[str]], widest: int
) -> tuple[list[str], tuple[str, ...]]:
    """Return what stands under 备注 for rows numbered from 1, and the note that has what is too long for it.

    Args:
        content: In whose words.
        remarks: The parts of each row's remark, "" for those there are none of; the last is the officer's.
        widest: So many thousandths of its size a remark may be wide.

    """
    say = content.wording.text
    cells, long = [], []
    for number, (*marks, own) in enumerate(remarks, 1):
        cell = "；".join(filter(None, (*marks, own)))
        if own and width(cell, "song") > widest:
            cell = "；\n".join(filter(None, (*marks, say("common.see_note"))))
            long.append(say("common.notes.remark", number=number, remark=own.rstrip("。")))
        cells.append(cell)
    return cells, ("".join(long),) if long else ()


def _tier(content: Content, position: int) -> str:
    """Return how a village's tier was found, what the law allows there and what was chosen."""
    say = content.wording.text
    village = content.assessment.villages[position]
    figures, tier = village.figures, village.tier
    chosen = ""
    if figures.land_multiple is not None and figures.resettlement_multiple is not None:
        chosen = say(
            "common.notes.chosen",
            land=content.times(figures.land_multiple),
            resettlement=content.times(figures.resettlement_multiple),
        )
    document = content.text_of("villages", position, "multiple_basis").rstrip("。")
    basis = say("common.notes.basis", document=document) if document else ""
    note = content.text_of("villages", position, "tier_note").rstrip("。")
    return say(
        "common.notes.tier",
        village=content.village(position),
        area=content.plain_quantity(figures.area or 0),
        population=f"{figures.population or 0:,}",
        reason=tier_reason(village, content.policy, catalogue("zh")),
        range=_range(content, tier) if tier else "",
        chosen=chosen,
        basis=f"{basis}。",
        note=say("common.notes.tier_note", note=note) if note else "",
    )


def _range(content: Content, tier: Tier) -> str:
    say = content.wording.text
    if tier.land and tier.resettlement:
        return say(
            "common.notes.range",
            land_lowest=content.times(tier.land.lowest),
            land_highest=content.times(tier.land.highest),
            resettlement_lowest=content.times(tier.resettlement.lowest),
            resettlement_highest=content.times(tier.resettlement.highest),
        )
    return say("common.notes.cap", cap=content.times(tier.cap or 0))


def _years(content: Content, number: int) -> str:
    """Return how an output zone's average follows from its years."""
    say = content.wording.text
    zone: Zone = content.computation.zones[number]
    several = len(content.computation.zones_of[zone.village]) > 1
    sources = dict.fromkeys(content.text_of("outputs", row, "source") for row in zone.rows)
    source = "、".join(filter(None, sources))
    total = sum(zone.years.values())
    fields = {
        "village": content.village(zone.village),
        "zone": say("common.notes.zone", zone=zone.name) if several else "",
        "aaov": content.money(zone.aaov or 0),
        "source": say("common.notes.source", source=source) if source else "",
    }
    if not zone.years:
        return say("common.notes.average", **fields)
    years = "、".join(
        say("common.notes.year", year=year, value=content.money(fen)) for year, fen in zone.years.items()
    )
    key = "common.notes.years_exact" if (zone.aaov or 0) * 3 == total else "common.notes.years"
    return say(key, years=years, sum=content.money(total), **fields)


def _method(content: Content, entries: Sequence[Entry], method: str) -> str:
    say = content.wording.text
    parts = [
        say("common.notes.method_multiple") if any(entry.aaov != NONE for entry in entries) else "",
        say(f"common.notes.{method}"),
        _article_9(content, entries),
        say("common.notes.rounding"),
        say("common.notes.square_metres") if any(map(content.square_metres, entries)) else "",
    ]
    return "".join(parts)


def _article_9(content: Content, entries: Sequence[Entry]) -> str:
    """Return why waste land has a multiple of its own and no resettlement subsidy, "" where there is none."""
    basis = content.computation.parcels.basis
    kinds = _joined(
        content.kind(entry) for entry in entries if not entry.from_item and basis[entry.row] == ARTICLE_9
    )
    if not kinds:
        return ""
    return content.wording.text(
        "common.notes.article_9",
        classes=kinds,
        multiple=content.times(content.policy.article_9_multiple),
        citation=content.policy.article_9.citation,
    )


def _law(content: Content, entries: Sequence[Entry]) -> str:
    """Return the articles, the sources of prices and the resolutions behind entries."""
    say = content.wording.text
    articles = _joined(map(content.citation, entries))
    sources = _joined(map(content.price_source, entries))
    title = f"《{content.policy.title_zh}》" if content.policy.title_zh else ""
    return "".join(
        [
            say("common.notes.articles", title=title, articles=articles) if articles else "",
            say("common.notes.prices", sources=sources) if sources else "",
            *(
                content.kept(("resolution", village), partial(_resolution, content, village))
                for village in dict.fromkeys(each.village for each in entries if not each.from_item)
            ),
        ]
    )


def _resolution(content: Content, village: int) -> str:
    document = content.text_of("villages", village, "resolution_number")
    date = content.date_of("villages", village, "resolution_date")
    fields = {"village": content.village(village), "document": document}
    if document and date:
        return content.wording.text("common.notes.resolution_dated", date=date, **fields)
    return content.wording.text("common.notes.resolution", **fields) if document else ""


def _joined(texts: Iterable[str]) -> str:
    return "、".join(filter(None, dict.fromkeys(texts)))
