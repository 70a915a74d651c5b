"""Labs and submissions for the soak and the kill test, each with the verdicts that it may get."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.judge.conftest import make_lab, write_all

from roadworthy.labs import Lab, Limits, Status

_ADD = "def add(left, right):\n    return left + right\n"
_WRONG = "def add(left, right):\n    return left - right\n"
_SLOW = "import asyncio\nasync def add(left, right):\n    await asyncio.sleep(0)\n    return left {} right\n"
_CHECK = "from learner import add\n" + "".join(
    f"def test_{number}():\n    assert add({number}, 2) == {number + 2}\n" for number in range(3)
)
_ASYNC_CHECK = "import asyncio\nfrom learner import add\ndef test_adds():\n    assert asyncio.run(add(1, 2)) == 3\n"
_EARLY_CHECK = (
    "import pytest\nimport learner\nSUM = learner.add(2, 2)\n"
    "@pytest.mark.parametrize('left', [1, SUM])\ndef test_adds(left):\n    assert learner.add(left, 1) == left + 1\n"
)
_FILE_CHECK = (
    "import pathlib\nfrom learner import add\nBESIDE = pathlib.Path(__file__).parent\n"
    "def test_adds():\n    assert add(1, 2) == int((BESIDE / 'three.txt').read_text())\n"
)
_HOSTILE = {
    "forks": "import os\ndef add(left, right):\n    while True:\n        os.fork()\n",
    "takes_memory": "def add(left, right):\n    held = []\n    while True:\n        held.append(bytearray(b'x') * 2**22)\n",
    "exits": "import os\ndef add(left, right):\n    os._exit(0)\n",
    "exits_at_import": "import os\nos._exit(0)\n",
    "sleeps": "import time\ndef add(left, right):\n    time.sleep(600)\n",
    "prints": "import os\ndef add(left, right):\n    while True:\n        os.write(1, b'x' * 65536)\n",
    "leaves_a_daemon": (
        "import os, time\ndef add(left, right):\n    if os.fork() == 0:\n        os.setsid()\n        if os.fork() == 0:\n"
        "            time.sleep(600)\n        os._exit(0)\n    return 0\n"
    ),
    "leaves_shared_memory": (
        "import os, socket\nopen('/dev/shm/left', 'wb').write(b'x' * 2**20)\nopen('/tmp/left', 'wb').write(b'x' * 2**20)\n"
        "KEPT = socket.socket()\nKEPT.bind(('127.0.0.1', 0))\nKEPT.listen()\ndef add(left, right):\n    return 0\n"
    ),
}
_LOST = frozenset({Status.FAILED, Status.BROKEN, Status.LIMIT})


@dataclass(frozen=True)
class Submitted:
    """One lab with one submission.

    Attributes:
        name: Of both.
        lab: The lab.
        folder: The learner's files.
        may_be: The verdicts that are right.
        is_hostile: It does what nobody should.
    """

    name: str
    lab: Lab
    folder: Path
    may_be: frozenset[Status]
    is_hostile: bool = False


def honest(root: Path) -> list[Submitted]:
    """Return right and wrong solutions of four labs.

    One of the labs has asynchronous checks, one cannot be collected before its attempts, one has a data file.
    """
    kinds = {
        "plain": (_CHECK, _ADD, _WRONG),
        "async": (_ASYNC_CHECK, _SLOW.format("+"), _SLOW.format("-")),
        "early": (_EARLY_CHECK, _ADD, _WRONG),
        "file": (_FILE_CHECK, _ADD, _WRONG),
    }
    made = []
    for name, (check, right, wrong) in kinds.items():
        lab = _lab(root / name, check, Limits(seconds=10))
        for which, source, may_be in (("right", right, {Status.PASSED}), ("wrong", wrong, {Status.FAILED})):
            write_all(root / name / which, {"learner.py": source})
            made.append(Submitted(f"{name}-{which}", lab, root / name / which, frozenset(may_be)))
    return made


def hostile(root: Path) -> list[Submitted]:
    """Return what takes all that it can get, and must not get anything."""
    made = []
    lab = _lab(root / "hostile", _CHECK, Limits(seconds=0.3, memory_mb=128, processes=16, output_kb=64))
    for name, source in _HOSTILE.items():
        write_all(root / "hostile" / name, {"learner.py": source})
        made.append(Submitted(name, lab, root / "hostile" / name, _LOST, is_hostile=True))
    return made


def _lab(folder: Path, check: str, limits: Limits) -> Lab:
    write_all(folder / "starter", {"learner.py": ""})
    write_all(folder / "checks", {"test_it.py": check, "three.txt": "3\n"})
    return make_lab(folder, edit=("learner.py",), limits=limits)
