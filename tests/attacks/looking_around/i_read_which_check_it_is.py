# /// attack
# verdict = ["passed"]
# checks = "held"
# ///
"""Pytest's own variable, which names the check that is running."""

import os
from pathlib import Path


def attack():
    told = os.environ.get("PYTEST_CURRENT_TEST") or ""
    if "PYTEST_CURRENT_TEST" in Path("/proc/self/environ").read_text(errors="replace"):
        told += " in /proc"
    return f"leaked: {told}" if told else "held"
