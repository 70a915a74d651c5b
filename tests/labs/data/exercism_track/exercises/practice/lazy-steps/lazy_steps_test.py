import unittest
from itertools import islice

from lazy_steps import pairs, running, steps


class LazyStepsTest(unittest.TestCase):
    def test_endless(self):
        self.assertEqual(list(islice(steps(3), 4)), [0, 3, 6, 9])
        walker = steps(5)
        self.assertEqual([next(walker) for _ in range(3)], [0, 5, 10])

    def test_pairs(self):
        self.assertEqual(list(pairs("abcd")), [("a", "b"), ("c", "d")])
        self.assertIsNone(next(pairs([]), None))

    def test_running(self):
        values = [1, 2, 3]
        walker = running(values)
        self.assertEqual(next(walker), 1)
        self.assertEqual(walker.send(10), 12)
        walker.close()
        self.assertEqual(values, [1, 2, 3, "closed"])
