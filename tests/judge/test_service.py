"""A process with a warm pool judges for others: real processes on both sides."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from roadworthy.judge import JudgeEvent
from roadworthy.judge.service import judge_service
from roadworthy.judge.service_channel import HAS_PEERS, SOCKET, Lines, opened_folder, run_folder, send, socket_address
from roadworthy.judge.service_client import judge_shared
from roadworthy.labs import Lab, Status, Verdict, Workspace, create_workspace, load_lab

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.skipif(not HAS_PEERS, reason="only Linux has the service")

LAB = Path(__file__).parent.parent / "labs" / "data" / "pack" / "python" / "unread-count"
# Says where it stands, and ends when its input does.
SERVICE = """
import sys
from pathlib import Path
from roadworthy.judge import judge_service
with judge_service(Path(sys.argv[1])) as listens:
    print("listens" if listens else "does not", flush=True)
    sys.stdin.read()
"""
NEVER = "import time\ndef unread(*_):\n    while True: time.sleep(0.01)\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / ("a-long-name-of-a-folder-" * 5) / "data"  # longer than a socket's address may be


@pytest.fixture
def service(data: Path) -> Iterator[Callable[..., tuple[subprocess.Popen[str], str]]]:
    """Start a process that offers the service; returns it and what it said."""
    started: list[subprocess.Popen[str]] = []

    def start(**environment: str) -> tuple[subprocess.Popen[str], str]:
        command = [sys.executable, "-c", SERVICE, str(data)]
        pipe = subprocess.PIPE
        process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=os.environ | environment)
        started.append(process)
        assert process.stdout
        return process, process.stdout.readline().strip()

    yield start
    for process in started:
        with process:  # closes its input, and waits
            pass


@pytest.fixture
def lab() -> Lab:
    return load_lab(LAB)


@pytest.fixture
def workspace(lab: Lab, tmp_path: Path) -> Workspace:
    made = create_workspace(lab, tmp_path / "workspaces")
    made.write("unread.py", (lab.reference / "unread.py").read_text())
    return made


@pytest.fixture
def judged_here(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The labs that this process judged itself."""
    from roadworthy.judge import judging

    real, judged = judging.judge, []

    def judge(lab: Lab, *arguments: object, **named: object) -> Verdict:
        judged.append(lab.id)
        return real(lab, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(judging, "judge", judge)
    return judged


def test_the_verdict_and_the_events_come_from_the_service(
    service: Callable[..., tuple[subprocess.Popen[str], str]],
    lab: Lab,
    workspace: Workspace,
    data: Path,
    judged_here: list[str],
) -> None:
    assert service()[1] == "listens"
    events: list[JudgeEvent] = []
    verdict = judge_shared(lab, workspace.folder, data_dir=data, seed=7, on_event=events.append)
    assert (verdict.status, verdict.seed, verdict.lab_hash) == (Status.PASSED, 7, lab.hash)
    assert verdict.submission_hash == workspace.submission_hash()
    assert [event.check for event in events if event.kind == "check-finished"] == list(verdict.checks)
    assert [event.names for event in events if event.kind == "collected"] == [tuple(c.name for c in verdict.checks)]
    assert not judged_here


def test_the_socket_is_private_and_goes_with_the_service(
    service: Callable[..., tuple[subprocess.Popen[str], str]], data: Path
) -> None:
    process, _ = service()
    folder = run_folder(data)
    assert (folder.stat().st_mode & 0o777, (folder / SOCKET).stat().st_mode & 0o777) == (0o700, 0o600)
    process.communicate(timeout=60)
    assert not (folder / SOCKET).exists()


@pytest.mark.long
def test_the_first_service_wins_and_the_next_replaces_a_dead_one(
    service: Callable[..., tuple[subprocess.Popen[str], str]],
    lab: Lab,
    workspace: Workspace,
    data: Path,
    judged_here: list[str],
) -> None:
    first, _ = service()
    assert service()[1] == "does not"
    first.kill()
    first.wait()
    assert (run_folder(data) / SOCKET).exists()
    assert service()[1] == "listens"
    assert judge_shared(lab, workspace.folder, data_dir=data).passed
    assert not judged_here


@pytest.mark.long
def test_a_service_of_other_settings_or_of_another_lab_is_not_used(
    service: Callable[..., tuple[subprocess.Popen[str], str]],
    lab: Lab,
    workspace: Workspace,
    data: Path,
    judged_here: list[str],
) -> None:
    process, _ = service(ROADWORTHY_CONTAINED="never")
    assert judge_shared(lab, workspace.folder, data_dir=data).passed
    assert judged_here == [lab.id]
    process.communicate(timeout=60)
    service()
    lab.__dict__["hash"] = "0" * 64
    assert judge_shared(lab, workspace.folder, data_dir=data).passed
    assert judged_here == [lab.id] * 2


def test_a_folder_that_others_may_enter_is_not_used(
    lab: Lab, workspace: Workspace, data: Path, judged_here: list[str]
) -> None:
    run_folder(data).mkdir(parents=True)
    run_folder(data).chmod(0o755)
    with judge_service(data) as listens:
        assert not listens
    assert judge_shared(lab, workspace.folder, data_dir=data).passed
    assert judged_here == [lab.id]


@pytest.mark.long
def test_who_is_told_to_stop_stops_the_service_too(
    service: Callable[..., tuple[subprocess.Popen[str], str]],
    lab: Lab,
    workspace: Workspace,
    data: Path,
    judged_here: list[str],
) -> None:
    service()
    workspace.write("unread.py", NEVER)
    cancel = threading.Event()

    def stop(event: JudgeEvent) -> None:
        if event.kind == "check-started":
            cancel.set()

    verdict = judge_shared(lab, workspace.folder, data_dir=data, on_event=stop, cancel=cancel)
    assert verdict.status is Status.NOT_JUDGED
    assert verdict.seconds < lab.limits.seconds  # or it was the lab's limit that ended it
    assert not judged_here
    workspace.write("unread.py", (lab.reference / "unread.py").read_text())
    assert judge_shared(lab, workspace.folder, data_dir=data).passed
    assert not judged_here


@pytest.mark.long
def test_a_service_that_dies_meanwhile_is_done_without(
    service: Callable[..., tuple[subprocess.Popen[str], str]],
    lab: Lab,
    workspace: Workspace,
    data: Path,
    judged_here: list[str],
) -> None:
    process, _ = service()
    kinds: list[str] = []

    def kill(event: JudgeEvent) -> None:
        kinds.append(event.kind)
        if len(kinds) == 1:
            os.kill(process.pid, signal.SIGKILL)

    workspace.write("unread.py", f"import time\ntime.sleep(1)\n{(lab.reference / 'unread.py').read_text()}")
    verdict = judge_shared(lab, workspace.folder, data_dir=data, seed=3, on_event=kill)
    assert (verdict.status, verdict.seed) == (Status.PASSED, 3)
    assert judged_here == [lab.id]


def test_who_talks_nonsense_gets_no_answer_and_does_no_harm(
    service: Callable[..., tuple[subprocess.Popen[str], str]],
    lab: Lab,
    workspace: Workspace,
    data: Path,
    judged_here: list[str],
) -> None:
    service()
    for said in (b"\n", b"[]\n", b'{"identity": 1}\n', b"\xff\xfe\n", json.dumps({"lab": "/"}).encode() + b"\n"):
        with opened_folder(run_folder(data)) as fd, socket.socket(socket.AF_UNIX) as sock:
            sock.settimeout(20)
            sock.connect(socket_address(fd))
            sock.sendall(said)
            assert Lines(sock).next() in (None, {"refused": True})
    assert judge_shared(lab, workspace.folder, data_dir=data).passed
    assert not judged_here


def test_a_service_that_talks_nonsense_is_done_without(
    lab: Lab, workspace: Workspace, data: Path, judged_here: list[str]
) -> None:
    run_folder(data).mkdir(mode=0o700, parents=True)

    def lie(listener: socket.socket) -> None:
        client, _ = listener.accept()
        with client:
            Lines(client).next()
            send(client, {"taken": True})
            send(client, {"verdict": {"status": "splendid"}})

    with opened_folder(run_folder(data)) as fd, socket.socket(socket.AF_UNIX) as listener:
        listener.bind(socket_address(fd))
        listener.listen()
        liar = threading.Thread(target=lie, args=(listener,))
        liar.start()
        assert judge_shared(lab, workspace.folder, data_dir=data).passed
        liar.join()
    assert judged_here == [lab.id]
