"""The paper: one module a document, over `fonts` (faces), `pdf` (the file), `page` and `table` (drawing)."""

from calc.statements.edition import Edition
from calc.statements.printing import (
    DOCUMENTS,
    HOUSEHOLD_READS,
    BlockedError,
    CancelledError,
    PrintResult,
    RequestError,
    WorkerError,
    changed_households,
    check_printable,
    errors_of,
    file_stems,
    ids_of_papers,
    print_documents,
    render,
)

__all__ = [
    "DOCUMENTS",
    "HOUSEHOLD_READS",
    "BlockedError",
    "CancelledError",
    "Edition",
    "PrintResult",
    "RequestError",
    "WorkerError",
    "changed_households",
    "check_printable",
    "errors_of",
    "file_stems",
    "ids_of_papers",
    "print_documents",
    "render",
]
