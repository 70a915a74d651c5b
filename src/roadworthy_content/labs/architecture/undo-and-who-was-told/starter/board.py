"""A board of pinned messages: strategy, command, observer, singleton."""


def oldest_first(messages):
    return messages


def newest_first(messages):
    messages.reverse()
    return messages


def by_votes(votes):
    return lambda messages: sorted(messages, key=votes.get)


class Events:
    """Tells those who subscribed."""

    def __init__(self):
        self._callbacks = []

    def subscribe(self, callback):
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback)

    def emit(self, event):
        for callback in self._callbacks:
            callback(event)


class Board:
    """Pinned messages."""

    def __init__(self, order=oldest_first):
        self.title = ""
        self.pins = []
        self.order = order
        self.events = Events()

    def pin(self, message, at=None):
        self.pins.append(message)
        self.events.emit(("pinned", message))

    def unpin(self, message):
        self.pins.remove(message)
        self.events.emit(("unpinned", message))

    def rename(self, title):
        self.title = title
        self.events.emit(("renamed", title))

    def shown(self):
        return self.order(self.pins)


class Pin:
    def __init__(self, message):
        self.message = message

    def do(self, board):
        board.pin(self.message)

    def undo(self, board):
        board.unpin(self.message)


class Unpin:
    def __init__(self, message):
        self.message = message

    def do(self, board):
        board.unpin(self.message)

    def undo(self, board):
        board.pin(self.message)


class Rename:
    pass


class Macro:
    pass


KINDS = {}


class History:
    def __init__(self, board):
        self.board = board
        self.done = []
        self.undone = []

    def run(self, command):
        self.done.append(command)
        command.do(self.board)

    def undo(self):
        command = self.done.pop()
        command.undo(self.board)
        self.undone.append(command)

    def redo(self):
        command = self.undone.pop()
        command.do(self.board)
        self.done.append(command)


def replay(records, board):
    pass


class Once:
    _value = None

    def __init__(self, load):
        self._load = load

    def __call__(self):
        if Once._value is None:
            Once._value = self._load()
        return Once._value
