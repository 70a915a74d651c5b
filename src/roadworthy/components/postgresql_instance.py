"""A private PostgreSQL: making its folder, starting it, and talking to it as its superuser."""

from __future__ import annotations

import itertools
import os
import re
import secrets
import select
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from roadworthy.components.base import ComponentError, Progress
from roadworthy.components.disk import bounded
from roadworthy.components.keeping import guard
from roadworthy.components.servers import Folder, Server, make_folder, start_on_free_port, start_server
from roadworthy.components.spare import Spare

# As little memory as it runs well with, and no care for what a power cut would do: all of it is thrown away.
CONFIGURATION = """
autovacuum_naptime = 10s
dynamic_shared_memory_type = mmap
fsync = off
full_page_writes = off
jit = off
listen_addresses = '127.0.0.1'
log_line_prefix = '%m %d '
max_connections = 200
max_wal_size = 256MB
shared_buffers = 32MB
synchronous_commit = off
temp_file_limit = 512MB
wal_level = minimal
max_wal_senders = 0
"""
PATIENCE = 30.0


class Session:
    """psql, kept running as the superuser: starting it anew for each statement would take longer than the statement."""

    def __init__(self, psql: Path, url: str, password: str) -> None:
        self._command: list[str | Path] = [psql, "-X", "-q", "-A", "-t", "-d", url]
        self._env = {"PATH": os.defpath, "PGCONNECT_TIMEOUT": "5", "LANG": "C"}
        if password:
            self._env["PGPASSWORD"] = password
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._process: subprocess.Popen[bytes] | None = None
        os.register_at_fork(after_in_child=self._forget)

    def run(self, sql: str) -> str:
        """Run statements, each in a transaction of its own, and return what they say.

        Raises:
            ComponentError: One of them failed, or the server does not answer.
        """
        with self._lock:
            process = self._process
            if process is None or process.poll() is not None:
                process = self._process = subprocess.Popen(
                    self._command,
                    env=self._env,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    bufsize=0,  # plain descriptors: see _forget
                )
            said = self._converse(process, sql)
        if error := re.search(r"^(?:psql:.*?)?(?:ERROR|FATAL):\s*(.*)", said, re.MULTILINE):
            raise ComponentError(f"PostgreSQL: {error[1]}")
        return said

    def command_for(self, sql: str) -> tuple[list[str], dict[str, str], str]:
        """Return the command line, environment and input of a psql that runs the statements once."""
        return [str(part) for part in self._command], self._env, sql

    def close(self) -> None:
        """End it."""
        with self._lock:
            process, self._process = self._process, None
            if process is not None:
                _end(process)

    def _converse(self, process: subprocess.Popen[bytes], sql: str) -> str:
        if process.stdin is None or process.stdout is None:
            raise ComponentError("psql has no pipes")
        mark = f"roadworthy-{next(self._numbers)}-{secrets.token_hex(4)}"
        said = b""
        deadline = time.monotonic() + PATIENCE
        try:
            process.stdin.write(f"{sql}\n;\\echo {mark}\n".encode())
            while not said.endswith(f"{mark}\n".encode()):
                ready, _, _ = select.select([process.stdout], [], [], max(0.0, deadline - time.monotonic()))
                chunk = process.stdout.read(65536) if ready else None
                if not chunk:
                    break
                said += chunk
            else:
                return said.decode("utf-8", "replace").removesuffix(f"{mark}\n")
        except OSError:
            pass
        self._process = None
        _end(process)
        lines = said.decode("utf-8", "replace").strip().splitlines()
        what = lines[-1] if lines else f"it did not answer within {PATIENCE:.0f} seconds"
        raise ComponentError(f"PostgreSQL: {what}")

    def _forget(self) -> None:
        """In a forked child the conversation is the parent's; only the child's ends of the pipes close."""
        self._lock = threading.Lock()
        process, self._process = self._process, None
        if process is not None:
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
            process.returncode = 0  # not a child of this process


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    process.wait()


@dataclass(frozen=True, slots=True)
class Database:
    """One lease's database and the role that owns it, both of that name; its files are in a folder named by its number."""

    name: str
    url: str
    number: int

    @property
    def drop(self) -> str:
        """The statements that remove it, also with clients in it."""
        return f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE);\nDROP ROLE IF EXISTS {self.name};"


