"""Every component keeps the promises of a lease: it answers, it is private, and it is gone afterwards."""

from __future__ import annotations

import re
import socket
import threading
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest
from tests.components.conftest import need

from roadworthy.components import Lease, known_components, lease
from roadworthy.errors import MissingToolError, NotFoundError

pytestmark = pytest.mark.xdist_group("components")  # so that one process starts the heavy ones, once

ADDRESS = {"postgresql": "POSTGRESQL_URL", "rabbitmq": "RABBITMQ_URL", "redis": "REDIS_URL"}


def family() -> list[psutil.Process]:
    """The servers of this process."""
    return psutil.Process().children(recursive=True)


def look_at(process: psutil.Process) -> tuple[str, int, list[Any]] | None:
    """Name, user and listening addresses of a process; None of one that ended while we looked."""
    try:
        connections = [c.laddr for c in process.net_connections("tcp") if c.status == psutil.CONN_LISTEN]
        return process.name(), process.uids().real, connections
    except psutil.NoSuchProcess:
        return None


def test_a_missing_component_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("roadworthy.components.providers.find_program", lambda *_names, **_places: None)
    another = type(known_components()["redis"])()  # one without a spare server
    with pytest.raises(MissingToolError) as caught, another.lease(lambda _line: None):
        pass
    assert re.search(r"no redis-server .*\((sudo apt-get|brew) install \S+", str(caught.value))


def test_several_components_at_once() -> None:
    need("redis")
    need("nginx")
    with lease(["nginx", "redis"]) as leases:
        assert set(leases.env) == {"NGINX", "REDIS_URL"}


def test_an_unknown_component_is_named() -> None:
    with pytest.raises(NotFoundError, match="'rediss'"), lease(["rediss"]):
        pass


@pytest.mark.parametrize("name", ["postgresql", pytest.param("rabbitmq", marks=pytest.mark.long), "redis"])
def test_no_server_runs_as_root_or_listens_elsewhere(name: str) -> None:
    need(name)
    with lease([name]) as leases:
        port = urlsplit(leases.env[ADDRESS[name]]).port
        seen = [server for process in family() if (server := look_at(process)) and not server[0].startswith("python")]
        listening = [address for _name, _user, addresses in seen for address in addresses]
        # Java's sockets are of both families, and name IPv4's addresses as IPv6 does.
        assert {address.ip.removeprefix("::ffff:") for address in listening} <= {"127.0.0.1", "::1"}
        assert port in {address.port for address in listening}
        if psutil.Process().uids().real == 0:
            assert all(user != 0 for _name, user, addresses in seen if addresses)


def test_redis_is_gone_after_its_lease() -> None:
    need("redis")
    with lease(["redis"]) as leases:
        port = urlsplit(leases.env["REDIS_URL"]).port or 0
        (server,) = [p for p in family() if (seen := look_at(p)) and port in {address.port for address in seen[2]}]
        folder = Path(server.cwd())
        assert folder.is_dir()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1)
    assert not server.is_running()
    assert not folder.exists()


@pytest.mark.long
def test_a_server_outlives_the_thread_that_asked_for_it() -> None:
    """The kernel's way of killing a child with its parent goes by threads; ours must not."""
    need("postgresql")
    kept: list[Lease] = []
    entered = threading.Event()
    leave = threading.Event()

    def ask() -> None:
        with lease(["postgresql"]) as leases:
            kept.append(leases.by_name["postgresql"])
            entered.set()
            leave.wait(30)

    thread = threading.Thread(target=ask)
    thread.start()
    assert entered.wait(60)
    leave.set()
    thread.join()
    with lease(["postgresql"]) as leases:
        known_components()["postgresql"].self_test(leases.env)
        assert urlsplit(leases.env["POSTGRESQL_URL"]).port == urlsplit(kept[0].env["POSTGRESQL_URL"]).port


def test_many_threads_share_one_start() -> None:
    need("postgresql")
    ports: set[int | None] = set()

    def ask() -> None:
        with lease(["postgresql"]) as leases:
            ports.add(urlsplit(leases.env["POSTGRESQL_URL"]).port)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ports) == 1
