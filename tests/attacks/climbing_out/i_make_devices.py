# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""A device node is a way around every file system: a disk, the memory, and a null that is mine."""

import os
import stat

from tools import tried, verdict_of


def attack():
    return verdict_of(
        *(
            tried(f"a device {major}:{minor}", lambda major=major, minor=minor, kind=kind: os.mknod(f"d{major}-{minor}", 0o600 | kind, os.makedev(major, minor)))
            for kind, major, minor in ((stat.S_IFBLK, 8, 0), (stat.S_IFCHR, 1, 1), (stat.S_IFCHR, 1, 3), (stat.S_IFBLK, 259, 0))
        )
    )
