"""Stands between a worker and its broker: counts connections, cuts them, lets them fall silent, or lets nobody through."""

import contextlib
import socket
import threading


class Proxy:
    """Carries bytes to a broker, until it is told otherwise."""

    def __init__(self, host, port):
        self._target = (host, port)
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self.count = 0  # connections so far
        self.said = b""  # by the worker
        self.heard = b""  # by the worker
        self.closed = False  # whoever comes is sent away
        self._silent = set()
        self._open = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            ours, _ = self._server.accept()
            self.count += 1
            if self.closed:
                ours.close()
                continue
            theirs = socket.create_connection(self._target)
            self._open += [ours, theirs]
            for source, target in ((ours, theirs), (theirs, ours)):
                threading.Thread(target=self._carry, args=[source, target, self.count], daemon=True).start()

    def _carry(self, source, target, number):
        from_worker = source.getsockname()[1] == self.port
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if from_worker:
                    self.said += data
                else:
                    self.heard += data
                if number not in self._silent:
                    target.sendall(data)
        if number not in self._silent:
            shut(source)
            shut(target)

    def cut(self):
        """Break all connections."""
        for end in self._open:
            shut(end)

    def fall_silent(self):
        """Carry nothing more over the connections that there are, and leave them open."""
        self._silent.update(range(1, self.count + 1))


def shut(end):
    """End a connection, if it has not ended."""
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
