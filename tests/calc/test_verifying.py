"""Verifying a code: whether the paper on the desk agrees, which one it is, and what changed."""

import pytest
from builders import household, outputs, parcel, small_scenario, village

from calc import issuing, operations, statements, states
from calc.assess import assess
from calc.codes import Sealer
from calc.issues import records
from calc.language import catalogue
from calc.statements import printing
from calc.statements.document import subjects
from calc.statements.parts import footer
from calc.verify_report import verification_text
from calc.verifying import CodeError, MistypedError, changed_subjects, verify

DAY = 736846  # 2018-06-01
STATEMENTS = "household-statements"


def county():
    return small_scenario(
        villages=[village(), village(village_id="2", village="Mill Creek")],
        outputs=[*outputs(), *outputs("2")],
        households=[household(), household(household_id="H2", village_id="2", head="Head Two")],
        parcels=[parcel(), parcel(parcel_id="P2", village_id="2", household_id="H2", area="2")],
    )


def code_of(scenario, document, position, issue=None):
    """Return the code at the foot of a paper."""
    edition = statements.Edition(issue=issue)
    content = statements.content_of(assess(scenario), edition)
    return footer(content, statements.PAPERS[document], position).left.split("\n")[0].removeprefix("校验码 ")


def issued(scenario, number, tmp_path, documents=None, date=DAY, **options):
    issue = issuing.begin_issue(scenario, number, date)
    folder = tmp_path / number
    return issuing.issue_documents(
        assess(scenario), lambda _s: None, folder, issue, documents, **options
    ).scenario


def typed(scenario, table, row, column, text):
    key = int(scenario[table].keys[row])
    return operations.apply(scenario, operations.type_cell(scenario, table, key, column, text))


def told(scenario, code, language="en"):
    found = verify(assess(scenario), code)
    return found, verification_text(found, catalogue(language)).split("\n")


@pytest.fixture
def first(tmp_path):
    """Return a county of which everything was issued under No. 1."""
    return issued(county(), "No. 1", tmp_path)


@pytest.mark.parametrize("document", statements.PAPERS)
def test_every_paper_of_every_document_agrees_with_its_own_state(document):
    scenario = county()
    kind = statements.PAPERS[document]
    names = subjects(scenario, kind)
    content = statements.content_of(assess(scenario), statements.Edition())
    for position in kind.among(content, range(len(names))):
        found = verify(assess(scenario), code_of(scenario, document, position))
        assert (found.outcome, found.issue, found.paper.document) == ("agrees", None, document)
        assert found.paper.subject == names[position]
        assert found.total == kind.total(content, position) == found.paper.total


def test_an_issued_paper_that_agrees_is_told_with_number_whose_and_total(first):
    issue = issuing.begin_issue(first, "No. 1")
    found, lines = told(first, code_of(first, STATEMENTS, 0, issue))
    assert found.outcome == "agrees"
    assert found.issue == records(first)[list(statements.DOCUMENTS).index(STATEMENTS)]
    assert lines == [
        "This paper agrees with the scenario.",
        "Document: household-statements; Household ID: H1 Head One",
        "Issued under No. 1 on 2018-06-01",
        "Total: 5,650.00 yuan",
    ]


def test_unissued_paper_of_the_same_state_agrees_and_says_that_it_was_not_issued(first):
    found, lines = told(first, code_of(first, STATEMENTS, 0))
    assert found.agrees
    assert found.issue is None
    assert lines[2] == "Printed without being issued (未登记发出)"


def test_a_changed_area_is_told_with_totals_lines_and_input(first):
    code = code_of(first, STATEMENTS, 0, issuing.begin_issue(first, "No. 1"))
    found, lines = told(typed(first, "parcels", 0, "area", "1.5"), code)
    assert found.outcome == "changed"
    assert lines == [
        "This paper no longer agrees: the scenario has changed since it was printed.",
        "Document: household-statements; Household ID: H1 Head One",
        "Issued under No. 1 on 2018-06-01",
        "Total on the paper: 5,650.00 yuan",
        "Total now: 8,400.00 yuan (+2,750.00)",
        "Lines that differ: 2",
        "  P1 旱地, Land compensation, to collectives: +3,850.00 (quantity 1 → 1.5)",
        "  P1 旱地, Resettlement subsidy, to households: +2,750.00 (quantity 1 → 1.5)",
        "Inputs that differ: 1",
        "  Parcels · P1 · Area (mu): 1 → 1.5",
    ]


def test_the_same_in_chinese(first):
    code = code_of(first, STATEMENTS, 0, issuing.begin_issue(first, "No. 1"))
    lines = told(typed(first, "parcels", 0, "area", "1.5"), code, "zh")[1]
    assert lines[:2] == [
        "本文书与方案不再一致：印出之后方案有改动。",
        "文书：征收土地补偿费用分户明细表；户号：H1 Head One",
    ]
    assert lines[-1] == "  地块 · P1 · 面积(亩)：1 → 1.5"


