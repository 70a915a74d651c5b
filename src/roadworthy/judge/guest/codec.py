"""Values to JSON and back: plain values as copies, containers linked, everything else by reference."""

from __future__ import annotations

import sys
import threading
import types
from collections.abc import Callable
from typing import Any, Protocol

from . import globals as names
from . import values
from .links import BY_TAG, BY_TYPE, Kind, Link, Links, mind_collisions
from .refs import Borrowed, Lent
from .wire import ProtocolError, cut, note_nan

MAX_DEPTH = 150
"""Levels of nesting; a deeper value is refused with a message that says so."""

MAX_UNPACKED_DEPTH = 2 * MAX_DEPTH + 100
"""The same for what comes in: one level out may be two in, and classes and chains of exceptions add some."""

_FLAT = values.PLAIN - {int}


class StandIns(Protocol):
    """Makes stand-ins for what the other side lends; see `standins.py`."""

    is_own: Callable[[str], bool]

    def ref_of(self, obj: Any) -> Any:
        """Return the Ref of a stand-in, or None for any other object."""

    def pack_other(self, obj: Any, codec: Codec) -> Any:
        """Return the code of an object that is neither plain nor a container nor a stand-in."""

    def unpack_other(self, tag: str, code: list[Any], codec: Codec) -> Any:
        """Return the object for a code that `pack_other` made on the other side."""


