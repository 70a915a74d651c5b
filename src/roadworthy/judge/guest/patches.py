"""What a check patches in libraries (`time.sleep`, `builtins.open`, a class of theirs) is patched for the learner too.

The checker watches `unittest.mock`, pytest's `monkeypatch`, and plain assignments to modules that a check imported, and
tells the subject, whose library gets a stand-in for the same replacement.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import random
import sys
import types
from collections.abc import Callable
from typing import Any

from .wire import ClosedError

_MISSING: Any = object()
_NOT_SHARED = frozenset({"sys", "warnings", "logging", "unittest", "pytest", "_pytest", "pluggy", "_roadworthy_guest"})
"""Modules whose patching concerns the check alone; streams, warnings and logs reach the learner in other ways."""
_BUILTINS = frozenset({"open", "print", "input"})
"""Built-in functions that may be patched for the subject: those that do something outside."""


class Watcher:
    """The checker's end.

    Args:
        peer: The channel.
        of_the_checks: Tells whether a module is the checks' own, which the subject has not got.
    """

    def __init__(self, peer: Any, of_the_checks: Callable[[str], bool]) -> None:
        self._peer = peer
        self._of_the_checks = of_the_checks
        self._originals: dict[tuple[str, str], Any] = {}
        self._watched = self._watched_class()

    def _watched_class(self) -> type[types.ModuleType]:
        watcher = self

        class Watched(types.ModuleType):
            def __setattr__(self, name: str, value: Any) -> None:
                before = vars(self).get(name, _MISSING)
                super().__setattr__(name, value)
                watcher.changed(self.__name__, "", name, before, value)

            def __delattr__(self, name: str) -> None:
                before = vars(self).get(name, _MISSING)
                super().__delattr__(name)
                watcher.changed(self.__name__, "", name, before, _MISSING)

        Watched.__name__ = Watched.__qualname__ = "module"
        return Watched

    def is_shared(self, module: str) -> bool:
        """Return True for a module of a library that both sides have."""
        loaded = sys.modules.get(module)
        return (
            type(loaded) in (types.ModuleType, self._watched)
            and module.partition(".")[0] not in _NOT_SHARED
            and not self._of_the_checks(module)
        )

    def watch(self, target: Any) -> None:
        """Notice assignments to a module from now on."""
        if type(target) is types.ModuleType and self.is_shared(target.__name__):
            target.__class__ = self._watched

    def watch_globals(self, module: types.ModuleType) -> None:
        """Watch the modules that a check file imported."""
        for value in list(vars(module).values()):
            self.watch(value)

    def changed(self, module: str, qualname: str, name: str, before: Any, now: Any) -> None:
        """Tell the subject that an attribute of a library's module or class was replaced, or put back."""
        if name[:2] == "__" and name not in ("__call__", "__new__", "__init__", "__enter__", "__exit__"):
            return
        if module == "builtins" and name not in _BUILTINS:
            return
        key = (f"{module}:{qualname}", name)
        is_module = isinstance(now, types.ModuleType) and now is sys.modules.get(f"{module}.{name}")
        if is_module and key not in self._originals:
            return  # a submodule that is imported for the first time
        original = self._originals.setdefault(key, before)
        if now is original:
            del self._originals[key]
            self._peer.request("unpatch", module, qualname, name)
        elif now is _MISSING:
            self._peer.request("patch_away", module, qualname, name)
        else:
            self._peer.request("patch", module, qualname, name, now)

    def class_changed(self, cls: Any, name: str, before: Any, now: Any) -> None:
        """The same for a class, which cannot be watched."""
        if type(cls) is type and self.is_shared(cls.__module__) and not isinstance(before, property):
            self.changed(cls.__module__, cls.__qualname__, name, before, now)

    def install(self) -> None:
        """Look on when `monkeypatch` and `unittest.mock` patch."""
        self._watch_monkeypatch()
        self._watch_mock()
        self._share_seeds()
        self._share_collections()

    def _watch_monkeypatch(self) -> None:
        import pytest

        patch, undo, delete = pytest.MonkeyPatch.setattr, pytest.MonkeyPatch.undo, pytest.MonkeyPatch.delattr
        watcher = self

        def watching(original: Any) -> Any:
            def patching(monkeypatch: Any, target: Any, *args: Any, **kwargs: Any) -> None:
                watcher.watch(_module_of(target))
                original(monkeypatch, target, *args, **kwargs)
                target, name, before = monkeypatch._setattr[-1]  # noqa: SLF001  # what was just done
                if isinstance(target, type):
                    watcher.class_changed(target, name, before, vars(target).get(name, _MISSING))

            return patching

        def undoing(monkeypatch: Any) -> None:
            classes = [entry for entry in monkeypatch._setattr if isinstance(entry[0], type)]  # noqa: SLF001
            undo(monkeypatch)
            for target, name, before in reversed(classes):
                watcher.class_changed(target, name, before, before)

        pytest.MonkeyPatch.setattr = watching(patch)  # type: ignore[method-assign]
        pytest.MonkeyPatch.delattr = watching(delete)  # type: ignore[method-assign]
        pytest.MonkeyPatch.undo = undoing  # type: ignore[method-assign, assignment]

    def _watch_mock(self) -> None:
        from unittest import mock

        patcher: Any = mock._patch  # noqa: SLF001  # where all of its patching happens
        enter, leave = patcher.__enter__, patcher.__exit__
        watcher = self

        def entering(patch: Any) -> Any:
            target = patch.getter()
            watcher.watch(target)
            before = vars(target).get(patch.attribute, _MISSING) if type(target) is type else None
            entered = enter(patch)
            if type(target) is type:
                watcher.class_changed(target, patch.attribute, before, vars(target).get(patch.attribute, _MISSING))
            return entered

        def leaving(patch: Any, *details: Any) -> Any:
            target = patch.target
            left = leave(patch, *details)
            if type(target) is type:
                now = vars(target).get(patch.attribute, _MISSING)
                watcher.class_changed(target, patch.attribute, now, now)
            return left

        patcher.__enter__, patcher.__exit__ = entering, leaving

    def _share_seeds(self) -> None:
        seed = random.seed

        def seed_both(*args: Any, **kwargs: Any) -> None:
            """Seed the generator, as `random.seed` does, on both sides."""
            seed(*args, **kwargs)
            self._peer.request("seed", args, kwargs)

        seed_both.__name__ = seed_both.__qualname__ = "seed"
        random.seed = seed_both

    def _share_collections(self) -> None:
        collect = gc.collect

        def collect_both(generation: int = 2) -> int:
            """Collect garbage, as `gc.collect` does, on both sides."""
            found = collect(generation)
            peer = self._peer
            if peer.is_connected and peer.mail.closed is None and not peer.is_inside():
                with contextlib.suppress(ClosedError):  # pytest collects once more when all is over
                    found += peer.request("collect", generation)
            return found

        collect_both.__name__ = collect_both.__qualname__ = "collect"
        gc.collect = collect_both


