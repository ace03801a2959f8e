"""Fixtures shared by all tests."""

import logging
import threading
import time
from collections.abc import Iterator

import pytest
from builders import small_scenario
from hypothesis import HealthCheck, settings

from calc.scenario import Scenario

# A slow or busy machine is no failure.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture
def small() -> Scenario:
    """Return a lawful scenario with one row of everything."""
    return small_scenario()


class _Heard(logging.Handler):
    """Keeps what is logged.

    Attributes:
        lines: what was said, as it would stand in a log.

    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def nothing_is_left_behind() -> Iterator[None]:
    """Fail a test after which a thread still runs, or which put a warning into a log nobody reads."""
    before = set(threading.enumerate())
    heard = _Heard()
    logging.getLogger().addHandler(heard)
    yield
    logging.getLogger().removeHandler(heard)
    end = time.monotonic() + 2
    while (left := [thread for thread in _running() if thread not in before]) and time.monotonic() < end:
        time.sleep(0.01)
    assert not left, f"still running: {left}"
    assert not heard.lines


def _running() -> list[threading.Thread]:
    """Return the threads that Python knows; one of Qt's is only a name here and is its pool's affair."""
    return [each for each in threading.enumerate() if not isinstance(each, threading._DummyThread)]
