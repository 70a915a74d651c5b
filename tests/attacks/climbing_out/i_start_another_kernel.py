# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""kexec, modules, reboot, swap, the clock: each with arguments that do nothing if they are allowed."""

import errno

from tools import syscall, tried, verdict_of

REFUSED = {errno.EPERM, errno.ENOSYS, errno.EACCES}


def allowed(name, *args):
    """Return what a call with senseless arguments says, unless it says that I may not."""
    try:
        syscall(name, *args)
    except OSError as error:
        if error.errno in REFUSED:
            raise
        return f"errno {error.errno}"
    return "done"


def attack():
    return verdict_of(
        tried("kexec", lambda: allowed("kexec_load", 0, 999, 0, 0)),
        tried("modules", lambda: allowed("init_module", 0, 0, 0)),
        tried("reboot", lambda: allowed("reboot", 0, 0, 0, 0)),
        tried("swap", lambda: allowed("swapon", b"/nowhere", 0)),
        tried("the clock", lambda: allowed("clock_settime", 0, 0)),
        tried("accounts", lambda: allowed("acct", b"/nowhere")),
        tried("quotas", lambda: allowed("quotactl", 0x80000100, b"/nowhere", 0, 0)),
        tried("fanotify", lambda: allowed("fanotify_init", 0x80000000, 0)),
    )
