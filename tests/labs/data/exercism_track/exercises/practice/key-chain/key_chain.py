class Key:
    def __init__(self, value):
        pass

    def value(self):
        pass

    def next(self):
        pass


class KeyChain:
    def __init__(self, values=None):
        pass

    def __iter__(self):
        pass

    def __len__(self):
        pass

    def head(self):
        pass

    def push(self, value):
        pass

    def pop(self):
        pass

    def reversed(self):
        pass


class EmptyChainError(Exception):
    pass
