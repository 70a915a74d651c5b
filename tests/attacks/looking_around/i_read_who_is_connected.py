# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""The host's tables of connections and sockets."""

from tools import TARGET, read_if_there


def attack():
    for name in ("/proc/net/unix", "/proc/self/net/unix", "/proc/1/net/unix"):
        if TARGET["abstract"].encode() in read_if_there(name):
            return f"leaked: {name}"
    for name in ("/proc/net/tcp", "/proc/1/net/tcp"):
        if f":{TARGET['loopback']:04X} ".encode() in read_if_there(name):
            return f"leaked: {name}"
    return "held"
