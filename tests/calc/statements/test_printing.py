"""Printing: everything that was asked for or nothing, blocked by exactly the errors that touch it."""

import csv
import io
from dataclasses import replace

import pymupdf
import pypdf
import pytest
from builders import household, item, outputs, parcel, policy_text, project, scenario, village
from papers import county, opened, text_of

from calc import statements
from calc.assess import assess
from calc.compare import compare
from calc.findings import render
from calc.language import catalogue

HOUSEHOLDS, COLLECTIVES = "household-statements", "collective-statements"
REGISTERED = ("registration-sheets", "survey-notice")
PRICED = [stem for stem, document in statements.DOCUMENTS.items() if document.tells_amounts]


def two_villages(second=None, **tables):
    """Return a county whose second village may have an error."""
    villages = [
        village(township="石桥乡", village="上河村"),
        {**village(village_id="2", village="下河村"), **(second or {})},
    ]
    return county(villages=villages, **tables)


def codes(error):
    return [finding.code for finding in error.value.findings]


def printed_ids(target):
    with pymupdf.open(target / f"{HOUSEHOLDS}.pdf") as document:
        return [title.split()[0] for level, title, _ in document.get_toc() if level == 2]


def test_all_documents_are_printed_where_none_is_named(tmp_path):
    result = statements.print_documents(county(), tmp_path / "out")
    # Nobody objected.
    assert {path.stem for path in result.files} == set(statements.DOCUMENTS) - {"objections"}
    assert all(path.read_bytes().startswith(b"%PDF") for path in result.files)


def test_only_the_named_documents_are_printed(tmp_path):
    result = statements.print_documents(county(), tmp_path / "out", [COLLECTIVES])
    assert result.files == (tmp_path / "out" / f"{COLLECTIVES}.pdf",)
    assert [path.name for path in (tmp_path / "out").iterdir()] == [f"{COLLECTIVES}.pdf"]


def test_the_preview_is_the_very_file_that_is_printed(tmp_path):
    assessment = county()
    statements.print_documents(assessment, tmp_path / "out", [HOUSEHOLDS])
    assert statements.render(assessment, HOUSEHOLDS) == (tmp_path / "out" / f"{HOUSEHOLDS}.pdf").read_bytes()


def test_households_come_by_village_in_the_order_of_the_register():
    households = [
        household(household_id=name, village_id=at) for name, at in (("B", "2"), ("C", "1"), ("A", "2"))
    ]
    assessment = county(households=households, parcels=[], items=[])
    with pymupdf.open(stream=statements.render(assessment, HOUSEHOLDS)) as document:
        assert [title for _, title, _ in document.get_toc()] == [
            "石桥乡上河村三组",
            "C Head One",
            "石桥乡下河村",
            "B Head One",
            "A Head One",
        ]


def test_the_file_names_project_and_document_and_its_language():
    reader = pypdf.PdfReader(io.BytesIO(statements.render(county(), HOUSEHOLDS)))
    assert reader.metadata.title == "国道310线改建工程 征收土地补偿费用分户明细表"
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"


# --- what is asked for -----------------------------------------------------------------------------------


def test_an_unknown_document_is_named(tmp_path):
    with pytest.raises(
        statements.RequestError,
        match="no document “payment”; known are: registration-sheets, household-statements",
    ):
        statements.print_documents(county(), tmp_path / "out", ["payment"])
    assert not (tmp_path / "out").exists()


def test_an_unknown_household_is_named(tmp_path):
    with pytest.raises(statements.RequestError, match="no household “H9”"):
        statements.print_documents(county(), tmp_path / "out", households=["H1", "H9"])
    assert not (tmp_path / "out").exists()


def test_chosen_households_print_their_statements_and_their_villages(tmp_path):
    statements.print_documents(county(), tmp_path / "out", households=["H2"])
    assert printed_ids(tmp_path / "out") == ["H2"]
    with pymupdf.open(tmp_path / "out" / f"{COLLECTIVES}.pdf") as document:
        assert [title for _, title, _ in document.get_toc()] == ["石桥乡下河村"]


