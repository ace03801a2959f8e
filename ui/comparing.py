"""An earlier plan beside the open one: chosen, read and compared in the background, kept up to date."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from calc.assess import Assessment, assess
from calc.compare import Comparison, compare
from calc.scenario import Scenario
from ui import files
from ui.actions import ChoiceBox
from ui.context import Context
from ui.dialogs import ask_open
from ui.document import Document
from ui.jobs import Progress

__all__ = ["KEPT", "Compared", "Comparer", "Earlier", "EarlierChoice"]

KEPT: Final = "kept"
"""Stands for the open file as it was last saved or opened."""
_ASK: Final = "ask"
_PAUSE: Final = 300
"""Milliseconds without an edit after which the comparison is brought up to date."""

Earlier = Path | str


@dataclass(frozen=True)
class Compared:
    """Two plans and what differs between them.

    Attributes:
        comparison: what differs.
        reprint: pairs of the households whose statement reads otherwise.
        name: the name of the earlier plan.

    """

    comparison: Comparison
    reprint: frozenset[int]
    name: str

    def households(self) -> dict[str, int]:
        """Return the IDs of the households whose statement reads otherwise, with their pairs."""
        names = self.comparison.pairs["households"].names
        return {str(names[pair]): pair for pair in sorted(self.reprint)}


def _work(
    earlier: Earlier,
    kept: Scenario,
    known: Assessment | None,
    after: Assessment,
    name: str,
    prepare: Callable[[Compared], object],
    progress: Progress,
) -> tuple[Compared, object]:
    """Read the earlier plan where it is not `known`, compare, and prepare what is shown of it."""
    from calc import statements  # noqa: PLC0415  (loads the drawing library)

    before = known or _assessed(earlier, kept, progress)
    progress.check()
    comparison = compare(before, after, statements.HOUSEHOLD_READS)
    progress.check()
    found = Compared(comparison, frozenset(statements.changed_households(comparison, progress)), name)
    return found, prepare(found)


class Comparer(QObject):
    """Compares the open scenario with an earlier plan, in the background.

    Attributes:
        earlier: the earlier plan, None while none is chosen.
        found: the latest comparison, None while there is none.
        prepared: what `prepare` made of it.

    Signals:
        started: a comparison is being made.
        done: `found` is new.
        cancelled: the officer cancelled it.
        failed: the earlier plan could not be read: what, and the error.

    """

    started = Signal()
    done = Signal()
    cancelled = Signal()
    failed = Signal(str, object)

    def __init__(self, context: Context, prepare: Callable[[Compared], object] = lambda _found: None) -> None:
        """Compare; `prepare` is called with each comparison in the background."""
        super().__init__()
        self._context = context
        self._prepare = prepare
        self._document: Document | None = None
        self.prepared: object = None
        self.earlier: Earlier | None = None
        self.found: Compared | None = None
        self._read: tuple[object, Assessment] | None = None
        self._working: Progress | None = None
        self._wanted: Assessment | None = None
        self._pause = QTimer(self, interval=_PAUSE, singleShot=True)
        self._pause.timeout.connect(self.refresh)

    def show_document(self, document: Document) -> None:
        """Compare another scenario; nothing is chosen yet."""
        self._document = document
        self.choose(None)

    def choose(self, earlier: Earlier | None) -> None:
        """Compare with another plan, or with none."""
        self._stop()
        self.earlier, self.found, self._read = earlier, None, None
        if earlier is not None:
            self.refresh()

    def follow(self) -> None:
        """Bring the comparison up to date once the officer pauses."""
        if self.earlier is not None:
            self._pause.start()

    def refresh(self) -> None:
        """Compare the scenario as it is now, unless that is done or under way."""
        document, earlier = self._document, self.earlier
        if document is None or earlier is None:
            return
        after = document.assessment
        mark: object = _mark(earlier) if isinstance(earlier, Path) else document.kept
        known = self._read[1] if self._read and self._read[0] == mark else None
        is_current = self.found is not None and self.found.comparison.after is after and known is not None
        is_under_way = self._working is not None and self._wanted is after
        if not is_current and not is_under_way:
            self._stop()
            self._wanted = after
            self.started.emit()
            self._start(earlier, document.kept, after, known, mark)

    def _start(
        self, earlier: Earlier, kept: Scenario, after: Assessment, known: Assessment | None, mark: object
    ) -> None:
        """Read the earlier plan where it is not `known`, and compare it with `after`."""
        words, name = self._context.words, self._name(earlier)
        work = partial(_work, earlier, kept, known, after, name, self._prepare)

        def is_wanted() -> bool:
            wanted = self._wanted is after and self.earlier == earlier
            if wanted:
                self._working = self._wanted = None
            return wanted

        def done(outcome: tuple[Compared, object]) -> None:
            if is_wanted():
                self.found, self.prepared = outcome
                self._read = (mark, self.found.comparison.before)
                self.done.emit()

        def failed(error: Exception) -> None:
            if is_wanted():
                self.earlier = None
                self.failed.emit(words.text("“{name}” could not be compared.", name=name), error)

        def cancelled() -> None:
            if is_wanted():
                self.cancelled.emit()

        progress = self._context.jobs.start(
            work,
            done,
            failed,
            title=words.text("Comparing with {name}", name=name),
            unit=words.text("statements"),
            cancelled=cancelled,
        )
        if self._wanted is after:  # else it has landed already
            self._working = progress

    def _name(self, earlier: Earlier) -> str:
        if isinstance(earlier, Path):
            return earlier.name
        return self._context.words.text("The file as last saved or opened")

    def _stop(self) -> None:
        """Stop a comparison that nobody waits for any more."""
        self._pause.stop()
        self._wanted = None
        if self._working is not None:
            self._working.cancel()
            self._working = None


def _mark(path: Path) -> object:
    """Return what changes when a file is written anew."""
    try:
        found = path.stat()
    except OSError:
        return path, None
    return path, found.st_mtime_ns, found.st_size


def _assessed(earlier: Earlier, kept: Scenario, progress: Progress) -> Assessment:
    if isinstance(earlier, Path):
        return files.read_any(earlier, progress).assessment
    return assess(kept)


class EarlierChoice(ChoiceBox):
    """A drop-down of plans to compare with: the file as it was, those opened lately, any other.

    Signals:
        chosen: a plan was chosen: a path or KEPT, None for none.

    """

    chosen = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.setAccessibleName(context.words.text("Compare with"))
        self.setToolTip(context.words.text("The earlier plan, for example the announced one"))
        self._document: Document | None = None
        self.activated.connect(self._take)
        self.offer()

    def show_document(self, document: Document) -> None:
        """Offer plans to compare a scenario with; nothing is chosen yet."""
        self._document = document
        self.offer()

    def offer(self, earlier: Earlier | None = None) -> None:
        """Offer the files of late, with `earlier` chosen; the open file itself is offered as it was kept."""
        words = self._context.words
        self.clear()
        self.addItem(words.text("Choose the earlier plan..."), None)
        self.addItem(words.text("The file as last saved or opened"), KEPT)
        own = self._document.path if self._document else None
        recent = [path for path in self._context.settings.recent() if path != own]
        if isinstance(earlier, Path) and earlier not in recent:
            recent.insert(0, earlier)
        for path in recent:
            self.addItem(path.name, path)
            self.setItemData(self.count() - 1, str(path), Qt.ItemDataRole.ToolTipRole)
        self.addItem(words.text("Another file..."), _ASK)
        places = [place for place in range(self.count()) if self.itemData(place) == earlier]
        self.setCurrentIndex(places[0] if places else 0)
        self._held = earlier

    def _take(self, place: int) -> None:
        wanted = self.itemData(place)
        if wanted == _ASK:
            self.ask()
            return
        if wanted != self._held:
            self._held = wanted
            self.chosen.emit(wanted)

    def ask(self) -> None:
        """Ask for a file to compare with."""
        words = self._context.words
        patterns = words.text("Scenarios and registers (*.lcs *.xlsx)")
        path = ask_open(self._context, self, words.text("Compare with"), patterns)
        if path is None:
            self.offer(self._held)
        else:
            self.offer(path)
            self.chosen.emit(path)
