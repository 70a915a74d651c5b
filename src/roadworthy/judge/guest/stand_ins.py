"""Makes stand-ins for what the other side lends, and codes for what this side lends."""

from __future__ import annotations

import datetime
import enum
import importlib
import sys
import types
import weakref
from typing import Any, ClassVar

from . import fields, functions, mirror, raised, values
from . import globals as names
from .classes import LOCAL_BASES, ClassMaker
from .codec import Codec
from .deriving import Deriving
from .describe import describe_class, describe_function
from .equality import Equality
from .links import BY_TYPE
from .value_bases import VALUE_BASES
from .wire import ClosedError, NotNowError

_MOST_CLASSES = 20_000
"""Stand-in classes of one attempt; they are kept for ever, and each takes some kilobytes."""
_MOST_BASES = 100
_MOST_DEAD = 1_000_000
_NO_CROSSING = (types.FrameType, types.CodeType, types.CellType)


class StandIns:
    """One side's factory of stand-ins.

    Args:
        peer: The channel.
        own: Tells whether a module's objects are this side's own (the learner's, or the checks').
    """

    def __init__(self, peer: Any, own: Any) -> None:
        self._peer = peer
        self.is_own = own
        self._revived: dict[int, Any] = {}
        self._dead: set[int] = set()
        self._classes = ClassMaker(peer)
        self._deriving = Deriving(peer)
        self.derive = self._deriving.derive
        self.derive_here = self._deriving.derive_here
        self.class_changed = self._deriving.class_changed
        self.method = self._deriving.method
        self._handed_over: dict[int, type] = {}
        self._equality = Equality(peer)
        self.equal = self._equality.equal
        self.distrusts = self._equality.distrusts

    # --- what is a stand-in

    def ref_of(self, obj: Any) -> Any:
        """Return the Ref of a stand-in, or None for any other object."""
        cls = type(obj)
        if isinstance(obj, BaseException):
            return None  # packed with what became of it here
        if isinstance(cls, mirror.RemoteMeta):
            return mirror.instance_ref(obj)
        if cls in _WITH_REF:
            return obj._rw_ref
        twin = self._deriving.ref_of_twin(obj)
        if twin is not None:
            return twin
        if isinstance(obj, mirror.RemoteMeta):
            info = mirror.info_of(obj)
            return None if info is None else info.ref
        return None

    def is_handed_over(self, cls: type) -> bool:
        """Return True for a class that was itself handed over, and not just an instance of it."""
        return id(cls) in self._handed_over

    @staticmethod
    def _exception_ref(error: BaseException) -> Any:
        origin = raised.origin_of(error)
        return None if origin is None else origin.ref

    # --- out

    def pack_other(self, obj: Any, codec: Codec) -> Any:
        """Return the code of an object that is neither plain nor a container nor a stand-in."""
        cls = type(obj)
        if isinstance(obj, BaseException):
            ref = self._exception_ref(obj)
            if ref is not None:
                return raised.pack_returning(obj, ref, codec)
            return raised.pack_exception(obj, codec)
        if isinstance(obj, type):
            self._handed_over[id(obj)] = obj
            return self.pack_class(obj, codec)
        if cls is functions.RemoteMethod or cls is functions.VirtualMethod:
            return ["ua", codec.pack(obj._rw_owner), obj._rw_name]
        if cls is functions.RemoteMember:
            return ["raw", codec.pack(obj.owner), obj.name]
        if cls is fields.RemoteField:
            return ["fd", codec.pack(obj.owner()), obj.name]
        if cls is types.MethodType:
            return self._pack_bound(obj, codec)
        if cls is types.ModuleType or isinstance(obj, types.ModuleType):
            return self._pack_module(obj, codec)
        if isinstance(obj, _NO_CROSSING) or (codec.side == "checker" and names.is_of_the_judge(obj)):
            raise TypeError(f"a {cls.__name__} stays in its process")
        if cls is staticmethod or cls is classmethod:
            return ["sm" if cls is staticmethod else "cm", codec.pack(obj.__func__)]
        if cls is property and codec.side == "checker":
            return ["pr", codec.pack(obj.fget), codec.pack(obj.fset), codec.pack(obj.fdel)]
        if codec.side == "checker" and callable(obj):
            known = names.name_of(obj, names.is_shared)
            if known is not None:
                return ["G", *known]
        if isinstance(obj, enum.Enum) and self.is_own(cls.__module__) is False:
            code = self._class_by_name(cls, codec)
            if code is not None:
                return ["em", code, obj.name]
        if isinstance(obj, datetime.tzinfo) and self.is_own(cls.__module__) is False:
            fixed = values.fixed_zone(obj)
            if fixed is not None:
                return codec.pack(fixed)
        return self._lend(obj, cls, codec)

    def _lend(self, obj: Any, cls: type, codec: Codec) -> Any:
        ref_id, first = codec.lent.lend(obj)
        if first:
            codec.undelivered.append(ref_id)
        if cls is types.FunctionType:
            return ["F", ref_id, self._about(obj) if first else None]
        if cls in _DRIVEN:
            return [_DRIVEN[cls], ref_id]
        class_code = self.pack_class(cls, codec, of_instance=True)
        hashed = codec.hash_if_key(obj)
        kind = mirror_kind(cls)
        if kind is not None:
            link = codec.links.of(obj)
            if link is not None:
                return ["K", ref_id, class_code, hashed, link.id, kind.tag, None]
            link = codec.links.make(kind, obj)
            codec.announce(link)
            return ["K", ref_id, class_code, hashed, link.id, kind.tag, codec.pack_parts(link)]
        for base in VALUE_BASES:
            if isinstance(obj, base):
                return [
                    "V",
                    ref_id,
                    class_code,
                    hashed,
                    codec.pack(VALUE_BASES[base].plain(obj)),
                    isinstance(obj, enum.Enum),
                ]
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
        return ["F", ref_id, self._about(kept) if first else None]

    _bound: ClassVar[weakref.WeakValueDictionary[Any, Any]] = weakref.WeakValueDictionary()

    def _about(self, function: Any) -> dict[str, Any]:
        return describe_function(function, with_file=self._peer.side == "subject")

    def _pack_module(self, module: types.ModuleType, codec: Codec) -> Any:
        name = module.__name__
        if sys.modules.get(name) is not module and getattr(module, "rw_module_id", None) is not None:
            return ["h", module.rw_module_id]
        if sys.modules.get(name) is not module:
            raise TypeError(f"the module {name} stays in its process")
        if codec.side == "checker" and not (names.is_shared(name) or getattr(module, "__rw_module__", False)):
            raise TypeError(f"the checks' module {name} stays in its process")
        return ["M", name]

    def pack_class(self, cls: type, codec: Codec, *, of_instance: bool = False) -> Any:
        """Return the code of a class: by name if both sides have it, else lent with what the other side must know."""
        ref = self.ref_of(cls)
        if ref is not None:
            return ["h", ref.id]
        own = self.is_own(cls.__module__)
        by_name = None if of_instance else self._class_by_name(cls, codec)
        if by_name is not None:
            return by_name
        ref_id, first = codec.lent.lend(cls)
        if not first:
            return ["C", ref_id]
        codec.undelivered.append(ref_id)
        about = describe_class(cls, LOCAL_BASES, foreign=not own)
        bases = [self.pack_class(base, codec) for base in cls.__bases__] if own else []
        if not own:
            bases = [self.pack_class(base, codec) for base in cls.__mro__ if base in LOCAL_BASES][:1]
        return ["C", ref_id, about, bases]

    def _class_by_name(self, cls: type, codec: Codec) -> list[Any] | None:
        """Return the code of a class that both sides have, or None; lends nothing."""
        if self.is_own(cls.__module__) or not (codec.side == "checker" or names.nameable_by_subject(cls)):
            return None
        known = names.name_of(cls, names.is_shared if codec.side == "checker" else lambda _: True)
        return None if known is None else ["G", *known]

    # --- in

    def unpack_other(self, tag: str, code: list[Any], codec: Codec) -> Any:
        """Return the object for a code that `pack_other` made on the other side."""
        unpack = _UNPACK.get(tag)
        if unpack is None:
            raise ValueError("an unknown tag")
        return unpack(self, code, codec)

    def _borrow(self, ref_id: Any, codec: Codec) -> Any:
        if type(ref_id) is not int or ref_id < 0:
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
            if type(hashed) is int:
                object.__setattr__(known, mirror.HASH, hashed)
            return known
        info = mirror.info_of(cls) if isinstance(cls, mirror.RemoteMeta) else None
        if info is None or (hashed is not None and type(hashed) is not int) or issubclass(cls, BaseException):
            raise ValueError("an instance of no class")
        if tag == "V":
            value = codec.unpack(code[4])
            base = type(value)
            if base not in VALUE_BASES or not issubclass(cls, base):
                raise ValueError(f"a value of another type ({base.__name__} for {cls.__mro__})")
            obj = VALUE_BASES[base].make(cls, value)
        elif tag == "K":
            kind = mirror_kind(cls)
            if kind is None or kind.tag != code[5]:
                raise ValueError("a container of another type")
            obj = kind.base.__new__(cls)
        else:
            if issubclass(cls, (*VALUE_BASES, *BY_TYPE)):
                raise ValueError("a value without its value")
            obj = object.__new__(cls)
        for_ever = bool(code[-1]) if tag in "Vr" else False
        object.__setattr__(obj, mirror.REF, codec.borrowed.ref(ref_id))
        if hashed is not None:
            object.__setattr__(obj, mirror.HASH, hashed)
        if info.weakrefable or for_ever:
            codec.borrowed.keep(ref_id, obj, for_ever=for_ever)
        else:
            codec.borrowed.pin(ref_id, obj)
        if tag == "K":
            if code[6] is None:
                raise ValueError("a container without its contents")
            codec.adopt(kind, code[4], obj, code[6])
        return obj

    def _unpack_function(self, code: list[Any], codec: Codec) -> Any:
        known = self._borrow(code[1], codec)
        if known is None:
            known = functions.RemoteFunction(self._peer, codec.borrowed.ref(code[1]), _about(code[2]))
            codec.borrowed.keep(code[1], known)
        return known

    def _unpack_driven(self, code: list[Any], codec: Codec) -> Any:
        tag, ref_id = code
        known = self._borrow(ref_id, codec)
        if known is None:
            made = functions.RemoteGenerator if tag == "g" else functions.RemoteCoroutine
            known = made(self._peer, codec.borrowed.ref(ref_id))
            codec.borrowed.keep(ref_id, known)
        return known

    def _unpack_class(self, code: list[Any], codec: Codec) -> Any:
        known = self._borrow(code[1], codec)
        if known is not None:
            return known
        _, ref_id, about, base_codes = code
        if len(base_codes) > _MOST_BASES or codec.borrowed.classes > _MOST_CLASSES:
            raise ValueError("too many classes")
        bases = [codec.unpack(base) for base in base_codes]
        if not all(isinstance(base, type) for base in bases):
            raise ValueError("bases that are no classes")
        known = self._classes.same_error_here(about, bases)
        cls = known or self._classes.make(codec.borrowed.ref(ref_id), about, bases)
        codec.borrowed.keep(ref_id, cls, for_ever=True)
        return cls

    # --- weak references

    def revive(self, stand_in: Any, ref: Any) -> None:
        """Keep a dying stand-in, to which somebody refers weakly, if the real object lives on."""
        try:
            if self._peer.request("weaken", ref.id, ref.uses) and ref.id not in self._dead:
                self._revived[ref.id] = stand_in
                self._peer.codec.borrowed.keep(ref.id, stand_in)
        except (NotNowError, ClosedError):
            return

    def forget(self, ref_id: int) -> None:
        """Let a revived stand-in go: the real object has died."""
        if type(ref_id) is not int:
            raise ValueError("not an id")
        if self._revived.pop(ref_id, None) is None:
            self._dead.add(ref_id)  # the news came before the answer to `revive`
            if len(self._dead) > _MOST_DEAD:
                raise ValueError("news of too many deaths")


