import io
import sys
import unittest
from contextlib import redirect_stdout
from unittest import mock
from unittest.mock import patch

from echo_shell import ask, shell


class EchoShellTest(unittest.TestCase):
    def setUp(self):
        self.saved = sys.stdin

    def tearDown(self):
        sys.stdin = self.saved

    @patch("sys.stdout", new_callable=io.StringIO)
    def test_echo(self, out):
        sys.stdin = io.StringIO("one\ntwo\n")
        self.assertEqual(shell(), 1)
        self.assertEqual(out.getvalue(), "> one\n> two\n")

    def test_quit(self):
        with mock.patch("sys.stdin", io.StringIO("quit\nmore\n")), mock.patch("sys.stderr", io.StringIO()) as err:
            self.assertEqual(shell(), 0)
        self.assertEqual(err.getvalue(), "bye\n")

    @mock.patch("builtins.input", side_effect=["yes"])
    def test_ask(self, asked):
        said = io.StringIO()
        with redirect_stdout(said):
            ask("tea")
        asked.assert_called_once_with("tea? ")
        self.assertEqual(said.getvalue(), "so yes\n")

    @mock.patch("builtins.print")
    @mock.patch("builtins.input", return_value="no")
    def test_print(self, asked, printed):
        ask("milk")
        self.assertEqual(printed.call_args_list, [mock.call("so", "no")])
