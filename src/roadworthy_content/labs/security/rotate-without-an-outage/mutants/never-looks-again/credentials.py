"""Redis for the chat's services, with a password that somebody else changes."""

from __future__ import annotations

import json
from typing import Any

import boto3
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

# To redis-py a refused password is a lost connection, which by default it tries again three times, with pauses.
ONCE = Retry(NoBackoff(), 0)


class Credentials:
    """Knows the secret, and logs in with it.

    Args:
        secret_id: Name of the secret.
    """

    def __init__(self, secret_id: str) -> None:
        self._manager = boto3.client("secretsmanager")
        self._secret_id = secret_id
        self._secret: dict[str, Any] | None = None

    def connect(self) -> Redis:
        """Return a client that has just been let in; asks for the secret again if Redis refuses what is known.

        Raises:
            redis.AuthenticationError: Redis refuses the newest password too.
        """
        if self._secret is not None:
            return self._log_in(self._secret)
        self._secret = json.loads(
            self._manager.get_secret_value(SecretId=self._secret_id, VersionStage="AWSCURRENT")["SecretString"]
        )
        return self._log_in(self._secret)

    @staticmethod
    def _log_in(secret: dict[str, Any]) -> Redis:
        client = Redis(
            host=secret["host"],
            port=secret["port"],
            username=secret["username"],
            password=secret["password"],
            retry=ONCE,
        )
        client.ping()
        return client
