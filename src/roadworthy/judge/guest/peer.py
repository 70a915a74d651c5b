"""One end of the channel between checker and subject: requests out, requests in, to any depth and from any thread."""

from __future__ import annotations

import _thread
import contextlib
import itertools
import socket
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from . import raised, shape
from .callers import call_as, caller_of_request
from .codec import Codec
from .loops import Loops
from .mailroom import Box, Mailroom
from .operations import Operations
from .stand_ins import StandIns
from .wire import UNCONNECTED, ClosedError, NotNowError, ProtocolError, Wire

_STACK = 384 * 1024
"""Bytes of stack of a thread that serves one of the other side's: a check may start a thousand, and stacks count as memory."""

_READERS_STACK = 1024 * 1024
"""The same for the thread that reads in the background, and may meet whatever the deepest message holds."""

_THREADS = "threads"
"""The notice that there are threads which may ask at any time; for who reads it, not for any thread."""

FRAMES_PER_LEVEL = 16
"""Interpreter frames that a request within a request takes on each side, beside the check's and the learner's own."""

MAX_LEVELS = 1500
"""Requests within requests; more would overflow the C stack. In one process the limit is about 500 calls each way."""


class Message:
    """A message as it was read, decoded.

    Attributes:
        kind: "q" request, "a" answer, "x" cancel, "n" notice.
        tid: The logical thread it belongs to.
        call: Number of the request (made by who asked).
        loop: Token of the event loop that the asker runs, or None.
        name: The operation; for an answer "ok", "kept" (an ok of a task that was cancelled and went on) or "error".
        args: What is handed over.
        frames: For an error: the learner's frames it went through. For a request: True if the last of `args` is the
            exception that the asker handles.
        caller: For a request: who asks (see `callers.py`).
        size: Bytes on the wire.
        arithmetic: What changed in the other thread's own surroundings, for the thread that handles the message.
    """

    __slots__ = ("args", "arithmetic", "call", "caller", "frames", "kind", "loop", "name", "size", "tid")

    def __init__(
        self, kind: str, tid: str, call: int, loop: str | None, name: str, args: Any, frames: Any, caller: Any
    ) -> None:
        self.arithmetic: Any = None
        self.kind, self.tid, self.call, self.loop = kind, tid, call, loop
        self.name, self.args, self.frames, self.caller = name, args, frames, caller
        self.size = 0


class _Thread(threading.local):
    box: Box | None = None
    goodbye: Any = None
    depth = 0
    caller: Any = None
    kept: Any = None
    inside = 0  # >0 while this thread is in the channel's own code: a finalizer that runs now must not use it


class _Goodbye:
    """Dies with the thread that asked first, and tells the other side's thread to end too."""

    def __init__(self, say: Callable[[], None]) -> None:
        self._say = say

    def __del__(self) -> None:
        if not sys.is_finalizing():
            self._say()


