"""`judge_shared`: have the process judge that is warm already, if there is one; else judge here."""

from __future__ import annotations

import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from roadworthy.judge import staying
from roadworthy.judge.events import JudgeEvent
from roadworthy.judge.service_channel import (
    HAS_PEERS,
    Lines,
    event_from_dict,
    identity,
    is_ours,
    opened_folder,
    run_folder,
    send,
    socket_address,
)
from roadworthy.labs import Lab, Status, Verdict

_TAKING_SECONDS = 2.0
"""How long a service may take to say that it judges; then it is not waited for."""
_LOOK_SECONDS = 0.02
"""How often a client looks whether it was told to stop."""
_ENDING_SECONDS = 5.0
"""How long the verdict of a cancelled attempt is waited for."""

_alone = threading.Event()


@contextmanager
def judging_alone() -> Iterator[None]:
    """Have this process ask no service, being it."""
    _alone.set()
    try:
        yield
    finally:
        _alone.clear()


def judge_shared(
    lab: Lab,
    folder: Path,
    *,
    data_dir: Path,
    seed: int | None = None,
    on_event: Callable[[JudgeEvent], None] | None = None,
    cancel: threading.Event | None = None,
    may_stay: bool = False,
) -> Verdict:
    """Judge as `judge` does, in the warm process of this user if there is one that judges alike.

    If that process goes away meanwhile, the attempt is begun again here; its events are then told again.

    Args:
        lab: As for `judge`.
        folder: As for `judge`.
        data_dir: The data folder; the service is found by it.
        seed: As for `judge`.
        on_event: As for `judge`.
        cancel: As for `judge`.
        may_stay: Whether, for a lab whose components take long to start, a process may be left that judges the next
            attempts (staying.py).
    """
    chosen = secrets.randbits(32) if seed is None else seed
    tell = on_event or (lambda _: None)
    stop = cancel or threading.Event()
    if HAS_PEERS and not _alone.is_set():
        try:
            verdict = _ask(data_dir, lab, folder, chosen, tell, stop)
            if verdict is None and may_stay and not stop.is_set() and _is_heavy(lab):
                tell(JudgeEvent("progress", "starting a judge that stays for ten minutes, with the lab's components"))
                if staying.start(data_dir):
                    verdict = _ask(data_dir, lab, folder, chosen, tell, stop)
        except _GoneError:
            tell(JudgeEvent("progress", "the warm judge went away: judging here"))
            verdict = None
        # What came to nothing there may come to something here.
        if verdict is not None and (stop.is_set() or verdict.status is not Status.NOT_JUDGED):
            return verdict
    from roadworthy.judge.judging import judge  # slow to import, and not needed where there is a service

    return judge(lab, folder, seed=chosen, on_event=on_event, cancel=cancel)


def _is_heavy(lab: Lab) -> bool:
    if not lab.components:
        return False
    from roadworthy.components import are_heavy  # slow to import, as below

    return are_heavy(lab.components)


class _GoneError(Exception):
    """The service took the attempt, and then went away or talked nonsense."""


def _ask(
    data_dir: Path,
    lab: Lab,
    folder: Path,
    seed: int,
    tell: Callable[[JudgeEvent], None],
    stop: threading.Event,
) -> Verdict | None:
    """Return the service's verdict, None if there is no service that judges this. Raises _GoneError."""
    places = {"lab": str(lab.folder.resolve()), "hash": lab.hash, "folder": str(folder.resolve())}
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as sock:
        sock.settimeout(_TAKING_SECONDS)
        lines = Lines(sock)
        try:
            with opened_folder(run_folder(data_dir)) as folder_fd:
                sock.connect(socket_address(folder_fd))
            if not is_ours(sock):
                return None
            send(sock, {"identity": identity(), **places, "seed": seed})
            if "taken" not in (lines.next() or {}):
                return None
        except (OSError, ValueError):
            return None
        sock.settimeout(_LOOK_SECONDS)
        patience = _ENDING_SECONDS
        while patience > 0:
            said = _hear(lines)
            if isinstance(said, Verdict):
                return said
            if said is not None:
                tell(said)
            elif stop.is_set():
                patience -= _LOOK_SECONDS
                with suppress(OSError):
                    sock.shutdown(socket.SHUT_WR)  # which is how a client says that it wants no verdict
    return None


def _hear(lines: Lines) -> JudgeEvent | Verdict | None:
    """Return what the service says next, None if that is nothing for now. Raises _GoneError."""
    try:
        message = lines.next()
        if message is None:
            raise _GoneError
        if "verdict" in message:
            return Verdict.from_dict(message["verdict"])
        return event_from_dict(message["event"])
    except TimeoutError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _GoneError from error
