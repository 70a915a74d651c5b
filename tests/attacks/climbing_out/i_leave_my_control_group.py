# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""Whoever may write to control groups has no limits, and may have the host run a program."""

import os

from tools import MARK, tried, verdict_of


def attack():
    roots = [os.path.join("/sys/fs/cgroup", name) for name in ("", "memory", "pids", "cpu", "unified", "system.slice")]
    tries = []
    for root in roots:
        tries.append(tried(root, lambda root=root: os.mkdir(os.path.join(root, MARK))))
        for name in ("cgroup.procs", "release_agent", "memory.max", "pids.max"):
            tries.append(tried(f"{root}/{name}", lambda path=os.path.join(root, name): os.open(path, os.O_WRONLY)))
    return verdict_of(*tries)
