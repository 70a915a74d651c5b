"""Control groups of a judge that was killed are removed by the next one; those of living ones never are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from roadworthy.judge import memory

MAKER = """
import sys
from pathlib import Path
from roadworthy.judge import memory
memory._place = lambda: (Path(sys.argv[1]), 2)
group = memory.MemoryGroups().make()
print(flush=True)
sys.stdin.read()
"""


def start(place: Path) -> subprocess.Popen[str]:
    """Start a process that makes a group in a folder."""
    maker = subprocess.Popen(
        [sys.executable, "-c", MAKER, str(place)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert maker.stdout is not None
    maker.stdout.readline()
    return maker


def names(place: Path, pid: int) -> list[str]:
    return [path.name for path in place.glob(f"roadworthy-{pid}-*")]


def test_groups_of_the_dead_are_swept(tmp_path: Path) -> None:
    killed, living = start(tmp_path), start(tmp_path)
    try:
        assert names(tmp_path, killed.pid)
        (kept,) = names(tmp_path, living.pid)
        reused = tmp_path / f"roadworthy-{living.pid}-1-1"  # of one that had the pid before
        for folder in (reused, tmp_path / "roadworthy-probe-1", tmp_path / "of-another"):
            folder.mkdir()
        killed.kill()
        killed.communicate()
        memory.sweep(tmp_path)
        assert names(tmp_path, killed.pid) == []
        assert names(tmp_path, living.pid) == [kept]
        assert sorted(path.name for path in tmp_path.iterdir()) == ["of-another", kept, "roadworthy-probe-1"]
    finally:
        living.communicate()
