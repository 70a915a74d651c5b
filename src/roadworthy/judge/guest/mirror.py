"""Stand-in classes and instances: what a check holds when it holds something of the learner's, and the reverse.

A class of the other side becomes a real class here, with the same name, bases and special methods; an instance becomes
an instance of that class. Every operation on it is carried out where the real object lives. Instances of classes that
derive from a value or container type also hold the value, so that C code which reads it directly sees it.
"""

from __future__ import annotations

import abc
import contextlib
import copy
import sys
import types
import weakref
from collections.abc import Callable
from typing import Any

from .namespaces import show
from .raised import origin_of
from .wire import ClosedError, NotNowError

HASH = "_rw_hash"
REF = "_rw_ref"
INFO = "_rw_info"
VIRTUAL = "_rw_virtual"

_LOCAL = frozenset(
    {"__class__", "__reduce_ex__", "__reduce__", "__getattribute__", "__setattr__", "_asyncio_future_blocking"}
)
"""Attributes of a stand-in that never come from the other side."""

_OF_INSTANCE = frozenset({"__dict__", "__weakref__", "__slots__", "__doc__"})

Plan = str  # "local", "method" or "remote"


class ClassInfo:
    """What is known about a stand-in class.

    Attributes:
        peer: The channel.
        ref: The Ref of the class on the other side.
        members: Own names of the class there -> kind (see `describe._members`); for a class that a check derives
            from a stand-in, its own namespace.
        pure: False for such a derived class, whose own functions are here.
        is_metaclass: True if its instances are classes.
        asks: True if `isinstance` with the class is for the other side to answer.
        real: For a library's class, the same class as this process has it.
        has_finalizer: True if the class has a `__del__`.
        weakrefable: False if instances cannot be referred to weakly (subclasses of int, tuple, bytes, exceptions).
    """

    __slots__ = (
        "asks", "has_finalizer", "is_metaclass", "members", "methods", "peer", "plans", "pure", "real", "ref",
        "weakrefable",
    )  # fmt: skip

    def __init__(self, peer: Any, ref: Any, members: dict[str, str], *, pure: bool, asks: bool) -> None:
        self.peer = peer
        self.ref = ref
        self.members = members
        self.pure = pure
        self.weakrefable = True
        self.asks = asks
        self.is_metaclass = False
        self.has_finalizer = False
        self.real: type | None = None
        self.plans: dict[str, Plan] = {}
        self.methods: dict[str, Any] = {}

    def may_ask(self) -> bool:
        """Return True if `isinstance` is to be asked of the other side now."""
        return self.asks and not self.peer.is_decoding()


def info_of(cls: type) -> ClassInfo | None:
    """Return what is known about a class if it is a stand-in (or derives from one), else None."""
    info = type.__getattribute__(cls, "__dict__").get(INFO)
    return info if isinstance(info, ClassInfo) else None


def instance_ref(obj: Any) -> Any:
    """Return the Ref of an instance of a stand-in class; None while it has none."""
    try:
        return object.__getattribute__(obj, REF)
    except AttributeError:
        return None


def _plan(cls: type, name: str) -> Plan:
    for base in cls.__mro__:
        info = info_of(base)
        own = type.__getattribute__(base, "__dict__")
        if info is None:
            if name in own and base is not object and (isinstance(own[name], _C_METHODS) or name[:2] == "__"):
                return "local"
        elif not info.pure:
            if name in own:  # data of a check's class may be hidden by an attribute that the real instance has
                return "local" if hasattr(type(own[name]), "__get__") else "remote"
        elif name in own and name[:2] == "__" and name not in _OF_INSTANCE:
            return "local"
        elif name in info.members:
            return "method" if info.members[name][0] == "f" else "remote"
    return "remote"


_C_METHODS = (types.MethodDescriptorType, types.GetSetDescriptorType, types.MemberDescriptorType)


