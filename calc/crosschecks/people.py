"""Cross-checks of households: ID numbers, accounts and who holds them, and whether they have anything."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from calc.checks import at_rows, kept_findings, place_of, with_ids
from calc.crosschecks.identity import Identity, identities
from calc.crosschecks.tools import first_names, warning, without_text
from calc.findings import Finding, Severity
from calc.kept import kept
from calc.language import N_
from calc.lines import NONE, Computation
from calc.scenario import Table, TextColumn
from calc.tables import table

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["people_checks"]

_ORGANISATION = table("households").by_name["holder_type"].choices.index("单位")

_PERSON_MESSAGES = (
    N_("This is an organisation's unified social credit code; mend the type of right-holder"),
    N_("An ID number has 18 characters, digits and perhaps a last X; compare it with the card"),
    N_("The check digit is wrong (GB 11643); compare every digit with the card"),
)
_UNIT_MESSAGES = (
    N_("This is a person's ID number; mend the type of right-holder, or the number"),
    N_("A unified social credit code has 18 digits and capital letters; compare it"),
    N_("The check character is wrong (GB 32100); compare it with the licence"),
)


def people_checks(found: Computation) -> Iterator[Finding]:
    """Yield the findings about households, and about rows registered in their names."""
    rows, parcels, items = found.scenario["households"], found.parcels, found.items
    yield from _identity_numbers(with_ids(rows, "holder_type", "identity_number", "recipient_identity"))
    yield from _shared(with_ids(rows, "holder_type", "identity_number", "account", "head"))
    yield from _account_holders(with_ids(rows, "head", "account_name", "relation"))
    yield from _empty(with_ids(rows), parcels.household, items.household)
    home, index = rows.text("village_id"), found.scenario["villages"].unambiguous
    for name, figures in (("parcels", parcels), ("items", items)):
        registered = with_ids(found.scenario[name], "village_id")
        yield from _other_village(registered, home, index, figures.village, figures.household)


def _organisations(rows: Table) -> "NDArray[np.bool_]":
    holder = rows.number("holder_type")
    organisation: NDArray[np.bool_] = holder.present & (holder.values == _ORGANISATION)
    return organisation


@kept_findings
def _identity_numbers(rows: Table) -> Iterator[Finding]:
    organisation = _organisations(rows)
    for name, is_unit in (
        ("identity_number", organisation),
        ("recipient_identity", np.zeros(len(rows), np.bool_)),
    ):
        codes = rows.text(name).factor[0]
        person, unit = (judged[codes] for judged in identities(rows.text(name)))
        right, other = np.where(is_unit, unit, person), np.where(is_unit, person, unit)
        mistaken = (right > Identity.VALID) & (other == Identity.VALID)
        for of_unit, messages in ((False, _PERSON_MESSAGES), (True, _UNIT_MESSAGES)):
            for code, message, where in zip(
                ("identity-of-other-type", "identity-form", "identity-check-digit"),
                messages,
                (
                    mistaken,
                    ~mistaken & (right == Identity.OTHER_FORM),
                    ~mistaken & (right == Identity.WRONG_CHECK),
                ),
                strict=True,
            ):
                yield from at_rows(rows, where & (is_unit == of_unit), Severity.WARNING, code, name, message)


# ---- one number, several households ----


@kept_findings
def _shared(rows: Table) -> Iterator[Finding]:
    organisation = _organisations(rows)
    for name, code, message in (
        (
            "identity_number",
            "identity-shared",
            N_("The same number stands with {others}; two households are two people"),
        ),
        (
            "account",
            "account-shared",
            N_("The same account stands with {others}; check whose it is"),
        ),
    ):
        for group in _same_text(rows.text(name)):
            # An organisation may own things in several villages: one name, one number is right there.
            if (
                all(organisation[row] for row in group)
                and len({rows.text("head").cell(row) for row in group}) == 1
            ):
                continue
            for row in group:
                others = [rows.text("household_id").cell(other) for other in group if other != row]
                yield warning(
                    code,
                    place_of(rows, row, name),
                    message,
                    others=first_names(others, len(others)),
                )


@kept
def _same_text(column: TextColumn) -> tuple[tuple[int, ...], ...]:
    """Return the rows that hold the same text but for spaces and a small x, by text, each two or more."""
    codes, texts = column.factor
    everything = "".join(texts)
    if len(texts) == len(column.values) and " " not in everything and "x" not in everything:
        return ()
    numbers: dict[str, int] = {}
    plain = [numbers.setdefault(text.replace(" ", "").upper(), len(numbers)) for text in texts]
    same = np.array(plain, np.intp)[codes]
    times = np.bincount(same, minlength=1)
    blank = numbers.get("", NONE)
    groups: dict[int, list[int]] = defaultdict(list)
    for row in np.flatnonzero((times[same] > 1) & (same != blank)).tolist():
        groups[int(same[row])].append(row)
    return tuple(map(tuple, groups.values()))


@kept_findings
def _account_holders(rows: Table) -> Iterator[Finding]:
    head, holder = rows.text("head"), rows.text("account_name")
    other = (holder.values != head.values) & (holder.values != "") & head.present
    yield from at_rows(
        rows,
        without_text(rows, "relation", other),
        Severity.WARNING,
        "account-holder-differs",
        "account_name",
        N_("The account is held by {holder}, the head is {head}: enter the relation, or mend the name"),
        lambda row: {"holder": holder.cell(row), "head": head.cell(row)},
    )


# ---- households and what is registered in their names ----


@kept_findings
def _empty(rows: Table, *owners: "NDArray[np.intp]") -> Iterator[Finding]:
    """Look for households with neither a parcel nor an item; a doubled 户号 is an error already.

    `owners` are the households of all parcels and of all items.
    """
    used = np.zeros(len(rows) + 1, np.bool_)  # the last one stands for "no household", NONE
    for household in owners:
        used[household] = True
    codes, texts = rows.text("household_id").factor
    single = np.bincount(codes, minlength=len(texts) or 1)[codes] == 1
    yield from at_rows(
        rows,
        ~used[:-1] & single & rows.text("household_id").present,
        Severity.WARNING,
        "household-empty",
        "household_id",
        N_("No parcel and no item is registered in this household's name; register them, or take it out"),
    )


@kept_findings
def _other_village(
    rows: Table,
    home: TextColumn,
    index: Mapping[str, int],
    village: "NDArray[np.intp]",
    household: "NDArray[np.intp]",
) -> Iterator[Finding]:
    """Compare each row's village with that of its household, which `home` names."""
    lives = np.append(home.codes_in(index), NONE)[household]
    return at_rows(
        rows,
        (lives != NONE) & (village != NONE) & (lives != village),
        Severity.WARNING,
        "village-unlike-household",
        "village_id",
        N_("This row is in village {village}, its household in {home}; the row's own village decides"),
        partial(_villages, rows.text("village_id"), home, household),
    )


def _villages(
    own: TextColumn, home: TextColumn, household: "NDArray[np.intp]", row: int
) -> dict[str, object]:
    return {"village": own.cell(row), "home": home.cell(int(household[row]))}
