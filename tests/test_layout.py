"""The house rules: layers, translations, light start-up, and files that name no machine and no network."""

import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
# Namespaces and the homes of licences are names, not places anything is fetched from.
NAMES_THAT_LOOK_LIKE_ADDRESSES = (
    "http://www.w3.org/",
    "http://schemas.openxmlformats.org/",
    "http://schemas.microsoft.com/",
    "http://ns.adobe.com/",
    "http://openoffice.org/2001/registry",
    "https://example.org",
    "http://scripts.sil.org/OFL",
    "https://scripts.sil.org/OFL",
    "https://openfontlicense.org",
)
ADDRESS = re.compile(r"(?:https?|ftp|git|ssh)://[^\s\"'<>)]+|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])")
MACHINE_PATH = re.compile(r"(?<![\w.~$}/-])/(?:home|root|Users|work|mnt|media)/\w|\b[A-Za-z]:\\+Users\\+\w")
BINARY = {".ttf", ".png", ".ico", ".xlsx", ".lcs", ".pdf", ".gz"}


def tracked_files():
    """Return the files of the project: what git tracks, and what it would."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def lines_matching(pattern, accept=lambda _found: False):
    """Return "file:line: text" for every hit of `pattern` in the tracked text files that is not accepted."""
    hits = []
    for path in tracked_files():
        if path.suffix in BINARY or path.is_relative_to(ROOT / "resources" / "fonts"):
            continue
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1):
            hits += [
                f"{path.relative_to(ROOT)}:{number}: {found}"
                for found in pattern.findall(line)
                if not accept(found)
            ]
    return hits


def test_the_layers_hold(capsys):
    code = lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None)
    assert code == 0, capsys.readouterr().out


def test_every_module_of_the_calculation_has_its_layer():
    contracts = PYPROJECT["tool"]["importlinter"]["contracts"]
    (layers,) = (contract["layers"] for contract in contracts if contract["type"] == "layers")
    named = set(re.findall(r"calc\.(\w+)", " ".join(layers)))
    there = {path.stem for path in (ROOT / "calc").iterdir() if path.stem.isidentifier()}
    assert there - {"__init__", "__pycache__"} <= named


def test_every_package_is_installed():
    found = {
        path.parent.relative_to(ROOT) for top in ("calc", "ui") for path in ROOT.glob(f"{top}/**/__init__.py")
    }
    installed = set(PYPROJECT["tool"]["setuptools"]["packages"])
    assert {".".join(path.parts) for path in found} | {"resources", "resources.manual"} == installed


def test_every_message_is_translated():
    spec = importlib.util.spec_from_file_location("messages", ROOT / "packaging" / "messages.py")
    messages = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(messages)
    faults = messages.check()
    assert not faults, "\n".join(faults)


def test_no_network_address_stands_in_the_project():
    assert not lines_matching(ADDRESS, lambda found: found.startswith(NAMES_THAT_LOOK_LIKE_ADDRESSES))


def test_no_path_of_a_machine_stands_in_the_project():
    assert not lines_matching(MACHINE_PATH)


@pytest.mark.parametrize("name", ["calc.commands", "ui.application", "ui.window"])
def test_starting_up_loads_nothing_heavy(name):
    heavy = ("pandas", "reportlab", "python_calamine", "xlsxwriter", "pyqtgraph", "PySide6.QtPdf")
    script = f"import sys, {name}; print([name for name in {heavy!r} if name in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize(("lock", "extra"), [("requirements.lock", None), ("requirements-dev.lock", "dev")])
def test_the_lock_files_hold_what_pyproject_asks_for(lock, extra):
    project = PYPROJECT["project"]
    wanted = project["dependencies"] + (project["optional-dependencies"][extra] if extra else [])
    names = {re.split(r"[^\w.-]", requirement)[0].lower().replace("_", "-") for requirement in wanted}
    text = (ROOT / lock).read_text("utf-8")
    assert names <= set(re.findall(r"^([\w.-]+)==", text, re.MULTILINE))
    assert "--only-binary :all:" in text
    assert not re.search(r"--(extra-)?index-url|--find-links|^-f |^-i ", text, re.MULTILINE)