class RemoteMeta(abc.ABCMeta):
    """Metaclass of stand-in classes."""

    def mro(cls) -> list[type]:
        """Put the libraries' classes that the real class derives from where `isinstance` finds them."""
        found = super().mro()
        virtual = [base for base in type.__getattribute__(cls, "__dict__").get(VIRTUAL, ()) if base not in found]
        return [*found[:1], *virtual, *found[1:]]

    def __call__(cls, /, *args: Any, **kwargs: Any) -> Any:
        """Make an instance, where the class is."""
        info = info_of(cls)
        assert info is not None
        if info.is_metaclass and len(args) == 3 and isinstance(args[2], dict):  # name, bases, namespace
            return _make_with_metaclass(cls, info, args, kwargs)
        return info.peer.request("call", cls, args, tuple(kwargs.items()))

    def __new__(mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any], /, **kwargs: Any) -> Any:
        """Make a stand-in for a class, or have a class statement with such a base carried out where it can be."""
        if INFO in namespace:
            return super().__new__(mcs, name, bases, namespace)
        peer = next(info.peer for info in map(info_of, bases) if info is not None)
        if peer.side == "subject":
            return peer.stand_ins.derive_here(name, bases, namespace, kwargs)
        # A check's class statement that derives from a stand-in: the real class is made on the other side.
        derived = super().__new__(mcs, name, bases, {"__slots__": (), **namespace})
        peer.stand_ins.derive(derived, bases, namespace, kwargs)
        return derived

    def __init__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], /, **_: Any) -> None:
        super().__init__(name, bases, namespace)

    def __getattribute__(cls, name: str) -> Any:
        if name[:2] == "__" and name != "__slots__":
            info = info_of(cls) if name in _TOLD_OF or name in ROOT else None
            if info is None or info.peer.side != "checker" or info.peer.is_decoding():
                return super().__getattribute__(name)
            if name == "__signature__":
                return _signature_of(cls, info)
            found: Any = _NOTHING if name == "__annotations__" else super().__getattribute__(name)
            if found is ROOT.get(name, ROOT):
                return _inherited(cls, name)
            if not info.pure or name in ROOT:
                return super().__getattribute__(name)
            return show(cls, info, found) if name == "__dict__" else info.peer.request("get", cls, name)
        for base in type.__getattribute__(cls, "__mro__"):
            info = info_of(base)
            if info is None:
                continue
            if not info.pure:
                own = type.__getattribute__(base, "__dict__").get(name, _NOTHING)
                if own is not _NOTHING:  # data may have been set anew on the other side, where the real class is
                    if hasattr(type(own), "__get__") or info.peer.is_decoding():
                        return super().__getattribute__(name)
                    break
            elif info.members.get(name, "d")[0] == "f":
                return super().__getattribute__(name)
        if name in _META_LOCAL or name[:4] == "_abc" or name[:4] == "_rw_":
            return super().__getattribute__(name)
        return cls.__getattr__(name)

    def __getattr__(cls, name: str) -> Any:
        info = info_of(cls)
        if info is None or name in _NEVER_REMOTE:
            raise AttributeError(name)
        return info.peer.request("get", cls, name)

    def __setattr__(cls, name: str, value: Any) -> None:
        info = info_of(cls)
        if info is None or name in _SET_LOCALLY or name[:4] == "_abc":
            super().__setattr__(name, value)
            return
        info.peer.request("set", cls, name, value)
        info.peer.stand_ins.class_changed(cls, name, value)

    def __delattr__(cls, name: str) -> None:
        info = info_of(cls)
        assert info is not None
        info.peer.request("del", cls, name)
        info.peer.stand_ins.class_changed(cls, name, None)

    def __instancecheck__(cls, instance: Any) -> bool:
        if type.__instancecheck__(cls, instance):
            return True
        info = info_of(cls)
        return info is not None and info.may_ask() and info.peer.request("isinstance", instance, cls)

    def __subclasscheck__(cls, subclass: Any) -> bool:
        if type.__subclasscheck__(cls, subclass):
            return True
        info = info_of(cls)
        if info is None or not info.may_ask() or _is_registering():
            return False
        return info.peer.request("issubclass", subclass, cls)  # type: ignore[no-any-return]  # or it raises

    def __dir__(cls) -> Any:
        info = info_of(cls)
        assert info is not None
        return info.peer.request("dir", cls)


