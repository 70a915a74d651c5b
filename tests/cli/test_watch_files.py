from __future__ import annotations

import os
import queue
from typing import TYPE_CHECKING

import pytest

from roadworthy.cli import watch_files
from roadworthy.cli.watch_files import FilesChanged, FileWatcher, PollingBegan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# Seconds. A deadline is only waited for when a test fails.
DEADLINE = 30


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Callable[..., queue.SimpleQueue[object]]]:
    (tmp_path / "cache.py").write_text("one")
    watchers = []

    def start(*, poll: bool = False) -> queue.SimpleQueue[object]:
        events: queue.SimpleQueue[object] = queue.SimpleQueue()
        watchers.append(FileWatcher(tmp_path, events.put, poll=poll))
        wait_until_watching(tmp_path, events)
        return events

    yield start
    for watcher in watchers:
        watcher.stop()


def wait_until_watching(folder: Path, events: queue.SimpleQueue[object]) -> None:
    """Write until the watcher notices: it has no other way to say that it is there."""
    for number in range(DEADLINE * 2):
        (folder / "probe.py").write_text(str(number))
        try:
            assert events.get(timeout=0.5) == FilesChanged(folder)
        except queue.Empty:
            continue
        return
    pytest.fail("the watcher never noticed a change")


def write_in_place(file: Path) -> None:
    file.write_text("two")


def write_and_rename(file: Path) -> None:
    temporary = file.with_suffix(".tmp")
    temporary.write_text("two")
    temporary.replace(file)


def remove(file: Path) -> None:
    file.unlink()


@pytest.mark.parametrize("poll", [False, True], ids=["events", "polling"])
@pytest.mark.parametrize("save", [write_in_place, write_and_rename, remove])
def test_notices_a_save(
    save: Callable[[Path], None], poll: bool, watched: Callable[..., queue.SimpleQueue[object]], tmp_path: Path
) -> None:
    events = watched(poll=poll)
    save(tmp_path / "cache.py")
    assert events.get(timeout=DEADLINE) == FilesChanged(tmp_path)


@pytest.mark.parametrize(
    "name", ["cache.py~", ".cache.py.swp", "__pycache__/cache.pyc", ".git/index", ".roadworthy.toml"]
)
def test_what_tools_leave_behind_is_no_save(
    name: str, watched: Callable[..., queue.SimpleQueue[object]], tmp_path: Path
) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    events = watched()
    drain(events)
    (tmp_path / name).write_text("x")
    (tmp_path / "cache.py").write_text("two")
    assert events.get(timeout=DEADLINE) == FilesChanged(tmp_path)
    assert events.empty()


def test_notices_what_is_never_announced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Announcements are kept away, as a network folder does: the filter lets none through that is not of the look."""
    file = tmp_path / "cache.py"
    file.write_text("one")
    monkeypatch.setattr(watch_files, "LOOK_EVERY", 100)
    silent = watch_files.watch
    # The component runs; only its events are lost on the way, which no local folder does by itself.
    monkeypatch.setattr(watch_files, "watch", lambda *args, **options: (set() for _ in silent(*args, **options)))
    events: queue.SimpleQueue[object] = queue.SimpleQueue()
    watcher = FileWatcher(tmp_path, events.put)
    os.utime(file, (1, 1))
    try:
        assert events.get(timeout=DEADLINE) == FilesChanged(tmp_path)
        assert events.get(timeout=DEADLINE) == PollingBegan(tmp_path)
    finally:
        watcher.stop()


def drain(events: queue.SimpleQueue[object]) -> None:
    while not events.empty():
        events.get()
