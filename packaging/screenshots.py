"""Pictures of every page and dialog, to look at them in a language, a theme and a size; none is committed.

``screenshots.py [--out DIR] [--lang zh|en] [--theme light|dark] [--size 1366x768] [FILE]`` opens FILE (the
sample county) in a window that nobody sees and writes one PNG a page to build/screens. ``--dialogs`` adds
every dialog and what pages look like while they are used; ``--all`` takes everything in both languages, light
and dark, at 1366×768, there with the text at 150 %, and at 3840×2160 at 200 %, one folder each.
"""

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "ui")]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt, QThread  # noqa: E402  (the platform has to be named first)
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from calc.language import LANGUAGES  # noqa: E402  (the program stands in the folder above)
from ui.application import Desktop  # noqa: E402
from ui.settings import SAMPLE, TEXT_SIZE, THEME, Settings  # noqa: E402
from ui.theme import TEXT_SIZES  # noqa: E402
from ui.window import Window  # noqa: E402

PAGES = ("project", "villages", "households", "parcels", "items", "prices", "results", "compare", "printing")
ON_A_SCREEN: Final = (("1366x768", 1, 100), ("1366x768", 1, 150), ("1920x1080", 2, 100))
"""Size of the window, dots a pixel, percent of the text."""


def settle(application: QApplication) -> None:
    """Let everything that is due be drawn; the preview draws its pages in the background."""
    for _ in range(10):
        application.processEvents()
        QThread.msleep(30)


def picture(application: QApplication, widget: QWidget, path: Path) -> None:
    """Write what a widget looks like."""
    settle(application)
    widget.grab().save(str(path))
    print(path, flush=True)


