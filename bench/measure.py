"""How the benches measure and tell: medians of five, peers taking turns, one line a result."""

import gc
import statistics
import time
from collections.abc import Callable

REPEATS = 5


def seconds(work: Callable[[], object], *, tidy: bool = True) -> float:
    """Return how long `work` takes; with `tidy` no rubbish of earlier work is cleared away meanwhile."""
    if tidy:
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
