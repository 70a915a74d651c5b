import io


class CountedFile(io.BytesIO):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._reads = 0
        self._bytes = 0

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        return super().__exit__(kind, value, traceback)

    def __iter__(self):
        return self

    def __next__(self):
        self._reads += 1
        line = super().readline()
        self._bytes += len(line)
        if not line:
            raise StopIteration
        return line

    def read(self, size=-1):
        self._reads += 1
        data = super().read(size)
        self._bytes += len(data)
        return data

    @property
    def bytes(self):
        return self._bytes

    @property
    def reads(self):
        return self._reads


class CountedWire:
    def __init__(self, wire):
        self._wire = wire
        self.sent = 0

    def __enter__(self):
        self._wire.__enter__()
        return self

    def __exit__(self, kind, value, traceback):
        return self._wire.__exit__(kind, value, traceback)

    def send(self, data):
        done = self._wire.send(data)
        self.sent += done
        return done

    def recv(self, size):
        return self._wire.recv(size)
