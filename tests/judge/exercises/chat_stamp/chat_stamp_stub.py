class Stamp:
    """A time of day that wraps at midnight."""

    def __init__(self, hour, minute=0):
        pass
