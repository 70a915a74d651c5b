"""Inputs that count what is done with them. The judge uses this file as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Counts:
    """What was done so far."""

    def __init__(self) -> None:
        self.taken = 0
        self.compared = 0
        self.asked: list[str] = []


class Message:
    """A message, which can be compared with `<`."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, counts: Counts, number: float, room: int) -> None:
        self._counts = counts
        self.number = number
        self.room = room

    def __lt__(self, other: Message) -> bool:
        self._counts.compared += 1
        return self.number < other.number

    def __eq__(self, other: object) -> bool:
        raise TypeError("messages can be compared with < only")


class Item:
    """Something that happened at a time."""

    def __init__(self, time: float) -> None:
        self.time = time


class History:
    """Items in order, of which each look is counted."""

    def __init__(self, counts: Counts, times: list[float]) -> None:
        self._counts = counts
        self._items = [Item(time) for time in times]

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, index: int) -> Item:
        if not isinstance(index, int) or not 0 <= index < len(self._items):
            raise IndexError(f"{index!r} in a history of {len(self._items)}")
        self._counts.taken += 1
        return self._items[index]


class Time:
    """A time: can be compared with others, and subtracted from them."""

    def __init__(self, counts: Counts, seconds: float) -> None:
        self._counts = counts
        self._seconds = seconds

    def _compare(self, other: Time) -> float:
        self._counts.compared += 1
        return self._seconds - other._seconds

    def __sub__(self, other: Time) -> float:
        return self._compare(other)

    def __lt__(self, other: Time) -> bool:
        return self._compare(other) < 0

    def __le__(self, other: Time) -> bool:
        return self._compare(other) <= 0

    def __gt__(self, other: Time) -> bool:
        return self._compare(other) > 0

    def __ge__(self, other: Time) -> bool:
        return self._compare(other) >= 0


def taking(counts: Counts, items: Iterable[object]) -> Iterator[object]:
    """Give the items, and count each that is taken."""
    for item in items:
        counts.taken += 1
        yield item


def rooms_of(counts: Counts, numbers: list[list[float]]) -> list[Iterator[object]]:
    """Make an iterator of messages for each room."""
    return [taking(counts, [Message(counts, n, room) for n in of_room]) for room, of_room in enumerate(numbers)]


def times_of(counts: Counts, seconds: list[float]) -> Iterator[object]:
    """Make an iterator of times."""
    return taking(counts, [Time(counts, second) for second in seconds])


class Servers:
    """Servers and their links; writes down who was asked.

    Args:
        links: For each server its (cost, neighbour) pairs.
    """

    def __init__(self, counts: Counts, links: dict[str, list[tuple[int, str]]]) -> None:
        self._counts = counts
        self._links = dict(links)

    def links(self, server: str) -> list[tuple[int, str]]:
        self._counts.asked.append(server)
        return list(self._links.get(server, []))


def plain(messages: list[Message]) -> list[tuple[float, int]]:
    """Return number and room of messages."""
    return [(message.number, message.room) for message in messages]
