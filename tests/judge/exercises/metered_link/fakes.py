"""What the tests of metered_link put in place of sockets and files."""

import io

TALK = b"good morning all\nwho has the release notes?\nthey are in the wiki\n"


class FakeSocket:
    def __init__(self, *, error=None, room=None):
        self._stream = io.BytesIO(TALK)
        self._error = error
        self._room = room

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self._stream.close()

    def recv(self, size, flags=0):
        if self._error is not None:
            raise self._error
        return self._stream.read(size)

    def send(self, data, flags=0):
        return len(data[: self._room])


class FakeSuper:
    """Stands in for super() in a module: what the parent class would do goes to `fake`."""

    fake = None
    started = 0

    def __call__(self):
        return self

    def __init__(self, *args, **kwargs):
        if self.fake is not None:
            self.started += 1

    def __getattr__(self, name):
        return getattr(self.fake, name)
