"""Objections and what became of them: one paper a village that has any, none where there are none."""

import pymupdf
import pytest
from builders import household, project, village
from papers import county, everything_in, lines_of, opened, text_of

from calc import statements

STEM = "objections"


def objected(*households, **tables):
    return county(households=households, **tables)


def rows_of(document):
    return [words for page in document for words in lines_of(page)]


def test_each_objection_stands_with_what_became_of_it_and_room_to_sign():
    assessment = objected(
        household(head="张守义", objection="面积少量了0.2亩", outcome="复测后采纳，补登0.2亩"),
        household(household_id="H2", head="李㛃", objection="树数不对"),
        household(household_id="H3", head="王安"),
        household(household_id="H4", head="王平", outcome="本人撤回"),
        project=[project(registrar="马登记", posting_start="2018-06-01", posting_end="2018-06-10")],
    )
    document = opened(assessment, STEM)
    rows = rows_of(document)
    assert ["1", "H1", "张守义", "面积少量了0.2亩", "复测后采纳，补登0.2亩"] in rows
    assert ["2", "H2", "李㛃", "树数不对"] in rows
    assert ["3", "H4", "王平", "―", "本人撤回"] in rows
    text = text_of(document)
    for each in (
        *("异议：3件，已处理2件，未处理1件", "公示期：2018年6月1日至2018年6月10日", "权利人签字（手印）"),
        *("登记人：马登记", "复核人", "村委会（章）", "征收实施单位（章）"),
    ):
        assert each in text
    assert "王安" not in text
    assert "None" not in text


def test_only_villages_with_an_objection_have_the_paper():
    assessment = objected(household(), household(household_id="H2", village_id="2", objection="青苗漏登"))
    with pymupdf.open(stream=statements.render(assessment, STEM)) as document:
        assert [title for _, title, _ in document.get_toc()] == ["石桥乡下河村"]
        assert "异议：1件，已处理0件，未处理1件" in text_of(document)


def test_without_an_objection_there_is_no_file(tmp_path):
    assert statements.render(county(), STEM) == b""
    result = statements.print_documents(county(), tmp_path / "out")
    assert f"{STEM}.pdf" not in [path.name for path in result.files]
    assert statements.print_documents(county(), tmp_path / "alone", [STEM]).files == ()
    spaces = objected(household(objection=" \n", outcome=" "))
    assert statements.render(spaces, STEM) == b""


def test_a_long_objection_flows_over_pages_whole():
    parts = [f"第{at}条理由是登记的数量和实地不符。" for at in range(600)]
    document = opened(objected(household(head="张守义", objection="".join(parts), outcome="不采纳")), STEM)
    pages = ["".join(page.get_text().split()) for page in document]
    assert len(pages) > 1
    assert sum(page.count("由") for page in pages) == len(parts)  # once in each, and nowhere else
    assert sum(page.count("实") for page in pages) == len(parts) + pages[-1].count("征收实施单位")
    assert all("异议内容" in page for page in pages if "条理由" in page)


def test_no_personal_number_is_on_it():
    columns = {
        "identity_number": "620102197001011234",
        "phone": "13812345678",
        "bank": "石桥信用社某部",
        "account": "6217000000000000001",
        "recipient_identity": "620102199901017771",
        "members": "4710",
    }
    found = everything_in(statements.render(objected(household(objection="少量", **columns)), STEM))
    assert [value for value in columns.values() if value in found] == []


def test_it_needs_no_amounts_and_is_blocked_by_what_it_prints_alone():
    def codes(*households, **tables):
        return {each.code for each in statements.errors_of(objected(*households, **tables), STEM)}

    entry = household(objection="少量")
    assert not codes(entry, outputs=[], villages=[village(land_multiple=""), village(village_id="2")])
    assert not codes({**entry, "bank": "\ue000", "phone": "\ue000"})
    assert codes({**entry, "outcome": "\ue000"}) == {"unprintable"}


@pytest.mark.parametrize("households", [["H1"], ["H1", "H2"]])
def test_papers_of_the_project_come_with_some_households_only_if_named(tmp_path, households):
    printed = statements.print_documents(county(), tmp_path / "out", households=households)
    assert "project-summary.pdf" not in [path.name for path in printed.files]
    named = statements.print_documents(
        county(), tmp_path / "named", ["project-summary"], households=households
    )
    assert [path.name for path in named.files] == ["project-summary.pdf"]
