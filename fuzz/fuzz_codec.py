"""Coverage-guided fuzzing of the checker's end of the channel: the subject may send any bytes.

Each input is what the subject sends in the fixed exchange of `tests/judge/channel.py`: frames with JSON in them. The
mutator changes, swaps and repeats parts of messages, or bytes. Whatever comes, the checker ends with a ClosedError; it
opens no file but a time zone's, starts nothing, imports nothing, and lends nothing that the exchange did not hand over.

Run it with `uv run --with atheris python fuzz/fuzz_codec.py -max_total_time=3600 -max_len=65536 -timeout=20 CORPUS`,
where CORPUS is a folder; an empty one is filled with the messages of a real exchange first.
"""

from __future__ import annotations

import gc
import json
import random
import struct
import sys
import types
from pathlib import Path
from typing import Any

import atheris

sys.path.insert(0, str(Path(__file__).parent.parent))
with atheris.instrument_imports(include=["roadworthy.judge.guest"]):
    from tests.judge import channel

    from roadworthy.judge.guest.wire import ClosedError

sys.setrecursionlimit(1000)
_ALLOWED_EVENTS = frozenset(
    {"object.__getattr__", "object.__setattr__", "object.__delattr__", "sys._getframe", "code.__new__", "builtins.id"}
    | {"socket.__new__", "function.__new__", "os.stat", "gc.get_objects", "sys.unraisablehook", "warnings.warn"}
    | {"os.listdir", "os.scandir", "array.__new__", "socket.shutdown"}
)
_watching: list[bool] = []
_events: list[str] = []


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if not _watching or event in _ALLOWED_EVENTS:
        return
    if event == "open" and "zoneinfo" in str(args[0]) and str(args[1]) in ("rb", "r", "None"):
        return
    if event == "import" and str(args[0]).startswith("tzdata"):
        return
    _events.append(f"{event}{str(args)[:300]}")


def one_input(data: bytes) -> None:
    """Let the checker hear it all."""
    _watching.append(True)
    try:
        peer = channel.replay(data)
    finally:
        _watching.clear()
    if not isinstance(peer.ended_with, ClosedError):  # type: ignore[attr-defined]
        ended = peer.ended_with  # type: ignore[attr-defined]
        if not is_the_subjects(ended):
            raise RuntimeError("the checker ended otherwise") from ended
    if _events:
        found = list(_events)
        _events.clear()
        raise RuntimeError(f"the checker did {found}")
    for obj in channel.lent(peer):
        if isinstance(obj, types.ModuleType | types.FrameType | types.CodeType) or is_of_the_guest(obj):
            raise RuntimeError(f"the checker lent {obj!r}")


def is_the_subjects(error: BaseException) -> bool:
    """Return True for an exception that the subject sent as an answer, or that a value of its raised when used."""
    from roadworthy.judge.guest import raised

    if raised.origin_of(error) is not None:
        return True
    last = error.__traceback__
    names = []
    while last is not None:
        names.append((last.tb_frame.f_code.co_name, last.tb_frame.f_code.co_filename))
        last = last.tb_next
    return any(name == "use" for name, _ in names) and not isinstance(error, MemoryError | SystemError)


def is_of_the_guest(obj: Any) -> bool:
    """Return True for an object of the judge's own."""
    return str(getattr(type(obj), "__module__", "")).startswith("roadworthy.judge.guest.") and not isinstance(obj, type)


_ODD: list[Any] = [
    None, True, False, 0, 1, -1, 2, 3, 4, 5, 2**31, 2**63, -(2**63), 2**64, 1.5, -0.0, 1e308, "", "a", "m", "s1", "c1",
    "\ud800", "x" * 300, [], {}, [[]], ["t", []], ["t", 1], ["l", 1, None, [0, []]], ["k", 0], ["k", 1], ["k", 2], ["h", 1],
    ["h", 2], ["h", 3], ["h", -1], ["h", True], ["i", "f" * 100], ["i", "-0x1"], ["decimal", "1e999999999"],
    ["decimal", "sNaN"], ["fraction", [1, 0]], ["zone", ["../../etc/passwd"]], ["zone", ["Europe"]], ["range", [0, 9, 0]],
    ["G", "builtins", "type"], ["G", "os", "system"], ["G", "pathlib", "os"], ["G", "pathlib", "io.FileIO"], ["M", "os"],
    ["M", "sys"], ["ua", ["h", 4], "method"], ["ua", ["G", "builtins", "str"], "format"], ["bm", ["h", 2], 1], ["tb"],
    ["G", "typing", "ForwardRef"], ["pr", None, None, None], ["sm", ["h", 2]], ["xh", 6], ["xb", 1], ["F", 1, None],
    ["r", 1, ["h", 4], None, False], ["C", 99, {}, []], ["g", 1], ["co", 1], "__globals__", "__class__", "__dict__",
    "gi_frame", "_mock_parent", "call", "get", "set", "special", "__getattribute__", "step", "weaken", "died", "bye",
    "NaN", "q", "a", "n",
]  # fmt: skip


