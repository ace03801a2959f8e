"""The open scenario: every edit is an operation on an undo stack, judged anew at once."""

import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from calc import operations
from calc.acknowledgements import Acknowledged, match
from calc.assess import Assessment, assess
from calc.findings import Finding, Place, Severity, render
from calc.operations import Operation
from calc.scenario import Scenario
from calc.storage import stamp
from ui.context import Context
from ui.jobs import Progress

__all__ = ["Document"]

PATIENCE: Final = 0.2
"""Seconds an assessment may hold up the window; a slower one moves to the background."""
_WEIGHT: Final = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}

CellMarks = dict[tuple[int, str], list[Finding]]
Judged = tuple[Assessment, Acknowledged, dict[str, CellMarks]]


def _judged(scenario: Scenario, reading: tuple[Finding, ...]) -> Judged:
    assessment = assess(scenario)
    acknowledged = match(scenario, (*assessment.findings, *reading))
    return assessment, acknowledged, _marked(assessment, acknowledged)


def _weight(finding: Finding, acknowledged: Acknowledged) -> Severity:
    return Severity.NOTE if acknowledged.of(finding) else finding.severity


def _marked(assessment: Assessment, acknowledged: Acknowledged) -> dict[str, CellMarks]:
    """Return the findings of every table by cell, heaviest first."""
    marks: dict[str, CellMarks] = {}
    for finding in assessment.findings:
        place = finding.place
        if place.table and place.key is not None:
            marks.setdefault(place.table, {}).setdefault((place.key, place.column), []).append(finding)
    for table in marks.values():
        for found in table.values():
            if len(found) > 1:
                found.sort(key=lambda finding: _WEIGHT[_weight(finding, acknowledged)])
    return marks


class _Edit(QUndoCommand):
    """One operation on the undo stack.

    A large one comes with the state after it, worked out in the background; both states are kept, so that
    undo and redo need not work them out again.

    Attributes:
        withdrawn: whether undoing it leaves nothing to be done again.
        offered: whether it is only offered, and not judged when it is done.

    """

    def __init__(self, document: "Document", operation: Operation, after: Scenario | None) -> None:
        super().__init__()
        self._document = document
        self._operation = operation
        self.withdrawn = self.offered = False
        self._states = (None, None) if after is None else (document.scenario, after)
        self.rename()

    def rename(self) -> None:
        """Say the operation in the language of the screen."""
        words = self._document.context.words
        self.setText(words.text(self._operation.label, **self._operation.parameters))

    def redo(self) -> None:
        """Apply the operation."""
        self._document.apply(self._operation, self._states[1], offered=self.offered)
        self.offered = False  # done again, it is an edit like any other

    def undo(self) -> None:
        """Take the operation back."""
        self._document.apply(operations.reverse(self._operation), self._states[0])
        self.setObsolete(self.withdrawn)


