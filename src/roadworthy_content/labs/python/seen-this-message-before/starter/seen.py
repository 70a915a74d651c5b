"""The ids of the messages that came last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class SeenWindow:
    """Remembers the last ids that were new.

    Args:
        capacity: How many ids are remembered.
        allocate: Gives memory of so many slots.
        hash_of: The hash of an id.
    """

    def __init__(self, capacity: int, allocate: Callable[[int], Any], hash_of: Callable[[Any], int]) -> None:
        self._capacity = capacity
        self._ids: list[Any] = []

    def add(self, message_id: Any) -> bool:
        """Remember an id; False if it is remembered already."""
        if message_id in self._ids:
            return False
        self._ids.append(message_id)
        del self._ids[: -self._capacity]
        return True

    def __contains__(self, message_id: Any) -> bool:
        return message_id in self._ids

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[Any]:
        return iter(list(self._ids))
