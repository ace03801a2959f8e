"""Why a figure is what it is: one line, parcel, item or village as a tree of named steps with citations.

Screen, paper, JSON and a failing test show the same tree. Each step's figure can be computed again from its
formula, and the formula's figures stand in its children; rules that were considered and do not apply stand
in the tree as well, with the reason. Nothing here decides anything: what was computed is only retold.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import numpy as np

from calc import units
from calc.assess import Assessment, VillageResult
from calc.findings import Severity
from calc.language import N_, Catalogue
from calc.lines import (
    ARTICLE_8,
    ARTICLE_9,
    HEADS,
    HOUSEHOLD,
    LAND,
    NONE,
    PRICED,
    WHOLE_SHARE,
    Computation,
    Zone,
)
from calc.policy import MultipleRange, Policy, Tier
from calc.scenario import Table
from calc.tables import Column, TableSpec

__all__ = [
    "YUAN",
    "Bilingual",
    "Message",
    "Step",
    "Words",
    "as_text",
    "average_per_mu",
    "explain_item",
    "explain_line",
    "explain_parcel",
    "explain_village",
    "head_name",
    "line_citation",
    "line_leaf",
    "per_capita",
    "per_capita_after",
    "tier_reason",
    "why_not",
]

_EXACT_DECIMALS: Final = 10
"""Decimals up to which a quotient is written out; area × rate never needs more."""
_CUT_DECIMALS: Final = 4
"""Decimals after which endless land per head is cut, unless more are needed to show its side of an edge."""


@dataclass(frozen=True, slots=True)
class Message:
    """Words that are rendered where they are shown.

    Attributes:
        id: message id, English with named fields.
        parameters: the fields; words and columns among them are rendered in the same language.

    """

    id: str
    parameters: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    def text(self, words: Catalogue) -> str:
        """Return the message in the language of `words`."""
        return words.text(self.id, **{name: _shown(value, words) for name, value in self.parameters.items()})


@dataclass(frozen=True, slots=True)
class Bilingual:
    """Words that the policy itself gives in both languages."""

    en: str
    zh: str

    def text(self, words: Catalogue) -> str:
        """Return the words in the language of `words`."""
        return self.zh if words.language == "zh" else self.en


Words = Message | Bilingual


@dataclass(frozen=True, slots=True)
class Step:
    """One named figure, or one rule, and what it follows from.

    Attributes:
        code: stable kebab-case name of the kind of step.
        name: what the figure is.
        value: the figure as the paper prints it, "" where there is none.
        unit: the figure's unit, None for none.
        formula: the computation in figures, up to the value: ``1.5000 × 7,700.00 = 11,550.00``.
        notes: sentences: the source, who decided, why.
        citation: article or document, "" for none.
        applied: False for a rule that was considered and does not apply.
        children: what the figure follows from.

    """

    code: str
    name: Words
    value: str = ""
    unit: Words | None = None
    formula: str = ""
    notes: tuple[Words, ...] = ()
    citation: str = ""
    applied: bool = True
    children: tuple["Step", ...] = ()

    def figure(self, words: Catalogue) -> str:
        """Return the value with its unit."""
        return " ".join(filter(None, (self.value, self.unit.text(words) if self.unit and self.value else "")))

    def text(self, words: Catalogue) -> str:
        """Return the step, without its children, on one line."""
        text = self.figure(words)
        if self.formula and self.formula != self.value:
            text += _message(N_(" ({formula})"), formula=self.formula).text(words)
        if self.citation:
            text += _message(N_(" [{citation}]"), citation=self.citation).text(words)
        if self.notes:
            notes = _message(N_("; ")).text(words).join(note.text(words) for note in self.notes)
            text += " " + notes
        name = self.name.text(words)
        if not self.applied:
            name = _message(N_("Not applied: {rule}"), rule=name).text(words)
        return _message(N_("{name}: {text}"), name=name, text=text.strip()).text(words) if text else name

    def walk(self, depth: int = 0) -> Iterator[tuple[int, "Step"]]:
        """Yield this step and all below it, each with its depth, in reading order."""
        yield depth, self
        for child in self.children:
            yield from child.walk(depth + 1)

    def find(self, code: str) -> "Step | None":
        """Return the first step with this code, None where there is none."""
        return next((step for _, step in self.walk() if step.code == code), None)


def as_text(step: Step, words: Catalogue, depth: int | None = None) -> str:
    """Return a tree as indented lines, down to `depth` levels below the root (None: all)."""
    return "\n".join(
        "  " * level + each.text(words) for level, each in step.walk() if depth is None or level <= depth
    )


def _message(text: str, /, **parameters: object) -> Message:
    return Message(text, MappingProxyType(parameters))


def _shown(value: object, words: Catalogue) -> object:
    if isinstance(value, Message | Bilingual):
        return value.text(words)
    return value.title(words.language) if isinstance(value, Column | TableSpec) else value


_MU: Final = Message(N_("mu"))
YUAN: Final = Message(N_("yuan"))
_YUAN_PER_MU: Final = Message(N_("yuan per mu"))
_PEOPLE: Final = Message(N_("people"))
_TIMES: Final = Message(N_("times"))
_PERCENT: Final = Bilingual("%", "%")
_HEAD_NAMES: Final = (
    Message(N_("Land compensation")),
    Message(N_("Resettlement subsidy")),
    Message(N_("Compensation for young crops")),
    Message(N_("Compensation for attachments")),
)
_PAYEE_NAMES: Final = (Message(N_("to the household")), Message(N_("to the collective")))


def head_name(head: int) -> Message:
    """Return the name of a head of payment by its number in HEADS."""
    return _HEAD_NAMES[head]


# --- figures ------------------------------------------------------------------------------------------------


def _money(fen: int) -> str:
    return units.format_money(fen, grouped=True)


def _rate(rate: int) -> str:
    return units.format_rate(rate, grouped=True)


def _plain(value: int, places: int) -> str:
    return units.format_fixed(value, places, 0, grouped=True)


def _mu(micro_mu: int) -> str:
    return units.format_area(micro_mu, grouped=True)


def _village_mu(micro_mu: int) -> str:
    """Return the area of a whole village as the land survey writes it, without padding."""
    return _plain(micro_mu, units.PLACES_QUANTITY)


def _times(multiple: int) -> str:
    return units.format_plain(multiple, units.PLACES_MULTIPLE)


def _percent(share: int) -> str:
    return units.format_plain(share, units.PLACES_SHARE)


def _rounded(exact: str, value: str) -> str:
    """Return `= exact` and, where rounding changed the figure, `≈ value`."""
    return f"= {exact}" if exact == value else f"= {exact} ≈ {value}"


def _quotient(numerator: int, denominator: int, decimals: int, edges: Iterable[int] = ()) -> str:
    """Return numerator ÷ denominator in full, or cut after `decimals` with an ellipsis.

    Cut, never rounded: 0.99996 must not read 1.0000. Never cut to one of `edges` (whole multiples of 10⁻⁶):
    decimals go on until the figure stands visibly on its side.
    """
    scaled, rest = divmod(numerator * 10**_EXACT_DECIMALS, denominator)
    if rest == 0:
        return units.format_fixed(scaled, _EXACT_DECIMALS, 0, grouped=True)
    while any(
        (cut := numerator * 10**decimals // denominator) * 10**6 == edge * 10**decimals for edge in edges
    ):
        decimals += 1
    cut = numerator * 10**decimals // denominator
    return units.format_fixed(cut, decimals, decimals, grouped=True) + "…"


def _divided(numerator: int, denominator: int, decimals: int) -> tuple[str, str]:
    """Return numerator ÷ denominator rounded half up, and the end of the formula that leads to it."""
    value = units.format_fixed(
        units.half_up(numerator * 10**decimals, denominator), decimals, decimals, grouped=True
    )
    if numerator * 10**decimals % denominator == 0:
        return value, f"= {value}"
    return value, f"= {_quotient(numerator, denominator, decimals + 2)} ≈ {value}"


def per_capita(village: VillageResult, policy: Policy) -> str:
    """Return cultivated land per head before requisition with as many decimals as show its tier.

    Mu per head: in full where it ends within ten decimals, else cut with an ellipsis; "" where the area or
    the population is missing.
    """
    area, population = village.figures.area, village.figures.population
    if not area or not population:
        return ""
    return _quotient(area, population * 10**units.PLACES_QUANTITY, _CUT_DECIMALS, policy.edges())


def per_capita_after(village: VillageResult, policy: Policy) -> str:
    """Return cultivated land per head after requisition in mu: what is left ÷ who is left.

    Rounded as the policy prints it; "" where nothing is left to divide, or an input is missing.
    """
    remaining = _remaining(village)
    if remaining is None or remaining[0] < 0 or remaining[1] <= 0:
        return ""
    land, people = remaining
    decimals = policy.rounding["per_capita"].decimals
    return units.format_ratio(land * 100, people * 10**units.PLACES_QUANTITY, decimals)


def _remaining(village: VillageResult) -> tuple[int, int] | None:
    """Return the land (10⁻⁶ mu) and the people (hundredths) that remain after requisition."""
    area, population = village.figures.area, village.figures.population
    if not area or not population or village.people_to_resettle is None:
        return None
    return area - village.requisitioned, population * 100 - village.people_to_resettle


def average_per_mu(village: VillageResult) -> int | None:
    """Return land compensation and resettlement subsidy on cultivated land per mu of it, in fen (综合亩均).

    Rounded half up; None where no cultivated land is taken or the plan cannot be computed.
    """
    if village.article_8_amount is None or not village.requisitioned:
        return None
    return units.half_up(village.article_8_amount * 10**units.PLACES_QUANTITY, village.requisitioned)


# --- the tier -----------------------------------------------------------------------------------------------


def _bounds(tier: Tier) -> Message:
    """Return a tier's land per head in words."""
    lower = _plain(tier.lower, units.PLACES_QUANTITY)
    least = N_("at least {lower} mu") if tier.lower_inclusive else N_("more than {lower} mu")
    if tier.upper is None:
        return _message(least, lower=lower)
    upper = _plain(tier.upper, units.PLACES_QUANTITY)
    most = N_("at most {upper} mu") if tier.upper_inclusive else N_("less than {upper} mu")
    if tier.lower == 0:
        return _message(most, upper=upper)
    return _message(
        N_("{least} and {most}"), least=_message(least, lower=lower), most=_message(most, upper=upper)
    )


