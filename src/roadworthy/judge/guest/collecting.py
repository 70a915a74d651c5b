"""Noticing what check files look at while they are collected, and that will differ in each attempt."""

from __future__ import annotations

import os
import sys
from typing import Any, Self

_BETWEEN = ("os.py", "<frozen os>", "_collections_abc.py", "<frozen _collections_abc>", __file__.rpartition("/")[2])


class EnvironmentLookedAt:
    """While it is entered, notes the first environment variable that a check file asks for and that is not set.

    Those are what an attempt sets: the addresses of components.

    Args:
        checks: Folder of the checks.
    """

    def __init__(self, checks: str) -> None:
        self.found = ""
        self._checks = checks.rstrip("/") + "/"
        self._before: Any = None

    def __enter__(self) -> Self:
        self._before = os.environ._data  # type: ignore[attr-defined]  # noqa: SLF001  # where every look-up ends
        os.environ._data = _Noting(self._before, self)  # type: ignore[attr-defined]  # noqa: SLF001
        return self

    def stop(self) -> None:
        """Look on no more."""
        if self._before is not None:
            os.environ._data = dict(os.environ._data)  # type: ignore[attr-defined]  # noqa: SLF001
            self._before = None

    def __exit__(self, *_: object) -> None:
        self.stop()

    def note(self, name: str) -> None:
        """Note a look-up if it comes from a check file."""
        frame = sys._getframe(1)  # noqa: SLF001  # who asks is above
        while frame.f_back is not None and frame.f_code.co_filename.endswith(_BETWEEN):
            frame = frame.f_back
        if not self.found and frame.f_code.co_filename.startswith(self._checks):
            self.found = name


class _Noting(dict[Any, Any]):
    def __init__(self, content: Any, watch: EnvironmentLookedAt) -> None:
        super().__init__(content)
        self._watch = watch

    def __missing__(self, key: Any) -> Any:
        self._watch.note(os.fsdecode(key))
        raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        found = super().__contains__(key)
        if not found:
            self._watch.note(os.fsdecode(key) if isinstance(key, bytes) else str(key))
        return found

    def __iter__(self) -> Any:
        self._watch.note("all variables")
        return super().__iter__()
