"""The basis of calculation (征地补偿费用测算说明): what an auditor reads about one village.

Running text and small tables: why this tier and not its neighbour, where area, population and output values
come from, who decided the multiples, the lawful range in yuan, and what a person should still look at.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from itertools import count
from typing import TYPE_CHECKING, Final

import numpy as np

from calc import units
from calc.explain import Step, explain_village, per_capita, tier_reason, why_not
from calc.language import catalogue
from calc.lines import ARTICLE_8, ARTICLE_9, NONE, PRICED, Zone
from calc.policy import Tier
from calc.statements.document import BASIS, NAMES, OFFICERS, Document, Outline, Reads, reading
from calc.statements.entries import Content, Entry
from calc.statements.flow import NUMERALS, Draw, caption, flowing, heading, together
from calc.statements.groups import (
    LandGroup,
    head_rows,
    items_by_price,
    land_by_standard,
    land_name,
    village_total,
    villages_with_entries,
)
from calc.statements.page import A4, BODY, DENSE, DENSE_STRONG, Book, Field, Section
from calc.statements.parts import Amount, amounts, footer, officers, running
from calc.statements.reminders import standing_warnings
from calc.statements.signing import Place, signatures
from calc.statements.table import DASH, Column, Row, Table, draw_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from calc.assess import VillageResult

__all__ = ["BASIS_OF_CALCULATION"]

_STEM: Final = "basis-of-calculation"
_PAPER: Final = A4
_OWN: Final[Reads] = {
    "project": frozenset({"land_user", "approval_number", "notice_number", "notice_date"}),
    "villages": frozenset({"land_owner"}),
}
_CIRCLED: Final = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_INDENT: Final = 2 * BODY.size

_SOURCES: Final = Table(
    (
        Column("项目", 34),
        Column("数值", 26, "right"),
        Column("单位", 12, "center"),
        Column("来源", 62),
        Column("截止日期", 26, "center"),
    ),
    total=DENSE_STRONG,
)
_YEARS: Final = Table(
    (
        Column("产值区", 22),
        Column("年度", 24, "center"),
        Column("第一年", 19, "right"),
        Column("第二年", 19, "right"),
        Column("第三年", 19, "right"),
        Column("三年合计", 20, "right"),
        Column("前三年\n平均年产值", 22, "right", edge=True),
        Column("依据", 15, "center", edge=True),
    ),
    total=DENSE_STRONG,
)
_MULTIPLES: Final = Table(
    (
        Column("项目", 50),
        Column("法定最低", 36, "center"),
        Column("本次采用", 36, "center"),
        Column("法定最高", 36, "center"),
    ),
    total=DENSE_STRONG,
)
_RANGE: Final = Table(
    (
        Column("产值区", 26),
        Column("耕地面积（亩）", 28, "decimal"),
        Column("平均年产值\n（元/亩）", 26, "right"),
        Column("法定最低", 28, "right", edge=True),
        Column("本次采用", 28, "right"),
        Column("法定最高", 28, "right"),
    ),
    total=DENSE_STRONG,
)
_LAND: Final = Table(
    (
        Column("地类", 22),
        Column("产值区", 18),
        Column("面积（亩）", 21, "decimal"),
        Column("标准\n（元/亩）", 21, "decimal", group="土地补偿费"),
        Column("金额", 25, "right", group="土地补偿费"),
        Column("标准\n（元/亩）", 21, "decimal", group="安置补助费"),
        Column("金额", 25, "right", group="安置补助费"),
        Column("依据", 11, "center"),
    ),
    total=DENSE_STRONG,
)
_HEADS: Final = Table(
    (
        Column("补偿项目", 57),
        Column("归农户", 34, "right"),
        Column("归集体", 34, "right"),
        Column("合计", 36, "right", edge=True),
    ),
    total=DENSE_STRONG,
)
_PEOPLE: Final = Table(
    (
        Column("项目", 57),
        Column("征地前", 34, "right"),
        Column("本次征收（安置）", 34, "right"),
        Column("征地后", 34, "right"),
    ),
    total=DENSE_STRONG,
)
_PRICES: Final = Table(
    (
        Column("补偿项目", 24),
        Column("名称", 28),
        Column("规格", 28),
        Column("单位", 14, "center"),
        Column("补偿标准", 22, "decimal"),
        Column("数量", 20, "decimal"),
        Column("金额", 24, "right", edge=True),
        Column("依据", 11, "center"),
    ),
    total=DENSE_STRONG,
)


def _rate(rate: int) -> str:
    return "" if rate == NONE else units.format_rate(rate, grouped=True)


class _Sources:
    """Numbers documents as they are first cited: ① ② ③."""

    def __init__(self) -> None:
        self._held: dict[str, int] = {}

    def mark(self, *documents: str) -> str:
        """Return the numbers of documents; those without a name are left out."""
        found = [self._held.setdefault(each, len(self._held)) for each in documents if each]
        return "".join(_CIRCLED[at] if at < len(_CIRCLED) else f"({at + 1})" for at in dict.fromkeys(found))

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Yield each number with its document."""
        return ((self.mark(each), each) for each in list(self._held))


