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

Code = Callable[[Any], Any]
"""Encodes (or decodes) a part of a value."""

PLAIN = frozenset({type(None), bool, int, float, str})
"""What JSON carries as it stands (integers of 64 bits only)."""
INT64 = 1 << 63
MAX_INT_DIGITS = 1 << 22
"""Hexadecimal digits; a longer integer is refused."""


def _bytes(value: bytes) -> str:
    return binascii.b2a_base64(value, newline=False).decode("ascii")


def _unbytes(text: str) -> bytes:
    return binascii.a2b_base64(text, strict_mode=True)


def _integer(text: str) -> int:
    if len(text) > MAX_INT_DIGITS:
        raise ValueError("an integer with too many digits")
    return int(text, 16)


def _pack_datetime(value: Any, enc: Code) -> list[Any]:
    return [
        value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond,
        enc(value.tzinfo), value.fold,
    ]  # fmt: skip


def _build_datetime(parts: list[Any], dec: Code) -> datetime.datetime:
    *numbers, zone, fold = parts
    made = datetime.datetime(*numbers, tzinfo=_zone(dec(zone)))  # type: ignore[misc]  # seven numbers at most
    return made.replace(fold=fold)


def _pack_time(value: Any, enc: Code) -> list[Any]:
    return [value.hour, value.minute, value.second, value.microsecond, enc(value.tzinfo), value.fold]


def _build_time(parts: list[Any], dec: Code) -> datetime.time:
    *numbers, zone, fold = parts
    return datetime.time(*numbers, tzinfo=_zone(dec(zone))).replace(fold=fold)  # type: ignore[misc]  # four at most


def _zone(zone: Any) -> Any:
    if zone is None or isinstance(zone, datetime.tzinfo):
        return zone
    raise ValueError("not a time zone")


def _pack_timezone(value: datetime.timezone, enc: Code) -> list[Any]:
    name = value.tzname(None)
    unnamed = datetime.timezone(value.utcoffset(None)).tzname(None)
    return [enc(value.utcoffset(None)), None if name == unnamed else name]


def _build_timezone(parts: list[Any], dec: Code) -> datetime.timezone:
    offset, name = dec(parts[0]), parts[1]
    if name is None:
        return datetime.UTC if not offset else datetime.timezone(offset)
    return datetime.timezone(offset, name)


def _build_zoneinfo(parts: list[Any], _: Code) -> zoneinfo.ZoneInfo:
    return zoneinfo.ZoneInfo(parts[0])


def _pack_slice(value: Any, enc: Code) -> list[Any]:
    return [enc(value.start), enc(value.stop), enc(value.step)]


def _tag(cls: type) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"


_KINDS: dict[type, tuple[str, Callable[[Any, Code], Any], Callable[[Any, Code], Any]]] = {
    complex: ("c", lambda v, _: [v.real, v.imag], lambda p, _: complex(*p)),
    bytes: ("b", lambda v, _: _bytes(v), lambda p, _: _unbytes(p)),
    range: ("range", lambda v, e: [e(v.start), e(v.stop), e(v.step)], lambda p, d: range(*map(d, p))),
    slice: ("slice", _pack_slice, lambda p, d: slice(*map(d, p))),
    type(...): ("...", lambda _v, _: 0, lambda _p, _: ...),
    type(NotImplemented): ("ni", lambda _v, _: 0, lambda _p, _: NotImplemented),
    datetime.date: ("date", lambda v, _: [v.year, v.month, v.day], lambda p, _: datetime.date(*p)),
    datetime.datetime: ("datetime", _pack_datetime, _build_datetime),
    datetime.time: ("time", _pack_time, _build_time),
    datetime.timedelta: (
        "timedelta",
        lambda v, _: [v.days, v.seconds, v.microseconds],
        lambda p, _: datetime.timedelta(*p),
    ),
    datetime.timezone: ("tz", _pack_timezone, _build_timezone),
    zoneinfo.ZoneInfo: ("zone", lambda v, _: [v.key], _build_zoneinfo),
    decimal.Decimal: ("decimal", lambda v, _: str(v), lambda p, _: decimal.Decimal(p)),
    fractions.Fraction: (
        "fraction",
        lambda v, e: [e(v.numerator), e(v.denominator)],
        lambda p, d: fractions.Fraction(*map(d, p)),
    ),
    uuid.UUID: ("uuid", lambda v, _: v.hex, lambda p, _: uuid.UUID(hex=p)),
    types.MappingProxyType: (
        "mappingproxy",
        lambda v, e: e(dict(v)),
        lambda p, d: types.MappingProxyType(_checked(d(p), dict)),
    ),
    type({}.keys()): ("keys", lambda v, e: [e(k) for k in v], lambda p, d: dict.fromkeys(map(d, p)).keys()),
    type({}.values()): ("vals", lambda v, e: [e(k) for k in v], lambda p, d: dict(enumerate(map(d, p))).values()),
    type({}.items()): (
        "items",
        lambda v, e: [[e(k), e(w)] for k, w in v],
        lambda p, d: {d(k): d(w) for k, w in p}.items(),
    ),
}
for _path in (pathlib.PurePosixPath, pathlib.PureWindowsPath, type(pathlib.Path())):
    _KINDS[_path] = (_tag(_path), lambda v, _: str(v), lambda p, _, cls=_path: cls(p))  # type: ignore[misc]  # the default binds the loop's variable


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
