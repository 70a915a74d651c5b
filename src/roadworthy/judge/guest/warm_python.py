"""Becoming `python PROGRAM ...` without starting Python: in a fork of a process that has the libraries imported.

What the program sees is what a fresh interpreter would show it: arguments, paths, streams, signals, `__main__`, how it
ends. Where that cannot be had (an option or a variable that is read while Python starts, a file of the learner's named
like a module that is loaded already, a tool that watches imports), `planned` says so, and Python is started.
"""

from __future__ import annotations

import asyncio
import atexit
import builtins
import contextlib
import ctypes
import gc
import importlib
import io
import os
import runpy
import signal
import sys
import threading
import time
import traceback
import types
from collections.abc import Mapping, Sequence
from importlib.machinery import BuiltinImporter, SourceFileLoader
from typing import Any, NamedTuple, NoReturn

_READ_AT_START = ("PYTHON", "LANG", "LC_", "LD_", "MALLOC", "GLIBC", "GRPC_", "OPENSSL_", "SSL_")
"""How variables begin that are read when Python, or a library that is loaded already, starts."""
_SERVERS = frozenset({"celery", "dramatiq", "faust", "gunicorn", "hypercorn", "rq", "uvicorn"})
"""What else is run by `-m` may look at how it was imported (pytest, coverage, debuggers), so it is started as ever."""
_FLUSH_FAILED = 120
"""What Python exits with when the last flush fails."""


class Program(NamedTuple):
    """A command that `become` can be.

    Attributes:
        kind: "script", "-m" or "-c".
        what: The script, the module or the source.
        arguments: What follows.
        first_path: What Python puts in front of `sys.path`.
        unbuffered: Whether what it prints is written at once.
    """

    kind: str
    what: str
    arguments: Sequence[str]
    first_path: str
    unbuffered: bool


def planned(argv: Sequence[str], env: Mapping[str, str], folder: str) -> Program | None:
    """Return the program of a command for which `become` would do what a fresh interpreter does, else None.

    Args:
        argv: The command; the first word is the environment's interpreter.
        env: What is added to the environment of all programs.
        folder: Where it will run.
    """
    if any(name.startswith(_READ_AT_START) and name != "PYTHONUNBUFFERED" for name in env):
        return None
    rest = list(argv[1:])
    unbuffered = bool(env.get("PYTHONUNBUFFERED"))
    while rest and rest[0] in ("-u", "-B"):
        unbuffered = unbuffered or rest[0] == "-u"
        del rest[0]
    kind = rest.pop(0) if rest and rest[0] in ("-m", "-c") else "script"
    if not rest or (kind == "script" and rest[0].startswith("-")):
        return None
    what, *arguments = rest
    first_path = {"-m": folder, "-c": ""}.get(kind)
    if first_path is None:
        file = os.path.realpath(os.path.join(folder, what))  # noqa: PTH118  # hot
        if not os.path.isfile(file):  # noqa: PTH113  # hot
            return None
        first_path = os.path.dirname(file)  # noqa: PTH120  # hot
    own = _names(first_path or folder)
    if own is None or not own.isdisjoint(sys.modules):
        return None
    if kind == "-m" and what.partition(".")[0] not in _SERVERS | own:
        return None
    return Program(kind, what, arguments, first_path, unbuffered)


def become(program: Program, argv: Sequence[str], env: Mapping[str, str], folder: str) -> NoReturn:
    """Be that program to its end; descriptors, limits, walls and working directory are in place.

    Args:
        program: Of `planned`.
        argv: The command.
        env: The whole environment.
        folder: The working directory.
    """
    _start_anew(program, env)
    sys.orig_argv = list(argv)
    _be_listed_as(argv)
    sys.argv = [program.what if program.kind == "script" else program.kind, *program.arguments]
    sys.path.insert(0, program.first_path)
    main = types.ModuleType("__main__")
    vars(main).update(__builtins__=builtins, __annotations__={})
    sys.modules["__main__"] = main
    loaded = set(sys.modules)
    status = _status(program, main, folder)
    _end(status, main, loaded)


def _names(folder: str) -> set[str] | None:
    """Return the names of the modules and packages in a folder; None if it cannot be read."""
    found = set()
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                name, dot, _ = entry.name.partition(".")
                if entry.name.endswith((".py", ".so")) or (
                    not dot and os.path.exists(f"{entry.path}/__init__.py")  # noqa: PTH110  # hot
                ):
                    found.add(name)
    except OSError:
        return None
    return found