class _Subject:
    """One village and what is said of it."""

    def __init__(self, content: Content, position: int) -> None:
        self.content = content
        self.position = position
        self.result: VillageResult = content.assessment.villages[position]
        self.entries: list[Entry] = content.entries.of_village(position)
        self.land = land_by_standard(content, self.entries)
        self._tables = count(1)

    @cached_property
    def tree(self) -> Step:
        """The explanation of the village that the screen shows, without its parcels."""
        return explain_village(self.content.assessment, self.position, itemised=False)

    def formula(self, code: str) -> str:
        """Return the formula of a step of the explanation, "" where it has none."""
        step = self.tree.find(code)
        return step.formula if step else ""

    def text(self, column: str) -> str:
        """Return a text the officer recorded with the village."""
        return self.content.text_of("villages", self.position, column)

    def say(self, key: str, /, **fields: object) -> str:
        """Return a text of this document."""
        return self.content.wording.text(f"{_STEM}.{key}", **fields)

    # --- parts of the page ----------------------------------------------------------------------------------

    def paragraph(self, key: str, /, **fields: object) -> Draw:
        """Return a paragraph that draws a text of this document."""
        return _paragraph(self.say(key, **fields))

    def table(self, key: str, table: Table, rows: Sequence[Row], unit: str = "") -> Draw:
        """Return a table under its number and title."""
        title = self.say("table", number=next(self._tables), title=self.say(f"tables.{key}"))

        def draw(section: Section) -> None:
            section.space(4)
            caption(section, title, unit, centered=True)
            draw_table(section, table, rows)
            section.space(6)

        return draw


def _paragraph(text: str) -> Draw:
    def draw(section: Section) -> None:
        section.paragraph(text, BODY, first=_INDENT)

    return draw


def _listed(number: str, text: str) -> Draw:
    """Return one numbered sentence, hanging from its number."""

    def draw(section: Section) -> None:
        inset = _INDENT + BODY.extent(number) + 3
        section.reserve(BODY.leading)
        section.canvas.text(section.left + _INDENT, BODY.baseline(section.y), number, BODY)
        section.paragraph(text, BODY, indent=inset)

    return draw


def _formula(text: str) -> Draw:
    """Return a formula on a line of its own."""

    def draw(section: Section) -> None:
        section.paragraph(text, BODY, indent=2 * _INDENT)

    return draw


def _quoted(title: str, text: str, *, english: bool) -> Draw:
    """Return an article under its number; English is not spaced out to straight edges."""

    def draw(section: Section) -> None:
        section.paragraph(title, DENSE_STRONG, indent=_INDENT)
        if english:
            for line in DENSE.wrap(text, section.paper.room - _INDENT):
                section.reserve(DENSE.leading)
                section.canvas.text(section.left + _INDENT, DENSE.baseline(section.y), line, DENSE)
                section.y += DENSE.leading
        else:
            section.paragraph(text, DENSE, indent=_INDENT)
        section.space(3)

    return draw