def test_chosen_villages_print_their_papers_whoever_the_households_are(tmp_path):
    assessment = county()
    statements.print_documents(
        assessment, tmp_path, [HOUSEHOLDS, COLLECTIVES], households=["H2"], villages=["1"]
    )
    assert printed_ids(tmp_path) == ["H2"]
    with pymupdf.open(tmp_path / f"{COLLECTIVES}.pdf") as document:
        assert [title for _, title, _ in document.get_toc()] == ["石桥乡上河村三组"]
    assert (
        statements.render(assessment, COLLECTIVES, villages=["1"])
        == (tmp_path / f"{COLLECTIVES}.pdf").read_bytes()
    )
    with pytest.raises(statements.RequestError, match="no village “9”"):
        statements.render(assessment, COLLECTIVES, villages=["9"])


def test_whose_papers_there_are_is_told_in_the_order_they_are_printed_in():
    assessment = county(
        households=[
            household(household_id="H1", village_id="2"),
            household(household_id="H2", village_id="1"),
        ]
    )
    assert statements.ids_of_papers(assessment, HOUSEHOLDS) == ["H2", "H1"]
    assert statements.ids_of_papers(assessment, HOUSEHOLDS, households=["H1"]) == ["H1"]
    assert statements.ids_of_papers(assessment, COLLECTIVES, villages=["2"]) == ["2"]
    empty = county(parcels=[], items=[])
    assert statements.ids_of_papers(empty, COLLECTIVES) == []


def test_a_file_that_stands_there_is_refused_without_replace(tmp_path):
    statements.print_documents(county(), tmp_path, [HOUSEHOLDS])
    before = (tmp_path / f"{HOUSEHOLDS}.pdf").read_bytes()
    other = county(households=[household(head="别人"), household(household_id="H2", village_id="2")])
    with pytest.raises(FileExistsError):
        statements.print_documents(other, tmp_path)
    assert (tmp_path / f"{HOUSEHOLDS}.pdf").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [f"{HOUSEHOLDS}.pdf"]
    statements.print_documents(other, tmp_path, replace=True)
    assert (tmp_path / f"{HOUSEHOLDS}.pdf").read_bytes() != before


def test_progress_counts_papers_and_a_cancelled_print_leaves_nothing(tmp_path):
    seen = []
    statements.print_documents(
        county(), tmp_path / "out", progress=lambda done, total: seen.append((done, total))
    )
    assert [done for done, _ in seen] == list(range(1, seen[0][1] + 1))
    for stop in (0, 1, 3):
        asked = iter([False] * stop + [True] * 99)
        with pytest.raises(statements.CancelledError):
            statements.print_documents(county(), tmp_path / "no", cancelled=lambda asked=asked: next(asked))
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


# --- errors ----------------------------------------------------------------------------------------------


def test_nothing_is_written_unless_everything_can_be(tmp_path):
    with pytest.raises(statements.BlockedError) as error:
        statements.print_documents(two_villages({"land_multiple": "9"}), tmp_path / "out")
    assert codes(error) == ["multiple-outside-range"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("second", "tables"),
    [
        ({"land_multiple": ""}, {}),
        ({"population": "many"}, {}),
        ({"cultivated_area": ""}, {}),
        ({"land_share": "120"}, {}),
        ({}, {"outputs": [*outputs(), *outputs("2", values=("1000", "1100"))]}),
        ({}, {"parcels": [parcel(), parcel(parcel_id="P2", village_id="2", household_id="H2", area="")]}),
        ({}, {"parcels": [parcel(), parcel(parcel_id="P2", village_id="2", household_id="H9")]}),
        ({}, {"parcels": [parcel(), parcel(parcel_id="P2", village_id="9", household_id="H2")]}),
        ({}, {"items": [item(household_id="H2", village_id="2", quantity="-1")]}),
        ({}, {"households": [household(), household(household_id="H2", village_id="2", head="")]}),
    ],
)
def test_an_error_blocks_the_household_it_touches_and_no_other(second, tables):
    assessment = two_villages(second, **tables)
    assert assessment.has_errors
    with pytest.raises(statements.BlockedError):
        statements.render(assessment, HOUSEHOLDS, households=["H2"])
    with pytest.raises(statements.BlockedError):
        statements.render(assessment, HOUSEHOLDS)
    assert statements.render(assessment, HOUSEHOLDS, households=["H1"])
    assert statements.errors_of(assessment, HOUSEHOLDS, ["H1"]) == ()
    assert statements.errors_of(assessment, HOUSEHOLDS, ["H2"])


