"""States that are kept in the file: what comes back is what was kept, and nothing hostile is unpacked."""

import zlib
from dataclasses import replace

import pytest
from builders import household, small_scenario

from calc import operations, states, storage
from calc.scenario import Scenario
from calc.storage import DamagedFileError, FileAccessError


def edited(scenario):
    return operations.apply(
        scenario, operations.type_cell(scenario, "parcels", int(scenario["parcels"].keys[0]), "area", "2")
    )


@pytest.fixture
def kept(small):
    return states.keep(small)


def test_a_state_comes_back_after_edits_and_saving(small, kept):
    later = storage.unpack(storage.pack(edited(kept)), "x").scenario
    assert later.digest != small.digest
    found = states.recall(later, small.digest)
    assert found.digest == small.digest
    assert found["parcels"].row(0) == small["parcels"].row(0)
    assert found.policy_text == small.policy_text


def test_a_state_is_kept_once(kept):
    assert states.keep(kept) is kept
    assert list(states.keep(edited(kept)).states) == [kept.digest, edited(kept).digest]


def test_what_is_kept_changes_neither_digest_nor_anything_else(small, kept):
    assert kept.digest == small.digest
    assert kept.tables is small.tables


def test_a_kept_state_holds_what_the_digest_is_of_and_nothing_more():
    noted = small_scenario(acknowledgements=[{"code": "x", "reason": "y"}], issues=[{"number": "No. 1"}])
    twice = states.keep(edited(states.keep(noted)))
    found = states.recall(twice, twice.digest)
    assert not len(found["acknowledgements"])
    assert not len(found["issues"])
    assert not found.states


def test_a_state_that_was_never_kept_is_none(small):
    assert states.recall(small, small.digest) is None


def holding(scenario, packed):
    return replace(scenario, states={scenario.digest: packed})


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"nothing",
        zlib.compress(b"no scenario"),
        zlib.compress(storage.pack(Scenario.empty())),
        zlib.compress(storage.pack(small_scenario(households=[household(head="Someone else")]))),
        zlib.compress(storage.pack(small_scenario()))[:-5],
        zlib.compress(storage.pack(small_scenario())) + b"more",
    ],
    ids=["empty", "text", "other", "another", "changed", "cut", "longer"],
)
def test_a_state_that_is_not_what_it_says_is_refused(small, packed):
    with pytest.raises(DamagedFileError, match=small.digest[:12]):
        states.recall(holding(small, packed), small.digest)


def test_a_state_that_unpacks_beyond_the_limit_is_refused_without_being_unpacked(small, monkeypatch):
    monkeypatch.setattr(states, "SIZE_LIMIT", 2**20)
    bomb = zlib.compress(b"\0" * 2**26, 9)
    assert len(bomb) < 2**17
    with pytest.raises(DamagedFileError):
        states.recall(holding(small, bomb), small.digest)


def test_a_scenario_too_large_to_keep_is_not_kept(small, monkeypatch):
    monkeypatch.setattr(states, "SIZE_LIMIT", 1000)
    with pytest.raises(FileAccessError, match="at most"):
        states.keep(small)
