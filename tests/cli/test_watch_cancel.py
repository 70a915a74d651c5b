"""Saving again while the real judge is at work: the attempt that runs is cancelled at once, and the next one is judged."""

from __future__ import annotations

import queue
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from roadworthy.cli.session import Session
from roadworthy.cli.watch_judge import Judged, JudgeRunner, Progress, Stopped
from roadworthy.labs import Status

if TYPE_CHECKING:
    from collections.abc import Callable

# Longer than a test may take: if it were waited for, the test would not end in time.
SLEEPS = "import time\n\n\ndef initials(name):\n    time.sleep(3600)\n"


def wait_for(posted: queue.Queue[object], wanted: Callable[[object], bool]) -> list[object]:
    seen: list[object] = []
    while not seen or not wanted(seen[-1]):
        seen.append(posted.get(timeout=60))
    return seen


def _begins_a_check(event: object, run: int) -> bool:
    return isinstance(event, Progress) and event.run == run and event.event.kind == "check-started"


def test_saving_twice_cancels_what_runs_and_the_pool_goes_on(pack: Path) -> None:
    posted: queue.Queue[object] = queue.Queue()
    with Session() as session:
        lab = session.labs["initials"]
        workspace = session.start(lab)
        runner = JudgeRunner(session, posted.put)
        name = lab.edit[0]
        for _ in range(3):
            workspace.write(name, SLEEPS)
            first = runner.start([(lab, workspace)])
            wait_for(posted, lambda event, run=first: _begins_a_check(event, run))
            workspace.write(name, (pack / "initials" / "reference" / name).read_text())
            second = runner.start([(lab, workspace)])
            seen = wait_for(posted, lambda event, run=second: isinstance(event, Stopped) and event.run == run)
            judged = [event for event in seen if isinstance(event, Judged)]
            assert [(event.run, event.verdict.status) for event in judged] == [(second, Status.PASSED)]
            assert all(event.error is None for event in seen if isinstance(event, Stopped))
        recorded = [attempt.verdict for attempt in session.store.attempts(session.learner, lab.id)]
        cancelled = [verdict for verdict in recorded if verdict.status is Status.NOT_JUDGED]
        assert len(cancelled) == 3
        # Stopped by the cancelling, not by a limit of the lab's: nothing of these was waited for.
        assert all(verdict.seconds < lab.limits.seconds for verdict in cancelled)
        runner.close(60)
    assert not [thread for thread in threading.enumerate() if thread.name == "judge"]
