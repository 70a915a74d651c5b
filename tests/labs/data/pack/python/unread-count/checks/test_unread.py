"""Checks of the example lab."""

from unread import unread

MESSAGES = [("lobby", 1, "ada"), ("lobby", 2, "grace"), ("den", 1, "ada"), ("lobby", 3, "ada")]


def test_counts_from_the_last_read_message():
    """Only messages after the one read last are unread."""
    assert unread(MESSAGES, "linus", {"lobby": 2, "den": 1}) == {"lobby": 1}


def test_own_messages_are_read():
    """What the reader wrote is never unread."""
    assert unread(MESSAGES, "ada", {}) == {"lobby": 1}


def test_rooms_are_counted_apart(rng):
    """Each room has a count of its own."""
    counts = {"lobby": rng.randint(2, 90), "den": rng.randint(2, 90)}
    messages = [(room, number, "ada") for room, count in counts.items() for number in range(1, count + 1)]
    assert unread(messages, "linus", {}) == counts
