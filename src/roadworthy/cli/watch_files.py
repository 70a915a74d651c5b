"""Noticing that the learner has saved a file.

The operating system tells us where it can. On network folders, in some containers and under WSL it may stay silent,
so once a second the files are looked at as well; a change that way that was never announced means that announcements
do not come here, and from then on the files are polled quickly.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from watchfiles import Change, DefaultFilter, watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# Milliseconds. `STEP` is how long the files must be quiet before a change counts, so that an editor which writes a
# file in three moves (new file, rename, permissions) causes one run.
STEP = 20
LONGEST_WAIT = 200
LOOK_EVERY = 1000
POLL_EVERY = 200

_MARKER_PREFIX = ".roadworthy"
# A workspace is a handful of files; a learner who unpacks a source tree in it shall not slow `watch` down.
MOST_FILES = 2000

Snapshot = dict[str, tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class FilesChanged:
    """Something in the folder changed."""

    folder: Path


@dataclass(frozen=True, slots=True)
class PollingBegan:
    """Changes are not announced in this folder; from now on it is polled."""

    folder: Path


class _Filter(DefaultFilter):
    def __call__(self, change: Change, path: str) -> bool:
        name = os.path.basename(path)  # noqa: PTH119 - called for every event of a busy folder
        return not name.startswith(_MARKER_PREFIX) and super().__call__(change, path)


class FileWatcher:
    """Watches one folder, with everything below it, in a thread of its own until `stop`.

    Args:
        folder: The folder.
        post: Called from the thread with FilesChanged and PollingBegan.
        poll: True polls from the beginning.
    """

    def __init__(self, folder: Path, post: Callable[[object], None], *, poll: bool = False) -> None:
        self._folder = folder
        self._post = post
        self._poll = poll
        self._stop = threading.Event()
        self._keep = _Filter()
        self._seen = self._look()
        self._thread = threading.Thread(target=self._run, name="file watcher", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread; returns at once."""
        self._stop.set()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                announced = self._follow()
            except (OSError, RuntimeError):  # too many watches on this machine; or the folder is gone for the moment
                announced = False
                self._stop.wait(LOOK_EVERY / 1000)
            if not announced and not self._stop.is_set() and not self._poll:
                self._poll = True
                self._post(PollingBegan(self._folder))

    def _follow(self) -> bool:
        """Report changes until told to stop; return False as soon as one is found that was never announced."""
        for changes in watch(
            self._folder,
            watch_filter=self._keep,
            step=STEP,
            debounce=LONGEST_WAIT,
            rust_timeout=LOOK_EVERY,
            yield_on_timeout=True,
            stop_event=self._stop,
            force_polling=self._poll or None,
            poll_delay_ms=POLL_EVERY,
            raise_interrupt=False,
            ignore_permission_denied=True,
        ):
            now = self._look()
            missed = not changes and now != self._seen
            self._seen = now
            if changes or missed:
                self._post(FilesChanged(self._folder))
            if missed and not self._poll:
                return False
        return True

    def _look(self) -> Snapshot:
        """Return what tells a saved file from an untouched one: its inode, size and time of change."""
        found: Snapshot = {}
        for path in self._walk():
            try:
                state = path.stat()
            except OSError:
                continue
            found[str(path)] = (state.st_ino, state.st_size, state.st_mtime_ns)
        return found

    def _walk(self) -> Iterable[Path]:
        count = 0
        for folder, folders, files in os.walk(self._folder):
            folders[:] = [name for name in folders if name not in DefaultFilter.ignore_dirs]
            for name in files:
                path = Path(folder) / name
                if self._keep(Change.modified, str(path)):
                    count += 1
                    if count > MOST_FILES:
                        return
                    yield path
