# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""Files that set what the kernel runs for whom; they are opened, and nothing is written."""

import os

from tools import tried, verdict_of

FILES = (
    "/proc/sys/kernel/core_pattern",
    "/proc/sys/kernel/modprobe",
    "/proc/sys/vm/overcommit_memory",
    "/proc/sys/net/ipv4/ip_forward",
    "/proc/sysrq-trigger",
    "/proc/self/oom_score_adj_of_init",
    "/proc/1/oom_score_adj",
    "/sys/kernel/uevent_helper",
    "/sys/kernel/mm/ksm/run",
    "/sys/power/state",
    "/proc/sys/fs/binfmt_misc/register",
    "/proc/irq/0/smp_affinity",
)


def attack():
    return verdict_of(*(tried(path, lambda path=path: os.open(path, os.O_WRONLY)) for path in FILES))
