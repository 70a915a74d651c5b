"""What an attempt with a lease can reach: its own lease, and nothing else; another attempt's lease is held meanwhile."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.attacks.bait import Bait, laid_bait
from tests.components.conftest import need
from tests.judge.conftest import told
from tests.judge.test_components import attempt

from roadworthy.components import Leases, lease
from roadworthy.judge import is_contained

pytestmark = [pytest.mark.xdist_group("components")]

LEARNER = """
    import errno, json, os, socket
    from urllib.parse import urlsplit

    TARGET = json.loads('''{target}''')

    def own_port():
        return urlsplit(os.environ["REDIS_URL"]).port

    def tries(family, address, kind=socket.SOCK_STREAM):
        # Return what an address answers, or the name of the error.
        try:
            with socket.socket(family, kind) as sock:
                sock.settimeout(1)
                sock.connect(address)
                sock.sendall(b"PING\\r\\n")
                return sock.recv(100).decode("latin-1") or "closed"
        except OSError as error:
            return errno.errorcode.get(error.errno, type(error).__name__)

    def answering_ports():
        found = []
        for port in range(1, 65536):
            with socket.socket() as sock:
                if sock.connect_ex(("127.0.0.1", port)):
                    continue
                if sock.getsockname() != sock.getpeername():  # TCP can be connected with itself
                    found.append(port)
        return found

    def resolves(name):
        try:
            return str(socket.getaddrinfo(name, 80))
        except OSError as error:
            return type(error).__name__
"""


@pytest.fixture
def bait(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bait]:
    if not is_contained():
        pytest.skip("the judge has no walls on this machine")
    with laid_bait(tmp_path_factory.mktemp("b")) as laid:
        yield laid


@pytest.fixture
def others() -> Iterator[Leases]:
    """Leases of somebody else's attempt, held all the while."""
    need("redis")
    need("postgresql")
    with lease(["redis", "postgresql"]) as leases:
        yield leases


def run(folder: Path, others: Leases, bait: Bait, checks: str) -> None:
    ports = [address.port for address in others.addresses]
    machine = socket.gethostbyname(socket.gethostname())
    target = {"ports": ports, "machine": machine, **bait.described()}
    learner = LEARNER.replace("{target}", json.dumps(target))
    verdict = attempt(folder, ("redis",), learner, "import socket\nimport learner\n" + checks)
    assert verdict.passed, told(verdict)
    assert bait.harm() == []


def test_of_all_ports_only_that_of_the_lease_answers(tmp_path: Path, others: Leases, bait: Bait) -> None:
    checks = """
def test_it():
    own = learner.own_port()
    assert "NOAUTH" in learner.tries(socket.AF_INET, ("127.0.0.1", own))
    assert learner.answering_ports() == [own]
"""
    run(tmp_path / "lab", others, bait, checks)


def test_no_name_of_the_host_leads_to_another_s_lease_or_to_the_host(
    tmp_path: Path, others: Leases, bait: Bait
) -> None:
    checks = """
REFUSED = {"ECONNREFUSED", "ENETUNREACH", "EHOSTUNREACH", "EADDRNOTAVAIL", "gaierror", "EACCES", "EPERM"}

def test_it():
    target = learner.TARGET
    for port in (*target["ports"], target["loopback"]):
        for name in ("127.0.0.1", "127.0.0.2", "0.0.0.0", "localhost", target["machine"]):
            assert learner.tries(socket.AF_INET, (name, port)) in REFUSED, (name, port)
        for name in ("::1", "::", "::ffff:127.0.0.1"):
            assert learner.tries(socket.AF_INET6, (name, port)) in REFUSED, (name, port)

def test_its_own_lease_is_on_one_address_only():
    for name in ("127.0.0.2", learner.TARGET["machine"]):
        if name != "127.0.0.1":
            assert learner.tries(socket.AF_INET, (name, learner.own_port())) in REFUSED
"""
    run(tmp_path / "lab", others, bait, checks)


def test_no_socket_of_the_host_and_no_name_is_found(tmp_path: Path, others: Leases, bait: Bait) -> None:
    checks = """
def test_sockets():
    target = learner.TARGET
    for name in ("\\0" + target["abstract"], target["unix_socket"], "/run/docker.sock", "/run/dbus/system_bus_socket"):
        assert learner.tries(socket.AF_UNIX, name) in {"ECONNREFUSED", "ENOENT", "EACCES", "EPERM"}, name

def test_names():
    for name in ("example.com", "cell.example.com", "metadata.google.internal", "host.docker.internal"):
        assert learner.resolves(name) == "gaierror", name
    for server in ("127.0.0.1", "127.0.0.53", "8.8.8.8", "169.254.169.254"):
        said = learner.tries(socket.AF_INET, (server, 53), socket.SOCK_DGRAM)
        assert said in {"ECONNREFUSED", "ENETUNREACH", "EACCES", "EPERM"}, (server, said)
"""
    run(tmp_path / "lab", others, bait, checks)


def test_the_checker_reaches_the_learners_server_and_nobody_outside_does(
    tmp_path: Path, others: Leases, bait: Bait
) -> None:
    server = f"""
import socket, threading
def serve():
    server = socket.create_server(("127.0.0.1", {others.addresses[0].port}))
    threading.Thread(target=lambda: server.accept()[0].sendall(b"mine"), daemon=True).start()
"""
    checks = f"""
import socket
import learner
def test_it():
    learner.serve()  # on the very port of another's lease, which outside stays that lease's
    with socket.create_connection(("127.0.0.1", {others.addresses[0].port}), timeout=5) as connection:
        assert connection.recv(10) == b"mine"
"""
    verdict = attempt(tmp_path / "lab", (), server, checks)
    assert verdict.passed, told(verdict)
    assert others.trouble() is None
    assert bait.harm() == []
