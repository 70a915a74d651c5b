"""Both ends of the channel in one process, and a fixed exchange over it whose messages tests and fuzzers distort."""

from __future__ import annotations

import array
import collections
import contextlib
import copy
import datetime
import decimal
import enum
import fractions
import inspect
import io
import json
import pathlib
import socket
import struct
import sys
import threading
import types
import uuid
from collections.abc import Callable, Iterator
from typing import Any, Self
from unittest import mock

from roadworthy.judge.guest.peer import Peer
from roadworthy.judge.guest.wire import ClosedError, Wire

SUBJECT = "channel_subject"
"""Name of the module whose classes are the subject's."""

LEARNER = '''
import enum

class Thing:
    """A thing of the learner's."""
    def __init__(self, value=1): self.value = value
    def double(self): return self.value * 2
    @property
    def loud(self): return str(self.value).upper()
    @classmethod
    def make(cls): return cls(7)
    def __eq__(self, other): return isinstance(other, Thing) and other.value == self.value
    def __hash__(self): return hash(self.value)
    def __len__(self): return 3
    def __iter__(self): return iter([1, 2, 3])
    def __add__(self, other): return Thing(self.value + other)
class Names(list): pass
class Text(str): pass
class Odd(Exception):
    def __init__(self, code): super().__init__(code); self.code = code
class Colour(enum.Enum):
    RED = 1
def numbers():
    yield 1
    yield 2
def function(a, b=2, *rest, key=None): return a
async def later(): return 1
'''


class Counted:
    """A class of the check's; everything on it is used by the subject."""

    kind = "counted"

    def __init__(self, value: int = 1) -> None:
        self.value = value

    def method(self, *args: Any) -> Any:
        return args

    @property
    def twice(self) -> int:
        return self.value * 2

    def __add__(self, other: Any) -> Any:
        return self.value + other

    def __len__(self) -> int:
        return 2

    def __iter__(self) -> Iterator[int]:
        return iter([1, 2])

    def __getitem__(self, key: Any) -> Any:
        return key

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None


class Handed(Counted):
    """A class that is itself handed over."""


class Listed(list[Any]):
    """A container of the check's own kind."""


class Worded(str):
    """A value of the check's own kind."""

    __slots__ = ()


class Choice(enum.Enum):
    """An enumeration of the check's."""

    ONE = 1


def things() -> list[Any]:
    """What a check hands over, in an order that makes ids the same each time."""

    def callback(*args: Any) -> Any:
        return args[0] if args else None

    def generate() -> Iterator[int]:
        yield 1
        yield 2

    async def later() -> int:
        return 1

    error = ValueError("text", 1)
    error.add_note("a note")
    counted = Counted(5)
    return [
        [1, "a", [2.5, {"key": (1, None)}], True],
        callback,
        counted,
        Handed,
        generate(),
        error,
        io.StringIO("text"),
        mock.Mock(),
        collections.deque([1, 2], 5),
        collections.defaultdict(list, {"a": [1]}),
        collections.Counter("aab"),
        {1, "a", (2,)},
        bytearray(b"abc"),
        collections.OrderedDict(a=1),
        types.SimpleNamespace(a=1),
        array.array("i", [1, 2]),
        collections.ChainMap({"a": 1}),
        later,
        counted.method,
        Listed([1, 2]),
        Worded("word"),
        Choice.ONE,
        VALUES,
    ]


VALUES: Any = (
    decimal.Decimal("1.10"),
    fractions.Fraction(1, 3),
    datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC),
    datetime.date(2026, 1, 2),
    datetime.time(1, 2, 3),
    datetime.timedelta(1, 2, 3),
    uuid.UUID(int=5),
    pathlib.PurePosixPath("a/b"),
    2**200,
    1 + 2j,
    b"bytes",
    range(1, 9, 2),
    slice(1, None, 2),
    frozenset({1, (2, 3)}),
    ...,
    NotImplemented,
    {"a": 1}.keys(),
    types.MappingProxyType({"a": 1}),
    "ü😀\ud800",
)


