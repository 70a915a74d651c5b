# /// attack
# verdict = ["failed"]
# limits = { memory_mb = 128 }
# ///
"""A crash leaves my whole memory in a file."""

import os
import resource
import signal


def answer():
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    except (OSError, ValueError):
        pass
    os.kill(os.getpid(), signal.SIGSEGV)