def _division(village: VillageResult) -> str:
    area, population = village.figures.area or 0, village.figures.population or 0
    return f"{_village_mu(area)} ÷ {population:,}"


def _tier_reason(village: VillageResult, policy: Policy) -> Message:
    if village.tier is None:
        return _message(
            N_("The tier cannot be determined: cultivated land or population is missing or impossible")
        )
    return _message(
        N_("Cultivated land per head is {area} ÷ {people} = {per_capita} mu, {bounds}: {citation}"),
        area=_village_mu(village.figures.area or 0),
        people=f"{village.figures.population or 0:,}",
        per_capita=per_capita(village, policy),
        bounds=_bounds(village.tier),
        citation=village.tier.citation,
    )


def tier_reason(village: VillageResult, policy: Policy, words: Catalogue) -> str:
    """Return in one sentence why the village is in its tier, or why it is in none."""
    return _tier_reason(village, policy).text(words)


def why_not(village: VillageResult, policy: Policy) -> tuple[Message, ...]:
    """Return for each neighbouring tier why the village is not in it; the one with less land first.

    Empty where the tier cannot be determined.
    """
    if village.tier is None:
        return ()
    return tuple(_why_not(village, village.tier, other) for other in policy.neighbours(village.tier))


def _why_not(village: VillageResult, tier: Tier, other: Tier) -> Message:
    """Return why a village of `tier` is not in the tier beside it."""
    area, population = village.figures.area or 0, village.figures.population or 0
    edge = max(other.lower, tier.lower)
    needed = edge * population
    if area == needed:
        message = N_(
            "the village stands exactly on {edge} mu per head ({needed} mu for {population} people); "
            "this policy counts the edge to {citation}"
        )
    elif area < needed:
        message = N_(
            "it needs {bounds} per head; {edge} mu for {population} people are {needed} mu, "
            "and the village has {area} mu: {difference} mu short"
        )
    else:
        message = N_(
            "it needs {bounds} per head; {edge} mu for {population} people are {needed} mu, "
            "and the village has {area} mu: {difference} mu more"
        )
    return _message(
        message,
        edge=_plain(edge, units.PLACES_QUANTITY),
        bounds=_bounds(other),
        needed=_village_mu(needed),
        population=f"{population:,}",
        area=_village_mu(area),
        difference=_village_mu(abs(area - needed)),
        citation=tier.citation,
    )


