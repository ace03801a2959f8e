"""Issuing on the desktop: asked, recorded in the file, listed, printed again; a code checked with its answer."""

import pymupdf
import pytest
from builders import household, outputs, parcel, scenario, village
from PySide6.QtWidgets import QApplication

from calc import statements, storage
from calc.issues import records
from calc.language import catalogue
from ui import papers
from ui.issued import IssuedDialog
from ui.issuing import IssueDialog, Plan
from ui.settings import OFFICER
from ui.verifying import VerifyDialog

HOUSEHOLDS, COLLECTIVES = "household-statements", "collective-statements"


def two_households():
    return scenario(
        villages=[village()],
        outputs=outputs(),
        households=[household(), household(household_id="H2", head="Head Two")],
        parcels=[parcel(), parcel(parcel_id="P2", household_id="H2")],
    )


@pytest.fixture
def document(window, show, tmp_path):
    """Return a document that has a file, its page for printing in front."""
    made = show(two_households())
    path = tmp_path / "road.lcs"
    storage.save(made.scenario, path)
    made.start_saving()
    made.saved(path)
    window.desk.show_print()
    return made


@pytest.fixture
def issue(window, tmp_path, monkeypatch):
    """Return a function that issues documents under a number as an officer does."""

    def run(number, stems=(HOUSEHOLDS,), day="2018-06-01", folder="paper"):
        target = tmp_path / folder
        monkeypatch.setattr(window.desk.print_page, "ask_folder", lambda: target)

        def fill(dialog):
            dialog.number.setText(number)
            dialog.day.setText(day)
            dialog.officer.setText("Officer Li")
            dialog.look()
            dialog.accept()
            return bool(dialog.outlook)

        monkeypatch.setattr(IssueDialog, "exec", fill)
        window.desk.print_page.documents.tick_only(stems)
        window.desk.print_page.issue()
        return target

    return run


def codes(path):
    """Return the check code of every page of a file."""
    with pymupdf.open(path) as paper:
        texts = [page.get_text() for page in paper]
    return [text.split("校验码")[1].split()[0] for text in texts]


# Issuing


def test_issued_papers_carry_the_number_and_are_recorded_in_the_file(window, document, issue):
    target = issue("No. 7")
    with pymupdf.open(target / f"{HOUSEHOLDS}.pdf") as paper:
        assert all("No. 7" in page.get_text() for page in paper)
    found = records(storage.load(document.path).scenario)
    assert [(each.number, each.day, each.document, each.officer) for each in found] == [
        ("No. 7", "2018-06-01", HOUSEHOLDS, "Officer Li")
    ]
    assert not document.unsaved
    assert records(document.scenario) == found
    assert window.context.settings.get(OFFICER) == "Officer Li"


def test_what_is_edited_is_saved_together_with_the_record(document, issue):
    key = int(document.scenario["parcels"].keys[0])
    document.type_cell("parcels", key, "area", "3")
    assert document.unsaved
    issue("No. 7")
    assert not document.unsaved
    kept = storage.load(document.path).scenario
    assert kept.digest == document.scenario.digest == records(kept)[0].digest
    document.stack.undo()
    assert len(records(document.scenario)) == 1


def test_a_scenario_without_a_file_is_saved_first(window, show, issue, monkeypatch, tmp_path):
    made = show(two_households())
    window.desk.show_print()
    monkeypatch.setattr("ui.desk.ask_save", lambda *_: None)
    target = issue("No. 7", folder="never")
    assert not target.exists()
    monkeypatch.setattr("ui.desk.ask_save", lambda *_: tmp_path / "new.lcs")
    issue("No. 7", folder="now")
    assert [each.number for each in records(storage.load(tmp_path / "new.lcs").scenario)] == ["No. 7"]
    assert made.path == tmp_path / "new.lcs"


