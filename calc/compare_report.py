"""What differs between two assessments, for people and scripts: words, JSON, a table on the terminal, sheets.

The JSON is public interface (docs/commands.md), with strings as in the JSON of an assessment. A difference
has a sign, so that no reader has to tell it from a colour.
"""

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final

from calc import __version__, units
from calc.assess import Assessment, village_name
from calc.compare import COMPARED_FIELDS, POLICY, Comparison, Group, Input, Sums
from calc.explain import head_name
from calc.language import N_, Catalogue
from calc.lines import HEADS, NONE, PAYEES
from calc.register import ExtraSheet
from calc.report import HEADS_ZH, PAYEES_ZH, aligned, decimal_of
from calc.tables import TABLES, Cell, Column, Kind, Unread, format_cell

__all__ = [
    "amount_text",
    "causes_text",
    "change_text",
    "comparison_json",
    "comparison_sheets",
    "comparison_table",
    "difference_text",
    "doubled_text",
    "fields_text",
    "input_place",
    "input_text",
    "input_texts",
    "line_text",
    "listed",
    "row_id",
    "row_name",
    "source_of_line",
    "status_text",
    "steps_text",
    "sums_rows",
    "tiers_text",
]

FORMAT: Final = 1
"""Version of the JSON."""
NOTHING: Final = "―"
_LISTED_ON_A_TERMINAL: Final = 100
_CAUSES_IN_A_LINE: Final = 3
_CAUSES_IN_A_CELL: Final = 20
_STATUS: Final = {"added": N_("new"), "removed": N_("gone"), "changed": N_("changed")}
_FIELDS: Final = {
    "village": N_("village"),
    "household": N_("household"),
    "quantity": N_("quantity"),
    "aaov": N_("average output"),
    "multiple": N_("multiple"),
    "rate": N_("rate"),
    "undivided": N_("undivided amount"),
    "share": N_("share"),
    "amount": N_("amount"),
}
_PLACES: Final = {
    "quantity": units.PLACES_QUANTITY,
    "aaov": units.PLACES_MONEY,
    "multiple": units.PLACES_MULTIPLE,
    "share": units.PLACES_SHARE,
}
_PAYEES: Final = (N_("to households"), N_("to collectives"))
_TOLD_OF_A_ROW: Final = {
    "villages": ("village", "group"),
    "outputs": ("value",),
    "households": ("head",),
    "parcels": ("household_id", "land_class", "area", "square_metres"),
    "items": ("household_id", "name", "quantity"),
    "prices": ("price",),
}


# --- words --------------------------------------------------------------------------------------------------


def amount_text(fen: int | None, words: Catalogue) -> str:
    """Return an amount with thousands separators."""
    return words.text(N_("not complete")) if fen is None else units.format_money(fen, grouped=True)


def difference_text(fen: int | None) -> str:
    """Return a difference with its sign; 0.00 has none."""
    if fen is None:
        return NOTHING
    return ("+" if fen > 0 else "") + units.format_money(fen, grouped=True)


def status_text(status: str, words: Catalogue) -> str:
    """Return "added", "removed" or "changed" as the reader says it."""
    return words.text(_STATUS[status])


def _text(cell: object) -> str:
    return cell.text if isinstance(cell, Unread) else str(cell)


def row_id(comparison: Comparison, table: str, pair: int) -> str:
    """Return what names a row: its ID, or several cells."""
    return _named(table, comparison.pairs[table].names[pair])


def row_name(comparison: Comparison, table: str, pair: int) -> str:
    """Return the name of a village, or of the head of a household."""
    assessment, position = comparison.row(table, pair)
    if table == "villages":
        return village_name(assessment.scenario, position)
    return assessment.scenario[table].text("head").cell(position)


def input_place(comparison: Comparison, each: Input, words: Catalogue) -> str:
    """Return where an input stands: sheet, ID and column."""
    if each.table == POLICY:
        return words.text(N_("Policy text"))
    spec = TABLES[each.table]
    column = each.column.title(words.language) if each.column else ""
    return " · ".join(
        filter(None, (spec.title(words.language), row_id(comparison, each.table, each.pair), column))
    )


def _cell_text(column: Column, cell: Cell) -> str:
    text = format_cell(column, cell)
    if isinstance(cell, int) and column.kind is Kind.SHARE:
        return text + "%"
    return text