def _on_edge(village: VillageResult, policy: Policy) -> bool:
    area, population = village.figures.area or 0, village.figures.population or 0
    return any(area == edge * population for edge in policy.edges())


def _tier_step(village: VillageResult, policy: Policy, officer_note: str = "") -> Step:
    tier = village.tier
    notes: list[Words] = [_tier_reason(village, policy)]
    if officer_note:
        notes.append(_message(N_("How the tier was determined: {note}"), note=officer_note))
    if tier is None:
        return Step("tier", _message(N_("Tier")), notes=tuple(notes))
    others = [
        Step(
            "tier-not-applied",
            _message(N_("the standard of tier {number}"), number=other.number),
            notes=(_why_not(village, tier, other),),
            citation=other.citation,
            applied=False,
        )
        for other in policy.neighbours(tier)
    ]
    if _on_edge(village, policy):
        convention = policy.edge_convention
        others.append(
            Step(
                "edge",
                _message(N_("Convention on the edges")),
                notes=(Bilingual(convention.note_en, convention.note_zh),),
                citation=convention.citation,
            )
        )
    return Step(
        "tier",
        _message(N_("Tier")),
        str(tier.number),
        notes=tuple(notes),
        citation=tier.citation,
        children=tuple(others),
    )


def _per_capita_step(found: Computation, village: VillageResult) -> Step:
    rows = found.scenario["villages"]
    text = per_capita(village, found.policy)
    cutoff = rows.number("cutoff_date").cell(village.position)
    cut = (
        (_message(N_("Cut-off date: {date}"), date=units.format_date(cutoff)),) if cutoff is not None else ()
    )
    area, population = village.figures.area, village.figures.population
    return Step(
        "per-capita",
        _message(N_("Cultivated land per head before requisition")),
        text,
        _MU,
        f"{_division(village)} = {text}" if text else "",
        children=(
            Step(
                "cultivated-area",
                _message(N_("Cultivated land before requisition")),
                "" if area is None else _village_mu(area),
                _MU,
                notes=_source(rows, village.position, "area_source"),
            ),
            Step(
                "population",
                _message(N_("Agricultural population")),
                "" if population is None else f"{population:,}",
                _PEOPLE,
                notes=(*_source(rows, village.position, "population_source"), *cut),
            ),
        ),
    )


def _source(rows: Table, position: int, *names: str) -> tuple[Message, ...]:
    """Return the source that stands in the columns `names` of a row, or that none is recorded."""
    texts = [rows.text(name).cell(position) for name in names]
    held = "、".join(filter(None, texts))
    return (_message(N_("Source: {source}"), source=held) if held else _message(N_("No source is recorded")),)


# --- output value, multiple, standard -----------------------------------------------------------------------


def _zone_step(found: Computation, zone: Zone) -> Step:
    rows = found.scenario["outputs"]
    name = _message(N_("Average annual output value of zone {zone}"), zone=zone.name)
    if zone.aaov is None:
        return Step("aaov", name, notes=(_message(N_("It cannot be computed: see the findings")),))
    if not zone.years:
        published = _message(N_("The published average of the three years"))
        notes = (published, *_source(rows, zone.rows[0], "source"))
        return Step("aaov", name, _money(zone.aaov), _YUAN_PER_MU, notes=notes)
    values = list(zone.years.values())
    rule = found.policy.rounding["aaov"]
    value, end = _divided(sum(values), 3 * 10**units.PLACES_MONEY, units.PLACES_MONEY)
    by_year = {rows.number("year").cell(row): row for row in zone.rows}
    return Step(
        "aaov",
        name,
        value,
        _YUAN_PER_MU,
        f"({' + '.join(map(_money, values))}) ÷ 3 = {_money(sum(values))} ÷ 3 {end}",
        notes=(Bilingual(rule.text_en, rule.text_zh),),
        children=tuple(
            Step(
                "year",
                _message(N_("Annual output value {year}"), year=year),
                _money(fen),
                _YUAN_PER_MU,
                notes=_source(rows, by_year[year], "source"),
            )
            for year, fen in zone.years.items()
        ),
    )