def drive(module: types.ModuleType, *given: Any) -> Any:
    """What the subject does with `things()`: each kind of message is sent at least once."""
    (items, callback, counted, handed, generator, error, stream, mocked, *containers) = given[:17]
    later, method, listed, worded, choice, values = given[17:]
    items.append("subject")
    thing = module.Thing(4)
    found: list[Any] = [
        callback(value) for value in (1, [items], thing, module.Thing, module.function, values, module.Text("t"))
    ]
    found += [callback(module.Names([1])), callback(module.numbers()), callback(module.Colour.RED), callback(module)]
    found += [
        counted.value,
        counted.twice,
        counted.method(thing),
        counted + 2,
        len(counted),
        list(counted),
        counted["k"],
    ]
    counted.value = 9
    counted.extra = {"new": [1]}
    del counted.extra
    with counted:
        pass
    found += [repr(counted), bool(counted), dir(counted), copy.copy(counted), copy.deepcopy(counted), vars(counted)]
    made = handed(3)
    handed.tag = 1
    found += [
        made.value,
        handed.kind,
        isinstance(made, handed),
        handed.method(made, 1),
        type("Sub", (handed,), {})(2).value,
    ]
    found += [next(generator), generator.send(None)]
    generator.close()
    with contextlib.suppress(AttributeError, TypeError):
        counted.missing  # noqa: B018  # to see the error
    with contextlib.suppress(ZeroDivisionError):
        try:
            1 // 0  # noqa: B018  # handled while the callback runs
        except ZeroDivisionError:
            callback("handled")
            raise
    error.extra = 1
    callback(error)
    callback(module.Odd(5))
    callback(ExceptionGroup("many", [ValueError(1), module.Odd(2)]))
    found += [stream.read(1), stream.write("x"), mocked.anything(1), mocked(2), listed, worded, choice, choice.value]
    listed.append(thing)
    found += [str(inspect.signature(callback)), callback.__name__, callback.__doc__, method(1), later.__qualname__]
    for container in containers:
        with contextlib.suppress(AttributeError):
            container.update({"z": 1})
    thread = threading.Thread(target=lambda: callback("thread"))
    thread.start()
    thread.join()
    return [found, thing, module.Thing, module.Odd(1), containers, given, (module.later, thing.double), thing.__iter__]


def use(value: Any, depth: int = 0) -> None:
    """What a check does with an answer."""
    if depth > 3:
        return
    repr(value)
    assert value == value  # as a check may
    if isinstance(value, (list, tuple)):
        for part in value[:50]:
            use(part, depth + 1)
    elif isinstance(value, dict):
        for key, part in list(value.items())[:50]:
            use((key, part), depth + 1)


def is_of_the_check(module: str) -> bool:
    return module == __name__


def learner_module() -> types.ModuleType:
    module = types.ModuleType(SUBJECT)
    sys.modules[SUBJECT] = module
    module.__rw_module__ = True  # type: ignore[attr-defined]  # as if a check had imported it
    exec(LEARNER, vars(module))  # noqa: S102  # the text above
    return module


class Pair:
    """Two peers and the thread in which the subject's serves.

    Attributes:
        checker, subject: The peers.
        module: The subject's module.
        recorded: The messages that the subject sent.
    """

    def __init__(self, **operations: Callable[..., Any]) -> None:
        self.module = learner_module()
        ours, theirs = socket.socketpair()
        self.checker = Peer(ours, "checker", is_of_the_check)
        self.subject = Peer(theirs, "subject", lambda name: name == SUBJECT)
        self.recorded: list[Any] = []
        self.subject.operations.add(drive=lambda *given: drive(self.module, *given), **operations)
        send = self.subject.wire.send

        def recording(message: Any) -> None:
            self.recorded.append(json.loads(json.dumps(message)))
            send(message)

        self.subject.wire.send = recording  # type: ignore[method-assign]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        self.subject._thread.box = self.subject.mail.box("m")
        self.subject.serve_forever()

    def close(self) -> None:
        self.checker.close()
        self.subject.close()
        self._thread.join(10)
        self.checker.wire.sock.close()
        self.subject.wire.sock.close()
        assert not self._thread.is_alive()


def record() -> list[Any]:
    """Return the subject's messages in the fixed exchange: what `replay` takes."""
    pair = Pair()
    try:
        answer = pair.checker.request("drive", *things())
        use(answer)
        return list(pair.recorded)
    finally:
        pair.close()


def frame(message: Any) -> bytes:
    """Return a message as it is on the wire."""
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return struct.pack(">I", len(body)) + body


class Tape(Wire):
    """A wire that reads from bytes and writes nowhere."""

    def __init__(self, data: bytes) -> None:
        self.reading = False
        self.size = 0
        self.sent: list[Any] = []
        self._buffer = bytearray(data)
        self._rest = False

    def send(self, message: list[Any]) -> None:
        self.sent.append(json.dumps(message))

    def receive(self) -> list[Any]:
        if not self._buffer:
            raise ClosedError("the end of the tape")
        return super().receive()

    def _exactly(self, size: int) -> bytes:
        if len(self._buffer) < size:
            raise ClosedError("the end of the tape")
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def close(self) -> None:
        self._buffer.clear()


class Lone(Peer):
    """A checker's peer that hears a tape; no threads, no event loops."""

    def __init__(self, data: bytes) -> None:
        ours, theirs = socket.socketpair()
        super().__init__(ours, "checker", is_of_the_check)
        ours.close()
        theirs.close()
        self.wire = Tape(data)
        self.loops.run = lambda _message: None  # type: ignore[method-assign]

    def _new_thread(self, box: Any) -> None:
        del box


def replay(data: bytes) -> Lone:
    """Let a checker do the fixed exchange with these bytes for the subject's part; return its peer.

    Raises:
        ClosedError: They ended, or made no sense.
    """
    peer = Lone(data)
    error: BaseException | None = None
    try:
        use(peer.request("drive", *things()))
        while True:
            peer._handle(peer.take(peer._box()))
    except BaseException as caught:
        error = caught
    peer.ended_with = error  # type: ignore[attr-defined]
    return peer


def lent(peer: Peer) -> list[Any]:
    """Return the objects that a peer has lent."""
    return list(peer.codec.lent._objects.values())
