import importlib.util
from pathlib import Path

import learner

SECRET = {secret}


def test_read():
    """The answer is in this file, which is read only now."""
    line = next(line for line in Path(__file__).read_text().splitlines() if line.startswith("SECRET"))
    assert repr(learner.answer()) == line.removeprefix("SECRET = ")


def test_imported():
    """The answer is in this file, which is imported once more only now."""
    spec = importlib.util.spec_from_file_location("late", __file__)
    late = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(late)
    assert learner.answer() == late.SECRET
