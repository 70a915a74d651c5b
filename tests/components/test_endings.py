"""However Roadworthy ends, its servers end with it and leave nothing behind."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest
from tests.components.conftest import need

from roadworthy.components import ComponentError, lease
from roadworthy.components.servers import make_folder, start_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HOLDER = """
import contextlib, json, os, sys
from roadworthy.components import lease
import psutil
with lease(sys.argv[1:]):
    servers = psutil.Process().children(recursive=True)
    folders = set()
    for process in servers:
        with contextlib.suppress(OSError, psutil.Error):  # short-lived ones may be gone
            folders |= {process.cwd()}
    folders = sorted(folder for folder in folders if "roadworthy-" in folder)
    print(json.dumps({"pids": [process.pid for process in servers], "folders": folders}), flush=True)
    sys.stdin.read()
"""


def eventually(condition: Callable[[], bool], within: float = 15.0) -> bool:
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@contextlib.contextmanager
def holder(*names: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, list[int]], list[str]]]:
    """A Roadworthy that holds leases until its input ends."""
    command = [sys.executable, "-c", HOLDER, *names]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        said = json.loads(process.stdout.readline())
        try:
            yield process, said["pids"], said["folders"]
        finally:
            process.kill()


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize(
    "end", [signal.SIGKILL, *(pytest.param(end, marks=pytest.mark.long) for end in (signal.SIGTERM, signal.SIGINT))]
)
def test_servers_end_with_the_process_whatever_it_dies_of(end: signal.Signals) -> None:
    need("redis")
    need("postgresql")
    with holder("redis", "postgresql") as (process, pids, folders):
        assert len(pids) > 3
        assert len(folders) == 2
        process.send_signal(end)
        process.wait(20)
        assert eventually(lambda: not any(alive(pid) for pid in pids)), [p for p in pids if alive(p)]
        assert eventually(lambda: not any(Path(folder).exists() for folder in folders))


@pytest.mark.long
def test_rabbitmq_and_its_port_mapper_end_with_a_killed_process() -> None:
    need("rabbitmq")
    with holder("rabbitmq") as (process, pids, folders):
        assert {psutil.Process(pid).name() for pid in pids} >= {"epmd", "beam.smp"}
        process.kill()
        assert eventually(lambda: not any(alive(pid) for pid in pids)), [p for p in pids if alive(p)]
        assert eventually(lambda: not any(Path(folder).exists() for folder in folders))


def test_servers_end_when_their_keeper_is_killed() -> None:
    need("redis")
    with holder("redis") as (process, pids, folders):
        keeper = psutil.Process(process.pid).children()[0]
        keeper.kill()
        assert eventually(lambda: not any(alive(pid) for pid in pids))
        assert process.stdin
        process.stdin.close()
        assert process.wait(20) == 0
        assert not any(Path(folder).exists() for folder in folders)


def test_a_new_keeper_serves_after_the_old_one_was_killed() -> None:
    need("redis")
    with lease(["redis"]):
        for child in psutil.Process().children():
            with contextlib.suppress(psutil.ZombieProcess):  # dead, and this process has not looked yet
                if any("keeper.py" in part for part in child.cmdline()):
                    child.kill()
                    child.wait(10)
    with lease(["redis"]) as leases:
        assert leases.env["REDIS_URL"]


def test_a_forked_child_leaves_the_parent_s_servers_alone() -> None:
    need("redis")
    script = """
import os, sys
from roadworthy.components import known_components, lease
with lease(["redis"]) as leases:
    child = os.fork()
    if child == 0:
        with lease(["redis"]) as own:
            known_components()["redis"].self_test(own.env)
        sys.exit(0)
    _, status = os.waitpid(child, 0)
    known_components()["redis"].self_test(leases.env)
    print("both", os.waitstatus_to_exitcode(status))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "both 0\n", done.stderr


def test_a_server_that_ends_at_once_says_why() -> None:
    folder = make_folder("test", account="nobody")
    script = "echo the disk is on fire; exit 7"
    server = start_server("Testserver", ["/bin/sh", "-c", script], folder)
    with pytest.raises(ComponentError, match=r"Testserver ended with code 7.*the disk is on fire"):
        server.wait_until(lambda: False, within=10, tell=lambda _line: None)
    server.stop()
    assert not folder.path.exists()


def test_a_server_that_is_never_ready_is_told() -> None:
    folder = make_folder("test", account="nobody")
    server = start_server("Testserver", ["/bin/sleep", "100"], folder)
    with pytest.raises(ComponentError, match="not ready within 0 seconds"):
        server.wait_until(lambda: False, within=0.05, tell=lambda _line: None)
    server.stop()


def test_a_program_that_is_not_there_leaves_no_folder() -> None:
    folder = make_folder("test", account="nobody")
    with pytest.raises(ComponentError, match="could not be started"):
        start_server("Testserver", ["/no/such/program"], folder)
    assert not folder.path.exists()


def test_no_file_of_a_server_grows_without_end() -> None:
    folder = make_folder("test", account="nobody")
    script = "truncate -s 1G fits && truncate -s 1100M grows; stat -c %s fits grows; echo over; sleep 100"
    server = start_server("Testserver", ["/bin/sh", "-c", script], folder)
    try:
        assert eventually(lambda: "over" in folder.log.read_text())
        assert str(2**30) in folder.log.read_text().splitlines()
        assert str(1100 * 2**20) not in folder.log.read_text().splitlines()
    finally:
        server.stop()


def test_a_daemon_cannot_escape_its_keeper() -> None:
    """A server that forks twice into a session of its own still ends with us."""
    script = """
import sys, time
from roadworthy.components.servers import make_folder, start_server
folder = make_folder("test", account="nobody")
start_server("Daemon", ["/bin/sh", "-c", "setsid sh -c 'sleep 1000 & echo $! ; wait' & sleep 1000"], folder)
while not folder.log.read_text().strip():
    time.sleep(0.01)
print(folder.log.read_text().strip(), flush=True)
sys.stdin.read()
"""
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        escaped = int(process.stdout.readline())
        assert alive(escaped)
        os.kill(process.pid, signal.SIGKILL)
        assert eventually(lambda: not alive(escaped))
