"""A program that uses the module as the brief says. mypy has to agree with every line."""

from collections.abc import Callable
from typing import Literal, assert_type

from presence import Bus, Event, Joined, Left, Presence, RoomId, Said, Sink, UserId


class Recorder:
    def send(self, user: UserId, text: str) -> bool:
        return bool(text)


def note(event: Event) -> None:
    print(event.at)


def quote(event: Said) -> None:
    print(event.user, event.room, event.text.upper())


bus = Bus()
ada, lobby = UserId("ada"), RoomId("lobby")
presence = Presence(bus, Recorder())
assert_type(bus.on(Said, quote), Callable[[], None])
bus.on(Said, note)
bus.on(Event, note)
bus.on(Left, lambda event: print(event.room.title(), event.user))
assert_type(bus.publish(Joined(1.0, ada, lobby)), int)
assert_type(presence.members(lobby), frozenset[UserId])
assert_type(presence.idle(ada, 2.0), float | None)
assert_type(presence.announce(lobby, "hello"), int)
status = presence.status(ada, 2.0)
if status == "online" or status == "away":
    print("here")
else:
    assert_type(status, Literal["offline"])


def through(sink: Sink) -> bool:
    return sink.send(ada, "hello")
