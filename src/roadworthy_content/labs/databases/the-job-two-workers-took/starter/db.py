"""Connections to the chat's database."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import psycopg2

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812  # a class, whatever psycopg2 calls it


def connect() -> Connection:
    """Return a new connection, as psycopg2 makes it: the first statement opens a transaction."""
    return psycopg2.connect(os.environ["POSTGRESQL_URL"], options="-c statement_timeout=8s")
