"""Messages between servers, and which of them were seen. Correct, and not yours to edit: the rules are in the brief."""

from bisect import bisect_right

_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\t": "\\t"}
_MEANINGS = {"\\": "\\", "n": "\n", "t": "\t"}


def _escape(text: str) -> str:
    return "".join(_ESCAPES.get(character, character) for character in text)


def _unescape(text: str) -> str:
    characters = iter(text)
    return "".join(_MEANINGS[next(characters)] if character == "\\" else character for character in characters)


def encode(sender: str, text: str) -> bytes:
    """Return a message as bytes: a line of two fields."""
    return f"{_escape(sender)}\t{_escape(text)}\n".encode()


class Decoder:
    """Puts together what a network took apart."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, chunk: bytes) -> list[tuple[str, str]]:
        """Take a piece of the stream; return the messages that are complete by now."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        fields = (line.decode().split("\t") for line in lines)
        return [(_unescape(sender), _unescape(text)) for sender, text in fields]


class Seen:
    """Sequence numbers, kept as ranges, since most arrive one after the other."""

    def __init__(self) -> None:
        self._ranges: list[tuple[int, int]] = []

    def add(self, number: int) -> bool:
        """Remember a number; return whether it is new."""
        if number in self:
            return False
        at = bisect_right(self._ranges, (number, number))
        first = last = number
        if at < len(self._ranges) and self._ranges[at][0] == number + 1:
            last = self._ranges.pop(at)[1]
        if at and self._ranges[at - 1][1] == number - 1:
            at -= 1
            first = self._ranges.pop(at)[0]
        self._ranges.insert(at, (first, last))
        return True

    def __contains__(self, number: int) -> bool:
        return any(first <= number <= last for first, last in self._ranges)

    def ranges(self) -> list[tuple[int, int]]:
        """Return the fewest pairs (first, last) that hold all numbers, ascending."""
        return list(self._ranges)
