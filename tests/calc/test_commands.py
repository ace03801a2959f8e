"""The command line: exit codes, streams and files as the contract has them."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import builders as build
import openpyxl
import pymupdf
import pytest

from calc import __version__, issuing, operations, statements, storage
from calc.commands import main
from calc.issues import records


def _county(**village):
    return build.scenario(
        project=[build.project()],
        villages=[build.village(**village)],
        outputs=build.outputs(),
        households=[build.household(household_id="0001")],
        parcels=[build.parcel(parcel_id="P1", household_id="0001", area="1.5")],
        items=[build.item(household_id="0001")],
    )


@pytest.fixture
def lawful(tmp_path) -> Path:
    path = tmp_path / "lawful.lcs"
    storage.save(_county(), path)
    return path


@pytest.fixture
def unlawful(tmp_path) -> Path:
    path = tmp_path / "unlawful.lcs"
    storage.save(_county(land_multiple="9"), path)
    return path


@pytest.fixture
def register(tmp_path, lawful, capsys) -> Path:
    path = tmp_path / "register.xlsx"
    assert main(["export", str(lawful), str(path)]) == 0
    capsys.readouterr()
    return path


def _edit(path: Path, sheet: str, cell: str, value: object) -> None:
    book = openpyxl.load_workbook(path)
    book[sheet][cell] = value
    book.save(path)


def test_json_gives_lines_totals_and_findings_on_standard_output(lawful, capsys):
    assert main(["assess", str(lawful), "--format", "json", "--lang", "en"]) == 0
    out = capsys.readouterr()
    data = json.loads(out.out)
    assert list(data) == [
        *("format", "program", "policy", "basis_date", "scenario_digest", "villages", "lines", "totals"),
        "findings",
    ]
    assert data["format"] == 1
    assert data["program"] == __version__
    assert data["policy"]["method"] == "output_multiple"
    assert data["basis_date"] == "2018-05-01"
    assert data["villages"][0]["zones"] == [
        {"zone": "A", "years": {"2015": "1000", "2016": "1100", "2017": "1200"}, "aaov": "1100"}
    ]
    land, resettlement, item = data["lines"]
    assert land == {
        "village_id": "1",
        "household_id": "0001",
        "source_id": "P1",
        "head": "land_compensation",
        "payee": "collective",
        "name": "旱地",
        "unit": "亩",
        "quantity": "1.5",
        "aaov": "1100",
        "multiple": "7",
        "rate": "7700.00",
        "undivided": "11550.00",
        "share": "100",
        "amount": "11550.00",
        "citation": "第八条第（一）项",
    }
    assert (resettlement["payee"], resettlement["amount"]) == ("household", "8250.00")
    assert (item["aaov"], item["multiple"], item["rate"]) == (None, None, "50.00")
    assert data["totals"]["amount"] == "19950.00"
    assert data["totals"]["by_household"] == {"0001": "8400.00"}
    assert "what_if" not in data


def test_every_line_of_json_csv_and_the_exported_sheet_is_the_same_line(lawful, tmp_path, capsys):
    main(["assess", str(lawful), "--format", "json"])
    lines = json.loads(capsys.readouterr().out)["lines"]
    main(["assess", str(lawful), "--format", "csv"])
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert rows == [{name: value or "" for name, value in line.items()} for line in lines]
    main(["export", str(lawful), str(tmp_path / "out.xlsx")])
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["测算明细"]
    amounts = [row[13] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert amounts == [float(line["amount"]) for line in lines]


def test_the_bank_sheet_holds_what_each_payee_gets_and_disputed_lines_stand_apart(tmp_path):
    scenario = build.scenario(
        project=[build.project()],
        villages=[build.village(payee="Hill Collective", account="0099")],
        outputs=build.outputs(),
        households=[build.household(household_id="0001", account="0622", account_name="Li")],
        parcels=[
            build.parcel(parcel_id="P1", household_id="0001", area="1"),
            build.parcel(parcel_id="P2", household_id="0001", area="2", disputed="是"),
        ],
        items=[],
    )
    path = tmp_path / "a.lcs"
    storage.save(scenario, path)
    assert main(["export", str(path), str(tmp_path / "out.xlsx")]) == 0
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")

    def paid(name):
        return [row[:4] for row in book[name].iter_rows(min_row=2, values_only=True)]

    assert paid("代发明细") == [("Li", "0622", None, 5500), ("Hill Collective", "0099", None, 7700)]
    assert paid("暂缓发放") == [("Li", "0622", None, 11000), ("Hill Collective", "0099", None, 15400)]


def test_an_unlawful_scenario_is_assessed_and_checked_with_exit_code_1(unlawful, capsys):
    for command in ("assess", "check"):
        assert main([command, str(unlawful), "--format", "json"]) == 1
        data = json.loads(capsys.readouterr().out)
        findings = data["findings"] if command == "assess" else data
        error = next(each for each in findings if each["severity"] == "error")
        assert error["code"] == "multiple-outside-range"
        assert error["where"] == {"sheet": "村", "row": 2, "column": "土地补偿倍数", "id": "1"}


def test_the_total_is_null_while_a_line_cannot_be_computed(tmp_path, capsys):
    path = tmp_path / "open.lcs"
    storage.save(_county(land_multiple=""), path)
    assert main(["assess", str(path), "--format", "json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert data["totals"]["amount"] is None
    assert [(line["source_id"], line["head"]) for line in data["lines"]] == [
        ("P1", "resettlement_subsidy"),
        ("I1", "attachments"),
    ]
    assert data["villages"][0]["land_multiple"] is None
    assert data["villages"][0]["lawful_minimum"] == "16500.00"


def test_import_writes_a_scenario_that_is_not_lawful_yet_and_lists_why(tmp_path, register, capsys):
    _edit(register, "村", "K2", 9)
    target = tmp_path / "new.lcs"
    assert main(["import", str(register), str(target), "--lang", "en"]) == 0
    out = capsys.readouterr()
    assert out.out == ""
    assert "9 × is outside 6–8 ×" in out.err
    assert storage.load(target).scenario["villages"].cell(0, "land_multiple") == 900


def test_import_refuses_what_cannot_be_recorded_all_at_once_and_writes_nothing(tmp_path, register, capsys):
    _edit(register, "村", "F2", "about 1200")
    _edit(register, "地块", "B2", "no such village")
    target = tmp_path / "new.lcs"
    assert main(["import", str(register), str(target), "--lang", "en"]) == 1
    err = capsys.readouterr().err
    assert (
        "Villages · row 2 · 1 · Cultivated land before requisition (mu): “about 1200” is not a number" in err
    )
    assert "Parcels · row 2 · P1: Village ID “no such village”" in err
    assert not target.exists()


def test_an_existing_target_is_refused_without_replace(register, lawful, capsys):
    before = lawful.read_bytes()
    assert main(["import", str(register), str(lawful)]) == 3
    assert lawful.read_bytes() == before
    assert main(["export", str(lawful), str(register)]) == 3
    assert main(["template", str(register)]) == 3
    capsys.readouterr()
    assert main(["import", str(register), str(lawful), "--replace"]) == 0


def test_a_file_that_cannot_be_read_is_one_line_and_exit_code_3(tmp_path, capsys):
    foreign = tmp_path / "letter.lcs"
    foreign.write_text("Dear officer")
    for command in (
        ["assess", str(foreign)],
        ["check", str(tmp_path / "none.xlsx")],
        ["check", str(tmp_path / "x.lcs")],
    ):
        assert main([*command, "--lang", "zh"]) == 3
        out = capsys.readouterr()
        assert out.out == ""
        assert len(out.err.strip().splitlines()) == 1
        assert "Traceback" not in out.err


@pytest.mark.parametrize("place", ["missing/out.xlsx", "lawful.lcs/out.xlsx", "."])
def test_a_place_that_cannot_be_written_to_is_exit_code_3(tmp_path, lawful, place, capsys):
    assert main(["export", str(lawful), str(tmp_path / place), "--replace"]) == 3
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["lawful.lcs"]


@pytest.mark.parametrize(
    "argv",
    [
        ["bogus"],
        ["assess"],
        ["assess", "a.lcs", "--format", "yaml"],
        ["assess", "a.lcs", "--policy", "of-mars"],
        ["print", "a.lcs"],
        ["print", "a.lcs", "--out", "x", "--policy", "gansu-infrastructure"],
        ["print", "a.lcs", "--out", "x", "--paper", "a5"],
        ["import", "a.xlsx"],
        ["--lang", "fr", "check", "a.lcs"],
    ],
)
def test_wrong_usage_is_exit_code_2(argv, capsys):
    assert main(argv) == 2
    assert capsys.readouterr().out == ""


def test_a_what_if_is_marked(lawful, capsys):
    assert main(["assess", str(lawful), "--format", "json", "--policy", "gansu-infrastructure"]) == 0
    assert json.loads(capsys.readouterr().out)["what_if"] is True
    assert main(["assess", str(lawful), "--policy", "gansu-infrastructure", "--lang", "en"]) == 0
    assert "What-if" in capsys.readouterr().err


def test_import_takes_another_policy_and_refuses_an_unknown_one(tmp_path, register, capsys):
    assert main(["import", str(register), str(tmp_path / "a.lcs"), "--policy", "of-mars"]) == 2
    assert not (tmp_path / "a.lcs").exists()
    assert main(["import", str(register), str(tmp_path / "a.lcs"), "--policy", "gansu-infrastructure"]) == 0
    assert "gansu-infrastructure" in storage.load(tmp_path / "a.lcs").scenario.policy_text
    capsys.readouterr()


def test_a_scenario_with_an_unknown_policy_is_an_error_without_lines(register, capsys):
    book = openpyxl.load_workbook(register)
    for row in book["项目"].iter_rows():
        if row[0].value == "政策":
            row[1].value = "of-mars"
    book.save(register)
    assert main(["assess", str(register), "--format", "json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert data["policy"] is None
    assert data["lines"] == []
    assert data["totals"]["amount"] is None
    assert "policy-unknown" in {finding["code"] for finding in data["findings"]}


def test_version_and_help(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.strip() == __version__
    assert main(["--help", "--lang", "en"]) == 0
    out = capsys.readouterr().out
    for command in ("import", "assess", "check", "print", "export", "template"):
        assert command in out


def test_the_table_shows_villages_totals_and_findings(unlawful, capsys):
    assert main(["assess", str(unlawful), "--lang", "en"]) == 1
    out = capsys.readouterr().out
    assert "23,100.00" in out
    assert "Error  Villages · row 2 · 1: Land compensation multiple: " in out


def test_print_writes_the_documents_asked_for(lawful, tmp_path, capsys):
    out = tmp_path / "paper"
    assert main(["print", str(lawful), "--out", str(out), "--documents", "household-statements"]) == 0
    assert capsys.readouterr().out.strip() == str(out / "household-statements.pdf")
    assert [path.name for path in out.iterdir()] == ["household-statements.pdf"]


@pytest.mark.parametrize(("paper", "width"), [("a4", 842), ("a3", 1191)])
def test_print_sets_rolls_and_summaries_on_the_sheet_asked_for(lawful, tmp_path, paper, width):
    wide = ("payment-roll", "village-summaries")
    out = tmp_path / "paper"
    stems = ",".join((*wide, "household-statements"))
    assert main(["print", str(lawful), "--out", str(out), "--documents", stems, "--paper", paper]) == 0
    for stem in wide:
        with pymupdf.open(out / f"{stem}.pdf") as document:
            assert {round(page.rect.width) for page in document} == {width}
    with pymupdf.open(out / "household-statements.pdf") as document:
        assert round(document[0].rect.width) == 595


def test_print_tells_of_a_document_with_nothing_in_it(lawful, tmp_path, capsys):
    target = tmp_path / "out"
    named = "objections,household-statements"
    assert main(["--lang", "en", "print", str(lawful), "--out", str(target), "--documents", named]) == 0
    assert [path.name for path in target.iterdir()] == ["household-statements.pdf"]
    assert "objections: nothing is recorded that would stand in it" in capsys.readouterr().err


def test_print_takes_a_county_s_own_words(lawful, tmp_path, capsys):
    own, out = tmp_path / "own.toml", tmp_path / "paper"
    own.write_text('[household-statements]\ntitle = "补偿明细（本县）"', "utf-8")
    asked = ["print", str(lawful), "--out", str(out), "--documents", "household-statements"]
    assert main([*asked, "--wording", str(own)]) == 0
    with pymupdf.open(out / "household-statements.pdf") as paper:
        assert "补偿明细（本县）" in paper[0].get_text()
    capsys.readouterr()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '[common]\nunits = "元"\nunit = "{yuan}"\n',
            ["Words “common.units”: there is no such text", "Words “common.unit”: there is no field “yuan”"],
        ),
        ("unit = ", ["The file of words is no valid TOML"]),
        (None, ["There is no file"]),
    ],
)
def test_print_names_every_mistake_in_a_county_s_words_and_prints_nothing(
    lawful, tmp_path, text, told, capsys
):
    own, out = tmp_path / "own.toml", tmp_path / "paper"
    if text is not None:
        own.write_text(text, "utf-8")
    assert main(["print", str(lawful), "--out", str(out), "--wording", str(own), "--lang", "en"]) == 3
    said = capsys.readouterr().err
    assert all(each in said for each in told)
    assert not out.exists()


def test_print_writes_nothing_when_a_document_is_blocked(unlawful, tmp_path, capsys):
    assert main(["print", str(unlawful), "--out", str(tmp_path / "paper"), "--lang", "en"]) == 1
    out = capsys.readouterr()
    assert out.out == ""
    assert "outside 6–8 ×" in out.err
    assert not (tmp_path / "paper").exists()


def test_print_tells_of_a_process_that_died(lawful, tmp_path, monkeypatch, capsys):
    def die(*_arguments, **_named):
        raise statements.WorkerError("A process ended")

    monkeypatch.setattr(statements, "print_documents", die)
    assert main(["print", str(lawful), "--out", str(tmp_path / "out")]) == 3
    assert capsys.readouterr().err == "A process ended\n"


@pytest.mark.parametrize("option", [["--documents", "poster"], ["--households", "9999"]])
def test_print_refuses_an_unknown_document_or_household(lawful, tmp_path, option, capsys):
    assert main(["print", str(lawful), "--out", str(tmp_path / "paper"), *option]) == 2
    assert not (tmp_path / "paper").exists()
    assert option[1] in capsys.readouterr().err


def test_a_reader_that_stops_early_is_no_fault(lawful):
    program = Path(__file__).resolve().parents[2] / "main.py"
    command = [sys.executable, program, "assess", lawful, "--format", "json", "--lang", "en"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.close()
        told = running.stderr.read()
    assert (running.returncode, told) == (0, b"")


def test_land_per_head_shows_the_side_of_its_edge_on_the_terminal(tmp_path, capsys):
    path = tmp_path / "a.lcs"
    storage.save(_county(cultivated_area="399.999999"), path)
    main(["assess", str(path), "--lang", "en"])
    assert " 0.399999999 " in capsys.readouterr().out


# --- issuing and verifying -----------------------------------------------------------------------------------


def _issue(path, out, *options):
    return main(["print", str(path), "--out", str(out), "--documents", "household-statements", *options])


def _code(folder):
    with pymupdf.open(folder / "household-statements.pdf") as document:
        return re.search("校验码 ([0-9A-Z-]+)", document[0].get_text())[1]


def test_print_without_a_number_never_writes_the_scenario(lawful, tmp_path):
    before = lawful.read_bytes(), lawful.stat().st_mtime_ns
    assert main(["print", str(lawful), "--out", str(tmp_path / "out")]) == 0
    assert (lawful.read_bytes(), lawful.stat().st_mtime_ns) == before


def test_issuing_is_recorded_in_the_scenario_and_the_paper_verified(lawful, tmp_path, capsys):
    options = ["--issue", "No. 1", "--issue-date", "2018.6.1", "--officer", "Wang", "--lang", "en"]
    assert _issue(lawful, tmp_path / "out", *options) == 0
    printed = capsys.readouterr()
    assert printed.out == f"{tmp_path / 'out' / 'household-statements.pdf'}\n"
    assert "Issued under No. 1 of 2018-06-01, recorded in lawful.lcs" in printed.err
    (record,) = records(storage.load(lawful).scenario)
    assert (record.number, record.day, record.officer) == ("No. 1", "2018-06-01", "Wang")
    code = _code(tmp_path / "out")
    assert main(["verify", str(lawful), code, "--lang", "en"]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("This paper agrees with the scenario.\n")
    assert told.err == ""
    assert main(["verify", str(lawful), *code.lower().split("-")]) == 0


def test_a_paper_that_does_not_agree_is_exit_code_1(lawful, tmp_path, capsys):
    assert _issue(lawful, tmp_path / "out", "--issue", "No. 1") == 0
    edited = storage.load(lawful).scenario
    key = int(edited["parcels"].keys[0])
    edit = operations.type_cell(edited, "parcels", key, "area", "2")
    storage.save(operations.apply(edited, edit), lawful)
    capsys.readouterr()
    assert main(["verify", str(lawful), _code(tmp_path / "out"), "--lang", "zh"]) == 1
    assert "地块 · P1 · 面积(亩)：1.5 → 2" in capsys.readouterr().out


def test_a_mistyped_code_is_exit_code_2(lawful, tmp_path, capsys):
    assert _issue(lawful, tmp_path / "out", "--issue", "No. 1") == 0
    code = _code(tmp_path / "out")
    capsys.readouterr()
    assert main(["verify", str(lawful), ("A" if code[0] != "A" else "B") + code[1:], "--lang", "en"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "group 1" in told.err
    assert main(["verify", str(lawful), "hello", "--lang", "en"]) == 2


def test_verify_of_a_file_that_is_not_there_is_exit_code_3(tmp_path):
    assert main(["verify", str(tmp_path / "none.lcs"), "hello"]) == 3


def test_a_register_is_not_issued_from(register, tmp_path, capsys):
    before = register.read_bytes()
    assert _issue(register, tmp_path / "out", "--issue", "No. 1", "--lang", "en") == 2
    assert "is a register" in capsys.readouterr().err
    assert register.read_bytes() == before
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--issue", " "], "type one"),
        (["--issue", "No. 1", "--issue-date", "soon"], "soon"),
        (["--issue-date", "2018-06-01"], "belong to --issue"),
        (["--officer", "Wang"], "belong to --issue"),
    ],
)
def test_an_issue_that_cannot_be_is_wrong_usage(lawful, tmp_path, options, said, capsys):
    before = lawful.read_bytes()
    assert _issue(lawful, tmp_path / "out", *options, "--lang", "en") == 2
    assert said in capsys.readouterr().err
    assert lawful.read_bytes() == before
    assert not (tmp_path / "out").exists()


def test_a_number_is_used_for_one_state_and_copies_record_nothing(lawful, tmp_path, capsys):
    assert _issue(lawful, tmp_path / "1", "--issue", "No. 1") == 0
    before = lawful.read_bytes()
    capsys.readouterr()
    assert _issue(lawful, tmp_path / "2", "--issue", "No. 1", "--lang", "en") == 0
    assert "these are further copies" in capsys.readouterr().err
    assert lawful.read_bytes() == before
    assert (
        _issue(lawful, tmp_path / "3", "--issue", "No. 1", "--issue-date", "2018-06-01", "--lang", "en") == 2
    )
    assert "a number of their own" in capsys.readouterr().err


def test_errors_keep_from_issuing_as_from_printing(unlawful, tmp_path):
    before = unlawful.read_bytes()
    assert _issue(unlawful, tmp_path / "out", "--issue", "No. 1") == 1
    assert unlawful.read_bytes() == before
    assert not (tmp_path / "out").exists()


def test_a_file_saved_by_somebody_else_meanwhile_is_left_alone(lawful, tmp_path, monkeypatch, capsys):
    packed = storage.pack(storage.load(lawful).scenario)
    begin = issuing.begin_issue

    def meanwhile(*arguments):
        lawful.write_bytes(packed + b"")
        os.utime(lawful, (1, 1))
        return begin(*arguments)

    monkeypatch.setattr(issuing, "begin_issue", meanwhile)
    assert _issue(lawful, tmp_path / "out", "--issue", "No. 1", "--lang", "en") == 3
    assert "saved by somebody else" in capsys.readouterr().err
    assert lawful.read_bytes() == packed
    assert not (tmp_path / "out").exists()


# --- compare -------------------------------------------------------------------------------------------------


@pytest.fixture
def revised(tmp_path) -> Path:
    path = tmp_path / "revised.lcs"
    storage.save(_county(land_multiple="8", land_share="50"), path)
    return path


def test_compare_says_what_differs_by_how_much_and_because_of_what(lawful, revised, capsys):
    assert main(["compare", str(lawful), str(revised), "--format", "json", "--lang", "en"]) == 0
    out = capsys.readouterr()
    assert not out.err
    data = json.loads(out.out)
    assert list(data) == [
        *(
            "format",
            "program",
            "before",
            "after",
            "totals",
            "villages",
            "households",
            "lines",
            "inputs",
            "notes",
        )
    ]
    assert data["format"] == 1
    assert data["before"]["file"] == str(lawful)
    assert data["totals"]["amount"] == {"before": "19950.00", "after": "21600.00", "difference": "1650.00"}
    assert data["totals"]["by_payee"]["collective"]["difference"] == "-4950.00"
    assert data["inputs"] == [
        {
            "sheet": "村",
            "id": "1",
            "column": "土地补偿倍数",
            "status": "changed",
            "before": "7.00",
            "after": "8.00",
        },
        {
            "sheet": "村",
            "id": "1",
            "column": "土地补偿费农户比例(%)",
            "status": "changed",
            "before": None,
            "after": "50%",
        },
    ]
    (village,) = data["villages"]
    assert (village["village_id"], village["tier"], village["because"]) == (
        "1",
        {"before": 1, "after": 1},
        [0, 1],
    )
    (household,) = data["households"]
    assert household == {
        "household_id": "0001",
        "name": "Head One",
        "status": "changed",
        "before": "8400.00",
        "after": "15000.00",
        "difference": "6600.00",
        "lines": 2,
        "reprint": True,
        "because": [0, 1],
    }
    new, old = data["lines"]
    assert (new["status"], new["payee"], new["before"], new["after"]["amount"]) == (
        "added", "household", None, "6600.00",
    )  # fmt: skip
    assert old["changed"] == ["multiple", "rate", "undivided", "share", "amount"]
    assert (old["before"]["multiple"], old["after"]["multiple"]) == ("7", "8")
    assert (old["difference"], old["because"]) == ("-4950.00", [0, 1])
    assert old["steps"] == [
        {"field": "multiple", "difference": "1650.00"},
        {"field": "share", "difference": "-6600.00"},
    ]


def test_compare_on_the_terminal_names_each_change_and_nothing_else(lawful, revised, capsys):
    assert main(["compare", str(lawful), str(revised), "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "Villages · 1 · Land compensation multiple: 7.00 → 8.00" in out
    assert "+1,650.00" in out
    assert "-4,950.00" in out
    assert "I1" not in out
    assert main(["compare", str(lawful), str(lawful), "--lang", "en"]) == 0
    assert "Nothing differs." in capsys.readouterr().out


def test_compare_writes_a_workbook_whose_figures_are_those_of_the_json(lawful, revised, tmp_path, capsys):
    target = tmp_path / "compared.xlsx"
    command = ["compare", str(lawful), str(revised), "--format", "xlsx", "--out", str(target)]
    assert main(command) == 0
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["对比汇总", "村对比", "户对比", "明细对比", "录入对比"]
    rows = list(book["明细对比"].iter_rows(min_row=2, values_only=True))
    assert [row[-2] for row in rows] == [6600, -4950]
    assert rows[1][-1].count("→") == 2
    assert book["户对比"]["H2"].value == "是"
    assert main(command) == 3
    assert main([*command, "--replace"]) == 0
    capsys.readouterr()


def test_compare_without_a_file_gives_the_workbook_as_its_data(lawful, revised, capfdbinary, monkeypatch):
    command = ["compare", str(lawful), str(revised), "--format", "xlsx"]
    assert main(command) == 0
    sys.stdout.flush()
    book = openpyxl.load_workbook(io.BytesIO(capfdbinary.readouterr().out))
    assert [row[-2] for row in book["明细对比"].iter_rows(min_row=2, values_only=True)] == [6600, -4950]
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert main(command) == 2
    assert not capfdbinary.readouterr().out


@pytest.mark.parametrize("further", [["--out", "x.xlsx"], ["--format", "csv"]])
def test_compare_asked_for_what_it_cannot_do_is_wrong_usage(lawful, revised, further, capsys):
    assert main(["compare", str(lawful), str(revised), *further, "--lang", "en"]) == 2
    assert capsys.readouterr().err


def test_compare_tells_of_sums_that_lack_something_and_of_ids_that_stand_twice(lawful, tmp_path, capsys):
    scenario = build.scenario(
        project=[build.project()],
        villages=[build.village(land_multiple="")],
        outputs=build.outputs(),
        households=[build.household(household_id="0001")],
        parcels=[build.parcel(parcel_id="P1", household_id="0001", area=each) for each in ("1.5", "2")],
    )
    path = tmp_path / "open.lcs"
    storage.save(scenario, path)
    assert main(["compare", str(lawful), str(path), "--lang", "en"]) == 0
    out = capsys.readouterr()
    assert "some amounts cannot be computed" in out.err
    assert "several rows have the same ID (P1)" in out.err
    assert "not complete" in out.out
    assert main(["compare", str(lawful), str(tmp_path / "none.lcs")]) == 3


def test_a_register_compares_with_the_scenario_it_was_exported_from(lawful, register, capsys):
    assert main(["compare", str(lawful), str(register), "--lang", "en"]) == 0
    assert "Nothing differs." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["assess"], "缺少 file"),
        (["assess", "a.lcs", "--colour"], "不认识 --colour"),
        (["assess", "a.lcs", "--format", "pdf"], "--format：'pdf' 不在可选范围内（'table', 'json', 'csv'）"),
        (["assess", "a.lcs", "--policy"], "--policy 后面要有一个值"),
        (["print", "a.lcs", "--replace=1"], "--replace 后面不能带值：'1'"),
    ],
)
def test_wrong_usage_is_told_in_chinese(argv, said, capsys):
    assert main(["--lang", "zh", *argv]) == 2
    told = capsys.readouterr().err
    assert told.startswith("用法：main.py")
    assert told.endswith(f"用法有误：{said}\n")


@pytest.mark.parametrize("command", ["", "import", "assess", "check", "print", "export", "template"])
def test_the_help_is_in_one_language(command, capsys):
    assert main(["--lang", "zh", *filter(None, [command]), "--help"]) == 0
    told = capsys.readouterr().out
    for words in ("usage", "argument", "option", "show", "exit"):
        assert words not in told
    assert main(["--lang", "en", *filter(None, [command]), "--help"]) == 0
    assert "usage: main.py" in capsys.readouterr().out
