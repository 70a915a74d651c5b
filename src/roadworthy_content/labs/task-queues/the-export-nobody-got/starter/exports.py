"""Exports: everybody may ask for all that they wrote. RQ's worker builds it: `rq worker exports`."""

from __future__ import annotations

import os

import archive
from redis import Redis
from rq import Queue

BUILD_SECONDS = 1
TRIES = 3

redis = Redis.from_url(os.environ["REDIS_URL"])
queue = Queue("exports", connection=redis)


def export(person: str) -> str:
    """Build an archive; the worker calls it."""
    return archive.build(person)


def request(person: str) -> None:
    """Have an export built, unless one is on its way."""
    queue.enqueue(export, person)


def state(person: str) -> str:
    """Return "none", "waiting", "running", "done: <address>" or "failed: <reason>"."""
    return "none"


def repeat_failed() -> int:
    """Have all exports built again that failed; return how many."""
    return 0
