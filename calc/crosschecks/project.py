"""Cross-checks of the project as a whole: its dates, its policy, the agreed lump sum."""

from collections.abc import Iterator

from calc import units
from calc.checks import place_of
from calc.crosschecks.tools import note, warning
from calc.findings import Finding, Place
from calc.language import N_
from calc.lines import ARTICLE_9, Computation
from calc.policy import Policy, shipped_policies, shipped_policy

__all__ = ["project_checks"]


def project_checks(found: Computation) -> Iterator[Finding]:
    """Yield the findings about the project's own fields and about the policy."""
    yield from _basis_date(found)
    yield from _posting(found)
    yield from _policy(found)
    yield from _article_9(found)
    yield from _lump_sum(found)


def _place(found: Computation, column: str) -> Place:
    return place_of(found.scenario["project"], 0, column)


def _basis_date(found: Computation) -> Iterator[Finding]:
    date, policy = found.scenario.project_number("basis_date"), found.policy
    if date is not None and date > policy.valid_until.toordinal():
        message = N_(
            "The basis date {date} is later than the policy serves ({until}): agricultural land is since then"
            " compensated by comprehensive zone price (区片综合地价); check that this plan is an older one"
        )
        yield warning(
            "basis-date-after-validity",
            _place(found, "basis_date"),
            message,
            date=units.format_date(date),
            until=policy.valid_until.isoformat(),
        )
    if date is not None and found.scenario.project("basis_event") is None:
        message = N_("The basis date has no event; choose which event it is the date of, the paper prints it")
        yield warning("basis-event-missing", _place(found, "basis_event"), message)


def _posting(found: Computation) -> Iterator[Finding]:
    start = found.scenario.project_number("posting_start")
    end = found.scenario.project_number("posting_end")
    if start is not None and end is not None and end < start:
        message = N_("The posting ends on {end}, before it begins on {start}; mend one of the dates")
        yield warning(
            "posting-dates",
            _place(found, "posting_end"),
            message,
            start=units.format_date(start),
            end=units.format_date(end),
        )


def _policy(found: Computation) -> Iterator[Finding]:
    policy = found.policy
    spec = found.scenario["project"].spec
    named = found.scenario.project_text("policy") or spec.by_name["policy"].default
    if named != policy.id:
        message = N_("The project names the policy “{named}”, but these figures follow “{used}”; choose one")
        yield warning("policy-other", _place(found, "policy"), message, named=named, used=policy.id)
    yield from _shipped(found, policy)


def _shipped(found: Computation, policy: Policy) -> Iterator[Finding]:
    """Compare with what the program ships; the text in the scenario always holds."""
    if policy.id not in shipped_policies():
        return
    shipped = shipped_policy(policy.id)
    if shipped.digest == policy.digest:
        return
    message = N_(
        "The text of policy {policy} in this scenario (version {version}) is not the one the program ships"
        " (version {shipped}); the scenario's own text holds"
    )
    yield note(
        "policy-not-as-shipped",
        _place(found, "policy"),
        message,
        policy=policy.id,
        version=policy.version,
        shipped=shipped.version,
    )


def _article_9(found: Computation) -> Iterator[Finding]:
    if (found.parcels.basis == ARTICLE_9).any():
        message = N_(
            "Waste and abandoned land: {citation} states no multiple; {multiple} × the average annual output"
            " value is this policy's reading, and no resettlement subsidy is stated"
        )
        multiple = units.format_plain(found.policy.article_9_multiple, units.PLACES_MULTIPLE)
        place = Place("parcels", None, "land_class")
        citation = found.policy.article_9.citation
        yield note("article-9-reading", place, message, citation=citation, multiple=multiple)


def _lump_sum(found: Computation) -> Iterator[Finding]:
    agreed = found.scenario.project_number("agreed_amount")
    if agreed is None or not (found.parcels.computed.all() and found.items.computed.all()):
        return
    parts = [*(head.undivided for head in found.parcels.heads), found.items.amount]
    computed = sum(map(units.exact_total, parts))
    if agreed != computed:
        message = N_(
            "The agreed lump sum is {agreed} yuan, the computed total {computed} yuan: a difference of"
            " {difference} yuan"
        )
        yield note(
            "lump-sum-differs",
            _place(found, "agreed_amount"),
            message,
            agreed=units.format_money(agreed, grouped=True),
            computed=units.format_money(computed, grouped=True),
            difference=units.format_money(abs(agreed - computed), grouped=True),
        )
