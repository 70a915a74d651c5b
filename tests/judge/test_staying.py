"""What a `check` leaves behind judges the next ones with the same components, and is gone when nobody asks."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest
from tests.components.conftest import need
from tests.components.test_endings import alive, eventually

from roadworthy.judge import staying
from roadworthy.judge.service_channel import HAS_PEERS, SOCKET, opened_folder, run_folder, socket_address
from roadworthy.judge.service_client import judge_shared
from roadworthy.labs import Lab, create_workspace, load_lab

pytestmark = [
    pytest.mark.xdist_group("components"),
    pytest.mark.skipif(not HAS_PEERS, reason="only Linux has the service"),
]

EXAMPLE = Path(__file__).parent.parent / "labs" / "data" / "pack" / "python" / "unread-count"
# A command of its own, as in a terminal: judges and says where its component was.
COMMAND = """
import sys
from pathlib import Path
from roadworthy.judge.service_client import judge_shared
from roadworthy.labs import load_lab
lab, folder, data, may_stay = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4] == "may stay"
verdict = judge_shared(load_lab(lab), folder, data_dir=data, may_stay=may_stay)
print(verdict.status, verdict.checks[-1].message)
"""
CHECK = """
import os, unread
def test_where():
    'Says where the component is.'
    raise AssertionError(os.environ["{variable}"].rpartition("@")[2].partition("/")[0])
"""


def process_of(data: Path) -> int:
    """The process that judges for a data folder, 0 if there is none."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as sock:
        try:
            with opened_folder(run_folder(data)) as folder:
                sock.connect(socket_address(folder))
        except OSError:
            return 0
        told = sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        pid: int = struct.unpack("3i", told)[0]
        return pid


@contextmanager
def left_behind(data: Path) -> Iterator[None]:
    """Nothing stays when the test ends."""
    try:
        yield
    finally:
        if pid := process_of(data):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def make_lab(folder: Path, checks: str, *components: str) -> Lab:
    place = folder / "pack" / "python" / "unread-count"
    shutil.copytree(EXAMPLE, place)
    described = (EXAMPLE / "lab.toml").read_text()
    (place / "lab.toml").write_text(f"components = {json.dumps(components)}\n{described}")
    # The lab's own checks stay, since its mutants name them.
    (place / "checks" / "test_where.py").write_text(checks)
    return load_lab(place)


def lab_with(component: str, variable: str, folder: Path) -> Lab:
    return make_lab(folder, CHECK.format(variable=variable), component)


def check(lab: Lab, workspace: Path, data: Path, may_stay: str = "may stay") -> str:
    command = [sys.executable, "-c", COMMAND, str(lab.folder), str(workspace), str(data), may_stay]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=200).stdout.strip()


@pytest.mark.long
def test_the_next_command_finds_the_heavy_server_that_the_last_one_started(tmp_path: Path) -> None:
    need("rabbitmq")
    lab, data = lab_with("rabbitmq", "RABBITMQ_URL", tmp_path), tmp_path / "data"
    folder = create_workspace(lab, tmp_path / "workspaces").folder
    with left_behind(data):
        first = check(lab, folder, data)
        pid = process_of(data)
        assert pid
        servers = [one.pid for one in psutil.Process(pid).children(recursive=True) if one.name() == "beam.smp"]
        assert len(servers) == 1
        assert first.startswith("failed 127.0.0.1:")
        assert check(lab, folder, data) == first
        assert process_of(data) == pid
        os.kill(pid, signal.SIGKILL)
        assert eventually(lambda: not any(alive(server) for server in servers))
        # And a new one takes its place.
        assert check(lab, folder, data).startswith("failed 127.0.0.1:")
        assert process_of(data) not in {0, pid}


def test_nothing_stays_of_what_starts_quickly_or_was_not_asked_for(tmp_path: Path) -> None:
    need("redis")
    lab, data = lab_with("redis", "REDIS_URL", tmp_path), tmp_path / "data"
    folder = create_workspace(lab, tmp_path / "workspaces").folder
    with left_behind(data):
        assert check(lab, folder, data).startswith("failed 127.0.0.1:")
        assert not process_of(data)


@pytest.mark.long
def test_nothing_stays_when_it_may_not(tmp_path: Path) -> None:
    need("rabbitmq")
    lab, data = lab_with("rabbitmq", "RABBITMQ_URL", tmp_path), tmp_path / "data"
    folder = create_workspace(lab, tmp_path / "workspaces").folder
    with left_behind(data):
        assert check(lab, folder, data, "may not").startswith("failed 127.0.0.1:")
        assert not process_of(data)


def test_what_stays_is_one_process_for_a_data_folder(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with left_behind(data):
        said: list[bool] = []
        threads = [threading.Thread(target=lambda: said.append(staying.start(data))) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(said) == [False, False, True]
        pid = process_of(data)
        assert os.getsid(pid) == pid  # the end of the terminal does not concern it
        assert (run_folder(data) / SOCKET).stat().st_mode & 0o777 == 0o600


def test_what_stays_ends_when_nobody_asks(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with left_behind(data):
        assert staying.start(data, idle=0.1)
        assert eventually(lambda: not (run_folder(data) / SOCKET).exists())  # to connect would be to ask
        assert not process_of(data)


def test_where_none_can_be_started_nobody_waits(tmp_path: Path) -> None:
    data = tmp_path / "data"
    run_folder(data).mkdir(parents=True)
    run_folder(data).chmod(0o777)  # others could put a socket there
    assert not staying.start(data, idle=2.0)


@pytest.mark.long
def test_it_does_not_end_while_it_judges(tmp_path: Path) -> None:
    data = tmp_path / "data"
    slow = "import time, unread\ndef test_slowly():\n    'Takes its time.'\n    time.sleep(6)\n    raise AssertionError('slowly')\n"
    lab = make_lab(tmp_path, slow)
    heard: list[str] = []
    with left_behind(data):
        assert staying.start(data, idle=3.0)
        folder = create_workspace(lab, tmp_path / "workspaces").folder
        verdict = judge_shared(lab, folder, data_dir=data, on_event=lambda event: heard.append(event.text))
        assert [check.message for check in verdict.checks][-1:] == ["slowly"]
        assert process_of(data)  # it judged to the end, and waits anew
        assert not any("went away" in text for text in heard)
