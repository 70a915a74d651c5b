import unittest

from clock_face import Clock


class LooksLikeAClock:
    total = 61


class ClockFaceTest(unittest.TestCase):
    def test_shown(self):
        self.assertEqual(str(Clock(25, -1)), "00:59")
        self.assertEqual(repr(Clock(8, 5)), "Clock(8, 5)")

    def test_sums(self):
        self.assertEqual(Clock(23, 59) + 2, Clock(0, 1))
        self.assertEqual(str(Clock(0, 1) - 2), "23:59")

    def test_equal_to_what_looks_like_one(self):
        self.assertTrue(Clock(1, 1) == LooksLikeAClock())
        self.assertFalse(Clock(1, 2) == LooksLikeAClock())
        with self.assertRaises(AttributeError):
            Clock(1, 1) == 61
