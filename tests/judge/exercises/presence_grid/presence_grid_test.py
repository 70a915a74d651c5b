import unittest

from presence_grid import Grid, rotate


class PresenceGridTest(unittest.TestCase):
    def setUp(self):
        self.grid = Grid("9 8 7\n19 18 17\n1 2 30")

    def test_rows_and_columns(self):
        self.assertEqual(self.grid.row(2), [19, 18, 17])
        self.assertEqual(self.grid.column(3), [7, 17, 30])

    def test_a_row_is_a_copy(self):
        self.grid.row(1).append(0)
        self.assertEqual(self.grid.row(1), [9, 8, 7])

    def test_pairs_as_keys(self):
        self.grid[0, 1] += 5
        self.assertEqual(self.grid[0, 1], 13)

    def test_weights(self):
        self.assertEqual(self.grid @ (1, 0, 1), [16, 36, 31])
        with self.assertRaises(ValueError):
            self.grid @ [1]

    def test_peaks(self):
        def order(place):
            return (place["row"], place["column"])

        self.assertEqual(sorted(self.grid.peaks(), key=order), [{"row": 2, "column": 1}, {"row": 3, "column": 3}])

    def test_rotation_in_place(self):
        matrix = [[1, 2], [3, 4]]
        row = matrix[0]
        self.assertIsNone(rotate(matrix))
        self.assertEqual(matrix, [[3, 1], [4, 2]])
        self.assertEqual(row, [1, 2])
