"""The documents are current: those made from the code, and what the others lead to and name."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from calc.commands import main
from calc.statements import DOCUMENTS

ROOT = Path(__file__).resolve().parent.parent
READ_FIRST = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
PLACE = re.compile(r"^\| (?:· )?`(\w+/(?:\w+/)?)` \|", re.MULTILINE)


def test_the_register_is_documented_as_it_is_declared():
    done = subprocess.run(
        [sys.executable, ROOT / "packaging" / "document_register.py", "check"], cwd=ROOT, check=False
    )
    assert done.returncode == 0, "run packaging/document_register.py"


def test_the_words_on_paper_are_documented_as_they_ship():
    done = subprocess.run(
        [sys.executable, ROOT / "packaging" / "document_wording.py", "check"], cwd=ROOT, check=False
    )
    assert done.returncode == 0, "run packaging/document_wording.py"


@pytest.mark.parametrize("path", READ_FIRST, ids=lambda path: path.name)
def test_every_link_and_picture_leads_to_a_file(path):
    targets = re.findall(r"\[[^\]]*\]\((?!https?:)([^)#]+)", path.read_text("utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


def test_the_readme_names_every_folder_and_module_of_the_calculation():
    text = (ROOT / "README.md").read_text("utf-8")
    for language in text.split("\n## English\n"):
        places = PLACE.findall(language)
        assert {"calc/", "ui/", "ui/pages/", "ui/tables/", "tests/", "bench/", "packaging/"} <= set(places)
        assert [place for place in places if not (ROOT / place).is_dir()] == []
        named = set(re.findall(r"`(\w+)/?`", language))
        modules = {each.stem for each in (ROOT / "calc").iterdir() if each.suffix == ".py" or each.is_dir()}
        assert {each for each in modules if not each.startswith("_")} <= named


def test_the_commands_document_names_every_command_and_document(capsys):
    text = (ROOT / "docs" / "commands.md").read_text("utf-8")
    assert main(["--lang", "en", "--help"]) == 0
    commands = re.findall(r"^    (\w+) ", capsys.readouterr().out, re.MULTILINE)
    assert len(commands) >= 7
    for readme in (text, *(ROOT / "README.md").read_text("utf-8").split("\n## English\n")):
        assert [each for each in commands if f"main.py {each} " not in readme] == []
    assert [stem for stem in DOCUMENTS if f"`{stem}`" not in text] == []