def _inherited(cls: type, name: str) -> Any:
    """Return what the real class has under the name of something that makes a stand-in work."""
    for base in type.__getattribute__(cls, "__mro__"):
        if not isinstance(base, RemoteMeta) and name in vars(base):
            return getattr(base, name)
    raise AttributeError(f"type object {cls.__name__!r} has no attribute {name!r}")


def _signature_of(obj: Any, info: ClassInfo) -> Any:
    from .functions import signature

    try:
        return signature(info.peer.request("signature", obj))
    except (TypeError, ValueError) as error:
        raise AttributeError("__signature__") from error


_REGISTER = abc.ABCMeta.register.__code__


def _is_registering() -> bool:
    """Return True if an abstract class just wants to know whether a registration would make a circle.

    To ask then would tell the other side of a class before it is what it is about to be.
    """
    frame: types.FrameType | None = sys._getframe(2)  # noqa: SLF001  # the interpreter's own way to look
    while frame is not None and frame.f_code.co_filename == _REGISTER.co_filename:
        if frame.f_code is _REGISTER:
            return True
        frame = frame.f_back
    return False


def _make_with_metaclass(metaclass: type, info: ClassInfo, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Make a class of a check's with a metaclass of the other side; `super()` in its methods finds it."""
    namespace = dict(args[2])
    cell = namespace.pop("__classcell__", None)
    made = info.peer.request("call", metaclass, (args[0], args[1], namespace), tuple(kwargs.items()))
    if cell is not None:
        cell.cell_contents = made
    return made


_NOTHING = object()
_TOLD_OF = frozenset({"__dict__", "__annotations__", "__signature__"})
_META_LOCAL = frozenset({"mro"})
_NEVER_REMOTE = frozenset({"__abstractmethods__", "__isabstractmethod__", "__set_name__", "__text_signature__"})
_SET_LOCALLY = frozenset({"__abstractmethods__", "__module__", "__qualname__", INFO, VIRTUAL})


def _getattribute(self: Any, name: str) -> Any:
    cls = type(self)
    info = info_of(cls)
    if info is None or name in _LOCAL or name[:4] == "_rw_":
        return object.__getattribute__(self, name)
    plan = info.plans.get(name)
    if plan is None:
        plan = info.plans[name] = _plan(cls, name)
    if plan == "local":
        return object.__getattribute__(self, name)
    if name == "__signature__" and info.peer.side == "checker":
        return _signature_of(self, info)
    if plan == "method":
        return types.MethodType(info.peer.stand_ins.method(cls, name), self)
    return info.peer.request("get", self, name)


def _setattr(self: Any, name: str, value: Any) -> None:
    info = info_of(type(self))
    if info is None or name[:4] == "_rw_":
        object.__setattr__(self, name, value)
        return
    info.peer.request("set", self, name, value)


def _delattr(self: Any, name: str) -> None:
    _peer(self).request("del", self, name)


def _peer(self: Any) -> Any:
    info = info_of(type(self))
    assert info is not None
    return info.peer


def _dir(self: Any) -> Any:
    return _peer(self).request("dir", self)


def _repr(self: Any) -> str:
    return str(_peer(self).request("repr", self))


def _copied(stand_in: Any) -> Any:
    return _peer(stand_in).request("copy", stand_in)


def _deepcopy(self: Any, _memo: Any) -> Any:
    return _peer(self).request("deepcopy", self)


_COPY = copy.copy.__code__
_unpickler: list[Any] = []


def _rebuild(data: bytes) -> Any:
    """Return the object that the other side makes from its own pickle."""
    return _unpickler[0].request("unpickle", data)


def _reduce_ex(self: Any, protocol: Any) -> Any:
    if sys._getframe(1).f_code is _COPY:  # noqa: SLF001  # a `__copy__` would tell `itertools.tee` that it can be copied
        return _copied, (self,)
    _unpickler[:] = [_peer(self)]
    return _rebuild, (_peer(self).request("pickle", self, int(protocol)),)


def finalize_there(self: Any, peer: Any) -> None:
    """Let the real object go at once, since it has a `__del__` whose effects somebody may look for."""
    if instance_ref(self) is not None and not peer.is_inside() and not peer.is_decoding():
        object.__setattr__(self, REF, None)
        with contextlib.suppress(NotNowError, ClosedError):
            peer.request("settle")


def revive_if_referred_to(self: Any) -> None:
    """Keep a stand-in alive, when it is about to die, for as long as the real object lives elsewhere.

    Only if somebody refers to it weakly: nobody else could tell.
    """
    info = info_of(type(self)) if isinstance(type(self), RemoteMeta) else None
    if info is not None and info.has_finalizer:
        finalize_there(self, info.peer)
    elif weakref.getweakrefcount(self) > 1:  # one of them is the channel's own
        ref = object.__getattribute__(self, REF)
        peer = _peer(self) if isinstance(type(self), RemoteMeta) else object.__getattribute__(self, "_rw_peer")
        peer.stand_ins.revive(self, ref)


def _hash(self: Any) -> int:
    try:
        return object.__getattribute__(self, HASH)  # type: ignore[no-any-return]  # set from an integer only
    except AttributeError:
        return object.__hash__(self)


def _bool(self: Any) -> bool:
    peer = _peer(self)
    return bool(peer.request("truth", self)) and not peer.stand_ins.distrusts(self)


def _forward_hash(self: Any) -> int:
    try:
        return object.__getattribute__(self, HASH)  # type: ignore[no-any-return]  # set from an integer only
    except AttributeError:
        return int(_peer(self).request("special", type(self), "__hash__", self, (), ()))


def _forward_eq(self: Any, other: Any) -> Any:
    peer = _peer(self)
    if peer.is_decoding():
        return True if self is other else NotImplemented
    return peer.stand_ins.equal(self, other)


def _forward_await(self: Any) -> Any:
    return _peer(self).await_remote(self).__await__()


ROOT: dict[str, Any] = {
    "__getattribute__": _getattribute,
    "__setattr__": _setattr,
    "__delattr__": _delattr,
    "__dir__": _dir,
    "__repr__": _repr,
    "__deepcopy__": _deepcopy,
    "__reduce_ex__": _reduce_ex,
    "__reduce__": lambda self: _reduce_ex(self, 2),
    "__del__": revive_if_referred_to,
    "__hash__": _hash,
    "__bool__": _bool,
}
"""What every stand-in class has that has no stand-in among its bases."""


def _getattr_of_error(self: Any, name: str) -> Any:
    origin = origin_of(self)
    if name[:2] == "__" or origin is None or origin.ref is None:
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
    return _peer(self).request("get", self, name)


def _setattr_of_error(self: Any, name: str, value: Any) -> None:
    for base in type(self).__mro__:
        info = info_of(base)
        if info is not None and info.members.get(name) == "p":
            info.peer.request("set", self, name, value)
            return
    BaseException.__setattr__(self, name, value)


ROOT_ERROR: dict[str, Any] = {"__getattr__": _getattr_of_error, "__setattr__": _setattr_of_error}
"""The same for exceptions, which are real ones with arguments and attributes of their own."""

_SPECIAL = {"__hash__": _forward_hash, "__await__": _forward_await, "__bool__": _bool}


def forward(cls: type, name: str) -> Callable[..., Any]:
    """Return the special method `name` of a stand-in class: what the class's own one does, not an override's."""
    if name in _SPECIAL:
        return _SPECIAL[name]
    if name == "__eq__":
        return _forward_eq

    def special(self: Any, /, *args: Any, **kwargs: Any) -> Any:
        return _peer(self).request("special", cls, name, self, args, tuple(kwargs.items()))

    special.__name__ = name
    return special


async def call_async_instance(self: Any, /, *args: Any, **kwargs: Any) -> Any:
    """Call an instance whose `__call__` is a coroutine function: frameworks look for that, ASGI applications have it."""
    return await _peer(self).request_async("amethod", self, "__call__", args, tuple(kwargs.items()))


def forward_meta(name: str) -> Callable[..., Any]:
    """Return the special method `name` for the metaclass of stand-ins (an Enum's `__iter__`)."""

    def special(cls: Any, /, *args: Any, **kwargs: Any) -> Any:
        info = info_of(cls)
        assert info is not None
        return info.peer.request("meta", cls, name, args, tuple(kwargs.items()))

    special.__name__ = name
    return special
