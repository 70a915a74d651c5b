"""What uses too much is stopped with a sentence, and nothing is left behind."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from tests.judge import leavings
from tests.judge.conftest import Submit, by_name, told

from roadworthy.labs import Outcome, Status

ANSWER = "from learner import answer\ndef test_answer():\n    assert answer() == 42\n"
AFTER = "\ndef test_after():\n    pass\n"


def left_behind(marker: str) -> list[psutil.Process]:
    """Processes that carry the marker in their environment."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("TMPDIR", "").startswith(marker) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


# Without a cell the everyday run tries two of them.
BOTH = pytest.mark.parametrize("walls", ["in-the-open", "in-a-cell"], indirect=True)


@pytest.fixture(params=[pytest.param("in-the-open", marks=pytest.mark.long), "in-a-cell"], autouse=True)
def walls(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Everything holds with walls and, but for what only walls can do, without."""
    monkeypatch.setenv("ROADWORTHY_CONTAINED", "never" if request.param == "in-the-open" else "always")
    return str(request.param)


@pytest.fixture(autouse=True)
def nothing_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, walls: str) -> Iterator[None]:
    """Attempts of these tests live in a folder of their own; afterwards no file and no process of theirs is left."""
    place = tmp_path / "attempts"
    place.mkdir()
    if walls == "in-the-open":
        monkeypatch.setattr(tempfile, "tempdir", str(place))
    yield
    deadline = time.monotonic() + 5
    while (processes := left_behind(str(place))) and time.monotonic() < deadline:
        psutil.wait_procs(processes, timeout=0.1)
    left = leavings.names_of(processes)
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    assert left == []
    assert list(place.iterdir()) == []


@BOTH
def test_an_endless_loop_ends_its_check_only(submit: Submit) -> None:
    verdict = submit("def answer():\n    while True:\n        pass\n", ANSWER + AFTER, seconds=0.5)
    assert verdict.status is Status.LIMIT, told(verdict)
    check = by_name(verdict)["test_answer"]
    assert "longer than 0.5 s" in check.message
    assert [(frame.file, frame.function) for frame in check.traceback] == [("learner.py", "answer")]
    assert by_name(verdict)["test_after"].outcome is Outcome.PASSED


STUBBORN = {
    "catches-everything": "def answer():\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass",
    "ignores-signals": """
        import signal
        for number in range(1, 64):
            try: signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError): pass
        def answer():
            while True: signal.alarm(0)
    """,
    "sleeps": "import time\ndef answer():\n    time.sleep(3600)",
    "waits-for-a-lock": "import threading\ndef answer():\n    lock = threading.Lock()\n    lock.acquire()\n    lock.acquire()",
    "reads-standard-input": "import os\ndef answer():\n    r, w = os.pipe()\n    os.read(r, 1)",
    "in-c": "def answer():\n    return sum(range(10 ** 12))",
    "regex": "import re\ndef answer():\n    re.match('(a+)+$', 'a' * 60 + 'b')",
    "at-import": "import time\ntime.sleep(3600)",
}


@pytest.mark.parametrize(
    "how",
    [
        pytest.param(how, marks=[] if how in ("catches-everything", "sleeps", "in-c") else pytest.mark.long)
        for how in STUBBORN
        if how != "at-import"
    ],
)
def test_cannot_outlast_its_time(how: str, submit: Submit) -> None:
    verdict = submit(STUBBORN[how], ANSWER, seconds=0.3)
    assert verdict.status in (Status.LIMIT, Status.FAILED), told(verdict)
    assert by_name(verdict)["test_answer"].outcome is not Outcome.PASSED
    assert verdict.message
    assert verdict.seconds < 30


@pytest.mark.long
def test_cannot_outlast_the_attempt_at_import(submit: Submit) -> None:
    verdict = submit(STUBBORN["at-import"], ANSWER, seconds=0.3)
    assert verdict.status is Status.LIMIT, told(verdict)


def test_memory_is_bounded(submit: Submit) -> None:
    verdict = submit("def answer():\n    return len(bytearray(10 ** 10))", ANSWER, memory_mb=256)
    assert verdict.status is Status.LIMIT, told(verdict)
    assert "256 MiB" in verdict.message


@pytest.mark.long
def test_memory_that_is_taken_bit_by_bit_is_bounded(submit: Submit) -> None:
    source = "def answer():\n    kept = []\n    while True:\n        kept.append(bytearray(10 ** 7))"
    verdict = submit(source, ANSWER, memory_mb=256)
    assert verdict.status is Status.LIMIT, told(verdict)


FLOODS = {
    "print": "def answer():\n    while True: print('x' * 1000)",
    "stderr": "import sys\ndef answer():\n    while True: sys.stderr.write('x' * 1000)",
    "descriptor": "import os\ndef answer():\n    while True: os.write(1, b'x' * 1000)",
    "child": "import subprocess\ndef answer():\n    subprocess.run(['yes'])",
}


@pytest.mark.parametrize(
    "how", [pytest.param(how, marks=[] if how in ("print", "child") else pytest.mark.long) for how in FLOODS]
)
def test_output_is_bounded(how: str, submit: Submit) -> None:
    verdict = submit(FLOODS[how], ANSWER, output_kb=16)
    assert verdict.status is Status.LIMIT, told(verdict)
    assert "16 KiB" in verdict.message
    assert len(str(verdict.to_dict())) < 200_000


@pytest.mark.long
def test_files_are_bounded(submit: Submit) -> None:
    source = "def answer():\n    with open('big', 'wb') as file:\n        file.truncate(10 ** 12)\n    return 42"
    verdict = submit(source, ANSWER)
    assert verdict.status is Status.FAILED, told(verdict)


OUTLIVING = """
    import os, signal, subprocess, sys

    def answer():
        subprocess.Popen(["sleep", "600"])
        subprocess.Popen(["sleep", "601"], start_new_session=True)
        subprocess.Popen(["sh", "-c", "trap '' TERM INT HUP; sleep 602; sleep 602"])
        return 42
