"""Measure the printing and its peers side by side in one run: medians of five, printed as ratios.

``bench/paper.py [PART...]`` with parts statements, memory, separate, whole, preview; all of them by default.
Peers set the same one-page household statements: their texts (`pages`) are made anew for each run, as ours
are; what each does is said in its own module. ``--keep FOLDER`` writes everybody's first pages there, to be
looked at. Nothing is fetched.
"""

import argparse
import gc
import json
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import county
from measure import REPEATS, alternating, detail, median, report, seconds

from calc import storage
from calc.assess import Assessment, assess
from calc.statements import Edition, print_documents, printing, render
from calc.statements.entries import Content

if TYPE_CHECKING:
    from pages import Page

STEM = "household-statements"
STATEMENTS = 2000
FEWER = 200  # what the slow peers set: their rate is the same for any number
MANY_PAGES = 20_000
SEPARATE = 3000
WHOLE_REPEATS = 3
ROOT = Path(__file__).resolve().parent.parent
PARTS = ("statements", "memory", "separate", "whole", "preview")
# What a child does that opens the county and asks for the first statement; it prints the milliseconds.
PREVIEW_SCRIPT = """
import sys, time
from pathlib import Path
from calc import storage
from calc.assess import assess
assessment = assess(storage.load(Path(sys.argv[1])).scenario)
assessment.lines
start = time.perf_counter()
from calc import statements
household = assessment.scenario["households"].text("household_id").values[0]
statements.render(assessment, "household-statements", households=[household])
print((time.perf_counter() - start) * 1e3)
"""


def chosen_households(assessment: Assessment) -> list[int]:
    """Return the positions of the households with the fewest entries: their statements have one page."""
    entries = Content(assessment, Edition()).entries
    sizes = [
        len(entries.of_household(position)) for position in range(len(assessment.scenario["households"]))
    ]
    smallest = sorted((size, position) for position, size in enumerate(sizes) if size)
    return sorted(position for _, position in smallest[:STATEMENTS])


def count_of(data: bytes) -> int:
    """Return how many pages a PDF has."""
    return len(re.findall(rb"/Type\s*/Page\b", data))


class Bench:
    """The statements, and everybody who sets them."""

    def __init__(self, assessment: Assessment, folder: Path) -> None:
        # Only here: each process that draws imports this module again.
        import fpdf2_peer  # noqa: PLC0415
        import limit_peer  # noqa: PLC0415
        import pages  # noqa: PLC0415
        import platypus_peer  # noqa: PLC0415
        from qt_peer import Qt6  # noqa: PLC0415
        from typst_peer import Typst  # noqa: PLC0415
        from writer_peer import Writer  # noqa: PLC0415

        self.assessment = assessment
        self.pages = pages.pages
        self.positions = chosen_households(assessment)
        ids = assessment.scenario["households"].text("household_id").values
        self.ids: list[str] = ids[self.positions].tolist()
        for name in ("typst", "office"):
            (folder / name).mkdir()
        platypus_peer.prepare()
        self.typst = Typst(folder / "typst")
        self.office = Writer(folder / "office")
        self.limit = limit_peer.Limit(lambda: self.ours(STATEMENTS))
        self.peers: dict[str, tuple[int, Callable[[list[Page]], bytes]]] = {
            "typst": (STATEMENTS, self.typst.render),
            "platypus": (STATEMENTS, platypus_peer.render),
            "Qt": (STATEMENTS, Qt6().render),
            "fpdf2": (FEWER, fpdf2_peer.render),
            "LibreOffice": (FEWER, self.office.render),
        }
        self.files: dict[str, bytes] = {}

    def ours(self, count: int) -> bytes:
        """Return our own file, from the assessment, with nothing kept of an earlier one."""
        printing.content_of.cache_clear()
        return render(self.assessment, STEM, households=self.ids[:count])

    def take(self, name: str, count: int, make: Callable[[int], bytes]) -> Callable[[], float]:
        """Return what measures one program once."""

        def once() -> float:
            def work() -> None:
                self.files[name] = make(count)

            return seconds(work)

        return once

    def peer(self, name: str) -> Callable[[int], bytes]:
        """Return what sets so many statements with a peer, from the assessment."""
        _, make = self.peers[name]

        def work(count: int) -> bytes:
            texts = self.pages(Content(self.assessment, Edition()), self.positions[:count])
            return make(texts)

        return work


