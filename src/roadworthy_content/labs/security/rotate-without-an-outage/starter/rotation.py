"""Rotates the password of the chat's Redis user; run by AWS Lambda, once for each step."""

from __future__ import annotations

import json
import os
import secrets
from typing import Any

import boto3
from redis import Redis

ADMIN_URL = os.environ["REDIS_URL"]  # logs in as somebody who may use ACL


def handler(event: dict[str, str], context: Any = None) -> None:
    """Take one step. This version changes the password at once, and lets the rest look after itself."""
    if event["Step"] != "finishSecret":
        return
    manager = boto3.client("secretsmanager")
    secret = json.loads(manager.get_secret_value(SecretId=event["SecretId"], VersionStage="AWSCURRENT")["SecretString"])
    secret["password"] = secrets.token_urlsafe(32)
    print("new password:", secret["password"])
    with Redis.from_url(ADMIN_URL) as redis:
        redis.acl_setuser(secret["username"], enabled=True, reset_passwords=True, passwords=[f"+{secret['password']}"])
    manager.put_secret_value(SecretId=event["SecretId"], SecretString=json.dumps(secret))
