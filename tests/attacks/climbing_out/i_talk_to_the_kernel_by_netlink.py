# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""Netlink families with long histories of holes: netfilter, audit, crypto, xfrm, uevents."""

import socket

from tools import tried, verdict_of

FAMILIES = {"xfrm": 6, "audit": 9, "netfilter": 12, "uevent": 15, "generic": 16, "crypto": 21}


def attack():
    return verdict_of(
        *(tried(name, lambda number=number: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, number)) for name, number in FAMILIES.items())
    )
