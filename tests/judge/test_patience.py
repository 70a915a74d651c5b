"""A slow machine is not the learner's fault: time that their code could not run does not count."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from tests.judge.conftest import Submit, told

from roadworthy.judge import is_contained
from roadworthy.labs import Status

pytestmark = pytest.mark.long  # who runs it each day works on the machine that it crowds

BUSY = "from learner import work\ndef test_work():\n    work()\n"


@pytest.fixture
def crowd() -> Iterator[None]:
    """Four processes for each processor that never rest."""
    if not is_contained():
        pytest.skip("without a cell nobody tells how long a process waited: sudo apt-get install bubblewrap")
    crowd = [
        # Each in a session of its own: Linux shares the processors out among sessions.
        subprocess.Popen([sys.executable, "-c", "while True: pass"], start_new_session=True)
        for _ in range(4 * len(os.sched_getaffinity(0)))
    ]
    yield
    for one in crowd:
        one.kill()
        one.wait()


def test_what_is_quick_enough_passes_on_a_crowded_machine(submit: Submit, crowd: None) -> None:
    source = (
        "import time\ndef work():\n    while time.process_time() < begun + 0.7: pass\nbegun = time.process_time()\n"
    )
    verdict = submit(source, BUSY, seconds=1.5)
    assert verdict.passed, told(verdict)


def test_what_is_endless_is_the_learners_on_a_crowded_machine_too(submit: Submit, crowd: None) -> None:
    verdict = submit("def work():\n    while True: pass\n", BUSY, seconds=0.3)
    assert verdict.status is Status.LIMIT, told(verdict)
