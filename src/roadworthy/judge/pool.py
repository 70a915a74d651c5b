"""Warm processes: a zygote and a zygote of checkers for each environment, a checker for each lab, spares of each."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import queue
import select
import shutil
import socket
import subprocess
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from roadworthy.judge import cell_watch
from roadworthy.judge.environments import Environment, preload_of
from roadworthy.judge.guest import parcel
from roadworthy.judge.guest.cell import TMP, WORKSPACE
from roadworthy.judge.lab_facts import checker_config
from roadworthy.judge.launch import LaunchSpec, guest_command, launch_warm
from roadworthy.judge.memory import MemoryGroup, MemoryGroups
from roadworthy.judge.outer import base_env, start_zygote
from roadworthy.judge.stage import StageError
from roadworthy.labs import Lab

MOST_LABS = 24
"""Labs whose checks are kept collected; the least recently used goes first."""
MOST_FORKS = 4000
"""Attempts after which an environment's zygotes are replaced by fresh ones."""
MOST_SPARES = 4
_PATIENCE = 30.0
"""Seconds for a process of ours to answer; on a machine that is overloaded starting Python takes long."""


_memory = MemoryGroups()


@dataclass
class Cell:
    """A cell with its warden, waiting for an attempt.

    Attributes:
        control: To the warden.
        namespaces: Descriptors of its user, mount and network namespace.
        warden: Its warden's pid.
        memory: Bounds its memory, where that can be had.
    """

    control: socket.socket
    namespaces: list[int] = field(default_factory=list)
    warden: int = 0
    memory: MemoryGroup | None = None
    is_furnished: bool = False

    def wait(self) -> None:
        """Wait until it is furnished; raises StageError."""
        if self.is_furnished:
            return
        self.control.settimeout(_PATIENCE)
        try:
            message, fds, self.warden = parcel.receive_first(self.control)
        except (OSError, parcel.ParcelError) as error:
            raise StageError("no cell could be made: `roadworthy doctor` says which walls stand here") from error
        if message["what"] != "ready":
            raise StageError(f"no cell could be made: {message['why']}")
        self.control.settimeout(None)
        self.namespaces = fds
        self.is_furnished = True
        self.memory = group = _memory.make()
        if group is not None:
            with contextlib.suppress(OSError):  # it has ended; who uses it will find out
                group.take([self.warden, *cell_watch.children(self.warden)])

    def close(self) -> None:
        """End everything in it."""
        self.control.close()
        if self.memory is not None:
            _memory.leave(self.memory)
            self.memory = None
        for fd in self.namespaces:
            os.close(fd)
        self.namespaces = []


@dataclass
class Place:
    """Where an attempt can begin at once: a cell, and a checker that is in it.

    Attributes:
        cell: The cell.
        checker: To the checker.
        checks: Where the checker finds its files.
    """

    cell: Cell
    checker: socket.socket
    checks: Path

    def is_alive(self) -> bool:
        """Return True unless one of its processes has ended: while they wait they have nothing to say."""
        return not select.select([self.checker, self.cell.control], [], [], 0)[0]

    def close(self) -> None:
        """End everything in it."""
        self.checker.close()
        self.cell.close()


class _Process:
    """A process of ours that forks on request, and ends when its socket is closed.

    Args:
        sock: Our end of its socket.
        process: To wait for.
        log: Where it prints.
    """

    def __init__(self, sock: socket.socket, process: subprocess.Popen[bytes], log: int) -> None:
        self._sock = sock
        self._process = process
        self._log = log
        self._is_ready = False
        self.forks = 0

    @classmethod
    def start(cls, start: Callable[[int, int], subprocess.Popen[bytes]]) -> Self:
        """Start one; `start` is given the descriptor of its socket and one to print to."""
        ours, theirs = socket.socketpair()
        read, write = os.pipe()
        os.set_blocking(read, False)  # the argument has no name
        try:
            return cls(ours, start(theirs.fileno(), write), read)
        except OSError as error:
            ours.close()
            os.close(read)
            raise StageError(f"a process of the judge cannot be started: {error.strerror or error}") from error
        finally:
            theirs.close()
            os.close(write)

    def wait(self) -> None:
        """Wait until it has said that it is ready; raises StageError with its last words."""
        if self._is_ready:
            return
        self._sock.settimeout(_PATIENCE)
        try:
            parcel.receive(self._sock)
        except (OSError, parcel.ParcelError) as error:
            raise StageError(f"a process of the judge did not start: {self._last_words()}") from error
        finally:
            self._sock.settimeout(None)
        self._is_ready = True

    def _last_words(self) -> str:
        try:
            lines = os.read(self._log, 65536).decode("utf-8", "replace").strip().splitlines()
        except OSError:
            lines = []
        return lines[-1][:400] if lines else "it said nothing"

    def fork(self, content: dict[str, Any]) -> socket.socket:
        """Ask it to fork; return our end of the new process's socket. Raises StageError when it is gone."""
        self.wait()
        self.forks += 1
        return _ask_for_fork(self._sock, content)

    def is_gone(self) -> bool:
        """Return True if it has ended."""
        return self._process.poll() is not None

    def close(self) -> None:
        """End it, and with it all that it forked."""
        self._sock.close()
        try:
            self._process.wait(5.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._log)


