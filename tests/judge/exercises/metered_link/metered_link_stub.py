import io


class MeteredFile(io.BufferedRandom):
    def __init__(self, *args, **kwargs):
        pass


class MeteredLink:
    def __init__(self, link):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        pass

    def recv(self, size, flags=0):
        return b""

    def send(self, data, flags=0):
        pass
