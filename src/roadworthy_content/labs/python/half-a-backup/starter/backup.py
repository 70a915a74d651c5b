"""Backups of rooms that are whole, or not there."""

import json
from contextlib import contextmanager


class BackupError(Exception):
    """A backup could not be made."""


class RoomError(BackupError):
    """The messages of a room could not be loaded."""

    def __init__(self, room):
        super().__init__(f"the room {room} could not be loaded")
        self.room = room


@contextmanager
def replacing(path):
    """Give a file to write to; afterwards, what was written stands in `path`."""
    with open(path, "w", encoding="utf-8") as file:
        yield file


@contextmanager
def open_all(openers):
    """Open all, and close them at the end."""
    opened = [opener() for opener in openers]
    yield opened
    for thing in opened:
        thing.close()


def back_up(rooms, load, path, report):
    """Write all rooms to a file; return how many there were."""
    count = 0
    try:
        with replacing(path) as file:
            for room in rooms:
                file.write(json.dumps({"room": room, "messages": load(room)}) + "\n")
                count += 1
    except:
        print("something went wrong")
    finally:
        report(count)
        return count
