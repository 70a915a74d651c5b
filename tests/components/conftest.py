"""Real clients of the components, run in the environment that labs use them from."""

from __future__ import annotations

import os
import subprocess
import textwrap
from collections.abc import Callable, Mapping

import pytest

from roadworthy.components import Missing, find, known_components
from roadworthy.judge import ensure_environment

Client = Callable[[str, Mapping[str, str]], str]


@pytest.fixture(scope="session")
def client() -> Client:
    """Run a script with redis, psycopg and pika at hand; return what it prints, the last line of an error too."""
    python = ensure_environment("services").python

    def run(script: str, env: Mapping[str, str]) -> str:
        done = subprocess.run(
            [python, "-c", textwrap.dedent(script)],
            env={"PATH": os.defpath, **env},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return (done.stdout + "".join(done.stderr.splitlines()[-1:])).strip()

    return run


def need(name: str) -> None:
    """Skip the test where the component is not on this machine.

    A container engine is missing behind walls even in CI, where nothing is skipped: an expected failure.
    `test_container_engine.py` looks that it is missing.
    """
    component = known_components()[name]
    found = find(component)
    if isinstance(found, Missing):
        (pytest.xfail if name == "container-engine" else pytest.skip)(f"{found.reason}: {found.install}")
