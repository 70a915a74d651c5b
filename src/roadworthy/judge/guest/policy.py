"""What the subject may do to objects that a check handed over on purpose: use them, not look behind them."""

from __future__ import annotations

import types
from typing import Any

from .describe import META_OPERATORS, OPERATORS

_READABLE = frozenset({"__name__", "__qualname__", "__doc__", "__module__", "__annotations__", "__members__"})
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
    """The policy of the checker's side."""

    def may_get(self, obj: Any, name: str) -> None:
        """Refuse private ways into functions, frames and classes."""
        if type(name) is not str or not self._is_open(obj, name):
            raise AttributeError(f"{type(obj).__name__!r} object has no attribute {name!r}")

    def may_set(self, obj: Any, name: str) -> None:
        """Refuse to change classes, modules and special names."""
        if type(name) is not str or name[:2] == "__" or isinstance(obj, type | types.ModuleType):
            raise AttributeError(f"attribute {name!r} of the checks' {type(obj).__name__!r} is not yours to change")

    def may_use_special(self, obj: Any, name: str) -> None:
        """Allow operators only."""
        if name not in _SPECIAL:
            raise AttributeError(f"{type(obj).__name__!r} object has no attribute {name!r}")

    def shows(self, obj: Any, name: str) -> bool:
        """Show what may be read."""
        return self._is_open(obj, name)

    @staticmethod
    def _is_open(obj: Any, name: str) -> bool:
        if name[:2] == "__" and name[-2:] == "__":
            if name == "__dict__":
                return isinstance(obj, types.FunctionType)
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
SUBJECT = Everything()
CHECKER = OnlyWhatIsMeant()
