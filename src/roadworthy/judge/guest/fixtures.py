"""The fixtures that a check may ask for."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from . import waiting
from .processes import Subject


class Fixtures:
    """A pytest plugin with the fixtures of one attempt."""

    def __init__(self, make_subject: Callable[[], Subject], seed: int = 0) -> None:
        self._make_subject = make_subject
        self.attempt_seed = seed

    @pytest.fixture(scope="session")
    def subject(self) -> Iterator[Subject]:
        """The learner's programs, from outside; a fixture of any scope may ask for it."""
        subject = self._make_subject()
        yield subject
        subject.end_all()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Let checks that start programs use the next fixture; in others it would only take time."""
        for item in items:
            if isinstance(item, pytest.Function) and "subject" in item.fixturenames:
                _use(item, "_end_what_one_check_started")

    @pytest.fixture
    def _end_what_one_check_started(self, subject: Subject) -> Iterator[None]:
        """End what a check (or a fixture of its own) started; what wider fixtures started before lives on."""
        before = subject.started()
        yield
        subject.end_all(but=before)

    @pytest.fixture(scope="session")
    def seed(self) -> int:
        """The seed of this attempt's random inputs."""
        return self.attempt_seed

    @pytest.fixture
    def rng(self, request: pytest.FixtureRequest) -> random.Random:
        """A random number generator, seeded by the attempt's seed and the check's name."""
        return random.Random(f"{self.attempt_seed}:{request.node.name}")  # noqa: S311  # inputs for checks, not secrets

    @pytest.fixture(scope="session")
    def free_port(self) -> Callable[[], int]:
        """Return a function that returns a port nothing listens on."""
        return waiting.free_port

    @pytest.fixture(scope="session")
    def eventually(self) -> Any:
        """Return `eventually(condition, within=5.0, what="...")`."""
        return waiting.eventually


def _use(check: pytest.Function, fixture: str) -> None:
    """Let a check use a fixture, before its own fixtures and after wider ones, as if it were one for all checks."""
    names = check.fixturenames
    if fixture in names:  # those of one function with several parameters share them
        return
    known = check._fixtureinfo.name2fixturedefs  # noqa: SLF001  # nothing public tells how wide a fixture is
    own = (place for place, name in enumerate(names) if name in known and known[name][-1].scope == "function")
    names.insert(next(own, len(names)), fixture)