_MULTIPLE_COLUMNS: Final = ("land_multiple", "resettlement_multiple")
_MULTIPLE_NAMES: Final = (
    Message(N_("Multiple of land compensation")),
    Message(N_("Multiple of resettlement subsidy")),
)


def _lawful_range(tier: Tier, head: int) -> MultipleRange | None:
    return tier.land if head == LAND else tier.resettlement


def _multiple_notes(found: Computation, village: VillageResult, head: int) -> Iterator[Words]:
    tier, figures = village.tier, village.figures
    land, resettlement = figures.land_multiple, figures.resettlement_multiple
    chosen = land if head == LAND else resettlement
    if chosen is None:
        yield _message(N_("Not chosen yet"))
    if tier is None:
        return
    lawful = _lawful_range(tier, head)
    if lawful is not None:
        fields = {"lowest": _times(lawful.lowest), "highest": _times(lawful.highest)}
        if chosen is None or lawful.lowest <= chosen <= lawful.highest:
            yield _message(N_("Lawful range {lowest}–{highest} times"), **fields)
        else:
            yield _message(N_("Outside the lawful range of {lowest}–{highest} times"), **fields)
    elif tier.cap is not None and land is not None and resettlement is not None:
        message = (
            N_("Both multiples together: {land} + {resettlement} = {sum}, more than {cap} times")
            if land + resettlement > tier.cap
            else N_("Both multiples together: {land} + {resettlement} = {sum}, at most {cap} times")
        )
        yield _message(
            message,
            land=_times(land),
            resettlement=_times(resettlement),
            sum=_times(land + resettlement),
            cap=_times(tier.cap),
        )
    elif tier.cap is not None:
        yield _message(N_("Both multiples together at most {cap} times"), cap=_times(tier.cap))
    if chosen is not None:
        basis = found.scenario["villages"].text("multiple_basis").cell(village.position)
        yield (
            _message(N_("Decided by: {basis}"), basis=basis)
            if basis
            else _message(N_("Who decided it is not recorded"))
        )


def _multiple_step(found: Computation, village: VillageResult, head: int) -> Step:
    figures = village.figures
    chosen = figures.land_multiple if head == LAND else figures.resettlement_multiple
    return Step(
        _MULTIPLE_COLUMNS[head].replace("_", "-"),
        _MULTIPLE_NAMES[head],
        "" if chosen is None else _times(chosen),
        _TIMES,
        notes=tuple(_multiple_notes(found, village, head)),
        citation=village.tier.citation if village.tier else "",
    )


def _standard(found: Computation, zone: Zone, multiple: int, citation: str, children: Iterable[Step]) -> Step:
    """Return the standard in yuan per mu: average annual output value × multiple, exact."""
    aaov = zone.aaov or 0
    rate = _rate(aaov * multiple)
    return Step(
        "standard",
        _message(N_("Standard")),
        rate,
        _YUAN_PER_MU,
        f"{_money(aaov)} × {_times(multiple)} = {rate}",
        citation=citation,
        children=(_zone_step(found, zone), *children),
    )


# --- one line -----------------------------------------------------------------------------------------------


def _found(assessment: Assessment) -> Computation:
    if assessment.computation is None:
        raise ValueError("without a policy nothing was computed")
    return assessment.computation


def line_citation(assessment: Assessment, number: int) -> str:
    """Return the article behind a line. Raises ValueError where the scenario has no policy."""
    found = _found(assessment)
    lines = found.lines
    row, village = int(lines.row[number]), int(lines.village[number])
    if lines.from_item[number]:
        return found.policy.items.citation
    return _parcel_citation(found, row, village)


def _parcel_citation(found: Computation, row: int, village: int) -> str:
    parcels, policy = found.parcels, found.policy
    if parcels.state[row]:
        return policy.state_land.citation
    tier = found.villages[village].tier
    if parcels.basis[row] == ARTICLE_8 and tier is not None:
        return tier.citation
    if parcels.basis[row] == ARTICLE_9:
        return policy.article_9.citation
    return policy.classes[int(parcels.land_class[row])].citation


def explain_line(assessment: Assessment, number: int) -> Step:
    """Return why a line, by its number in `Assessment.lines`, has its amount.

    Raises ValueError where the scenario has no policy, so that there are no lines.
    """
    found = _found(assessment)
    lines = found.lines
    row = int(lines.row[number])
    from_item = bool(lines.from_item[number])
    rows = found.scenario["items" if from_item else "parcels"]
    quantity = _item_quantity(found, row) if from_item else _area_step(found, row)
    head = int(lines.head[number])
    standard = _item_price(found, row) if from_item else _parcel_standard(assessment, row, head)
    undivided, rate = int(lines.undivided[number]), int(lines.rate[number])
    whole = _product_step(
        _message(N_("Amount before any division")),
        quantity,
        standard,
        (int(lines.quantity[number]), rate, undivided),
    )
    part = _share_step(found, number)
    return Step(
        "line",
        _message(
            N_("{head} for {source}, {payee}"),
            head=_HEAD_NAMES[head],
            source=_row_name(rows, row),
            payee=_PAYEE_NAMES[int(lines.payee[number])],
        ),
        _money(int(lines.amount[number])),
        YUAN,
        part.formula,
        citation=line_citation(assessment, number),
        children=(whole, part, *(() if from_item else _not_applied(found, row))),
    )


