"""`judge`: a workspace in, a verdict out."""

from __future__ import annotations

import os
import secrets
import signal
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from roadworthy.errors import RoadworthyError
from roadworthy.judge import containment
from roadworthy.judge.conductor import Conductor, Heard
from roadworthy.judge.environments import Environment, ensure_environment
from roadworthy.judge.events import JudgeEvent
from roadworthy.judge.folders import attempt_folders
from roadworthy.judge.guest.cell import WORKSPACE
from roadworthy.judge.pool import the_pool
from roadworthy.judge.stage import StageError
from roadworthy.judge.stage_cell import CellStage
from roadworthy.judge.stage_plain import PlainStage
from roadworthy.judge.submission import RefusedFileError, Submission, read_submission
from roadworthy.judge.verdicts import VerdictMaker
from roadworthy.labs import Lab, Status, Verdict

if TYPE_CHECKING:
    from roadworthy.components import Leases

COMPONENT_TRIES = 2
"""How often an attempt is begun whose component fails."""
TRIES = 3
"""How often an attempt is begun that comes to nothing for reasons of ours."""


def judge(
    lab: Lab,
    folder: Path,
    *,
    seed: int | None = None,
    on_event: Callable[[JudgeEvent], None] | None = None,
    cancel: threading.Event | None = None,
) -> Verdict:
    """Judge the learner's files in a folder; blocks until the verdict, and leaves nothing behind.

    Args:
        lab: What is judged.
        folder: The learner's files; they are only read.
        seed: Of the random inputs, to replay an attempt; None draws one.
        on_event: Called from this thread with each step.
        cancel: Set it to stop at once; the verdict is then NOT_JUDGED.

    Returns:
        The verdict. Whatever the learner did, or failed to do, is in it and never raised.
    """
    begun = time.monotonic()
    tell = on_event or (lambda _: None)
    chosen = secrets.randbits(32) if seed is None else seed

    def verdict(status: Status, message: str, **more: Any) -> Verdict:
        seconds = time.monotonic() - begun
        return Verdict(lab.id, status, (), message, lab_hash=lab.hash, seed=chosen, seconds=seconds, **more)

    def progress(text: str) -> None:
        tell(JudgeEvent("progress", text))

    try:
        environment = _environment(lab.environment, os.environ.get("ROADWORTHY_CACHE_DIR"), progress)
        contained = containment.is_contained(environment)
    except RoadworthyError as error:
        return verdict(Status.NOT_JUDGED, str(error))
    try:
        submission = read_submission(lab, Path(folder))
    except (RefusedFileError, OSError) as error:
        return verdict(Status.BROKEN, f"Your files cannot be judged: {error}")
    trouble = None
    for _ in range(COMPONENT_TRIES):
        with ExitStack() as stack:
            leases = None
            if lab.components:
                from roadworthy.components import lease

                try:
                    leases = stack.enter_context(lease(lab.components, on_progress=progress))
                except RoadworthyError as error:
                    return verdict(Status.COMPONENT_FAILED, str(error), submission_hash=submission.hash)
            one = _Attempt(lab, submission, environment, leases, chosen, tell, cancel)
            try:
                heard, maker = one.in_cell() if contained else one.in_the_open()
            except RefusedFileError as error:
                return verdict(Status.BROKEN, f"Your files cannot be judged: {error}")
            answer = maker.verdict(heard, chosen, begun, () if contained else containment.notes())
            trouble = None if answer.passed or leases is None or heard.stopped == "cancelled" else leases.trouble()
        if trouble is None:
            return answer
        if trouble.exceeded:
            break  # the next attempt would do the same
        progress(f"{trouble.component} failed: trying again")
    assert trouble is not None  # noqa: S101  # or it had been returned
    doing = "" if trouble.exceeded else ", which is not your doing"
    message = f"{trouble.component} failed{doing}: {trouble.message}"
    return verdict(Status.COMPONENT_FAILED, message, submission_hash=submission.hash, output=trouble.log)


_environments: dict[tuple[str, str | None], Environment] = {}


def _environment(name: str, cache_dir: str | None, progress: Callable[[str], None]) -> Environment:
    """Return a built environment; finding it anew each time takes a tenth of the time of an attempt."""
    known = _environments.get((name, cache_dir))
    if known is None or not os.path.exists(known.python):  # noqa: PTH110  # hot
        known = _environments[name, cache_dir] = ensure_environment(name, on_progress=progress)
    return known


@dataclass(frozen=True)
class _Attempt:
    lab: Lab
    submission: Submission
    environment: Environment
    leases: Leases | None
    seed: int
    tell: Callable[[JudgeEvent], None]
    cancel: threading.Event | None

    @property
    def env(self) -> Mapping[str, str]:
        """Environment variables with the addresses of components."""
        return self.leases.env if self.leases else {}

    def in_the_open(self) -> tuple[Heard, VerdictMaker]:
        """Run it without walls, in processes started for it."""
        with attempt_folders(self.lab, self.submission) as folders:
            stage = PlainStage(self.lab, folders, self.environment.python, self.env, self.seed)
            maker = VerdictMaker(self.lab, self.submission, str(folders.workspace), self.tell)
            return Conductor(self.lab.limits, stage, maker.hear, self.cancel).run(), maker

    def in_cell(self) -> tuple[Heard, VerdictMaker]:
        """Run it contained, in warm processes; what breaks down on our side is begun again."""
        bare = False
        heard, maker = Heard(stopped="stage", why="it never began"), self._maker()
        readable = self.leases.paths if self.leases else ()
        left = TRIES
        while left:
            left -= 1
            maker = self._maker()
            try:
                with the_pool().attempt(self.lab, self.environment, bare=bare, readable=readable) as place:
                    stage = CellStage(
                        place,
                        self.lab.limits,
                        self.submission,
                        self.environment,
                        self.leases.env_inside if self.leases else {},
                        _doors(self.leases),
                        self.seed,
                    )
                    heard = Conductor(self.lab.limits, stage, maker.hear, self.cancel).run()
            except StageError as error:
                heard = Heard(stopped="stage", why=str(error))
            if heard.stopped == "again" and not bare:
                bare, left = True, TRIES
            elif not _is_ours(heard) and not _was_killed(heard):  # killed by its own code, or by the machine's
                break
        return heard, maker

    def _maker(self) -> VerdictMaker:
        return VerdictMaker(self.lab, self.submission, WORKSPACE, self.tell)


def _was_killed(heard: Heard) -> bool:
    """Return True if the subject was killed, and not by us for taking too much."""
    if heard.stopped or heard.subject_status != -signal.SIGKILL:
        return False
    return not any(event.get("timed_out") or event.get("out_of_memory") for event in heard.events)


def _is_ours(heard: Heard) -> bool:
    """Return True if an attempt came to nothing for reasons that are not the learner's."""
    if heard.stopped:
        return heard.stopped == "stage"
    return not any(event["kind"] in ("done", "broken") for event in heard.events)


def _doors(leases: Leases | None) -> list[tuple[str, int]]:
    """Return the TCP addresses that were leased."""
    addresses = leases.addresses if leases else ()
    return sorted({(address.host, address.port) for address in addresses if address.port})
