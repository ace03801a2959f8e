"""The print page: which documents, for whom; the preview is the very PDF that is saved and printed."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from calc.assess import Assessment
from calc.findings import Finding
from calc.language import N_
from calc.lines import NONE
from ui import papers
from ui.actions import ChoiceBox, label, push_button, rule
from ui.comparing import Comparer, Earlier, EarlierChoice
from ui.context import Context
from ui.dialogs import ask_replace
from ui.document import Document
from ui.finding_list import FindingsModel, FindingsView
from ui.pages.compared_rows import changed_choices
from ui.pages.page import Page
from ui.pages.pick_list import PickList
from ui.settings import LAST_FOLDER
from ui.theme import GRID

if TYPE_CHECKING:
    from ui.jobs import Progress
    from ui.preview import Preview

__all__ = ["PrintPage"]

_ALL, _VILLAGES, _HOUSEHOLDS, _CHANGED = range(4)
_SCOPES: Final = (
    N_("All villages and households"),
    N_("Some villages"),
    N_("Some households"),
    N_("Only households that changed"),
)
AT_ONCE: Final = 300
"""Statements that are previewed without being asked for."""
_LINE: Final = 7 * GRID // 2
_SIDE: Final = 38 * GRID
_STEM: Final = Qt.ItemDataRole.UserRole
Ready = tuple[Assessment, list[str], frozenset[str] | None]
"""What is printed: the assessment, the stems of the documents, the 户号 or None for all."""


class PrintPage(Page):
    """Choose documents, look at them, save and print them.

    Signals:
        finding_chosen: go to the cell that keeps a document from being printed: its place.

    """

    chapter = "printing"
    finding_chosen = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__(context, context.words.text("Print"))
        self._assessment: Assessment | None = None
        self._shown: tuple[Assessment, str, frozenset[str] | None] | None = None
        self._drawing: Progress | None = None
        self.preview: Preview | None = None
        across = QHBoxLayout()
        across.setSpacing(2 * GRID)
        across.addWidget(self._make_side())
        across.addWidget(self._make_middle(), 1)
        self.body.addLayout(across)

    def _make_side(self) -> QWidget:
        words = self._context.words
        self.documents = QListWidget()
        self.documents.setAccessibleName(words.text("Documents"))
        self.documents.setFixedHeight(len(papers.TITLES) * _LINE + GRID)
        for stem, title in papers.TITLES.items():
            item = QListWidgetItem(words.text(title))
            item.setData(_STEM, stem)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            self.documents.addItem(item)
        self.documents.setCurrentRow(0)
        self.documents.currentRowChanged.connect(self._choice_changed)
        self.scope = ChoiceBox()
        self.scope.addItems([words.text(name) for name in _SCOPES])
        self.scope.setAccessibleName(words.text("For whom"))
        self.scope.currentIndexChanged.connect(self._scope_changed)
        self.picks = PickList(self._context)
        self.picks.changed.connect(self._choice_changed)
        self._make_comparer()
        self.separate = QCheckBox(words.text("One file for each household"))
        self.save_button = push_button(self._context, words.text("Save PDF..."), "save", self.save, "primary")
        self.print_button = push_button(self._context, words.text("Print..."), "printing", self.print_paper)
        side = QWidget()
        side.setObjectName("scrolled")
        box = QVBoxLayout(side)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GRID)
        box.addWidget(label(words.text("Documents"), "lead"))
        box.addWidget(self.documents)
        for_whom = label(words.text("For whom"), "lead")
        for_whom.setBuddy(self.scope)
        box.addWidget(for_whom)
        box.addWidget(self.scope)
        box.addWidget(self.earlier)
        box.addWidget(self.picks, 1)
        box.addWidget(self.separate)
        box.addWidget(rule())
        buttons = QHBoxLayout()
        buttons.addWidget(self.save_button, 1)
        buttons.addWidget(self.print_button, 1)
        box.addLayout(buttons)
        box.addStretch(0)
        self.picks.hide()
        self.earlier.hide()
        return self._scrolled(side)

    @staticmethod
    def _scrolled(side: QWidget) -> QScrollArea:
        """Return the side in an area that scrolls where the window is low or the text large."""
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(side)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFixedWidth(_SIDE)
        return area

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

    def _make_middle(self) -> QWidget:
        words = self._context.words
        self._stack = QStackedWidget()
        waiting = QWidget()
        box = QVBoxLayout(waiting)
        box.addStretch(1)
        self._message = label(kind="muted", wrap=True)
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box.addWidget(self._message)
        self._show_anyway = push_button(
            self._context, words.text("Show the preview"), "refresh", self.refresh
        )
        box.addWidget(self._show_anyway, 0, Qt.AlignmentFlag.AlignCenter)
        box.addStretch(1)
        blocked = QWidget()
        box = QVBoxLayout(blocked)
        box.setContentsMargins(0, 0, 0, 0)
        self._blocked = label(kind="danger", wrap=True)
        box.addWidget(self._blocked)
        self.errors = FindingsModel(self._context)
        self.errors.setParent(self)
        self._errors_view = FindingsView(self._context, self.errors)
        for chosen in (self._errors_view.clicked, self._errors_view.activated):
            chosen.connect(lambda index: self.finding_chosen.emit(self.errors.findings[index.row()].place))
        box.addWidget(self._errors_view)
        self._stack.addWidget(waiting)
        self._stack.addWidget(blocked)
        return self._stack

    def show_document(self, document: Document) -> None:
        """Print a scenario that was opened."""
        super().show_document(document)
        self._shown = None
        self.picks.show_choices([])
        self.comparer.show_document(document)
        self.earlier.show_document(document)
        self.scope.setCurrentIndex(_ALL)
        document.assessed.connect(self._assessed)
        if self.isVisible():
            self.arrive()

    def regions(self) -> list[QWidget]:
        """Return the list of documents and the button that saves them."""
        return [self.documents, self.save_button]

    def arrive(self) -> None:
        """Bring the preview up to date."""
        self.documents.setFocus()
        self.earlier.offer(self.comparer.earlier)
        self._compare_anew()
        self._choice_changed()

    def _assessed(self) -> None:
        if self.isVisible():
            self._compare_anew()
            self._choice_changed()
        else:
            self._stop_drawing()
            self._shown = None

    def choose_statements(self, households: Sequence[str]) -> None:
        """Choose the statements of some households, and nothing else."""
        for row in range(self.documents.count()):
            item = self.documents.item(row)
            wanted = item.data(_STEM) in papers.BY_HOUSEHOLD
            item.setCheckState(Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)
            if wanted:
                self.documents.setCurrentRow(row)
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
        scope, document = self.scope.currentIndex(), self.document
        if scope == _ALL or document is None:
            return None
        picked = self.picks.picked()
        if scope in {_HOUSEHOLDS, _CHANGED}:
            return frozenset(picked)
        rows = document.scenario["households"]
        index = dict.fromkeys(picked, 1)
        chosen = rows.text("village_id").codes_in(index) != NONE
        return frozenset(rows.text("household_id").values[chosen].tolist()) - {""}

    def _stem(self) -> str:
        item = self.documents.currentItem()
        return str(item.data(_STEM)) if item else next(iter(papers.TITLES))

    def _checked(self) -> list[str]:
        items = [self.documents.item(row) for row in range(self.documents.count())]
        return [str(item.data(_STEM)) for item in items if item.checkState() == Qt.CheckState.Checked]

    # The preview

    def _choice_changed(self) -> None:
        """Preview at once what is quick to draw, offer it for what is not."""
        document = self.document
        if document is None or not self.isVisible():
            return
        words = self._context.words
        waiting = self._why_not_yet() if self.scope.currentIndex() == _CHANGED else ""
        if waiting:
            self._wait(waiting)
            return
        households = self.households()
        if self._shown == (document.assessment, self._stem(), households):
            return
        if households is not None and not households:
            self._wait(words.text("Choose for whom to print."))
            return
        count = len(document.scenario["households"]) if households is None else len(households)
        if count <= AT_ONCE or self._stem() not in papers.BY_HOUSEHOLD:
            self.refresh()
        else:
            self._wait(words.text("{count} statements.", count=f"{count:,}"), offer=True)

    def _wait(self, text: str, *, offer: bool = False) -> None:
        self._stop_drawing()
        self._shown = None
        self._message.setText(text)
        self._show_anyway.setVisible(offer)
        self._stack.setCurrentIndex(0)

    def _stop_drawing(self) -> None:
        """Cancel a preview that nobody waits for any more."""
        if self._drawing is not None:
            self._drawing.cancel()
            self._drawing = None

    def refresh(self) -> None:
        """Draw the document chosen and show it."""
        if self.document is None:
            return
        self._stop_drawing()
        words = self._context.words
        assessment, stem, households = self.document.assessment, self._stem(), self.households()
        wanted = self._shown = (assessment, stem, households)
        self._message.setText(words.text("Drawing the preview..."))
        self._show_anyway.hide()

        def done(data: bytes) -> None:
            if self._shown == wanted:
                self._show_pdf(data)

        def failed(error: Exception) -> None:
            if self._shown == wanted:
                self._fail(error)

        def cancelled() -> None:
            if self._shown == wanted:
                self._wait(words.text("The preview was cancelled."), offer=True)

        self._drawing = self._context.jobs.start(
            lambda progress: papers.render(assessment, stem, households, progress),
            done,
            failed,
            title=words.text("Drawing the preview..."),
            unit=words.text("statements"),
            cancelled=cancelled,
        )

    def _show_pdf(self, data: bytes) -> None:
        if not data:
            shown, self._shown = self._shown, None
            self._wait(
                self._context.words.text(
                    "There is nothing to print in this document yet. "
                    "Record parcels or items, and choose the multiples."
                )
            )
            self._shown = shown
            return
        preview = self._complete()
        preview.show_pdf(data)
        self._stack.setCurrentWidget(preview)

    def complete(self) -> None:
        """Build the preview."""
        self._complete()

    def _complete(self) -> "Preview":
        if self.preview is None:
            from ui.preview import Preview  # noqa: PLC0415  (QtPdf is loaded for the first preview)

            self.preview = Preview(self._context)
            self._stack.addWidget(self.preview)
        return self.preview

    def _fail(self, error: Exception) -> None:
        findings = papers.blocking(error)
        if findings is None:
            raise error
        self._block(findings)

    def _block(self, findings: tuple[Finding, ...]) -> None:
        words = self._context.words
        self._blocked.setText(
            words.text(
                "These {count} errors keep the documents from being printed. "
                "Click one, or press Enter on it, to go to its cell.",
                count=len(findings),
            )
        )
        self.errors.show_findings(list(findings))
        self._stack.setCurrentIndex(1)

    # Saving and printing

    def _ready(self) -> Ready | None:
        """Return what to print; None, with a word why, where nothing is chosen."""
        households, stems = self.households(), self._checked()
        if self.document is None:
            return None
        waiting = self.scope.currentIndex() == _CHANGED and self._why_not_yet()
        if not stems or waiting or (households is not None and not households):
            self.told.emit(self._context.words.text("Choose documents, and for whom to print."))
            return None
        return self.document.assessment, stems, households

    def save(self) -> None:
        """Say what keeps the documents from being printed, else ask for a folder and write them there."""
        ready, words = self._ready(), self._context.words
        if ready is None:
            return
        failure = words.text("The documents were not written.")
        self._check(ready, lambda _checked: self._ask_folder(ready), failure)

    def _ask_folder(self, ready: Ready) -> None:
        start = self._context.settings.get(LAST_FOLDER)
        title = self._context.words.text("Folder for the PDF files")
        chosen = QFileDialog.getExistingDirectory(self, title, start)
        if chosen:
            self.save_to(Path(chosen), *ready)

    def _check(self, ready: Ready, go_on: Callable[[int], None], failure: str) -> None:
        """Go on where no error keeps the documents from being printed; show the errors where some do."""
        self._start(
            lambda _progress: papers.check(*ready),
            go_on,
            self._context.words.text("Checking the documents"),
            failure,
        )

    def save_to(
        self, folder: Path, assessment: Assessment, stems: list[str], households: frozenset[str] | None
    ) -> None:
        """Write the documents into a folder, in the background."""
        words = self._context.words
        separate = self.separate.isChecked()
        standing = papers.standing(folder, stems, separate=separate)
        if standing and not ask_replace(self._context, self, folder, standing):
            return

        def done(count: int) -> None:
            self.told.emit(words.text("{count} files written to {folder}", count=count, folder=str(folder)))

        self._start(
            lambda progress: papers.write(
                assessment, folder, stems, households, progress, separate=separate, replace=bool(standing)
            ),
            done,
            words.text("Writing PDF files"),
            words.text("The documents were not written."),
        )

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
            self._start(
                lambda progress: print_pages(
                    [papers.render(ready[0], stem, ready[2], progress) for stem in ready[1]],
                    printer,
                    progress,
                ),
                lambda count: self.told.emit(words.text("{count} pages sent to the printer", count=count)),
                words.text("Printing"),
                failure,
            )

        self._check(ready, go_on, failure)

    def _start(self, work: Callable[..., int], done: Callable[[int], None], title: str, failure: str) -> None:
        def failed(error: Exception) -> None:
            findings = papers.blocking(error)
            if findings is None:
                self.failed.emit(failure, error)
            else:
                self._shown = None
                self._block(findings)
                self._errors_view.selectRow(0)
                self._errors_view.setFocus()

        self._context.jobs.start(work, done, failed, title=title, unit=self._context.words.text("statements"))
