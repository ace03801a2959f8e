"""Work done by other processes: all of it or an error, and never a process left behind."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from calc import workers

POSIX = os.name == "posix"


def prepared(given):
    """Return what the pieces rest on: the number of the process, too."""
    if given == "unwilling":
        raise ValueError("not this")
    return given, os.getpid()


def square(state, piece, step):
    """Write the square of a number into a file."""
    folder, process = state
    (Path(folder) / f"{piece}.txt").write_text(f"{piece * piece} {process}", "utf-8")
    for _ in range(piece):
        step()


def stall(state, _piece, step):
    """Go on for ever, deep in one piece."""
    folder, process = state
    (Path(folder) / f"{process}").touch()
    step()
    while True:
        sum(range(1000))


def fail(_state, piece, _step):
    """Fail as a full disk does."""
    raise OSError(28, "No space left on device", f"{piece}.pdf")


class StubbornError(Exception):
    """An error that does not travel."""

    def __init__(self, one, other):
        super().__init__(f"{one} {other}")


def fail_stubbornly(_state, _piece, _step):
    raise StubbornError(1, 2)


def die(_state, _piece, _step):
    """End as a process does that the system kills."""
    os._exit(9)


def ignored(_count):
    """Be told of nothing."""


def no_process_is_left():
    return not multiprocessing.active_children()


def work_apart(work, given, pieces, count=2, tell=ignored):
    workers.work_apart(prepared, work, given, pieces, count=count, tell=tell)


def test_every_piece_is_done_once_and_all_steps_are_told(tmp_path):
    told = []
    work_apart(square, str(tmp_path), range(40), tell=told.append)
    found = {int(path.stem): path.read_text("utf-8").split() for path in tmp_path.iterdir()}
    assert {number: int(words[0]) for number, words in found.items()} == {n: n * n for n in range(40)}
    assert sum(told) == sum(range(40))
    assert len({words[1] for words in found.values()} | {str(os.getpid())}) in {2, 3}
    assert no_process_is_left()


def test_work_from_a_thread_is_done_too(tmp_path):
    thread = threading.Thread(target=work_apart, args=(square, str(tmp_path), range(4)))
    thread.start()
    thread.join()
    assert len(list(tmp_path.iterdir())) == 4


@pytest.mark.parametrize("work", [fail, fail_stubbornly])
def test_what_goes_wrong_in_a_process_is_raised_with_its_place(work):
    expected = OSError if work is fail else RuntimeError
    with pytest.raises(expected) as caught:
        work_apart(work, "", range(4))
    assert work.__name__ in "".join([str(caught.value), *getattr(caught.value, "__notes__", ())])
    assert expected is RuntimeError or caught.value.filename in {"0.pdf", "1.pdf"}
    assert no_process_is_left()


def test_preparing_that_fails_is_raised():
    with pytest.raises(ValueError, match="not this"):
        work_apart(square, "unwilling", range(4))
    assert no_process_is_left()


def test_a_process_that_dies_is_an_error_with_its_exit_code():
    with pytest.raises(workers.WorkerError, match="exit code 9"):
        work_apart(die, "", range(4))
    assert no_process_is_left()


@pytest.mark.skipif(not POSIX, reason="signals")
def test_a_process_killed_by_the_system_is_an_error(tmp_path):
    def kill(_count):
        for path in tmp_path.iterdir():
            os.kill(int(path.name), signal.SIGKILL)

    with pytest.raises(workers.WorkerError, match="exit code -9"):
        work_apart(stall, str(tmp_path), range(2), tell=kill)
    assert no_process_is_left()


class StoppedError(Exception):
    pass


def test_work_is_stopped_in_the_middle_of_a_piece(tmp_path):
    def stop(_count):
        if list(tmp_path.iterdir()):
            raise StoppedError

    with pytest.raises(StoppedError):
        work_apart(stall, str(tmp_path), range(2), tell=stop)
    assert no_process_is_left()


def test_work_is_stopped_before_anything_is_prepared(tmp_path):
    def stop(_count):
        raise StoppedError

    with pytest.raises(StoppedError):
        work_apart(stall, str(tmp_path), range(2), tell=stop)
    assert no_process_is_left()
    assert not list(tmp_path.iterdir())


def test_a_process_that_cannot_be_started_is_an_error(monkeypatch):
    def refuse(_self):
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr(multiprocessing.context.SpawnProcess, "start", refuse)
    with pytest.raises(workers.WorkerError, match="Cannot allocate memory"):
        work_apart(square, "", range(4))


CALLER = """
import sys
import test_workers
if __name__ == "__main__":
    test_workers.work_apart(test_workers.stall, sys.argv[1], range(2))
"""


def alive(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text("utf-8")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes as Linux shows them")
@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGTERM])
def test_processes_end_with_the_one_that_started_them(tmp_path, by):
    script, folder = tmp_path / "caller.py", tmp_path / "pieces"
    folder.mkdir()
    script.write_text(CALLER, "utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, str(script), str(folder)], env=environment) as caller:
        deadline = time.monotonic() + 30
        while len(list(folder.iterdir())) < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
        processes = [int(path.name) for path in folder.iterdir()]
        assert len(processes) == 2
        caller.send_signal(by)
    while any(map(alive, processes)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(map(alive, processes))
