"""Event loops that span both sides.

A coroutine of the other side is awaited by asking for it and going on with this side's loop until the answer comes.
The other side runs a loop of its own for as long as ours runs, its twin: so `get_running_loop` works in it, tasks made
there go on, and everything that is in flight is really in flight at the same time.
"""

from __future__ import annotations

import functools
import sys
import time
from typing import Any

from .mailroom import Box
from .wire import ProtocolError

_MOST_LOOPS = 100
"""Loops of the other side that have a twin here at the same time."""


def _running_loop() -> Any:
    events = sys.modules.get("asyncio.events")
    return None if events is None else events._get_running_loop()  # noqa: SLF001  # the public one raises


class Loops:
    """One side's share of the loops."""

    def __init__(self, peer: Any) -> None:
        self._peer = peer
        self._tokens: dict[int, str] = {}
        self._futures: dict[int, Any] = {}
        self._tasks: dict[tuple[str, int], Any] = {}
        self._twins: dict[str, Any] = {}
        self._count = 0

    def running_token(self) -> str | None:
        """Return the token of the loop that runs in this thread, or None."""
        loop = _running_loop()
        if loop is None:
            return None
        return self._tokens.get(id(loop)) or self._adopt(loop)

    @staticmethod
    def is_current(loop: Any) -> bool:
        """Return True if the loop runs in this thread."""
        return _running_loop() is loop

    @staticmethod
    def is_in_task() -> bool:
        """Return True while a task of a loop in this thread takes a step."""
        loop = _running_loop()
        return loop is not None and sys.modules["asyncio"].current_task(loop) is not None

    def is_running(self, token: str) -> bool:
        """Return True if the loop with that token (or its twin) runs in this thread."""
        loop = _running_loop()
        return loop is not None and self._tokens.get(id(loop)) == token

    def _adopt(self, loop: Any) -> str:
        from .twins import watch_end

        self._count += 1
        token = f"{self._peer.side[0]}{self._count}"
        self._tokens[id(loop)] = token
        watch_end(loop, token, self._peer, lambda: self._tokens.pop(id(loop), None))
        return token

    def attach(self, box: Box) -> None:
        """Let a box wake the loop that runs in this thread."""
        loop = _running_loop()
        if loop is not None and box.loop is not loop:
            box.loop = loop
            box.drain = lambda: self._drain(box, loop)
            self._peer.mail.read_in_background()
            if box.queue:
                loop.call_soon(box.drain)

    def _drain(self, box: Box, loop: Any) -> None:
        token = self._tokens.get(id(loop))
        while box.queue and box.loop is loop:
            message = self._peer.mail.pop(box)
            twin = token in self._twins
            if twin and (message.loop != token or message.name == "loop_end") and not self._is_ours(message):
                self._peer.mail.put_back(box, message)
                loop.stop()
                return
            self._peer._handle(message)  # noqa: SLF001  # the peer's own
        if not box.queue and self._peer.mail.closed is not None:
            self._fail_all()

    def _is_ours(self, message: Any) -> bool:
        return (message.kind == "a" and message.call in self._futures) or (
            message.kind == "n" and message.name not in ("loop_end", "bye")
        )

    def _fail_all(self) -> None:
        from .wire import ClosedError

        for future in list(self._futures.values()):
            if not future.done():
                future.set_exception(ClosedError(str(self._peer.mail.closed)))
        for token, loop in self._twins.items():
            if self._tokens.get(id(loop)) == token:
                loop.stop()

    # --- asking

    async def request(self, box: Box, call: int, name: str, args: Any) -> Any:
        """Ask for an asynchronous operation and wait for its end, even when cancelled: its cleanup comes first."""
        import asyncio

        loop = asyncio.get_running_loop()
        self.attach(box)
        future = self._futures[call] = loop.create_future()
        cancelled = False
        try:
            self._peer._send("q", box.tid, call, name, args)  # noqa: SLF001  # the peer's own
            while not future.done():
                waiter = loop.create_future()
                future.add_done_callback(functools.partial(_wake, waiter))
                try:
                    await waiter
                except asyncio.CancelledError:
                    if future.done():
                        raise
                    cancelled = True
                    self._peer._send("x", box.tid, call, "cancel", ())  # noqa: SLF001
            if cancelled and future.result().name == "ok":
                raise asyncio.CancelledError  # it had ended before it heard of that; "kept": it chose to go on
            return self._peer._answer(future.result())  # noqa: SLF001
        finally:
            self._futures.pop(call, None)

    def answered(self, message: Any) -> bool:
        """Wake the coroutine that waits for an answer; return False if none does."""
        future = self._futures.get(message.call)
        if future is None or future.done():
            return False
        future.set_result(message)
        return True

    # --- answering

    def start(self, message: Any) -> None:
        """Start an asynchronous operation as a task of the loop that runs in this thread."""
        import asyncio

        if message.frames is True:
            message.args.pop()
        key = (message.tid, message.call)
        task = asyncio.get_running_loop().create_task(self._carry_out(message))
        self._tasks[key] = task
        task.add_done_callback(functools.partial(self._ended, message))

    def _ended(self, message: Any, task: Any) -> None:
        import asyncio

        self._tasks.pop((message.tid, message.call), None)
        if task.cancelled():  # before its first step, so that `_carry_out` could not answer
            self._peer.answer_error(message, asyncio.CancelledError())

    async def _carry_out(self, message: Any) -> None:
        import asyncio

        try:
            result = await self._peer.operations.carry_out(message.name, message.args)
        except BaseException as error:  # whatever it is, it is for the asker
            self._peer.answer_error(message, error)
            if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit):
                return
        else:
            task = asyncio.current_task()
            kept = task is not None and task.cancelling() > 0
            self._peer.answer(message, result, "kept" if kept else "ok")

    def cancel(self, message: Any) -> None:
        """Cancel the task of an operation that the asker no longer wants."""
        task = self._tasks.get((message.tid, message.call))
        if task is not None:  # after its first step: to the asker it has begun
            task.get_loop().call_soon(task.cancel)

    def run(self, message: Any) -> None:
        """Run the twin of the asker's loop, from this message on until one comes that is not for it."""
        import asyncio

        from .twins import end_twin

        if message.name == "loop_end":
            twin = self._twins.pop(message.loop, None)
            if twin is not None:
                end_twin(twin)
                self._tokens.pop(id(twin), None)
            return
        if _running_loop() is not None:
            raise RuntimeError("a loop of the other side cannot run inside another one")
        loop = self._twins.get(message.loop)
        if loop is None:
            if len(self._twins) >= _MOST_LOOPS:
                raise ProtocolError("too many loops")
            loop = self._twins[message.loop] = asyncio.new_event_loop()
            loop.time = time.monotonic  # type: ignore[method-assign]  # no clock that a check patched: it would be asked at each turn
            self._tokens[id(loop)] = message.loop
        box = self._peer._box()  # noqa: SLF001
        self._peer.mail.put_back(box, message)
        box.loop = loop
        box.drain = lambda: self._drain(box, loop)
        self._peer.mail.read_in_background()
        loop.call_soon(box.drain)
        try:
            loop.run_forever()
        finally:
            box.loop = None

    def tasks_of_requests(self) -> set[Any]:
        """Return the tasks that answer the other side's awaits: the asker knows them already."""
        return set(self._tasks.values())


def _wake(waiter: Any, _: Any) -> None:
    if not waiter.done():
        waiter.set_result(None)
