"""Measure the program and its peers side by side in one run: medians of five, printed as ratios.

``bench/run.py [PART...]`` with parts arithmetic, assess, file, register, paper; all of them by default. The
bench county is `county`; what each peer does is said in its own module. Nothing is fetched.
"""

import gc
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import county
import numpy as np
import office_peer
import openfisca_peer
import platypus_peer
import xlsxwriter

from calc import storage
from calc.assess import Assessment, assess
from calc.lines import NONE, compute
from calc.policy import load_policy
from calc.register import read_register
from calc.scenario import Scenario
from calc.statements import render
from calc.statements.entries import Content
from calc.statements.wording import shipped_wording
from calc.units import line_fen

REPEATS = 5
STATEMENTS = 2000
# What a child process does that reads, assesses, saves and opens the county; it prints its peak in MB.
PEAK_SCRIPT = """
import re, sys
from pathlib import Path
from calc import storage
from calc.assess import assess
from calc.register import read_register
register, file = map(Path, sys.argv[1:])
scenario = read_register(register).scenario
assess(scenario)
storage.save(scenario, file)
assess(storage.load(file).scenario)
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024)
"""


def seconds(work: Callable[[], object]) -> float:
    """Return how long `work` takes; no rubbish of earlier work is cleared away meanwhile."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median(work: Callable[[], object], prepare: Callable[[], object] = lambda: None) -> float:
    """Return the median time of `work`, each time after `prepare`."""
    times = []
    for _ in range(REPEATS):
        prepare()
        times.append(seconds(work))
    return statistics.median(times)


def alternating(*works: Callable[[], float]) -> list[float]:
    """Return the median of each work's own seconds; they take turns, so that all meet the same machine."""
    times = [[work() for work in works] for _ in range(REPEATS)]
    return [statistics.median(each) for each in zip(*times, strict=True)]


def report(what: str, measured: str, wanted: str, *, reached: bool) -> None:
    """Print one line of the table."""
    print(f"{'reached' if reached else 'MISSED ':8} {what:58} {measured:30} {wanted}", flush=True)


def detail(text: str) -> None:
    """Print what a line of the table rests on."""
    print(" " * 9 + text, flush=True)


def products(assessment: Assessment) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return every distinct product of the county: quantity 10⁻⁶, base fen, multiple in hundredths."""
    lines = assessment.lines
    if lines is None:
        raise ValueError("the county has no lines")
    keys = np.stack((lines.from_item, lines.row, lines.head))
    _, first = np.unique(keys, axis=1, return_index=True)
    quantity, aaov, multiple = lines.quantity[first], lines.aaov[first], lines.multiple[first]
    by_multiple = multiple != NONE
    base = np.where(by_multiple, aaov, lines.rate[first] // 100)
    return quantity, base, np.where(by_multiple, multiple, 100)


def bench_arithmetic(assessment: Assessment) -> None:
    """Compare the exact kernel with OpenFisca on the same products, and count the wrong lines of both."""
    quantity, base, multiple = products(assessment)
    peer = openfisca_peer.Peer(quantity, base, multiple)
    triples = zip(quantity.tolist(), base.tolist(), multiple.tolist(), strict=True)
    truth = np.array([(2 * q * b * m + 10**8) // (2 * 10**8) for q, b, m in triples], np.int64)
    ours, theirs = alternating(
        lambda: seconds(lambda: line_fen(quantity, base * multiple)), lambda: peer.calculate()[0]
    )
    wrong = int(np.sum(line_fen(quantity, base * multiple) != truth))
    peer_wrong = int(np.sum(openfisca_peer.fen(peer.calculate()[1]) != truth))
    count = len(truth)
    detail(f"{count:,} products: exact {ours * 1e3:.2f} ms, OpenFisca {theirs * 1e3:.2f} ms")
    detail(f"wrong by a fen or more: exact {wrong:,}, OpenFisca {peer_wrong:,} ({peer_wrong / count:.0%})")
    report(
        "exact arithmetic ÷ OpenFisca float32",
        f"{ours / theirs:.2f} ×",
        "≤ 5 ×, no line wrong",
        reached=ours <= 5 * theirs and wrong == 0,
    )


def bench_assess(scenario: Scenario) -> None:
    """Time lines, totals and findings: with every cache cold, warm, and after an edit of one village."""
    image = storage.pack(scenario)
    held: list[Scenario] = []

    def fresh() -> None:
        held[:] = [storage.unpack(image, "county.lcs").scenario]

    cold = median(lambda: assess(held[0]), fresh)
    warm = median(lambda: assess(held[0]))
    policy = load_policy(scenario.policy_text)
    lines = median(lambda: compute(held[0], policy))
    found = assess(held[0])
    count = len(found.lines or ())
    detail(f"{count:,} lines, {len(found.findings):,} findings; lines alone, warm: {lines:.3f} s")
    report("assessed: lines, totals, findings; caches cold", f"{cold:.3f} s", "≤ 0.2 s", reached=cold <= 0.2)
    report("assessed again; caches warm", f"{warm:.3f} s", "≤ 0.2 s", reached=warm <= 0.2)


def bench_file(scenario: Scenario, folder: Path, register: Path) -> None:
    """Time saving and opening the scenario, and the peak memory of a whole import."""
    file = folder / "county.lcs"
    image = storage.pack(scenario)
    held: list[Scenario] = []
    saved = median(
        lambda: storage.save(held[0], file),
        lambda: held.__setitem__(slice(None), [storage.unpack(image, "county.lcs").scenario]),
    )
    opened = median(lambda: storage.load(file))
    same = storage.load(file).scenario.digest == scenario.digest
    megabytes = file.stat().st_size / 1e6
    report(f"scenario saved ({megabytes:.1f} MB)", f"{saved:.2f} s", "≤ 1 s", reached=saved <= 1)
    report(
        "scenario opened, equal to the one saved", f"{opened:.2f} s", "≤ 1 s", reached=opened <= 1 and same
    )
    command = [sys.executable, "-c", PEAK_SCRIPT, str(register), str(folder / "peak.lcs")]
    root = Path(__file__).resolve().parent.parent
    peak = float(subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout)
    report(
        "peak memory: register read, assessed, saved, opened",
        f"{peak:.0f} MB",
        "≤ 700 MB",
        reached=peak <= 700,
    )


def bench_register(rows: county.Rows, assessment: Assessment, folder: Path, register: Path) -> None:
    """Compare reading, checking and assessing with LibreOffice's loading and recalculating."""
    workbook, empty = folder / "formulas.xlsx", folder / "empty.xlsx"
    office_peer.write_workbook(rows, workbook)
    with xlsxwriter.Workbook(empty) as book:
        book.add_worksheet().write(0, 0, 1)
    office = office_peer.Office(folder / "office")
    office.load(empty)  # the first start writes the profile

    sheets: list[list[list[str]]] = []

    def peer() -> float:
        taken, sheet = office.load(workbook)
        sheets.append(sheet)
        return taken

    ours, theirs, start = alternating(
        lambda: seconds(lambda: assess(read_register(register).scenario)), peer, lambda: office.load(empty)[0]
    )
    totals = assessment.totals.by_head
    wanted = [f"{totals[0] / 100:.2f}", f"{totals[1] / 100:.2f}", f"{(totals[2] + totals[3]) / 100:.2f}"]
    recalculated = all(sheet == [wanted] for sheet in sheets)
    equal = assess(read_register(register).scenario).totals.amount == assessment.totals.amount
    detail(f"register read, checked, assessed {ours:.2f} s")
    detail(f"LibreOffice {theirs:.1f} s, of which {start:.1f} s are its start and are taken off")
    detail(f"LibreOffice's sums, stored as {office_peer.STALE}: {sheets[-1]}; ours: {wanted}")
    report(
        "register read, checked, assessed ÷ LibreOffice's load",
        f"{ours / (theirs - start):.3f} ×",
        "< 1 ×",
        reached=ours < theirs - start and recalculated and equal,
    )


