from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from shutil import copytree
from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError

from roadworthy.storage import StorageError, Store, open_store
from roadworthy.storage.engine import make_engine, parse_url, writing
from roadworthy.storage.migrate import HEAD, MIGRATIONS, alembic_config, migrate
from roadworthy.storage.tables import Base

from .conftest import empty, make_lab, make_verdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ADD_COLUMN = """
from alembic import op
import sqlalchemy as sa
revision, down_revision, branch_labels, depends_on = "9999", "{down}", None, None
def upgrade():
    op.add_column("learners", sa.Column("team", sa.Text()))
    {then}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "roadworthy.sqlite3"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """SQLite only: what is tested here is how its file fares."""
    with open_store(url) as opened:
        yield opened


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    folder = tmp_path / "versions"
    copytree(MIGRATIONS / "versions", folder)
    return folder


@pytest.mark.parametrize("database", ["url", "postgresql"])
def test_the_migrations_make_exactly_the_tables_of_the_models(database: str, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue(database)
    open_store(url).close()
    engine = create_engine(parse_url(url))
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    engine.dispose()
    assert differences == []


def test_head_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_an_upgrade_keeps_everything_and_a_copy_of_what_was(store: Store, url: str, file: Path, versions: Path) -> None:
    lab = make_lab()
    recorded = store.record_attempt("ada", lab, make_verdict(lab), {"a.py": "1"})
    versions.joinpath("m9999.py").write_text(ADD_COLUMN.format(down=HEAD, then="pass"))
    copy = migrate(parse_url(url), head="9999", versions=versions)
    assert store.attempt(recorded.id) == recorded
    assert len(store.evidence("ada")) == 2
    assert copy is not None
    assert copy.parent == file.parent
    with closing(sqlite3.connect(copy)) as before, closing(sqlite3.connect(file)) as after:
        assert before.execute("SELECT version_num FROM alembic_version").fetchone() == (HEAD,)
        assert before.execute("SELECT count(*) FROM evidence").fetchone() == (2,)
        assert after.execute("SELECT team FROM learners").fetchone() == (None,)


# Tables as they were at each revision before, filled with a learner, two attempts, evidence and a hint.
FILLED = (
    "INSERT INTO learners (id, name, created) VALUES (1, 'ada', '2026-01-02 03:04:05.000006')",
    "INSERT INTO submissions (hash, files, added) VALUES ('code', '', '2026-01-02 03:04:05.000006')",
    (
        "INSERT INTO attempts (number, id, learner_id, lab, lab_hash, submission_hash, status, verdict, seed, started, seconds)"
        " VALUES (1, 'attempt-1', 1, 'cache', 'v1', 'code', 'failed', '{}', '7', '2026-01-02 03:04:01.000006', 0.5),"
        " (2, 'attempt-2', 1, 'cache', 'v1', 'code', 'passed', '{}', '7', '2026-01-02 03:04:02.000006', 0.5)"
    ),
    "INSERT INTO evidence (id, attempt_number, learner_id, skill, at) VALUES (1, 2, 1, 'redis', '2026-01-02 03:04:05.000006')",
    "INSERT INTO hints_taken (id, learner_id, lab, number, at) VALUES (1, 1, 'cache', 1, '2026-01-02 03:04:05.000006')",
)
TABLES = ("learners", "submissions", "attempts", "evidence", "hints_taken")


def contents(connection: Connection) -> dict[str, list[dict[str, object]]]:
    return {
        table: [dict(row) for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY 1")).mappings()]  # noqa: S608 - the names above
        for table in TABLES
    }


@pytest.mark.parametrize("database", ["url", "postgresql"])
def test_every_migration_goes_up_and_down_on_a_filled_database_and_nothing_is_lost(
    database: str, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue(database)
    if database == "postgresql":
        empty(url)
    migrate(parse_url(url), head="0001")
    engine = writing(make_engine(parse_url(url), migrating=True))
    with engine.begin() as connection:
        for statement in FILLED:
            connection.execute(text(statement))
        before = contents(connection)
    migrate(parse_url(url))
    with engine.begin() as connection:
        upgraded = contents(connection)
    with open_store(url) as store:
        passed, failed = store.ledger("ada")[::-1]
        assert (passed.skills, passed.attempt, failed.skills) == (("redis",), "attempt-2", ())
        assert store.summaries.of(["ada"], "rules")["ada"].changes == 0, "there is a row to keep a summary in"
    assert [(row["environment_hash"], row["origin"]) for row in upgraded["attempts"]] == [("", "judged")] * 2
    with engine.begin() as connection:
        command.downgrade(alembic_config(connection), "0001")
        assert contents(connection) == before
        connection.execute(text("DELETE FROM evidence"))  # no trigger is left that needs what is gone
        connection.execute(text(FILLED[3]))
    with engine.connect() as connection, pytest.raises(DBAPIError, match="never changed"):
        connection.execute(text("UPDATE attempts SET status = 'passed'"))
    migrate(parse_url(url))
    with engine.connect() as connection:
        assert contents(connection) == upgraded
    with engine.connect() as connection, pytest.raises(DBAPIError, match="never changed"):
        connection.execute(text("UPDATE attempts SET origin = 'imported'"))
    engine.dispose()


def test_a_migration_that_fails_changes_nothing(store: Store, url: str, file: Path, versions: Path) -> None:
    store.learner("ada")
    versions.joinpath("m9999.py").write_text(ADD_COLUMN.format(down=HEAD, then='op.execute("NONSENSE")'))
    with pytest.raises(DBAPIError):
        migrate(parse_url(url), head="9999", versions=versions)
    assert store.revision() == HEAD
    with closing(sqlite3.connect(file)) as connection:
        assert "team" not in [column[1] for column in connection.execute("PRAGMA table_info(learners)")]


def test_rows_that_would_point_nowhere_stop_a_migration(store: Store, url: str, versions: Path) -> None:
    lab = make_lab()
    store.record_attempt("ada", lab, make_verdict(lab), {"a.py": "1"})
    versions.joinpath("m9999.py").write_text(ADD_COLUMN.format(down=HEAD, then='op.execute("DELETE FROM submissions")'))
    with pytest.raises(StorageError, match="point nowhere"):
        migrate(parse_url(url), head="9999", versions=versions)
    assert store.submission_files("b" * 64) == {"a.py": "1"}


def test_a_database_of_a_newer_version_is_left_alone(store: Store, url: str, file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0999'")
    with pytest.raises(StorageError, match="newer Roadworthy"):
        open_store(url)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0999",)


OPEN = "import sys; from roadworthy.storage import open_store; open_store(sys.argv[1]).learner('ada')"


@pytest.mark.long
def test_many_processes_may_open_a_new_database_at_once(url: str, file: Path) -> None:
    openers = [subprocess.Popen([sys.executable, "-c", OPEN, url]) for _ in range(4)]
    assert [opener.wait(60) for opener in openers] == [0, 0, 0, 0]
    with open_store(url) as store:
        assert store.revision() == HEAD
    assert [path.name for path in file.parent.iterdir() if "before-upgrade" in path.name] == []


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"this is not a database at all, is it? " * 40, "not a database"), (b"\0" * 5000, "not a database")],
)
def test_a_file_that_is_no_database_is_named_and_left_alone(url: str, file: Path, content: bytes, says: str) -> None:
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    with pytest.raises(StorageError, match=says) as caught:
        open_store(url)
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert file.read_bytes() == content


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("")
    with pytest.raises(StorageError, match=str(blocker)):
        open_store(f"sqlite:///{blocker}/data/x.sqlite3")


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://root@h/db", "sqlite://", "sqlite:///:memory:"])
def test_addresses_that_are_none_of_ours_are_refused_in_one_line(url: str) -> None:
    with pytest.raises(StorageError, match="ROADWORTHY_DATABASE"):
        open_store(url)


def test_opening_an_up_to_date_database_does_without_alembic(url: str) -> None:
    open_store(url).close()
    code = (
        "import sys; from roadworthy.storage import open_store; open_store(sys.argv[1]).close(); "
        "sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code, url], check=False).returncode == 0
