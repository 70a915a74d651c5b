"""What the owner of a class or function tells the other side about it, so that a stand-in can be made."""

from __future__ import annotations

import abc
import functools
import inspect
import sys
import types
from typing import Any

from . import fields
from .globals import ABC_MODULES

OPERATORS = frozenset(
    f"__{name}__"
    for name in [
        "add",
        "sub",
        "mul",
        "matmul",
        "truediv",
        "floordiv",
        "mod",
        "divmod",
        "pow",
        "lshift",
        "rshift",
        "and",
        "xor",
        "or",
        "radd",
        "rsub",
        "rmul",
        "rmatmul",
        "rtruediv",
        "rfloordiv",
        "rmod",
        "rdivmod",
        "rpow",
        "rlshift",
        "rrshift",
        "rand",
        "rxor",
        "ror",
        "iadd",
        "isub",
        "imul",
        "imatmul",
        "itruediv",
        "ifloordiv",
        "imod",
        "ipow",
        "ilshift",
        "irshift",
        "iand",
        "ixor",
        "ior",
        "neg",
        "pos",
        "abs",
        "invert",
        "int",
        "float",
        "complex",
        "index",
        "round",
        "trunc",
        "floor",
        "ceil",
        "lt",
        "le",
        "eq",
        "ne",
        "gt",
        "ge",
        "hash",
        "bool",
        "len",
        "length_hint",
        "iter",
        "next",
        "reversed",
        "contains",
        "getitem",
        "setitem",
        "delitem",
        "missing",
        "call",
        "enter",
        "exit",
        "await",
        "aiter",
        "anext",
        "aenter",
        "aexit",
        "str",
        "repr",
        "format",
        "bytes",
        "fspath",
        "copy",
        "deepcopy",
    ]
)
"""Special methods that a stand-in forwards if the class has them; `object`'s own versions do not count."""

META_OPERATORS = frozenset(
    f"__{name}__"
    for name in [
        "iter",
        "len",
        "contains",
        "getitem",
        "reversed",
        "call",
        "bool",
        "add",
        "or",
        "and",
        "eq",
        "lt",
        "repr",
        "str",
    ]
)
_PLAIN_METACLASSES: tuple[type, ...] = (type, abc.ABCMeta)


def function_kind(function: Any) -> str:
    """Return "a" for a coroutine function, "" for any other callable."""
    return "a" if inspect.iscoroutinefunction(function) else ""


def describe_function(function: Any, *, with_file: bool) -> dict[str, Any]:
    """Return name, doc, kind and place of a function; its file only if the other side may know it."""
    code = getattr(function, "__code__", None)
    return {
        "name": str(function.__name__),
        "qualname": str(function.__qualname__),
        "module": _text(function.__module__),
        "doc": _text(function.__doc__),
        "kind": function_kind(function),
        "flags": code.co_flags if code else 0,
        "file": code.co_filename if code and with_file else "",
        "line": code.co_firstlineno if code else 0,
        "counts": [code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount] if code else [0, 0, 0],
        "variables": list(code.co_varnames) if code else [],
    }


def _text(value: Any) -> str | None:
    return value if type(value) is str else None


def _operators_of(cls: type, local_bases: frozenset[type]) -> list[str]:
    found: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        if base is object or base in local_bases:
            continue
        found.update((name, value) for name, value in vars(base).items() if name in OPERATORS)
    return sorted(name for name, value in found.items() if value is not None)


def _members(cls: type) -> dict[str, str]:
    """Return each name of a class's own: "f"unction (with kind), "s"tatic, "c"lass method, "p"roperty, "d"ata; "!" abstract."""
    members: dict[str, str] = {}
    for name, value in vars(cls).items():
        if isinstance(value, types.FunctionType):
            kind = "f" + function_kind(value)
        elif isinstance(value, staticmethod):
            kind = "s" + function_kind(value.__func__)
        elif isinstance(value, classmethod):
            kind = "c" + function_kind(value.__func__)
        elif isinstance(value, property):
            kind = "p"
        else:
            kind = "d"
        if kind == "d":
            abstract = name in getattr(cls, "__abstractmethods__", ())
        else:
            abstract = getattr(value, "__isabstractmethod__", False)
        members[name] = kind + ("!" if abstract else "")
    return members


@functools.cache
def _abstract_classes(loaded: tuple[str, ...]) -> list[tuple[str, str, type]]:
    """Return the abstract classes of modules: module, name, class."""
    return [
        (module, name, abstract)
        for module in loaded
        for name, abstract in vars(sys.modules[module]).items()
        if isinstance(abstract, type) and type(abstract) is abc.ABCMeta and name[0].isupper()
    ]


def _registered_with(cls: type) -> list[list[str]]:
    """Return the standard library's abstract classes that a class belongs to without deriving from them."""
    found = []
    for module, name, abstract in _abstract_classes(tuple(filter(sys.modules.__contains__, ABC_MODULES))):
        if abstract not in cls.__mro__:
            try:
                belongs = issubclass(cls, abstract)
            except TypeError:
                continue
            if belongs:
                found.append([module, name])
    return found


def _calls_asynchronously(cls: type) -> bool:
    """Return True if calling an instance makes a coroutine, as calling an ASGI application does."""
    found = next((vars(base)["__call__"] for base in cls.__mro__ if "__call__" in vars(base)), None)
    return inspect.iscoroutinefunction(found)


def asks(cls: type) -> bool:
    """Return True if `isinstance` with the class runs code of its metaclass, which only its own side has."""
    plain = type(type(cls)) is type and type(cls).__instancecheck__ is type.__instancecheck__
    return not plain and not issubclass(cls, BaseException)


def describe_class(cls: type, local_bases: frozenset[type], *, foreign: bool) -> dict[str, Any]:
    """Return what the other side needs for a stand-in class.

    Args:
        cls: The class.
        local_bases: Types whose instances' contents travel along, so that their methods run where the stand-in is.
        foreign: True if it is not the owner's own but some library's; the other side may have it as well.
    """
    metaclass = type(cls)
    meta_operators: set[str] = set()
    if metaclass not in _PLAIN_METACLASSES:
        for base in type.mro(metaclass):
            if base not in (*_PLAIN_METACLASSES, object):
                meta_operators |= META_OPERATORS & set(vars(base))
    return {
        "name": str(cls.__name__),
        "qualname": str(cls.__qualname__),
        "module": _text(cls.__module__),
        "doc": _text(cls.__doc__),
        "foreign": foreign,
        "members": {} if foreign else _members(cls),
        "operators": _operators_of(cls, local_bases),
        "blocked": sorted(name for name, value in vars(cls).items() if value is None and name in OPERATORS),
        "meta": sorted(meta_operators),
        "async_call": _calls_asynchronously(cls),
        "is_metaclass": issubclass(cls, type),
        "metaclass": metaclass.__name__,
        "fields": None if foreign else fields.describe(cls),
        "abcs": [] if foreign else _registered_with(cls),
        "asks": asks(cls),
        "finalizer": not foreign and hasattr(cls, "__del__"),
        "match": list(getattr(cls, "__match_args__", ())) if not foreign else [],
    }
