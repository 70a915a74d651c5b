"""Inboxes and what belongs to them."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

T = TypeVar("T")
Message = tuple[int, str, list[str]]


class Inbox:
    """The inbox of a member.

    Args:
        owner: The member.
        labels: What it is labelled with at first; copied, since the caller may go on using it.
    """

    def __init__(self, owner: str, labels: Iterable[str] = ()) -> None:
        self.owner = owner
        self.labels = list(labels)

    def add(self, label: str) -> None:
        """Add a label, unless it is there."""
        if label not in self.labels:
            self.labels.append(label)


def table(rooms: int, hours: int) -> list[list[int]]:
    """Return a table of zeros, each row a list of its own."""
    return [[0] * hours for _ in range(rooms)]


def by_sender(messages: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the texts of each sender."""
    texts: dict[str, list[str]] = {}
    for sender, text in messages:
        texts.setdefault(sender, []).append(text)
    return texts


def snapshot(state: dict[str, Any]) -> dict[str, Any]:
    """Return a copy that shares nothing with the state."""
    return deepcopy(state)


def drop_read(messages: list[dict[str, Any]], up_to: int) -> None:
    """Take read messages out of the list that everybody holds."""
    messages = [message for message in messages if message["id"] > up_to]


def forget_empty(rooms: dict[str, set[str]]) -> None:
    """Take rooms without members out of the dict that everybody holds."""
    for room in [room for room, members in rooms.items() if not members]:
        del rooms[room]


def key_of(room: str, members: Iterable[str]) -> Hashable:
    """Return a key for a room and its members, in whatever order."""
    return room, frozenset(members)


def in_both(first: Iterable[T], second: Iterable[T]) -> list[T]:
    """Return what is in both, in the order of the first; a dict remembers the order and each key once."""
    wanted = set(second)
    return list(dict.fromkeys(name for name in first if name in wanted))


def react(message: Message, reaction: str) -> Message:
    """Return a new message that has the reaction as well."""
    number, text, reactions = message
    return number, text, [*reactions, reaction]
