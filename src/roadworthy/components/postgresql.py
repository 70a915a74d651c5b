"""PostgreSQL: one instance for all leases of this process; a lease is a database with a role that owns it."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from roadworthy.components.base import (
    ComponentError,
    Found,
    Lease,
    Missing,
    Progress,
    find_program,
    how_to_install,
    read_version,
    require,
)
from roadworthy.components.servers import Folder, Server, make_folder, start_on_free_port, start_server, tail
from roadworthy.components.shared import Shared

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")

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
wal_level = minimal
max_wal_senders = 0
"""


@dataclass(slots=True)
class Instance:
    """The running PostgreSQL; `password` is that of its superuser, which no lease gets."""

    programs: Path
    server: Server
    port: int
    password: str

    def alive(self) -> bool:
        """Return True while it runs."""
        return self.server.poll() is None

    def run(self, sql: str) -> str:
        """Run statements as the superuser and return what they say.

        Raises:
            ComponentError: One of them failed.
        """
        return _psql(self.programs, f"postgresql://postgres@127.0.0.1:{self.port}/postgres", self.password, sql)


class Postgresql:
    """PostgreSQL from the machine's own packages."""

    name = "postgresql"
    title = "PostgreSQL"

    def __init__(self) -> None:
        self._shared = Shared(self._start)

    def find(self) -> Found | Missing:
        """Look for postgres, the newest version first, where distributions keep it off the PATH."""
        path = find_program(("postgres",), places=PLACES)
        if path is None:
            return Missing("there is no PostgreSQL server on this machine", how_to_install("postgresql", "postgresql"))
        path = path.resolve()
        for other in ("initdb", "psql"):
            if not (path.parent / other).exists():
                reason = f"there is no {other} beside {path}"
                return Missing(reason, how_to_install("postgresql postgresql-client", "postgresql"))
        return Found(path, read_version([path, "--version"], r"([\d.]+)"))

    @contextmanager
    def lease(self, tell: Progress) -> Iterator[Lease]:
        """Provide an empty database, owned by a role that can do nothing outside of it."""
        instance = self._shared.get(tell)
        name, password = f"lease_{secrets.token_hex(8)}", secrets.token_urlsafe(18)
        since = instance.server.log.stat().st_size
        instance.run(
            f"CREATE ROLE {name} LOGIN PASSWORD '{password}' CONNECTION LIMIT 60;\n"
            f"CREATE DATABASE {name} OWNER {name};\n"
            f"REVOKE ALL ON DATABASE {name} FROM PUBLIC;"
        )
        url = f"postgresql://{name}:{password}@127.0.0.1:{instance.port}/{name}"
        try:
            yield Lease({"POSTGRESQL_URL": url}, lambda lines: _own_lines(instance.server.log, name, lines, since))
        finally:
            # What cannot be dropped stays until the instance ends; it shall not hide how the attempt went.
            with suppress(ComponentError):
                instance.run(f"DROP DATABASE {name} WITH (FORCE);\nDROP ROLE {name};")

    def self_test(self, env: Mapping[str, str]) -> None:
        """Make a table, write to it and read it."""
        sql = "CREATE TEMP TABLE t (x int); INSERT INTO t VALUES (42); SELECT x FROM t;"
        if "42" not in _psql(require(self).path.parent, env["POSTGRESQL_URL"], "", sql):
            raise ComponentError("PostgreSQL does not return what was written to it")

    def _start(self, tell: Progress) -> Instance:
        programs = require(self).path.parent
        tell("starting PostgreSQL: some seconds, once")
        password = secrets.token_urlsafe(18)
        server, port = start_on_free_port(
            lambda port: _start_server(programs, port, password),
            lambda port: _answers(programs, port, password),
            within=60.0,
            tell=tell,
        )
        instance = Instance(programs, server, port, password)
        # A lease sees its own database only.
        instance.run("REVOKE ALL ON DATABASE postgres FROM PUBLIC;\nREVOKE ALL ON DATABASE template1 FROM PUBLIC;")
        return instance


def _start_server(programs: Path, port: int, password: str) -> Server:
    folder = make_folder("postgresql", account="postgres")
    try:
        _make_cluster(programs, folder, password)
    except BaseException:
        folder.remove()
        raise
    argv: list[str | Path] = [programs / "postgres", "-D", folder.path / "data", "-p", str(port), "-k", ""]
    # No unix socket (-k): a path in a long temporary folder would be too long for one. SIGINT is its fast shutdown; killed outright it would leave a segment of shared memory behind.
    return start_server("PostgreSQL", argv, folder, stop_signal=signal.SIGINT, grace=10.0)


def _make_cluster(programs: Path, folder: Folder, password: str) -> None:
    secret = folder.path / "password"
    secret.touch(mode=0o600)
    secret.write_text(password, encoding="utf-8")
    folder.own(secret)
    data = folder.path / "data"
    done = subprocess.run(
        [
            programs / "initdb",
            "-D",
            data,
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
        ],
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
        return "1" in _psql(programs, f"postgresql://postgres@127.0.0.1:{port}/postgres", password, "SELECT 1;")
    except ComponentError:
        return False


def _psql(programs: Path, url: str, password: str, sql: str) -> str:
    environment = {"PATH": os.defpath, "PGCONNECT_TIMEOUT": "5", "LANG": "C"}
    if password:
        environment["PGPASSWORD"] = password
    try:
        done = subprocess.run(
            [programs / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", url],
            input=sql,
            env=environment,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ComponentError("PostgreSQL did not answer within 30 seconds") from error
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["psql said nothing"]
        raise ComponentError(f"PostgreSQL: {lines[0]}")
    return done.stdout


def _own_lines(log: Path, database: str, lines: int, since: int) -> str:
    """Return what was logged about this lease's database; the log holds the other leases' lines too."""
    every = tail(log, 1000, since=since).splitlines()
    return "\n".join([line for line in every if f" {database} " in line][-lines:])
