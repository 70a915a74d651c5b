"""A process of its own that puts up walls and then tries what the first argument (JSON) says.

    {"user": number or null, "walls": [...], "writable": [...], "calls": [[name or number, arguments], ...]}
    {"user": ..., "walls": ..., "writable": ..., "run": ["program", "argument", ...]}
    {"user": ..., "walls": ..., "writable": ..., "code": "Python that prints"}

The walls are loaded by their path, as in a lab's environment: they must not need the rest of Roadworthy. Each call is made
in a child that went behind the walls itself; printed is a JSON list of what came of each: the error's name, "done", or
the name of the signal that killed the child.
"""

from __future__ import annotations

import errno
import importlib
import importlib.util
import json
import mmap
import os
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[3] / "src" / "roadworthy" / "judge" / "guest" / "walls"
# Once it is another user, a process may be unable to read the standard library: here is what the tests import then.
IMPORTED = (mmap, socket, threading)
NAMES = ("kernel", "landlock", "limits", "privileges", "probe", "seccomp", "syscalls")


def load() -> dict[str, Any]:
    spec = importlib.util.spec_from_file_location(
        "walls", FOLDER / "__init__.py", submodule_search_locations=[str(FOLDER)]
    )
    assert spec is not None
    assert spec.loader is not None
    sys.modules["walls"] = package = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(package)
    loaded = {name: importlib.import_module(f"walls.{name}") for name in NAMES}
    assert not any(name.split(".")[0] == "roadworthy" for name in sys.modules)
    return loaded


def lock_up(walls: dict[str, Any], wanted: dict[str, Any]) -> None:
    if wanted["user"] is not None:
        os.setgroups([])
        os.setresgid(*[wanted["user"]] * 3)
        os.setresuid(*[wanted["user"]] * 3)
    if "limits" in wanted["walls"]:
        walls["limits"].set_limits(memory_mb=2048)
    if "privileges" in wanted["walls"]:
        walls["privileges"].drop_all()
        walls["privileges"].die_with_parent(os.getppid())
    if "landlock" in wanted["walls"]:
        walls["landlock"].restrict(writable=wanted["writable"])
    if "seccomp" in wanted["walls"]:
        walls["seccomp"].install(walls["seccomp"].program())


def call(walls: dict[str, Any], wanted: dict[str, Any], name: str | int, arguments: list[int]) -> str:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            lock_up(walls, wanted)
            number = name if isinstance(name, int) else walls["syscalls"].number(name)
            try:
                walls["kernel"].syscall(number, *arguments)
                said = "done"
            except OSError as error:
                said = errno.errorcode[error.errno or 0]
            os.write(writing, said.encode())
        finally:
            os._exit(0)
    os.close(writing)
    said = os.read(reading, 100).decode()
    os.close(reading)
    _, status = os.waitpid(child, 0)
    return signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else said


def main() -> None:
    wanted = json.loads(sys.argv[1])
    walls = load()
    if "calls" in wanted:
        sys.stdout.write(json.dumps([call(walls, wanted, *each) for each in wanted["calls"]]))
        return
    lock_up(walls, wanted)
    if "code" in wanted:
        exec(wanted["code"], walls | {"__name__": "tried"})  # noqa: S102  # the test's own code
        sys.stdout.flush()
        os._exit(0)
    os.execvp(wanted["run"][0], wanted["run"])  # noqa: S606  # no shell is wanted


if __name__ == "__main__":
    main()
