"""Many attempts in one process, one in ten hostile: each gets one right verdict, and nothing is left.

Size: ROADWORTHY_SOAK (400 unless told). The whole:
`ROADWORTHY_SOAK=10000 nice uv run pytest --long -n0 -s tests/judge/test_soak.py`
"""

from __future__ import annotations

import contextlib
import os
import queue
import random
import threading
import time
from collections import Counter
from pathlib import Path

import psutil
import pytest
from tests.judge import leavings, warm_labs

from roadworthy.judge import JudgeEvent, containment, judge
from roadworthy.judge.pool import close_the_pool, the_pool

ATTEMPTS = int(os.environ.get("ROADWORTHY_SOAK", "400"))
AT_ONCE = 3
HOSTILE = 10
"""One in so many."""
_SLACK = 1.05
_SOON = 20.0
pytestmark = [pytest.mark.long, pytest.mark.xdist_group("judge-alone")]


def _order(honest: list[warm_labs.Submitted], hostile: list[warm_labs.Submitted]) -> list[warm_labs.Submitted]:
    """Return what is judged, in an order that is the same every time."""
    draw = random.Random(7)  # noqa: S311  # an order, no secret
    return [draw.choice(hostile if number % HOSTILE == 0 else honest) for number in range(ATTEMPTS)]


def _judge_all(order: list[warm_labs.Submitted]) -> tuple[list[str], Counter[str]]:
    """Judge them in several threads; return what was wrong, and how many got which verdict."""
    todo: queue.SimpleQueue[warm_labs.Submitted] = queue.SimpleQueue()
    for one in order:
        todo.put(one)
    wrong: list[str] = []
    verdicts: list[str] = []

    def work() -> None:
        while True:
            try:
                one = todo.get_nowait()
            except queue.Empty:
                return
            finished: list[str] = []

            def follow(event: JudgeEvent, finished: list[str] = finished) -> None:
                if event.kind == "check-finished" and event.check is not None:
                    finished.append(event.check.name)

            try:
                verdict = judge(one.lab, one.folder, on_event=follow)
            except Exception as error:
                wrong.append(f"{one.name}: {error!r}")
                continue
            verdicts.append(verdict.status.value)
            if verdict.status not in one.may_be:
                wrong.append(f"{one.name}: {verdict.status.value} {verdict.message}")

    threads = [threading.Thread(target=work) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong, Counter(verdicts)


def _settled() -> list[psutil.Process]:
    """Return the processes below us once their number does not change any more."""
    before: set[int] = set()
    end = time.monotonic() + _SOON
    while time.monotonic() < end:
        now = leavings.descendants()
        if {one.pid for one in now} == before:
            return now
        before = {one.pid for one in now}
        threading.Event().wait(1.0)
    return leavings.descendants()


def _zygotes(processes: list[psutil.Process]) -> list[int]:
    """Return the pids of what lives from attempt to attempt: neither cells nor the checkers in them."""
    own = os.stat("/proc/self/ns/net").st_ino  # noqa: PTH116  # follows the link of the namespace
    found = []
    for one in processes:
        with contextlib.suppress(psutil.Error, OSError):  # the dead have no command line
            is_inside = os.stat(f"/proc/{one.pid}/ns/net").st_ino != own  # noqa: PTH116
            parent = one.parent()
            is_zygote = parent is not None and parent.name() == "bwrap" and "zygote" in one.cmdline()
            if is_zygote or not is_inside:
                found.append(one.pid)
    return found


def test_nothing_is_left_of_many_attempts(tmp_path: Path) -> None:
    assert containment.is_contained(), "only contained attempts are promised to leave nothing"
    close_the_pool()
    the_pool()
    bare = leavings.held()
    honest, hostile = warm_labs.honest(tmp_path), warm_labs.hostile(tmp_path)
    wrong, _ = _judge_all([*honest, *hostile] * 3)
    assert not wrong
    warm_processes = _settled()
    dead = [one for one in warm_processes if one.status() == psutil.STATUS_ZOMBIE]
    assert leavings.names_of(dead) == []
    warm, memory = leavings.held(), leavings.pss_mb(_zygotes(warm_processes))
    begun = time.monotonic()
    wrong, verdicts = _judge_all(_order(honest, hostile))
    seconds = time.monotonic() - begun
    processes = _settled()
    held, memory_after = leavings.held(), leavings.pss_mb(_zygotes(processes))
    print(
        f"\n{ATTEMPTS} attempts in {seconds:.0f} s: {dict(verdicts)}; {len(wrong)} wrong;"
        f" zygotes {memory:.1f} -> {memory_after:.1f} MiB; {len(warm_processes)} -> {len(processes)} processes;"
        f" held {dict(warm)} -> {dict(held)}"
    )
    close_the_pool()
    after, left = leavings.held(), leavings.descendants()
    print(f"after closing the pool: {dict(after)}")
    assert wrong == []
    assert sum(verdicts.values()) == ATTEMPTS
    assert leavings.names_of(left) == []
    assert after - bare == Counter()
    assert memory_after <= memory * _SLACK
