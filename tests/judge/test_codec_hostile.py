"""The subject's side as an attacker that writes its own messages: the checker ends with a ClosedError, and soon."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
from tests.judge import channel
from tests.judge.conftest import Submit, told

from roadworthy.judge.guest.wire import ClosedError
from roadworthy.labs import Outcome

REPO = Path(__file__).resolve().parent.parent.parent


def request(*codes: Any, **parts: Any) -> list[Any]:
    """A request with what it hands over; any part of the message may be another."""
    message = {"kind": "q", "tid": "m", "call": 1, "loop": None, "name": "truth", "sync": None, "surroundings": None}
    message |= {"args": list(codes), "frames": None, "caller": None}
    return list((message | parts).values())


def end_of(*messages: Any) -> str:
    """Return why the channel was closed."""
    peer = channel.replay(b"".join(part if isinstance(part, bytes) else channel.frame(part) for part in messages))
    ended = peer.ended_with  # type: ignore[attr-defined]
    assert isinstance(ended, ClosedError), repr(ended)
    assert peer.mail.closed is not None
    return str(peer.mail.closed)


SHAPES = [
    b"\xff\xff\xff\xff", b"\x00\x00\x00\x02{}", b"\x00\x00\x00\x01[", b"\x00\x00\x00\x02[]", b"\x00\x00\x00\x02\xff\xfe",
    channel.frame([1] * 10), channel.frame(request()[:9]), channel.frame([*request(), 1]),
    request(kind="z"), request(kind=1), request(kind=[]), request(tid=1), request(tid="x" * 101), request(tid=[]),
    request(call=True), request(call=-1), request(call=1.0), request(call=1 << 70), request(call=[1]), request(call="1"),
    request(loop=1), request(loop=[]), request(name=None), request(name=["get"]), request(sync=[]), request(sync=1),
    request(sync=[[], [], []]), request(surroundings=1), request(args={}), request(args="text"), request(frames=1),
    request(frames=[["file", "1", "f"]]), request(frames=[[1]]), request(kind="a", args=[]), request(kind="a", args=[1, 2]),
    request(tid="s9", kind="a", args=[1]), request(tid="s9", kind="n"), request(tid="s9", kind="x"),
    request(kind="a", call=1, name="error", args=[1]), request(kind="n", name="nothing"), request(kind="n", name="died"),
    request(kind="n", name="died", args=[["l", 1, None, [1, []]]]), request(name="no operation"),
    request(sync=[[[0]], [], [], []]), request(sync=[[[99, [1, []]]], [], [], []]), request(sync=[[], ["0"], [], []]),
    request(sync=[[], [True], [], []]), request(sync=[[], [], [], [-1]]), request(sync=[[], [], [[1, -5]], []]),
    request(sync=[[], [], [[1, 1.5]], []]), request(sync=[[], [], [["1", 1]], []]), request(sync=[[], [], [[1]], []]),
]  # fmt: skip

CODES = [
    {}, [], [[]], [1], ["nothing"], ["t"], ["t", "text"], ["t", {}], ["f", "ab"], ["f", [["l", 1, None, [1, []]]]],
    ["l", 0, None, [1, []]], ["l", 2, None, [1, []]], ["l", -1, None, [1, []]], ["l", 1.5, None, [1, []]],
    ["l", True, None, [1, []]], ["l", 1, None, [1, [[]]]], ["l", 1, None, "ab"], ["d", 1, None, [1, [1]]],
    ["dd", 1, 5, [1, []]], ["dq", 1, -1, [1, []]], ["ar", 1, "Z", [1, []]], ["ar", 1, "i", [0, [["b", "YQ=="]]]],
    ["k", 99], ["k", -1], ["k", True], ["k", "0"], ["h", 0], ["h", -1], ["h", 999], ["h", True], ["h", 1.0], ["h", "1"],
    ["i", 5], ["i", "0xzz"], ["i", "f" * 5_000_000], ["b", "@@"], ["b", 1], ["c", [1, 2, 3]], ["c", "1"], ["range", "abc"],
    ["range", [0, 1, 0]], ["range", ["abc"]], ["slice", [1, 2, 3, 4]], ["date", ["2026"]], ["date", "2026"],
    ["datetime", ["0123456789", None, 0]], ["datetime", [2026, 13, 1, None, 0]], ["datetime", [True, 1, 1, None, 0]],
    ["time", ["012345", None, 0]], ["timedelta", [10**12]], ["timedelta", [1.5]], ["tz", [5, "x"]], ["zone", [5]],
    ["zone", ["../../etc/passwd"]], ["zone", ["/etc/passwd"]], ["zone", ["Europe"]], ["zone", ["no/such.zone"]],
    ["decimal", "1e999999999"], ["decimal", "-1e-999999999"], ["decimal", 5], ["decimal", [0, [1], 5]], ["decimal", "x"],
    ["decimal", "1" * 2_000_000], ["fraction", [1, 0]], ["fraction", [1.5, 2]], ["fraction", ["1/3"]],
    ["fraction", [["i", "f" * 100_000], ["i", "e" * 100_000]]], ["uuid", "x"], ["uuid", 5], ["pathlib.PosixPath", 5],
    ["pathlib.PosixPath", ["a", "b"]], ["mappingproxy", 5], ["mappingproxy", "ab"], ["keys", "ab"], ["items", ["ab", 5]],
    ["items", [[1]]], ["vals", 5], ["r", 1, 5, None, False], ["r", 1, ["G", "builtins", "int"], None, False],
    ["r", "1", ["h", 4], None, False], ["V", 1, ["h", 4], None, 5, False], ["F", 1, 5], ["F", -1, None], ["F", 1, {}],
    ["C", 1], ["C", 1, {}, []], ["C", 1, 5, 5], ["g"], ["co", []], ["x", 1, 5, [], [], [None, None], False, []], ["xh", 1],
    ["xh", 999], ["xb", []], ["em", 5, "A"], ["bm", 5, 5], ["bm", ["h", 2]], ["M", 5], ["M", "no.such.module"], ["G", 5, 5],
    ["G", "builtins", ""], ["G", "builtins", "int."], ["G", "builtins", ".int"], ["sm"], ["cm"], ["pr", None, None, None],
]  # fmt: skip


@pytest.mark.parametrize("message", SHAPES, ids=lambda message: str(message)[:60])
def test_messages_of_another_shape(message: Any) -> None:
    assert end_of(message) != "the end of the tape" or (isinstance(message, bytes) and len(message) < 6)


@pytest.mark.parametrize("code", CODES, ids=lambda code: str(code)[:60])
def test_values_that_make_no_sense(code: Any) -> None:
    assert "makes no sense" in end_of(request(code)) or "a bare object" in end_of(request(code))


def test_what_means_nothing_changes_nothing() -> None:
    unasked = [
        request(kind="a", call=77, args=[1], name="ok"),
        request(kind="x", call=5),
        request(kind="n", name="bye", tid="s4"),
        request(kind="n", name="threads"),
    ]
    assert end_of(*unasked, *unasked) == "the end of the tape"


@pytest.mark.long
def test_each_part_of_each_message_distorted() -> None:
    recorded = {(message[0], message[4], len(json.dumps(message)) // 200): message for message in channel.record()}
    rng = random.Random(5)  # noqa: S311  # the same distortions each time
    ends = [end_of(distorted(message, rng)) for message in recorded.values() for _ in range(25)]
    assert len(ends) > 500
    assert 20 < ends.count("the end of the tape") < len(ends)


def distorted(message: Any, rng: random.Random) -> Any:
    """A copy of a message with one part, at any depth, replaced, repeated or left out."""
    copy = json.loads(json.dumps(message))
    parent: Any = copy
    while True:
        keys = list(range(len(parent))) if isinstance(parent, list) else list(parent)
        key = rng.choice(keys)
        if isinstance(parent[key], list | dict) and parent[key] and rng.random() < 0.8:
            parent = parent[key]
            continue
        how = rng.random()
        if how < 0.7:
            parent[key] = rng.choice([*CODES, None, True, -1, 1.5, 10**30, "\ud800", "call", "__globals__"])
        elif how < 0.85:
            del parent[key]
        elif isinstance(parent, list):
            parent.insert(key, parent[key])
        return copy


BOMBS = {
    "brackets": 'b"[" * 1_000_000',
    "nested": '(b"[" * 5000 + b"]" * 5000)',
    "lists": 'b"[" + b"[]," * 20_000_000 + b"1]"',
    "objects": 'b"[" + b"{}," * 20_000_000 + b"1]"',
    "numbers": 'b"[" + b"999," * 15_000_000 + b"1]"',
    "digits": 'b"[" + b"9" * 5_000_000 + b"]"',
    "tuples": 'request(nest(lambda inner: ["t", [inner]], 420))',
    "slices": 'request(nest(lambda inner: ["slice", [inner, 1, 1]], 420))',
    "text for a tuple": 'request(["t", "a" * 60_000_000])',
    "text for a range": 'request(["range", "a" * 60_000_000])',
    "colliding integers": 'request(["s", 1, None, [0, [["i", hex(n * (2**61 - 1))] for n in range(4, 60_000)]]])',
    "colliding keys": 'request(["keys", [["i", hex(n * (2**61 - 1))] for n in range(4, 60_000)]])',
    "colliding elements": 'request(["f", [["i", hex(n * (2**61 - 1))] for n in range(4, 60_000)]])',
    "fractions": 'request(["fraction", [["i", "f" * 4_000_000], ["i", "e" * 4_000_000]]])',
}
BOMBED = """
    import resource, sys
    from tests.judge import channel
    from tests.judge.test_codec_hostile import BOMBS, end_of, request

    def nest(wrap, levels):
        made = 1
        for _ in range(levels):
            made = wrap(made)
        return made

    def framed(body):
        return len(body).to_bytes(4, "big") + body

    limit = 2 << 30
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    for name, text in BOMBS.items():
        made = eval(text)
        made = framed(made) if isinstance(made, bytes) else channel.frame(made)
        used = int(sum(resource.getrusage(resource.RUSAGE_SELF)[:2]))
        resource.setrlimit(resource.RLIMIT_CPU, (used + 15, resource.RLIM_INFINITY))
        end = end_of(made)
        assert end != "the end of the tape", name
        print(name, flush=True)
