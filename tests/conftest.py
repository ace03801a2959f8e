"""Fixtures shared by all tests."""

import pytest
from builders import small_scenario

from calc.scenario import Scenario


@pytest.fixture
def small() -> Scenario:
    """Return a lawful scenario with one row of everything."""
    return small_scenario()
