"""The zygote of an environment's checkers: has pytest imported, and forks a checker for each lab and each attempt.

Two kinds of forks: a *lab's* collects the checks once, before any attempt, and forks itself for each; a *bare* one
collects them in its attempt, for check files that need the learner's code at hand while they are collected.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import linecache
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any, NoReturn

import pytest

from . import cell, originals, parcel, warming
from .checker_main import Checker
from .collecting import EnvironmentLookedAt
from .pages import Pages
from .walls import kernel, privileges
from .warm_up import Rehearsal
from .wire import UNCONNECTED, ClosedError

_REHEARSALS = 12
_MOST_PAGES = 3000
"""Which an attempt may have copied to be one to learn from; an ordinary one copies 2,000."""


def main(config: dict[str, Any]) -> NoReturn:
    """Fork for each request, until the host hangs up.

    Args:
        config: "socket" (descriptor). A request is a parcel `{"what": "lab"|"bare", "config": ...}` as for `Checker`,
            with one end of a socket.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    sock = socket.socket(fileno=config["socket"])
    originals.keep()
    kernel.libc()
    warming.exchange("checker")
    gc.collect()
    gc.freeze()
    parcel.send(sock, {"what": "ready"})
    while True:
        try:
            request, fds = parcel.receive(sock)
        except parcel.ParcelError:
            os._exit(0)
        if os.fork() == 0:
            _fresh(sock)
            own = socket.socket(fileno=fds[0])
            checker = Checker(request["config"])
            if request["what"] == "lab":
                _collect_and_serve(checker, request["config"], own)
            else:
                _in_attempt(checker, request["config"], own)
                checker.report()
                with contextlib.suppress(ClosedError):  # which the first check will find out
                    checker.wait_for_the_files()
                checker.import_for_real()
                checker.done(checker.run())
        for fd in fds:
            os.close(fd)


def _fresh(*unneeded: socket.socket) -> None:
    """Be a process of our own after a fork, that ends with the one which forked it."""
    privileges.die_with_parent()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    for one in unneeded:
        one.close()


class _CollectedOnce:
    """Forks the collected session for each attempt, where pytest would begin to run it."""

    def __init__(self, checker: Checker, config: dict[str, Any], sock: socket.socket) -> None:
        self._checker = checker
        self._config = config
        self._sock = sock
        self._looked_at = EnvironmentLookedAt(str(Path(config["checks"]).resolve()))
        self._deferral = checker.defer_imports()
        self._namespaces: list[dict[str, Any]] = []

    def collect(self) -> int:
        with self._looked_at:
            return self._checker.run(self)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        self._looked_at.stop()
        if why := self._why_not(session):
            parcel.send(self._sock, {"collected": False, "why": why})
            os._exit(0)
        for namespace in self._namespaces:
            if file := namespace.get("__file__"):
                linecache.getlines(file)
        gc.collect()
        gc.freeze()
        parcel.send(self._sock, {"collected": True, "why": ""})
        self._serve(session)

    def _why_not(self, session: pytest.Session) -> str:
        self._namespaces = namespaces = self._checker.check_modules()
        if session.testsfailed or not session.items:
            return "collecting it failed"
        if self._looked_at.found:
            return f"it looks at {self._looked_at.found} while it is collected"
        if UNCONNECTED.asked or not self._deferral.is_fillable(namespaces):
            return self._deferral.used or "it uses the learner's code while it is collected"
        return ""

    def _serve(self, session: pytest.Session) -> None:
        """Fork for each socket that arrives; returns in the child, where the attempt has begun."""
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        _look_up_beforehand(session)
        rehearsal = Rehearsal(session, self._checker.judging)
        # CPython replaces instructions by faster ones once a function has run some times (PEP 659): what that writes
        # here stays shared.
        for _ in range(_REHEARSALS):
            rehearsal.run()
        gc.collect()
        gc.freeze()
        pages = Pages(_MOST_PAGES)
        while True:
            try:
                _, fds = parcel.receive(self._sock)
            except parcel.ParcelError:
                pages.close()
                os._exit(0)
            pages.learn()
            if os.fork() == 0:
                _fresh(self._sock)
                if not pages.copy():
                    pages.watch()
                    self._checker.after_all = pages.tell
                attempt = socket.socket(fileno=fds[0])
                _in_attempt(self._checker, self._config, attempt, rehearsal)
                sys.meta_path[:] = [one for one in sys.meta_path if type(one).__name__ != "DeferringFinder"]
                self._checker.import_for_real()
                self._fill(session)
                return
            os.close(fds[0])

    def _fill(self, session: pytest.Session) -> None:
        try:
            if not self._deferral.modules:
                self._checker.wait_for_the_files()
            self._deferral.fill(self._namespaces)
        except BaseException:
            # What goes wrong while the learner's code is imported is told as if the checks were collected now.
            self._checker.again()
        capture = session.config.pluginmanager.getplugin("capturemanager")
        assert capture is not None
        capture.read_global_capture()  # printed while imported: no check's output
        self._checker.report()


def _look_up_beforehand(session: pytest.Session) -> None:
    """Have pytest find out now, once, what it would in each attempt, and what stays as it is."""
    session.gethookproxy = functools.cache(session.gethookproxy)  # type: ignore[method-assign, assignment]  # asked ten times a check
    for item in session.items:
        item.location  # noqa: B018  # it keeps what it returns


def _collect_and_serve(checker: Checker, config: dict[str, Any], sock: socket.socket) -> NoReturn:
    null = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1):
        os.dup2(null, number)
    folder = Path(config["idle"])
    os.chdir(folder)
    once = _CollectedOnce(checker, config, sock)
    code = once.collect()
    if checker.is_connected:
        checker.done(code)
    with contextlib.suppress(OSError):
        parcel.send(sock, {"collected": False, "why": "collecting it failed"})
    os._exit(0)


def _go_in(checker: Checker, config: dict[str, Any], sock: socket.socket, rehearsal: Rehearsal | None) -> None:
    """Go into a cell, connect with its subject, and be ready."""
    _, (user, mount, network, channel) = parcel.receive(sock)
    checks = Path(config["checks"])
    files = {str(path.relative_to(checks)): path.read_bytes() for path in checks.rglob("*") if path.is_file()}
    cell.enter(user, mount, network, str(checks), files)
    privileges.drop_all()
    privileges.die_with_parent()  # changing the user made the kernel forget it
    privileges.set_dumpable(False)
    os.chdir(config["workspace"])
    checker.connect(channel)
    for _ in range(2):
        warming.ask(checker.peer)
    if rehearsal is not None:
        rehearsal.run()
    gc.freeze()  # what the rehearsal made is not looked at again when garbage is collected
    checker.peer.request("warmed")


def _in_attempt(
    checker: Checker, config: dict[str, Any], sock: socket.socket, rehearsal: Rehearsal | None = None
) -> None:
    """Go into a cell, wait there for the attempt, and begin it."""
    try:
        _go_in(checker, config, sock, rehearsal)
        attempt, (results, control, log) = parcel.receive(sock)
    except ConnectionError:
        os._exit(0)  # it was a spare, and is not needed
    sock.close()
    null = os.open(os.devnull, os.O_RDWR)
    for fd, number in ((null, 0), (log, 1), (log, 2)):
        os.dup2(fd, number)
    os.close(null)
    os.close(log)
    os.environ.clear()
    os.environ.update(attempt["env"])
    checker.begin({"results": results, "control": control, "seed": attempt["seed"]})
