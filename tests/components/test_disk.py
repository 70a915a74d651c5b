"""What a lease holds on disk is bounded: who holds too much is ended, and nobody else."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from tests.components.conftest import Client, need
from tests.components.test_trouble import server_of

from roadworthy.components import Leases, known_components, lease, mariadb, postgresql, rabbitmq, running_servers
from roadworthy.components.disk import BLOCK, MB, bounded, disk_usage
from roadworthy.components.redis import Redis
from roadworthy.components.shared import Shared

pytestmark = pytest.mark.xdist_group("components")

# Each writes until it is thrown out, and says so.
FILLS = {
    "postgresql": """
        import os, psycopg
        with psycopg.connect(os.environ["POSTGRESQL_URL"], autocommit=True) as connection:
            connection.execute("CREATE TABLE t (x text)")
            connection.execute("ALTER TABLE t ALTER x SET STORAGE EXTERNAL")
            try:
                while True:
                    connection.execute("INSERT INTO t SELECT repeat('x', 100000) FROM generate_series(1, 50)")
            except psycopg.Error:
                print("thrown out")
    """,
    "mariadb": """
        import os, subprocess
        from urllib.parse import urlsplit
        url = urlsplit(os.environ["MARIADB_URL"])
        how = ["mariadb", "--no-defaults", "--protocol=tcp", "-h", url.hostname, "-P", str(url.port), "-u", url.username]
        client = subprocess.Popen(
            [*how, url.path[1:]], env={**os.environ, "MYSQL_PWD": url.password}, stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            client.stdin.write(b"CREATE TABLE t (x longblob);\\n")
            while True:
                client.stdin.write(b"INSERT INTO t VALUES (repeat('x', 5000000));\\n")
                client.stdin.flush()
        except BrokenPipeError:
            print("thrown out")
    """,
    "rabbitmq": """
        import os, pika
        try:
            channel = pika.BlockingConnection(pika.URLParameters(os.environ["RABBITMQ_URL"])).channel()
            channel.queue_declare("work", durable=True)
            channel.confirm_delivery()
            while True:
                channel.basic_publish("", "work", b"x" * 1000000, pika.BasicProperties(delivery_mode=2))
        except pika.exceptions.AMQPError:
            print("thrown out")
    """,
}


@pytest.mark.long
@pytest.mark.parametrize(("name", "module"), [("postgresql", postgresql), ("mariadb", mariadb), ("rabbitmq", rabbitmq)])
def test_who_fills_a_shared_server_is_thrown_out_and_the_others_stay(
    name: str, module: object, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    need(name)
    monkeypatch.setattr(module, "LEASE_MB", 30)
    with lease([name]) as other, lease([name]) as mine:
        before = server_of(other).pid
        assert client(FILLS[name], mine.env) == "thrown out"
        trouble = mine.trouble()
        assert trouble is not None
        assert trouble.exceeded
        assert trouble.message == "it held more than 30 MB on disk for this attempt"
        assert other.trouble() is None
        known_components()[name].self_test(other.env)
        assert server_of(other).pid == before
    with lease([name]) as later:
        known_components()[name].self_test(later.env)


REDIS = """
    import os, redis
    r = redis.Redis.from_url(os.environ["REDIS_URL"])
    try:
        while True:
            for number in range(50):
                r.set(number, os.urandom(1000000))
            r.save()
    except redis.ConnectionError:
        print("thrown out")
"""


def test_who_fills_a_server_of_its_own_has_none_any_more(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    need("redis")
    monkeypatch.setattr(Redis, "disk_mb", 30)
    with lease(["redis"]) as other, lease(["redis"]) as mine:
        (folder,) = [one.folder for one in running_servers() if _holds(one.folder, mine)]
        assert client(REDIS, mine.env) == "thrown out"
        trouble = mine.trouble()
        assert trouble is not None
        assert trouble.exceeded
        assert trouble.component == "Redis"
        assert "Ready to accept connections" in trouble.log
        assert other.trouble() is None
        assert [place.name for place in folder.iterdir()] == ["log.txt"]
    assert not folder.exists()


def _holds(folder: Path, leases: Leases) -> bool:
    configuration = folder / "redis.conf"
    return configuration.exists() and f"port {leases.addresses[0].port}\n" in configuration.read_text()


@pytest.mark.long
def test_a_shared_server_that_holds_too_much_in_all_ends_and_the_next_lease_gets_a_new_one(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    need("postgresql")
    component = postgresql.Postgresql(
        "postgresql", "PostgreSQL", "POSTGRESQL_URL", known_components()["postgresql"].providers
    )
    monkeypatch.setattr(component, "_shared", Shared(component._start, disk_mb=100))
    with component.lease(lambda _line: None) as mine:
        assert client(FILLS["postgresql"], mine.env) == "thrown out"
        assert mine.trouble() == "PostgreSQL was stopped, since it held more than 100 MB on disk"
        assert mine.exceeded() == ""  # it may have been another's doing
    with component.lease(lambda _line: None) as later:
        component.self_test(later.env)
        assert later.trouble() == ""
    component._shared._stop_if_idle()


def test_what_runs_is_shown_with_its_bound() -> None:
    need("redis")
    with lease(["redis"]) as leases:
        (shown,) = [one for one in running_servers() if _holds(one.folder, leases)]
        assert shown.bound == Redis.disk_mb * MB
        assert 0 < shown.disk < shown.bound


def test_a_folder_takes_what_its_files_take_of_the_disk(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    written = tmp_path / "in" / "written"
    written.write_bytes(b"x" * MB)
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(64 * MB)
    (tmp_path / "link").symlink_to("/")
    assert disk_usage(tmp_path) - written.stat().st_blocks * BLOCK < MB


@pytest.mark.long
def test_a_file_that_was_removed_counts_as_long_as_it_is_open(tmp_path: Path) -> None:
    """Programs sort in such files."""
    exceeded = threading.Event()
    with (tmp_path / "nameless").open("wb", buffering=0) as file:
        (tmp_path / "nameless").unlink()
        file.write(b"x" * 2 * MB)
        with bounded(tmp_path, 1, exceeded.set, pid=os.getpid()) as bound:
            assert exceeded.wait(30)
        assert bound.exceeded
    assert disk_usage(tmp_path) == 0


@pytest.mark.long
def test_whoever_stays_within_the_bound_is_left_alone(tmp_path: Path) -> None:
    """Also when another's end goes wrong."""
    seen = threading.Event()
    full, small = tmp_path / "full", tmp_path / "small"
    for folder in (full, small):
        folder.mkdir()
    (full / "data").write_bytes(b"x" * 2 * MB)
    (small / "data").write_bytes(b"x")
    rounds = iter(range(3))

    def end() -> None:
        if next(rounds, None) is None:
            seen.set()
        raise OSError("it went wrong")

    with bounded(full, 1, end) as first, bounded(small, 1, end) as second:
        assert seen.wait(30)
    assert (first.told(), second.told()) == ("it held more than 1 MB on disk for this attempt", "")
