"""What the seccomp filter costs: putting it on, and each system call afterwards.

Run: `python benchmarks/walls.py`. Figures are processor time of child processes, the least of many tries, since whatever
else the machine does only adds to it. Putting on is also measured with the smallest possible filter, and as the second
one of a process: the first statement after a fork pays for copying Python's pages, whatever it does.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from roadworthy.judge.guest.walls import bpf, seccomp

TRIES, CALLS = 50, 20_000


def in_child(measure: Callable[[], list[float]]) -> list[float]:
    """Return what a forked child measured, in seconds."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, json.dumps(measure()).encode())
        os._exit(0)
    os.close(writing)
    measured = json.loads(os.read(reading, 4096))
    os.close(reading)
    os.waitpid(child, 0)
    return [float(value) for value in measured]


def installing(filters: bytes) -> list[float]:
    """Return the time of putting on a filter as the first and as the second one."""

    def measure() -> list[float]:
        times = []
        for _ in range(2):
            began = time.thread_time()
            seccomp.install(filters)
            times.append(time.thread_time() - began)
        return times

    return [min(times) for times in zip(*(in_child(measure) for _ in range(TRIES)), strict=True)]


def calling(call: Callable[[], object], filters: bytes | None) -> float:
    """Return the time of one call, with or without a filter."""

    def measure() -> list[float]:
        if filters is not None:
            seccomp.install(filters)
        times = []
        for _ in range(TRIES):
            began = time.thread_time()
            for _ in range(CALLS):
                call()
            times.append(time.thread_time() - began)
        return [min(times) / CALLS]

    return in_child(measure)[0]


def main() -> None:
    """Print the figures."""
    filters = seccomp.program()
    print(f"filter: {len(filters) // 8} instructions")
    for name, each in (("everything allowed", bpf.assemble(bpf.give(0x7FFF0000))), ("ours", filters)):
        first, second = installing(each)
        print(f"install, {name}: first {first * 1e6:.0f} us, second {second * 1e6:.0f} us")
    with Path(os.devnull).open("rb") as file:
        calls = {"getppid": os.getppid, "ioctl (looks at arguments)": lambda: os.isatty(file.fileno())}
        for name, call in calls.items():
            plain, walled = calling(call, None), calling(call, filters)
            print(f"{name}: {plain * 1e9:.0f} ns -> {walled * 1e9:.0f} ns, ratio {walled / plain:.2f}")


if __name__ == "__main__":
    if sys.platform != "linux":
        raise SystemExit("the walls are Linux's")
    main()
