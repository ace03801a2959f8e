"""Wherever a page ends: who signs stands together on one page, and so does what he signs for."""

import pymupdf
import pytest
from builders import household, item, parcel
from papers import county
from reading import texts_of

from calc import statements
from calc.statements.page import MM

ROWS = range(1, 42, 2)
"""Rows before the block: each moves it down, over the end of a page at least once."""
DATE = "年　　月　　日"


def long_county(rows):
    """Return a county whose first household has `rows` parcels and whose first village as many households."""
    return county(
        households=[
            household(head="张守义", objection="面积不符"),
            household(household_id="H2", village_id="2", head="李㛃"),
            *(household(household_id=f"N{at:02}", head=f"户{at:02}") for at in range(rows)),
        ],
        parcels=[parcel(parcel_id=f"P{at}", place=f"地{at}", area=f"0.{at + 1:04}") for at in range(rows)],
        items=[
            item(item_id=f"I{at}", household_id=f"N{at:02}", name=f"果树{at}", unit="株", price="50")
            for at in range(rows)
        ],
    )


def pages_with_dates(document):
    """Return for each paper the pages on which somebody signs, and how many places to sign there are."""
    papers = []
    for page in document:
        texts = texts_of(page)
        if any(each.text.startswith("第 1 页 共") for each in texts):
            papers.append([])
        places = [each.y for each in texts if each.text.startswith(DATE)]
        if places:
            assert max(places) < page.rect.height - 20 * MM, "squeezed over the page's end"
            papers[-1].append((page.number, len(places)))
    return papers


@pytest.mark.parametrize("stem", statements.DOCUMENTS)
def test_places_to_sign_are_never_parted(stem):
    counts = set()
    pages = set()
    for rows in ROWS:
        data = statements.render(long_county(rows), stem, households=["H1"])
        with pymupdf.open(stream=data) as document:
            pages.add(document.page_count)
            for signed in pages_with_dates(document):
                assert len(signed) <= 1, (rows, signed)
                counts |= {places for _, places in signed}
    assert len(counts) <= 1, "a block of one kind has as many places wherever it stands"
    assert len(pages) > 1 or stem in {"basis-of-calculation", "project-summary", "objections"}, pages
