"""The scenario file: what goes in comes out, what is not whole is refused by name."""

from builders import small_scenario

from calc import storage


def test_a_scenario_comes_back_equal(tmp_path):
    scenario = small_scenario()
    path = tmp_path / "county.lcs"
    storage.save(scenario, path)
    stored = storage.load(path)
    assert stored.scenario.digest == scenario.digest
    assert stored.scenario.next_key == scenario.next_key