def test_a_parcel_under_an_unknown_household_may_belong_to_anyone_of_its_village():
    parcels = [parcel(), parcel(parcel_id="P2", household_id="HI")]
    assessment = two_villages(parcels=parcels, items=[])
    assert [each.code for each in statements.errors_of(assessment, HOUSEHOLDS, ["H1"])] == ["id-unknown"]
    assert [each.code for each in statements.errors_of(assessment, COLLECTIVES, ["H1"])] == ["id-unknown"]
    assert statements.errors_of(assessment, HOUSEHOLDS, ["H2"]) == ()


def test_a_doubled_household_is_blocked_with_its_village():
    households = [household(), household(head="另一人"), household(household_id="H2", village_id="2")]
    assessment = two_villages(households=households)
    assert {each.code for each in statements.errors_of(assessment, HOUSEHOLDS, ["H1"])} == {"id-doubled"}
    assert {each.code for each in statements.errors_of(assessment, COLLECTIVES, ["H1"])} == {"id-doubled"}


def test_an_error_in_a_price_blocks_who_is_paid_by_it():
    items = [item(price="", household_id="H1"), item(item_id="I2", household_id="H2", village_id="2")]
    listed = {"category": "地上附着物", "name": "Apple tree", "specification": "bearing", "unit": "tree"}
    assessment = two_villages(items=items, prices=[{**listed, "price": "50", "effective_date": "2018年"}])
    assert statements.errors_of(assessment, HOUSEHOLDS, ["H1"])
    assert statements.errors_of(assessment, HOUSEHOLDS, ["H2"]) == ()


def test_an_error_in_what_a_document_does_not_print_does_not_block_it():
    assessment = two_villages({"survey_area": "about ten"}, project=[project(agreed_amount="a lot")])
    assert len([each for each in assessment.findings if each.code == "unreadable"]) == 2
    assert statements.render(assessment, HOUSEHOLDS)
    assert statements.render(assessment, COLLECTIVES)


def test_a_project_without_its_basis_date_prints_nothing():
    assessment = county(project=[project(basis_date="")])
    for stem in statements.DOCUMENTS:
        assert statements.errors_of(assessment, stem)


def test_a_scenario_of_an_unknown_policy_prints_nothing(tmp_path):
    assessment = assess(scenario("", households=[household()], villages=[village()]))
    with pytest.raises(statements.BlockedError) as error:
        statements.print_documents(assessment, tmp_path / "out")
    assert "policy-unknown" in codes(error)


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("households", household(household_id="H2", village_id="2", head="王\ue000")),
        ("villages", {"village": "下\ue000河村"}),
        ("parcels", parcel(parcel_id="P2", village_id="2", household_id="H2", place="坡\ue000", area="1")),
        ("items", item(household_id="H2", village_id="2", remark="\ue000")),
    ],
)
def test_a_character_no_font_has_is_named_with_its_code_and_blocks_what_it_stands_in(table, row):
    if table == "villages":
        assessment = two_villages(row)
    else:
        rows = [household(), row] if table == "households" else [row]
        assessment = two_villages(**{table: rows})
    (error,) = statements.errors_of(assessment, HOUSEHOLDS, ["H2"])
    assert error.code == "unprintable"
    for language in ("zh", "en"):
        message = render(error, catalogue(language))
        assert "U+E000" in message
        assert "H2" in message or table == "villages"
    assert statements.errors_of(assessment, HOUSEHOLDS, ["H1"]) == ()


