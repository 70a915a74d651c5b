# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""Abstract sockets belong to a network, not to a file system."""

import socket

from tools import TARGET, connects, tried


def attack():
    return tried("an abstract socket", lambda: connects(socket.AF_UNIX, "\0" + TARGET["abstract"]))