def _row_text(comparison: Comparison, each: Input) -> str:
    """Return the cells by which a reader knows a row that came or went."""
    assessment, position = comparison.row(each.table, each.pair)
    rows = assessment.scenario[each.table]
    names = _TOLD_OF_A_ROW.get(each.table, ())
    return " ".join(
        filter(None, (format_cell(rows.spec.by_name[name], rows.cell(position, name)) for name in names))
    )


def input_texts(comparison: Comparison, each: Input, words: Catalogue) -> tuple[str, str]:
    """Return what stood there before and what stands there after, "" for nothing."""
    if each.table == POLICY:
        return _policy_text(comparison.before, words), _policy_text(comparison.after, words)
    if each.column is None:
        text = _row_text(comparison, each)
        return ("", text) if each.status == "added" else (text, "")
    before, after = comparison.cells(each)
    return _cell_text(each.column, before), _cell_text(each.column, after)


def _policy_text(assessment: Assessment, words: Catalogue) -> str:
    policy = assessment.policy
    if policy is None:
        return words.text(N_("unknown policy"))
    return f"{policy.id} {policy.version} ({policy.digest[:8]})"


def input_text(comparison: Comparison, number: int, words: Catalogue) -> str:
    """Return an input and how it differs, in one line."""
    each = comparison.input(number)
    place = input_place(comparison, each, words)
    before, after = input_texts(comparison, each, words)
    if each.status != "changed":
        return words.text(
            N_("{place}: {status} ({content})"),
            place=place,
            status=status_text(each.status, words),
            content=before or after or NOTHING,
        )
    return words.text(
        N_("{place}: {before} → {after}"), place=place, before=before or NOTHING, after=after or NOTHING
    )


@lru_cache(maxsize=2)
def _told_inputs(comparison: Comparison, words: Catalogue) -> dict[int, str]:
    """Return the inputs as they were told already: a village's multiple stands behind a thousand lines."""
    del comparison, words
    return {}


def causes_text(comparison: Comparison, causes: Sequence[int], words: Catalogue, most: int) -> str:
    """Return inputs in one line, at most so many and then how many more."""
    told = _told_inputs(comparison, words)
    for number in causes[:most]:
        if number not in told:
            told[number] = input_text(comparison, number, words)
    texts = [told[number] for number in causes[:most]]
    if len(causes) > most:
        texts.append(words.text(N_("{count} more"), count=len(causes) - most))
    return words.text(N_("; ")).join(texts)


def source_of_line(comparison: Comparison, number: int) -> tuple[str, str, str, str]:
    """Return of a changed line village ID, household ID ("" for the collective), its own ID and its name."""
    lines = comparison.lines
    table = "items" if lines.from_item[number] else "parcels"
    assessment, position = comparison.row(table, int(lines.pair[number]))
    rows = assessment.scenario[table]
    name = rows.text("name" if table == "items" else "land_class").cell(position)
    return (
        rows.text("village_id").cell(position),
        rows.text("household_id").cell(position),
        rows.text(rows.spec.id_column).cell(position),
        name,
    )


def _figure(comparison: Comparison, number: int, name: str, *, later: bool) -> str | None:
    """Return a compared field of a changed line as the JSON has it, None where there is none."""
    changed = comparison.lines
    assessment = comparison.after if later else comparison.before
    line = int((changed.after if later else changed.before)[number])
    if line == NONE or assessment.lines is None:
        return None
    value = int(getattr(assessment.lines, name)[line])
    if name in {"village", "household"}:
        rows = assessment.scenario[f"{name}s"]
        return None if value == NONE else rows.text(rows.spec.id_column).cell(value)
    if value == NONE:
        return None
    if name == "rate":
        return units.format_rate(value)
    if name in {"undivided", "amount"}:
        return units.format_money(value)
    return units.format_plain(value, _PLACES[name])


def change_text(comparison: Comparison, number: int, words: Catalogue) -> str:
    """Return what of a line differs besides its amounts: quantity 1.5 → 1.6, multiple 7 → 8."""
    names = [name for name in comparison.lines.fields(number) if name not in {"undivided", "amount"}]
    if "multiple" in names and "aaov" not in names and "rate" in names:
        names.remove("rate")  # it only follows from the multiple
    if "aaov" in names and "multiple" not in names and "rate" in names:
        names.remove("rate")
    texts = [
        words.text(
            N_("{field} {before} → {after}"),
            field=words.text(_FIELDS[name]),
            before=_figure(comparison, number, name, later=False) or NOTHING,
            after=_figure(comparison, number, name, later=True) or NOTHING,
        )
        for name in names
    ]
    if not names:
        status = comparison.lines.status(number)
        return words.text(_FIELDS["amount"]) if status == "changed" else status_text(status, words)
    return words.text(N_("; ")).join(texts)


