"""Between application and PostgreSQL: passes everything on, and counts questions and rows on the wire."""

import socket
import struct
from threading import Lock, Thread

NOT_COUNTED = (b"BEGIN", b"COMMIT", b"ROLLBACK", b"SAVEPOINT", b"RELEASE")


class Wire:
    """A port that leads to the database. What went over it since `forget` is in `questions` and `rows`."""

    def __init__(self, host, port):
        self._target = (host, port)
        self._lock = Lock()
        self.forget()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        Thread(target=self._accept, daemon=True).start()

    def forget(self):
        """Begin to count anew."""
        with self._lock:
            self.questions, self.rows, self._text = [], 0, b""

    def close(self):
        self._listener.close()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(self._target)
            Thread(target=self._carry, args=(client, server, self._asked, False), daemon=True).start()
            Thread(target=self._carry, args=(server, client, self._answered, True), daemon=True).start()

    def _carry(self, source, target, look, typed):
        """Carry bytes until one end closes; `look` is shown each message. A client's first message has no type."""
        buffer = b""
        try:
            while data := source.recv(65536):
                buffer += data
                while len(buffer) >= 5:
                    start = 1 if typed else 0
                    (length,) = struct.unpack_from("!I", buffer, start)
                    if len(buffer) < start + length:
                        break
                    if typed:
                        look(buffer[:1], buffer[5 : 1 + length])
                    buffer, typed = buffer[start + length :], True
                target.sendall(data)
        except OSError:
            pass
        finally:
            for end in (source, target):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def _asked(self, kind, body):
        with self._lock:
            if kind == b"P":
                self._text = body.split(b"\0")[1]
            if kind == b"Q":
                self._text = body.rstrip(b"\0")
            if kind in b"QS" and not self._text.strip().upper().startswith(NOT_COUNTED):
                self.questions.append(" ".join(self._text.decode(errors="replace").split())[:200])

    def _answered(self, kind, _body):
        if kind == b"D":
            with self._lock:
                self.rows += 1
