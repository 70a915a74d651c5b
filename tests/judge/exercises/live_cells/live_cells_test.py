import unittest
from functools import partial

from live_cells import ComputeCell, InputCell


class LiveCellsTest(unittest.TestCase):
    def observer(self, seen):
        return partial(lambda into, value: into.append(value), seen)

    def test_input(self):
        cell = InputCell(4)
        cell.value = 20
        self.assertEqual(cell.value, 20)

    def test_computed_from_two(self):
        cell = ComputeCell([InputCell(1), InputCell(2)], lambda values: values[0] + values[1] * 10)
        self.assertEqual(cell.value, 21)

    def test_change_goes_through(self):
        unread = InputCell(1)
        label = ComputeCell([unread], lambda values: f"{values[0]} unread")
        unread.value = 3
        self.assertEqual(label.value, "3 unread")

    def test_callback_only_on_change(self):
        seen = []
        unread = InputCell(1)
        many = ComputeCell([unread], lambda values: values[0] > 10)
        many.add_callback(self.observer(seen))
        unread.value = 5
        self.assertEqual(seen, [])
        unread.value = 50
        self.assertEqual(seen, [True])

    def test_removed_callback(self):
        first, second = [], []
        unread = InputCell(1)
        doubled = ComputeCell([unread], lambda values: values[0] * 2)
        one, two = self.observer(first), self.observer(second)
        doubled.add_callback(one)
        doubled.add_callback(two)
        unread.value = 2
        doubled.remove_callback(one)
        doubled.remove_callback(one)
        unread.value = 3
        self.assertEqual((first, second), ([4], [4, 6]))

    def test_diamond_settles_once(self):
        seen = []
        source = InputCell(1)
        plus = ComputeCell([source], lambda values: values[0] + 1)
        minus = ComputeCell([source], lambda values: values[0] - 1)
        always_two = ComputeCell([plus, minus], lambda values: values[0] - values[1])
        always_two.add_callback(self.observer(seen))
        for value in range(2, 6):
            source.value = value
        self.assertEqual(seen, [])