"""


@pytest.mark.long
def test_bombs_cost_little() -> None:
    """Each within 15 seconds of the processor's and 2 GiB, or the kernel ends the process that decodes it."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(BOMBED)], cwd=REPO, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines() == list(BOMBS), done.stderr[-3000:]


def test_threads_and_queues_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("roadworthy.judge.guest.mailroom.MAX_THREADS", 20)
    monkeypatch.setattr("roadworthy.judge.guest.mailroom.MAX_QUEUED", 100)
    assert "one too many" in end_of(*[request(tid=f"s{number}") for number in range(30)])
    assert "too many messages" in end_of(request(tid="s1"), *[request(tid="s1")] * 200)


def test_classes_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    described = next(
        code for message in channel.record() for code in classes_in(message) if len(code) == 4 and not code[3][1:]
    )
    monkeypatch.setattr("roadworthy.judge.guest.stand_ins._MOST_CLASSES", 5)
    assert "too many classes" in end_of(*[request(["C", 100 + number, described[2], []]) for number in range(9)])


def classes_in(node: Any) -> list[Any]:
    if not isinstance(node, list):
        return []
    own = [node] if node[:1] == ["C"] and len(node) == 4 else []
    return own + [code for part in node for code in classes_in(part)]


ENDS = {
    "ends itself": "import os\ndef answer(): os._exit(0)",
    "sends garbage": """
        import os, stat
        def answer():
            for fd in os.listdir("/proc/self/fd"):
                try:
                    if stat.S_ISSOCK(os.fstat(int(fd)).st_mode): os.write(int(fd), b"\\0\\0\\0\\1x")
                except OSError:
                    pass
    """,
}


@pytest.mark.parametrize("how", ENDS)
def test_cannot_pass_for_an_expected_exception_by_ending(how: str, submit: Submit) -> None:
    verdict = submit(
        ENDS[how],
        """
        import pytest
        from learner import answer

        def test_raises():
            with pytest.raises(Exception):
                answer()
        """,
    )
    assert [check.outcome for check in verdict.checks] == [Outcome.FAILED], told(verdict)


def test_a_value_is_not_told_from_decoys_by_how_often_it_comes(submit: Submit) -> None:
    verdict = submit(
        """
        import collections, gc

        class Liar:
            def __eq__(self, other): return False

        def equal(obj, candidates):
            counts = collections.Counter(map(repr, candidates))
            most = max(counts.values())
            return [counts[repr(value)] == most and min(counts.values()) < most for value in candidates]

        def answer():
            for thing in gc.get_objects():
                if type(thing).__name__ == "Operations":
                    thing._table["equal"] = equal
            return Liar()
        """,
        "from learner import answer\ndef test_one():\n    assert answer() == 8471632\n",
    )
    assert [check.outcome for check in verdict.checks] == [Outcome.FAILED], told(verdict)