def line_text(comparison: Comparison, number: int, words: Catalogue) -> str:
    """Return a changed line and how it differs, in one line."""
    return words.text(
        N_("{id} {name}, {head}, {payee}: {difference} ({change})"),
        id=source_of_line(comparison, number)[2],
        name=source_of_line(comparison, number)[3],
        head=head_name(int(comparison.lines.head[number])).text(words),
        payee=words.text(_PAYEES[int(comparison.lines.payee[number])]),
        difference=difference_text(int(comparison.lines.difference[number])),
        change=change_text(comparison, number, words),
    )


def steps_text(comparison: Comparison, number: int, words: Catalogue) -> str:
    """Return by how much each factor of a line moved it, "" where only one did or it cannot be told apart."""
    steps = comparison.steps_of_line(number)
    if len(steps) < 2:
        return ""
    parts = [f"{words.text(_FIELDS[name])} {difference_text(fen)}" for name, fen in steps]
    message = N_("One after the other: {steps}")
    return words.text(message, steps=words.text(N_("; ")).join(parts))


def fields_text(comparison: Comparison, table: str, pair: int, words: Catalogue) -> str:
    """Return what of a village or household differs: that it came or went, its lines, its own cells.

    A household of which nothing differs but what else stands on its statement says so.
    """
    status = comparison.row_status(table, pair)
    if status != "changed":
        return status_text(status, words)
    group = comparison.households if table == "households" else comparison.villages
    count = int(group.lines[pair])
    parts = [words.text(N_("{count} lines"), count=f"{count:,}")] if count else []
    parts += [
        each.column.title(words.language)
        for each in map(comparison.input, comparison.own_inputs(table, pair))
        if each.column is not None
    ]
    if table == "villages" and comparison.outputs_differ(pair):
        parts.append(TABLES["outputs"].title(words.language))
    return words.text(N_(", ")).join(parts) or words.text(N_("what else stands on the statement"))


def doubled_text(comparison: Comparison, words: Catalogue) -> list[str]:
    """Return a sentence for every table in which rows share an ID."""
    found = []
    for table, pairs in comparison.pairs.items():
        ids = [text for each in pairs.doubled if (text := _named(table, each))]
        blank = len(ids) < len(pairs.doubled)
        if ids or blank:
            message = N_("{sheet}: several rows have the same ID ({ids}); they were compared in their order")
            shown = [
                *ids[:_CAUSES_IN_A_LINE],
                *([words.text(N_("none"))] * blank),
                *(["…"] * (len(ids) > _CAUSES_IN_A_LINE)),
            ]
            found.append(words.text(message, sheet=TABLES[table].title(words.language), ids="、".join(shown)))
    return found


def _named(table: str, name: object) -> str:
    if not isinstance(name, tuple):
        return _text(name)
    by_name = TABLES[table].by_name
    columns = [by_name[each] for each in TABLES[table].identity]
    return " ".join(filter(None, (format_cell(each, cell) for each, cell in zip(columns, name, strict=True))))


def sums_rows(comparison: Comparison, words: Catalogue) -> list[tuple[str, Sums]]:
    """Return the sums by head and by payee and their total, each with its name."""
    return [
        *((head_name(head).text(words), sums) for head, sums in enumerate(comparison.by_head())),
        *((words.text(_PAYEES[payee]), sums) for payee, sums in enumerate(comparison.by_payee())),
        (words.text(N_("Total")), comparison.total()),
    ]


# --- JSON ---------------------------------------------------------------------------------------------------


def _sums_json(sums: Sums) -> dict[str, str | None]:
    return {
        name: None if fen is None else units.format_money(fen)
        for name, fen in zip(("before", "after", "difference"), (*sums, sums.difference), strict=True)
    }