def test_what_goes_wrong_leaves_no_record_and_no_paper(window, document, issue, monkeypatch):
    def fail(*_given):
        raise storage.FileAccessError("no room for {file}", file="road.lcs")

    told = []
    page = window.desk.print_page
    page.failed.disconnect()
    page.failed.connect(lambda what, error: told.append((what, str(error))))
    monkeypatch.setattr("ui.files.save", fail)
    monkeypatch.setattr("ui.files.save", lambda *_a, **_k: fail())
    saved_at = document.saved_at
    target = issue("No. 7")
    assert told == [("The documents were not issued.", "no room for road.lcs")]
    assert document.saved_at == saved_at
    assert not target.exists()
    assert records(document.scenario) == []
    assert not document.saving
    assert not document.unsaved


def test_a_file_somebody_else_saved_meanwhile_is_left_alone(window, document, issue):
    told, page = [], window.desk.print_page
    page.failed.disconnect()
    page.failed.connect(lambda _what, error: told.append(str(error)))
    saved_at = document.saved_at
    theirs = two_households()
    storage.save(theirs, document.path)
    target = issue("No. 7")
    assert len(told) == 1
    assert "saved by somebody else meanwhile" in told[0]
    assert not target.exists()
    assert records(storage.load(document.path).scenario) == []
    assert document.saved_at == saved_at


def test_papers_are_issued_of_a_file_as_often_as_wanted(document, issue):
    for number in ("No. 7", "No. 8"):
        issue(number, folder=number)
    assert [each.number for each in records(storage.load(document.path).scenario)] == ["No. 7", "No. 8"]


def test_the_dialog_says_what_is_replaced_and_refuses_a_number_that_was_used(window, document, issue, qtbot):
    issue("No. 7")
    key = int(document.scenario["parcels"].keys[0])
    document.type_cell("parcels", key, "area", "3")
    request = papers.Request(document.assessment)
    dialog = IssueDialog(window.context, Plan(request, [HOUSEHOLDS, COLLECTIVES], separate=False), window)
    qtbot.addWidget(dialog)
    assert not dialog.accept_button.isEnabled()
    dialog.number.setText("No. 7")
    dialog.look()
    assert "was issued on 2018-06-01 already" in dialog.told.text()
    assert dialog.issue() is None
    assert not dialog.accept_button.isEnabled()
    dialog.number.setText("No. 8")
    dialog.look()
    assert dialog.told.text().splitlines() == [
        "3 papers are issued.",
        "2 of them replace those of No. 7, 2018-06-01.",
    ]
    assert dialog.accept_button.isEnabled()
    dialog.day.setText("tomorrow")
    dialog.look()
    assert "not a date" in dialog.told.text()


# What was issued


def test_what_was_issued_is_listed_found_and_compared_with_the_scenario_of_now(
    window, document, issue, qtbot
):
    issue("No. 7", [HOUSEHOLDS, COLLECTIVES])
    dialog = IssuedDialog(window.context, document, window)
    qtbot.addWidget(dialog)
    assert dialog.model.rowCount() == 2
    shown = [dialog.model.index(1, column).data() for column in range(4)]
    assert shown == ["No. 7", "2018-06-01", "Household statements", "all"]
    assert "agree with it" in dialog.told.text()
    assert not dialog.compare_button.isEnabled()
    dialog.search.setText("collective")
    assert dialog.model.rowCount() == 1
    key = int(document.scenario["parcels"].keys[1])
    document.type_cell("parcels", key, "area", "3")
    later = IssuedDialog(window.context, document, window)
    qtbot.addWidget(later)
    later.view.selectRow(1)
    assert later.compare_button.isEnabled()
    later.compare()
    assert later.told.text() == "1 papers would read otherwise now: H2"


def test_issued_papers_are_printed_again_under_their_number(window, document, issue):
    issue("No. 7")
    (record,) = records(document.scenario)
    page, plans = window.desk.print_page, []
    page.issue_wanted.disconnect()
    page.issue_wanted.connect(plans.append)
    page.print_again(record._replace(subjects=("H2",)))
    (plan,) = plans
    assert (plan.number, plan.day, plan.stems) == ("No. 7", "2018-06-01", [HOUSEHOLDS])
    assert plan.request.households == {"H2"}
    number = int(document.scenario["parcels"].keys[1])
    document.type_cell("parcels", number, "area", "3")
    page.print_again(record)
    assert (plans[1].number, plans[1].request.households) == ("", None)