"""


@BOTH
def test_children_end_with_the_attempt(submit: Submit) -> None:
    assert submit(OUTLIVING, ANSWER).passed


@pytest.mark.long
def test_cannot_outlive_by_a_double_fork(submit: Submit, tmp_path: Path, walls: str) -> None:
    if walls == "in-a-cell":
        return  # it cannot write its note there; tests/attacks/outliving looks at what survives a cell
    note = tmp_path / "pid"
    source = f"""
        import os, time
        def answer():
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    for fd in range(3, 256):
                        try: os.close(fd)
                        except OSError: pass
                    with open({str(note)!r} + "~", "w") as file:
                        file.write(str(os.getpid()))
                    os.rename({str(note)!r} + "~", {str(note)!r})
                    time.sleep(20)
                os._exit(0)
            os.wait()
            while not os.path.exists({str(note)!r}): time.sleep(0.01)
            return 42
    """
    submit(source, ANSWER)
    pid = int(note.read_text())
    alive = psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    if alive:
        os.kill(pid, 9)
    assert not alive


def test_a_fork_bomb_is_bounded(submit: Submit) -> None:
    source = """
        import os, time

        def answer():
            born = 0
            for _ in range(100):
                try:
                    if os.fork() == 0:
                        time.sleep(60)
                        os._exit(0)
                except OSError:
                    break
                born += 1
            return born
    """
    verdict = submit(source, ANSWER, processes=10, seconds=5)
    assert not verdict.passed, told(verdict)
    assert not by_name(verdict)["test_answer"].actual.startswith("100"), told(verdict)


def test_a_program_that_a_check_started_ends_with_it(submit: Submit) -> None:
    verdict = submit(
        "",
        """
        def test_started(subject):
            subject.start(["sleep", "603"])
        def test_again(subject):
            assert subject.run(["python", "-c", "print(6 * 7)"]).stdout == "42\\n"
        """,
    )
    assert verdict.passed, told(verdict)


@pytest.mark.long
def test_deep_recursion_in_c_is_told(submit: Submit) -> None:
    source = "import sys\nsys.setrecursionlimit(10 ** 9)\ndef answer():\n    return answer()"
    verdict = submit(source, ANSWER, seconds=1)
    assert verdict.status in (Status.FAILED, Status.LIMIT), told(verdict)
    assert by_name(verdict)["test_answer"].outcome is not Outcome.PASSED


@pytest.mark.long
def test_killing_the_parent_is_no_pass(submit: Submit, walls: str) -> None:
    # The parent of a subject is the host, which here is this very test run: the kill is aimed, not sent.
    source = "import os\ndef answer():\n    return os.getppid()"
    verdict = submit(source, ANSWER)
    assert verdict.status is Status.FAILED
    parent = os.getpid() if walls == "in-the-open" else 1  # the warden, to whom no signal of its own cell comes through
    assert by_name(verdict)["test_answer"].actual == str(parent)


@pytest.mark.long
@pytest.mark.parametrize(
    "names", [["x" * 200], ["-rf", "--help"], ["a\nb", "\u202egpj.py", "sp ace"]], ids=["long", "options", "odd"]
)
def test_odd_names_are_taken(names: list[str], submit: Submit) -> None:
    files = {"learner.py": "def answer():\n    return 42\n", **dict.fromkeys(names, "x")}
    assert submit(files, ANSWER).passed


@pytest.mark.long
def test_unwritable_leftovers_are_removed(submit: Submit) -> None:
    source = "import os\ndef answer():\n    os.makedirs('a/b')\n    open('a/b/c', 'w').close()\n    os.chmod('a/b', 0)\n    os.chmod('a', 0)\n    return 42"
    assert submit(source, ANSWER).passed