def comparison_json(
    comparison: Comparison, reprint: Collection[int], names: tuple[str, str], words: Catalogue
) -> dict[str, object]:
    """Return the comparison as JSON.

    Args:
        comparison: what differs.
        reprint: the pairs of households whose statement reads otherwise.
        names: the names of both files.
        words: the language of the messages.

    """
    sides = (comparison.before, comparison.after)
    return {
        "format": FORMAT,
        "program": __version__,
        **{
            side: _side_json(assessment, name)
            for side, assessment, name in zip(("before", "after"), sides, names, strict=True)
        },
        "totals": {
            "amount": _sums_json(comparison.total()),
            "by_head": dict(zip(HEADS, map(_sums_json, comparison.by_head()), strict=True)),
            "by_payee": dict(zip(PAYEES, map(_sums_json, comparison.by_payee()), strict=True)),
        },
        "villages": [
            {
                **_row_json(comparison, comparison.villages, pair),
                **_tiers_json(comparison, pair),
                "because": comparison.causes_of_village(pair),
            }
            for pair in listed(comparison.villages)
        ],
        "households": [
            {
                **_row_json(comparison, comparison.households, pair),
                "reprint": pair in reprint,
                "because": comparison.causes_of_household(pair),
            }
            for pair in listed(comparison.households, reprint)
        ],
        "lines": [
            _line_json(comparison, number, fen)
            for number, fen in enumerate(comparison.lines.difference.tolist())
        ],
        "inputs": [
            _input_json(comparison, comparison.input(number), words)
            for number in range(comparison.input_count())
        ],
        "notes": doubled_text(comparison, words),
    }


def listed(group: Group, further: Collection[int] = ()) -> list[int]:
    """Return the villages or households to list: those that changed, and further ones, in order."""
    return sorted({*group.changed.nonzero()[0].tolist(), *further})


def _side_json(assessment: Assessment, name: str) -> dict[str, object]:
    policy = assessment.policy
    date = assessment.scenario.project_number("basis_date")
    return {
        "file": name,
        "scenario_digest": assessment.scenario.digest,
        "policy": policy and {"id": policy.id, "version": policy.version, "digest": policy.digest},
        "basis_date": None if date is None else units.format_date(date),
    }


def _row_json(comparison: Comparison, group: Group, pair: int) -> dict[str, object]:
    spec = TABLES[group.table]
    return {
        spec.id_column: row_id(comparison, group.table, pair),
        "name": row_name(comparison, group.table, pair),
        "status": comparison.row_status(group.table, pair),
        **_sums_json(comparison.sums(group, pair)),
        "lines": int(group.lines[pair]),
    }


def _tier(assessment: Assessment, position: int) -> int | None:
    known = 0 <= position < len(assessment.villages)
    tier = assessment.villages[position].tier if known else None
    return tier.number if tier else None


def _tiers(comparison: Comparison, pair: int) -> tuple[int | None, int | None]:
    pairs = comparison.pairs["villages"]
    return (
        _tier(comparison.before, int(pairs.before[pair])),
        _tier(comparison.after, int(pairs.after[pair])),
    )


def tiers_text(comparison: Comparison, pair: int) -> str:
    """Return a village's tier, or both where it changed."""
    before, after = ("" if tier is None else str(tier) for tier in _tiers(comparison, pair))
    if before == after or comparison.row_status("villages", pair) != "changed":
        return after or before or NOTHING
    return f"{before or NOTHING} → {after or NOTHING}"


def _tiers_json(comparison: Comparison, pair: int) -> dict[str, object]:
    before, after = _tiers(comparison, pair)
    return {"tier": {"before": before, "after": after}}


def _line_json(comparison: Comparison, number: int, difference: int) -> dict[str, object]:
    lines = comparison.lines
    village, household, source, name = source_of_line(comparison, number)
    sides = {
        side: {field: _figure(comparison, number, field, later=later) for field in COMPARED_FIELDS}
        if held[number] != NONE
        else None
        for side, held, later in (("before", lines.before, False), ("after", lines.after, True))
    }
    return {
        "village_id": village,
        "household_id": household or None,
        "source_id": source,
        "name": name,
        "head": HEADS[lines.head[number]],
        "payee": PAYEES[lines.payee[number]],
        "status": lines.status(number),
        "changed": list(lines.fields(number)),
        **sides,
        "difference": units.format_money(difference),
        "steps": [
            {"field": name, "difference": units.format_money(fen)}
            for name, fen in comparison.steps_of_line(number)
        ],
        "because": comparison.causes_of_line(number),
    }


