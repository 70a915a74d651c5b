"""Imports in checks: a module of the learner's becomes a stand-in for the one that the subject imports."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Sequence
from typing import Any

_LOCAL = frozenset(
    {
        "__name__",
        "__spec__",
        "__loader__",
        "__package__",
        "__path__",
        "__file__",
        "__cached__",
        "__doc__",
        "__class__",
        "rw_module_id",
    }
)


class RemoteModule(types.ModuleType):
    """A module of the subject's; every attribute is asked for, set and deleted there."""

    __rw_module__ = True

    def __init__(self, name: str, peer: Any) -> None:
        super().__init__(name)
        types.ModuleType.__setattr__(self, "_rw_peer", peer)

    def __getattr__(self, name: str) -> Any:
        if name in _LOCAL or name == "_rw_peer":
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        try:
            return self._rw_peer.request("get", self, name)
        except AttributeError:
            if name == "__all__":
                return self._rw_peer.request("public_names", self.__name__)
            raise

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name != "__dict__" or self._rw_peer.is_decoding():
            return found
        own = {key: value for key, value in found.items() if key in _LOCAL or isinstance(value, RemoteModule)}
        return {**own, **self._rw_peer.request("module_names", self.__name__)}

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _LOCAL or isinstance(value, RemoteModule):
            super().__setattr__(name, value)
        else:
            self._rw_peer.request("set", self, name, value)

    def __delattr__(self, name: str) -> None:
        if name in _LOCAL or name in super().__getattribute__("__dict__"):
            super().__delattr__(name)
        else:
            self._rw_peer.request("del", self, name)

    def __dir__(self) -> list[str]:
        return list(self._rw_peer.request("dir", self))


class EndedInImportError(ImportError):
    """The learner's module ended the program while it was imported."""

    def __init__(self, name: str, error: BaseException) -> None:
        super().__init__(f"importing {name} ended the program: {type(error).__name__}({error})", name=name)


class RemoteFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the learner's modules.

    Args:
        peer: The channel.
        names: Top-level names that are the learner's, as the lab says; not what the workspace happens to contain, so
            that no file of the learner's can take the place of a module that the checker itself imports.
    """

    def __init__(self, peer: Any, names: frozenset[str]) -> None:
        self._peer = peer
        self._names = names
        self._imported: set[str] = set()
        self._modules: dict[str, Any] = {}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return a spec for a module of the learner's."""
        del path, target
        if fullname.partition(".")[0] not in self._names:
            return None
        return importlib.machinery.ModuleSpec(fullname, self)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        """Return an empty stand-in."""
        return RemoteModule(spec.name, self._peer)

    def exec_module(self, module: types.ModuleType) -> None:
        """Have the subject import the module; what that raises is raised here."""
        name = module.__name__
        if getattr(module, "__file__", None) is not None:
            self._peer.request("reload", name)
            return
        before = self._modules.get(name)
        if before is not None:  # whoever still holds it means the module that it was
            before.rw_module_id = self._peer.request("module_id", name)
        self._modules[name] = module
        try:
            about = self._peer.request("import_module", name, name in self._imported)
        except Exception:
            raise
        except BaseException as error:  # SystemExit and the like would end the checker instead of the import
            raise EndedInImportError(name, error) from error
        self._imported.add(name)
        module.__file__ = about["file"]
        module.__doc__ = about["doc"]
        if about["path"]:
            module.__path__ = about["path"]


def install(peer: Any, names: frozenset[str]) -> RemoteFinder:
    """Let imports in this process find the learner's modules first."""
    finder = RemoteFinder(peer, names)
    sys.meta_path.insert(0, finder)
    return finder
