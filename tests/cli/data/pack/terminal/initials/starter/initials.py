"""Initials for people who have no picture."""


def initials(name: str) -> str:
    """Return the letters to show for a display name."""
    return name