def _input_json(comparison: Comparison, each: Input, words: Catalogue) -> dict[str, object]:
    before, after = input_texts(comparison, each, words)
    return {
        "sheet": None if each.table == POLICY else TABLES[each.table].sheet,
        "id": None if each.table == POLICY else row_id(comparison, each.table, each.pair) or None,
        "column": each.column.header if each.column else None,
        "status": each.status,
        "before": before or None,
        "after": after or None,
    }


# --- the terminal -------------------------------------------------------------------------------------------


def comparison_table(
    comparison: Comparison, reprint: Collection[int], names: tuple[str, str], words: Catalogue
) -> str:
    """Return the comparison as text for a terminal; see `comparison_json` for the arguments."""
    say = words.text
    parts = [
        say(N_("Before: {file}"), file=names[0]) + "\n" + say(N_("After: {file}"), file=names[1]),
    ]
    if comparison.same:
        parts.append(say(N_("Nothing differs.")))
    head = (say(N_("Before (yuan)")), say(N_("After (yuan)")), say(N_("Difference")))
    sums = [("", *head), *((name, *_sums_cells(each, words)) for name, each in sums_rows(comparison, words))]
    parts.append(aligned(sums, right_from=1))
    for title, group, more in (
        (N_("Villages: {count}"), comparison.villages, ()),
        (N_("Households: {count}; statements to print again: {statements}"), comparison.households, reprint),
    ):
        pairs = listed(group, more)
        if pairs:
            heading = say(title, count=len(pairs), statements=len(reprint))
            rows = [
                (
                    row_id(comparison, group.table, pair),
                    row_name(comparison, group.table, pair),
                    status_text(comparison.row_status(group.table, pair), words),
                    *_sums_cells(comparison.sums(group, pair), words),
                )
                for pair in pairs[:_LISTED_ON_A_TERMINAL]
            ]
            title_row = (say(N_("ID")), say(N_("Name")), "", *head)
            parts.append(_section(heading, aligned([title_row, *rows], right_from=3), len(pairs), words))
    parts += _lines_and_inputs(comparison, words)
    return "\n\n".join(parts)


def _sums_cells(sums: Sums, words: Catalogue) -> tuple[str, str, str]:
    return amount_text(sums.before, words), amount_text(sums.after, words), difference_text(sums.difference)


def _section(heading: str, text: str, count: int, words: Catalogue) -> str:
    parts = [heading, text]
    if count > _LISTED_ON_A_TERMINAL:
        more = N_("{count} more: see --format json or --format xlsx")
        parts.append(words.text(more, count=count - _LISTED_ON_A_TERMINAL))
    return "\n".join(parts)


def _lines_and_inputs(comparison: Comparison, words: Catalogue) -> Iterator[str]:
    say, count = words.text, len(comparison.lines)
    if count:
        rows = [
            (say(N_("ID")), say(N_("Head")), say(N_("Payee")), say(N_("Difference")), say(N_("Because of"))),
            *(_line_row(comparison, number, words) for number in range(min(count, _LISTED_ON_A_TERMINAL))),
        ]
        # The reason, of any length, stands last and is not aligned.
        table = aligned([row[:4] for row in rows], right_from=3).split("\n")
        text = "\n".join(f"{start}  {row[4]}" for start, row in zip(table, rows, strict=True))
        yield _section(say(N_("Lines: {count}"), count=count), text, count, words)
    inputs = comparison.input_count()
    if inputs:
        text = "\n".join(
            input_text(comparison, number, words) for number in range(min(inputs, _LISTED_ON_A_TERMINAL))
        )
        yield _section(say(N_("Inputs: {count}"), count=inputs), text, inputs, words)


def _line_row(comparison: Comparison, number: int, words: Catalogue) -> tuple[str, ...]:
    lines = comparison.lines
    return (
        source_of_line(comparison, number)[2],
        head_name(int(lines.head[number])).text(words),
        words.text(_PAYEES[int(lines.payee[number])]),
        difference_text(int(lines.difference[number])),
        causes_text(comparison, comparison.causes_of_line(number), words, _CAUSES_IN_A_LINE),
    )


# --- sheets -------------------------------------------------------------------------------------------------

_SUMS_ZH: Final = ("原金额(元)", "现金额(元)", "增减(元)")


