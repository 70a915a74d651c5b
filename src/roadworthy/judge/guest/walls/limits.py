"""Resource limits of a process and of what it starts."""

from __future__ import annotations

import contextlib
import resource

_MB = 1024 * 1024
CALLERS = 1024
"""Threads that a process may have beside: each thread of a check that calls the learner's code has one here."""


def set_limits(
    *,
    memory_mb: int,
    file_mb: int = 64,
    open_files: int = 256,
    processes: int | None = None,
    core: int = 0,
    cpu_seconds: int | None = None,
    address_space_mb: int | None = None,
    queue_kb: int = 800,
    locked_kb: int = 64,
    signals: int = 1024,
) -> None:
    """Set soft and hard limits at once, so that nothing raises them again; a lower one that holds already stays.

    What a system does not know is left out. Memory that is shared (shared mappings, memfd, tmpfs) is not part of
    `memory_mb`; a memory control group bounds that, or `address_space_mb`, per process.

    Args:
        memory_mb: private writable memory of each process, in MiB.
        file_mb: size of a file that is written, in MiB.
        open_files: descriptors of each process.
        processes: processes and threads of this user in this user namespace (root is exempt).
        core: size of a core dump in bytes.
        cpu_seconds: processor time of each process; then it is killed.
        address_space_mb: all mappings of each process, in MiB; node and Java reserve much more than they use.
        queue_kb: POSIX message queues of this user, in KiB.
        locked_kb: memory locked in place, in KiB.
        signals: queued signals and timers of this user.
    """
    wanted = {
        "RLIMIT_DATA": memory_mb * _MB,
        "RLIMIT_FSIZE": file_mb * _MB,
        "RLIMIT_NOFILE": open_files,
        "RLIMIT_CORE": core,
        "RLIMIT_NPROC": processes,
        "RLIMIT_CPU": cpu_seconds,
        "RLIMIT_AS": None if address_space_mb is None else address_space_mb * _MB,
        "RLIMIT_MSGQUEUE": queue_kb * 1024,
        "RLIMIT_MEMLOCK": locked_kb * 1024,
        "RLIMIT_SIGPENDING": signals,
        "RLIMIT_RTPRIO": 0,
        "RLIMIT_NICE": 0,
    }
    for name, value in wanted.items():
        which = getattr(resource, name, None)
        if which is None or value is None:
            continue
        with contextlib.suppress(ValueError, OSError):  # known to Python, but not to this kernel
            _, highest = resource.getrlimit(which)
            limit = value if highest == resource.RLIM_INFINITY else min(value, highest)
            resource.setrlimit(which, (limit, limit))
