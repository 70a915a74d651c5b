# /// attack
# verdict = ["failed"]
# ///
"""The same, from the inside of a check."""

import os


def answer():
    os.environ.update(PYTEST_ADDOPTS="--collect-only", PYTHONPATH="/nowhere", PATH="", HOME="/", TMPDIR="/nowhere")
    os.environ["PYTEST_CURRENT_TEST"] = "none (call)"
    return 0