class Codec:
    """One side's view of the channel. Not thread-safe: `pack` and `unpack` are called under locks of the caller.

    Args:
        side: "checker" or "subject"; decides which names may be resolved and which ids are ours.
        stand_ins: Makes what stands in for objects of the other side.
    """

    def __init__(self, side: str, stand_ins: StandIns) -> None:
        self.side = side
        self.trusts_other = side == "subject"
        self.lent = Lent()
        self.borrowed = Borrowed()
        self.links = Links(0 if side == "checker" else 1)
        self.stand_ins = stand_ins
        self.decoding: int = 0  # ident of the thread that decodes: stand-ins answer it without asking
        self.told: set[int] = set()  # ids of the exceptions that the message being made tells of already
        self.graveyard: list[Any] = []  # what the other side released, to die outside all locks
        self.originals: dict[tuple[int, str], list[Any]] = {}  # what a check has patched in a class of ours
        self.members: dict[int, Any] = {}  # functions that the other side named by a class of ours which it has
        self._confirm: list[int] = []
        self._as_key = 0
        self._depth = 0
        self._unpacking = 0
        self._new_links: list[int] = []
        self.undelivered: list[int] = []
        self._packers: dict[type, Callable[[Any], Any]] = {
            int: self._pack_int,
            tuple: self._pack_tuple,
            frozenset: self._pack_frozenset,
            types.TracebackType: lambda _: ["tb"],
        }
        for cls, (tag, pack) in values.PACK.items():
            self._packers[cls] = self._value_packer(tag, pack)
        for cls, kind in BY_TYPE.items():
            self._packers[cls] = self._container_packer(kind)

    def is_lent(self, obj: Any) -> bool:
        """Return True for an object that the other side has by reference, or a function of a class that it has."""
        return self.lent.has(obj) or self.members.get(id(obj), self) is obj

    # --- out

    def pack(self, value: Any) -> Any:
        """Return the code of a value; raises ValueError for one that is nested too deeply."""
        cls = type(value)
        if cls in _FLAT:
            if cls is float and value != value:  # the one value that is not itself
                note_nan(value)
            return value
        packer = self._packers.get(cls)
        if packer is None:
            ref = self.stand_ins.ref_of(value)
            return self.stand_ins.pack_other(value, self) if ref is None else ["h", ref.id]
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ValueError(f"a value nested more than {MAX_DEPTH} levels deep cannot be handed over")
        try:
            return packer(value)
        finally:
            self._depth -= 1

    def pack_key(self, value: Any) -> Any:
        """Return the code of a dict's key or a set's element: stand-ins for it will know their hash."""
        self._as_key += 1
        try:
            return self.pack(value)
        finally:
            self._as_key -= 1

    def hash_if_key(self, value: Any) -> int | None:
        """Return the value's hash if it is packed as a key."""
        return hash(value) if self._as_key else None

    def begin(self) -> None:
        """Start a message: from here on `roll_back` undoes what packing it announced."""
        self._new_links.clear()
        self.undelivered.clear()
        self.told.clear()
        self._depth = self._as_key = 0

    def roll_back(self) -> None:
        """Forget what was announced in a message that will not be sent."""
        self.links.end(self._new_links)
        for ref_id in self.undelivered:
            self.lent.release(ref_id, 1)

    def _pack_int(self, value: int) -> Any:
        return value if -values.INT64 <= value < values.INT64 else values.pack_integer(value)

    def _pack_tuple(self, value: tuple[Any, ...]) -> Any:
        return ["t", [*map(self.pack, value)]]

    def _pack_frozenset(self, value: frozenset[Any]) -> Any:
        return ["f", [*map(self.pack_key, value)]]

    def _value_packer(self, tag: str, pack: Callable[[Any, values.Code], Any]) -> Callable[[Any], Any]:
        return lambda value: [tag, pack(value, self.pack)]

    def _container_packer(self, kind: Kind) -> Callable[[Any], Any]:
        return lambda value: self.pack_container(kind, value)

    def pack_container(self, kind: Kind, value: Any) -> Any:
        """Return the code of a container: its link if it has one, else all it holds under a new link."""
        link = self.links.of(value)
        if link is not None:
            return ["k", link.id]
        link = self.links.make(kind, value)
        self._new_links.append(link.id)
        code = [kind.tag, link.id, self.pack(kind.extra(value))]  # noqa: S610  # no Django here
        code.append(self.pack_parts(link))
        return code

    def announce(self, link: Link) -> None:
        """Note a link that the message under way makes known."""
        self._new_links.append(link.id)

    def pack_parts(self, link: Link) -> Any:
        """Return the code of what a container holds, and remember it as what both sides agreed on."""
        parts = link.look()
        kinds = set(map(type, parts))
        if float in kinds:
            for part in parts:
                if type(part) is float and part != part:  # as above
                    note_nan(part)
        if kinds <= _FLAT or (kinds <= values.PLAIN and self._small(parts)):
            return [1, parts]
        if link.kind.tag in ("d", "od", "dd", "ct"):
            half = len(parts) // 2
            return [0, [*map(self.pack_key, parts[:half]), *map(self.pack, parts[half:])]]
        return [0, [*map(self.pack_key if link.kind.tag == "s" else self.pack, parts)]]

    @staticmethod
    def _small(parts: list[Any]) -> bool:
        numbers = [part for part in parts if type(part) is int]
        return min(numbers) >= -values.INT64 and max(numbers) < values.INT64

    # --- in

    def unpack(self, code: Any) -> Any:
        """Return the value for a code; raises ProtocolError when it makes no sense."""
        if type(code) is not list:
            if type(code) is dict:
                raise ProtocolError("a bare object")
            return code
        self._unpacking += 1
        try:
            if self._unpacking > MAX_UNPACKED_DEPTH:
                raise ValueError("nested too deeply")
            tag = code[0]
            if type(tag) is not str:
                raise ValueError("no tag")
            if tag == "t":
                return tuple(self._unpack_all(code[1]))
            if tag == "k":
                return self.links.resolve(code[1]).obj
            if tag == "h":
                return self.lent.get(code[1])
            if tag == "f":
                elements = self._unpack_all(code[1])
                mind_collisions(elements)
                return frozenset(elements)
            kind = BY_TAG.get(tag)
            if kind is not None:
                return self._unpack_container(kind, code)
            build = values.BUILD.get(tag)
            if build is not None:
                return build(code[1], self.unpack)
            if tag == "G":
                return self._resolve(code[1], code[2])
            if tag == "tb":
                return _traceback()
            return self.stand_ins.unpack_other(tag, code, self)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError, RecursionError) as error:
            raise ProtocolError(f"a value that makes no sense: {cut(error)}") from error
        finally:
            self._unpacking -= 1

    def _unpack_all(self, codes: Any) -> list[Any]:
        if type(codes) is not list:
            raise ValueError("not a list of values")
        return [self.unpack(code) for code in codes]

    def _resolve(self, module: Any, qualname: Any) -> Any:
        if not self.trusts_other and self.stand_ins.is_own(module):
            raise ValueError("a name of the checks'")
        return names.resolve(module, qualname, trusted=self.trusts_other)

    def _unpack_container(self, kind: Kind, code: list[Any]) -> Any:
        _, link_id, extra, parts = code
        extra = self.unpack(extra)
        if kind.tag == "dd" and not (extra is None or callable(extra)):
            raise ValueError("not a factory")
        link = self.links.adopt(link_id, kind, kind.new(extra))
        self.unpack_parts(link, parts)
        return link.obj

    def adopt(self, kind: Kind, link_id: int, obj: Any, parts: Any) -> None:
        """Link a container that the caller made (a subclass) to one of the other side, and fill it."""
        self.unpack_parts(self.links.adopt(link_id, kind, obj), parts)

    def unpack_parts(self, link: Link, code: Any) -> None:
        """Fill a container with what the other side says it holds."""
        plain, parts = code
        if type(parts) is not list:
            raise ValueError("not the parts of a container")
        if plain:
            if not set(map(type, parts)) <= values.PLAIN:
                raise ValueError("plain parts that are not plain")
        else:
            parts = self._unpack_all(parts)
        link.kind.fill(link.obj, parts)
        link.look()

    # --- what both sides must agree on before anything else in a message is read

    def pack_sync(self) -> list[Any] | None:
        """Return what changed here since the last message: containers, and what is no longer needed."""
        if not (self.links or self._confirm or self.borrowed.has_released):
            return None
        changed = [[link.id, self.pack_parts(link)] for link in self.links.changed()]
        dropped = self.links.drop_unreferenced()
        released = self.borrowed.released()
        confirm, self._confirm = self._confirm, []
        if not (changed or dropped or released or confirm):
            return None
        return [changed, dropped, released, confirm]

    def _unpack_sync(self, code: Any) -> None:
        changed, dropped, released, confirmed = code
        for link_id, parts in changed:
            self.unpack_parts(self.links.resolve(link_id), parts)
        self.links.end(dropped)
        self._confirm += dropped  # numbers, or `end` would have refused them
        self.links.end(confirmed)
        for ref_id, uses in released:
            self.graveyard.append(self.lent.release(ref_id, uses))

    def message_in(self, code: Any, sync: Any) -> list[Any]:
        """Return a message's payload, with `decoding` set meanwhile; raises ProtocolError when it makes no sense."""
        self.decoding = threading.get_ident()
        try:
            if sync is not None:
                self._unpack_sync(sync)
            return [self.unpack(part) for part in code]
        except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError) as error:
            raise ProtocolError(f"a message that makes no sense: {cut(error)}") from error
        finally:
            self.decoding = 0


def _traceback() -> types.TracebackType | None:
    """Return a traceback of this side: the other side's lead into frames that are not to be had."""
    try:
        raise RuntimeError
    except RuntimeError:
        return sys.exc_info()[2]
