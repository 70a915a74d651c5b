"""The ids of the messages that came last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SMALLEST = 8  # slots; sizes are powers of two
MULTIPLIER = 0x9E3779B97F4A7C15  # odd and without a pattern, so that every bit of a hash reaches the highest ones
WORD = 64
Entry = tuple[int, Any]  # the hash of an id, and the id


class SeenWindow:
    """Remembers the last ids that were new.

    Args:
        capacity: How many ids are remembered.
        allocate: Gives memory of so many slots.
        hash_of: The hash of an id.

    Raises:
        ValueError: The capacity is under 1.
    """

    def __init__(self, capacity: int, allocate: Callable[[int], Any], hash_of: Callable[[Any], int]) -> None:
        if capacity < 1:
            raise ValueError(f"a window holds 1 id or more, not {capacity}")
        self._capacity = capacity
        self._hash_of = hash_of
        self._order = Queue(allocate)
        self._table = Table(allocate)

    def add(self, message_id: Any) -> bool:
        """Remember an id; False if it is remembered already."""
        entry = (self._hash_of(message_id), message_id)
        if not self._table.add(entry):
            return False
        if len(self._order) == self._capacity:
            self._table.remove(self._order.pop())
        self._order.push(entry)
        return True

    def __contains__(self, message_id: Any) -> bool:
        return (self._hash_of(message_id), message_id) in self._table

    def __len__(self) -> int:
        return len(self._order)

    def __iter__(self) -> Iterator[Any]:
        return (message_id for _, message_id in self._order)


class Queue:
    """First in, first out, in a ring that grows: nothing is moved but when it does."""

    def __init__(self, allocate: Callable[[int], Any]) -> None:
        self._allocate = allocate
        self._size = SMALLEST
        self._slots = allocate(SMALLEST)
        self._head = self._length = 0

    def push(self, entry: Entry) -> None:
        if self._length == self._size:
            self._grow()
        self._slots[(self._head + self._length) % self._size] = entry
        self._length += 1

    def pop(self) -> Entry:
        entry = self._slots[self._head]
        self._slots[self._head] = None
        self._head = (self._head + 1) % self._size
        self._length -= 1
        return entry

    def _grow(self) -> None:
        slots = self._allocate(2 * self._size)
        for index, entry in enumerate(self):
            slots[index] = entry
        self._slots, self._size, self._head = slots, 2 * self._size, 0

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Entry]:
        return (self._slots[(self._head + index) % self._size] for index in range(self._length))


class Table:
    """A hash map with linear probing. What is removed leaves no marker: its successors move up instead."""

    def __init__(self, allocate: Callable[[int], Any]) -> None:
        self._allocate = allocate
        self._size = 2 * SMALLEST
        self._slots = allocate(self._size)
        self._length = 0

    def add(self, entry: Entry) -> bool:
        """Put an entry in; False if there is an equal one."""
        index, found = self._find(entry)
        if found:
            return False
        self._slots[index] = entry
        self._length += 1
        if 2 * self._length > self._size:
            self._grow()
        return True

    def remove(self, entry: Entry) -> None:
        hole, _ = self._find(entry)
        index = hole
        while (follower := self._slots[index := (index + 1) % self._size]) is not None:
            # It may move into the hole unless it would then stand before its home.
            if (index - self._home(follower[0])) % self._size >= (index - hole) % self._size:
                self._slots[hole] = follower
                hole = index
        self._slots[hole] = None
        self._length -= 1

    def __contains__(self, entry: Entry) -> bool:
        return self._find(entry)[1]

    def _find(self, entry: Entry) -> tuple[int, bool]:
        """Return where the entry is, and True; or where it would be put, and False."""
        index = self._home(entry[0])
        while (there := self._slots[index]) is not None:
            if there[0] == entry[0] and there[1] is entry[1]:
                return index, True
            index = (index + 1) % self._size
        return index, False

    def _home(self, value: int) -> int:
        """Return the slot where a search begins: the highest bits of a product that all bits had a part in."""
        mixed = ((value ^ value >> 32) * MULTIPLIER) % (1 << WORD)
        return mixed >> (WORD - self._size.bit_length() + 1)

    def _grow(self) -> None:
        old, old_size = self._slots, self._size
        self._size = 2 * old_size
        self._slots = self._allocate(self._size)
        for index in range(old_size):
            if (entry := old[index]) is not None:
                self._slots[self._find(entry)[0]] = entry