def _row_name(rows: Table, row: int) -> str:
    """Return what a parcel or item is called where it is spoken of: its ID and its place or name."""
    called = rows.text("place" if rows.spec.name == "parcels" else "name").cell(row)
    return " ".join(filter(None, (rows.text(rows.spec.id_column).cell(row), called)))


def _product_step(name: Words, quantity: Step, standard: Step, figures: tuple[int, int, int]) -> Step:
    """Return quantity × standard; `figures` are quantity in 10⁻⁶, rate in 10⁻⁴ yuan and amount in fen."""
    micro, rate, fen = figures
    exact = units.format_fixed(micro * rate, units.PLACES_QUANTITY + units.PLACES_RATE, 2, grouped=True)
    return Step(
        "undivided",
        name,
        _money(fen),
        YUAN,
        f"{quantity.value} × {_rate(rate)} {_rounded(exact, _money(fen))}",
        children=(quantity, standard),
    )


def _area_step(found: Computation, row: int) -> Step:
    rows = found.scenario["parcels"]
    value = _mu(int(found.parcels.area[row]))
    metres = rows.number("square_metres").cell(row)
    contract = rows.number("contract_area").cell(row)
    notes: list[Words] = []
    formula = ""
    if metres is not None:
        square_metres = _plain(metres, units.PLACES_QUANTITY)
        notes.append(_message(N_("Registered as {metres} m² (1 m² = 0.0015 mu)"), metres=square_metres))
        formula = f"{square_metres} × 0.0015 = {value}"
    if contract is not None and contract != found.parcels.area[row]:
        message = N_("The contract area is {contract} mu; the measured area counts")
        notes.append(_message(message, contract=_mu(contract)))
    land_class = rows.text("land_class").cell(row)
    notes.append(_message(N_("Land class: {land_class}"), land_class=land_class))
    if not found.parcels.area_valid[row]:
        value, formula = "", ""
    return Step("quantity", _message(N_("Area")), value, _MU, formula, notes=tuple(notes))


def _parcel_standard(assessment: Assessment, row: int, head: int) -> Step:
    """Return the standard of a parcel under LAND or RESETTLEMENT; its line must have been computed."""
    found = _found(assessment)
    parcels = found.parcels
    village = assessment.villages[int(parcels.village[row])]
    citation = _parcel_citation(found, row, village.position)
    if parcels.basis[row] == PRICED:
        return _priced_standard(found, row, head, citation)
    zone = found.zones[int(parcels.zone[row])]
    if parcels.basis[row] == ARTICLE_9:
        note = found.policy.article_9
        multiple = found.policy.article_9_multiple
        reading = Step(
            "article-9-multiple",
            _MULTIPLE_NAMES[LAND],
            _times(multiple),
            _TIMES,
            notes=(Bilingual(note.note_en, note.note_zh),),
            citation=note.citation,
        )
        return _standard(found, zone, multiple, citation, [reading])
    figures = village.figures
    chosen = figures.land_multiple if head == LAND else figures.resettlement_multiple
    officer_note = found.scenario["villages"].text("tier_note").cell(village.position)
    steps = [_multiple_step(found, village, head), _tier_step(village, found.policy, officer_note)]
    steps.insert(1, _per_capita_step(found, village))
    return _standard(found, zone, chosen or 0, citation, steps)


def _priced_standard(found: Computation, row: int, head: int, citation: str) -> Step:
    rows = found.scenario["parcels"]
    fen = rows.number("land_price" if head == LAND else "resettlement_price").cell(row) or 0
    return Step(
        "standard",
        _message(N_("Price entered by the officer")),
        _money(fen),
        _YUAN_PER_MU,
        notes=_source(rows, row, "price_basis"),
        citation=citation,
    )


def _not_applied(found: Computation, row: int) -> Iterator[Step]:
    """Yield the rules that were considered for a parcel and do not apply."""
    parcels, policy = found.parcels, found.policy
    land_class = found.scenario["parcels"].text("land_class").cell(row)
    basis = int(parcels.basis[row])
    article_8 = next((each.citation for each in policy.classes if each.basis == "article_8"), "")

    def rule(code: str, name: str, citation: str, *notes: Words) -> Step:
        return Step(code, _message(name), notes=notes, citation=citation, applied=False)

    if parcels.state[row]:
        reason = Bilingual(policy.state_land.note_en, policy.state_land.note_zh)
        yield rule("article-8-not-applied", N_("multiples of the output value"), article_8, reason)
        return
    collective = _message(N_("the land is the collective's"))
    yield rule(
        "state-not-applied", N_("compensation for land of the State"), policy.state_land.citation, collective
    )
    named = {"land_class": land_class}
    if basis == ARTICLE_8:
        reason_9 = _message(N_("{land_class} is cultivated land"), **named)
        yield rule(
            "article-9-not-applied", N_("standard for waste land"), policy.article_9.citation, reason_9
        )
        return
    class_note = policy.classes[int(parcels.land_class[row])]
    reason_8: list[Words] = [_message(N_("{land_class} is no cultivated land"), **named)]
    if class_note.note_en:
        reason_8.append(Bilingual(class_note.note_en, class_note.note_zh))
    yield rule("article-8-not-applied", N_("multiples of the output value"), article_8, *reason_8)


