"""`judge`: a workspace in, a verdict out."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from roadworthy.errors import RoadworthyError
from roadworthy.judge.conductor import Conductor
from roadworthy.judge.environments import ensure_environment
from roadworthy.judge.events import JudgeEvent
from roadworthy.judge.folders import RefusedFileError, attempt_folders
from roadworthy.judge.verdicts import VerdictMaker
from roadworthy.labs import Lab, Status, Verdict, hash_submission


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

    with ExitStack() as stack:
        try:
            python = ensure_environment(lab.environment, on_progress=progress).python
        except RoadworthyError as error:
            return verdict(Status.NOT_JUDGED, str(error))
        try:
            folders = stack.enter_context(attempt_folders(lab, Path(folder)))
        except (RefusedFileError, OSError) as error:
            return verdict(Status.BROKEN, f"Your files cannot be judged: {error}")
        submission = hash_submission(lab, folders.workspace)
        env: dict[str, str] = {}
        if lab.components:
            from roadworthy.components import lease

            try:
                env = dict(stack.enter_context(lease(lab.components, on_progress=progress)).env)
            except RoadworthyError as error:
                return verdict(Status.COMPONENT_FAILED, str(error), submission_hash=submission)
        maker = VerdictMaker(lab, folders, tell)
        heard = Conductor(lab, folders, python, env, chosen, maker.hear, cancel).run()
        return maker.verdict(heard, submission, chosen, begun)
