"""The journey: from the county's register to paper, and back from the file; told to a real window.

``story.py PICTURES FOLDER``: the register is FOLDER/register.xlsx; exits with 0 where all went as told.
"""

import os
import sys
import tempfile
import traceback
from pathlib import Path

from machine import Person
from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog

from ui.application import Desktop
from ui.settings import Settings
from ui.tables.view import TableView

MISSING_MULTIPLE, MENDED_AREA = "7", "2.1271"
TOTAL = "3,348,361.30"
"""What the sample county comes to."""


class Story:
    """What happens, in order."""

    def __init__(self, desktop: Desktop, folder: Path) -> None:
        self._desktop = desktop
        self._folder = folder

    def __call__(self, person: Person) -> None:
        """Tell it."""
        self._person = person
        person.focus()
        person.photograph("welcome")
        self._import()
        self._mend()
        self._choose_multiples()
        self._print()
        self._save()
        self._reopen()

    # Where things are

    def _shown_total(self) -> str:
        return str(self._desktop.window.desk.status.figures[-1].text())

    def _in_file_dialog(self, path: Path) -> None:
        """Type a path into the file dialog, and Enter."""
        person = self._person
        person.wait("the file dialog", lambda: isinstance(QApplication.activeModalWidget(), QFileDialog))
        person.focus()
        person.press("ctrl+a")
        person.type(str(path))
        person.photograph(f"file-{path.name.split('.')[0]}")
        person.press("Return")
        person.wait("the file dialog to close", lambda: QApplication.activeModalWidget() is None)
        person.focus()

    def _view(self, table: str) -> TableView:
        desk = self._desktop.window.desk
        views = desk.findChildren(TableView)
        return next(view for view in views if view.model() is not None and view.table_model().table == table)

    # What happens

    def _import(self) -> None:
        person = self._person
        person.click(self._desktop.window.welcome.buttons["ask_import"])
        self._in_file_dialog(self._folder / "register.xlsx")
        person.wait("the county", lambda: self._desktop.window.desk.document)
        person.wait("the totals", self._shown_total)
        person.photograph("imported")
        assert person.ask(self._shown_total) == "―", "the amount stands open while a cell cannot be read"
        assert person.ask(lambda: self._desktop.window.desk.document.assessment.has_errors)

    def _mend(self) -> None:
        """Go to the cell that could not be read, and type what stands on paper."""
        person, desk = self._person, self._desktop.window.desk

        def current() -> str:
            view = desk.window().focusWidget()
            return view.table_model().table if isinstance(view, TableView) else ""

        for _ in range(10):
            person.press("F8")
            if person.ask(current) == "parcels":
                break
        assert person.ask(current) == "parcels"
        person.photograph("error")
        person.type(MENDED_AREA)
        person.press("Return")
        view = self._view("parcels")
        person.wait(
            "the area",
            lambda: (
                MENDED_AREA
                in [view.table_model().text(row, view.table_model().column_of("area")) for row in range(3)]
            ),
        )
        person.photograph("mended")

    def _choose_multiples(self) -> None:
        """Choose the multiple that is missing, in the village's panel."""
        person, desk = self._person, self._desktop.window.desk
        person.press("ctrl+2")
        villages = desk.pages[1]
        view = villages.villages.view
        index = person.ask(lambda: view.table_model().index(1, 0))
        person.click(view.viewport(), lambda: view.visualRect(index).center())
        editor = villages.panel.entry_editor("land_multiple")
        person.click(editor)
        person.press("ctrl+a")
        person.type(MISSING_MULTIPLE)
        person.photograph("multiple")
        person.press("Return")
        person.wait("no error", lambda: not desk.document.stale and not desk.document.assessment.has_errors)
        person.photograph("chosen")
        assert person.ask(self._shown_total) == TOTAL

    def _print(self) -> None:
        person, desk = self._person, self._desktop.window.desk
        person.press("ctrl+p")
        page = desk.print_page
        person.wait("the preview", lambda: page.view.preview is not None and page.view.preview.isVisible())
        person.photograph("preview")
        person.click(page.save_button)
        paper = self._folder / "paper"
        paper.mkdir()
        self._in_file_dialog(paper)
        person.wait("the paper", (paper / "household-statements.pdf").exists)
        person.photograph("printed")

    def _save(self) -> None:
        person, desk = self._person, self._desktop.window.desk
        person.press("ctrl+s")
        self._in_file_dialog(self._folder / "county.lcs")
        person.wait("the file", lambda: not desk.document.unsaved)
        person.photograph("saved")

    def _reopen(self) -> None:
        person, desk = self._person, self._desktop.window.desk
        before = desk.document
        person.press("ctrl+o")
        self._in_file_dialog(self._folder / "county.lcs")
        person.wait("the file again", lambda: desk.document is not before)
        person.wait("its totals", lambda: self._shown_total() == TOTAL)
        person.photograph("reopened")


def main() -> int:
    """Open the window, let the person begin, and return the exit code."""
    pictures, folder = map(Path, sys.argv[1:])
    application = QApplication([sys.argv[0]])
    with tempfile.TemporaryDirectory() as place:
        desktop = Desktop(application, Settings(Path(place) / "settings.ini"), "zh")
        desktop.window.resize(1366, 768)
        desktop.window.move(QPoint(0, 0))
        desktop.window.show()
        person = Person(pictures, Story(desktop, folder))
        QTimer.singleShot(0, person.start)
        code = application.exec()
        desktop.context.jobs.close()
    if person.failure is not None:
        traceback.print_exception(person.failure)
    sys.stdout.flush()
    os._exit(code)  # the window may hold unsaved work and would ask


if __name__ == "__main__":
    main()