@dataclass(slots=True)
class Instance:
    """A PostgreSQL that leases are made in.

    Attributes:
        session: Its superuser's, whom no lease gets.
        host: Where it listens.
        port: Likewise.
        server: The process, or None where it is the user's own.
        version: Major version.
        spare: A database for the next lease.
    """

    session: Session
    host: str
    port: int
    server: Server | None
    version: int = field(init=False)
    spare: Spare[Database] = field(init=False)

    def __post_init__(self) -> None:
        self.version = int(self.session.run("SHOW server_version_num").strip()) // 10000
        self.spare = Spare(self.make_database, drop=self.drop_database, good=lambda _database: self.alive())

    def alive(self) -> bool:
        """Return True while it runs."""
        return self.server is None or self.server.alive()

    def stop(self) -> None:
        """End it."""
        self.session.close()
        if self.server is not None:
            self.server.stop()

    def trouble(self) -> str:
        """Ask it something and return what is wrong, "" if nothing is."""
        if self.server is not None:
            return self.server.trouble(self._answers)
        try:
            return "" if self._answers() else "PostgreSQL does not answer as it should"
        except OSError as error:
            return str(error)

    def make_database(self) -> Database:
        """Make an empty database and a role that owns it and can do nothing outside of it.

        Raises:
            ComponentError: It could not be made.
        """
        name, password = f"lease_{secrets.token_hex(8)}", secrets.token_urlsafe(18)
        # From version 15 on, copying pages through the log is the default; copying files is several times as quick.
        strategy = " STRATEGY FILE_COPY" if self.version >= 15 else ""
        said = self.session.run(
            f"CREATE ROLE {name} LOGIN PASSWORD '{password}' CONNECTION LIMIT 60;\n"
            f"GRANT {name} TO CURRENT_USER;\n"  # an administrator who is no superuser needs it
            f"CREATE DATABASE {name} OWNER {name}{strategy};\n"
            f"REVOKE ALL ON DATABASE {name} FROM PUBLIC;\n"
            f"SELECT oid FROM pg_database WHERE datname = '{name}';"
        )
        return Database(name, f"postgresql://{name}:{password}@{self.host}:{self.port}/{name}", int(said))

    def drop_database(self, database: Database) -> None:
        """Remove a database and its role; what cannot be removed stays until the instance ends, and hides nothing."""
        with suppress(ComponentError):
            self.session.run(database.drop)

    @contextmanager
    def kept_within(self, database: Database, megabytes: int) -> Iterator[Callable[[], str]]:
        """Drop a lease's database at once should it hold more; in the user's own instance, should this process end.

        Yields:
            What returns that it held more, "" if it did not.
        """
        if self.server is None:
            with guard(*self.session.command_for(database.drop)):
                yield lambda: ""
            return
        folder = self.server.log.parent / "data" / "base" / str(database.number)
        with bounded(folder, megabytes, lambda: self.drop_database(database)) as bound:
            yield bound.told

    def _answers(self) -> bool:
        try:
            return "1" in self.session.run("SELECT 1")
        except ComponentError as error:
            raise OSError(error.message) from error


def start_instance(programs: Path, title: str, account: str, extensions: tuple[str, ...], tell: Progress) -> Instance:
    """Start a private PostgreSQL with an own template.

    Args:
        programs: Folder with postgres, initdb and psql.
        title: For people.
        account: Whom it runs as if we are root.
        extensions: Made in the template, so that leases need no superuser for them.
        tell: Is told how it goes.

    Raises:
        ComponentError: It could not be started.
    """
    tell(f"starting {title}: some seconds, once")
    password = secrets.token_urlsafe(18)
    server, port = start_on_free_port(
        lambda port: _start_server(programs, port, password, title, account),
        lambda port: _answers(programs, port, password),
        within=60.0,
        tell=tell,
    )
    session = Session(programs / "psql", f"postgresql://postgres@127.0.0.1:{port}/postgres", password)
    try:
        # A lease sees its own database only.
        session.run("REVOKE ALL ON DATABASE postgres FROM PUBLIC;\nREVOKE ALL ON DATABASE template1 FROM PUBLIC;")
        for extension in extensions:
            session.run(f"\\connect template1\nCREATE EXTENSION {extension};\n\\connect postgres")
        return Instance(session, "127.0.0.1", port, server)
    except BaseException:
        session.close()
        server.stop()
        raise


def run_once(psql: Path, url: str, password: str, sql: str) -> str:
    """Run statements over a connection of their own and return what they say.

    Raises:
        ComponentError: One of them failed.
    """
    session = Session(psql, url, password)
    try:
        return session.run(sql)
    finally:
        session.close()


def _start_server(programs: Path, port: int, password: str, title: str, account: str) -> Server:
    folder = make_folder("postgresql", account=account)
    try:
        _make_cluster(programs, folder, password)
    except BaseException:
        folder.remove()
        raise
    # It may connect, since before version 15 it sends its statistics to itself; none but a superuser can make it call
    # others. No unix socket (-k): a path in a long temporary folder would be too long for one. SIGINT is its fast shutdown;
    # killed outright it would leave a segment of shared memory behind.
    argv: list[str | Path] = [programs / "postgres", "-D", folder.path / "data", "-p", str(port), "-k", ""]
    return start_server(title, argv, folder, stop_signal=signal.SIGINT, grace=10.0, calls_out=True)


def _make_cluster(programs: Path, folder: Folder, password: str) -> None:
    secret = folder.write("password", password)
    data = folder.path / "data"
    how: list[str | Path] = [
        "-U",
        "postgres",
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync",
        "-A",
        "scram-sha-256",
        "--pwfile",
        secret,
    ]
    done = subprocess.run(
        [programs / "initdb", "-D", data, *how],
        cwd=folder.path,
        user=folder.user,
        group=folder.group,
        extra_groups=[] if folder.user is not None else None,
        env={"PATH": os.defpath, "HOME": str(folder.path), "LANG": "C"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["it said nothing"]
        raise ComponentError(f"PostgreSQL's initdb failed: {lines[0]}", where=str(data))
    secret.unlink()
    with (data / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write(CONFIGURATION)


def _answers(programs: Path, port: int, password: str) -> bool:
    try:
        return "1" in run_once(
            programs / "psql", f"postgresql://postgres@127.0.0.1:{port}/postgres", password, "SELECT 1"
        )
    except ComponentError:
        return False
