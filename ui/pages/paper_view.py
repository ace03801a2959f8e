"""The preview on the print page: the first papers at once, any others on demand; else why there are none.

What is shown is the very PDF that is saved and printed, or the very pages of it that are some households' or
villages'. Drawing is work for the background; what nobody waits for any more is not drawn to its end.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from calc.findings import Finding
from ui import papers
from ui.actions import add_key, label, push_button
from ui.context import Context
from ui.files import error_text
from ui.finding_list import FindingsModel, FindingsView
from ui.jobs import Progress
from ui.pages.paper_bar import PaperBar
from ui.papers import Paper, Request
from ui.tables.choices import ChoiceTable, choices_among

if TYPE_CHECKING:
    from ui.preview import Preview

__all__ = ["PaperView"]

_MESSAGE, _BLOCKED, _SHOWN = range(3)
_TABLES: Final = {"household": "households", "village": "villages"}


class _Drawn(NamedTuple):
    """A part of a document as it was drawn.

    Attributes:
        ids: whose papers the whole document is made of.
        first: number of the first paper drawn.
        end: number of the first paper behind them.
        pdf: the part, b"" where the document has no paper.
        choices: to find any of the papers.

    """

    ids: list[str]
    first: int
    end: int
    pdf: bytes
    choices: ChoiceTable | None

    @property
    def whole(self) -> bool:
        """Whether it is all of the document."""
        return self.end - self.first == len(self.ids)


def _draw(
    request: Request, paper: Paper, ids: list[str] | None, place: str | int | None, progress: Progress
) -> _Drawn:
    """Draw the papers from a place on, an ID or a number among `ids`; all of them from None on."""
    known = papers.ids_of(request, paper.stem) if ids is None else ids
    first, end = 0, len(known)
    if place is not None:
        first = place if isinstance(place, int) else known.index(place) if place in known else 0
        end = papers.part_from(request, paper, known, first)
    wanted = known[first:end]
    some = len(wanted) < len(known)
    pdf = papers.render(request, paper, progress, wanted if some else None) if known else b""
    scenario = request.assessment.scenario
    choices = choices_among(scenario, _TABLES[paper.scope], known) if some and ids is None else None
    return _Drawn(known, first, end, pdf, choices)


class PaperView(QStackedWidget):
    """The preview.

    Attributes:
        preview: the pages, None until the first ones are shown.
        bar: which of the papers are shown, and the way to others.
        errors: what keeps the document from being printed.

    Signals:
        finding_chosen: go to the cell that keeps a document from being printed: its place.
        words_wanted: the county's own words cannot be used, and the officer wants to see to that.

    """

    finding_chosen = Signal(object)
    words_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.preview: Preview | None = None
        self._wanted: tuple[Request, Paper] | None = None
        self._drawn: _Drawn | None = None
        self._drawing: Progress | None = None
        self._places: dict[str, str] = {}
        self.addWidget(self._make_message())
        self.addWidget(self._make_blocked())
        self.addWidget(self._make_shown())
        add_key(self, context, context.words.text("Find"), "Ctrl+F", self.bar.find_one)

    def _make_message(self) -> QWidget:
        words, context = self._context.words, self._context
        page = QWidget()
        box = QVBoxLayout(page)
        box.addStretch(1)
        self.message = label(kind="muted", wrap=True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.again_button = push_button(context, words.text("Show the preview"), "refresh", self.refresh)
        self.words_button = push_button(
            context, words.text("Words on paper..."), "words", self.words_wanted.emit
        )
        box.addWidget(self.message)
        for button in (self.again_button, self.words_button):
            button.hide()
            box.addWidget(button, 0, Qt.AlignmentFlag.AlignCenter)
        box.addStretch(1)
        return page

    def _make_blocked(self) -> QWidget:
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        self._blocked = label(kind="danger", wrap=True)
        box.addWidget(self._blocked)
        self.errors = FindingsModel(self._context)
        self.errors.setParent(self)
        self.errors_view = FindingsView(self._context, self.errors)
        for chosen in (self.errors_view.clicked, self.errors_view.activated):
            chosen.connect(lambda index: self.finding_chosen.emit(self.errors.findings[index.row()].place))
        box.addWidget(self.errors_view)
        return page

    def _make_shown(self) -> QWidget:
        page = QWidget()
        self._pages = QVBoxLayout(page)
        self._pages.setContentsMargins(0, 0, 0, 0)
        self.bar = PaperBar(self._context, self._turn, self.draw_all)
        self.bar.found.connect(self.go_to)
        self._pages.addWidget(self.bar)
        return page

    def complete(self) -> "Preview":
        """Return the pages; they are built when they are first wanted."""
        if self.preview is None:
            from ui.preview import Preview  # noqa: PLC0415  (QtPdf is loaded for the first preview)

            self.preview = Preview(self._context)
            self._pages.addWidget(self.preview, 1)
        return self.preview

    # What is shown

    @property
    def drawn(self) -> bool:
        """Whether the papers wanted last are drawn."""
        return self._drawn is not None

    def forget(self) -> None:
        """Show nothing of what was shown, and go back to the first papers."""
        self.stop()
        self._wanted = self._drawn = None
        self._places.clear()

    def outdate(self) -> None:
        """Take note that what is shown is no more what is wanted; it is drawn anew when it is looked at."""
        self.stop()
        self._wanted = self._drawn = None

    def tell(self, text: str, *, offer: bool = False, words: bool = False) -> None:
        """Say why nothing is shown; offer to draw it, or to see to the words on paper."""
        self.outdate()
        self._say(text, offer=offer, words=words)

    def _say(self, text: str, *, offer: bool = False, words: bool = False) -> None:
        self.message.setText(text)
        self.again_button.setVisible(offer)
        self.words_button.setVisible(words)
        self.setCurrentIndex(_MESSAGE)

    def block(self, findings: Sequence[Finding]) -> None:
        """List the errors that keep the document from being printed."""
        words = self._context.words
        self._blocked.setText(
            words.text(
                "These {count} errors keep the documents from being printed. "
                "Click one, or press Enter on it, to go to its cell.",
                count=len(findings),
            )
        )
        self.errors.show_findings(list(findings))
        self.setCurrentIndex(_BLOCKED)

    def stop(self) -> None:
        """Cancel what is being drawn and nobody waits for any more."""
        if self._drawing is not None:
            self._drawing.cancel()
            self._drawing = None

    def show_papers(self, request: Request, paper: Paper, *, quiet: bool = False) -> None:
        """Show the first papers of a document, or those looked at last; quietly, where nobody looks yet."""
        if self._wanted != (request, paper):
            self._wanted, self._drawn = (request, paper), None
            self._start(self._places.get(paper.scope, ""), quiet=quiet)

    def refresh(self) -> None:
        """Draw the papers again that are wanted."""
        if self._wanted is not None:
            self._drawn = None
            self._start(self._places.get(self._wanted[1].scope, ""))

    def go_to(self, wanted: str) -> None:
        """Show the papers from a household or village on."""
        if self._wanted is not None:
            self._start(wanted)

    def _wants_all(self) -> bool:
        """Return whether the papers of all villages and households are wanted."""
        request = self._wanted[0] if self._wanted is not None else None
        return request is not None and request.households is None and request.villages is None

    def _turn(self, step: int) -> None:
        if self._wanted is not None and self._drawn is not None:
            drawn = self._drawn
            before = papers.part_until(*self._wanted, drawn.ids, drawn.first)
            self._start(before if step < 0 else drawn.end)

    def draw_all(self) -> None:
        """Draw the whole document."""
        if self._wanted is not None and self._drawn is not None:
            self._start(None)

    def _start(self, place: str | int | None, *, quiet: bool = False) -> None:
        """Draw the papers from a place on, all of them for None."""
        if self._wanted is None:
            return
        self.stop()
        words, wanted, drawn = self._context.words, self._wanted, self._drawn
        ids = drawn.ids if drawn is not None else None
        if drawn is None:
            self._say(words.text("Drawing the preview..."))

        def done(found: _Drawn) -> None:
            if self._wanted == wanted:
                self._show(found, wanted[1])

        def failed(error: Exception) -> None:
            if self._wanted == wanted:
                self._fail(error)

        def cancelled() -> None:
            if self._wanted == wanted and self._drawn is None:
                self._say(words.text("The preview was cancelled."), offer=True)

        self._drawing = self._context.jobs.start(
            lambda progress: _draw(*wanted, ids, place, progress),
            done,
            failed,
            title=words.text("Drawing the preview..."),
            unit=words.text("statements"),
            cancelled=cancelled,
            quiet=quiet,
        )

    def _show(self, drawn: _Drawn, paper: Paper) -> None:
        self._drawn = drawn
        if not drawn.pdf:
            self._say(self._context.words.text(paper.nothing))
            return
        self._places[paper.scope] = drawn.ids[drawn.first] if drawn.first else ""
        if drawn.choices is not None:
            self.bar.show_choices(paper.scope, drawn.choices)
        self.bar.setVisible(not drawn.whole)
        self.bar.show_part(drawn.first, drawn.end, len(drawn.ids))
        self.bar.offer_all(closes=paper.closes and self._wants_all())
        self.complete().show_pdf(drawn.pdf)
        self.setCurrentIndex(_SHOWN)

    def _fail(self, error: Exception) -> None:
        findings = papers.blocking(error)
        if findings is not None:
            self.block(findings)
            return
        text = error_text(error, self._context.words)
        if text is None:
            raise error
        wanted = self._wanted
        self._say(text, words=wanted is not None and wanted[0].look.wording is not None)
