"""Hands each incoming message to the thread that it is for.

One socket serves many threads. Whoever waits and finds nobody reading becomes the reader ("leader") until a message for
itself arrives; messages for others go to their boxes. So a single-threaded exchange costs no thread switch. Where
nobody might wait when a message comes, a background reader leads: a thread that runs an event loop cannot wait, and one
that carries out a request does not, although another thread of the other side may ask meanwhile.
"""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

from .wire import ClosedError, ProtocolError

MAX_THREADS = 2000
"""Threads of the other side that this side gives one of its own."""
MAX_QUEUED = 100_000
"""Messages for one thread that have been read but not handled."""
_MAIN = "m"
"""The thread that is always there."""
MAX_QUEUED_BYTES = 256 * 1024 * 1024
"""Their size on the wire, for all threads together."""


class Message(Protocol):
    """What the mailroom must know about a message.

    Attributes:
        tid: The logical thread it belongs to.
        kind: "q" for a request, which may begin a thread.
        size: Bytes on the wire.
    """

    tid: str
    kind: str
    size: int


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
    """Reads messages and delivers them.

    Args:
        read: Returns the next message.
        new_box: Called for a thread that has no box yet.
        start: Runs a function in a thread that nobody else sees; raises RuntimeError if there can be no more threads.
    """

    def __init__(
        self,
        read: Callable[[], Any],
        new_box: Callable[[Box], None],
        start: Callable[[Callable[[], None]], object],
    ) -> None:
        self._read = read
        self._new_box = new_box
        self._start = start
        self._lock = threading.Lock()
        self._boxes: dict[str, Box] = {}
        self._leading = False
        self._has_background = False
        self._background_box = Box("")
        self._queued = 0
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
                    return self._pop(box)
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

    def pop(self, box: Box) -> Any:
        """Return the next message for the box; raises IndexError when none has come."""
        with self._lock:
            return self._pop(box)

    def _pop(self, box: Box) -> Any:
        message = box.queue.popleft()
        self._queued -= message.size
        return message

    def put_back(self, box: Box, message: Any) -> None:
        """Let a message be the next one for its box again."""
        with self._lock:
            box.queue.appendleft(message)
            self._queued += message.size

    def fail(self, error: Exception) -> None:
        """Let everybody who waits for a message know that none will come."""
        with self._lock:
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        if self.closed is None:
            self.closed = error
        for other in self._boxes.values():
            other.notify()
            self._call_loop(other)
        self._background_box.notify()

    def _target(self, message: Any) -> tuple[Box, bool]:
        """Return the box for a message, and whether it is new; raises ProtocolError if it may not be made."""
        target = self._boxes.get(message.tid)
        if target is None:
            if message.kind == "n" and message.name == "bye":
                return Box(message.tid), False  # its thread never asked for anything
            if message.kind == "n":  # of a finalizer, which runs in any thread
                target = self._boxes.get(_MAIN)
        if target is None:
            if message.kind != "q" or len(self._boxes) >= MAX_THREADS:
                raise ProtocolError(
                    f"a message for a thread that is {'one too many' if message.kind == 'q' else 'not'}"
                )
            target = self._boxes[message.tid] = Box(message.tid)
            return target, True
        if len(target.queue) >= MAX_QUEUED or self._queued + message.size > MAX_QUEUED_BYTES:
            raise ProtocolError("too many messages at once")
        return target, False

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
            if failure is None:
                try:
                    target, is_new = self._target(message)
                except ProtocolError as error:
                    failure = error
            if failure is not None:
                self._fail(failure)
                return
            fresh = target if is_new else None
            target.queue.append(message)
            self._queued += message.size
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
        """Read on even while no thread waits; without room for another thread, do so no more than before."""
        if not self._has_background:
            with contextlib.suppress(RuntimeError):
                self._start(self._lead_forever)
                self._has_background = True

    def _lead_forever(self) -> None:
        try:
            self.take(self._background_box)
        except ClosedError:
            return
