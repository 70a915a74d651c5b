from __future__ import division

import unittest

from part_of_cake import Part


class PartOfCakeTest(unittest.TestCase):
    def test_arithmetic(self):
        self.assertEqual(Part(1, 2) + Part(1, 3), Part(5, 6))
        self.assertEqual(Part(1, 2) - Part(1, 2), Part(0, 1))
        self.assertEqual(Part(1, 2) * Part(2, 3), Part(1, 3))
        self.assertEqual(Part(1, 2) / Part(1, 4), Part(2, 1))

    def test_with_numbers(self):
        self.assertEqual(2 * Part(1, 4), Part(1, 2))
        self.assertEqual(Part(1, 4) * 2, Part(1, 2))
        self.assertAlmostEqual(8 ** Part(4, 3), 16.0, places=8)
        self.assertAlmostEqual(float(Part(1, 3)), 0.333333, places=5)

    def test_powers(self):
        self.assertEqual(Part(1, 2) ** 3, Part(1, 8))
        self.assertEqual(abs(Part(-1, 2)), Part(1, 2))

    def test_order(self):
        self.assertEqual(sorted([Part(1, 2), Part(1, 3)]), [Part(1, 3), Part(1, 2)])
        self.assertLess(Part(1, 3), Part(1, 2))
        self.assertGreaterEqual(Part(2, 4), Part(1, 2))
        self.assertEqual(max(Part(1, 3), Part(1, 2)), Part(1, 2))

    def test_in_sets(self):
        self.assertEqual(len({Part(1, 2), Part(2, 4)}), 1)
        self.assertIn(Part(2, 4), {Part(1, 2): "half"})

    def test_other_kinds(self):
        self.assertNotEqual(Part(1, 2), 0.5)
        self.assertFalse(Part(0, 5))
        self.assertEqual(repr(Part(2, 4)), "1/2")

    def test_no_slices(self):
        with self.assertRaises(ZeroDivisionError) as err:
            Part(1, 0)
        self.assertEqual(str(err.exception), "a cake has slices")
