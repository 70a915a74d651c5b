"""A relay's configuration, events, log and deadlines."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import yaml

current_room: ContextVar[str | None] = ContextVar("current_room", default=None)


def load_config(text: str) -> dict[str, Any]:
    """Return timeout and rooms; raises ValueError if they are not as agreed."""
    try:
        data = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(f"this is not plain YAML: {error}") from error
    top = _exactly(data, {"timeout", "rooms"}, "the configuration")
    timeout = top["timeout"]
    if isinstance(timeout, bool) or not isinstance(timeout, (int, float)) or not 0 < timeout < float("inf"):
        raise ValueError(f"timeout should be a number above 0, not {timeout!r}")
    if not isinstance(top["rooms"], dict):
        raise ValueError("rooms should map names to settings")
    rooms = {}
    for name, settings in top["rooms"].items():
        if not isinstance(name, str):
            raise ValueError(f"YAML takes the room {name!r} for a {type(name).__name__}: quote its name")
        slow = _exactly(settings, {"slow"}, f"room {name}")["slow"]
        if isinstance(slow, bool) or not isinstance(slow, int):
            raise ValueError(f"slow of room {name} should be whole seconds, not {slow!r}")
        rooms[name] = {"slow": slow}
    return {"timeout": float(timeout), "rooms": rooms}


def _exactly(data: object, keys: set[str], where: str) -> dict[str, Any]:
    if not isinstance(data, dict) or set(data) != keys:
        raise ValueError(f"{where} should have {', '.join(sorted(keys))} and nothing else, not {data!r}")
    return data


def read_events(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield the events, one a line; raises ValueError with the line's number."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            event = json.loads(line, parse_float=Decimal, parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"line {number}: {error}") from error
        if not isinstance(event, dict):
            raise ValueError(f"line {number}: an event is a JSON object")
        yield event


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands there twice")
    return found


def dump_event(event: dict[str, Any]) -> str:
    """Return an event as a line; raises TypeError or ValueError for what JSON cannot say."""
    return json.dumps(event, default=_encode, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _encode(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return _utc(value)
    raise TypeError(f"{type(value).__name__} has no place in JSON")


def _utc(moment: datetime) -> str:
    if moment.utcoffset() is None:
        raise TypeError(f"{moment} does not say in which time zone it is")
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    """Writes each record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        fields = {name: value for name, value in vars(record).items() if name not in _USUAL}
        fields |= {
            "time": _utc(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "room": current_room.get(),
        }
        if record.exc_info:
            fields["error"] = self.formatException(record.exc_info)
        return json.dumps({name: _plain(value) for name, value in fields.items()}, ensure_ascii=False)


def _plain(value: object) -> object:
    """Return the value if JSON knows it, else its repr."""
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return repr(value)
    return value


class Deadline:
    """A point in time that the wall clock has nothing to do with."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that remain."""
        return max(0.0, self._end - time.monotonic())

    def over(self) -> bool:
        """Return whether none do."""
        return self.left() <= 0
