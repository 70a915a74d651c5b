"""One attempt from the learner's files to the record: the same for terminal, browser and workers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from roadworthy.errors import NotFoundError
from roadworthy.labs import Status, Verdict

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable
    from pathlib import Path

    from roadworthy.judge.events import JudgeEvent
    from roadworthy.labs import Lab, Workspace
    from roadworthy.storage import Store

CHANGED = "the files changed while they were being taken for judging; check again"


def attempt(
    lab: Lab,
    workspace: Workspace,
    store: Store,
    learner: str,
    *,
    attempt_id: str = "",
    seed: int | None = None,
    on_event: Callable[[JudgeEvent], None] | None = None,
    cancel: threading.Event | None = None,
    shared: Path | None = None,
    may_stay: bool = False,
) -> Verdict:
    """Judge a workspace and record what came of it; a pass is evidence of the lab's skills.

    What is recorded is exactly what was judged: if the files change between being read here and being copied by the
    judge, the attempt is NOT_JUDGED. A verdict that is not the learner's doing (NOT_JUDGED, COMPONENT_FAILED) is
    recorded too, and counts for nothing.

    Args:
        lab: What is attempted.
        workspace: The learner's files; they are only read.
        store: Where to record.
        learner: Who attempts it.
        attempt_id: From `storage.new_attempt_id`, for who must know it beforehand; "" makes one.
        seed: Of the random inputs; None draws one.
        on_event: Told of what happens, in this thread or another.
        cancel: Set it to stop; the verdict is NOT_JUDGED then.
        shared: The data folder, to have the warm process judge that shares it, if there is one; None judges here.
        may_stay: With `shared`: whether a process may be left that judges the next attempts; see `judge_shared`.

    Raises:
        StorageError: The verdict could not be recorded.
    """
    started = datetime.now(UTC)
    taken = workspace.submission_hash()
    files = workspace.files()
    verdict = _judge(shared, may_stay)(lab, workspace.folder, seed=seed, on_event=on_event, cancel=cancel)
    if verdict.submission_hash not in {"", taken}:
        verdict = replace(verdict, status=Status.NOT_JUDGED, message=CHANGED, submission_hash="")
    store.record_attempt(
        learner,
        lab,
        verdict,
        files,
        attempt=attempt_id,
        started=started,
        environment_hash=_environment_hash(lab.environment),
    )
    return verdict


def _environment_hash(name: str) -> str:
    """Return what names the build that the lab is judged in; "" if there is no such environment, so nothing was judged."""
    from roadworthy.judge.environments import environment_fingerprint  # late, as in `_judge`

    try:
        return environment_fingerprint(name)
    except NotFoundError:
        return ""


def _judge(shared: Path | None, may_stay: bool) -> Callable[..., Verdict]:
    """Return what judges; either is imported only when it is used, since `check` need not wait for both."""
    if shared is not None:
        from roadworthy.judge.service_client import judge_shared

        return partial(judge_shared, data_dir=shared, may_stay=may_stay)
    from roadworthy.judge.judging import judge

    return judge
