"""What the sample county's papers look like, kept beside the tests: `make golden`, `make golden ACCEPT=1`.

Of every kind of paper all text is kept with its place on the page, and some pages as small grey pictures.
Without arguments this shows what differs now: lines of text on the terminal, and under build/golden a
picture of each differing page (kept, now, what differs). With --accept what there is now is kept.

What changes with every release (program version, digests, check codes) is masked; its place does not count.
"""

import argparse
import difflib
import re
import shutil
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pymupdf

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from reading import Text, texts_of  # noqa: E402  (the program stands in a folder above)
from sample import printed  # noqa: E402  (as before)

from calc import statements  # noqa: E402  (as before)

GOLDEN = Path(__file__).parent / "golden"
SHOWN = ROOT / "build" / "golden"
HOW = "look: make golden; if the paper is right as it is now: make golden ACCEPT=1, and commit tests/calc/statements/golden"

GRID = 0.5  # points
MASKS = (
    re.compile(r"(?<=程序 )\S+"),
    re.compile(r"(?<=摘要)(?: ?)[0-9a-f]{8,}"),
    re.compile(r"(?<![0-9A-Z-])[0-9A-Z]{5}(-[0-9A-Z]{5})+(-[0-9A-Z]{1,5})?"),
)
"""Program version, digests, check codes."""
MASK = "*"

DPI = 45
LEVELS = 15  # of grey, above black
MEAN = 0.6  # of 255: how far a page's greys may be off in the mean
PEAK = 48.0  # and a spot of 3 × 3 pixels at the most


class Placed(NamedTuple):
    """A text on a page, at a place on the grid; where it is masked its place does not count."""

    y: float
    x: float
    text: str
    masked: bool
    box: tuple[float, float, float, float]


# --- text and positions ----------------------------------------------------------------------------------


def placed_texts(page: pymupdf.Page) -> list[Placed]:
    """Return the texts of a page from top to bottom and left to right."""
    return [_masked(each) for each in texts_of(page)]


def _masked(text: Text) -> Placed:
    hidden = text.text
    for mask in MASKS:
        hidden = mask.sub(MASK, hidden)
    return Placed(text.y, round(text.x / GRID) * GRID, hidden, hidden != text.text, text.box)


def _rows(texts: list[Placed]) -> Iterator[str]:
    """Yield one line a row of the page: its height, then each text after its own place."""
    for y in dict.fromkeys(each.y for each in texts):
        row = [each for each in texts if each.y == y]
        cells = (f"{'~' if each.masked else f'{each.x:g}'} {each.text}" for each in row)
        yield f"{y:5.1f} │ {' │ '.join(cells)}"


def text_file(data: bytes) -> str:
    """Return all text of a PDF file with its places, one line a row."""
    lines = []
    with pymupdf.open(stream=data) as document:
        for number, page in enumerate(document, 1):
            lines.append(f"── page {number}: {page.rect.width:.0f} × {page.rect.height:.0f}")
            lines += _rows(placed_texts(page))
    return "\n".join(lines) + "\n"


# --- pictures --------------------------------------------------------------------------------------------


def _pictured(document: pymupdf.Document) -> list[int]:
    """Return the pages whose picture is kept: the first, the first that goes on, and the last."""
    follows = (page.number for page in document if re.search(r"第 2 页 共", page.get_text()))
    return sorted({0, next(follows, 0), document.page_count - 1})


def pictures_of(data: bytes) -> dict[int, np.ndarray]:
    """Return page number -> picture in sixteen greys, with what is masked left white."""
    with pymupdf.open(stream=data) as document:
        return {number + 1: _picture(document[number]) for number in _pictured(document)}


def _picture(page: pymupdf.Page) -> np.ndarray:
    for text in placed_texts(page):
        if text.masked:
            page.draw_rect(text.box, color=(1, 1, 1), fill=(1, 1, 1), overlay=True)
    pixmap = page.get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY, alpha=False)
    greys = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.stride)[:, : pixmap.width]
    return (greys.astype(np.uint16) * LEVELS + 127) // 255 * (255 // LEVELS)


def picture_differs(kept: np.ndarray, now: np.ndarray) -> bool:
    """Tell whether two pictures differ by more than another renderer would draw them otherwise."""
    if kept.shape != now.shape:
        return True
    difference = np.abs(kept.astype(float) - now)
    spots = sum(
        difference[down : difference.shape[0] - 2 + down, right : difference.shape[1] - 2 + right]
        for down in range(3)
        for right in range(3)
    )
    return difference.mean() > MEAN or spots.max() / 9 > PEAK


