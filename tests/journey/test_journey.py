"""The whole way through a real window: import, mend, choose, print, save, reopen, with real keys and clicks."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtGui import QImage

from calc.commands import main

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PICTURES = ROOT / "build" / "journey"
SAMPLE = ROOT / "resources" / "samples" / "sample-county.xlsx"
STEPS = (
    "welcome",
    "imported",
    "error",
    "mended",
    "multiple",
    "chosen",
    "preview",
    "printed",
    "saved",
    "reopened",
)

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the X server and xdotool are there on Linux alone"
)


@pytest.fixture
def display() -> Iterator[str]:
    """Start an X server of our own and return its name."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as stream:
        number = stream.readline().strip()
    assert number, "the X server did not start"
    yield f":{number}"
    server.terminate()
    server.wait(10)


def register_with_two_errors(path: Path) -> None:
    """Write the sample county with a multiple that nobody chose and an area that nobody can read."""
    workbook = openpyxl.load_workbook(SAMPLE)
    for sheet, header, value in (("村", "土地补偿倍数", None), ("地块", "面积(亩)", "2.12.71")):
        titles = [cell.value for cell in workbook[sheet][1]]
        workbook[sheet].cell(3, titles.index(header) + 1).value = value
    workbook.save(path)


def test_an_officer_gets_from_the_register_to_paper_and_back(display, tmp_path, capsys):
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    register_with_two_errors(tmp_path / "register.xlsx")
    environment = os.environ | {
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "PYTHONPATH": str(ROOT),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_STATE_HOME": str(tmp_path / "state"),
    }
    # Only a session that speaks Chinese through an input method has one; the journey types what stands on keys.
    environment.pop("QT_IM_MODULE", None)
    journey = subprocess.run(
        [sys.executable, HERE / "story.py", PICTURES, tmp_path],
        env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert journey.returncode == 0, journey.stderr
    assert not journey.stderr, "neither Qt nor Python has anything to complain of"
    taken = {path.stem.partition("-")[2]: path for path in PICTURES.iterdir()}
    assert set(STEPS) <= set(taken)
    for name in STEPS:
        picture = QImage(str(taken[name]))
        assert picture.width() == 1366, name
        colours = {picture.pixelColor(x, y).rgb() for x in range(0, 1366, 13) for y in range(0, 768, 13)}
        assert len(colours) > 10, f"the picture “{name}” shows nothing"
    # What was saved is what an import of the sound sample says, to the fen.
    capsys.readouterr()
    assert main(["assess", str(tmp_path / "county.lcs"), "--format", "csv"]) == 0
    saved = capsys.readouterr().out
    assert main(["assess", str(SAMPLE), "--format", "csv"]) == 0
    assert saved == capsys.readouterr().out
