"""ActiveMQ with STOMP: one broker for all leases of this process, since it takes long to start.

A lease is a user who may use the destinations that begin with the user's name. The users stand in the configuration, so
there is a number of them, and each is used once; when all are, the broker is started anew.
"""

from __future__ import annotations

import secrets
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from roadworthy.components.base import Address, ComponentError, Lease, Progress, require
from roadworthy.components.providers import Machine, find_program
from roadworthy.components.servers import Server, make_folder, start_on_free_port, start_server, tail
from roadworthy.components.shared import Shared

USERS = 500
JAR = Path("/usr/share/activemq/bin/activemq.jar")
HOME = Path("/usr/share/activemq")

CONFIGURATION = """<beans xmlns="http://www.springframework.org/schema/beans"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="http://www.springframework.org/schema/beans
    http://www.springframework.org/schema/beans/spring-beans-2.0.xsd
    http://activemq.apache.org/schema/core http://activemq.apache.org/schema/core/activemq-core.xsd">
  <broker xmlns="http://activemq.apache.org/schema/core" brokerName="roadworthy" persistent="false" useJmx="false"
      advisorySupport="false" schedulerSupport="false" dataDirectory="{folder}/data"
      schedulePeriodForDestinationPurge="10000">
    <destinationPolicy>
      <policyMap>
        <policyEntries>
          <policyEntry queue=">" gcInactiveDestinations="true" inactiveTimeoutBeforeGC="60000">
            <deadLetterStrategy><individualDeadLetterStrategy queuePrefix="" queueSuffix=".DLQ"/></deadLetterStrategy>
          </policyEntry>
          <policyEntry topic=">" gcInactiveDestinations="true" inactiveTimeoutBeforeGC="60000"/>
        </policyEntries>
      </policyMap>
    </destinationPolicy>
    <plugins>
      <simpleAuthenticationPlugin>
        <users>
{users}
        </users>
      </simpleAuthenticationPlugin>
      <authorizationPlugin>
        <map>
          <authorizationMap>
            <authorizationEntries>
{entries}
            </authorizationEntries>
          </authorizationMap>
        </map>
      </authorizationPlugin>
    </plugins>
    <systemUsage>
      <systemUsage>
        <memoryUsage><memoryUsage limit="128 mb"/></memoryUsage>
        <storeUsage><storeUsage limit="64 mb"/></storeUsage>
        <tempUsage><tempUsage limit="64 mb"/></tempUsage>
      </systemUsage>
    </systemUsage>
    <transportConnectors>
      <transportConnector name="stomp" uri="stomp://127.0.0.1:{port}"/>
    </transportConnectors>
  </broker>
</beans>
"""


@dataclass(slots=True)
class Broker:
    """The running broker; `users` are those that no lease has had, name and password."""

    server: Server
    port: int
    users: list[tuple[str, str]]
    lock: threading.Lock = field(default_factory=threading.Lock)

    def alive(self) -> bool:
        """Return True while it runs and has users left."""
        return bool(self.users) and self.server.alive()

    def stop(self) -> None:
        """End it."""
        self.server.stop()


