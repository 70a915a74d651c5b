"""Messages, stores and rooms of a chat service."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

WIDTH = 60


class Message(ABC):
    """A message of any kind; a kind says what its preview is.

    Args:
        id: Its number; messages with the same one are equal.
        sender: Who wrote it.
    """

    def __init__(self, id: int, sender: str) -> None:
        self._id = id
        self._sender = sender

    @property
    def id(self) -> int:
        return self._id

    @property
    def sender(self) -> str:
        return self._sender

    @abstractmethod
    def preview(self) -> str:
        """Return the message in a few words."""

    def line(self) -> str:
        """Return sender and preview, cut to what fits on a phone."""
        line = f"{self.sender}: {self.preview()}"
        return line if len(line) <= WIDTH else line[: WIDTH - 1] + "…"

    def __eq__(self, other: object) -> bool:
        return self.id == other.id if isinstance(other, Message) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._id)


class Text(Message):
    """A text."""

    def __init__(self, id: int, sender: str, text: str, **more: Any) -> None:
        super().__init__(id, sender, **more)
        self.text = text

    def preview(self) -> str:
        return self.text


class Image(Message):
    """An image, with or without a caption."""

    def __init__(self, id: int, sender: str, url: str, caption: str = "", **more: Any) -> None:
        super().__init__(id, sender, **more)
        self.url = url
        self.caption = caption

    def preview(self) -> str:
        return self.caption or "[image]"


class Poll(Message):
    """A question; each member has one vote and may change it."""

    def __init__(self, id: int, sender: str, question: str, options: Iterable[str], **more: Any) -> None:
        super().__init__(id, sender, **more)
        self.question = question
        self._options = options
        self._votes: dict[str, str] = {}

    def preview(self) -> str:
        return f"{self.question} ({len(self._votes)} votes)"

    def vote(self, member: str, option: str) -> None:
        """Give or change a vote. Raises ValueError if there is no such option."""
        if option not in self._options:
            raise ValueError(f"{option!r} is none of {self._options}")
        self._votes[member] = option

    def results(self) -> dict[str, int]:
        """Return the number of votes for each option."""
        votes = Counter(self._votes.values())
        return {option: votes[option] for option in self._options}


class Forwarded:
    """Mixin: a message that comes from another room."""

    def __init__(self, *args: Any, origin: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.origin = origin

    def preview(self) -> str:
        return f"[from {self.origin}] {super().preview()}"


class Expiring:
    """Mixin: a message that goes away."""

    def __init__(self, *args: Any, seconds: int, **more: Any) -> None:
        super().__init__(*args, **more)
        self.seconds = seconds

    def preview(self) -> str:
        return f"{super().preview()} ({self.seconds} s)"


class Store(ABC):
    """Keeps messages."""

    @abstractmethod
    def add(self, message: Message) -> None:
        """Keep a message. Raises ValueError if one with its id is held."""

    @abstractmethod
    def all(self) -> list[Message]:
        """Return a new list of what is held, sorted by id."""

    def add_all(self, messages: Iterable[Message]) -> None:
        """Call `add` for each; who overrides that sees them all."""
        for message in messages:
            self.add(message)


class MemoryStore(Store):
    """Keeps everything."""

    def __init__(self) -> None:
        self._messages: dict[int, Message] = {}

    def add(self, message: Message) -> None:
        if message.id in self._messages:
            raise ValueError(f"message {message.id} is there already")
        self._messages[message.id] = message

    def all(self) -> list[Message]:
        return [self._messages[id] for id in sorted(self._messages)]


class LastStore(MemoryStore):
    """Keeps the messages with the highest ids."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def add(self, message: Message) -> None:
        super().add(message)
        if len(self._messages) > self._limit:
            del self._messages[min(self._messages)]


class Room:
    """A room whose owner is always in it."""

    def __init__(self, name: str, owner: str, store: Store) -> None:
        self.name = name
        self._owner = owner
        self._store = store
        self._members = {owner}

    @property
    def members(self) -> frozenset[str]:
        """Who is in at this moment."""
        return frozenset(self._members)

    def join(self, member: str) -> None:
        self._members.add(member)

    def leave(self, member: str) -> None:
        """Take a member out. Raises ValueError for the owner, and for who is not in."""
        if member == self._owner or member not in self._members:
            raise ValueError(f"{member} cannot leave {self.name}")
        self._members.remove(member)

    def post(self, message: Message) -> None:
        """Keep a member's message. Raises PermissionError for anybody else's."""
        if message.sender not in self._members:
            raise PermissionError(f"{message.sender} is not in {self.name}")
        self._store.add(message)

    def show(self) -> list[str]:
        return [message.line() for message in self._store.all()]
