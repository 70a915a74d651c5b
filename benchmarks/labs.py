"""How long one warm run of a lab takes: its reference, judged again and again, one lab after the other.

Run: `python benchmarks/labs.py [--runs 4] [--write] [LAB ...]`. The first run of a lab starts its components and collects
its checks, as for somebody who has just begun; it is shown apart. With `--write` the medians of the others go into
docs/lab_times.json, from which `scripts/lab_table.py` has them; of LABs only theirs do, and the rest stays.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from pathlib import Path

from roadworthy.judge import judge
from roadworthy.judge.pool import the_pool
from roadworthy.labs import Lab, find_labs, lay_over

TIMES = Path(__file__).parent.parent / "docs" / "lab_times.json"


def runs_of(lab: Lab, many: int) -> list[float]:
    """Return the seconds of so many runs of the reference; raises AssertionError if one does not pass."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder, "work")
        lay_over(work, lab.starter, lab.reference)
        seconds = []
        for _ in range(many):
            begin = time.perf_counter()
            verdict = judge(lab, work)
            seconds.append(time.perf_counter() - begin)
            assert verdict.passed, f"{lab.id}: {verdict.message or verdict.status}"
    return seconds


def main() -> None:
    """Print a table, the slowest first, and what is promised: a median under a second, and none over five."""
    parser = argparse.ArgumentParser(description="How long one warm run of a lab takes.")
    parser.add_argument("labs", nargs="*", metavar="LAB")
    parser.add_argument("--runs", type=int, default=4, help="of each lab, the first apart")
    parser.add_argument("--write", action="store_true", help="into docs/lab_times.json")
    asked = parser.parse_args()
    labs = find_labs()
    first, warm = {}, {}
    for name in asked.labs or sorted(labs):
        first[name], *others = runs_of(labs[name], asked.runs)
        warm[name] = statistics.median(others)
        print(f"{name}: {first[name]:.1f} s, then {warm[name]:.2f} s", flush=True)
    the_pool().close()
    print("\n| lab | first run | warm run |\n| --- | ---: | ---: |")
    for name in sorted(warm, key=warm.__getitem__, reverse=True):
        print(f"| {name} | {first[name]:.1f} s | {warm[name]:.2f} s |")
    over = sum(each > 5 for each in warm.values())
    median = statistics.median(warm.values())
    print(
        f"\n{len(warm)} labs: median {median:.2f} s (< 1 wanted), {over} over 5 s (none wanted); load {os.getloadavg()[0]:.1f}"
    )
    if asked.write:
        known = json.loads(TIMES.read_text(encoding="utf-8")) if TIMES.exists() else {}
        known |= {name: round(each, 2) for name, each in warm.items()}
        kept = {name: each for name, each in known.items() if name in labs}
        TIMES.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
