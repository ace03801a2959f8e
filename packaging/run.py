"""Open the desktop on the sample county; where there is no display, print its documents to ``out/``."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from main import display_is_missing, main  # noqa: E402  (the program stands in the folder above)

SAMPLE = ROOT / "resources" / "samples" / "sample-county.xlsx"
OUT = ROOT / "out"


def run() -> int:
    """Show the sample county and return the program's exit code."""
    if not display_is_missing():
        return main([str(SAMPLE)])
    print(f"No display: printing the documents of the sample county to {OUT.relative_to(ROOT)}/", flush=True)
    code = main(["print", str(SAMPLE), "--out", str(OUT), "--replace"])
    for path in sorted(OUT.glob("*.pdf")) if code == 0 else []:
        print(path.relative_to(ROOT))
    return code


if __name__ == "__main__":
    sys.exit(run())