def _paths(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    parts = enumerate(node) if isinstance(node, list) else node.items() if isinstance(node, dict) else ()
    for key, part in parts:
        if len(found) > 3000:
            break
        found += _paths(part, (*path, key))
    return found


def _at(node: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        node = node[key]
    return node


def _messages(data: bytes) -> list[Any] | None:
    found = []
    while data:
        if len(data) < 4:
            return None
        (length,) = struct.unpack(">I", data[:4])
        try:
            found.append(json.loads(data[4 : 4 + length].decode("utf-8", "surrogatepass")))
        except (ValueError, RecursionError):
            return None
        data = data[4 + length :]
    return found


RECORDED = channel.record()


def mutate(data: bytes, max_size: int, seed: int) -> bytes:
    """Change a few parts of what are messages; bytes of what are none."""
    rng = random.Random(seed)  # noqa: S311  # the fuzzer's own
    messages = _messages(data) if rng.random() < 0.9 else None
    if not messages:
        return bytes(atheris.Mutate(data, max_size))
    for _ in range(rng.choice((1, 1, 1, 2, 3, 5))):
        _mutate_once(messages, rng)
        if not messages:
            messages = [rng.choice(RECORDED)]
    made = b"".join(map(channel.frame, messages))
    return made if len(made) <= max_size else data


def _mutate_once(messages: list[Any], rng: random.Random) -> None:
    how = rng.random()
    where = rng.randrange(len(messages))
    if how < 0.08:
        messages.insert(where, json.loads(json.dumps(rng.choice(RECORDED))))
        return
    if how < 0.12:
        del messages[where]
        return
    if how < 0.15:
        other = rng.randrange(len(messages))
        messages[where], messages[other] = messages[other], messages[where]
        return
    message = messages[where]
    paths = _paths(message)[1:] if isinstance(message, list | dict) else []
    if not paths:
        messages[where] = json.loads(json.dumps(rng.choice(RECORDED)))
        return
    path = rng.choice(paths)
    parent, key = _at(message, path[:-1]), path[-1]
    if how < 0.5:
        parent[key] = json.loads(json.dumps(rng.choice(_ODD)))
    elif how < 0.75:
        other = rng.choice(RECORDED)
        parent[key] = json.loads(json.dumps(_at(other, rng.choice(_paths(other)))))
    elif how < 0.85:
        del parent[key]
    elif how < 0.92 and isinstance(parent, list):
        parent.insert(key, json.loads(json.dumps(parent[key])))
    elif isinstance(parent[key], int):
        parent[key] += rng.choice((-2, -1, 1, 2))
    else:
        parent[key] = [rng.choice(("t", "f", "l", "vals", "mappingproxy")), [parent[key]]]


def fill(corpus: Path) -> None:
    """Write the exchange, whole and by message, into an empty folder."""
    if any(corpus.iterdir()):
        return
    (corpus / "all").write_bytes(b"".join(map(channel.frame, RECORDED)))
    for number, message in enumerate(RECORDED):
        (corpus / f"one-{number}").write_bytes(channel.frame(message))
        (corpus / f"until-{number}").write_bytes(b"".join(map(channel.frame, RECORDED[: min(number, 12)])))


if __name__ == "__main__":
    folders = [Path(argument) for argument in sys.argv[1:] if argument[:1] != "-"]
    if folders and not folders[0].is_file():  # a file is a finding to replay
        folders[0].mkdir(parents=True, exist_ok=True)
        fill(folders[0])
    gc.freeze()
    sys.addaudithook(_hook)
    atheris.Setup(sys.argv, one_input, custom_mutator=mutate)
    atheris.Fuzz()
