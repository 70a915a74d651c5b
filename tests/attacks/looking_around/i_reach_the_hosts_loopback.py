# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""A server that listens on the host's loopback, by every name that leads there."""

import socket

from tools import TARGET, connects, tried, verdict_of


def attack():
    return verdict_of(
        *(
            tried(name, lambda name=name: connects(socket.AF_INET, (name, TARGET["loopback"])))
            for name in ("127.0.0.1", "127.1.2.3", "0.0.0.0", "localhost")
        ),
        tried("::ffff", lambda: connects(socket.AF_INET6, ("::ffff:127.0.0.1", TARGET["loopback"]))),
    )
