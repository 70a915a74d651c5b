"""The line to memcached: counts commands, and lets something happen before a value is stored."""

import contextlib
import socket
from threading import Lock, Thread

STORES = (b"set ", b"add ", b"cas ", b"replace ", b"append ", b"prepend ", b"ms ")


class Line:
    """`server` leads to the memcached at another "host:port".

    `asked` is the number of times that a client spoke; `meanwhile` is called before a value is stored, `times` times.
    """

    def __init__(self, server):
        host, _, port = server.rpartition(":")
        self._target = (host, int(port))
        self._lock = Lock()
        self.asked, self.times, self.meanwhile = 0, 0, None
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.server = f"127.0.0.1:{self._listener.getsockname()[1]}"
        Thread(target=self._accept, daemon=True).start()

    def close(self):
        """Let nobody in any more."""
        self._listener.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._target)
                Thread(target=self._carry, args=(client, server, self._speaks), daemon=True).start()
                Thread(target=self._carry, args=(server, client, lambda _: None), daemon=True).start()

    def _carry(self, source, target, look):
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                look(data)
                target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _speaks(self, data):
        with self._lock:
            self.asked += 1
            due = self.times > 0 and data.startswith(STORES)
            self.times -= due
        if due:
            self.meanwhile()
