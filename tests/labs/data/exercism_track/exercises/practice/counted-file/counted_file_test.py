import unittest

from counted_file import CountedFile, CountedWire
from fake_wire import FakeWire

ZEN = b"short\nshorter\nshortest\n"


class CountedFileTest(unittest.TestCase):
    def test_read(self):
        with CountedFile(ZEN) as file:
            self.assertEqual(file.read(), ZEN)
            self.assertEqual(file.read(), b"")
        self.assertEqual(2, file.reads)
        self.assertEqual(len(ZEN), file.bytes)

    def test_lines(self):
        file = CountedFile(ZEN)
        for number, line in enumerate(file):
            self.assertEqual(line, ZEN.splitlines(True)[number])
        self.assertEqual(4, file.reads)

    def test_is_read_only(self):
        file = CountedFile(ZEN)
        with self.assertRaisesRegex(AttributeError, "property 'reads' .*has no setter|can't set attribute"):
            file.reads = 9
        file.close()
        with self.assertRaises(ValueError):
            file.read()

    def test_send(self):
        wire = FakeWire()
        with CountedWire(wire) as counted:
            self.assertTrue(wire.open)
            self.assertEqual(10, counted.send(ZEN))
            self.assertEqual(b"xxx", counted.recv(3))
        self.assertFalse(wire.open)
        self.assertEqual(wire.got, ZEN[:10])
        self.assertEqual(10, counted.sent)

    def test_an_error_passes_through(self):
        wire = FakeWire(exception=ConnectionResetError("gone"))
        with self.assertRaisesRegex(ConnectionResetError, "gone"), CountedWire(wire) as counted:
            counted.send(ZEN)
        self.assertIs(wire.seen, ConnectionResetError)

    def test_an_error_is_swallowed(self):
        wire = FakeWire(exception=OSError("never mind"), swallow=True)
        with CountedWire(wire) as counted:
            counted.send(ZEN)
        self.assertEqual(0, counted.sent)