def take_signals_of_python() -> None:
    """Have signals as Python has them when it begins, where the warden has them as other programs expect them.

    Without it, who writes to what was closed is killed and not told.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)


def _start_anew(program: Program, env: Mapping[str, str]) -> None:
    """Have this process as Python has it when a program begins."""
    for name in [name for name in sys.modules if name.partition(".")[0] == __package__]:
        del sys.modules[name]
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    signal.set_wakeup_fd(-1)
    take_signals_of_python()
    asyncio.set_event_loop_policy(None)  # one that has run a loop says that there is none
    importlib.invalidate_caches()
    gc.enable()
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        setattr(sys, name, _stream(number, name, unbuffered=program.unbuffered))
        setattr(sys, f"__{name}__", getattr(sys, name))


def _be_listed_as(argv: Sequence[str]) -> None:
    """Have /proc show this command instead of the zygote's, as far as there is room for it."""
    with open("/proc/self/stat", encoding="utf-8", errors="replace") as file:  # noqa: PTH123  # hot
        numbers = file.read().rpartition(")")[2].split()
    start, end = (int(numbers[field - 3]) for field in (48, 49))  # arg_start and arg_end, in proc(5)
    shown = b"".join(os.fsencode(word) + b"\0" for word in argv)
    if end > start > 0:
        ctypes.memmove(start, shown[: end - start - 1].ljust(end - start, b"\0"), end - start)


def _stream(number: int, name: str, *, unbuffered: bool) -> io.TextIOWrapper:
    writes = number > 0
    raw = io.FileIO(number, "wb" if writes else "rb", closefd=False)
    buffer: Any = raw
    if not writes:
        buffer = io.BufferedReader(raw)
    elif not unbuffered:
        buffer = io.BufferedWriter(raw)
    stream = io.TextIOWrapper(
        buffer,
        encoding="utf-8",
        errors="backslashreplace" if name == "stderr" else "surrogateescape",
        newline="\n",
        line_buffering=(name == "stderr" or raw.isatty()) and not unbuffered,
        write_through=unbuffered,
    )
    raw.name = f"<{name}>"
    stream.mode = "w" if writes else "r"  # type: ignore[misc]  # as Python itself does
    return stream


def _status(program: Program, main: types.ModuleType, folder: str) -> int:
    """Run it, and return its exit status."""
    try:
        if program.kind == "-m":
            runpy._run_module_as_main(program.what)  # type: ignore[attr-defined]  # noqa: SLF001  # what `python -m` calls
        else:
            _run_source(program, main, folder)
    except SystemExit as error:
        if error.code is None or isinstance(error.code, int):
            return error.code or 0
        print(error.code, file=sys.stderr)
        return 1
    except BaseException as error:
        shown = error.__traceback__
        while shown is not None and shown.tb_frame.f_code.co_filename == __file__:
            shown = shown.tb_next
        sys.excepthook(type(error), error.with_traceback(shown), shown)
        return -signal.SIGINT if isinstance(error, KeyboardInterrupt) else 1
    return 0


def _run_source(program: Program, main: types.ModuleType, folder: str) -> None:
    if program.kind == "-c":
        source: str | bytes = program.what
        file = "<string>"
        vars(main).update(__loader__=BuiltinImporter)
    else:
        file = os.path.join(folder, program.what)  # noqa: PTH118  # as Python joins them
        vars(main).update(__file__=file, __cached__=None, __loader__=SourceFileLoader("__main__", file))
        with open(file, "rb") as opened:  # noqa: PTH123  # hot
            source = opened.read()
    exec(compile(source, file, "exec", dont_inherit=True), vars(main))  # noqa: S102  # that is what running it means


def _end(status: int, main: types.ModuleType, loaded: set[str]) -> NoReturn:
    """End as Python does: threads, exit handlers, what was opened and not closed, the streams."""
    with contextlib.suppress(KeyboardInterrupt):
        threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001  # what Python calls at its end
    atexit._run_exitfuncs()  # noqa: SLF001  # likewise
    libraries = (sys.prefix, sys.base_prefix)
    try:
        vars(main).clear()
        for name, module in [*sys.modules.items()]:
            file = getattr(module, "__file__", None)
            if name not in loaded and isinstance(file, str) and not file.startswith(libraries):
                vars(module).clear()
        gc.collect()
        for stream in (sys.stdout, sys.stderr):
            if stream is not None and not stream.closed:
                stream.flush()
    except BaseException:
        with contextlib.suppress(BaseException):
            traceback.print_exc()
        status = status or _FLUSH_FAILED
    if status == -signal.SIGINT:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    os._exit(status & 0xFF)
