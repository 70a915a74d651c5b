"""What members do in the chat that changes numbers others change too."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Any, TypeVar

from db import connect
from psycopg.errors import DeadlockDetected, SerializationFailure

if TYPE_CHECKING:
    from collections.abc import Callable

    from psycopg import Connection

T = TypeVar("T")
TRIES = 5


class NotEnoughCreditsError(Exception):
    """The sender has fewer credits than should be transferred."""


class ConflictError(Exception):
    """The topic was changed by others whenever we wanted to."""


def claim_seat(room: str, member: str) -> bool:
    """Give a member a seat in a room; return False if it is full.

    Raises:
        LookupError: There is no such room.
    """

    def claim(connection: Connection[tuple[Any, ...]]) -> bool:
        # The lock makes claims of one room wait for each other, so what is read here stays true until the commit.
        sql = "SELECT capacity, taken FROM rooms WHERE name = %s FOR UPDATE"
        row = connection.execute(sql, [room]).fetchone()
        if row is None:
            raise LookupError(f"there is no room {room!r}")
        capacity, taken = row
        sql = "SELECT FROM seats WHERE room = %s AND member = %s"
        if connection.execute(sql, [room, member]).fetchone() is not None:
            return True
        if taken >= capacity:
            return False
        connection.execute("INSERT INTO seats VALUES (%s, %s)", [room, member])
        connection.execute("UPDATE rooms SET taken = taken + 1 WHERE name = %s", [room])
        return True

    return in_transaction(claim)


def transfer(sender: str, recipient: str, credits: int) -> None:
    """Move credits from one account to another: all of it, or nothing.

    Raises:
        ValueError: There is nothing to move, or nowhere to.
        LookupError: One of the two has no account.
        NotEnoughCreditsError: The sender has fewer.
    """
    if credits <= 0 or sender == recipient:
        raise ValueError(f"cannot move {credits} credits from {sender!r} to {recipient!r}")

    def move(connection: Connection[tuple[Any, ...]]) -> None:
        sql = "SELECT credits FROM accounts WHERE member = %s FOR UPDATE"
        balances = {}
        for member in (sender, recipient):
            row = connection.execute(sql, [member]).fetchone()
            if row is None:
                raise LookupError(f"{member!r} has no account")
            balances[member] = row[0]
        if balances[sender] < credits:
            raise NotEnoughCreditsError(f"{sender!r} has {balances[sender]} credits, not {credits}")
        for member, change in ((sender, -credits), (recipient, credits)):
            connection.execute("UPDATE accounts SET credits = credits + %s WHERE member = %s", [change, member])

    in_transaction(move)


def rewrite_topic(room: str, rewrite: Callable[[str], str]) -> str:
    """Replace a room's topic by what `rewrite` makes of it, and return that.

    No transaction is open while `rewrite` works. If somebody else was quicker, it is asked again with their topic.

    Raises:
        LookupError: There is no such room.
        ConflictError: Somebody else was quicker `TRIES` times.
    """
    for _ in range(TRIES):
        with connect() as connection:
            row = connection.execute("SELECT topic, version FROM rooms WHERE name = %s", [room]).fetchone()
        if row is None:
            raise LookupError(f"there is no room {room!r}")
        old, version = row
        topic = rewrite(old)
        sql = "UPDATE rooms SET topic = %s, version = version + 1 WHERE name = %s AND version = %s"
        with connect() as connection:
            if connection.execute(sql, [topic, room, version]).rowcount == 1:
                return topic
    raise ConflictError(f"the topic of {room!r} was changed {TRIES} times while it was being rewritten")


def in_transaction(work: Callable[[Connection[tuple[Any, ...]]], T]) -> T:
    """Do the work in a transaction, anew when the database asks for that, at most `TRIES` times.

    Raises:
        SerializationFailure, DeadlockDetected: Still so at the last try.
    """
    for attempt in range(1, TRIES + 1):
        try:
            with connect() as connection:
                return work(connection)
        except (SerializationFailure, DeadlockDetected):
            if attempt == TRIES:
                raise
            time.sleep(random.uniform(0, 0.01 * 2**attempt))  # apart, so they do not meet again
    raise AssertionError("unreachable")
