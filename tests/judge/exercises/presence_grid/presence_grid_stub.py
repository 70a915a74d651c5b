class Grid:
    def __init__(self, text):
        pass

    def row(self, index):
        pass

    def column(self, index):
        pass


def rotate(matrix):
    return [list(row) for row in zip(*matrix[::-1], strict=True)]
