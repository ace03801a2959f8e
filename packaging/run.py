"""Open the desktop on the sample county; where there is no display, print its documents to ``out/``."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from main import display_is_missing, main  # noqa: E402  (the program stands in the folder above)

SAMPLE = "resources/samples/sample-county.xlsx"
OUT = "out"


def run() -> int:
    """Show the sample county and return the program's exit code."""
    os.chdir(ROOT)
    if not display_is_missing():
        return main([SAMPLE])
    print(f"No display: printing the documents of the sample county to {OUT}/", flush=True)
    return main(["print", SAMPLE, "--out", OUT, "--replace"])


if __name__ == "__main__":
    sys.exit(run())
