# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""Raw and packet sockets hear and say what is not mine; odd families are little looked after."""

import socket

from tools import tried, verdict_of


def attack():
    odd = {"x25": 9, "ax25": 3, "appletalk": 5, "rds": 21, "can": 29, "tipc": 30, "bluetooth": 31, "alg": 38, "xdp": 44, "kcm": 41}
    return verdict_of(
        tried("raw", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)),
        tried("raw by IPv6", lambda: socket.socket(socket.AF_INET6, socket.SOCK_RAW, 58)),
        tried("packet", lambda: socket.socket(17, socket.SOCK_RAW, 3)),
        *(tried(name, lambda number=number: socket.socket(number, socket.SOCK_DGRAM if number in (38,) else socket.SOCK_RAW)) for name, number in odd.items()),
        tried("alg", lambda: socket.socket(38, socket.SOCK_SEQPACKET)),
        tried("sctp", lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM, 132)),
    )
