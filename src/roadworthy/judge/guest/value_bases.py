"""Subclasses of plain value types: their instances travel by reference, and the value inside travels along."""

from __future__ import annotations

import datetime
import decimal
import fractions
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ValueBase:
    """How to get at the value inside an instance of a subclass, calling methods of the base type only.

    Attributes:
        plain: Instance -> exact value of the base type.
        make: Stand-in class and value -> instance; does not run `__init__`, `__new__` or `__setattr__` of the class.
    """

    plain: Callable[[Any], Any]
    make: Callable[[type, Any], Any]


def _new(base: type) -> Callable[[type, Any], Any]:
    return base.__new__


def _of(*names: str, base: type) -> ValueBase:
    """Return the ValueBase of a type whose constructor takes the named attributes by keyword."""

    def values(obj: Any) -> dict[str, Any]:
        return {name: getattr(base, name).__get__(obj) for name in names}

    return ValueBase(lambda obj: base(**values(obj)), lambda cls, value: base.__new__(cls, **values(value)))  # type: ignore[call-overload]  # the attributes are its own


def _make_fraction(cls: type, value: fractions.Fraction) -> Any:
    made: Any = object.__new__(cls)
    object.__setattr__(made, "_numerator", value.numerator)
    object.__setattr__(made, "_denominator", value.denominator)
    return made


_DATE = ("year", "month", "day")
_TIME = ("hour", "minute", "second", "microsecond", "tzinfo", "fold")

VALUE_BASES: dict[type, ValueBase] = {
    int: ValueBase(int.__pos__, _new(int)),
    float: ValueBase(float.__pos__, _new(float)),
    complex: ValueBase(complex.__pos__, _new(complex)),
    str: ValueBase(str.__str__, _new(str)),
    bytes: ValueBase(lambda obj: bytes.__getitem__(obj, slice(None)), _new(bytes)),
    tuple: ValueBase(lambda obj: tuple(tuple.__iter__(obj)), _new(tuple)),
    frozenset: ValueBase(lambda obj: frozenset(frozenset.__iter__(obj)), _new(frozenset)),
    decimal.Decimal: ValueBase(
        lambda obj: decimal.Decimal(decimal.Decimal.__str__(obj)),
        decimal.Decimal.__new__,
    ),
    fractions.Fraction: ValueBase(lambda obj: fractions.Fraction(obj._numerator, obj._denominator), _make_fraction),
    datetime.datetime: _of(*_DATE, *_TIME, base=datetime.datetime),
    datetime.date: _of(*_DATE, base=datetime.date),
    datetime.time: _of(*_TIME, base=datetime.time),
    datetime.timedelta: _of("days", "seconds", "microseconds", base=datetime.timedelta),
}
"""Base type -> how; a subclass of two of them (datetime) comes before its base."""


def plain_number(obj: Any) -> Any:
    """Return the number that an instance of a number's subclass holds, or that another object says it is.

    An object that is none gives a value that equals no number.
    """
    for base in (int, float, complex, decimal.Decimal, fractions.Fraction):
        if issubclass(type(obj), base):
            return VALUE_BASES[base].plain(obj)
    try:
        return float(obj)
    except (TypeError, ValueError):
        return None
