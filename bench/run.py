"""Measure the program and its peers side by side in one run: medians of five, printed as ratios.

``bench/run.py [PART...]`` with parts arithmetic, assess, desk, file, register; all of them by default. The
printing is measured by `paper`. The bench county is `county`; what each peer does is said in its own module,
which only its part loads: assess, desk and file run in the developers' environment too. Nothing is fetched.
"""

import gc
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import county
import numpy as np
import xlsxwriter
from measure import REPEATS, alternating, detail, median, report, seconds

from calc import operations, storage
from calc.assess import Assessment, assess
from calc.lines import NONE
from calc.register import read_register
from calc.scenario import Scenario
from calc.units import line_fen

ROOT = Path(__file__).resolve().parent.parent
# One cell of every kind that the figures, the indexes or the findings rest on.
EDITED = (
    *("parcels.area", "parcels.household_id", "parcels.village_id", "parcels.land_class", "parcels.zone"),
    *(
        "parcels.parcel_id",
        "parcels.place",
        "items.quantity",
        "items.name",
        "items.price",
        "items.household_id",
    ),
    *("households.head", "households.household_id", "households.identity_number", "villages.land_multiple"),
    *(
        "villages.village_id",
        "villages.cultivated_area",
        "outputs.value",
        "prices.price",
        "project.basis_date",
    ),
)
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
    import openfisca_peer  # noqa: PLC0415  (see above: likewise below)

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


