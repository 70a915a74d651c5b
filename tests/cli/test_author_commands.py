"""The commands of those who write labs, and `doctor`: they compose, say what is wrong, and answer with an exit code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from roadworthy.cli import main

EXAMPLE = Path(__file__).parent.parent / "labs" / "data" / "pack"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run a command line in this process: its exit code, standard output and standard error."""
    code = main(list(arguments))
    said = capsys.readouterr()
    return code, said.out, said.err


def test_verify_prints_one_line_for_a_lab_that_holds(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "verify", str(EXAMPLE / "python" / "unread-count"))
    assert code == 0
    assert "unread-count" in out
    assert "3 of 3 mutants caught" in err or "0 of 0" in err


def test_verify_json_is_all_there_is_on_standard_output(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(EXAMPLE, pack)
    (pack / "python" / "unread-count" / "brief.md").unlink()
    code, out, _err = run(capsys, "verify", "--pack", str(pack), "--json")
    (report,) = json.loads(out)
    assert code == 1
    assert report["lab"] == "unread-count"
    assert not report["passed"]
    assert "brief.md: is missing" in report["problems"][0]


def test_verify_of_a_lab_that_cannot_be_read_names_file_and_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(EXAMPLE, pack)
    (pack / "python" / "unread-count" / "lab.toml").write_text("title = \n", encoding="utf-8")
    for arguments in (("--pack", str(pack)), (str(pack / "python" / "unread-count"),)):
        code, out, err = run(capsys, "verify", *arguments)
        assert code == 1
        assert "unread-count/lab.toml:1: not TOML" in out + err


def test_verify_without_a_lab_asks_which(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _out, err = run(capsys, "verify")
    assert code == 2
    assert "--all" in err


def test_verify_of_an_unknown_lab_suggests_one(capsys: pytest.CaptureFixture[str]) -> None:
    code, _out, err = run(capsys, "verify", "unred-count", "--pack", str(EXAMPLE))
    assert code == 2
    assert "did you mean 'unread-count'?" in err


def test_new_lab_writes_what_verify_then_explains(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, _err = run(capsys, "new", "lab", "caching/write-behind", "--title", "Write-behind", "--skill", "redis")
    assert code == 0
    assert "roadworthy verify caching/write-behind" in out
    assert (tmp_path / "caching" / "write-behind" / "lab.toml").is_file()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["write-behind"], "has no topic"),
        (["caching/Write Behind"], "is no id"),
        (["caching/x", "--skill", "reddis"], "did you mean redis"),
    ],
)
def test_new_lab_refuses_and_writes_nothing(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _out, err = run(capsys, "new", "lab", *arguments)
    assert code == 2
    assert says in err
    assert not list(tmp_path.iterdir())


@pytest.mark.long
def test_doctor_knows_every_environment_and_component(capsys: pytest.CaptureFixture[str]) -> None:
    from roadworthy.components import known_components
    from roadworthy.judge import environment_names

    code, out, _err = run(capsys, "doctor", "--json")
    examined = json.loads(out)
    names = {one["name"] for one in examined}
    assert names >= {*environment_names(), *(component.title for component in known_components().values()), "uv"}
    missing = [one for one in examined if one["standing"] == "missing"]
    assert code == (4 if missing else 0)
    assert all(one["mend"] for one in missing)


@pytest.mark.long
def test_doctor_names_the_command_that_brings_what_is_missing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    code, out, _err = run(capsys, "doctor")
    assert code == 4
    assert "install redis-server" in out
    assert "install git" in out


@pytest.mark.long
def test_a_command_of_doctor_can_be_copied_out_of_a_narrow_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    examined = json.loads(run(capsys, "doctor", "--json")[1])
    monkeypatch.setenv("COLUMNS", "40")
    out = run(capsys, "doctor")[1].splitlines()
    commands = [line.strip().removeprefix("→ ") for line in out if line.strip().startswith("→ ")]
    mends = [one["mend"] for one in examined if one["mend"]]
    assert commands[: len(mends)] == mends
    assert any(len(mend) > 40 for mend in mends)
    # And one that brings all that labs need of the system's packages.
    (last,) = commands[len(mends) :]
    needed = [one["mend"].split() for one in examined if one["standing"] == "missing"]
    packages = [package for words in needed if "apt-get" in words for package in words[3:]]
    assert last.split() == ["sudo", "apt-get", "install", *packages]
    assert {"git", "redis-server"} <= set(last.split())


@pytest.mark.long
def test_verify_mutate_reports_and_never_fails(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(EXAMPLE, pack)
    reference = pack / "python" / "unread-count" / "reference" / "unread.py"
    # Nothing tests this, so that its mutants survive.
    reference.write_text(reference.read_text() + "\n\ndef untested(a, b):\n    return a < b\n")
    code, out, _err = run(capsys, "verify", "--pack", str(pack), "--mutate", "--json")
    (report,) = json.loads(out)
    assert code == 0
    assert report["passed"]
    survivors = report["mutation"]["survivors"]
    assert sorted(survivor["after"] for survivor in survivors) == ["    return None", "    return a <= b"]
    code, out, _err = run(capsys, "verify", "--pack", str(pack), "--mutate", "--mutants", "30")
    assert code == 0
    assert "comparison, and every check passes" in out
    assert "-     return a < b\n" in out
    assert "+     return a <= b\n" in out
