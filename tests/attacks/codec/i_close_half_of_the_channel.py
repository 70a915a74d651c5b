# /// attack
# verdict = ["failed"]
# ///
"""I listen, but I do not speak."""

import socket

from tools import peer


def answer():
    peer().wire.sock.shutdown(socket.SHUT_WR)
    return 0
