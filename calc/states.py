"""Earlier states of a scenario, kept in its file: what was issued can be looked at, whole, years later.

A state is kept as the scenario file it would be by itself, compressed, under its digest. Opening a file does
not unpack them: a state is read, and proven to be what it says, when somebody asks for it.
"""

import zlib
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from calc import storage
from calc.language import N_
from calc.scenario import Scenario
from calc.tables import TABLES

__all__ = ["keep", "recall"]

SIZE_LIMIT: Final = 2**28
"""The largest state, unpacked, in bytes: ten times a county of 230,000 rows."""
_LEVEL: Final = 3
"""Measured on such a county (24.6 MB): 3.8 MB in 0.22 s; level 6 saves 7 % and takes three times as long."""


def keep(scenario: Scenario) -> Scenario:
    """Return the scenario with its present state among those it keeps; once for each digest.

    Kept is what the digest is of: the inputs and the policy. Raises FileAccessError where they are too large.
    """
    if scenario.digest in scenario.states:
        return scenario
    bare = Scenario.empty().tables
    said = {name: bare[name] for name, spec in TABLES.items() if spec.annotation}
    image = storage.pack(replace(scenario.with_tables(**said), states=MappingProxyType({})))
    if len(image) > SIZE_LIMIT:
        raise storage.FileAccessError(
            N_(
                "This state of the scenario cannot be kept in its file: it has {size} MB, at most {limit} are"
                " kept."
            ),
            size=len(image) // 2**20,
            limit=SIZE_LIMIT // 2**20,
        )
    kept = {**scenario.states, scenario.digest: zlib.compress(image, _LEVEL)}
    return replace(scenario, states=MappingProxyType(kept))


def recall(scenario: Scenario, digest: str) -> Scenario | None:
    """Return the state of a digest, None where it is not kept. Raises DamagedFileError."""
    packed = scenario.states.get(digest)
    if packed is None:
        return None
    unpacking = zlib.decompressobj()
    try:
        image = unpacking.decompress(packed, SIZE_LIMIT)
        if not unpacking.eof or unpacking.unused_data:
            raise _damaged(digest)
        state = storage.unpack(image, digest[:12]).scenario
    except (zlib.error, storage.StorageError) as error:
        raise _damaged(digest) from error
    if state.digest != digest:
        raise _damaged(digest)
    return state


def _damaged(digest: str) -> storage.DamagedFileError:
    return storage.DamagedFileError(
        N_(
            "The file is damaged: the state {digest} that is kept in it is not what was issued."
            " It was left as it is; open your latest copy."
        ),
        digest=digest[:12],
    )
