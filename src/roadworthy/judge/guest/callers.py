"""A stand-in for the caller's frame: code that looks at who called it sees the function on the other side."""

from __future__ import annotations

import sys
import types
from functools import lru_cache
from pathlib import Path
from typing import Any

_HERE = str(Path(__file__).parent)
ELSEWHERE = "<elsewhere>"
"""File name of a caller whose file the other side shall not know."""
_LONGEST = 400
Caller = list[Any]
"""[module, function, file] of the code that asked; the file is "" where the other side shall not know it."""


def caller_of_request(*, with_file: bool) -> Caller | None:
    """Return who asks, leaving out frames of this package; None if nobody outside of it does."""
    frame: types.FrameType | None = sys._getframe(2)  # noqa: SLF001  # the interpreter's own way to look
    while frame is not None and frame.f_code.co_filename.startswith(_HERE):
        frame = frame.f_back
    if frame is None:
        return None
    code = frame.f_code
    module = frame.f_globals.get("__name__")
    return [module if type(module) is str else "", code.co_name, code.co_filename if with_file else ""]


def _call(function: Any, args: Any, kwargs: Any) -> Any:
    return function(*args, **kwargs)


@lru_cache(maxsize=512)
def _stub(module: str, name: str, file: str) -> Any:
    code = _call.__code__.replace(co_name=name, co_qualname=name, co_filename=file or ELSEWHERE)
    return types.FunctionType(code, {"__name__": module, "__builtins__": __builtins__}, name)


def call_as(caller: Any, root: str, function: Any, args: Any, kwargs: Any) -> Any:
    """Call a function from a frame that looks like its caller's.

    Args:
        caller: What `caller_of_request` returned on the other side; anything, if that side is the subject.
        root: Files outside of this folder are not named.
        function: What to call.
        args: With these positional
        kwargs: and these keyword arguments.
    """
    if not isinstance(caller, list) or len(caller) != 3 or not all(type(part) is str for part in caller):
        return function(*args, **kwargs)
    module, name, file = (part[:_LONGEST] for part in caller)
    known = file.startswith(root) and "/../" not in file
    return _stub(module, name, file if root and known else "")(function, args, kwargs)