def mirror_kind(cls: type) -> Any:
    """Return the container kind that a stand-in class derives from, or None."""
    for base in cls.__mro__:
        if base in BY_TYPE:
            return BY_TYPE[base]
    return None


def _about(described: Any) -> dict[str, Any] | None:
    if described is None:
        return None  # described before, but that stand-in is gone: asked for again when it matters
    if not isinstance(described, dict) or described.keys() != _ABOUT_KEYS:
        raise ValueError("not a function's description")
    texts = all(type(described[key]) is str for key in _ABOUT_TEXTS)
    maybe = all(type(described[key]) in (str, type(None)) for key in ("module", "doc"))
    numbers = all(type(described[key]) is int and 0 <= described[key] < _INT32 for key in ("flags", "line"))
    if not (texts and maybe and numbers) or "\0" in described["name"] + described["file"]:
        raise ValueError("not a function's description")
    return described


def _describe_nothing() -> None: ...


_ABOUT_KEYS = describe_function(_describe_nothing, with_file=True).keys()
_ABOUT_TEXTS = ("name", "qualname", "kind", "file")
_INT32 = 1 << 31
_WITH_REF = frozenset({functions.RemoteFunction, functions.RemoteGenerator, functions.RemoteCoroutine})
_DRIVEN = {types.GeneratorType: "g", types.CoroutineType: "co"}


