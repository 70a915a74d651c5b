"""Working directory, environment variables and `sys.argv`: what one side changes holds on the other too."""

from __future__ import annotations

import decimal
import os
import sys
from os import chdir, getcwd
from typing import Any


class Surroundings:
    """Notices changes on this side and applies those of the other."""

    def __init__(self) -> None:
        self._cwd = _cwd()
        self._environ = dict(os.environ)
        self._raw: Any = dict(os.environ._data)  # type: ignore[attr-defined]  # noqa: SLF001  # compared on every crossing
        self._argv = list(sys.argv)
        self._decimal = _decimal_context()

    def changes(self) -> list[Any] | None:
        """Return what changed here since the last call or `apply`: [cwd, environ, argv, decimal], None where nothing."""
        cwd, arithmetic = _cwd(), _decimal_context()
        if (
            cwd == self._cwd
            and os.environ._data == self._raw  # type: ignore[attr-defined]  # noqa: SLF001
            and sys.argv == self._argv
            and arithmetic == self._decimal
        ):
            return None
        changed: list[Any] = [None, None, None, None]
        if cwd != self._cwd:
            changed[0] = self._cwd = cwd
        environ = dict(os.environ)
        if environ != self._environ:
            before = self._environ
            changed[1] = {name: value for name, value in environ.items() if before.get(name) != value}
            changed[1].update((name, None) for name in before if name not in environ)
        if sys.argv != self._argv:
            changed[2] = [str(arg) for arg in sys.argv]
        if arithmetic != self._decimal:
            changed[3] = arithmetic
        self._note()
        return changed

    def _note(self) -> None:
        self._environ = dict(os.environ)
        self._raw = dict(os.environ._data)  # type: ignore[attr-defined]  # noqa: SLF001
        self._argv = list(sys.argv)
        self._decimal = _decimal_context()

    def apply(self, changed: Any) -> None:
        """Make the other side's changes here; raises ValueError for nonsense."""
        cwd, environ, argv, arithmetic = changed
        if cwd is not None:
            try:
                chdir(cwd)
            except OSError:
                cwd = _cwd()  # removed meanwhile
            self._cwd = cwd
        for name, value in (environ or {}).items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        if argv is not None:
            sys.argv[:] = [str(arg) for arg in argv]
        if arithmetic is not None:
            _set_decimal_context(arithmetic)
        self._note()


def _cwd() -> str:
    try:
        return getcwd()  # noqa: PTH109  # the original, whatever a check replaced
    except FileNotFoundError:
        return ""


_DECIMAL = ("prec", "rounding", "Emin", "Emax", "capitals", "clamp")


def _decimal_context() -> list[Any]:
    """Return this thread's decimal context as plain values."""
    context = decimal.getcontext()
    traps = [signal.__name__ for signal, trapped in context.traps.items() if trapped]
    return [context.prec, context.rounding, context.Emin, context.Emax, context.capitals, context.clamp, traps]


def _set_decimal_context(values: list[Any]) -> None:
    context = decimal.getcontext()
    for name, value in zip(_DECIMAL, values, strict=False):
        setattr(context, name, value)
    for signal in context.traps:
        context.traps[signal] = signal.__name__ in values[-1]
