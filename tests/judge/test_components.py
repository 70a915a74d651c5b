"""Attempts with components: what is leased can be used from inside, and a component's failure is not the learner's."""

from __future__ import annotations

import contextlib
import dataclasses
import secrets
import signal
import socket
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest
from tests.components.conftest import need
from tests.judge.conftest import make_lab, told, write_all

from roadworthy.components import Found, Leases, find, known_components, lease
from roadworthy.components.postgresql import POSTGRESQL, Postgresql
from roadworthy.components.postgresql_instance import start_instance
from roadworthy.components.redis import Redis
from roadworthy.judge import JudgeEvent, is_contained, judge
from roadworthy.judge.bridge import Bridge
from roadworthy.labs import Limits, Status, Verdict

pytestmark = pytest.mark.xdist_group("components")

WORKER = """
    import os, socket, subprocess, tempfile, time, urllib.request

    CONFIGURATION = '''
    using Workerd = import "/workerd/workerd.capnp";
    const config :Workerd.Config = (
      services = [(name = "main", worker = (
        serviceWorkerScript = "addEventListener('fetch', e => e.respondWith(new Response('from inside')))",
        compatibilityDate = "2024-01-01"))],
      sockets = [(name = "http", address = "127.0.0.1:8080", http = (), service = "main")]);
    '''

    def ask():
        with tempfile.NamedTemporaryFile("w", suffix=".capnp") as file:
            file.write(CONFIGURATION)
            file.flush()
            server = subprocess.Popen([os.environ["WORKERD"], "serve", file.name], stderr=subprocess.PIPE, text=True)
            try:
                while server.poll() is None:
                    try:
                        with urllib.request.urlopen("http://127.0.0.1:8080/") as answer:
                            return answer.read().decode()
                    except OSError:
                        time.sleep(0.02)
                return server.stderr.read()
            finally:
                server.kill()
                server.wait()
"""


def attempt(
    folder: Path, components: tuple[str, ...], learner: str, checks: str, *, memory_mb: int = 512, **more: Any
) -> Verdict:
    for part in ("starter", "checks", "work"):
        (folder / part).mkdir(parents=True)
    write_all(folder / "starter", {"learner.py": ""})
    write_all(folder / "checks", {"test_it.py": checks})
    write_all(folder / "work", {"learner.py": learner})
    lab = make_lab(folder, edit=("learner.py",), limits=Limits(memory_mb=memory_mb))
    lab = dataclasses.replace(lab, components=components)
    return judge(lab, folder / "work", **more)


def test_a_program_from_a_package_runs_inside(tmp_path: Path) -> None:
    need("workerd")
    checks = "import learner\ndef test_it():\n    assert learner.ask() == 'from inside'\n"
    verdict = attempt(tmp_path / "lab", ("workerd",), WORKER, checks, memory_mb=768)  # V8 reserves as much
    assert verdict.passed, told(verdict)


def test_a_package_that_was_not_leased_is_not_there(tmp_path: Path) -> None:
    need("workerd")
    if not is_contained():
        pytest.skip("the judge has no walls on this machine")
    with lease(["workerd"]) as leases:
        program = leases.env["WORKERD"]
    learner = f"import os\ndef sees():\n    return os.path.exists({program!r})\n"
    checks = "import learner\ndef test_it():\n    assert learner.sees() is {}\n"
    for number, (components, expected) in enumerate(((("workerd",), True), ((), False))):
        verdict = attempt(tmp_path / str(number), components, learner, checks.format(expected))
        assert verdict.passed, told(verdict)


@pytest.mark.long
def test_a_given_server_on_another_host_is_reached_from_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    need("postgresql")
    found = find(known_components()["postgresql"])
    assert isinstance(found, Found)
    given = start_instance(found.path.resolve().parent, "PostgreSQL", "postgres", (), lambda _line: None)
    # Another address of this machine stands for another host.
    door = socket.create_server(("127.0.0.2", 0))
    port = door.getsockname()[1]
    relay = Bridge([(door, ("127.0.0.1", given.port))])
    try:
        password = given.session.command_for("")[1]["PGPASSWORD"]
        monkeypatch.setenv("ROADWORTHY_POSTGRESQL_URL", f"postgresql://postgres:{password}@127.0.0.2:{port}/postgres")
        monkeypatch.setattr("roadworthy.components.registry._BY_NAME", {"postgresql": fresh_postgresql()})
        learner = """
            import os, socket
            from urllib.parse import urlsplit

            def ask():  # whether it speaks TLS, as PostgreSQL's clients do first
                url = urlsplit(os.environ["POSTGRESQL_URL"])
                with socket.create_connection((url.hostname, url.port), timeout=5) as connection:
                    connection.sendall(bytes([0, 0, 0, 8, 4, 210, 22, 47]))
                    return connection.recv(1)
        """
        checks = "import learner\ndef test_it():\n    assert learner.ask() in (b'N', b'S')\n"
        verdict = attempt(tmp_path / "lab", ("postgresql",), learner, checks)
        assert verdict.passed, told(verdict)
    finally:
        relay.close()
        given.stop()


def fresh_postgresql() -> Postgresql:
    return Postgresql("postgresql", "PostgreSQL", "POSTGRESQL_URL", POSTGRESQL.providers)


