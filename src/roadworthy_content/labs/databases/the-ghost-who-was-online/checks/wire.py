"""A way to Redis that counts how often a client waits for an answer."""

import contextlib
import socket
from threading import Lock, Thread
from urllib.parse import urlsplit


class Wire:
    """`url` leads to the Redis at another url; `trips` is the number of times the client spoke after an answer."""

    def __init__(self, url):
        parts = urlsplit(url)
        self._target = (parts.hostname, parts.port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        port = self._listener.getsockname()[1]
        self.url = parts._replace(netloc=parts.netloc.rpartition("@")[0] + f"@127.0.0.1:{port}").geturl()
        self.trips = 0
        self._lock = Lock()
        Thread(target=self._accept, daemon=True).start()

    def close(self):
        """Let nobody in any more."""
        self._listener.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._target)
                state = {"answered": True}
                Thread(target=self._carry, args=(client, server, state, False), daemon=True).start()
                Thread(target=self._carry, args=(server, client, state, True), daemon=True).start()

    def _carry(self, source, target, state, answers):
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 20):
                with self._lock:
                    if not answers and state["answered"]:
                        self.trips += 1
                    state["answered"] = answers
                target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
