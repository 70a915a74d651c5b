# /// attack
# verdict = ["failed"]
# ///
"""Without a channel nobody can hear a wrong answer."""

import os

from tools import peer


def answer():
    os.close(peer().wire.sock.fileno())
    return 0
