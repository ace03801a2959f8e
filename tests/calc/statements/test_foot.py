"""The foot of every page of every document: number, page, policy, basis date, program and check code."""

import re
from dataclasses import replace

import pymupdf
import pytest
from papers import county, lines_of

from calc import __version__, statements
from calc.assess import assess
from calc.codes import read
from calc.issues import NUMBER_LIMIT, Issue, Record

DAY = 736846  # 2018-06-01
NUMBER = "样征补〔2018〕12号"
LONGEST = "某某回族自治县人民政府征地补偿安置工作领导小组办公室文件〔2018〕第1234号"
POLICY = "inner-mongolia-infrastructure-construction-2019"
SAFE = 4.2 / 25.4 * 72  # what an office printer leaves blank at the edge of a sheet


def issue(number=NUMBER, earlier=""):
    replaced = {}
    if earlier:
        record = Record(earlier, DAY - 30, "", "", (), "", 0, "", "", "")
        replaced = {
            (stem, subject): record for stem in statements.PAPERS for subject in ("", "1", "2", "H1", "H2")
        }
    return Issue(number, DAY, "", replaced)


def pages(document, **edition):
    data = statements.render(county(), document, edition=statements.Edition(**edition))
    return pymupdf.open(stream=data) if data else []


@pytest.mark.parametrize("document", statements.DOCUMENTS)
def test_every_page_of_every_document_carries_all_of_it(document):
    for page in pages(document, issue=issue()):
        foot = "".join(page.get_text().split())
        assert f"文号{NUMBER}2018-06-01" in foot
        assert re.search(r"第\d+页共\d+页", foot)
        assert "政策gansu-infrastructure第1版" in foot
        assert f"程序{__version__}" in foot
        assert "基准日（方案批准日）2018-05-01" in foot
        (code,) = re.findall(r"校验码((?:[0-9A-Z]{5}-){4}[0-9A-Z]{5})", foot)
        closing = statements.DOCUMENTS[document].closing
        assert read(code).kind in {document, closing.stem if closing else document}
        assert "未登记发出" not in foot


@pytest.mark.parametrize("document", statements.DOCUMENTS)
def test_what_is_not_issued_says_so_on_every_page(document):
    for page in pages(document):
        assert "未登记发出" in page.get_text()
        assert "文号 " not in page.get_text()


def test_each_paper_has_a_code_of_its_own_and_all_its_pages_the_same():
    long = county(
        parcels=[
            {
                "parcel_id": f"P{number}",
                "village_id": "1",
                "household_id": "H1",
                "zone": "A",
                "land_class": "旱地",
                "area": "1",
            }
            for number in range(80)
        ]
    )
    with pymupdf.open(stream=statements.render(long, "household-statements")) as document:
        codes = [re.search("校验码 ([0-9A-Z-]+)", page.get_text())[1] for page in document]
    assert len(codes) > 2
    assert len(set(codes[:-1])) == 1
    assert codes[-1] != codes[0]


def test_the_code_is_one_string_for_whoever_extracts_it():
    (page, *_) = pages("household-statements")
    words = [word[4] for word in page.get_text("words")]
    assert [word for word in words if re.fullmatch("([0-9A-Z]{5}-){4}[0-9A-Z]{5}", word)]


@pytest.mark.parametrize("document", statements.DOCUMENTS)
@pytest.mark.parametrize("number", [NUMBER, LONGEST])
def test_no_foot_leaves_the_sheet_or_runs_into_anything(document, number, monkeypatch):
    assert len(LONGEST) == NUMBER_LIMIT
    monkeypatch.setattr("calc.statements.parts.__version__", "10.10.10")
    scenario = county().scenario
    text = scenario.policy_text.replace("gansu-infrastructure", POLICY)
    assessment = assess(replace(scenario, policy_text=text))
    assert assessment.policy.id == POLICY
    data = statements.render(assessment, document, edition=statements.Edition(issue=issue(number, number)))
    for page in pymupdf.open(stream=data) if data else []:
        spans = [
            (pymupdf.Rect(span["bbox"]), span["text"], span["size"])
            for block in page.get_text("dict")["blocks"]
            for line in block.get("lines", ())
            for span in line["spans"]
            if span["text"].strip()
        ]
        paper = page.rect
        foot = [(box, text, size) for box, text, size in spans if box.y0 > paper.height - 20 / 25.4 * 72]
        assert any("本件代替" in text for _, text, _ in foot)
        for box, text, size in foot:
            assert size == pytest.approx(8), text
            assert box.y0 + 0.88 * size < paper.height - SAFE, text  # the baseline
            assert paper.width - 20 / 25.4 * 72 + 1 > box.x1, text
            assert box.x0 > 25 / 25.4 * 72 - 1, text
        for at, (box, text, _) in enumerate(foot):
            for other, beside, _ in foot[at + 1 :]:
                middle = abs((box.y0 + box.y1) - (other.y0 + other.y1)) / 2
                assert middle > 4 or not box.intersects(other), (text, beside)
        said = "".join("".join(parts) for parts in lines_of(page))
        assert said.count(number.replace(" ", "")) >= 2


def test_a_reissue_says_what_it_replaces_on_every_page():
    for page in pages("village-summaries", issue=issue("No. 2", NUMBER)):
        assert f"本件代替2018-05-02发出的{NUMBER}同名文书" in page.get_text()


def test_papers_of_one_kind_share_all_but_the_code(monkeypatch):
    made = []
    monkeypatch.setattr("calc.statements.parts.Sealer", lambda *given: made.append(given) or _Sealer())
    statements.render(county(), "household-statements")
    assert len(made) == 1


class _Sealer:
    def code(self, subject, total):
        return f"{subject}{total}"