def _kept(*draws: Draw) -> Draw:
    """Return parts as one: a sentence and the table or the formula it leads to."""

    def draw(section: Section) -> None:
        for each in draws:
            each(section)

    return draw


# --- chapters --------------------------------------------------------------------------------------------


def _ground(subject: _Subject) -> Iterator[Draw]:
    """Yield what the calculation rests on, and what is requisitioned."""
    policy = subject.content.policy
    if policy.title_zh:
        number = subject.say("ground.doc_no", number=policy.doc_no) if policy.doc_no else ""
        measure = subject.say("ground.titled", title=policy.title_zh, number=number)
    else:
        measure = subject.say("ground.untitled")
    yield subject.paragraph(
        "ground.policy",
        measure=measure,
        policy=policy.id,
        version=policy.version,
        digest=policy.digest[:12],
    )
    until = policy.valid_until.isoformat()
    validity = policy.validity
    yield subject.paragraph("ground.validity", until=until, note=validity.note_zh, citation=validity.citation)
    area = sum(each.area for each in subject.land)
    yield subject.paragraph(
        "ground.scope",
        village=subject.content.village(subject.position),
        parcels=f"{sum(each.parcels for each in subject.land):,}",
        area=subject.content.area(area),
        hectares=units.format_hectares(area),
        cultivated=subject.content.area(subject.result.requisitioned),
        items=f"{sum(each.from_item for each in subject.entries):,}",
    )


def _tier(subject: _Subject) -> Iterator[Draw]:
    """Yield land per head with its sources, the tier it leads to, and why not the tiers beside it."""
    content, result, policy = subject.content, subject.result, subject.content.policy
    cutoff = content.date_of("villages", subject.position, "cutoff_date")
    figures = result.figures
    area, population = content.plain_quantity(figures.area or 0), f"{figures.population or 0:,}"
    rows = [
        Row((subject.say(f"tier.{key}"), figure, subject.say(f"units.{unit}"), subject.text(source), cutoff))
        for key, figure, unit, source in (
            ("area", area, "mu", "area_source"),
            ("population", population, "people", "population_source"),
        )
    ]
    yield subject.table("sources", _SOURCES, rows)
    words = catalogue("zh")
    yield subject.paragraph("tier.reason", reason=tier_reason(result, policy, words))
    if result.tier is not None:
        for other, why in zip(policy.neighbours(result.tier), why_not(result, policy), strict=True):
            yield subject.paragraph("tier.why_not", citation=other.citation, reason=why.text(words))
    yield from _edge(subject)


def _edge(subject: _Subject) -> Iterator[Draw]:
    """Yield the convention for a village on an edge, and how its tier was determined."""
    on_edge = subject.tree.find("edge") is not None
    if on_edge:
        yield subject.paragraph("tier.edge", convention=subject.content.policy.edge_convention.note_zh)
    note = subject.text("tier_note").rstrip("。")
    if note:
        yield subject.paragraph("tier.note", note=note)
    elif on_edge:
        yield subject.paragraph("tier.note_missing")


def _outputs(subject: _Subject) -> Iterator[Draw]:
    """Yield the years of each output zone and their average, with the documents they are taken from."""
    sources = _Sources()
    rows = [_zone_row(subject.content, zone, sources) for zone in subject.result.zones]
    if not rows:
        return
    unit = subject.say("units.per_mu")
    yield subject.table("years", _YEARS, rows, unit)
    yield from _documents(subject, sources)
    if any(zone.years for zone in subject.result.zones):
        yield subject.paragraph("outputs.rounding", rule=subject.content.policy.rounding["aaov"].text_zh)
    if not all(zone.years for zone in subject.result.zones):
        yield subject.paragraph("outputs.published")


