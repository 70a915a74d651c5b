"""A model of what two sides hand each other: specs of values, what is built from them, and how it is changed."""

from __future__ import annotations

import array
import collections
import datetime
import decimal
import fractions
import types
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import strategies as st
from tests.judge import channel

TEXTS = ["", "a", "key", "ü😀", "a\0b", '"\\[', "\ud800", "\ude00\ud83d", "\ud83d\ude00"]
NUMBERS = [True, False, None, 0, 1, -1, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 10**40, 0.0, -0.0, 1.5, 1e-320]
OTHERS = [
    b"", b"x", b"\xff\0", 1 + 2j, complex(0.0, -0.0), (), (1, "a"), frozenset({1, "a"}), range(3), decimal.Decimal("1.10"),
    decimal.Decimal("-Infinity"), fractions.Fraction(-1, 3), datetime.date(2026, 2, 28), datetime.timedelta(-1, 5, 7),
    datetime.datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=datetime.UTC), datetime.time(23, 59), uuid.UUID(int=5), ..., int,
]  # fmt: skip
NO_KEYS = [float("nan"), float("inf"), decimal.Decimal("NaN"), NotImplemented, slice(1, None, -1)]
KEYS = st.sampled_from([*TEXTS, *NUMBERS, *OTHERS]) | st.integers() | st.floats(allow_nan=False)
SCALARS = KEYS | st.sampled_from(NO_KEYS)

ATOMS = st.one_of(
    st.tuples(st.just("scalar"), SCALARS),
    st.tuples(st.just("root"), st.integers(0, 9)),
    st.tuples(st.sampled_from(["function", "thing", "error"]), st.none()),
    st.tuples(st.sampled_from(["bytearray", "array"]), st.sampled_from([b"", b"x", b"ab"])),
    st.tuples(st.sampled_from(["set", "counter"]), st.lists(KEYS, max_size=3)),
)