def comparison_sheets(
    comparison: Comparison, reprint: Collection[int], names: tuple[str, str], words: Catalogue
) -> list[ExtraSheet]:
    """Return the comparison as sheets; headers are Chinese as in the register."""
    return [
        ExtraSheet("对比汇总", ("项目", *_SUMS_ZH), _sum_rows(comparison, names, words)),
        ExtraSheet(
            "村对比",
            ("村编号", "村", "情况", "原档次", "现档次", *_SUMS_ZH, "变动明细数", "原因"),
            (_village_row(comparison, pair, words) for pair in listed(comparison.villages)),
        ),
        ExtraSheet(
            "户对比",
            ("户号", "户主", "情况", *_SUMS_ZH, "变动明细数", "明细表需重印", "原因"),
            (
                _household_row(comparison, pair, words, reprint=pair in reprint)
                for pair in listed(comparison.households, reprint)
            ),
        ),
        ExtraSheet("明细对比", _LINE_HEADERS, _line_rows(comparison, words)),
        ExtraSheet(
            "录入对比",
            ("表", "编号", "栏目", "情况", "原值", "现值"),
            (_input_row(comparison, number, words) for number in range(comparison.input_count())),
        ),
    ]


def _money_cells(sums: Sums) -> list[Decimal | None]:
    return [decimal_of(fen, units.PLACES_MONEY) for fen in (*sums, sums.difference)]


def _sum_rows(
    comparison: Comparison, names: tuple[str, str], words: Catalogue
) -> Iterator[list[str | Decimal | None]]:
    yield [words.text(N_("File")), *names]
    for name, sums in sums_rows(comparison, words):
        yield [name, *_money_cells(sums)]
    for text in doubled_text(comparison, words):
        yield [text]


def _row_cells(comparison: Comparison, group: Group, pair: int, words: Catalogue) -> list[str]:
    return [
        row_id(comparison, group.table, pair),
        row_name(comparison, group.table, pair),
        status_text(comparison.row_status(group.table, pair), words),
    ]


def _village_row(comparison: Comparison, pair: int, words: Catalogue) -> list[str | Decimal | None]:
    group = comparison.villages
    return [
        *_row_cells(comparison, group, pair, words),
        *(decimal_of(tier, 0) for tier in _tiers(comparison, pair)),
        *_money_cells(comparison.sums(group, pair)),
        decimal_of(int(group.lines[pair]), 0),
        causes_text(comparison, comparison.causes_of_village(pair), words, _CAUSES_IN_A_CELL),
    ]


def _household_row(
    comparison: Comparison, pair: int, words: Catalogue, *, reprint: bool
) -> list[str | Decimal | None]:
    group = comparison.households
    return [
        *_row_cells(comparison, group, pair, words),
        *_money_cells(comparison.sums(group, pair)),
        decimal_of(int(group.lines[pair]), 0),
        "是" if reprint else "",
        causes_text(comparison, comparison.causes_of_household(pair), words, _CAUSES_IN_A_CELL),
    ]


_LINE_HEADERS: Final = (
    *("村编号", "户号", "地块编号/编号", "地类/名称", "补偿项目", "归属", "情况", "变动"),
    *_SUMS_ZH,
    "原因",
)


def _line_rows(comparison: Comparison, words: Catalogue) -> Iterator[list[str | Decimal | None]]:
    lines = comparison.lines
    for number in range(len(lines)):
        sums = Sums(int(lines.amount_before[number]), int(lines.amount_after[number]))
        yield [
            *source_of_line(comparison, number),
            HEADS_ZH[HEADS[lines.head[number]]],
            PAYEES_ZH[PAYEES[lines.payee[number]]],
            status_text(lines.status(number), words),
            change_text(comparison, number, words),
            *_money_cells(sums),
            causes_text(comparison, comparison.causes_of_line(number), words, _CAUSES_IN_A_CELL),
        ]


def _input_row(comparison: Comparison, number: int, words: Catalogue) -> list[str | Decimal | None]:
    each = comparison.input(number)
    policy = each.table == POLICY
    return [
        words.text(N_("Policy text")) if policy else TABLES[each.table].sheet,
        "" if policy else row_id(comparison, each.table, each.pair),
        each.column.header if each.column else "",
        status_text(each.status, words),
        *input_texts(comparison, each, words),
    ]
