# /// attack
# verdict = ["passed"]
# checks = "held"
# ///
"""Tokens that somebody exported before the judge was started."""

import os
import subprocess

from tools import find_secret, read_if_there


def attack():
    for name, value in os.environ.items():
        if find_secret(value.encode()) or "SECRET" in name:
            return f"leaked: {name}"
    for data in (read_if_there("/proc/self/environ"), subprocess.run(["env"], capture_output=True).stdout):
        if find_secret(data) or b"SECRET" in data:
            return "leaked: the environment that I was started with"
    return "held"
