import csv
import io
import unittest
from contextlib import redirect_stdout

from socket_box import Recorder, Tee, copy_upper, exchange, read_all


class FakeSocket:
    def __init__(self, *chunks):
        self.chunks = list(chunks)
        self.sent = b""
        self.closed = 0

    def sendall(self, data):
        self.sent += data

    def recv(self, size):
        return self.chunks.pop(0) if self.chunks else b""

    def close(self):
        self.closed += 1


class Counting(io.StringIO):
    def __init__(self, *args):
        super().__init__(*args)
        self.flushes = 0
        self.exits = []

    def flush(self):
        self.flushes += 1
        return super().flush()

    def __exit__(self, *details):
        self.exits.append(details)
        return super().__exit__(*details)


class Chatty:
    def write(self, text):
        return super().write(text + "~")


class ChattyIO(Chatty, io.StringIO):
    pass


class SocketBoxTest(unittest.TestCase):
    def test_exchange(self):
        sock = FakeSocket(b"he", b"llo\n")
        self.assertEqual(exchange(sock, "hi"), "hello")
        self.assertEqual((sock.sent, sock.closed), (b"hi\n", 1))

    def test_closed_early(self):
        sock = FakeSocket(b"he")
        with self.assertRaises(ConnectionError):
            exchange(sock, "hi")
        self.assertEqual(sock.closed, 1)

    def test_io_of_the_check(self):
        target = Counting()
        self.assertIs(copy_upper(io.StringIO("a\nb\n"), target), target)
        self.assertEqual(target.getvalue(), "A\nB\n")
        self.assertGreaterEqual(target.flushes, 1)

    def test_mixin(self):
        self.assertEqual(copy_upper(["x", "y"], ChattyIO()).getvalue(), "X~Y~")

    def test_with(self):
        source = Counting("text")
        self.assertEqual(read_all(source), "text")
        self.assertEqual(source.exits, [(None, None, None)])
        self.assertTrue(source.closed)
        self.assertEqual(read_all(io.BytesIO(b"raw")), b"raw")

    def test_their_raw(self):
        raw = Recorder(b"abcdef")
        self.assertEqual(raw.read(2), b"ab")
        self.assertEqual(raw.read(), b"cdef")
        self.assertEqual(raw.write(b"!"), 1)
        self.assertEqual(raw.data, b"abcdef!")
        self.assertIsInstance(raw, io.IOBase)

    def test_their_raw_wrapped_here(self):
        self.assertEqual(io.TextIOWrapper(io.BufferedReader(Recorder(b"one\ntwo\n"))).readlines(), ["one\n", "two\n"])

    def test_tee(self):
        one, two = io.StringIO(), io.StringIO()
        with redirect_stdout(Tee(one, two)):
            print("both", 1)
        self.assertEqual(one.getvalue(), "both 1\n")
        self.assertEqual(two.getvalue(), "both 1\n")
        csv.writer(Tee(one)).writerow([1, "a b"])
        self.assertTrue(one.getvalue().endswith("1,a b\r\n"))
