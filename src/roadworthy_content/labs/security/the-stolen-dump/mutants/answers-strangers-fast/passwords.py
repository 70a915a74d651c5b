"""Passwords of users, in a table that may be stolen one day."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import TYPE_CHECKING

import bcrypt

if TYPE_CHECKING:
    from collections.abc import MutableMapping

DIGESTED = "digested:"  # before a bcrypt hash of the password's digest, which is how rows are written now
LONGEST = 72  # bcrypt looks at so many bytes


class Passwords:
    """Sets and checks passwords.

    Args:
        table: One text for each user.
        cost: bcrypt's work factor, for rows written from now on.
    """

    def __init__(self, table: MutableMapping[str, str], cost: int = 12) -> None:
        self._table = table
        self._cost = cost

    def set(self, user: str, password: str) -> None:
        """Keep a password."""
        self._table[user] = self._row(password)

    def check(self, user: str, password: str) -> bool:
        """Return whether this is the user's password; a row of an older kind is written anew if it is."""
        row = self._table.get(user)
        if row is None or not _matches(row, password):
            return False
        if self._is_weak(row):
            self.set(user, password)
        return True

    def _row(self, password: str) -> str:
        return DIGESTED + bcrypt.hashpw(_digest(password), bcrypt.gensalt(self._cost)).decode()

    def _is_weak(self, row: str) -> bool:
        made = re.fullmatch(r"(digested:)?\$2[aby]\$(\d\d)\$.*", row)
        return made is None or made[1] is None or int(made[2]) < self._cost


def _digest(password: str) -> bytes:
    """Return 44 bytes that depend on all of the password, without a zero among them."""
    return base64.b64encode(hashlib.sha256(password.encode()).digest())


def _matches(row: str, password: str) -> bool:
    if row.startswith("sha256$"):
        _, salt, digest = row.split("$")
        found = hashlib.sha256(bytes.fromhex(salt) + password.encode()).hexdigest()
        return hmac.compare_digest(found, digest)
    if row.startswith(DIGESTED):
        return bcrypt.checkpw(_digest(password), row.removeprefix(DIGESTED).encode())
    return bcrypt.checkpw(password.encode()[:LONGEST], row.encode())
