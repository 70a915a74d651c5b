"""Fields of a stand-in for a dataclass: good enough for `fields`, `asdict`, `replace`, and to derive from it."""

from __future__ import annotations

import dataclasses
from typing import Any

_KINDS: dict[str, Any] = {
    kind.name: kind
    for kind in (dataclasses._FIELD, dataclasses._FIELD_INITVAR, dataclasses._FIELD_CLASSVAR)  # type: ignore[attr-defined]  # noqa: SLF001  # how `fields` tells them apart
}
_TOLD = ("init", "repr", "hash", "compare", "kw_only")
ASKED = frozenset({"default", "default_factory", "type", "metadata"})
"""What may be any object, and is asked for when it matters."""


class RemoteField(dataclasses.Field):  # type: ignore[type-arg]  # of any type
    """A field whose default, factory, type and metadata are on the other side."""

    __slots__ = ("_rw_answers", "_rw_owner", "_rw_peer")

    def __init__(self, peer: Any, name: str, kind: str, told: list[Any]) -> None:  # its parent's sets what is asked for
        self._rw_peer, self.name = peer, name
        self._rw_owner: type | None = None
        self._rw_answers: dict[str, Any] = {}
        self._field_type = _KINDS[kind]
        self.init, self.repr, self.hash, self.compare, self.kw_only = told

    def owner(self) -> type | None:
        """Return the stand-in class."""
        return self._rw_owner

    def _ask(self, what: str) -> Any:
        if what not in self._rw_answers:
            answer = self._rw_peer.request("field", self._rw_owner, self.name, what)
            self._rw_answers[what] = answer[0] if answer else dataclasses.MISSING
        return self._rw_answers[what]

    default = property(lambda self: self._ask("default"))
    default_factory = property(lambda self: self._ask("default_factory"))
    type = property(lambda self: self._ask("type"))
    metadata = property(lambda self: self._ask("metadata"))


def describe(cls: type) -> list[list[Any]] | None:
    """Return name, kind and flags of each field of a dataclass; None for any other class."""
    if "__dataclass_fields__" not in vars(cls) or not dataclasses.is_dataclass(cls):
        return None
    fields: dict[str, Any] = cls.__dataclass_fields__
    return [
        [str(field.name), field._field_type.name, [getattr(field, name) for name in _TOLD]]  # noqa: SLF001
        for field in fields.values()
    ]


def of(cls: Any, name: str) -> Any:
    """Return a field of a dataclass of this side; raises AttributeError or KeyError if there is none."""
    if not isinstance(cls, type) or not dataclasses.is_dataclass(cls):
        raise AttributeError("not a dataclass")
    return cls.__dataclass_fields__[name]


def answer(cls: Any, name: str, what: str) -> tuple[Any, ...]:
    """Return what a field's attribute is, in a tuple; an empty one if it is missing."""
    if what not in ASKED:
        raise AttributeError(what)
    value = getattr(of(cls, name), what)
    return () if value is dataclasses.MISSING else (value,)


def stand_ins(peer: Any, described: list[list[Any]]) -> dict[str, RemoteField]:
    """Return `__dataclass_fields__` for a stand-in class; say whose they are with `belong`."""
    return {str(name): RemoteField(peer, str(name), kind, told) for name, kind, told in described}


def belong(fields: dict[str, RemoteField], cls: type) -> None:
    """Tell fields which stand-in class they are of."""
    for field in fields.values():
        field._rw_owner = cls  # noqa: SLF001  # known only once the class is made
