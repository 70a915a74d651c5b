"""Run by root, as a program: become an ordinary user who can still reach the given folders, then execute a command.

bubblewrap must not run as root, or the kernel would not count processes against root's limit and every file of root's
would be the learner's. But an ordinary user may not be able to go through folders such as /root; so the
folders are bound to where everybody can go, in a mount namespace of our own, and the command's options are changed to match.

Usage: lowered.py JSON-LIST-OF-FOLDERS UID COMMAND...
"""

import ctypes
import json
import os
import sys

_NEWNS, _BIND, _REC, _PRIVATE = 0x00020000, 4096, 16384, 1 << 18
_STAGE = "/mnt"


def _check(answer: int, what: str) -> None:
    if answer != 0:
        error = ctypes.get_errno()
        sys.exit(f"{what}: {os.strerror(error)}")


def main() -> None:
    """Do what the module says."""
    folders, uid, command = json.loads(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    libc = ctypes.CDLL(None, use_errno=True)
    _check(libc.unshare(_NEWNS), "a mount namespace")
    _check(libc.mount(None, b"/", None, ctypes.c_ulong(_REC | _PRIVATE), None), "private mounts")
    _check(
        libc.mount(b"stage", _STAGE.encode(), b"tmpfs", ctypes.c_ulong(0), b"mode=755"), f"a file system on {_STAGE}"
    )
    for number, folder in enumerate(folders):
        place = f"{_STAGE}/{number}"
        os.mkdir(place)  # noqa: PTH102  # started with as few imports as can be
        flags = ctypes.c_ulong(_BIND | _REC)
        _check(libc.mount(os.fsencode(folder), place.encode(), None, flags, None), f"binding {folder}")
        for index in range(len(command) - 2):
            if command[index] == "--ro-bind" and command[index + 1] == folder:
                command[index + 1] = place
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    os.execv(command[0], command)  # noqa: S606  # no shell is wanted


if __name__ == "__main__":
    main()
