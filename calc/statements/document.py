"""What a kind of paper is: its name, whose it is, which cells it rests on, and how one of it is drawn."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from calc.scenario import Scenario
from calc.statements.entries import Content
from calc.statements.page import Book

__all__ = ["BASIS", "NAMES", "OFFICERS", "Document", "Outline", "Reads", "Scope", "reading", "subjects"]

Scope = Literal["household", "village", "project"]
Outline = Sequence[tuple[int, str]]
"""Level and title of the outline's entries that lead to a section's first page."""
Reads = Mapping[str, frozenset[str]]
"""Table -> columns that a document prints or computes from."""


def _reads(**columns: str) -> Reads:
    return MappingProxyType({table: frozenset(names.split()) for table, names in columns.items()})


NAMES: Final = _reads(
    project="name basis_date basis_event policy",
    villages="village_id township village group",
    households="household_id village_id head holder_type",
)
"""Whose paper it is, and for which project."""

OFFICERS: Final = _reads(project="registrar calculator reviewer requisitioning_unit")
"""Who signs for the county."""

BASIS: Final = _reads(
    project="basis_date policy",
    villages=(
        "village_id cultivated_area area_source population population_source cutoff_date land_multiple "
        "resettlement_multiple multiple_basis tier_note land_share resettlement_share resolution_number "
        "resolution_date"
    ),
    outputs="village_id zone year value source",
    households="household_id",
    parcels=(
        "parcel_id village_id household_id zone land_class area square_metres place ownership land_price "
        "resettlement_price price_basis disputed remark"
    ),
    items=(
        "item_id village_id household_id category name specification unit quantity price price_basis "
        "disputed remark"
    ),
    prices="category name specification unit price document effective_date",
)
"""Everything an amount rests on, and the texts that stand beside it."""


_PRICING: Final = _reads(
    villages="land_multiple resettlement_multiple",
    outputs="value",
    parcels="land_price resettlement_price",
    items="price",
    prices="price",
)
"""What turns a quantity into an amount: whoever reads none of it tells no amount."""


def reading(*parts: Reads) -> Reads:
    """Return all columns of several declarations together."""
    tables = dict.fromkeys(table for part in parts for table in part)
    return MappingProxyType(
        {table: frozenset().union(*(part.get(table, frozenset()) for part in parts)) for table in tables}
    )


@dataclass(frozen=True, eq=False)
class Document:
    """One kind of paper.

    Attributes:
        stem: its name in files and commands.
        scope: whether there is one for each household, for each village, or one for the project.
        reads: the columns it rests on: an error in one of them keeps it from being printed.
        draw: draws the one of the household or village at a position (0 for the project) into a book.
        total: the fen that the one at a position is about; 0 where it tells no amount.
        among: which of the positions, in the order they are given, have one at all.
        closing: the paper for the project that ends the file where it holds those of all villages, and more
            than one.

    """

    stem: str
    scope: Scope
    reads: Reads
    draw: Callable[[Content, Book, int, Outline], None]
    total: Callable[[Content, int], int]
    among: Callable[[Content, Sequence[int]], Iterable[int]] = lambda _content, positions: positions
    closing: "Document | None" = None

    @property
    def tells_amounts(self) -> bool:
        """Whether amounts stand on it, rather than what is registered alone."""
        return any(columns & self.reads.get(table, frozenset()) for table, columns in _PRICING.items())

    def title(self, content: Content) -> str:
        """Return the title on paper."""
        return content.wording.text(f"{self.stem}.title")


_TABLES: Final[Mapping[Scope, str]] = MappingProxyType({"household": "households", "village": "villages"})


def subjects(scenario: Scenario, document: Document) -> list[str]:
    """Return by position whose each paper is: the IDs of all households or villages, "" for the project."""
    if document.scope not in _TABLES:
        return [""]
    rows = scenario[_TABLES[document.scope]]
    found: list[str] = rows.text(rows.spec.id_column).values.tolist()
    return found
