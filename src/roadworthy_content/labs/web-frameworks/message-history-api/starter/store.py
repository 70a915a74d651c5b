"""The chat's messages, in memory. Given, and not yours to edit; safe to call from several threads."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime

LATENCY = 0.004  # seconds that everything takes, as with a database


@dataclass(frozen=True)
class Row:
    """A message as stored; `ip` is for the abuse team only."""

    id: int
    room: str
    client_id: str
    sender: str
    text: str
    sent_at: datetime
    ip: str


class AlreadyStored(Exception):
    """The room has a message with this client_id; `row` is that message."""

    def __init__(self, row: Row) -> None:
        super().__init__(f"{row.client_id} is message {row.id}")
        self.row = row


class Store:
    """Messages by room; ids grow with time, over all rooms."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._lock = threading.Lock()

    def add(self, *, room: str, client_id: str, sender: str, text: str, ip: str) -> Row:
        """Store a message. Raises AlreadyStored if the room has one with this client_id."""
        time.sleep(LATENCY)
        with self._lock:
            for row in self._rows:
                if (row.room, row.client_id) == (room, client_id):
                    raise AlreadyStored(row)
            row = Row(len(self._rows) + 1, room, client_id, sender, text, datetime.now(UTC), ip)
            self._rows.append(row)
            return row

    def find(self, room: str, client_id: str) -> Row | None:
        """Return the room's message with this client_id, or None."""
        time.sleep(LATENCY)
        with self._lock:
            return next((row for row in self._rows if (row.room, row.client_id) == (room, client_id)), None)

    def newest(self, room: str, *, count: int, before: int | None = None, skip: int = 0) -> list[Row]:
        """Return up to `count` messages, newest first: only those with an id under `before`, leaving out `skip`."""
        time.sleep(LATENCY)
        with self._lock:
            rows = [row for row in reversed(self._rows) if row.room == room and (before is None or row.id < before)]
        return rows[skip : skip + count]
