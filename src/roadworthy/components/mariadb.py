"""MariaDB: one instance for all leases of this process; a lease is a schema with a user of it."""

from __future__ import annotations

import os
import secrets
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from roadworthy.components.base import Address, ComponentError, Found, Lease, Progress, Source, require
from roadworthy.components.disk import bounded
from roadworthy.components.keeping import guard
from roadworthy.components.providers import SBIN, Given, Machine, find_program
from roadworthy.components.servers import Folder, Server, make_folder, start_on_free_port, start_server, tail
from roadworthy.components.shared import Shared
from roadworthy.components.spare import Spare

ADMINISTRATOR = "roadworthy"

# A lease's schema, and one instance with all its leases and what queries write beside. A new instance takes 40 MB.
LEASE_MB = 512
INSTANCE_MB = 4096

# As little memory as it runs well with, and no care for what a power cut would do: all of it is thrown away.
CONFIGURATION = """
[mariadbd]
bind-address = 127.0.0.1
character-set-server = utf8mb4
innodb-buffer-pool-size = 32M
innodb-data-file-path = ibdata1:12M:autoextend:max:512M
innodb-doublewrite = 0
innodb-flush-log-at-trx-commit = 0
innodb-flush-method = nosync
innodb-log-file-size = 8M
innodb-temp-data-file-path = ibtmp1:12M:autoextend:max:512M
key-buffer-size = 1M
local-infile = 0
max-connections = 200
performance-schema = 0
skip-log-bin
skip-name-resolve
"""


@dataclass(frozen=True, slots=True)
class Schema:
    """One lease's schema and the user who may do anything in it, both of that name."""

    name: str
    url: str

    @property
    def drop(self) -> str:
        """The statements that throw its clients out, who may have locked its tables, and remove it."""
        return f"DROP USER IF EXISTS {self.name}; KILL USER {self.name}; DROP DATABASE IF EXISTS {self.name};"


@dataclass(slots=True)
class Instance:
    """A MariaDB that leases are made in.

    Attributes:
        client: The program that talks to it.
        url: With the administrator's password, which no lease gets.
        server: The process, or None where it is the user's own.
        spare: A schema for the next lease.
    """

    client: Path
    url: str
    server: Server | None
    spare: Spare[Schema] = field(init=False)

    def __post_init__(self) -> None:
        self.spare = Spare(self.make_schema, drop=self.drop_schema, good=lambda _schema: self.alive())

    def alive(self) -> bool:
        """Return True while it runs."""
        return self.server is None or self.server.alive()

    def stop(self) -> None:
        """End it."""
        if self.server is not None:
            self.server.stop()

    def trouble(self) -> str:
        """Ask it something and return what is wrong, "" if nothing is."""
        if self.server is not None:
            return self.server.trouble(lambda: _answers(self.client, self.url))
        return "" if _answers(self.client, self.url) else "MariaDB does not answer"

    def make_schema(self) -> Schema:
        """Make an empty schema and a user who can do nothing outside of it.

        Raises:
            ComponentError: It could not be made.
        """
        name, password = f"lease_{secrets.token_hex(8)}", secrets.token_urlsafe(18)
        run(
            self.client,
            self.url,
            f"CREATE DATABASE {name} CHARACTER SET utf8mb4;"
            f"CREATE USER {name} IDENTIFIED BY '{password}' WITH MAX_USER_CONNECTIONS 60;"
            f"GRANT ALL ON {name}.* TO {name};",
        )
        where = urlsplit(self.url)
        return Schema(name, f"mysql://{name}:{password}@{where.hostname}:{where.port or 3306}/{name}")

    def drop_schema(self, schema: Schema) -> None:
        """Remove a schema and its user; what cannot be removed stays until the instance ends, and hides nothing."""
        with suppress(ComponentError):
            run(self.client, self.url, schema.drop, force=True)

    @contextmanager
    def kept_within(self, schema: Schema, megabytes: int) -> Iterator[Callable[[], str]]:
        """Drop a lease's schema at once should it hold more; in the user's own instance, should this process end.

        Yields:
            What returns that it held more, "" if it did not.
        """
        if self.server is None:
            with guard(*_command(self.client, self.url, force=True), schema.drop):
                yield lambda: ""
            return
        folder = self.server.log.parent / "data" / schema.name
        with bounded(folder, megabytes, lambda: self.drop_schema(schema)) as bound:
            yield bound.told


