"""An assessment for people and scripts without a window: JSON, CSV, a table on the terminal, sheets.

The JSON is public interface (docs/commands.md): amounts, areas, multiples and rates are strings in plain
decimal notation; amounts have two decimals, rates at least two, other numbers no trailing zeros.
"""

import json
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import numpy as np

from calc import __version__, units
from calc.assess import Assessment, VillageResult
from calc.explain import head_name, line_citation, per_capita, tier_reason
from calc.findings import Finding, RowNumbers, Severity, as_json, render
from calc.language import N_, Catalogue
from calc.lines import COLLECTIVE, HEADS, HOUSEHOLD, NONE, PAYEES, Lines, Zone
from calc.payments import account_holder, disputed_lines
from calc.policy import Policy
from calc.register import ExtraSheet
from calc.scenario import Table, TextColumn
from calc.tables import table

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

__all__ = [
    "HEADS_ZH",
    "PAYEES_ZH",
    "aligned",
    "assessment_json",
    "assessment_sheets",
    "assessment_table",
    "decimal_of",
    "findings_json",
    "findings_table",
    "json_text",
    "lines_csv",
    "lines_frame",
]

FORMAT: Final = 1
"""Version of the JSON."""

_LINE_FIELDS: Final = (
    *("village_id", "household_id", "source_id", "head", "payee", "name", "unit", "quantity", "aaov"),
    *("multiple", "rate", "undivided", "share", "amount", "citation"),
)


def _plain(value: int | None, places: int) -> str | None:
    return None if value is None else units.format_plain(value, places)


def _money(fen: int | None) -> str | None:
    return None if fen is None else units.format_money(fen)


def assessment_json(
    assessment: Assessment,
    findings: Sequence[Finding],
    catalogue: Catalogue,
    row_of: RowNumbers,
    *,
    what_if: bool = False,
) -> dict[str, object]:
    """Return the assessment as the JSON of the contract, messages in the catalogue's language.

    Args:
        assessment: what was computed.
        findings: its findings, and those of reading the register it came from.
        catalogue: the language of the messages.
        row_of: where each row stands in its sheet.
        what_if: whether another policy than the scenario's own judged it.

    """
    scenario, policy = assessment.scenario, assessment.policy
    basis_date = scenario.project_number("basis_date")
    data: dict[str, object] = {
        "format": FORMAT,
        "program": __version__,
        "policy": _policy_json(policy),
        "basis_date": None if basis_date is None else units.format_date(basis_date),
        "scenario_digest": scenario.digest,
        "villages": [_village_json(village, policy, catalogue) for village in assessment.villages if policy],
        "lines": lines_frame(assessment).to_dict("records"),
        "totals": _totals_json(assessment),
        "findings": findings_json(findings, catalogue, row_of),
    }
    if what_if:
        data["what_if"] = True
    return data


def _policy_json(policy: Policy | None) -> dict[str, object] | None:
    if policy is None:
        return None
    return {"id": policy.id, "version": policy.version, "method": policy.method, "digest": policy.digest}


def _village_json(village: VillageResult, policy: Policy, catalogue: Catalogue) -> dict[str, object]:
    figures = village.figures
    area, population = figures.area, figures.population
    known = area is not None and population is not None
    return {
        "village_id": village.village_id,
        "name": village.name,
        "cultivated_mu": _plain(area, units.PLACES_QUANTITY),
        "population": population,
        "per_capita_mu": _plain(units.half_up(area, population), units.PLACES_QUANTITY)
        if known and area and population
        else None,
        "tier": village.tier.number if village.tier else None,
        "tier_reason": tier_reason(village, policy, catalogue),
        "zones": [_zone_json(zone) for zone in village.zones],
        "land_multiple": _plain(figures.land_multiple, units.PLACES_MULTIPLE),
        "resettlement_multiple": _plain(figures.resettlement_multiple, units.PLACES_MULTIPLE),
        "people_to_resettle": _plain(village.people_to_resettle, 2),
        "lawful_minimum": _money(village.lawful_minimum),
        "lawful_maximum": _money(village.lawful_maximum),
        "article_8_amount": _money(village.article_8_amount),
        "amount": _money(village.amount),
    }


def _zone_json(zone: Zone) -> dict[str, object]:
    return {
        "zone": zone.name,
        "years": {str(year): _plain(value, units.PLACES_MONEY) for year, value in zone.years.items()},
        "aaov": _plain(zone.aaov, units.PLACES_MONEY),
    }


