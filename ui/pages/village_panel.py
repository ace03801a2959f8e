"""The village where decisions are taken: where it stands, why, what is lawful, what was chosen, by whom."""

from fractions import Fraction
from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from calc import units
from calc.assess import VillageResult
from calc.explain import average_per_mu, per_capita, why_not
from calc.findings import Severity
from calc.language import N_, Catalogue
from calc.lines import Zone
from calc.policy import MultipleRange, Policy, Tier
from calc.presets import Preset, presets_of
from calc.tables import TABLES, Column, format_cell
from ui.actions import CellEdit, YieldingLabel, clear_layout, keep_width, label, push_button, rule, set_kind
from ui.amounts import Amount
from ui.context import Context
from ui.document import Document
from ui.gauge import EdgeGauge, RangeBar
from ui.tables.model import EMPTY, shown_text
from ui.theme import GRID

__all__ = ["PRESET_NAMES", "VillagePanel", "tier_name", "times"]

_COLUMNS: Final = TABLES["villages"].by_name
_TIERS: Final = {1: N_("tier 1"), 2: N_("tier 2"), 3: N_("tier 3")}
PRESET_NAMES: Final = {
    "lowest": N_("Lowest"),
    "middle": N_("Middle"),
    "highest": N_("Highest"),
    "former-maxima": N_("Former national maxima, for reference"),
    "same-as": N_("Same as a village"),
}
_STATES: Final = {Severity.ERROR: "danger", Severity.WARNING: "caution", Severity.NOTE: ""}
_WIDTH: Final = 25 * GRID + 160  # part of it stays when the text grows: the table needs room too
_USUAL_WIDTH: Final = 36 * GRID + 96


def tier_name(tier: Tier, words: Catalogue) -> str:
    """Return a tier's name on screen."""
    return words.text(_TIERS[tier.number]) if tier.number in _TIERS else str(tier.number)


def times(value: int) -> str:
    """Return a multiple as it is spoken of."""
    return units.format_plain(value, units.PLACES_MULTIPLE)


def _range_text(each: MultipleRange) -> str:
    return f"{times(each.lowest)}–{times(each.highest)}"


def _money(fen: int | None) -> str:
    return EMPTY if fen is None else units.format_money(fen, grouped=True)


