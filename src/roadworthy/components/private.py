"""Components of which every lease is a process of its own; a spare one is kept running, so that a lease is quick."""

from __future__ import annotations

import functools
import secrets
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from roadworthy.components.base import (
    Address,
    Found,
    Lease,
    Progress,
    Provider,
    require,
)
from roadworthy.components.servers import Folder, Server, make_folder, start_on_free_port, start_server, tail
from roadworthy.components.spare import Spare


@dataclass(frozen=True, slots=True)
class Running:
    """One process of such a component.

    Attributes:
        server: It.
        port: TCP port of 127.0.0.1 where it listens.
        secret: Its password, token or the like, random.
    """

    server: Server
    port: int
    secret: str


class PrivateServer(ABC):
    """A component that is a process for each lease. Subclasses say how it starts, how it answers and what it is called.

    Attributes:
        account: The account that it runs as if we are root.
        within: Seconds in which it has to be ready.
        keep_spare: From the second lease of a process on, the next server is started when a lease ends.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    variables: ClassVar[tuple[str, ...]]
    providers: ClassVar[tuple[Provider, ...]]
    account: ClassVar[str] = "nobody"
    within: ClassVar[float] = 30.0
    keep_spare: ClassVar[bool] = True

    def __init__(self) -> None:
        self._spare: Spare[Running] = Spare(
            lambda: self._start(lambda _line: None),
            drop=lambda running: running.server.stop(),
            good=lambda running: running.server.alive(),
        )

    @abstractmethod
    def command(self, found: Found, folder: Folder, port: int, secret: str) -> Sequence[str | Path]:
        """Return the command line of a server on the port; configuration goes into the folder."""

    @abstractmethod
    def ready(self, port: int, secret: str) -> bool:
        """Make a real request and return whether it was answered as it should; may raise OSError."""

    @abstractmethod
    def env(self, port: int, secret: str) -> dict[str, str]:
        """Return the environment variables of a lease; each of them mentions the port or needs none."""

    @abstractmethod
    def self_test(self, env: Mapping[str, str]) -> None:
        """Use a lease as a client would."""

    def extra_env(self, folder: Folder) -> dict[str, str]:  # noqa: ARG002 - for those that need it
        """Return what the server itself needs in its environment."""
        return {}

    @contextmanager
    def lease(self, tell: Progress) -> Iterator[Lease]:
        """Provide a server of its own."""
        running = (self._spare.take() if self.keep_spare else None) or self._start(tell)
        try:
            yield self._lease_of(running)
        finally:
            running.server.stop()
            if self.keep_spare:
                self._spare.refill()

    def _lease_of(self, running: Running) -> Lease:
        env = self.env(running.port, running.secret)
        mention = tuple(name for name, value in env.items() if str(running.port) in value)
        return Lease(
            env,
            addresses=(Address("127.0.0.1", running.port, variables=mention),),
            log=lambda lines: tail(running.server.log, lines),
            trouble=lambda: running.server.trouble(functools.partial(self.ready, running.port, running.secret)),
        )

    def _start(self, tell: Progress) -> Running:
        found = require(self, tell)
        secret = secrets.token_urlsafe(18)
        server, port = start_on_free_port(
            lambda port: self._start_server(found, port, secret),
            lambda port: self.ready(port, secret),
            within=self.within,
            tell=tell,
        )
        return Running(server, port, secret)

    def _start_server(self, found: Found, port: int, secret: str) -> Server:
        folder = make_folder(self.name, account=self.account)
        try:
            command = self.command(found, folder, port, secret)
        except BaseException:
            folder.remove()
            raise
        return start_server(self.title, command, folder, env=self.extra_env(folder))
