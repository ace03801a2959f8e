"""The bar at the foot: saved or not, how much is recorded, what is going on, and the totals."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QStatusBar, QWidget

from calc import units
from calc.assess import Assessment
from calc.language import N_
from calc.scenario import Scenario
from ui.actions import YieldingLabel, label, push_button, set_kind
from ui.amounts import Amount
from ui.context import Context
from ui.document import Document
from ui.jobs import Job
from ui.tables.model import EMPTY
from ui.tables.selected import SelectedButton, Told
from ui.theme import GRID, ICON

__all__ = ["Status"]

_TOTALS: Final = (N_("Land"), N_("Resettlement"), N_("Crops"), N_("Attachments"), N_("Total"))
_MARKED_FOR: Final = 1500
_TOLD_FOR: Final = 6000
_TOLD_WIDTH: Final = 45 * GRID


class Status(QStatusBar):
    """The status bar.

    Signals:
        cancelled: the officer wants the work under way to stop.
        why: the officer asks about a total: the number of its head, −1 for the whole.

    """

    cancelled = Signal()
    why = Signal(int)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.setSizeGripEnabled(False)
        self.saved = label()
        self._saved_icon = QLabel()
        self._counts = label(kind="muted")
        # What gives way where the bar is too narrow; it must never make the window wider than the screen.
        self._counts.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.selected = SelectedButton(context)
        self.selected.copied.connect(self.tell)
        self._names = [YieldingLabel(context.words.text(name), "muted") for name in _TOTALS]
        self.figures = [self._figure(number) for number in range(len(_TOTALS))]
        self.figures[-1].setProperty("weight", "strong")
        self._calm = QTimer(self, interval=_MARKED_FOR, singleShot=True)
        self._calm.timeout.connect(self._calm_down)
        self._told = label()
        self._told.hide()
        self._forget = QTimer(self, interval=_TOLD_FOR, singleShot=True)
        self._forget.timeout.connect(self._told.hide)
        self._bar = QProgressBar()
        self._bar.setFixedWidth(22 * GRID)
        self._bar.setAccessibleName(context.words.text("Progress"))
        self._doing = label()
        self._cancel = push_button(context, context.words.text("Cancel"), "", self.cancelled.emit, "flat")
        self.work = self._row([self._doing, self._bar, self._cancel])
        self.work.hide()
        self.left = self._row([self._saved_icon, self.saved, self.selected, self._counts])
        row = self.left.layout()
        if isinstance(row, QHBoxLayout):
            row.addStretch(1)
            row.setStretchFactor(self._counts, 1000)
        self.addWidget(self.left, 1)
        self.addWidget(self.work)
        self.addWidget(self._told)
        self._partly = label(context.words.text("Incomplete:"), "caution")
        pairs = [self._row(pair, 0) for pair in zip(self._names, self.figures, strict=True)]
        self.totals = self._row([self._partly, *pairs], 2 * GRID)
        self.addPermanentWidget(self.totals)
        context.theme.changed.connect(self._draw_icon)
        self._unsaved = False
        self.show_nothing()

    def _figure(self, number: int) -> Amount:
        name = self._context.words.text(_TOTALS[number])
        head = number if number < len(_TOTALS) - 1 else -1
        return Amount(self._context, name, lambda: self.why.emit(head))

    @staticmethod
    def _row(parts: Sequence[QWidget], spacing: int = GRID) -> QWidget:
        """Return parts side by side; close together they are one, with no margin at the sides."""
        row = QWidget()
        box = QHBoxLayout(row)
        side = GRID if spacing else 0
        box.setContentsMargins(side, GRID // 4, side, GRID // 4)
        box.setSpacing(spacing)
        for part in parts:
            box.addWidget(part)
        return row

    def show_nothing(self) -> None:
        """Show that nothing is open."""
        self.left.hide()
        self.totals.hide()

    def show_saved(self, document: Document) -> None:
        """Show whether everything is in a file."""
        words = self._context.words
        self.left.show()
        self._unsaved = document.unsaved
        if document.saving:
            self.saved.setText(words.text("Saving..."))
        elif document.unsaved:
            self.saved.setText(words.text("Not saved"))
        else:
            self.saved.setText(words.text("Saved {time}", time=f"{document.saved_at:%H:%M}"))
        set_kind(self.saved, "kind", "caution" if document.unsaved else "")
        self._draw_icon()

    def _draw_icon(self) -> None:
        icon = ("save", "caution") if self._unsaved else ("saved", "accent")
        self._saved_icon.setPixmap(self._context.theme.icon(*icon).pixmap(ICON - 2))

    def show_counts(self, scenario: Scenario) -> None:
        """Show how much is recorded."""
        counts = {name: f"{len(scenario[name]):,}" for name in ("villages", "households", "parcels", "items")}
        self._counts.setText(
            self._context.words.text(
                "{villages} villages · {households} households · {parcels} parcels · {items} items", **counts
            )
        )

    def show_selected(self, selected: Told | None) -> None:
        """Show what the selected cells come to, in the place of how much is recorded."""
        self.selected.show_told(selected)
        self._counts.setVisible(selected is None and self.work.isHidden())

    def show_totals(self, assessment: Assessment) -> None:
        """Show the totals; those that the last edit changed stand out for a moment."""
        totals = assessment.totals
        amounts = [*totals.by_head, totals.amount]
        self.totals.show()
        for figure, amount in zip(self.figures, amounts, strict=True):
            text = EMPTY if amount is None else units.format_money(amount, grouped=True)
            if figure.text() and figure.text() != text:
                set_kind(figure, "state", "caution")
                self._calm.start()
            figure.show_text(text)
        incomplete = self._context.words.text("Some amounts cannot be computed yet: see the findings.")
        self._partly.setVisible(not totals.complete)
        self.totals.setToolTip("" if totals.complete else incomplete)

    def show_stale(self, *, stale: bool) -> None:
        """Show that the totals are being worked out anew."""
        for figure in self.figures:
            set_kind(figure, "state", "muted" if stale else "")

    def _calm_down(self) -> None:
        for figure in self.figures:
            set_kind(figure, "state", "")

    def show_job(self, job: Job) -> None:
        """Show what is under way and how far it is."""
        done, total = job.progress.done, job.progress.total
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._bar.setTextVisible(total > 0)
        self._bar.setFormat(f"{done:,} / {total:,} {job.unit}")
        self._doing.setText(job.title)
        self._counts.hide()
        self.work.show()

    def tell(self, text: str) -> None:
        """Say for a while what was done."""
        self._told.setText(self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, _TOLD_WIDTH))
        self._told.setToolTip(text)
        self._told.show()
        self._forget.start()

    def hide_job(self) -> None:
        """Show that nothing is under way."""
        self.work.hide()
        self._counts.setVisible(self.selected.isHidden())
