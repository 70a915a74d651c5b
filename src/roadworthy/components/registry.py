"""The components there are, and leasing several of them at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from roadworthy.components.activemq import Activemq
from roadworthy.components.azurite import Azurite
from roadworthy.components.base import Address, Component, Lease, Progress
from roadworthy.components.bugsink import Bugsink
from roadworthy.components.container_engine import CONTAINER_ENGINE
from roadworthy.components.git import Git
from roadworthy.components.influxdb import Influxdb
from roadworthy.components.kafka import Kafka
from roadworthy.components.mariadb import Mariadb
from roadworthy.components.matrix import Matrix
from roadworthy.components.memcached import Memcached
from roadworthy.components.mongodb import Mongodb
from roadworthy.components.mosquitto import Mosquitto
from roadworthy.components.moto import Moto
from roadworthy.components.nats import Nats
from roadworthy.components.newman import Newman
from roadworthy.components.oidc import Oidc
from roadworthy.components.otlp import Otlp
from roadworthy.components.postgresql import PGVECTOR, POSTGRESQL
from roadworthy.components.rabbitmq import Rabbitmq
from roadworthy.components.redis import Redis
from roadworthy.components.started_by_attempt import (
    APACHE,
    BIND,
    CHROMIUM,
    HAPROXY,
    NGINX,
    OPENSSH,
    PROMETHEUS,
    SQLITE,
    TOMCAT,
    WORKERD,
)
from roadworthy.components.subversion import SUBVERSION
from roadworthy.components.unleash import Unleash
from roadworthy.components.vim import VIM
from roadworthy.errors import NotFoundError

COMPONENTS: tuple[Component, ...] = (
    Activemq(),
    APACHE,
    Azurite(),
    BIND,
    Bugsink(),
    CHROMIUM,
    CONTAINER_ENGINE,
    Git(),
    HAPROXY,
    Influxdb(),
    Kafka(),
    Mariadb(),
    Matrix(),
    Memcached(),
    Mongodb(),
    Mosquitto(),
    Moto(),
    Nats(),
    Newman(),
    NGINX,
    Oidc(),
    OPENSSH,
    Otlp(),
    PGVECTOR,
    POSTGRESQL,
    PROMETHEUS,
    Rabbitmq(),
    Redis(),
    SQLITE,
    SUBVERSION,
    TOMCAT,
    Unleash(),
    VIM,
    WORKERD,
)

# Whose first lease takes some seconds (docs/components.md): worth keeping between two commands in a terminal.
HEAVY = frozenset({"activemq", "azurite", "bugsink", "matrix", "rabbitmq", "unleash"})

_BY_NAME = MappingProxyType({component.name: component for component in COMPONENTS})


@dataclass(frozen=True, slots=True)
class Trouble:
    """A component that failed while it was leased; never the learner's fault.

    Attributes:
        component: Its title ("Redis").
        message: One line: what is wrong.
        log: The last lines that it logged.
        exceeded: Whether it was ended because this lease went over its bounds; it would again.
    """

    component: str
    message: str
    log: str
    exceeded: bool = False


@dataclass(frozen=True, slots=True)
class Leases:
    """What one attempt has leased.

    Attributes:
        env: Environment variables with the addresses (REDIS_URL, ...), for checker and subject.
        by_name: The single leases.
    """

    env: Mapping[str, str]
    by_name: Mapping[str, Lease]

    @property
    def addresses(self) -> tuple[Address, ...]:
        """Everything that the subject must be able to connect to, and nothing else."""
        return tuple(address for lease in self.by_name.values() for address in lease.addresses)

    @property
    def env_inside(self) -> Mapping[str, str]:
        """The variables as they hold inside the walls, where every address is one of the loopback address."""
        env = dict(self.env)
        for address in self.addresses:
            for variable in address.variables if address.port else ():
                env[variable] = env[variable].replace(f"{address.host}:{address.port}", f"127.0.0.1:{address.port}")
        return env

    @property
    def paths(self) -> tuple[Path, ...]:
        """Folders outside of the system's own that the subject must be able to read and run."""
        return tuple(sorted({path for lease in self.by_name.values() for path in lease.paths}))

    def trouble(self, lines: int = 20) -> Trouble | None:
        """Ask every component for an answer, and return the first that has none; takes some milliseconds."""
        for name, lease in self.by_name.items():
            if message := lease.exceeded():
                return Trouble(_BY_NAME[name].title, message, lease.log(lines), exceeded=True)
        for name, lease in self.by_name.items():
            if message := lease.trouble():
                return Trouble(_BY_NAME[name].title, message, lease.log(lines))
        return None

    def log_tail(self, lines: int = 20) -> str:
        """Return the last lines that each component logged about these leases, under the component's title."""
        tails = ((_BY_NAME[name].title, lease.log(lines)) for name, lease in self.by_name.items())
        return "\n".join(f"--- {title}\n{text}" for title, text in tails if text)


def known_components() -> Mapping[str, Component]:
    """Return the components by name."""
    return _BY_NAME


def are_heavy(names: Sequence[str]) -> bool:
    """Return True if one of the components takes so long to start that the next command should find it running."""
    return not HEAVY.isdisjoint(names)


@contextmanager
def lease(names: Sequence[str], *, on_progress: Progress | None = None) -> Iterator[Leases]:
    """Provide private pieces of components; gone when the block is left.

    Args:
        names: As labs name them.
        on_progress: Is told when something takes long, a line at a time.

    Raises:
        NotFoundError: There is no such component.
        MissingToolError: A program is not on this machine; the hint is the command that brings it.
        ComponentError: One could not be started.
    """
    tell = on_progress or (lambda _line: None)
    with ExitStack() as stack:
        leases: dict[str, Lease] = {}
        for name in names:
            if name not in _BY_NAME:
                raise NotFoundError(f"there is no component {name!r}", hint=f"there are {', '.join(_BY_NAME)}")
            leases[name] = stack.enter_context(_BY_NAME[name].lease(tell))
        env: dict[str, str] = {}
        for one in leases.values():
            env.update(one.env)
        yield Leases(env, leases)
