"""Warm processes: a zygote and a zygote of checkers for each environment, a checker for each lab, spares of each."""

from __future__ import annotations

import atexit
import contextlib
import json
import queue
import shutil
import socket
import subprocess
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from roadworthy.judge.environments import Environment, preload_of
from roadworthy.judge.forking import PATIENCE, ForkingProcess, ask_for_fork
from roadworthy.judge.guest import parcel
from roadworthy.judge.guest.cell import TMP, WORKSPACE
from roadworthy.judge.lab_facts import checker_config
from roadworthy.judge.launch import LaunchSpec, guest_command, launch_warm
from roadworthy.judge.outer import base_env, start_zygote
from roadworthy.judge.owned import OwnedFolder
from roadworthy.judge.places import Cell, Place, memory_groups
from roadworthy.judge.stage import StageError
from roadworthy.labs import Lab

MOST_LABS = 24
"""Labs whose checks are kept collected; the least recently used goes first."""
MOST_FORKS = 4000
"""Attempts after which an environment's zygotes are replaced by fresh ones."""
MOST_SPARES = 4
IDLE_SECONDS = 600.0
"""Time after which a lab that nobody attempts is kept warm no longer."""


class _LabChecker:
    """The collected checks of a lab, or the knowledge that they cannot be collected before there is an attempt."""

    def __init__(self, lab: Lab, checkers: ForkingProcess) -> None:
        self.checks = Path()
        self._config: dict[str, Any] = {}
        self._checkers = checkers
        self.lock = threading.Lock()
        self._collected: bool | None = None
        self.ready: list[Place] = []
        self.users = 0  # who needs its files or its socket now
        self.used = time.monotonic()
        self._folder = OwnedFolder("checks", TMP)  # cells have such a place too, whatever TMPDIR says
        try:
            self._sock = self._begin(lab)
        except BaseException:
            self._folder.close()
            raise

    def _begin(self, lab: Lab) -> socket.socket:
        self.checks = checks = self._folder.path / "checks"
        shutil.copytree(lab.checks, checks, ignore=shutil.ignore_patterns("__pycache__", ".pytest_cache"))
        config = checker_config(lab, workspace=WORKSPACE, checks=checks, basetemp=f"{TMP}/checks")
        self._config = config | {"idle": str(self._folder.path)}
        return self._checkers.fork({"what": "lab", "config": self._config})

    def is_collected(self) -> bool:
        """Wait until the checks are collected; return False if that is only possible within an attempt."""
        if self._collected is None:
            self._sock.settimeout(PATIENCE)
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
            checker = ask_for_fork(self._sock, {"what": "attempt"})
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
        self._folder.close()


class _Warm:
    """All that is warm for one environment, and for the folders that can be read beside it."""

    def __init__(self, environment: Environment, readable: tuple[Path, ...]) -> None:
        self.environment = environment
        preload = preload_of(environment.name)
        self.zygote = ForkingProcess.start(lambda fd, log: start_zygote(environment, fd, preload, log, readable))
        try:
            self.checkers = ForkingProcess.start(lambda fd, log: _start_checkers(environment, fd, log))
        except BaseException:
            self.zygote.close()
            raise
        self.labs: OrderedDict[tuple[str, str], _LabChecker] = OrderedDict()
        self.cells: list[Cell] = []
        self.attempts = 0
        self.is_retired = False

    def lab(self, lab: Lab) -> _LabChecker:
        """Return the lab's checker, collecting its checks if they are new."""
        key = (str(lab.folder), lab.hash)
        if key not in self.labs:
            try:
                self.labs[key] = _LabChecker(lab, self.checkers)
            except OSError as error:
                raise StageError(f"the checks of {lab.id} cannot be read: {error}") from error
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
                checker.used = time.monotonic()

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
        while True:
            try:
                wanted = self._wanted.get(timeout=IDLE_SECONDS / 4)
            except queue.Empty:
                self.give_back(IDLE_SECONDS)
                continue
            if wanted is None:
                return
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

    def give_back(self, idle_seconds: float) -> None:
        """End the checkers, and the places that are ready, of labs that nobody has attempted for so many seconds."""
        then = time.monotonic() - idle_seconds
        with self._lock:
            for warm in self._warm.values():
                for key, checker in list(warm.labs.items()):
                    if not checker.users and checker.used <= then:
                        warm.labs.pop(key).close()

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
        self._keeper.join(PATIENCE)
        memory_groups.tidy()


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
