"""The print page: which documents, for whom; the preview is the very PDF that is saved and printed."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from calc.issues import Record
from calc.language import N_
from calc.lines import NONE
from ui import papers
from ui.actions import ChoiceBox, label, make_action, push_button, rule, tool_button
from ui.comparing import Comparer, Earlier, EarlierChoice
from ui.context import Context
from ui.dialogs import ask_replace
from ui.document import Document
from ui.issued import IssuedDialog
from ui.issuing import Plan
from ui.pages.compared_rows import changed_choices
from ui.pages.document_list import DocumentList
from ui.pages.page import Page
from ui.pages.paper_view import PaperView
from ui.pages.pick_list import PickList
from ui.papers import Look, Paper, Request, Written
from ui.settings import LAST_FOLDER, SHEETS, WORDING
from ui.theme import GRID
from ui.wording import WordingDialog

if TYPE_CHECKING:
    from ui.jobs import Progress

__all__ = ["PrintPage"]

_ALL, _VILLAGES, _HOUSEHOLDS, _CHANGED = range(4)
_SCOPES: Final = (
    N_("All villages and households"),
    N_("Some villages"),
    N_("Some households"),
    N_("Only households that changed"),
)
_SIDE: Final = 38 * GRID
_CALM: Final = 2000
"""Milliseconds without an edit after which the first papers are drawn although nobody looks at them yet."""
_SOON: Final = 300
"""Milliseconds without an edit after which what all papers rest on is worked out, beside the window."""
_LARGE: Final = "A3"
_BETWEEN: Final = " · "
_PAPERS: Final = {paper.stem: paper for paper in papers.PAPERS}
Result = TypeVar("Result")
Ready = tuple[Request, list[str]]
"""What is printed, and the stems of the documents."""


class PrintPage(Page):
    """Choose documents, look at them, save and print them.

    Attributes:
        documents: which are ticked, and which one is looked at.
        view: the preview.

    Signals:
        finding_chosen: go to the cell that keeps a document from being printed: its place.
        issue_wanted: papers are to be issued: the plan.
        verify_wanted: the officer has a paper with a code to check.

    """

    chapter = "printing"
    finding_chosen = Signal(object)
    issue_wanted = Signal(object)
    verify_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context, context.words.text("Print"))
        self.view = PaperView(context)
        self.view.finding_chosen.connect(self.finding_chosen)
        self._calm = QTimer(self, interval=_CALM, singleShot=True)
        self._calm.timeout.connect(self._draw_ahead)
        self._soon = QTimer(self, interval=_SOON, singleShot=True)
        self._soon.timeout.connect(self._prepare)
        self._preparing: Progress | None = None
        self.view.words_wanted.connect(self.choose_words)
        self._make_tools()
        across = QHBoxLayout()
        across.setSpacing(2 * GRID)
        across.addLayout(self._make_side())
        across.addWidget(self.view, 1)
        self.body.addLayout(across)

    def _make_tools(self) -> None:
        words = self._context.words
        for text, icon, call in (
            (words.text("Issue..."), "issue", self.issue),
            (words.text("Issued papers..."), "issued", self.show_issued),
            (words.text("Check a code..."), "verify", self.verify_wanted.emit),
            (words.text("Words on paper..."), "words", self.choose_words),
        ):
            action = make_action(self, self._context, text, icon, None, call)
            self.tools.addWidget(tool_button(action, text=True))

    def _make_side(self) -> QVBoxLayout:
        words = self._context.words
        self.documents = DocumentList(self._context)
        self.documents.chosen.connect(self._choice_changed)
        self.scope = ChoiceBox()
        self.scope.addItems([words.text(name) for name in _SCOPES])
        self.scope.setAccessibleName(words.text("For whom"))
        self.scope.currentIndexChanged.connect(self._scope_changed)
        self.picks = PickList(self._context)
        self.picks.changed.connect(self._choice_changed)
        self._make_comparer()
        for_whom = label(words.text("For whom"), "lead")
        for_whom.setBuddy(self.scope)
        choices = QWidget()
        choices.setObjectName("scrolled")
        box = QVBoxLayout(choices)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GRID)
        box.addWidget(self.documents, 1)
        for widget in (for_whom, self.scope, self.earlier):
            box.addWidget(widget)
        box.addWidget(self.picks, 1)
        self.picks.hide()
        self.earlier.hide()
        side = QVBoxLayout()
        side.setSpacing(GRID)
        side.addWidget(self._scrolled(choices), 1)
        side.addLayout(self._make_foot())
        return side

    @staticmethod
    def _scrolled(choices: QWidget) -> QScrollArea:
        """Return the choices in an area that scrolls where the window is low or the text large."""
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(choices)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFixedWidth(_SIDE)
        return area

    def _make_foot(self) -> QVBoxLayout:
        """Return how it is printed, and the buttons, which never scroll out of sight."""
        words, settings = self._context.words, self._context.settings
        self.separate = QCheckBox(words.text("One file for each household"))
        self.sheets = ChoiceBox()
        self.sheets.addItems(SHEETS.choices)
        self.sheets.setCurrentText(settings.get(SHEETS))
        self.sheets.setAccessibleName(words.text("Wide tables on"))
        self.sheets.setToolTip(words.text("The sheets of the payment roll and of the summaries"))
        self.sheets.currentTextChanged.connect(self._take_sheets)
        sheets_label = label(words.text("Wide tables on"))
        sheets_label.setBuddy(self.sheets)
        wide = QHBoxLayout()
        wide.addWidget(sheets_label)
        wide.addStretch(1)
        wide.addWidget(self.sheets)
        self.save_button = push_button(self._context, words.text("Save PDF..."), "save", self.save, "primary")
        self.print_button = push_button(self._context, words.text("Print..."), "printing", self.print_paper)
        buttons = QHBoxLayout()
        buttons.addWidget(self.save_button, 1)
        buttons.addWidget(self.print_button, 1)
        foot = QVBoxLayout()
        foot.setSpacing(GRID)
        foot.addWidget(rule())
        foot.addWidget(self.separate)
        foot.addLayout(wide)
        foot.addLayout(buttons)
        return foot

    def _make_comparer(self) -> None:
        words = self._context.words
        self.earlier = EarlierChoice(self._context)
        self.earlier.chosen.connect(self.compare_with)
        self.comparer = Comparer(self._context, lambda found: changed_choices(found, words))
        self.comparer.setParent(self)
        self.comparer.started.connect(self._choice_changed)
        self.comparer.done.connect(self._offer_changed)
        self.comparer.cancelled.connect(lambda: self.compare_with(None))
        self.comparer.failed.connect(self._fail_to_compare)

    def show_document(self, document: Document) -> None:
        """Print a scenario that was opened."""
        super().show_document(document)
        self._leave_off()
        self.view.forget()
        self.picks.show_choices([])
        self.comparer.show_document(document)
        self.earlier.show_document(document)
        self.scope.setCurrentIndex(_ALL)
        document.assessed.connect(self._assessed)
        document.edited.connect(self._interrupt)
        if self.isVisible():
            self.arrive()
        else:
            self._soon.start()
            self._calm.start()

    def regions(self) -> list[QWidget]:
        """Return the list of documents, the button that saves them and the preview."""
        return [self.documents, self.save_button, *([self.view.preview.view] if self.view.preview else [])]

    def complete(self) -> None:
        """Build the preview."""
        self.view.complete()

    def arrive(self) -> None:
        """Bring the preview up to date."""
        # What is being prepared is what is drawn now: it is not begun again.
        self._soon.stop()
        self._calm.stop()
        self.documents.setFocus()
        self.earlier.offer(self.comparer.earlier)
        self._compare_anew()
        self._choice_changed()

    def _assessed(self) -> None:
        if self.isVisible():
            self._compare_anew()
            self._choice_changed()
        else:
            self.view.outdate()
            self._soon.start()
            self._calm.start()

    def _interrupt(self) -> None:
        """Leave off what nobody waits for: an edit is judged first, and its papers are others."""
        if self.document is not None and self.document.stale:
            self._leave_off()
            if not self.isVisible():
                self.view.outdate()

    def _leave_off(self) -> None:
        """Prepare nothing, and go on with no preparing."""
        self._soon.stop()
        self._calm.stop()
        if self._preparing is not None:
            self._preparing.cancel()
            self._preparing = None

    def _prepare(self) -> None:
        """Work out what the first papers rest on, so that opening the page only costs drawing them."""
        document = self.document
        if document is not None and not document.stale:
            request, paper = self._request(document), self._paper()
            self._preparing = self._context.jobs.start(
                lambda progress: papers.prepare(request, paper, progress),
                lambda _prepared: None,
                lambda _error: None,  # what keeps the papers from being drawn is told when they are looked at
                quiet=True,
            )

    def _draw_ahead(self) -> None:
        """Draw the first papers in a calm moment, so that they are there when the page is opened."""
        document = self.document
        if document is not None and not document.stale and self.scope.currentIndex() == _ALL:
            self.view.show_papers(self._request(document), self._paper(), quiet=True)

    def choose_statements(self, households: Sequence[str]) -> None:
        """Choose the statements of some households, and nothing else."""
        self.documents.tick_only(papers.BY_HOUSEHOLD)
        self.scope.setCurrentIndex(_HOUSEHOLDS)
        self._offer_picks(households)

    def _scope_changed(self) -> None:
        scope = self.scope.currentIndex()
        self.picks.setVisible(scope != _ALL)
        self.earlier.setVisible(scope == _CHANGED)
        if scope == _CHANGED:
            self.picks.show_choices([])
            self._offer_changed()
            self._compare_anew()
        else:
            self._offer_picks()
        self._choice_changed()

    def _offer_picks(self, ticked: Sequence[str] = ()) -> None:
        """Offer the villages or the households, some of them ticked."""
        scope, document = self.scope.currentIndex(), self.document
        if document is not None and scope != _ALL:
            table = "villages" if scope == _VILLAGES else "households"
            rows = document.scenario[table]
            ids = rows.text(rows.spec.id_column).values.tolist()
            if scope == _VILLAGES:
                names = [village.name for village in document.assessment.villages]
            else:
                names = rows.text("head").values.tolist()
            choices = [(each, name) for each, name in zip(ids, names, strict=False) if each]
            self.picks.show_choices(choices, ticked)

    # Only households that changed

    def compare_with(self, earlier: Earlier | None) -> None:
        """Print only the households whose statement differs from another plan's."""
        self.earlier.offer(earlier)
        self.picks.show_choices([])
        self.comparer.choose(earlier)
        self._choice_changed()

    def _compare_anew(self) -> None:
        if self.scope.currentIndex() == _CHANGED:
            self.comparer.refresh()

    def _offer_changed(self) -> None:
        """Offer the households that changed, all ticked but those unticked before."""
        choices = self.comparer.prepared if self.comparer.found else []
        if self.scope.currentIndex() != _CHANGED or not isinstance(choices, list):
            return
        unticked = self.picks.unticked()
        self.picks.show_choices(choices, [each for each, _ in choices if each not in unticked])
        self._choice_changed()

    def _fail_to_compare(self, what: str, error: object) -> None:
        self.compare_with(None)
        self.failed.emit(what, error)

    def _why_not_yet(self) -> str:
        """Return what to do, or to wait for, before it is known which households changed."""
        words, comparer, document = self._context.words, self.comparer, self.document
        if comparer.earlier is None:
            return words.text("Choose the earlier plan: only households whose statement differs are printed.")
        if comparer.found is None or document is None:
            return words.text("Comparing...")
        if comparer.found.comparison.after is not document.assessment:
            return words.text("Comparing...")
        if not comparer.found.reprint:
            return words.text("No household's statement differs from “{name}”.", name=comparer.found.name)
        return ""

    def households(self) -> frozenset[str] | None:
        """Return the 户号 to print for, None for all."""
        document = self.document
        return self._request(document).households if document is not None else None

    def look(self) -> Look:
        """Return in whose words and on which sheets it is printed."""
        settings = self._context.settings
        wording = Path(settings.get(WORDING)) if settings.get(WORDING) else None
        return Look(wording, _written(wording), large=settings.get(SHEETS) == _LARGE)

    def _request(self, document: Document) -> Request:
        """Return what is asked for."""
        scope, look = self.scope.currentIndex(), self.look()
        if scope == _ALL:
            return Request(document.assessment, look=look)
        picked = frozenset(self.picks.picked())
        if scope in {_HOUSEHOLDS, _CHANGED}:
            return Request(document.assessment, picked, look=look)
        rows = document.scenario["households"]
        chosen = rows.text("village_id").codes_in(dict.fromkeys(picked, 1)) != NONE
        households = frozenset(rows.text("household_id").values[chosen].tolist()) - {""}
        return Request(document.assessment, households, picked, look)

    def _paper(self) -> Paper:
        return _PAPERS[self.documents.stem()]

    def _take_sheets(self, sheets: str) -> None:
        self._context.settings.put(SHEETS, sheets)
        self._choice_changed()

    def choose_words(self) -> None:
        """Choose the words on paper."""
        dialog = WordingDialog(self._context, self)
        dialog.exec()
        dialog.deleteLater()
        self._choice_changed()

    def _choice_changed(self) -> None:
        """Show the papers chosen, or say what to choose first."""
        document = self.document
        if document is None or not self.isVisible():
            return
        waiting = self._why_not_yet() if self.scope.currentIndex() == _CHANGED else ""
        if waiting:
            self.view.tell(waiting)
        elif self.scope.currentIndex() != _ALL and not self.picks.picked():
            self.view.tell(self._context.words.text("Choose for whom to print."))
        else:
            self.view.show_papers(self._request(document), self._paper())

    # Saving and printing

    def _ready(self) -> Ready | None:
        """Return what to print; None, with a word why, where nothing is chosen."""
        stems, scope = self.documents.checked(), self.scope.currentIndex()
        if self.document is None:
            return None
        waiting = scope == _CHANGED and self._why_not_yet()
        if not stems or waiting or (scope != _ALL and not self.picks.picked()):
            self.told.emit(self._context.words.text("Choose documents, and for whom to print."))
            return None
        return self._request(self.document), stems

    def save(self) -> None:
        """Say what keeps the documents from being printed, else ask for a folder and write them there."""
        ready, words = self._ready(), self._context.words
        if ready is None:
            return
        failure = words.text("The documents were not written.")
        self._check(ready, lambda _checked: self._save_where(ready), failure)

    def _save_where(self, ready: Ready) -> None:
        folder = self.ask_folder()
        if folder is not None:
            self.save_to(folder, *ready)

    def ask_folder(self) -> Path | None:
        """Ask for the folder of the files; None where the officer cancels."""
        start = self._context.settings.get(LAST_FOLDER)
        title = self._context.words.text("Folder for the PDF files")
        chosen = QFileDialog.getExistingDirectory(self, title, start)
        return Path(chosen) if chosen else None

    def _check(self, ready: Ready, go_on: Callable[[int], None], failure: str) -> None:
        """Go on where no error keeps the documents from being printed; show the errors where some do."""
        self._start(
            lambda _progress: papers.check(*ready),
            go_on,
            self._context.words.text("Checking the documents"),
            failure,
        )

    def save_to(self, folder: Path, request: Request, stems: Sequence[str]) -> None:
        """Write the documents into a folder, in the background."""
        words = self._context.words
        separate = self.separate.isChecked()
        standing = papers.standing(folder, stems, separate=separate)
        if standing and not ask_replace(self._context, self, folder, standing):
            return

        def done(written: Written) -> None:
            text = words.text("{count} files written to {folder}", count=written.files, folder=str(folder))
            self.told.emit(_BETWEEN.join([text, *self._empty(written.empty)]))

        self._start(
            lambda progress: papers.write(
                request, folder, stems, progress, separate=separate, replacing=bool(standing)
            ),
            done,
            words.text("Writing PDF files"),
            words.text("The documents were not written."),
        )

    # Issuing

    def issue(self) -> None:
        """Say what keeps the documents from being printed, else have them issued."""
        self._issue("", "")

    def _issue(self, number: str, day: str) -> None:
        ready = self._ready()
        if ready is not None:
            plan = Plan(*ready, self.separate.isChecked(), number, day)
            failure = self._context.words.text("The documents were not issued.")
            self._check(ready, lambda _checked: self.issue_wanted.emit(plan), failure)

    def show_issued(self) -> None:
        """List what was issued."""
        if self.document is not None:
            dialog = IssuedDialog(self._context, self.document, self)
            dialog.again.connect(self.print_again)
            dialog.exec()
            dialog.deleteLater()

    def print_again(self, record: Record) -> None:
        """Choose the papers of a record, to be issued under their number once more, or under a new one."""
        document = self.document
        stem = papers.CLOSES.get(record.document, record.document)
        if document is None or stem not in _PAPERS:
            return
        self.documents.tick_only([stem])
        scopes = {"household": _HOUSEHOLDS, "village": _VILLAGES}
        self.scope.setCurrentIndex(scopes[_PAPERS[stem].scope] if record.subjects else _ALL)
        if record.subjects:
            self._offer_picks(record.subjects)
            self._choice_changed()
        same = record.digest == document.scenario.digest
        self._issue(record.number if same else "", record.day if same else "")

    def _empty(self, stems: Sequence[str]) -> list[str]:
        """Return a word about the documents in which there is nothing to print."""
        words = self._context.words
        titles = _BETWEEN.join(words.text(papers.TITLES[stem]) for stem in stems)
        return [words.text("Nothing to print in: {documents}", documents=titles)] if stems else []

    def print_paper(self) -> None:
        """Ask for a printer and print the documents chosen."""
        ready, words = self._ready(), self._context.words
        if ready is None:
            return
        failure = words.text("The documents were not printed.")

        def go_on(_checked: int) -> None:
            from ui.paper_printer import ask_printer, print_pages  # noqa: PLC0415  (loaded when printing)

            printer = ask_printer(self)
            if printer is None:
                return
            request, stems = ready
            self._start(
                lambda progress: print_pages(
                    [papers.render(request, _PAPERS[stem], progress) for stem in stems], printer, progress
                ),
                lambda count: self.told.emit(words.text("{count} pages sent to the printer", count=count)),
                words.text("Printing"),
                failure,
            )

        self._check(ready, go_on, failure)

    def _start(
        self, work: Callable[..., Result], done: Callable[[Result], None], title: str, failure: str
    ) -> None:
        self._context.jobs.start(
            work,
            done,
            lambda error: self.tell_failure(failure, error),
            title=title,
            unit=self._context.words.text("statements"),
        )

    def tell_failure(self, failure: str, error: Exception) -> None:
        """List the errors that keep the documents from being printed, or say what else went wrong."""
        findings = papers.blocking(error)
        if findings is None:
            self.failed.emit(failure, error)
            return
        self.view.outdate()
        self.view.block(findings)
        self.view.errors_view.selectRow(0)
        self.view.errors_view.setFocus()


def _written(path: Path | None) -> int:
    """Return when a file was last written, 0 where that is not known."""
    try:
        return path.stat().st_mtime_ns if path is not None else 0
    except OSError:
        return 0
