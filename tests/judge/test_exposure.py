"""What the subject can reach from what a check hands over: it asks for everything there is, and for more."""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import functools
import gc
import io
import json
import logging
import operator
import re
import socket
import sys
import threading
import types
import unittest
import warnings
import weakref
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from tests.judge import channel

from roadworthy.judge.guest.describe import META_OPERATORS, OPERATORS
from roadworthy.judge.guest.peer import Peer
from roadworthy.judge.guest.wire import ClosedError, ProtocolError, Wire

CANARY = "canary-8471632"
"""Held by everything that is not handed over; no message to the subject may contain it."""


class Secret:
    """Nothing of this class is handed over."""

    text = CANARY


SECRET = Secret()
ANSWER = {"answer": CANARY}
KEPT: list[Any] = []
"""Objects that are not handed over, of types that others are of."""


def helper(value: Any = None) -> Any:
    """A function beside the check."""
    return (SECRET, ANSWER, value)


@dataclasses.dataclass
class Point:
    x: int = 1


Pair = collections.namedtuple("Pair", "left right")  # noqa: PYI024  # the untyped one has the odd attributes


class Meta(type):
    def __len__(cls) -> int:
        return 1


class WithMeta(metaclass=Meta):
    pass


class Case(unittest.TestCase):
    def callback(self, *_: Any) -> int:
        return 1

    def runTest(self) -> None:  # noqa: N802  # unittest's name
        """Nothing; what an object that was handed over holds is handed over too."""


class Owner:
    """Its bound method is handed over; it is not."""

    def __init__(self) -> None:
        self.secret = SECRET

    def bound(self, *_: Any) -> int:
        return len(CANARY)


def given(file: Any) -> Iterator[Any]:
    """What a check may hand over; canaries are one step away from each."""
    local = SECRET

    def closure(*args: Any, limit: int = 3) -> Any:
        del limit
        return 1 if local is None else (args[0] if args else None)

    def generate() -> Iterator[int]:
        inside = SECRET
        yield 1 if inside else 2
        yield 3

    async def later() -> int:
        return 1 if local else 2

    async def many() -> Any:
        yield 1 if local else 2

    @contextlib.contextmanager
    def managed() -> Iterator[int]:
        yield 1 if local else 2

    parent = mock.Mock(secret=SECRET)
    KEPT[:] = [parent]
    error: BaseException = ValueError("x")
    with contextlib.suppress(AttributeError):
        try:
            SECRET.missing  # type: ignore[attr-defined]  # noqa: B018
        except AttributeError as caught:
            error = caught
            raise
    yield [closure, functools.partial(closure, 1), generate(), later, many(), managed(), functools.lru_cache(closure)]
    yield [Owner().bound, error, parent.child, mock.MagicMock(), mock.Mock(spec=Point), mock.AsyncMock()]
    yield [
        Point(),
        Point,
        Pair(1, 2),
        Pair,
        WithMeta,
        WithMeta(),
        channel.Counted(),
        channel.Handed,
        channel.Choice.ONE,
    ]
    yield [io.StringIO("x"), file, sys.stdout, sys.stderr, sys.stdin, io.BytesIO(b"x")]
    yield [logging.getLogger("a.b"), threading.RLock(), threading.current_thread(), Case().callback, Case()]
    yield [
        weakref.ref(Point),
        map(closure, [1]),
        iter([1]),
        zip([1]),
        operator.attrgetter("x"),
        "{0.__globals__}".format,
    ]
    yield [channel.Listed([1]), channel.Worded("w"), types.SimpleNamespace(a=1), channel.things()]


_HIDDEN = """
__globals__ __closure__ __code__ __builtins__ __self__ __func__ __class__ __dict__ __mro__ __base__ __bases__
__subclasses__ __init_subclass__ __reduce__ __reduce_ex__ __getstate__ __getattribute__ __new__ __init__
__del__ __traceback__ __context__ __cause__ __wrapped__ __defaults__ __kwdefaults__ __weakref__ __loader__
__spec__ __annotations__ __module__ __objclass__ __get__ __set__ __setattr__ __dir__ __sizeof__
__subclasshook__ __instancecheck__ __prepare__ __call__ __type_params__ __signature__ __roadworthy__
__rw_module__ __origin__ gi_frame gi_code cr_frame cr_code ag_frame ag_code gi_yieldfrom tb_frame tb_next
f_globals f_locals f_back f_code co_consts func_globals cell_contents obj args with_traceback add_note mro
register _mock_parent _mock_children _mock_new_parent _mock_wraps _mock_methods _spec_class _mock_self
method_calls mock_calls call_args return_value side_effect reset_mock configure_mock _rw_ref _rw_peer _rw_info
_rw_about _outcome _target _args _abc_impl _testMethodName id manager root parent handlers filters request
config session gen func buffer raw name test_nothing_private_is_reachable SECRET ANSWER helper
"""
HIDDEN = frozenset(_HIDDEN.split())
SPECIALS = sorted((OPERATORS | META_OPERATORS | HIDDEN) - {"__exit__"})


