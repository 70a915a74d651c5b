# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""The same through the unshare program, and through clone."""

import shutil
import subprocess

from tools import syscall, tried, verdict_of


def run(*command):
    program = shutil.which(command[0])
    if program is None:
        raise OSError("no such program")
    done = subprocess.run([program, *command[1:]], capture_output=True, timeout=4)
    if done.returncode != 0:
        raise OSError(done.stderr.decode())
    return done.stdout


def attack():
    return verdict_of(
        tried("unshare -Ur", lambda: run("unshare", "-Ur", "id", "-u")),
        tried("unshare -Urm", lambda: run("unshare", "-Urm", "true")),
        tried("bwrap", lambda: run("bwrap", "--ro-bind", "/", "/", "--dev", "/dev", "true")),
        tried("all at once", lambda: syscall("unshare", 0x7E020000)),
    )
