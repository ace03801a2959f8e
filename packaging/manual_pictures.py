"""The pictures of the manual, from the program itself in both languages: `make pictures`.

``manual_pictures.py [NAME...]`` opens the sample county in a window that nobody sees and writes each picture
(or those named) to docs/manual/images/LANGUAGE/NAME.png. `PICTURES` names them all.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PIL import Image
from screenshots import ROOT, settle  # first: it names the platform and the program's folder

from PySide6.QtCore import Qt, QTimer  # isort: skip
from PySide6.QtGui import QImage  # isort: skip
from PySide6.QtWidgets import QApplication, QDialog, QWidget  # isort: skip

from calc.language import LANGUAGES
from ui.application import Desktop
from ui.dialogs import SettingsDialog
from ui.settings import SAMPLE, THEME, Settings
from ui.window import Window

SIZE: Final = (1200, 720)
COLORS: Final = 256
FOLDER: Final = ROOT / "docs" / "manual" / "images"


def page(table: str, window: Window) -> QWidget:
    """Show the page of a table, and return what to take a picture of."""
    pages = window.desk.pages
    number = next(number for number, each in enumerate(pages) if table in each.tables())
    window.desk.navigation.show_page(number)
    return window


def results(window: Window) -> QWidget:
    """Show the results."""
    window.desk.navigation.show_page(window.desk.pages.index(window.desk.results_page))
    return window


def printing(window: Window) -> QWidget:
    """Show the preview."""
    window.desk.show_print()
    return window


def welcome(window: Window) -> QWidget:
    """Return the window as it is when nothing is open."""
    return window


def why(window: Window) -> QWidget:
    """Ask why about the first village; the picture is of the dialog."""
    document = window.desk.document
    if document is None:
        raise RuntimeError("the sample is not open")
    key = int(document.scenario["villages"].keys[0])
    return opened(lambda: window.desk.explain("villages", key))


def settings(window: Window) -> QWidget:
    """Open the settings."""
    return opened(SettingsDialog(window.context, window).exec)


def opened(start: Callable[[], object]) -> QDialog:
    """Start what opens a dialog and return the dialog, closed but as it was."""
    found: list[QDialog] = []

    def keep() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            found.append(dialog)
            dialog.close()

    QTimer.singleShot(0, keep)
    start()
    return found[0]


PICTURES: Final[dict[str, Callable[[Window], QWidget]]] = {
    "welcome": welcome,
    "project": partial(page, "project"),
    "villages": partial(page, "villages"),
    "households": partial(page, "households"),
    "results": results,
    "printing": printing,
    "why": why,
    "settings": settings,
}


def save(application: QApplication, widget: QWidget, path: Path) -> None:
    """Write what a widget looks like, in as few colours as such a picture needs."""
    settle(application)
    path.parent.mkdir(parents=True, exist_ok=True)
    grabbed = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGBX8888)
    size = (grabbed.width(), grabbed.height())
    image = Image.frombytes("RGBX", size, bytes(grabbed.constBits())).convert("RGB")
    image.quantize(COLORS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)
    print(path.relative_to(ROOT), path.stat().st_size)


def take(application: QApplication, language: str, names: list[str]) -> None:
    """Write the pictures of one language."""
    with tempfile.TemporaryDirectory() as folder:
        own = Settings(Path(folder) / "settings.ini")
        own.put(THEME, "light")
        desktop = Desktop(application, own, language, inline=True)
        window = desktop.window
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.resize(*SIZE)
        window.show()
        for name in PICTURES:
            if name == "project":
                window.open_file(SAMPLE)
            if name in names:
                save(application, PICTURES[name](window), FOLDER / language / f"{name}.png")
        desktop.context.jobs.close()
        window.hide()


def main() -> None:
    """Write the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(PICTURES))
    arguments = parser.parse_args()
    application = QApplication([sys.argv[0]])
    for language in LANGUAGES:
        take(application, language, arguments.names)


if __name__ == "__main__":
    main()