def _wider(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    sequences = st.tuples(st.sampled_from(["list", "list", "tuple", "deque", "bounded"]), st.lists(inner, max_size=3))
    pairs = st.lists(st.tuples(KEYS, inner), max_size=3)
    mappings = st.tuples(st.sampled_from(["dict", "ordered", "default", "namespace", "chain"]), pairs)
    return sequences | mappings


SPECS = st.recursive(ATOMS, _wider, max_leaves=6)
SIDE = st.sampled_from((0, 1))
INDEX = st.integers(0, 30)
CHANGE = st.tuples(
    st.lists(st.integers(0, 3), max_size=3), st.sampled_from(["add", "put", "cut", "turn", "clear"]), INDEX, KEYS, SPECS
)
"""Where below a root, what to do there, at which place or under which key, and with what."""


class Thing:
    """What is handed over by reference, equal by identity, hashed by its own method."""

    def __init__(self, label: int) -> None:
        self.label = label
        self.value: Any = None

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return self.label


class Odd(Exception):  # noqa: N818  # a short name for tests
    """What is raised across, with arguments and an attribute."""

    detail: Any


def _of(module: str, cls: type) -> Any:
    """Return the class as if `module` had defined it."""
    members = {name: value for name, value in vars(cls).items() if name not in ("__dict__", "__weakref__")}
    return type(cls.__name__, cls.__bases__, members | {"__module__": module})


CLASSES = {
    cls: [_of(channel.__name__, cls), _of(channel.SUBJECT, cls), cls] for cls in (Thing, Odd)
}  # the last: the model's


def function(label: int) -> Any:
    """Return a function that gives back what it was called with before, or hands on to the next function."""

    def keeper(value: Any, *through: Any) -> Any:
        if through:
            return through[0](value, *through[1:])
        vars(keeper)["value"], before = value, vars(keeper)["value"]
        return before

    vars(keeper).update(label=label, value=None)
    return keeper


MAKES: dict[str, Callable[[Any], Any]] = {
    "list": list,
    "tuple": tuple,
    "deque": collections.deque,
    "bounded": lambda parts: collections.deque(parts, 2),
    "set": set,
    "counter": collections.Counter,
    "bytearray": bytearray,
    "array": lambda text: array.array("B", text),
    "dict": dict,
    "ordered": collections.OrderedDict,
    "default": lambda pairs: collections.defaultdict(list, pairs),
    "namespace": lambda pairs: types.SimpleNamespace(**{f"a{n}": value for n, (_, value) in enumerate(pairs)}),
    "chain": lambda pairs: collections.ChainMap(*(dict([pair]) for pair in pairs)),
}


def build(spec: Any, side: int, roots: list[Any], labels: Iterator[int]) -> Any:
    """Return the value that a spec describes, made of this side's (or the model's) own objects."""
    kind, what = spec
    if kind == "scalar":
        return what
    if kind == "root":
        return roots[what % len(roots)] if roots else None
    if kind == "function":
        return function(next(labels))
    if kind == "thing":
        return CLASSES[Thing][side](next(labels))
    if kind == "error":
        error = CLASSES[Odd][side]("text", next(labels))
        error.detail = [roots[-1]] if roots else None
        return error
    if kind in ("list", "tuple", "deque", "bounded"):
        what = [build(part, side, roots, labels) for part in what]
    elif kind in ("dict", "ordered", "default", "namespace", "chain"):
        what = [(key, build(part, side, roots, labels)) for key, part in what]
    return MAKES[kind](what)


CONTAINERS = (list, set, dict, bytearray, collections.deque, array.array, types.SimpleNamespace, collections.ChainMap)


def children(value: Any) -> list[Any]:
    """Return what a container or tuple holds, in an order that both sides and the model have in common."""
    if isinstance(value, list | tuple | collections.deque):
        return list(value)
    if isinstance(value, dict):
        return list(value.values())
    if type(value) is types.SimpleNamespace:
        return list(vars(value).values())
    return list(value.maps) if isinstance(value, collections.ChainMap) else []


def container_at(value: Any, path: list[int]) -> Any:
    """Return the last container on a path that leads down from a value; None if there is none."""
    found = value if type(value) in TYPES else None
    for step in path:
        below = children(value)
        if not below:
            break
        value = below[step % len(below)]
        found = value if type(value) in TYPES else found
    return found


TYPES = frozenset({*CONTAINERS, collections.OrderedDict, collections.defaultdict, collections.Counter})


def reaches(start: Any, target: Any) -> bool:
    """Return True if an object of the model's leads to another one."""
    seen: dict[int, Any] = {}
    left = [start]
    while left:
        value = left.pop()
        if value is target:
            return True
        if id(value) not in seen:
            seen[id(value)] = value
            left += children(value)
            if isinstance(value, dict | set | frozenset):
                left += list(value)
            elif isinstance(value, Odd):
                left += [*value.args, value.detail]
            elif isinstance(value, Thing | types.FunctionType):
                left.append(vars(value)["value"])
    return False


def change(target: Any, how: str, number: int, key: Any, value: Any) -> None:
    """Change a container in place; the same arguments have the same effect in the model."""
    if isinstance(target, list | collections.deque):
        place = number % len(target) if target else 0
        if how == "add" or not target:
            target.append(value)
        elif how == "put":
            target[place] = value
        elif how == "cut":
            del target[place]
        else:
            target.reverse() if how == "turn" else target.clear()
    elif isinstance(target, bytearray | array.array):
        target.append(number) if how == "add" or not target else target.reverse() if how == "turn" else target.pop()
    elif isinstance(target, set):
        target.clear() if how == "clear" else target.symmetric_difference_update({key})
    elif type(target) is types.SimpleNamespace:
        setattr(target, f"a{number % 4}", value)
    elif isinstance(target, collections.ChainMap):
        target.maps.append({key: number}) if how == "add" else target.maps.reverse()
    elif how in ("cut", "turn") and target:
        cut = list(target)[number % len(target)]
        again = target.pop(cut)
        if how == "turn":
            target[cut] = again
    elif how == "clear":
        target.clear()
    elif how == "put" and type(target) is collections.defaultdict:
        target[key]  # makes a list if there is none
    else:
        target[key] = number if type(target) is collections.Counter else value
