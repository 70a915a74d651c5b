# /// attack
# verdict = ["passed", "limit", "failed"]
# checks = "held"
# walls = true
# limits = { seconds = 3, memory_mb = 128 }
# ///
"""So do sockets that nobody reads from."""

import socket


def attack():
    held = 0
    kept = []
    try:
        for _ in range(1024):
            pair = socket.socketpair()
            kept.append(pair)
            pair[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 26)
            pair[0].setblocking(False)
            try:
                while True:
                    held += pair[0].send(b"x" * 65536)
            except BlockingIOError:
                continue
    except OSError:
        pass
    return "held" if held < 256 << 20 else f"leaked: {held >> 20} MiB in sockets"
