"""The sample county's papers are those kept in `golden`: words, places, and some pages as pictures."""

import golden_papers
import numpy as np
import pytest

from calc import statements
from calc.statements.page import BODY

SHOWN = 12  # lines of a difference; `make golden` shows all


@pytest.mark.parametrize("stem", statements.DOCUMENTS)
def test_words_stand_where_they_stood(stem):
    text = golden_papers.difference(stem).text
    shown = "\n".join(text[:SHOWN])
    assert not text, f"{len(text)} lines differ; {golden_papers.HOW}\n{shown}"


@pytest.mark.parametrize("stem", statements.DOCUMENTS)
def test_pages_look_as_they_looked(stem):
    pages = list(golden_papers.difference(stem).pictures)
    assert not pages, f"pages {pages} of {stem} look otherwise; {golden_papers.HOW}"


def test_nothing_is_kept_of_papers_that_are_no_more():
    assert golden_papers.left_over() == [], golden_papers.HOW


# --- the comparison itself -------------------------------------------------------------------------------


@pytest.fixture
def page_with(draw):
    """Return a function that gives a page with texts, each at its place."""

    def page(*texts):
        def build(section):
            for x, y, text in texts:
                section.canvas.text(x, y, text, BODY)

        return draw(build)[0]

    return page


def test_a_row_is_parted_where_columns_are_and_not_at_typed_spaces(page_with):
    rows = golden_papers.placed_texts(page_with((20, 50, "a b"), (60, 50, "1.25"), (20, 80, "c")))
    assert [(each.y, each.x, each.text) for each in rows[:3]] == [
        (50, 20, "a b"),
        (50, 60, "1.25"),
        (80, 20, "c"),
    ]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("程序 0.1.0　政策摘要 c10bdc42d38d", "程序 *　政策摘要*"),
        ("第1版，摘要c10bdc42d38d。", "第1版，摘要*。"),
        ("核对码 7F3AK-9QX2M-41TTZ-C0", "核对码 *"),
        ("户号：0101-01", "户号：0101-01"),
        ("1,204.55", "1,204.55"),
    ],
)
def test_only_what_changes_with_a_release_is_masked(text, kept, page_with):
    found, *_ = golden_papers.placed_texts(page_with((20, 50, text)))
    assert found.text == kept
    assert found.masked == (text != kept)


def test_a_picture_may_be_a_little_paler_but_not_lack_a_word(page_with):
    kept = golden_papers._picture(page_with((20, 50, "土地补偿费"), (60, 90, "1,204.55")))
    paler = np.where(kept < 255, np.minimum(kept + 17, 255), kept)
    assert not golden_papers.picture_differs(kept, paler)
    assert golden_papers.picture_differs(kept, golden_papers._picture(page_with((20, 50, "土地补偿费"))))
    assert golden_papers.picture_differs(kept, kept.T)


def test_a_paper_of_which_nothing_is_kept_differs(tmp_path, monkeypatch):
    stem = next(iter(statements.DOCUMENTS))
    monkeypatch.setattr(golden_papers, "GOLDEN", tmp_path / "golden")
    compare = golden_papers.difference.__wrapped__
    found = compare(stem)
    assert found.text
    assert found.pictures
    golden_papers.accept(stem)
    assert not compare(stem)
    assert golden_papers.left_over() == []
    (tmp_path / "golden" / "letters-1.png").write_bytes(b"")
    assert [path.name for path in golden_papers.left_over()] == ["letters-1.png"]
