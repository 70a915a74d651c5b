import unittest

from share_ratio import Share


class ShareTest(unittest.TestCase):
    def test_lowest_terms(self):
        self.assertEqual(Share(2, 4), Share(1, 2))
        self.assertEqual(repr(Share(-3, -9)), "1/3")

    def test_sums(self):
        self.assertEqual(Share(1, 2) + Share(2, 3), Share(7, 6))
        self.assertEqual(Share(1, 2) - Share(2, 3), Share(-1, 6))
        self.assertEqual(sum([Share(1, 4)] * 3, start=Share(0, 1)), Share(3, 4))

    def test_products(self):
        self.assertEqual(Share(1, 2) * Share(2, 3), Share(1, 3))
        self.assertEqual(Share(1, 2) / Share(-2, 3), Share(-3, 4))

    def test_powers(self):
        self.assertEqual(Share(-1, 2) ** 3, Share(-1, 8))
        self.assertEqual(Share(3, 5) ** -2, Share(25, 9))
        self.assertAlmostEqual(8 ** Share(4, 3), 16.0, places=8)

    def test_absolute(self):
        self.assertEqual(abs(Share(-1, 2)), Share(1, 2))
        self.assertEqual(-Share(1, 2), Share(-1, 2))

    def test_as_float(self):
        self.assertEqual(float(Share(1, 4)), 0.25)
        self.assertEqual(round(Share(2, 3), 2), 0.67)
        self.assertEqual(round(Share(7, 2)), 4)

    def test_truth_and_hash(self):
        self.assertFalse(Share(0, 5))
        self.assertEqual(len({Share(1, 2), Share(2, 4)}), 1)

    def test_of_nothing(self):
        with self.assertRaises(ZeroDivisionError):
            Share(1, 0)
        self.assertRaisesRegex(ZeroDivisionError, "of nothing", lambda: Share(1, 2) / Share(0, 1))
