"""The program as a whole: another language on the same work, a fault nobody foresaw, big scenarios."""

import subprocess
import sys

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from calc.files import log_path
from calc.tables import TABLES
from ui import document as documents
from ui.settings import LANGUAGE, THEME


def test_another_language_takes_the_work_along(desktop, show, small):
    document = show(small)
    document.type_cell("villages", int(document.scenario["villages"].keys[0]), "land_multiple", "8")
    desktop.window.desk.navigation.show_page(3)
    desktop.context.settings.put(LANGUAGE, "zh")
    desktop.window.relaunch_wanted.emit()
    window = desktop.window
    assert window.desk.document is document
    assert window.desk.stack.currentWidget().heading.text() == "地块"
    assert window.undo_action.text() == "撤销“修改单元格”"
    window.undo_action.trigger()
    assert window.desk.status.figures[-1].text() == "13,350.00"
    assert (
        window.desk.pages[3].editor.view.table_model().headerData(0, Qt.Orientation.Horizontal) == "地块编号"
    )


def test_another_look_is_worn_at_once(desktop):
    desktop.context.settings.put(THEME, "dark")
    desktop.window.relaunch_wanted.emit()
    assert desktop.context.theme.roles.surface in QApplication.instance().styleSheet()
    dark = desktop.context.theme.roles
    desktop.context.settings.put(THEME, "light")
    desktop.window.relaunch_wanted.emit()
    assert dark.surface not in QApplication.instance().styleSheet()


def test_a_fault_nobody_foresaw_is_logged_and_told_and_the_work_stays_open(
    desktop, show, small, tmp_path, monkeypatch
):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    document = show(small)
    seen = []

    def close():
        dialog = QApplication.activeModalWidget()
        seen.append(dialog.findChild(QPlainTextEdit).toPlainText())
        dialog.reject()

    QTimer.singleShot(0, close)
    error = RuntimeError("a fault of the test")
    desktop.catch(type(error), error, error.__traceback__)
    assert "a fault of the test" in seen[0]
    assert "a fault of the test" in log_path().read_text("utf-8")
    assert desktop.window.desk.document is document


def test_a_slow_assessment_goes_to_the_background_and_the_latest_state_wins(
    desktop, show, small, qtbot, monkeypatch
):
    document = show(small)
    jobs = desktop.context.jobs
    monkeypatch.setattr(jobs, "_inline", False)
    monkeypatch.setattr(documents, "PATIENCE", 0.0)
    key = int(document.scenario["villages"].keys[0])
    document.type_cell("villages", key, "land_multiple", "6")
    for text in ("7", "8", "6.5", "8"):
        document.type_cell("villages", key, "land_multiple", text)
    qtbot.waitUntil(lambda: not document.stale)
    assert document.assessment.totals.amount == 1_445_000
    assert desktop.window.desk.status.figures[-1].text() == "14,450.00"


@pytest.mark.parametrize("language", ["en", "zh"], indirect=True)
def test_a_new_scenario_begins_empty_under_the_shipped_policy(window, language):
    window.desk.new()
    document = window.desk.document
    assert document.assessment.policy.id == "gansu-infrastructure"
    assert all(len(document.scenario[name]) == (1 if spec.single else 0) for name, spec in TABLES.items())
    assert window.desk.stack.currentWidget() is window.desk.pages[0]
    assert window.desk.file_name() == {"en": "New scenario", "zh": "新方案"}[language]


def test_the_window_is_painted_before_the_calculation_is_loaded():
    script = (
        "import sys, ui.application; print(sorted({'numpy', 'calc.assess', 'ui.desk'} & sys.modules.keys()))"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_another_look_after_another_language_is_worn_without_a_crash(tmp_path):
    """In a process of its own: what is looked for kills the process."""
    script = """if True:
        import sys
        from pathlib import Path
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication
        from ui.application import Desktop
        from ui.settings import LANGUAGE, SAMPLE, THEME, Settings

        application = QApplication([])
        desktop = Desktop(application, Settings(Path(sys.argv[1])), "zh", inline=True)
        desktop.window.show()
        desktop.start(SAMPLE)
        for language, theme in (("en", "light"), ("en", "dark"), ("zh", "light"), ("zh", "dark")):
            desktop.context.settings.put(LANGUAGE, language)
            desktop.context.settings.put(THEME, theme)
            desktop.window.relaunch_wanted.emit()
            QTest.qWait(10)
        assert desktop.window.desk.document is not None
        print("alive")
    """
    command = [sys.executable, "-c", script, str(tmp_path / "settings.ini")]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout.strip()) == (0, "alive"), result.stderr


@pytest.mark.parametrize("page", ["results_page", "print_page"])
def test_another_language_shows_the_page_in_front_as_it_was(desktop, show, small, page):
    show(small)
    desk = desktop.window.desk
    desk.navigation.show_page(desk.pages.index(getattr(desk, page)))
    desktop.context.settings.put(LANGUAGE, "zh")
    desktop.window.relaunch_wanted.emit()
    desk = desktop.window.desk
    if page == "results_page":
        assert desk.results_page.groups.rowCount() == 1
        assert desk.results_page.lines.rowCount() > 0
    else:
        assert desk.print_page.view.preview is not None
        assert desk.print_page.view.preview.pdf.pageCount() > 0


def test_another_language_keeps_the_window_as_large_as_it_was(desktop, show, small, qtbot):
    show(small)
    desktop.window.showMaximized()
    qtbot.waitUntil(desktop.window.isMaximized)
    desktop.context.settings.put(LANGUAGE, "zh")
    desktop.window.relaunch_wanted.emit()
    assert desktop.window.isMaximized()
