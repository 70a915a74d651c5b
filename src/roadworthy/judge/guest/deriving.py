"""Classes that derive from stand-in classes, and stand-in classes that a check changes."""

from __future__ import annotations

import types
from typing import Any

from . import functions, mirror
from .classes import NOT_MEMBERS
from .describe import OPERATORS

_NOT_HANDED_OVER = frozenset({"__module__", "__qualname__", "__classcell__", "__slots__", "__dict__", "__weakref__"})


class Deriving:
    """Makes classes whose bases are stand-ins.

    Args:
        peer: The channel.
    """

    def __init__(self, peer: Any) -> None:
        self._peer = peer
        self._twins: dict[int, tuple[type, Any]] = {}  # by identity: a metaclass may make classes unhashable

    def ref_of_twin(self, obj: Any) -> Any:
        """Return the Ref of the class that an ordinary class was made after, or None."""
        twin = self._twins.get(id(obj))
        return None if twin is None else twin[1]

    def derive(self, derived: Any, bases: tuple[type, ...], namespace: dict[str, Any], kwargs: dict[str, Any]) -> None:
        """Have the real class made on the other side for a class statement of a check."""
        own = [(name, value) for name, value in namespace.items() if name not in _NOT_HANDED_OVER]
        ref_id, abstract = self._peer.request("subclass", derived.__name__, bases, own, kwargs)
        codec = self._peer.codec
        above = [info for info in map(mirror.info_of, bases) if info is not None]
        asks = any(info.asks for info in above)
        own_names = dict.fromkeys(namespace, "d")
        info = mirror.ClassInfo(self._peer, codec.borrowed.ref(ref_id), own_names, pure=False, asks=asks)
        info.has_finalizer = "__del__" in namespace or any(base.has_finalizer for base in above)
        info.weakrefable = all(base.weakrefable for base in above)
        type.__setattr__(derived, mirror.INFO, info)
        codec.borrowed.keep(ref_id, derived, for_ever=True)
        derived.__abstractmethods__ = frozenset(abstract)

    def derive_here(
        self, name: str, bases: tuple[type, ...], namespace: dict[str, Any], kwargs: dict[str, Any]
    ) -> type:
        """Make a class of this side for a class statement whose bases include stand-ins for the checks' classes."""
        real = tuple(self._twin(base) if isinstance(base, mirror.RemoteMeta) else base for base in bases)
        return types.new_class(name, real, kwargs, lambda into: into.update(namespace))

    def _twin(self, stand_in: type) -> type:
        """Return an ordinary class with the functions of a stand-in class, to derive from."""
        info = mirror.info_of(stand_in)
        assert info is not None
        for twin, ref in self._twins.values():
            if ref is info.ref:
                return twin
        bases = tuple(self._twin(base) if isinstance(base, mirror.RemoteMeta) else base for base in stand_in.__bases__)
        namespace: dict[str, Any] = {"__doc__": stand_in.__doc__, "__module__": stand_in.__module__}
        for name, kind in info.members.items():
            if kind[0] == "f" and name not in NOT_MEMBERS:
                namespace[name] = functions.RemoteMethod(self._peer, stand_in, name)
            elif kind[0] == "p":
                namespace[name] = property(functions.RemoteMember(self._peer, stand_in, name).__get__)
            elif kind[0] in "sc" or (kind[0] == "d" and name[:2] != "__"):
                namespace[name] = functions.RemoteMember(self._peer, stand_in, name)
        twin = type(bases[0])(stand_in.__name__, bases, namespace)
        self._twins[id(twin)] = (twin, info.ref)
        return twin

    def class_changed(self, cls: type, name: str, value: Any) -> None:
        """Bring a stand-in class up to date after an attribute of the real one was set."""
        info = mirror.info_of(cls)
        assert info is not None
        if not info.pure:
            type.__setattr__(cls, name, value)
        elif name in OPERATORS:
            type.__setattr__(cls, name, mirror.forward(cls, name))
        elif info.members.get(name, "d")[0] == "f":
            info.members[name] = "d"
        _forget_plans(cls)

    def method(self, cls: type, name: str) -> Any:
        """Return what a bound method of an instance of a stand-in class calls."""
        info = mirror.info_of(cls)
        assert info is not None
        found = info.methods.get(name)
        if found is None:
            kind = ""
            owner = cls
            for base in cls.__mro__:
                base_info = mirror.info_of(base)
                if base_info is not None and name in base_info.members:
                    kind, owner = base_info.members[name], base
                    break
            found = info.methods[name] = functions.VirtualMethod(self._peer, owner, name, kind.strip("f!"))
        return found


def _forget_plans(cls: type) -> None:
    for known in (cls, *type.__subclasses__(cls)):
        info = mirror.info_of(known)
        if info is not None:
            info.plans.clear()
            info.methods.clear()
        if known is not cls:
            _forget_plans(known)