def _share_step(found: Computation, number: int) -> Step:
    """Return how a line's amount follows from the undivided amount."""
    lines = found.lines
    undivided, amount = int(lines.undivided[number]), int(lines.amount[number])
    if lines.household[number] == NONE:
        reason = _message(N_("Registered in no household's name: the collective is paid the whole"))
        return Step("share", _message(N_("Share")), "100", _PERCENT, _money(amount), notes=(reason,))
    if lines.from_item[number]:
        reason = _message(N_("Paid whole to whoever planted or owns it"))
        return Step("share", _message(N_("Share")), "100", _PERCENT, _money(amount), notes=(reason,))
    share = int(lines.share[number])
    to_household = lines.payee[number] == HOUSEHOLD
    household_share = share if to_household else WHOLE_SHARE - share
    part = amount if to_household else undivided - amount
    exact = units.format_fixed(
        undivided * household_share, units.PLACES_MONEY + 2 + units.PLACES_SHARE, 2, grouped=True
    )
    formula = f"{_money(undivided)} × {_percent(household_share)}% {_rounded(exact, _money(part))}"
    notes = tuple(_share_notes(found, int(lines.village[number]), int(lines.head[number])))
    name = _message(N_("Share"))
    if to_household:
        return Step("share", name, _percent(share), _PERCENT, formula, notes=notes)
    of_household = Step(
        "household-share",
        _message(N_("Share of the household")),
        _percent(household_share),
        _PERCENT,
        notes=notes,
    )
    household = Step(
        "household-part",
        _message(N_("Part of the household")),
        _money(part),
        YUAN,
        formula,
        children=(of_household,),
    )
    rest = f"{_money(undivided)} − {_money(part)} = {_money(amount)}"
    return Step("share", name, _percent(share), _PERCENT, rest, children=(household,))


def _share_notes(found: Computation, village: int, head: int) -> Iterator[Words]:
    rows = found.scenario["villages"]
    recorded = rows.number("land_share" if head == LAND else "resettlement_share").cell(village)
    default = found.policy.land_share if head == LAND else found.policy.resettlement_share
    document = rows.text("resolution_number").cell(village)
    date = rows.number("resolution_date").cell(village)
    if recorded is None or recorded == default:
        yield Bilingual(found.policy.shares.note_en, found.policy.shares.note_zh)
    elif not document:
        yield _message(N_("No resolution of the village assembly is recorded"))
    if document:
        resolution = N_("Resolution of the village assembly: {document}")
        yield _message(resolution, document=document)
        if date is not None:
            yield _message(N_("Date of the resolution: {date}"), date=units.format_date(date))


def _item_quantity(found: Computation, row: int) -> Step:
    rows = found.scenario["items"]
    quantity = rows.number("quantity").cell(row)
    value = "" if quantity is None else _plain(quantity, units.PLACES_QUANTITY)
    unit = Bilingual(rows.text("unit").cell(row), rows.text("unit").cell(row))
    specification = rows.text("specification").cell(row)
    called = " ".join(filter(None, (rows.text("name").cell(row), specification)))
    return Step("quantity", _message(N_("Quantity of {item}"), item=called), value, unit)


def _item_price(found: Computation, row: int) -> Step:
    items, rows, prices = found.items, found.scenario["items"], found.scenario["prices"]
    name = _message(N_("Price"))
    unit = _message(N_("yuan per {unit}"), unit=rows.text("unit").cell(row))
    citation = found.policy.items.citation
    listed = int(items.listed[row])
    if items.from_list[row]:
        note = _message(N_("From the county's price list"))
        notes = (note, *_list_source(prices, listed))
        return Step("standard", name, _money(int(items.price[row])), unit, notes=notes, citation=citation)
    own = int(items.price[row])
    entered = _message(N_("Entered with the item"))
    children: tuple[Step, ...] = ()
    if listed != NONE:
        fen = prices.number("price").cell(listed) or 0
        same = _message(N_("the same as the price entered with the item"))
        unlike = _message(N_("unlike the price entered with the item, which counts"))
        reason = same if fen == own else unlike
        children = (
            Step(
                "list-not-applied",
                _message(N_("the county's price list")),
                _money(fen),
                unit,
                notes=(reason, *_list_source(prices, listed)),
                applied=False,
            ),
        )
    notes = (entered, *_source(rows, row, "price_basis"))
    return Step("standard", name, _money(own), unit, notes=notes, citation=citation, children=children)


def _list_source(prices: Table, listed: int) -> tuple[Message, ...]:
    effective = prices.number("effective_date").cell(listed)
    source = _source(prices, listed, "document")
    if effective is None:
        return source
    return (*source, _message(N_("Effective from {date}"), date=units.format_date(effective)))


# --- one parcel or item -------------------------------------------------------------------------------------


def explain_parcel(assessment: Assessment, position: int) -> Step:
    """Return all lines of a parcel by its position, or why it has none and what would be lawful."""
    return _explain_row(assessment, "parcels", position)


def explain_item(assessment: Assessment, position: int) -> Step:
    """Return the line of an item by its position, or why it has none."""
    return _explain_row(assessment, "items", position)


