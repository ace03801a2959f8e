"""Choosing multiples for many villages at once: which preset, for which villages, and who is left out."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QDialog, QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from calc.assess import Assessment, VillageResult
from calc.explain import per_capita
from calc.language import N_
from calc.policy import Policy, Tier
from calc.presets import Plan, Preset, plan_multiples, presets_of, villages_to_follow
from ui.actions import ChoiceBox, label, push_button
from ui.context import Context
from ui.pages.village_panel import PRESET_NAMES, tier_name, times
from ui.tables.figures import FiguresModel, FiguresView
from ui.tables.model import EMPTY
from ui.theme import GRID, first_size

__all__ = ["PresetDialog"]

SELECTED, WHOLE_TIER, NOT_CHOSEN = range(3)


def _pair(land: int | None, resettlement: int | None) -> str:
    """Return two multiples as they are spoken of: land + resettlement."""
    if land is None and resettlement is None:
        return EMPTY
    return " + ".join(EMPTY if each is None else times(each) for each in (land, resettlement))


class PresetDialog(QDialog):
    """Chooses a preset and the villages of one tier that get it.

    Attributes:
        tier, scope, preset, like: what is chosen.
        plan: what will happen, None while no preset can be chosen.

    """

    def __init__(
        self,
        context: Context,
        assessment: Assessment,
        selected: Sequence[int],
        *,
        code: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Offer presets for the villages with the keys `selected`, or for all of a tier."""
        super().__init__(parent)
        self._context = context
        self._assessment = assessment
        self._selected = selected
        self._policy: Policy | None = assessment.policy
        self._followed: Sequence[tuple[VillageResult, Preset]] = ()
        self.plan: Plan | None = None
        words = context.words
        self.setWindowTitle(words.text("Choose multiples for villages"))
        self.tier = self._box(words.text("Tier"))
        self.scope = self._box(words.text("Villages"))
        self.preset = self._box(words.text("Multiples"))
        self.like = self._box(words.text("Which village"))
        self.like.setEditable(True)
        self.like.setInsertPolicy(ChoiceBox.InsertPolicy.NoInsert)
        completer = QCompleter(self.like.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.like.setCompleter(completer)
        self._note = label(kind="caution", wrap=True)
        self._model = FiguresModel(context)
        self.view = FiguresView(context, self._model, words.text("Villages"))
        self.view.why_action.setVisible(False)
        self.view.why_action.setEnabled(False)
        self.apply = push_button(context, words.text("Apply"), "", self.accept, "primary")
        self._lay_out()
        self._fill(code)
        self.tier.currentIndexChanged.connect(lambda: self._fill_presets(""))
        for box in (self.scope, self.preset, self.like):
            box.currentIndexChanged.connect(self._show)

    @staticmethod
    def _box(name: str) -> ChoiceBox:
        box = ChoiceBox()
        box.setAccessibleName(name)
        return box

    def _lay_out(self) -> None:
        words = self._context.words
        form = QFormLayout()
        form.setSpacing(GRID)
        for choice in (self.tier, self.scope, self.preset, self.like):
            form.addRow(choice.accessibleName(), choice)
        self._like_label = form.labelForField(self.like)
        foot = QHBoxLayout()
        cancel = push_button(self._context, words.text("Cancel"), "", self.reject)
        self.apply.setDefault(True)
        foot.addWidget(label(words.text("The basis of the decision is never filled in: write it."), "muted"))
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self.apply)
        box = QVBoxLayout(self)
        box.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        box.setSpacing(GRID)
        box.addLayout(form)
        box.addWidget(self._note)
        box.addWidget(self.view, 1)
        box.addLayout(foot)
        first_size(self, 96 * GRID, 70 * GRID)

    def _fill(self, code: str) -> None:
        words = self._context.words
        policy = self._policy
        tiers = policy.tiers if policy else ()
        for tier in reversed(tiers):
            self.tier.addItem(tier_name(tier, words), tier)
        held = [village.tier for _, village in self._villages(self._selected) if village.tier]
        if held:
            self.tier.setCurrentIndex([*reversed(tiers)].index(held[0]))
        count = f"{len(self._selected):,}"
        self.scope.addItem(words.text("The selected rows ({count})", count=count))
        self.scope.addItem(words.text("All villages of the tier"))
        self.scope.addItem(words.text("Villages of the tier that have still to choose"))
        if not self._selected:
            self.scope.setCurrentIndex(WHOLE_TIER)
        self._fill_presets(code)

    def _villages(self, keys: Sequence[int]) -> list[tuple[int, VillageResult]]:
        positions = self._assessment.scenario["villages"].positions
        return [(key, self._assessment.villages[positions[key]]) for key in keys if key in positions]

    def _fill_presets(self, code: str) -> None:
        words, policy, tier = self._context.words, self._policy, self.tier.currentData()
        self.preset.clear()
        self.like.clear()
        if policy is None or not isinstance(tier, Tier):
            return
        for preset in presets_of(policy, tier):
            name = words.text(PRESET_NAMES[preset.code])
            self.preset.addItem(f"{name}  {_pair(preset.land, preset.resettlement)}", preset)
        self._followed = villages_to_follow(self._assessment, tier) if tier.land else ()
        if self._followed:
            self.preset.addItem(words.text(PRESET_NAMES["same-as"]), None)
        for village, preset in self._followed:
            multiples = _pair(preset.land, preset.resettlement)
            self.like.addItem(f"{village.village_id}  {village.name}  {multiples}", preset)
        codes = [self._preset_code(number) for number in range(self.preset.count())]
        if code in codes:
            self.preset.setCurrentIndex(codes.index(code))
        self._show()

    def _preset_code(self, number: int) -> str:
        preset = self.preset.itemData(number)
        return preset.code if isinstance(preset, Preset) else "same-as"

    def _chosen(self) -> Preset | None:
        if self.preset.currentIndex() < 0:
            return None
        preset = self.preset.currentData()
        if preset is None:
            preset = self.like.currentData()
        return preset if isinstance(preset, Preset) else None

    def _keys(self) -> list[int]:
        """Return the keys of the villages that are asked about."""
        scope, tier = self.scope.currentIndex(), self.tier.currentData()
        if scope == SELECTED:
            return list(self._selected)
        keys = self._assessment.scenario["villages"].keys.tolist()
        of_tier = [(key, village) for key, village in self._villages(keys) if village.tier == tier]
        if scope == WHOLE_TIER:
            return [key for key, _ in of_tier]
        return [
            key
            for key, village in of_tier
            if village.figures.land_multiple is None or village.figures.resettlement_multiple is None
        ]

    def _show(self) -> None:
        """Show which villages get what, and which do not."""
        words, preset = self._context.words, self._chosen()
        same = self.preset.currentIndex() >= 0 and self.preset.currentData() is None
        self.like.setVisible(same)
        self._like_label.setVisible(same)
        self.plan = plan_multiples(self._assessment, self._keys(), preset) if preset else None
        count = len(self.plan.awards) if self.plan else 0
        self.apply.setText(words.text("Give to {count} villages", count=f"{count:,}"))
        self.apply.setEnabled(count > 0)
        self._tell(preset)
        self._show_rows()

    def _tell(self, preset: Preset | None) -> None:
        words = self._context.words
        text = ""
        if preset is None:
            text = words.text("There is no preset for this tier.")
        elif preset.sources:
            text = words.text(
                "For reference only: the law states no split and no floor for this tier. Source: {source}",
                source="; ".join(preset.sources),
            )
        self._note.setText(text)
        self._note.setVisible(bool(text))

    def _show_rows(self) -> None:
        words, plan, policy = self._context.words, self.plan, self._policy
        titles = [
            words.text(title)
            for title in (N_("Village ID"), N_("Village"), N_("What happens"), N_("Land per head (mu)"))
        ]
        titles += [words.text(N_("Multiples so far")), words.text(N_("Multiples then"))]
        rows: list[tuple[str, ...]] = []
        if plan is not None and policy is not None:
            new = _pair(plan.preset.land, plan.preset.resettlement)
            rows = [
                self._row(each.village, policy, words.text("gets the multiples"), new) for each in plan.awards
            ]
            for out in plan.left_out:
                reason = words.text("left out: {reason}", reason=out.reason.text(words))
                rows.append(self._row(out.village, policy, reason, EMPTY))
        self._model.show_rows(titles, 3, len(rows), lambda row, column: rows[row][column])
        self.view.fit((1,))

    @staticmethod
    def _row(village: VillageResult, policy: Policy, what: str, new: str) -> tuple[str, ...]:
        figures = village.figures
        old = _pair(figures.land_multiple, figures.resettlement_multiple)
        return (village.village_id, village.name, what, per_capita(village, policy) or EMPTY, old, new)
