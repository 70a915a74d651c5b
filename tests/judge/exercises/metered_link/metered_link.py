import io


class MeteredFile(io.BufferedRandom):
    """A file that counts what goes through it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._read_bytes = self._read_ops = 0

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return super().__exit__(*exc)

    def __iter__(self):
        return self

    def __next__(self):
        line = super().readline()
        self._note(line)
        if not line:
            raise StopIteration
        return line

    def read(self, size=-1):
        data = super().read(size)
        self._note(data)
        return data

    def _note(self, data):
        self._read_ops += 1
        self._read_bytes += len(data)

    @property
    def read_bytes(self):
        return self._read_bytes

    @property
    def read_ops(self):
        return self._read_ops


class MeteredLink:
    """A socket that counts what goes through it."""

    def __init__(self, link):
        self._link = link
        self._received = self._sent = self._receipts = 0

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return self._link.__exit__(*exc)

    def recv(self, size, flags=0):
        data = self._link.recv(size, flags)
        self._received += len(data)
        self._receipts += 1
        return data

    def send(self, data, flags=0):
        sent = self._link.send(data, flags)
        self._sent += sent
        return sent

    recv_bytes = property(lambda self: self._received)
    recv_ops = property(lambda self: self._receipts)
    send_bytes = property(lambda self: self._sent)
