"""Processes of the judge are killed at random: every attempt is judged once or said not to be, and none wrongly.

Size: ROADWORTHY_KILL (300 attempts unless told). The whole:
`ROADWORTHY_KILL=1000 nice uv run pytest --long -n0 -s tests/judge/test_kill.py`
"""

from __future__ import annotations

import contextlib
import os
import queue
import random
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import psutil
import pytest
from tests.judge import leavings, warm_labs

from roadworthy.judge import containment, judge
from roadworthy.judge.pool import close_the_pool, the_pool
from roadworthy.labs import Status

ATTEMPTS = int(os.environ.get("ROADWORTHY_KILL", "40"))
HOSTS = 5
AT_ONCE = 3
LATEST = 0.1
"""Seconds until a kill, at most."""
_REPO = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.long, pytest.mark.xdist_group("judge-alone")]


def _kill_at_random(
    draw: random.Random, killed: Counter[str], judged: threading.Semaphore, over: threading.Event
) -> None:
    """Kill something at some moment after every second attempt: the slower the machine, the slower the killer."""
    while not over.wait(draw.uniform(0, LATEST)):
        victims = leavings.descendants()
        if not victims:
            continue
        victim = draw.choice(victims)
        with contextlib.suppress(psutil.Error):
            kind = f"{victim.name()} of {psutil.Process(victim.ppid()).name()}"
            victim.kill()
            killed[kind] += 1
        for _ in range(2):
            judged.acquire()


def test_no_verdict_is_wrong_when_processes_are_killed(tmp_path: Path) -> None:
    assert containment.is_contained()
    the_pool()
    honest = warm_labs.honest(tmp_path)
    todo: queue.SimpleQueue[warm_labs.Submitted] = queue.SimpleQueue()
    draw = random.Random(11)  # noqa: S311  # an order, no secret
    for _ in range(ATTEMPTS):
        todo.put(draw.choice(honest))
    verdicts: list[str] = []
    wrong: list[str] = []

    def work() -> None:
        while True:
            try:
                one = todo.get_nowait()
            except queue.Empty:
                return
            try:
                verdict = judge(one.lab, one.folder)
            except Exception as error:
                wrong.append(f"{one.name}: {error!r}")
                continue
            finally:
                judged.release()
            verdicts.append(verdict.status.value)
            if verdict.status not in one.may_be | {Status.NOT_JUDGED}:
                wrong.append(f"{one.name}: {verdict.status.value} {verdict.message} {[*verdict.checks]}")

    killed: Counter[str] = Counter()
    over, judged = threading.Event(), threading.Semaphore(0)
    killer = threading.Thread(target=_kill_at_random, args=(draw, killed, judged, over))
    threads = [threading.Thread(target=work) for _ in range(AT_ONCE)]
    for thread in (killer, *threads):
        thread.start()
    for thread in threads:
        thread.join()
    over.set()
    judged.release(2)
    killer.join()
    close_the_pool()
    print(f"\n{ATTEMPTS} attempts, {dict(Counter(verdicts))}, killed {dict(killed)}; {len(wrong)} wrong")
    assert killed
    assert wrong == []
    assert len(verdicts) == ATTEMPTS
    _, left = psutil.wait_procs(leavings.descendants(), timeout=20)
    assert leavings.names_of(left) == []


@pytest.mark.parametrize("number", range(HOSTS))
def test_nothing_outlives_a_host_that_is_killed(tmp_path: Path, number: int) -> None:
    command = [sys.executable, "-m", "tests.judge.kill_host", str(tmp_path / "labs")]
    env = {**os.environ, "PYTHONPATH": str(_REPO), "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as host:
        assert host.stdout is not None
        lines = [host.stdout.readline() for _ in range(10 + number * 7)]
        below = psutil.Process(host.pid).children(recursive=True)
        host.kill()
    _, alive = psutil.wait_procs(below, timeout=20)
    assert leavings.names_of(alive) == []
    assert all(line.endswith("True\n") for line in lines), lines
    left = [path.name for path in tmp_path.iterdir() if path.name != "labs"]
    print(f"\n{len(lines)} verdicts, {len(below)} processes ended; left: {len(left)} folders {left[:3]}")
