"""`roadworthy roadmap coverage`: how much of a roadmap has labs."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING

import pytest

from roadworthy.cli import main

if TYPE_CHECKING:
    from pathlib import Path

ROADMAP = "# Ours\n\n## Storage\n\n- Redis\n- Falcon\n- Our own thing\n"


@pytest.fixture
def document(tmp_path: Path) -> str:
    file = tmp_path / "ours.md"
    file.write_text(ROADMAP, encoding="utf-8")
    return str(file)


def test_the_first_line_says_how_many_stops_have_labs(document: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["roadmap", "coverage", document]) == 0
    first, *rest = capsys.readouterr().out.splitlines()
    assert first in {"1 of 1 stops have labs", "0 of 1 stops have labs"}
    assert "not recognised: Falcon, Our own thing" in rest


def test_json_gives_every_match_with_its_reason(document: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["roadmap", "coverage", document, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    (match,) = answer["places"][0]["matches"]
    assert (match["skill"], match["reason"]) == ("redis", "named 'Redis'")
    assert (answer["with_labs"] == 1) == bool(match["labs"])
    assert answer["stops"] == 1
    assert len(answer["unknown"]) == 2


def test_a_document_can_come_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ROADMAP.encode())))
    assert main(["roadmap", "coverage", "-"]) == 0
    assert "of 1 stops have labs" in capsys.readouterr().out


def test_a_missing_file_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["roadmap", "coverage", "no-such.md"]) == 2
    assert "no-such.md: no such file" in capsys.readouterr().err
