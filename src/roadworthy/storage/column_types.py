"""Column types that both SQLite and PostgreSQL keep exactly as we mean them."""

from __future__ import annotations

import json
import zlib
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, LargeBinary, Text
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC. SQLite has no time zones, so what comes back is told its own."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """Refuse naive datetimes, since nobody can say later what they meant."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a datetime without time zone cannot be stored"
            raise ValueError(message)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """Return the datetime in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class JsonText(TypeDecorator[Any]):
    """JSON in a text column, all ASCII: NUL and lone surrogates, which programs do print, survive on PostgreSQL too."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """Return the value as JSON."""
        return None if value is None else json.dumps(value, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002 - the signature is SQLAlchemy's
        """Return what the JSON says."""
        return None if value is None else json.loads(value)


class CompressedFiles(TypeDecorator[dict[str, str]]):
    """Name -> text of a handful of files, as zlib-compressed JSON."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: dict[str, str] | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """Return the files compressed."""
        return None if value is None else zlib.compress(json.dumps(value, sort_keys=True).encode("ascii"), 6)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> dict[str, str] | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """Return the files."""
        if value is None:
            return None
        files: dict[str, str] = json.loads(zlib.decompress(value))
        return files