def _zone_row(content: Content, zone: Zone, sources: _Sources) -> Row:
    documents = (content.text_of("outputs", row, "source") for row in _by_year(content, zone))
    mark = sources.mark(*documents)
    average = content.money(zone.aaov or 0)
    if not zone.years:
        published = content.wording.text(f"{_STEM}.outputs.average")
        return Row((zone.name, published, "", "", "", "", average, mark))
    years = f"{min(zone.years)}～{max(zone.years)}"
    values = map(content.money, zone.years.values())
    total = content.money(sum(zone.years.values()))
    return Row((zone.name, years, *values, total, average, mark))


def _by_year(content: Content, zone: Zone) -> list[int]:
    years = content.scenario["outputs"].number("year")
    return sorted(zone.rows, key=lambda row: years.cell(row) or 0)


def _documents(subject: _Subject, sources: _Sources) -> Iterator[Draw]:
    """Yield the list of documents behind the numbers in a table, or that none is recorded."""
    listed = [f"{mark} {document.rstrip('。')}" for mark, document in sources]
    if listed:
        yield subject.paragraph("documents", documents="；".join(listed))
    else:
        yield subject.paragraph("documents_missing")


def _multiples(subject: _Subject) -> Iterator[Draw]:
    """Yield the multiples within their range, who decided them, and the range in yuan."""
    content, tier = subject.content, subject.result.tier
    groups = [each for each in subject.land if each.basis == ARTICLE_8]
    if tier is None or not groups:
        yield subject.paragraph("multiples.none")
        return
    key = "multiples.range" if tier.land else "multiples.cap"
    rows = list(_multiple_rows(subject, tier))
    yield _kept(
        subject.paragraph(key, citation=tier.citation),
        subject.table("multiples", _MULTIPLES, rows, subject.say("units.times")),
    )
    basis = subject.text("multiple_basis").rstrip("。")
    yield (
        subject.paragraph("multiples.basis", basis=basis)
        if basis
        else subject.paragraph("multiples.no_basis")
    )
    rows = list(_range_rows(subject, tier, groups))
    yield subject.table("range", _RANGE, rows, content.wording.text("common.unit"))
    yield subject.paragraph("multiples.products" if tier.land else "multiples.products_cap")


def _multiple_rows(subject: _Subject, tier: Tier) -> Iterator[Row]:
    figures, times = subject.result.figures, subject.content.times
    land, resettlement = figures.land_multiple or 0, figures.resettlement_multiple or 0
    lowest: int | None = None
    highest = tier.cap
    if tier.land and tier.resettlement:
        lowest = tier.land.lowest + tier.resettlement.lowest
        highest = tier.land.highest + tier.resettlement.highest
    for key, lawful, chosen in (("land", tier.land, land), ("resettlement", tier.resettlement, resettlement)):
        sides = (lawful.lowest, lawful.highest) if lawful else (None, None)
        yield Row((subject.say(f"multiples.{key}"), times(sides[0]), times(chosen), times(sides[1])))
    name = subject.say("multiples.sum")
    yield Row((name, times(lowest) or DASH, times(land + resettlement), times(highest)), "subtotal")


def _range_rows(subject: _Subject, tier: Tier, groups: Sequence[LandGroup]) -> Iterator[Row]:
    """Yield by output zone what the law allows at least and at most, and what was chosen between them."""
    content, result = subject.content, subject.result
    parcels = content.computation.parcels
    lowest: tuple[int, ...] = ()
    highest: tuple[int, ...] = (tier.cap or 0,)
    if tier.land and tier.resettlement:
        lowest = (tier.land.lowest, tier.resettlement.lowest)
        highest = (tier.land.highest, tier.resettlement.highest)
    for number in sorted({each.zone for each in groups}):
        mine = np.flatnonzero(
            (parcels.village == subject.position) & (parcels.basis == ARTICLE_8) & (parcels.zone == number)
        )
        area = parcels.area[mine]
        zone = content.computation.zones[number]
        at = partial(_at_multiples, area, zone.aaov or 0)
        chosen = sum(each.land + each.resettlement for each in groups if each.zone == number)
        yield Row(
            (
                zone.name,
                content.area(units.exact_total(area)),
                content.money(zone.aaov or 0),
                content.money(at(lowest)) if lowest else "",
                content.money(chosen),
                content.money(at(highest)),
            )
        )
    amounts_of = (result.lawful_minimum, result.article_8_amount, result.lawful_maximum)
    yield Row(
        (
            subject.content.wording.text("common.total"),
            content.area(result.requisitioned),
            "",
            *(DASH if each is None else content.money(each) for each in amounts_of),
        ),
        "total",
    )


