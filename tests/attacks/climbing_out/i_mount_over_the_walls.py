# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""A file system of mine over what is read-only; another view of /proc."""

from tools import MARK, libc, tried, verdict_of


def attack():
    return verdict_of(
        tried("tmpfs", lambda: libc("mount", MARK.encode(), b"/tmp", b"tmpfs", 0, None)),
        tried("proc", lambda: libc("mount", MARK.encode(), b"/proc", b"proc", 0, None)),
        tried("read and write", lambda: libc("mount", b"none", b"/", None, 32 | 4096, None)),
        tried("umount", lambda: libc("umount2", b"/proc", 2)),
    )
