import unittest
from functools import partial

from cell_watch import Derived, Source


class CellWatchTest(unittest.TestCase):
    def test_compute(self):
        one, two = Source(1), Source(2)
        both = Derived([one, two], lambda values: values[0] + values[1] * 10)
        self.assertEqual(both.value, 21)
        one.value = 4
        self.assertEqual(both.value, 24)

    def test_callback(self):
        seen = []
        source = Source(1)
        output = Derived([source], lambda values: 111 if values[0] > 2 else 222)
        callback = self.callback_factory(seen)
        output.add_callback(callback)
        source.value = 2
        self.assertEqual(seen, [])
        source.value = 4
        self.assertEqual(seen[-1], 111)
        seen.clear()
        output.remove_callback(callback)
        source.value = 1
        self.assertEqual(seen, [])

    def callback_factory(self, seen):
        def callback(seen, value):
            seen.append(value)

        return partial(callback, seen)
