"""Control groups are found in every layout that systems have; the layouts here are written down, not mounted."""

from __future__ import annotations

from pathlib import Path

import pytest

from roadworthy.judge.guest.walls import cgroups


def process(folder: Path, groups: str, *mounts: str) -> Path:
    """A folder like /proc/PID; `mounts` are "root mountpoint type options"."""
    lines = ["30 25 0:27 {} {} rw - {} none rw,{}".format(*mount.format(folder=folder).split()) for mount in mounts]
    (folder / "mountinfo").write_text("\n".join(["1 0 0:1 / / rw - ext4 /dev/root rw", *lines]))
    (folder / "cgroup").write_text(groups)
    return folder


def group(folder: Path, controllers: str = "") -> Path:
    folder.mkdir(parents=True)
    (folder / "cgroup.controllers").write_text(controllers)
    return folder


def test_version_2(tmp_path: Path) -> None:
    here = process(tmp_path, "0::/user.slice/a\n", "/ {folder}/fs cgroup2 nsdelegate")
    folder = group(tmp_path / "fs" / "user.slice" / "a", "cpu memory pids\n")
    assert cgroups.own("memory", here) == (folder, 2)
    assert cgroups.own("pids", here) == (folder, 2)


def test_version_2_without_the_controller(tmp_path: Path) -> None:
    here = process(tmp_path, "0::/\n", "/ {folder}/fs cgroup2 nsdelegate")
    group(tmp_path / "fs", "cpu pids\n")
    assert cgroups.own("memory", here) is None


def test_version_1_beside_version_2(tmp_path: Path) -> None:
    mounts = ["/ {folder}/cpu cgroup cpu,cpuacct", "/ {folder}/memory cgroup memory", "/ {folder}/unified cgroup2 x"]
    here = process(tmp_path, "5:cpu,cpuacct:/\n4:memory:/jobs/7\n0::/\n", *mounts)
    group(tmp_path / "unified")
    assert cgroups.own("memory", here) == (tmp_path / "memory" / "jobs" / "7", 1)
    assert cgroups.own("pids", here) is None


def test_a_container_that_sees_only_its_own_part(tmp_path: Path) -> None:
    here = process(tmp_path, "4:memory:/docker/abc/inner\n", "/docker/abc {folder}/memory cgroup memory")
    assert cgroups.own("memory", here) == (tmp_path / "memory" / "inner", 1)


def test_a_group_that_hands_nothing_on_is_told_and_left_as_it_was(tmp_path: Path) -> None:
    here = process(tmp_path, "0::/\n", "/ {folder}/fs cgroup2 nsdelegate")
    folder = group(tmp_path / "fs", "memory pids\n")
    with pytest.raises(OSError, match="does not hand the memory controller on"):
        cgroups.try_one("memory", here)
    assert [file.name for file in folder.iterdir()] == ["cgroup.controllers"]


def test_no_control_groups_at_all(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no mounted control group"):
        cgroups.try_one("pids", process(tmp_path, ""))