def test_another_households_change_leaves_a_paper_agreeing(first):
    issue = issuing.begin_issue(first, "No. 1")
    later = typed(first, "parcels", 1, "area", "3")
    for document, position in ((STATEMENTS, 0), ("village-summaries", 0), ("collective-statements", 0)):
        found, lines = told(later, code_of(first, document, position, issue))
        assert found.outcome == "reads-the-same"
        assert lines[0].startswith("This paper agrees with the scenario: other parts")
    for document, position in ((STATEMENTS, 1), ("village-summaries", 1), ("collective-statements", 1)):
        assert verify(assess(later), code_of(first, document, position, issue)).outcome == "changed"


@pytest.mark.parametrize(
    ("table", "column", "text", "input_told"),
    [
        ("households", "head", "Head Uno", "Households · H1 · Head of household: Head One → Head Uno"),
        ("project", "name", "Road 311", "Project · Project name: Road 310 → Road 311"),
        (
            "villages",
            "multiple_basis",
            "Decision 9",
            "Villages · 1 · Basis of the multiples: County decision 8/2018 → Decision 9",
        ),
    ],
)
def test_a_word_that_moves_no_amount_is_a_change_of_what_it_stands_on(first, table, column, text, input_told):
    code = code_of(first, STATEMENTS, 0, issuing.begin_issue(first, "No. 1"))
    found, lines = told(typed(first, table, 0, column, text), code)
    assert found.outcome == "changed"
    assert lines[-1] == "  " + input_told


def test_a_change_of_the_project_is_told_of_a_villages_paper(first):
    code = code_of(first, "village-summaries", 0, issuing.begin_issue(first, "No. 1"))
    lines = told(typed(first, "project", 0, "name", "Road 311"), code)[1]
    assert lines[-1] == "  Project · Project name: Road 310 → Road 311"


def test_of_the_projects_summary_only_inputs_are_told_that_reach_it(first):
    code = code_of(first, "project-summary", 0, issuing.begin_issue(first, "No. 1", DAY))
    later = typed(typed(first, "parcels", 0, "area", "2"), "households", 1, "phone", "13800001111")
    _, said = told(later, code)
    assert "Inputs that differ: 1" in said
    assert "13800001111" not in "".join(said)


def test_what_a_paper_does_not_show_is_no_change(first):
    code = code_of(first, STATEMENTS, 0, issuing.begin_issue(first, "No. 1"))
    assert verify(assess(typed(first, "households", 0, "phone", "123")), code).outcome == "reads-the-same"


def test_a_paper_that_was_issued_again_names_what_replaces_it(first, tmp_path):
    code = code_of(first, STATEMENTS, 0, issuing.begin_issue(first, "No. 1"))
    later = issued(
        typed(first, "parcels", 0, "area", "1.5"), "No. 2", tmp_path, [STATEMENTS], households=["H1"]
    )
    lines = told(later, code)[1]
    assert "Attention: it has been replaced by No. 2 of 2018-06-01" in lines
    other = code_of(first, STATEMENTS, 1, issuing.begin_issue(first, "No. 1"))
    assert verify(assess(later), other).later is None
    new = code_of(later, STATEMENTS, 0, issuing.begin_issue(later, "No. 2"))
    assert verify(assess(later), new).outcome == "agrees"


def test_a_household_that_is_gone_is_still_told(first):
    code = code_of(first, STATEMENTS, 1, issuing.begin_issue(first, "No. 1"))
    later = first
    for table in ("parcels", "households"):
        later = operations.apply(later, operations.delete_rows(later, table, [int(later[table].keys[1])]))
    found, lines = told(later, code)
    assert (found.outcome, found.paper.subject, found.total) == ("changed", "H2", None)
    assert lines[1].endswith("H2 Head Two")
    assert "Total now: such a paper cannot be printed now" in lines


def test_an_error_on_a_paper_is_no_agreement(first):
    code = code_of(first, STATEMENTS, 0, issuing.begin_issue(first, "No. 1"))
    found = verify(assess(typed(first, "parcels", 0, "area", "much")), code)
    assert (found.outcome, found.total) == ("changed", None)


def test_without_the_kept_state_totals_are_told_and_that_no_more_can_be(first):
    code = code_of(first, STATEMENTS, 0, issuing.begin_issue(first, "No. 1"))
    later = typed(issuing.replace(first, states={}), "parcels", 0, "area", "1.5")
    found, lines = told(later, code)
    assert (found.outcome, found.comparison) == ("changed", None)
    assert lines[3:] == [
        "Total on the paper: 5,650.00 yuan",
        "Total now: 8,400.00 yuan (+2,750.00)",
        "What changed cannot be told: the state that was printed is not kept in this file.",
    ]


def test_a_damaged_state_is_told_and_no_fault(first):
    code = code_of(first, STATEMENTS, 0, issuing.begin_issue(first, "No. 1"))
    later = typed(issuing.replace(first, states={first.digest: b"broken"}), "parcels", 0, "area", "1.5")
    lines = told(later, code)[1]
    assert any(line.startswith("The file is damaged") for line in lines)


