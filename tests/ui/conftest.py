"""Fixtures of the desktop: a real window whose background work runs at once, every model under Qt's own test."""

import functools
import importlib
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QCoreApplication, QEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import ui
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


def models_of_the_desktop() -> list[type[QAbstractItemModel]]:
    """Return every class of model that the desktop declares."""
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        importlib.import_module(module.name)
    found, waiting = [], [QAbstractItemModel]
    while waiting:
        for each in waiting.pop().__subclasses__():
            waiting.append(each)
            if each.__module__.startswith("ui.") and each not in found:
                found.append(each)
    return found


MODELS = models_of_the_desktop()


@pytest.fixture(autouse=True)
def models_under_test(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have Qt's own tester watch every model that a test makes; what it finds is a warning, and those fail."""
    if request.node.get_closest_marker("county"):
        return  # the tester walks over all cells at every change: not over a hundred thousand rows
    for model in MODELS:
        monkeypatch.setattr(model, "__init__", _watched(model.__init__, model))


def _watched(begin: Callable[..., None], kind: type[QAbstractItemModel]) -> Callable[..., None]:
    @functools.wraps(begin)
    def begin_watched(model: QAbstractItemModel, *arguments: object, **named: object) -> None:
        begin(model, *arguments, **named)
        if type(model) is kind:
            mode = QAbstractItemModelTester.FailureReportingMode.Warning
            QAbstractItemModelTester(model, mode, model)

    return begin_watched
