"""What happened in the night, from the log of a chat service."""

from __future__ import annotations

import sys
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

SLOW = 1000


class Entry(NamedTuple):
    """A line of the log."""

    time: str
    sender: str
    room: str
    ms: int


def entries(lines: Iterable[str]) -> Iterator[Entry]:
    """Give an entry for each line, as they are asked for.

    Raises:
        ValueError: The line that was reached is none of ours; the message begins with its number.
    """
    return (
        parse(number, line)
        for number, line in enumerate(lines, start=1)
        if line.strip() and not line.startswith("#")
    )


def parse(number: int, line: str) -> Entry:
    """Make an entry of a line."""
    try:
        time, sender, room, ms = line.split()
        return Entry(time, sender, room, int(ms))
    except ValueError:
        raise ValueError(f"line {number}: {line.strip()!r} is not a time, a sender, a room and milliseconds") from None


def slow(entries: Iterable[Entry], limit: int) -> Iterator[Entry]:
    """Give the entries that took more than the limit."""
    return (entry for entry in entries if entry.ms > limit)


def first_slow(lines: Iterable[str], limit: int) -> Entry | None:
    """Return the first entry that took more than the limit; looks no further."""
    return next(slow(entries(lines), limit), None)


def mean(entries: Iterable[Entry]) -> float:
    """Return the mean of ms in one pass; 0.0 for no entries."""
    count = sum(1 for _ in entries)
    return sum(entry.ms for entry in entries) / count if count else 0.0


def members(entries: Iterable[Entry]) -> dict[str, list[str]]:
    """Return the sorted senders of each room, each once."""
    senders: dict[str, set[str]] = {}
    for entry in entries:
        senders.setdefault(entry.room, set()).add(entry.sender)
    return {room: sorted(there) for room, there in senders.items()}


def greeters(rooms: Iterable[str], post: Callable[[str, str], Any]) -> list[Callable[[str], Any]]:
    """Return a function for each room that greets somebody there."""

    def greeter(room: str) -> Callable[[str], Any]:
        return lambda name: post(room, f"hello {name}")

    return [greeter(room) for room in rooms]


def batches(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Give the items in lists of the size, as they are asked for.

    Raises:
        ValueError: The size is under 1; at once, since this is no generator function.
    """
    if size < 1:
        raise ValueError(f"a batch has 1 item or more, not {size}")
    rest = iter(items)
    return iter(lambda: list(islice(rest, size)), [])


def main() -> int:
    """Print the report in one pass over standard input."""
    count = total = too_slow = 0
    rooms = set()
    try:
        for entry in entries(sys.stdin):
            count += 1
            total += entry.ms
            too_slow += entry.ms > SLOW
            rooms.add(entry.room)
    except ValueError as error:
        print(f"report.py: {error}", file=sys.stderr)
        return 1
    print(f"entries {count}\nmean {total / count if count else 0.0:.1f}\nslow {too_slow}\nrooms {len(rooms)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
