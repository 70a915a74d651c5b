"""A board of pinned messages: strategy, command, observer, singleton."""

from __future__ import annotations

import threading
from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Record = dict[str, Any]

# --- strategy


def oldest_first(messages: list[str]) -> list[str]:
    return list(messages)


def newest_first(messages: list[str]) -> list[str]:
    return messages[::-1]


def by_votes(votes: dict[str, int]) -> Callable[[list[str]], list[str]]:
    """Return the strategy that puts most votes first; sorting keeps the order of equal ones."""
    return lambda messages: sorted(messages, key=lambda message: -votes.get(message, 0))


# --- observer


class Events:
    """Tells those who subscribed; everybody sees all events in one order."""

    def __init__(self) -> None:
        self._callbacks: dict[object, Callable[[Any], Any]] = {}
        self._waiting: deque[Any] = deque()
        self._telling = False

    def subscribe(self, callback: Callable[[Any], Any]) -> Callable[[], None]:
        """Have a callback told of events from the next one on; return what ends that."""
        key = object()
        self._callbacks[key] = callback

        def unsubscribe() -> None:
            self._callbacks.pop(key, None)

        return unsubscribe

    def emit(self, event: Any) -> None:
        """Tell everybody; within an emit, when the present event has been told.

        Raises:
            ExceptionGroup: What callbacks raised, when all had been told.
        """
        self._waiting.append(event)
        if self._telling:
            return
        self._telling = True
        failures: list[Exception] = []
        try:
            while self._waiting:
                self._tell(self._waiting.popleft(), failures)
        finally:
            self._telling = False
            self._waiting.clear()
        if failures:
            raise ExceptionGroup("some were told and failed", failures)

    def _tell(self, event: Any, failures: list[Exception]) -> None:
        for key in list(self._callbacks):
            if key in self._callbacks:  # or it has unsubscribed since
                try:
                    self._callbacks[key](event)
                except Exception as error:
                    failures.append(error)


class Board:
    """Pinned messages.

    Args:
        order: The strategy by which they are shown.
    """

    def __init__(self, order: Callable[[list[str]], list[str]] = oldest_first) -> None:
        self.order = order
        self.events = Events()
        self._title = ""
        self._pins: list[str] = []

    @property
    def title(self) -> str:
        return self._title

    @property
    def pins(self) -> tuple[str, ...]:
        return tuple(self._pins)

    def shown(self) -> list[str]:
        return self.order(list(self._pins))

    def pin(self, message: str, at: int | None = None) -> None:
        """Pin a message. Raises ValueError if it is pinned already."""
        if message in self._pins:
            raise ValueError(f"{message!r} is pinned already")
        self._pins.insert(len(self._pins) if at is None else at, message)
        self.events.emit(("pinned", message))

    def unpin(self, message: str) -> None:
        """Take a message off. Raises ValueError if it is not pinned."""
        self._pins.remove(message)
        self.events.emit(("unpinned", message))

    def rename(self, title: str) -> None:
        self._title = title
        self.events.emit(("renamed", title))


# --- command


class Command(Protocol):
    """Something that can be done to a board, and undone."""

    def do(self, board: Board) -> None: ...
    def undo(self, board: Board) -> None: ...
    def record(self) -> Record: ...


class Pin:
    def __init__(self, message: str) -> None:
        self._message = message

    def do(self, board: Board) -> None:
        board.pin(self._message)

    def undo(self, board: Board) -> None:
        board.unpin(self._message)

    def record(self) -> Record:
        return {"kind": "pin", "message": self._message}


class Unpin:
    def __init__(self, message: str) -> None:
        self._message = message
        self._place = 0

    def do(self, board: Board) -> None:
        place = board.pins.index(self._message)  # a ValueError if it is not pinned
        board.unpin(self._message)
        self._place = place

    def undo(self, board: Board) -> None:
        board.pin(self._message, self._place)

    def record(self) -> Record:
        return {"kind": "unpin", "message": self._message}


class Rename:
    def __init__(self, title: str) -> None:
        self._title = title
        self._before = ""

    def do(self, board: Board) -> None:
        self._before = board.title
        board.rename(self._title)

    def undo(self, board: Board) -> None:
        board.rename(self._before)

    def record(self) -> Record:
        return {"kind": "rename", "title": self._title}


class Macro:
    """Several commands as one: all of them, or none."""

    def __init__(self, *commands: Command) -> None:
        self._commands = commands

    def do(self, board: Board) -> None:
        done: list[Command] = []
        try:
            for command in self._commands:
                command.do(board)
                done.append(command)
        except BaseException:
            raise

    def undo(self, board: Board) -> None:
        for command in reversed(self._commands):
            command.undo(board)

    def record(self) -> Record:
        return {"kind": "macro", "commands": [command.record() for command in self._commands]}


KINDS: dict[str, Callable[[Record], Command]] = {
    "pin": lambda record: Pin(record["message"]),
    "unpin": lambda record: Unpin(record["message"]),
    "rename": lambda record: Rename(record["title"]),
    "macro": lambda record: Macro(*map(command_of, record["commands"])),
}


def command_of(record: Record) -> Command:
    """Make a command of its record."""
    return KINDS[record["kind"]](record)


def replay(records: Iterable[Record], board: Board) -> None:
    """Do on a board what was recorded."""
    for record in records:
        command_of(record).do(board)


class History:
    """What was done to a board, and can be undone."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._done: list[Command] = []
        self._undone: list[Command] = []

    def run(self, command: Command) -> None:
        """Do a command; what it raises comes out, and then it is not remembered."""
        command.do(self._board)
        self._done.append(command)
        self._undone.clear()

    def undo(self) -> bool:
        if not self._done:
            return False
        self._done[-1].undo(self._board)
        self._undone.append(self._done.pop())
        return True

    def redo(self) -> bool:
        if not self._undone:
            return False
        self._undone[-1].do(self._board)
        self._done.append(self._undone.pop())
        return True

    def journal(self) -> list[Record]:
        return [command.record() for command in self._done]


# --- singleton


class Once:
    """One value for everybody who has this object, loaded when it is first asked for.

    Args:
        load: Makes the value.
    """

    def __init__(self, load: Callable[[], Any]) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._value: tuple[Any] | None = None  # in a tuple, since the value may be None

    def __call__(self) -> Any:
        with self._lock:
            if self._value is None:
                self._value = (self._load(),)
            return self._value[0]

    @contextmanager
    def replaced(self, value: Any) -> Iterator[None]:
        """Give everybody another value for the time of the block."""
        with self._lock:
            before, self._value = self._value, (value,)
        try:
            yield
        finally:
            with self._lock:
                self._value = before
