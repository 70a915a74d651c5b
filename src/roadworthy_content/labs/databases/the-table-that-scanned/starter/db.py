"""How the chat reaches DynamoDB."""

from __future__ import annotations

import os
from typing import Any

import boto3
from botocore.config import Config


def connect(url: str | None = None) -> Any:
    """Return a client of DynamoDB at this address, or at the one in AWS_ENDPOINT_URL."""
    config = Config(retries={"max_attempts": 3, "mode": "standard"}, connect_timeout=5, read_timeout=10)
    return boto3.client("dynamodb", endpoint_url=url or os.environ["AWS_ENDPOINT_URL"], config=config)
