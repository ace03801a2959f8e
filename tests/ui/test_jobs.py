"""Background work: results and errors come back, progress shows after a while, cancel and close end it."""

import sys
import threading

import pytest
from PySide6.QtCore import QThread

from ui.jobs import CancelledError, Jobs


@pytest.fixture
def jobs():
    made = Jobs()
    yield made
    made.close()


def test_a_result_comes_back_in_the_windows_thread(qtbot, jobs):
    threads, results = [], []

    def work(_progress):
        threads.append(QThread.currentThread())
        return 42

    def done(result):
        threads.append(QThread.currentThread())
        results.append(result)

    jobs.start(work, done, pytest.fail)
    qtbot.waitUntil(lambda: results == [42])
    assert threads[0] is not threads[1]
    assert threads[1] is QThread.currentThread()
    assert not jobs.busy


def test_an_error_comes_back_instead_of_a_result(qtbot, jobs):
    errors = []

    def work(_progress):
        raise OSError("disk full")

    jobs.start(work, pytest.fail, errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert str(errors[0]) == "disk full"


def test_cancel_stops_the_work_at_its_next_report(qtbot, jobs):
    started, cancelled = threading.Event(), []

    def work(progress):
        started.set()
        while True:
            progress(1, 2)
            QThread.msleep(1)

    jobs.start(work, pytest.fail, pytest.fail, cancelled=lambda: cancelled.append(True))
    assert started.wait(5)
    jobs.cancel()
    qtbot.waitUntil(lambda: cancelled == [True])
    assert not jobs.busy


def test_long_work_is_shown_and_quick_work_is_not(qtbot, jobs):
    shown, finish = [], threading.Event()
    jobs.shown.connect(lambda job: shown.append((job.title, job.progress.done, job.progress.total)))

    def work(progress):
        progress(3, 7)
        finish.wait(5)

    with qtbot.waitSignal(jobs.shown):
        jobs.start(work, lambda _result: None, pytest.fail, title="Printing")
    assert shown[0] == ("Printing", 3, 7)
    with qtbot.waitSignal(jobs.hidden):
        finish.set()
    shown.clear()
    done = []
    jobs.start(lambda _progress: None, done.append, pytest.fail, title="Quick")
    qtbot.waitUntil(lambda: done == [None])
    qtbot.wait(700)
    assert shown == []


def test_closing_leaves_nothing_running_and_calls_nobody(qtbot, jobs):
    started, ended = threading.Event(), threading.Event()

    def work(progress):
        started.set()
        try:
            while True:
                progress.check()
                QThread.msleep(1)
        finally:
            ended.set()

    jobs.start(work, pytest.fail, pytest.fail, cancelled=pytest.fail)
    assert started.wait(5)
    jobs.close()
    assert ended.is_set()
    qtbot.wait(20)


def test_inline_jobs_are_done_when_start_returns():
    jobs, results = Jobs(inline=True), []
    jobs.start(lambda _progress: 1, results.append, results.append)
    jobs.start(lambda progress: progress.cancel() or progress.check(), results.append, results.append)
    assert results == [1]


def test_progress_raises_once_cancelled():
    jobs, seen = Jobs(inline=True), []

    def work(progress):
        progress.cancel()
        try:
            progress(1, 2)
        except CancelledError as error:
            seen.append(error)

    jobs.start(work, lambda _result: None, pytest.fail)
    assert len(seen) == 1


def test_threads_take_short_turns_only_while_something_runs(qtbot, jobs):
    usual = sys.getswitchinterval()
    turns, done = [], []
    jobs.start(lambda _progress: turns.append(sys.getswitchinterval()), done.append, done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert turns[0] < usual / 10
    assert sys.getswitchinterval() == usual
