"""Does the paper on the desk still agree: its check code is typed, the answer is given in plain words."""

import unicodedata
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from calc.findings import Place
from ui import papers
from ui.actions import TextField, label, push_button, set_kind
from ui.context import Context
from ui.document import Document
from ui.files import error_text
from ui.papers import Look
from ui.theme import GRID, first_size

if TYPE_CHECKING:
    from calc.verifying import Verification
    from ui.jobs import Progress

__all__ = ["VerifyDialog"]

_GROUP: Final = 5
_LENGTH: Final = 25
_LABEL: Final = "校验码"
_PLACES: Final = {"household": ("households", "head"), "village": ("villages", "village")}
_SCOPES: Final = {paper.stem: paper.scope for paper in papers.PAPERS}


class VerifyDialog(QDialog):
    """Asks for a check code and says what it finds.

    Attributes:
        code: the field of the code.
        groups: the groups as they were typed, each with its number.
        verdict: the answer in one line.
        answer: everything there is to say.
        go_button: leads to the household or village whose paper it is.

    Signals:
        place_chosen: go to the household or village: its place.

    """

    chapter = "printing"
    place_chosen = Signal(object)

    def __init__(
        self, context: Context, document: Document, look: Look, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._document, self._look = context, document, look
        self._working: Progress | None = None
        self._place: Place | None = None
        words = context.words
        self.setWindowTitle(words.text("Check a paper's code"))
        about = words.text(
            "Type or paste the check code at the foot of a page. Capital and small letters, hyphens and "
            "spaces do not matter."
        )
        self.code = TextField()
        self.code.setAccessibleName(words.text("Check code"))
        self.code.setPlaceholderText("00000-00000-00000-00000-00000")
        self.code.textChanged.connect(self._typed)
        self.groups = label(kind="muted")
        self.check_button = push_button(context, words.text("Check"), "search", self.check, "primary")
        self.check_button.setDefault(True)
        self.verdict = label(kind="lead", wrap=True)
        self.answer = QPlainTextEdit()
        self.answer.setReadOnly(True)
        self.answer.setAccessibleName(words.text("What the code says"))
        self.go_button = push_button(context, "", "next", self._go)
        self.go_button.hide()
        close = push_button(context, words.text("Close"), "", self.reject)
        row, foot = QHBoxLayout(), QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.code, 1)
        row.addWidget(self.check_button)
        foot.addWidget(self.go_button)
        foot.addStretch(1)
        foot.addWidget(close)
        box = QVBoxLayout(self)
        box.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        box.setSpacing(GRID)
        box.addWidget(label(about, "muted", wrap=True))
        box.addLayout(row)
        for widget in (self.groups, self.verdict):
            box.addWidget(widget)
        box.addWidget(self.answer, 1)
        box.addStretch(0)
        box.addLayout(foot)
        first_size(self, 88 * GRID, 60 * GRID)
        self._typed()
        self.code.setFocus()

    def _typed(self) -> None:
        """Show the groups as they were typed; what was found before is of another code."""
        self._stop()
        typed = _symbols(self.code.text())
        groups = [typed[at : at + _GROUP] for at in range(0, len(typed), _GROUP)]
        shown = "   ".join(f"{number} {group}" for number, group in enumerate(groups, 1))
        words = self._context.words
        count = words.text("{count} of {all} characters", count=len(typed), all=_LENGTH)
        self.groups.setText(f"{shown}   ({count})" if typed else count)
        self.check_button.setEnabled(bool(typed))
        self._tell("", "")

    def _stop(self) -> None:
        if self._working is not None:
            self._working.cancel()
            self._working = None

    def _tell(self, verdict: str, answer: str, kind: str = "lead", place: Place | None = None) -> None:
        self.verdict.setText(verdict)
        set_kind(self.verdict, "kind", kind)
        self.answer.setPlainText(answer)
        self.answer.setVisible(bool(answer))
        self._place = place
        self.go_button.setVisible(place is not None)

    def check(self) -> None:
        """Look the code up in the background."""
        self._stop()
        text, words = self.code.text(), self._context.words
        assessment, look = self._document.assessment, self._look
        if not text.strip():
            return
        self._tell(words.text("Looking the code up..."), "")

        def is_current() -> bool:
            return shiboken6.isValid(self) and text == self.code.text()

        def done(found: "tuple[Verification, str]") -> None:
            if is_current():
                self._answer(*found)

        def failed(error: Exception) -> None:
            told = error_text(error, words)
            if told is None:
                raise error
            if is_current():
                self._refuse(told, error)

        def cancelled() -> None:
            if is_current():
                self._tell("", "")

        self._working = self._context.jobs.start(
            lambda _progress: papers.verified(assessment, text, look, words),
            done,
            failed,
            title=words.text("Looking the code up..."),
            cancelled=cancelled,
        )

    def _answer(self, found: "Verification", text: str) -> None:
        verdict, _, rest = text.partition("\n")
        kinds = {"changed": "danger", "unknown": "caution"}
        later = found.later is not None
        kind = kinds.get(found.outcome, "caution" if later else "lead")
        self._tell(verdict, rest, kind, self._place_of(found))

    def _place_of(self, found: "Verification") -> Place | None:
        """Return where the household or village stands whose paper it is, None where it is not known."""
        table, column = _PLACES.get(_SCOPES.get(found.paper.document, "project"), ("", ""))
        if not table or not found.paper.subject:
            return None
        rows = self._document.scenario[table]
        position = rows.index.get(found.paper.subject)
        if position is None:
            return None
        words, name = self._context.words, rows.text(column).cell(position)
        shown = f"{found.paper.subject} {name}".strip()
        self.go_button.setText(words.text("Go to {name}", name=shown))
        self.go_button.setAccessibleName(self.go_button.text())
        return Place(table, int(rows.keys[position]), column)

    def _refuse(self, told: str, error: Exception) -> None:
        """Say that it is no code; a group that was mistyped is marked where it stands."""
        self._tell(told, "", "danger")
        group = getattr(error, "group", 0)
        if group:
            start, end = _place_in(self.code.text(), group)
            QTimer.singleShot(0, self.code, lambda: self._mark(start, end))

    def _mark(self, start: int, end: int) -> None:
        self.code.setFocus()
        self.code.setSelection(start, end - start)

    def _go(self) -> None:
        place = self._place
        if place is not None:
            self.accept()
            self.place_chosen.emit(place)

    def reject(self) -> None:
        """Look no further."""
        self._stop()
        super().reject()


def _symbols(text: str) -> str:
    """Return the letters and digits of what was typed."""
    folded = unicodedata.normalize("NFKC", text).replace(_LABEL, "")
    return "".join(each for each in folded.upper() if each.isalnum())


def _place_in(text: str, group: int) -> tuple[int, int]:
    """Return where a group stands in what was typed: its start and its end."""
    start = text.index(_LABEL) + len(_LABEL) if _LABEL in text else 0
    places = [at for at in range(start, len(text)) if text[at].isalnum()]
    found = places[(group - 1) * _GROUP : group * _GROUP]
    return (found[0], found[-1] + 1) if found else (0, len(text))
