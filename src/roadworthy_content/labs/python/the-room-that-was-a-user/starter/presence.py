"""Who is in which room of the chat, and who has gone quiet."""

from collections import defaultdict
from dataclasses import dataclass

UserId = str
RoomId = str
Status = str
AWAY_AFTER = 300.0


@dataclass(frozen=True)
class Event:
    at: "float"


@dataclass(frozen=True)
class Joined(Event):
    user: "UserId"
    room: "RoomId"


@dataclass(frozen=True)
class Left(Event):
    user: "UserId"
    room: "RoomId"


@dataclass(frozen=True)
class Said(Event):
    user: "UserId"
    room: "RoomId"
    text: "str"


class Sink:
    def send(self, user, text):
        raise NotImplementedError


class Bus:
    """Brings events to those who asked for their kind."""

    def __init__(self):
        self._handlers = []

    def on(self, kind, handler):
        entry = (kind, handler)
        self._handlers.append(entry)
        return lambda: self._handlers.remove(entry)

    def publish(self, event):
        called = 0
        for kind, handler in list(self._handlers):
            if isinstance(event, kind):
                handler(event)
                called += 1
        return called


class Presence:
    """Listens on a bus, and knows who is where."""

    def __init__(self, bus, sink):
        self._sink = sink
        self._members = defaultdict(set)
        self._seen = {}
        bus.on(Joined, self._joined)
        bus.on(Left, self._left)
        bus.on(Said, self._said)

    def members(self, room):
        return frozenset(self._members[room])

    def idle(self, user, now):
        return now - self._seen.get(user)

    def status(self, user, now):
        if not any(user in members for members in self._members.values()):
            return "offline"
        return "idle" if self.idle(user, now) > AWAY_AFTER else "online"

    def announce(self, room, text):
        reached = 0
        for user in sorted(self._members[room]):
            if self._sink.send(user, text):
                reached += 1

    def _joined(self, event):
        self._seen[event.user] = event.at
        self._members[event.user].add(event.room)

    def _left(self, event):
        self._seen[event.user] = event.at
        self._members[event.room].discard(event.user)

    def _said(self, event):
        self._seen[event.user] = event.at
