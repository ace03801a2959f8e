"""A person at the desktop: real keys and clicks through the X server, and a camera.

The person sits in a thread of the program's own process, so that it can ask where a control is; what it does
goes through xdotool to the X server and comes back as any key or click of an officer does.
"""

import queue
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

Answer = TypeVar("Answer")
PATIENCE = 30.0
PAUSE = 0.05


class LostError(Exception):
    """The person waited for something that did not come."""


class Ears(QObject):
    """Takes questions from another thread and answers them in the window's, also while a dialog is open.

    Signals:
        asked: a question, and where its answer goes.

    """

    asked = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.asked.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    @Slot(object, object)
    def _answer(self, question: Callable[[], object], answers: "queue.Queue[tuple[object, object]]") -> None:
        try:
            answers.put((question(), None))
        except Exception as error:  # noqa: BLE001  (it is raised again where the question was asked)
            answers.put((None, error))


class Person:
    """Keys, clicks and looks, one after the other.

    Attributes:
        failure: what went wrong, None while nothing has.

    """

    def __init__(self, pictures: Path, story: Callable[["Person"], None]) -> None:
        self._ears = Ears()
        self._pictures = pictures
        self._story = story
        self._taken = 0
        self.failure: BaseException | None = None
        self._thread = threading.Thread(target=self._live, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def _live(self) -> None:
        try:
            self._story(self)
        except BaseException as error:  # noqa: BLE001  (told by the process that waits for the journey)
            self.failure = error
            self.photograph("lost")
        self.ask(lambda: QApplication.exit(1 if self.failure else 0))

    def ask(self, question: Callable[[], Answer]) -> Answer:
        """Return what `question` answers in the window's thread."""
        answers: queue.Queue[tuple[object, object]] = queue.Queue()
        self._ears.asked.emit(question, answers)
        answer, error = answers.get(timeout=PATIENCE)
        if isinstance(error, Exception):
            raise error
        return answer  # type: ignore[return-value]  # the queue knows no types

    def wait(self, what: str, question: Callable[[], Answer]) -> Answer:
        """Wait until `question` answers with something true, and return that. Raises LostError."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if answer := self.ask(question):
                return answer
            time.sleep(PAUSE)
        raise LostError(f"waited in vain: {what}")

    def _tool(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], check=True, timeout=PATIENCE)
        time.sleep(PAUSE)
        self.ask(lambda: None)  # what was typed has been taken when this is answered

    def focus(self) -> None:
        """Give the window in front the keyboard, as a window manager would."""
        window = self.wait("a window in front", _front)
        number = self.ask(lambda: int(window.winId()))
        self._tool("windowfocus", "--sync", str(number))
        self.wait("the keyboard", lambda: QGuiApplication.focusWindow() is not None)

    def press(self, *keys: str) -> None:
        """Press keys one after the other, by xdotool's names ("ctrl+s")."""
        for key in keys:
            self._tool("key", "--clearmodifiers", key)

    def type(self, text: str) -> None:
        """Type a text."""
        self._tool("type", "--delay", "15", text)

    def click(self, widget: QWidget, at: Callable[[], QPoint] | None = None, *, times: int = 1) -> None:
        """Click a control in its middle, or where `at` says."""

        def place() -> QPoint:
            spot = at() if at is not None else widget.rect().center()
            return widget.mapToGlobal(spot) * widget.devicePixelRatioF()

        self.wait("the control to be seen", widget.isVisible)
        point = self.ask(place)
        self._tool("mousemove", "--sync", str(point.x()), str(point.y()))
        self._tool("click", "--repeat", str(times), "--delay", "60", "1")

    def photograph(self, name: str) -> None:
        """Keep what the screen shows."""
        self._taken += 1
        path = self._pictures / f"{self._taken:02}-{name}.png"
        time.sleep(0.3)  # what fades in has arrived
        screen = self.ask(lambda: QGuiApplication.primaryScreen().grabWindow(0))
        self.ask(lambda: screen.save(str(path)))


def _front() -> QWidget | None:
    return QApplication.activeModalWidget() or QApplication.activeWindow() or _shown()


def _shown() -> QWidget | None:
    return next(
        (each for each in QApplication.topLevelWidgets() if each.isVisible() and each.isWindow()), None
    )
