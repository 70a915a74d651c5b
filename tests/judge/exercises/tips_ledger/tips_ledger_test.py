import unittest
from datetime import date

from tips_ledger import render, tip


class TipsLedgerTest(unittest.TestCase):
    maxDiff = 5000

    def test_empty(self):
        self.assertEqual(render("USD", "en", []), "Date       | Reason       | Amount   ")

    def test_one(self):
        tips = [tip("2026-01-05", "Quick answer", 1000)]
        self.assertEqual(
            render("USD", "en", tips),
            "\n".join(["Date       | Reason       | Amount   ", "01/05/2026 | Quick answer |   $10.00 "]),
        )

    def test_sorted_and_cut(self):
        tips = [tip(date(2026, 2, 1), "Moderating the fair", -123456), tip("2026-01-31", "Emoji", 5)]
        wanted = [
            "Datum      | Grund        | Betrag   ",
            "31.01.2026 | Emoji        |    0,05 €",
            "01.02.2026 | Moderatin... | -1.234,56 €",
        ]
        self.assertMultiLineEqual(render("EUR", "de", tips), "\n".join(wanted))

    def test_dates_are_dates(self):
        self.assertEqual(tip("2026-03-01", "x", 1).day, date(2026, 3, 1))
        self.assertLess(tip("2026-03-01", "x", 1).day, date.max)

    def test_no_such_day(self):
        with self.assertRaises(ValueError):
            tip("2026-02-30", "x", 1)
