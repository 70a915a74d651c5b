import inspect


class FakeWire:
    """Plays a socket that takes at most ten bytes at a time."""

    def __init__(self, *, exception=None, swallow=False):
        self.open = False
        self.got = b""
        self.exception = exception
        self.swallow = swallow

    def __enter__(self):
        self.open = True
        return self

    def __exit__(self, kind, value, traceback):
        self.open = False
        self.seen = kind
        return self.swallow

    def send(self, data):
        if self.exception:
            raise self.exception
        self.got += data[:10]
        return min(10, len(data))

    def recv(self, size):
        return b"x" * size


class SuperMock:
    """Stands in for super() and notes what it was asked for."""

    def __init__(self):
        self.calls = 0

    def __call__(self, *args):
        frame = inspect.currentframe()
        assert frame.f_back is not None
        self.calls += 1
        return self