BLOCKING = re.compile(
    "close|__exit__|detach|truncate|acquire|release|join|start|seek|flush|readline|run|debug|skip|fail"
)
"""Methods that would wait for ever, or end what is looked at."""


_LENDING = ("F", "r", "K", "V", "C", "g", "co", "x", "h")
"""Tags of codes whose second part is the id of what is lent."""


class Attacker:
    """Speaks for the subject, message by message."""

    def __init__(self, sock: socket.socket) -> None:
        self._wire = Wire(sock)
        self._calls = 0
        self.texts: list[str] = []
        self.lent: set[int] = set()
        self.fresh: deque[int] = deque()

    def _receive(self) -> list[Any]:
        message = self._wire.receive()
        self.texts.append(json.dumps(message))
        self._note(message)
        return message

    def _note(self, node: Any) -> None:
        if isinstance(node, list):
            if len(node) > 1 and node[0] in _LENDING and type(node[1]) is int and node[1] not in self.lent:
                self.lent.add(node[1])
                self.fresh.append(node[1])
            for part in node:
                self._note(part)

    def hear(self) -> list[Any]:
        """Return the request that the checker begins with, after the notice that its process has threads."""
        while (message := self._receive())[0] != "q":
            pass
        return message

    def ask(self, name: str, *args: Any) -> list[Any]:
        """Return the answer to a request, whatever the checker asks in between."""
        self._calls += 1
        self._wire.send(["q", "m", self._calls, None, name, None, None, list(args), None, None])
        while True:
            message = self._receive()
            if message[0] == "a":
                return message
            if message[0] == "q":
                self.answer(message)

    def answer(self, message: list[Any]) -> None:
        """Answer a question with nothing."""
        self._wire.send(["a", message[1], message[2], None, "ok", None, None, [None], None, None])


def explore(attacker: Attacker, objects: dict[int, Any]) -> int:
    """Ask for everything, from each new object on; return how many requests that were."""
    seen: set[Any] = set()
    while attacker.fresh:
        ref_id = attacker.fresh.popleft()
        obj = objects.get(ref_id)
        kind = kind_of(obj)
        if callable(obj) and not isinstance(obj, type) and BLOCKING.search(str(getattr(obj, "__name__", ""))):
            continue
        if kind not in seen:  # of copies, errors and their methods there is no end
            seen.add(kind)
            explore_one(attacker, ["h", ref_id], obj)
    return attacker._calls


def kind_of(obj: Any) -> Any:
    """Return what two objects have in common of which one need be explored: the type, a function's or class's name."""
    if isinstance(obj, types.BuiltinFunctionType | types.MethodWrapperType):
        return type(obj), obj.__name__
    cls = type(obj)
    if isinstance(obj, mock.NonCallableMock):  # each has a class of its own
        return cls.__name__
    return cls, getattr(obj, "__qualname__", None) if isinstance(obj, type) or callable(obj) else None


def text_list(answer: list[Any]) -> list[str]:
    """Return the strings of a list that was answered."""
    code = answer[7][0]
    names = code[3][1] if answer[4] == "ok" and isinstance(code, list) and code[0] == "l" else []
    return [name for name in names if isinstance(name, str)]


