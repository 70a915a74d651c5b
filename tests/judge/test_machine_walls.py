"""What `doctor` says of walls, by a kernel's settings; and that a server for others needs them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from roadworthy.judge import NotContainedError, Standing, require_containment
from roadworthy.judge.machine_walls import examine_walls, mend_namespaces


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("user/max_user_namespaces", "0", "user.max_user_namespaces=15000"),
        ("kernel/unprivileged_userns_clone", "0", "kernel.unprivileged_userns_clone=1"),
        ("kernel/apparmor_restrict_unprivileged_userns", "1", "kernel.apparmor_restrict_unprivileged_userns=0"),
    ],
)
def test_the_setting_that_forbids_namespaces_is_the_one_to_change(
    tmp_path: Path, name: str, value: str, part: str
) -> None:
    file = tmp_path / "proc/sys" / name
    file.parent.mkdir(parents=True)
    file.write_text(f"{value}\n")
    assert mend_namespaces(tmp_path) == f"sudo sysctl -w {part}"
    file.write_text(f"{1 - int(value)}\n")
    assert mend_namespaces(tmp_path) == ""


def test_a_container_is_told_to_be_started_otherwise(tmp_path: Path) -> None:
    (tmp_path / ".dockerenv").touch()
    assert mend_namespaces(tmp_path).startswith("docker run --security-opt")


def test_each_wall_is_told_once_and_those_missing_are_told_as_notes() -> None:
    walls = list(examine_walls())
    names = [wall.name for wall in walls]
    assert len(set(names)) == len(names)
    assert {"bubblewrap", "namespaces", "seccomp", "Landlock", "memory", "cell"} <= set(names)
    assert all(wall.standing in {Standing.OK, Standing.NOTE} for wall in walls)
    assert all("could not be tried" not in wall.detail for wall in walls)


def test_without_bubblewrap_the_way_to_it_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = next(wall for wall in examine_walls() if wall.name == "bubblewrap")
    assert (found.standing, found.mend) == (Standing.NOTE, "sudo apt-get install bubblewrap")


def test_what_must_be_contained_is_not_begun_where_it_is_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROADWORTHY_CONTAINED", "never")
    with pytest.raises(NotContainedError, match="uncontained") as raised:
        require_containment()
    assert raised.value.exit_code == 6
    assert os.environ["ROADWORTHY_CONTAINED"] == "never"