def main() -> None:
    """Write the pictures asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=SAMPLE)
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "screens")
    parser.add_argument("--lang", choices=LANGUAGES, default="zh")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--size", default="1366x768")
    parser.add_argument("--text", type=int, choices=TEXT_SIZES, default=TEXT_SIZES[0])
    parser.add_argument("--dialogs", action="store_true")
    parser.add_argument("--all", action="store_true")
    arguments = parser.parse_args()
    if arguments.all:
        take_all(arguments)
    else:
        take(arguments)


def take_all(arguments: argparse.Namespace) -> None:
    """Write the pictures in every language, look and size, each in a process of its own."""
    for language, theme, (size, ratio, percent) in itertools.product(
        LANGUAGES, ("light", "dark"), ON_A_SCREEN
    ):
        folder = arguments.out / f"{size}-{ratio}x-{percent}-{language}-{theme}"
        options = ["--lang", language, "--theme", theme, "--size", size, "--text", str(percent)]
        command = [sys.executable, __file__, str(arguments.file), "--out", str(folder), "--dialogs"]
        environment = {**os.environ, "QT_SCALE_FACTOR": str(ratio)}
        subprocess.run([*command, *options], env=environment, check=True)


def take(arguments: argparse.Namespace) -> None:
    """Write the pictures in one language, look and size."""
    arguments.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        if os.environ["QT_QPA_PLATFORM"] == "offscreen":
            os.environ["QT_QPA_PLATFORM"] += f":configfile={screen_of(arguments.size, Path(folder))}"
        application = QApplication([sys.argv[0]])
        settings = Settings(Path(folder) / "settings.ini")
        settings.put(THEME, arguments.theme)
        settings.put(TEXT_SIZE, str(arguments.text))
        desktop = Desktop(application, settings, arguments.lang, inline=True)
        shoot_all(application, desktop, arguments)
        desktop.context.jobs.close()


def screen_of(size: str, folder: Path) -> Path:
    """Write what the platform that shows nothing shall take for its screen: one as large as the window."""
    ratio = float(os.environ.get("QT_SCALE_FACTOR", "1"))
    width, height = (round(int(each) * ratio) for each in size.split("x"))
    screen = {"name": "screen", "x": 0, "y": 0, "width": width, "height": height}
    path = folder / "screen.json"
    path.write_text(json.dumps({"screens": [screen]}), "utf-8")
    return path


def shoot_all(application: QApplication, desktop: Desktop, arguments: argparse.Namespace) -> None:
    """Open the file and go through pages and dialogs."""

    def shoot(widget: QWidget, name: str) -> None:
        look = f"{arguments.lang}-{arguments.theme}"
        picture(application, widget, Path(arguments.out) / f"{name}-{look}.png")

    window = desktop.window
    window.setWindowState(Qt.WindowState.WindowNoState)  # a first window may be maximised
    window.resize(*map(int, arguments.size.split("x")))
    window.show()
    shoot(window, "welcome")
    window.open_file(arguments.file)
    for number, name in enumerate(PAGES):
        window.desk.navigation.show_page(number)
        shoot(window, name)
    if not arguments.dialogs:
        return
    for name, show in in_use(window, arguments.file):
        shoot(show(), name)
    shoot_dialogs(window, shoot)


# What stands on the screen while the program is used


def page_of(window: Window, name: str) -> int:
    """Show a page and return its number."""
    number = PAGES.index(name)
    window.desk.navigation.show_page(number)
    return number


def in_use(window: Window, file: Path) -> Iterator[tuple[str, Callable[[], QWidget]]]:
    """Yield names and what brings the window, or a popup above it, into a state worth looking at."""
    yield "charts", partial(charts, window)
    yield "filter", partial(filtering, window, "village_id")
    yield "filter-number", partial(filtering, window, "area")
    yield "choices", partial(choosing, window)
    for number, name in enumerate(("file", "edit", "go", "view", "help")):
        yield f"menu-{name}", partial(menu, window, number)
    yield "print-some", partial(printing, window, 1)
    yield "print-group", partial(printing, window, 2)
    yield "print-changed", partial(printing, window, 3)
    yield "compared", partial(compared, window, file)
    yield "manual", partial(manual, window)
    yield "empty-project", partial(empty, window, "project")
    for name in PAGES[1:]:
        yield f"empty-{name}", partial(empty, window, name)
    yield "filled-again", partial(opened_again, window, file)
    yield "welcome-recent", partial(recent, window)


def charts(window: Window) -> QWidget:
    """Show the charts of the results."""
    page_of(window, "results")
    window.desk.results_page.show_charts()
    return window


def _table(window: Window, name: str) -> QWidget:
    return window.desk.pages[page_of(window, name)].editor.view


def filtering(window: Window, column: str) -> QWidget:
    """Open the filter of a column of the parcels."""
    window.desk.results_page.show_tables()
    view = _table(window, "parcels")
    view.setCurrentIndex(view.table_model().index(0, view.table_model().column_of(column)))
    view.filter_action.trigger()
    return QApplication.activePopupWidget() or window


def choosing(window: Window) -> QWidget:
    """Type into a cell that offers choices."""
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()
    view = _table(window, "parcels")
    view.setFocus()
    index = view.table_model().index(2, view.table_model().column_of("household_id"))
    view.setCurrentIndex(index)
    view.edit(index)
    return window


def menu(window: Window, number: int) -> QWidget:
    """Open a menu."""
    for each in window.menus:
        each.close()
    window.menus[number].popup(window.mapToGlobal(window.rect().topLeft()))
    return window.menus[number]


def printing(window: Window, scope: int) -> QWidget:
    """Show the print page with one of its choices of households."""
    for each in window.menus:
        each.close()
    page_of(window, "printing")
    window.desk.print_page.scope.setCurrentIndex(scope)
    return window


def compared(window: Window, file: Path) -> QWidget:
    """Compare with the file as it was, after some edits."""
    document = window.desk.document
    if document is None:
        raise RuntimeError(f"{file} is not open")
    rows = document.scenario["parcels"]
    for key in rows.keys[:5].tolist():
        document.type_cell("parcels", key, "area", "1.2345")
    page_of(window, "compare")
    window.desk.compare_page.compare_with(file)
    return window


def manual(window: Window) -> QWidget:
    """Open the manual."""
    window.open_manual()
    return window._manual or window  # noqa: SLF001  (a window of its own, which nobody else asks for)


def empty(window: Window, name: str) -> QWidget:
    """Show a page of a new scenario."""
    if window.desk.document is not None and len(window.desk.document.scenario["parcels"]):
        window.desk.document.stack.clear()  # nothing to be asked about
        window.desk.new()
    page_of(window, name)
    return window


def opened_again(window: Window, file: Path) -> QWidget:
    """Open the file again, for the dialogs."""
    window.open_file(file)
    return window


def recent(window: Window) -> QWidget:
    """Return the welcome page with files of late."""
    folder = Path.home() / "征地补偿" / "国道改建工程"
    paths = [folder / name for name in ("国道改建（公告稿）.lcs", "国道改建.lcs", "登记册-2018-05.xlsx")]
    window.welcome.show_recent(paths)
    window.welcome.resize(window.size())
    return window.welcome


def shoot_dialogs(window: Window, shoot: Callable[[QWidget, str], None]) -> None:
    """Open every dialog that the tests know of, one after the other."""
    from screens import DIALOGS, look_at_dialog  # noqa: PLC0415  (the tests' list, only where it is asked for)

    for name in DIALOGS:
        look_at_dialog(window, name, partial(lambda dialog, name: shoot(dialog, f"dialog-{name}"), name=name))


if __name__ == "__main__":
    main()
