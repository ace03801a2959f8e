"""Fixtures of the desktop: a real window whose background work runs at once."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from calc.assess import assess
from calc.scenario import Scenario
from ui.application import Desktop
from ui.document import Document
from ui.files import Opened
from ui.settings import Settings
from ui.window import Window


@pytest.fixture(params=["en"])
def language(request: pytest.FixtureRequest) -> str:
    """Return the language of the screen; a test in both overrides it."""
    return str(request.param)


@pytest.fixture
def desktop(qtbot: QtBot, qapp: QApplication, tmp_path: Path, language: str) -> Iterator[Desktop]:
    """Return the desktop in front, nothing open."""
    settings = Settings(tmp_path / "settings.ini")
    desktop = Desktop(qapp, settings, language, inline=True)
    desktop.window.show()
    qtbot.waitExposed(desktop.window)
    yield desktop
    left = [job.title for job in desktop.context.jobs._running]
    desktop.context.jobs.close()
    assert not left, "background work goes on after the test"
    assert not desktop.context.jobs._pool.activeThreadCount()
    desktop.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def window(desktop: Desktop) -> Window:
    """Return the window, nothing open."""
    return desktop.window


@pytest.fixture
def show(window: Window) -> Callable[[Scenario], Document]:
    """Return a function that opens a scenario in the window."""

    def open_in_window(scenario: Scenario) -> Document:
        window.desk._opened(Opened(scenario, assess(scenario), None, None))
        assert window.desk.document is not None
        return window.desk.document

    return open_in_window
