"""Plain values that travel as copies: exact built-in and standard-library types, never subclasses.

Each kind is a tag, a function that takes the value apart into JSON-able or again encodable parts, and one that builds
it. Nothing here calls code of the sender's: the worst that a forged message can do is to fail to decode.
"""

from __future__ import annotations

import binascii
import datetime
import decimal
import fractions
import pathlib
import types
import uuid
import zoneinfo
from collections.abc import Callable
from typing import Any

from .links import mind_collisions

Code = Callable[[Any], Any]
"""Encodes (or decodes) a part of a value."""

PLAIN = frozenset({type(None), bool, int, float, str})
"""What JSON carries as it stands (integers of 64 bits only)."""
INT64 = 1 << 63
MAX_INT_DIGITS = 1 << 22
"""Hexadecimal digits; a longer integer is refused."""

MAX_RATIO_DIGITS = 1 << 14
"""Hexadecimal digits of a fraction's parts: reducing it takes time that grows with their square."""
MAX_EXPONENT = 1_000_000
"""Of a decimal: `int()` of one writes all its zeros out, in one step that no time limit can interrupt."""
MAX_DECIMAL_DIGITS = 1 << 20


def _bytes(value: bytes) -> str:
    return binascii.b2a_base64(value, newline=False).decode("ascii")


def _unbytes(text: str) -> bytes:
    return binascii.a2b_base64(text, strict_mode=True)


def _integer(text: str) -> int:
    if type(text) is not str or len(text) > MAX_INT_DIGITS:
        raise ValueError("an integer with too many digits")
    return int(text, 16)


def _numbers(parts: Any) -> Any:
    """Return the parts if they are plain integers: the constructors of dates also take apart what pickle made."""
    if type(parts) is not list or len(parts) > 7 or not all(type(part) is int for part in parts):
        raise ValueError("not numbers")
    return parts


def _listed(parts: Any, most: int | None = None) -> list[Any]:
    if type(parts) is not list or (most is not None and len(parts) > most):
        raise ValueError("not a list of parts")
    return parts


def _decimal(text: Any) -> decimal.Decimal:
    if type(text) is not str or len(text) > MAX_DECIMAL_DIGITS:
        raise ValueError("not a decimal")
    value = decimal.Decimal(text)
    if value.is_finite() and abs(int(value.as_tuple().exponent)) > MAX_EXPONENT:
        raise ValueError("a decimal with too large an exponent")
    return value


def _fraction(parts: Any, dec: Code) -> fractions.Fraction:
    above, below = map(dec, _listed(parts))
    for number in (above, below):
        if type(number) is not int or number.bit_length() > 4 * MAX_RATIO_DIGITS:
            raise ValueError("not a part of a fraction")
    return fractions.Fraction(above, below)


def _keys(parts: Any, dec: Code) -> list[Any]:
    keys = [dec(part) for part in _listed(parts)]
    mind_collisions(keys)
    return keys


def _items(parts: Any, dec: Code) -> Any:
    keys = _keys([key for key, _ in _listed(parts)], dec)
    return dict(zip(keys, [dec(value) for _, value in parts], strict=True)).items()


def _pack_datetime(value: Any, enc: Code) -> list[Any]:
    return [
        value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond,
        enc(value.tzinfo), value.fold,
    ]  # fmt: skip


def _build_datetime(parts: list[Any], dec: Code) -> datetime.datetime:
    *numbers, zone, fold = parts
    made = datetime.datetime(*_numbers(numbers), tzinfo=_zone(dec(zone)))  # type: ignore[misc]  # seven numbers at most
    return made.replace(fold=fold)


def _pack_time(value: Any, enc: Code) -> list[Any]:
    return [value.hour, value.minute, value.second, value.microsecond, enc(value.tzinfo), value.fold]


def _build_time(parts: list[Any], dec: Code) -> datetime.time:
    *numbers, zone, fold = parts
    return datetime.time(*_numbers(numbers), tzinfo=_zone(dec(zone))).replace(fold=fold)  # type: ignore[misc]  # four at most


def _zone(zone: Any) -> Any:
    if zone is None or isinstance(zone, datetime.tzinfo):
        return zone
    raise ValueError("not a time zone")


def _pack_timezone(value: datetime.timezone, enc: Code) -> list[Any]:
    name = value.tzname(None)
    unnamed = datetime.timezone(value.utcoffset(None)).tzname(None)
    return [enc(value.utcoffset(None)), None if name == unnamed else name]


