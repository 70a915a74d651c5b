import unittest
from datetime import date, datetime, timedelta, timezone

from rent_days import RentDayException, due, late, stamp


class RentDaysTest(unittest.TestCase):
    def test_due(self):
        self.assertEqual(due(date(2023, 12, 31), 2), date(2024, 2, 29))

    def test_due_next_month(self):
        self.assertEqual(due(date(2023, 4, 5), 1), date(2023, 5, 5))

    def test_late(self):
        self.assertEqual(late(datetime(2024, 1, 2, 3, 4), datetime(2024, 1, 1, 3, 4)), timedelta(days=1))

    def test_early(self):
        self.assertFalse(late(datetime(2024, 1, 1), datetime(2024, 1, 2)))

    def test_stamp(self):
        self.assertEqual(stamp(date(2020, 2, 29)), datetime(2020, 2, 29, 12, 30, tzinfo=timezone.utc))
        self.assertEqual(stamp(date(2020, 2, 29)).tzinfo, timezone.utc)

    def test_no_months(self):
        with self.assertRaises(RentDayException) as err:
            due(date(2023, 4, 5), 0)
        self.assertEqual(type(err.exception), RentDayException)
        self.assertEqual(err.exception.args[0], "no time at all")
