"""docs/cli.md says what the program says. `ROADWORTHY_WRITE_DOCS=1 pytest tests/cli/test_docs.py` rewrites its blocks."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from roadworthy.cli.app import load
from roadworthy.cli.commands import COMMANDS
from roadworthy.cli.errors import EXIT_CODES
from roadworthy.cli.watch_frames import HELP, KEYS
from roadworthy.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Result

DOCUMENT = Path(__file__).parents[2] / "docs" / "cli.md"
BLOCK = re.compile(r"^```\n\$ roadworthy (.+)\n((?:.*\n)*?)```$", re.MULTILINE)
KEYS_BLOCK = re.compile(r"(`\?` shows this:\n\n```\n)((?:.*\n)*?)(```\n)")


@pytest.fixture
def document(rw: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("COLUMNS", "80")
    text = DOCUMENT.read_text(encoding="utf-8")
    if not os.environ.get("ROADWORTHY_WRITE_DOCS"):
        return text
    text = BLOCK.sub(lambda block: f"```\n$ roadworthy {block[1]}\n{rw(*block[1].split()).out}```", text)
    text = KEYS_BLOCK.sub(lambda block: f"{block[1]}{HELP}{block[3]}", text)
    DOCUMENT.write_text(text, encoding="utf-8")
    return text


def test_every_help_is_the_real_one(document: str, rw: Callable[..., Result]) -> None:
    blocks = {block[1]: block[2] for block in BLOCK.finditer(document)}
    assert blocks == {command: rw(*command.split()).out for command in blocks}


def test_every_command_is_there(document: str) -> None:
    groups = {name: getattr(load(COMMANDS[name]), "commands", {}) for name in COMMANDS}
    commands = [*COMMANDS, *(f"{group} {name}" for group, names in groups.items() for name in names)]
    assert {block[1] for block in BLOCK.finditer(document)} == {"--help", *(f"{name} --help" for name in commands)}


def test_the_defaults_of_the_server_are_the_real_ones(document: str) -> None:
    assert f"Serve on this port ({Settings().port})" in document
    assert f"Serve on this address ({Settings().host})" in document


def test_exit_codes_are_the_real_ones(document: str) -> None:
    rows = re.findall(r"^\| (\d+) \| (.+) \|$", document, re.MULTILINE)
    assert {int(code): meaning for code, meaning in rows} == EXIT_CODES


def test_keys_are_the_real_ones(document: str) -> None:
    block = KEYS_BLOCK.search(document)
    assert block
    assert block[2] == HELP
    assert all(f"\n  {key}  " in HELP for key, _ in KEYS)


def test_settings_are_the_real_ones(document: str) -> None:
    named = set(re.findall(r"`(ROADWORTHY_[A-Z_]+)`", document))
    assert named == {f"ROADWORTHY_{name.upper()}" for name in Settings.model_fields}
