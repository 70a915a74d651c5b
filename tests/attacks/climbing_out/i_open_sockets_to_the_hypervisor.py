# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""vsock goes around every network namespace."""

import socket

from tools import tried


def attack():
    return tried("vsock", lambda: socket.socket(getattr(socket, "AF_VSOCK", 40), socket.SOCK_STREAM))