def _explain_row(assessment: Assessment, table: str, position: int) -> Step:
    found = _found(assessment)
    rows, lines = found.scenario[table], found.lines
    from_item = table == "items"
    numbers = np.flatnonzero((lines.from_item == from_item) & (lines.row == position)).tolist()
    children = [explain_line(assessment, number) for number in numbers]
    amounts = [int(lines.amount[number]) for number in numbers]
    name = _message(N_("{source}"), source=_row_name(rows, position))
    formula = " + ".join(map(_money, amounts)) + f" = {_money(sum(amounts))}" if amounts else ""
    done = found.items.computed[position] if from_item else found.parcels.computed[position]
    if done:
        return Step(table[:-1], name, _money(sum(amounts)), YUAN, formula, children=tuple(children))
    key = int(rows.keys[position])
    faults = tuple(
        Message(finding.message, finding.parameters)
        for finding in assessment.findings
        if finding.severity is Severity.ERROR and (finding.place.table, finding.place.key) == (table, key)
    )
    notes = (_message(N_("Not complete: an amount cannot be computed yet")), *faults)
    if from_item:
        return Step("item", name, notes=notes, children=(_item_quantity(found, position),))
    steps = (*children, _area_step(found, position), *_open_steps(assessment, position))
    return Step("parcel", name, notes=notes, children=steps)


def _open_steps(assessment: Assessment, row: int) -> Iterator[Step]:
    """Yield for a parcel that waits only for its multiples what stands, and the lawful amounts."""
    found = _found(assessment)
    parcels = found.parcels
    if parcels.basis[row] != ARTICLE_8 or parcels.village[row] == NONE:
        return
    village = assessment.villages[int(parcels.village[row])]
    if parcels.zone[row] != NONE:
        yield _zone_step(found, found.zones[int(parcels.zone[row])])
    yield _per_capita_step(found, village)
    officer_note = found.scenario["villages"].text("tier_note").cell(village.position)
    yield _tier_step(village, found.policy, officer_note)
    for head in range(len(_MULTIPLE_COLUMNS)):
        yield _multiple_step(found, village, head)
    if parcels.known[row] and village.tier is not None:
        for plan in _plans(village):
            if plan.code != "article-8-amount":
                yield _plan_of_parcel(found, row, plan)


# --- one village --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Plan:
    """Multiples at which all of a village's cultivated parcels are computed.

    Attributes:
        multiples: hundredths, one product a parcel each.
        amount: fen for the whole village, None where a parcel cannot be computed.

    """

    code: str
    name: Message
    multiples: tuple[int, ...]
    amount: int | None


def _plans(village: VillageResult) -> Iterator[_Plan]:
    """Yield the lowest, the chosen and the highest plan of a village, as far as they are stated."""
    tier, figures = village.tier, village.figures
    if tier is None:
        return
    if tier.land and tier.resettlement:
        lowest = (tier.land.lowest, tier.resettlement.lowest)
        yield _Plan("lawful-minimum", _message(N_("Lawful minimum")), lowest, village.lawful_minimum)
    if figures.land_multiple is not None and figures.resettlement_multiple is not None:
        chosen = (figures.land_multiple, figures.resettlement_multiple)
        yield _Plan("article-8-amount", _message(N_("Chosen plan")), chosen, village.article_8_amount)
    if tier.land and tier.resettlement:
        highest: tuple[int, ...] = (tier.land.highest, tier.resettlement.highest)
    else:
        highest = (tier.cap or 0,)
    yield _Plan("lawful-maximum", _message(N_("Lawful maximum")), highest, village.lawful_maximum)


def _plan_of_parcel(found: Computation, row: int, plan: _Plan) -> Step:
    """Return what one parcel would be paid at a plan's multiples: each product rounded, then added."""
    area, aaov = int(found.parcels.area[row]), int(found.parcels.aaov[row])
    formulas, parts = [], []
    for multiple in plan.multiples:
        fen = units.line_fen(area, aaov * multiple)
        exact = units.format_fixed(area * aaov * multiple, 10, 2, grouped=True)
        parts.append(fen)
        formulas.append(f"{_mu(area)} × {_money(aaov)} × {_times(multiple)} {_rounded(exact, _money(fen))}")
    if len(parts) > 1:
        formulas.append(" + ".join(map(_money, parts)) + f" = {_money(sum(parts))}")
    name = plan.name
    return Step(f"{plan.code}-of-parcel", name, _money(sum(parts)), YUAN, "; ".join(formulas))


def _plan_step(found: Computation, village: VillageResult, plan: _Plan, rows: Sequence[int]) -> Step:
    tier = village.tier
    times = " + ".join(map(_times, plan.multiples))
    notes: list[Words] = [_message(N_("At {times} times, each product rounded, then added"), times=times)]
    if plan.amount is None:
        notes = [_message(N_("It cannot be computed: see the findings"))]
    parcels = found.scenario["parcels"]
    children: list[Step] = []
    if plan.amount is not None:
        for row in rows:
            step = _plan_of_parcel(found, row, plan)
            label = _message(N_("{source}"), source=_row_name(parcels, row))
            children.append(Step(step.code, label, step.value, step.unit, step.formula))
    return Step(
        plan.code,
        plan.name,
        "" if plan.amount is None else _money(plan.amount),
        YUAN,
        notes=tuple(notes),
        citation=tier.citation if tier else "",
        children=tuple(children),
    )


