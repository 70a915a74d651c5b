"""The zygote of an environment: has its libraries imported, and clones itself into a fresh cell for each attempt.

It runs no code of any learner's, ever. It is started inside bubblewrap, which gave it the read-only root that all
cells share.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import signal
import socket
import sys
from functools import partial
from typing import Any, NoReturn

from . import cell, originals, parcel, warden, warming
from .pages import Pages
from .walls import kernel, privileges, seccomp

_MOST_PAGES = 8000
"""Which the use of libraries may need: 32 MiB."""


def main(config: dict[str, Any]) -> NoReturn:
    """Clone a cell for each socket that arrives, until the host hangs up.

    Args:
        config: "socket" (descriptor; each parcel on it has one end of a socket for a warden), "modules" (to
            import) and "rehearsal" (source to run) before any attempt.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # wardens report to the host; nobody waits for them here
    sock = socket.socket(fileno=config["socket"])
    program = seccomp.program()
    kernel.libc()
    for name in ("subject_main", "asynchronous", "loops", "functions", "operations", "stand_ins", "peer"):
        importlib.import_module(f"{__package__}.{name}")
    originals.keep()
    rehearse = partial(exec, compile(config["rehearsal"], "rehearsal.py", "exec"))
    preload(config["modules"], rehearse)
    warming.exchange("subject")
    uid, gid = os.geteuid(), os.getegid()
    gc.collect()
    gc.freeze()
    parcel.send(sock, {"what": "ready"})
    pages = _rehearsed_apart(sock, rehearse)
    while True:
        try:
            _, fds = parcel.receive(sock)
        except parcel.ParcelError:
            os._exit(0)
        pages.learn()
        control = socket.socket(fileno=fds[0])
        try:
            pid = cell.clone()
        except OSError:
            control.close()  # the host sees the end of it, and asks the probe why
            continue
        if pid == 0:
            sock.close()
            warden.run(control, uid, gid, program, partial(_warm_up, pages, rehearse))
        control.close()


def _rehearsed_apart(sock: socket.socket, rehearse: warming.Rehearse) -> Pages:
    """Have a fork find out which memory the libraries write to when they are used, and return what will know it."""
    pages = Pages(_MOST_PAGES)
    if os.fork() == 0:
        privileges.die_with_parent()
        sock.close()
        pages.watch()
        made = [warming.load(), warming.use(rehearse, is_first=False), warming.use(rehearse, is_first=False)]
        pages.tell()  # while all of that is there, as what learners make will be
        made.clear()
        os._exit(0)
    pages.no_more_tell()
    return pages


def _warm_up(pages: Pages, rehearse: warming.Rehearse) -> None:
    """Have the memory copied that learners will write to; by using the libraries, where the kernel does not tell of it."""
    if pages.copy():
        gc.freeze()
    else:
        warming.use(rehearse, is_first=False)


def preload(modules: list[str], rehearse: warming.Rehearse) -> None:
    """Import libraries and use them before any attempt; one that cannot be imported is the attempt's affair.

    Args:
        modules: Their names.
        rehearse: Uses them. Threads that it starts must end: cells are cloned, and clones have one.
    """
    for name in modules:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    warming.use(rehearse, is_first=True)
    sys.stdout.flush()
    sys.stderr.flush()