def _beside(kept: np.ndarray | None, now: np.ndarray | None) -> np.ndarray:
    """Return the kept picture, the one now, and a third in red and blue: what went and what came."""
    shapes = [each.shape for each in (kept, now) if each is not None]
    whole = []
    for each in (kept, now):
        sheet = np.full(np.max(shapes, axis=0), 255, np.uint8)
        if each is not None:
            sheet[: each.shape[0], : each.shape[1]] = each
        whole.append(sheet)
    old, new = whole
    third = np.stack([new, np.minimum(old, new), old], axis=2)
    rows = [*(np.repeat(each[:, :, None], 3, axis=2) for each in whole), third]
    return np.concatenate(rows, axis=1).repeat(2, axis=0).repeat(2, axis=1)


def _read(path: Path) -> np.ndarray:
    pixmap = pymupdf.Pixmap(path)
    return np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.width)


def _write(path: Path, picture: np.ndarray) -> None:
    """Write a picture in greys or, of three levels a pixel, in colours."""
    colours = pymupdf.csGRAY if picture.ndim == 2 else pymupdf.csRGB
    height, width = picture.shape[:2]
    pymupdf.Pixmap(colours, width, height, np.ascontiguousarray(picture, np.uint8).tobytes(), 0).save(path)


# --- what is kept, and what differs ----------------------------------------------------------------------


class Difference(NamedTuple):
    """How one kind of paper differs from what is kept of it."""

    text: list[str]
    pictures: dict[int, tuple[np.ndarray | None, np.ndarray | None]]

    def __bool__(self) -> bool:
        return bool(self.text or self.pictures)


def _kept_text(stem: str) -> str:
    path = GOLDEN / f"{stem}.txt"
    return path.read_text("utf-8") if path.exists() else ""


def _kept_pictures(stem: str) -> dict[int, np.ndarray]:
    found = {}
    for path in GOLDEN.glob(f"{stem}-*.png"):
        number = path.stem.removeprefix(f"{stem}-")
        if number.isdecimal():
            found[int(number)] = _read(path)
    return found


@cache
def difference(stem: str) -> Difference:
    """Return how a kind of paper differs now from what is kept."""
    data = printed(stem)
    kept, now = _kept_text(stem).splitlines(), text_file(data).splitlines()
    text = list(difflib.unified_diff(kept, now, f"{stem} kept", f"{stem} now", n=1, lineterm=""))
    old, new = _kept_pictures(stem), pictures_of(data)
    pictures = {
        number: (old.get(number), new.get(number))
        for number in sorted(old.keys() | new.keys())
        if number not in old or number not in new or picture_differs(old[number], new[number])
    }
    return Difference(text, pictures)


def left_over() -> list[Path]:
    """Return what is kept of papers that there are no more."""
    names = re.compile(rf"({'|'.join(statements.DOCUMENTS)})(-\d+)?\.(txt|png)")
    return sorted(path for path in GOLDEN.glob("*") if not names.fullmatch(path.name))


def accept(stem: str) -> None:
    """Keep a kind of paper as it is now."""
    GOLDEN.mkdir(exist_ok=True)
    data = printed(stem)
    (GOLDEN / f"{stem}.txt").write_text(text_file(data), "utf-8")
    old = _kept_pictures(stem)
    new = pictures_of(data)
    for number in old.keys() - new.keys():
        (GOLDEN / f"{stem}-{number}.png").unlink()
    for number, picture in new.items():
        if number not in old or picture_differs(old[number], picture):
            _write(GOLDEN / f"{stem}-{number}.png", picture)


def _show(stem: str, found: Difference, lines: int) -> None:
    print(f"{stem}: {len(found.text)} lines of difference, {len(found.pictures)} pages look otherwise")
    print("\n".join(found.text[:lines]))
    if len(found.text) > lines:
        print(f"… all of it: {SHOWN / stem}.diff")
    (SHOWN / f"{stem}.diff").write_text("\n".join(found.text) + "\n", "utf-8")
    for number, (kept, now) in found.pictures.items():
        path = SHOWN / f"{stem}-{number}.png"
        _write(path, _beside(kept, now))
        print(f"kept | now | red: gone, blue: new    {path}")


def main() -> int:
    """Show what differs, or keep what there is now."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--accept", action="store_true", help="keep the papers as they are now")
    parser.add_argument("--lines", type=int, default=40, help="lines of each text difference to show")
    options = parser.parse_args()
    if options.accept:
        for stem in statements.DOCUMENTS:
            accept(stem)
        for path in left_over():
            path.unlink()
        print(f"kept: {', '.join(statements.DOCUMENTS)} (see git diff)")
        return 0
    shutil.rmtree(SHOWN, ignore_errors=True)
    SHOWN.mkdir(parents=True)
    differing = {stem: found for stem in statements.DOCUMENTS if (found := difference(stem))}
    for stem, found in differing.items():
        _show(stem, found, options.lines)
    if not differing and not left_over():
        print("the papers are as they are kept")
        return 0
    for path in left_over():
        print(f"kept of no paper: {path}")
    print(f"if they are right: make golden ACCEPT=1, then commit {GOLDEN.relative_to(ROOT)}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