def test_every_column_of_text_a_document_prints_is_checked_before():
    for stem, document in statements.DOCUMENTS.items():
        for table, columns in document.reads.items():
            spec = county().scenario[table].spec
            for column in (spec.by_name[name] for name in columns):
                if column.kind.value != "text":
                    continue
                rows = {
                    "project": project(),
                    "villages": village(),
                    "households": household(),
                    "parcels": parcel(price_basis="x"),
                    "items": item(),
                    "prices": None,
                    "outputs": None,
                }[table]
                if rows is None:
                    continue
                marked = {**rows, column.name: "坏\ue000"}
                tables = {"villages": [village()], "outputs": outputs(), "households": [household()]}
                assessment = county(**{**tables, "parcels": [parcel()], "items": [item()], table: [marked]})
                assert statements.errors_of(assessment, stem), (stem, table, column.name)


def test_a_sum_that_is_not_whole_is_never_printed_even_if_no_error_says_why():
    assessment = replace(two_villages({"land_multiple": ""}), findings=())
    for stem in PRICED:
        assert {each.code for each in statements.errors_of(assessment, stem)} == {"not-computed"}
    assert statements.errors_of(assessment, HOUSEHOLDS, ["H1"]) == ()


@pytest.mark.parametrize(
    "tables",
    [
        {"parcels": [parcel(), parcel(parcel_id="P2", village_id="2", household_id="H2", area="")]},
        {"parcels": [parcel(), parcel(parcel_id="P2", village_id="2", household_id="H2", land_class="")]},
        {"items": [item(village_id="2", household_id="H2", quantity="")]},
    ],
)
def test_a_quantity_that_is_not_whole_is_never_printed_even_if_no_error_says_why(tables):
    assessment = replace(two_villages(**tables), findings=())
    for stem in REGISTERED:
        assert {each.code for each in statements.errors_of(assessment, stem)} == {"not-registered"}
        assert statements.errors_of(assessment, stem, ["H1"]) == ()


# --- papers without amounts ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("second", "tables"),
    [
        ({"land_multiple": "", "resettlement_multiple": ""}, {}),
        ({"land_multiple": "9"}, {}),
        ({"population": "", "cultivated_area": "many"}, {}),
        ({"land_share": "120"}, {}),
        ({}, {"outputs": []}),
        ({}, {"parcels": [parcel(village_id="2", household_id="H2", land_class="林地")]}),
        ({}, {"parcels": [parcel(village_id="2", household_id="H2", zone="none")]}),
        ({}, {"items": [item(village_id="2", household_id="H2", price="")]}),
        ({}, {"items": [item(village_id="2", household_id="H2", price="dear")]}),
    ],
)
def test_what_prices_a_quantity_does_not_block_a_paper_of_quantities(second, tables):
    assessment = two_villages(second, **tables)
    assert statements.errors_of(assessment, HOUSEHOLDS, ["H2"])
    for stem in REGISTERED:
        assert statements.errors_of(assessment, stem) == ()
        assert b"%PDF" in statements.render(assessment, stem)


@pytest.mark.parametrize(
    "tables",
    [
        {"parcels": [parcel(parcel_id="P2", village_id="2", household_id="H2", area="")]},
        {"parcels": [parcel(parcel_id="P2", village_id="2", household_id="H2", area="1.5 or so")]},
        {"parcels": [parcel(parcel_id="P2", village_id="2", household_id="H2", square_metres="1", area="1")]},
        {"parcels": [parcel(parcel_id="P2", village_id="2", household_id="H2", land_class="良田")]},
        {"parcels": [parcel(parcel_id="P2", village_id="9", household_id="H2")]},
        {"items": [item(village_id="2", household_id="H2", quantity="")]},
        {"items": [item(village_id="2", household_id="H2", name="")]},
        {"households": [household(), household(household_id="H2", village_id="2", head="")]},
    ],
)
def test_what_is_missing_of_a_quantity_blocks_where_it_belongs(tables):
    assessment = two_villages(**tables)
    for stem in REGISTERED:
        assert statements.errors_of(assessment, stem, ["H2"])
    assert statements.errors_of(assessment, REGISTERED[0], ["H1"]) == ()


