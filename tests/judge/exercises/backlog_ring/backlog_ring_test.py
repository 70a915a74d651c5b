import unittest

from backlog_ring import Backlog, BacklogEmpty, BacklogFull


class BacklogTest(unittest.TestCase):
    def test_first_in_first_out(self):
        backlog = Backlog(2)
        backlog.write("a")
        backlog.write("b")
        self.assertEqual([backlog.read(), backlog.read()], ["a", "b"])

    def test_reading_nothing(self):
        with self.assertRaises(BufferError) as caught:
            Backlog(1).read()
        self.assertEqual(type(caught.exception), BacklogEmpty)
        self.assertEqual(caught.exception.args[0], "Backlog is empty")

    def test_writing_too_much(self):
        backlog = Backlog(1)
        backlog.write("a")
        with self.assertRaises(BacklogFull) as caught:
            backlog.write("b")
        self.assertEqual(str(caught.exception.message), "Backlog is full")
        self.assertEqual(caught.exception.args, ("Backlog is full",))

    def test_overwriting(self):
        backlog = Backlog(2)
        for text in "abc":
            backlog.overwrite(text)
        self.assertEqual(backlog.read(), "b")

    def test_clear(self):
        backlog = Backlog(1)
        backlog.write("a")
        backlog.clear()
        self.assertRaises(BacklogEmpty, backlog.read)

    def test_exceptions_are_classes_of_their_own(self):
        self.assertTrue(issubclass(BacklogFull, BufferError))
        self.assertFalse(issubclass(BacklogFull, BacklogEmpty))