def explore_one(attacker: Attacker, target: Any, obj: Any) -> None:
    ask = attacker.ask
    shown = set(text_list(ask("dir", target)))
    for name in sorted(shown | HIDDEN):
        ask("get", target, name)
        if name in shown and not BLOCKING.search(name):
            ask("method", target, name, ["t", []], ["t", []])
        if isinstance(obj, type):
            ask("super_get", target, name, None, None)
            if isinstance(vars(obj).get(name), types.FunctionType):
                ask("call", ["ua", target, name], ["t", [target]], ["t", []])
    for name in SPECIALS:
        ask("special", None, name, target, ["t", []], ["t", []])
        if isinstance(obj, type):
            ask("meta", target, name, ["t", []], ["t", []])
    for name in ("__getitem__", "__getattribute__", "__format__", "__call__", "__contains__"):
        ask("special", None, name, target, ["t", ["__globals__"]], ["t", []])
    for args in ([], ["x"], [target], [["tb"]], [["G", "builtins", "type"]], [["G", "builtins", "object"]]):
        ask("call", target, ["t", args], ["t", []])
    for operation in ("describe", "signature", "repr", "copy", "deepcopy", "truth"):
        ask(operation, target)
    for how in ("send", "throw", "other"):
        ask("step", target, how, None)
    for value in ("{0.__globals__}", "{0.__class__}", "{0.gi_frame.f_locals}", "{0.__self__.secret.text}"):
        ask("method", value, "format", ["t", [target]], ["t", []])
    ask("set", target, "_rw_ref", 1)
    ask("set", target, "__class__", ["G", "builtins", "object"])
    ask("isinstance", target, target)
    ask("issubclass", target, ["G", "builtins", "object"])


NAMED = [
    *(["M", name] for name in ("os", "sys", "builtins", "subprocess", "io")),
    ["G", "builtins", "type"], ["G", "builtins", "str"], ["G", "pathlib", "Path"], ["G", "builtins", "object"],
    ["pathlib.PosixPath", "/etc/passwd"], ["bm", ["G", "pathlib", "Path"], "/etc/passwd"], "text", ["b", "YQ=="],
    ["t", [1]], ["tb"],
]  # fmt: skip
"""Codes that anybody can write; nothing may be asked of what they mean."""
UNNAMEABLE = [
    ["G", "os", "system"], ["G", "io", "FileIO"], ["G", "pathlib", "io.FileIO"], ["G", "typing", "ForwardRef"],
    ["G", "builtins", "eval"], ["G", "builtins", "super"], ["G", "subprocess", "Popen"], ["G", __name__, "Secret"],
    ["G", "dataclasses", "inspect.importlib.machinery.SourceFileLoader"], ["G", "collections.abc", "sys.modules"],
    ["G", "_pytest.outcomes", "Skipped"], ["G", "unittest.case", "SkipTest"], ["M", "tests.judge.conftest"], ["M", "pytest"], ["M", __name__],
    ["G", "dataclasses", "FunctionType"], ["pr", None, None, None], ["ua", ["G", "builtins", "str"], "format"],
    ["raw", ["G", "pathlib", "Path"], "read_text"], ["h", 999], ["em", ["G", "uuid", "SafeUUID"], 5],
]  # fmt: skip
"""Codes that mean nothing: the channel is closed."""


@contextlib.contextmanager
def session(*handed: Any) -> Iterator[tuple[Attacker, Peer, dict[int, Any]]]:
    """A checker that has handed things over and waits for the answer; with all objects that it ever lent, by id."""
    ours, theirs = socket.socketpair()
    peer = Peer(ours, "checker", lambda name: name in (__name__, channel.__name__))
    objects: dict[int, Any] = {}
    lend = peer.codec.lent.lend

    def noting(obj: Any) -> tuple[int, bool]:
        ref_id, first = lend(obj)
        objects[ref_id] = obj
        return ref_id, first

    peer.codec.lent.lend = noting  # type: ignore[method-assign]

    def check() -> None:
        peer._thread.box = peer.mail.box("m")
        try:
            peer.request("begin", *handed)
        except BaseException as error:
            peer.close()
            if not isinstance(error, ClosedError):
                ended.append(error)

    ended: list[BaseException] = []
    thread = threading.Thread(target=check, daemon=True)
    thread.start()
    attacker = Attacker(theirs)
    try:
        attacker.hear()
        yield attacker, peer, objects
    except ClosedError:
        if ended:
            raise AssertionError("the checker ended otherwise") from ended[0]
        raise
    finally:
        attacker._wire.close()
        peer.close()
        thread.join(10)
        ours.close()
        theirs.close()
    assert not thread.is_alive()


def is_private(obj: Any) -> bool:
    """Return True for what no subject may get hold of."""
    if any(obj is kept for kept in KEPT):
        return True
    if isinstance(obj, types.ModuleType | types.FrameType | types.CodeType | types.CellType | Secret | Owner):
        return True
    if obj is Secret or obj is Owner or obj is helper or isinstance(obj, pytest.Session | pytest.Config | Peer):
        return True
    module = str(getattr(obj if isinstance(obj, type | types.FunctionType) else type(obj), "__module__", ""))
    return module.startswith(("roadworthy.judge.guest", "pluggy")) or (
        module.startswith("_pytest") and module != "_pytest.capture"
    )