def _module_of(target: Any) -> Any:
    """Return the module that `monkeypatch.setattr` with this first argument patches, if it is one."""
    if not isinstance(target, str):
        return target
    name = target.rpartition(".")[0]
    while name:
        if name in sys.modules:
            return sys.modules[name]
        name = name.rpartition(".")[0]
    return None


class Patched:
    """The subject's end: patches what it is told to, and puts it back."""

    def __init__(self) -> None:
        self._originals: dict[tuple[str, str, str], Any] = {}

    @staticmethod
    def _target(module: str, qualname: str) -> Any:
        target: Any = importlib.import_module(module)
        for part in filter(None, qualname.split(".")):
            target = getattr(target, part)
        return target

    def _note(self, module: str, qualname: str, name: str) -> Any:
        target = self._target(module, qualname)
        self._originals.setdefault((module, qualname, name), vars(target).get(name, _MISSING))
        return target

    def patch(self, module: str, qualname: str, name: str, value: Any) -> None:
        """Replace an attribute of a library's module or class."""
        setattr(self._note(module, qualname, name), name, value)

    def patch_away(self, module: str, qualname: str, name: str) -> None:
        """Remove one."""
        target = self._note(module, qualname, name)
        if name in vars(target):
            delattr(target, name)

    def unpatch(self, module: str, qualname: str, name: str) -> None:
        """Put back what was there."""
        original = self._originals.pop((module, qualname, name), None)
        target = self._target(module, qualname)
        if original is _MISSING:
            if name in vars(target):
                delattr(target, name)
        elif original is not None:
            setattr(target, name, original)

    @staticmethod
    def seed(args: Any, kwargs: Any) -> None:
        """Seed the generator that the learner's code shares with the check's."""
        random.seed(*args, **kwargs)
