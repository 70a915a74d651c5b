"""Unread counts of a chat client."""


def unread(messages: list[tuple[str, int, str]], reader: str, seen: dict[str, int]) -> dict[str, int]:
    """Return how many messages wait for the reader in each room."""
    return {}
