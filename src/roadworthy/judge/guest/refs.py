"""References across the channel: what this side lent out, and what it borrows."""

from __future__ import annotations

import itertools
import sys
import threading
import weakref
from collections.abc import Callable
from typing import Any


class Ref:
    """Held by a stand-in for an object of the other side; when the stand-in goes, the other side may let go too.

    Attributes:
        id: The number under which the other side lent the object.
        uses: How often it was handed over; the release says so, since a further one may be under way.
    """

    __slots__ = ("__weakref__", "_released", "id", "uses")

    def __init__(self, ref_id: int, released: list[tuple[int, int]]) -> None:
        self.id = ref_id
        self.uses = 1
        self._released = released

    def __del__(self) -> None:
        self._released.append((self.id, self.uses))


class Lent:
    """Objects of this side that the other side refers to, kept alive until it releases them.

    Nothing but what is in here can be reached from the other side.
    """

    def __init__(self) -> None:
        self._ids = itertools.count(1)
        self._objects: dict[int, Any] = {}
        self._counts: dict[int, int] = {}
        self._of: dict[int, int] = {}
        self._weak: dict[int, weakref.ref[Any]] = {}

    def __len__(self) -> int:
        return len(self._objects)

    def lend(self, obj: Any) -> tuple[int, bool]:
        """Return the object's id and whether it is lent for the first time; count one more use."""
        known = self._of.get(id(obj))
        if known is not None and known in self._weak:
            del self._weak[known]
            self._objects[known] = obj
        if known is not None:
            self._counts[known] += 1
            return known, False
        ref_id = next(self._ids)
        self._objects[ref_id] = obj
        self._of[id(obj)] = ref_id
        self._counts[ref_id] = 1
        return ref_id, True

    def get(self, ref_id: Any) -> Any:
        """Return a lent object; raises ValueError for an id that is not lent."""
        if type(ref_id) is int:
            if ref_id in self._objects:
                return self._objects[ref_id]
            weak = self._weak.get(ref_id)
            obj = None if weak is None else weak()
            if obj is not None:
                return obj
        raise ValueError("an unknown object")

    def has(self, obj: Any) -> bool:
        """Return True for an object that is lent now."""
        ref_id = self._of.get(id(obj))
        if ref_id is None:
            return False
        weak = self._weak.get(ref_id)
        return (self._objects.get(ref_id) if weak is None else weak()) is obj

    def weaken(self, ref_id: int, uses: int, died: Callable[[], None]) -> bool:
        """Hold an object only weakly from now on, since the other side does; return whether it still lives.

        Args:
            ref_id: Its id.
            uses: How often the other side got it; if it is under way once more, nothing changes.
            died: Called when it dies later.
        """
        if ref_id not in self._objects or self._counts[ref_id] != uses:
            return True
        obj = self._objects[ref_id]
        key = id(obj)

        def gone(_: Any) -> None:
            self._weak.pop(ref_id, None)
            self._counts.pop(ref_id, None)
            self._of.pop(key, None)
            died()

        try:
            self._weak[ref_id] = weakref.ref(obj, gone)
        except TypeError:
            return False
        del self._objects[ref_id]
        del obj
        return ref_id in self._weak

    def release(self, ref_id: int, uses: int) -> Any:
        """Count uses back; return the object when that was the last, so that the caller decides when it dies."""
        if type(ref_id) is not int or type(uses) is not int or uses < 1:
            raise ValueError("not a count of uses")
        left = self._counts.get(ref_id, 0) - uses
        if left > 0:
            self._counts[ref_id] = left
            return None
        obj = self._objects.pop(ref_id, None)
        self._counts.pop(ref_id, None)
        weak = self._weak.pop(ref_id, None)
        if weak is not None:
            obj = weak()
        self._of.pop(id(obj), None)
        return obj


_FEW = 64
_PINNED_ONLY = 2
"""What `getrefcount` says of an object that one dictionary holds: that and its own argument."""


class Borrowed:
    """Stand-ins of this side for objects of the other side: at most one for each while it lives."""

    def __init__(self) -> None:
        self._stand_ins: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()
        self._permanent: dict[int, Any] = {}
        self._pinned: dict[int, Any] = {}
        self._sweep_at = _FEW
        self._released: list[tuple[int, int]] = []
        self._lock = threading.Lock()

    def get(self, ref_id: int) -> Any:
        """Return the living stand-in for an id, or None."""
        for kept in (self._permanent, self._pinned):
            stand_in = kept.get(ref_id)
            if stand_in is not None:  # a stand-in's truth would be asked of the other side
                return stand_in
        return self._stand_ins.get(ref_id)

    def ref(self, ref_id: int) -> Ref:
        """Return a new Ref for a stand-in about to be made."""
        return Ref(ref_id, self._released)

    def keep(self, ref_id: int, stand_in: Any, *, for_ever: bool = False) -> None:
        """Remember the stand-in, weakly unless it is `for_ever` (classes, and what cannot be referred to weakly)."""
        if for_ever:
            self._permanent[ref_id] = stand_in
        else:
            self._stand_ins[ref_id] = stand_in

    def pin(self, ref_id: int, stand_in: Any) -> None:
        """Remember a stand-in that cannot be referred to weakly, at least for as long as something else holds it."""
        self._pinned[ref_id] = stand_in

    def _sweep(self) -> None:
        """Let go of the pinned stand-ins that nothing else holds, now and then."""
        for ref_id in list(self._pinned):
            if sys.getrefcount(self._pinned[ref_id]) <= _PINNED_ONLY:
                del self._pinned[ref_id]
        self._sweep_at = max(_FEW, 2 * len(self._pinned))

    @property
    def classes(self) -> int:
        """How many stand-ins are kept for ever."""
        return len(self._permanent)

    @property
    def has_released(self) -> bool:
        """Return True if there is something to tell."""
        return bool(self._released)

    def released(self) -> list[tuple[int, int]]:
        """Return and forget the releases that the other side has not been told yet."""
        if len(self._pinned) > self._sweep_at:
            self._sweep()
        if not self._released:
            return []
        with self._lock:
            count = len(self._released)
            taken = self._released[:count]
            del self._released[:count]
        return taken
