"""Histories, timelines and ways, without work for every pair."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from heapq import heapify, heappop, heappush, heapreplace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence


def first_after(history: Sequence[Any], time: float) -> int:
    """Return the index of the first item after a time, by halving what is left."""
    return sum(1 for index in range(len(history)) if history[index].time <= time)


@dataclass
class Head:
    """The newest message of a room that was not given yet, as the heap wants it: the newest one is the least."""

    message: Any
    room: int
    rest: Iterator[Any]

    def __lt__(self, other: Head) -> bool:
        if other.message < self.message:
            return True
        return self.room < other.room and not self.message < other.message


def newest(rooms: Sequence[Iterator[Any]], count: int) -> list[Any]:
    """Return the newest messages of all rooms, newest first; takes from a room only when its head was given."""
    found: list[Any] = []
    if count < 1:
        return found
    heads = []
    for number, room in enumerate(rooms):
        for message in room:
            heads.append(Head(message, number, room))
            break
    heapify(heads)
    while heads:
        head = heads[0]
        found.append(head.message)
        if len(found) == count:
            break
        for message in head.rest:
            heapreplace(heads, Head(message, head.room, head.rest))
            break
        else:
            heappop(heads)
    return found


def busiest(times: Iterable[Any], span: float) -> int:
    """Return how many times lie within any stretch of the span; each enters the window once and leaves it once."""
    most = 0
    window: deque[Any] = deque()
    for time in times:
        window.append(time)
        while time - window[0] > span:
            window.popleft()
        most = max(most, len(window))
    return most


def cheapest(
    start: str, goal: str, links: Callable[[str], Iterable[tuple[float, str]]]
) -> tuple[float, list[str]] | None:
    """Return cost and way of the cheapest way, or None; servers are asked in the order of their distance."""
    came_from: dict[str, str | None] = {}
    waiting: list[tuple[float, str, str | None]] = [(0, start, None)]
    while waiting:
        cost, server, before = heappop(waiting)
        if server in came_from:
            continue
        came_from[server] = before
        if server == goal:
            return cost, way(came_from, goal)
        for more, neighbour in links(server):
            if neighbour not in came_from:
                heappush(waiting, (cost + more, neighbour, server))
    return None


def way(came_from: dict[str, str | None], goal: str) -> list[str]:
    """Return the servers from the start to the goal."""
    servers = []
    server: str | None = goal
    while server is not None:
        servers.append(server)
        server = came_from[server]
    return servers[::-1]
