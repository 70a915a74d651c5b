"""Who is in which room of the chat, and who has gone quiet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NewType, Protocol

UserId = NewType("UserId", str)
RoomId = NewType("RoomId", str)
Status = Literal["online", "away", "offline"]
AWAY_AFTER = 300.0


@dataclass(frozen=True)
class Event:
    """Something that happened, `at` in seconds."""

    at: float


@dataclass(frozen=True)
class Joined(Event):
    """A user came into a room."""

    user: UserId
    room: RoomId


@dataclass(frozen=True)
class Left(Event):
    """A user went out of a room."""

    user: UserId
    room: RoomId


@dataclass(frozen=True)
class Said(Event):
    """A user wrote something."""

    user: UserId
    room: RoomId
    text: str


class Sink(Protocol):
    """Whoever can bring a text to a user."""

    def send(self, user: UserId, text: str, /) -> bool:
        """Return whether it got there."""


class Bus:
    """Brings events to those who asked for their kind."""

    def __init__(self) -> None:
        self._handlers: list[Callable[[Event], bool]] = []

    def on(self, kind: type[Event], handler: Callable[..., None]) -> Callable[[], None]:
        """Have `handler` called for events of that kind, until what is returned is called."""

        def offer(event: Event) -> bool:
            if not isinstance(event, kind):
                return False
            handler(event)
            return True

        self._handlers.append(offer)
        return lambda: self._handlers.remove(offer)

    def publish(self, event: Event) -> int:
        """Return how many handlers were called."""
        return sum([offer(event) for offer in list(self._handlers)])


class Presence:
    """Listens on a bus, and knows who is where."""

    def __init__(self, bus: Bus, sink: Sink) -> None:
        self._sink = sink
        self._members: defaultdict[RoomId, set[UserId]] = defaultdict(set)
        self._seen: dict[UserId, float] = {}
        bus.on(Joined, self._joined)
        bus.on(Left, self._left)
        bus.on(Said, self._said)

    def members(self, room: RoomId) -> frozenset[UserId]:
        """Return who is in the room."""
        return frozenset(self._members.get(room, ()))

    def idle(self, user: UserId, now: float) -> float | None:
        """Return the seconds since the user's last event, None if there was none."""
        seen = self._seen.get(user)
        return None if seen is None else now - seen

    def status(self, user: UserId, now: float) -> Status:
        """Return what the dot beside the user's name says."""
        idle = self.idle(user, now)
        if idle is None or not any(user in members for members in self._members.values()):
            return "offline"
        return "away" if idle > AWAY_AFTER else "online"

    def announce(self, room: RoomId, text: str) -> int:
        """Send to everybody in the room; return how many it reached."""
        return sum([self._sink.send(user, text) for user in sorted(self.members(room))])

    def _joined(self, event: Joined) -> None:
        self._seen[event.user] = event.at
        self._members[event.room].add(event.user)

    def _left(self, event: Left) -> None:
        self._seen[event.user] = event.at
        self._members[event.room].discard(event.user)

    def _said(self, event: Said) -> None:
        self._seen[event.user] = event.at
