"""Taking figures: medians and spread, never a single time, and what else the machine did."""

import os
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple


class Rate(NamedTuple):
    """How fast something was done, and how long the single times took, in milliseconds."""

    per_second: float
    p50: float
    p95: float
    slowest: float


def rate(work: Callable[[Any], Any], items: Sequence[Any], threads: int) -> Rate:
    """Do `work` with every item on `threads` threads."""

    def timed(item: Any) -> float:
        began = time.perf_counter()
        work(item)
        return time.perf_counter() - began

    began = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        times = sorted(pool.map(timed, items))
    whole = time.perf_counter() - began
    return Rate(
        len(items) / whole,
        statistics.median(times) * 1e3,
        times[int(len(times) * 0.95)] * 1e3,
        times[-1] * 1e3,
    )


def median_ms(work: Callable[[], Any], repeats: int = 7) -> tuple[float, float]:
    """Return the median and the worst of `repeats` times, in milliseconds; one to warm up."""
    work()
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1e3, max(times) * 1e3


def middle(rates: Iterable[Rate]) -> Rate:
    """Return the run with the median rate."""
    ordered = sorted(rates)
    return ordered[len(ordered) // 2]


def others_busy(seconds: float = 1.0) -> float:
    """Return how many cores other work is using just now."""

    def busy() -> float:
        line = Path("/proc/stat").read_text(encoding="ascii").partition("\n")[0]
        fields = [int(field) for field in line.split()[1:9]]
        return sum(fields) - fields[3] - fields[4]

    before = busy()
    time.sleep(seconds)
    return (busy() - before) / os.sysconf("SC_CLK_TCK") / seconds