def _at_multiples(area: "NDArray[np.int64]", aaov: int, multiples: Iterable[int]) -> int:
    """Return in fen what parcels of one zone are paid at multiples, each product rounded, then added."""
    return sum(units.exact_total(units.line_fen(area, np.full_like(area, aaov * each))) for each in multiples)


def _amounts(subject: _Subject) -> Iterator[Draw]:
    """Yield what is paid: by head and payee, and for land by class with the standard it follows from."""
    content = subject.content
    unit = content.wording.text("common.unit")
    yield subject.table("heads", _HEADS, list(head_rows(content, subject.entries)), unit)
    yield from _division(subject)
    if not subject.land:
        return
    sources = _Sources()
    yield subject.table("land", _LAND, list(_land_rows(subject, sources)), unit)
    yield from _documents(subject, sources)
    yield from _classes(subject)
    average = subject.formula("average-per-mu")
    if average:
        formula = _formula(subject.say("amounts.formula", formula=average))
        yield _kept(subject.paragraph("amounts.average"), formula)


def _division(subject: _Subject) -> Iterator[Draw]:
    """Yield how land compensation and resettlement subsidy are divided, and by which resolution."""
    figures = subject.result.figures
    if not subject.land:
        return
    shares = (figures.land_share or 0, figures.resettlement_share or 0)
    land, resettlement = (units.format_plain(each, units.PLACES_SHARE) for each in shares)
    convention = subject.content.policy.shares.note_zh
    yield subject.paragraph("amounts.shares", land=land, resettlement=resettlement, convention=convention)
    number = subject.text("resolution_number")
    date = subject.content.date_of("villages", subject.position, "resolution_date")
    if number:
        if date:
            yield subject.paragraph("amounts.resolution", document=number, date=date)
        else:
            yield subject.paragraph("amounts.resolution_undated", document=number)


def _land_rows(subject: _Subject, sources: _Sources) -> Iterator[Row]:
    """Yield land by class and standard; the number under 依据 is the article, or the document of a price."""
    content = subject.content
    for group in subject.land:
        article = content.policy.classes[group.land_class].citation
        if group.state:
            article = content.policy.state_land.citation
        elif group.basis == ARTICLE_8 and subject.result.tier:
            article = subject.result.tier.citation
        resettled = group.resettlement_rate != NONE
        yield Row(
            (
                land_name(content, group),
                content.computation.zones[group.zone].name if group.zone != NONE else "",
                content.area(group.area),
                _rate(group.land_rate),
                content.money(group.land),
                _rate(group.resettlement_rate),
                content.money(group.resettlement) if resettled else "",
                sources.mark(article, group.source),
            )
        )
    areas, land, resettlement = (sum(each[at] for each in _measures(subject.land)) for at in range(3))
    yield Row(
        (
            subject.content.wording.text("common.total"),
            content.area(areas),
            "",
            content.money(land),
            "",
            content.money(resettlement),
            "",
        ),
        "total",
        2,
    )


def _measures(groups: Iterable[LandGroup]) -> list[tuple[int, int, int]]:
    return [(each.area, each.land, each.resettlement) for each in groups]