def _ask_for_fork(sock: socket.socket, content: dict[str, Any]) -> socket.socket:
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)  # for `receive_first`, before anything can be sent
    try:
        parcel.send(sock, content, [theirs.fileno()])
    except OSError as error:
        ours.close()
        raise StageError("a process of the judge is gone") from error
    finally:
        theirs.close()
    return ours


class _LabChecker:
    """The collected checks of a lab, or the knowledge that they cannot be collected before there is an attempt."""

    def __init__(self, lab: Lab, checkers: _Process) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="roadworthy-checks-")
        checks = Path(self._folder.name).resolve() / "checks"
        shutil.copytree(lab.checks, checks, ignore=shutil.ignore_patterns("__pycache__", ".pytest_cache"))
        config = checker_config(lab, workspace=WORKSPACE, checks=checks, basetemp=f"{TMP}/checks")
        self.checks = checks
        self._config: dict[str, Any] = config | {"idle": self._folder.name}
        self._checkers = checkers
        self.lock = threading.Lock()
        self._collected: bool | None = None
        self._sock = checkers.fork({"what": "lab", "config": self._config})
        self.ready: list[Place] = []
        self.users = 0  # who needs its files or its socket now

    def is_collected(self) -> bool:
        """Wait until the checks are collected; return False if that is only possible within an attempt."""
        if self._collected is None:
            self._sock.settimeout(_PATIENCE)
            try:
                answer, _ = parcel.receive(self._sock)
            except (OSError, parcel.ParcelError) as error:
                raise StageError("the checks could not be collected") from error
            self._sock.settimeout(None)
            self._collected = bool(answer["collected"])
        return self._collected

    def place(self, cell: Cell, *, bare: bool) -> Place:
        """Have a checker go into a furnished cell."""
        if bare or not self.is_collected():
            checker = self._checkers.fork({"what": "bare", "config": self._config})
        else:
            checker = _ask_for_fork(self._sock, {"what": "attempt"})
        channel, channel_theirs = socket.socketpair()
        try:
            parcel.send(checker, {}, [*cell.namespaces, channel.fileno()])
            parcel.send(cell.control, {"what": "channel"}, [channel_theirs.fileno()])
        except OSError as error:
            checker.close()
            raise StageError("a process of the judge is gone") from error
        finally:
            channel.close()
            channel_theirs.close()
        return Place(cell, checker, self.checks)

    def close(self) -> None:
        """Let it end, and what is ready."""
        for one in self.ready:
            one.close()
        self.ready.clear()
        self._sock.close()
        self._folder.cleanup()


class _Warm:
    """All that is warm for one environment, and for the folders that can be read beside it."""

    def __init__(self, environment: Environment, readable: tuple[Path, ...]) -> None:
        self.environment = environment
        preload = preload_of(environment.name)
        self.zygote = _Process.start(lambda fd, log: start_zygote(environment, fd, preload, log, readable))
        self.checkers = _Process.start(lambda fd, log: _start_checkers(environment, fd, log))
        self.labs: OrderedDict[tuple[str, str], _LabChecker] = OrderedDict()
        self.cells: list[Cell] = []
        self.attempts = 0
        self.is_retired = False

    def lab(self, lab: Lab) -> _LabChecker:
        """Return the lab's checker, collecting its checks if they are new."""
        key = (str(lab.folder), lab.hash)
        if key not in self.labs:
            self.labs[key] = _LabChecker(lab, self.checkers)
            idle = [other for other, one in self.labs.items() if not one.users and other != key]
            for other in idle[: max(0, len(self.labs) - MOST_LABS)]:
                self.labs.pop(other).close()
        self.labs.move_to_end(key)
        return self.labs[key]

    def cell(self) -> Cell:
        """Return a cell, furnished or about to be."""
        return self.cells.pop() if self.cells else Cell(self.zygote.fork({"what": "cell"}))

    def is_worn(self) -> bool:
        """Return True if it should be replaced."""
        return self.zygote.forks > MOST_FORKS or self.zygote.is_gone() or self.checkers.is_gone()

    def close(self) -> None:
        """End everything."""
        for cell in self.cells:
            cell.close()
        for lab in self.labs.values():
            lab.close()
        self.labs.clear()
        self.checkers.close()
        self.zygote.close()


