"""RabbitMQ: one broker for all leases of this process, since it takes long to start; a lease is a vhost and a user."""

from __future__ import annotations

import base64
import http.client
import json
import secrets
import socket
import sys
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from roadworthy.components.base import (
    Address,
    ComponentError,
    Lease,
    Progress,
    Source,
    require,
)
from roadworthy.components.disk import Bound, bounded
from roadworthy.components.keeping import guard
from roadworthy.components.providers import Given, Machine, find_program
from roadworthy.components.servers import (
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
    from contextlib import AbstractContextManager
    from pathlib import Path

# The script on the PATH of Debian wants to be root and uses the machine's own data folder.
PLACES = (
    "/usr/lib/rabbitmq/lib/*/sbin",
    "/usr/lib/rabbitmq/bin",
    "/opt/homebrew/opt/rabbitmq/sbin",
    "/opt/rabbitmq/sbin",
)
ADMINISTRATOR = "roadworthy"

# A lease's vhost, and the broker with all its leases, their quorum queues and streams, which are not kept by vhosts.
LEASE_MB = 512
BROKER_MB = 4096
REMOVE = """
import http.client, json, sys
told = json.load(sys.stdin)
for path in told["paths"]:
    connection = http.client.HTTPConnection(told["host"], told["port"], timeout=5)
    connection.request("DELETE", "/api/" + path, headers=told["headers"])
    connection.getresponse().read()
"""


@dataclass(slots=True)
class Broker:
    """The running broker; `password` is its administrator's, which no lease gets.

    Attributes:
        server: The broker itself, or None where it is the user's own.
        port: Where it speaks AMQP.
        stomp: Where it speaks STOMP.
        management: Where it speaks its HTTP API.
        password: For the HTTP API.
        helpers: What it needs beside itself: the Erlang port mapper.
        host: Where all of these are.
        administrator: For the HTTP API.
    """

    server: Server | None
    port: int
    stomp: int
    management: int
    password: str
    helpers: list[Server] = field(default_factory=list)
    host: str = "127.0.0.1"
    administrator: str = ADMINISTRATOR

    def alive(self) -> bool:
        """Return True while it runs."""
        return self.server is None or self.server.alive()

    def stop(self) -> None:
        """End it, then its helpers; the user's own stays."""
        for server in (self.server, *self.helpers):
            if server is not None:
                server.stop()

    def trouble(self) -> str:
        """Ask it something and return what is wrong, "" if nothing is."""
        if self.server is not None:
            return self.server.trouble(lambda: _speaks_amqp(self.host, self.port))
        try:
            return "" if _speaks_amqp(self.host, self.port) else "RabbitMQ does not answer as it should"
        except OSError as error:
            return f"RabbitMQ does not answer: {error}"

    def kept_within(self, name: str, megabytes: int) -> AbstractContextManager[Bound | None]:
        """Remove a lease's user and vhost at once should its messages take more on disk; our own broker's alone."""
        if self.server is None:
            return nullcontext()
        # The name of a vhost's folder is a hash; a file in it has the name. It is there when the vhost is.
        for place in self.server.log.parent.glob("data/*/msg_stores/vhosts/*/.vhost"):
            if place.read_text(encoding="utf-8").strip() == name:
                return bounded(place.parent, megabytes, lambda: self.remove(name))
        return nullcontext()

    def remove(self, name: str) -> None:
        """Remove a lease's user and vhost; what cannot be removed shall not hide how the attempt went."""
        with suppress(OSError):
            for path in _of_lease(name):
                self.call("DELETE", path)

    def removal(self, name: str) -> tuple[list[str], dict[str, str], str]:
        """Return command line, environment and input of a program that does what `remove` does."""
        told = {"host": self.host, "port": self.management, "headers": self.headers, "paths": _of_lease(name)}
        return [sys.executable, "-I", "-c", REMOVE], {}, json.dumps(told)

    @property
    def headers(self) -> dict[str, str]:
        """The administrator's."""
        credentials = base64.b64encode(f"{self.administrator}:{self.password}".encode()).decode()
        return {"Authorization": f"Basic {credentials}", "Content-Type": "application/json"}

    def call(self, method: str, path: str, body: Mapping[str, object] | None = None) -> int:
        """Make a request to the HTTP API and return the status.

        Raises:
            OSError: The API does not answer.
        """
        connection = http.client.HTTPConnection(self.host, self.management, timeout=20)
        try:
            connection.request(method, f"/api/{path}", None if body is None else json.dumps(body), self.headers)
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
    """RabbitMQ from the machine's own packages, or the user's own."""

    name = "rabbitmq"
    title = "RabbitMQ"
    variables = ("RABBITMQ_URL", "RABBITMQ_STOMP_URL")
    disk_mb = BROKER_MB
    # Its version stands in the name of a folder.
    providers = (
        Given("ROADWORTHY_RABBITMQ_URL", "http://admin:secret@127.0.0.1:15672?amqp=5672"),
        Machine(
            ("rabbitmq-server",),
            debian="rabbitmq-server",
            homebrew="rabbitmq",
            places=PLACES,
            version_args=(),
            version_pattern=r"rabbitmq_server-([\d.]+)",
        ),
    )

    def __init__(self) -> None:
        self._shared = Shared(self._start, disk_mb=self.disk_mb)

    @contextmanager
    def lease(self, tell: Progress) -> Iterator[Lease]:
        """Provide an empty vhost and a user who may do anything in it and nothing outside."""
        with self._shared.use(tell) as broker:
            name, password = f"lease-{secrets.token_hex(8)}", secrets.token_urlsafe(18)
            server = broker.server
            since = server.log.stat().st_size if server else 0
            with ExitStack() as stack:
                if server is None:
                    stack.enter_context(guard(*broker.removal(name)))
                stack.callback(broker.remove, name)
                broker.demand("PUT", f"vhosts/{name}")
                broker.demand("PUT", f"users/{name}", {"password": password, "tags": ""})
                broker.demand("PUT", f"permissions/{name}/{name}", {"configure": ".*", "write": ".*", "read": ".*"})
                bound = stack.enter_context(broker.kept_within(name, LEASE_MB))
                user = f"{name}:{password}@{broker.host}"
                yield Lease(
                    {
                        "RABBITMQ_URL": f"amqp://{user}:{broker.port}/{name}",
                        "RABBITMQ_STOMP_URL": f"stomp://{user}:{broker.stomp}/{name}",
                    },
                    addresses=(
                        Address(broker.host, broker.port, variables=("RABBITMQ_URL",)),
                        Address(broker.host, broker.stomp, variables=("RABBITMQ_STOMP_URL",)),
                    ),
                    log=lambda lines: _own_lines(server.log, name, lines, since) if server else "",
                    trouble=broker.trouble,
                    exceeded=lambda: bound.told() if bound else "",
                )

    def self_test(self, env: Mapping[str, str]) -> None:
        """Greet it as an AMQP client does."""
        url = urlsplit(env["RABBITMQ_URL"])
        if not _speaks_amqp(url.hostname or "", url.port or 0):
            raise ComponentError("RabbitMQ does not answer the greeting of an AMQP client")
        stomp = urlsplit(env["RABBITMQ_STOMP_URL"])
        if not _speaks_stomp(
            stomp.hostname or "", stomp.port or 0, stomp.path[1:], stomp.username or "", stomp.password or ""
        ):
            raise ComponentError("RabbitMQ does not let a STOMP client in")

    def _start(self, tell: Progress) -> Broker:
        found = require(self, tell)
        if found.source is Source.GIVEN:
            return _given(found.address)
        program = found.path
        tell("starting RabbitMQ: 10 to 30 seconds, once")
        password, management, stomp = secrets.token_urlsafe(18), free_port(), free_port()
        mapper_port = free_port()
        mapper = _start_port_mapper(mapper_port)
        try:
            broker: Broker | None = None

            def start(port: int) -> Server:
                nonlocal broker
                server = _start_server(program, port, stomp, management, password, mapper_port)
                broker = Broker(server, port, stomp, management, password, mapper)
                return server

            def ready(port: int) -> bool:
                return broker is not None and broker.call("GET", "overview") == 200 and _speaks_amqp("127.0.0.1", port)

            start_on_free_port(start, ready, within=120.0, tell=tell)
        except BaseException:
            for helper in mapper:
                helper.stop()
            raise
        if broker is None:
            raise ComponentError("RabbitMQ was not started")
        tell("RabbitMQ runs")
        return broker


def _given(address: str) -> Broker:
    """Return the user's own broker; the address is that of its HTTP API, with the other ports if they are not the usual."""
    url = urlsplit(address)
    ports = {"amqp": 5672, "stomp": 61613} | {
        name: int(port) for name, port in parse_qsl(url.query) if port.isdecimal()
    }
    broker = Broker(
        None,
        ports["amqp"],
        ports["stomp"],
        url.port or 15672,
        unquote(url.password or ""),
        host=url.hostname or "127.0.0.1",
        administrator=unquote(url.username or ""),
    )
    broker.demand("GET", "users")  # which only an administrator may ask
    if trouble := broker.trouble():
        raise ComponentError(f"{trouble} at {broker.host}:{broker.port}", hint="add ?amqp=PORT&stomp=PORT to its URL")
    return broker


def _of_lease(name: str) -> list[str]:
    return [f"users/{name}", f"vhosts/{name}"]


def _start_port_mapper(port: int) -> list[Server]:
    """Start Erlang's port mapper for this broker alone; otherwise the broker makes a daemon of one for the machine."""
    program = find_program(("epmd",), places=("/usr/lib/erlang/erts-*/bin",))
    if program is None:
        return []
    folder = make_folder("epmd", account="rabbitmq")
    return [start_server("epmd", [program, "-address", "127.0.0.1", "-port", str(port)], folder, calls_out=True)]


def _start_server(program: Path, port: int, stomp: int, management: int, password: str, mapper_port: int) -> Server:
    folder = make_folder("rabbitmq", account="rabbitmq")
    folder.write(".erlang.cookie", secrets.token_hex(32), 0o400)
    folder.write("enabled_plugins", "[rabbitmq_management,rabbitmq_stomp].")
    folder.write("rabbitmq-env.conf", "")
    folder.write(
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
stomp.listeners.tcp.1 = 127.0.0.1:{stomp}
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
    return start_server("RabbitMQ", [program], folder, env=environment, calls_out=True)  # its port mapper


def _speaks_amqp(host: str, port: int) -> bool:
    with socket.create_connection((host, port), timeout=5.0) as connection:
        connection.sendall(b"AMQP\0\0\x09\x01")
        # A method frame (1) on channel 0: Connection.Start.
        return connection.recv(3) == b"\x01\0\0"


def _speaks_stomp(host: str, port: int, vhost: str, user: str, password: str) -> bool:
    with socket.create_connection((host, port), timeout=5.0) as connection:
        head = f"CONNECT\naccept-version:1.2\nhost:{vhost}\nlogin:{user}\npasscode:{password}\n\n\0"
        connection.sendall(head.encode())
        return connection.recv(9) == b"CONNECTED"


def _own_lines(log: Path, vhost: str, lines: int, since: int) -> str:
    """Return what was logged about this lease's vhost and user; the log holds the other leases' lines too."""
    every = tail(log, 1000, since=since).splitlines()
    return "\n".join([line for line in every if vhost in line][-lines:])
