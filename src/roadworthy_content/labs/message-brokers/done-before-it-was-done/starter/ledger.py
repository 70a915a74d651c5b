"""Where receipts are kept: one line of JSON for each that was saved. Given; the judge can make trouble with it."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

FOLDER = Path(os.environ.get("LEDGER", "ledger"))


def save(receipt: dict[str, str]) -> None:
    """Keep a receipt. To keep it again does no harm, but costs.

    Raises:
        ConnectionError: The store is away; it may be back in a moment.
        ValueError, KeyError: This is no receipt, and never will be.
    """
    name = receipt["id"]
    if not receipt["room"]:
        raise ValueError("a receipt needs a room")
    line = json.dumps({"id": name, "room": receipt["room"], "worker": os.getpid()}) + "\n"
    _note("tries", name + "\n")
    while (FOLDER / f"hold-{name}").exists():
        time.sleep(0.01)
    trouble = FOLDER / f"away-{name}"
    if trouble.exists() and (left := int(trouble.read_text())):
        trouble.write_text(str(left - 1))
        raise ConnectionError("the store is away")
    _note("saved", line)


def _note(file: str, line: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    descriptor = os.open(FOLDER / file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, line.encode())
    finally:
        os.close(descriptor)
