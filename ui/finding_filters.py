"""What the list of findings is narrowed by: kind, sheet, village, and what was not looked at yet."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSizePolicy, QWidget

from calc.findings import Finding
from calc.scenario import Scenario
from calc.tables import TABLES
from ui.actions import ChoiceBox, push_button
from ui.context import Context
from ui.finding_kinds import KINDS
from ui.theme import GRID

if TYPE_CHECKING:
    from calc.sifting import Sieve

__all__ = ["FindingFilters"]

Choice = tuple[str, str]
"""What is chosen, and what stands in the list."""
_NARROWEST = 12 * GRID


class FindingFilters(QWidget):
    """One row of choices.

    Signals:
        changed: something else is chosen.

    """

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        words = context.words
        self.kind = self._box(words.text("Kind"))
        self.table = self._box(words.text("Sheet"))
        self.village = self._box(words.text("Village"))
        self.unseen = QCheckBox(words.text("Not yet looked at"))
        self.unseen.toggled.connect(self.changed)
        self.clear_button = push_button(context, words.text("Show all"), "", self.clear, "link")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        for box, stretch in ((self.kind, 3), (self.table, 1), (self.village, 2)):
            row.addWidget(box, stretch)
        row.addWidget(self.unseen)
        row.addWidget(self.clear_button)

    def _box(self, name: str) -> ChoiceBox:
        box = ChoiceBox()
        box.setAccessibleName(name)
        box.setToolTip(name)
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        box.setMinimumWidth(_NARROWEST)
        box.currentIndexChanged.connect(self.changed)
        return box

    def show_choices(self, findings: Sequence[Finding], scenario: Scenario) -> None:
        """Offer the kinds and sheets of some findings, and the villages; what is chosen stays chosen."""
        words = self._context.words
        codes = Counter(each.code for each in findings)
        tables = Counter(each.place.table for each in findings)
        kinds = [(code, words.text(KINDS.get(code, code))) for code in codes]
        sheets = [(name, spec.title(words.language)) for name, spec in TABLES.items() if name in tables]
        _fill(self.kind, words.text("All kinds"), sorted(kinds, key=lambda kind: kind[1]), codes)
        _fill(self.table, words.text("All sheets"), sheets, tables)
        _fill(self.village, words.text("All villages"), _villages(scenario), {})

    def narrow(self, sieve: "Sieve") -> "Sieve":
        """Return a sieve that also lets through only what is chosen here."""
        return replace(
            sieve,
            code=self.kind.currentData() or "",
            table=self.table.currentData() or "",
            village_id=self.village.currentData() or "",
            unseen=self.unseen.isChecked(),
        )

    def clear(self) -> None:
        """Choose everything again."""
        held = self.blockSignals(True)
        for box in (self.kind, self.table, self.village):
            box.setCurrentIndex(0)
        self.unseen.setChecked(False)
        self.blockSignals(held)
        self.changed.emit()


def _fill(
    box: ChoiceBox, everything: str, choices: list[Choice], counts: "Counter[str] | dict[str, int]"
) -> None:
    texts = [(value, f"{text} ({counts[value]:,})" if value in counts else text) for value, text in choices]
    wanted = [("", everything), *texts]
    if wanted == [(box.itemData(row), box.itemText(row)) for row in range(box.count())]:
        return
    chosen = box.currentData() or ""
    if chosen and chosen not in {value for value, _ in wanted}:
        wanted.append(
            (chosen, box.currentText().rpartition(" (")[0] or box.currentText())
        )  # nothing is left of it
    held = box.blockSignals(True)
    box.clear()
    for value, text in wanted:
        box.addItem(text, value)
    box.setCurrentIndex([value for value, _ in wanted].index(chosen))
    box.blockSignals(held)


def _villages(scenario: Scenario) -> list[Choice]:
    rows = scenario["villages"]
    names = [rows.text(name).values.tolist() for name in ("village_id", "village", "group")]
    named = {each: f"{each} {''.join(parts)}".strip() for each, *parts in zip(*names, strict=True)}
    return [(each, text) for each, text in named.items() if each]
