"""Components of which every lease is a process of its own; a spare one is kept running, so that a lease is quick."""

from __future__ import annotations

import functools
import secrets
import signal
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from roadworthy.components.base import (
    Address,
    Component,
    Found,
    Lease,
    Progress,
    Provider,
    Source,
    require,
)
from roadworthy.components.images import Image, engine_environment
from roadworthy.components.keeping import guard
from roadworthy.components.servers import Folder, Server, free_port, make_folder, start_on_free_port, start_server, tail
from roadworthy.components.spare import Spare

Removal = tuple[list[str], dict[str, str], str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where one process of such a component lives.

    Attributes:
        folder: Its private folder.
        ports: TCP ports of 127.0.0.1 that are its own, the first of which was free a moment ago.
        secret: Its password, token or the like, random.
        beside: Variables of what was leased for the server itself.
    """

    folder: Folder
    ports: tuple[int, ...]
    secret: str
    beside: Mapping[str, str] = field(default_factory=dict)

    @property
    def port(self) -> int:
        """The first port."""
        return self.ports[0]


@dataclass(frozen=True, slots=True)
class Running:
    """One process of such a component.

    Attributes:
        server: It.
        place: Where it lives.
        removal: Of a container: the command that removes it should we be killed, as `guard` takes it.
        beside: What was leased for the server itself.
    """

    server: Server
    place: Place
    removal: Removal | None = None
    beside: ExitStack = field(default_factory=ExitStack)

    def stop(self) -> None:
        """Stop it, then give back what was leased for it."""
        with self.beside:
            self.server.stop()


class PrivateServer(ABC):
    """A component that is a process for each lease. Subclasses say how it starts, how it answers and what it is called.

    Attributes:
        account: The account that it runs as if we are root.
        port_count: How many ports it listens on.
        within: Seconds in which it has to be ready.
        keep_spare: From the second lease of a process on, the next server is started when a lease ends.
        slow: Whether its start is worth a word to the person who waits.
        calls_out: Whether it must be able to connect to something.
        disk_mb: Megabytes that it may hold on disk; with more it is stopped.
        needs: A component that the server itself uses; it gets a lease of its own.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    variables: ClassVar[tuple[str, ...]]
    providers: ClassVar[tuple[Provider, ...]]
    account: ClassVar[str] = "nobody"
    port_count: ClassVar[int] = 1
    within: ClassVar[float] = 30.0
    keep_spare: ClassVar[bool] = True
    slow: ClassVar[bool] = False
    stop_signal: ClassVar[signal.Signals] = signal.SIGKILL
    calls_out: ClassVar[bool] = False
    disk_mb: ClassVar[int] = 512
    needs: ClassVar[Component | None] = None

    def __init__(self) -> None:
        self._spare: Spare[Running] = Spare(
            lambda: self._start(lambda _line: None),
            drop=Running.stop,
            good=lambda running: running.server.alive(),
        )

    @abstractmethod
    def command(self, found: Found, place: Place) -> Sequence[str | Path]:
        """Return the command line of a server on the ports; configuration goes into the folder."""

    @abstractmethod
    def ready(self, place: Place) -> bool:
        """Make a real request and return whether it was answered as it should; may raise OSError."""

    @abstractmethod
    def env(self, place: Place) -> dict[str, str]:
        """Return the environment variables of a lease."""

    @abstractmethod
    def self_test(self, env: Mapping[str, str]) -> None:
        """Use a lease as a client would."""

    def server_env(self, place: Place) -> dict[str, str]:  # noqa: ARG002 - for those that need it
        """Return what the server itself needs in its environment."""
        return {}

    def addresses(self, place: Place) -> tuple[Address, ...]:
        """Return where a lease can be reached: each port, with the variables that mention it."""
        env = self.env(place)
        return tuple(
            Address("127.0.0.1", port, variables=tuple(name for name, value in env.items() if f":{port}" in value))
            for port in place.ports
        )

    @contextmanager
    def lease(self, tell: Progress) -> Iterator[Lease]:
        """Provide a server of its own."""
        running = (self._spare.take() if self.keep_spare else None) or self._start(tell)
        try:
            with (
                guard(*running.removal) if running.removal else nullcontext(),
                running.server.bounded(self.disk_mb) as bound,
            ):
                yield Lease(
                    self.env(running.place),
                    addresses=self.addresses(running.place),
                    log=lambda lines: tail(running.server.log, lines),
                    trouble=lambda: running.server.trouble(functools.partial(self.ready, running.place)),
                    exceeded=bound.told,
                )
        finally:
            running.stop()
            if self.keep_spare:
                self._spare.refill()

    def _start(self, tell: Progress) -> Running:
        found = require(self, tell)
        if self.slow:
            tell(f"starting {self.title}: some seconds")
        with ExitStack() as stack:
            beside = stack.enter_context(self.needs.lease(tell)).env if self.needs else {}
            server, place = self._start_server(found, beside, tell)
            return Running(server, place, _removal(found, place), stack.pop_all())

    def _start_server(self, found: Found, beside: Mapping[str, str], tell: Progress) -> tuple[Server, Place]:
        places: dict[int, Place] = {}

        def start(port: int) -> Server:
            ports = (port, *(free_port() for _ in range(self.port_count - 1)))
            folder = make_folder(self.name, account=self.account)
            place = places[port] = Place(folder, ports, secrets.token_urlsafe(18), beside)
            try:
                if found.source is Source.IMAGE:
                    return self._start_container(found, place)
                command, env = self.command(found, place), self.server_env(place)
            except BaseException:
                folder.remove()
                raise
            return start_server(
                self.title, command, folder, env=env, stop_signal=self.stop_signal, calls_out=self.calls_out
            )

        server, port = start_on_free_port(start, lambda port: self.ready(places[port]), within=self.within, tell=tell)
        return server, places[port]

    def _start_container(self, found: Found, place: Place) -> Server:
        image = next(one for one in self.providers if isinstance(one, Image) and one.name == found.address)
        variables = place.folder.write("environment", image.environment(place.port, place.secret))
        command = image.command(found.path, _container(place), place.port, place.secret, variables)
        # The client of the engine is ours to run, unlike the server; it hands the signal on to the container.
        folder = Folder(place.folder.path)
        return start_server(
            self.title, command, folder, env=engine_environment(), stop_signal=signal.SIGTERM, calls_out=True
        )


def _container(place: Place) -> str:
    return place.folder.path.name


def _removal(found: Found, place: Place) -> Removal | None:
    if found.source is not Source.IMAGE:
        return None
    return [str(found.path), "rm", "--force", _container(place)], engine_environment(), ""
