"""Containers that both sides hold stay one container.

A list that is handed over becomes a real list on the other side, linked to the first. Whenever control passes from one
side to the other, the containers that changed are sent along and changed there in place. With one thread of control,
as in nearly every check, that is exactly what one shared list would have been; `is`, aliasing and nesting included.

A link ends when one side has no other reference to its container left: nobody there can tell the difference any more.
"""

from __future__ import annotations

import array
import collections
import operator
import sys
import types
from collections.abc import Callable, Iterable
from typing import Any


class Kind:
    """How a type of container is emptied, filled and compared; methods of the exact base type, never overrides.

    Attributes:
        tag: Names the kind in messages.
        base: The built-in type.
        parts: Container -> list of what it holds now (flat; a mapping gives its keys, then its values).
        fill: Replaces what a container holds by such a list.
        extra: Container -> what else its constructor needs (a deque's bound, a factory), fixed for its life.
        new: Makes an empty one from `extra`.
    """

    def __init__(
        self,
        tag: str,
        base: type,
        parts: Callable[[Any], list[Any]],
        fill: Callable[[Any, list[Any]], None],
        *,
        extra: Callable[[Any], Any] = lambda _: None,
        new: Callable[[Any], Any] | None = None,
    ) -> None:
        self.tag, self.base, self.parts, self.fill, self.extra = tag, base, parts, fill, extra
        self.new: Callable[[Any], Any] = new or (lambda _: base())


def _fill_list(target: Any, parts: list[Any]) -> None:
    list.__setitem__(target, slice(None), parts)


def _dict_parts(mapping: Any) -> list[Any]:
    return [*dict.keys(mapping), *dict.values(mapping)]


def _fill_dict(target: Any, parts: list[Any]) -> None:
    half = len(parts) // 2
    keys, values = parts[:half], parts[half:]
    mind_collisions(keys)
    if same(list(dict.keys(target)), keys):  # so that whoever iterates over it may go on
        for key, value in zip(keys, values, strict=True):
            dict.__setitem__(target, key, value)
        return
    dict.clear(target)
    for key, value in zip(keys, values, strict=True):
        dict.__setitem__(target, key, value)


def _fill_ordered(target: Any, parts: list[Any]) -> None:
    half = len(parts) // 2
    mind_collisions(parts[:half])
    collections.OrderedDict.clear(target)
    for key, value in zip(parts[:half], parts[half:], strict=True):
        collections.OrderedDict.__setitem__(target, key, value)


def _fill_set(target: Any, parts: list[Any]) -> None:
    mind_collisions(parts)
    set.clear(target)
    set.update(target, parts)


def _fill_deque(target: Any, parts: list[Any]) -> None:
    collections.deque.clear(target)
    collections.deque.extend(target, parts)


def _fill_bytearray(target: Any, parts: list[Any]) -> None:
    target[:] = parts[0]


def _fill_array(target: Any, parts: list[Any]) -> None:
    del target[:]
    target.frombytes(parts[0])


def _namespace_parts(namespace: Any) -> list[Any]:
    return _dict_parts(vars(namespace))


def _fill_namespace(target: Any, parts: list[Any]) -> None:
    _fill_dict(vars(target), parts)


def _fill_chain(target: Any, parts: list[Any]) -> None:
    target.maps = list(parts)


KINDS = (
    Kind("l", list, list.copy, _fill_list),
    Kind("d", dict, _dict_parts, _fill_dict),
    Kind("s", set, lambda v: [*set.__iter__(v)], _fill_set),
    Kind("ba", bytearray, lambda v: [bytes(v)], _fill_bytearray),
    Kind(
        "dq",
        collections.deque,
        lambda v: [*collections.deque.__iter__(v)],
        _fill_deque,
        extra=lambda v: v.maxlen,
        new=lambda bound: collections.deque(maxlen=bound),
    ),
    Kind("od", collections.OrderedDict, lambda v: [*v.keys(), *v.values()], _fill_ordered),
    Kind(
        "dd",
        collections.defaultdict,
        _dict_parts,
        _fill_dict,
        extra=lambda v: v.default_factory,
        new=collections.defaultdict,
    ),
    Kind("ct", collections.Counter, _dict_parts, _fill_dict),
    Kind(
        "ar",
        array.array,
        lambda v: [v.tobytes()],
        _fill_array,
        extra=lambda v: v.typecode,
        new=array.array,
    ),
    Kind("ns", types.SimpleNamespace, _namespace_parts, _fill_namespace),
    Kind("chain", collections.ChainMap, lambda v: list(v.maps), _fill_chain),
)
BY_TYPE = {kind.base: kind for kind in KINDS}
BY_TAG = {kind.tag: kind for kind in KINDS}


