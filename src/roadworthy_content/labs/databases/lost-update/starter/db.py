"""Connections to the chat's database."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import psycopg

if TYPE_CHECKING:
    from psycopg import Connection


def connect(*, autocommit: bool = False) -> Connection[tuple[Any, ...]]:
    """Return a new connection; `with connect() as connection:` commits (or rolls back) and closes it.

    A statement that takes longer than five seconds is ended by the server.
    """
    return psycopg.connect(os.environ["POSTGRESQL_URL"], autocommit=autocommit, options="-c statement_timeout=5s")