@pytest.mark.long  # tens of thousands of requests
@pytest.mark.parametrize("group", range(7))
def test_nothing_private_is_reachable(group: int, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # coroutines that the crawl calls and nobody awaits
        crawl(group, tmp_path)
        gc.collect()


def crawl(group: int, tmp_path: Path) -> None:
    with (tmp_path / "file.txt").open("w+") as file, session(*(list(given(file))[group])) as (attacker, _, objects):
        asked = explore(attacker, objects)
        assert asked > 300
        assert [obj for obj in objects.values() if is_private(obj)] == []
        assert [text[:300] for text in attacker.texts if CANARY in text] == []
        assert [text[:300] for text in attacker.texts if str(Path(__file__).parent) in text] == []


@pytest.mark.parametrize("code", NAMED, ids=str)
def test_nothing_is_asked_of_what_was_merely_named(code: Any) -> None:
    with session([1]) as (attacker, _, objects):
        for name in ("system", "upper", "read_text", "path", "__subclasses__", "modules", "append", "SECRET", "exit"):
            assert attacker.ask("get", code, name)[4] == "error"
            assert attacker.ask("method", code, name, ["t", []], ["t", []])[4] == "error"
            assert attacker.ask("set", code, name, 1)[4] == "error"
            assert attacker.ask("super_get", code, name, None, None)[4] == "error"
        for operation in ("dir", "repr", "copy", "deepcopy", "truth", "describe", "signature"):
            assert attacker.ask(operation, code)[4] == "error"
        assert attacker.ask("call", code, ["t", []], ["t", []])[4] == "error"
        assert attacker.ask("special", None, "__len__", code, ["t", []], ["t", []])[4] == "error"
        assert attacker.ask("meta", code, "__call__", ["t", []], ["t", []])[4] == "error"
        assert attacker.ask("step", code, "close", None)[4] == "error"
        assert attacker.ask("isinstance", 1, code)[4] == "error"
        assert all(isinstance(obj, BaseException | type) for obj in objects.values())


@pytest.mark.parametrize("code", UNNAMEABLE, ids=str)
def test_what_cannot_be_named(code: Any) -> None:
    with session([1]) as (attacker, peer, _), pytest.raises(ClosedError):
        attacker.ask("truth", code)
    assert isinstance(peer.mail.closed, ProtocolError)


def test_a_file_gives_no_files(tmp_path: Path) -> None:
    target = tmp_path / "target.txt"
    target.write_text("kept")
    with (tmp_path / "given.txt").open("w") as file, session(file) as (attacker, _, objects):
        attacker.ask("get", ["h", 1], "buffer")
        (buffer,) = (ref_id for ref_id, obj in objects.items() if isinstance(obj, io.BufferedWriter))
        attacker.ask("get", ["h", buffer], "raw")
        classes = [ref_id for ref_id, obj in objects.items() if isinstance(obj, type)]
        assert {io.TextIOWrapper, io.BufferedWriter, io.FileIO} <= {objects[ref_id] for ref_id in classes}
        for ref_id in classes:
            assert attacker.ask("call", ["h", ref_id], ["t", [str(target), "w"]], ["t", []])[4] == "error"
            assert attacker.ask("meta", ["h", ref_id], "__call__", ["t", [str(target), "w"]], ["t", []])[4] == "error"
    assert target.read_text() == "kept"


def test_what_a_mock_was_asked_cannot_be_forged() -> None:
    mocked = mock.Mock(return_value=CANARY)
    with session(mocked) as (attacker, _, _objects):
        for name in ("called", "call_count", "mock_calls", "call_args_list", "return_value", "reset_mock"):
            assert attacker.ask("set", ["h", 1], name, 1)[4] == "error"
            assert attacker.ask("get", ["h", 1], name)[4] == "error"
        assert attacker.ask("method", ["h", 1], "reset_mock", ["t", []], ["t", []])[4] == "error"
        assert attacker.ask("set", ["h", 1], "status", 200)[4] == "ok"
    mocked.assert_not_called()
    assert mocked.status == 200


def test_the_place_of_a_callback_is_not_told() -> None:
    def callback() -> None:
        """What it does."""

    with session(callback) as (attacker, _, _objects):
        described = attacker.ask("describe", ["h", 1])
        assert "What it does." in str(described)
        assert __file__ not in str(attacker.texts)