def _classes(subject: _Subject) -> Iterator[Draw]:
    """Yield what the policy says of land that takes no multiple of Article 8."""
    policy = subject.content.policy
    if any(each.basis == ARTICLE_9 for each in subject.land):
        multiple = subject.content.times(policy.article_9_multiple)
        yield subject.paragraph("amounts.article_9", note=policy.article_9.note_zh, multiple=multiple)
    if any(each.state for each in subject.land):
        yield subject.paragraph(
            "amounts.class", name=subject.say("amounts.state"), note=policy.state_land.note_zh
        )
    priced = (each for each in subject.land if each.basis == PRICED and not each.state)
    notes: dict[str, list[str]] = defaultdict(list)
    for number in dict.fromkeys(each.land_class for each in priced):
        held = policy.classes[number]
        notes[held.note_zh].append(held.name)
    for note, names in notes.items():
        if note:
            yield subject.paragraph("amounts.class", name="、".join(names), note=note)


def _resettlement(subject: _Subject) -> Iterator[Draw]:
    """Yield the people to resettle, and land per head before and after requisition."""
    content, result = subject.content, subject.result
    area, population = result.figures.area, result.figures.population
    if result.people_to_resettle is None or area is None or population is None:
        return
    people = result.people_to_resettle
    before = per_capita(result, content.policy)
    after = subject.tree.find("per-capita-after")
    rest = area - result.requisitioned
    rows = (
        (subject.say("people.area"), area, result.requisitioned, rest, content.area),
        (
            subject.say("people.population"),
            population * 100,
            people,
            population * 100 - people,
            content.people,
        ),
    )
    table = [Row((name, *map(form, figures))) for name, *figures, form in rows]
    table.append(Row((subject.say("people.per_capita"), before, "", after.value if after else "")))
    yield subject.table("people", _PEOPLE, table)
    people_formula = subject.say("people.in_people", formula=subject.formula("people-to-resettle"))
    yield _kept(
        subject.paragraph("people.formula", citation=content.policy.national.citation),
        _formula(people_formula),
    )
    if after and after.formula:
        yield _kept(
            subject.paragraph("people.after"),
            _formula(subject.say("people.in_mu", formula=after.formula)),
        )
    else:
        yield subject.paragraph("people.nothing_left")


def _prices(subject: _Subject) -> Iterator[Draw]:
    """Yield the prices of young crops and attachments that were used, with their documents."""
    content = subject.content
    groups = items_by_price(content, subject.entries)
    if not groups:
        return
    items = content.policy.items
    rule = subject.paragraph("prices.rule", note=items.note_zh, citation=items.citation)
    sources = _Sources()
    rows = []
    for head in dict.fromkeys(each.head for each in groups):
        part = [each for each in groups if each.head == head]
        rows += [
            Row(
                (
                    content.head(head),
                    each.name,
                    each.specification,
                    each.unit,
                    _rate(each.rate),
                    content.plain_quantity(each.quantity),
                    content.money(each.undivided),
                    sources.mark(each.source),
                )
            )
            for each in part
        ]
        rows.append(
            Row(
                (content.subtotal(head), content.money(sum(each.undivided for each in part)), ""),
                "subtotal",
                6,
            )
        )
    yield _kept(rule, subject.table("prices", _PRICES, rows, content.wording.text("common.unit")))
    yield from _documents(subject, sources)


def _rules(subject: _Subject) -> Iterator[Draw]:
    """Yield how every figure is computed and rounded."""
    rounding = subject.content.policy.rounding
    yield from _numbered(
        [
            rounding["aaov"].text_zh,
            subject.say("rules.rate"),
            subject.say("rules.line", rule=rounding["line"].text_zh),
            rounding["share"].text_zh,
            subject.say("rules.sums"),
            rounding["per_capita"].text_zh,
            rounding["people_to_resettle"].text_zh,
            subject.say("rules.units"),
        ]
    )


def _numbered(texts: Sequence[str]) -> Iterator[Draw]:
    return (_listed(f"{number}.", text) for number, text in enumerate(texts, 1))


def _reminders(subject: _Subject) -> Iterator[Draw]:
    """Yield the warnings that stand for the village."""
    content = subject.content
    held = content.kept((_STEM, "warnings"), lambda: standing_warnings(content))
    texts = [
        subject.say("reminders.more", count=each.more, text=each.text)
        if each.more
        else subject.say("reminders.one", text=each.text)
        for each in held.get(subject.position, ())
    ]
    if not texts:
        yield subject.paragraph("reminders.none")
        return
    first, *rest = _numbered(texts)
    yield _kept(subject.paragraph("reminders.intro"), first)
    yield from rest


