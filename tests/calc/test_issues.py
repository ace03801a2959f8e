"""The record of what was issued: numbers, days, what replaces what, and lists of any ID."""

from datetime import UTC, datetime

import pytest
from builders import small_scenario
from hypothesis import given
from hypothesis import strategies as st

from calc import issues, operations
from calc.issues import NUMBER_LIMIT, IssueError, Papers, begin, record, records

DAY = 736846  # 2018-06-01
NOW = datetime(2018, 6, 1, 14, 3, tzinfo=UTC)
STATEMENTS, ROLLS = "household-statements", "village-summaries"


def nobody(_record):
    return ()


def start(scenario, number, date=DAY, subjects_of=nobody):
    return begin(scenario, number, date, DAY, "  王 ", subjects_of)


def papers(*subjects, document=STATEMENTS, whole=False):
    return Papers(document, "明细表", dict.fromkeys(subjects, 100), whole)


def issued(scenario, number, *what, date=DAY, subjects_of=nobody):
    operation = record(scenario, start(scenario, number, date, subjects_of), what, NOW)
    return operations.apply(scenario, operation)


def edited(scenario):
    return operations.apply(
        scenario, operations.type_cell(scenario, "parcels", int(scenario["parcels"].keys[0]), "area", "2")
    )


def test_an_issue_is_one_row_a_document(small):
    after = issued(small, "No. 12", papers("H1", "H2"), papers("1", document=ROLLS, whole=True))
    first, second = records(after)
    assert first[:5] == ("No. 12", DAY, STATEMENTS, "明细表", ("H1", "H2"))
    assert (first.digest, first.total, first.officer) == (small.digest, 200, "王")
    assert (first.day, first.recorded, first.replaces) == ("2018-06-01", "2018-06-01 14:03", "")
    assert (second.document, second.subjects, second.total) == (ROLLS, (), 100)
    assert after.digest == small.digest


def test_a_paper_replaces_the_latest_earlier_one_of_the_same_document_and_household(small):
    after = issued(small, "No. 1", papers("H1", "H2"), papers("H1", document=ROLLS))
    after = issued(edited(after), "No. 2", papers("H2"))
    after = issued(after, "No. 3", papers("H1", "H2", "H3"))
    assert records(after)[-1].replaces == "No. 1（2018-06-01）、No. 2（2018-06-01）"
    issue = start(edited(after), "No. 4")
    assert issue.replaced[STATEMENTS, "H1"].number == "No. 3"
    assert issue.replaced[ROLLS, "H1"].number == "No. 1"
    assert (ROLLS, "H2") not in issue.replaced


def test_a_record_of_all_speaks_of_those_the_state_of_then_had(small):
    after = issued(small, "No. 1", papers("H1", whole=True))
    issue = start(edited(after), "No. 2", subjects_of=lambda _record: ["H1"])
    assert list(issue.replaced) == [(STATEMENTS, "H1")]


def test_the_same_papers_under_the_same_number_are_further_copies(small):
    after = issued(small, "No. 1", papers("H1", "H2"))
    issue = start(after, " No.  1 ", date=None)
    assert (issue.number, issue.date) == ("No. 1", DAY)
    assert record(after, issue, [papers("H2")], NOW) is None
    assert not issue.replaced


def test_further_papers_may_follow_under_the_last_number(small):
    after = issued(issued(small, "No. 1", papers("H1")), "No. 1", papers("H1", "H2", whole=True))
    assert [each.subjects for each in records(after)] == [("H1",), ("H2",)]
    after = issued(after, "No. 2", papers("H1"))
    with pytest.raises(IssueError, match=r"No\. 2 was issued after No\. 1"):
        issued(after, "No. 1", papers("H3"))


def test_what_a_copy_says_it_replaces_stays_as_it_was(small):
    after = issued(issued(small, "No. 1", papers("H1")), "No. 2", papers("H1"))
    after = issued(after, "No. 3", papers("H1"))
    assert start(after, "No. 2").replaced[STATEMENTS, "H1"].number == "No. 1"
    assert (STATEMENTS, "H1") not in start(after, "No. 1").replaced


@pytest.mark.parametrize("typed", ["No. 12", "Ｎｏ．１２", "No.12"])
def test_a_number_stands_for_one_state_and_one_day(small, typed):
    after = issued(small, "No. 12", papers("H1"))
    with pytest.raises(IssueError, match=r"No\. 12 was issued on 2018-06-01 already"):
        start(edited(after), typed)
    with pytest.raises(IssueError, match="already"):
        start(after, typed, date=DAY + 1)


def test_a_mistyped_year_does_not_bar_every_reissue(small):
    assert begin(small, "No. 1", DAY + 31, DAY, "", lambda _record: ()).date == DAY + 31
    with pytest.raises(IssueError, match="2018-07-03, is more than 31 days after today, 2018-06-01 by"):
        begin(small, "No. 1", DAY + 32, DAY, "", lambda _record: ())


def test_a_reissue_is_not_of_an_earlier_day(small):
    after = issued(small, "No. 1", papers("H1"))
    with pytest.raises(IssueError, match="cannot be of an earlier day"):
        issued(after, "No. 2", papers("H1"), date=DAY - 1)
    issued(after, "No. 2", papers("H2"), date=DAY - 1)


@pytest.mark.parametrize(("typed", "said"), [(" \n", "type one"), ("长" * (NUMBER_LIMIT + 1), "at most 40")])
def test_a_number_that_is_none_is_refused(small, typed, said):
    with pytest.raises(IssueError, match=said):
        start(small, typed)


@given(st.lists(st.text("a、\\，\n", min_size=1, max_size=6), min_size=1, max_size=6, unique=True))
def test_any_id_is_listed_and_read_back(subjects):
    after = issued(small_scenario(), "No. 1", papers(*subjects))
    assert list(records(after)[0].subjects) == subjects


def test_a_list_longer_than_a_cell_of_a_workbook_takes_several_rows(small):
    subjects = [f"H{number:07}" for number in range(10_000)]
    found = records(issued(small, "No. 1", papers(*subjects)))
    assert [each for row in found for each in row.subjects] == subjects
    assert len(found) > 1
    assert sum(row.total for row in found) == 100 * len(subjects)
    assert all(len(row.subjects) * 9 <= issues._CELL_LIMIT for row in found)
    (one,) = records(issued(small, "No. 1", papers(*subjects, whole=True)))
    assert one.subjects == ()


def test_a_record_that_lacks_what_it_needs_does_not_count():
    row = {"number": "No. 1", "date": "2018-06-01", "document": STATEMENTS, "digest": "ab"}
    lacking = [{**row, name: ""} for name in row]
    assert [each.number for each in records(small_scenario(issues=[*lacking, row]))] == ["No. 1"]
