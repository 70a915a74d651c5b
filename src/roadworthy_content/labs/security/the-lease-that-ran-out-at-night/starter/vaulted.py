"""Credentials that Vault lends, for as long as they are needed."""

import time
from collections.abc import Callable

import redis


class VaultError(Exception):
    """Vault could not be asked, or has refused."""


class Vaulted:
    """What the chat has from Vault."""

    def __init__(
        self, address: str, role_id: str, secret_id: str, redis_host: str, redis_port: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Remember where Vault and Redis are; nothing is asked yet."""

    def redis(self) -> redis.Redis:
        """Return a client whose credentials hold."""
        raise VaultError("nobody has asked Vault yet")

    def setting(self, path: str) -> dict:
        """Return a setting."""
        raise VaultError("nobody has asked Vault yet")

    def change(self, path: str, change: Callable[[dict], dict]) -> None:
        """Change a setting."""
        raise VaultError("nobody has asked Vault yet")

    def seal(self, text: str) -> str:
        """Encrypt a message."""
        raise VaultError("nobody has asked Vault yet")

    def unseal(self, sealed: str) -> str:
        """Decrypt a message."""
        raise VaultError("nobody has asked Vault yet")

    def close(self) -> None:
        """Give everything back."""
