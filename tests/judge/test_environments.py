"""Environments are locked, built once, never seen half-built, and their failures are told in one line."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import roadworthy_content
from roadworthy.errors import NotFoundError
from roadworthy.judge import (
    EnvironmentBuildError,
    ensure_environment,
    environment_fingerprint,
    environment_names,
    find_environment,
)

DEFINITIONS = Path(roadworthy_content.__path__[0]) / "environments"


def test_there_is_a_handful() -> None:
    assert set(environment_names()) >= {"python", "services", "web"}


@pytest.mark.parametrize("name", environment_names())
def test_every_environment_is_locked_with_pytest_and_hypothesis(name: str) -> None:
    lock = tomllib.loads((DEFINITIONS / name / "uv.lock").read_text(encoding="utf-8"))
    assert {"pytest", "hypothesis"} <= {package["name"] for package in lock["package"]}


@pytest.mark.parametrize("name", environment_names())
def test_a_lock_fits_its_definition(name: str) -> None:
    uv = Path(sys.executable).with_name("uv")
    command = [uv, "lock", "--check", "--offline", "--project", DEFINITIONS / name]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name == "python" else pytest.mark.long) for name in environment_names()]
)
def test_what_is_built_runs_and_is_apart_from_ours(name: str) -> None:
    environment = ensure_environment(name)
    script = "import pytest, sys, importlib.util as u; print(sys.version.split()[0], u.find_spec('roadworthy'))"
    said = subprocess.check_output([environment.python, "-I", "-c", script], text=True).split()
    assert said == [sys.version.split()[0], "None"]
    assert find_environment(name) == environment
    # Scripts work although the environment was renamed after it had been built.
    assert subprocess.run([environment.folder / "bin" / "pytest", "--version"], check=False).returncode == 0


def test_an_unknown_environment_is_named() -> None:
    with pytest.raises(NotFoundError, match=r"'pyhton'.*python"):
        ensure_environment("pyhton")


def test_the_fingerprint_goes_with_the_lock() -> None:
    before = environment_fingerprint("python")
    assert environment_fingerprint("python") == before
    assert environment_fingerprint("web") != before


@pytest.mark.long
def test_processes_that_need_it_at_once_build_it_once(tmp_path: Path) -> None:
    script = (
        "from roadworthy.judge import ensure_environment\n"
        "lines = []\n"
        "environment = ensure_environment('python', on_progress=lines.append)\n"
        "assert environment.python.exists()\n"
        "print(any(line.startswith('Installed') for line in lines))\n"
    )
    env = {**os.environ, "ROADWORTHY_CACHE_DIR": str(tmp_path)}
    command = [sys.executable, "-c", script]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) for _ in range(3)]
    said = sorted(process.communicate(timeout=180)[0].strip() for process in running)
    assert [process.returncode for process in running] == [0, 0, 0]
    assert said == ["False", "False", "True"]
    built = [path for path in (tmp_path / "environments").iterdir() if not path.name.startswith(".")]
    assert [path.name for path in built] == [f"python-{environment_fingerprint('python')}"]


@pytest.mark.long
def test_one_that_lost_its_interpreter_is_built_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROADWORTHY_CACHE_DIR", str(tmp_path))
    damaged = tmp_path / "environments" / f"python-{environment_fingerprint('python')}"
    damaged.mkdir(parents=True)
    (damaged / "left-over").write_text("")
    assert ensure_environment("python").python.exists()
    assert not (damaged / "left-over").exists()


def test_without_a_network_it_says_so_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROADWORTHY_CACHE_DIR", str(tmp_path / "ours"))
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "empty"))
    monkeypatch.setenv("UV_OFFLINE", "1")
    with pytest.raises(EnvironmentBuildError) as caught:
        ensure_environment("python")
    assert "the environment python could not be built" in str(caught.value)
    assert "is there a network?" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert find_environment("python") is None
    left = [path for path in (tmp_path / "ours" / "environments").iterdir() if path.is_dir()]
    assert left == []


def test_cannot_reach_the_cache_of_the_installer_through_an_environment() -> None:
    """Code that writes into its environment must not change what the next environment is made of."""
    environment = ensure_environment("python")
    files = list((environment.folder / "lib").rglob("*.py"))
    assert files
    assert all(path.stat().st_nlink == 1 for path in files)
