"""When an object of the learner's says that it equals a value of the check's.

An object that equals everything must not satisfy `assert answer() == 42`; an object with an honest `__eq__` must. The
object is asked about the value and about decoys made from it, each twice, in random order; it is believed if it says
yes to exactly the value. To pass without knowing the answer it would have to guess which one that is.
"""

from __future__ import annotations

import random
import weakref
from typing import Any

from .links import BY_TYPE
from .values import PACK, VALUE_TYPES
from .wire import ProtocolError

DECOYS = 15
_NEVER = frozenset({type(None), bool, type(NotImplemented), type(...)})
"""Types with too few values to hide one among others: a stand-in never equals these."""


class Equality:
    """Decides comparisons for one side; only the checker distrusts."""

    def __init__(self, peer: Any) -> None:
        self._peer = peer
        self._random = random.Random()  # noqa: S311  # seeded from the system; decoys need no more
        self._untrusted: weakref.WeakSet[Any] = weakref.WeakSet()

    def distrusts(self, obj: Any) -> bool:
        """Return True for the outcome of a comparison that nothing may be concluded from."""
        return id(obj) in {id(known) for known in self._untrusted}

    def equal(self, obj: Any, other: Any) -> Any:
        """Return what `obj == other` is for a stand-in `obj`."""
        request = self._peer.request
        if self._peer.side != "checker" or self._peer.stand_ins.ref_of(other) is not None:
            return request("special", type(obj), "__eq__", obj, (other,), ())
        if type(other) in _NEVER:
            return NotImplemented
        once = [other, *self._decoys(other)]
        candidates = once * 2  # a value that alone came twice would give itself away
        order = list(range(len(candidates)))
        self._random.shuffle(order)
        said = request("equal", obj, [candidates[index] for index in order])
        if type(said) is not list or len(said) != len(order):
            raise ProtocolError("an answer that is none")
        answers = dict(zip(order, said, strict=True))
        first, last = answers[0], answers[len(once)]
        for answer in (first, last):
            if isinstance(answer, BaseException):
                raise answer
        if first is NotImplemented or last is NotImplemented:
            return NotImplemented
        lies = [answers[index] is True for index in order if index % len(once)]
        return first is True and last is True and not any(lies)

    def _decoys(self, value: Any) -> list[Any]:
        decoys: list[Any] = []
        for _ in range(50):
            decoy = self._decoy(value)
            if _differ(decoy, value):
                decoys.append(decoy)
            if len(decoys) == DECOYS:
                break
        return decoys

    def _decoy(self, value: Any) -> Any:
        rng, cls = self._random, type(value)
        if cls is int:
            return value + rng.choice((-1, 1)) * rng.randint(1, max(9, abs(value)))
        if cls is float:
            return (value or 1.0) * rng.uniform(-2, 2) + rng.uniform(-1, 1)
        if cls is complex:
            return complex(self._decoy(value.real), self._decoy(value.imag))
        if cls is str:
            return self._decoy_text(value)
        if cls is bytes:
            return self._decoy_text(value.decode("latin-1")).encode("latin-1", "replace")
        if cls in (list, tuple):
            return cls(self._decoy_items(list(value)))
        if cls is dict:
            items = list(value.items())
            if not items:
                return {rng.randint(0, 99): rng.randint(0, 99)}
            index = rng.randrange(len(items))
            items[index] = (items[index][0], self._decoy(items[index][1]))
            return dict(items[: -1 if rng.random() < 0.3 else None])  # now and then one is missing
        if cls in (set, frozenset):
            return cls({*list(value)[1:], *([rng.randint(0, 1 << 30)] if rng.random() < 0.7 or not value else [])})
        return rng.choice((object, rng.random, lambda: str(value), lambda: [value]))()

    def _decoy_text(self, text: str) -> str:
        rng = self._random
        letters = list(text) or list("abc")
        rng.shuffle(letters)
        if rng.random() < 0.5:  # half of them of another length
            letters.insert(rng.randrange(len(letters) + 1), rng.choice("etaoinshrdlu0123456789"))
        if rng.random() < 0.5 and len(letters) > 1:  # and half with a letter replaced
            letters[rng.randrange(len(letters))] = rng.choice("etaoinshrdlu0123456789")
        return "".join(letters)

    def _decoy_items(self, items: list[Any]) -> list[Any]:
        rng = self._random
        if not items:
            return [rng.randint(0, 99) for _ in range(rng.randint(1, 3))]
        how = rng.random()
        index = rng.randrange(len(items))
        if how < 0.6:  # mostly one item differs
            items[index] = self._decoy(items[index])
        elif how < 0.8:  # or is missing
            del items[index]
        else:  # or there is one more
            items.insert(index, self._decoy(items[index]))
        return items


def _differ(decoy: Any, value: Any) -> bool:
    """Return True if they are not equal; a value with a mind of its own (a class of the checks') is not asked."""
    if type(value) not in TRANSPARENT:
        return decoy is not value
    try:
        return bool(decoy != value)
    except Exception:  # something inside of it that compares with few things only
        return True


TRANSPARENT = VALUE_TYPES | frozenset(PACK) | frozenset(BY_TYPE)
"""Types for which a decoy of the same type can be made."""
