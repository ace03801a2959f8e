"""A large print is drawn by processes of their own: the very same files, or none, whenever it is stopped."""

import multiprocessing
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from builders import household, outputs, parcel, policy_text, scenario, village
from papers import county

from calc import statements
from calc.assess import assess
from calc.statements import printing

HOUSEHOLDS = "household-statements"
VILLAGES = 4


def small_county(**tables):
    """Return a county of some households in some villages."""
    ids = [str(number) for number in range(1, VILLAGES + 1)]
    whole = {
        "villages": [village(village_id=each, township="石桥乡", village=f"{each}村") for each in ids],
        "outputs": [row for each in ids for row in outputs(each)],
        "households": [
            household(household_id=f"H{number}", village_id=ids[number % VILLAGES], head=f"户主{number}")
            for number in range(1, 21)
        ],
        "parcels": [
            parcel(parcel_id=f"P{number}", village_id=ids[number % VILLAGES], household_id=f"H{number}")
            for number in range(1, 21)
        ],
        "items": [],
        "prices": [],
    }
    return county(**{**whole, **tables})


@pytest.fixture
def apart(monkeypatch):
    """Have even a small print drawn by two processes."""
    monkeypatch.setattr(printing, "_WORTH_PROCESSES", -1)
    monkeypatch.setattr(printing, "_FILES_A_PIECE", 3)
    monkeypatch.setattr(printing, "processors", lambda: 2)


def contents(folder):
    """Return every file in a folder, hidden ones too, and every folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


@pytest.mark.parametrize("separate", [False, True])
def test_processes_draw_the_very_same_files(tmp_path, monkeypatch, separate):
    assessment = small_county()
    here = statements.print_documents(assessment, tmp_path / "here", separate=separate)
    monkeypatch.setattr(printing, "_WORTH_PROCESSES", -1)
    monkeypatch.setattr(printing, "_FILES_A_PIECE", 3)
    seen = []
    there = statements.print_documents(
        assessment, tmp_path / "there", separate=separate, progress=lambda *told: seen.append(told)
    )
    assert contents(tmp_path / "here") == contents(tmp_path / "there")
    assert [path.relative_to(tmp_path / "here") for path in here.files] == [
        path.relative_to(tmp_path / "there") for path in there.files
    ]
    assert here.papers == there.papers
    assert seen == sorted(seen)
    assert seen[-1] == (there.papers, there.papers)


def test_a_small_print_starts_no_process(tmp_path, monkeypatch):
    monkeypatch.setattr(printing, "work_apart", None)
    statements.print_documents(small_county(), tmp_path / "out", separate=True)


def test_what_is_worth_processes_counts_papers_and_separate_files():
    many = tuple(range(3000))
    together, apart = (
        sum(map(printing._effort, pieces))
        for pieces in (
            [printing._Piece(HOUSEHOLDS, many, separate=False)],
            printing._parts(printing._Paper(statements.DOCUMENTS[HOUSEHOLDS], many)),
        )
    )
    assert together < printing._WORTH_PROCESSES < apart


def standing(tmp_path):
    """Return a folder that holds an earlier print and an officer's own file, and its contents."""
    statements.print_documents(county(), tmp_path)
    (tmp_path / "own.txt").write_text("mine", "utf-8")
    return contents(tmp_path)


class StoppedError(Exception):
    """The desktop's own way to cancel."""


@pytest.mark.parametrize("separate", [False, True])
def test_a_print_stopped_at_any_step_leaves_everything_as_it_was(tmp_path, separate):
    before = standing(tmp_path)
    assessment = small_county()
    total = []
    statements.print_documents(
        assessment, tmp_path / "whole", progress=lambda _, count: total.append(count), separate=separate
    )
    (whole,) = set(total)

    def stop_at(step):
        def progress(done, _total):
            if done == step:
                raise StoppedError

        return progress

    before = contents(tmp_path)
    for step in range(1, whole + 1):
        with pytest.raises(StoppedError):
            statements.print_documents(
                assessment, tmp_path, replace=True, separate=separate, progress=stop_at(step)
            )
        assert contents(tmp_path) == before


@pytest.mark.usefixtures("apart")
@pytest.mark.parametrize("moment", [0.0, 0.1, 0.3, 0.5, 0.8, 1.1])
def test_a_print_by_processes_stopped_at_any_moment_leaves_everything_as_it_was(tmp_path, moment):
    before = standing(tmp_path)
    end = time.monotonic() + moment
    with pytest.raises(statements.CancelledError):
        statements.print_documents(
            small_county(),
            tmp_path,
            replace=True,
            separate=moment in {0.3, 0.8},
            cancelled=lambda: time.monotonic() > end,
            progress=lambda done, total: time.sleep(1.2 if done == total else 0),
        )
    assert contents(tmp_path) == before
    assert not multiprocessing.active_children()


@pytest.mark.usefixtures("apart")
def test_a_process_that_dies_is_told_and_leaves_everything_as_it_was(tmp_path):
    before = standing(tmp_path)

    def kill(done, _total):
        for process in multiprocessing.active_children() if done else ():
            process.kill()

    with pytest.raises(statements.WorkerError, match="nothing was written"):
        statements.print_documents(small_county(), tmp_path, replace=True, separate=True, progress=kill)
    assert contents(tmp_path) == before


@pytest.mark.usefixtures("apart")
def test_a_policy_that_cannot_be_printed_blocks_a_large_print_too(tmp_path):
    text = policy_text().replace('citation = "第八条第（一）项"', 'citation = "第八条\ue000"')
    rows = {"villages": [village()], "outputs": outputs(), "households": [household()], "parcels": [parcel()]}
    assessment = assess(scenario(text, **rows))
    with pytest.raises(statements.BlockedError) as error:
        statements.print_documents(assessment, tmp_path / "out", [HOUSEHOLDS])
    assert [each.code for each in error.value.findings] == ["unprintable"]
    assert not list(tmp_path.iterdir())


PRINTING = """
import sys, time
from pathlib import Path
from calc import statements
from calc.statements import printing
import test_printing_apart
if __name__ == "__main__":
    printing._WORTH_PROCESSES = -1
    printing._FILES_A_PIECE = 3
    def progress(done, total):
        if done:
            print(done, flush=True)
            time.sleep(60)
    assessment = test_printing_apart.small_county()
    statements.print_documents(
        assessment, Path(sys.argv[1]), replace=True, separate=True, progress=progress
    )
"""


def test_a_killed_program_leaves_a_hidden_folder_that_the_next_print_removes(tmp_path):
    out, script = tmp_path / "out", tmp_path / "script.py"
    out.mkdir()
    before = standing(out)
    script.write_text(PRINTING, "utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path])}
    command = [sys.executable, str(script), str(out)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as program:
        assert program.stdout.readline()
        program.kill()
    after = contents(out)
    assert {name: after[name] for name in before} == before
    (left,) = {name.partition("/")[0] for name in after.keys() - before.keys()}
    assert left.startswith(".")
    old = time.time() - 60
    os.utime(out / left, (old, old))
    statements.print_documents(county(), out, replace=True)
    assert contents(out) == before


@pytest.mark.usefixtures("apart")
def test_a_large_print_from_a_thread_is_whole(tmp_path):
    thread = threading.Thread(target=statements.print_documents, args=(small_county(), tmp_path / "out"))
    thread.start()
    thread.join()
    assert {path.stem for path in (tmp_path / "out").iterdir()} <= set(statements.DOCUMENTS)
    assert not Path(tmp_path / "out" / "lock").exists()
