# /// attack
# verdict = ["passed", "limit", "failed"]
# checks = "held"
# walls = true
# limits = { seconds = 3, memory_mb = 128 }
# ///
"""Connections to myself, whose buffers the kernel lets grow."""

import socket


def attack():
    held = 0
    kept = []
    server = socket.create_server(("127.0.0.1", 0), backlog=128)
    try:
        for _ in range(110):
            client = socket.create_connection(server.getsockname())
            kept += [client, server.accept()[0]]
            client.setblocking(False)
            try:
                while True:
                    held += client.send(b"x" * 262_144)
            except BlockingIOError:
                continue
    except OSError:
        pass
    return "held" if held < 512 << 20 else f"leaked: {held >> 20} MiB in connections"
