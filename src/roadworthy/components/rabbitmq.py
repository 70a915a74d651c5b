"""RabbitMQ: one broker for all leases of this process, since it takes long to start; a lease is a vhost and a user."""

from __future__ import annotations

import base64
import http.client
import json
import re
import secrets
import socket
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from roadworthy.components.base import (
    ComponentError,
    Found,
    Lease,
    Missing,
    Progress,
    find_program,
    how_to_install,
    require,
)
from roadworthy.components.servers import (
    Folder,
    Server,
    free_port,
    make_folder,
    start_on_free_port,
    start_server,
    tail,
)
from roadworthy.components.shared import Shared

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

# The script on the PATH of Debian wants to be root and uses the machine's own data folder.
PLACES = (
    "/usr/lib/rabbitmq/lib/*/sbin",
    "/usr/lib/rabbitmq/bin",
    "/opt/homebrew/opt/rabbitmq/sbin",
    "/opt/rabbitmq/sbin",
)
ADMINISTRATOR = "roadworthy"


@dataclass(slots=True)
class Broker:
    """The running broker; `password` is its administrator's, which no lease gets.

    Attributes:
        server: The broker itself.
        port: Where it speaks AMQP.
        management: Where it speaks its HTTP API.
        password: For the HTTP API.
        helpers: What it needs beside itself: the Erlang port mapper.
    """

    server: Server
    port: int
    management: int
    password: str
    helpers: list[Server] = field(default_factory=list)

    def alive(self) -> bool:
        """Return True while it runs."""
        return self.server.poll() is None

    def call(self, method: str, path: str, body: Mapping[str, object] | None = None) -> int:
        """Make a request to the HTTP API and return the status.

        Raises:
            OSError: The API does not answer.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.management, timeout=20)
        credentials = base64.b64encode(f"{ADMINISTRATOR}:{self.password}".encode()).decode()
        headers = {"Authorization": f"Basic {credentials}", "Content-Type": "application/json"}
        try:
            connection.request(method, f"/api/{path}", None if body is None else json.dumps(body), headers)
            return connection.getresponse().status
        except http.client.HTTPException as error:
            raise OSError(str(error)) from error
        finally:
            connection.close()

    def demand(self, method: str, path: str, body: Mapping[str, object] | None = None) -> None:
        """Make a request that has to succeed.

        Raises:
            ComponentError: It did not.
        """
        try:
            status = self.call(method, path, body)
        except OSError as error:
            raise ComponentError(f"RabbitMQ does not answer: {error}") from error
        if status >= 400:
            raise ComponentError(f"RabbitMQ answered {status} to {method} {path.split('/', maxsplit=1)[0]}")


class Rabbitmq:
    """RabbitMQ from the machine's own packages."""

    name = "rabbitmq"
    title = "RabbitMQ"

    def __init__(self) -> None:
        self._shared = Shared(self._start)

    def find(self) -> Found | Missing:
        """Look for the broker's own start script; its version stands in the name of a folder."""
        path = find_program(("rabbitmq-server",), places=PLACES)
        if path is None:
            return Missing("there is no rabbitmq-server on this machine", how_to_install("rabbitmq-server", "rabbitmq"))
        version = re.search(r"rabbitmq_server-([\d.]+)", str(path.resolve()))
        return Found(path, version[1] if version else "?")

    @contextmanager
    def lease(self, tell: Progress) -> Iterator[Lease]:
        """Provide an empty vhost and a user who may do anything in it and nothing outside."""
        broker = self._shared.get(tell)
        name, password = f"lease-{secrets.token_hex(8)}", secrets.token_urlsafe(18)
        since = broker.server.log.stat().st_size
        broker.demand("PUT", f"vhosts/{name}")
        try:
            broker.demand("PUT", f"users/{name}", {"password": password, "tags": ""})
            broker.demand("PUT", f"permissions/{name}/{name}", {"configure": ".*", "write": ".*", "read": ".*"})
            url = f"amqp://{name}:{password}@127.0.0.1:{broker.port}/{name}"
            yield Lease({"RABBITMQ_URL": url}, lambda lines: _own_lines(broker.server.log, name, lines, since))
        finally:
            with suppress(OSError):
                broker.call("DELETE", f"users/{name}")
                broker.call("DELETE", f"vhosts/{name}")

    def self_test(self, env: Mapping[str, str]) -> None:
        """Greet it as an AMQP client does."""
        url = urlsplit(env["RABBITMQ_URL"])
        if not _speaks_amqp(url.port or 0):
            raise ComponentError("RabbitMQ does not answer the greeting of an AMQP client")

    def _start(self, tell: Progress) -> Broker:
        program = require(self).path
        tell("starting RabbitMQ: 10 to 30 seconds, once")
        password, management = secrets.token_urlsafe(18), free_port()
        mapper_port = free_port()
        mapper = _start_port_mapper(mapper_port)
        try:
            broker: Broker | None = None

            def start(port: int) -> Server:
                nonlocal broker
                server = _start_server(program, port, management, password, mapper_port)
                broker = Broker(server, port, management, password, mapper)
                return server

            def ready(port: int) -> bool:
                return broker is not None and broker.call("GET", "overview") == 200 and _speaks_amqp(port)

            start_on_free_port(start, ready, within=120.0, tell=tell)
        except BaseException:
            for helper in mapper:
                helper.stop()
            raise
        if broker is None:
            raise ComponentError("RabbitMQ was not started")
        tell("RabbitMQ runs")
        return broker