class Killer:
    """Kills the Redis of an attempt when its check begins, so many times, or stops it; after that it lets the check end."""

    def __init__(self, times: int, how: signal.Signals = signal.SIGKILL) -> None:
        self.left = times
        self.how = how
        self.told: list[str] = []
        self.env: Mapping[str, str] = {}
        self.key = f"go-{secrets.token_hex(4)}"

    @property
    def checks(self) -> str:
        """A check that talks to Redis until it has been killed, or until it may end."""
        return f"""
import time, learner

def test_it():
    while (said := learner.get({self.key!r})) != "+OK\\r\\n$1\\r\\n1\\r\\n":
        assert said == "+OK\\r\\n$-1\\r\\n"
        time.sleep(0.01)
"""

    def hear(self, event: JudgeEvent) -> None:
        """Be told of a step."""
        if event.kind == "progress":
            self.told.append(event.text)
        if event.kind != "check-started":
            return
        url = urlsplit(self.env["REDIS_URL"])
        if self.left:
            self.left -= 1
            (process,) = [one for one in psutil.Process().children(recursive=True) if _listens(one, url.port)]
            process.send_signal(self.how)
            return
        with socket.create_connection(("127.0.0.1", url.port or 0), timeout=5) as connection:
            connection.sendall(f"AUTH {url.password}\r\nSET {self.key} 1\r\nQUIT\r\n".encode())
            while connection.recv(100):
                pass

    @contextlib.contextmanager
    def lease(self, names: Sequence[str], **more: Any) -> Iterator[Leases]:
        """Lease, and remember what."""
        with lease(names, **more) as leases:
            self.env = leases.env
            yield leases


def _listens(process: psutil.Process, port: int | None) -> bool:
    """Whether it is the Redis of that port; a spare one may run beside."""
    with contextlib.suppress(psutil.NoSuchProcess):  # ended while we looked
        return process.name() == "redis-server" and f"port {port}\n" in (Path(process.cwd()) / "redis.conf").read_text()
    return False


USES_REDIS = """
    import os, socket
    from urllib.parse import urlsplit

    def get(key):
        url = urlsplit(os.environ["REDIS_URL"])
        with socket.create_connection((url.hostname, url.port), timeout=5) as connection:
            connection.sendall(f"AUTH {url.password}\\r\\nGET {key}\\r\\n".encode())
            said = b""
            while not said.endswith((b"$-1\\r\\n", b"$1\\r\\n1\\r\\n")):
                part = connection.recv(100)
                if not part:
                    break
                said += part
            return said.decode()
"""


@pytest.mark.long
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_an_attempt_whose_component_dies_or_stalls_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: signal.Signals
) -> None:
    need("redis")
    killer = Killer(1, how)
    monkeypatch.setattr("roadworthy.components.lease", killer.lease)
    verdict = attempt(tmp_path / "lab", ("redis",), USES_REDIS, killer.checks, on_event=killer.hear)
    assert verdict.passed, told(verdict)
    assert "Redis failed: trying again" in killer.told


def test_a_component_that_dies_again_is_the_verdict_and_not_the_learners_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need("redis")
    killer = Killer(times=9)
    monkeypatch.setattr("roadworthy.components.lease", killer.lease)
    verdict = attempt(tmp_path / "lab", ("redis",), USES_REDIS, killer.checks, on_event=killer.hear)
    assert verdict.status is Status.COMPONENT_FAILED, told(verdict)
    assert killer.left == 7  # tried twice, and no more
    assert "Redis failed, which is not your doing: Redis ended with code -9" in verdict.message
    assert "Ready to accept connections" in verdict.output
    assert verdict.checks == ()


def test_a_wrong_answer_is_the_learners_while_the_component_is_well(tmp_path: Path) -> None:
    need("redis")
    verdict = attempt(tmp_path / "lab", ("redis",), "def get(key):\n    return 'no'\n", Killer(0).checks)
    assert verdict.status is Status.FAILED, told(verdict)


FILLS_REDIS = """
    import os, socket
    from urllib.parse import urlsplit

    def fill():  # more than the server may hold on disk; until it hangs up
        url = urlsplit(os.environ["REDIS_URL"])
        with socket.create_connection((url.hostname, url.port)) as connection:
            connection.sendall(f"AUTH {url.password}\\r\\n".encode())
            said = connection.recv(100)
            while said:
                for number in range(50):
                    connection.sendall(b"*3\\r\\n$3\\r\\nSET\\r\\n$2\\r\\n%02d\\r\\n$1000000\\r\\n" % number)
                    connection.sendall(os.urandom(1000000) + b"\\r\\n")
                connection.sendall(b"SAVE\\r\\n")
                said = connection.recv(10000)
"""


@pytest.mark.long
def test_an_attempt_that_fills_the_disk_of_a_component_is_told_so_and_not_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need("redis")
    monkeypatch.setattr(Redis, "disk_mb", 30)
    heard: list[str] = []

    def hear(event: JudgeEvent) -> None:
        heard.append(f"{event.kind} {event.text}")

    checks = "import learner\ndef test_it():\n    learner.fill()\n    assert False, 'it ended'\n"
    with lease(["redis"]) as other:
        verdict = attempt(tmp_path / "lab", ("redis",), FILLS_REDIS, checks, on_event=hear)
        assert other.trouble() is None
    assert verdict.status is Status.COMPONENT_FAILED, told(verdict)
    assert verdict.message == "Redis failed: it held more than 30 MB on disk for this attempt"
    assert "Ready to accept connections" in verdict.output
    assert not any("trying again" in line for line in heard)
