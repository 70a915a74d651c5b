"""Initials for people who have no picture."""


def initials(name: str) -> str:
    """Return the letters to show for a display name."""
    return "".join(part[0] for part in name.split(" ")).upper()
