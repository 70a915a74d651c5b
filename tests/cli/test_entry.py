from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import typer.main

from roadworthy import __version__
from roadworthy.cli.app import application, load
from roadworthy.cli.commands import COMMANDS, OPTIONS, help_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Result

PROGRAM = [sys.executable, "-m", "roadworthy"]


def test_help_fits_a_narrow_window(rw: Callable[..., Result]) -> None:
    answer = rw("--help")
    assert answer.code == 0
    assert max(map(len, answer.out.splitlines())) <= 60
    assert all(f"  {name} " in answer.out for name in COMMANDS)


def test_help_is_the_same_with_and_without_typer(rw: Callable[..., Result]) -> None:
    with_typer = typer.main.get_command(application)
    context = with_typer.make_context("roadworthy", [], resilient_parsing=True)
    assert with_typer.get_help(context) == help_text() == rw("--help").out.rstrip("\n")


def test_help_names_every_option_of_the_program() -> None:
    context = typer.main.get_command(application).make_context("roadworthy", [], resilient_parsing=True)
    real = {option for parameter in context.command.get_params(context) for option in parameter.opts}
    assert {words.split()[0] for words, _ in OPTIONS} == real


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_a_sentence(name: str, rw: Callable[..., Result]) -> None:
    answer = rw(name, "--help")
    assert answer.code == 0, answer.err
    assert answer.out.startswith(f"Usage: roadworthy {name}")
    assert load(COMMANDS[name]).help


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, roadworthy.cli as cli; cli.main(['--help']); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"typer", "rich", "pydantic", "sqlalchemy", "watchfiles", "fastapi", "dataclasses"} & set(loaded)


def test_command_help_loads_neither_database_nor_web() -> None:
    code = "import sys, roadworthy.cli as cli; cli.main(['check', '--help']); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"rich", "sqlalchemy", "watchfiles", "fastapi"} & set(loaded)


def test_version(rw: Callable[..., Result]) -> None:
    assert rw("--version").out == f"roadworthy {__version__}\n"
    assert rw("--no-browser", "--version").out == f"roadworthy {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["lst"], "Did you mean 'list'?"),
        (["list", "--difficulty", "9"], "list: "),
        (["list", "--nonsense"], "No such option: --nonsense"),
        (["check", "no-such-lab"], "there is no lab 'no-such-lab'"),
        (["check", "initial"], "did you mean 'initials'?"),
        (["check", "initials"], "roadworthy start initials"),
        (["next", "--roadmap", "nowhere"], "nowhere"),
        (["map", "no/such/file.md"], "no such file"),
        (["--port", "8000", "list"], "does not start the server"),
        (["watch"], "watch needs a terminal"),
    ],
)
def test_a_mistake_is_one_line_and_code_2(arguments: list[str], words: str, rw: Callable[..., Result]) -> None:
    answer = rw(*arguments)
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.count("\n") == 1
    assert answer.err.startswith("roadworthy: ")
    assert words in answer.err


def test_a_bad_setting_is_named(rw: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROADWORTHY_PORT", "many")
    answer = rw("list")
    assert answer.code == 2
    assert "ROADWORTHY_PORT" in answer.err
    assert answer.err.count("\n") == 1


def test_an_error_cannot_steer_the_terminal(rw: Callable[..., Result]) -> None:
    answer = rw("check", "\x1b]0;owned\x07")
    assert answer.code == 2
    assert "\x1b" not in answer.err
    assert "\x07" not in answer.err


def test_our_own_mistakes_are_said_to_be_ours(rw: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    import roadworthy.cli.list as module

    monkeypatch.setattr(module.Session, "lab_states", lambda _self: 1 / 0)
    answer = rw("list")
    assert answer.code == 70
    assert "ZeroDivisionError" in answer.err
    assert "mistake of ours" in answer.err


@pytest.mark.long
def test_a_reader_that_leaves_is_no_error() -> None:
    read, write = os.pipe()
    process = subprocess.Popen([*PROGRAM, "list", "--json"], stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    os.close(read)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 141
    assert err == b""


def test_ctrl_c_is_quiet(pack: object) -> None:
    with subprocess.Popen(
        # What a shell starts in the background, as this run may have been, ignores Ctrl-C, and so would this program.
        [sys.executable, "-c", f"import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n{WAITS}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "waiting\n"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == ""


# A command that has begun and waits for something, whatever that is.
WAITS = """
import sys, time
import roadworthy.cli as cli
from roadworthy.cli.session import Session

def wait(self):
    print("waiting", flush=True)
    time.sleep(60)

Session.lab_states = wait
sys.exit(cli.main(["list"]))
"""


def test_python_m_and_both_names_are_the_same_program() -> None:
    scripts = [os.path.join(os.path.dirname(sys.executable), name) for name in ("roadworthy", "rw")]  # noqa: PTH118, PTH120 - not resolved: a venv's python is a link
    outputs = [
        subprocess.run([*command, "--help"], capture_output=True, text=True, check=True).stdout
        for command in (PROGRAM, *([script] for script in scripts))
    ]
    usage = re.compile(r"^Usage: (roadworthy|rw) ")
    assert len({usage.sub("", output) for output in outputs}) == 1
