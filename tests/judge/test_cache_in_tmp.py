"""A cache folder below /tmp, where cells have a folder of their own, is there all the same, and nobody inside can swap it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.judge.conftest import write_all

from roadworthy.judge import ensure_environment

REPO = Path(__file__).resolve().parents[2]
LEARNER = """
    import os
    import subprocess
    import sys

    def late():
        import colorsys, iniconfig
        return iniconfig.__file__

    def program(): return subprocess.run([sys.executable, "-c", "print(5)"], capture_output=True, text=True).stdout

    def swap():
        place = os.path.dirname(os.path.dirname(late()))
        done = []
        while place != "/tmp":
            for act in (lambda: os.rename(place, "/tmp/moved"), lambda: open(place + "/mine.py", "w")):
                try:
                    act()
                except OSError:
                    continue
                done.append(place)
            place = os.path.dirname(place)
        return done
"""
CHECKS = """
    import learner

    def test_imports():
        import _pytest._argcomplete
        import packaging.tags
        assert learner.late().startswith("/tmp/")

    def test_programs():
        assert learner.program() == "5\\n"

    def test_nothing_can_be_swapped():
        assert learner.swap() == []
"""
JUDGE = """
import json, sys
from pathlib import Path
from tests.judge.conftest import make_lab
from roadworthy.judge import judge
root = Path(sys.argv[1])
verdict = judge(make_lab(root, edit=("learner.py",)), root / "work")
print(json.dumps(verdict.to_dict()))
"""


@pytest.fixture
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="roadworthy-cache-in-tmp-", dir="/tmp") as folder:
        yield Path(folder).resolve()


@pytest.mark.long
def test_a_cache_folder_below_tmp(place: Path, tmp_path: Path) -> None:
    built = ensure_environment("python").folder
    shutil.copytree(built, place / "cache" / "environments" / built.name, symlinks=True)
    for part, text in (("starter/learner.py", ""), ("work/learner.py", LEARNER), ("checks/test_it.py", CHECKS)):
        write_all(tmp_path, {part: text})
    env = {**os.environ, "ROADWORTHY_CACHE_DIR": str(place / "cache"), "ROADWORTHY_CONTAINED": "always"}
    command = [sys.executable, "-c", JUDGE, str(tmp_path)]
    done = subprocess.run(command, cwd=REPO, env=env, capture_output=True, text=True, check=False)
    verdict = json.loads(done.stdout)
    assert verdict["status"] == "passed", (verdict["message"], [check["message"] for check in verdict["checks"]])
