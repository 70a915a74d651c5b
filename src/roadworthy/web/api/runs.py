"""Attempts that this process is judging now.

The one thing a web process holds that no other can: a running judge. What came of it is in the store. (With workers
and a queue, a later issue, the run moves there and this becomes a subscription.)
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from roadworthy.errors import RoadworthyError
from roadworthy.storage import new_attempt_id

STOP_SECONDS = 5.0
"""How long a server that is being stopped waits for its judges to stop."""

Judging = Callable[["Run"], dict[str, Any]]
"""Judges and records, in a thread of its own; tells the run of each event; returns what the last event says."""


@dataclass(eq=False)
class Run:
    """One attempt being judged. Whoever watches may leave; it is judged and recorded all the same."""

    lab: str
    id: str = field(default_factory=new_attempt_id)
    cancel: threading.Event = field(default_factory=threading.Event)
    superseded: bool = False
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)
    _queue: asyncio.Queue[tuple[str, dict[str, Any]] | None] = field(default_factory=asyncio.Queue)
    thread: threading.Thread | None = None

    def tell(self, event: str, data: dict[str, Any]) -> None:
        """Pass an event on to whoever watches; callable from any thread."""
        self._put((event, data))

    def end(self) -> None:
        """Say that nothing more will come; callable from any thread."""
        self._put(None)

    def _put(self, item: tuple[str, dict[str, Any]] | None) -> None:
        try:
            self._loop.call_soon_threadsafe(self._queue.put_nowait, item)
        except RuntimeError:
            return  # the server has stopped meanwhile, and with it whoever watched

    async def events(self) -> AsyncIterator[tuple[str, dict[str, Any]]]:
        """Yield (kind, data) as they come, until the verdict."""
        while (item := await self._queue.get()) is not None:
            yield item


class Runs:
    """The runs of this process: at most one a lab, since a second attempt makes the first one's answer stale."""

    def __init__(self) -> None:
        self._by_id: dict[str, Run] = {}
        self._lock = threading.Lock()

    def start(self, lab: str, judging: Judging) -> Run:
        """Begin to judge; an attempt at the same lab that is still running is cancelled. Needs a running event loop."""
        run = Run(lab)
        with self._lock:
            for other in self._by_id.values():
                if other.lab == lab:
                    other.superseded = True
                    other.cancel.set()
            self._by_id[run.id] = run
        run.thread = threading.Thread(target=self._judge, args=(run, judging), name=f"attempt-{run.id}", daemon=True)
        run.thread.start()
        return run

    def _judge(self, run: Run, judging: Judging) -> None:
        try:
            run.tell("verdict", judging(run))
        except RoadworthyError as error:
            run.tell("error", {"message": error.message, "where": error.where, "hint": error.hint})
        except BaseException:
            run.tell(
                "error", {"message": "the judge broke; it was noted where Roadworthy runs", "where": "", "hint": ""}
            )
            raise
        finally:
            with self._lock:
                self._by_id.pop(run.id, None)
            run.end()

    def get(self, attempt: str) -> Run | None:
        """Return the run of this id, None if it is not running here."""
        with self._lock:
            return self._by_id.get(attempt)

    async def stop(self) -> None:
        """Cancel every run and wait for the judges to stop, for `STOP_SECONDS` at most."""
        with self._lock:
            runs = list(self._by_id.values())
        for run in runs:
            run.cancel.set()
        threads = [run.thread for run in runs if run.thread is not None]
        if threads:
            await asyncio.gather(*(asyncio.to_thread(thread.join, STOP_SECONDS) for thread in threads))