def explain_village(assessment: Assessment, position: int, *, itemised: bool = True) -> Step:
    """Return how a village is judged: land per head, tier, standards, lawful range and plan, people, sums.

    `position` is that of the village in its table. Sums stand with the parcels and lines that make them up,
    thousands of steps in a large village, unless `itemised` is false. Raises ValueError
    where the scenario has no policy.
    """
    found = _found(assessment)
    village = assessment.villages[position]
    parcels = found.parcels
    rows = np.flatnonzero((parcels.village == position) & (parcels.basis == ARTICLE_8)).tolist()
    officer_note = found.scenario["villages"].text("tier_note").cell(position)
    steps = [
        _per_capita_step(found, village),
        _tier_step(village, found.policy, officer_note),
        *(_zone_step(found, zone) for zone in village.zones),
        *(_multiple_step(found, village, head) for head in range(len(_MULTIPLE_COLUMNS))),
        _requisitioned_step(found, village, rows, itemised),
        *(_plan_step(found, village, plan, rows if itemised else ()) for plan in _plans(village)),
        _people_step(found, village),
        _after_step(found, village),
        _average_step(village),
        *_head_steps(found, position, itemised),
    ]
    notes: tuple[Words, ...] = ()
    if not village.complete:
        notes = (_message(N_("Not complete: some lines cannot be computed, see the findings")),)
    return Step(
        "village",
        _message(N_("Village {name}"), name=village.name),
        _money(village.amount),
        YUAN,
        notes=notes,
        children=tuple(steps),
    )


def _requisitioned_step(
    found: Computation, village: VillageResult, rows: Sequence[int], itemised: bool
) -> Step:
    parcels = found.scenario["parcels"]
    unknown = N_("Parcels without a usable area are not in it")
    children = []
    for row in rows if itemised else ():
        step = _area_step(found, row)
        label = _message(N_("{source}"), source=_row_name(parcels, row))
        children.append(Step("parcel-area", label, step.value, step.unit, step.formula, step.notes))
    return Step(
        "requisitioned",
        _message(N_("Cultivated land requisitioned")),
        _mu(village.requisitioned),
        _MU,
        notes=() if found.parcels.area_valid[list(rows)].all() else (_message(unknown),),
        children=tuple(children),
    )


def _people_step(found: Computation, village: VillageResult) -> Step:
    name = _message(N_("People to resettle"))
    citation = found.policy.national.citation
    area, population = village.figures.area, village.figures.population
    if village.people_to_resettle is None or not area or not population:
        return Step("people-to-resettle", name, citation=citation)
    value, end = _divided(village.requisitioned * population, area, 2)
    division = f"{_mu(village.requisitioned)} × {population:,} ÷ {_village_mu(area)}"
    return Step(
        "people-to-resettle",
        name,
        value,
        _PEOPLE,
        f"{division} {end}",
        notes=(_message(N_("Cultivated land requisitioned ÷ cultivated land per head")),),
        citation=citation,
    )


def _after_step(found: Computation, village: VillageResult) -> Step:
    name = _message(N_("Cultivated land per head after requisition"))
    value = per_capita_after(village, found.policy)
    remaining = _remaining(village)
    if remaining is None:
        return Step("per-capita-after", name)
    if not value:
        message = N_("Nothing is left to divide: all land is taken, or more than the village had")
        return Step("per-capita-after", name, notes=(_message(message),))
    figures = village.figures
    land = f"{_village_mu(figures.area or 0)} − {_village_mu(village.requisitioned)}"
    people = units.format_fixed(village.people_to_resettle or 0, 2, 2, grouped=True)
    decimals = found.policy.rounding["per_capita"].decimals
    _, end = _divided(remaining[0] * 100, remaining[1] * 10**units.PLACES_QUANTITY, decimals)
    return Step(
        "per-capita-after",
        name,
        value,
        _MU,
        f"({land}) ÷ ({figures.population or 0:,} − {people}) {end}",
    )


def _average_step(village: VillageResult) -> Step:
    name = _message(N_("Average paid per mu of cultivated land"))
    fen = average_per_mu(village)
    if fen is None or village.article_8_amount is None:
        return Step("average-per-mu", name)
    value, end = _divided(village.article_8_amount * 10**4, village.requisitioned, units.PLACES_MONEY)
    return Step(
        "average-per-mu",
        name,
        value,
        _YUAN_PER_MU,
        f"{_money(village.article_8_amount)} ÷ {_mu(village.requisitioned)} {end}",
        notes=(_message(N_("Land compensation and resettlement subsidy on cultivated land")),),
    )


def _head_steps(found: Computation, position: int, itemised: bool) -> Iterator[Step]:
    """Yield the village's sum under each head, `itemised` with the lines that make it up."""
    lines = found.lines
    mine = lines.village == position
    for head, name in enumerate(HEADS):
        numbers = np.flatnonzero(mine & (lines.head == head)).tolist()
        if not numbers:
            continue
        total = units.exact_total(lines.amount[numbers])
        children = tuple(line_leaf(found, number) for number in numbers) if itemised else ()
        code = name.replace("_", "-")
        yield Step(code, _HEAD_NAMES[head], _money(total), YUAN, children=children)


def line_leaf(found: Computation, number: int) -> Step:
    """Return a line with its amount alone, where it stands as a part of a sum."""
    lines = found.lines
    rows = found.scenario["items" if lines.from_item[number] else "parcels"]
    name = _message(
        N_("{source}, {payee}"),
        source=_row_name(rows, int(lines.row[number])),
        payee=_PAYEE_NAMES[int(lines.payee[number])],
    )
    return Step("line-amount", name, _money(int(lines.amount[number])), YUAN)
