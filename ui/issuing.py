"""Issuing papers: under which number and day, by whom; what they replace is told before."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import shiboken6
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from calc.units import format_date
from ui import papers
from ui.actions import TextField, label, set_kind
from ui.context import Context
from ui.files import error_text
from ui.papers import Outlook, Request
from ui.settings import OFFICER
from ui.theme import GRID

if TYPE_CHECKING:
    from calc.issues import Issue
    from ui.jobs import Progress

__all__ = ["IssueDialog", "Plan"]

_PAUSE = 300
"""Milliseconds without a key press after which it is worked out what would be replaced."""
_BETWEEN = "\N{NO-BREAK SPACE}· "


class Plan(NamedTuple):
    """What is to be issued.

    Attributes:
        request: what is printed, and for whom.
        stems: the documents.
        separate: whether each household's statement is a file of its own.
        number: the document number that is offered.
        day: the day that is offered, "" for today.

    """

    request: Request
    stems: list[str]
    separate: bool
    number: str = ""
    day: str = ""


class IssueDialog(QDialog):
    """Asks under which number papers are issued, and says what that will do.

    Attributes:
        number: the field of the document number.
        day: the field of the day.
        officer: the field of who issues them.
        outlook: what it will do; None while number or day cannot be used.
        accept_button: closed while there is no outlook.

    """

    chapter = "printing"

    def __init__(self, context: Context, plan: Plan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._request, self._stems = context, plan.request, plan.stems
        self.outlook: Outlook | None = None
        self._working: Progress | None = None
        words = context.words
        self.setWindowTitle(words.text("Issue papers"))
        box = QVBoxLayout(self)
        box.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        box.setSpacing(GRID)
        titles = _BETWEEN.join(words.text(papers.TITLES[stem]) for stem in self._stems)
        box.addWidget(label(titles, wrap=True))
        box.addWidget(label(self._for_whom(), "muted", wrap=True))
        box.addLayout(self._make_form(plan))
        self.told = label(wrap=True)
        self.told.setMinimumHeight(6 * GRID)
        box.addWidget(self.told)
        note = words.text(
            "Every page carries number and day. The scenario is saved together with the record, which stays "
            "even where edits are undone."
        )
        box.addWidget(label(note, "muted", wrap=True))
        self._add_buttons(box)
        self._pause = QTimer(self, interval=_PAUSE, singleShot=True)
        self._pause.timeout.connect(self.look)
        for field in (self.number, self.day):
            field.textChanged.connect(self._typed)
        self.setMinimumWidth(64 * GRID)
        self.number.setFocus()
        self._typed()

    def _for_whom(self) -> str:
        words, request = self._context.words, self._request
        if request.villages is not None:
            return words.text("For {count} villages", count=f"{len(request.villages):,}")
        if request.households is not None:
            return words.text("For {count} households", count=f"{len(request.households):,}")
        return words.text("For all villages and households")

    def _make_form(self, plan: Plan) -> QFormLayout:
        words = self._context.words
        scenario = self._request.assessment.scenario
        officer = self._context.settings.get(OFFICER) or scenario.project_text("calculator")
        self.number, self.officer = TextField(plan.number), TextField(officer)
        self.number.setPlaceholderText(words.text("As your office numbers its documents"))
        self.day = TextField(plan.day or format_date(datetime.now().astimezone().toordinal()))
        form = QFormLayout()
        form.setSpacing(GRID)
        for text, field in (
            (words.text("Document number"), self.number),
            (words.text("Day of issue"), self.day),
            (words.text("Issued by"), self.officer),
        ):
            field.setAccessibleName(text)
            form.addRow(text, field)
        return form

    def _add_buttons(self, box: QVBoxLayout) -> None:
        words = self._context.words
        buttons = QDialogButtonBox()
        self.accept_button: QPushButton = buttons.addButton(
            words.text("Issue and save PDF..."), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.accept_button.setDefault(True)
        buttons.addButton(words.text("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        box.addWidget(buttons)

    def _typed(self) -> None:
        """Wait for the officer to pause, then work out what would be replaced."""
        self._stop()
        self.accept_button.setEnabled(False)
        if self.number.text().strip():
            self._pause.start()
        else:
            self._pause.stop()
            self._tell(
                self._context.words.text("Type the number under which the papers are issued."), "muted"
            )

    def _stop(self) -> None:
        self.outlook = None
        if self._working is not None:
            self._working.cancel()
            self._working = None

    def look(self) -> None:
        """Work out what issuing under this number and day would do."""
        self._stop()
        request, stems, words = self._request, self._stems, self._context.words
        typed = (self.number.text(), self.day.text())

        def is_current() -> bool:
            return shiboken6.isValid(self) and typed == (self.number.text(), self.day.text())

        def done(found: Outlook) -> None:
            if is_current():
                self.outlook = found
                self.accept_button.setEnabled(True)
                self._tell("\n".join(self._lines(found)))

        def failed(error: Exception) -> None:
            text = error_text(error, words)
            if text is None:
                raise error
            if is_current():
                self._tell(text, "danger")

        self._working = self._context.jobs.start(
            lambda _progress: papers.outlook(request, stems, *typed, ""), done, failed, quiet=True
        )

    def _lines(self, found: Outlook) -> list[str]:
        """Return what will be done, a line each."""
        words = self._context.words
        if found.again == found.papers:
            return [
                words.text(
                    "All {count} papers are on record under this number: these are further copies.",
                    count=f"{found.papers:,}",
                )
            ]
        lines = [words.text("{count} papers are issued.", count=f"{found.papers:,}")]
        lines += [
            words.text(
                "{count} of them replace those of {number}, {day}.",
                count=f"{count:,}",
                number=number,
                day=day,
            )
            for number, day, count in found.replaced
        ]
        return lines if found.replaced else [*lines, words.text("None of them replaces an earlier one.")]

    def _tell(self, text: str, kind: str = "") -> None:
        self.told.setText(text)
        set_kind(self.told, "kind", kind)

    def issue(self) -> "Issue | None":
        """Return the issue as it was asked for, None while number or day cannot be used."""
        if self.outlook is None:
            return None
        return replace(self.outlook.issue, officer=self.officer.text().strip())

    def accept(self) -> None:
        """Remember who issues."""
        if self.outlook is None:
            return
        self._context.settings.put(OFFICER, self.officer.text().strip())
        super().accept()
