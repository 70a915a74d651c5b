import io
import unittest
from unittest import mock

from log_search import search

LOGS = {
    "ops.log": "Deploy started\nall good\nDeploy done\n",
    "dev.log": "who broke main?\nnot me\ndeploy again\n",
}


def open_mock(name, *args, **kwargs):
    try:
        return io.StringIO(LOGS[name])
    except KeyError:
        raise RuntimeError(f"no such log: {name!r}, only {list(LOGS)!r}") from None


@mock.patch("log_search.open", name="open", side_effect=open_mock, create=True)
@mock.patch("io.StringIO", name="StringIO", wraps=io.StringIO)
class LogSearchTest(unittest.TestCase):
    def test_one_log(self, mock_file, mock_open):
        self.assertMultiLineEqual(search("good", "", ["ops.log"]), "all good\n")

    def test_numbers_and_case(self, mock_file, mock_open):
        self.assertMultiLineEqual(search("deploy", "-n -i", ["ops.log"]), "1:Deploy started\n3:Deploy done\n")

    def test_several_logs(self, mock_file, mock_open):
        self.assertMultiLineEqual(
            search("DEPLOY", "-i", ["ops.log", "dev.log"]),
            "ops.log:Deploy started\nops.log:Deploy done\ndev.log:deploy again\n",
        )
        self.assertEqual(mock_open.call_count, 2)

    def test_names_only(self, mock_file, mock_open):
        self.assertMultiLineEqual(search("me", "-l", ["ops.log", "dev.log"]), "dev.log\n")

    def test_inverted(self, mock_file, mock_open):
        self.assertMultiLineEqual(search("o", "-v", ["dev.log"]), "")

    def test_whole_lines(self, mock_file, mock_open):
        self.assertMultiLineEqual(search("not me", "-x", ["dev.log"]), "not me\n")

    def test_missing_log(self, mock_file, mock_open):
        with self.assertRaisesRegex(RuntimeError, "no such log"):
            search("x", "", ["gone.log"])