def _unpack_class_member(_: StandIns, code: list[Any], codec: Codec) -> Any:
    """A name of a class of this side: the function itself, or (raw) what the class holds under it."""
    cls, name = codec.unpack(code[1]), code[2]
    if codec.side == "checker":
        function = vars(cls).get(name) if type(name) is str and isinstance(cls, type) and codec.lent.has(cls) else None
        kept = codec.originals.get((id(cls), name))
        function = function if kept is None else kept[0]
        if type(function) is not types.FunctionType:
            raise ValueError("the checks' classes are not taken apart")
        codec.members[id(function)] = function
        return function
    kept = codec.originals.get((id(cls), name))
    if kept is not None:
        return kept[0]
    return vars(cls)[name] if code[0] == "raw" else getattr(cls, name)


def _unpack_field(_: StandIns, code: list[Any], codec: Codec) -> Any:
    return fields.of(codec.unpack(code[1]), code[2])


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
    if not callable(function):
        raise ValueError("not a method")
    return types.MethodType(function, instance)


def _unpack_enum_member(_: StandIns, code: list[Any], codec: Codec) -> Any:
    cls = codec.unpack(code[1])
    if not (isinstance(cls, type) and issubclass(cls, enum.Enum)):
        raise ValueError("not an enumeration")
    return cls[code[2]]


def _unpack_descriptor(_: StandIns, code: list[Any], codec: Codec) -> Any:
    if code[0] == "pr" and codec.side == "checker":
        raise ValueError("a property, which only checks hand over")
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
    "xh": lambda _, code, codec: raised.unpack_returning(code, codec),
    "xb": lambda _, code, codec: raised.unpack_begun(code, codec),
    "ua": _unpack_class_member,
    "raw": _unpack_class_member,
    "fd": _unpack_field,
    "M": _unpack_module,
    "bm": _unpack_bound,
    "em": _unpack_enum_member,
    "sm": _unpack_descriptor,
    "cm": _unpack_descriptor,
    "pr": _unpack_descriptor,
}
