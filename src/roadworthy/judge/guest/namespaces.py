"""What `vars(cls)` shows of a stand-in class: what the real class holds, asked for when it is looked at."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from typing import Any

from . import functions

_OURS = frozenset({"__slots__", "__weakref__", "__dict__", "__abstractmethods__"})


class Namespace(Mapping[str, Any]):
    """The names that a class of the other side has of its own.

    Args:
        cls: The stand-in class.
        info: Its ClassInfo.
        own: What the stand-in's own `__dict__` holds.
    """

    def __init__(self, cls: type, info: Any, own: Mapping[str, Any]) -> None:
        self._cls, self._info, self._own = cls, info, own

    def _is_theirs(self, name: str) -> bool:
        return name in self._info.members and name not in _OURS

    def __getitem__(self, name: str) -> Any:
        kept = self._own.get(name, self)
        if kept is self:
            if self._is_theirs(name):
                return self._info.peer.request("own_get", self._cls, name)
        elif type(kept) is functions.RemoteMember and self._info.members.get(name, "")[:1] == "d":
            return self._info.peer.request("own_get", self._cls, name)
        elif name[:4] != "_rw_":
            return kept
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter([*filter(self._is_theirs, self._info.members)])

    def __len__(self) -> int:
        return len([*iter(self)])

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name[:4] != "_rw_" and (self._is_theirs(name) or name in self._own)


def show(cls: type, info: Any, own: Mapping[str, Any]) -> types.MappingProxyType[str, Any]:
    """Return the read-only view that `vars(cls)` is."""
    return types.MappingProxyType(Namespace(cls, info, own))
