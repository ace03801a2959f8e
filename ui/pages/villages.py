"""Villages and output values: the tables at the left, the village where decisions are taken at the right."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from calc import units
from calc.assess import Assessment, VillageResult
from calc.explain import per_capita
from calc.findings import Place, Severity
from calc.language import N_
from calc.presets import Plan, Preset, apply_plan, plan_multiples
from calc.sums import VillageBar, explain_village_figure, explain_zone, village_bars
from calc.tables import TABLES, Cell
from ui.actions import YieldingCheckBox, YieldingLabel, add_key, make_action, tool_button
from ui.amounts import WhyMark
from ui.context import Context
from ui.document import Document
from ui.pages.page import Page
from ui.pages.preset_dialog import PresetDialog
from ui.pages.table import TableEditor
from ui.pages.village_panel import VillagePanel, tier_name
from ui.tables.model import EMPTY, Computed
from ui.tables.selection import Selection
from ui.theme import GRID

__all__ = ["VillagesPage"]

_FIGURES: Final = {"per_capita": "per-capita", "tier": "tier", "amount": ""}
"""Worked-out columns, and the codes of their explanations; "" for the whole village."""
_LAWFUL, _TO_CHOOSE, _UNLAWFUL, _UNKNOWN = range(4)


def _result(assessment: Assessment, position: int) -> VillageResult | None:
    return assessment.villages[position] if position < len(assessment.villages) else None


class _Columns:
    """The computed columns of the table of villages."""

    def __init__(self, context: Context, document: Document) -> None:
        self._words = context.words
        self._document = document
        self._ranged: tuple[Assessment, tuple[VillageBar, ...]] | None = None

    def front(self) -> Sequence[str | Computed]:
        """Return the columns that stand first: who, where it stands, what was chosen, what it comes to."""
        return (
            "village_id",
            "village",
            "group",
            Computed("per_capita", N_("Land per head (mu)"), self._per_capita, self._per_capita_value),
            Computed("tier", N_("Tier"), self._tier, self._tier_value, self._tier_role, is_figure=False),
            "land_multiple",
            "resettlement_multiple",
            Computed(
                "amount",
                N_("Amount (yuan)"),
                self._amount,
                self._amount_value,
                self._amount_role,
                self._amount_exact,
                self._amount_tip,
            ),
            Computed(
                *("state", N_("Multiples are"), self._state, self._state_value, self._state_role),
                is_figure=False,
            ),
        )

    @staticmethod
    def _per_capita(assessment: Assessment, position: int) -> str:
        result = _result(assessment, position)
        return (per_capita(result, assessment.policy) if result and assessment.policy else "") or EMPTY

    @staticmethod
    def _per_capita_value(assessment: Assessment, position: int) -> Fraction | None:
        result = _result(assessment, position)
        if result is None or not result.figures.area or not result.figures.population:
            return None
        return Fraction(result.figures.area, result.figures.population)

    def _tier(self, assessment: Assessment, position: int) -> str:
        result = _result(assessment, position)
        return tier_name(result.tier, self._words) if result and result.tier else EMPTY

    @staticmethod
    def _tier_value(assessment: Assessment, position: int) -> int | None:
        result = _result(assessment, position)
        return result.tier.number if result and result.tier else None

    @staticmethod
    def _tier_role(assessment: Assessment, position: int) -> str:
        result = _result(assessment, position)
        return "text" if result and result.tier else "muted"

    def _found(self, assessment: Assessment, position: int) -> bool:
        """Return whether a multiple of the village is an error though it was chosen."""
        key = int(assessment.scenario["villages"].keys[position])
        marks = self._document.marks("villages")
        found = [
            finding
            for name in ("land_multiple", "resettlement_multiple")
            for finding in marks.get((key, name), [])
        ]
        return any(finding.severity is Severity.ERROR for finding in found)

    def _state_value(self, assessment: Assessment, position: int) -> int:
        result = _result(assessment, position)
        figures = result.figures if result else None
        if not figures or figures.land_multiple is None or figures.resettlement_multiple is None:
            return _TO_CHOOSE
        if self._found(assessment, position):
            return _UNLAWFUL
        return _LAWFUL if figures.tier else _UNKNOWN

    def _state(self, assessment: Assessment, position: int) -> str:
        names = (N_("lawful"), N_("to choose"), N_("unlawful"), EMPTY)
        return self._words.text(names[self._state_value(assessment, position)])

    def _state_role(self, assessment: Assessment, position: int) -> str:
        return ("text", "caution", "danger", "muted")[self._state_value(assessment, position)]

    def _bar(self, assessment: Assessment, position: int) -> VillageBar:
        """Return a village beside its lawful range; those of an assessment are worked out once."""
        if self._ranged is None or self._ranged[0] is not assessment:
            self._ranged = assessment, village_bars(assessment)
        return self._ranged[1][position]

    def _amount(self, assessment: Assessment, position: int) -> str:
        """Return what the village comes to; its lawful range while multiples are to choose."""
        result, words = _result(assessment, position), self._words
        if result is None or assessment.computation is None:
            return EMPTY
        amount = units.format_money(result.amount, grouped=True)
        if result.complete:
            return amount
        bar = self._bar(assessment, position)
        if self._state_value(assessment, position) != _TO_CHOOSE or bar.highest is None:
            return words.text("incomplete: {amount}", amount=amount) if result.amount else EMPTY
        highest = units.format_money(bar.highest, grouped=True)
        if bar.lowest is None:
            return words.text("at most {amount}", amount=highest)
        return f"{units.format_money(bar.lowest, grouped=True)} – {highest}"

    def _amount_tip(self, assessment: Assessment, position: int) -> str:
        result = _result(assessment, position)
        if result is None or result.complete:
            return ""
        to_choose = self._state_value(assessment, position) == _TO_CHOOSE
        if to_choose and self._bar(assessment, position).highest is not None:
            return self._words.text("All of the village, with the cultivated land in its lawful range")
        return self._words.text("Not complete: some lines cannot be computed, see the findings")

    @staticmethod
    def _amount_value(assessment: Assessment, position: int) -> int | None:
        result = _result(assessment, position)
        return result.amount if result and result.complete else None

    @staticmethod
    def _amount_exact(assessment: Assessment, position: int) -> Decimal | None:
        result = _result(assessment, position)
        if result is None or not result.complete:
            return None
        return units.decimal_of(result.amount, units.PLACES_MONEY)

    @staticmethod
    def _amount_role(assessment: Assessment, position: int) -> str:
        result = _result(assessment, position)
        return "text" if result and result.complete else "caution"


class VillagesPage(Page):
    """Villages, their output values, and the panel of the current village."""

    chapter = "villages"

    def __init__(self, context: Context) -> None:
        super().__init__(context, context.words.text("Villages and outputs"))
        spec = TABLES["villages"]
        self.villages = TableEditor(context, spec, lambda document: _Columns(context, document).front())
        self.outputs = TableEditor(context, TABLES["outputs"])
        self.panel = VillagePanel(context)
        self._only = YieldingCheckBox(context.words.text("Only this village"))
        self._only.setChecked(True)
        self._only.toggled.connect(self._show_village)
        self.choose_action = make_action(
            self,
            context,
            context.words.text("Choose multiples..."),
            "multiples",
            "Ctrl+M",
            self.choose_multiples,
        )
        self.choose_action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.addAction(self.choose_action)
        self.tools.addWidget(tool_button(self.choose_action, text=True))
        self.villages.fill_tools(self.tools)
        self.villages.view.row_changed.connect(self._show_village)
        self.villages.view.why.connect(self._ask_why)
        for editor in (self.villages, self.outputs):
            editor.view.told.connect(self.told)
            editor.view.cells.changed.connect(self.selected)
        self.panel.why.connect(lambda key: self.why.emit("villages", key))
        self.panel.figure_asked.connect(self._ask_figure)
        self.panel.zone_asked.connect(self._ask_zone)
        self.panel.preset_chosen.connect(self._take_preset)
        self.panel.several_wanted.connect(self.choose_multiples)
        view = self.villages.view
        self.mark = WhyMark(
            context, view, self._answers, lambda index: self._ask_of(index.row(), index.column())
        )
        self.outputs.new_cells(self._new_output)
        self._lay_out()
        find = context.words.text("Find")
        add_key(self, context, find, QKeySequence.StandardKey.Find, self.villages.search.setFocus)

    def _lay_out(self) -> None:
        lower = QWidget()
        box = QVBoxLayout(lower)
        box.setContentsMargins(0, GRID, 0, 0)
        box.setSpacing(GRID // 2)
        tools = QHBoxLayout()
        tools.setSpacing(GRID // 2)
        self.outputs.fill_tools(
            tools, YieldingLabel(TABLES["outputs"].title(self._context.words.language), "lead")
        )
        tools.insertWidget(1, self._only)
        box.addLayout(tools)
        box.addWidget(self.outputs)
        tables = QSplitter(Qt.Orientation.Vertical)
        tables.addWidget(self.villages)
        tables.addWidget(lower)
        tables.setStretchFactor(0, 3)
        tables.setStretchFactor(1, 2)
        tables.setChildrenCollapsible(False)
        across = QSplitter(Qt.Orientation.Horizontal)
        across.addWidget(tables)
        across.addWidget(self.panel)
        across.setStretchFactor(0, 1)
        across.setStretchFactor(1, 0)
        across.setChildrenCollapsible(False)
        self.body.addWidget(across)

    def show_document(self, document: Document) -> None:
        """Show the villages of a scenario."""
        super().show_document(document)
        self.villages.show_document(document)
        self.outputs.show_document(document)
        self.panel.show_document(document)
        view = self.villages.view
        if view.table_model().rowCount():
            view.setCurrentIndex(view.table_model().index(0, 0))
        self._show_village()

    def _village_id(self) -> str:
        rows = self.villages.view.table_model().rows
        key = self.villages.view.current_key()
        return rows.text("village_id").cell(rows.positions[key]) if key in rows.positions else ""

    def _show_village(self) -> None:
        if self.document is None:
            return
        self.panel.show_village(self.villages.view.current_key())
        village_id = self._village_id()
        fixed = ("village_id", village_id) if self._only.isChecked() and village_id else None
        self.outputs.view.table_model().set_fixed(fixed)

    def _new_output(self) -> dict[str, Cell]:
        return {"village_id": self._village_id()}

    def go_to(self, place: Place) -> bool:
        """Show a cell of either table."""
        if place.table == "villages":
            return self.villages.go_to(place)
        if place.table != "outputs" or self.document is None:
            return False
        rows = self.document.scenario["outputs"]
        if place.key in rows.positions:
            village_id = rows.text("village_id").cell(rows.positions[place.key])
            index = self.document.scenario["villages"].index
            if village_id in index:
                key = int(self.document.scenario["villages"].keys[index[village_id]])
                self.villages.go_to(Place("villages", key, "village_id"))
            else:
                self._only.setChecked(False)
        return self.outputs.go_to(place)

    def tables(self) -> tuple[str, ...]:
        """Return both tables."""
        return ("villages", "outputs")

    def regions(self) -> list[QWidget]:
        """Return the tables and the panel's first field."""
        return [self.villages.view, self.outputs.view, self.panel.entry_editor("land_multiple")]

    def arrive(self) -> None:
        """Give the villages the keyboard."""
        self.villages.view.setFocus()

    # Why?

    def _ask_why(self) -> None:
        index = self.villages.view.currentIndex()
        self._ask_of(index.row(), index.column())

    def _answers(self, index: QModelIndex) -> bool:
        """Return whether a cell holds a figure that was worked out."""
        name = self.villages.view.table_model().fields[index.column()].name
        return name in _FIGURES and index.data() != EMPTY

    def _ask_of(self, row: int, column: int) -> None:
        """Explain a cell: where the village stands, or what it comes to."""
        model = self.villages.view.table_model()
        if not 0 <= row < model.rowCount():
            return
        key = model.key(row)
        code = _FIGURES.get(model.fields[column].name, "")
        position = (
            self.document.assessment.scenario["villages"].positions.get(key, -1) if self.document else -1
        )
        if code and position >= 0:
            self._ask_figure(position, code)
        else:
            self.why.emit("villages", key)

    def _ask_figure(self, position: int, code: str) -> None:
        if self.document is None or self.document.assessment.policy is None:
            return
        step = explain_village_figure(self.document.assessment, position, code)
        if step is not None:
            self.asked.emit(step)

    def _ask_zone(self, position: int, number: int) -> None:
        if self.document is not None and self.document.assessment.policy is not None:
            step = explain_zone(self.document.assessment, position, number)
            if step is not None:
                self.asked.emit(step)

    # Presets

    def choose_multiples(self, code: str = "") -> None:
        """Let the officer choose which villages get which multiples."""
        document = self.document
        if document is None or document.assessment.policy is None:
            return
        view = self.villages.view
        keys = view.table_model().shown_keys()[Selection.of(view).all_rows].tolist()
        dialog = PresetDialog(self._context, document.assessment, keys, code=code, parent=self)
        if dialog.exec() and dialog.plan is not None:
            self._give(dialog.plan)

    def _take_preset(self, key: int, preset: Preset) -> None:
        if self.document is not None:
            self._give(plan_multiples(self.document.assessment, [key], preset))

    def _give(self, plan: Plan) -> None:
        """Give the villages their multiples, and lead to the one field that no preset fills."""
        if self.document is None or not plan.awards:
            return
        self.document.push(apply_plan(self.document.scenario, plan))
        keys = [award.key for award in plan.awards]
        if self.villages.view.current_key() not in keys:
            self.villages.go_to(Place("villages", keys[0], "multiple_basis"))
        self.panel.lead_to("multiple_basis")
        words = self._context.words
        self.told.emit(
            words.text(
                "Multiples chosen for {count} villages: now write who decided them.", count=f"{len(keys):,}"
            )
        )
