"""A gate that refuses."""


class GateClosed(Exception):
    """The gate is closed."""

    def __init__(self, message):
        pass


def enter(ticket, is_open):
    """Return the seat, or raise."""
    pass
