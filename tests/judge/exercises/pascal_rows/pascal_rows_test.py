import unittest

from pascal_rows import compose, row, slow_square


class PascalTest(unittest.TestCase):
    def test_rows(self):
        self.assertTupleEqual(row(4), (1, 4, 6, 4, 1))
        self.assertEqual(sum(row(30)), 2**30)

    def test_cached(self):
        row.cache_clear()
        row(5)
        self.assertEqual(row.cache_info().misses, 6)
        self.assertEqual(row.__name__, "row")

    def test_bounded(self):
        slow_square.cache_clear()
        del slow_square.calls[:]
        self.assertEqual([slow_square(n) for n in (1, 2, 1, 3, 2)], [1, 4, 1, 9, 4])
        self.assertEqual(slow_square.calls, [1, 2, 3, 2])
        self.assertEqual(slow_square.__wrapped__(7), 49)

    def test_composed(self):
        self.assertEqual(compose(str, len, lambda n: n + 1)(12345), 6)
        self.assertEqual(compose(slow_square, float)(3), 9.0)
