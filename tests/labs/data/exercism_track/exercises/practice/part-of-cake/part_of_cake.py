class Part:
    def __init__(self, slices, of):
        pass

    def __eq__(self, other):
        pass