def lines_frame(assessment: Assessment) -> "pd.DataFrame":
    """Return the lines in register order as a table of ready texts, columns as in the JSON; None for null.

    Shape (lines, 15), every column of dtype object, so that no text and no missing value changes its kind.
    """
    import pandas as pd  # noqa: PLC0415  (start-up does not pay for it)

    lines = assessment.lines
    if lines is None:
        return pd.DataFrame(columns=list(_LINE_FIELDS), dtype=object)
    scenario = assessment.scenario
    parcels, items = scenario["parcels"], scenario["items"]
    columns = {
        "village_id": _taken(scenario["villages"].text("village_id").values, lines.village),
        "household_id": _taken(scenario["households"].text("household_id").values, lines.household),
        "source_id": _from_source(lines, parcels.text("parcel_id"), items.text("item_id").values),
        "head": _taken(np.array(HEADS, object), lines.head),
        "payee": _taken(np.array(PAYEES, object), lines.payee),
        "name": _from_source(lines, parcels.text("land_class"), items.text("name").values),
        "unit": _from_source(lines, None, items.text("unit").values),
        "quantity": _formatted(
            lines.quantity, lambda value: units.format_plain(value, units.PLACES_QUANTITY)
        ),
        "aaov": _formatted(lines.aaov, _plain_text(units.PLACES_MONEY)),
        "multiple": _formatted(
            lines.multiple, lambda value: units.format_plain(value, units.PLACES_MULTIPLE)
        ),
        "rate": _formatted(lines.rate, units.format_rate),
        "undivided": _formatted(lines.undivided, units.format_money),
        "share": _formatted(lines.share, _plain_text(units.PLACES_SHARE)),
        "amount": _formatted(lines.amount, units.format_money),
        "citation": np.array([line_citation(assessment, number) for number in range(len(lines))], object),
    }
    return pd.DataFrame({name: columns[name] for name in _LINE_FIELDS}, dtype=object)


def _taken(texts: "NDArray[np.object_]", positions: "NDArray[np.intp]") -> "NDArray[np.object_]":
    """Return texts by position, None at NONE, which is the last of the lengthened array."""
    return np.append(texts, np.array([None], object))[positions]


def _from_source(
    lines: Lines, of_parcels: TextColumn | None, of_items: "NDArray[np.object_]"
) -> "NDArray[np.object_]":
    """Return for each line a text of its parcel (亩 where no column is given) or of its item."""
    texts = np.full(len(lines), "亩", object)
    if of_parcels is not None:
        texts[~lines.from_item] = of_parcels.values[lines.row[~lines.from_item]]
    texts[lines.from_item] = of_items[lines.row[lines.from_item]]
    return texts


def _plain_text(places: int) -> Callable[[int], str]:
    return lambda value: units.format_plain(value, places)


def _formatted(values: "NDArray[np.int64]", text_of: Callable[[int], str]) -> "NDArray[np.object_]":
    """Return each number's text, None at NONE; a number that recurs is formatted once."""
    distinct, places = np.unique(values, return_inverse=True)
    texts = [None if value == NONE else text_of(value) for value in distinct.tolist()]
    return np.array(texts, object)[places]


def _totals_json(assessment: Assessment) -> dict[str, object]:
    totals, scenario = assessment.totals, assessment.scenario
    households = scenario["households"].text("household_id").values
    villages = scenario["villages"].text("village_id").values
    return {
        "amount": _money(totals.amount),
        "by_head": dict(zip(HEADS, map(units.format_money, totals.by_head), strict=True)),
        "by_payee": dict(zip(PAYEES, map(units.format_money, totals.by_payee), strict=True)),
        "by_household": dict(zip(households, map(units.format_money, totals.by_household), strict=True)),
        "by_village": dict(zip(villages, map(units.format_money, totals.by_village), strict=True)),
    }


def findings_json(
    findings: Sequence[Finding], catalogue: Catalogue, row_of: RowNumbers
) -> list[dict[str, object]]:
    """Return findings as the JSON of the contract."""
    return [as_json(finding, catalogue, row_of) for finding in findings]


def lines_csv(assessment: Assessment) -> str:
    """Return the lines as CSV with the JSON's field names; empty where the JSON has null."""
    return lines_frame(assessment).to_csv(index=False, lineterminator="\n")


def json_text(data: object) -> str:
    """Return data as JSON with one line a field of the whole, and one line a record of its lists."""

    def compact(value: object) -> str:
        return json.dumps(value, ensure_ascii=False)

    if isinstance(data, list):
        return "[\n" + ",\n".join(map(compact, data)) + "\n]" if data else "[]"
    if isinstance(data, dict):
        fields = (
            f"{compact(name)}: {json_text(value) if isinstance(value, list) else compact(value)}"
            for name, value in data.items()
        )
        return "{\n" + ",\n".join(fields) + "\n}"
    return compact(data)


