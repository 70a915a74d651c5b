"""`roadworthy` without a command, and `map --open`: the server itself is tested in tests/web."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import urllib.request
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        found: int = free.getsockname()[1]
        return found


@pytest.fixture
def visited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """What the browser was opened on; the browser is a script that writes it down."""
    browser, log = tmp_path / "browser", tmp_path / "visited"
    browser.write_text(f'#!/bin/sh\necho "$1" >> {log}\n')
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{browser} %s")
    return lambda: log.read_text().splitlines() if log.exists() else []


@pytest.fixture
def serving(port: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., tuple[subprocess.Popen[str], str]]]:
    """Start the program and wait until it says where it serves."""
    monkeypatch.setenv("ROADWORTHY_PORT", str(port))
    monkeypatch.setenv("PYTHONUNBUFFERED", "1")
    running: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> tuple[subprocess.Popen[str], str]:
        command = [sys.executable, "-m", "roadworthy", *arguments]
        running.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True))
        stream = running[-1].stdout
        assert stream
        said = stream.readline()
        address = re.search(r"http://\S+/", said)
        assert address, said + stream.read()
        return running[-1], address[0]

    yield start
    for process in running:
        process.kill()
        process.communicate()


def test_serves_until_ctrl_c(
    serving: Callable[..., tuple[subprocess.Popen[str], str]], visited: Callable[[], list[str]], port: int
) -> None:
    process, address = serving("--no-browser")
    assert address == f"http://127.0.0.1:{port}/"
    with urllib.request.urlopen(address) as page:  # noqa: S310 - our own server
        assert b"Roadworthy" in page.read()
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert process.returncode in {0, 130}
    assert "Traceback" not in said
    assert visited() == []


@pytest.mark.long
def test_map_open_opens_that_map(
    serving: Callable[..., tuple[subprocess.Popen[str], str]], visited: Callable[[], list[str]], tmp_path: Path
) -> None:
    (tmp_path / "ours.md").write_text("# Our team\n\n## Data\n\n- Redis\n")
    _, address = serving("--no-browser")
    done = subprocess.run(
        [sys.executable, "-m", "roadworthy", "map", "--open", str(tmp_path / "ours.md")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "already running" in done.stderr
    assert visited() == [f"{address}maps/our-team"]
    with urllib.request.urlopen(visited()[0]) as page:  # noqa: S310 - our own server
        assert b"Our team" in page.read()


@pytest.mark.long
def test_a_server_for_others_does_not_start_uncontained(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROADWORTHY_CONTAINED", "never")
    command = [sys.executable, "-m", "roadworthy", "--host", "0.0.0.0", "--port", str(port), "--expose", "--no-browser"]  # noqa: S104 - what is refused
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 6
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "uncontained" in done.stderr
