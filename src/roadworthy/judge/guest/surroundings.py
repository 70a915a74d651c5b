"""Working directory, environment variables and `sys.argv`: what one side changes holds on the other too."""

from __future__ import annotations

import contextlib
import decimal
import os
import sys
import threading
from collections.abc import Callable
from os import chdir, getcwd
from typing import Any

_PYTESTS_OWN = "PYTEST_CURRENT_TEST"
"""It names the check, changes several times in each, and is none of the learner's business."""
_PYTESTS_OWN_RAW: Any = os.fsencode(_PYTESTS_OWN)


class _Thread(threading.local):
    """What both sides know of one thread's decimal context; at first it is the default one."""

    decimal = decimal.DefaultContext


class Surroundings:
    """Notices changes on this side and applies those of the other."""

    _cwd: str
    _environ: dict[str, str]
    _raw: Any  # compared on every crossing
    _argv: list[str]

    def __init__(self) -> None:
        self._thread = _Thread()
        self._note()

    def begin(self) -> None:
        """Take what holds here now for what holds on the other side too."""
        self._cwd = _cwd()
        self._note()

    def changes(self) -> list[Any] | None:
        """Return what changed here since the last call or `apply`: [cwd, environ, argv, decimal], None where nothing."""
        cwd = _cwd()
        if (
            cwd == self._cwd
            and _raw_environ() == self._raw
            and sys.argv == self._argv
            and _calculates_as(self._thread.decimal)
        ):
            return None
        changed: list[Any] = [None, None, None, None]
        if cwd != self._cwd:
            changed[0] = self._cwd = cwd
        environ = _environ()
        if environ != self._environ:
            before = self._environ
            changed[1] = {name: value for name, value in environ.items() if before.get(name) != value}
            changed[1].update((name, None) for name in before if name not in environ)
        if sys.argv != self._argv:
            changed[2] = [str(arg) for arg in sys.argv]
        if not _calculates_as(self._thread.decimal):
            self._thread.decimal = decimal.getcontext().copy()
            changed[3] = _told(self._thread.decimal)
        self._note()
        return changed

    def _note(self) -> None:
        self._cwd = _cwd()
        self._raw = _raw_environ()
        self._environ = _environ()
        self._argv = list(sys.argv)

    def apply(self, changed: Any) -> Callable[[], None] | None:
        """Make the other side's changes here; raises ValueError for nonsense.

        Returns:
            What the thread that the changes come from has to call, since the decimal context is a thread's own.
        """
        cwd, environ, argv, arithmetic = changed
        wanted = None if arithmetic is None else _context(arithmetic)
        if cwd is not None:
            with contextlib.suppress(OSError):  # removed meanwhile
                chdir(cwd)
        for name, value in (environ or {}).items():
            if name == _PYTESTS_OWN:
                continue
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        if argv is not None:
            sys.argv[:] = [str(arg) for arg in argv]
        self._note()
        return None if wanted is None else lambda: self._calculate_as(wanted)

    def _calculate_as(self, wanted: decimal.Context) -> None:
        context = decimal.getcontext()
        for name in _DECIMAL:
            setattr(context, name, getattr(wanted, name))
        context.traps = wanted.traps.copy()
        self._thread.decimal = wanted


def _raw_environ() -> dict[Any, Any]:
    """Return what the environment holds, as the system has it: so it need not be decoded to be compared."""
    raw: dict[Any, Any] = dict(os.environ._data)  # type: ignore[attr-defined]  # noqa: SLF001
    raw.pop(_PYTESTS_OWN_RAW, None)
    return raw


def _environ() -> dict[str, str]:
    environ = dict(os.environ)
    environ.pop(_PYTESTS_OWN, None)
    return environ


def _cwd() -> str:
    try:
        return getcwd()  # noqa: PTH109  # the original, whatever a check replaced
    except OSError:  # it was removed, or lies too deep
        return ""


_DECIMAL = ("prec", "rounding", "Emin", "Emax", "capitals", "clamp")
_SIGNALS = {signal.__name__: signal for signal in decimal.getcontext().traps}


def _calculates_as(known: decimal.Context) -> bool:
    """Return True if this thread's decimal context is like a known one; on every crossing, so field by field."""
    now = decimal.getcontext()
    return (
        now.prec == known.prec
        and now.rounding == known.rounding
        and now.Emin == known.Emin
        and now.Emax == known.Emax
        and now.capitals == known.capitals
        and now.clamp == known.clamp
        and now.traps == known.traps
    )


def _told(context: decimal.Context) -> list[Any]:
    """Return a decimal context as plain values."""
    traps = [signal.__name__ for signal, trapped in context.traps.items() if trapped]
    return [*(getattr(context, name) for name in _DECIMAL), traps]


def _context(told: list[Any]) -> decimal.Context:
    """Return the decimal context for what `_told` said; raises ValueError, TypeError or KeyError for nonsense."""
    *numbers, traps = told
    return decimal.Context(**dict(zip(_DECIMAL, numbers, strict=True)), traps=[_SIGNALS[name] for name in traps])
