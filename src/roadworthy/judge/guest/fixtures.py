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

    @pytest.fixture(autouse=True)
    def _end_what_one_check_started(self, request: pytest.FixtureRequest) -> Iterator[None]:
        """End what a check (or a fixture of its own) started; what wider fixtures started before lives on."""
        if "subject" not in request.fixturenames:
            yield
            return
        subject: Subject = request.getfixturevalue("subject")
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
