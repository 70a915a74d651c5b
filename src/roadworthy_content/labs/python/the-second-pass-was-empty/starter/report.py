"""What happened in the night, from the log of a chat service."""

from __future__ import annotations

import sys
from typing import NamedTuple

SLOW = 1000


class Entry(NamedTuple):
    """A line of the log."""

    time: str
    sender: str
    room: str
    ms: int


def entries(lines):
    """Give an entry for each line."""
    fields = [line.split() for line in lines]
    return (Entry(time, sender, room, int(ms)) for time, sender, room, ms in fields)


def slow(entries, limit):
    """Give the entries that took more than the limit."""
    return (entry for entry in sorted(entries, key=lambda entry: entry.time) if entry.ms > limit)


def first_slow(lines, limit):
    """Return the first entry that took more than the limit."""
    return [entry for entry in entries(lines) if entry.ms > limit][0]


def mean(entries):
    """Return the mean of ms."""
    count = len([entry for entry in entries])
    return sum(entry.ms for entry in entries) / max(count, 1)


def members(entries):
    """Return the sorted senders of each room."""
    rooms = (entry.room for entry in entries)
    return {room: sorted(entry.sender for entry in entries if entry.room == room) for room in rooms}


def greeters(rooms, post):
    """Return a function for each room that greets somebody there."""
    return [lambda name: post(room, f"hello {name}") for room in rooms]


def batches(items, size):
    """Give the items in lists of the size."""
    items = list(items)
    for start in range(0, len(items), size):
        yield items[start : start + size]


def main():
    night = entries(sys.stdin)
    print("entries", len(list(night)))
    print(f"mean {mean(night):.1f}")
    print("slow", len(list(slow(night, SLOW))))
    print("rooms", len(members(night)))


if __name__ == "__main__":
    main()
