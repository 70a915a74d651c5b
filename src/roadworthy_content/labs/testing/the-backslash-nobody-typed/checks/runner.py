"""Runs the learner's tests once for each folder in `cases`, in children of one process, since starting is slow."""

import json
import os
import signal
import sys
from pathlib import Path

import hypothesis.stateful  # noqa: F401  # imported before the children are made
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

SECONDS, AT_ONCE = 25, 2


@settings(max_examples=5, database=None, deadline=None)
@given(st.text(), st.text(st.sampled_from("ab") | st.characters(codec="utf-8")), st.lists(st.integers(0, 9)))
def warm_up(_any: str, _mixed: str, _numbers: list[int]) -> None:
    """Have the tables of characters made once, before the children are."""


def run(folder: Path, seed: str) -> None:
    """Run pytest in a folder, with what it says in `output`. Ends the process."""
    handle = os.open(folder / "output", os.O_WRONLY | os.O_CREAT)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    signal.alarm(SECONDS)
    options = ["-q", "-x", "--tb=short", "-p", "no:cacheprovider", "-p", "_hypothesis_pytestplugin"]
    code = 70
    try:
        code = int(pytest.main([*options, f"--hypothesis-seed={seed}", "test_wire.py"]))
    finally:
        sys.stdout.flush()
        os._exit(code)


def main(seed: str) -> None:
    """Print how each case ended: {name: code}, minus a signal's number if it was killed."""
    warm_up()
    waiting, running, ended = sorted(Path("cases").resolve().iterdir()), {}, {}
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            folder = waiting.pop()
            child = os.fork()
            if not child:
                run(folder, seed)
            running[child] = folder.name
        child, status = os.wait()
        if child in running:
            ended[running.pop(child)] = os.waitstatus_to_exitcode(status)
    print(json.dumps(ended))


if __name__ == "__main__":
    main(sys.argv[1])
