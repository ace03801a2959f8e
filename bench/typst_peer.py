"""The same household statements set by Typst, from a template and the texts as JSON; PDF tags are off.

Each file is set in a process of its own, since Typst keeps in memory what it has set: five gigabytes after
some files of two thousand pages. The start of the process is taken off.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pages import Page

TEMPLATE = Path(__file__).with_name("statement.typ")


class Typst:
    """Typst with the program's own two faces and no others."""

    def __init__(self, folder: Path) -> None:
        from pages import FIGURES, HEADS, WIDTHS  # noqa: PLC0415  (the process that sets starts without)

        from calc.statements.fonts import face_path  # noqa: PLC0415  (as above)

        for face in ("song", "hei"):
            shutil.copy(face_path(face), folder)
        shared = json.dumps({"widths": WIDTHS, "figures": sorted(FIGURES), "heads": HEADS})
        self._command = [sys.executable, __file__, str(folder), shared]

    def render(self, pages: "Sequence[Page]") -> bytes:
        """Return the pages as one PDF."""
        texts = json.dumps([each.as_dict() for each in pages], ensure_ascii=False)
        done = subprocess.run(self._command, input=texts.encode(), check=True, stdout=subprocess.PIPE)
        return done.stdout


def main(folder: str, shared: str) -> None:
    """Set the texts from standard input."""
    import typst  # noqa: PLC0415  (only here)

    data = typst.compile(
        str(TEMPLATE),
        font_paths=[folder],
        ignore_system_fonts=True,
        sys_inputs={"pages": sys.stdin.buffer.read().decode(), "shared": shared},
        pdf_tags=False,
    )
    sys.stdout.buffer.write(data)


if __name__ == "__main__":
    main(*sys.argv[1:])
