"""Components that are a program: the learner's attempt starts it, with the learner's configuration."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from roadworthy.components.base import ComponentError, Found, Lease, Progress, Provider, Source, require


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
        proof: Arguments of a command that shows that it runs.
        proof_codes: Exit codes that it may end with.
        beside: Variables with paths that belong to it ("APACHE_MODULES": "/usr/lib/apache2/modules").
    """

    name: str
    title: str
    variable: str
    providers: tuple[Provider, ...]
    proof: tuple[str, ...] = ("--version",)
    proof_codes: tuple[int, ...] = (0,)
    beside: tuple[tuple[str, str], ...] = ()

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
        """Run it once, and look for what belongs to it."""
        try:
            done = subprocess.run(
                [env[self.variable], *self.proof], capture_output=True, text=True, check=False, timeout=20
            )
        except OSError as error:
            raise ComponentError(f"{self.title} cannot be run: {error}") from error
        if done.returncode not in self.proof_codes:
            last = ([*done.stdout.splitlines(), *done.stderr.splitlines()] or ["it says nothing"])[-1]
            raise ComponentError(f"{self.title} fails at `{' '.join(self.proof)}`: {last}")
        for name, _path in self.beside:
            if not Path(env[name]).exists():
                raise ComponentError(f"{self.title}: there is no {env[name]}")


def _outside(found: Found) -> tuple[Path, ...]:
    return (found.path.parent,) if found.source is Source.PACKAGE else ()
