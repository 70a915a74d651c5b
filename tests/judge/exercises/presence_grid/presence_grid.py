class Grid:
    """Minutes online: a row per person, a column per day."""

    def __init__(self, text):
        self._rows = [[int(cell) for cell in line.split()] for line in text.splitlines()]

    def row(self, index):
        return list(self._rows[index - 1])

    def column(self, index):
        return [row[index - 1] for row in self._rows]

    def __getitem__(self, place):
        person, day = place
        return self._rows[person][day]

    def __setitem__(self, place, minutes):
        person, day = place
        self._rows[person][day] = minutes

    def __matmul__(self, weights):
        return [sum(cell * weight for cell, weight in zip(row, weights, strict=True)) for row in self._rows]

    def peaks(self):
        return [
            {"row": r + 1, "column": c + 1}
            for r, row in enumerate(self._rows)
            for c, cell in enumerate(row)
            if cell == max(row) == max(self.column(c + 1))
        ]


def rotate(matrix):
    """Turn a list of lists by a quarter, in place."""
    matrix[:] = [list(row) for row in zip(*matrix[::-1], strict=True)]