def fixed_zone(zone: datetime.tzinfo) -> datetime.timezone | None:
    """Return a library's time zone (pydantic's, dateutil's) as the standard one; None for one that varies with the date."""
    try:
        offset, name = zone.utcoffset(None), zone.tzname(None)
    except (TypeError, ValueError, AttributeError, NotImplementedError):  # of no date it tells nothing
        return None
    if type(offset) is not datetime.timedelta:
        return None
    return datetime.timezone(offset, name) if type(name) is str and offset else datetime.timezone(offset)


def _build_timezone(parts: list[Any], dec: Code) -> datetime.timezone:
    offset, name = dec(parts[0]), parts[1]
    if name is None:
        return datetime.UTC if not offset else datetime.timezone(offset)
    return datetime.timezone(offset, name)


def _build_zoneinfo(parts: list[Any], _: Code) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(_checked(parts[0], str))
    except OSError as error:  # a folder of zones
        raise ValueError("not a time zone") from error


def _pack_slice(value: Any, enc: Code) -> list[Any]:
    return [enc(value.start), enc(value.stop), enc(value.step)]


def _tag(cls: type) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"


_KINDS: dict[type, tuple[str, Callable[[Any, Code], Any], Callable[[Any, Code], Any]]] = {
    complex: ("c", lambda v, _: [v.real, v.imag], lambda p, _: complex(*map(float, _listed(p, 2)))),
    bytes: ("b", lambda v, _: _bytes(v), lambda p, _: _unbytes(p)),
    range: ("range", lambda v, e: [e(v.start), e(v.stop), e(v.step)], lambda p, d: range(*map(d, _listed(p, 3)))),
    slice: ("slice", _pack_slice, lambda p, d: slice(*map(d, _listed(p, 3)))),
    type(...): ("...", lambda _v, _: 0, lambda _p, _: ...),
    type(NotImplemented): ("ni", lambda _v, _: 0, lambda _p, _: NotImplemented),
    datetime.date: ("date", lambda v, _: [v.year, v.month, v.day], lambda p, _: datetime.date(*_numbers(p))),
    datetime.datetime: ("datetime", _pack_datetime, _build_datetime),
    datetime.time: ("time", _pack_time, _build_time),
    datetime.timedelta: (
        "timedelta",
        lambda v, _: [v.days, v.seconds, v.microseconds],
        lambda p, _: datetime.timedelta(*_numbers(p)),
    ),
    datetime.timezone: ("tz", _pack_timezone, _build_timezone),
    zoneinfo.ZoneInfo: ("zone", lambda v, _: [v.key], _build_zoneinfo),
    decimal.Decimal: ("decimal", lambda v, _: str(v), lambda p, _: _decimal(p)),
    fractions.Fraction: (
        "fraction",
        lambda v, e: [e(v.numerator), e(v.denominator)],
        _fraction,
    ),
    uuid.UUID: ("uuid", lambda v, _: v.hex, lambda p, _: uuid.UUID(hex=p)),
    types.MappingProxyType: (
        "mappingproxy",
        lambda v, e: e(dict(v)),
        lambda p, d: types.MappingProxyType(_checked(d(p), dict)),
    ),
    type({}.keys()): ("keys", lambda v, e: [e(k) for k in v], lambda p, d: dict.fromkeys(_keys(p, d)).keys()),
    type({}.values()): (
        "vals",
        lambda v, e: [e(k) for k in v],
        lambda p, d: dict(enumerate(map(d, _listed(p)))).values(),
    ),
    type({}.items()): (
        "items",
        lambda v, e: [[e(k), e(w)] for k, w in v],
        _items,
    ),
}
for _path in (pathlib.PurePosixPath, pathlib.PureWindowsPath, type(pathlib.Path())):
    _KINDS[_path] = (_tag(_path), lambda v, _: str(v), lambda p, _, cls=_path: cls(_checked(p, str)))  # type: ignore[misc]  # the default binds the loop's variable


def _checked(value: Any, cls: type) -> Any:
    if type(value) is not cls:
        raise ValueError(f"not a {cls.__name__}")
    return value


PACK = {cls: (tag, pack) for cls, (tag, pack, _) in _KINDS.items()}
"""Exact type -> tag and the function that takes a value apart."""
BUILD = {tag: build for tag, _, build in _KINDS.values()}
"""Tag -> the function that builds a value from its parts."""
VALUE_TYPES = frozenset({*PLAIN, tuple, frozenset, *_KINDS})
"""Types whose exact instances always travel as copies."""

BUILD["i"] = lambda text, _: _integer(text)


def pack_integer(value: int) -> list[Any]:
    """Return the code of an integer that does not fit into 64 bits."""
    return ["i", hex(value)]
