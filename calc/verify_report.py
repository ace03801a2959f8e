"""What a check code says of a scenario, in the officer's words."""

from collections.abc import Iterator, Sequence
from typing import Final

from calc.assess import village_name
from calc.compare import POLICY, Comparison
from calc.compare_report import amount_text, difference_text, input_text, line_text
from calc.language import N_, Catalogue
from calc.lines import NONE
from calc.statements import PAPERS, Edition
from calc.statements.document import Document
from calc.tables import TABLES
from calc.verifying import Verification

__all__ = ["verification_text"]

_SHIPPED: Final = Edition()
_MOST: Final = 20
_SAID: Final = {
    "agrees": N_("This paper agrees with the scenario."),
    "reads-the-same": N_(
        "This paper agrees with the scenario: other parts of it have changed, but nothing that stands here."
    ),
    "changed": N_("This paper no longer agrees: the scenario has changed since it was printed."),
    "unknown": N_(
        "This file does not know the state that this paper was printed from: it was not issued from it."
    ),
}


def verification_text(found: Verification, words: Catalogue, edition: Edition = _SHIPPED) -> str:
    """Return everything there is to say, a line each; the first says whether the paper agrees."""
    lines = [words.text(_SAID[found.outcome]), _paper(found, words, edition)]
    lines += _issued(found, words)
    lines += _totals(found, words)
    if found.outcome == "changed":
        lines += _changes(found, words)
    return "\n".join(lines)


def _paper(found: Verification, words: Catalogue, edition: Edition) -> str:
    """Return which paper it is, and whose."""
    stem = found.paper.document
    document = PAPERS.get(stem)
    if document is None:
        return words.text(N_("The code stands on a kind of paper that this version does not print."))
    title = edition.wording.text(f"{stem}.title") if words.language == "zh" else stem
    if document.scope == "project":
        return words.text(N_("Document: {title}"), title=title)
    whose = _whose(found, document.scope) or words.text(
        N_("not known: the code names it only in brief, and no ID in this file fits, or several do")
    )
    column = TABLES["households" if document.scope == "household" else "villages"].id_column
    label = TABLES["households"].by_name.get(column) or TABLES["villages"].by_name[column]
    return words.text(
        N_("Document: {title}; {label}: {whose}"),
        title=title,
        label=label.title(words.language),
        whose=whose,
    )


def _whose(found: Verification, scope: str) -> str:
    """Return the ID, and the name where the household or village is known by it."""
    subject = found.paper.subject
    table = "households" if scope == "household" else "villages"
    sides = [found.assessment.scenario]
    if found.comparison is not None:
        sides.append(found.comparison.before.scenario)
    for scenario in sides:
        position = scenario[table].index.get(subject)
        if position is not None:
            name = (
                scenario[table].text("head").cell(position)
                if scope == "household"
                else village_name(scenario, position)
            )
            return " ".join(filter(None, (subject, name)))
    return subject


def _issued(found: Verification, words: Catalogue) -> Iterator[str]:
    """Yield under which number it was issued, and which one replaces it."""
    issue, later = found.issue, found.later
    if issue is not None:
        yield words.text(N_("Issued under {number} on {date}"), number=issue.number, date=issue.day)
    elif found.outcome != "unknown":
        yield words.text(N_("Printed without being issued (未登记发出)"))
    if later is not None:
        yield words.text(
            N_("Attention: it has been replaced by {number} of {date}"), number=later.number, date=later.day
        )


def _totals(found: Verification, words: Catalogue) -> Iterator[str]:
    then, now = found.paper.total, found.total
    if found.agrees:
        if now:
            yield words.text(N_("Total: {total} yuan"), total=amount_text(now, words))
        return
    if then is not None:
        yield words.text(N_("Total on the paper: {total} yuan"), total=amount_text(then, words))
    if now is None:
        yield words.text(N_("Total now: such a paper cannot be printed now"))
        return
    told = amount_text(now, words)
    if then is None or then == now:
        yield words.text(N_("Total now: {total} yuan"), total=told)
    else:
        difference = difference_text(now - then)
        yield words.text(N_("Total now: {total} yuan ({difference})"), total=told, difference=difference)


def _changes(found: Verification, words: Catalogue) -> Iterator[str]:
    """Yield the lines of this paper that differ, and the inputs because of which they do."""
    comparison = found.comparison
    if found.damaged is not None:
        yield found.damaged.text(words)
    if comparison is None:
        yield words.text(
            N_("What changed cannot be told: the state that was printed is not kept in this file.")
        )
        return
    lines, inputs = _lines(found, comparison), _inputs(found, comparison)
    if lines:
        yield words.text(N_("Lines that differ: {count}"), count=len(lines))
        yield from _listed([line_text(comparison, each, words) for each in lines[:_MOST]], len(lines), words)
    if inputs:
        yield words.text(N_("Inputs that differ: {count}"), count=len(inputs))
        yield from _listed(
            [input_text(comparison, each, words) for each in inputs[:_MOST]], len(inputs), words
        )


def _listed(texts: Sequence[str], count: int, words: Catalogue) -> Iterator[str]:
    for text in texts:
        yield f"  {text}"
    if count > len(texts):
        yield "  " + words.text(N_("{count} more"), count=count - len(texts))


def _lines(found: Verification, comparison: Comparison) -> Sequence[int]:
    document = PAPERS[found.paper.document]
    if document.scope == "project":
        return range(len(comparison.lines))
    if found.pair == NONE:
        return ()
    return comparison.lines_of("households" if document.scope == "household" else "villages", found.pair)


def _inputs(found: Verification, comparison: Comparison) -> Sequence[int]:
    """Return the inputs that reach this paper, those that stand on all papers of its kind included."""
    document = PAPERS[found.paper.document]
    if document.scope == "project":
        every = range(comparison.input_count())
        return [number for number in every if _reads(document, comparison, number)] or every
    if document.scope == "household":
        return comparison.causes_of_household(found.pair)
    shown = document.reads.get("project", frozenset())
    everywhere = [
        number
        for number in range(comparison.input_count())
        for each in [comparison.input(number)]
        if each.table == POLICY
        or (each.table == "project" and each.column is not None and each.column.name in shown)
    ]
    return sorted({*comparison.causes_of_village(found.pair), *everywhere})


def _reads(document: Document, comparison: Comparison, number: int) -> bool:
    """Return whether an input may stand on a paper or count in it: a telephone does not on a summary."""
    each = comparison.input(number)
    if each.table == POLICY:
        return True
    shown = document.reads.get(each.table, frozenset())
    return each.column.name in shown if each.column is not None else bool(shown)
