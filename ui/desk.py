"""The desk: navigation, pages and findings over the open scenario, and what is done with its file.

It is built after the first window was painted: it brings the calculation with it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QWidget

from calc.acknowledgements import ACKNOWLEDGEMENTS
from calc.assess import assess
from calc.explain import Step, explain_item, explain_parcel, explain_village
from calc.findings import Place
from calc.issues import Issue
from calc.storage import SUFFIX
from calc.sums import explain_household, explain_total
from calc.tables import TABLES
from ui import files, merging, papers
from ui.context import Context
from ui.dialogs import Unsaved, ask_open, ask_replace, ask_save, ask_unsaved, show_error
from ui.document import Document
from ui.explanation import ExplanationDialog
from ui.files import Opened
from ui.finding_panel import FindingPanel
from ui.issuing import IssueDialog, Plan
from ui.jobs import Progress
from ui.navigation import Entry, Navigation
from ui.pages.compare import ComparePage
from ui.pages.page import Page
from ui.pages.printing import PrintPage
from ui.pages.project import ProjectPage
from ui.pages.results import ResultsPage
from ui.pages.table import TablePage
from ui.pages.villages import VillagesPage
from ui.settings import SAMPLE, STATE
from ui.status import Status
from ui.theme import GRID
from ui.verifying import VerifyDialog

if TYPE_CHECKING:
    from calc.issuing import Issued

__all__ = ["Desk"]

_EXPLAIN = {
    "villages": explain_village,
    "households": explain_household,
    "parcels": explain_parcel,
    "items": explain_item,
}


class _Pages(QStackedWidget):
    """The pages one behind the other; only the one in front says how high the window has to be."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(self.updateGeometry)

    def minimumSizeHint(self) -> QSize:
        """Return the width that any page needs, and the height of the one in front."""
        whole, page = super().minimumSizeHint(), self.currentWidget()
        return QSize(whole.width(), page.minimumSizeHint().height() if page else whole.height())