class Document(QObject):
    """A scenario being worked on.

    Attributes:
        scenario: its present state.
        assessment: the latest one; of an earlier state while `stale`.
        acknowledged: which of its findings are acknowledged.
        path: the file it is saved in, None while it has none.
        reading: what was not read of the register it came from.
        stamp: of that file as it was last saved or opened: it is another once somebody else saves it.
        saved_at: when it was last saved or opened.
        kept: the state in which it was last saved or opened.
        seen: code and place of the findings that were looked at.
        saving: whether a state of it is on its way to a file.
        stack: the undo stack.

    Signals:
        edited: an operation was applied: operation.
        assessed: `assessment` is new.
        stale_changed: figures are being worked out in the background, or are current again.
        history_changed: something was recorded that is no edit: papers were issued.
        saved_changed: whether there is unsaved work, or the file, is different now.

    """

    edited = Signal(object)
    assessed = Signal()
    stale_changed = Signal()
    history_changed = Signal()
    saved_changed = Signal()

    def __init__(
        self,
        context: Context,
        scenario: Scenario,
        assessment: Assessment,
        path: Path | None = None,
        reading: tuple[Finding, ...] = (),
    ) -> None:
        super().__init__()
        self.context = context
        self.scenario = scenario
        self.assessment = assessment
        self.path = path
        self.reading = reading
        self.stamp = stamp(path) if path is not None else ()
        self.saved_at = datetime.now().astimezone()
        self.kept = scenario
        self.seen: set[tuple[str, Place]] = set()
        self.stack = QUndoStack(self)
        self.stack.cleanChanged.connect(self._tell_saved)
        self._commands: list[_Edit] = []
        self._never_saved = path is None
        self.saving = False
        self._on_its_way = scenario
        self._slow = False
        self._working = False
        self._before_offer: Scenario | None = None
        self.acknowledged = match(scenario, self.findings)
        self._marks = _marked(assessment, self.acknowledged)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the assessment found, and what was not read of the register."""
        return (*self.assessment.findings, *self.reading)

    @property
    def unsaved(self) -> bool:
        """Whether there is work that no file holds."""
        return self._never_saved or self.saving or not self.stack.isClean()

    @property
    def untouched(self) -> bool:
        """Whether nothing was edited since it was opened, so that closing loses nothing."""
        return self._never_saved and self.stack.count() == 0

    @property
    def stale(self) -> bool:
        """Whether the assessment is of an earlier state."""
        return self.assessment.scenario is not self._to_judge

    @property
    def _to_judge(self) -> Scenario:
        """The state that the figures are of: the present one, without what is only offered."""
        return self.scenario if self._before_offer is None else self._before_offer

    def push(self, operation: Operation, after: Scenario | None = None, *, offered: bool = False) -> None:
        """Do an edit; it can be undone. `after` is the state it leads to, where that is known already.

        What is only `offered`, as an empty row at the end is, is not judged before something follows.
        """
        if not operation.steps:
            return
        command = _Edit(self, operation, after)
        command.offered = offered
        del self._commands[self.stack.index() :]
        self._commands.append(command)
        self.stack.push(command)

    def last_edit(self) -> QUndoCommand | None:
        """Return the edit that would be undone next."""
        return self._commands[self.stack.index() - 1] if self.stack.index() else None

    def withdraw(self) -> None:
        """Take the last edit back as if it had never been; what was undone after it can be done again."""
        if self.stack.index() == self.stack.count():
            self._commands.pop().withdrawn = True
        self.stack.undo()

    def type_cell(self, table: str, key: int, column: str, text: str) -> None:
        """Type into one cell, unless that says what stands there already."""
        operation = operations.type_cell(self.scenario, table, key, column, text)
        step = operation.steps[0]
        if isinstance(step, operations.SetCells) and step.old != step.new:
            self.push(operation)

    def apply(self, operation: Operation, after: Scenario | None = None, *, offered: bool = False) -> None:
        """Apply an operation; only the undo stack's commands call this."""
        before, next_key = self.scenario, self.scenario.next_key
        self._before_offer = self._to_judge if offered else None
        self.scenario = operations.apply(self.scenario, operation) if after is None else after
        # What has happened stays: it is no edit, and undoing one goes back to how the inputs were.
        self.scenario = self.scenario.with_history(before)
        if self.scenario.next_key < next_key:  # keys are not even used again that were taken back
            self.scenario = replace(self.scenario, next_key=next_key)
        self.edited.emit(operation)
        self._slow = self._slow or after is not None  # a large edit is judged in the background too
        if self.stale:
            self._judge()

    def rename_edits(self) -> None:
        """Say every edit in the language of the screen, after it has changed."""
        for command in self._commands:
            command.rename()

    def resume(self) -> None:
        """Work out what is not known yet, after all background work was stopped."""
        self._working = False
        if self.saving:
            self.not_saved()
        if self.stale:
            self._judge()

    def start_saving(self) -> Scenario:
        """Return the present state, which the file will hold; what is edited from now on is not in it."""
        self.saving = True
        self._on_its_way = self.scenario
        self.stack.setClean()
        self.saved_changed.emit()
        return self.scenario

    def saved(self, path: Path) -> None:
        """Take note that the state of `start_saving` was written to `path`."""
        self.path, self.stamp = path, stamp(path)
        self.saved_at = datetime.now().astimezone()
        self.kept = self._on_its_way
        self._never_saved = self.saving = False
        self.saved_changed.emit()

    def issued(self, scenario: Scenario) -> None:
        """Take over what `scenario` records: the state of `start_saving`, and the papers issued of it.

        It stands beside the undo stack: what is undone or done again leaves it as it is. `saved` is called as
        after every saving.
        """
        self._on_its_way = scenario
        if self.scenario.with_history(scenario) is self.scenario:
            return
        self._before_offer = None
        self.scenario = self.scenario.with_history(scenario)
        self.history_changed.emit()
        if self.stale:
            self._judge()

    def not_saved(self, *, kept: bool = False) -> None:
        """Take note that the state of `start_saving` was not written; `kept` where a file held it before."""
        self.saving = False
        if not kept:
            self.stack.resetClean()
        self.saved_changed.emit()

    def marks(self, table: str) -> CellMarks:
        """Return the findings of a table by row key and column ("" for the whole row), heaviest first."""
        return self._marks.get(table, {})

    def heaviest(self, table: str) -> Severity | None:
        """Return the heaviest error or warning in a table, None where there is neither."""
        heaviest = None
        for each in self.marks(table).values():
            weight = self.weight(each[0])
            if weight is Severity.ERROR:
                return weight
            if weight is Severity.WARNING:
                heaviest = weight
        return heaviest

    def weight(self, finding: Finding) -> Severity:
        """Return how much a finding weighs here: an acknowledged warning no more than a note."""
        return _weight(finding, self.acknowledged)

    def told(self, finding: Finding) -> str:
        """Return a finding's message in the language of the screen, with the reason why it may stand."""
        words, reason = self.context.words, self.reason(finding)
        if self.acknowledged.of(finding):
            reason = words.text("Acknowledged: {reason}", reason=reason)
        return "\n".join(filter(None, (render(finding, words), reason)))

    def reason(self, finding: Finding) -> str:
        """Return why a warning is acknowledged, or was for other figures; "" where it never was."""
        words = self.context.words
        held, earlier = self.acknowledged.of(finding), self.acknowledged.earlier(finding)
        found = held or earlier
        if found is None:
            return ""
        by = " ".join(filter(None, (found.officer, found.date)))
        reason = words.text("{reason} ({by})", reason=found.reason, by=by) if by else found.reason
        return (
            reason if held else words.text("Acknowledged earlier for other figures: {reason}", reason=reason)
        )

    def _tell_saved(self) -> None:
        self.saved_changed.emit()

    def _judge(self) -> None:
        if self._slow:
            self._judge_in_background()
            return
        started = time.perf_counter()
        self._take(_judged(self._to_judge, self.reading))
        self._slow = time.perf_counter() - started > PATIENCE

    def _judge_in_background(self) -> None:
        self.stale_changed.emit()
        if self._working:
            return  # the state of then is judged when this one is done
        self._working = True
        scenario, reading = self._to_judge, self.reading

        def work(_progress: Progress) -> tuple[Judged, float]:
            started = time.perf_counter()
            return _judged(scenario, reading), time.perf_counter() - started

        self.context.jobs.start(work, self._land, self._fail, quiet=True, cancelled=self._stop)

    def _land(self, outcome: tuple[Judged, float]) -> None:
        if not shiboken6.isValid(self):
            return  # another scenario was opened meanwhile
        self._working = False
        judged, seconds = outcome
        self._slow = seconds > PATIENCE
        if judged[0].scenario is self._to_judge:
            self._take(judged)
            self.stale_changed.emit()
        else:
            self._judge()

    def _stop(self) -> None:
        self._working = False

    def _fail(self, error: Exception) -> None:
        self._working = False
        raise error  # an assessment has no failure of its own: the net under the program tells of it

    def _take(self, judged: Judged) -> None:
        self.assessment, self.acknowledged, self._marks = judged
        self.assessed.emit()
