"""What every part of the window may ask for: words, look, memory and background work."""

from dataclasses import dataclass

from calc.language import Catalogue
from ui.jobs import Jobs
from ui.settings import Settings
from ui.theme import Theme

__all__ = ["Context"]


@dataclass
class Context:
    """Handed to every page and dialog.

    Attributes:
        words: the catalogue of the screen's language.
        theme: colours, sizes and icons.
        settings: what is remembered between runs.
        jobs: work in the background.

    """

    words: Catalogue
    theme: Theme
    settings: Settings
    jobs: Jobs
