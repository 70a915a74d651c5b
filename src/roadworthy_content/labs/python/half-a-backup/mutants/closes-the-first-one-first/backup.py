"""Backups of rooms that are whole, or not there."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


class BackupError(Exception):
    """A backup could not be made."""


class RoomError(BackupError):
    """The messages of a room could not be loaded."""

    def __init__(self, room: str) -> None:
        super().__init__(f"the room {room} could not be loaded")
        self.room = room


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[TextIO]:
    """Give a file to write to; afterwards, what was written stands in `path`, and after a failure it is as before.

    The file stands beside `path`, since only within one file system a rename happens all at once.
    """
    path = Path(path)
    scratch = NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False)
    try:
        with scratch as file:
            yield file
            file.flush()
            os.fsync(file.fileno())  # or a crash may leave the new name with none of the content
        if path.exists():
            shutil.copymode(path, scratch.name)
        os.replace(scratch.name, path)
    except BaseException:
        Path(scratch.name).unlink(missing_ok=True)
        raise


@contextmanager
def open_all(openers: Iterable[Callable[[], Any]]) -> Iterator[list[Any]]:
    """Open all, and close them at the end, the last one first.

    Raises:
        ExceptionGroup: Closing failed, and nothing else had before.
    """
    opened: list[Any] = []
    try:
        for opener in openers:
            opened.append(opener())
        yield list(opened)
    except BaseException as error:
        for failure in close_all(opened):
            error.add_note(f"while closing: {failure!r}")
        raise
    if failures := close_all(opened):
        raise ExceptionGroup("not everything could be closed", failures)


def close_all(opened: list[Any]) -> list[Exception]:
    """Close all, the last one first; return what that raised."""
    failures = []
    for thing in opened:
        try:
            thing.close()
        except Exception as failure:
            failures.append(failure)
    return failures


def back_up(rooms: Iterable[str], load: Callable[[str], Any], path: str, report: Callable[[Any], None]) -> int:
    """Write all rooms to a file; return how many there were.

    Args:
        rooms: Their names.
        load: Gives the messages of a room.
        path: Where the backup stands afterwards.
        report: Is told the number of rooms, or the exception that comes out.

    Raises:
        ExceptionGroup: Of RoomErrors; these could not be loaded, and `path` is as before.
    """
    try:
        with replacing(path) as file:
            count = write_rooms(rooms, load, file)
    except BaseException as error:
        report(error)
        raise
    report(count)
    return count


def write_rooms(rooms: Iterable[str], load: Callable[[str], Any], file: TextIO) -> int:
    """Write a line for each room; try all of them before failing for those that cannot be loaded."""
    count, failures = 0, []
    for room in rooms:
        try:
            messages = load(room)
        except Exception as error:
            failure = RoomError(room)
            failure.__cause__ = error
            failures.append(failure)
            continue
        file.write(json.dumps({"room": room, "messages": messages}) + "\n")
        count += 1
    if failures:
        raise ExceptionGroup("these rooms could not be loaded", failures)
    return count