class Peer:
    """One end of the channel.

    Args:
        sock: The connected socket, or None if `connect` will give one.
        side: "checker" or "subject".
        own_module: Module name -> whether its classes and functions are this side's own.
        frames: Traceback -> the learner's own frames in it (file, line, function).
        before_crossing: Called before each request and answer leaves; returns what the other side's surroundings must
            learn (see `surroundings.py`), or None.
        on_surroundings: Called with what the other side's `before_crossing` returned; returns None, or a function for
            the thread that the message is for to call.
        callers_root: Folder of the other side's files, which frames of its functions may name here.
    """

    def __init__(
        self,
        sock: socket.socket | None,
        side: str,
        own_module: Callable[[str], bool],
        *,
        frames: Callable[[Any], list[tuple[str, int, str]]] = lambda _: [],
        before_crossing: Callable[[], Any] = lambda: None,
        on_surroundings: Callable[[Any], Any] = lambda _: None,
        callers_root: str = "",
    ) -> None:
        self.side = side
        self.wire = UNCONNECTED if sock is None else Wire(sock)
        self.stand_ins = StandIns(self, own_module)
        self.codec = Codec(side, self.stand_ins)
        self.mail = Mailroom(self._read, self._new_thread, self._start_reader)
        self.loops = Loops(self)
        self.operations = Operations(self)
        self._frames = frames
        self._before_crossing = before_crossing
        self._on_surroundings = on_surroundings
        self._callers_root = callers_root
        self._calls = itertools.count(1)
        self._tids = itertools.count(1)
        self._sending = threading.RLock()  # messages leave in the order in which they were packed
        self._tables = threading.RLock()  # the codec's; never held while the socket is waited for, or both sides might
        self._starting = threading.Lock()
        self._has_told_of_threads = False
        self._writers = 0
        self.overdue: BaseException | None = None  # raised in the main thread as soon as it comes out of a request
        self._waiting: dict[int, Message | None] = {}
        self._deferred: deque[Any] = deque()
        self.stray_frames: Any = []  # of an error that nobody waited for any more: where time ran out
        self._thread = _Thread()
        self._base_recursion_limit = sys.getrecursionlimit()
        self._thread.box = self.mail.box("m")

    def connect(self, sock: socket.socket) -> None:
        """Use this socket; nothing has been asked before."""
        self.wire = Wire(sock)

    @property
    def is_connected(self) -> bool:
        """Return True in an attempt."""
        return self.wire is not UNCONNECTED

    # --- messages

    def is_decoding(self) -> bool:
        """Return True in the thread that just builds what a message holds: no question may be asked then."""
        return self.codec.decoding == threading.get_ident()

    def _read(self) -> Message:
        try:
            return self._read_next()
        except ProtocolError:
            self.close()  # so that the other side need not wait for what will not come
            raise

    def _read_next(self) -> Message:
        while (parts := shape.checked(self.wire.receive()))[0] == "n" and parts[4] == _THREADS:
            self.mail.read_in_background()
        kind, tid, call, loop, name, sync, surroundings, args, frames, caller = parts
        size = self.wire.size
        with self._tables:
            values = self.codec.message_in(args, sync)
        message = Message(kind, tid, call, loop, name, values, frames, caller)
        if surroundings is not None:
            message.arithmetic = self._on_surroundings(surroundings)
        message.size = size
        return message

    def _send(self, kind: str, tid: str, call: int, name: str, args: Any, frames: Any = None) -> None:
        surroundings = self._before_crossing() if kind != "n" else None
        thread = self._thread
        with self._sending:
            thread.inside += 1
            self._writers += 1
            try:
                if not self._has_told_of_threads and kind != "n" and threading.active_count() > 1:
                    self._tell_of_threads()
                with self._tables:
                    sync, body, frames = self._pack(kind, args, frames)
                caller = caller_of_request(with_file=self.side == "subject") if kind == "q" else None
                loop = self.loops.running_token()
                self.wire.send([kind, tid, call, loop, name, sync, surroundings, body, frames, caller])
            except ClosedError:
                raise
            except BaseException:
                with self._tables:
                    self.codec.roll_back()
                raise
            finally:
                self._writers -= 1
                thread.inside -= 1
        if self._deferred and not thread.inside:
            self._notify_as(*self._deferred.popleft())

    def _tell_of_threads(self) -> None:
        """Have the other side read on whatever it does, since threads of this side may ask while another one waits."""
        self.wire.send(["n", "m", 0, None, _THREADS, None, None, [], None, None])
        self._has_told_of_threads = True

    def _pack(self, kind: str, args: Any, frames: Any) -> tuple[Any, list[Any], Any]:
        codec = self.codec
        codec.begin()
        before, codec.decoding = codec.decoding, threading.get_ident()
        try:
            sync = codec.pack_sync()
            body = [codec.pack(arg) for arg in args]
            if kind == "q" and (handled := sys.exc_info()[1]) is not None:
                body.append(codec.pack(handled))
                frames = True
            return sync, body, frames
        finally:
            codec.decoding = before

    def take(self, box: Box) -> Message:
        """Return the next message for this thread; objects that the other side released die here."""
        thread = self._thread
        thread.inside += 1
        try:
            message: Message = self.mail.take(box)
        finally:
            thread.inside -= 1
        if self.codec.graveyard:
            self.codec.graveyard.clear()
        return message

    def is_inside(self) -> bool:
        """Return True while this thread is in the channel's own code, where only a finalizer can ask."""
        return self._thread.inside > 0

    def is_serving(self) -> bool:
        """Return True while this thread carries out a request."""
        return self._thread.depth > 0 or self.loops.is_in_task()

    # --- threads

    def _box(self) -> Box:
        box = self._thread.box
        if box is None:
            tid = f"{self.side[0]}{next(self._tids)}"
            box = self._thread.box = self.mail.box(tid)
            self._thread.goodbye = _Goodbye(lambda: self._end_thread(tid))
        return box

    def _end_thread(self, tid: str) -> None:
        with contextlib.suppress(ClosedError):
            self._notify_as(tid, "bye", ())

    def _new_thread(self, box: Box) -> None:
        thread = threading.Thread(target=self._serve_thread, args=(box,), name=f"Thread-{box.tid}", daemon=True)
        try:
            with self._stack_of(_STACK):
                thread.start()
        except RuntimeError as error:  # no memory or no processes left: that is for who wanted it, not for who reads
            message = self.mail.pop(box)
            self.mail.forget(box)
            self.answer_error(message, error)

    @contextlib.contextmanager
    def _stack_of(self, size: int) -> Iterator[None]:
        """Give threads that are started meanwhile a stack of so many bytes."""
        with self._starting:  # the size is the whole process's: two at once, and one would get the default's 8 MiB
            default = threading.stack_size(size)
            try:
                yield
            finally:
                threading.stack_size(default)

    def _start_reader(self, lead: Callable[[], None]) -> None:
        """Run what reads in the background; whoever counts threads does not see it."""

        def run() -> None:
            self._thread.inside = 1  # a finalizer that runs here must not ask: it would wait for itself to read
            lead()

        with self._stack_of(_READERS_STACK):
            _thread.start_new_thread(run, ())

    def _serve_thread(self, box: Box) -> None:
        self._thread.box = box
        try:
            while self._handle(self.take(box)):
                pass
        except ClosedError:
            return
        finally:
            self.mail.forget(box)

    # --- asking

    def request(self, name: str, *args: Any) -> Any:
        """Carry out an operation on the other side and return its result, or raise what it raised there."""
        if self.is_decoding() or self._thread.inside:
            raise NotNowError(f"{name} cannot be asked while a message is read")
        box = self._box()
        self._thread.kept = None  # the other side has gone on since then
        call = next(self._calls)
        self.loops.attach(box)
        self._send("q", box.tid, call, name, args)
        self._waiting[call] = None
        try:
            while (answer := self._waiting[call]) is None:
                message = self.take(box)
                if message.kind == "a" and message.call == call:
                    answer = message
                    if message.arithmetic is not None:
                        message.arithmetic()
                    break
                self._handle(message)
        finally:
            del self._waiting[call]
        if self.overdue is not None and box.tid == "m":
            overdue, self.overdue = self.overdue, None
            self.stray_frames = answer.frames or self.stray_frames
            raise overdue
        return self._answer(answer)

    async def request_async(self, name: str, *args: Any) -> Any:
        """Carry out an operation on the other side while this side's event loop goes on."""
        return await self.loops.request(self._box(), next(self._calls), name, args)

    def await_remote(self, obj: Any) -> Any:
        """Return a coroutine that awaits an awaitable of the other side."""
        from .functions import call_async

        return call_async(self, {"name": "awaitable"}, "await", obj)

    def notify(self, name: str, *args: Any) -> None:
        """Tell the other side something that needs no answer."""
        self._notify_as(self._box().tid, name, args)

    def _notify_as(self, tid: str, name: str, args: Any) -> None:
        if self._thread.inside:  # a finalizer, in the middle of another message
            self._deferred.append((tid, name, args))
        else:
            self._send("n", tid, 0, name, args)

    def _answer(self, message: Message) -> Any:
        if message.name in ("ok", "kept"):
            return message.args[0]
        error = message.args[0]
        if not isinstance(error, BaseException):
            raise self._fail(ProtocolError("an error that is no exception"))
        self.note_frames(error, message.frames)
        context = raised.context_here(error)
        try:
            raise error
        finally:
            error.__context__ = context
            del error, context

    def note_frames(self, error: BaseException, frames: Any) -> None:
        """Keep the learner's frames that an exception went through, for whoever reports it."""
        if frames:
            raised.note_origin(error).frames = [(str(file), int(line), str(name)) for file, line, name in frames]

    # --- answering

    def _handle(self, message: Message) -> bool:
        """Carry out what a message asks for; return False if it ends the thread."""
        try:
            return self._do(message)
        except ProtocolError as error:
            raise self._fail(error) from error

    def _fail(self, error: ProtocolError) -> ClosedError:
        """Close the channel for good, and return what whoever waits for it is told."""
        self.mail.fail(error)
        self.close()
        return ClosedError(str(error))

    def _do(self, message: Message) -> bool:
        if message.arithmetic is not None:
            message.arithmetic()
        if message.loop is not None and not self.loops.is_running(message.loop):
            self.loops.run(message)
        elif message.kind == "q":
            self.serve(message)
        elif message.kind == "a":
            if message.call in self._waiting:
                self._waiting[message.call] = message  # for a request further down this thread's stack
            elif not self.loops.answered(message) and message.name == "error":
                self.stray_frames = message.frames or []
        elif message.kind == "x":
            self.loops.cancel(message)
        elif message.name == "bye":
            return False
        else:
            self.operations.notice(message.name, message.args)
        return True

    def serve(self, message: Message) -> None:
        """Carry out a request and answer it; an asynchronous one is answered later."""
        if self.operations.is_async(message.name):
            self.loops.start(message)
            return
        thread = self._thread
        limit, before = sys.getrecursionlimit(), thread.caller
        try:
            thread.depth += 1
            thread.caller = message.caller
            thread.kept = None
            if thread.depth > MAX_LEVELS:
                raise RecursionError("maximum recursion depth exceeded")
            if thread.depth > 2:  # the first levels fit into the ordinary limit
                sys.setrecursionlimit(limit + FRAMES_PER_LEVEL)
            if message.frames is True:
                result = self._carry_out_handling(message.args.pop(), message)
            else:
                result = self.operations.carry_out(message.name, message.args)
        except BaseException as error:  # whatever it is, it is for the asker
            self.answer_error(message, error)
        else:
            message.args.clear()  # what dies with the arguments dies while the asker still waits
            self.answer(message, result)
            thread.kept = result  # and what dies with the result when the next one waits
        finally:
            if thread.depth > 2:
                sys.setrecursionlimit(max(limit, 100))
            thread.depth -= 1
            thread.caller = before

    def call(self, function: Any, args: Any, kwargs: Any) -> Any:
        """Call a function for the other side, from a frame that looks like the one that asked."""
        return call_as(self._thread.caller, self._callers_root, function, args, kwargs)

    def _carry_out_handling(self, handled: Any, message: Message) -> Any:
        """Carry out a request while this side too handles the exception that the asker handles."""
        if not isinstance(handled, BaseException):
            raise ProtocolError("an exception that is none")
        context = handled.__context__
        try:
            raise handled
        except BaseException:  # the very one
            handled.__context__ = context
            return self.operations.carry_out(message.name, message.args)

    def answer(self, message: Message, result: Any, name: str = "ok") -> None:
        """Send the result of a request; `name` as in Message."""
        try:
            self._send("a", message.tid, message.call, name, (result,))
        except ClosedError:
            raise
        except Exception as error:  # it cannot be handed over; the asker is told why
            self.answer_error(message, error)

    def answer_error(self, message: Message, error: BaseException) -> None:
        """Send the exception that a request ended with."""
        if isinstance(error, ClosedError | ProtocolError):
            raise error
        origin = raised.origin_of(error)
        earlier = origin.frames if origin is not None else []
        frames = earlier + [frame for frame in self._frames(error.__traceback__) if frame not in earlier]
        try:
            self._send("a", message.tid, message.call, "error", (error,), frames)
        except ClosedError:
            raise
        except Exception as failure:  # an exception that cannot be handed over is told about in words
            substitute = RuntimeError(f"{type(error).__name__}: an exception that cannot be handed over ({failure})")
            self._send("a", message.tid, message.call, "error", (substitute,), frames)

    def serve_forever(self) -> None:
        """Answer the main thread's requests until the other side is gone."""
        box = self._box()
        try:
            while True:
                self._handle(self.take(box))
        except (ClosedError, ProtocolError):
            return

    def serve_until(self, is_over: Callable[[], bool]) -> None:
        """Answer the main thread's requests until something holds; raises ClosedError when the other side is gone."""
        box = self._box()
        while not is_over():
            self._handle(self.take(box))

    def end_loop(self, token: str) -> None:
        """Tell the other side that a loop of ours was closed."""
        with self._sending:
            try:
                self.wire.send(["n", self._box().tid, 0, token, "loop_end", None, None, [], None, None])
            except ClosedError:
                return

    def close(self) -> None:
        """Close the channel."""
        self.wire.close()
