import io
import os
import unittest
from pathlib import Path
from unittest import mock

import word_file

DATA = Path(__file__).with_name("word_file_data.txt")


class WordFileTest(unittest.TestCase):
    def test_beside_the_test(self):
        self.assertEqual(word_file.words(DATA), ["one", "three", "fourteen"])
        self.assertEqual(word_file.words(str(DATA)), DATA.read_text().split())
        self.assertEqual(word_file.longest(DATA), "fourteen")

    def test_relative_to_the_working_directory(self):
        self.assertEqual(word_file.words(), ["default", "words"])

    def test_file_objects(self):
        self.assertEqual(word_file.words(io.StringIO("a b")), ["a", "b"])
        with open(DATA) as file:
            self.assertEqual(word_file.count_lines(file), 2)
            file.seek(0)
            self.assertEqual(len(word_file.words(file)), 3)

    def test_their_file(self):
        file = word_file.as_file(["x", "y"])
        self.assertEqual(file.readline(), "x\n")
        self.assertEqual([*file], ["y"])
        self.assertIsInstance(file, io.StringIO)

    def test_mocked_open(self):
        opened = mock.mock_open(read_data="from the mock")
        with mock.patch("builtins.open", opened):
            self.assertEqual(word_file.words("nowhere.txt"), ["from", "the", "mock"])
        opened.assert_called_once_with("nowhere.txt", encoding="utf-8")

    def test_missing(self):
        with self.assertRaises(FileNotFoundError) as caught:
            word_file.words("no_such_file")
        self.assertEqual(caught.exception.filename, "no_such_file")
        self.assertEqual(caught.exception.errno, 2)

    def test_temporary(self):
        name = word_file.temporary()
        self.addCleanup(os.unlink, name)
        self.assertTrue(Path(name).exists())
        self.assertTrue(name.endswith(".words"))

    def test_environment(self):
        with mock.patch.dict(os.environ, {"WORDS": "many"}):
            self.assertEqual(word_file.here()[1], "many")
        self.assertEqual(word_file.here()[1], "")


def test_saved(tmp_path):
    target = word_file.save(tmp_path, {"zoe", "ada"})
    assert target == tmp_path / "saved" / "names.txt"
    assert target.read_text() == "ada\nzoe\n"
    assert isinstance(target, Path)


def test_chdir(tmp_path, monkeypatch):
    (tmp_path / "w.txt").write_text("inside")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WORDS", "few")
    assert word_file.words("w.txt") == ["inside"]
    assert word_file.here() == (tmp_path.name, "few")


def test_default_replaced(monkeypatch):
    monkeypatch.setattr(word_file, "DEFAULT", "other")
    assert word_file.DEFAULT == "other"
    monkeypatch.setattr("word_file.words", lambda path: ["abc", "de"])
    assert word_file.longest("whatever") == "abc"
