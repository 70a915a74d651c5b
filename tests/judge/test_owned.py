"""A folder of a process that was killed is removed by the next one; one whose owner lives never is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from roadworthy.judge.owned import OwnedFolder, sweep

OWNER = """
import sys, tempfile
tempfile.tempdir = sys.argv[1]
from roadworthy.judge.owned import OwnedFolder
folder = OwnedFolder("checks")
(folder.path / "checks").mkdir()
(folder.path / "checks" / "test_it.py").touch()
print(folder.path, flush=True)
sys.stdin.read()
"""


def start(place: Path) -> tuple[subprocess.Popen[str], Path]:
    """Start a process with a folder; return both."""
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(place)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout is not None
    return owner, Path(owner.stdout.readline().strip())


def end(owner: subprocess.Popen[str]) -> None:
    owner.communicate()


def test_a_killed_owner_s_folder_is_swept_and_a_living_one_s_is_not(tmp_path: Path) -> None:
    killed, lost = start(tmp_path)
    living, kept = start(tmp_path)
    strange = tmp_path / "roadworthy-checks-strange"
    strange.mkdir()
    (tmp_path / "roadworthy-checks-link").symlink_to(kept)
    killed.kill()
    end(killed)
    assert lost.is_dir()
    assert sweep(tmp_path) == 1
    assert not lost.exists()
    assert (kept / "checks" / "test_it.py").exists()
    assert strange.exists()
    again, another = start(tmp_path)  # who begins sweeps, too, and finds nothing dead
    assert kept.is_dir()
    for owner in (living, again):
        end(owner)
    assert not kept.exists()
    assert not another.exists()


def test_who_begins_sweeps(tmp_path: Path) -> None:
    killed, lost = start(tmp_path)
    killed.kill()
    end(killed)
    owner, mine = start(tmp_path)
    assert [path for path in tmp_path.iterdir() if path.is_dir()] == [mine]
    assert lost != mine
    end(owner)
    assert not [*tmp_path.iterdir()]


def test_it_is_gone_once_it_is_closed() -> None:
    with OwnedFolder("test") as folder:
        (folder.path / "file").touch()
        assert folder.path.stat().st_mode & 0o77 == 0
        assert sweep(folder.path.parent) >= 0
        assert folder.path.is_dir()
    assert not folder.path.exists()
