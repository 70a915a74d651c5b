import contextlib
import io


class Recorder(io.RawIOBase):
    """A raw stream that remembers what was written."""

    def __init__(self, data=b""):
        self.data = bytearray(data)
        self.at = 0

    def readable(self):
        return True

    def writable(self):
        return True

    def readinto(self, buffer):
        chunk = self.data[self.at : self.at + len(buffer)]
        buffer[: len(chunk)] = chunk
        self.at += len(chunk)
        return len(chunk)

    def write(self, data):
        self.data += bytes(data)
        return len(data)


def exchange(sock, message):
    with contextlib.closing(sock):
        sock.sendall(message.encode() + b"\n")
        reply = b""
        while not reply.endswith(b"\n"):
            chunk = sock.recv(4)
            if not chunk:
                raise ConnectionError("closed")
            reply += chunk
    return reply.decode().strip()


def copy_upper(source, target):
    for line in source:
        target.write(line.upper())
    target.flush()
    return target


class Tee(io.TextIOBase):
    def __init__(self, *targets):
        self.targets = targets

    def write(self, text):
        for target in self.targets:
            target.write(text)
        return len(text)


def read_all(stream):
    with stream as opened:
        return opened.read()
