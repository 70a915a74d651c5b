"""Memory that counts, and ids that count how often they are compared. The judge uses this file as it is."""

from __future__ import annotations

from typing import Any

HASHES = {
    "spread": lambda number: (number * 0xD1B54A32D192ED03 + 0x632BE5AB) % (1 << 64),
    "time": lambda number: (1_700_000_000 + number) << 16,
    "same": lambda _number: 7,
    "three": lambda number: number % 3 - 1,
}


class Machine:
    """Makes memory and ids, and counts in `steps` what is done with them.

    Args:
        hashes: How numbers become hashes, one of HASHES.
    """

    def __init__(self, hashes: str = "spread") -> None:
        self._hash_of = HASHES[hashes]
        self.steps = 0
        self.memories: list[Memory] = []

    def allocate(self, slots: int) -> Memory:
        memory = Memory(self, slots)
        self.memories.append(memory)
        return memory

    def hash_of(self, message_id: Id) -> int:
        self.steps += 1
        return self._hash_of(message_id.number)

    def taken(self) -> int:
        """Return how many slots were handed out so far."""
        return sum(len(memory) for memory in self.memories)

    def used(self) -> int:
        """Return how many slots hold something."""
        return sum(memory.used() for memory in self.memories)

    # What follows is for trying out windows.

    def add(self, window: Any, number: int) -> bool:
        return window.add(Id(self, number))

    def knows(self, window: Any, number: int) -> bool:
        return Id(self, number) in window

    def add_all(self, window: Any, numbers: range, at_most: int) -> float:
        """Add ids until `at_most` steps were counted; return the steps for each."""
        before = self.steps
        done = 0
        for number in numbers:
            window.add(Id(self, number))
            done += 1
            if self.steps - before > at_most:
                break
        return (self.steps - before) / done


class Memory:
    """Slots that hold anything; None at first."""

    def __init__(self, machine: Machine, slots: int) -> None:
        self._machine = machine
        self._slots: list[Any] = [None] * slots

    def __getitem__(self, index: int) -> Any:
        return self._slots[self._at(index)]

    def __setitem__(self, index: int, value: Any) -> None:
        self._slots[self._at(index)] = value

    def __len__(self) -> int:
        return len(self._slots)

    def used(self) -> int:
        return sum(value is not None for value in self._slots)

    def _at(self, index: int) -> int:
        self._machine.steps += 1
        if not isinstance(index, int) or not 0 <= index < len(self._slots):
            raise IndexError(f"slot {index!r} of a memory of {len(self._slots)}")
        return index


class Id:
    """An id: can be compared, and nothing else."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, machine: Machine, number: int) -> None:
        self._machine = machine
        self.number = number

    def __eq__(self, other: object) -> bool:
        self._machine.steps += 1
        return isinstance(other, Id) and self.number == other.number

    def __repr__(self) -> str:
        return f"id {self.number}"


def numbers(window: Any) -> list[int]:
    """Return the numbers of the ids in a window, in its order."""
    return [message_id.number for message_id in window]
