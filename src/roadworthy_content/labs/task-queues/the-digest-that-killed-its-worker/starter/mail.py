"""The mail service. Given; the judge can make trouble with it, by files in the folder MAIL."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

FOLDER = Path(os.environ.get("MAIL", "mail"))


class BusyError(Exception):
    """The service has too much to do; later it may have time."""


class NoSuchAddressError(Exception):
    """Nobody lives there, now or later."""


def send(person: str, day: str, key: str) -> None:
    """Send somebody the digest of a day. What comes again with the same key is not sent again.

    Raises:
        BusyError: Not sent; try again later.
        NoSuchAddressError: Not sent; do not try again.
    """
    FOLDER.mkdir(exist_ok=True)
    _note("tries", {"person": person, "day": day, "at": time.monotonic()})
    if _one_less(f"die-{person}"):
        os.kill(os.getpid(), signal.SIGKILL)  # as the kernel does when memory runs out
    if _one_less(f"busy-{person}"):
        raise BusyError(person)
    if (FOLDER / f"nobody-{person}").exists():
        raise NoSuchAddressError(person)
    try:
        (FOLDER / f"key-{key.replace('/', '_')}").touch(exist_ok=False)
    except FileExistsError:
        return
    _note("sent", {"person": person, "day": day, "key": key})
    if _one_less(f"die-after-{person}"):
        os.kill(os.getpid(), signal.SIGKILL)


def _one_less(name: str) -> bool:
    path = FOLDER / name
    left = int(path.read_text()) if path.exists() else 0
    if left:
        path.write_text(str(left - 1))
    return left > 0


def _note(file: str, what: dict[str, object]) -> None:
    descriptor = os.open(FOLDER / file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, (json.dumps(what) + "\n").encode())
    finally:
        os.close(descriptor)
