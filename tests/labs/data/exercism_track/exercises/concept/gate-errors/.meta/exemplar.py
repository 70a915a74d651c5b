"""A gate that refuses."""


class GateClosed(Exception):
    """The gate is closed."""

    def __init__(self, message):
        self.message = message


def enter(ticket, is_open):
    """Return the seat, or raise."""
    if not is_open:
        raise GateClosed("the gate is closed")
    if not isinstance(ticket, dict):
        raise TypeError("a ticket is a dict")
    try:
        return ticket["seat"]
    except KeyError as error:
        raise ValueError("no seat", 7) from error
