"""Collecting checks before there is an attempt: what they import of the learner's is filled in afterwards.

Most check files only bind names of the learner's (`from cache import Cache`) and use them inside checks. Such a file can
be run, rewritten and collected once, for all attempts. In each attempt the bound names are replaced by the real
stand-ins, before any check runs. A file that does more with them while it is collected (derives a class, computes
parameters) is found out, and collected anew in each attempt.
"""

from __future__ import annotations

import gc
import importlib
import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Iterable, Sequence
from typing import Any

_COLLECTING = ("_pytest", "pluggy", "inspect", "_roadworthy_guest")
"""Modules that, while checks are collected, ask everything they meet for attributes; that there is none is answer enough."""
_OF_MODULES = frozenset({"__path__", "__spec__", "__loader__", "__package__", "__file__", "__name__", "__doc__"})


class Deferral:
    """What was bound while checks were collected.

    Attributes:
        used: Why the checks cannot be collected beforehand, or "".
        modules: Names of the learner's modules, in the order of their first import.
    """

    def __init__(self) -> None:
        self.used = ""
        self.modules: list[str] = []
        self._names: dict[int, tuple[Deferred, str, str]] = {}

    def bind(self, module: str, name: str) -> Deferred:
        """Return what stands for `module.name` for now."""
        placeholder = Deferred(self)
        self._names[id(placeholder)] = (placeholder, module, name)
        return placeholder

    def use(self, how: str) -> None:
        """Note that something was used, and how."""
        self.used = self.used or how

    def is_fillable(self, namespaces: Iterable[dict[str, Any]]) -> bool:
        """Return True if every name is bound in these namespaces only."""
        if self.used:
            return False
        known = {id(namespace) for namespace in namespaces}
        placeholders: list[Any] = [entry[0] for entry in self._names.values()]
        placeholders += [sys.modules[name] for name in self.modules if type(sys.modules.get(name)) is DeferredModule]
        ours = {id(entry) for entry in self._names.values()} | {id(placeholders), id(sys.modules)}
        parents = {id(vars(one)) for one in placeholders if type(one) is DeferredModule}
        for placeholder in placeholders:
            for referrer in gc.get_referrers(placeholder):
                if isinstance(referrer, types.FrameType) or id(referrer) in ours | parents | known:
                    continue
                self.use("a name of the learner's is kept elsewhere than in a check file's globals")
                return False
        return True

    def fill(self, namespaces: Iterable[dict[str, Any]]) -> None:
        """Import the learner's modules and replace what stands for their names; raises what importing raises."""
        for name in self.modules:
            sys.modules.pop(name, None)
        for name in self.modules:
            importlib.import_module(name)
        for namespace in namespaces:
            for key, value in list(namespace.items()):
                if type(value) is DeferredModule:
                    namespace[key] = sys.modules[object.__getattribute__(value, "__name__")]
                elif type(value) is Deferred:
                    _, module, name = self._names[id(value)]
                    namespace[key] = _named(module, name)


def _named(module: str, name: str) -> Any:
    try:
        return getattr(sys.modules[module], name)
    except AttributeError:
        if hasattr(sys.modules[module], "__path__"):
            try:
                return importlib.import_module(f"{module}.{name}")
            except ModuleNotFoundError as error:
                if error.name != f"{module}.{name}":
                    raise
        where = getattr(sys.modules[module], "__file__", None) or "unknown location"
        message = f"cannot import name {name!r} from {module!r} ({where})"
        raise ImportError(message, name=module, path=where) from None


def _is_collecting() -> bool:
    """Return True if the caller's caller is part of what collects checks."""
    module = str(sys._getframe(2).f_globals.get("__name__", ""))  # noqa: SLF001  # who asks decides
    return module.partition(".")[0] in _COLLECTING


class Deferred:
    """Stands for a name of the learner's; whatever is done with it is noted."""

    __slots__ = ("__weakref__", "_deferral")
    _deferral: Deferral

    def __init__(self, deferral: Deferral) -> None:
        object.__setattr__(self, "_deferral", deferral)

    def __getattribute__(self, name: str) -> Any:
        if name == "__class__":
            return Deferred
        if not _is_collecting():
            object.__getattribute__(self, "_deferral").use(f"its {name} is asked for")
        raise AttributeError(name)

    def __setattr__(self, name: str, value: Any) -> None:
        object.__getattribute__(self, "_deferral").use(f"its {name} is set")


def _noting(operator: str) -> Any:
    def use(self: Deferred, *_args: Any, **_kwargs: Any) -> Any:
        object.__getattribute__(self, "_deferral").use(f"{operator} is applied to it")
        raise TypeError("the learner's code is not there yet")

    return use


for _operator in (
    "call", "iter", "next", "len", "bool", "getitem", "setitem", "contains", "eq", "ne", "lt", "le", "gt", "ge", "hash",
    "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "and", "or", "xor", "invert", "neg", "pos", "radd", "ror",
    "enter", "exit", "aenter", "await", "aiter", "index", "int", "float", "str", "repr", "format", "mro_entries",
    "instancecheck", "subclasscheck", "set_name", "get", "dir", "reversed", "fspath", "copy", "deepcopy", "reduce_ex",
):  # fmt: skip
    setattr(Deferred, f"__{_operator}__", _noting(f"__{_operator}__"))


class DeferredModule(types.ModuleType):
    """Stands for a module of the learner's."""

    def __getattribute__(self, name: str) -> Any:
        namespace = object.__getattribute__(self, "__dict__")
        if name in namespace or name in ("__class__", "__dict__"):
            return object.__getattribute__(self, name)
        deferral = namespace["_deferral"]
        if name in _OF_MODULES or _is_collecting():
            raise AttributeError(name)
        if name.startswith("__"):  # `import *` asks for __all__
            deferral.use(f"the module's {name} is asked for")
            raise AttributeError(name)
        return deferral.bind(namespace["__name__"], name)


class DeferringFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the learner's modules before they are there.

    Args:
        deferral: Where to note what is bound.
        names: Top-level names that are the learner's.
    """

    def __init__(self, deferral: Deferral, names: frozenset[str]) -> None:
        self._deferral = deferral
        self._names = names

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return a spec for a module of the learner's."""
        del path, target
        if fullname.partition(".")[0] not in self._names:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        """Return what stands for the module."""
        module = DeferredModule(spec.name)
        vars(module)["_deferral"] = self._deferral
        self._deferral.modules.append(spec.name)
        return module

    def exec_module(self, module: types.ModuleType) -> None:
        """Do nothing: that is the point."""
