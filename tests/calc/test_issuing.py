"""Issuing: paper and record appear together or not at all, and each paper says what it replaces."""

from pathlib import Path

import pymupdf
import pytest
from builders import household, parcel, small_scenario

from calc import files, issuing, operations, states, storage
from calc.assess import assess
from calc.issues import IssueError, records
from calc.issuing import NotTakenBackError, begin_issue, issue_documents
from calc.statements import BlockedError, CancelledError, RequestError, render
from calc.storage import FileAccessError

DAY = 736846  # 2018-06-01
STATEMENTS = "household-statements"


def two():
    return small_scenario(
        households=[household(), household(household_id="H2", head="Head Two")],
        parcels=[parcel(), parcel(parcel_id="P2", household_id="H2", area="2")],
    )


def edited(scenario, area="3"):
    key = int(scenario["parcels"].keys[0])
    return operations.apply(scenario, operations.type_cell(scenario, "parcels", key, "area", area))


class Kept:
    """A file that is saved to: what it holds after each saving; told to, it fails."""

    def __init__(self, *failing):
        self.held = []
        self.failing = failing

    def __call__(self, scenario):
        if len(self.held) in self.failing:
            self.held.append(None)
            raise FileAccessError("no room")
        self.held.append(scenario)


def issued(scenario, folder, number="No. 1", documents=(STATEMENTS,), save=None, date=DAY, **options):
    issue = begin_issue(scenario, number, date)
    return issue_documents(assess(scenario), save or Kept(), folder, issue, documents, **options)


def pages(path):
    with pymupdf.open(path) as document:
        return [" ".join(page.get_text().split()) for page in document]


def test_paper_and_record_agree(tmp_path):
    scenario, save = two(), Kept()
    found = issued(scenario, tmp_path / "out", save=save, documents=[STATEMENTS, "village-summaries"])
    assert save.held == [found.scenario]
    assert found.recorded
    assert sorted(path.name for path in found.printed.files) == [
        "household-statements.pdf",
        "village-summaries.pdf",
    ]
    first, second = records(found.scenario)
    assessment = assess(scenario)
    assert (first.document, first.subjects) == (STATEMENTS, ())
    assert first.total == sum(assessment.totals.by_household)
    assert second.total == assessment.totals.amount
    assert first.digest == scenario.digest == found.scenario.digest
    assert states.recall(found.scenario, scenario.digest).digest == scenario.digest
    for page in pages(tmp_path / "out" / "household-statements.pdf"):
        assert "文号 No. 1 2018-06-01" in page
        assert "未登记发出" not in page


def test_paper_that_is_not_issued_says_so(small):
    with pymupdf.open(stream=render(assess(small), STATEMENTS)) as document:
        assert all("未登记发出" in page.get_text() for page in document)


def test_a_reissue_names_the_number_and_day_it_replaces_paper_by_paper(tmp_path):
    after = issued(two(), tmp_path / "1", households=["H1"]).scenario
    after = issued(edited(after), tmp_path / "2", "No. 2", date=DAY + 9).scenario
    first, second = pages(tmp_path / "2" / "household-statements.pdf")
    assert "本件代替2018-06-01发出的No. 1同名文书" in first
    assert "代替" not in second
    assert records(after)[-1].replaces == "No. 1（2018-06-01）"


def test_a_household_that_came_later_replaces_nothing_although_all_were_issued(tmp_path):
    after = issued(small_scenario(), tmp_path / "1").scenario
    rows = [{"household_id": "H2", "village_id": "1", "head": "Head Two"}]
    after = operations.apply(after, operations.insert_rows(after, "households", 1, rows))
    issued(after, tmp_path / "2", "No. 2")
    first, second = pages(tmp_path / "2" / "household-statements.pdf")
    assert "本件代替2018-06-01发出的No. 1" in first
    assert "代替" not in second


def test_further_copies_are_the_very_same_files_and_record_nothing(tmp_path):
    save = Kept()
    after = issued(two(), tmp_path / "1").scenario
    found = issued(after, tmp_path / "2", date=None, save=save)
    assert not found.recorded
    assert found.scenario is after
    assert save.held == []
    name = "household-statements.pdf"
    assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


def test_separate_files_are_issued_too(tmp_path):
    found = issued(two(), tmp_path / "1", separate=True)
    assert found.recorded
    (page,) = pages(tmp_path / "1" / "households" / "H2.pdf")
    assert "文号 No. 1" in page


