# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""Root in a namespace of my own is root enough for many a hole in the kernel."""

from tools import syscall, tried, verdict_of

FLAGS = {"user": 0x10000000, "mount": 0x00020000, "pid": 0x20000000, "net": 0x40000000, "ipc": 0x08000000, "uts": 0x04000000}


def attack():
    return verdict_of(*(tried(f"a new {name} namespace", lambda flag=flag: syscall("unshare", flag)) for name, flag in FLAGS.items()))
