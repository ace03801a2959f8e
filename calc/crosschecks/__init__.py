"""What a person should look at: the warnings and notes of the domain's cross-checks; they never block.

One module a subject. Everything over parcels, items and households is vectorised: a finding, which is an
object, is made for flagged rows only. Errors are in `calc.checks`; docs/findings.md lists every code.
"""

from collections.abc import Iterator
from itertools import chain

from calc.crosschecks.acknowledgements import acknowledgement_checks
from calc.crosschecks.characters import character_checks
from calc.crosschecks.issues import issue_checks
from calc.crosschecks.items import item_checks
from calc.crosschecks.land import land_checks
from calc.crosschecks.outputs import output_checks
from calc.crosschecks.people import people_checks
from calc.crosschecks.prices import price_checks
from calc.crosschecks.project import project_checks
from calc.crosschecks.villages import village_checks
from calc.findings import Finding
from calc.lines import Computation

__all__ = ["cross_checks"]


def cross_checks(found: Computation) -> Iterator[Finding]:
    """Yield every warning and note about a computed scenario, subject by subject."""
    return chain(
        project_checks(found),
        village_checks(found),
        output_checks(found),
        people_checks(found),
        land_checks(found),
        item_checks(found),
        price_checks(found),
        character_checks(found.scenario),
        acknowledgement_checks(found.scenario),
        issue_checks(found.scenario),
    )
