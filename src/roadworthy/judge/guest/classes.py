"""Makes stand-in classes from what their owners tell about the real ones."""

from __future__ import annotations

import abc
import array
from collections.abc import Mapping, Sequence
from typing import Any

from . import fields, functions, mirror, values
from . import globals as names
from .describe import META_OPERATORS, OPERATORS
from .links import BY_TYPE
from .value_bases import VALUE_BASES

_NO_SLOTS = frozenset({int, tuple, bytes})
"""Types of variable size: their subclasses can have neither slots nor weak references."""
_BUILTIN_EXCEPTIONS = frozenset(
    cls for cls in vars(__import__("builtins")).values() if isinstance(cls, type) and issubclass(cls, BaseException)
)
LOCAL_BASES = frozenset({*VALUE_BASES, *BY_TYPE, *_BUILTIN_EXCEPTIONS, dict, array.array})
"""Types whose instances' contents travel along, so that their methods run where the stand-in is."""
NOT_MEMBERS = frozenset(
    {"__new__", "__getattribute__", "__getattr__", "__setattr__", "__delattr__", "__del__", "__reduce__"}
    | {"__reduce_ex__", "__class__"}
)
"""Special methods that a stand-in class never takes over: they would run where the stand-in is."""


class ClassMaker:
    """Makes stand-in classes of one side.

    Args:
        peer: The channel.
    """

    def __init__(self, peer: Any) -> None:
        self._peer = peer

    @staticmethod
    def same_error_here(about: dict[str, Any], bases: list[type]) -> type | None:
        """Return a library's exception class as this side has it, so that `except` and `raises` find it."""
        if not about["foreign"] or not any(issubclass(base, BaseException) for base in bases):
            return None
        try:
            return names.resolve(about["module"], about["qualname"], trusted=False)  # type: ignore[no-any-return]  # a class, else it raises
        except ValueError:
            return None

    def make(self, ref: Any, about: dict[str, Any], bases: list[type]) -> type:
        """Return a new stand-in class.

        Args:
            ref: The Ref of the real class.
            about: What `describe_class` told about it.
            bases: Its bases: stand-ins, or classes that this side has.

        Raises:
            ValueError, TypeError, KeyError: What was told makes no sense.
        """
        kept, virtual = _sort_bases(bases)
        members = {str(name): str(kind) for name, kind in about["members"].items()}
        info = mirror.ClassInfo(self._peer, ref, members, pure=True, asks=bool(about["asks"] or about["is_metaclass"]))
        info.is_metaclass = bool(about["is_metaclass"])
        info.has_finalizer = bool(about["finalizer"])
        is_error = any(issubclass(base, BaseException) for base in kept)
        fixed_size = any(base in _NO_SLOTS for base in kept for base in base.__mro__)
        info.weakrefable = not (fixed_size or is_error)
        namespace: dict[str, Any] = {
            mirror.INFO: info,
            "__module__": about["module"],
            "__doc__": about["doc"],
            "__qualname__": str(about["qualname"]),
        }
        if not any(isinstance(base, mirror.RemoteMeta) for base in kept):
            self._add_root(namespace, kept, is_error=is_error)
        namespace.update(self._members(members))
        if about["fields"] is not None:
            namespace["__dataclass_fields__"] = fields.stand_ins(self._peer, about["fields"])
        if about["match"]:
            namespace["__match_args__"] = tuple(map(str, about["match"]))
        if about["foreign"]:
            real = _loaded(about["module"], about["qualname"])
            if real is not None and not (self._peer.side == "checker" and self._is_taboo(real)):
                info.real = real
                namespace["__class__"] = property(_class_of)
                if hasattr(real, "_asyncio_future_blocking"):  # awaited like any awaitable, not as a future of our loop
                    namespace["_asyncio_future_blocking"] = None
        if virtual:
            namespace["__init_subclass__"] = classmethod(_note_nothing)
            namespace["__del__"] = mirror.ROOT["__del__"]  # theirs would run here, with what a stand-in says of itself
        cls = self._create(about, kept, virtual, namespace)
        if about["fields"] is not None:
            fields.belong(namespace["__dataclass_fields__"], cls)
        for name in about["operators"]:
            if name in OPERATORS:
                is_async = name == "__call__" and about["async_call"]
                type.__setattr__(cls, name, mirror.call_async_instance if is_async else mirror.forward(cls, name))
        for name in about["blocked"]:
            if name in OPERATORS:
                type.__setattr__(cls, name, None)
        if kept == (object,) and "__init__" not in members:
            type.__setattr__(cls, "__init__", mirror.forward(cls, "__init__"))
        for module, qualname in about["abcs"]:
            abstract = names.look_up_class(str(module), str(qualname)) if module in names.ABC_MODULES else None
            if isinstance(abstract, abc.ABCMeta) and not isinstance(abstract, mirror.RemoteMeta):
                abstract.register(cls)
        for name in members:
            member = type.__getattribute__(cls, "__dict__").get(name)
            if type(member) in (functions.RemoteMethod, functions.RemoteMember):
                member.set_owner(cls)
        return cls  # type: ignore[no-any-return]  # made by a metaclass of ours

    def _is_taboo(self, real: type) -> bool:
        """Return True for classes that no object of the subject's shall seem to have: pytest's, ours, the checks'."""
        module = real.__module__
        return names.is_of_the_judge(real) or real.__name__ == "SkipTest" or self._peer.stand_ins.is_own(module)

    def _create(
        self, about: dict[str, Any], kept: tuple[type, ...], virtual: tuple[type, ...], namespace: dict[str, Any]
    ) -> Any:
        """Make the class; without the bases that cannot be had together in the way instances are laid out here."""
        metaclass: Any = self._metaclass(about, kept)
        name = str(about["name"])
        for bases, seen in ((kept, virtual), (kept, ()), (kept[:1], ()), ((object,), ())):
            try:
                made = metaclass(name, bases, namespace)
                if seen:  # only now, since what their `__init_subclass__` does has been done to the real class
                    for pattern in {Sequence, Mapping}.intersection(seen):  # so that `match` takes it for one
                        pattern.register(made)
                    type.__setattr__(made, mirror.VIRTUAL, seen)
                    type.__setattr__(made, "__bases__", bases)
            except TypeError as error:
                failure = error
                continue
            for base in virtual:
                if base not in seen and isinstance(base, abc.ABCMeta):
                    base.register(made)
            return made
        raise ValueError("a class that cannot be made") from failure

    @staticmethod
    def _add_root(namespace: dict[str, Any], kept: tuple[type, ...], *, is_error: bool) -> None:
        """Add what makes instances stand-ins. No slots: a class can have two bases with a `__dict__`, not with slots."""
        if is_error:
            namespace.update(mirror.ROOT_ERROR)
            return
        root = dict(mirror.ROOT)
        if kept != (object,):
            for name in ("__repr__", "__bool__", "__hash__"):  # the value that the stand-in holds knows better
                del root[name]
        namespace.update(root)

    def _members(self, members: dict[str, str]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, kind in members.items():
            if name in OPERATORS or name in NOT_MEMBERS or name[:4] == "_rw_" or (name[:2] == "__" and kind[0] != "f"):
                continue
            if kind[0] == "f":
                made[name] = functions.RemoteMethod(self._peer, object, name, abstract=kind.endswith("!"))
            else:
                made[name] = functions.RemoteMember(self._peer, object, name, abstract=kind.endswith("!"))
        return made

    @staticmethod
    def _metaclass(about: dict[str, Any], kept: tuple[type, ...]) -> type:
        """Return the metaclass for a stand-in class: that of its bases, with what the real one adds."""
        known: type = mirror.RemoteMeta
        for base in kept:
            if issubclass(type(base), known):
                known = type(base)
        operators = {name: mirror.forward_meta(name) for name in about["meta"] if name in META_OPERATORS}
        if all(name in vars(above) for name in operators for above in known.__mro__[:1]):
            return known
        return type(str(about["metaclass"]), (known,), operators)


def _sort_bases(bases: list[type]) -> tuple[tuple[type, ...], tuple[type, ...]]:
    """Return the bases that a stand-in class really derives from, and those that only `isinstance` should find."""
    kept: list[type] = []
    virtual: list[type] = []
    for given in bases:
        info = mirror.info_of(given) if isinstance(given, mirror.RemoteMeta) else None
        base = given if info is None or info.real is None else info.real
        if isinstance(base, mirror.RemoteMeta) or base in LOCAL_BASES or issubclass(base, BaseException):
            kept.append(base)
            continue
        for ancestor in base.__mro__:
            if ancestor in LOCAL_BASES:
                kept.append(ancestor)
                break
            if ancestor is not object and ancestor not in virtual:
                virtual.append(ancestor)
    return tuple(dict.fromkeys(kept)) or (object,), tuple(virtual)


def _loaded(module: Any, qualname: Any) -> type | None:
    """Return the class of a library as this process has it, for `__class__`; never a type that travels as a value."""
    try:
        found = names.look_up_class(module, qualname)
    except (KeyError, AttributeError, TypeError):
        found = names.TYPE_BY_NAME.get(qualname)
    if not isinstance(found, type) or issubclass(found, (*values.VALUE_TYPES, *BY_TYPE, *VALUE_BASES, type)):
        return None
    return found


def _note_nothing(_: type, /, **_kwargs: Any) -> None:
    """Stand before what a library's class does for each new subclass: that has been done to the real one."""


def _class_of(obj: Any) -> type:
    """Return the class that an instance of a library's class seems to have; a subclass's instance has its own."""
    cls = type(obj)
    info = mirror.info_of(cls)
    return cls if info is None or info.real is None else info.real
