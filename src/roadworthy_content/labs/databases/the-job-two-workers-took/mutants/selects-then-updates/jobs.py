"""A queue of jobs in PostgreSQL: notifications, receipts, e-mails that a chat sends a little later."""

from __future__ import annotations

import csv
import io
import json
import select
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from psycopg2.extensions import connection as Connection  # noqa: N812  # a class, whatever psycopg2 calls it
    from psycopg2.extensions import cursor as Cursor  # noqa: N812  # likewise

    Handler = Callable[[Cursor, Any], None]

MAX_TRIES = 3

DUE = "state = 'ready' AND run_at <= clock_timestamp()"
CLAIM = f"SELECT id, kind, payload FROM jobs WHERE {DUE} ORDER BY run_at, id LIMIT 1"
FAILED = """
UPDATE jobs SET tries = tries + 1, error = %(error)s,
    state = CASE WHEN tries + 1 >= %(most)s THEN 'failed' ELSE 'ready' END,
    run_at = clock_timestamp() + interval '10 s' * power(2, tries)
WHERE id = %(id)s
"""


def enqueue(connection: Connection, kind: str, payload: Any, *, delay: float = 0.0) -> int:
    """Put a job into the queue, due in `delay` seconds, as part of the caller's transaction; return its id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO jobs (kind, payload, run_at) VALUES (%s, %s, clock_timestamp() + interval '1 s' * %s) "
            "RETURNING id",
            [kind, json.dumps(payload), delay],
        )
        (number,) = cursor.fetchone()
        cursor.execute("NOTIFY jobs")  # goes out with the commit, or not at all
    return number


def enqueue_many(connection: Connection, jobs: Iterable[tuple[str, Any]]) -> int:
    """Put many jobs (kind, payload) into the queue, as part of the caller's transaction; return how many."""
    lines = io.StringIO()
    writer = csv.writer(lines, quoting=csv.QUOTE_ALL)  # quoted, so that an empty kind is not taken for NULL
    writer.writerows((kind, json.dumps(payload)) for kind, payload in jobs)
    lines.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert("COPY jobs (kind, payload) FROM STDIN WITH (FORMAT csv)", lines)
        count = cursor.rowcount
        cursor.execute("NOTIFY jobs")
    return count


def work_one(connection: Connection, handlers: dict[str, Handler]) -> bool:
    """Do the next job that is due; False if there is none.

    The row's lock is the claim: it ends with the transaction, also when the worker is killed.
    """
    with connection, connection.cursor() as cursor:
        cursor.execute(CLAIM)
        job = cursor.fetchone()
        if job is None:
            return False
        number, kind, payload = job
        cursor.execute("SAVEPOINT before_the_job")
        try:
            handlers[kind](cursor, payload)
            cursor.execute("UPDATE jobs SET state = 'done' WHERE id = %s", [number])
        except Exception as error:  # whatever a handler raises is a failed try
            cursor.execute("ROLLBACK TO SAVEPOINT before_the_job")
            cursor.execute(FAILED, {"id": number, "most": MAX_TRIES, "error": repr(error)})
    return True


def wait_for_work(connection: Connection, timeout: float) -> bool:
    """Wait until a job is due, `timeout` seconds at most; return whether one is."""
    deadline = time.monotonic() + timeout
    with connection, connection.cursor() as cursor:
        cursor.execute("LISTEN jobs")  # first listen, then look: nothing falls between the two
    while True:
        connection.notifies.clear()
        with connection, connection.cursor() as cursor:
            cursor.execute(f"SELECT EXISTS (SELECT FROM jobs WHERE {DUE})")
            (due,) = cursor.fetchone()
        left = deadline - time.monotonic()
        if due or left <= 0:
            return due
        if not connection.notifies:  # one may have come in together with the answer
            select.select([connection], [], [], left)
            connection.poll()
