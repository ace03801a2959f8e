"""Findings: how they read in both languages and as JSON, and that docs/findings.md lists every code."""

import ast
import re

import pytest
from builders import household, small_scenario
from findings_at_work import ROOT, document, one_of

from calc.findings import Finding, Place, Severity, as_json, render
from calc.language import catalogue
from calc.tables import table

CODE = re.compile(r"[a-z]+(-[a-z0-9]+)+|missing|unreadable")
MAKERS = [ROOT / "calc" / "checks.py", ROOT / "calc" / "register" / "reading.py"]
MAKERS += sorted((ROOT / "calc" / "crosschecks").glob("*.py"))


def constants(nodes):
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def codes_in_code():
    """Return the codes that stand in the modules which judge, and in each `Finding(...)` elsewhere."""
    codes = set()
    for path in sorted((ROOT / "calc").rglob("*.py")):
        nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
        if path not in MAKERS:
            calls = [node for node in nodes if isinstance(node, ast.Call) and len(node.args) > 1]
            nodes = [call.args[1] for call in calls if getattr(call.func, "id", "") == "Finding"]
        codes |= {text for text in constants(nodes) if CODE.fullmatch(text) or path not in MAKERS}
    return codes - {"utf-8"}  # looks like a code, and is an encoding


def test_the_document_lists_every_code_and_no_other():
    assert set(document()) == codes_in_code()


def test_the_document_names_each_code_once():
    text = (ROOT / "docs" / "findings.md").read_text("utf-8")
    codes = re.findall(r"^\| `([a-z0-9-]+)`", text, re.MULTILINE)
    assert sorted(codes) == sorted(document())


@pytest.mark.parametrize(
    ("language", "text"), [("zh", "村编号未填写，请补填"), ("en", "Village ID is missing; fill it in")]
)
def test_a_column_is_named_in_the_readers_language(language, text):
    column = table("villages").by_name["village_id"]
    finding = Finding(
        Severity.ERROR, "missing", Place(), "{column} is missing; fill it in", {"column": column}
    )
    assert render(finding, catalogue(language)) == text


def test_json_says_where_in_the_words_of_the_workbook():
    finding = one_of(
        small_scenario(households=[household(account_name="Head Two")]), "account-holder-differs"
    )
    assert as_json(finding, catalogue("zh"), lambda *_place: 7) == {
        "severity": "warning",
        "code": "account-holder-differs",
        "where": {"sheet": "户", "row": 7, "column": "账户名", "id": "H1"},
        "message": "账户名为“Head Two”，户主为“Head One”，请填写与户主关系，或更正账户名",
    }


def test_json_of_a_finding_about_the_whole_has_no_place():
    finding = Finding(Severity.NOTE, "posting-dates", Place(), "Change one cell")
    assert as_json(finding, catalogue("en"), lambda *_place: 7)["where"] == {
        "sheet": None,
        "row": None,
        "column": None,
        "id": None,
    }
