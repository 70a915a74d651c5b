"""What time it is for people."""

from datetime import datetime


def local_hour() -> int:
    """Return the hour, 0 to 23."""
    return datetime.now().astimezone().hour
