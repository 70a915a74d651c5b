"""Starting servers that are ours alone and that cannot outlive us."""

from __future__ import annotations

import contextlib
import functools
import os
import pwd
import shutil
import signal
import socket
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from roadworthy.components.base import ComponentError, Progress
from roadworthy.components.disk import Bound, bounded
from roadworthy.components.keeping import KEEPER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

LARGEST_TAIL = 64 * 1024
LEAST_AGE = 60.0


@dataclass(slots=True)
class Server:
    """A running server of ours.

    Attributes:
        name: For people ("Redis").
        pid: Its process.
        log: The file its output goes to.
        ended_for: Why we ended it ourselves while it was in use, "" if we did not.
    """

    name: str
    pid: int
    log: Path
    ended_for: str = ""

    def poll(self) -> int | None:
        """Return its exit code, or None while it runs."""
        code: int | None = KEEPER.ask(op="poll", pid=self.pid)["code"]
        return code

    def alive(self) -> bool:
        """Return True while it runs; False too if its keeper is gone, which takes its servers along."""
        try:
            return not self.ended_for and self.poll() is None
        except ComponentError:
            return False

    @contextlib.contextmanager
    def bounded(self, megabytes: int) -> Iterator[Bound]:
        """End it should it hold more than so much on disk before the block is left."""
        with bounded(self.log.parent, megabytes, lambda: self._end_for(megabytes), pid=self.pid) as bound:
            yield bound

    def _end_for(self, megabytes: int) -> None:
        if not self.ended_for:
            self.ended_for = f"it held more than {megabytes} MB on disk"
            KEEPER.ask(op="empty", pid=self.pid)

    def trouble(self, ready: Callable[[], bool]) -> str:
        """Return what is wrong with it, "" if nothing is.

        Args:
            ready: Makes a real request; may raise OSError, and gives up by itself after a few seconds.
        """
        if not self.alive():
            return self._how_it_ended()
        try:
            if ready():
                return ""
            message = f"{self.name} does not answer as it should"
        except OSError as error:
            message = f"{self.name} does not answer: {error}"
        # A process that is being killed closes its connections some moments before it has ended.
        deadline = time.monotonic() + 0.5
        while self.alive() and time.monotonic() < deadline:
            time.sleep(0.02)
        return message if self.alive() else self._how_it_ended()

    def _how_it_ended(self) -> str:
        if self.ended_for:
            return f"{self.name} was stopped, since {self.ended_for}"
        try:
            return f"{self.name} ended with code {self.poll()}"
        except ComponentError:
            return f"{self.name} is gone with its keeper"

    def stop(self) -> None:
        """Stop it and remove its folder."""
        try:
            KEEPER.ask(op="stop", pid=self.pid)
        except ComponentError:
            # The keeper that knew it is gone, and the server with it; but nobody has removed the folder.
            shutil.rmtree(self.log.parent, ignore_errors=True)

    def wait_until(self, ready: Callable[[], bool], *, within: float, tell: Progress) -> None:
        """Wait until `ready()` is true; it should make a real request and may raise OSError.

        Args:
            ready: Asked again and again, at first every few milliseconds, later twenty times a second.
            within: Seconds.
            tell: Is told every five seconds that it still takes time.

        Raises:
            ComponentError: The server ended, or was not ready in time. The hint is the end of its log.
        """
        began = time.monotonic()
        next_word = 5.0
        pause = 0.002
        while True:
            try:
                if ready():
                    return
            except OSError:
                pass  # not listening yet
            if (code := self.poll()) is not None:
                raise ComponentError(f"{self.name} ended with code {code} when it was started", hint=self._last_words())
            waited = time.monotonic() - began
            if waited > within:
                message = f"{self.name} was not ready within {within:.0f} seconds"
                raise ComponentError(message, hint=self._last_words())
            if waited > next_word:
                tell(f"starting {self.name}: {waited:.0f} s")
                next_word += 5.0
            time.sleep(pause)
            pause = min(0.05, pause * 1.5)

    def _last_words(self) -> str:
        lines = [line for line in tail(self.log, 20).splitlines() if line.strip()]
        return f"its log ends: {lines[-1].strip()[:300]}" if lines else "its log is empty"


@dataclass(slots=True)
class Folder:
    """A private folder of a server, and the account it runs as.

    Attributes:
        path: The folder, mode 0700, owned by the account.
        user: Numeric id, or None where we are not root and the server runs as us.
        group: Likewise.
    """

    path: Path
    user: int | None = None
    group: int | None = None
    log: Path = field(init=False)

    def __post_init__(self) -> None:
        self.log = self.path / "log.txt"

    def remove(self) -> None:
        """Remove it with all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)

    def write(self, name: str, text: str, mode: int = 0o600) -> Path:
        """Write a file into it that only the account can read, and return its path."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)
        self.own(path)
        return path

    def own(self, path: Path) -> None:
        """Give a file or folder that we made to the account."""
        if self.user is not None and self.group is not None:
            os.chown(path, self.user, self.group)


