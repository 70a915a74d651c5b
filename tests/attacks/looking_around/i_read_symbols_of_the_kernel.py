# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""Addresses in the kernel, its log, its memory, its keys."""

from tools import read_if_there, syscall, tried, verdict_of

FILES = ("/proc/kcore", "/proc/kmsg", "/dev/kmsg", "/dev/mem", "/dev/port", "/proc/keys", "/proc/timer_list", "/proc/sched_debug")


def attack():
    symbols = read_if_there("/proc/kallsyms", 4096)
    if any(line.split()[0].strip(b"0") for line in symbols.splitlines()[:50] if line.split()):
        return "leaked: /proc/kallsyms"
    for path in FILES:
        if path != "/proc/keys" and read_if_there(path, 100):
            return f"leaked: {path}"
    return verdict_of(tried("the kernel's log", lambda: syscall("syslog", 3, b" " * 100, 100)))
