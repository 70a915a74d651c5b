"""Engines: SQLite so that it keeps every promise it can keep, PostgreSQL as it comes."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from roadworthy.storage.errors import StorageError

BUSY_SECONDS = 20
"""How long a writer waits for another process's transaction, which takes milliseconds."""

_WRITES = "roadworthy_writes"


def parse_url(url: str) -> URL:
    """Return the database's address, with the driver that we support.

    Raises:
        StorageError: It is not an address of SQLite or PostgreSQL.
    """
    hint = "set ROADWORTHY_DATABASE to sqlite:////path/to/file or postgresql://user@host/database"
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StorageError("this is not the address of a database", where="ROADWORTHY_DATABASE", hint=hint) from None
    backend = parsed.get_backend_name()
    if backend in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and parsed.database not in {None, "", ":memory:"}:
        return parsed.set(drivername="sqlite")
    if backend == "sqlite":
        raise StorageError("a database in memory would forget everything", where="ROADWORTHY_DATABASE", hint=hint)
    raise StorageError(f"{backend} is not a database that we know", where="ROADWORTHY_DATABASE", hint=hint)


def sqlite_file(url: URL) -> Path | None:
    """Return the file of an SQLite database, None for any other."""
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def make_engine(url: URL, *, migrating: bool = False) -> Engine:
    """Return an engine.

    Args:
        url: Of `parse_url`.
        migrating: Leave foreign keys unenforced, as SQLite asks for while tables are rebuilt; keep no connection open.

    Raises:
        StorageError: The driver is not installed, or the folder of the file cannot be made.
    """
    options: dict[str, Any] = {"poolclass": NullPool} if migrating else {}
    file = sqlite_file(url)
    if file is not None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"the folder cannot be made: {error.strerror}", where=str(file.parent)) from None
        options["connect_args"] = {"timeout": BUSY_SECONDS}
    else:
        options["pool_pre_ping"] = True
    try:
        engine = create_engine(url, **options)
    except (ImportError, NoSuchModuleError):
        raise StorageError(
            "the driver for PostgreSQL is not installed",
            where="ROADWORTHY_DATABASE",
            hint='pip install "psycopg[binary]"',
        ) from None
    if file is not None:
        _tune_sqlite(engine, enforce_foreign_keys=not migrating)
    return engine


def writing(engine: Engine) -> Engine:
    """Return the same engine, whose transactions take the write lock at once.

    A transaction that reads first and asks for the lock later is refused by SQLite when somebody wrote in between.
    """
    return engine.execution_options(**{_WRITES: True})


def _tune_sqlite(engine: Engine, *, enforce_foreign_keys: bool) -> None:
    @event.listens_for(engine, "connect")
    def connected(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # transactions begin where `begin` below says, also before DDL
        connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        connection.execute(f"PRAGMA foreign_keys = {'ON' if enforce_foreign_keys else 'OFF'}")
        # FULL: a passed lab survives the loss of power, too. It costs one fsync an attempt.
        connection.execute("PRAGMA synchronous = FULL")
        _use_wal(connection)

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to write-ahead logging, so that readers never wait for a writer.

    The switch is kept in the file. While two processes switch a new file at once, SQLite tells one of them "locked"
    without waiting; whoever came first has switched it for both.
    """
    if connection.execute("PRAGMA journal_mode").fetchone() == ("wal",):
        return
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise
