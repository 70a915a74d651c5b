"""The picture library. Given; it needs much memory, and the judge can make trouble with it (folder IMAGES)."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

FOLDER = Path(os.environ.get("IMAGES", "images"))


class BadImageError(Exception):
    """This is no picture."""


def render(attachment: str) -> str:
    """Return the address of an attachment's thumbnail.

    Raises:
        BadImageError: It never will be a picture.
        OSError: The store is away.
    """
    FOLDER.mkdir(exist_ok=True)
    _note("begin", attachment)
    try:
        if (FOLDER / f"bad-{attachment}").exists():
            raise BadImageError(attachment)
        if _one_less(f"away-{attachment}"):
            raise OSError("the store is away")
        while (FOLDER / f"hang-{attachment}").exists():
            time.sleep(0.01)
        time.sleep(0.02)
    finally:
        _note("end", attachment)
    return f"/thumbnails/{attachment}.webp"


def _one_less(name: str) -> bool:
    path = FOLDER / name
    left = int(path.read_text()) if path.exists() else 0
    if left:
        path.write_text(str(left - 1))
    return left > 0


def _note(what: str, attachment: str) -> None:
    descriptor = os.open(FOLDER / "log", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, (json.dumps([what, attachment]) + "\n").encode())
    finally:
        os.close(descriptor)
