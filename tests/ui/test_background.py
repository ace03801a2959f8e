"""Long work in the background: the window goes on, what was asked for is done, cancel leaves all as it was."""

import threading

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from calc import storage
from calc.assess import assess
from calc.language import catalogue
from calc.operations import apply, insert_rows
from calc.storage import load, save
from ui import files
from ui.application import Desktop
from ui.dialogs import Unsaved
from ui.files import Opened
from ui.jobs import Progress
from ui.settings import Settings


@pytest.fixture
def window(qtbot, qapp, tmp_path):
    """Return a window whose background work runs in the background."""
    desktop = Desktop(qapp, Settings(tmp_path / "settings.ini"), "en")
    desktop.window.show()
    qtbot.waitExposed(desktop.window)
    yield desktop.window
    desktop.context.jobs.close()
    desktop.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def road(window, small, tmp_path):
    """Return the open document, saved in a file of its own and edited since."""
    path = tmp_path / "road.lcs"
    save(small, path)
    window.desk._opened(Opened(small, assess(small), path, path))
    document = window.desk.document
    document.type_cell("project", 1, "name", "Road 311")
    return document


class Held:
    """A step of the work that waits until the test lets it go on."""

    def __init__(self, monkeypatch, module, name):
        self._work = getattr(module, name)
        self.reached, self.go = threading.Event(), threading.Event()
        monkeypatch.setattr(module, name, self)

    def __call__(self, *arguments, **named):
        self.reached.set()
        assert self.go.wait(10)
        return self._work(*arguments, **named)


@pytest.fixture
def packing(monkeypatch):
    """Hold every save before anything is written."""
    held = Held(monkeypatch, storage, "pack")
    yield held
    held.go.set()


def test_what_is_edited_while_saving_is_not_in_the_file_and_not_saved(window, road, packing, qtbot):
    window.save_action.trigger()
    assert packing.reached.wait(10)
    assert window.desk.status.saved.text() == "Saving..."
    assert road.unsaved
    road.type_cell("project", 1, "name", "Road 312")
    packing.go.set()
    qtbot.waitUntil(lambda: not road.saving)
    assert load(road.path).scenario.project_text("name") == "Road 311"
    assert road.unsaved
    assert window.desk.status.saved.text() == "Not saved"
    road.stack.undo()
    assert not road.unsaved
    assert window.desk.status.saved.text().startswith("Saved ")


def test_saving_again_meanwhile_saves_the_latest(window, road, packing, qtbot):
    window.save_action.trigger()
    road.type_cell("project", 1, "name", "Road 312")
    window.save_action.trigger()
    packing.go.set()
    qtbot.waitUntil(lambda: not road.unsaved)
    assert load(road.path).scenario.project_text("name") == "Road 312"


def test_closing_waits_until_the_file_is_written(window, road, packing, qtbot, monkeypatch):
    monkeypatch.setattr("ui.desk.ask_unsaved", lambda *_arguments: Unsaved.SAVE)
    assert not window.close()
    assert window.isVisible()
    packing.go.set()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert load(road.path).scenario.project_text("name") == "Road 311"


def test_closing_while_a_save_is_under_way_asks_only_about_what_came_after_it(
    window, road, packing, qtbot, monkeypatch
):
    asked = []
    monkeypatch.setattr("ui.desk.ask_unsaved", lambda *_arguments: asked.append(1) or Unsaved.CANCEL)
    window.save_action.trigger()
    assert not window.close()
    assert asked == []
    road.type_cell("project", 1, "name", "Road 312")
    packing.go.set()
    qtbot.waitUntil(lambda: asked == [1])
    assert window.isVisible()


