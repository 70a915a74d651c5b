"""Starting the server as a person does: a process of its own, its one line, Ctrl-C."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx2
import pytest

from roadworthy.errors import UsageError
from roadworthy.settings import Settings
from roadworthy.web.serve import PORTS_TRIED, address, find_running, listen, run

from .conftest import SLEEPER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

START = "from roadworthy.settings import Settings; from roadworthy.web import run; run(Settings(), open_browser=False)"


def free_port() -> int:
    """A port after which some more are free; whoever takes them meanwhile is avoided as a learner's programs are."""
    with listen("127.0.0.1", 19000) as listener:
        port: int = listener.getsockname()[1]
        return port


def environment(tmp_path: Path, port: int, name: str = "data") -> dict[str, str]:
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(tmp_path),
        "ROADWORTHY_DATA_DIR": str(tmp_path / name),
        "ROADWORTHY_PORT": str(port),
        "PYTHONUNBUFFERED": "1",
    }


@contextmanager
def started(env: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Yield a server and the line it printed."""
    with subprocess.Popen(
        [sys.executable, "-c", START], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        assert server.stderr is not None
        try:
            line = server.stdout.readline()
            assert line, server.stderr.read()
            yield server, line
        finally:
            server.kill()


def test_it_says_where_it_is_and_stops_on_ctrl_c_without_a_word(tmp_path: Path) -> None:
    port = free_port()
    with started(environment(tmp_path, port)) as (server, line):
        where = line.split()[3]
        assert line == f"Roadworthy is at {where} (Ctrl-C stops it)\n"
        assert httpx2.get(f"{where}api/v1/health").json()["name"] == "roadworthy"
        server.send_signal(signal.SIGINT)
        out, err = server.communicate(timeout=20)
    assert (server.returncode, out, err) == (0, "", "")


@pytest.mark.long
def test_it_stops_on_ctrl_c_while_it_judges(tmp_path: Path, pack: Path) -> None:
    env = environment(tmp_path, free_port()) | {
        "ROADWORTHY_WORKSPACES": str(tmp_path / "workspaces"),
        "ROADWORTHY_PACKS": json.dumps([str(pack)]),
        "ROADWORTHY_CACHE_DIR": str(Settings().cache_dir),
    }
    with started(env) as (server, line):
        lab = f"{line.split()[3]}api/v1/labs/adding"
        httpx2.put(f"{lab}/files/adder.py", json={"text": SLEEPER}).raise_for_status()
        with httpx2.stream("POST", f"{lab}/attempts", json={}, timeout=60) as response:
            lines = response.iter_lines()
            while next(lines) != "event: check-started":
                pass
            server.send_signal(signal.SIGINT)
            assert "not-judged" in "".join(lines)
        out, err = server.communicate(timeout=20)
    assert (server.returncode, out, err) == (0, "", "")


@pytest.mark.long
def test_a_second_start_finds_the_first_and_another_database_gets_another_port(tmp_path: Path) -> None:
    port = free_port()
    env = environment(tmp_path, port)
    with started(env) as (_, line):
        where = line.split()[3]
        command = [sys.executable, "-c", START]
        again = subprocess.run(command, env=env, capture_output=True, text=True, check=True, timeout=120)
        assert again.stdout == f"Roadworthy is already running at {where}\n"
        with started(environment(tmp_path, port, "other")) as (_, other):
            assert other.startswith("Roadworthy is at http://127.0.0.1:")
            assert other.split()[3] != where


def test_a_port_that_something_else_has_is_passed_over(tmp_path: Path) -> None:
    with listen("127.0.0.1", 19000) as taken:
        port = taken.getsockname()[1]
        with listen("127.0.0.1", port) as mine:
            assert port < mine.getsockname()[1] < port + PORTS_TRIED


@pytest.mark.long
def test_something_else_on_the_port_is_not_taken_for_us(tmp_path: Path) -> None:
    with listen("127.0.0.1", 19000) as silent:
        settings = Settings(data_dir=tmp_path, port=silent.getsockname()[1])
        assert find_running(settings) == ""


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.7", "example.com", ""])  # noqa: S104 - refused
def test_an_address_that_others_reach_is_refused(tmp_path: Path, host: str) -> None:
    with pytest.raises(UsageError, match="may run code") as caught:
        run(Settings(data_dir=tmp_path, host=host), open_browser=False)
    assert "ssh -L" in caught.value.hint
    assert not any(tmp_path.iterdir())


def test_an_address_of_another_machine_is_said_to_be_one() -> None:
    for host in ("192.0.2.1", "no.such.host.invalid"):
        with pytest.raises(UsageError, match="no address of this machine"):
            listen(host, 19000)


def test_addresses_are_what_one_types_into_a_browser() -> None:
    assert address("127.0.0.1", 80) == "http://127.0.0.1:80/"
    assert address("::1", 80) == "http://[::1]:80/"
    assert address("0.0.0.0", 80) == "http://127.0.0.1:80/"  # noqa: S104 - asked about, not bound to