def bench_statements(bench: Bench, keep: Path | None) -> None:
    """Compare one file of one-page statements with every peer's, from the assessment to the bytes."""
    bench.office.render([])  # the first start writes the profile
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        (keep / "ours.pdf").write_bytes(bench.ours(3))
        for name in bench.peers:
            (keep / f"{name}.pdf").write_bytes(bench.peer(name)(3))
        (keep / "limit.pdf").write_bytes(bench.limit.render())
    works = {
        "ours": bench.take("ours", STATEMENTS, bench.ours),
        "limit": bench.take("limit", STATEMENTS, lambda _: bench.limit.render()),
        "texts": lambda: seconds(lambda: bench.pages(Content(bench.assessment, Edition()), bench.positions)),
        "start of typst": bench.take("start of typst", 0, lambda _: bench.typst.render([])),
        "start of LibreOffice": bench.take("start of LibreOffice", 0, lambda _: bench.office.render([])),
        **{name: bench.take(name, count, bench.peer(name)) for name, (count, _) in bench.peers.items()},
    }
    times = dict(zip(works, alternating(*works.values()), strict=True))
    fewer = bench.ours(FEWER)
    sizes = {name: len(data) for name, data in bench.files.items()}
    for name in ("typst", "LibreOffice"):
        detail(f"the start of {name}, {times[f'start of {name}']:.2f} s, is taken off")
        times[name] -= times[f"start of {name}"]
    rates = {name: STATEMENTS / times[name] for name in ("ours", "limit")}
    rates |= {name: count / times[name] for name, (count, _) in bench.peers.items()}
    counts = {name: count_of(bench.files[name]) for name in rates}
    detail(f"{STATEMENTS:,} statements; {FEWER} where said; the texts alone take {times['texts']:.2f} s")
    for name, rate in rates.items():
        size = sizes[name] / counts[name] / 1e3
        detail(
            f"{name}: {counts[name]:,} pages in {times[name]:.2f} s, {rate:,.0f} a second, {size:.2f} kB each"
        )
    for name, wanted in (("typst", 5.0), ("platypus", 10.0), ("limit", 0.7)):
        ratio = rates["ours"] / rates[name]
        report(
            f"statements in one file: rate ÷ {name}'s",
            f"{ratio:.2f} ×",
            f"≥ {wanted} ×",
            reached=ratio >= wanted,
        )
    for name in ("Qt", "fpdf2", "LibreOffice"):
        report(
            f"statements in one file: rate ÷ {name}'s",
            f"{rates['ours'] / rates[name]:.1f} ×",
            "",
            reached=True,
        )
    ratios = {
        name: (len(fewer) if count == FEWER else sizes["ours"]) / sizes[name]
        for name, (count, _) in bench.peers.items()
    }
    smallest = max(ratios, key=ratios.__getitem__)
    report(
        f"size of the file ÷ the smallest peer's, {smallest}",
        f"{ratios[smallest]:.2f} ×",
        "≤ 1.3 ×",
        reached=ratios[smallest] <= 1.3,
    )


def _peak(process: int) -> float:
    """Return a living process's peak memory in MB."""
    text = Path(f"/proc/{process}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", text)[1]) / 1024


def memory_child(file: Path, folder: Path) -> None:
    """Print many pages into one file, and what memory that took: `paper.py --memory FILE FOLDER`."""
    assessment = assess(storage.load(file).scenario)
    ids = assessment.scenario["households"].text("household_id").values.tolist()
    before = _peak(os.getpid())
    printing.processors = lambda: 1
    result = print_documents(assessment, folder, [STEM], households=ids[: int(MANY_PAGES * 0.72)])
    own = _peak(os.getpid())
    drawing = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        json.dumps(
            {
                "before": before,
                "own": own,
                "drawing": drawing,
                "pages": count_of(result.files[0].read_bytes()),
            }
        )
    )