class _Entry(QWidget):
    """A cell of the village in the panel: title, editor, what stands beside it, findings below."""

    def __init__(self, context: Context, column: Column) -> None:
        super().__init__()
        self._context = context
        self.column = column
        self.edit = CellEdit()
        title = column.title(context.words.language)
        self.edit.setAccessibleName(title)
        name = YieldingLabel(title, "muted")
        name.setBuddy(self.edit)
        self.beside = YieldingLabel(kind="muted")
        self.below = QWidget()
        self._messages = {
            severity: label(kind=state or "muted", wrap=True) for severity, state in _STATES.items()
        }
        below = QVBoxLayout(self.below)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(GRID // 2)
        for each in self._messages.values():
            below.addWidget(each)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GRID // 2)
        box.addWidget(name)
        box.addWidget(self.edit)
        if column.is_number:
            self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
            box.addWidget(self.beside)

    def show_cell(self, document: Document, key: int) -> None:
        """Show the village's cell with what is wrong about it."""
        rows = document.scenario["villages"]
        text = format_cell(self.column, rows.cell(rows.positions[key], self.column.name))
        if self.edit.text() != text:
            self.edit.setText(text)
        found = document.marks("villages").get((key, self.column.name), [])
        state = _STATES[document.weight(found[0])] if found else ""
        texts = [(document.weight(finding), document.told(finding)) for finding in found]
        for severity, shown in self._messages.items():
            shown.setText("\n".join(text for kind, text in texts if kind is severity))
            shown.setVisible(bool(shown.text()))
        self.below.setVisible(bool(found))
        self.edit.setAccessibleDescription("\n".join(text for _, text in texts))
        set_kind(self.edit, "state", state)


class VillagePanel(QScrollArea):
    """The current village.

    Signals:
        why: the officer asks why the village is judged as it is: its key.
        figure_asked: the officer asks about one figure of the village: its position, the figure's code.
        zone_asked: the officer asks about the average of an output zone: the village's position, the zone's
            number.
        preset_chosen: the officer takes a preset for this village: its key, the preset.
        several_wanted: the officer wants to choose for this or several villages in the dialog: a preset's
            code.

    """

    why = Signal(int)
    figure_asked = Signal(int, str)
    zone_asked = Signal(int, int)
    preset_chosen = Signal(int, object)
    several_wanted = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._document: Document | None = None
        self._key = -1
        self._position = -1
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        keep_width(self, context.theme, _WIDTH, fixed=False)
        self.setProperty("kind", "card")
        self._make_parts()
        inside = QWidget()
        inside.setObjectName("scrolled")
        self._lay_out(QVBoxLayout(inside))
        self.setWidget(inside)
        for entry in self._entries.values():
            entry.edit.editingFinished.connect(lambda entry=entry: self._commit(entry))

    def sizeHint(self) -> QSize:
        """Return the width at which everything can be read: the table beside it needs the rest."""
        return QSize(_USUAL_WIDTH, super().sizeHint().height())

    def _make_parts(self) -> None:
        words = self._context.words
        self._name = label(kind="title", wrap=True)
        self._fraction = label(wrap=True)
        self._per_capita = label(kind="figure")
        self._gauge = EdgeGauge(self._context.theme)
        self._tier = label(wrap=True)
        self._zones = QGridLayout()
        self._zones.setHorizontalSpacing(GRID)
        self._zones.setVerticalSpacing(GRID // 2)
        self._bar = RangeBar(self._context.theme)
        self._gauge.setAccessibleName(words.text("Cultivated land per head before requisition"))
        self._bar.setAccessibleName(words.text("Cultivated parcels (yuan)"))
        names = (words.text("lowest"), words.text("chosen"), words.text("highest"))
        codes = ("lawful-minimum", "article-8-amount", "lawful-maximum")
        kinds = ("amount", "amount-figure", "amount")
        self._amounts = [
            self._amount(name, code, kind) for name, code, kind in zip(names, codes, kinds, strict=True)
        ]
        self._people = self._amount(words.text("People to resettle"), "people-to-resettle")
        self._average = self._amount(
            words.text("Average paid per mu of cultivated land (yuan)"), "average-per-mu"
        )
        self._whole = self._amount(words.text("All of the village (yuan)"), "")
        self._make_presets()
        self._others = label(kind="muted", wrap=True)
        self._others.hide()
        self._why_not = push_button(
            self._context, words.text("Why not another tier?"), "", self._toggle_others, "link"
        )
        self._entries = {
            name: _Entry(self._context, _COLUMNS[name])
            for name in ("land_multiple", "resettlement_multiple", "multiple_basis", "tier_note")
        }
        self._why = push_button(
            self._context,
            words.text("Why this tier?"),
            "why",
            lambda: self.why.emit(self._key),
            "link",
        )

    def _amount(self, name: str, code: str, kind: str = "amount") -> Amount:
        """Return a figure of the village that can be asked why; without a code it is the whole village."""

        def ask() -> None:
            if code:
                self.figure_asked.emit(self._position, code)
            else:
                self.why.emit(self._key)

        return Amount(self._context, name, ask, kind)

    def _make_presets(self) -> None:
        words = self._context.words
        self._presets: dict[str, QPushButton] = {
            code: push_button(
                self._context, words.text(PRESET_NAMES[code]), "", partial(self._take, code), "link"
            )
            for code in ("lowest", "middle", "highest", "former-maxima")
        }
        self._same = push_button(
            self._context,
            words.text("Same as..."),
            "",
            lambda: self.several_wanted.emit("same-as"),
            "link",
        )
        self._offered: dict[str, Preset] = {}

    def _take(self, code: str) -> None:
        if code in self._offered:
            self.preset_chosen.emit(self._key, self._offered[code])

    def _toggle_others(self) -> None:
        self._others.setVisible(not self._others.isVisibleTo(self))

    def _lay_out(self, box: QVBoxLayout) -> None:
        words = self._context.words
        box.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        box.setSpacing(GRID)
        box.addWidget(self._name)
        box.addWidget(label(words.text("Cultivated land per head before requisition"), "muted"))
        value = QHBoxLayout()
        value.addWidget(self._per_capita)
        value.addWidget(self._fraction, 1)
        box.addLayout(value)
        box.addWidget(self._gauge)
        box.addWidget(self._tier)
        reasons = QHBoxLayout()
        reasons.setSpacing(GRID)
        reasons.addWidget(self._why)
        reasons.addWidget(self._why_not)
        reasons.addStretch(1)
        box.addLayout(reasons)
        box.addWidget(self._others)
        box.addWidget(rule())
        multiples = QHBoxLayout()
        multiples.setSpacing(GRID)
        for name in ("land_multiple", "resettlement_multiple"):
            multiples.addWidget(self._entries[name], 1)
        box.addLayout(multiples)
        for name in ("land_multiple", "resettlement_multiple"):
            box.addWidget(self._entries[name].below)
        presets = QHBoxLayout()
        presets.setSpacing(GRID // 2)
        for button in (*self._presets.values(), self._same):
            presets.addWidget(button)
        presets.addStretch(1)
        box.addLayout(presets)
        box.addWidget(label(words.text("Cultivated parcels (yuan)"), "muted"))
        box.addWidget(self._bar)
        more = QGridLayout()
        more.setColumnStretch(0, 1)
        more.setVerticalSpacing(0)
        for row, amount in enumerate((*self._amounts, self._whole, self._average, self._people)):
            more.addWidget(YieldingLabel(amount.accessibleName(), "muted"), row, 0)
            more.addWidget(amount, row, 1, Qt.AlignmentFlag.AlignRight)
        box.addLayout(more)
        box.addWidget(rule())
        for name in ("multiple_basis", "tier_note"):
            box.addWidget(self._entries[name])
            box.addWidget(self._entries[name].below)
        box.addWidget(rule())
        box.addWidget(
            label(
                words.text("Output values of three years and their average (yuan per mu)"), "muted", wrap=True
            )
        )
        box.addLayout(self._zones)
        box.addStretch(1)

    def show_document(self, document: Document) -> None:
        """Show villages of a scenario."""
        self._document = document
        document.assessed.connect(self.refresh)
        document.edited.connect(self.refresh)

    def show_village(self, key: int) -> None:
        """Show the village with a key; −1 for none."""
        self._key = key
        self.refresh()

    def refresh(self) -> None:
        """Show the village's present state."""
        document = self._document
        rows = document.scenario["villages"] if document else None
        present = document is not None and rows is not None and self._key in rows.positions
        self.setVisible(present)
        if document is None or not present:
            return
        for entry in self._entries.values():
            entry.show_cell(document, self._key)
        assessment = document.assessment
        position = assessment.scenario["villages"].positions.get(self._key)
        if position is not None and assessment.policy and position < len(assessment.villages):
            self._show_result(assessment.villages[position], assessment.policy)

    def _show_result(self, result: VillageResult, policy: Policy) -> None:
        self._position = result.position
        self._name.setText(result.name or result.village_id)
        self._show_per_capita(result, policy)
        self._show_tier(result.tier)
        self._show_presets(result, policy)
        self._show_money(result)
        self._show_zones(result.zones)

    def _show_per_capita(self, result: VillageResult, policy: Policy) -> None:
        words = self._context.words
        area, population = result.figures.area, result.figures.population
        value = None
        if area and population:
            value = Fraction(area, population * 10**units.PLACES_QUANTITY)
            self._per_capita.setText(words.text("{value} mu", value=per_capita(result, policy)))
            self._fraction.setText(
                words.text(
                    "= {area} mu ÷ {people} people",
                    area=shown_text(_COLUMNS["cultivated_area"], area),
                    people=f"{population:,}",
                )
            )
        else:
            self._per_capita.setText(EMPTY)
            self._fraction.setText(words.text("The area or the population is missing."))
        edges = [
            (Fraction(edge, 10**units.PLACES_QUANTITY), units.format_plain(edge, units.PLACES_QUANTITY))
            for edge in policy.edges()
        ]
        on_edge = value is not None and any(value == edge for edge, _ in edges)
        names = [tier_name(tier, words) for tier in policy.tiers]
        self._gauge.show_value(value, edges, names, role="caution" if on_edge else "accent")

    def _show_tier(self, tier: Tier | None) -> None:
        words = self._context.words
        self._why.setEnabled(tier is not None)
        land, resettlement = self._entries["land_multiple"], self._entries["resettlement_multiple"]
        if tier is None:
            self._tier.setText(words.text("The tier cannot be determined yet."))
            land.beside.setText("")
            resettlement.beside.setText("")
        elif tier.land and tier.resettlement:
            self._tier.setText(f"{tier_name(tier, words)} · {tier.citation}")
            for entry, each in ((land, tier.land), (resettlement, tier.resettlement)):
                entry.beside.setText(words.text("lawful: {range} times", range=_range_text(each)))
        else:
            self._tier.setText(f"{tier_name(tier, words)} · {tier.citation}")
            cap = words.text("both together at most {cap} times", cap=times(tier.cap or 0))
            land.beside.setText(cap)
            resettlement.beside.setText(cap)

    def _show_presets(self, result: VillageResult, policy: Policy) -> None:
        """Offer the presets of the tier; say in words why it is no other."""
        words, tier = self._context.words, result.tier
        offered = presets_of(policy, tier) if tier else ()
        self._offered = {preset.code: preset for preset in offered}
        for code, button in self._presets.items():
            preset = self._offered.get(code)
            button.setVisible(preset is not None)
            if preset is not None:
                multiples = f"{times(preset.land)} + {times(preset.resettlement)}"
                tip = (multiples, *(words.text("Source: {source}", source=each) for each in preset.sources))
                button.setToolTip("\n".join(tip))
                if preset.sources:
                    button.setText(f"{multiples}  {words.text(PRESET_NAMES[code])}")
        self._same.setVisible(tier is not None and tier.land is not None)
        refused = zip(policy.neighbours(tier) if tier else (), why_not(result, policy), strict=True)
        self._others.setText(
            "\n".join(
                words.text("Not {tier}: {reason}", tier=tier_name(other, words), reason=reason.text(words))
                for other, reason in refused
            )
        )
        self._why_not.setVisible(tier is not None)

    def _show_money(self, result: VillageResult) -> None:
        lowest, chosen, highest = result.lawful_minimum, result.article_8_amount, result.lawful_maximum
        # Lawful or not is a matter of the multiples: money inside the range may come of an unlawful pair.
        states = [
            self._entries[name].edit.property("state") for name in ("land_multiple", "resettlement_multiple")
        ]
        unlawful = chosen is not None and "danger" in states
        self._bar.show_amounts(lowest, chosen, highest, role="danger" if unlawful else "accent")
        for shown, fen in zip(self._amounts, (lowest, chosen, highest), strict=True):
            shown.show_text(_money(fen))
            shown.setEnabled(fen is not None)
        set_kind(self._amounts[1], "state", "danger" if unlawful else "")
        whole = _money(result.amount)
        incomplete = self._context.words.text("incomplete: {amount}", amount=whole)
        self._whole.show_text(whole if result.complete else incomplete)
        set_kind(self._whole, "state", "" if result.complete else "caution")
        average, people = average_per_mu(result), result.people_to_resettle
        self._average.show_text(_money(average))
        self._average.setEnabled(average is not None)
        self._people.show_text(EMPTY if people is None else units.format_fixed(people, 2, 2, grouped=True))
        self._people.setEnabled(people is not None)

    def _show_zones(self, zones: tuple[Zone, ...]) -> None:
        clear_layout(self._zones)
        words = self._context.words
        if not zones:
            self._zones.addWidget(label(words.text("No output values are recorded."), "muted"), 0, 0)
        for row, zone in enumerate(zones):
            self._show_zone(zone, row)

    def _show_zone(self, zone: Zone, number: int) -> None:
        """Show a zone: its name, below it the years and the average, below these the figures."""
        row = 3 * number + 1
        average = self._context.words.text("average")
        right = Qt.AlignmentFlag.AlignRight
        self._zones.addWidget(_strong(zone.name), row - 1, 0, 1, 4)
        for column, (year, value) in enumerate(zone.years.items()):
            self._zones.addWidget(label(str(year), "muted"), row, column, right)
            self._zones.addWidget(label(_money(value)), row + 1, column, right)
        self._zones.addWidget(label(average, "muted"), row, 3, right)
        shown = Amount(
            self._context, f"{zone.name} {average}", lambda: self.zone_asked.emit(self._position, number)
        )
        shown.setProperty("weight", "strong")
        shown.setEnabled(zone.aaov is not None)
        shown.show_text(_money(zone.aaov))
        self._zones.addWidget(shown, row + 1, 3, right)

    def _commit(self, entry: _Entry) -> None:
        document = self._document
        if document is not None and self._key in document.scenario["villages"].positions:
            document.type_cell("villages", self._key, entry.column.name, entry.edit.text())

    def lead_to(self, name: str) -> None:
        """Give the keyboard to one of the village's cells and bring it into view."""
        editor = self.entry_editor(name)
        self.ensureWidgetVisible(editor)
        editor.setFocus()

    def entry_editor(self, name: str) -> QLineEdit:
        """Return the editor of one of the village's cells."""
        return self._entries[name].edit


def _strong(text: str) -> QLabel:
    made = label(text)
    font = made.font()
    font.setBold(True)
    made.setFont(font)
    return made
