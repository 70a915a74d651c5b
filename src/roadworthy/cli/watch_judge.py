"""Judging while the learner goes on typing: one run at a time, and a newer one supersedes it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from roadworthy.cli.session import Session
    from roadworthy.judge import JudgeEvent
    from roadworthy.labs import Lab, Verdict, Workspace


@dataclass(frozen=True, slots=True)
class Progress:
    """The judge says how far it is; `run` numbers the runs of this process."""

    run: int
    lab: str
    event: JudgeEvent


@dataclass(frozen=True, slots=True)
class Judged:
    """A lab was judged."""

    run: int
    lab: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Stopped:
    """The run is over: every lab was judged, or `error` came between."""

    run: int
    error: Exception | None = None


class JudgeRunner:
    """Runs attempts in the background.

    Args:
        session: Whose labs, store and learner.
        post: Called from the thread with Progress, Judged and at last Stopped.
    """

    def __init__(self, session: Session, post: Callable[[object], None]) -> None:
        self._session = session
        self._post = post
        self._cancel = threading.Event()
        self._thread: threading.Thread | None = None
        self.run = 0

    def start(self, work: Sequence[tuple[Lab, Workspace]]) -> int:
        """Cancel what runs, judge these workspaces one after the other, and return the number of the run."""
        self.cancel()
        self.run += 1
        self._cancel = threading.Event()
        self._thread = threading.Thread(
            target=self._judge, args=(self.run, list(work), self._cancel, self._thread), name="judge", daemon=True
        )
        self._thread.start()
        return self.run

    def cancel(self) -> None:
        """Make the current run, if any, end soon."""
        self._cancel.set()

    def close(self, timeout: float) -> None:
        """Cancel, and wait up to `timeout` seconds until nothing runs any more."""
        self.cancel()
        if self._thread:
            self._thread.join(timeout)

    def _progress(self, run: int, lab: str, event: JudgeEvent) -> None:
        self._post(Progress(run, lab, event))

    def _judge(
        self,
        run: int,
        work: Sequence[tuple[Lab, Workspace]],
        cancel: threading.Event,
        earlier: threading.Thread | None,
    ) -> None:
        from roadworthy.judge import attempt

        if earlier:
            earlier.join()
        try:
            for lab, workspace in work:
                if cancel.is_set():
                    break
                verdict = attempt(
                    lab,
                    workspace,
                    self._session.store,
                    self._session.learner,
                    on_event=partial(self._progress, run, lab.id),
                    cancel=cancel,
                    shared=self._session.settings.data_dir,
                )
                if not cancel.is_set():
                    self._post(Judged(run, lab.id, verdict))
        except Exception as error:
            self._post(Stopped(run, error))
        else:
            self._post(Stopped(run))
