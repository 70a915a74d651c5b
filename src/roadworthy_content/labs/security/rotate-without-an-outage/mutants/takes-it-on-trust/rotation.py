"""Rotates the password of the chat's Redis user; run by AWS Lambda, once for each step."""

from __future__ import annotations

import json
import os
import secrets
from typing import Any

import boto3
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

ADMIN_URL = os.environ["REDIS_URL"]  # logs in as somebody who may use ACL
ONCE = Retry(NoBackoff(), 0)  # to redis-py a refused password is a lost connection, which it would try again


class Rotation:
    """One rotation of one secret, whose new version is named by a token."""

    def __init__(self, secret_id: str, token: str) -> None:
        self._manager = boto3.client("secretsmanager")
        self._secret_id = secret_id
        self._token = token
        self._stages = self._manager.describe_secret(SecretId=secret_id).get("VersionIdsToStages", {})

    @property
    def is_over(self) -> bool:
        """Whether the version is in use already."""
        return "AWSCURRENT" in self._stages.get(self._token, [])

    def create(self) -> None:
        """Make the new version, with a password that nobody has used, unless it is there."""
        if self._token in self._stages:
            return
        new = self._read("AWSCURRENT") | {"password": secrets.token_urlsafe(32)}
        self._manager.put_secret_value(
            SecretId=self._secret_id,
            ClientRequestToken=self._token,
            SecretString=json.dumps(new),
            VersionStages=["AWSPENDING"],
        )

    def set(self) -> None:
        """Have Redis accept the new password beside the current one, and none from earlier rotations."""
        current, new = self._read("AWSCURRENT"), self._pending()
        passwords = [f">{current['password']}", f">{new['password']}"]
        with Redis.from_url(ADMIN_URL) as redis:
            # One command, so that there is no moment without a password. What the user may do stays as it is.
            redis.execute_command("ACL", "SETUSER", new["username"], "resetpass", *passwords)

    def test(self) -> None:
        """Log in with the new password."""
        new = self._pending()
        login = {name: new[name] for name in ("host", "port", "username", "password")}
        with Redis(**login, retry=ONCE) as redis:
            redis.get_connection_kwargs()

    def finish(self) -> None:
        """Make the new version the one in use."""
        self._pending()
        current = next(version for version, stages in self._stages.items() if "AWSCURRENT" in stages)
        self._manager.update_secret_version_stage(
            SecretId=self._secret_id,
            VersionStage="AWSCURRENT",
            MoveToVersionId=self._token,
            RemoveFromVersionId=current,
        )

    def _pending(self) -> dict[str, Any]:
        if self._token not in self._stages:
            raise ValueError(f"{self._secret_id} has no version {self._token}")
        found = self._manager.get_secret_value(SecretId=self._secret_id, VersionId=self._token)
        return json.loads(found["SecretString"])

    def _read(self, stage: str) -> dict[str, Any]:
        found = self._manager.get_secret_value(SecretId=self._secret_id, VersionStage=stage)
        return json.loads(found["SecretString"])


def handler(event: dict[str, str], context: Any = None) -> None:
    """Take one step.

    Raises:
        ValueError: There is no such step, or no version of this token to go on with.
    """
    rotation = Rotation(event["SecretId"], event["ClientRequestToken"])
    steps = {
        "createSecret": rotation.create,
        "setSecret": rotation.set,
        "testSecret": rotation.test,
        "finishSecret": rotation.finish,
    }
    step = steps.get(event["Step"])
    if step is None:
        raise ValueError(f"there is no step {event['Step']}")
    if not rotation.is_over:
        step()
