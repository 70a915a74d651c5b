import re
import unittest

from text_table import Shouting, Table, fill, slug, wrap


class TextTableTest(unittest.TestCase):
    maxDiff = None

    def table(self):
        return Table("a", "b") << (1, "x") << (22, "yy")

    def test_text(self):
        self.assertMultiLineEqual(str(self.table()), "a | b\n1 | x\n22 | yy")
        self.assertEqual(f"{self.table():>3}", "  1|  x\n 22| yy")

    def test_slices(self):
        table = self.table()
        self.assertEqual(table[0], (1, "x"))
        self.assertEqual(table[0, 1], "x")
        self.assertEqual(table[:, 0], [1, 22])
        self.assertEqual(table[::-1, 1:], [("yy",), ("x",)])

    def test_slug(self):
        self.assertEqual(slug("Hello,  World!"), "hello-world")
        self.assertEqual(slug("a1b2", re.compile(r"\d")), "a-b")

    def test_fill(self):
        self.assertEqual(fill("$who likes ${what}s", who="ada", what="cat"), "ada likes cats")
        with self.assertRaises(KeyError) as caught:
            fill("$missing")
        self.assertEqual(caught.exception.args[0], "missing")

    def test_formatter(self):
        self.assertEqual(Shouting().format("{0!u} {name!r}", "abc", name="x"), "ABC 'x'")

    def test_wrap(self):
        self.assertListEqual(wrap("one two three", 7), ["one two", "three"])
        self.assertEqual(wrap("\n   a\n     b\n", None), ["a", "  b"])