class Desk(QWidget):
    """Everything about the open scenario.

    Attributes:
        document: the open scenario, None at first.
        pages: the pages in the order of the navigation.
        status: the bar at the window's foot.

    Signals:
        opened: a scenario was opened.
        changed: the file's name, whether it is saved, or what can be undone is different now.

    """

    opened = Signal()
    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.document: Document | None = None
        self._source: Path | None = None
        self._next_save: Path | None = None
        self._when_saved: Callable[[], object] | None = None
        self._make_pages()
        self.status = Status(context)
        self._lay_out()
        self._connect()

    # Building

    def _make_pages(self) -> None:
        context, words = self.context, self.context.words
        tables = [
            (name, name, TablePage(context, TABLES[name]))
            for name in ("households", "parcels", "items", "prices")
        ]
        self.results_page = ResultsPage(context)
        self.compare_page = ComparePage(context)
        self.print_page = PrintPage(context)
        named: list[tuple[str, Page]] = [
            ("project", ProjectPage(context)),
            ("villages", VillagesPage(context)),
            *((icon, page) for icon, _, page in tables),
            ("results", self.results_page),
            ("compare", self.compare_page),
            ("printing", self.print_page),
        ]
        self.pages = [page for _, page in named]
        entries = [Entry(icon, page.heading.text(), page.tables()) for icon, page in named]
        self.navigation = Navigation(context, entries)
        self.findings = FindingPanel(context)
        self.navigation.setAccessibleName(words.text("Navigation"))

    def _lay_out(self) -> None:
        self.stack = _Pages()
        for page in self.pages:
            self.stack.addWidget(page)
        self._middle = QSplitter(Qt.Orientation.Vertical)
        self._middle.addWidget(self.stack)
        self._middle.addWidget(self.findings)
        self._middle.setStretchFactor(0, 1)
        self._middle.setStretchFactor(1, 0)
        self._middle.setCollapsible(0, False)
        self._middle.setSizes([70 * GRID, 16 * GRID])
        self._middle.restoreState(self.context.settings.get(STATE))
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.navigation)
        across.addWidget(self._middle, 1)

    def _connect(self) -> None:
        self.navigation.chosen.connect(self._turn_to)
        self.findings.chosen.connect(self.go_to)
        self.findings.told.connect(self.status.tell)
        self.status.cancelled.connect(self.context.jobs.cancel)
        self.status.why.connect(self.explain_total)
        self.results_page.village_chosen.connect(self._go_to_village)
        self.context.jobs.shown.connect(self.status.show_job)
        self.context.jobs.hidden.connect(self.status.hide_job)
        for page in self.pages:
            page.why.connect(self.explain)
            page.asked.connect(self._show_explanation)
            page.told.connect(self.status.tell)
            page.selected.connect(self.status.show_selected)
            page.failed.connect(self._failed)
        for page in self.pages:
            if isinstance(page, TablePage):
                page.print_wanted.connect(self.show_statements)
        self.print_page.finding_chosen.connect(self.go_to)
        self.print_page.issue_wanted.connect(self.issue)
        self.print_page.verify_wanted.connect(self.verify)
        self.compare_page.place_chosen.connect(self.go_to)

    def keep_layout(self) -> None:
        """Remember how high the findings are."""
        self.context.settings.put(STATE, self._middle.saveState())

    # Pages

    def show_print(self) -> None:
        """Show the print page."""
        self.navigation.show_page(self.pages.index(self.print_page))

    def show_statements(self, households: Sequence[str]) -> None:
        """Show the statements of some households on the print page, ready to be printed."""
        self.print_page.choose_statements(households)
        self.show_print()
        self.print_page.print_button.setFocus()

    # Issued papers

    def issue(self, plan: Plan) -> None:
        """Ask for number and day, then issue papers; a scenario without a file is saved first."""
        document, words = self.document, self.context.words
        if document is None:
            return
        if document.path is None:
            self.status.tell(words.text("What is issued is recorded in the scenario's file: save it first."))
            self.save_as()
        if document.saving:
            self._when_saved = lambda: self.issue(plan)
        elif document.path is not None:
            self._with_figures(document, plan)

    def _with_figures(self, document: Document, plan: Plan) -> None:
        """Issue papers of the very state that will be saved."""
        scenario = document.scenario
        if plan.request.assessment.scenario is scenario:
            self._ask_number(plan)
            return
        self.context.jobs.start(
            lambda _progress: assess(scenario),
            lambda found: self._ask_number(plan._replace(request=replace(plan.request, assessment=found))),
            lambda error: self._failed(self.context.words.text("The documents were not issued."), error),
        )

    def _ask_number(self, plan: Plan) -> None:
        dialog = IssueDialog(self.context, plan, self)
        issue = dialog.issue() if dialog.exec() else None
        dialog.deleteLater()
        if issue is None:
            return
        folder = self.print_page.ask_folder()
        if folder is None:
            return
        standing = papers.standing(folder, plan.stems, separate=plan.separate)
        if not standing or ask_replace(self.context, self, folder, standing):
            self.issue_to(folder, plan, issue, replacing=bool(standing))

    def issue_to(self, folder: Path, plan: Plan, issue: Issue, *, replacing: bool) -> None:
        """Write papers as issued and save the scenario with the record, in the background."""
        document, words = self.document, self.context.words
        if document is None or document.path is None or document.saving:
            return
        path, kept, stamps = document.path, not document.unsaved, [document.stamp]
        document.start_saving()

        def end(*, saved: bool) -> None:
            """Take note whether the state of now is in the file."""
            if saved:
                document.saved(path)
            else:
                document.not_saved(kept=kept)
                document.stamp = stamps[-1]
            self._after_saving(document, saved=saved or kept)

        def done(result: "Issued") -> None:
            if result.recorded:
                document.issued(result.scenario)
            end(saved=result.recorded)
            self.status.tell(
                words.text(
                    "Issued under {number}, {day}: {count} files written to {folder}",
                    number=issue.number,
                    day=issue.day,
                    count=len(result.printed.files),
                    folder=str(folder),
                )
            )

        def failed(error: Exception) -> None:
            recorded = getattr(error, "scenario", None)  # the record could not be taken back
            if recorded is not None:
                document.issued(recorded)
            end(saved=recorded is not None)
            self.print_page.tell_failure(words.text("The documents were not issued."), error)

        self.context.jobs.start(
            lambda progress: papers.issue_papers(
                plan.request,
                lambda scenario: files.save_unchanged(scenario, path, stamps),
                folder,
                plan.stems,
                issue,
                progress,
                separate=plan.separate,
                replacing=replacing,
            ),
            done,
            failed,
            title=words.text("Issuing papers"),
            unit=words.text("statements"),
            cancelled=lambda: end(saved=False),
        )

    def verify(self) -> None:
        """Ask for the code of a paper, and say whether it still agrees."""
        if self.document is not None:
            dialog = VerifyDialog(self.context, self.document, self.print_page.look(), self)
            dialog.place_chosen.connect(self.go_to)
            dialog.exec()
            dialog.deleteLater()

    def _turn_to(self, number: int) -> None:
        if self.document is not None and number >= 0:
            self.stack.setCurrentIndex(number)
            self.status.show_selected(None)
            self.findings.setVisible(self.pages[number] not in {self.compare_page, self.print_page})
            self.pages[number].arrive()

    def arrive(self) -> None:
        """Bring the page in front up to date."""
        self._turn_to(self.stack.currentIndex())

    def next_region(self) -> None:
        """Give the keyboard to the next part of the window, round the end."""
        page = self.stack.currentWidget()
        if not isinstance(page, Page) or self.document is None:
            return
        regions = [self.navigation.list, *page.regions(), self.findings.view]
        regions = [region for region in regions if region.isVisible()]
        focus = self.focusWidget()
        here = [region is focus or region.isAncestorOf(focus) for region in regions] if focus else [False]
        regions[(here.index(True) + 1) % len(regions) if any(here) else 0].setFocus()

    def go_to(self, place: Place) -> None:
        """Show the cell a finding points to."""
        for number, page in enumerate(self.pages):
            if place.table in page.tables():
                self.navigation.show_page(number)
                page.go_to(place)
                return
        if place.table == ACKNOWLEDGEMENTS:
            self.findings.show_records(place)

    def explain(self, table: str, key: int) -> None:
        """Open the explanation of a village, a household, a parcel or an item."""
        document = self.document
        if document is None or document.assessment.policy is None:
            return
        rows = document.assessment.scenario[table]
        position = rows.positions.get(key)
        if position is None:
            return
        if table in _EXPLAIN:
            self._show_explanation(_EXPLAIN[table](document.assessment, position))

    def explain_total(self, head: int) -> None:
        """Open the explanation of the project's total under a head, of the whole for −1."""
        document = self.document
        if document is not None and document.assessment.policy is not None:
            self._show_explanation(explain_total(document.assessment, None if head < 0 else head))

    def _show_explanation(self, step: Step) -> None:
        ExplanationDialog(self.context, step, self).exec()

    def _go_to_village(self, position: int) -> None:
        """Show the village at a position of the assessment."""
        if self.document is not None:
            key = int(self.document.assessment.scenario["villages"].keys[position])
            self.go_to(Place("villages", key, "village"))

    # The document

    def show_document(self, document: Document, source: Path | None, page: int) -> None:
        """Show a scenario in all pages, the one at number `page` in front."""
        self.document, self._source = document, source
        document.assessed.connect(self._judged)
        document.edited.connect(self._tell)
        document.saved_changed.connect(self._tell)
        document.stale_changed.connect(self._tell_stale)
        document.stack.indexChanged.connect(self.changed)
        for each in self.pages:
            each.show_document(document)
        self.findings.show_document(document)
        self.opened.emit()
        self._judged()
        self.navigation.show_page(page)
        self._turn_to(page)

    def adopt(self, other: "Desk") -> None:
        """Take over the work of another desk, after the language was changed."""
        document = other.document
        if document is not None:
            document.setParent(self)
            document.rename_edits()
            self.show_document(document, other._source, other.stack.currentIndex())  # noqa: SLF001  (same class)
            document.resume()

    def _judged(self) -> None:
        document = self.document
        if document is None:
            return
        self.findings.show_findings()
        self.navigation.show_marks({name: document.heaviest(name) for name in TABLES})
        self.status.show_totals(document.assessment)
        self._tell()

    def _tell(self) -> None:
        document = self.document
        if document is None:
            return
        scenario = document.scenario
        self.navigation.show_project(scenario.project_text("name"), scenario.project_text("county"))
        self.status.show_counts(scenario)
        self.status.show_saved(document)
        self.changed.emit()

    def _tell_stale(self) -> None:
        if self.document is not None:
            self.status.show_stale(stale=self.document.stale)

    def file_name(self) -> str:
        """Return the name of the open file, or what stands for it."""
        path = (self.document.path if self.document else None) or self._source
        return path.name if path else self.context.words.text("New scenario")

    def undo(self) -> None:
        """Take the last edit back."""
        if self.document is not None:
            self.document.stack.undo()

    def redo(self) -> None:
        """Do the edit again that was taken back."""
        if self.document is not None:
            self.document.stack.redo()

    # Files

    def new(self) -> None:
        """Begin an empty scenario."""
        if self.may_leave(self.new):
            self._opened(files.new_scenario())

    def open_sample(self) -> None:
        """Open the sample county."""
        self.open_file(SAMPLE)

    def ask_open(self) -> None:
        """Ask for a scenario or a register and open it."""
        words = self.context.words
        patterns = words.text("Scenarios and registers (*.lcs *.xlsx)")
        self._ask_and_open(words.text("Open"), patterns)

    def ask_import(self) -> None:
        """Ask for a register and open it as a new scenario."""
        words = self.context.words
        self._ask_and_open(words.text("Import register"), words.text("Registers (*.xlsx *.csv)"))

    def _ask_and_open(self, title: str, patterns: str) -> None:
        path = self._ask_file(title, patterns)
        if path is not None:
            self.open_file(path)

    def _ask_file(self, title: str, patterns: str) -> Path | None:
        path = ask_open(self.context, self, title, patterns)
        # A register in CSV is the folder of its sheets.
        return path.parent if path is not None and path.suffix.lower() == ".csv" else path

    def ask_merge(self) -> None:
        """Ask for a register or a scenario to merge into the open one."""
        words = self.context.words
        patterns = words.text("Scenarios and registers (*.lcs *.xlsx *.csv)")
        path = self._ask_file(words.text("Merge a register"), patterns)
        if path is not None:
            self.merge_file(path)

    def merge_file(self, path: Path) -> None:
        """Show what merging a register or a scenario would do."""
        if self.document is not None:
            merging.start(self.context, self, self.document, path, self._failed, self.status.tell)

    def open_file(self, path: Path) -> None:
        """Open a scenario or a register, after asking about unsaved work."""
        if not self.may_leave(lambda: self.open_file(path)):
            return
        words = self.context.words
        self.context.jobs.start(
            lambda progress: files.read_any(path, progress),
            self._opened,
            lambda error: self._failed(words.text("“{name}” could not be opened.", name=path.name), error),
            title=words.text("Opening {name}", name=path.name),
            unit=words.text("sheets"),
        )

    def take_file(self, path: Path) -> None:
        """Open a file that was dropped; where something is open already, ask whether to merge it."""
        wish = "open"
        if self.document is not None:
            wish = merging.ask_what_to_do(self.context, self, path.name)
        if wish == "open":
            self.open_file(path)
        elif wish == "merge":
            self.merge_file(path)

    def _opened(self, opened: Opened) -> None:
        document = Document(self.context, opened.scenario, opened.assessment, opened.path, opened.findings)
        document.stamp = opened.stamp or document.stamp
        document.setParent(self)
        old = self.document
        self.show_document(document, opened.source, 1 if len(opened.scenario["villages"]) else 0)
        if old is not None:
            old.deleteLater()
        if opened.source is not None and opened.source != SAMPLE:
            self.context.settings.remember(opened.source)

    def save(self) -> None:
        """Save in the file that is open, or ask for one."""
        if self.document is not None:
            if self.document.path is None:
                self.save_as()
            else:
                self._save_to(self.document.path)

    def save_as(self) -> None:
        """Ask for a file and save there."""
        if self.document is None:
            return
        words = self.context.words
        name = Path(self.file_name()).with_suffix(SUFFIX).name
        patterns = words.text("Scenarios (*.lcs)")
        path = ask_save(self.context, self, words.text("Save as"), name, patterns)
        if path is not None:
            self._save_to(files.with_suffix(path, SUFFIX))

    def _save_to(self, path: Path) -> None:
        """Save the present state in the background; the window stays open until it is done."""
        document, words = self.document, self.context.words
        if document is None:
            return
        if document.saving:
            self._next_save = path  # one after the other, so that the file holds the latest
            return
        scenario = document.start_saving()

        def done(_nothing: None) -> None:
            document.saved(path)
            self.context.settings.remember(path)
            self._after_saving(document, saved=True)

        def failed(error: Exception) -> None:
            cancelled()
            self._failed(words.text("“{name}” was not saved.", name=path.name), error)

        def cancelled() -> None:
            document.not_saved()
            self._after_saving(document, saved=False)

        self.context.jobs.start(
            lambda progress: files.save_scenario(scenario, path, progress),
            done,
            failed,
            title=path.name,  # the bar says at its left that it is being saved
            cancelled=cancelled,
        )

    def _after_saving(self, document: Document, *, saved: bool) -> None:
        """Do what waited for the file: save again what was edited meanwhile, then what it was saved for."""
        path, self._next_save = self._next_save, None
        if saved and path is not None and (document.unsaved or path != document.path):
            self._save_to(path)
            return
        call, self._when_saved = self._when_saved, None
        if saved and call is not None:
            call()

    def write_template(self) -> None:
        """Ask where, and write an empty register."""
        words = self.context.words
        name = words.text("register") + ".xlsx"
        path = ask_save(
            self.context, self, words.text("Empty register"), name, words.text("Workbooks (*.xlsx)")
        )
        if path is not None:
            self._write(files.with_suffix(path, ".xlsx"), files.write_template)

    def export(self) -> None:
        """Ask where, and write the register with the results."""
        document, words = self.document, self.context.words
        if document is None:
            return
        name = Path(self.file_name()).with_suffix(".xlsx").name
        path = ask_save(self.context, self, words.text("Export"), name, words.text("Workbooks (*.xlsx)"))
        if path is not None:
            assessment, findings = document.assessment, document.findings
            self._write(
                files.with_suffix(path, ".xlsx"),
                lambda target, progress: files.write_export(assessment, findings, words, target, progress),
            )

    def _write(self, path: Path, write: Callable[[Path, Progress], None]) -> None:
        words = self.context.words
        self.context.jobs.start(
            lambda progress: write(path, progress),
            lambda _done: self.status.tell(words.text("Written: {name}", name=path.name)),
            lambda error: self._failed(words.text("“{name}” was not written.", name=path.name), error),
            title=words.text("Writing {name}", name=path.name),
            unit=words.text("rows"),
        )

    def _failed(self, what: str, error: Exception) -> None:
        text = files.error_text(error, self.context.words)
        if text is None:
            raise error
        show_error(self.context, self, what, text)

    def may_leave(self, again: Callable[[], object]) -> bool:
        """Return whether the open scenario may be left; unsaved work is asked about.

        While it is being saved it may not: `again` is called as soon as it is in the file.
        """
        document = self.document
        if document is None or (not document.saving and (document.untouched or not document.unsaved)):
            return True
        if not document.saving:
            answer = ask_unsaved(self.context, self, self.file_name())
            if answer is not Unsaved.SAVE:
                return answer is Unsaved.DISCARD
            self.save()
        if document.saving:
            self._when_saved = again
            return False
        return not document.unsaved
