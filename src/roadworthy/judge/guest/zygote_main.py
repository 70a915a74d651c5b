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
from .walls import seccomp


def main(config: dict[str, Any]) -> NoReturn:
    """Clone a cell for each socket that arrives, until the host hangs up.

    Args:
        config: "socket" (descriptor; each parcel on it has one end of a socket for a warden), "modules" (to
            import) and "rehearsal" (source to run) before any attempt.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # wardens report to the host; nobody waits for them here
    sock = socket.socket(fileno=config["socket"])
    program = seccomp.program()
    for name in ("subject_main", "asynchronous", "loops", "functions", "operations", "stand_ins", "peer"):
        importlib.import_module(f"{__package__}.{name}")
    originals.keep()
    rehearse = partial(exec, compile(config["rehearsal"], "rehearsal.py", "exec"))
    preload(config["modules"], rehearse)
    uid, gid = os.geteuid(), os.getegid()
    gc.collect()
    gc.freeze()
    parcel.send(sock, {"what": "ready"})
    while True:
        try:
            _, fds = parcel.receive(sock)
        except parcel.ParcelError:
            os._exit(0)
        control = socket.socket(fileno=fds[0])
        try:
            pid = cell.clone()
        except OSError:
            control.close()  # the host sees the end of it, and asks the probe why
            continue
        if pid == 0:
            sock.close()
            warden.run(control, uid, gid, program, rehearse)
        control.close()


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
