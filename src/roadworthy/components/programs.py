"""Components that are a program: the learner's attempt starts it, with the learner's configuration."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from roadworthy.components.base import ComponentError, Found, Lease, Progress, Provider, Source, require
from roadworthy.components.servers import Server, make_folder, start_on_free_port, start_server


@dataclass(frozen=True, slots=True)
class Once:
    """A command that shows that a program works.

    Attributes:
        arguments: Of the program; `@folder@` stands for an empty folder.
        says: What is then in its output.
    """

    arguments: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True)
class Serving:
    """The least that a program serves with, and a request. In all texts `@folder@`, `@port@` and `@program@` are filled in.

    Attributes:
        files: Name -> text.
        arguments: The command line.
        answers: Makes a request to the port and returns whether the answer is right; may raise OSError.
        env: Environment variables.
    """

    files: Mapping[str, str]
    arguments: tuple[str, ...]
    answers: Callable[[int], bool]
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Program:
    """A program whose path is the lease.

    There is no port and no folder in the lease: an attempt has a folder of its own (TMPDIR) and finds free ports
    inside its walls (the `free_port` fixture), where no other attempt can be.

    Attributes:
        name: As labs name it.
        title: For people.
        variable: The environment variable with its path (or, of a package, its command line's last part).
        providers: The ways of coming by it.
        trial: What it is tried with in its self-test.
        beside: Variables with paths that belong to it ("APACHE_MODULES": "/usr/lib/apache2/modules").
    """

    name: str
    title: str
    variable: str
    providers: tuple[Provider, ...]
    trial: Once | Serving
    beside: tuple[tuple[str, str], ...] = ()

    @property
    def disk_mb(self) -> int:
        """Nothing of ours runs: what the attempt starts is within the attempt's bounds."""
        return 0

    @property
    def variables(self) -> tuple[str, ...]:
        """Its variable and those of what belongs to it."""
        return (self.variable, *(name for name, _path in self.beside))

    @contextmanager
    def lease(self, tell: Progress) -> Iterator[Lease]:
        """Provide the path of the program."""
        found = require(self, tell)
        yield Lease({self.variable: str(found.path), **dict(self.beside)}, paths=_outside(found))

    def self_test(self, env: Mapping[str, str]) -> None:
        """Start it with the least configuration and ask it something."""
        for name, _path in self.beside:
            if not Path(env[name]).exists():
                raise ComponentError(f"{self.title}: there is no {env[name]}")
        if isinstance(self.trial, Serving):
            _serve(self.title, self.name, env[self.variable], self.trial)
        else:
            _run(self.title, self.name, env[self.variable], self.trial)


def _run(title: str, name: str, program: str, trial: Once) -> None:
    folder = make_folder(name, account="nobody")
    try:
        done = subprocess.run(
            [program, *(argument.replace("@folder@", str(folder.path)) for argument in trial.arguments)],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=60,
            cwd=folder.path,
            user=folder.user,
            group=folder.group,
            extra_groups=[] if folder.user is not None else None,
            env={"HOME": str(folder.path), "PATH": "/usr/bin:/bin", "TMPDIR": str(folder.path)},
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise ComponentError(f"{title} cannot be run: {error}") from error
    finally:
        folder.remove()
    if done.returncode or trial.says not in done.stdout:
        last = ([*done.stdout.splitlines(), *done.stderr.splitlines()] or ["it says nothing"])[-1]
        raise ComponentError(f"{title} does not say {trial.says!r} but: {last}")


def _serve(title: str, name: str, program: str, trial: Serving) -> None:
    def start(port: int) -> Server:
        folder = make_folder(name, account="nobody")
        values = {"@folder@": str(folder.path), "@port@": str(port), "@program@": program}

        def filled(text: str) -> str:
            for mark, value in values.items():
                text = text.replace(mark, value)
            return text

        for file, text in trial.files.items():
            for parent in reversed((folder.path / file).relative_to(folder.path).parents[:-1]):
                (folder.path / parent).mkdir(exist_ok=True)
                folder.own(folder.path / parent)
            folder.write(file, filled(text))
        command = [filled(argument) for argument in trial.arguments]
        return start_server(title, command, folder, env={key: filled(text) for key, text in trial.env.items()})

    server, _port = start_on_free_port(start, trial.answers, within=120.0, tell=lambda _line: None)
    server.stop()


def _outside(found: Found) -> tuple[Path, ...]:
    return (found.path.parent,) if found.source is Source.PACKAGE else ()
