"""Signals are, for the learner's code, what they are in a Python of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

TABLE = """
import signal

def table():
    numbers = sorted(signal.valid_signals() - {signal.SIGUSR1, signal.SIGALRM})  # those that end what takes too long
    return {int(number): str(signal.getsignal(number)).partition(" at ")[0] for number in numbers}
"""

BROKEN = """
import os

def write_to_nobody():
    read, write = os.pipe()
    os.close(read)
    try:
        os.write(write, b"x")
    except BrokenPipeError:
        return "refused"
    finally:
        os.close(write)
"""


@pytest.fixture(params=["in-the-open", "in-a-cell"], autouse=True)
def walls(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROADWORTHY_CONTAINED", "never" if request.param == "in-the-open" else "always")


def test_signals_are_as_a_fresh_python_has_them(assert_passes: Callable[..., None]) -> None:
    script = TABLE + "print(table())"
    fresh = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert_passes(TABLE, f"from learner import table\ndef test_it():\n    assert table() == {fresh}")


def test_who_writes_to_what_was_closed_is_told_and_not_ended(assert_passes: Callable[..., None]) -> None:
    # asyncio's event loops do so now and then, and rely on it.
    checks = "from learner import write_to_nobody\ndef test_it():\n    assert write_to_nobody() == 'refused'"
    assert_passes(BROKEN, checks)
