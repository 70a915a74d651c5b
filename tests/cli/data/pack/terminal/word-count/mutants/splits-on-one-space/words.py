"""What a message is made of."""

from collections import Counter


def words(message: str) -> dict[str, int]:
    """Return how often each word occurs."""
    return dict(Counter(message.lower().split(" ")))
