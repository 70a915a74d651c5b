"""Bounding what leases hold on disk. Nothing in the kernel bounds a folder, so a thread looks at them while they are leased.

A mount of a bounded size would need root or a namespace around every server, memory instead of disk, and somebody to
unmount it after `kill -9`. Looking twice a second needs none of that; one file cannot pass 1 GiB in between (keeper.py).
"""

from __future__ import annotations

import os
import stat
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

INTERVAL = 0.5
# A look may take a twentieth of the time; folders of many thousand files are looked at less often.
SHARE = 20
BLOCK = 512
MB = 1024**2


@dataclass(slots=True)
class Bound:
    """A folder that may hold so much and no more.

    Attributes:
        folder: It.
        megabytes: What it may hold.
        end: Called when it holds more, and again as long as it does; brings that to an end.
        pid: Of a server whose files count also when they have no name any more, 0 for none.
        exceeded: Whether it ever held more.
    """

    folder: Path
    megabytes: int
    end: Callable[[], object]
    pid: int = 0
    exceeded: bool = False

    def told(self) -> str:
        """Return, in words, that it held more; "" if it never did."""
        return f"it held more than {self.megabytes} MB on disk for this attempt" if self.exceeded else ""

    def held(self) -> int:
        """Return the bytes that it holds."""
        return disk_usage(self.folder) + (_nameless(self.pid, self.folder) if self.pid else 0)


@dataclass(slots=True)
class _Watch:
    """The thread that looks; there is one while there is something to look at."""

    bounds: list[Bound] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    thread: threading.Thread | None = None

    def add(self, bound: Bound) -> None:
        with self.lock:
            self.bounds.append(bound)
            if self.thread is None:
                self.thread = threading.Thread(target=self._look, name="roadworthy disk", daemon=True)
                self.thread.start()

    def remove(self, bound: Bound) -> None:
        with self.lock:
            self.bounds = [one for one in self.bounds if one is not bound]

    def forget(self) -> None:
        """In a forked child the servers are the parent's, which looks after them."""
        self.lock = threading.Lock()
        self.bounds = []
        self.thread = None

    def _look(self) -> None:
        while True:
            began = time.monotonic()
            with self.lock:
                bounds = list(self.bounds)
                if not bounds:
                    self.thread = None
                    return
            sizes: dict[tuple[Path, int], int] = {}
            for bound in bounds:
                key = (bound.folder, bound.pid)  # the leases of a shared server have its folder in common
                if key not in sizes:
                    sizes[key] = bound.held()
                if sizes[key] > bound.megabytes * MB:
                    bound.exceeded = True
                    with suppress(Exception):  # whatever it is, the others are still to be looked at
                        bound.end()
            time.sleep(max(INTERVAL, SHARE * (time.monotonic() - began)))


@contextmanager
def bounded(folder: Path, megabytes: int, end: Callable[[], object], *, pid: int = 0) -> Iterator[Bound]:
    """Bound a folder while the block lasts; see `Bound`."""
    bound = Bound(folder, megabytes, end, pid)
    _WATCH.add(bound)
    try:
        yield bound
    finally:
        _WATCH.remove(bound)


def disk_usage(folder: Path) -> int:
    """Return the bytes of the disk that the files of a folder take, as far as we may look."""
    total = 0
    places = [str(folder)]
    while places:
        with suppress(OSError), os.scandir(places.pop()) as entries:
            for entry in entries:
                with suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        places.append(entry.path)
                    else:
                        total += entry.stat(follow_symlinks=False).st_blocks * BLOCK
    return total


def _nameless(pid: int, folder: Path) -> int:
    """Return the bytes of files that a server has open and that have been removed from the file system of the folder."""
    found: dict[int, int] = {}
    with suppress(OSError):
        device = folder.stat().st_dev
        for one in _family(pid):
            with suppress(OSError), os.scandir(f"/proc/{one}/fd") as descriptors:
                for descriptor in descriptors:
                    with suppress(OSError):
                        told = descriptor.stat()
                        if told.st_nlink == 0 and told.st_dev == device and stat.S_ISREG(told.st_mode):
                            found[told.st_ino] = told.st_blocks * BLOCK
    return sum(found.values())


def _family(pid: int) -> Iterator[int]:
    """Yield a process and those that descend from it."""
    yield pid
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            for child in (thread / "children").read_text(encoding="ascii").split():
                yield from _family(int(child))


_WATCH = _Watch()
os.register_at_fork(after_in_child=_WATCH.forget)
