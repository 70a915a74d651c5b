class Empty(Exception):
    pass


class Chain:
    def __init__(self, values=()):
        pass

    def __len__(self):
        return 0

    def push(self, value):
        pass

    def pop(self):
        pass

    def head(self):
        pass
