class Source:
    def __init__(self, value):
        pass


class Derived:
    def __init__(self, sources, compute):
        pass