def test_further_copies_record_nothing_anew(window, document, issue):
    issue("No. 7")
    issue("No. 7", folder="copies")
    assert len(records(storage.load(document.path).scenario)) == 1
    assert not document.unsaved
    dialog = IssueDialog(
        window.context, Plan(papers.Request(document.assessment), [HOUSEHOLDS], separate=False), window
    )
    dialog.number.setText("No. 7")
    dialog.day.setText("2018-06-01")
    dialog.look()
    assert "further copies" in dialog.told.text()


def test_before_anything_is_issued_the_list_says_so(window, document, qtbot):
    dialog = IssuedDialog(window.context, document, window)
    qtbot.addWidget(dialog)
    assert "Nothing was issued yet" in dialog.told.text()
    assert not dialog.again_button.isEnabled()


# Checking a code


@pytest.fixture
def verifying(window, document, qtbot):
    dialog = VerifyDialog(window.context, document, papers.Look(), window)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_a_code_that_agrees_leads_to_its_household(document, issue, verifying):
    target = issue("No. 7")
    verifying.code.setText(codes(target / f"{HOUSEHOLDS}.pdf")[1].lower().replace("-", " "))
    verifying.check()
    assert verifying.verdict.text() == "This paper agrees with the scenario."
    assert "Issued under No. 7 on 2018-06-01" in verifying.answer.toPlainText()
    assert verifying.go_button.text() == "Go to H2 Head Two"
    chosen = []
    verifying.place_chosen.connect(chosen.append)
    verifying.go_button.click()
    assert [(each.table, each.key) for each in chosen] == [
        ("households", int(document.scenario["households"].keys[1]))
    ]


def test_a_paper_that_no_longer_agrees_says_what_changed(window, document, issue):
    target = issue("No. 7")
    key = int(document.scenario["parcels"].keys[1])
    document.type_cell("parcels", key, "area", "3")
    dialog = VerifyDialog(window.context, document, papers.Look(), window)
    dialog.code.setText(codes(target / f"{HOUSEHOLDS}.pdf")[1])
    dialog.check()
    assert "no longer agrees" in dialog.verdict.text()
    assert dialog.verdict.property("kind") == "danger"
    assert "Lines that differ" in dialog.answer.toPlainText()


def test_a_group_that_was_mistyped_is_named_and_marked(issue, verifying, qtbot):
    code = codes(issue("No. 7") / f"{HOUSEHOLDS}.pdf")[0]
    groups = code.split("-")
    groups[2] = ("2" if groups[2][0] != "2" else "3") + groups[2][1:]
    verifying.code.setText(f"校验码 {'-'.join(groups)}")
    assert f"3 {groups[2]}" in verifying.groups.text()
    assert "25 of 25" in verifying.groups.text()
    verifying.check()
    assert "group 3" in verifying.verdict.text()
    qtbot.waitUntil(lambda: verifying.code.selectedText() == groups[2])
    verifying.code.setText(code[:9])
    assert "8 of 25" in verifying.groups.text()
    verifying.check()
    assert verifying.verdict.property("kind") == "danger"


def test_the_answer_is_given_in_chinese(window, document, issue, monkeypatch):
    target = issue("No. 7")
    monkeypatch.setattr(window.context, "words", catalogue("zh"))
    dialog = VerifyDialog(window.context, document, papers.Look(), window)
    dialog.code.setText(codes(target / f"{HOUSEHOLDS}.pdf")[0])
    dialog.check()
    assert "一致" in dialog.verdict.text()
    QApplication.processEvents()
    assert statements.shipped_wording().text(f"{HOUSEHOLDS}.title") in dialog.answer.toPlainText()
