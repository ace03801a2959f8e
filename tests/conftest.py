"""Fixtures shared by all tests."""

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