class Mariadb:
    """MariaDB, which speaks MySQL's protocol."""

    name = "mariadb"
    title = "MariaDB"
    variables = ("MARIADB_URL",)
    disk_mb = INSTANCE_MB
    providers = (
        Given("ROADWORTHY_MARIADB_URL", "mysql://admin:secret@127.0.0.1:3306/mysql"),
        Machine(
            ("mariadbd",),
            "mariadb-server",
            "mariadb",
            places=(*SBIN, "/opt/homebrew/opt/mariadb*/bin"),
            lacks=lambda _path: "" if find_program(("mariadb",)) else "no mariadb, the client, is installed",
        ),
    )

    def __init__(self) -> None:
        self._shared = Shared(self._start, disk_mb=INSTANCE_MB)

    @contextmanager
    def lease(self, tell: Progress) -> Iterator[Lease]:
        """Provide an empty schema."""
        with self._shared.use(tell) as instance:
            schema = instance.spare.take() or instance.make_schema()
            server, where = instance.server, urlsplit(schema.url)
            since = server.log.stat().st_size if server else 0
            try:
                with instance.kept_within(schema, LEASE_MB) as exceeded:
                    yield Lease(
                        {"MARIADB_URL": schema.url},
                        addresses=(Address(where.hostname or "", where.port or 0, variables=self.variables),),
                        log=lambda lines: _own_lines(server.log, schema.name, lines, since) if server else "",
                        trouble=instance.trouble,
                        exceeded=exceeded,
                    )
            finally:
                instance.drop_schema(schema)
                instance.spare.refill()

    def self_test(self, env: Mapping[str, str]) -> None:
        """Make a table, write to it and read it."""
        sql = "CREATE TABLE t (x int); INSERT INTO t VALUES (42); SELECT x FROM t; DROP TABLE t;"
        if "42" not in run(_client(), env["MARIADB_URL"], sql):
            raise ComponentError("MariaDB does not return what was written to it")

    def _start(self, tell: Progress) -> Instance:
        found = require(self, tell)
        if found.source is Source.GIVEN:
            return Instance(_client(), found.address, None)
        tell("starting MariaDB: some seconds, once")
        password = secrets.token_urlsafe(18)

        def url(port: int) -> str:
            return f"mysql://{ADMINISTRATOR}:{password}@127.0.0.1:{port}/mysql"

        server, port = start_on_free_port(
            lambda port: _start_server(found, port, password),
            lambda port: _answers(_client(), url(port)),
            within=60.0,
            tell=tell,
        )
        return Instance(_client(), url(port), server)


def _start_server(found: Found, port: int, password: str) -> Server:
    folder = make_folder("mariadb", account="mysql")
    try:
        _make_data(folder)
        # Relative to the data, since the path of a unix socket may not be long.
        text = f"{CONFIGURATION}\nport = {port}\ndatadir = {folder.path / 'data'}\nsocket = s\npid-file = pid\n"
        configuration = folder.write("my.cnf", text)
        first = folder.write(
            "first.sql",
            f"CREATE USER {ADMINISTRATOR}@'127.0.0.1' IDENTIFIED BY '{password}';\n"
            f"GRANT ALL ON *.* TO {ADMINISTRATOR}@'127.0.0.1' WITH GRANT OPTION;\n",
        )
    except BaseException:
        folder.remove()
        raise
    command = [*found.argv, f"--defaults-file={configuration}", f"--init-file={first}"]
    return start_server("MariaDB", command, folder)


def _make_data(folder: Folder) -> None:
    install = find_program(("mariadb-install-db",), places=SBIN)
    if install is None:
        raise ComponentError("there is no mariadb-install-db", hint="sudo apt-get install mariadb-server")
    how = ["--no-defaults", f"--datadir={folder.path / 'data'}", "--skip-test-db", "--innodb-log-file-size=8M"]
    done = subprocess.run(
        [install, *how, "--auth-root-authentication-method=socket", "--skip-name-resolve"],
        cwd=folder.path,
        user=folder.user,
        group=folder.group,
        extra_groups=[] if folder.user is not None else None,
        env={"PATH": f"{os.defpath}:/usr/sbin", "HOME": str(folder.path), "TMPDIR": str(folder.path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode:
        lines = (done.stderr + done.stdout).strip().splitlines() or ["it said nothing"]
        raise ComponentError(f"mariadb-install-db failed: {lines[-1]}")


def _client() -> Path:
    path = find_program(("mariadb", "mysql"))
    if path is None:
        raise ComponentError("there is no mariadb, the client", hint="sudo apt-get install mariadb-client")
    return path


def run(client: Path, url: str, sql: str, *, force: bool = False) -> str:
    """Run statements and return what they say; with `force`, all of them, whatever happens to one.

    Raises:
        ComponentError: One of them failed.
    """
    argv, env = _command(client, url, force=force)
    try:
        done = subprocess.run(argv, input=sql, env=env, capture_output=True, text=True, timeout=30, check=False)
    except subprocess.TimeoutExpired as error:
        raise ComponentError("MariaDB did not answer within 30 seconds") from error
    if done.returncode and not force:
        lines = done.stderr.strip().splitlines() or ["the client said nothing"]
        raise ComponentError(f"MariaDB: {lines[0]}")
    return done.stdout


def _command(client: Path, url: str, *, force: bool = False) -> tuple[list[str], dict[str, str]]:
    where = urlsplit(url)
    argv = [str(client), "--no-defaults", "--batch", "--skip-column-names", "--connect-timeout=5", "--protocol=tcp"]
    argv += ["-h", where.hostname or "", "-P", str(where.port or 3306), "-u", where.username or "", where.path[1:]]
    return argv + ["--force"] * force, {"PATH": os.defpath, "MYSQL_PWD": where.password or ""}


def _answers(client: Path, url: str) -> bool:
    try:
        return "1" in run(client, url, "SELECT 1")
    except ComponentError:
        return False


def _own_lines(log: Path, user: str, lines: int, since: int) -> str:
    """Return what was logged about this lease's user; the log holds the other leases' lines too."""
    every = tail(log, 1000, since=since).splitlines()
    return "\n".join([line for line in every if user in line][-lines:])
