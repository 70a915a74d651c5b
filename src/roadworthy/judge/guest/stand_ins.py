"""Makes stand-ins for what the other side lends, and codes for what this side lends."""

from __future__ import annotations

import array
import enum
import importlib
import sys
import types
import weakref
from typing import Any

from . import functions, mirror, raised, values
from . import globals as names
from .codec import Codec
from .describe import describe_class, describe_function
from .equality import Equality
from .links import BY_TYPE, KINDS

_BUILTIN_EXCEPTIONS = frozenset(
    cls for cls in vars(__import__("builtins")).values() if isinstance(cls, type) and issubclass(cls, BaseException)
)
_VALUE_BASES = (bool, int, float, complex, str, bytes, tuple, frozenset)
_LOCAL_BASES = frozenset({*_VALUE_BASES, *BY_TYPE, *_BUILTIN_EXCEPTIONS, dict, array.array})
_NOT_MEMBERS = frozenset({"__new__", "__getattribute__", "__getattr__", "__setattr__", "__delattr__", "__del__"})
_NO_CROSSING = (types.FrameType, types.CodeType, types.CellType)


class StandIns:
    """One side's factory of stand-ins.

    Args:
        peer: The channel.
        own: Tells whether a module's objects are this side's own (the learner's, or the checks').
    """

    def __init__(self, peer: Any, own: Any) -> None:
        self._peer = peer
        self._own = own
        self._drivers: weakref.WeakKeyDictionary[Any, Any] = weakref.WeakKeyDictionary()
        self._packing: set[int] = set()
        self._asked: dict[type, bool] = {}
        self._equality = Equality(peer)
        self.equal = self._equality.equal
        self.distrusts = self._equality.distrusts

    # --- what is a stand-in

    def ref_of(self, obj: Any) -> Any:
        """Return the Ref of a stand-in, or None for any other object."""
        cls = type(obj)
        if isinstance(cls, mirror.RemoteMeta):
            return mirror.instance_ref(obj) if not issubclass(cls, BaseException) else self._exception_ref(obj)
        if cls is functions.RemoteFunction or cls is functions.RemoteSteps:
            return obj._rw_ref
        if isinstance(obj, mirror.RemoteMeta):
            info = mirror.info_of(obj)  # type: ignore[arg-type]  # an instance of RemoteMeta is a class
            return None if info is None else info.ref
        if isinstance(obj, BaseException):
            return self._exception_ref(obj)
        if cls in _DRIVEN:
            return self._drivers.get(obj)
        return None

    @staticmethod
    def _exception_ref(error: BaseException) -> Any:
        origin = raised.origin_of(error)
        return None if origin is None else origin.ref

    # --- out

    def pack_other(self, obj: Any, codec: Codec) -> Any:
        """Return the code of an object that is neither plain nor a container nor a stand-in."""
        cls = type(obj)
        if isinstance(obj, BaseException):
            if id(obj) in self._packing:
                return None  # a chain of causes that bites its tail
            self._packing.add(id(obj))
            try:
                return raised.pack_exception(obj, codec)
            finally:
                self._packing.discard(id(obj))
        if isinstance(obj, type):
            return self._pack_class(obj, codec)
        if cls is functions.RemoteMethod or cls is functions.VirtualMethod:
            return ["ua", codec.pack(obj._rw_owner), obj._rw_name]
        if cls is functions.RemoteMember:
            return ["raw", codec.pack(obj.owner), obj.name]
        if cls is types.MethodType:
            return self._pack_bound(obj, codec)
        if cls is types.ModuleType or isinstance(obj, types.ModuleType):
            return self._pack_module(obj, codec)
        if isinstance(obj, _NO_CROSSING):
            raise TypeError(f"a {cls.__name__} stays in its process")
        if cls is staticmethod or cls is classmethod:
            return ["sm" if cls is staticmethod else "cm", codec.pack(obj.__func__)]
        if cls is property and codec.side == "checker":
            return ["pr", codec.pack(obj.fget), codec.pack(obj.fset), codec.pack(obj.fdel)]
        if codec.side == "checker" and callable(obj):
            known = names.name_of(obj, names.is_shared)
            if known is not None:
                return ["G", *known]
        if isinstance(obj, enum.Enum) and self._own(cls.__module__) is False:
            code = self._pack_class(cls, codec)
            if code[0] == "G":
                return ["em", code, obj.name]
        return self._lend(obj, cls, codec)

    def _lend(self, obj: Any, cls: type, codec: Codec) -> Any:
        ref_id, first = codec.lent.lend(obj)
        if first:
            codec.undelivered.append(ref_id)
        if cls is types.FunctionType:
            return ["F", ref_id, describe_function(obj) if first else None]
        if cls in _DRIVEN:
            return [_DRIVEN[cls], ref_id, obj.__name__]
        class_code = self._pack_class(cls, codec, of_instance=True)
        hashed = codec.hash_if_key(obj)
        for kind in KINDS:
            if isinstance(obj, kind.base):
                link = codec.links.of(obj)
                if link is not None:
                    return ["K", ref_id, class_code, hashed, link.id, kind.tag, None]
                link = codec.links.make(kind, obj)
                codec.announce(link)
                return ["K", ref_id, class_code, hashed, link.id, kind.tag, codec.pack_parts(link)]
        for base in _VALUE_BASES:
            if isinstance(obj, base):
                return ["V", ref_id, class_code, hashed, codec.pack(_plain(base, obj)), isinstance(obj, enum.Enum)]
        return ["r", ref_id, class_code, hashed, isinstance(obj, enum.Enum)]

    def _pack_bound(self, method: types.MethodType, codec: Codec) -> Any:
        function, instance = method.__func__, method.__self__
        if isinstance(function, functions.RemoteFunction) or codec.side == "subject":
            return ["bm", codec.pack(function), codec.pack(instance)]
        return self._lend_callable(method, codec)

    def _lend_callable(self, function: Any, codec: Codec) -> Any:
        """Lend a bound method of the checks: callable, but no way to the object it is bound to."""
        key = (id(function.__self__), function.__name__)
        kept = self._bound.get(key)
        if kept is None or kept != function:
            kept = self._bound[key] = function
        ref_id, first = codec.lent.lend(kept)
        if first:
            codec.undelivered.append(ref_id)
        return ["F", ref_id, describe_function(kept) if first else None]

    _bound: weakref.WeakValueDictionary[Any, Any] = weakref.WeakValueDictionary()

    def _pack_module(self, module: types.ModuleType, codec: Codec) -> Any:
        name = module.__name__
        if sys.modules.get(name) is not module:
            raise TypeError(f"the module {name} stays in its process")
        if codec.side == "checker" and not (names.is_shared(name) or getattr(module, "__rw_module__", False)):
            raise TypeError(f"the checks' module {name} stays in its process")
        return ["M", name]

    def _pack_class(self, cls: type, codec: Codec, *, of_instance: bool = False) -> Any:
        ref = self.ref_of(cls)
        if ref is not None:
            return ["h", ref.id]
        own = self._own(cls.__module__)
        if not own and (codec.side == "checker" or names.nameable_by_subject(cls)) and not of_instance:
            known = names.name_of(cls, names.is_shared if codec.side == "checker" else lambda _: True)
            if known is not None:
                return ["G", *known]
        ref_id, first = codec.lent.lend(cls)
        if not first:
            return ["C", ref_id]
        codec.undelivered.append(ref_id)
        about = describe_class(cls, _LOCAL_BASES, foreign=not own)
        bases = [self._pack_class(base, codec) for base in cls.__bases__] if own else []
        if not own:
            bases = [self._pack_class(base, codec) for base in cls.__mro__ if base in _LOCAL_BASES][:1]
        return ["C", ref_id, about, bases]

    # --- in

    def unpack_other(self, tag: str, code: list[Any], codec: Codec) -> Any:
        """Return the object for a code that `pack_other` made on the other side."""
        unpack = _UNPACK.get(tag)
        if unpack is None:
            raise ValueError("an unknown tag")
        return unpack(self, code, codec)

    def _borrow(self, ref_id: Any, codec: Codec) -> Any:
        if type(ref_id) is not int:
            raise ValueError("not an id")
        known = codec.borrowed.get(ref_id)
        if known is not None:
            ref = self.ref_of(known)
            if ref is not None:
                ref.uses += 1
        return known

    def _unpack_instance(self, code: list[Any], codec: Codec) -> Any:
        tag, ref_id, class_code, hashed = code[:4]
        cls = codec.unpack(class_code)
        known = self._borrow(ref_id, codec)
        if known is not None:
            return known
        info = mirror.info_of(cls) if isinstance(cls, mirror.RemoteMeta) else None
        if info is None or (hashed is not None and type(hashed) is not int) or issubclass(cls, BaseException):
            raise ValueError("an instance of no class")
        if tag == "V":
            value = codec.unpack(code[4])
            base = type(value)
            if base not in _VALUE_BASES or not issubclass(cls, base):
                raise ValueError("a value of another type")
            obj = base.__new__(cls, value)
        elif tag == "K":
            kind = mirror_kind(cls)
            if kind is None or kind.tag != code[5]:
                raise ValueError("a container of another type")
            obj = kind.base.__new__(cls)
        else:
            if issubclass(cls, (*_VALUE_BASES, *BY_TYPE)):
                raise ValueError("a value without its value")
            obj = object.__new__(cls)
        for_ever = bool(code[-1]) if tag in "Vr" else False
        object.__setattr__(obj, mirror.REF, codec.borrowed.ref(ref_id))
        if hashed is not None:
            object.__setattr__(obj, mirror.HASH, hashed)
        if info.weakrefable or for_ever:
            codec.borrowed.keep(ref_id, obj, for_ever=for_ever)
        if tag == "K":
            if code[6] is None:
                raise ValueError("a container without its contents")
            codec.adopt(kind, code[4], obj, code[6])  # type: ignore[arg-type]  # checked above
        return obj

    def _unpack_function(self, code: list[Any], codec: Codec) -> Any:
        known = self._borrow(code[1], codec)
        if known is None:
            known = functions.RemoteFunction(self._peer, codec.borrowed.ref(code[1]), _about(code[2]))
            codec.borrowed.keep(code[1], known)
        return known

    def _unpack_driven(self, code: list[Any], codec: Codec) -> Any:
        tag, ref_id, name = code
        known = self._borrow(ref_id, codec)
        if known is not None:
            return known
        steps = functions.RemoteSteps(self._peer, codec.borrowed.ref(ref_id))
        driver: Any = functions.drive(steps) if tag == "g" else self._peer.await_remote(steps)
        driver.__name__ = str(name)
        self._drivers[driver] = steps._rw_ref
        codec.borrowed.keep(ref_id, driver)
        return driver

    def _unpack_class(self, code: list[Any], codec: Codec) -> Any:
        known = self._borrow(code[1], codec)
        if known is not None:
            return known
        _, ref_id, about, base_codes = code
        bases = [codec.unpack(base) for base in base_codes]
        if not all(isinstance(base, type) for base in bases):
            raise ValueError("bases that are no classes")
        cls = self._same_error_here(about, bases) or self._make_class(codec.borrowed.ref(ref_id), about, bases)
        codec.borrowed.keep(ref_id, cls, for_ever=True)
        return cls

    @staticmethod
    def _same_error_here(about: dict[str, Any], bases: list[type]) -> type | None:
        """Return a library's exception class as this side has it, so that `except` and `raises` find it."""
        if not about["foreign"] or not any(issubclass(base, BaseException) for base in bases):
            return None
        try:
            return names.resolve(about["module"], about["qualname"], trusted=False)  # type: ignore[no-any-return]  # a class, else it raises
        except ValueError:
            return None

    def _make_class(self, ref: Any, about: dict[str, Any], bases: list[type]) -> type:
        kept, virtual = _sort_bases(bases)
        members = {str(name): str(kind) for name, kind in about["members"].items()}
        info = mirror.ClassInfo(self._peer, ref, members, pure=True)
        is_error = any(issubclass(base, BaseException) for base in kept)
        fixed_size = any(issubclass(base, (int, tuple, bytes)) for base in kept)
        info.weakrefable = not (fixed_size or is_error)
        namespace: dict[str, Any] = {
            mirror.INFO: info,
            "__module__": about["module"],
            "__doc__": about["doc"],
            "__qualname__": str(about["qualname"]),
        }
        if not any(isinstance(base, mirror.RemoteMeta) for base in kept):
            self._add_root(namespace, kept, is_error=is_error, fixed_size=fixed_size)
        elif not is_error:
            namespace["__slots__"] = ()
        namespace.update(self._members(members))
        if about["fields"] is not None:
            namespace["__dataclass_fields__"] = mirror.dataclass_fields(about["fields"])
        if about["match"]:
            namespace["__match_args__"] = tuple(map(str, about["match"]))
        if about["foreign"]:
            real = _loaded(about["module"], about["qualname"])
            if real is not None:
                namespace["__class__"] = property(lambda _: real)
        if virtual:  # their methods count on a `__dict__`; without one the interpreter's garbage collector crashes
            namespace.pop("__slots__", None)
        metaclass: Any = self._metaclass(about)
        try:
            cls: Any = metaclass(str(about["name"]), kept, {**namespace, mirror.VIRTUAL: virtual})
        except TypeError:  # bases laid out in another way (those of `io`): the stand-in does without them
            cls = metaclass(str(about["name"]), kept, namespace)
        for name in about["operators"]:
            if name in mirror.OPERATORS:
                type.__setattr__(cls, name, mirror.forward(cls, name))
        if about["unhashable"]:
            type.__setattr__(cls, "__hash__", None)
        for name in members:
            member = type.__getattribute__(cls, "__dict__").get(name)
            if type(member) in (functions.RemoteMethod, functions.RemoteMember):
                member.set_owner(cls)
        return cls  # type: ignore[no-any-return]  # made by a metaclass of ours

    @staticmethod
    def _add_root(namespace: dict[str, Any], kept: tuple[type, ...], *, is_error: bool, fixed_size: bool) -> None:
        if is_error:
            namespace.update(mirror.ROOT_ERROR)
            return
        root = dict(mirror.ROOT)
        if kept != (object,):
            for name in ("__repr__", "__bool__", "__hash__"):  # the value that the stand-in holds knows better
                del root[name]
        namespace.update(root)
        if not fixed_size:
            namespace["__slots__"] = (mirror.REF, mirror.HASH, "__weakref__")

    def _members(self, members: dict[str, str]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, kind in members.items():
            if name in mirror.OPERATORS or name in _NOT_MEMBERS or (name[:2] == "__" and kind[0] != "f"):
                continue
            if kind[0] == "f":
                made[name] = functions.RemoteMethod(self._peer, object, name, abstract=kind.endswith("!"))
            else:
                made[name] = functions.RemoteMember(self._peer, object, name)
        return made

    @staticmethod
    def _metaclass(about: dict[str, Any]) -> type:
        if not about["meta"]:
            return mirror.RemoteMeta
        operators = {name: mirror.forward_meta(name) for name in about["meta"] if name in mirror.META_OPERATORS}
        return type(str(about["metaclass"]), (mirror.RemoteMeta,), operators)

    # --- classes that a check derives, changes or asks about

    def derive(self, derived: Any, bases: tuple[type, ...], namespace: dict[str, Any], kwargs: dict[str, Any]) -> None:
        """Have the real class made on the other side for a class statement here."""
        skipped = {"__module__", "__qualname__", "__classcell__", "__slots__", "__dict__", "__weakref__"}
        own = [(name, value) for name, value in namespace.items() if name not in skipped]
        ref_id = self._peer.request("subclass", derived.__name__, bases, own, kwargs)
        codec = self._peer.codec
        info = mirror.ClassInfo(self._peer, codec.borrowed.ref(ref_id), dict.fromkeys(namespace, "d"), pure=False)
        info.weakrefable = all(
            base_info.weakrefable for base_info in map(mirror.info_of, bases) if base_info is not None
        )
        type.__setattr__(derived, mirror.INFO, info)
        codec.borrowed.keep(ref_id, derived, for_ever=True)

    def class_changed(self, cls: type, name: str, value: Any) -> None:
        """Bring a stand-in class up to date after an attribute of the real one was set."""
        info = mirror.info_of(cls)
        assert info is not None
        if not info.pure:
            type.__setattr__(cls, name, value)
        elif name in mirror.OPERATORS:
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

    def asks_about(self, cls: type) -> bool:
        """Return True if `isinstance` with that class is for the other side to answer."""
        if cls not in self._asked:
            self._asked[cls] = bool(self._peer.request("asks", cls))
        return self._asked[cls]

    def unpickle(self, data: bytes) -> Any:
        """Return the object that the other side makes from its own pickle."""
        return self._peer.request("unpickle", data)


def _forget_plans(cls: type) -> None:
    for known in (cls, *type.__subclasses__(cls)):
        info = mirror.info_of(known)
        if info is not None:
            info.plans.clear()
            info.methods.clear()
        if known is not cls:
            _forget_plans(known)


def _plain(base: type, obj: Any) -> Any:
    """Return the plain value inside an instance of a subclass; only methods of the base type are called."""
    if base is tuple:
        return tuple(tuple.__iter__(obj))
    if base is str:
        return str.__str__(obj)
    if base is bytes:
        return bytes.__getitem__(obj, slice(None))
    if base is frozenset:
        return frozenset(frozenset.__iter__(obj))
    if base is complex:
        return complex(complex.__getattribute__(obj, "real"), complex.__getattribute__(obj, "imag"))
    return base.__pos__(obj) if base is not bool else obj  # type: ignore[attr-defined]  # int and float have it


def mirror_kind(cls: type) -> Any:
    """Return the container kind that a stand-in class derives from, or None."""
    for base in cls.__mro__:
        if base in BY_TYPE:
            return BY_TYPE[base]
    return None


def _sort_bases(bases: list[type]) -> tuple[tuple[type, ...], tuple[type, ...]]:
    """Return the bases that a stand-in class really derives from, and those that only `isinstance` should find."""
    kept: list[type] = []
    virtual: list[type] = []
    for base in bases:
        if isinstance(base, mirror.RemoteMeta) or base in _LOCAL_BASES or issubclass(base, BaseException):
            kept.append(base)
            continue
        for ancestor in base.__mro__:
            if ancestor in _LOCAL_BASES:
                kept.append(ancestor)
                break
            if ancestor is not object and ancestor not in virtual:
                virtual.append(ancestor)
    return tuple(dict.fromkeys(kept)) or (object,), tuple(virtual)


def _loaded(module: Any, qualname: Any) -> type | None:
    """Return the class of a library as this process has it, for `__class__`; never a type that travels as a value."""
    try:
        found = names.look_up(module, qualname)
    except (KeyError, AttributeError, TypeError):
        found = names.TYPE_BY_NAME.get(qualname)
    if not isinstance(found, type) or issubclass(found, (*values.VALUE_TYPES, *BY_TYPE, *_VALUE_BASES, type)):
        return None
    return found


def _about(described: Any) -> dict[str, Any] | None:
    if described is None:
        return None  # described before, but that stand-in is gone: asked for again when it matters
    if not isinstance(described, dict) or described.keys() != _ABOUT_KEYS:
        raise ValueError("not a function's description")
    return described


def _describe_nothing() -> None: ...


_ABOUT_KEYS = describe_function(_describe_nothing).keys()
_DRIVEN = {types.GeneratorType: "g", types.CoroutineType: "co"}


def _unpack_class_member(_: StandIns, code: list[Any], codec: Codec) -> Any:
    """A name of a class of this side: the function itself, or (raw) what the class holds under it."""
    if codec.side == "checker":
        raise ValueError("the checks' classes are not taken apart")
    cls, name = codec.unpack(code[1]), code[2]
    kept = codec.originals.get((cls, name))
    if kept is not None:
        return kept[0]
    return vars(cls)[name] if code[0] == "raw" else getattr(cls, name)


def _unpack_module(_: StandIns, code: list[Any], codec: Codec) -> Any:
    name = code[1]
    if type(name) is not str:
        raise ValueError("not a name")
    if codec.side == "subject":
        return importlib.import_module(name)
    module = sys.modules.get(name)
    if module is None or not (names.is_shared(name) or getattr(module, "__rw_module__", False)):
        raise ValueError("a module that the checks have not imported")
    return module


def _unpack_bound(_: StandIns, code: list[Any], codec: Codec) -> Any:
    function, instance = codec.unpack(code[1]), codec.unpack(code[2])
    if codec.side == "checker" and not isinstance(function, types.FunctionType):
        raise ValueError("not a method")
    return types.MethodType(function, instance)


def _unpack_enum_member(_: StandIns, code: list[Any], codec: Codec) -> Any:
    cls = codec.unpack(code[1])
    if not (isinstance(cls, type) and issubclass(cls, enum.Enum)):
        raise ValueError("not an enumeration")
    return cls[code[2]]


def _unpack_descriptor(_: StandIns, code: list[Any], codec: Codec) -> Any:
    makes = {"sm": staticmethod, "cm": classmethod, "pr": property}
    return makes[code[0]](*map(codec.unpack, code[1:]))


_UNPACK: dict[str, Any] = {
    "r": StandIns._unpack_instance,
    "V": StandIns._unpack_instance,
    "K": StandIns._unpack_instance,
    "F": StandIns._unpack_function,
    "C": StandIns._unpack_class,
    "g": StandIns._unpack_driven,
    "co": StandIns._unpack_driven,
    "x": lambda _, code, codec: raised.unpack_exception(code, codec),
    "ua": _unpack_class_member,
    "raw": _unpack_class_member,
    "M": _unpack_module,
    "bm": _unpack_bound,
    "em": _unpack_enum_member,
    "sm": _unpack_descriptor,
    "cm": _unpack_descriptor,
    "pr": _unpack_descriptor,
}
