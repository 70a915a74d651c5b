"""How the chat's servers reach InfluxDB (version 1, InfluxQL)."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from influxdb import InfluxDBClient


def connect() -> InfluxDBClient:
    """Return a client for the database `chat`, which need not be there yet."""
    parts = urlsplit(os.environ["INFLUXDB_URL"])
    return InfluxDBClient(parts.hostname, parts.port, parts.username, parts.password, "chat", timeout=10, retries=1)
