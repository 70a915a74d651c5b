"""When an object of the learner's says that it equals a value of the check's.

An object that equals everything must not satisfy `assert answer() == 42`; an object with an honest `__eq__` must. The
object is asked about the value and about decoys made from it, each twice, in random order; it is believed if it says
yes to exactly the value. To pass without knowing the answer it would have to guess which one that is.
"""

from __future__ import annotations

import random
import weakref
from typing import Any

from .decoys import Decoys, detached
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
        self._made = Decoys(self._random)
        self._untrusted: weakref.WeakSet[Any] = weakref.WeakSet()

    def distrusts(self, obj: Any) -> bool:
        """Return True for the outcome of a comparison that nothing may be concluded from."""
        return id(obj) in {id(known) for known in self._untrusted}

    def equal(self, obj: Any, other: Any) -> Any:
        """Return what `obj == other` is for a stand-in `obj`."""
        request = self._peer.request
        if self._peer.side != "checker" or self._peer.stand_ins.ref_of(other) is not None:
            return request("special", type(obj), "__eq__", obj, (other,), ())
        if type(other) in _NEVER or type(other).__module__.partition(".")[0] == "_pytest":
            return NotImplemented  # `pytest.approx` weighs by itself
        once = [other, *self._decoys(other)]
        if len(once) == 1:
            return NotImplemented  # nothing to hide it among
        # A value that alone came twice would give itself away, and so would one that was handed over before.
        candidates = [detached(candidate) for candidate in once * 2]
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
        if type(value) in TRANSPARENT:
            return self._made.around(value, DECOYS)
        rng = self._random  # an object of the checks: hidden among what it is not
        return [rng.choice((object(), rng.random(), str(value), [value])) for _ in range(DECOYS)]


TRANSPARENT = VALUE_TYPES | frozenset(PACK) | frozenset(BY_TYPE)
"""Types whose decoys are of the same type."""
