"""Large work in pieces, done by processes of their own: progress comes back, and any moment may end it.

A process is started anew, never forked (the desktop has threads); it is given what all pieces rest on, then
one piece after the other. However the work ends, no process is left behind: when one fails or dies, or the
caller gives up, all are stopped, in the middle of whatever they do; when the caller dies, they end too.
"""

import gc
import multiprocessing
import os
import pickle
import signal
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, Final, NamedTuple, TypeVar

from calc.language import N_, TranslatedError

__all__ = ["Step", "WorkerError", "processors", "work_apart"]

Given = TypeVar("Given")
State = TypeVar("State")
Piece = TypeVar("Piece")
Step = Callable[[], None]
"""Called when one more step of a piece is done."""

_UNPREPARED: Final = "unprepared"
_COLLECTED_EVERY: Final = 20_000
"""Objects between two collections, Python's own being 700: a paper makes thousands and keeps few."""
_READY: Final = "ready"
_POLLED_EVERY: Final = 0.05
_STOPPED_WITHIN: Final = 2.0


class WorkerError(TranslatedError):
    """A process could not be started, or ended before its work was done."""


def processors() -> int:
    """Return how many processors this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)  # Windows and macOS have none
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def work_apart(
    prepare: Callable[[Given], State],
    work: Callable[[State, Piece, Step], None],
    given: Given,
    pieces: Sequence[Piece],
    *,
    count: int,
    tell: Callable[[int], None],
) -> None:
    """Do all pieces in `count` processes, in their order as far as those are free.

    Args:
        prepare: Makes of `given` what the pieces rest on, once in each process; a function of a module.
        work: Does one piece; a function of a module.
        given: What goes to each process.
        pieces: What is to be done.
        count: How many processes; no more are started than there are pieces.
        tell: Told in this thread, some twenty times a second, how many steps were done since the last time.
            What it raises ends the work.

    Raises:
        WorkerError: A process could not be started or died.
        Exception: What `prepare`, `work` or `tell` raised.

    """
    waiting = deque(pieces)
    with _crew(min(count, len(pieces)), prepare, work) as crew:
        busy = list(crew)
        while busy:
            ready = wait([each.connection for each in busy], _POLLED_EVERY)
            steps = 0
            for each in [each for each in busy if each.connection in ready]:
                message = each.receive()
                if isinstance(message, int):
                    steps += message
                elif message == _UNPREPARED:
                    each.send(given)
                elif message != _READY:
                    raise message
                elif waiting:
                    each.send(waiting.popleft())
                else:
                    busy.remove(each)
            tell(steps)


class _Worker(NamedTuple):
    """A process, seen from the one that started it."""

    connection: Connection
    process: SpawnProcess

    def receive(self) -> Any:
        try:
            return self.connection.recv()
        except (EOFError, OSError) as error:
            raise self._death() from error

    def send(self, content: object) -> None:
        try:
            self.connection.send(content)
        except OSError as error:
            raise self._death() from error

    def _death(self) -> WorkerError:
        self.process.join(_STOPPED_WITHIN)
        message = N_(
            "A process ended before its work was done (exit code {code}): nothing was written. "
            "Often the memory was short: close other programs, or do less at a time"
        )
        return WorkerError(message, code=self.process.exitcode)

    def stop(self) -> None:
        self.process.join(_STOPPED_WITHIN)
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join(_STOPPED_WITHIN)
        self.connection.close()


@contextmanager
def _crew(
    count: int, prepare: Callable[[Any], Any], work: Callable[[Any, Any, Step], None]
) -> Iterator[list[_Worker]]:
    """Start processes, and stop them all when the block ends."""
    context = multiprocessing.get_context("spawn")
    crew: list[_Worker] = []
    try:
        for _ in range(count):
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs, prepare, work), daemon=True)
            try:
                process.start()
            except OSError as error:
                ours.close()
                message = N_("No further process could be started: {reason}. Close other programs, try again")
                raise WorkerError(message, reason=error.strerror or error) from error
            finally:
                theirs.close()
            crew.append(_Worker(ours, process))
        yield crew
    finally:
        for each in crew:
            each.process.terminate()
        for each in crew:
            each.stop()


# --- in the process -------------------------------------------------------------------------------------


def _serve(
    connection: Connection, prepare: Callable[[Any], Any], work: Callable[[Any, Any, Step], None]
) -> None:
    """Do pieces until the process is stopped."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches all; the first process decides
    threading.Thread(target=_end_with_parent, daemon=True).start()
    steps = _Steps(connection)
    try:
        connection.send(_UNPREPARED)
        state = prepare(connection.recv())
        # What was prepared lives as long as the process: no collection need walk over it again and again.
        gc.freeze()
        gc.set_threshold(_COLLECTED_EVERY)
        while True:
            connection.send(_READY)
            work(state, connection.recv(), steps.step)
            steps.tell()
    except BaseException as error:  # noqa: BLE001  (whatever it is, the caller raises it)
        with suppress(OSError):
            connection.send(_portable(error))


def _end_with_parent() -> None:
    """End at once when the process that started this one has ended, whatever is being done."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _portable(error: BaseException) -> BaseException:
    """Return an error that can be sent, with a note of where it happened."""
    place = "".join(traceback.format_exception(error))
    error.add_note(place)
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301  (made here)
    except Exception:  # noqa: BLE001  (an error may hold anything)
        return RuntimeError(place)
    return error


class _Steps:
    """Counts steps, and tells of them now and then."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._count = 0
        self._told = time.monotonic()

    def step(self) -> None:
        self._count += 1
        if time.monotonic() - self._told > _POLLED_EVERY:
            self.tell()

    def tell(self) -> None:
        if self._count:
            self._connection.send(self._count)
        self._count, self._told = 0, time.monotonic()