def _articles(subject: _Subject) -> Iterator[Draw]:
    """Yield the articles applied: the Chinese text where the county has filled it, else the translation."""
    cited = dict.fromkeys(map(subject.content.citation, subject.entries))
    used = [
        article
        for _, article in sorted(subject.content.policy.articles.items())
        if any(each.startswith(article.citation) for each in cited)
    ]
    quoted = [
        _quoted(article.citation, article.text_zh, english=False)
        if article.text_zh
        else _quoted(subject.say("articles.en", citation=article.citation), article.quote_en, english=True)
        for article in used
    ]
    if any(not article.text_zh for article in used):
        translated = subject.paragraph("articles.translated")
        quoted[0] = _kept(translated, quoted[0])
    yield from quoted


# --- the document ----------------------------------------------------------------------------------------

_CHAPTERS: Final[tuple[tuple[str, Callable[[_Subject], Iterator[Draw]]], ...]] = (
    ("ground", _ground),
    ("tier", _tier),
    ("outputs", _outputs),
    ("multiples", _multiples),
    ("amounts", _amounts),
    ("people", _resettlement),
    ("prices", _prices),
    ("rules", _rules),
    ("reminders", _reminders),
    ("articles", _articles),
)


def _fields(subject: _Subject) -> Iterator[tuple[Field, Field]]:
    content = subject.content

    def project(column: str, share: float = 1.0) -> Field:
        return Field(subject.say(f"fields.{column}"), content.text_of("project", 0, column) or DASH, share)

    notice = content.date_of("project", 0, "notice_date") or DASH
    yield (
        Field(subject.say("fields.village"), content.village(subject.position), 1.3),
        Field(content.basis_label, content.basis_date or DASH),
    )
    yield (
        Field(subject.say("fields.land_owner"), subject.text("land_owner") or DASH, 1.3),
        Field(subject.say("fields.notice_date"), notice),
    )
    for left, right in (("requisitioning_unit", "approval_number"), ("land_user", "notice_number")):
        yield project(left, 1.3), project(right)


def _places(content: Content) -> tuple[tuple[Place, ...], ...]:
    def label(name: str) -> str:
        return content.wording.text(f"{_STEM}.signatures.{name}")

    return (
        (
            *officers(content, _STEM, "calculator", "reviewer"),
            Place(label("unit"), "seal", 1.4),
        ),
    )


def _draw(content: Content, book: Book, village: int, outline: Outline) -> None:
    """Draw what an auditor reads about one village."""
    subject = _Subject(content, village)
    title = BASIS_OF_CALCULATION.title(content)
    line = running(content, title, content.village(village))
    total = Amount(subject.say("due"), sum(each.undivided for each in subject.entries), strong=True)
    with book.section(
        _PAPER, footer=footer(content, BASIS_OF_CALCULATION, village), running=line, outline=outline
    ) as section:
        section.titles(content.project, title)
        section.fields(*_fields(subject))
        section.space(2)
        amounts(section, content, (total,))
        section.space(8)
        numbers = iter(NUMERALS)
        for key, chapter in _CHAPTERS:
            parts = tuple(chapter(subject))
            if parts:
                _draw_chapter(section, f"{next(numbers)}、{subject.say(f'chapters.{key}')}", parts)
        together(section, lambda sheet: sheet.space(4), lambda sheet: signatures(sheet, *_places(content)))


def _draw_chapter(section: Section, title: str, parts: Sequence[Draw]) -> None:
    """Draw a chapter; its heading stays with what follows it."""
    flowing(section, lambda sheet: heading(sheet, title), parts[0])
    for part in parts[1:]:
        flowing(section, part)
    section.space(6)


BASIS_OF_CALCULATION: Final = Document(
    _STEM, "village", reading(NAMES, BASIS, OFFICERS, _OWN), _draw, village_total, villages_with_entries
)
