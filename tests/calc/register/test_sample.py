"""The sample county shows what the program can do, and asks only what it is meant to ask."""

import importlib.util
from collections import Counter
from pathlib import Path

import pytest

from calc.assess import assess
from calc.files import resource
from calc.findings import Severity
from calc.register import read_register, register_workbook

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = resource("samples", "sample-county.xlsx")


@pytest.fixture(scope="module")
def maker():
    spec = importlib.util.spec_from_file_location("make_sample", ROOT / "packaging" / "make_sample.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def reading():
    return read_register(SAMPLE)


@pytest.fixture(scope="module")
def assessment(reading):
    return assess(reading.scenario)


def texts(reading, table, column):
    return list(reading.scenario[table].text(column).values)


def test_the_file_is_what_its_script_makes(maker, reading):
    assert reading.scenario.digest == maker.sample().digest
    first, second = (register_workbook(maker.sample(), [maker.NOTE], maker.CREATED) for _ in range(2))
    assert first == second


def test_it_can_be_recorded_and_assessed_without_an_error(reading, assessment):
    assert reading.unrecordable() == []
    assert assessment.totals.amount
    assert not assessment.has_errors


def test_it_asks_what_an_officer_should_learn_to_look_at(reading, assessment):
    found = [*reading.findings, *assessment.findings]
    warnings = Counter(finding.code for finding in found if finding.severity is Severity.WARNING)
    assert warnings == {
        "village-on-edge": 1,
        "survey-area-differs": 1,
        "contract-area-differs": 1,
        "state-land-split": 1,
        "made-after-notice": 1,
        "list-is-sample": 1,
    }


def test_it_has_every_tier_an_edge_and_its_note(reading, assessment):
    assert {village.tier.number for village in assessment.villages} == {1, 2, 3}
    rows = reading.scenario["villages"]
    edge = rows.index["0201"]
    assert rows.number("cultivated_area").cell(edge) == rows.number("population").cell(edge) * 10**6
    assert rows.text("tier_note").cell(edge)


def test_it_has_what_is_hard_about_people(reading):
    heads = Counter(texts(reading, "households", "head"))
    assert heads["王建军"] == 2
    assert {"䶮", "㛃", "𬭎", "𠅤", "㑇"} <= set("".join(heads))
    assert any("·" in head for head in heads)
    assert reading.scenario["households"].number("holder_type").values.tolist().count(1) == 2
    assert any(texts(reading, "households", "objection"))
    assert 40 <= len(heads) <= 60


def test_it_has_every_kind_of_land_and_item(reading):
    classes = set(texts(reading, "parcels", "land_class"))
    assert {"水浇地", "旱地", "菜地", "弃耕地", "荒地", "林地", "园地"} <= classes
    rows = reading.scenario["parcels"]
    assert 1 in rows.number("ownership").values
    assert rows.number("square_metres").present.any()
    assert "" in texts(reading, "parcels", "household_id")
    assert set(reading.scenario["items"].number("category").values.tolist()) == {0, 1}
    assert len(reading.scenario["prices"])


def test_it_says_that_it_is_a_sample(reading):
    assert "样例，非真实数据" in reading.scenario.project_text("name")
    assert [finding.parameters["sheets"] for finding in reading.findings] == ["样例说明"]


def test_no_real_person_can_be_meant(reading):
    for number in texts(reading, "households", "identity_number"):
        assert number[:2] == "99" or number[2:4] == "99", number
    assert all(number.startswith("99000") for number in texts(reading, "households", "account"))
    assert all(number.startswith("100000") for number in filter(None, texts(reading, "households", "phone")))
