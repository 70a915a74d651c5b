"""What is left behind by a Roadworthy that was killed, keeper and all, is taken away; idle servers end by themselves."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
from tests.components.conftest import need
from tests.components.test_endings import alive, eventually, holder

from roadworthy.components import ComponentError, find, known_components, running_servers
from roadworthy.components.base import Found
from roadworthy.components.http import request
from roadworthy.components.postgresql_instance import start_instance
from roadworthy.components.rabbitmq import Rabbitmq
from roadworthy.components.servers import make_folder, remove_leftovers
from roadworthy.components.shared import Shared
from roadworthy.components.spare import Spare

pytestmark = pytest.mark.xdist_group("components")


def quiet(_line: str) -> None:
    pass


@pytest.mark.long
def test_databases_in_a_given_server_are_dropped_when_roadworthy_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    need("postgresql")
    found = find(known_components()["postgresql"])
    assert isinstance(found, Found)
    given = start_instance(found.path.resolve().parent, "PostgreSQL", "postgres", (), quiet)
    try:
        argv, env, _sql = given.session.command_for("")
        url = argv[-1].replace("postgres@", f"postgres:{env['PGPASSWORD']}@")
        monkeypatch.setenv("ROADWORTHY_POSTGRESQL_URL", url)

        def leased() -> str:
            return given.session.run("SELECT datname FROM pg_database WHERE datname LIKE 'lease%'").strip()

        with holder("postgresql") as (process, _pids, _folders):
            assert leased()
            process.kill()
            process.wait(10)
            assert eventually(lambda: not leased())
        assert not given.session.run("SELECT rolname FROM pg_roles WHERE rolname LIKE 'lease%'").strip()
    finally:
        given.stop()


@pytest.mark.long
def test_vhosts_in_a_given_broker_go_with_their_leases_and_when_roadworthy_is_killed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    need("rabbitmq")
    with Rabbitmq()._shared.use(quiet) as given:

        def leased() -> set[str]:
            url = f"http://{given.administrator}:{given.password}@127.0.0.1:{given.management}/api"
            found = [json.loads(request("GET", f"{url}/{what}")[1]) for what in ("vhosts", "users")]
            return {one["name"] for ones in found for one in ones if one["name"].startswith("lease-")}

        address = f"http://{given.administrator}:{given.password}@127.0.0.1:{given.management}"
        monkeypatch.setenv("ROADWORTHY_RABBITMQ_URL", f"{address}?amqp={given.port}&stomp={given.stomp}")
        component = Rabbitmq()
        with component.lease(quiet) as leased_one:
            component.self_test(leased_one.env)
            assert leased_one.trouble() == ""
            assert len(leased()) == 1  # vhost and user are named alike
        assert not leased()
        with holder("rabbitmq") as (process, _pids, _folders):
            assert leased()
            process.kill()
            process.wait(10)
            assert eventually(lambda: not leased())
        given.stop()


@pytest.mark.long
def test_a_given_broker_that_is_not_there_or_refuses_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    need("rabbitmq")
    with Rabbitmq()._shared.use(quiet) as given:
        for address, why in (
            ("a:b@127.0.0.1:1", "does not answer"),
            (f"a:b@127.0.0.1:{given.management}", "answered 401"),
            (f"{given.administrator}:{given.password}@127.0.0.1:{given.management}?amqp=1", "127.0.0.1:1 .*add .amqp="),
        ):
            monkeypatch.setenv("ROADWORTHY_RABBITMQ_URL", f"http://{address}")
            with pytest.raises(ComponentError) as caught, Rabbitmq().lease(quiet):
                pass
            assert re.search(why, str(caught.value))
        given.stop()


@pytest.mark.long
def test_folders_of_the_killed_are_removed_by_the_next() -> None:
    need("redis")
    with holder("redis") as (process, pids, folders):
        keeper = psutil.Process(process.pid).children()[0]
        process.send_signal(signal.SIGSTOP)  # else it would tidy up when its keeper is gone
        keeper.kill()
        process.kill()
        process.wait(10)
        assert eventually(lambda: not any(alive(pid) for pid in pids))
    (folder,) = map(Path, folders)
    assert folder.exists()
    living = make_folder("test", account="nobody")
    for one in (folder, living.path):
        os.utime(one, (0, 0))
    remove_leftovers.cache_clear()
    remove_leftovers()
    assert not folder.exists()
    assert living.path.exists()
    living.remove()


@pytest.mark.long
def test_what_runs_is_shown_with_what_it_takes() -> None:
    need("redis")
    with holder("redis") as (_process, _pids, folders):
        (shown,) = [usage for usage in running_servers() if str(usage.folder) in folders]
        assert shown.name == "redis"
        assert shown.memory > 1024**2
        assert shown.disk > 100


class Thing:
    """Stands for a server in the tests of what is idle."""

    server = None

    def __init__(self) -> None:
        self.stopped = threading.Event()

    def alive(self) -> bool:
        return not self.stopped.is_set()

    def stop(self) -> None:
        self.stopped.set()


def test_a_shared_server_that_nobody_uses_stops_and_starts_anew() -> None:
    shared = Shared(lambda _tell: Thing(), disk_mb=1, idle=0.05)
    with shared.use(quiet) as first, shared.use(quiet) as same:
        assert first is same
    assert first.stopped.wait(10)
    with shared.use(quiet) as second:
        assert second is not first
        assert second.alive()


def test_a_shared_server_in_use_is_never_idle() -> None:
    shared = Shared(lambda _tell: Thing(), disk_mb=1, idle=0.0)
    with shared.use(quiet) as outer:
        for _ in range(20):
            with shared.use(quiet) as inner:
                assert inner is outer
        assert not outer.stopped.is_set()


def test_a_spare_is_made_from_the_second_lease_on_and_dropped_when_idle() -> None:
    dropped = threading.Event()
    spare = Spare(lambda: "it", drop=lambda _it: dropped.set(), good=lambda _it: True, idle=0.05)
    assert spare.take() is None
    spare.refill()
    assert spare.take() is None  # a process that leases once gets none
    spare.refill()
    assert dropped.wait(10)
    spare.refill()
    deadline = time.monotonic() + 10
    while (taken := spare.take()) is None and time.monotonic() < deadline:
        spare.refill()
    assert taken == "it"


def test_a_spare_that_died_is_not_handed_out() -> None:
    good = True
    dropped: list[str] = []
    made = threading.Semaphore(0)

    def make() -> str:
        made.release()
        return "it"

    spare = Spare(make, drop=dropped.append, good=lambda _it: good)
    spare.take()
    spare.take()
    spare.refill()
    assert made.acquire(timeout=10)
    good = False
    assert eventually(lambda: spare.take() is None and dropped == ["it"])


@pytest.mark.long
def test_nothing_is_kept_for_a_process_that_leases_once() -> None:
    need("redis")
    script = """
import psutil
from roadworthy.components import lease
with lease(["redis"]):
    pass
keeper, = psutil.Process().children()
print(len(keeper.children()))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "0\n", done.stderr
