# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""Any address at all, by stream and by datagram; an attempt needs none."""

import socket

from tools import connects, tried, verdict_of


def datagram(address):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.sendto(b"\0" * 12, address)
    return "sent"


def attack():
    return verdict_of(
        tried("a stream", lambda: connects(socket.AF_INET, ("192.0.2.1", 80))),
        tried("a datagram", lambda: datagram(("192.0.2.1", 53))),
        tried("a broadcast", lambda: datagram(("10.255.255.255", 9))),
    )
