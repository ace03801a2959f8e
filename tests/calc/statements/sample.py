"""The sample county's papers, printed once a run and shared by the tests that look at all of them."""

from functools import cache

from calc import statements
from calc.assess import Assessment, assess
from calc.files import resource
from calc.opening import open_file

SAMPLE = resource("samples", "sample-county.xlsx")


@cache
def sample_county() -> Assessment:
    """Return the sample county, assessed."""
    return assess(open_file(SAMPLE).scenario)


@cache
def printed(stem: str) -> bytes:
    """Return one kind of paper of the sample county as a PDF file."""
    data = statements.render(sample_county(), stem)
    assert data, (
        f"the sample county has nothing for {stem}: give it something, so that this paper is looked at"
    )
    return data
