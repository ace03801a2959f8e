"""Background work: plain data goes in, a result or an error comes back to the window's thread.

A job gets a `Progress` and nothing of the window. Progress shows after 600 ms, can be cancelled, and nothing
is left running when the window closes. `Jobs(inline=True)` runs everything at once, for tests.
"""

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, QTimer, Signal, Slot

__all__ = ["CancelledError", "Jobs", "Progress"]

Result = TypeVar("Result")
SHOWN_AFTER: Final = 600
POLLED_EVERY: Final = 100
_TURN: Final = 0.0002
"""Seconds a thread of Python may go on while another waits, as long as a job runs.

Painting a table waits for its turn hundreds of times: with Python's own five milliseconds a page took 0.8 s
beside a job, with these 0.17 s.
"""
_AT_ONCE: Final = 4
"""Neither saving nor working out the figures waits until a long print or export is done."""


class CancelledError(Exception):
    """The officer cancelled the job."""


class Progress:
    """What a job and the window tell each other, from two threads.

    Attributes:
        done: how much is done, in the officer's units.
        total: of how much, 0 while unknown.

    """

    def __init__(self) -> None:
        self.done = 0
        self.total = 0
        self._stop = threading.Event()

    def __call__(self, done: int, total: int) -> None:
        """Report; raises CancelledError once the officer has cancelled."""
        self.done, self.total = done, total
        self.check()

    def check(self) -> None:
        """Raise CancelledError once the officer has cancelled."""
        if self._stop.is_set():
            raise CancelledError

    def cancel(self) -> None:
        """Ask the job to stop at its next report."""
        self._stop.set()


@dataclass
class Job:
    """One piece of work under way.

    Attributes:
        title: what it does, for the reader.
        unit: what is counted (pages, households), for the reader.

    """

    title: str
    unit: str
    work: Callable[[Progress], Any]
    done: Callable[[Any], None]
    failed: Callable[[Exception], None]
    cancelled: Callable[[], None]
    progress: Progress
    quiet: bool


class _Task(QRunnable):
    def __init__(self, job: Job, post: Callable[[Job, Any, Exception | None], None]) -> None:
        super().__init__()
        self._job = job
        self._post = post

    def run(self) -> None:
        """Do the work, post what came of it."""
        result, error = _outcome(self._job)
        self._post(self._job, result, error)


def _outcome(job: Job) -> tuple[Any, Exception | None]:
    try:
        job.progress.check()
        return job.work(job.progress), None
    except Exception as error:  # noqa: BLE001  (it is posted to the window, which reports every kind)
        return None, error


class Jobs(QObject):
    """The background work of one window.

    Signals:
        shown: a job has run for 600 ms, or the one shown has moved on: job.
        hidden: no job is left to show.

    """

    shown = Signal(object)
    hidden = Signal()
    _finished = Signal(object, object, object)

    def __init__(self, *, inline: bool = False) -> None:
        super().__init__()
        self._inline = inline
        self._running: list[Job] = []
        self._usual_turn = sys.getswitchinterval()
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(_AT_ONCE)
        self._patience = QTimer(self, interval=SHOWN_AFTER, singleShot=True)
        self._patience.timeout.connect(self._show)
        self._poll = QTimer(self, interval=POLLED_EVERY)
        self._poll.timeout.connect(self._show)
        self._finished.connect(self._land, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether a job that the officer waits for is under way."""
        return any(not job.quiet for job in self._running)

    def start(
        self,
        work: Callable[[Progress], Result],
        done: Callable[[Result], None],
        failed: Callable[[Exception], None],
        *,
        title: str = "",
        unit: str = "",
        cancelled: Callable[[], None] = lambda: None,
        quiet: bool = False,
    ) -> Progress:
        """Run `work(progress)` in the background, then `done(result)` or `failed(error)` in this thread.

        A quiet job shows no progress. Returns its progress, for `cancel`.
        """
        job = Job(title, unit, work, done, failed, cancelled, Progress(), quiet)
        self._running.append(job)
        if self._inline:
            self._land(job, *_outcome(job))
        else:
            sys.setswitchinterval(_TURN)
            self._pool.start(_Task(job, self._finished.emit))
            if not quiet and not self._poll.isActive():
                self._patience.start()
        return job.progress

    def cancel(self) -> None:
        """Ask every job to stop."""
        for job in self._running:
            job.progress.cancel()

    def close(self) -> None:
        """Stop everything and wait until nothing runs."""
        self.cancel()
        self._patience.stop()
        self._poll.stop()
        self._running.clear()
        self._pool.waitForDone()
        sys.setswitchinterval(self._usual_turn)

    @Slot()
    def _show(self) -> None:
        waiting = [job for job in self._running if not job.quiet]
        if waiting:
            self._poll.start()
            self.shown.emit(waiting[0])

    @Slot(object, object, object)
    def _land(self, job: Job, result: object, error: Exception | None) -> None:
        if job not in self._running:
            return  # the window closed meanwhile
        self._running.remove(job)
        if not self._running:
            sys.setswitchinterval(self._usual_turn)
        if not self.busy:
            self._patience.stop()
            self._poll.stop()
            self.hidden.emit()
        if isinstance(error, CancelledError):
            job.cancelled()
        elif error is not None:
            job.failed(error)
        else:
            job.done(result)
