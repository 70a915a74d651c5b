"""Redis for the chat's services, with a password that somebody else changes."""

from __future__ import annotations

import json

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
        manager = boto3.client("secretsmanager")
        self._secret = json.loads(
            manager.get_secret_value(SecretId=secret_id, VersionStage="AWSCURRENT")["SecretString"]
        )

    def connect(self) -> Redis:
        """Return a client that has just been let in."""
        client = Redis(
            host=self._secret["host"],
            port=self._secret["port"],
            username=self._secret["username"],
            password=self._secret["password"],
            retry=ONCE,
        )
        client.ping()
        return client