def make_folder(name: str, *, account: str) -> Folder:
    """Return a new private folder for a server.

    Args:
        name: Part of its name.
        account: The account that the server runs as if we are root; where there is no such account, nobody. A server
            that learners talk to never runs as root.
    """
    remove_leftovers()
    folder = Folder(Path(tempfile.mkdtemp(prefix=f"roadworthy-{name}-{os.getpid()}-")))
    if os.geteuid() == 0:
        try:
            found = pwd.getpwnam(account)
        except KeyError:
            found = pwd.getpwnam("nobody")
        folder.user, folder.group = found.pw_uid, found.pw_gid
        folder.own(folder.path)
    return folder


@functools.cache
def remove_leftovers() -> None:
    """Remove, once in a process, the folders of processes that are gone.

    The keeper does that, so there are some only where the keeper was killed too, or the power went.
    """
    for folder in Path(tempfile.gettempdir()).glob("roadworthy-*-*-*"):
        owner = folder.name.split("-")[-2]
        with contextlib.suppress(OSError):
            old = time.time() - folder.stat().st_mtime > LEAST_AGE  # younger ones may be the work of a keeper right now
            if owner.isdecimal() and old and not psutil.pid_exists(int(owner)):
                shutil.rmtree(folder, ignore_errors=True)


def start_server(
    name: str,
    argv: Sequence[str | Path],
    folder: Folder,
    *,
    env: dict[str, str] | None = None,
    stop_signal: signal.Signals = signal.SIGKILL,
    grace: float = 5.0,
    calls_out: bool = False,
) -> Server:
    """Start a server that dies with this process, whatever this process dies of, and whose folder goes with it.

    Args:
        name: For people.
        argv: The command.
        folder: Its working folder; the output goes to `folder.log`.
        env: Added to a minimal environment.
        stop_signal: What ends it well; SIGKILL where there is nothing to tidy up.
        grace: Seconds after which it is killed.
        calls_out: Whether it may connect to anything, itself included. A server that a learner can send to an address
            of his choice (a webhook, a subscription) would lead him out of the walls; Linux alone keeps it from that.

    Raises:
        ComponentError: It could not be started at all.
    """
    minimal = {
        "HOME": str(folder.path),
        "LANG": "C.UTF-8",
        "PATH": os.environ.get("PATH", os.defpath),
        "TMPDIR": str(folder.path),
        "TZ": "UTC",
    }
    try:
        answer = KEEPER.ask(
            op="start",
            argv=[str(part) for part in argv],
            env=minimal | (env or {}),
            cwd=str(folder.path),
            log=str(folder.log),
            user=folder.user,
            group=folder.group,
            folder=str(folder.path),
            signal=int(stop_signal),
            grace=grace,
            calls_out=calls_out,
        )
    except ComponentError:
        folder.remove()
        raise
    return Server(name, answer["pid"], folder.log)


def stop_servers() -> None:
    """Stop every server of this process now; the next lease starts what it needs anew."""
    KEEPER.close()


def start_on_free_port(
    start: Callable[[int], Server], ready: Callable[[int], bool], *, within: float, tell: Progress
) -> tuple[Server, int]:
    """Start a server on a free port and wait until it answers; return it and the port.

    Between looking for a port and listening on it somebody else can take it, so three ports are tried.

    Args:
        start: Starts the server on the port.
        ready: Makes a real request to the port; may raise OSError.
        within: Seconds for one try.
        tell: Is told when it takes long.

    Raises:
        ComponentError: None of the tries came up.
    """
    for last in (False, False, True):
        port = free_port()
        server = start(port)
        try:
            server.wait_until(functools.partial(ready, port), within=within, tell=tell)
        except ComponentError:
            ended = server.poll() is not None
            server.stop()
            if last or not ended:
                raise
        except BaseException:
            server.stop()
            raise
        else:
            return server, port
    raise AssertionError("the last try returns or raises")


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def tail(log: Path, lines: int, *, since: int = 0) -> str:
    """Return the last lines of a log, looking no further back than byte `since`."""
    try:
        with log.open("rb") as file:
            end = file.seek(0, os.SEEK_END)
            file.seek(max(since, end - LARGEST_TAIL))
            return "\n".join(file.read().decode("utf-8", "replace").splitlines()[-lines:])
    except OSError:
        return ""
