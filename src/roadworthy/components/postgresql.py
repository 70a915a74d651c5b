"""PostgreSQL: one instance for all leases of this process; a lease is a database with a role that owns it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from roadworthy.components.base import (
    Address,
    ComponentError,
    Found,
    Lease,
    Missing,
    Progress,
    Provider,
    Source,
    require,
)
from roadworthy.components.packages import PythonPackage
from roadworthy.components.postgresql_instance import Instance, Session, run_once, start_instance
from roadworthy.components.providers import Given, Machine, find_program, how_to_install
from roadworthy.components.servers import tail
from roadworthy.components.shared import Shared

# A lease's database, and one instance with all its leases, their log of changes and what queries write beside. An empty
# database takes 8 MB.
LEASE_MB = 512
INSTANCE_MB = 4096
PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")


PGSERVER = PythonPackage(
    "pgserver", "pgserver", "lib/python3*/site-packages/pgserver/pginstall/bin/postgres", below=(3, 13)
)


class Postgresql:
    """PostgreSQL, plain or with extensions.

    Args:
        name: As labs name it.
        title: For people.
        variable: With the lease's URL.
        providers: The ways of coming by it.
        extensions: Made in every lease's database.
    """

    def __init__(
        self, name: str, title: str, variable: str, providers: tuple[Provider, ...], extensions: tuple[str, ...] = ()
    ) -> None:
        self.name = name
        self.title = title
        self.variables = (variable,)
        self.providers = providers
        self._extensions = extensions
        self.disk_mb = INSTANCE_MB
        self._shared = Shared(self._start, disk_mb=INSTANCE_MB)

    @contextmanager
    def lease(self, tell: Progress) -> Iterator[Lease]:
        """Provide an empty database, owned by a role that can do nothing outside of it."""
        with self._shared.use(tell) as instance:
            database = instance.spare.take() or instance.make_database()
            server = instance.server
            since = server.log.stat().st_size if server else 0
            try:
                with instance.kept_within(database, LEASE_MB) as exceeded:
                    yield Lease(
                        {self.variables[0]: database.url},
                        addresses=(Address(instance.host, instance.port, variables=self.variables),),
                        log=lambda lines: _own_lines(server.log, database.name, lines, since) if server else "",
                        trouble=instance.trouble,
                        exceeded=exceeded,
                    )
            finally:
                instance.drop_database(database)
                instance.spare.refill()

    def self_test(self, env: Mapping[str, str]) -> None:
        """Make a table, write to it and read it."""
        sql = (
            "CREATE TEMP TABLE t (x int); INSERT INTO t VALUES (42); SELECT x FROM t; SELECT extname FROM pg_extension;"
        )
        said = run_once(_psql(require(self, lambda _line: None)), env[self.variables[0]], "", sql).split()
        if missing := {"42", *self._extensions} - set(said):
            raise ComponentError(f"{self.title} does not return {' and '.join(missing)}")

    def _start(self, tell: Progress) -> Instance:
        found = require(self, tell)
        if found.source is not Source.GIVEN:
            return start_instance(found.path.resolve().parent, self.title, "postgres", self._extensions, tell)
        session = Session(_psql(found), found.address, "")
        url = urlsplit(found.address)
        return Instance(session, url.hostname or "127.0.0.1", url.port or 5432, None)


def _psql(found: Found) -> Path:
    beside = found.path.resolve().parent / "psql"
    path = beside if beside.exists() else find_program(("psql",), places=PLACES)
    if path is None:
        message = "psql is needed to make databases in the PostgreSQL that was given"
        raise ComponentError(message, hint="sudo apt-get install postgresql-client")
    return path


def _lacks_programs(path: Path) -> str:
    for other in ("initdb", "psql"):
        if not (path.resolve().parent / other).exists():
            return f"there is no {other} beside {path}"
    return ""


def _lacks_vector(path: Path) -> str | Missing:
    version = path.resolve().parent.parent.name
    shares = (f"/usr/share/postgresql/{version}/extension", f"{path.resolve().parent.parent}/share/extension")
    if not any((Path(share) / "vector.control").exists() for share in shares):
        # Debian has a package for each version of PostgreSQL.
        mend = how_to_install(f"postgresql-{version}-pgvector", "pgvector")
        return _lacks_programs(path) or Missing(f"the PostgreSQL at {path} has no pgvector", mend)
    return _lacks_programs(path)


def _own_lines(log: Path, database: str, lines: int, since: int) -> str:
    """Return what was logged about this lease's database; the log holds the other leases' lines too."""
    every = tail(log, 1000, since=since).splitlines()
    return "\n".join([line for line in every if f" {database} " in line][-lines:])


POSTGRESQL = Postgresql(
    "postgresql",
    "PostgreSQL",
    "POSTGRESQL_URL",
    (
        Given("ROADWORTHY_POSTGRESQL_URL", "postgresql://admin:secret@127.0.0.1:5432/postgres"),
        Machine(("postgres",), "postgresql", "postgresql", places=PLACES, lacks=_lacks_programs),
        PGSERVER,
    ),
)
PGVECTOR = Postgresql(
    "pgvector",
    "PostgreSQL with pgvector",
    "PGVECTOR_URL",
    (
        Machine(("postgres",), "postgresql-pgvector", "pgvector", places=PLACES, lacks=_lacks_vector),
        PGSERVER,
    ),
    extensions=("vector",),
)