class Activemq:
    """ActiveMQ from Debian, without persistence."""

    name = "activemq"
    title = "ActiveMQ"
    variables = ("ACTIVEMQ_URL", "ACTIVEMQ_PREFIX")
    disk_mb = 512
    providers = (
        Machine(
            ("activemq",),
            debian="activemq",
            places=(),
            version_args=(),
            version_file="/usr/share/java/activemq-broker-*.jar",
            lacks=lambda _path: "" if JAR.exists() and find_program(("java",)) else f"there is no {JAR}, or no java",
        ),
    )

    def __init__(self) -> None:
        self._shared = Shared(self._start, disk_mb=self.disk_mb)

    @contextmanager
    def lease(self, tell: Progress) -> Iterator[Lease]:
        """Provide a user, and the prefix of the destinations that are the user's."""
        with self._shared.use(tell) as broker:
            with broker.lock:
                name, password = broker.users.pop()
            since = broker.server.log.stat().st_size
            yield Lease(
                {
                    "ACTIVEMQ_URL": f"stomp://{name}:{password}@127.0.0.1:{broker.port}",
                    "ACTIVEMQ_PREFIX": f"{name}.",
                },
                addresses=(Address("127.0.0.1", broker.port, variables=("ACTIVEMQ_URL",)),),
                log=lambda lines: _own_lines(broker.server.log, name, lines, since),
                trouble=lambda: broker.server.trouble(lambda: _talk(broker.port, name, password).startswith(b"CONN")),
            )

    def self_test(self, env: Mapping[str, str]) -> None:
        """Send a message to a queue and receive it; and see that another's queue is closed."""
        url, prefix = urlsplit(env["ACTIVEMQ_URL"]), env["ACTIVEMQ_PREFIX"]
        login = (url.port or 0, url.username or "", url.password or "")
        if b"42" not in _talk(*login, queue=f"{prefix}t"):
            raise ComponentError("ActiveMQ does not deliver what was sent to it")
        if b"not authorized" not in _talk(*login, queue="another.t"):
            raise ComponentError("ActiveMQ lets a user use destinations that are another's")

    def _start(self, tell: Progress) -> Broker:
        require(self, tell)
        java = find_program(("java",))
        if java is None:
            raise ComponentError("there is no java", hint="sudo apt-get install default-jre-headless")
        tell("starting ActiveMQ: about 10 seconds, once")
        users = [(f"lease{number}x{secrets.token_hex(4)}", secrets.token_urlsafe(18)) for number in range(USERS)]
        server, port = start_on_free_port(
            lambda port: _start_server(java, port, users),
            lambda port: _talk(port, *users[0]).startswith(b"CONNECTED"),
            within=120.0,
            tell=tell,
        )
        return Broker(server, port, users)


def _start_server(java: Path, port: int, users: list[tuple[str, str]]) -> Server:
    folder = make_folder("activemq", account="activemq")
    known = "\n".join(
        f'          <authenticationUser username="{name}" password="{word}" groups="{name}"/>' for name, word in users
    )
    entries = "\n".join(
        f'              <authorizationEntry {kind}="{name}.>" read="{name}" write="{name}" admin="{name}"/>'
        for name, _word in users
        for kind in ("queue", "topic")
    )
    text = CONFIGURATION.format(folder=folder.path, users=known, entries=entries, port=port)
    configuration = folder.write("activemq.xml", text)
    folder.write(
        "log4j2.properties", "rootLogger.level=WARN\nrootLogger.appenderRef.c.ref=c\nappender.c.type=Console\n"
    )
    options = [
        "-Xms32M",
        "-Xmx256M",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Djava.awt.headless=true",
        f"-Djava.io.tmpdir={folder.path}",
        f"-Dactivemq.home={HOME}",
        f"-Dactivemq.base={folder.path}",
        f"-Dactivemq.conf={folder.path}",
        f"-Dactivemq.data={folder.path / 'data'}",
        f"-Dactivemq.classpath={folder.path}",
    ]
    return start_server("ActiveMQ", [java, *options, "-jar", JAR, "start", f"xbean:file:{configuration}"], folder)


def _talk(port: int, user: str, password: str, *, queue: str = "") -> bytes:
    """Log in, and with a queue send a message to it and receive it; return what the broker says."""
    frames = [f"CONNECT\naccept-version:1.2\nhost:localhost\nlogin:{user}\npasscode:{password}\n\n\0"]
    if queue:
        frames.append(f"SUBSCRIBE\nid:1\ndestination:/queue/{queue}\n\n\0")
        frames.append(f"SEND\ndestination:/queue/{queue}\n\n42\0")
    said = b""
    with socket.create_connection(("127.0.0.1", port), timeout=5.0) as connection:
        connection.sendall("".join(frames).encode())
        while said.count(b"\0") < len(frames[1:]) - bool(queue) + 1 and (chunk := connection.recv(65536)):
            said += chunk
    return said


def _own_lines(log: Path, user: str, lines: int, since: int) -> str:
    """Return what was logged about this lease's user; the log holds the other leases' lines too."""
    every = tail(log, 1000, since=since).splitlines()
    return "\n".join([line for line in every if user in line][-lines:])
