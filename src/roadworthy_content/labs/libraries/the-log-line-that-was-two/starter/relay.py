"""A relay's configuration, events, log and deadlines, as they worked in the demo."""

from __future__ import annotations

import json
import logging
import time
from contextvars import ContextVar

import yaml

current_room: ContextVar[str | None] = ContextVar("current_room", default=None)


def load_config(text: str) -> dict:
    """Return the configuration that a YAML text holds."""
    return yaml.load(text, Loader=yaml.Loader)


def read_events(lines):
    """Return the events, one a line."""
    return [json.loads(line) for line in lines]


def dump_event(event: dict) -> str:
    """Return an event as a line."""
    return json.dumps(event, default=str)


class JsonFormatter(logging.Formatter):
    """Writes records as JSON."""

    def format(self, record: logging.LogRecord) -> str:
        return f'{{"level": "{record.levelname}", "message": "{record.getMessage()}"}}'


class Deadline:
    """A point in time."""

    def __init__(self, seconds: float) -> None:
        self._end = time.time() + seconds

    def left(self) -> float:
        return self._end - time.time()

    def over(self) -> bool:
        return self.left() < 0
