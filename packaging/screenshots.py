"""Pictures of every page, to look at them in a language, a theme and a size; none of them is committed.

``screenshots.py [--out DIR] [--lang zh|en] [--theme light|dark] [--size 1366x768] [FILE]`` opens FILE (the
sample county) in a window that nobody sees and writes one PNG a page to build/screens.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt, QThread, QTimer  # noqa: E402  (the platform has to be named first)
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from ui.application import Desktop  # noqa: E402  (the program stands in the folder above)
from ui.dialogs import SettingsDialog  # noqa: E402
from ui.settings import SAMPLE, THEME, Settings  # noqa: E402

PAGES = ("project", "villages", "households", "parcels", "items", "prices", "results", "compare", "printing")


def settle(application: QApplication) -> None:
    """Let everything that is due be drawn; the preview draws its pages in the background."""
    for _ in range(10):
        application.processEvents()
        QThread.msleep(30)


def picture(application: QApplication, widget: QWidget, path: Path) -> None:
    """Write what a widget looks like."""
    settle(application)
    widget.grab().save(str(path))
    print(path)


def picture_of_dialog(application: QApplication, path: Path, start: Callable[[], object]) -> None:
    """Start what opens a dialog, write what it looks like, and close it."""

    def shoot() -> None:
        dialog = application.activeModalWidget()
        picture(application, dialog, path)
        dialog.close()

    QTimer.singleShot(100, shoot)
    start()


def main() -> None:
    """Write all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=SAMPLE)
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "screens")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--size", default="1366x768")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    application = QApplication([sys.argv[0]])
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "settings.ini")
        settings.put(THEME, arguments.theme)
        desktop = Desktop(application, settings, arguments.lang, inline=True)
        shoot_all(application, desktop, arguments)
        desktop.context.jobs.close()


def shoot_all(application: QApplication, desktop: Desktop, arguments: argparse.Namespace) -> None:
    """Open the file and go through pages and dialogs."""

    def named(name: str) -> Path:
        return Path(arguments.out) / f"{name}-{arguments.lang}-{arguments.theme}.png"

    window = desktop.window
    window.setWindowState(Qt.WindowState.WindowNoState)  # a first window may be maximised
    window.resize(*map(int, arguments.size.split("x")))
    window.show()
    picture(application, window, named("welcome"))
    window.open_file(arguments.file)
    for number, name in enumerate(PAGES):
        window.desk.navigation.show_page(number)
        picture(application, window, named(name))
    document = window.desk.document
    if document is not None and len(document.scenario["villages"]):
        key = int(document.scenario["villages"].keys[0])
        picture_of_dialog(application, named("why"), lambda: window.desk.explain("villages", key))
    picture_of_dialog(application, named("settings"), SettingsDialog(desktop.context, window).exec)


if __name__ == "__main__":
    main()