def test_another_file_is_opened_after_the_save_it_waited_for(
    window, road, packing, qtbot, small, tmp_path, monkeypatch
):
    other = tmp_path / "other.lcs"
    monkeypatch.setattr("ui.desk.ask_unsaved", lambda *_arguments: Unsaved.SAVE)
    packing.go.set()
    save(small, other)
    packing.go.clear()
    window.open_file(other)
    assert window.desk.document is road
    packing.go.set()
    qtbot.waitUntil(lambda: window.desk.document is not road and window.desk.document.path == other)
    assert load(tmp_path / "road.lcs").scenario.project_text("name") == "Road 311"


def test_a_cancelled_save_leaves_the_old_file_and_the_work_unsaved(window, road, packing, qtbot):
    before = road.path.read_bytes()
    window.save_action.trigger()
    assert packing.reached.wait(10)
    window.desk.status.cancelled.emit()
    packing.go.set()
    qtbot.waitUntil(lambda: not road.saving)
    assert road.path.read_bytes() == before
    assert road.unsaved
    assert window.desk.status.saved.text() == "Not saved"


def test_a_save_that_fails_says_so_and_closes_nothing(window, road, qtbot, monkeypatch, tmp_path):
    told = []
    monkeypatch.setattr("ui.desk.ask_unsaved", lambda *_arguments: Unsaved.SAVE)
    monkeypatch.setattr("ui.desk.show_error", lambda _context, _parent, what, _text: told.append(what))
    road.path = tmp_path / "nowhere" / "road.lcs"
    assert not window.close()
    qtbot.waitUntil(lambda: bool(told))
    assert "road.lcs" in told[0]
    assert window.isVisible()
    assert road.unsaved


def test_a_cancelled_export_leaves_what_stood_there(window, road, qtbot, monkeypatch, tmp_path):
    path = tmp_path / "out.xlsx"
    path.write_bytes(b"last year's")
    monkeypatch.setattr("ui.desk.ask_save", lambda *_arguments: path)
    making = Held(monkeypatch, files, "register_workbook")
    window.desk.export()
    assert making.reached.wait(10)
    window.desk.status.cancelled.emit()
    making.go.set()
    qtbot.waitUntil(lambda: not window.context.jobs.busy)
    assert path.read_bytes() == b"last year's"
    assert [each.name for each in tmp_path.iterdir() if each.suffix not in {".ini", ".lcs"}] == ["out.xlsx"]
    assert road.scenario.project_text("name") == "Road 311"


def test_a_cancelled_opening_leaves_the_open_file(window, road, qtbot, monkeypatch, small, tmp_path):
    save(small, tmp_path / "other.lcs")
    reading = Held(monkeypatch, files, "open_file")
    monkeypatch.setattr("ui.desk.ask_unsaved", lambda *_arguments: Unsaved.DISCARD)
    window.open_file(tmp_path / "other.lcs")
    assert reading.reached.wait(10)
    window.desk.status.cancelled.emit()
    reading.go.set()
    qtbot.waitUntil(lambda: not window.context.jobs.busy)
    assert window.desk.document is road
    assert road.unsaved


def test_a_long_export_tells_how_many_rows_are_written(small, tmp_path, monkeypatch):
    told = []

    progress = Progress()
    monkeypatch.setattr(Progress, "__call__", lambda _self, done, rows: told.append((done, rows)))
    many = storage.unpack(storage.pack(small), "x").scenario
    new = [{"parcel_id": f"Q{number}", "village_id": "1"} for number in range(2500)]
    many = apply(many, insert_rows(many, "parcels", 0, new))
    found = assess(many)
    files.write_export(found, found.findings[:3], catalogue("en"), tmp_path / "out.xlsx", progress)
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert len({rows for _, rows in told}) == 1
    assert told[0][1] > 2500


def test_a_language_chosen_while_saving_leaves_the_work_unsaved_rather_than_forgotten(window, road, packing):
    window.save_action.trigger()
    assert packing.reached.wait(10)
    threading.Timer(0.05, packing.go.set).start()
    window.context.jobs.close()
    road.resume()
    assert not road.saving
    assert road.unsaved