@pytest.mark.parametrize(
    ("scenario", "options", "error"),
    [
        (two(), {"documents": ["payment"]}, RequestError),
        (two(), {"households": ["H9"]}, RequestError),
        (edited(two(), "much"), {}, BlockedError),
        (two(), {"cancelled": lambda: True}, CancelledError),
    ],
    ids=["document", "household", "error", "cancelled"],
)
def test_what_cannot_be_printed_is_not_recorded(tmp_path, scenario, options, error):
    save = Kept()
    with pytest.raises(error):
        issued(scenario, tmp_path / "out", save=save, **options)
    assert save.held == []
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_keeps_everything_as_it_is(tmp_path):
    save = Kept()
    (tmp_path / "household-statements.pdf").write_text("old")
    with pytest.raises(FileExistsError):
        issued(two(), tmp_path, save=save)
    assert save.held == []
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]
    issued(two(), tmp_path, save=save, replace_files=True)
    assert len(save.held) == 1


def test_no_paper_appears_where_the_record_cannot_be_saved(tmp_path):
    with pytest.raises(FileAccessError):
        issued(two(), tmp_path / "out", save=Kept(0))
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def unmovable(monkeypatch):
    def refuse(_path, target):
        raise PermissionError(13, "Permission denied", str(target))

    monkeypatch.setattr(Path, "rename", refuse)


@pytest.mark.usefixtures("unmovable")
def test_the_record_is_taken_back_where_the_papers_cannot_be_moved_in(tmp_path):
    scenario, save = two(), Kept()
    with pytest.raises(PermissionError):
        issued(scenario, tmp_path / "out", save=save)
    assert len(records(save.held[0])) == 1
    assert save.held[1] is scenario
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("unmovable")
def test_a_record_that_cannot_be_taken_back_is_told_and_the_papers_can_be_printed_again(
    tmp_path, monkeypatch
):
    save = Kept(1)
    with pytest.raises(NotTakenBackError, match="under the same number") as told:
        issued(two(), tmp_path / "out", save=save)
    assert told.value.scenario is save.held[0]
    monkeypatch.undo()
    found = issued(told.value.scenario, tmp_path / "out", date=None)
    assert not found.recorded
    assert len(found.printed.files) == 1


def test_the_papers_are_drawn_and_on_the_disk_before_the_record_is_saved(tmp_path):
    seen = []

    def save(_scenario):
        drawn = list(tmp_path.rglob("*.pdf"))
        seen.extend(pages(path) for path in drawn)
        assert not (tmp_path / "out").exists()

    issued(two(), tmp_path / "out", save=save)
    assert len(seen) == 1
    assert "文号 No. 1" in seen[0][0]


def test_a_number_that_no_font_prints_is_refused(small):
    with pytest.raises(IssueError, match="U\\+E000"):
        begin_issue(small, "No. \ue000")


def test_a_state_that_is_damaged_is_told_before_anything_is_issued(tmp_path):
    after = issued(two(), tmp_path / "1").scenario
    broken = operations.apply(
        after, operations.type_cell(after, "parcels", int(after["parcels"].keys[0]), "area", "9")
    )
    broken = issuing.replace(broken, states={after.digest: b"broken"})
    with pytest.raises(storage.DamagedFileError):
        begin_issue(broken, "No. 2")


def test_nothing_is_called_before_moving_where_something_is_in_the_way(tmp_path):
    called = []
    target = tmp_path / "out"
    target.mkdir()
    (target / "a").write_text("old")
    with (
        pytest.raises(FileExistsError),
        files.write_folder_atomically(
            target, replace=False, before_moving=lambda: called.append(1)
        ) as folder,
    ):
        (folder / "a").write_text("new")
    assert called == []


@pytest.mark.parametrize("there", [False, True])
def test_what_is_raised_before_moving_leaves_nothing(tmp_path, there):
    target = tmp_path / "out"
    if there:
        target.mkdir()

    def fail():
        raise ValueError

    with (
        pytest.raises(ValueError),  # noqa: PT011  (the very one)
        files.write_folder_atomically(target, replace=False, before_moving=fail) as folder,
    ):
        (folder / "a").write_text("new")
    assert list(tmp_path.rglob("*")) == ([target] if there else [])


def test_documents_without_a_paper_are_not_issued(tmp_path):
    alone = small_scenario(parcels=[], items=[])
    with pytest.raises(IssueError, match="nothing to issue"):
        issued(alone, tmp_path / "out", documents=["collective-statements"])
    assert list(tmp_path.iterdir()) == []