def _start_port_mapper(port: int) -> list[Server]:
    """Start Erlang's port mapper for this broker alone; otherwise the broker makes a daemon of one for the machine."""
    program = find_program(("epmd",), places=("/usr/lib/erlang/erts-*/bin",))
    if program is None:
        return []
    folder = make_folder("epmd", account="rabbitmq")
    return [start_server("epmd", [program, "-address", "127.0.0.1", "-port", str(port)], folder)]


def _start_server(program: Path, port: int, management: int, password: str, mapper_port: int) -> Server:
    folder = make_folder("rabbitmq", account="rabbitmq")
    _write_private(folder, ".erlang.cookie", secrets.token_hex(32), 0o400)
    _write_private(folder, "enabled_plugins", "[rabbitmq_management].")
    _write_private(folder, "rabbitmq-env.conf", "")
    _write_private(
        folder,
        "rabbitmq.conf",
        f"""
default_pass = {password}
default_user = {ADMINISTRATOR}
disk_free_limit.absolute = 1MB
listeners.tcp.1 = 127.0.0.1:{port}
log.console = true
log.console.level = warning
log.file = false
loopback_users = none
management.tcp.ip = 127.0.0.1
management.tcp.port = {management}
management_agent.disable_metrics_collector = true
vm_memory_high_watermark.absolute = 256MiB
""",
    )
    environment = {
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": str(mapper_port),
        "RABBITMQ_CONFIG_FILE": str(folder.path / "rabbitmq.conf"),
        "RABBITMQ_CONF_ENV_FILE": str(folder.path / "rabbitmq-env.conf"),
        "RABBITMQ_DIST_PORT": str(free_port()),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder.path / "enabled_plugins"),
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_LOG_BASE": str(folder.path / "log"),
        "RABBITMQ_MNESIA_BASE": str(folder.path / "data"),
        "RABBITMQ_NODENAME": f"roadworthy-{secrets.token_hex(4)}@localhost",
        "RABBITMQ_PID_FILE": str(folder.path / "pid"),
        # One scheduler thread per processor of two, and none that spins while it waits.
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 2:2 +sbwt none -kernel inet_dist_use_interface {127,0,0,1}",
        # Makes the script become the broker instead of waiting for it as a parent.
        "RUNNING_UNDER_SYSTEMD": "1",
    }
    return start_server("RabbitMQ", [program], folder, env=environment)


def _write_private(folder: Folder, name: str, text: str, mode: int = 0o600) -> None:
    path = folder.path / name
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    folder.own(path)


def _speaks_amqp(port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port), timeout=5.0) as connection:
        connection.sendall(b"AMQP\0\0\x09\x01")
        # A method frame (1) on channel 0: Connection.Start.
        return connection.recv(3) == b"\x01\0\0"


def _own_lines(log: Path, vhost: str, lines: int, since: int) -> str:
    """Return what was logged about this lease's vhost and user; the log holds the other leases' lines too."""
    every = tail(log, 1000, since=since).splitlines()
    return "\n".join([line for line in every if vhost in line][-lines:])
