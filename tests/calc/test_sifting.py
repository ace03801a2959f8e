"""Choosing among findings: each filter by itself, together, and in the reader's language."""

import pytest
from builders import household, item, outputs, parcel, small_scenario, village
from findings_at_work import findings_of

from calc import operations
from calc.acknowledgements import Acknowledged, acknowledge, match
from calc.findings import Place, Severity, where
from calc.language import catalogue
from calc.sifting import Sieve, by_weight, sift


@pytest.fixture
def busy():
    """Return a scenario with findings of every weight in two villages."""
    return small_scenario(
        villages=[village(), village(village_id="2", group="2社", multiple_basis="")],
        outputs=[*outputs(), *outputs("2")],
        households=[household(), household(household_id="H2", village_id="2", account_name="Aunt")],
        parcels=[parcel(), parcel(parcel_id="P2", village_id="2", household_id="H2", area="soon")],
        items=[item(price=""), item(item_id="I2", village_id="2", household_id="H2", price="60")],
    )


def chosen(scenario, sieve, seen=(), language="en", known=None):
    findings = by_weight(findings_of(scenario))
    words = catalogue(language)
    return sift(findings, sieve, scenario, known or Acknowledged(), set(seen), words)


def test_errors_come_first_and_notes_last(busy):
    weights = [each.severity for each in by_weight(findings_of(busy))]
    assert weights == sorted(weights, key=list(Severity).index)
    assert set(weights) == set(Severity)


def test_nothing_chosen_lets_everything_through(busy):
    assert chosen(busy, Sieve()) == by_weight(findings_of(busy))
    assert not Sieve().narrows


@pytest.mark.parametrize("severity", Severity)
def test_only_the_chosen_weights_are_shown(busy, severity):
    assert {each.severity for each in chosen(busy, Sieve(frozenset({severity})))} == {severity}


def test_kind_sheet_and_village_narrow_the_list_together(busy):
    assert {each.code for each in chosen(busy, Sieve(code="price-unlike-list"))} == {"price-unlike-list"}
    assert {each.place.table for each in chosen(busy, Sieve(table="households"))} == {"households"}
    second = chosen(busy, Sieve(village_id="2"))
    assert {each.place.id for each in second} == {"2", "H2", "P2", "I2"}
    assert chosen(busy, Sieve(village_id="2", table="items", code="price-unlike-list"))
    assert not chosen(busy, Sieve(village_id="1", table="items", code="price-unlike-list"))


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("zh", "账户名为", True),
        ("en", "账户名为", False),
        ("en", "AUNT", True),
        ("en", "h2", True),
        ("zh", "户 · H2", True),
        ("en", "households · h2", True),
    ],
)
def test_a_text_is_looked_for_in_the_words_on_screen(busy, language, text, found):
    assert bool(chosen(busy, Sieve(text=f" {text} "), language=language)) == found


def test_what_was_looked_at_can_be_left_out(busy):
    findings = by_weight(findings_of(busy))
    seen = {(findings[0].code, findings[0].place)}
    assert chosen(busy, Sieve(unseen=True), seen) == findings[1:]
    assert chosen(busy, Sieve(), seen) == findings


def test_acknowledged_warnings_are_shown_only_when_asked_for(busy):
    warnings = [each for each in findings_of(busy) if each.severity is Severity.WARNING]
    noted = operations.apply(busy, acknowledge(busy, busy, warnings[:2], "Compared"))
    findings = findings_of(noted)
    known = match(noted, findings)
    words = catalogue("en")
    shown = sift(findings, Sieve(), noted, known, set(), words)
    assert len(shown) == len(findings) - 2
    assert len(sift(findings, Sieve(acknowledged=True), noted, known, set(), words)) == len(findings)
    alone = sift(findings, Sieve(frozenset(), acknowledged=True), noted, known, set(), words)
    assert [known.of(each).reason for each in alone] == ["Compared"] * 2


def test_a_search_can_be_ended(busy):
    def stop():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sift(findings_of(busy), Sieve(text="x"), busy, Acknowledged(), set(), catalogue("en"), stop)


@pytest.mark.parametrize(("language", "text"), [("zh", "整个文件"), ("en", "Whole file")])
def test_a_finding_without_a_place_is_about_the_whole_file(language, text):
    assert where(Place(), catalogue(language)) == text
