"""Limits hold, soft and hard alike, and what was lower stays lower."""

from __future__ import annotations

import json
import resource
from textwrap import dedent
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.judge.walls.conftest import Walled

MB = 1024 * 1024
SHOW = """
    import json, resource
    names = [name for name in dir(resource) if name.startswith("RLIMIT_")]
    print(json.dumps({name: resource.getrlimit(getattr(resource, name)) for name in names}))
"""


def limits(walled: Walled, code: str) -> dict[str, list[int]]:
    return dict(json.loads(walled.code(code + dedent(SHOW), walls=())))


def test_soft_and_hard_limits_are_set(walled: Walled) -> None:
    found = limits(
        walled, "limits.set_limits(memory_mb=512, processes=50, cpu_seconds=9, address_space_mb=3000, open_files=99)"
    )
    wanted = {
        "RLIMIT_DATA": 512 * MB,
        "RLIMIT_FSIZE": 64 * MB,
        "RLIMIT_NOFILE": 99,
        "RLIMIT_CORE": 0,
        "RLIMIT_NPROC": 50,
        "RLIMIT_CPU": 9,
        "RLIMIT_AS": 3000 * MB,
        "RLIMIT_MSGQUEUE": 800 * 1024,
        "RLIMIT_MEMLOCK": 64 * 1024,
        "RLIMIT_SIGPENDING": 1024,
        "RLIMIT_RTPRIO": 0,
        "RLIMIT_NICE": 0,
    }
    assert {name: found[name] for name in wanted} == {name: [value, value] for name, value in wanted.items()}


def test_what_is_not_asked_for_stays(walled: Walled) -> None:
    found = limits(walled, "limits.set_limits(memory_mb=512)")
    for name in ("RLIMIT_CPU", "RLIMIT_AS", "RLIMIT_STACK"):
        assert found[name] == list(resource.getrlimit(getattr(resource, name)))


def test_a_lower_hard_limit_stays_and_becomes_the_soft_one(walled: Walled) -> None:
    code = "import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (40, 50))\nlimits.set_limits(memory_mb=512)\n"
    assert limits(walled, code)["RLIMIT_NOFILE"] == [50, 50]


def test_memory_is_bounded(walled: Walled) -> None:
    code = """
        limits.set_limits(memory_mb=200)
        try:
            bytearray(300_000_000)
        except MemoryError:
            print("no more")
    """
    assert walled.code(dedent(code), walls=()) == "no more"


def test_a_file_is_bounded(walled: Walled) -> None:
    code = """
        import os, signal
        limits.set_limits(memory_mb=200, file_mb=1)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        file = os.open("big", os.O_CREAT | os.O_WRONLY)
        os.unlink("big")
        try:
            os.ftruncate(file, 2_000_000)
        except OSError as error:
            print(error.strerror)
    """
    assert walled.code(dedent(code), walls=()) == "File too large"
