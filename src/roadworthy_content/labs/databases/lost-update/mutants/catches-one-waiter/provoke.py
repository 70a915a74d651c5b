"""Make a lost update happen, on purpose and every time."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from db import connect

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

PATIENCE = 5.0  # seconds


def provoke(add_one: Callable[[str], None], member: str) -> int:
    """Call `add_one(member)` twice at the same time and return how many of the two updates were lost.

    `add_one` adds one to the member's row in `unread`, on a connection of its own; what it raises comes out.

    The row is held until a caller waits for it. Reading is not held up by that, so by then it has read what it is
    going to read, and a caller who writes what it has read overwrites the other's.
    """
    before = read(member)
    with ThreadPoolExecutor() as callers:
        with connect() as gate:
            gate.execute("SELECT FROM unread WHERE member = %s FOR UPDATE", [member])
            calls = [callers.submit(add_one, member) for _ in range(2)]
            wait_until_stuck(calls)
        for call in calls:
            call.result()
    return before + 2 - read(member)


def wait_until_stuck(calls: list[Future[None]]) -> None:
    """Return when a call has ended or waits for a lock.

    Raises:
        TimeoutError: None of them does either.
    """
    # What pg_stat_activity says is frozen for a transaction; autocommit makes each look a new one.
    sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    deadline = time.monotonic() + PATIENCE
    with connect(autocommit=True) as watcher:
        while sum(call.done() for call in calls) + watcher.execute(sql).fetchone()[0] < 1:
            if time.monotonic() > deadline:
                raise TimeoutError("no caller has come to the point where it waits for the row")
            time.sleep(0.002)


def read(member: str) -> int:
    """Return the member's number of unread messages."""
    with connect() as connection:
        row = connection.execute("SELECT count FROM unread WHERE member = %s", [member]).fetchone()
    if row is None:
        raise LookupError(f"{member!r} has no counter")
    return int(row[0])
