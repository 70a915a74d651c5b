"""Attachments of chat rooms, in a store that may be stolen one day."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping

NONCE = 12  # bytes


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
        """Keep an attachment and return its address."""
        address = hashlib.sha256(data).hexdigest()
        self._seal(f"{room}/{address}", data)
        return address

    def get(self, room: str, address: str) -> bytes:
        """Return an attachment.

        Raises:
            KeyError: There is none.
            TamperedError: There is something else.
        """
        return self._open(f"{room}/{address}")

    def reseal(self) -> int:
        """Seal with the current key what was sealed with another; return how many that were."""
        old = [place for place in self._store if not self._store[place].startswith(f"{self._current}:".encode())]
        for place in old:
            self._seal(place, self._open(place))
        return len(old)

    def _seal(self, place: str, data: bytes) -> None:
        nonce = secrets.token_bytes(NONCE)
        sealed = AESGCM(self._keys[self._current]).encrypt(nonce, data, place.encode())
        self._store[place] = f"{self._current}:".encode() + nonce + sealed

    def _open(self, place: str) -> bytes:
        name, _, rest = self._store[place].partition(b":")
        try:
            key = self._keys[name.decode()]
            return AESGCM(key).decrypt(rest[:NONCE], rest[NONCE:], place.encode())
        except (KeyError, ValueError, InvalidTag):
            raise TamperedError(f"{place} is not as it was put there") from None
