import unittest

from nested_boxes import depth, flatten


class NestedBoxesTest(unittest.TestCase):
    def test_flat(self):
        inputs = [0, 2, [[2, 3], 8, 100, 4, [[[50]]], -2]]
        self.assertEqual(flatten(inputs), [0, 2, 2, 3, 8, 100, 4, 50, -2])
        self.assertEqual(inputs[2][0], [2, 3])

    def test_nothing(self):
        self.assertEqual(flatten([None, [[None]], ()]), [])

    def test_depth(self):
        self.assertEqual(depth([[], [[]]]), 3)
        deep = []
        for _ in range(50):
            deep = [deep]
        self.assertEqual(depth(deep), 51)

    def test_itself(self):
        endless = []
        endless.append(endless)
        with self.assertRaises(RecursionError):
            depth(endless)
