import unittest

from leap_days import is_leap, leaps


class LeapDaysTest(unittest.TestCase):
    def test_years(self):
        self.assertIs(is_leap(1900), False)
        self.assertIs(is_leap(2000), True)

    def test_leaps(self):
        self.assertSetEqual(leaps(1996, 2008), {1996, 2000, 2004, 2008})
        self.assertEqual(leaps(2001, 2003), set())
