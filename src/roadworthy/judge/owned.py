"""Folders among the temporary files that are gone with the process that made them, even when it was killed.

Each holds a file that its owner keeps locked. The kernel lets go of the lock when the owner ends, however that
happens; then the next judge on the machine may take it, and removes the folder.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
import weakref
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

from roadworthy.judge.trees import remove_tree

_OWNER = ".owner"
_PREFIX = "roadworthy-"
_UNBORN = ".roadworthy-"
"""How a folder's name begins until its file is locked."""


class OwnedFolder:
    """A private folder of this process, until it is closed, or the process ends.

    Args:
        kind: What for; part of its name.
        place: Where to make it; the system's folder for temporary files if it is not said.

    Attributes:
        path: Where it is, resolved.
    """

    def __init__(self, kind: str, place: str | None = None) -> None:
        _sweep_once(place or tempfile.gettempdir())
        unborn = Path(tempfile.mkdtemp(prefix=_UNBORN, dir=place)).resolve()
        lock = os.open(unborn / _OWNER, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        self.path = unborn.with_name(f"{_PREFIX}{kind}-{unborn.name.removeprefix(_UNBORN)}")
        unborn.rename(self.path)
        self._end = weakref.finalize(self, _end, self.path, lock)

    def close(self) -> None:
        """Remove it with all that is in it."""
        self._end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _end(path: Path, lock: int) -> None:
    remove_tree(path)
    os.close(lock)


@cache
def _sweep_once(place: str) -> None:
    sweep(Path(place))


def sweep(place: Path) -> int:
    """Remove the folders in a place whose owners are dead; return how many.

    Those of other users are left alone, and so is what nobody has locked a file in.
    """
    removed = 0
    with contextlib.suppress(OSError):
        for folder in place.glob(f"{_PREFIX}*-*"):
            with contextlib.suppress(OSError):
                removed += _remove_if_dead(folder)
    return removed


def _remove_if_dead(folder: Path) -> bool:
    """Remove a folder if nobody holds its lock; raises OSError where somebody does, or there is none."""
    if folder.lstat().st_uid != os.geteuid():
        return False
    lock = os.open(folder / _OWNER, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        remove_tree(folder)
    finally:
        os.close(lock)
    return True