def _start_checkers(environment: Environment, fd: int, log: int) -> subprocess.Popen[bytes]:
    command = guest_command(environment.python, "checkers", json.dumps({"socket": fd}))
    env = {**base_env(environment.python), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return launch_warm(LaunchSpec(command, env, Path("/"), fds=(fd,), stdout=log, stderr=log))


class Pool:
    """Hands out cells and checkers, and keeps some ready. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._warm: dict[str, _Warm] = {}
        self._running = 0
        self._wanted: queue.SimpleQueue[tuple[_Warm, Lab] | None] = queue.SimpleQueue()
        self._keeper = threading.Thread(target=self._keep_ready, name="pool", daemon=True)
        self._keeper.start()

    @contextmanager
    def attempt(
        self, lab: Lab, environment: Environment, *, bare: bool = False, readable: tuple[Path, ...] = ()
    ) -> Iterator[Place]:
        """Provide a place for an attempt.

        Args:
            lab: What will be judged.
            environment: The lab's.
            bare: Have the checks collected within the attempt.
            readable: Folders of components that can be read and run from inside.

        Raises:
            StageError: A process of the judge did not start, or is gone.
        """
        with self._lock:
            warm = self._fresh(environment, readable)
            warm.attempts += 1
            self._running += 1
        try:
            with self._using(warm, lab) as checker, contextlib.closing(self._place(warm, checker, bare=bare)) as place:
                yield place
        except StageError:
            self._retire(warm)
            raise
        finally:
            self._over(warm)
            if not warm.is_retired:
                self._wanted.put((warm, lab))

    @contextmanager
    def _using(self, warm: _Warm, lab: Lab) -> Iterator[_LabChecker]:
        """Keep a lab's checks from being given up for those of other labs."""
        with self._lock:
            checker = warm.lab(lab)
            checker.users += 1
        try:
            yield checker
        finally:
            with self._lock:
                checker.users -= 1

    def _place(self, warm: _Warm, checker: _LabChecker, *, bare: bool) -> Place:
        with self._lock:
            while checker.ready and not bare:
                if (place := checker.ready.pop()).is_alive():
                    return place
                place.close()
            cell = warm.cell()
        try:
            with checker.lock:
                checker.is_collected()
            cell.wait()
            with self._lock:
                return checker.place(cell, bare=bare)
        except BaseException:
            cell.close()
            raise

    def _over(self, warm: _Warm) -> None:
        with self._lock:
            warm.attempts -= 1
            self._running -= 1
            if warm.is_retired:
                self._close_if_idle(warm)

    def _keep_ready(self) -> None:
        """Make places for the labs that are being attempted; runs in a thread of its own."""
        while (wanted := self._wanted.get()) is not None:
            warm, lab = wanted
            with self._lock:
                if warm.is_retired:
                    continue
                warm.attempts += 1
                self._running += 1
            try:
                self._make_ready(warm, lab)
            except (StageError, OSError):  # OSError: the lab's files are gone, or there are no more descriptors
                self._retire(warm)
            finally:
                self._over(warm)

    def _make_ready(self, warm: _Warm, lab: Lab) -> None:
        with self._using(warm, lab) as checker:
            with self._lock:
                if len(checker.ready) >= min(MOST_SPARES, self._running):
                    return
            place = self._place(warm, checker, bare=False)
            with self._lock:
                checker.ready.append(place)

    def try_cell(self, environment: Environment) -> None:
        """Make a cell and keep it for the first attempt; raises StageError if none can be made here."""
        with self._lock:
            warm = self._fresh(environment)
            cell = warm.cell()
        try:
            cell.wait()
        except StageError:
            cell.close()
            self._retire(warm)
            raise
        with self._lock:
            warm.cells.append(cell)

    def _fresh(self, environment: Environment, readable: tuple[Path, ...] = ()) -> _Warm:
        key = "\0".join((environment.fingerprint, environment.name, *map(str, readable)))
        warm = self._warm.get(key)
        if warm is not None and warm.is_worn():
            self._retire(warm)
            warm = None
        if warm is None:
            warm = self._warm[key] = _Warm(environment, readable)
        return warm

    def _retire(self, warm: _Warm) -> None:
        """Use it no more; what runs in it may end."""
        with self._lock:
            for key, one in list(self._warm.items()):
                if one is warm:
                    del self._warm[key]
            if not warm.is_retired:
                warm.is_retired = True
                self._close_if_idle(warm)

    @staticmethod
    def _close_if_idle(warm: _Warm) -> None:
        if warm.attempts == 0:
            warm.close()

    def close(self) -> None:
        """End all warm processes that run no attempt, and the others after it."""
        self._wanted.put(None)
        with self._lock:
            for warm in list(self._warm.values()):
                self._retire(warm)
        self._keeper.join(_PATIENCE)
        _memory.tidy()


_lock = threading.Lock()
_pools: list[Pool] = []


def the_pool() -> Pool:
    """Return the pool of this process, which ends with it."""
    with _lock:
        if not _pools:
            _pools.append(Pool())
            atexit.register(_pools[0].close)
        return _pools[0]


def close_the_pool() -> None:
    """End the pool of this process; who asks for one afterwards gets a fresh one."""
    with _lock:
        pools = _pools.copy()
        _pools.clear()
    for pool in pools:
        atexit.unregister(pool.close)
        pool.close()
