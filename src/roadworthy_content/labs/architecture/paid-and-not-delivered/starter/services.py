"""The three services that a boost needs, which share nothing with each other. Given; the judge can make trouble."""

from __future__ import annotations

import os
import signal
from functools import cache

import psycopg


class RefusedError(Exception):
    """The service says no, and will say no again."""


def reserve(key: str, room: str) -> None:
    """Directory: keep a place for a room on the front page. Raises RefusedError, ConnectionError."""
    _do("reserve", key, room)


def charge(key: str, room: str) -> None:
    """Billing: take the money for a boost. Raises RefusedError, ConnectionError."""
    _do("charge", key, room)


def activate(key: str, room: str) -> None:
    """Rooms: let the room shine. Raises RefusedError (it may have been deleted meanwhile), ConnectionError."""
    _do("activate", key, room)


def refund(key: str, room: str) -> None:
    """Billing: give the money of `charge(key)` back. Raises ConnectionError, LookupError if none was taken."""
    _undo("refund", "charge", key, room)


def release(key: str, room: str) -> None:
    """Directory: give the place of `reserve(key)` back. Raises ConnectionError, LookupError if none was kept."""
    _undo("release", "reserve", key, room)


@cache
def _database() -> psycopg.Connection:
    return psycopg.connect(os.environ["SERVICES_URL"], autocommit=True)


def _do(action: str, key: str, room: str) -> None:
    # What is asked again with the same key was done before, and is not done twice.
    db = _database()
    _trouble(db, action, room, ("refuse", "away", "die-before"))
    db.execute("INSERT INTO services_done VALUES (%s, %s, %s) ON CONFLICT DO NOTHING", (action, key, room))
    _trouble(db, action, room, ("die-after",))


def _undo(action: str, undone: str, key: str, room: str) -> None:
    if not _database().execute("SELECT 1 FROM services_done WHERE action = %s AND key = %s", (undone, key)).fetchone():
        raise LookupError(f"there was no {undone} with the key {key!r}")
    _do(action, key, room)


def _trouble(db: psycopg.Connection, action: str, room: str, kinds: tuple[str, ...]) -> None:
    found = db.execute(
        "UPDATE services_trouble SET times = times - 1 "
        "WHERE action = %s AND room = %s AND kind = ANY(%s) AND times > 0 RETURNING kind",
        (action, room, list(kinds)),
    ).fetchone()
    if found is None:
        return
    if found[0] == "refuse":
        raise RefusedError(f"no {action} for {room}")
    if found[0] == "away":
        raise ConnectionError("the service is away")
    os.kill(os.getpid(), signal.SIGKILL)
