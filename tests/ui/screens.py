"""Every page and every dialog of the program, opened one after the other, for tests that look at all of them.

A dialog is a class of `ui` that is a QDialog, or a function of `ui` that makes one. `DIALOGS` says how each is
opened; a new one that is missing there fails `test_screens.py`.
"""

import ast
import contextlib
import importlib
import pkgutil
import tempfile
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

import ui
from calc.explain import explain_village
from calc.storage import save
from ui import dialogs, papers
from ui.acknowledging import AcknowledgeDialog, RecordsDialog
from ui.explanation import ExplanationDialog
from ui.issued import IssuedDialog
from ui.issuing import IssueDialog, Plan
from ui.keys import KeysDialog, groups_of_keys
from ui.merging import MergeDialog, ask_what_to_do
from ui.pages.page import Page
from ui.pages.preset_dialog import PresetDialog
from ui.split_dialog import SplitDialog
from ui.verifying import VerifyDialog
from ui.wording import WordingDialog

UI = Path(ui.__file__).parent
MAKERS = {"QDialog", "QMessageBox", "QFileDialog", "QPrintDialog", "QInputDialog", "QProgressDialog"}


def merging(window):
    """Merge the scenario with itself and return the preview."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "road.lcs"
        save(window.desk.document.scenario, path)
        window.desk.merge_file(path)
    return window.desk.findChildren(MergeDialog)[-1]


def splitting(window):
    """Ask for the first parcel to be split and return the dialog."""
    page = next(page for page in window.desk.pages if "parcels" in page.tables())
    page.editor.view.setCurrentIndex(page.editor.view.table_model().index(0, 0))
    page.split_action.trigger()
    return page.findChildren(SplitDialog)[-1]


# How each dialog is opened: by a window with a scenario in it. What is built shows itself, or is given back.
DIALOGS = {
    "AcknowledgeDialog": lambda window: AcknowledgeDialog(
        window.context, window.desk.document, window.desk.document.findings[:1], window
    ),
    "RecordsDialog": lambda window: RecordsDialog(window.context, window.desk.document, window),
    "ExplanationDialog": lambda window: ExplanationDialog(
        window.context, explain_village(window.desk.document.assessment, 0), window
    ),
    "KeysDialog": lambda window: KeysDialog(
        window.context, groups_of_keys(window.context, window, window.menus, window.desk.pages), window
    ),
    "MergeDialog": merging,
    "PresetDialog": lambda window: PresetDialog(
        window.context, window.desk.document.assessment, [], parent=window
    ),
    "ReplaceDialog": lambda window: window.desk.pages[2].editor.view.replacing(),
    "SplitDialog": splitting,
    "SettingsDialog": lambda window: dialogs.SettingsDialog(window.context, window),
    "IssueDialog": lambda window: IssueDialog(
        window.context, Plan(papers.Request(window.desk.document.assessment), ["objections"], False), window
    ),
    "IssuedDialog": lambda window: IssuedDialog(window.context, window.desk.document, window),
    "VerifyDialog": lambda window: VerifyDialog(window.context, window.desk.document, papers.Look(), window),
    "WordingDialog": lambda window: WordingDialog(window.context, window),
    "ask_unsaved": lambda window: dialogs.ask_unsaved(window.context, window, "road.lcs"),
    "ask_replace": lambda window: dialogs.ask_replace(window.context, window, Path("out"), ["a.pdf"]),
    "show_error": lambda window: dialogs.show_error(window.context, window, "", ""),
    "show_fault": lambda window: dialogs.show_fault(window.context, window, Path("log.txt"), ""),
    "ask_what_to_do": lambda window: ask_what_to_do(window.context, window, "road.lcs"),
    "about": lambda window: dialogs.about(window.context, window),
}
# Qt's own, which speak by Qt's translation; a native one on most systems.
OF_QT = {"ask_open", "ask_save", "ask_printer", "ask_folder"}


def everything(kind):
    """Yield every class of `ui` below a class of Qt."""
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        importlib.import_module(module.name)
    waiting = [kind]
    while waiting:
        for each in waiting.pop().__subclasses__():
            waiting.append(each)
            if each.__module__.startswith("ui."):
                yield each


def pages():
    """Return every class of pages."""
    return list(everything(Page))


def dialogs_there_are():
    """Return the names of the classes that are dialogs and of the functions that make one."""
    found = {each.__name__ for each in everything(QDialog)}
    for path in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and _makes_a_dialog(node):
                found.add(node.name)
    return found


def _makes_a_dialog(function):
    for call in ast.walk(function):
        if isinstance(call, ast.Call):
            target = call.func.value if isinstance(call.func, ast.Attribute) else call.func
            if isinstance(target, ast.Name) and target.id in MAKERS:
                return True
    return False


def each_page(window):
    """Show one page after the other, whole, and yield it."""
    for number, page in enumerate(window.desk.pages):
        page.complete()
        window.desk.navigation.show_page(number)
        QApplication.processEvents()
        yield page


def look_at_dialog(window, name, look):
    """Open a dialog, have `look` look at it, and close it."""
    looked = []

    def come():
        dialog = QApplication.activeModalWidget()
        if dialog is not None and not looked:
            with contextlib.closing(dialog):
                looked.append(name)
                look(dialog)

    QTimer.singleShot(0, come)
    made = DIALOGS[name](window)
    if isinstance(made, QWidget) and not looked:
        looked.append(name)
        made.show()
        look(made)
        made.close()
        made.deleteLater()
    assert looked, f"{name} did not open"
