"""How many messages of a room a member has not read. Given."""

from collections import Counter

Event = dict[str, str | int]


def count(events: list[Event]) -> Counter[tuple[str, str]]:
    """Return the number of unread messages by room and member."""
    unread: Counter[tuple[str, str]] = Counter()
    for event in events:
        apply(unread, event)
    return unread


def apply(unread: Counter[tuple[str, str]], event: Event) -> None:
    """Count one event: a message for a member, or that a member has read some."""
    key = str(event["room"]), str(event["member"])
    before = unread[key]
    if event["kind"] == "message":
        unread[key] = before + 1
    else:
        number = int(event["number"])
        unread[key] = before - number
