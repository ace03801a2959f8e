"""The desktop on the bench county: how long an officer waits, from the event to what is painted.

``desk.py edits FILE`` opens the file in a window, types, pastes, deletes, undoes and scrolls as a person
does, and prints the time each took as JSON. ``desk.py start FILE`` starts the program as `main.py FILE`
does and prints when the window was painted, and when the county stood in it with its totals, by the clock.
`run.py` starts both, each in a process of its own; nothing else of a bench is in the memory there.
"""

import gc
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

if TYPE_CHECKING:
    from ui.application import Desktop
    from ui.pages.paper_view import PaperView
    from ui.tables.view import TableView

REPEATS = 5
PASTED = 5000
DELETED = 2000
FRAMES = 300
ROWS_A_FRAME = 3  # what one notch of a mouse wheel moves
PATIENCE = 60.0
DARK = 60  # of 255: ink, and neither the sheet nor the colour behind it
Taken = tuple[float, float]
"""Seconds on the clock, and of this process on the processor: other programs lengthen only the former."""


class Painted(QObject):
    """Knows when a widget was last painted."""

    def __init__(self, *watched: QWidget) -> None:
        super().__init__()
        self._missing = set(watched)
        self._watched = watched
        for widget in watched:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take note of a painting that is about to be done."""
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            self._missing.discard(watched)
        return False

    def again(self) -> None:
        """Wait for the next painting of every widget."""
        self._missing = set(self._watched)

    @property
    def all(self) -> bool:
        """Whether every widget was painted."""
        return not self._missing


class Watch:
    """Takes the time from when it is made."""

    def __init__(self) -> None:
        self._start = time.perf_counter(), time.process_time()

    def read(self) -> Taken:
        """Return the seconds since then, and the processor's among them."""
        return time.perf_counter() - self._start[0], time.process_time() - self._start[1]


# ---- edits ----


class Officer:
    """Works at the open county and takes the time."""

    def __init__(self, desktop: "Desktop") -> None:
        self._application = QApplication.instance()
        self._desktop = desktop
        self._desk = desktop.window.desk
        self._painted = Painted(self._desk.status.figures[-1])

    def settle(self, seconds: float = 0.2) -> None:
        """Let the window come to rest; what is done beside it gets its turns meanwhile."""
        deadline = time.perf_counter() + seconds
        while time.perf_counter() < deadline:
            QApplication.processEvents()
            time.sleep(0.001)

    def waits(self, act: Callable[[], object]) -> Taken:
        """Return the time from `act`, an event, until the totals it leads to are painted."""
        document = self._desk.document
        self._painted.again()
        watch = Watch()
        act()
        while True:
            QApplication.processEvents()
            if self._painted.all and not document.stale:
                return watch.read()
            if watch.read()[0] > PATIENCE:
                sys.exit("the totals did not change")

    def view(self, table: str) -> "TableView":
        """Show the page of a table and return its view."""
        pages = self._desk.pages
        number = next(number for number, page in enumerate(pages) if table in page.tables())
        self._desk.navigation.show_page(number)
        page = pages[number]
        editor = page.villages if table == "villages" else page.editor
        self.settle()
        return editor.view

    def typing(self, table: str, column: str, texts: Iterator[str]) -> list[Taken]:
        """Type into cells one below the other and press Enter, each time another text."""
        from PySide6.QtTest import QTest  # noqa: PLC0415  (no part of the start that is measured)

        view, times = self.view(table), []
        model = view.table_model()
        for row in range(10, 10 + REPEATS):
            view.setCurrentIndex(model.index(row, model.column_of(column)))
            QTest.keyClicks(view, "1")  # opens the editor
            # Not the widget with the focus: where no window manager runs, no window has it.
            edit = view.viewport().findChild(QLineEdit)
            edit.setText(next(texts))
            self.settle()
            times.append(self.waits(lambda edit=edit: QTest.keyClick(edit, Qt.Key.Key_Return)))
        return times

    def blocks(self) -> dict[str, list[Taken]]:
        """Paste, fill, delete and take back thousands of rows."""
        view = self.view("parcels")
        model, stack = view.table_model(), self._desk.document.stack
        clipboard = QApplication.clipboard()
        times: dict[str, list[Taken]] = {}

        def take(name: str, act: Callable[[], object]) -> None:
            self.settle()
            times.setdefault(name, []).append(self.waits(act))

        area = model.column_of("area")
        for turn in range(REPEATS):
            clipboard.setText(_block(model, turn))
            view.setCurrentIndex(model.index(1000, 0))
            take("pasted", view.paste)
            take("paste undone", stack.undo)
            clipboard.setText(f"{turn + 1}.25")
            _select(view, (1000, area), (1000 + PASTED - 1, area))
            take("filled", view.paste)
            take("fill undone", stack.undo)
            _select(view, (3000, 0), (3000 + DELETED - 1, 3))
            take("deleted", view.delete_rows)
            take("delete undone", stack.undo)
            view.setCurrentIndex(model.index(1000, 0))
            view.insert_row()
            self.settle()
            stack.undo()
        return times

    def printing(self) -> dict[str, list[Taken]]:
        """Open the page for printing, in a calm moment and right after an edit, until a page is painted."""
        page, document = self._desk.print_page, self._desk.document
        parcels = document.scenario["parcels"]
        times: dict[str, list[Taken]] = {"printing opened": [], "printing opened after an edit": []}
        for turn in range(2 * REPEATS):
            name = list(times)[turn % 2]
            self._desk.navigation.show_page(0)
            document.type_cell("parcels", int(parcels.keys[turn]), "remark", f"turn {turn}")
            self.settle()
            while document.stale or (turn % 2 == 0 and not page.view.drawn):
                self.settle(0.01)
            watch = Watch()
            self._desk.show_print()
            while not (page.view.drawn and _inked(page.view)):
                self.settle(0.001)
            times[name].append(watch.read())
        return times

    def scrolling(self) -> list[Taken]:
        """Scroll through the parcels, a notch of the wheel a frame, until each is painted."""
        view, times = self.view("parcels"), []
        bar, painted = view.verticalScrollBar(), Painted(view.viewport())
        for _ in range(FRAMES):
            painted.again()
            watch = Watch()
            bar.setValue(bar.value() + ROWS_A_FRAME)
            while not painted.all:
                QApplication.processEvents()
            times.append(watch.read())
        return times


