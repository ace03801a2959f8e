"""The front door: who is asked to do what, and how an unforeseen fault ends."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

import calc
import main
import ui


@pytest.fixture
def state(monkeypatch, tmp_path):
    """Keep the logs of a test in its own folder."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    return tmp_path


@pytest.fixture
def asked(monkeypatch):
    """Stand in for the desktop and the commands, and record what they are asked."""
    calls = []
    application, commands = ModuleType("ui.application"), ModuleType("calc.commands")
    application.run = lambda _argv, *, file, language: calls.append(("desktop", file, language)) or 0
    commands.main = lambda argv: calls.append(("commands", argv)) or 0
    for package, module in ((ui, application), (calc, commands)):
        monkeypatch.setitem(sys.modules, module.__name__, module)
        monkeypatch.setattr(package, module.__name__.rpartition(".")[2], module, raising=False)
    monkeypatch.setenv("DISPLAY", ":7")
    return calls


@pytest.mark.parametrize(
    ("argv", "file", "language"),
    [
        ([], None, None),
        (["--lang", "en"], None, "en"),
        (["--lang=zh"], None, "zh"),
        (["a.lcs"], Path("a.lcs"), None),
        (["A.XLSX", "--lang", "zh"], Path("A.XLSX"), "zh"),
        (["tests"], Path("tests"), None),
    ],
)
def test_without_a_command_the_desktop_opens_on_the_file(asked, monkeypatch, argv, file, language):
    monkeypatch.chdir(Path(main.__file__).parent)
    assert main.main(argv) == 0
    assert asked == [("desktop", file, language)]


@pytest.mark.parametrize(
    "argv",
    [
        ["--help"],
        ["--version"],
        ["asess"],
        ["check", "a.lcs"],
        ["--lang", "en", "assess", "a.lcs"],
        ["--lang", "fr"],
        ["--lang"],
        ["a.lcs", "b.lcs"],
    ],
)
def test_everything_else_is_left_to_the_commands(asked, argv):
    assert main.main(argv) == 0
    assert asked == [("commands", argv)]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
def test_without_a_display_one_line_says_so(asked, monkeypatch, capsys):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert main.main(["--lang", "en"]) == 3
    assert not asked
    streams = capsys.readouterr()
    assert streams.out == ""
    assert streams.err.count("\n") == 1
    assert "no display" in streams.err


@pytest.mark.usefixtures("asked")
def test_an_unexpected_fault_is_one_line_with_the_path_of_the_log(monkeypatch, capsys, state):
    def fail(_argv):
        raise RuntimeError("the details")

    monkeypatch.setattr("calc.commands.main", fail)
    assert main.main(["check", "a.lcs"]) == main.UNEXPECTED_FAULT
    streams = capsys.readouterr()
    (log,) = state.rglob("*.log")
    assert streams.out == ""
    assert streams.err.count("\n") == 1
    assert str(log) in streams.err
    assert "the details" in log.read_text("utf-8")


@pytest.mark.usefixtures("asked")
def test_a_fault_is_still_one_line_where_no_log_can_be_written(monkeypatch, capsys, tmp_path):
    blocked = tmp_path / "a file, not a folder"
    blocked.write_text("")
    for name in ("XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(blocked))
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(blocked))
    monkeypatch.setattr("calc.commands.main", lambda _argv: 1 // 0)
    assert main.main(["check", "a.lcs"]) == main.UNEXPECTED_FAULT
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.usefixtures("asked")
def test_ctrl_c_is_no_fault(monkeypatch, capsys):
    def interrupted(_argv):
        raise KeyboardInterrupt

    monkeypatch.setattr("calc.commands.main", interrupted)
    assert main.main(["check", "a.lcs"]) == 130
    assert capsys.readouterr().err == ""
