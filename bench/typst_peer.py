"""The same household statements set by Typst, from a template and the texts as JSON; PDF tags are off."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import typst
from pages import FIGURES, HEADS, WIDTHS, Page

from calc.statements.fonts import face_path

TEMPLATE = Path(__file__).with_name("statement.typ")


class Typst:
    """Typst with the program's own two faces and no others.

    It keeps nothing from one file for the next: a second run takes as long as the first.
    """

    def __init__(self, folder: Path) -> None:
        for face in ("song", "hei"):
            shutil.copy(face_path(face), folder)
        self._folder = folder
        self._shared = json.dumps({"widths": WIDTHS, "figures": sorted(FIGURES), "heads": HEADS})

    def render(self, pages: Sequence[Page]) -> bytes:
        """Return the pages as one PDF."""
        texts = json.dumps([each.as_dict() for each in pages], ensure_ascii=False)
        return typst.compile(
            str(TEMPLATE),
            font_paths=[str(self._folder)],
            ignore_system_fonts=True,
            sys_inputs={"pages": texts, "shared": self._shared},
            pdf_tags=False,
        )
