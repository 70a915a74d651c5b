class BacklogFull(BufferError):
    """Raised when a message comes and there is no room."""

    def __init__(self, message):
        self.message = message


class BacklogEmpty(BufferError):
    """Raised when a message is wanted and there is none."""


class Backlog:
    def __init__(self, room):
        self._room = room
        self._kept = []

    def write(self, message):
        if len(self._kept) == self._room:
            raise BacklogFull("Backlog is full")
        self._kept.append(message)

    def overwrite(self, message):
        if len(self._kept) == self._room:
            del self._kept[0]
        self._kept.append(message)

    def read(self):
        if not self._kept:
            raise BacklogEmpty("Backlog is empty")
        return self._kept.pop(0)

    def clear(self):
        self._kept.clear()
