"""An assessment for people and scripts without a window: JSON, CSV, a table on the terminal, sheets.

The JSON is public interface (docs/commands.md): amounts, areas, multiples and rates are strings in plain
decimal notation; amounts have two decimals, rates at least two, other numbers no trailing zeros.
"""

import csv
import io
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from calc import __version__, units
from calc.assess import Assessment, VillageResult
from calc.explain import head_name, line_citation, tier_reason
from calc.findings import Finding, RowNumbers, Severity, as_json, render
from calc.language import N_, Catalogue
from calc.lines import HEADS, NONE, PAYEES, Lines, Zone
from calc.policy import Policy
from calc.tables import table

__all__ = [
    "assessment_json",
    "assessment_table",
    "findings_json",
    "findings_table",
    "lines_csv",
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
    assessment: Assessment, catalogue: Catalogue, row_of: RowNumbers, *, what_if: bool = False
) -> dict[str, object]:
    """Return the assessment as the JSON of the contract, messages in the catalogue's language.

    `what_if` marks an assessment under another policy than the scenario's own.
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
        "lines": list(line_records(assessment)),
        "totals": _totals_json(assessment),
        "findings": findings_json(assessment.findings, catalogue, row_of),
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


def line_records(assessment: Assessment) -> Iterator[dict[str, str | None]]:
    """Yield each line as the contract's record, in register order."""
    lines = assessment.lines
    if lines is None:
        return
    scenario = assessment.scenario
    village_ids = scenario["villages"].text("village_id").values
    household_ids = scenario["households"].text("household_id").values
    parcels, items = scenario["parcels"], scenario["items"]
    sources = (parcels.text("parcel_id").values, items.text("item_id").values)
    names = (parcels.text("land_class").values, items.text("name").values)
    item_units = items.text("unit").values
    columns = [getattr(lines, name).tolist() for name in Lines.__slots__]
    for number, values in enumerate(zip(*columns, strict=True)):
        (
            item,
            row,
            village,
            household,
            head,
            payee,
            quantity,
            aaov,
            multiple,
            rate,
            undivided,
            share,
            amount,
        ) = values
        yield {
            "village_id": village_ids[village],
            "household_id": None if household == NONE else household_ids[household],
            "source_id": sources[item][row],
            "head": HEADS[head],
            "payee": PAYEES[payee],
            "name": names[item][row],
            "unit": item_units[row] if item else "亩",
            "quantity": units.format_plain(quantity, units.PLACES_QUANTITY),
            "aaov": None if aaov == NONE else units.format_plain(aaov, units.PLACES_MONEY),
            "multiple": None if multiple == NONE else units.format_plain(multiple, units.PLACES_MULTIPLE),
            "rate": units.format_rate(rate),
            "undivided": units.format_money(undivided),
            "share": units.format_plain(share, units.PLACES_SHARE),
            "amount": units.format_money(amount),
            "citation": line_citation(assessment, number),
        }


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
    text = io.StringIO()
    writer = csv.DictWriter(text, _LINE_FIELDS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(line_records(assessment))
    return text.getvalue()


def assessment_table(assessment: Assessment, catalogue: Catalogue, row_of: RowNumbers) -> str:
    """Return villages, totals and findings as text for a terminal."""
    say = catalogue.text
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
        *(_village_row(village, catalogue) for village in assessment.villages),
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
    parts = [_aligned(villages, right_from=2), _aligned(sums, right_from=1)]
    if assessment.findings:
        parts.append(findings_table(assessment.findings, catalogue, row_of))
    return "\n\n".join(parts)


def _village_row(village: VillageResult, catalogue: Catalogue) -> tuple[str, ...]:
    figures = village.figures
    per_head = "―"
    if figures.area and figures.population:
        per_head = units.format_ratio(figures.area, figures.population * 10**units.PLACES_QUANTITY, 4)
    amount = units.format_money(village.amount, grouped=True)
    return (
        village.village_id,
        village.name,
        per_head,
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
        place = place_text(finding, catalogue, row_of)
        lines.append(f"{catalogue.text(names[finding.severity])}  {place}{render(finding, catalogue)}")
    return "\n".join(lines)


def place_text(finding: Finding, catalogue: Catalogue, row_of: RowNumbers) -> str:
    """Return where a finding points as sheet, row, ID and column, ending in a colon; "" without a place."""
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
    return " · ".join(parts) + catalogue.text(N_(": "))


def _aligned(rows: Sequence[Sequence[str]], *, right_from: int) -> str:
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
