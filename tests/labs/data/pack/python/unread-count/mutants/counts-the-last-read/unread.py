"""Unread counts of a chat client."""

from collections import Counter


def unread(messages: list[tuple[str, int, str]], reader: str, seen: dict[str, int]) -> dict[str, int]:
    """Return how many messages wait for the reader in each room."""
    waiting = (room for room, number, author in messages if author != reader and number >= seen.get(room, 0))
    return dict(Counter(waiting))
