"""What was issued stays on record whatever is undone or done again: it stands beside the undo stack."""

from datetime import UTC, datetime

import pytest
from builders import small_scenario

from calc import operations, states
from calc.issues import Papers, begin, record, records

DAY = 736846  # 2018-06-01


def issued(scenario, number="No. 1"):
    """Return a scenario with household statements of all issued from it."""
    issue = begin(scenario, number, DAY, DAY, "", lambda _record: ())
    papers = [Papers("household-statements", "", {"H1": 1}, whole=True)]
    operation = record(scenario, issue, papers, datetime(2018, 6, 1, tzinfo=UTC))
    return operations.apply(states.keep(scenario), operation)


@pytest.fixture
def document(show):
    return show(small_scenario())


def area(document, text):
    document.type_cell("parcels", int(document.scenario["parcels"].keys[0]), "area", text)


def numbers(document):
    return [each.number for each in records(document.scenario)]


def issue(document, tmp_path, number="No. 1"):
    document.issued(issued(document.start_saving(), number))
    document.saved(tmp_path / "a.lcs")


def test_undo_and_redo_leave_the_record_and_the_kept_state(document, tmp_path):
    area(document, "2")
    issue(document, tmp_path)
    digest = document.scenario.digest
    area(document, "3")
    for step in (document.stack.undo, document.stack.undo, document.stack.redo, document.stack.redo):
        step()
        assert numbers(document) == ["No. 1"]
        assert digest in document.scenario.states
    document.stack.undo()
    assert document.scenario.digest == digest
    assert document.scenario["parcels"].row(0)[5] == 2_000_000


def test_a_large_edit_that_keeps_its_states_leaves_it_too(document, tmp_path):
    key = int(document.scenario["parcels"].keys[0])
    edit = operations.type_cell(document.scenario, "parcels", key, "area", "2")
    document.push(edit, operations.apply(document.scenario, edit))
    issue(document, tmp_path)
    document.stack.undo()
    assert numbers(document) == ["No. 1"]
    document.stack.redo()
    assert numbers(document) == ["No. 1"]


def test_an_edit_made_while_the_papers_were_drawn_stays(document, tmp_path):
    saving = document.start_saving()
    area(document, "2")
    document.issued(issued(saving))
    document.saved(tmp_path / "a.lcs")
    assert numbers(document) == ["No. 1"]
    assert document.unsaved
    assert records(document.kept)[0].digest == document.kept.digest
    document.stack.undo()
    assert not document.unsaved
    assert numbers(document) == ["No. 1"]


def test_issuing_is_told_and_nothing_to_undo(document, tmp_path, qtbot):
    with qtbot.waitSignal(document.history_changed):
        issue(document, tmp_path)
    assert not document.stack.canUndo()
    assert not document.unsaved
    assert not document.stale
    document.history_changed.connect(lambda: pytest.fail("nothing new was recorded"))
    document.issued(document.scenario)


def test_keys_of_records_are_never_given_to_another_row(document, tmp_path):
    area(document, "2")
    issue(document, tmp_path)
    (key,) = document.scenario["issues"].keys.tolist()
    document.stack.undo()
    document.push(operations.insert_rows(document.scenario, "parcels", 1, [{}]))
    assert key not in document.scenario["parcels"].keys.tolist()