def assessment_table(assessment: Assessment, catalogue: Catalogue) -> str:
    """Return villages and totals as text for a terminal."""
    say, policy = catalogue.text, assessment.policy
    villages = [
        (
            say(N_("ID")),
            say(N_("Village")),
            say(N_("Per head (mu)")),
            say(N_("Tier")),
            say(N_("Land ×")),
            say(N_("Resettlement ×")),
            say(N_("Lawful from")),
            say(N_("Lawful to")),
            say(N_("Amount (yuan)")),
        ),
        *(_village_row(each, policy, catalogue) for each in assessment.villages if policy),
    ]
    totals = assessment.totals
    sums = [
        *(
            (head_name(head).text(catalogue), units.format_money(fen, grouped=True))
            for head, fen in enumerate(totals.by_head)
        ),
        (say(N_("To households")), units.format_money(totals.by_payee[0], grouped=True)),
        (say(N_("To collectives")), units.format_money(totals.by_payee[1], grouped=True)),
        (
            say(N_("Total")),
            units.format_money(totals.amount, grouped=True)
            if totals.amount is not None
            else say(N_("not complete: see the errors")),
        ),
    ]
    return aligned(villages, right_from=2) + "\n\n" + aligned(sums, right_from=1)


def _village_row(village: VillageResult, policy: Policy, catalogue: Catalogue) -> tuple[str, ...]:
    figures = village.figures
    amount = units.format_money(village.amount, grouped=True)
    return (
        village.village_id,
        village.name,
        per_capita(village, policy) if village.tier else "―",
        str(village.tier.number) if village.tier else "―",
        _plain(figures.land_multiple, units.PLACES_MULTIPLE) or "―",
        _plain(figures.resettlement_multiple, units.PLACES_MULTIPLE) or "―",
        "―" if village.lawful_minimum is None else units.format_money(village.lawful_minimum, grouped=True),
        "―" if village.lawful_maximum is None else units.format_money(village.lawful_maximum, grouped=True),
        amount if village.complete else catalogue.text(N_("not complete")),
    )


def findings_table(findings: Sequence[Finding], catalogue: Catalogue, row_of: RowNumbers) -> str:
    """Return findings as lines: severity, place, message; the worst first."""
    order = list(Severity)
    names = {
        Severity.ERROR: N_("Error"),
        Severity.WARNING: N_("Warning"),
        Severity.NOTE: N_("Note"),
    }
    lines = []
    for finding in sorted(findings, key=lambda each: order.index(each.severity)):
        place, message = place_text(finding, catalogue, row_of), render(finding, catalogue)
        gap = catalogue.text(N_(": ")) if place else ""
        lines.append(f"{catalogue.text(names[finding.severity])}  {place}{gap}{message}")
    return "\n".join(lines)


def place_text(finding: Finding, catalogue: Catalogue, row_of: RowNumbers) -> str:
    """Return where a finding points as sheet, row, ID and column; "" without a place.

    What the message begins with is not said twice.
    """
    place = finding.place
    if not place.table:
        return ""
    spec = table(place.table)
    parts = [spec.title(catalogue.language)]
    if place.key is not None:
        parts.append(catalogue.text(N_("row {row}"), row=row_of(place.table, place.key, place.column)))
    if place.id:
        parts.append(place.id)
    if place.column:
        parts.append(spec.by_name[place.column].title(catalogue.language))
    gap = "" if place.column else catalogue.text(N_(": "))
    if render(finding, catalogue).startswith(parts[-1] + gap):
        parts.pop()
    return " · ".join(parts)