def edited(scenario: Scenario, name: str, row: int) -> Scenario:
    """Return the scenario after one cell was given what stands further down in its column, or the like."""
    table, column = name.split(".")
    rows = scenario[table]
    spec, position = rows.spec.by_name[column], row % len(rows)
    if spec.is_number:
        text = str(row % 9 + 1)
    elif column == rows.spec.id_column:
        text = f"N{row}"
    elif table == "project":
        text = f"2018-05-{row % 28 + 1:02d}"
    else:
        text = rows.text(column).cell((position + len(rows) // 2) % len(rows))
    return operations.apply(
        scenario, operations.type_cell(scenario, table, int(rows.keys[position]), column, text)
    )


def after_edits(scenario: Scenario, name: str) -> tuple[float, float]:
    """Return the median time of an assessment after one cell was edited, and the processor's of it."""
    times, own = [], []
    for turn in range(REPEATS):
        scenario = edited(scenario, name, 7919 * turn + 37)
        before = time.process_time()
        times.append(seconds(partial(assess, scenario), tidy=False))
        own.append(time.process_time() - before)
    return statistics.median(times), statistics.median(own)


def whole_assessment(scenario: Scenario) -> float:
    """Return the median time of an assessment with nothing kept of an earlier one."""
    image = storage.pack(scenario)
    held: list[Scenario] = []

    def fresh() -> None:
        held[:] = [storage.unpack(image, "county.lcs").scenario]

    return median(lambda: assess(held[0]), fresh)


def bench_assess(scenario: Scenario) -> None:
    """Time lines, totals and findings: with nothing kept, after an edit of one cell, and the lines alone."""
    cold = whole_assessment(scenario)
    held = [scenario]
    found = assess(scenario)
    lines = median(
        lambda: assess(held[0]).lines, lambda: held.__setitem__(0, edited(held[0], "parcels.area", 5))
    )
    taken = {name: after_edits(scenario, name) for name in EDITED}
    times = {name: clock for name, (clock, _) in taken.items()}
    detail(f"{len(found.lines or ()):,} lines, {len(found.findings):,} findings")
    detail("ms, and of them the program's own on the processor:")
    detail("; ".join(f"{name} {clock * 1e3:.0f} ({own * 1e3:.0f})" for name, (clock, own) in taken.items()))
    worst = max(times, key=times.__getitem__)
    middle = statistics.median(times.values())
    detail(f"an edit of a middling column ÷ the whole assessment: {middle / cold:.2f} ×")
    report("assessed: totals and findings; nothing kept", f"{cold:.3f} s", "≤ 0.2 s", reached=cold <= 0.2)
    report(
        f"assessed after one edit; the worst, {worst}",
        f"{times[worst]:.3f} s",
        "≤ 0.06 s",
        reached=times[worst] <= 0.06,
    )
    report("the same after one area, with all lines", f"{lines:.3f} s", "≤ 0.06 s", reached=lines <= 0.06)


def child(environment: dict[str, str], *arguments: str) -> dict[str, object]:
    """Return what `desk.py` prints in a process of its own; its window is real where there is a display."""
    command = [sys.executable, str(ROOT / "bench" / "desk.py"), *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def bench_desk(scenario: Scenario, folder: Path) -> None:
    """Time what an officer waits for in a window: starting, key presses, thousands of rows, scrolling."""
    file = folder / "desk.lcs"
    storage.save(scenario, file)
    platform_name = "xcb" if os.environ.get("DISPLAY") else "offscreen"
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": platform_name,
        "XDG_CONFIG_HOME": str(folder),
        "XDG_STATE_HOME": str(folder),
    }
    marks: dict[str, list[float]] = {"painted": [], "opened": []}
    for turn in range(1 + REPEATS):
        begun = time.monotonic()
        answer = child(environment, "start", str(file))
        for name, readings in marks.items() if turn else ():  # the first start warms the machine
            readings.append(float(str(answer[name])) - begun)
    detail(f"on {platform_name}, each in a process of its own")
    painted, opened = map(statistics.median, marks.values())
    report(
        "window painted, from the start of the process", f"{painted:.2f} s", "≤ 1.0 s", reached=painted <= 1
    )
    report("county open: table and totals painted", f"{opened:.2f} s", "≤ 2.0 s", reached=opened <= 2)
    taken = {name: np.array(each) * 1e3 for name, each in child(environment, "edits", str(file)).items()}
    frames = taken.pop("frames")[:, 0]
    pages = {name: taken.pop(name) for name in ("printing opened", "printing opened after an edit")}
    medians = {name: np.median(each, axis=0).tolist() for name, each in taken.items()}
    keys = {name: clock for name, (clock, _) in medians.items() if "." in name}
    blocks = {name: clock for name, (clock, _) in medians.items() if "." not in name}
    whole = whole_assessment(scenario) * 1e3
    detail("ms, and of them the program's own on the processor:")
    detail("; ".join(f"{name} {clock:.0f} ({own:.0f})" for name, (clock, own) in medians.items()))
    detail(f"a middling key press ÷ the whole assessment: {statistics.median(keys.values()) / whole:.2f} ×")
    for what, times, wanted in (
        ("key press to painted total; the worst", keys, 100),
        ("edit of thousands of rows to painted total; the worst", blocks, 500),
    ):
        worst = max(times, key=times.__getitem__)
        shown = f"{times[worst]:.0f} ms ({worst})"
        report(what, shown, f"≤ {wanted} ms", reached=times[worst] <= wanted)
    report_pages(pages)
    middle, longest = float(np.median(frames)), float(frames.max())
    shown = f"{middle:.1f} ms, longest {longest:.0f} ms"
    report("scrolling, a frame", shown, "≤ 16 ms, ≤ 50 ms", reached=middle <= 16 and longest <= 50)


def report_pages(pages: dict[str, np.ndarray]) -> None:
    """Say how long the first page of paper takes: opened in a calm moment, and right after an edit."""
    calm, edited_just_now = (np.median(times, axis=0).tolist() for times in pages.values())
    clock, own = edited_just_now
    detail(f"right after an edit, with nothing prepared, the first page takes {clock:.0f} ms ({own:.0f})")
    shown = f"{calm[0]:.0f} ms"
    report("printing opened: first page painted", shown, "≤ 300 ms", reached=calm[0] <= 300)


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
    peak = float(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    report(
        "peak memory: register read, assessed, saved, opened",
        f"{peak:.0f} MB",
        "≤ 700 MB",
        reached=peak <= 700,
    )


def bench_register(rows: county.Rows, assessment: Assessment, folder: Path, register: Path) -> None:
    """Compare reading, checking and assessing with LibreOffice's loading and recalculating."""
    import office_peer  # noqa: PLC0415  (only this part needs it)

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


def main(parts: list[str]) -> None:
    """Build the county and run the parts asked for."""
    known = ("arithmetic", "assess", "desk", "file", "register")
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
        if "desk" in chosen:
            bench_desk(scenario, folder)
        if "file" in chosen:
            bench_file(scenario, folder, register)
        if "register" in chosen:
            bench_register(rows, assessment, folder, register)


if __name__ == "__main__":
    main(sys.argv[1:])
