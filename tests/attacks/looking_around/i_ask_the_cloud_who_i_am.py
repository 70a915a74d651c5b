# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""The metadata address of clouds gives credentials to whoever asks from inside."""

import socket

from tools import connects, tried, verdict_of


def attack():
    return verdict_of(
        tried("metadata", lambda: connects(socket.AF_INET, ("169.254.169.254", 80))),
        tried("metadata by IPv6", lambda: connects(socket.AF_INET6, ("fd00:ec2::254", 80))),
    )
