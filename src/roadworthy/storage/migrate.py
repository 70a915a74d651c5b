"""Bringing a database to the tables of this version: in one transaction, behind a copy, once for all processes."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from roadworthy.storage.engine import make_engine, sqlite_file, writing
from roadworthy.storage.errors import StorageError

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy.engine import URL

HEAD = "0006"
"""The newest migration. Written down so that opening an up-to-date database needs no Alembic, which is slow to import."""

MIGRATIONS = Path(__file__).parent / "migrations"

_ADVISORY_LOCK = 7623_0001  # any number that nobody else in the database takes


def current_revision(connection: Connection) -> str | None:
    """Return the newest migration that the database has had, None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def migrate(url: URL, *, head: str = HEAD, versions: Path = MIGRATIONS / "versions") -> Path | None:
    """Bring the database to revision `head`.

    Several processes may do so at once: one migrates, the others wait for it and find nothing left to do. Everything
    happens in one transaction, so a migration that fails or is killed leaves the database as it was.

    Args:
        url: Of `parse_url`.
        head: Revision to arrive at.
        versions: Folder of the migrations.

    Returns:
        The copy that was made of an SQLite database before it was changed, or None if there was nothing to copy.

    Raises:
        StorageError: The database belongs to a newer Roadworthy.
        sqlalchemy.exc.DBAPIError: The database cannot be opened or migrated.
    """
    engine = writing(make_engine(url, migrating=True))
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
            revision = current_revision(connection)
            if revision == head:
                return None
            file = sqlite_file(url)
            copy = _copy(file, revision) if file is not None and revision is not None else None
            _upgrade(connection, revision, head, versions)
            return copy
    finally:
        engine.dispose()


def alembic_config(connection: Connection, versions: Path = MIGRATIONS / "versions") -> Config:
    """Return what Alembic has to know to migrate on a connection, inside its transaction; `versions` as in `migrate`."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", str(versions).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection, revision: str | None, head: str, versions: Path) -> None:
    from alembic import command
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    config = alembic_config(connection, versions)
    if revision is not None:
        try:
            ScriptDirectory.from_config(config).get_revision(revision)
        except CommandError:
            raise StorageError(
                "the database was written by a newer Roadworthy",
                where=connection.engine.url.render_as_string(hide_password=True),
                hint="upgrade with: pip install --upgrade roadworthy",
            ) from None
    command.upgrade(config, head)
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").fetchone():
        raise StorageError(
            "the migration would have left rows that point nowhere; nothing was changed",
            where=connection.engine.url.render_as_string(hide_password=True),
            hint="please report this",
        )


def _copy(file: Path, revision: str) -> Path:
    """Copy an SQLite database as it is before a migration; readers and the write lock do not disturb it."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    target = file.with_name(f"{file.name}.before-upgrade-of-{revision}-{stamp}")
    handle, name = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(temporary)) as copy:
            source.backup(copy)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return target