def _inked(view: "PaperView") -> bool:
    """Return whether a page of the preview is painted, not only its white sheet."""
    pages = view.preview.view if view.preview is not None else None
    if pages is None or not pages.isVisible():
        return False
    picture = pages.viewport().grab().toImage()
    row, columns = picture.height() // 3, range(0, picture.width(), 3)
    return any(picture.pixel(column, row + line) & 0xFF < DARK for line in range(60) for column in columns)


def _block(model: QObject, turn: int) -> str:
    """Return thousands of rows to paste: new parcel and household IDs, the villages that stand there."""
    village = model.column_of("village_id")
    rows = (
        (f"R{turn}{row:05d}", model.text(1000 + row, village), f"{row * 7 + turn + 1:06d}", "乙区")
        for row in range(PASTED)
    )
    return "\n".join(map("\t".join, rows))


def _select(view: "TableView", first: tuple[int, int], last: tuple[int, int]) -> None:
    model = view.model()
    view.setCurrentIndex(model.index(*first))
    block = QItemSelection(model.index(*first), model.index(*last))
    view.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def edits(file: Path) -> None:
    """Open the county, work at it and print how long each thing took."""
    from ui.application import Desktop  # noqa: PLC0415  (the start is measured without)
    from ui.settings import Settings  # noqa: PLC0415  (as above)

    application = QApplication(sys.argv[:1])
    desktop = Desktop(application, Settings(), "zh")
    desktop.window.show()
    desktop.start(file)
    while desktop.window.desk.document is None:
        QApplication.processEvents()
    officer = Officer(desktop)
    officer.settle()
    gc.collect()
    areas, counts = (f"{1 + number}.25" for number in range(99)), (f"{90 + number}" for number in range(99))
    ids, multiples = (f"{150 + number:06d}" for number in range(99)), iter(["6", "6.5", "8", "7.5", "6.25"])
    times = {
        "parcels.area": officer.typing("parcels", "area", areas),
        "parcels.land_class": officer.typing("parcels", "land_class", iter(["荒地", "旱地"] * REPEATS)),
        "parcels.village_id": officer.typing("parcels", "village_id", (f"V{n:03d}" for n in range(20, 99))),
        "items.quantity": officer.typing("items", "quantity", counts),
        "items.household_id": officer.typing("items", "household_id", (f"9{n:06d}" for n in range(99))),
        "villages.land_multiple": officer.typing("villages", "land_multiple", multiples),
        "parcels.household_id": officer.typing("parcels", "household_id", ids),
        **officer.blocks(),
        **officer.printing(),
        "frames": officer.scrolling(),
    }
    print(json.dumps(times), flush=True)
    _leave()


# ---- starting ----


def start(file: Path) -> None:
    """Start as `main.py FILE` does, and print when the window and the county were painted."""
    from ui import application  # noqa: PLC0415  (as main.py does)

    marks: dict[str, float] = {}

    class Watched(application.Desktop):
        """The desktop, watched."""

        def __init__(self, *given: object, **named: object) -> None:
            super().__init__(*given, **named)
            self._first = Painted(self.window.welcome)
            self._open: Painted | None = None
            self._timer = QTimer(self, interval=1)
            self._timer.timeout.connect(self._look)
            self._timer.start()

        def _look(self) -> None:
            now = time.monotonic()
            if self._first.all:
                marks.setdefault("painted", now)
            desk = self.window._desk  # noqa: SLF001  (it is built only when first asked for)
            if self._open is None and desk is not None and desk.document is not None:
                page = desk.pages[desk.stack.currentIndex()]
                self._open = Painted(desk.status.figures[-1], page.villages.view.viewport())
            elif self._open is not None and self._open.all:
                print(json.dumps({**marks, "opened": now}), flush=True)
                _leave()

    application.Desktop = Watched
    application.run(["main.py", str(file)], file=file, language="zh")


def _leave() -> None:
    """End at once: nothing is to be saved."""
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    {"edits": edits, "start": start}[sys.argv[1]](Path(sys.argv[2]))
