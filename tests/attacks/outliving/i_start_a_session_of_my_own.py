# /// attack
# verdict = ["passed"]
# checks = "held"
# ///
"""A child that is the leader of its own session, and hears no signal."""

import subprocess

from tools import MARK


def attack():
    command = ["sh", "-c", f"trap '' TERM INT HUP; : {MARK}; sleep 600; sleep 600"]
    subprocess.Popen(command, start_new_session=True)
    return "held"