def aligned(rows: Sequence[Sequence[str]], *, right_from: int) -> str:
    """Return rows as aligned text; a Chinese character takes two places on a terminal."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            _padding(text, width) + text if number >= right_from else text + _padding(text, width)
            for number, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _padding(text: str, width: int) -> str:
    return " " * (width - _width(text))


# --- sheets of the exported workbook ------------------------------------------------------------------------

_LINE_HEADERS: Final = (
    *("村编号", "户号", "地块编号/编号", "补偿项目", "归属", "地类/名称", "单位", "数量", "前三年平均年产值"),
    *("倍数", "补偿标准", "应补金额", "比例(%)", "金额(元)", "依据"),
)
_NUMBERS: Final = ("quantity", "aaov", "multiple", "rate", "undivided", "share", "amount")
HEADS_ZH: Final = dict(
    zip(HEADS, ("土地补偿费", "安置补助费", "青苗补偿费", "地上附着物补偿费"), strict=True)
)
PAYEES_ZH: Final = dict(zip(PAYEES, ("农户", "村集体"), strict=True))


def assessment_sheets(
    assessment: Assessment, findings: Sequence[Finding], catalogue: Catalogue, row_of: RowNumbers
) -> list[ExtraSheet]:
    """Return the sheets that `export` adds to the register; headers are Chinese as in the register."""
    return [
        ExtraSheet("测算明细", _LINE_HEADERS, _line_rows(assessment)),
        ExtraSheet("村汇总", _VILLAGE_HEADERS, [_village_cells(village) for village in assessment.villages]),
        ExtraSheet("户汇总", ("户号", "权利人", "本户应得(元)"), list(_household_cells(assessment))),
        ExtraSheet("代发明细", _BANK_HEADERS, list(_bank_rows(assessment, disputed=False))),
        ExtraSheet("暂缓发放", _BANK_HEADERS, list(_bank_rows(assessment, disputed=True))),
        ExtraSheet(
            "检查结果",
            ("级别", "代码", "位置", "说明"),
            [
                (each.severity.value, each.code, place_text(each, catalogue, row_of), render(each, catalogue))
                for each in findings
            ],
        ),
    ]


def _line_rows(assessment: Assessment) -> list[list[str | Decimal | None]]:
    frame = lines_frame(assessment)
    frame["head"] = frame["head"].map(HEADS_ZH)
    frame["payee"] = frame["payee"].map(PAYEES_ZH)
    columns = [
        [None if text is None else Decimal(text) for text in frame[name]]
        if name in _NUMBERS
        else list(frame[name])
        for name in _LINE_FIELDS
    ]
    return [list(row) for row in zip(*columns, strict=True)]


_VILLAGE_HEADERS: Final = (
    *("村编号", "村", "征地前耕地(亩)", "农业人口", "档次", "土地补偿倍数", "安置补助倍数", "征收耕地(亩)"),
    *("需要安置人数", "法定最低(元)", "法定最高(元)", "耕地两项合计(元)", "全部金额(元)"),
)


def decimal_of(value: int | None, places: int) -> Decimal | None:
    """Return `value` (units of 10^-`places`) as the exact decimal of a sheet's cell."""
    return None if value is None else Decimal(units.format_plain(value, places))


def _village_cells(village: VillageResult) -> list[str | Decimal | None]:
    figures = village.figures
    money = units.PLACES_MONEY
    return [
        village.village_id,
        village.name,
        decimal_of(figures.area, units.PLACES_QUANTITY),
        decimal_of(figures.population, 0),
        decimal_of(village.tier.number, 0) if village.tier else None,
        decimal_of(figures.land_multiple, units.PLACES_MULTIPLE),
        decimal_of(figures.resettlement_multiple, units.PLACES_MULTIPLE),
        decimal_of(village.requisitioned, units.PLACES_QUANTITY),
        decimal_of(village.people_to_resettle, 2),
        decimal_of(village.lawful_minimum, money),
        decimal_of(village.lawful_maximum, money),
        decimal_of(village.article_8_amount, money),
        decimal_of(village.amount, money) if village.complete else None,
    ]


def _household_cells(assessment: Assessment) -> Iterator[list[str | Decimal | None]]:
    rows = assessment.scenario["households"]
    for position, fen in enumerate(assessment.totals.by_household):
        head = rows.text("head").cell(position)
        yield [rows.text("household_id").cell(position), head, decimal_of(fen, units.PLACES_MONEY)]


_BANK_HEADERS: Final = ("户名", "账号", "开户行", "金额", "备注")


def _bank_rows(assessment: Assessment, *, disputed: bool) -> Iterator[list[str | Decimal | None]]:
    """Yield what the bank pays to each household and collective; disputed lines stand apart."""
    lines, scenario = assessment.lines, assessment.scenario
    if lines is None:
        return
    wanted = disputed_lines(scenario, lines) == disputed
    households, villages = scenario["households"], scenario["villages"]
    to_household = wanted & (lines.payee == HOUSEHOLD)
    to_collective = wanted & (lines.payee == COLLECTIVE)
    for rows, positions, chosen in (
        (households, lines.household, to_household),
        (villages, lines.village, to_collective),
    ):
        sums = units.group_totals(lines.amount[chosen], positions[chosen], len(rows))
        for position, fen in enumerate(sums):
            if fen:
                yield _bank_row(rows, position, fen)


def _bank_row(rows: Table, position: int, fen: int) -> list[str | Decimal | None]:
    own = rows.text("head" if rows.spec.name == "households" else "village").cell(position)
    return [
        account_holder(rows, position),
        rows.text("account").cell(position),
        rows.text("bank").cell(position),
        decimal_of(fen, units.PLACES_MONEY),
        f"{rows.text(rows.spec.id_column).cell(position)} {own}",
    ]
