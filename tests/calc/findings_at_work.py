"""What the tests of findings share: findings of a scenario, how they read, and the document that lists them."""

import re
from pathlib import Path

import pytest

from calc.assess import assess
from calc.findings import render
from calc.language import catalogue
from calc.tables import TABLES

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| `([a-z0-9-]+)` \| ([a-z, ]+) \| (.+) \| (.+) \|$", re.MULTILINE)


def case(code, description, calls, spares):
    """Return a case for parametrize: a scenario that calls for the code, and one that does not."""
    return pytest.param(code, calls, spares, id=f"{code}: {description}")


def findings_of(scenario):
    return assess(scenario).findings


def codes_of(scenario):
    return [finding.code for finding in findings_of(scenario)]


def one_of(scenario, code):
    """Return the only finding with this code."""
    (finding,) = (each for each in findings_of(scenario) if each.code == code)
    return finding


def texts_of(finding):
    """Return the message in Chinese and in English, after seeing that each is whole and translated."""
    texts = [render(finding, catalogue(language)) for language in ("zh", "en")]
    for text in texts:
        assert text
        assert not set(text) & set("{}"), text
    assert texts[0] != texts[1], f"not translated: {texts[1]}"
    return texts


def place_of(finding):
    """Return where a finding points, as the officer sees it: sheet, ID and header of the column."""
    place = finding.place
    spec = TABLES[place.table]
    return spec.sheet, place.id, spec.by_name[place.column].header if place.column else ""


def document(without=""):
    """Return the severity of every code in docs/findings.md, sections with `without` in their title left out."""
    sections = (ROOT / "docs" / "findings.md").read_text("utf-8").split("\n## ")
    kept = [part for part in sections if not without or without not in part.split("\n")[0]]
    return {code: severity for part in kept for code, severity, *_ in ROW.findall(part)}