def bench_paper(assessment: Assessment) -> None:
    """Compare one file of one-page statements with platypus's, from the assessment to the bytes."""
    prepared = Content(assessment, shipped_wording())
    entries = prepared.entries
    count = len(assessment.scenario["households"])
    sizes = [len(entries.of_household(position)) for position in range(count)]
    chosen = sorted(
        sorted((size, position) for position, size in enumerate(sizes) if size)[:STATEMENTS],
        key=lambda each: each[1],
    )
    positions = [position for _, position in chosen]
    ids = assessment.scenario["households"].text("household_id").values[positions].tolist()
    platypus_peer.prepare()
    render(assessment, "household-statements", households=ids[:10])
    platypus_peer.render(prepared, positions[:10])
    files: dict[str, bytes] = {}

    def ours_once() -> None:
        files["ours"] = render(assessment, "household-statements", households=ids)

    def theirs_once() -> None:
        files["platypus"] = platypus_peer.render(Content(assessment, shipped_wording()), positions)

    ours, theirs = alternating(lambda: seconds(ours_once), lambda: seconds(theirs_once))
    pages = {name: len(re.findall(rb"/Type\s*/Page\b", data)) for name, data in files.items()}
    largest = max(size for size, _ in chosen)
    detail(f"{STATEMENTS:,} statements of up to {largest} entries; pages: {pages}")
    detail(f"ours {ours:.2f} s, {STATEMENTS / ours:,.0f} pages/s")
    detail(f"platypus {theirs:.1f} s, {STATEMENTS / theirs:,.0f} pages/s")
    report(
        "statements in one file: rate ÷ platypus's",
        f"{theirs / ours:.1f} ×",
        "≥ 4 ×",
        reached=theirs >= 4 * ours and set(pages.values()) == {STATEMENTS},
    )


def main(parts: list[str]) -> None:
    """Build the county and run the parts asked for."""
    known = ("arithmetic", "assess", "file", "register", "paper")
    if unknown := set(parts) - set(known):
        sys.exit(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    chosen = parts or known
    print(f"Python {platform.python_version()}, {platform.platform()}; medians of {REPEATS}")
    rows = county.rows_of_county()
    scenario = county.scenario_of(rows)
    assessment = assess(scenario)
    detail(", ".join(f"{len(rows[name]):,} {name}" for name in rows))
    gc.freeze()  # the rows the county is made of are the bench's: no collection walks over them again
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        register = folder / "county.xlsx"
        if {"file", "register"} & set(chosen):
            county.write_register(rows, register)
        if "arithmetic" in chosen:
            bench_arithmetic(assessment)
        if "assess" in chosen:
            bench_assess(scenario)
        if "file" in chosen:
            bench_file(scenario, folder, register)
        if "register" in chosen:
            bench_register(rows, assessment, folder, register)
        if "paper" in chosen:
            bench_paper(assessment)


if __name__ == "__main__":
    main(sys.argv[1:])
