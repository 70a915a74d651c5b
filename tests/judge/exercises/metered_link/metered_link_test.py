import io
import unittest
from unittest.mock import ANY, NonCallableMagicMock, call, patch

from fakes import TALK, FakeSocket, FakeSuper
from metered_link import MeteredFile, MeteredLink


class LineDropped(OSError):
    pass


def mocked(**options):
    wrapped = FakeSocket(**options)
    mock = NonCallableMagicMock(wraps=wrapped, autospec=True)
    mock.__exit__.side_effect = wrapped.__exit__
    return mock


class MeteredLinkTest(unittest.TestCase):
    def test_leaving_closes(self):
        mock = mocked()
        with MeteredLink(mock) as link:
            self.assertFalse(mock.__enter__.called)
            self.assertEqual(link.recv(4), b"good")
        mock.__exit__.assert_called_once_with(None, None, None)
        self.assertEqual(2, len(mock.mock_calls))

    def test_errors_reach_the_link_and_the_caller(self):
        error = LineDropped("gone")
        mock = mocked(error=error)
        with self.assertRaises(LineDropped) as caught:
            with MeteredLink(mock) as link:
                link.recv(100)
        mock.__exit__.assert_called_once_with(LineDropped, error, ANY)
        self.assertIs(caught.exception, error)

    def test_receiving_is_counted(self):
        mock = mocked()
        with MeteredLink(mock) as link:
            received = b"".join(link.recv(9) for _ in range(4))
            self.assertEqual(received, TALK[:36])
            self.assertEqual((link.recv_ops, link.recv_bytes), (4, 36))
        self.assertEqual(mock.recv.call_args_list[0], call(9, 0))

    def test_only_what_was_sent_counts(self):
        with MeteredLink(mocked(room=3)) as link:
            self.assertEqual(link.send(b"hello"), 3)
            self.assertEqual(link.send_bytes, 3)

    def test_figures_are_read_only(self):
        with MeteredLink(mocked()) as link, self.assertRaises(AttributeError):
            link.recv_bytes = 1


class MeteredFileTest(unittest.TestCase):
    @patch("metered_link.super", create=True, new_callable=FakeSuper)
    def test_reading(self, fake_super):
        fake_super.fake = io.BytesIO(TALK)
        file = MeteredFile()
        self.assertEqual(file.read(), TALK)
        self.assertEqual(file.read_bytes, len(TALK))

    @patch("metered_link.super", create=True, new_callable=FakeSuper)
    def test_lines(self, fake_super):
        mock = NonCallableMagicMock(wraps=io.BytesIO(TALK), autospec=True)
        fake_super.fake = mock
        file = MeteredFile()
        self.assertEqual(b"".join(file), TALK)
        self.assertEqual(file.read_ops, 4)
        self.assertEqual(mock.readline.call_count, 4)

    @patch("metered_link.super", create=True, new_callable=FakeSuper)
    def test_read_only(self, fake_super):
        fake_super.fake = io.BytesIO(TALK)
        with self.assertRaises(AttributeError):
            MeteredFile().read_bytes = 3
