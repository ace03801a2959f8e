"""Make the README's pictures of the paper from the sample county, with pdftoppm (Debian poppler-utils)."""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from calc.commands import main  # noqa: E402  (the program stands in the folder above)

SAMPLE = ROOT / "resources" / "samples" / "sample-county.xlsx"
PICTURES = {"statement": "household-statements", "basis": "basis-of-calculation"}
DOTS_PER_INCH = 80


def draw() -> int:
    """Print the documents and keep the first page of each as a picture; return the exit code of printing."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "paper"
        code = main(["print", str(SAMPLE), "--out", str(out), "--documents", ",".join(PICTURES.values())])
        for picture, document in PICTURES.items() if code == 0 else ():
            target = ROOT / "docs" / "images" / picture
            page = ["-r", str(DOTS_PER_INCH), "-gray", "-png", "-singlefile", "-f", "1", "-l", "1"]
            subprocess.run(["pdftoppm", *page, out / f"{document}.pdf", target], check=True)
    return code


if __name__ == "__main__":
    sys.exit(draw())
