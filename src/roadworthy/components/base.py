"""What a component is, what it means that it is there, and what an attempt gets of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from roadworthy.errors import MissingToolError, RoadworthyError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

Progress = Callable[[str], None]


class ComponentError(RoadworthyError):
    """A component that is there could not be started or leased; ours to mend, never the learner's fault."""

    exit_code = 5


class Source(StrEnum):
    """Where a component comes from, in the order in which the sources are tried."""

    GIVEN = "given"  # an address in a ROADWORTHY_..._URL variable
    MACHINE = "machine"  # a program that is installed
    PACKAGE = "package"  # a locked package from PyPI or npm, installed on first use
    IMAGE = "image"  # a container image, where an engine runs


@dataclass(frozen=True, slots=True)
class Found:
    """The component on this machine.

    Attributes:
        path: Its program; of a package, where it is or will be; of what is given, `/`.
        version: As it tells, or "?".
        source: Where it comes from.
        address: Of what is given: the URL; of an image: its name.
        command: What to run; the path alone where that is enough.
        note: For `doctor`, when something is still to be done ("installed on first use").
        origin: Of a package, for `doctor`: where it comes from ("PyPI"), and that it is a stand-in if it is one.
    """

    path: Path
    version: str
    source: Source = Source.MACHINE
    address: str = ""
    command: tuple[str, ...] = ()
    note: str = ""
    origin: str = ""

    @property
    def argv(self) -> tuple[str, ...]:
        """The start of every command line of it."""
        return self.command or (str(self.path),)

    def __str__(self) -> str:
        """Return version and place, as `doctor` shows them."""
        match self.source:
            case Source.GIVEN:
                return f"the one given at {urlsplit(self.address).hostname}"  # without the password in it
            case Source.IMAGE:
                return f"{self.version}, image {self.address}, {self.note}".removesuffix(", ")
            case Source.PACKAGE:
                return f"{self.version} from {self.origin}, {self.note}".removesuffix(", ")
            case _:
                return f"{self.version} at {self.path}"


@dataclass(frozen=True, slots=True)
class Missing:
    """Why the component cannot be had here, and the command that brings it."""

    reason: str
    install: str


@dataclass(frozen=True, slots=True)
class Address:
    """Where a lease can be reached: a TCP port of a loopback address, or a unix socket.

    Attributes:
        host: "127.0.0.1"; of what the user gave, perhaps another; "" for a unix socket.
        port: TCP port; 0 for a unix socket.
        path: Of the unix socket, else "".
        variables: The environment variables that mention it.
    """

    host: str = ""
    port: int = 0
    path: str = ""
    variables: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lease:
    """A private piece of a component for one attempt.

    Attributes:
        env: Environment variables with its address, for checker and subject.
        addresses: Everything that the subject must be able to connect to, and nothing else.
        paths: Folders outside of the system's own that the subject must be able to read (a package's program).
        log: Returns the last so many lines that the component logged during the lease.
        trouble: Makes a real request and returns what is wrong with the component, "" if nothing is.
        exceeded: Returns which bound of its own this lease went over, "" if none. It was ended then.
    """

    env: Mapping[str, str]
    addresses: tuple[Address, ...] = ()
    paths: tuple[Path, ...] = ()
    log: Callable[[int], str] = field(default=lambda _lines: "")
    trouble: Callable[[], str] = field(default=lambda: "")
    exceeded: Callable[[], str] = field(default=lambda: "")


class Provider(Protocol):
    """One way of coming by a component."""

    @property
    def source(self) -> Source:
        """What kind of way it is."""
        ...

    def look(self) -> Found | Missing:
        """Look whether it can be had; quick, starts and fetches nothing."""
        ...

    def prepare(self, tell: Progress) -> None:
        """Fetch what is still to be fetched; called before each use, quick when there is nothing to do.

        Raises:
            ComponentError: It could not be.
        """
        ...


class Component(Protocol):
    """A real system that labs run against. One small file each; the registry is `COMPONENTS` in `registry.py`."""

    @property
    def name(self) -> str:
        """As labs name it."""
        ...

    @property
    def title(self) -> str:
        """For people."""
        ...

    @property
    def variables(self) -> tuple[str, ...]:
        """The environment variables of a lease."""
        ...

    @property
    def providers(self) -> tuple[Provider, ...]:
        """The ways of coming by it, the best first."""
        ...

    @property
    def disk_mb(self) -> int:
        """Megabytes that one server of it may hold on disk; 0 if the attempt starts it, within its own bounds."""
        ...

    def lease(self, tell: Progress) -> AbstractContextManager[Lease]:
        """Provide a private piece, starting what it needs; gone without a trace afterwards.

        Raises:
            MissingToolError: The program is not on this machine.
            ComponentError: It could not be started.
        """
        ...

    def self_test(self, env: Mapping[str, str]) -> None:
        """Use a lease as a client would.

        Raises:
            ComponentError: It does not answer as it should.
        """
        ...


def explain(component: Component) -> tuple[tuple[Source, Found | Missing], ...]:
    """Return what each provider of the component says, in the order in which they are tried."""
    return tuple((provider.source, provider.look()) for provider in component.providers)


def find(component: Component) -> Found | Missing:
    """Return what the first provider that has the component says; else why none of them has it.

    The command to bring it is that of the first provider that knows one.
    """
    reasons: list[str] = []
    install = ""
    for provider in component.providers:
        said = provider.look()
        if isinstance(said, Found):
            return said
        if provider.source is not Source.GIVEN:  # nobody is asked to have a server of their own
            reasons.append(said.reason)
            install = install or said.install
    return Missing("; ".join(reasons), install)


def require(component: Component, tell: Progress) -> Found:
    """Return the component's program, fetched if that is still to be done.

    Raises:
        MissingToolError: It cannot be had on this machine; the hint is the command that brings it.
        ComponentError: It could not be fetched.
    """
    for provider in component.providers:
        said = provider.look()
        if isinstance(said, Found):
            provider.prepare(tell)
            if said.note:
                said = provider.look()
                if isinstance(said, Missing):
                    raise ComponentError(f"{component.title} was installed and is not there: {said.reason}")
            return said
    missing = find(component)
    if isinstance(missing, Found):  # it appeared in between
        return missing
    raise MissingToolError(f"{component.title} is needed: {missing.reason}", hint=missing.install)