def bench_memory(file: Path, folder: Path) -> None:
    """Measure the peak memory of one file of many pages."""
    command = [sys.executable, __file__, "--memory", str(file), str(folder / "memory")]
    found = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    detail(f"the process that asks {found['own']:.0f} MB, of these {found['before']:.0f} MB before it did")
    report(
        f"peak memory of drawing {found['pages']:,} pages",
        f"{found['drawing']:.0f} MB",
        "≤ 400 MB",
        reached=found["drawing"] <= 400 and found["pages"] >= MANY_PAGES,
    )


def numbered(folder: Path) -> Iterator[Path]:
    """Yield folders that do not exist yet."""
    number = 0
    while True:
        number += 1
        yield folder / str(number)


def bench_separate(assessment: Assessment, folder: Path) -> None:
    """Measure one file a household, from the assessment until all are on the disk."""
    places = numbered(folder / "separate")
    ids = assessment.scenario["households"].text("household_id").values[:SEPARATE].tolist()
    results = []

    def work() -> None:
        printing.content_of.cache_clear()
        results.append(print_documents(assessment, next(places), [STEM], households=ids, separate=True))

    taken = median(work)
    files = [path for path in results[-1].files if path.suffix == ".pdf"]
    one_page = [size for path in files if count_of(path.read_bytes()) == 1 for size in [path.stat().st_size]]
    largest = max(path.stat().st_size for path in files)
    rate = len(files) / taken
    detail(f"{len(files):,} files in {taken:.1f} s by {printing.processors()} processors")
    detail(f"one page: from {min(one_page) / 1e3:.0f} kB; the largest of all {largest / 1e3:.0f} kB")
    report("one file a household, to the disk", f"{rate:.0f} files/s", "≥ 300", reached=rate >= 300)
    report(
        "the largest of one page",
        f"{max(one_page) / 1e3:.0f} kB",
        "≤ 100 kB",
        reached=max(one_page) <= 100_000,
    )


def bench_whole(assessment: Assessment, folder: Path) -> None:
    """Measure all documents of the whole county, from the assessment until all are on the disk."""
    places = numbered(folder / "whole")
    times, told = [], 0
    for _ in range(WHOLE_REPEATS):
        printing.content_of.cache_clear()
        gc.collect()
        seen: list[int] = []
        start = time.perf_counter()
        result = print_documents(
            assessment, next(places), progress=lambda done, _total, seen=seen: seen.append(done)
        )
        times.append(time.perf_counter() - start)
        told = len(set(seen))
    for path in result.files:
        detail(f"{path.name}: {count_of(path.read_bytes()):,} pages, {path.stat().st_size / 1e6:.1f} MB")
    taken = statistics.median(times)
    detail(f"{result.papers:,} papers; progress told {told} times; median of {WHOLE_REPEATS}")
    report("every document of the county", f"{taken:.1f} s", "≤ 60 s", reached=taken <= 60)


def bench_preview(file: Path) -> None:
    """Measure the first statement's bytes, in a process that has loaded nothing of the drawing."""
    command = [sys.executable, "-c", PREVIEW_SCRIPT, str(file)]
    times = [
        float(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
        for _ in range(REPEATS)
    ]
    taken = statistics.median(times)
    report("first page of the preview, as bytes", f"{taken:.0f} ms", "≤ 300 ms", reached=taken <= 300)


def main() -> None:
    """Build the county and run the parts asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="PART")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    parser.add_argument("--memory", type=Path, nargs=2, metavar=("FILE", "FOLDER"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.memory:
        memory_child(*asked.memory)
        return
    parts = asked.parts or PARTS
    print(f"Python {platform.python_version()}, {platform.platform()}; medians of {REPEATS}")
    scenario = county.scenario_of(county.rows_of_county())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "county.lcs"
        storage.save(scenario, file)
        assessment = assess(scenario)
        gc.freeze()  # what the bench itself is made of: no collection walks over it again
        if "statements" in parts:
            bench_statements(Bench(assessment, folder), asked.keep)
        if "memory" in parts:
            bench_memory(file, folder)
        if "separate" in parts:
            bench_separate(assessment, folder)
        if "whole" in parts:
            bench_whole(assessment, folder)
        if "preview" in parts:
            bench_preview(file)


if __name__ == "__main__":
    main()
