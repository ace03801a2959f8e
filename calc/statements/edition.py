"""How papers are brought out: in whose words, and on which sheets."""

from dataclasses import dataclass, field, replace

from calc.issues import Issue
from calc.statements.wording import Wording, shipped_wording

__all__ = ["Edition"]


@dataclass(frozen=True)
class Edition:
    """What is alike on all papers of one print, beside the scenario itself.

    Attributes:
        wording: the words on paper: those shipped, or a county's own.
        large: whether documents with wide tables stand on A3.
        issue: the number and day under which they are issued; None for papers that are not.
        footed: whether the pages have their foot: without it two states of one paper can be compared.

    """

    wording: Wording = field(default_factory=shipped_wording)
    large: bool = False
    issue: Issue | None = None
    footed: bool = True

    @property
    def unfooted(self) -> "Edition":
        """The same without what stands at the foot of pages: papers of two states are compared so."""
        return replace(self, footed=False, issue=None)
