"""What members do in the chat that changes numbers others change too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import connect

if TYPE_CHECKING:
    from collections.abc import Callable

TRIES = 5


class NotEnoughCreditsError(Exception):
    """The sender has fewer credits than should be transferred."""


class ConflictError(Exception):
    """The topic was changed by others whenever we wanted to."""


def claim_seat(room: str, member: str) -> bool:
    """Give a member a seat in a room; return False if it is full.

    This version is right as long as nobody else is there.
    """
    with connect() as connection:
        row = connection.execute("SELECT capacity, taken FROM rooms WHERE name = %s", [room]).fetchone()
        if row is None:
            raise LookupError(f"there is no room {room!r}")
        capacity, taken = row
        if taken >= capacity:
            return False
        connection.execute("INSERT INTO seats VALUES (%s, %s)", [room, member])
        connection.execute("UPDATE rooms SET taken = %s WHERE name = %s", [taken + 1, room])
        return True


def transfer(sender: str, recipient: str, credits: int) -> None:
    """Move credits from one account to another: all of it, or nothing."""
    with connect() as connection:
        balances = dict(connection.execute("SELECT member, credits FROM accounts").fetchall())
        for member, balance in [(sender, balances[sender] - credits), (recipient, balances[recipient] + credits)]:
            connection.execute("UPDATE accounts SET credits = %s WHERE member = %s", [balance, member])


def rewrite_topic(room: str, rewrite: Callable[[str], str]) -> str:
    """Replace a room's topic by what `rewrite` makes of it, and return that.

    `rewrite` asks a translator, who may take minutes.
    """
    with connect() as connection:
        row = connection.execute("SELECT topic FROM rooms WHERE name = %s FOR UPDATE", [room]).fetchone()
        if row is None:
            raise LookupError(f"there is no room {room!r}")
        topic = rewrite(row[0])
        connection.execute("UPDATE rooms SET topic = %s WHERE name = %s", [topic, room])
        return topic
