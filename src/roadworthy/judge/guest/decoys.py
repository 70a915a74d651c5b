"""Values among which another is hidden.

Decoys are made in a chain: each differs a little from the one before, and the value stands at a random place of the
chain. So neither what most of them have in common nor what lies in their middle tells which one is meant; and each is of
the value's own type.
"""

from __future__ import annotations

import array
import collections
import datetime
import decimal
import fractions
import math
import pathlib
import random
import uuid
from collections.abc import Callable
from typing import Any

_TRIES = 20
_CLASSES = ("aeiou", "bcdfghjklmnpqrstvwxyz", "AEIOU", "BCDFGHJKLMNPQRSTVWXYZ", "0123456789")
"""A letter is replaced by one of its class, so that a word still looks like a word."""


class Decoys:
    """Makes decoys.

    Args:
        rng: What chance is.
    """

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._made: dict[type, Callable[[Any], Any]] = {
            int: self._integer,
            float: self._float,
            bool: lambda value: not value,
            complex: lambda value: complex(self._float(value.real), self._float(value.imag)),
            str: self._text,
            bytes: self._bytes,
            bytearray: lambda value: bytearray(self._bytes(bytes(value))),
            list: self._items,
            tuple: lambda value: tuple(self._items(list(value))),
            set: self._set,
            frozenset: lambda value: frozenset(self._set(set(value))),
            dict: self._mapping,
            collections.OrderedDict: lambda value: collections.OrderedDict(self._mapping(dict(value))),
            collections.defaultdict: lambda value: collections.defaultdict(
                value.default_factory, self._mapping(dict(value))
            ),
            collections.Counter: lambda value: collections.Counter(self._mapping(dict(value))),
            collections.deque: lambda value: collections.deque(self._items(list(value)), value.maxlen),
            array.array: self._array,
            datetime.date: lambda value: value + datetime.timedelta(days=self._step(400)),
            datetime.datetime: lambda value: value + datetime.timedelta(seconds=self._step(90_000)),
            datetime.timedelta: lambda value: value + datetime.timedelta(seconds=self._step(90_000)),
            datetime.time: self._time,
            decimal.Decimal: self._decimal,
            fractions.Fraction: lambda value: fractions.Fraction(self._integer(value.numerator), value.denominator),
            uuid.UUID: lambda value: uuid.UUID(int=value.int ^ (1 << self._rng.randrange(128))),
            range: lambda value: range(value.start, self._integer(value.stop), value.step),
        }
        for cls in (pathlib.PurePosixPath, pathlib.PureWindowsPath, type(pathlib.Path())):
            self._made[cls] = lambda value: type(value)(self._text(str(value)))

    def around(self, value: Any, count: int) -> list[Any]:
        """Return up to `count` decoys, all different from each other and from the value; none if none can be made."""
        before = self._rng.randint(0, count)
        found = [value]
        for length in (before, count - before):
            last = value
            for _ in range(length):
                made = self._another(last, found)
                if made is None:
                    break
                found.append(made)
                last = made
        while 1 < len(found) <= count and (made := self._another(self._rng.choice(found), found)) is not None:
            found.append(made)  # a chain ended early, where there was not much to change
        return found[1:]

    def _another(self, value: Any, known: list[Any]) -> Any:
        for _ in range(_TRIES):
            try:
                made = self._decoy(value)
                if not any(made == one for one in known):
                    return made
            except (ValueError, OverflowError, ArithmeticError, TypeError):
                continue  # out of bounds, or what it holds compares with few things only
        return None

    def _decoy(self, value: Any) -> Any:
        make = self._made.get(type(value))
        if make is None:
            raise TypeError(type(value).__name__)
        return make(value)

    def _step(self, most: int) -> int:
        return self._rng.choice((-1, 1)) * self._rng.randint(1, most)

    def _integer(self, value: int) -> int:
        # The bound is the same for the value and for what is near it, so that a step back is as likely as a step there.
        return value + self._step(max(8, 1 << max(0, value.bit_length() - 1)))

    def _float(self, value: float) -> float:
        if not math.isfinite(value):
            return self._rng.uniform(-100, 100)
        digits = len(repr(value).partition(".")[2].partition("e")[0]) or 1  # as many as the value shows
        span = 2.0 ** (math.frexp(value)[1] or 1)
        return round(value + self._rng.uniform(-span, span), digits)

    def _decimal(self, value: decimal.Decimal) -> decimal.Decimal:
        sign, digits, exponent = value.as_tuple()
        if not isinstance(exponent, int):
            return decimal.Decimal(self._rng.randint(-99, 99))
        number = self._integer(int("".join(map(str, digits))) * (-1 if sign else 1))
        return decimal.Decimal((int(number < 0), tuple(map(int, str(abs(number)))), exponent))

    def _time(self, value: datetime.time) -> datetime.time:
        return value.replace(minute=self._rng.randrange(60), second=self._rng.randrange(60))

    def _text(self, text: str) -> str:
        letters = list(text)
        how = self._rng.random()
        if not letters or how < 0.15:
            letters.insert(self._rng.randint(0, len(letters)), self._rng.choice(_CLASSES[self._rng.choice((0, 1, 4))]))
        elif how < 0.3:
            del letters[self._rng.randrange(len(letters))]
        else:
            place = self._rng.randrange(len(letters))
            kind = next((kind for kind in _CLASSES if letters[place] in kind), _CLASSES[1])
            letters[place] = self._rng.choice(kind)
        return "".join(letters)

    def _bytes(self, value: bytes) -> bytes:
        return self._text(value.decode("latin-1")).encode("latin-1")

    def _items(self, items: list[Any]) -> list[Any]:
        items = list(items)
        how = self._rng.random()
        places = [place for place, item in enumerate(items) if type(item) in self._made]
        if not items:
            return [self._rng.randint(0, 99)]
        place = self._rng.choice(places) if places else self._rng.randrange(len(items))
        if places and how < 0.7:  # mostly one item differs
            items[place] = self._decoy(items[place])
        elif how < 0.85:  # or is missing
            del items[place]
        else:  # or there is one more
            items.insert(place, self._decoy(items[place]) if places else items[place])
        return items

    def _set(self, items: set[Any]) -> set[Any]:
        listed = list(items)
        self._rng.shuffle(listed)
        return set(self._items(listed))

    def _mapping(self, items: dict[Any, Any]) -> dict[Any, Any]:
        keys = list(items)
        how = self._rng.random()
        values = [key for key in keys if type(items[key]) in self._made]
        if values and how < 0.7:
            key = self._rng.choice(values)
            return {**items, key: self._decoy(items[key])}
        if keys and how < 0.85:
            left_out = self._rng.choice(keys)
            return {key: item for key, item in items.items() if key is not left_out}
        model = self._rng.choice(keys) if keys else 0
        key = self._decoy(model) if type(model) in self._made else self._rng.randint(0, 99)
        return {**items, key: items.get(model, self._rng.randint(0, 99))}

    def _array(self, value: array.array[Any]) -> array.array[Any]:
        return array.array(value.typecode, self._items(value.tolist()))


def detached(value: Any) -> Any:
    """Return a copy of containers, and of containers in them: what is asked about is not to be changed by the asking."""
    cls = type(value)
    if cls in (list, tuple, set, frozenset):
        return cls(map(detached, value))
    if cls is dict:
        return {key: detached(item) for key, item in value.items()}
    return value