_COLLISIONS = 2000
"""Keys of one container that may have the hash of another one: with n of them filling it takes n * n steps."""


def mind_collisions(keys: list[Any]) -> None:
    """Raise ValueError for keys that were made to collide."""
    if len(keys) > _COLLISIONS and len(keys) - len(set(map(hash, keys))) > _COLLISIONS:
        raise ValueError("too many keys with the same hash")


def same(left: list[Any], right: list[Any]) -> bool:
    """Return True if both lists hold the identical objects; never calls `__eq__`."""
    return len(left) == len(right) and all(map(operator.is_, left, right))


class Link:
    """A container of this side, tied to one of the other side."""

    __slots__ = ("id", "kind", "obj", "seen")

    def __init__(self, link_id: int, kind: Kind, obj: Any) -> None:
        self.id = link_id
        self.kind = kind
        self.obj = obj
        self.seen: list[Any] = []

    def look(self) -> list[Any]:
        """Remember what the container holds now, and return it."""
        self.seen = self.kind.parts(self.obj)
        return self.seen

    def changed(self) -> bool:
        """Return True if the container holds something else than when last looked at."""
        now = self.kind.parts(self.obj)
        if len(now) == 1 and len(self.seen) == 1 and type(now[0]) is type(self.seen[0]) is bytes:
            return bool(now != self.seen)  # bytearrays give new bytes at each look; other types may equal bytes, too
        return not same(now, self.seen)


def _references(link: Link) -> int:
    return sys.getrefcount(link.obj)


UNREFERENCED = _references(Link(0, BY_TYPE[list], []))
"""What `_references` counts when nothing but the link holds the container."""


def _is_id(number: Any) -> bool:
    return type(number) is int and number >= 0


class Links:
    """All links of one side. Ids made here have the parity `start % 2`, so that both sides can make them.

    A container that only its link holds is `dropped`: the other side is told, and answers; until then it stays
    resolvable, because a message that mentions it may be under way.
    """

    def __init__(self, start: int) -> None:
        self._next = start
        self._by_id: dict[int, Link] = {}
        self._by_object: dict[int, Link] = {}
        self._leaving: dict[int, Link] = {}

    def __len__(self) -> int:
        return len(self._by_id)

    def of(self, obj: Any) -> Link | None:
        """Return the link of a container, if it has one."""
        return self._by_object.get(id(obj))

    def make(self, kind: Kind, obj: Any) -> Link:
        """Link a container of this side under a new id."""
        link = Link(self._next, kind, obj)
        self._next += 2
        return self._add(link)

    def adopt(self, link_id: int, kind: Kind, obj: Any) -> Link:
        """Link a container that was just built for one of the other side."""
        if not _is_id(link_id) or link_id in self._by_id or link_id in self._leaving or link_id % 2 == self._next % 2:
            raise ValueError("a container announced twice")
        return self._add(Link(link_id, kind, obj))

    def _add(self, link: Link) -> Link:
        self._by_id[link.id] = link
        self._by_object[id(link.obj)] = link
        return link

    def resolve(self, link_id: int) -> Link:
        """Return the link with an id; raises ValueError for an unknown one."""
        link = (self._by_id.get(link_id) or self._leaving.get(link_id)) if _is_id(link_id) else None
        if link is None:
            raise ValueError("an unknown container")
        return link

    def changed(self) -> list[Link]:
        """Return the links whose container changed here since both sides agreed."""
        return [link for link in list(self._by_id.values()) if link.changed()]

    def drop_unreferenced(self) -> list[int]:
        """Start to let go of containers that nothing else here holds; return their ids."""
        gone = [link for link in self._by_id.values() if sys.getrefcount(link.obj) <= UNREFERENCED]
        for link in gone:
            del self._by_id[link.id]
            del self._by_object[id(link.obj)]
            self._leaving[link.id] = link
        return [link.id for link in gone]

    def end(self, ids: Iterable[int]) -> None:
        """Forget links that the other side let go of, or whose end it confirmed."""
        for link_id in ids:
            if not _is_id(link_id):
                raise ValueError("not an id")
            self._leaving.pop(link_id, None)
            link = self._by_id.pop(link_id, None)
            if link is not None:
                del self._by_object[id(link.obj)]
