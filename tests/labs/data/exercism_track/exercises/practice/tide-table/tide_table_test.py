import os
import unittest
from pathlib import Path

from tide_table import house_rule, read_tides


class TideTableTest(unittest.TestCase):
    def test_beside_the_test(self):
        path = os.path.join(os.path.dirname(__file__), "tides.csv")
        self.assertEqual(read_tides(path), {"mon": 1.5, "tue": 2.25})

    def test_in_the_working_folder(self):
        self.assertEqual(read_tides("tides.csv"), {"mon": 1.5, "tue": 2.25})
        self.assertEqual(house_rule(), "Never in spring.")
        self.assertTrue(Path("rule.txt").exists())

    def test_no_such_file(self):
        with self.assertRaises(FileNotFoundError):
            read_tides("moon.csv")
