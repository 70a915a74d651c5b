"""Classes and functions that both sides have, so that their name is enough to hand them over."""

from __future__ import annotations

import builtins
import importlib
import sys
import types
import typing
from typing import Any

SAFE_MODULES = frozenset(
    {
        "abc",
        "array",
        "builtins",
        "collections",
        "collections.abc",
        "dataclasses",
        "datetime",
        "decimal",
        "enum",
        "fractions",
        "numbers",
        "pathlib",
        "typing",
        "uuid",
        "zoneinfo",
    }
)
"""Modules whose classes the untrusted side may name: to construct or call one does nothing but make a value."""

_HOMES = SAFE_MODULES | {"_collections_abc", "_decimal", "_pydecimal", "pathlib._local", "pathlib._abc"}
"""Where the classes that those modules hold say they are from; what they merely import is not meant."""
_UNSAFE = frozenset({typing.ForwardRef, super, types.FunctionType})
"""Classes there whose instances evaluate text, or reach past what an object shows."""

ABC_MODULES = ("collections.abc", "numbers", "contextlib", "io", "os")
"""Where the abstract base classes are that `isinstance` is asked about."""

NOT_FROM_SUBJECT = frozenset({"_pytest", "pytest", "unittest", "pluggy", "hypothesis", "_roadworthy_guest"})
"""Top-level packages whose exceptions mean something to the checker itself: skip, exit, fail, forget this example."""


_UNPATCHED = {
    (module, name): cls
    for module in SAFE_MODULES
    for name, cls in vars(importlib.import_module(module)).items()
    if isinstance(cls, type)
}
"""What their names mean on both sides, also while a check has another class in the place of one."""


def look_up(module: str, qualname: str) -> Any:
    """Return what a loaded module holds under a dotted name; raises KeyError or AttributeError."""
    if (module, qualname) in _UNPATCHED:
        return _UNPATCHED[module, qualname]
    found: Any = sys.modules[module]
    for part in qualname.split("."):
        found = vars(found)[part] if isinstance(found, types.ModuleType) else getattr(found, part)
    return found


def look_up_class(module: str, qualname: str) -> Any:
    """Return the class of a loaded module under a dotted name that leads through classes only, never other modules.

    Raises:
        KeyError, AttributeError: There is none.
    """
    first, *rest = qualname.split(".")
    found: Any = _UNPATCHED.get((module, first)) or vars(sys.modules[module])[first]
    for part in rest:
        if not isinstance(found, type):
            raise AttributeError(part)
        found = type.__getattribute__(found, "__dict__")[part]
    if not isinstance(found, type):
        raise KeyError(qualname)
    return found


def name_of(obj: Any, shared_modules: Any) -> tuple[str, str] | None:
    """Return (module, qualified name) if that leads to the object, and the other side has the module; else None."""
    module = getattr(obj, "__module__", None)
    qualname = getattr(obj, "__qualname__", None)
    owner = getattr(obj, "__objclass__", None)
    if owner is not None:
        module = owner.__module__
    if module is None and isinstance(obj, types.BuiltinFunctionType) and isinstance(obj.__self__, types.ModuleType):
        module = obj.__self__.__name__
    if type(module) is not str or type(qualname) is not str or not shared_modules(module):
        return None
    try:
        return (module, qualname) if look_up(module, qualname) is obj else None
    except (KeyError, AttributeError):
        return None


def resolve(module: str, qualname: str, *, trusted: bool) -> Any:
    """Return the object of that name on this side.

    Args:
        module: Its module.
        qualname: Its qualified name there.
        trusted: True if the name comes from the checker. From the subject only classes that make plain values are
            accepted, and exceptions of modules that the checker has loaded.

    Raises:
        ValueError: There is no such object here, or it may not be named.
    """
    if type(module) is not str or type(qualname) is not str:
        raise ValueError("not a name")
    if trusted:
        if module not in sys.modules:
            __import__(module)
        return look_up(module, qualname)
    if module not in sys.modules or qualname.startswith("_") or "._" in qualname:
        raise ValueError("a name that may not be used")
    try:
        found = look_up_class(module, qualname)
    except (KeyError, AttributeError) as error:
        raise ValueError("an unknown name") from error
    if module in SAFE_MODULES and found.__module__ in _HOMES and found not in _UNSAFE:
        return found
    if (
        issubclass(found, BaseException)
        and found.__module__.partition(".")[0] not in NOT_FROM_SUBJECT
        and module.partition(".")[0] not in NOT_FROM_SUBJECT
    ):
        return found
    raise ValueError("a class that may not be used")


_OF_PYTEST = ("_pytest", "pytest", "pluggy")
_USEFUL = frozenset({"CaptureIO", "EncodedFile", "DontReadFromInput"})
"""What `sys.stdout` and its like are while pytest captures; a check hands them over as any stream."""


def is_of_the_judge(obj: Any) -> bool:
    """Return True for what never crosses: pytest's own objects, and this package's, that a check came by somehow."""
    described = obj if isinstance(obj, (types.FunctionType, type)) else type(obj)
    module = str(described.__module__)
    if module.startswith(f"{__package__}."):
        return module != f"{__package__}.waiting"  # fixtures that are plain functions
    return module.partition(".")[0] in _OF_PYTEST and not (
        described.__name__ in _USEFUL or module == "_pytest.python_api" or isinstance(obj, BaseException)
    )


def nameable_by_subject(cls: type) -> bool:
    """Return True if the subject may hand over the class by nothing but its name."""
    return cls.__module__ in SAFE_MODULES and cls not in _UNSAFE


def is_shared(module: str) -> bool:
    """Return True for modules of the standard library, which both sides can import."""
    return module.partition(".")[0] in sys.stdlib_module_names


TYPE_BY_NAME = {
    cls.__qualname__: cls
    for cls in vars(types).values()
    if isinstance(cls, type) and not hasattr(builtins, cls.__name__)
}
"""Types whose module and name lead nowhere ("builtins.generator"), by that name."""
