"""Hands each incoming message to the thread that it is for.

One socket serves many threads. Whoever waits and finds nobody reading becomes the reader ("leader") until a message for
itself arrives; messages for others go to their boxes. So a single-threaded exchange costs no thread switch, and several
threads need no dedicated reader. A thread that runs an event loop cannot wait, so a background reader leads for it.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

from .wire import ClosedError


class Message(Protocol):
    """What the mailroom must know about a message: the logical thread it belongs to."""

    tid: str


class Box:
    """The messages for one thread that have been read but not handled."""

    def __init__(self, tid: str) -> None:
        self.tid = tid
        self.queue: deque[Any] = deque()
        self.wake = threading.Lock()
        self.wake.acquire()
        self.waiting = False
        self.loop: Any = None
        self.drain: Callable[[], None] = lambda: None

    def notify(self) -> None:
        """Tell the owner that there is something to do: a message, or the leader's place."""
        if self.waiting:
            self.waiting = False
            self.wake.release()


class Mailroom:
    """Reads messages with `read` and delivers them; `new_box` is called for a thread that has none yet."""

    def __init__(self, read: Callable[[], Any], new_box: Callable[[Box], None]) -> None:
        self._read = read
        self._new_box = new_box
        self._lock = threading.Lock()
        self._boxes: dict[str, Box] = {}
        self._leading = False
        self._background: threading.Thread | None = None
        self._background_box = Box("")
        self.closed: BaseException | None = None

    def box(self, tid: str) -> Box:
        """Return the box of a thread of this process, making it if need be."""
        with self._lock:
            return self._boxes.setdefault(tid, Box(tid))

    def forget(self, box: Box) -> None:
        """Drop the box of a thread that has ended."""
        with self._lock:
            self._boxes.pop(box.tid, None)

    def take(self, box: Box) -> Any:
        """Return the next message for the box, waiting for it; raises ClosedError when none will come."""
        while True:
            with self._lock:
                if box.queue:
                    return box.queue.popleft()
                if self.closed is not None:
                    raise ClosedError(str(self.closed))
                lead = not self._leading
                if lead:
                    self._leading = True
                else:
                    box.waiting = True
            if lead:
                self._lead_once(box)
            else:
                try:
                    box.wake.acquire()
                except BaseException:
                    self._stop_waiting(box)
                    raise

    def _stop_waiting(self, box: Box) -> None:
        with self._lock:
            if box.waiting:
                box.waiting = False
            else:
                box.wake.acquire(blocking=False)

    def _lead_once(self, box: Box) -> None:
        message: Any = None
        failure: Exception | None = None
        try:
            message = self._read()
        except Exception as error:  # whatever it was, nothing more can be read
            failure = error
        except BaseException:  # a time limit struck while nothing was half read
            with self._lock:
                self._leading = False
                self._promote()
            raise
        fresh: Box | None = None
        with self._lock:
            self._leading = False
            if failure is not None:
                self.closed = failure
                for other in self._boxes.values():
                    other.notify()
                    self._call_loop(other)
                return
            target = self._boxes.get(message.tid)
            if target is None:
                target = fresh = self._boxes.setdefault(message.tid, Box(message.tid))
            target.queue.append(message)
            if target is not box:
                target.notify()
                self._call_loop(target)
            else:
                self._promote()
        if fresh is not None:
            self._new_box(fresh)

    def _promote(self) -> None:
        """Let a waiting thread read on, since the leader has got what it came for."""
        for other in self._boxes.values():
            if other.waiting:
                other.notify()
                return
        if self._background_box.waiting:
            self._background_box.notify()

    def _call_loop(self, box: Box) -> None:
        if box.loop is not None:
            try:
                box.loop.call_soon_threadsafe(box.drain)
            except RuntimeError:
                box.loop = None  # closed: its messages wait for the thread itself

    def read_in_background(self) -> None:
        """Read on even while no thread waits, because some thread runs an event loop."""
        if self._background is None:
            self._background = threading.Thread(target=self._lead_forever, name="roadworthy-reader", daemon=True)
            self._background.start()

    def _lead_forever(self) -> None:
        try:
            self.take(self._background_box)
        except ClosedError:
            return
