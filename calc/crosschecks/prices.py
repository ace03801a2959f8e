"""Cross-checks of prices: one thing, one price; the county's list; where a price comes from."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np

from calc import units
from calc.checks import at_rows, kept_findings, place_of, with_ids
from calc.crosschecks.tools import distinct, in_order_of, note, prices_listed, warning, without_text
from calc.findings import Finding, Place, Severity
from calc.language import N_
from calc.lines import NONE, PRICED, Computation, valid
from calc.scenario import NumberColumn, Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["price_checks"]

_SAMPLE_WORDS: Final = ("示例", "样例", "样本")
_DENSE: Final = 4
"""Keys up to so many times the rows are used as they are; sparser ones are numbered anew."""


def price_checks(found: Computation) -> Iterator[Finding]:
    """Yield the findings about the prices of items, of priced land and of the price list."""
    scenario, parcels, figures = found.scenario, found.parcels, found.items
    priced = with_ids(scenario["parcels"], "land_price", "resettlement_price", "land_class")
    yield from _classes(priced, parcels.basis, parcels.land_class, parcels.state)
    items = scenario["items"]
    named = with_ids(items, "name", "specification", "unit")
    yield from _same_at_different_prices(named, figures.price)
    own, listed = with_ids(items, "price", "price_basis"), scenario["prices"].number("price")
    yield from _items(own, listed, figures.listed, figures.from_list)
    yield from _list(scenario["prices"])


# ---- land the officer prices ----


@kept_findings
def _classes(
    rows: Table, basis: "NDArray[np.intp]", land_class: "NDArray[np.intp]", state: "NDArray[np.bool_]"
) -> Iterator[Finding]:
    """Look for a priced class at different prices; State land is a class of its own."""
    for name in ("land_price", "resettlement_price"):
        good = np.flatnonzero((basis == PRICED) & valid(rows, name))
        prices = rows.number(name).values[good]
        kind = land_class[good] * 2 + state[good]
        for number in distinct(kind[_unlike(kind, prices)])[0].tolist():
            among = good[kind == number]
            values = rows.number(name).values[among]
            message = N_("{land_class} stands at different prices: {prices}; mend them, or give the reason")
            yield warning(
                "class-prices-differ",
                place_of(rows, int(among[_minority(values)]), name),
                message,
                land_class=rows.text("land_class").cell(int(among[0])),
                prices=prices_listed(values),
            )


def _unlike(kind: "NDArray[np.int64]", prices: "NDArray[np.int64]") -> "NDArray[np.bool_]":
    """Return where a row's price is unlike that of another row of its kind; kinds are small numbers."""
    one = np.zeros(int(kind.max(initial=0)) + 1, np.int64)
    one[kind] = prices
    unlike: NDArray[np.bool_] = one[kind] != prices
    return unlike


def _minority(prices: "NDArray[np.int64]") -> int:
    """Return the position of the first price that is not the most frequent one."""
    values, counts = distinct(prices)
    return int(np.argmax(prices != values[counts.argmax()]))


# ---- young crops and attachments ----


@kept_findings
def _items(
    rows: Table, prices: NumberColumn, row_in_list: "NDArray[np.intp]", from_list: "NDArray[np.bool_]"
) -> Iterator[Finding]:
    own = rows.number("price")
    listed = np.append(prices.values, NONE)[row_in_list]
    entered = valid(rows, "price")
    yield from at_rows(
        rows,
        entered & (row_in_list != NONE) & (own.values != listed),
        Severity.WARNING,
        "price-unlike-list",
        "price",
        N_("The price is {own} yuan, the price list says {listed} yuan; mend one, or give the reason"),
        lambda row: {
            "own": units.format_money(int(own.values[row])),
            "listed": units.format_money(int(listed[row])),
        },
    )
    yield from at_rows(
        rows,
        without_text(rows, "price_basis", own.present),
        Severity.WARNING,
        "price-source-missing",
        "price_basis",
        N_("The source of the price is missing; name the document and its date"),
    )
    count = int(from_list.sum())
    if count:
        message = N_(
            "{count} items have no price of their own and take it from the price list, matched on category,"
            " name, specification and unit"
        )
        yield note("prices-from-list", Place("items", None, "price"), message, count=count)


@kept_findings
def _same_at_different_prices(rows: Table, price: "NDArray[np.int64]") -> Iterator[Finding]:
    """Look for the same 名称, 规格 and 单位 at different prices anywhere in the project."""
    priced = np.flatnonzero((price != NONE) & rows.text("name").present)
    kind = _kinds(rows)[priced]
    prices = price[priced]
    several = kind[_unlike(kind, prices)]
    if not len(several):
        return
    wanted = np.zeros(int(kind.max()) + 1, np.bool_)
    wanted[several] = True
    among = np.flatnonzero(wanted[kind])
    among = among[in_order_of(kind[among])]
    for part in np.split(among, np.flatnonzero(np.diff(kind[among])) + 1):
        positions, values = priced[part], prices[part]
        first = int(positions[_minority(values)])
        message = N_("“{item}” stands at different prices: {prices}; mend them, or give the reason")
        item = _named(rows, first)
        place = place_of(rows, first, "price")
        yield warning("item-prices-differ", place, message, item=item, prices=prices_listed(values))


def _kinds(rows: Table) -> "NDArray[np.intp]":
    """Return a small number for each row's 名称, 规格 and 单位 together."""
    kind = np.zeros(len(rows), np.intp)
    for name in ("name", "specification", "unit"):
        codes, texts = rows.text(name).factor
        kind = kind * len(texts) + codes
        if len(kind) and int(kind.max()) > _DENSE * len(kind):
            kind = np.searchsorted(distinct(kind)[0], kind)
    return kind


def _named(rows: Table, row: int) -> str:
    """Return name, specification and unit of an item or of a row of the price list."""
    return " ".join(filter(None, (rows.text(name).cell(row) for name in ("name", "specification", "unit"))))


# ---- the county's price list ----


@kept_findings
def _list(rows: Table) -> Iterator[Finding]:
    for name in ("document", "effective_date"):
        without = np.flatnonzero(~rows.columns[name].present)
        if len(without):
            message = N_(
                "{count} rows of the price list have no {column}: it is cited and dated on the paper"
            )
            place = place_of(rows, int(without[0]), name)
            column = rows.spec.by_name[name]
            yield warning("list-source-missing", place, message, count=len(without), column=column)
    yield from _list_doubled(rows)
    documents = rows.text("document")
    sample = [text for text in documents.factor[1] if any(word in text for word in _SAMPLE_WORDS)]
    if sample:
        first = documents.values.tolist().index(sample[0])
        message = N_(
            "The price list is a sample (“{document}”): put the county's own published list in its place"
        )
        yield warning("list-is-sample", place_of(rows, first, "document"), message, document=sample[0])


def _list_doubled(rows: Table) -> Iterator[Finding]:
    good = np.flatnonzero(valid(rows, "price") & rows.number("category").present)
    kind = (_kinds(rows) * 2 + rows.number("category").values)[good]
    prices = rows.number("price").values[good]
    for number in distinct(kind[_unlike(kind, prices)])[0].tolist():
        values, positions = prices[kind == number], good[kind == number]
        message = N_(
            "“{item}” stands in the price list at different prices: {prices}; keep the one that holds"
        )
        first = int(positions[_minority(values)])
        place = place_of(rows, first, "price")
        item = _named(rows, first)
        yield warning("list-prices-differ", place, message, item=item, prices=prices_listed(values))
