"""Builds archives. Given; the judge can make trouble with it (folder ARCHIVE)."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

FOLDER = Path(os.environ.get("ARCHIVE", "archive"))


def build(person: str) -> str:
    """Return the address of an archive with everything that a person wrote; takes its time, and fails now and then."""
    name = hashlib.sha256(person.encode()).hexdigest()[:12]
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / f"built-{name}").open("a") as log:
        log.write(".")
    trouble = FOLDER / f"trouble-{name}"
    kind, left = trouble.read_text().split() if trouble.exists() else ("", "0")
    if int(left):
        trouble.write_text(f"{kind} {int(left) - 1}")
        if kind == "fail":
            raise OSError("the archive's disk is full")
        time.sleep(600)
    return f"/archives/{name}.zip"
