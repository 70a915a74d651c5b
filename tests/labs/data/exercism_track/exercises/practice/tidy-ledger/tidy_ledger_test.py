import unittest

from tidy_ledger import lines, total


class TidyLedgerTest(unittest.TestCase):
    maxDiff = 5000

    def test_total(self):
        self.assertEqual(total([("tea", 2), ("jam", 3)]), 5)

    def test_lines(self):
        self.assertEqual(lines([("tea", 2), ("jam", 3)]), ["tea: 2", "jam: 3"])
