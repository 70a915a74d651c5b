"""Make a lost update happen, on purpose and every time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from db import connect

if TYPE_CHECKING:
    from collections.abc import Callable


def provoke(add_one: Callable[[str], None], member: str) -> int:
    """Call `add_one(member)` twice at the same time and return how many of the two updates were lost.

    `add_one` adds one to the member's row in `unread`, on a connection of its own; what it raises comes out.
    This version starts both and hopes.
    """
    before = read(member)
    with ThreadPoolExecutor() as callers:
        calls = [callers.submit(add_one, member) for _ in range(2)]
    for call in calls:
        call.result()
    return before + 2 - read(member)


def read(member: str) -> int:
    """Return the member's number of unread messages."""
    with connect() as connection:
        row = connection.execute("SELECT count FROM unread WHERE member = %s", [member]).fetchone()
    if row is None:
        raise LookupError(f"{member!r} has no counter")
    return int(row[0])
