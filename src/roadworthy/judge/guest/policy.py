"""What the subject may do to objects that a check handed over on purpose: use them, not look behind them."""

from __future__ import annotations

import sys
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
_OF_NAMED_TUPLES = frozenset({"_fields", "_asdict", "_replace", "_make", "_field_defaults"})
_TELLS_PLACES = frozenset({"findCaller"})
"""Methods of libraries' objects that tell where the checks lie: a logger's shows the stack."""
_OF_MOCKS = frozenset(
    {"call_args", "call_args_list", "call_count", "called", "method_calls", "mock_calls", "return_value", "side_effect"}
    | {"assert_any_call", "assert_called", "assert_called_once", "assert_called_once_with", "assert_called_with"}
    | {"assert_has_calls", "assert_not_called", "assert_awaited", "await_args", "await_args_list", "await_count"}
    | {"attach_mock", "configure_mock", "mock_add_spec", "reset_mock"}
)
"""What a check asks a mock afterwards, and told it before: not the learner's to read or change."""
_SPECIAL = OPERATORS | META_OPERATORS | {"__repr__", "__hash__"}


class Everything:
    """The policy of the subject's side: the checker may do all that a check in the same process could."""

    def may_reach(self, obj: Any) -> None:
        """Raise if nothing may be asked of the object."""

    def may_call(self, function: Any) -> None:
        """Raise if it may not be called."""

    def may_step(self, generator: Any) -> None:
        """Raise if it is not to be resumed."""

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
        is_lent: Tells whether an object was handed over by reference (or is a function of a class that was).
    """

    def __init__(
        self, is_open: Callable[[type], bool], is_own: Callable[[str], bool], is_lent: Callable[[Any], bool]
    ) -> None:
        self._is_open_class = is_open
        self._is_own = is_own
        self._is_lent = is_lent

    def may_reach(self, obj: Any) -> None:
        """Refuse whatever was not handed over: values, classes and modules that were merely named, too.

        Who has those has them on its own side, and uses them there.
        """
        if not self._is_lent(obj):
            raise TypeError(f"this {type(obj).__name__} was not handed over")

    def may_call(self, function: Any) -> None:
        """Refuse classes of libraries, of which only an instance was handed over (a file does not give files)."""
        self.may_reach(function)
        if self._is_closed_class(function):
            raise TypeError(f"the class {function.__name__} was not handed over")

    def _is_closed_class(self, obj: Any) -> bool:
        return isinstance(obj, type) and not (self._is_open_class(obj) or self._is_own(obj.__module__))

    def may_step(self, generator: Any) -> None:
        """Refuse everything but generators and coroutines."""
        self.may_reach(generator)
        if not isinstance(generator, types.GeneratorType | types.CoroutineType):
            raise TypeError("not a generator")

    def may_get(self, obj: Any, name: str) -> None:
        """Refuse private ways into functions, frames and classes."""
        self.may_reach(obj)
        if type(name) is not str or not self._is_open(obj, name):
            raise AttributeError(f"{type(obj).__name__!r} object has no attribute {name!r}")

    def may_set(self, obj: Any, name: str) -> None:
        """Refuse to change modules, classes that were not handed over, and special names that are no operators."""
        self.may_reach(obj)
        special = type(name) is not str or name[:2] == "__"
        if name in _OF_MOCKS and _is_mock(obj):
            allowed = False
        elif isinstance(obj, type):
            allowed = self._is_open_class(obj) and (not special or name in _SPECIAL | {"__init__", "__doc__"})
        elif isinstance(obj, types.FunctionType):
            allowed = not special or name in _OF_FUNCTIONS
        else:
            allowed = not special and not isinstance(obj, types.ModuleType)
        if not allowed:
            raise AttributeError(f"attribute {name!r} of the checks' {type(obj).__name__!r} is not yours to change")

    def may_use_special(self, obj: Any, name: str) -> None:
        """Allow operators only."""
        self.may_reach(obj)
        if type(name) is not str or name not in _SPECIAL:
            raise AttributeError(f"{type(obj).__name__!r} object has no attribute {name!r}")
        if name == "__call__":
            self.may_call(obj)

    def shows(self, obj: Any, name: str) -> bool:
        """Show what may be read."""
        return self._is_open(obj, name)

    def _is_open(self, obj: Any, name: str) -> bool:
        if name[:2] == "__" and name[-2:] == "__":
            if name == "__dict__":
                own = self._is_own(type(obj).__module__) and not isinstance(obj, BaseException)
                return isinstance(obj, types.FunctionType) or own or _is_log_record(obj)
            return name in _READABLE or (name in _SPECIAL and not self._is_closed_class(obj))
        if self._is_closed_class(obj):
            return False  # its functions would make and open things
        if name.startswith(_INSIDES) and isinstance(obj, _WITH_INSIDES):
            return False
        if name[:1] == "_" and name not in _OF_NAMED_TUPLES:
            owner = obj if isinstance(obj, type) else type(obj)
            return name[:4] != "_rw_" and (isinstance(obj, types.FunctionType) or self._is_own(owner.__module__))
        if name in _TELLS_PLACES:
            return False
        if isinstance(obj, AttributeError | NameError) and name == "obj":
            return False  # what a check's code looked at is not what it handed over
        if name in _OF_MOCKS and _is_mock(obj):
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


def _is_log_record(obj: Any) -> bool:
    """Return True for a record, whose `__dict__` a formatter reads to tell what `extra` added; all in it is public."""
    logging = sys.modules.get("logging")
    return logging is not None and type(obj) is logging.LogRecord


def _is_mock(obj: Any) -> bool:
    mock = sys.modules.get("unittest.mock")  # not imported here: the subject starts faster without
    return mock is not None and isinstance(obj, mock.NonCallableMock)