def test_an_error_in_personal_data_blocks_the_sheet_it_stands_on_and_not_what_is_posted():
    households = [household(), household(household_id="H2", village_id="2", members="some")]
    assessment = two_villages(households=households)
    sheets, notice = REGISTERED
    assert statements.errors_of(assessment, sheets, ["H2"])
    assert statements.errors_of(assessment, notice) == ()


def test_line_breaks_in_cells_are_spaces_on_paper():
    assessment = county(parcels=[parcel(remark="第一行\n第二行\t完", place="大\r\n路")])
    text = text_of(opened(assessment, HOUSEHOLDS, households=["H1"]))
    assert "第一行第二行完" in text


def test_a_policy_that_cannot_be_printed_is_an_error_and_no_fault(tmp_path):
    text = policy_text().replace('citation = "第八条第（一）项"', 'citation = "第八条\ue000"')
    rows = {"villages": [village()], "outputs": outputs(), "households": [household()], "parcels": [parcel()]}
    assessment = assess(scenario(text, **rows))
    with pytest.raises(statements.BlockedError) as error:
        statements.print_documents(assessment, tmp_path / "out", [HOUSEHOLDS])
    assert codes(error) == ["unprintable"]
    assert list(tmp_path.iterdir()) == []


# --- one file a household --------------------------------------------------------------------------------


def test_separate_files_with_a_list_of_them(tmp_path):
    result = statements.print_documents(county(), tmp_path / "out", [HOUSEHOLDS], separate=True)
    folder = tmp_path / "out" / "households"
    assert result.files == tuple(folder / name for name in ("H1.pdf", "H2.pdf", "index.csv"))
    with pymupdf.open(folder / "H1.pdf") as document:
        assert "权利人：张守义" in text_of(document)
        assert "李㛃" not in text_of(document)
    with (folder / "index.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["户号"], row["权利人"], row["文件"]) for row in rows] == [
        ("H1", "张守义", "H1.pdf"),
        ("H2", "李㛃", "H2.pdf"),
    ]
    assert rows[0]["本户应得(元)"] == "28997.29"


@pytest.mark.parametrize(
    ("ids", "stems"),
    [
        (["620102-001", "甲_1"], ["620102-001", "甲_1"]),
        (["A/1", "..", "a b", "x%y"], ["A%2F1", "%2E%2E", "a%20b", "x%25y"]),
        (["CON", "com1", "nul", "Lpt9", "console"], ["CON~1", "com1~1", "nul~1", "Lpt9~1", "console"]),
        (["a1", "A1", "a1"], ["a1", "A1~1", "a1~2"]),
        (["户·1", "户\u200b"], ["户%C2%B71", "户%E2%80%8B"]),
        ([""], ["~1"]),
    ],
)
def test_ids_become_names_that_every_file_system_takes(ids, stems):
    assert statements.file_stems(ids) == stems


def test_long_ids_are_cut_and_stay_different():
    stems = statements.file_stems(["户" * 100, "户" * 100 + "甲", "户" * 66])
    assert len(set(stems)) == 3
    assert all(len(stem.encode()) <= 210 for stem in stems)


# --- reprinting only what changed ------------------------------------------------------------------------


def changed(before, after):
    """Return the 户号 of the households whose statement has to be printed again."""
    comparison = compare(before, after, statements.HOUSEHOLD_READS)
    names = comparison.pairs["households"].names
    return {names[pair] for pair in statements.changed_households(comparison)}


def test_only_households_whose_statement_reads_otherwise_have_changed():
    before = county()
    assert changed(before, county()) == set()
    richer = county(items=[item(household_id="H2", village_id="2")])
    assert changed(county(items=[]), richer) == {"H2"}
    multiple = two_villages({"land_multiple": "8"})
    assert changed(two_villages(), multiple) == {"H2"}
    renamed = county(project=[project(name="另一工程")])
    assert changed(before, renamed) == {"H1", "H2"}


def test_a_new_household_has_changed_and_one_that_is_gone_has_not():
    more = [
        household(head="张守义"),
        household(household_id="H2", village_id="2", head="李㛃"),
        household(household_id="H3", head="新"),
    ]
    assert changed(county(), county(households=more)) == {"H3"}
    assert changed(county(households=more), county()) == set()
