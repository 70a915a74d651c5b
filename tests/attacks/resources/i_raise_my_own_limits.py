# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""Whoever may raise limits has none."""

import resource


def attack():
    for name in ("RLIMIT_DATA", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_NPROC", "RLIMIT_CORE"):
        which = getattr(resource, name)
        soft, hard = resource.getrlimit(which)
        if hard == resource.RLIM_INFINITY:
            continue
        try:
            resource.setrlimit(which, (hard, resource.RLIM_INFINITY))
        except (OSError, ValueError):
            continue
        return f"leaked: {name} was raised"
    return "held"
