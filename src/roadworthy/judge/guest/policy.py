"""What the subject may do to objects that a check handed over on purpose: use them, not look behind them."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any

from .describe import META_OPERATORS, OPERATORS

_READABLE = frozenset(
    {
        "__name__",
        "__qualname__",
        "__doc__",
        "__module__",
        "__annotations__",
        "__members__",
        "__slots__",
        "__isabstractmethod__",
        "__wrapped__",
        "__defaults__",
        "__kwdefaults__",
        "__signature__",
        "__type_params__",
        "__match_args__",
        "__dataclass_fields__",
        "__dataclass_params__",
        "__set_name__",
        "__notes__",
    }
)
_OF_FUNCTIONS = frozenset(
    {"__name__", "__qualname__", "__doc__", "__module__", "__annotations__", "__wrapped__", "__signature__"}
)
_INSIDES = ("gi_", "cr_", "ag_", "tb_", "f_", "co_", "func_")
_SPECIAL = OPERATORS | META_OPERATORS | {"__repr__", "__hash__"}


class Everything:
    """The policy of the subject's side: the checker may do all that a check in the same process could."""

    def may_call(self, function: Any) -> None:
        """Raise if it may not be called."""

    def may_get(self, obj: Any, name: str) -> None:
        """Raise if the attribute may not be read."""

    def may_set(self, obj: Any, name: str) -> None:
        """Raise if the attribute may not be set or deleted."""

    def may_use_special(self, obj: Any, name: str) -> None:
        """Raise if the special method may not be called."""

    def shows(self, obj: Any, name: str) -> bool:
        """Return True if `dir` shows the name."""
        del obj, name
        return True


class OnlyWhatIsMeant(Everything):
    """The policy of the checker's side.

    Args:
        is_open: Tells whether a check handed over a class itself (to a decorator, say), and not just an instance.
        is_own: Tells whether a module's classes are the checks' own, and not a library's.
    """

    def __init__(self, is_open: Callable[[type], bool], is_own: Callable[[str], bool]) -> None:
        self._is_open_class = is_open
        self._is_own = is_own

    def may_get(self, obj: Any, name: str) -> None:
        """Refuse private ways into functions, frames and classes."""
        if type(name) is not str or not self._is_open(obj, name):
            raise AttributeError(f"{type(obj).__name__!r} object has no attribute {name!r}")

    def may_set(self, obj: Any, name: str) -> None:
        """Refuse to change modules, classes that were not handed over, and special names that are no operators."""
        special = type(name) is not str or name[:2] == "__"
        if isinstance(obj, type):
            allowed = self._is_open_class(obj) and (not special or name in _SPECIAL | {"__init__", "__doc__"})
        elif isinstance(obj, types.FunctionType):
            allowed = not special or name in _OF_FUNCTIONS
        else:
            allowed = not special and not isinstance(obj, types.ModuleType)
        if not allowed:
            raise AttributeError(f"attribute {name!r} of the checks' {type(obj).__name__!r} is not yours to change")

    def may_use_special(self, obj: Any, name: str) -> None:
        """Allow operators only."""
        if name not in _SPECIAL:
            raise AttributeError(f"{type(obj).__name__!r} object has no attribute {name!r}")

    def shows(self, obj: Any, name: str) -> bool:
        """Show what may be read."""
        return self._is_open(obj, name)

    def _is_open(self, obj: Any, name: str) -> bool:
        if name[:2] == "__" and name[-2:] == "__":
            if name == "__dict__":
                return isinstance(obj, types.FunctionType) or self._is_own(type(obj).__module__)
            return name in _READABLE or name in _SPECIAL
        if name.startswith(_INSIDES) and isinstance(obj, _WITH_INSIDES):
            return False
        return not (isinstance(obj, type) and name in ("mro",))


_WITH_INSIDES = (
    types.FunctionType,
    types.MethodType,
    types.GeneratorType,
    types.CoroutineType,
    types.AsyncGeneratorType,
    types.FrameType,
    types.TracebackType,
    types.CodeType,
)