def test_paper_of_an_unknown_state_is_told_by_what_its_code_says(first):
    code = code_of(typed(county(), "parcels", 0, "area", "1.5"), STATEMENTS, 0)
    found, lines = told(first, code)
    assert found.outcome == "unknown"
    assert lines == [
        "This file does not know the state that this paper was printed from: it was not issued from it.",
        "Document: household-statements; Household ID: H1 Head One",
        "Total on the paper: 8,400.00 yuan",
        "Total now: 5,650.00 yuan (-2,750.00)",
    ]


def test_paper_of_somebody_unknown_is_told_by_document_and_total(first):
    found, lines = told(first, Sealer("ab" * 32, STATEMENTS).code("H77", 12300))
    assert (found.outcome, found.paper.subject, found.total) == ("unknown", "", None)
    assert "not known" in lines[1]
    assert lines[2] == "Total on the paper: 123.00 yuan"


def test_a_kind_of_paper_that_this_version_does_not_print_is_said_to_be_one(first, monkeypatch):
    code = Sealer("ab" * 32, STATEMENTS).code("H1", 1)
    monkeypatch.setattr("calc.codes.KINDS", ())
    assert told(first, code)[1][1] == "The code stands on a kind of paper that this version does not print."


def test_a_total_too_large_for_the_code_is_bound_all_the_same(first):
    dear = typed(typed(first, "parcels", 0, "area", "1000000"), "outputs", 0, "value", "1000000")
    dear = states.keep(typed(typed(dear, "outputs", 1, "value", "1000000"), "outputs", 2, "value", "1000000"))
    code = code_of(dear, "village-summaries", 0)
    found = verify(assess(dear), code)
    assert (found.outcome, found.paper.total) == ("agrees", None)
    assert found.total > 2**44
    assert verify(assess(typed(dear, "parcels", 0, "area", "999999")), code).outcome == "changed"


def test_a_slip_is_told_with_its_group_where_it_is_one_from_a_known_paper(first):
    code = code_of(first, STATEMENTS, 0, issuing.begin_issue(first, "No. 1"))
    at = 14  # the third character of the third group
    slip = code[:at] + ("A" if code[at] != "A" else "B") + code[at + 1 :]
    with pytest.raises(MistypedError, match=f"group 3 .*is it {code[12:17]} on the paper") as error:
        verify(assess(first), slip)
    assert error.value.group == 3
    exchanged = code[:6] + code[7] + code[6] + code[8:]
    if exchanged != code:
        with pytest.raises(MistypedError, match=f"is it {code[6:11]} on the paper"):
            verify(assess(first), exchanged)


def test_a_slip_in_a_code_of_an_unknown_paper_is_told_without_a_guess(first):
    code = Sealer("ab" * 32, STATEMENTS).code("H77", 12300)
    slip = ("A" if code[0] != "A" else "B") + code[1:]
    with pytest.raises(CodeError, match="mistyped: its check symbol") as error:
        verify(assess(first), slip)
    assert not isinstance(error.value, MistypedError)


def test_a_register_has_papers_too():
    scenario = small_scenario()
    assert verify(assess(scenario), code_of(scenario, STATEMENTS, 0)).outcome == "agrees"


def test_households_whose_short_hashes_collide_are_told_apart(monkeypatch):
    monkeypatch.setattr("calc.codes.subject_hash", lambda subject: 7 if subject else 0)
    scenario = county()
    for position, name in enumerate(("H1", "H2")):
        found = verify(assess(scenario), code_of(scenario, STATEMENTS, position))
        assert (found.outcome, found.paper.subject) == ("agrees", name)


# --- everything that was issued under a number ------------------------------------------------------------------


def record_of(scenario, document):
    return next(each for each in records(scenario) if each.document == document)


def test_of_a_record_those_papers_are_named_that_read_otherwise_now(first):
    now = assess(typed(first, "parcels", 1, "area", "3"))
    assert changed_subjects(now, record_of(first, STATEMENTS)) == ["H2"]
    assert changed_subjects(now, record_of(first, "collective-statements")) == ["2"]
    assert changed_subjects(assess(first), record_of(first, STATEMENTS)) == []


def test_a_record_of_a_state_that_is_not_kept_cannot_be_compared(first):
    record = record_of(first, STATEMENTS)._replace(digest="0" * 64)
    assert changed_subjects(assess(first), record) is None


def test_comparing_a_record_tells_how_far_it_is(first):
    told = []
    now = assess(typed(first, "parcels", 1, "area", "3"))
    changed_subjects(now, record_of(first, STATEMENTS), progress=lambda *done: told.append(done))
    assert told == [(0, 2), (1, 2)]


def test_comparing_a_record_draws_all_its_papers_from_one_content_a_state(first, monkeypatch):
    made = []
    content = printing.Content
    monkeypatch.setattr(printing, "Content", lambda *given: made.append(given) or content(*given))
    now = assess(typed(typed(first, "parcels", 0, "remark", "one"), "parcels", 1, "remark", "two"))
    assert changed_subjects(now, record_of(first, STATEMENTS)) == ["H1", "H2"]
    assert len(made) == 2
